"""
The corpus of hostile and odd submissions: what each tries, and what a grader that holds must make of it.

`manifest.json` beside the files lists them; `docs/trust.md` tells how to add one. Nothing here runs any of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader.primitives.errors import UsageError

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "_attacks", _PACKAGE.parent / "tests" / "attacks" / "corpus")


class Expected(StrEnum):
    """What must become of a submission."""

    ZERO = "zero points"
    PART = "points only for honest part"
    ERROR = "clear error, batch goes on"
    FULL = "full points"


@dataclass(frozen=True)
class Attack:
    """
    One hostile or odd submission.

    file: None if it is a kind of file that must be made (`odd_files`). exercise, function: what it pretends to solve.
    sample: arguments for one call of it; `{"shape": [...]}` stands for an array. marker: what it prints if it got where it
    must not. says: what it prints if it was refused; without that it did not run. stopped_by: what holds it. repeats: must
    the report be the same text with another secret? differs: why the outcome is not what one would expect. not_held_in:
    tiers in which it is known to succeed. not_as_root: does it mean nothing to root? needs_sandbox: does it succeed where
    there is no sandbox? slow: does it cost seconds?
    """

    id: str
    category: str
    attempts: str
    expected: Expected
    file: Path | None
    exercise: str
    function: str
    sample: tuple[Any, ...]
    marker: str
    says: str
    stopped_by: str
    repeats: bool
    differs: str
    not_held_in: tuple[str, ...]
    not_as_root: bool
    needs_sandbox: bool
    slow: bool


def known_attacks() -> tuple[Attack, ...]:
    """All of the corpus. Raises UsageError where it is not installed."""
    return tuple(_attacks_in(_corpus()))


def honest_file(exercise: str) -> Path | None:
    """What honest files for this exercise do, in its plainest form: their marks are this one's. None if there are none."""
    folder = _corpus()
    honest: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["honest"]
    return folder / honest[exercise] if exercise in honest else None


def _corpus() -> Path:
    for folder in _PLACES:
        if (folder / "manifest.json").is_file():
            return folder
    raise UsageError("The corpus of attacks is not installed.", next_step="Install the grader anew.")


def _attacks_in(folder: Path) -> list[Attack]:
    table = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    stopped_by: dict[str, str] = table["stopped_by"]
    return [_attack(folder, table, stopped_by, entry) for entry in table["attacks"]]


def _attack(folder: Path, table: dict[str, Any], stopped_by: dict[str, str], entry: dict[str, Any]) -> Attack:
    function = entry.get("function", table["function"])
    return Attack(
        id=entry["id"],
        category=entry["category"],
        attempts=entry["attempts"],
        expected=Expected(entry["expected"]),
        file=folder / entry["file"] if "file" in entry else None,
        exercise=entry.get("exercise", table["exercise"]),
        function=function,
        sample=tuple(table["samples"][function]),
        marker=entry.get("marker", ""),
        says=entry.get("says", ""),
        stopped_by=entry.get("stopped_by", stopped_by[entry["category"]]),
        repeats=entry.get("repeats", False),
        differs=entry.get("differs", ""),
        not_held_in=tuple(entry.get("not_held_in", ())),
        not_as_root=entry.get("not_as_root", False),
        needs_sandbox=entry.get("needs_sandbox", False),
        slow=entry.get("slow", False),
    )
