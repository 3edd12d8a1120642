"""Grade one submission of one exercise."""

from __future__ import annotations

import functools
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.core.catalogue import Course, Exercise
from grader.core.report import ExerciseReport
from grader.core.submission import Submission, Unreadable, read_submission
from grader.core.texts import pick, say
from grader.data.folder import data_folder
from grader.primitives.errors import UsageError
from grader.primitives.layers import Layer
from grader.sandbox.launching import AnyLauncher, start_launcher
from grader.sandbox.packages import PackageSet, package_set
from grader.sandbox.tiers import Tier
from grader.usecases.personal import course_secret
from grader.usecases.strangers import is_somebody_elses, refuse_unconfined

if TYPE_CHECKING:
    from grader.suite.run import Result, SuiteRunner

_STOCK, _SMALL_STOCK = 24, 6
TIER_VARIABLE = "GRADER_SANDBOX"


@dataclass(frozen=True)
class Wishes:
    """
    How somebody wants to be graded.

    only: one function. failed_first: order of the checks. secret: another than the course's. stock: prepare processes before
    a submission comes, for somebody who waits. tier: a certain one. without: layers to leave out, which is for tests.
    trust: other people's code, too, may run where it cannot be confined. until_lost: only learn whether a hidden check fails.
    data: a folder with data for suites that ask for it.
    """

    language: str = "en"
    only: str | None = None
    failed_first: bool = False
    secret: bytes | None = None
    stock: bool = True
    tier: Tier | None = None
    without: frozenset[Layer] = frozenset()
    trust: bool = False
    until_lost: bool = False
    data: Path | None = None


def grade_exercise(
    course: Course, exercise: Exercise, path: Path, wishes: Wishes
) -> tuple[ExerciseReport, Submission | None]:
    """
    Grade the file at `path`.

    Returns: the report (also where there is nothing to grade), and the submission it is about.
    Raises: GraderError.
    """
    try:
        submission = read_submission(path)
    except Unreadable as problem:
        return not_graded(exercise, problem, wishes.language), None
    reports: list[ExerciseReport] = []
    strangers = is_somebody_elses(course, path)
    grade_each(course, exercise, [submission], lambda _, report: reports.append(report), wishes, strangers=strangers)
    return reports[0], submission


def grade_each(
    course: Course,
    exercise: Exercise,
    submissions: Iterable[Submission],
    deliver: Callable[[Submission, ExerciseReport], None],
    wishes: Wishes,
    *,
    strangers: bool = False,
) -> None:
    """
    Grade submissions one after the other with one warm launcher and one collected suite, as the iterable gives them.

    Args: strangers: are they other people's? Raises: GraderError; whatever `submissions` and `deliver` raise.
    """
    with open_runner(course, exercise, wishes) as runner:
        origin = _Origin()

        def admitted() -> Iterator[Submission]:
            if strangers and not wishes.trust:
                refuse_unconfined(runner.tier)
            for submission in submissions:
                try:
                    yield origin.of(submission, runner, wishes.language)
                except Unreadable as problem:
                    deliver(submission, not_graded(exercise, problem, wishes.language))

        def done(_: Submission, result: Result) -> None:
            report = _report(exercise, origin.handed_in, result, wishes, strangers)
            deliver(origin.handed_in, replace(report, notes=(*report.notes, *origin.notes)))

        runner.grade(admitted(), done)


class _Origin:
    """What was handed in, where something else is graded in its place: the definitions of a notebook."""

    def __init__(self) -> None:
        self.handed_in = Submission("", b"")
        self.notes: tuple[str, ...] = ()

    def of(self, submission: Submission, runner: SuiteRunner, language: str) -> Submission:
        """What to grade for a submission: most often itself. Raises Unreadable for a notebook that cannot be used."""
        self.handed_in, self.notes = submission, ()
        if not submission.is_notebook:
            return submission
        taken = runner.read_notebook(submission)
        self.notes = taken.notes(language)
        return taken.submission


def open_runner(course: Course, exercise: Exercise, wishes: Wishes) -> SuiteRunner:
    """A runner with a launcher that is warming up; to be used as a context manager. Raises GraderError."""
    if wishes.only:
        exercise.function(wishes.only)
    tier = wishes.tier or wanted_tier()
    launch = functools.partial(start_launcher, packages_of(exercise), tier=tier, without=wishes.without)
    first = launch()  # imports its packages while this process imports pytest
    try:
        return _runner(course, exercise, first, launch, wishes)
    except BaseException:
        first.close()
        raise


def packages_of(exercise: Exercise) -> PackageSet:
    """What a launcher for this exercise has: its packages and its stage."""
    stage = exercise.stage_file.read_text(encoding="utf-8") if exercise.stage_file else ""
    return package_set(exercise.packages, stage=stage)


def not_graded(exercise: Exercise, problem: Unreadable, language: str) -> ExerciseReport:
    """The report on something that is no submission."""
    return ExerciseReport(
        exercise=exercise.id,
        submission=str(problem.fields.get("file", "")),
        reason=problem.explain(language, exercise.id),
        seconds=0.0,
        sandbox="none",
        functions=tuple(function.name for function in exercise.functions),
        checks=(),
        versions=_versions({}, None),
        complete=exercise.solutions is not None,
    )


def wanted_tier() -> Tier | None:
    """The tier that the variable GRADER_SANDBOX asks for; None for the best one. Raises UsageError for an unknown one."""
    name = os.environ.get(TIER_VARIABLE)
    if not name:
        return None
    try:
        return Tier(name)
    except ValueError:
        raise UsageError(f"There is no sandbox tier {name!r}.", next_step=f"There are: {', '.join(Tier)}.") from None


def _runner(
    course: Course, exercise: Exercise, first: AnyLauncher, launch: Callable[[], AnyLauncher], wishes: Wishes
) -> SuiteRunner:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # suites are small; numpy would start a thread per core,
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # and so would torch
    from grader.suite.judging import Judge  # noqa: PLC0415 - imports pytest, while the launcher imports its packages
    from grader.suite.run import SuiteRunner  # noqa: PLC0415

    topic = str(pick(exercise.topics, wishes.language) or pick(exercise.titles, wishes.language))
    return SuiteRunner(
        exercise,
        first,
        launch,
        Judge(wishes.language, topic, exercise.id, course.known_libraries),
        secret=wishes.secret if wishes.secret is not None else course_secret(course),
        language=wishes.language,
        complete=exercise.solutions is not None,
        only=wishes.only,
        failed_first=wishes.failed_first,
        stock=_stock(exercise) if wishes.stock else 0,
        until_lost=wishes.until_lost,
        data=data_folder(wishes.data),
    )


def _stock(exercise: Exercise) -> int:
    """How many workers to prepare: they cost time and memory by the size of what they import."""
    return _SMALL_STOCK if "torch" in exercise.packages else _STOCK


def _report(
    exercise: Exercise,
    submission: Submission,
    result: Result,
    wishes: Wishes,
    strangers: bool,  # noqa: FBT001
) -> ExerciseReport:
    from grader.suite.files import suite_digest  # noqa: PLC0415 - imported by now

    complete = exercise.solutions is not None
    return ExerciseReport(
        exercise=exercise.id,
        submission=submission.name,
        reason=None,
        seconds=result.seconds,
        sandbox=result.tier,
        functions=tuple(function.name for function in exercise.functions),
        checks=result.outcomes,
        versions=_versions(result.versions, suite_digest(exercise)),
        complete=complete,
        only=wishes.only,
        notes=tuple(say(f"report.{note}", wishes.language) for note in _notes(complete, result, strangers)),
    )


def _notes(complete: bool, result: Result, strangers: bool) -> list[str]:  # noqa: FBT001 - facts, not switches
    unconfined = strangers and not Tier(result.tier).holds_strangers
    return [note for note, holds in (("public-only", not complete), ("trusted", unconfined)) if holds]


def _versions(packages: Mapping[str, str], suite: str | None) -> dict[str, str | None]:
    return {
        "grader": __version__,
        "python": platform.python_version(),
        "numpy": packages.get("numpy"),
        "torch": packages.get("torch"),
        "suite": suite,
    }
