"""
One submission, one command: `grade EXERCISE FILE --json` against plain, unconfined pytest of the same checks.

    python benchmarks/single.py [--rounds 7] [exercise01 ...]

Prints medians and ratios for (a) a cold run of the whole process and (b) a warm regrade as `grade watch` does it (from a
save to its report). The sides run in turn: on a noisy machine only the ratios mean something. `workers.py` has the
milliseconds of a fresh worker.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.core.catalogue import Course, Exercise, find_course
from grader.core.report import ExerciseReport
from grader.core.submission import Submission, read_submission
from grader.suite.files import suite_files
from grader.usecases.grade_exercise import Wishes, grade_each

ROOT = Path(__file__).resolve().parent.parent
OF_THE_README = ["exercise01", "exercise02", "exercise03", "exercise07"]
PAUSE = 0.5
"""Seconds after a report, in which new workers are made ready; a person takes longer until the next save."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "exercises", nargs="*", default=OF_THE_README, help="which of them; those of the README if none is named"
    )
    wanted = parser.parse_args()
    rounds, course = wanted.rounds, find_course(ROOT)
    exercises = [course.exercise(name) for name in wanted.exercises]
    grading = Table("exercise", "checks", "plain pytest", "grade, cold", "(a) ratio", "warm regrade", "(b) ratio")
    for exercise in exercises:
        grading.add_row(exercise.id, *compare(course, exercise, rounds))
    Console(width=110).print("Seconds, median of", rounds, "rounds; the two sides in turn.", grading, sep="\n")


def compare(course: Course, exercise: Exercise, rounds: int) -> list[str]:
    """One row: plain pytest, a cold run and a warm regrade in turn, after one round that is not counted."""
    solution = exercise.solution_file
    assert solution is not None
    plain, cold, saved, shown, checks = [], [], [], [], []
    submission = read_submission(solution)

    def saves() -> Iterator[Submission]:
        for _ in range(rounds + 1):
            time.sleep(PAUSE)
            plain.append(seconds(lambda: run_plain(exercise, solution)))
            cold.append(seconds(lambda: run_grade(exercise, solution, home)))
            saved.append(time.perf_counter())
            yield submission

    def deliver(_: object, report: ExerciseReport) -> None:
        shown.append(time.perf_counter())
        checks.append(len(report.checks))

    with tempfile.TemporaryDirectory() as home:
        grade_each(course, exercise, saves(), deliver, Wishes(failed_first=True))
    warm = [later - earlier for earlier, later in zip(saved, shown, strict=True)]
    a, b, c = (statistics.median(times[1:]) for times in (plain, cold, warm))
    return [str(checks[0]), f"{a:.3f}", f"{b:.3f}", f"{b / a:.2f}", f"{c:.3f}", f"{c / a:.2f}"]


def run_plain(exercise: Exercise, solution: Path) -> None:
    files = [exercise.examples_file, *suite_files(exercise)]
    environment = {
        **everybodys_environment(),
        "PYTHONPATH": os.pathsep.join((str(ROOT / "benchmarks"), str(exercise.folder))),  # there is its stage
        "GRADER_PEER_FILE": str(solution),
        "GRADER_PEER_SOLUTION": str(solution),
        "OPENBLAS_NUM_THREADS": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # what else is installed must not slow the peer
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "plain_pytest", "-c", os.devnull, "--rootdir", str(ROOT)]
    command += ["-p", "no:cacheprovider", "--import-mode=importlib", *map(str, files)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def everybodys_environment() -> dict[str, str]:
    """Both sides may keep compiled files, as they do for everybody who has not forbidden it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run_grade(exercise: Exercise, solution: Path, home: str) -> None:
    command = [str(Path(sys.executable).with_name("grade")), exercise.id, str(solution), "--json"]
    environment = {**everybodys_environment(), "GRADER_HOME": home}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, cwd=ROOT)


def seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
