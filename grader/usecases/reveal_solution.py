"""Show the reference solution to somebody who has earned it, or given up."""

from __future__ import annotations

from grader.core.catalogue import Course, Exercise
from grader.core.progress import Progress, ProgressUnavailable
from grader.primitives.errors import UsageError


def reveal_solution(course: Course, exercise: Exercise, progress: Progress, *, give_up: bool) -> str:
    """
    The reference solution's source, without the marks of the stub.

    Raises: UsageError if it is not here, or not earned yet.
    """
    path = exercise.solution_file
    if path is None or not path.is_file():
        raise UsageError(f"The solution of {exercise.id} is not on this computer.", next_step="Ask your instructor.")
    if not give_up and not _earned(course, exercise, progress):
        raise UsageError(
            f"The solution of {exercise.id} is shown after full marks.",
            next_step=f"Run `grade hint {exercise.id}`, or `grade solution {exercise.id} --give-up`.",
        )
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.strip() not in ("# solution begins", "# solution ends")) + "\n"


def _earned(course: Course, exercise: Exercise, progress: Progress) -> bool:
    try:
        return progress.standing(course.id, exercise.id).full_marks
    except ProgressUnavailable:
        return False
