"""A run: one grading of a class, from its first report to its publication. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from grader.core.coursework import Attempt
from grader.core.report import ExerciseReport


class RunState(StrEnum):
    """DRAFT: nobody sees it yet. REVERTED: it was published, and that was taken back."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REVERTED = "reverted"


@dataclass(frozen=True)
class RunNotes:
    """
    What is kept about a run.

    key: the caller's own name for it, so that a batch that goes on after a stop finds its run again. suites: exercise to digest
    of its suite. versions: package to version. note: a person's words.
    """

    key: str
    suites: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Run:
    """A run in the gradebook. published: when it was last published; None if it does not stand. reports: how many."""

    id: int
    notes: RunNotes
    begun: datetime
    state: RunState
    published: datetime | None
    reports: int


@dataclass(frozen=True)
class Reverted:
    """The run that was taken back, and the one that is the newest now; None if none is published any more."""

    run: Run
    now: Run | None


@dataclass(frozen=True)
class Graded:
    """An attempt, and what came of it. An attempt that could not be graded has a report with a reason."""

    attempt: Attempt
    report: ExerciseReport
