"""Generate stubs from reference solutions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.core.catalogue import PRISTINE, Course, Exercise, installed_course
from grader.core.stubs import stub_from
from grader.primitives.errors import UsageError


@dataclass(frozen=True)
class WrittenStub:
    """A stub's file, and whether its content was (or, if only checking, would be) changed."""

    path: Path
    changed: bool


def write_stubs(course: Course, exercises: tuple[Exercise, ...], *, check: bool = False) -> list[WrittenStub]:
    """
    Write the stub of every exercise given; with `check`, only compare.

    Raises: UsageError in a student's copy; CourseError if a solution's marks are wrong.
    """
    written = []
    for exercise in exercises:
        text = generated_stub(exercise)
        if text is None:
            raise UsageError(
                f"No solution of {exercise.id} can be found.",
                next_step=f"Put it in {course.folder.parent / 'solutions'}.",
            )
        path = exercise.student_file
        changed = not path.is_file() or path.read_text(encoding="utf-8") != text
        if changed and not check:
            path.write_text(text, encoding="utf-8")
        written.append(WrittenStub(path, changed))
    return written


def generated_stub(exercise: Exercise) -> str | None:
    """The stub that the solution gives, or None where there is no solution."""
    source = exercise.solution_file
    if source is None or not source.is_file():
        return None
    return stub_from(source.read_text(encoding="utf-8"), exercise.id)


def pristine_stub(course: Course, exercise: Exercise) -> str:
    """
    The stub as it was handed out: from the solution, from the copy's own store, or from the installed course.

    Raises: UsageError if it is nowhere.
    """
    generated = generated_stub(exercise)
    if generated is not None:
        return generated
    stored = course.folder / PRISTINE / exercise.id / exercise.file
    if stored.is_file():
        return stored.read_text(encoding="utf-8")
    installed = installed_course()
    if installed.id == course.id:
        generated = generated_stub(installed.exercise(exercise.id))
    if generated is None:
        raise UsageError(
            f"The stub of {exercise.id} is nowhere to be found.", next_step="Get the exercise's folder again."
        )
    return generated
