"""Mutants go through the sandbox like submissions: what lives, what dies, and how soon."""

from pathlib import Path

import pytest
from tiny_course import SOLUTION, write_tiny_course

from grader.core.report import ExerciseReport
from grader.core.submission import Submission
from grader.primitives.errors import CourseError
from grader.usecases.grade_exercise import Wishes, grade_each
from grader.usecases.try_mutants import try_mutants

LOOPING = SOLUTION.replace(
    "    return x * x\n",
    "    total, left = 0, x\n    while left:\n        total, left = total + x, left - 1\n    return total\n",
)


def test_an_endless_mutant_has_lost(tmp_path: Path) -> None:
    """It is stopped, and the others are tried."""
    course = write_tiny_course(tmp_path, {"solutions/one/numbers_.py": LOOPING})

    trials = try_mutants(course, course.exercises[0], lambda _: None)

    assert (trials.killed, trials.survivors) == (trials.made, ())


def test_a_solution_that_loses_marks_is_refused(tmp_path: Path) -> None:
    """Against it, every mutant would seem to lose some, too."""
    course = write_tiny_course(
        tmp_path, {"solutions/one/numbers_.py": SOLUTION.replace("return x * x", "return abs(x)")}
    )
    text = (tmp_path / "solutions/one/test_numbers.py").read_text(encoding="utf-8")
    suite = text.replace("reference.square(x)", "x * x")
    (tmp_path / "solutions/one/test_numbers.py").write_text(suite, encoding="utf-8")

    with pytest.raises(CourseError, match=r"the solution loses test_numbers.py::test_squares \(failed\)"):
        try_mutants(course, course.exercises[0], lambda _: None)


def test_progress_is_told(tmp_path: Path) -> None:
    """Now and then: it takes minutes."""
    course, told = write_tiny_course(tmp_path), []

    trials = try_mutants(course, course.exercises[0], told.append)

    assert trials.killed == trials.made
    assert 1 < len(told) <= 10
    assert told[0].startswith("one: mutant 1 of ")


def test_who_only_asks_whether_marks_are_lost_is_answered_soon(tmp_path: Path) -> None:
    """After the first hidden check that fails; public examples are not asked."""
    course = write_tiny_course(tmp_path)
    reports: list[ExerciseReport] = []

    grade_each(
        course,
        course.exercises[0],
        [Submission("numbers_.py", b"double = square = lambda x: 0")],
        lambda _, report: reports.append(report),
        Wishes(stock=False, until_lost=True),
    )

    (check,) = reports[0].checks
    assert check.hidden
    assert (check.verdict, check.example, reports[0].points) == ("failed", None, 0)


def test_what_is_a_matter_of_taste_is_not_tried(tmp_path: Path) -> None:
    """But counted."""
    taste = '[[taste]]\nfunctions = ["square"]\nreason = "Anybody squares as they like."\n'
    (tmp_path / "all").mkdir()
    course = write_tiny_course(tmp_path / "all")
    other = write_tiny_course(tmp_path / "some", {"solutions/one/equivalent.toml": taste})

    every, some = (try_mutants(each, each.exercises[0], lambda _: None) for each in (course, other))

    assert some.spared > 0
    assert (every.spared, every.made) == (0, some.made + some.spared)


def test_a_taste_that_is_no_function_is_refused(tmp_path: Path) -> None:
    """A name that was misspelled would spare nothing, or the wrong thing."""
    taste = '[[taste]]\nfunctions = ["sqare"]\nreason = "Anybody squares as they like."\n'
    course = write_tiny_course(tmp_path, {"solutions/one/equivalent.toml": taste})

    with pytest.raises(CourseError, match="'sqare' a matter of taste, which has no mutant"):
        try_mutants(course, course.exercises[0], lambda _: None)
