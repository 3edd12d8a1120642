"""
Grades all that a course promises something about: the solution with many secrets, right and wrong answers made from its files.

One warm launcher and one collected suite do it all. Meanwhile every comparison is measured: how far right answers are from the
expected ones, and how close wrong ones come.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.catalogue import Course, Exercise
from grader.core.distance import distance
from grader.core.mistakes import Mistake
from grader.core.submission import Submission
from grader.core.wrong_submissions import HOPELESS, Sources, hopeless, with_mistake
from grader.suite.assertions import Compared, watched_comparisons
from grader.suite.reference import Reference
from grader.suite.run import Result
from grader.usecases.grade_exercise import Wishes, open_runner
from grader.usecases.write_stubs import generated_stub

_BY_SIZE = (None, "value", "rounding")
"""Why two values differ where a tolerance decides; None if they do not."""


@dataclass(frozen=True)
class Closeness:
    """One comparison and its tolerance, both as shares of the largest expected value. answer: whose."""

    answer: str
    distance: float
    tolerance: float

    @property
    def share(self) -> float:
        """Up to 1 the answer is right, above it is wrong."""
        return self.distance / self.tolerance


@dataclass(frozen=True)
class Graded:
    """
    Everything that was graded for one exercise.

    farthest: the comparison in which a style used most of the tolerance. nearest: of the comparisons that made a check of a known
    mistake fail, the closest to the tolerance. None where whole numbers, text and refusals decide everything.
    """

    solution: list[Result]
    stub: Result
    styles: list[tuple[str, Result]]
    mistakes: list[tuple[Mistake, Result]]
    hopeless: list[tuple[str, Result]]
    farthest: Closeness | None
    nearest: Closeness | None


class _Ruler:
    """Measures the comparisons of one answer after the other, and keeps those that say most about the tolerance."""

    def __init__(self) -> None:
        self._answer = ""
        self._right: bool | None = None
        self.farthest: Closeness | None = None
        self.nearest: Closeness | None = None

    def turn_to(self, answer: str, *, right: bool | None) -> None:
        """From now on, these are comparisons of this answer; `right` is None for one that says nothing about tolerances."""
        self._answer, self._right = answer, right

    def measure(self, compared: Compared) -> None:
        """Look at a comparison of a right answer that was passed, or of a wrong one that was not."""
        reason = compared.difference.reason if compared.difference else None
        if self._right is not (reason is None) or reason not in _BY_SIZE or compared.rtol <= 0:
            return
        size = distance(compared.got, compared.expected)
        if size is None or (not self._right and size <= compared.rtol):  # then something without a tolerance decided
            return
        found = Closeness(self._answer, size, compared.rtol)
        if self._right and (self.farthest is None or found.share > self.farthest.share):
            self.farthest = found
        if not self._right and (self.nearest is None or found.share < self.nearest.share):
            self.nearest = found


def grade_everything(course: Course, exercise: Exercise, secrets: int) -> Graded:
    """Grade it all, the solution with so many secrets. Raises GraderError."""
    assert exercise.solution_file is not None, "checked before"
    reference = Reference(exercise)
    solution = exercise.solution_file.read_bytes()
    names = [function.name for function in exercise.functions]
    sources = Sources(solution.decode(), _mistakes_source(exercise))
    talkative = _parameters(reference, names)
    ruler = _Ruler()
    results: list[Result] = []
    runner = open_runner(course, exercise, Wishes(language="zh-TW", secret=b"check 0", stock=False))

    def sources_of_submissions() -> Iterator[bytes]:
        for number in range(secrets):
            runner.secret = f"check {number}".encode()
            yield solution
        yield (generated_stub(exercise) or "").encode()
        for path in exercise.style_files:
            ruler.turn_to(path.name, right=True)
            yield path.read_bytes()
        for mistake in reference.mistakes:
            ruler.turn_to(f"{mistake.id} ({mistake.function})", right=False)
            yield with_mistake(sources, names, mistake)
        ruler.turn_to("", right=None)
        yield from (hopeless(names, talkative, answer) for answer in HOPELESS.values())

    with runner, watched_comparisons(ruler.measure):
        submissions = (Submission(exercise.file, source) for source in sources_of_submissions())
        runner.grade(submissions, lambda _, result: results.append(result))
    given = iter(results)
    return Graded(
        solution=list(itertools.islice(given, secrets)),
        stub=next(given),
        styles=[(path.name, next(given)) for path in exercise.style_files],
        mistakes=[(mistake, next(given)) for mistake in reference.mistakes],
        hopeless=[(name, next(given)) for name in HOPELESS],
        farthest=ruler.farthest,
        nearest=ruler.nearest,
    )


def _mistakes_source(exercise: Exercise) -> str:
    assert exercise.solutions is not None, "checked before"
    table = exercise.solutions / "mistakes.py"
    return table.read_text(encoding="utf-8") if table.is_file() else ""


def _parameters(reference: Reference, names: Sequence[str]) -> list[str]:
    """Every parameter name of every function: what the most talkative ValueError would mention."""
    functions = [getattr(reference.module, name) for name in names]
    return sorted({parameter for function in functions for parameter in inspect.signature(function).parameters})
