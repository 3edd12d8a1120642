"""A grade is what a report says, of the whole exercise, less lateness, unless somebody decided otherwise."""

import pytest
from classroom import AMY, BEN, NOON, by_hand, check, grade, marked, policy, report

from grader.core.coursework import Student
from grader.core.grades import Standing, gradesheet, in_hundredths
from grader.core.report import Verdict


@pytest.mark.parametrize(
    ("points", "rounded"),
    [
        pytest.param(0.125, 0.13, id="half-up"),
        pytest.param(2.675, 2.68, id="half-up-though-binary-is-below"),
        pytest.param(0.1249999999, 0.13, id="dust-below-a-half"),
        pytest.param(0.124, 0.12, id="below"),
        pytest.param(7.0, 7.0, id="whole"),
        pytest.param(1e9 + 0.005, 1e9 + 0.01, id="large"),
    ],
)
def test_points_are_rounded_as_people_do_it(points: float, rounded: float) -> None:
    """To hundredths, halves upwards."""
    assert in_hundredths(points) == rounded


def test_every_step_is_there() -> None:
    """Of the checks that counted, of the whole exercise, after lateness, by hand."""
    found = grade(marked("+++-!!!!"), policy=policy(days=1.5, percent=25), override=by_hand(5))

    assert found.score is not None
    steps = (found.score.points, found.score.max_points, found.earned, found.after_lateness, found.points)
    assert steps == (3.0, 4.0, 6.0, 3.0, 5.0)
    assert (found.standing, found.max_points) == (Standing.OVERRIDDEN, 8.0)


@pytest.mark.parametrize(
    ("marks", "reason", "standing", "points"),
    [
        pytest.param("+-", None, Standing.GRADED, 1.0, id="graded"),
        pytest.param("--", None, Standing.GRADED, 0.0, id="nothing-right"),
        pytest.param("", "It is a folder.", Standing.NOT_GRADED, None, id="not-graded"),
        pytest.param("!!", None, Standing.NOT_GRADED, None, id="the-grader-failed"),
        pytest.param("??", None, Standing.NOT_GRADED, None, id="all-pending"),
    ],
)
def test_what_nobody_graded_is_no_zero(
    marks: str, reason: str | None, standing: Standing, points: float | None
) -> None:
    """A zero is only what was graded and found wrong."""
    found = grade(marked(marks, reason=reason))

    assert (found.standing, found.points) == (standing, points)


def test_too_late_gives_nothing() -> None:
    """After the hard stop."""
    assert grade(marked("++"), policy=policy(days=2, percent=1, stop=1)).points == 0.0


def test_by_hand_is_not_taken_for_late() -> None:
    """Who decides knows when it was handed in; and may excuse instead."""
    rule = policy(days=2, percent=50)

    assert grade(marked("++"), policy=rule, override=by_hand(2)).points == 2.0
    assert grade(marked("++"), policy=rule, override=by_hand()).standing is Standing.EXCUSED


def test_totals_ask_only_for_what_was_not_excused() -> None:
    """What is missing gives nothing; what is excused is not asked for."""
    cat = Student("cat", "Cat")
    grades = [
        grade(marked("++--", "ex1"), AMY),
        grade(marked("++", "ex2"), AMY),
        grade(marked("++++", "ex1"), BEN),
        grade(marked("--", "ex2"), BEN, override=by_hand()),
    ]
    sheet = gradesheet([AMY, BEN, cat], reversed(grades))

    assert [(t.points, t.max_points) for t in map(sheet.total, sheet.students)] == [(4.0, 6.0), (4.0, 4.0), (0.0, 6.0)]
    assert [each.place for each in sheet.grades] == [("amy", "ex1"), ("amy", "ex2"), ("ben", "ex1"), ("ben", "ex2")]
    assert (sheet.exercises, sheet.max_points("ex9")) == (("ex1", "ex2"), None)


def test_thirds_of_points_come_out_even() -> None:
    """Also where some of them did not count."""
    checks = [check(name, Verdict.PASSED, 1 / 3) for name in "abcdef"]
    found = grade(report(*checks, check("g", Verdict.FAULT, 1 / 3)))

    assert (found.points, found.max_points) == (2.33, 2.33)
    assert found.handed is not None
    assert found.handed.handed_in == NOON
