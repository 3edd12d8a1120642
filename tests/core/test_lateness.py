"""Late work is counted in whole days begun after the grace, in real time, and costs a share of what was earned."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.lateness import Lateness, LatePolicy, Timing, lateness
from grader.primitives.errors import UsageError

DUE = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
STOP = DUE + timedelta(days=3)
RULE = LatePolicy(DUE, grace_minutes=30, percent_per_day=10, hard_stop=STOP)


@pytest.mark.parametrize(
    ("after", "timing", "days", "percent"),
    [
        pytest.param(timedelta(days=-1), Timing.ON_TIME, 0, 0, id="early"),
        pytest.param(timedelta(), Timing.ON_TIME, 0, 0, id="to-the-second"),
        pytest.param(timedelta(seconds=1), Timing.IN_GRACE, 0, 0, id="a-second-late"),
        pytest.param(timedelta(minutes=30), Timing.IN_GRACE, 0, 0, id="end-of-grace"),
        pytest.param(timedelta(minutes=30, seconds=1), Timing.LATE, 1, 10, id="a-day-begins"),
        pytest.param(timedelta(days=1, minutes=30), Timing.LATE, 1, 10, id="end-of-a-day"),
        pytest.param(timedelta(days=1, minutes=31), Timing.LATE, 2, 20, id="another-day-begins"),
        pytest.param(timedelta(days=3), Timing.LATE, 3, 30, id="hard-stop"),
        pytest.param(timedelta(days=3, seconds=1), Timing.TOO_LATE, 3, 100, id="after-the-hard-stop"),
    ],
)
def test_what_a_time_costs(after: timedelta, timing: Timing, days: int, percent: float) -> None:
    """Each boundary belongs to the student."""
    found = lateness(RULE, DUE + after)

    assert (found.timing, found.days, found.percent) == (timing, days, percent)
    assert found.by == max(timedelta(), after)


@pytest.mark.parametrize(
    ("earned", "days", "left"),
    [
        pytest.param(10.0, 2, 8.0, id="of-all"),
        pytest.param(5.0, 2, 4.0, id="of-half-less"),
        pytest.param(0.0, 2, 0.0, id="of-nothing"),
        pytest.param(10.0, 99, 0.0, id="never-below-nothing"),
    ],
)
def test_per_cent_are_of_the_points_earned(earned: float, days: int, left: float) -> None:
    """Not of those that could be earned."""
    late = lateness(LatePolicy(DUE, percent_per_day=10), DUE + timedelta(days=days))

    assert late.leaves(earned) == left


@pytest.mark.parametrize(
    ("policy", "handed_in", "said", "timing"),
    [
        pytest.param(RULE, None, False, Timing.ON_TIME, id="nobody-knows-when"),
        pytest.param(RULE, None, True, Timing.UNKNOWN, id="late-but-when"),
        pytest.param(None, STOP, True, Timing.UNKNOWN, id="late-but-after-what"),
        pytest.param(None, STOP, False, Timing.ON_TIME, id="never-due"),
        pytest.param(RULE, DUE, True, Timing.ON_TIME, id="the-policy-knows-better"),
    ],
)
def test_what_is_not_known_costs_nothing(
    policy: LatePolicy | None, handed_in: datetime | None, said: bool, timing: Timing
) -> None:
    """What an LMS calls late is shown as unknown where times or policies are missing."""
    found = lateness(policy, handed_in, said_late=said)

    assert (found.timing, found.percent) == (timing, 0)


def test_a_day_has_24_hours_also_when_clocks_change() -> None:
    """In the night of 28 to 29 March 2026 an hour is skipped in Berlin: by the clock it is a day and a minute later."""
    berlin = ZoneInfo("Europe/Berlin")
    policy = LatePolicy(datetime(2026, 3, 28, 12, 0, tzinfo=berlin), percent_per_day=10)

    assert lateness(policy, datetime(2026, 3, 29, 12, 1, tzinfo=berlin)).days == 1
    assert lateness(policy, datetime(2026, 3, 29, 13, 1, tzinfo=berlin)).days == 2


def test_zones_are_compared_as_what_they_mean() -> None:
    """Noon in Taipei is early in the morning in UTC."""
    noon = datetime(2026, 3, 1, 12, 0, tzinfo=ZoneInfo("Asia/Taipei"))

    assert lateness(LatePolicy(noon), datetime(2026, 3, 1, 4, 0, tzinfo=UTC)).timing is Timing.ON_TIME
    assert lateness(LatePolicy(noon, percent_per_day=1), datetime(2026, 3, 1, 4, 1, tzinfo=UTC)).timing is Timing.LATE


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"due": DUE.replace(tzinfo=None)}, "has no zone", id="due-without-zone"),
        pytest.param({"hard_stop": STOP.replace(tzinfo=None)}, "has no zone", id="stop-without-zone"),
        pytest.param({"hard_stop": DUE - timedelta(1)}, "before the due time", id="stop-before-due"),
        pytest.param({"grace_minutes": -1}, "grace", id="negative-grace"),
        pytest.param({"grace_minutes": float("nan")}, "grace", id="no-grace"),
        pytest.param({"percent_per_day": 101}, "per cent", id="more-than-all"),
        pytest.param({"percent_per_day": -1}, "per cent", id="a-reward"),
    ],
)
def test_a_policy_that_contradicts_itself(wrong: dict[str, object], says: str) -> None:
    """A sentence says in what."""
    with pytest.raises(UsageError, match=says):
        LatePolicy(**({"due": DUE} | wrong))  # type: ignore[arg-type]


@given(st.integers(-10_000_000, 10_000_000), st.integers(-10_000_000, 10_000_000))
def test_later_never_costs_less(first: int, second: int) -> None:
    """Whatever the two times are."""
    early, late = sorted((first, second))
    costs = [lateness(RULE, DUE + timedelta(seconds=seconds)).percent for seconds in (early, late)]

    assert 0 <= costs[0] <= costs[1] <= 100


def test_nothing_late_leaves_everything() -> None:
    """Points that are on time come through unrounded."""
    assert Lateness(Timing.ON_TIME).leaves(1 / 3) == 1 / 3
