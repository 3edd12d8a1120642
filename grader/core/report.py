"""
The report: what a grading run found, and the public JSON that every other output is made from.

A report is plain data in one language; it never holds a hidden case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SCHEMA = "grade-report/1"


class Verdict(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    NOT_ATTEMPTED = "not attempted"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    SKIPPED = "skipped"
    PENDING = "pending"
    FAULT = "fault"


UNCOUNTED = frozenset({Verdict.SKIPPED, Verdict.PENDING, Verdict.FAULT})
"""Verdicts that cost nobody points: the check does not count at all."""


@dataclass(frozen=True)
class Example:
    """A complete failing example from a check's twin: the call, what was expected, what came (all as text)."""

    call: str
    expected: str | None
    got: str | None


@dataclass(frozen=True)
class CheckOutcome:
    """
    One check's result.

    points: what it is worth. seconds: how long it took, coarse for hidden checks. message: one sentence for the student.
    output: what the student's code printed (never in a hidden run). line, code: where in the student's file.
    """

    id: str
    function: str
    title: str
    hidden: bool
    verdict: Verdict
    points: float
    seconds: float
    message: str = ""
    mistakes: tuple[str, ...] = ()
    mistake_messages: tuple[str, ...] = ()
    example: Example | None = None
    output: str = ""
    line: int | None = None
    code: str | None = None

    @property
    def won(self) -> float:
        """Points that were earned."""
        return self.points if self.verdict is Verdict.PASSED else 0.0

    @property
    def counted(self) -> bool:
        """Does it count towards the score?"""
        return self.verdict not in UNCOUNTED


@dataclass(frozen=True)
class FunctionOutcome:
    """The checks of one function, added up."""

    name: str
    state: Verdict
    points: float
    max_points: float


@dataclass(frozen=True)
class ExerciseReport:
    """
    A graded submission, or why it is not graded.

    complete: the hidden suite was run, not only public examples. only: the function that grading was narrowed to.
    """

    exercise: str
    submission: str
    reason: str | None
    seconds: float
    sandbox: str
    functions: tuple[str, ...]
    checks: tuple[CheckOutcome, ...]
    versions: Mapping[str, str | None]
    complete: bool = True
    only: str | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def graded(self) -> bool:
        """Was there something to grade?"""
        return self.reason is None

    @property
    def points(self) -> float:
        """Points earned."""
        return _rounded(sum(check.won for check in self.checks if check.counted))

    @property
    def max_points(self) -> float:
        """Points that could be earned in this run."""
        return _rounded(sum(check.points for check in self.checks if check.counted))

    @property
    def percent(self) -> float | None:
        """Share of the reachable points (0 to 100); None if nothing could be counted."""
        return _rounded(100 * self.points / self.max_points) if self.max_points else None

    @property
    def full_marks(self) -> bool:
        """Everything that counts was earned, and something did count."""
        return (
            self.graded and self.max_points > 0 and all(c.verdict is Verdict.PASSED for c in self.checks if c.counted)
        )

    @property
    def has_fault(self) -> bool:
        """Did the grader itself fail in some check?"""
        return any(check.verdict is Verdict.FAULT for check in self.checks)

    @property
    def exit_code(self) -> int:
        """0 full marks, 1 graded but not full marks, 2 nothing to grade, 3 the grader failed."""
        if not self.graded:
            return 2
        if self.has_fault:
            return 3
        return 0 if self.full_marks else 1

    @property
    def function_outcomes(self) -> tuple[FunctionOutcome, ...]:
        """One outcome per function of the exercise that was checked."""
        wanted = [name for name in self.functions if self.only in (None, name)]
        return tuple(self._function_outcome(name) for name in wanted)

    def of_function(self, name: str) -> list[CheckOutcome]:
        """The checks of one function, in order."""
        return [check for check in self.checks if check.function == name]

    def _function_outcome(self, name: str) -> FunctionOutcome:
        checks = self.of_function(name)
        counted = [check for check in checks if check.counted]
        points = _rounded(sum(check.won for check in counted))
        return FunctionOutcome(name, _state(checks), points, _rounded(sum(check.points for check in counted)))

    def to_json(self) -> dict[str, Any]:
        """The report as the public format `grade-report/1`."""
        return {
            "schema": SCHEMA,
            "exercise": self.exercise,
            "submission": self.submission,
            "status": "graded" if self.graded else "not graded",
            "reason": self.reason,
            "points": self.points,
            "max_points": self.max_points,
            "percent": self.percent,
            "seconds": round(self.seconds, 3),
            "sandbox": self.sandbox,
            "hidden_suite": self.complete,
            "only": self.only,
            "notes": list(self.notes),
            "functions": [_function_json(outcome) for outcome in self.function_outcomes],
            "checks": [_check_json(check) for check in self.checks],
            "versions": dict(self.versions),
        }


def _state(checks: list[CheckOutcome]) -> Verdict:
    """One word for a function: its checks' common verdict, or `failed` as soon as one of them lost points."""
    verdicts = {check.verdict for check in checks if check.verdict is not Verdict.SKIPPED}
    for whole in (Verdict.NOT_ATTEMPTED, Verdict.MISSING, Verdict.FORBIDDEN):
        if whole in verdicts and not verdicts & {Verdict.PASSED, Verdict.FAILED}:
            return whole
    if len(verdicts) == 1:
        return verdicts.pop()
    counted = verdicts - UNCOUNTED
    if counted == {Verdict.PASSED}:
        return Verdict.PASSED
    return Verdict.FAILED if counted else Verdict.SKIPPED


def _function_json(outcome: FunctionOutcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "state": str(outcome.state),
        "points": outcome.points,
        "max_points": outcome.max_points,
    }


def _check_json(check: CheckOutcome) -> dict[str, Any]:
    example = check.example
    return {
        "id": check.id,
        "function": check.function,
        "title": check.title,
        "hidden": check.hidden,
        "verdict": str(check.verdict),
        "points": _rounded(check.won),
        "max_points": _rounded(check.points),
        "seconds": round(check.seconds, 1 if check.hidden else 4),
        "message": check.message,
        "mistakes": list(check.mistakes),
        "mistake_messages": list(check.mistake_messages),
        "example": example and {"call": example.call, "expected": example.expected, "got": example.got},
        "output": check.output,
        "line": check.line,
        "code": check.code,
    }


def _rounded(points: float) -> float:
    """Points without the dust of adding thirds."""
    return round(float(points), 6)
