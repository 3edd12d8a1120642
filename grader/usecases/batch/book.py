"""From a graded class to its gradebook: one run of reports, compared with what was published before, then published."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.core.catalogue import Course
from grader.core.coursework import Attempt, Handed
from grader.core.regrading import Change, Direction
from grader.core.report import ExerciseReport
from grader.core.report_reading import report_from_json
from grader.core.runs import Graded, Run, RunNotes
from grader.gradebook.book import Gradebook
from grader.suite.files import suite_digest
from grader.usecases.batch.run import Batch, Outcome

_PORTION = 50
"""So many attempts are kept in one transaction: their reports are in memory together."""


@dataclass(frozen=True)
class Recorded:
    """A run in the gradebook, and what it changes for those who had a grade before."""

    run: Run
    changes: tuple[Change, ...]

    @property
    def gains(self) -> int:
        """How many gain."""
        return sum(change.direction is Direction.GAINS for change in self.changes)

    @property
    def losses(self) -> int:
        """How many lose."""
        return sum(change.direction is Direction.LOSES for change in self.changes)


def record(book: Gradebook, course: Course, handed: Handed, batch: Batch, note: str) -> Recorded:
    """Keep a batch's reports as a run that nobody sees yet; the same batch is the same run. Raises GraderError."""
    book.add_students(handed.idle)
    suites = {exercise.id: suite_digest(exercise) for exercise in course.exercises}
    notes = RunNotes(key=_key(batch), suites=suites, note=note)
    run = book.begin_run(notes)
    for portion in _in_portions(batch.outcomes()):
        book.record(run.id, [Graded(outcome.attempt, _report(course, outcome)) for outcome in portion])
    return Recorded(book.begin_run(notes), book.compare(None, run.id))


def _key(batch: Batch) -> str:
    """The same for the same attempts, graded in the same way; never the same where the grader failed in one of them."""
    lines = [[a.student.id, a.exercise, a.number, a.counts, a.origin, key] for a, key in batch.gradings()]
    if batch.has_failures:
        lines.append([secrets.token_hex(8)])
    return hashlib.sha256(json.dumps(sorted(lines, key=str)).encode("utf-8", "backslashreplace")).hexdigest()


def _in_portions(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    portion: list[Outcome] = []
    for outcome in outcomes:
        portion.append(outcome)
        if len(portion) == _PORTION:
            yield portion
            portion = []
    yield portion


def _report(course: Course, outcome: Outcome) -> ExerciseReport:
    if outcome.report is not None:
        return report_from_json(outcome.report)
    return without_report(course, outcome.attempt, outcome.problem)


def without_report(course: Course, attempt: Attempt, problem: str) -> ExerciseReport:
    """The report on an attempt that could not be graded."""
    return ExerciseReport(
        exercise=attempt.exercise,
        submission=attempt.file,
        reason=problem or "not graded",
        seconds=0.0,
        sandbox="none",
        functions=tuple(function.name for function in course.exercise(attempt.exercise).functions),
        checks=(),
        versions={},
    )
