"""Regrade a file whenever it is saved, with everything kept warm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

from grader.core.catalogue import Course, Exercise
from grader.core.report import ExerciseReport
from grader.core.submission import Submission, Unreadable, read_submission
from grader.usecases.grade_exercise import Wishes, grade_each, not_graded

_SETTLE_MS, _LOOK_ANYWAY_MS = 50, 1000


def watch_exercise(
    course: Course,
    exercise: Exercise,
    path: Path,
    wishes: Wishes,
    show: Callable[[ExerciseReport, Submission | None], None],
    stop: Event | None = None,
) -> None:
    """
    Grade the file now and after every change, failed checks first, until interrupted (or until `stop` is set).

    Raises: GraderError; KeyboardInterrupt.
    """

    def submissions() -> Iterator[Submission]:
        last: bytes | str | None = None
        for _ in _looks(path, stop):
            try:
                submission = read_submission(path)
            except Unreadable as problem:
                if last != problem.reason:
                    show(not_graded(exercise, problem, wishes.language), None)
                last = problem.reason
                continue
            if submission.source != last:
                last = submission.source
                yield submission

    grade_each(
        course,
        exercise,
        submissions(),
        lambda submission, report: show(report, submission),
        replace(wishes, failed_first=True),
    )


def _looks(path: Path, stop: Event | None) -> Iterator[None]:
    """
    Once now, then after every change in the file's folder (editors replace files), and now and then without one.

    So nothing that was saved while the last version was graded is lost.
    """
    from watchfiles import watch  # noqa: PLC0415 - nothing else needs it

    yield
    changes = watch(
        path.parent,
        step=_SETTLE_MS,
        debounce=4 * _SETTLE_MS,
        rust_timeout=_LOOK_ANYWAY_MS,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=False,
    )
    for _ in changes:
        yield
