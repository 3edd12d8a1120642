"""
Grades a class: every attempt once, side by side, with each report on the disk as soon as it is finished.

What was graded before (the same content, suite and surroundings) is taken from the journal, so an interrupted batch goes on
where it was, and a regrade runs only what a changed suite touches.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from grader.core.catalogue import Course, Exercise
from grader.core.coursework import Attempt, Handed
from grader.core.report import Verdict
from grader.data.folder import data_folder
from grader.primitives.errors import UsageError
from grader.usecases.batch.cluster import grade_on_cluster
from grader.usecases.batch.items import Item, Keys, unique
from grader.usecases.batch.journal import Journal
from grader.usecases.batch.pool import grade_all
from grader.usecases.batch.process import Graded, Settings
from grader.usecases.grade_exercise import TIER_VARIABLE
from grader.usecases.personal import course_secret


@dataclass(frozen=True)
class BatchWishes:
    """
    How an instructor wants a class to be graded.

    jobs: processes side by side. data: a folder with data sets. cluster: address of a Dask scheduler, or None for this machine.
    """

    language: str = "en"
    jobs: int = 0
    trust: bool = False
    data: Path | None = None
    secret: bytes | None = None
    cluster: str | None = None


@dataclass(frozen=True)
class Outcome:
    """An attempt and its report (`grade-report/1`); None where there is none, then `problem` says why."""

    attempt: Attempt
    report: dict[str, Any] | None
    problem: str = ""

    @property
    def graded(self) -> bool:
        """Is there a score?"""
        return self.report is not None and self.report["status"] == "graded"


class Listener(Protocol):
    """Who wants to know how far a batch is."""

    def begun(self, *, items: int, known: int, jobs: int) -> None:
        """So many gradings are to be done; so many were done before. jobs: side by side here; 0 if other machines do it."""

    def finished(self, done: Graded) -> None:
        """One more."""


class Batch:
    """
    A class's gradings. To be used as a context manager around `run` and `outcomes`.

    Raises: UsageError if the folder cannot be used, if another batch is at work there, or if there are no solutions.
    """

    def __init__(self, course: Course, handed: Handed, folder: Path, wishes: BatchWishes) -> None:
        if course.solutions is None:
            raise UsageError(
                "There are no solutions here, so only public examples could be graded.",
                next_step="Run `grade batch` where the course's solutions/ folder is, or name it with --course.",
            )
        self._course = course
        self._wishes = wishes
        self._secret = wishes.secret if wishes.secret is not None else course_secret(course)
        self._tier = os.environ.get(TIER_VARIABLE, "")
        keys = Keys(course, secret=self._secret, language=wishes.language, tier=self._tier)
        self._pairs = [(attempt, keys.item(_exercise(course, attempt), attempt)) for attempt in handed.attempts]
        self._journal = Journal(folder)
        self._not_kept: dict[str, dict[str, Any]] = {}
        self._problems: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._journal.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.__exit__()

    def run(self, listener: Listener) -> None:
        """Grade what is not graded yet. Raises GraderError; what was finished is kept in any case."""
        every = unique(item for _, item in self._pairs)
        new = {key: item for key, item in every.items() if key not in self._journal}
        wishes = self._wishes
        jobs = min(wishes.jobs or os.cpu_count() or 1, max(len(new), 1))
        listener.begun(items=len(new), known=len(every) - len(new), jobs=0 if wishes.cluster else jobs)
        settings = Settings(wishes.language, self._secret, wishes.trust, data_folder(wishes.data), self._tier)
        if wishes.cluster:
            results = grade_on_cluster(self._course, new, settings, wishes.cluster, jobs=wishes.jobs)
        else:
            results = grade_all(self._course, new, settings, jobs)
        for done in _closing(results):
            self._keep(done)
            listener.finished(done)

    def outcomes(self) -> Iterator[Outcome]:
        """Every attempt with its report, in the order in which they were found; reports are read as they are asked for."""
        for attempt, item in self._pairs:
            yield self._outcome(attempt, item)

    def gradings(self) -> Iterator[tuple[Attempt, str]]:
        """Every attempt with the name of its grading; "" where there is nothing to grade."""
        return ((attempt, item.key if item else "") for attempt, item in self._pairs)

    @property
    def has_failures(self) -> bool:
        """Did the grader itself fail in one of them?"""
        return bool(self._problems or self._not_kept)

    def _outcome(self, attempt: Attempt, item: Item | None) -> Outcome:
        if item is None:
            return Outcome(attempt, None, attempt.problem)
        if item.key in self._journal:
            return Outcome(attempt, self._journal.report(item.key) | {"submission": attempt.file})
        if item.key in self._not_kept:
            return Outcome(attempt, self._not_kept[item.key] | {"submission": attempt.file})
        return Outcome(attempt, None, self._problems.get(item.key, "not graded yet"))

    def _keep(self, done: Graded) -> None:
        """On the disk; but what the grader itself failed in is tried again the next time."""
        if done.report is None:
            self._problems[done.item.key] = done.problem
        elif _has_fault(done.report):
            self._not_kept[done.item.key] = done.report
        else:
            self._journal.add(done.item.key, done.report)


def not_graded(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those without a score, or with one in which the grader failed."""
    return [each for each in outcomes if not each.graded or (each.report and _has_fault(each.report))]


def _exercise(course: Course, attempt: Attempt) -> Exercise:
    return course.exercise(attempt.exercise)


def _has_fault(report: dict[str, Any]) -> bool:
    return any(check["verdict"] == Verdict.FAULT for check in report["checks"])


def _closing(results: Iterator[Graded]) -> Iterator[Graded]:
    """The same; processes are ended whatever happens to the one who reads."""
    try:
        yield from results
    finally:
        results.close()  # type: ignore[attr-defined]
