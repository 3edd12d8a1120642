"""
Does the hidden suite notice small slips? Every mutant of the reference solution is graded like a submission.

A mutant that loses no marks shows a hole in the suite, unless `equivalent.toml` says why it is the same program to everybody who
calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from grader.core.catalogue import Course, Exercise
from grader.core.equivalents import EQUIVALENTS, Equivalent, NoMistakes, read_equivalents
from grader.core.mutants import Mutant, mutants_of
from grader.core.report import UNCOUNTED, CheckOutcome, Verdict
from grader.core.submission import Submission
from grader.primitives.errors import CourseError
from grader.suite.run import Result
from grader.usecases.grade_exercise import Wishes, open_runner

_SECONDS = 2.0
"""Processor time for one check: a mutant that never ends is killed sooner than a student's code is."""

_SECRET = b"mutants"
_STEPS = 10


@dataclass(frozen=True)
class MutantTrials:
    """
    What became of the mutants of one exercise.

    made: how many were tried. survivors: those that lose no marks and are not listed. equivalent: those that are listed, with
    good reason. outdated: listed ones that are killed, or that no slip makes any more. spared: how many of functions that are a
    matter of taste were not tried.
    """

    made: int
    survivors: tuple[Mutant, ...]
    equivalent: tuple[Mutant, ...]
    outdated: tuple[Equivalent, ...]
    spared: int = 0

    @property
    def killed(self) -> int:
        """How many lose marks."""
        return self.made - len(self.survivors) - len(self.equivalent)


def try_mutants(course: Course, exercise: Exercise, progress: Callable[[str], None]) -> MutantTrials:
    """Grade every mutant until it loses a check. Raises CourseError if the solution itself loses one; GraderError."""
    assert exercise.solutions is not None, "checked before"
    assert exercise.solution_file is not None, "checked before"
    listed = read_equivalents(exercise.solutions / EQUIVALENTS)
    solution = exercise.solution_file.read_text(encoding="utf-8")
    every = mutants_of(solution)
    mutants = _worth_trying(exercise, every, listed)
    lost: list[list[CheckOutcome]] = []
    limits = replace(exercise.limits, seconds=min(exercise.limits.seconds, _SECONDS))
    wishes = Wishes(secret=_SECRET, stock=False, failed_first=True, until_lost=True)

    def submissions() -> Iterator[Submission]:
        yield Submission(exercise.file, solution.encode())
        if lost[0]:
            check = f"{lost[0][0].id} ({lost[0][0].verdict})"
            raise CourseError(f"{exercise.id}: the solution loses {check}.", next_step="Run `grade check` first.")
        for number, mutant in enumerate(mutants):
            if number * _STEPS // len(mutants) > (number - 1) * _STEPS // len(mutants):
                progress(f"{exercise.id}: mutant {number + 1} of {len(mutants)} …")
            yield Submission(exercise.file, mutant.source.encode())

    with open_runner(course, replace(exercise, limits=limits), wishes) as runner:
        runner.grade(submissions(), lambda _, result: lost.append(_lost(result)))
    survivors = [mutant for mutant, checks in zip(mutants, lost[1:], strict=True) if not checks]
    return replace(_sorted_out(len(mutants), survivors, listed), spared=len(every) - len(mutants))


def _worth_trying(exercise: Exercise, every: list[Mutant], listed: NoMistakes) -> list[Mutant]:
    """Those of functions that are no matter of taste. Raises CourseError where one is named that has no mutant."""
    if unknown := set(listed.tastes) - {mutant.function for mutant in every}:
        raise CourseError(
            f"{exercise.id}: {EQUIVALENTS} calls {min(unknown)!r} a matter of taste, which has no mutant.",
            next_step="Correct the name, or remove it.",
        )
    return [mutant for mutant in every if mutant.function not in listed.tastes]


def _lost(result: Result) -> list[CheckOutcome]:
    return [outcome for outcome in result.outcomes if outcome.verdict not in {Verdict.PASSED, *UNCOUNTED}]


def _sorted_out(made: int, survivors: list[Mutant], listed: NoMistakes) -> MutantTrials:
    excused = [mutant for mutant in survivors if any(each.matches(mutant) for each in listed.equivalents)]
    return MutantTrials(
        made=made,
        survivors=tuple(mutant for mutant in survivors if mutant not in excused),
        equivalent=tuple(excused),
        outdated=tuple(each for each in listed.equivalents if not any(each.matches(mutant) for mutant in survivors)),
    )
