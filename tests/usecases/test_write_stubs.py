"""Stubs from solutions, and where a stub comes from when there is none."""

from dataclasses import replace
from pathlib import Path

import pytest
from support import copy_of_course

from grader.core.catalogue import PRISTINE, Course, find_course, installed_course
from grader.primitives.errors import UsageError
from grader.usecases.write_stubs import generated_stub, pristine_stub, write_stubs


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course to spoil."""
    return find_course(copy_of_course(tmp_path / "course"))


def without_solutions(course: Course) -> Course:
    """As a student has it."""
    exercises = tuple(replace(exercise, solutions=None) for exercise in course.exercises)
    return replace(course, solutions=None, exercises=exercises)


def test_only_what_differs_is_written(course: Course) -> None:
    """A changed stub comes back, a right one is not touched."""
    changed, right, *_ = course.exercises
    changed.student_file.write_text("x = 1\n")
    before = right.student_file.stat().st_mtime_ns

    written = write_stubs(course, (changed, right))

    assert [stub.changed for stub in written] == [True, False]
    assert changed.student_file.read_text(encoding="utf-8") == generated_stub(changed)
    assert right.student_file.stat().st_mtime_ns == before


def test_a_stub_that_is_not_there_is_made(course: Course) -> None:
    """The first time."""
    exercise = course.exercises[0]
    exercise.student_file.unlink()

    assert write_stubs(course, (exercise,))[0].changed
    assert exercise.student_file.is_file()


def test_checking_writes_nothing(course: Course) -> None:
    """It tells what would be changed."""
    exercise = course.exercises[0]
    exercise.student_file.write_text("x = 1\n")

    assert write_stubs(course, (exercise,), check=True)[0].changed
    assert exercise.student_file.read_text() == "x = 1\n"


def test_without_a_solution_there_is_nothing_to_write_from(course: Course) -> None:
    """The person is told where it belongs."""
    alone = without_solutions(course)

    with pytest.raises(UsageError, match=r"No solution .* can be found\. Put it in .*solutions"):
        write_stubs(alone, alone.exercises)


def test_a_copys_own_store_is_asked_for_the_stub(course: Course) -> None:
    """It was put there when the copy was made."""
    alone = without_solutions(course)
    exercise = alone.exercises[0]
    stored = alone.folder / PRISTINE / exercise.id / exercise.file
    stored.parent.mkdir(parents=True)
    stored.write_text("stored = True\n")

    assert pristine_stub(alone, exercise) == "stored = True\n"


def test_a_copy_without_a_store_asks_the_installed_course(course: Course) -> None:
    """If it is the same course."""
    alone = without_solutions(course)

    assert pristine_stub(alone, alone.exercises[0]) == generated_stub(installed_course().exercises[0])


def test_a_stub_of_a_foreign_course_is_nowhere_to_be_found(course: Course) -> None:
    """That is an error with a next step."""
    alone = replace(without_solutions(course), id="another-course")

    with pytest.raises(UsageError, match=r"nowhere to be found\. Get the exercise's folder again"):
        pristine_stub(alone, alone.exercises[0])
