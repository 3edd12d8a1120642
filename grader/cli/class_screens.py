"""What the commands for a class show: what was recognised, a line that moves, what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from grader.cli.screens import console
from grader.core.catalogue import Course
from grader.core.class_essence import EssenceTable, essence
from grader.core.class_statistics import ClassStatistics
from grader.core.coursework import Handed
from grader.core.describing import describe
from grader.core.regrading import Change, Direction, by_check
from grader.core.runs import Reverted
from grader.core.submission import on_one_line
from grader.core.texts import say
from grader.usecases.batch.book import Recorded
from grader.usecases.batch.files import LeftOut
from grader.usecases.batch.grade_class import Result
from grader.usecases.batch.process import Graded
from grader.usecases.batch.run import Outcome

_LISTED = 20
_NAMED = 5


class ProgressLine:
    """How far a batch is and how long it will take, on stderr; nothing that moves where nobody looks."""

    def __init__(self, language: str) -> None:
        self._language = language
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._console = console(err=True)
        self._progress = Progress(
            *columns, console=self._console, transient=True, disable=not self._console.is_terminal
        )
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begun(self, *, items: int, known: int, jobs: int) -> None:
        """So many gradings are to be done; so many were done before. No jobs: other machines do it."""
        self._progress.update(self._task, total=items)
        if known:
            self._tell("class.known", count=known)
        if items and jobs:
            self._tell("class.begun", count=items, jobs=jobs)
        elif items:
            self._tell("class.begun-elsewhere", count=items)

    def finished(self, done: Graded) -> None:
        """One more."""
        self._progress.update(self._task, advance=1, description=escape(done.item.exercise))

    def _tell(self, key: str, **fields: object) -> None:
        self._console.print(escape(say(key, self._language, **fields)), style="dim")


def show_handed(handed: Handed, language: str, *, err: bool) -> None:
    """What was recognised."""
    for line in describe(handed, language):
        console(err=err).print(Text(line))


def show_result(result: Result, folder: Path, language: str) -> None:
    """A table by exercise, what has no score, what changed, and where to look next."""
    screen = console()
    screen.print()
    screen.print(_by_exercise(result.statistics, language))
    _show_missing(result.missing, language)
    if result.recorded.gains or result.recorded.losses:
        show_changes(result.recorded, language, published=True)
    screen.print(Text(say("class.written", language, folder=folder)))
    _show_left_out(result.left_out, language)
    screen.print(Text(say("class.report", language, path=result.report)))


def show_changes(recorded: Recorded, language: str, *, published: bool) -> None:
    """Who gains and who loses, by which check."""
    screen = console()
    counts = {"gain": recorded.gains, "lose": recorded.losses}
    screen.print(Text(say("class.changes", language, **counts), "bold"))
    moved = [each for each in recorded.changes if each.direction in (Direction.GAINS, Direction.LOSES)]
    for change in moved[:_LISTED]:
        screen.print(Text(_change_line(change)))
    if len(moved) > _LISTED:
        screen.print(Text(say("class.and-more", language, count=len(moved) - _LISTED)))
    for check in by_check(recorded.changes)[:_LISTED]:
        screen.print(Text(f"  {check.exercise} {check.check}  +{check.gain} -{check.lose}", "dim"))
    key = "changes-published" if published else "changes-not-published"
    screen.print(Text(say(f"class.{key}", language)))


def show_reverted(reverted: Reverted, language: str) -> None:
    """What counts now."""
    console().print(Text(say("class.reverted" if reverted.now else "class.reverted-all", language)))


def show_essence(statistics: ClassStatistics, course: Course, language: str) -> None:
    """A few small tables."""
    for table in essence(statistics, course, language):
        console().print(_drawn(table))
        if table.note:
            console().print(Text(table.note, "dim"))
        console().print()


def as_json(result: Result) -> dict[str, Any]:
    """The outcome for programs; reports are in the files."""
    return {
        "schema": "grade-batch/1",
        "students": len(
            {each.student.id for each in result.handed.attempts} | {each.id for each in result.handed.idle}
        ),
        "attempts": len(result.handed.attempts),
        "idle": [student.id for student in result.handed.idle],
        "unmatched": [{"origin": each.origin, "why": each.why} for each in result.handed.unmatched],
        "not_graded": [
            {"student": each.attempt.student.id, "exercise": each.attempt.exercise, "origin": each.attempt.origin}
            | {"why": _why(each)}
            for each in result.missing
        ],
        "left_out": {each.file: [student.id for student in each.students] for each in result.left_out},
        "gain": result.recorded.gains,
        "lose": result.recorded.losses,
        "report": str(result.report),
    }


def _by_exercise(statistics: ClassStatistics, language: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for number, key in enumerate(("exercise", "graded", "mean", "median", "full")):
        table.add_column(say(f"class.column-{key}", language), justify="right" if number else "left", no_wrap=True)
    for each in statistics.exercises:
        shares = [("–" if value is None else f"{value:.0f} %") for value in (each.mean, each.median)]
        table.add_row(each.exercise, str(each.n), *shares, str(each.full_marks))
    return table


def _show_missing(missing: tuple[Outcome, ...], language: str) -> None:
    if not missing:
        return
    screen = console()
    screen.print(Text(say("class.missing", language, count=len(missing)), "bold yellow"))
    for each in missing[:_LISTED]:
        attempt = each.attempt
        name = on_one_line(attempt.student.name or attempt.student.id, 40)
        screen.print(Text(f"  {name} ({attempt.student.id}) {attempt.exercise}: {_why(each)}"))
    if len(missing) > _LISTED:
        screen.print(Text(say("class.and-more", language, count=len(missing) - _LISTED)))


def _show_left_out(left_out: tuple[LeftOut, ...], language: str) -> None:
    """Whom the files for platforms do not name; nobody should look for these grades there in vain."""
    for each in left_out:
        about = {"file": each.file, "count": len(each.students), "all": each.of}
        who = ", ".join(on_one_line(student.name or student.id, 40) for student in each.students[:_NAMED])
        who += "…" * (len(each.students) > _NAMED)
        key = "class.left-out" if len(each.students) < each.of else "class.left-out-all"
        console().print(Text(say(key, language, who=who, **about), "dim"))


def _why(outcome: Outcome) -> str:
    reason = (outcome.report or {}).get("reason") or outcome.problem or "fault"
    return on_one_line(str(reason), 300)


def _change_line(change: Change) -> str:
    before, after = (grade.points if grade else None for grade in (change.before, change.after))
    name = on_one_line(change.student.name or change.student.id, 40)
    return f"  {name} ({change.student.id}) {change.exercise}: {before} -> {after}"


def _drawn(table: EssenceTable) -> Table:
    drawn = Table(title=table.title, title_justify="left", box=None, pad_edge=False, header_style="dim")
    for heading, numeric in zip(table.headings, table.numeric, strict=True):
        drawn.add_column(heading, justify="right" if numeric else "left")
    for row in table.rows:
        drawn.add_row(*map(escape, row))
    return drawn
