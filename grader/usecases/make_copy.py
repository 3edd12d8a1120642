"""A student's copy of a course: the exercises, and nothing that knows an answer."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from grader.core.catalogue import PRISTINE, Course
from grader.primitives.errors import UsageError
from grader.usecases.write_stubs import pristine_stub


@dataclass(frozen=True)
class Copy:
    """Where the copy is, and which exercises it has."""

    folder: Path
    exercises: tuple[str, ...]


def make_copy(course: Course, target: Path) -> Copy:
    """
    Write `target/exercises`: statements, stubs, public examples.

    Raises: UsageError if exercises are there already, or the folder cannot be written to.
    """
    folder = target.resolve() / "exercises"
    if folder.exists():
        raise UsageError(
            f"{folder} exists already.", next_step="Choose another folder, or use `grade reset` for one exercise."
        )
    try:
        folder.mkdir(parents=True)
        for name in ("course.toml", "pytest.ini"):
            if (course.folder / name).is_file():
                shutil.copyfile(course.folder / name, folder / name)
        for exercise in course.exercises:
            _copy_exercise(course, exercise.id, folder)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written ({error.strerror}).", next_step="Choose a folder of your own."
        ) from error
    return Copy(folder, tuple(exercise.id for exercise in course.exercises))


def _copy_exercise(course: Course, name: str, folder: Path) -> None:
    """An exercise's published files; the student's file is the stub, whatever is in the source's place."""
    exercise = course.exercise(name)
    stub = pristine_stub(course, exercise)
    target, kept = folder / name, folder / PRISTINE / name
    target.mkdir()
    kept.mkdir(parents=True)
    texts = [*sorted(exercise.folder.glob("README*.md")), *sorted(exercise.folder.glob("picture*.txt"))]
    published = [exercise.folder / "exercise.toml", exercise.examples_file, *texts]
    for path in published:
        if path.is_file():
            shutil.copyfile(path, target / path.name)
    for place in (target, kept):
        (place / exercise.file).write_text(stub, encoding="utf-8")
