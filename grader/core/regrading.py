"""What another run changes: who gains, who loses, and in which check. Plain data and sums; see `Gradebook.compare`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from grader.core.coursework import Student
from grader.core.grades import Grade

_DUST = 1e-6


class Direction(StrEnum):
    """What became of somebody's points. NEW: there was no grade before. GONE: there is none in the other run."""

    GAINS = "gains"
    LOSES = "loses"
    SAME = "same"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Mark:
    """One check of one report. points: won; max_points: what it is worth."""

    check: str
    function: str
    verdict: str
    points: float
    max_points: float


@dataclass(frozen=True)
class CheckChange:
    """A check whose points differ; `before` or `after` is None where the suite did not have it."""

    before: Mark | None
    after: Mark | None

    @property
    def check(self) -> str:
        """The check's id."""
        return (self.after or self.before or _NOBODY).check

    @property
    def function(self) -> str:
        """The function that it is about."""
        return (self.after or self.before or _NOBODY).function

    @property
    def gained(self) -> float:
        """Points won now, less those won before; negative for a loss."""
        return (self.after.points if self.after else 0.0) - (self.before.points if self.before else 0.0)


_NOBODY = Mark("", "", "", 0.0, 0.0)


@dataclass(frozen=True)
class Change:
    """
    One student's exercise in two runs.

    before, after: the whole grade as it would be published, so also with lateness and overrides. checks: those that differ.
    """

    student: Student
    exercise: str
    before: Grade | None
    after: Grade | None
    checks: tuple[CheckChange, ...]

    @property
    def direction(self) -> Direction:
        """Gains or loses by what was graded, before lateness and overrides: an override can hide neither."""
        if self.before is None or self.after is None:
            return Direction.NEW if self.before is None else Direction.GONE
        difference = (self.after.earned or 0.0) - (self.before.earned or 0.0)
        if abs(difference) <= _DUST:
            return Direction.SAME
        return Direction.GAINS if difference > 0 else Direction.LOSES

    @property
    def difference(self) -> float:
        """Points of the final grade: what the student will see change."""
        points = [grade.points or 0.0 if grade else 0.0 for grade in (self.before, self.after)]
        return round(points[1] - points[0], 2)


@dataclass(frozen=True)
class CheckSummary:
    """How many students gain and lose by one check of an exercise."""

    exercise: str
    function: str
    check: str
    gain: int
    lose: int


def changed_checks(before: Iterable[Mark], after: Iterable[Mark]) -> tuple[CheckChange, ...]:
    """The checks whose points or worth differ, in the order of `after`, those that went away last."""
    old, new = _by_id(before), _by_id(after)
    pairs = [CheckChange(old.get(check), new.get(check)) for check in {**new, **old}]
    return tuple(pair for pair in pairs if _worth(pair.before) != _worth(pair.after))


def by_check(changes: Iterable[Change]) -> tuple[CheckSummary, ...]:
    """All changes in existing grades, added up by check; the checks that move most come first."""
    gain: Counter[tuple[str, str, str]] = Counter()
    lose: Counter[tuple[str, str, str]] = Counter()
    for change in changes:
        for each in change.checks:
            key = (change.exercise, each.function, each.check)
            gain[key] += each.gained > _DUST
            lose[key] += each.gained < -_DUST
    found = [CheckSummary(*key, gain[key], lose[key]) for key in gain if gain[key] or lose[key]]
    return tuple(sorted(found, key=lambda each: (-each.gain - each.lose, each.exercise, each.check)))


def _by_id(marks: Iterable[Mark]) -> Mapping[str, Mark]:
    return {mark.check: mark for mark in marks}


def _worth(mark: Mark | None) -> tuple[float, float] | None:
    return None if mark is None else (mark.points, mark.max_points)
