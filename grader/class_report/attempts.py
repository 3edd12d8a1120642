"""One attempt as it is shown: how it went, and what the student was told, within a bounded room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from grader.core.class_statistics import LIMITS
from grader.core.coursework import Attempt
from grader.core.hostile import line, shown
from grader.core.report import UNCOUNTED, Verdict

_ALL_ATTEMPTS, _ONE_ATTEMPT = 3_000_000, 16_000
"""Characters of feedback in one page: of all attempts together, and of one of them at most."""
_MARKUP = 300
_SENTENCE, _BLOCK = 1500, 1200
_QUIET = UNCOUNTED | {Verdict.PASSED, Verdict.NOT_ATTEMPTED, Verdict.MISSING}


@dataclass(frozen=True)
class ShownFunction:
    """One function's line. good: is nothing missing?"""

    name: str
    state: str
    points: str
    max_points: str
    good: bool


@dataclass(frozen=True)
class Failure:
    """One failed check as the student saw it. Texts are printable, not yet escaped."""

    function: str
    title: str
    verdict: str
    hidden: bool
    message: str
    mistakes: tuple[str, ...]
    call: str
    expected: str
    got: str
    output: str
    line: int | None
    code: str

    @property
    def limit(self) -> bool:
        """Was it stopped at a limit, rather than wrong?"""
        return self.verdict in LIMITS

    @property
    def size(self) -> int:
        """Characters, about."""
        texts = (self.title, self.message, *self.mistakes, self.call, self.expected, self.got, self.output, self.code)
        return sum(map(len, texts)) + _MARKUP


@dataclass(frozen=True)
class ShownAttempt:
    """
    One attempt on a student's part of the page.

    problem: why there is no score, or "". percent, points, max_points: None and "" without one. right, all: checks that count.
    left_out: failed checks for which there was no room.
    """

    exercise: str
    number: int
    counts: bool
    late: bool
    handed_in: str
    file: str
    origin: str
    problem: str
    percent: float | None
    points: str
    max_points: str
    right: int
    all: int
    notes: tuple[str, ...]
    functions: tuple[ShownFunction, ...]
    failures: tuple[Failure, ...]
    left_out: int


def room_for(attempts: int) -> int:
    """Characters of feedback for each of so many attempts."""
    return min(_ONE_ATTEMPT, _ALL_ATTEMPTS // max(attempts, 1))


def shown_attempt(attempt: Attempt, report: Mapping[str, Any] | None, problem: str, room: int) -> ShownAttempt:
    """An attempt and its report (`grade-report/1`), with about `room` characters of feedback at most."""
    bare = _bare(attempt, shown(problem, _SENTENCE))
    if report is None:
        return bare
    if report["status"] != "graded":
        return replace(bare, problem=shown(report["reason"] or problem, _SENTENCE))
    counted = [check for check in report["checks"] if check["verdict"] not in UNCOUNTED]
    failed = _failed(report["checks"])
    kept = _within(failed, room)
    return replace(
        bare,
        percent=report["percent"],
        points=f"{report['points']:g}",
        max_points=f"{report['max_points']:g}",
        right=sum(check["verdict"] == Verdict.PASSED for check in counted),
        all=len(counted),
        notes=tuple(shown(note, _SENTENCE) for note in report["notes"]),
        functions=tuple(map(_function, report["functions"])),
        failures=tuple(kept),
        left_out=len(failed) - len(kept),
    )


def moment(time: datetime | None) -> str:
    """A time as people read it, with its zone; "" for none."""
    if time is None:
        return ""
    offset = time.strftime("%z")
    return f"{time:%Y-%m-%d %H:%M} UTC{'' if offset == '+0000' else offset}"


def _bare(attempt: Attempt, problem: str) -> ShownAttempt:
    return ShownAttempt(
        exercise=attempt.exercise,
        number=attempt.number,
        counts=attempt.counts,
        late=attempt.late,
        handed_in=moment(attempt.handed_in),
        file=line(attempt.file, 120),
        origin=line(attempt.origin),
        problem=problem,
        percent=None,
        points="",
        max_points="",
        right=0,
        all=0,
        notes=(),
        functions=(),
        failures=(),
        left_out=0,
    )


def _function(outcome: Mapping[str, Any]) -> ShownFunction:
    return ShownFunction(
        name=outcome["name"],
        state=outcome["state"],
        points=f"{outcome['points']:g}",
        max_points=f"{outcome['max_points']:g}",
        good=outcome["state"] == Verdict.PASSED,
    )


def _failed(checks: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """
    All checks in which something went wrong, the first of each function before the others: that is what a student reads first.

    What was not attempted has nothing to tell beyond the state of its function.
    """
    failed = [check for check in checks if check["verdict"] not in _QUIET]
    first: dict[str, Mapping[str, Any]] = {}
    others = [check for check in failed if first.setdefault(check["function"], check) is not check]
    return [*first.values(), *others]


def _failure(check: Mapping[str, Any]) -> Failure:
    example = check["example"] or {}
    return Failure(
        function=check["function"],
        title=line(check["title"]),
        verdict=check["verdict"],
        hidden=check["hidden"],
        message=shown(check["message"], _SENTENCE),
        mistakes=tuple(shown(message, _SENTENCE) for message in check["mistake_messages"]),
        call=shown(example.get("call") or "", _BLOCK),
        expected=shown(example.get("expected") or "", _BLOCK),
        got=shown(example.get("got") or "", _BLOCK),
        output=shown(check["output"], _BLOCK),
        line=check["line"],
        code=line(check["code"] or ""),
    )


def _within(failed: Sequence[Mapping[str, Any]], room: int) -> list[Failure]:
    """
    As many as there is room for, in order; the first that does not fit goes without its example, and ends the list.

    A mistake that was explained once is not explained again.
    """
    kept: list[Failure] = []
    told: set[str] = set()
    for failure in map(_failure, failed):
        new = replace(failure, mistakes=tuple(message for message in failure.mistakes if message not in told))
        if new.size > room:
            short = replace(new, call="", expected="", got="", output="", code="")
            return [*kept, short] if short.size <= room else kept
        room -= new.size
        told.update(new.mistakes)
        kept.append(new)
    return kept
