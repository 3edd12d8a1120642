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

_SETTLE_MS = 50


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
        last: bytes | None = None
        for _ in _changes(path, stop):
            try:
                submission = read_submission(path)
            except Unreadable as problem:
                show(not_graded(exercise, problem, wishes.language), None)
                last = None
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


def _changes(path: Path, stop: Event | None) -> Iterator[None]:
    """Once now, then once for every burst of changes to the file. Editors replace files, so its folder is watched."""
    from watchfiles import watch  # noqa: PLC0415 - nothing else needs it

    yield
    for changes in watch(
        path.parent, step=_SETTLE_MS, debounce=200, stop_event=stop, recursive=False, rust_timeout=1000
    ):
        if any(Path(changed).name == path.name for _, changed in changes):
            yield
