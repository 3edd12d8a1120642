"""Where somebody stands: every exercise, the best score so far, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.catalogue import Course, Exercise
from grader.core.progress import Progress, ProgressUnavailable, Standing


@dataclass(frozen=True)
class Row:
    """One exercise and the standing in it."""

    exercise: Exercise
    standing: Standing


@dataclass(frozen=True)
class Overview:
    """All rows, the exercise to do next (None: all done), and why progress could not be read."""

    rows: tuple[Row, ...]
    next: Exercise | None
    problem: str | None = None


def show_progress(course: Course, progress: Progress) -> Overview:
    """Every exercise of the course with its standing."""
    problem = None
    rows = []
    for exercise in course.exercises:
        standing = Standing(0, None, full_marks=False)
        try:
            standing = progress.standing(course.id, exercise.id)
        except ProgressUnavailable as error:
            problem = str(error)
        rows.append(Row(exercise, standing))
    unfinished = (row.exercise for row in rows if not _done(row.standing))
    return Overview(tuple(rows), next(unfinished, None), problem)


def _done(standing: Standing) -> bool:
    return standing.best is not None and standing.best >= 100  # noqa: PLR2004 - percent
