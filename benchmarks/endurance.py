"""
Does the grader last? Ten thousand checks in one process: descriptors, memory, children and zombies after every thousand.

    python benchmarks/endurance.py [CHECKS]

Right submissions, stubs, crashes and far too large answers take turns, with one launcher, as in a batch. Workers in stock
for the next submission are counted; the last line is after the end.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.core.catalogue import find_course
from grader.core.report import ExerciseReport
from grader.core.submission import Submission
from grader.usecases.grade_exercise import Wishes, grade_each

EXERCISE = "exercise02"
EVERY = 1000
_MOMENT = 0.5  # seconds


@dataclass(frozen=True)
class Counts:
    """What this process holds. rss: its memory in KB. below: living processes under it. zombies: ended, and left so."""

    descriptors: int
    rss: int
    below: int
    zombies: int


def counts() -> Counts:
    """Now."""
    states = dict(_below(os.getpid()))
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    ended = {child for child, state in states.items() if state == "Z"}
    return Counts(len(os.listdir("/proc/self/fd")), resident, len(states) - len(ended), len(_still_zombies(ended)))


def _still_zombies(ended: set[int]) -> set[int]:
    """Every process is a zombie for the instant between its end and its parent's notice."""
    if ended:
        time.sleep(_MOMENT)
    return ended & {child for child, state in _below(os.getpid()) if state == "Z"}


def endure(checks: int, every: int) -> list[tuple[int, Counts]]:
    """Grade until so many checks have been run; the counts at the start, after each `every` checks, and in the end."""
    course = find_course(Path(__file__).parent)
    exercise = course.exercise(EXERCISE)
    solution = exercise.solution_file
    assert solution is not None
    right = solution.read_bytes()
    sources = (right, exercise.student_file.read_bytes(), right + b"\nimport os\nos._exit(1)\n", right + _TOO_LARGE)
    found, done = [(0, counts())], 0

    def submissions() -> Iterator[Submission]:
        for source in itertools.cycle(sources):
            if done // every >= len(found):
                found.append((done, counts()))
            if done >= checks:
                return
            yield Submission("x", source)

    def deliver(_: Submission, report: ExerciseReport) -> None:
        nonlocal done
        done += len(report.checks)
        assert not report.has_fault

    grade_each(course, exercise, submissions(), deliver, Wishes())
    return [*found, (done, counts())]


_TOO_LARGE = b"\ndef same_padding(*args, **kwargs):\n    return [0.0] * 200_000\n"


def _below(parent: int) -> Iterator[tuple[int, str]]:
    """Every process below one, with its state."""
    for thread in Path(f"/proc/{parent}/task").glob("*"):
        for child in thread.joinpath("children").read_text().split():
            try:
                state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
                yield int(child), state
                yield from _below(int(child))
            except OSError:
                continue


def main() -> None:
    """Print a table."""
    print("  checks  descriptors    RSS (MB)  processes  zombies")
    for done, now in endure(int(sys.argv[1]) if len(sys.argv) > 1 else 10 * EVERY, EVERY):
        print(f"{done:8}  {now.descriptors:11}  {now.rss / 1024:10.1f}  {now.below:9}  {now.zombies:7}")


if __name__ == "__main__":
    main()
