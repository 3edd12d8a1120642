"""
Notebooks as submissions: a worker takes the definitions out of one, and here they become a file like any other.

What the worker says is checked like everything from there: bytes and cell numbers pass, texts are made printable.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from grader.core.catalogue import Exercise
from grader.core.submission import MAX_BYTES, Submission, Unreadable, printable
from grader.core.texts import say
from grader.sandbox.cell import Bounds
from grader.sandbox.launching import AnyLauncher
from grader.sandbox.quarters import Quarters
from grader.sandbox.worker import WorkerFault
from grader.suite.faults import raised_from

_BOUNDS = Bounds(seconds=10.0, memory_mb=1024, output_kb=64)
_SHOWN_CELLS, _SHOWN_BROKEN = 8, 3
_MOST_CELLS = 1_000_000
_NOT_JSON = "notebook-not-json"
_REASONS = {"not-json": _NOT_JSON, "no-notebook": "notebook-no-notebook", "no-code": "notebook-no-code"}


@dataclass(frozen=True)
class Taken:
    """
    What was taken from a notebook, and what was left out.

    statements: how many were taken. magics, work: by cell (from 1), how many commands of the notebook, and how many statements
    that define nothing needed. broken: cells that are no Python, each with a line and what is wrong there.
    """

    submission: Submission
    statements: int
    magics: Counter[int]
    work: Counter[int]
    broken: tuple[tuple[int, int, str], ...]

    def notes(self, language: str) -> tuple[str, ...]:
        """Sentences for the student: what was graded, and what was not run."""
        notes = [say("notebook.taken", language, count=self.statements)]
        for key, cells in (("notebook.magics", self.magics), ("notebook.work", self.work)):
            if cells:
                notes.append(say(key, language, count=cells.total(), cells=_listed(cells)))
        for cell, line, text in self.broken[:_SHOWN_BROKEN]:
            notes.append(say("notebook.broken", language, cell=cell, line=line, text=text))
        return tuple(notes)


def read_notebook(launcher: AnyLauncher, exercise: Exercise, notebook: Submission) -> Taken:
    """
    The definitions of a notebook that the exercise's functions need, as a submission.

    Raises: Unreadable for one that cannot be used. SandboxError.
    """
    if not notebook.source.strip():
        raise Unreadable("notebook-no-code", file=notebook.name)
    functions = [function.name for function in exercise.functions]
    reply = _ask(launcher, {"do": "extract", "notebook": notebook.source, "functions": functions}, notebook.name)
    if reply["kind"] == "raised":
        raise Unreadable(_REASONS.get(raised_from(reply).text, _NOT_JSON), file=notebook.name)
    taken = _checked(reply.get("value"), notebook.name)
    if taken is None:
        raise Unreadable("notebook-unreadable", file=notebook.name)
    if not taken.statements:
        raise Unreadable("notebook-no-definitions", file=notebook.name)
    return taken


def _ask(launcher: AnyLauncher, request: dict[str, Any], name: str) -> dict[str, Any]:
    quarters = Quarters(launcher, _BOUNDS, stock=0)
    try:
        worker = quarters.take()
        worker.begin_check(fresh=True)
        try:
            return worker.ask(request)
        except WorkerFault as fault:
            raise Unreadable("notebook-unreadable", file=name) from fault
        finally:
            worker.close()
    finally:
        quarters.close()


def _checked(value: object, name: str) -> Taken | None:
    """The reply's value, if it is one."""
    if type(value) is not dict or type(value.get("source")) is not str or type(value.get("taken")) is not int:
        return None
    cells = {key: value.get(key) for key in ("magics", "work")}
    if not all(type(numbers) is list and all(map(_is_place, numbers)) for numbers in cells.values()):
        return None
    broken = value.get("broken")
    if type(broken) is not list or not all(map(_is_broken, broken)):
        return None
    source = value["source"].encode("utf-8", "replace")
    if len(source) > MAX_BYTES:
        raise Unreadable("large", file=name, size=f"{len(source) / 1e6:.1f}", limit=f"{MAX_BYTES / 1e6:.0f}")
    return Taken(
        Submission(name, source),
        value["taken"],
        Counter(cells["magics"]),
        Counter(cells["work"]),
        tuple((cell, line, printable(text[:200])) for cell, line, text in broken),
    )


def _is_place(number: object) -> bool:
    return type(number) is int and 0 < number < _MOST_CELLS


def _is_broken(entry: object) -> bool:
    return (
        type(entry) is tuple
        and [type(part) for part in entry] == [int, int, str]
        and _is_place(entry[0])
        and _is_place(entry[1])
    )


def _listed(cells: Counter[int]) -> str:
    numbers = [str(number) for number in sorted(cells)]
    more = [] if len(numbers) <= _SHOWN_CELLS else ["…"]
    return ", ".join(numbers[:_SHOWN_CELLS] + more)
