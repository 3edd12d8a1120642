"""What `grade audit` shows: a line that moves, then a table by category."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from typing import Self

from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from grader.cli.screens import console
from grader.core.texts import say
from grader.usecases.audit_installation import Trial


class ProgressLine:
    """How far it is, on stderr; nothing where nobody looks."""

    def __init__(self, total: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=console(err=True), transient=True)
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def advance(self, trial: Trial) -> None:
        """One more is done."""
        self._progress.update(self._task, advance=1, description=escape(trial.attack.id))


def show_audit(trials: Sequence[Trial], language: str) -> None:
    """Tried, held and by what, by category; then everything that did not hold."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(say("audit.category", language))
    table.add_column(say("audit.tried", language), justify="right")
    table.add_column(say("audit.held", language), justify="right")
    table.add_column(say("audit.by", language))
    for category in dict.fromkeys(trial.attack.category for trial in trials):
        some = [trial for trial in trials if trial.attack.category == category]
        held = sum(trial.held for trial in some)
        layers = statistics.mode(trial.attack.stopped_by for trial in some)
        table.add_row(category, str(len(some)), Text(str(held), "green" if held == len(some) else "red"), layers)
    console().print(table)
    _show_exceptions(trials, language)
    _show_sum(trials, language)


def _show_exceptions(trials: Sequence[Trial], language: str) -> None:
    for trial in trials:
        for problem in trial.problems:
            console().print(Text("✗ ", "red") + Text(f"{trial.attack.id}: {problem}"))
        if trial.excused:
            head = say("audit.excused", language, attack=trial.attack.id, tier=trial.tier)
            console().print(Text(f"· {head}", "yellow"))
            console().print(Padding(Text(trial.attack.differs, "dim"), (0, 0, 0, 2), expand=False))


def _show_sum(trials: Sequence[Trial], language: str) -> None:
    held = sum(trial.held for trial in trials)
    seconds = f"{sum(trial.seconds for trial in trials):.0f}"
    tiers = ", ".join(dict.fromkeys(trial.tier for trial in trials)) or "–"
    key = "audit.all-held" if held == len(trials) else "audit.not-held"
    console().print(
        "\n" + escape(say(key, language, count=len(trials), bad=len(trials) - held, tier=tiers, seconds=seconds))
    )


def audit_as_json(trials: Sequence[Trial]) -> str:
    """Every trial: id, category, tier, held, problems, excused, seconds."""
    rows = [
        {
            "id": trial.attack.id,
            "category": trial.attack.category,
            "tier": trial.tier,
            "held": trial.held,
            "problems": list(trial.problems),
            "excused": list(trial.excused),
            "seconds": round(trial.seconds, 2),
        }
        for trial in trials
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)
