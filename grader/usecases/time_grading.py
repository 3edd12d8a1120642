"""How long a person waits for the grade of a right answer: as a command of its own, and in a process that is warm."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

from grader.core.catalogue import Course, Exercise
from grader.core.report import ExerciseReport
from grader.core.submission import Submission
from grader.primitives.errors import CourseError
from grader.usecases.grade_exercise import Wishes, grade_each
from grader.usecases.personal import FOLDER_VARIABLE

_ROUNDS = 3
_PAUSE = 0.5
"""Seconds between two submissions, as a person takes them at least; new workers are made ready in it."""

_NO_COMPILED_FILES = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True)
class Waits:
    """
    Medians, in seconds. cold: from the command to its end. warm: from a submission to its report.

    The first time of each does not count: it compiles files, and computes expected answers that are then remembered.
    """

    cold: float
    warm: float


def time_grading(course: Course, exercise: Exercise) -> Waits:
    """Grade the solution several times in both ways. Raises CourseError if the command fails; GraderError."""
    cold = [_seconds_of_command(course, exercise) for _ in range(_ROUNDS + 1)]
    return Waits(statistics.median(cold[1:]), statistics.median(_seconds_when_warm(course, exercise)))


def _seconds_of_command(course: Course, exercise: Exercise) -> float:
    command = [sys.executable, "-m", "grader.cli.main", "--course", str(course.folder.parent), exercise.id]
    with tempfile.TemporaryDirectory() as home:
        start = time.monotonic()
        ended = subprocess.run(  # noqa: S603 - ourselves, with the course's own file
            [*command, str(exercise.solution_file), "--json"],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=_everybodys_environment() | {FOLDER_VARIABLE: home},
        )
        seconds = time.monotonic() - start
    if ended.returncode:
        raise CourseError(f"{exercise.id}: the solution gets no full marks.", next_step="Run `grade check` first.")
    return seconds


def _everybodys_environment() -> dict[str, str]:
    """Most people let Python keep compiled files."""
    return {name: value for name, value in os.environ.items() if name != _NO_COMPILED_FILES}


def _seconds_when_warm(course: Course, exercise: Exercise) -> list[float]:
    assert exercise.solution_file is not None, "checked before"
    submission = Submission(exercise.file, exercise.solution_file.read_bytes())
    reports: list[ExerciseReport] = []

    def submissions() -> Iterator[Submission]:
        for _ in range(_ROUNDS + 1):
            time.sleep(_PAUSE)
            yield submission

    grade_each(course, exercise, submissions(), lambda _, report: reports.append(report), Wishes(failed_first=True))
    return [report.seconds for report in reports[1:]]
