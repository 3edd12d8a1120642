"""
How late something is, and what that costs: arithmetic on times that know their zone.

Per cent are taken from the points that were earned, not from those that could be: whoever earned half loses a tenth of that
half. A grace moves the deadline; days are counted from its end, and each day that has begun counts whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from grader.primitives.errors import UsageError

_DAY = timedelta(days=1)
_WHOLE = 100.0


class Timing(StrEnum):
    """Where a time lies. UNKNOWN: the LMS says late, and nobody knows by how much; nothing is taken for it."""

    ON_TIME = "on time"
    IN_GRACE = "in grace"
    LATE = "late"
    TOO_LATE = "too late"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LatePolicy:
    """
    When an exercise is due, and what a later time costs.

    grace_minutes: >= 0. percent_per_day: of the points earned, 0 to 100, for each day begun after the grace. hard_stop: after it
    nothing is worth a point; None: never. Raises: UsageError for a policy that contradicts itself.
    """

    due: datetime
    grace_minutes: float = 0.0
    percent_per_day: float = 0.0
    hard_stop: datetime | None = None

    def __post_init__(self) -> None:
        for name, time in (("due", self.due), ("hard stop", self.hard_stop)):
            if time is not None and time.utcoffset() is None:
                raise UsageError(
                    f"The {name} time {time} has no zone.", next_step="Write one, as in 2026-03-01T23:59+08:00."
                )
        if not 0 <= self.grace_minutes <= timedelta(days=366) / timedelta(minutes=1):
            raise UsageError(
                f"A grace of {self.grace_minutes} minutes makes no sense.", next_step="Give 0 up to a year."
            )
        if not 0 <= self.percent_per_day <= _WHOLE:
            raise UsageError(f"{self.percent_per_day} per cent a day makes no sense.", next_step="Give 0 to 100.")
        if self.hard_stop is not None and self.hard_stop < self.due:
            raise UsageError(f"The hard stop {self.hard_stop} is before the due time.", next_step="Exchange them.")

    @property
    def deadline(self) -> datetime:
        """The end of the grace, in UTC."""
        return self.due.astimezone(UTC) + timedelta(minutes=self.grace_minutes)


@dataclass(frozen=True)
class Lateness:
    """How late, and what it costs. by: after the due time. days: begun after the grace. percent: taken from the points."""

    timing: Timing
    by: timedelta = timedelta()
    days: int = 0
    percent: float = 0.0

    def leaves(self, points: float) -> float:
        """What is left of points that were earned."""
        return points - points * self.percent / _WHOLE


def lateness(policy: LatePolicy | None, handed_in: datetime | None, *, said_late: bool = False) -> Lateness:
    """
    How late a time is under a policy.

    handed_in: aware of its zone; None: nobody knows, which is not late. said_late: what the LMS says; a policy and a time
    together know better. Times are compared in UTC, so that a day has 24 hours also when clocks change.
    """
    if policy is None or handed_in is None:
        return Lateness(Timing.UNKNOWN if said_late else Timing.ON_TIME)
    moment = handed_in.astimezone(UTC)
    by = moment - policy.due.astimezone(UTC)
    if by <= timedelta():
        return Lateness(Timing.ON_TIME)
    days = max(0, -((policy.deadline - moment) // _DAY))
    if policy.hard_stop is not None and moment > policy.hard_stop.astimezone(UTC):
        return Lateness(Timing.TOO_LATE, by, days, _WHOLE)
    if days == 0:
        return Lateness(Timing.IN_GRACE, by)
    return Lateness(Timing.LATE, by, days, min(_WHOLE, days * policy.percent_per_day))
