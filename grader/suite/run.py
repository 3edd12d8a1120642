"""
Grades submissions with an exercise's suite: the hidden run, then twins of what failed, then the known mistakes.

The suite is collected once; each submission is one pass over its checks. A check whose sandbox broke is tried again in a
new one before it is called a fault of the grader.
"""

from __future__ import annotations

import collections
import functools
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from grader.core.catalogue import Exercise
from grader.core.mistakes import Mistake
from grader.core.report import UNCOUNTED, CheckOutcome, Verdict
from grader.core.secrets import hidden_seed, public_seed
from grader.core.submission import Submission
from grader.core.texts import pick, say
from grader.primitives.errors import GraderError, SandboxError
from grader.sandbox.crowding import crowding
from grader.sandbox.launching import AnyLauncher
from grader.sandbox.tiers import Tier
from grader.suite.explaining import CheckCalls, explain
from grader.suite.faults import StudentFault
from grader.suite.files import modules_set_aside, no_foreign_plugins, suite_files
from grader.suite.judging import Happening, Judge, Judgement
from grader.suite.mending import BROKE_SANDBOX, blamed, tried_again
from grader.suite.notebooks import Taken, read_notebook
from grader.suite.plugin import Check, SuitePlugin, Surface
from grader.suite.reference import Reference
from grader.suite.remembering import Remembering
from grader.suite.rooms import Rooms
from grader.suite.showing import TWINNED, holds_no_input, worth_a_twin
from grader.suite.statements import Told
from grader.suite.student import Student

TWIN_ATTEMPTS = 3
_PATIENT_TIMES, _SHARE_OF_THE_SLOW = 2, 0.25
_ENOUGH = 3
"""So many checks in a row under which the sandbox broke for good: then the machine is in trouble, and no more are tried."""

_WITHOUT_OUR_USE = (
    "cacheprovider",
    "terminal",
    "junitxml",
    "pastebin",
    "doctest",
    "unittest",
    "stepwise",
    "faulthandler",
    "logging",
    "threadexception",
    "unraisableexception",
)


@dataclass(frozen=True)
class Result:
    """What one submission's pass over the suite gave."""

    outcomes: tuple[CheckOutcome, ...]
    seconds: float
    tier: str
    versions: Mapping[str, str]


class SuiteRunner:
    """
    Runs the suite of one exercise over any number of submissions.

    Args: launcher: a started one, closed in the end. launch: starts another if it breaks. judge: words in the person's
        language. secret: may be changed between submissions. complete: run the hidden suite too. only: narrow to one
        function. failed_first: order by the last result. stock: workers to make before a submission comes (for one who
        waits; they cost more than they save in a batch). until_lost: hidden checks only, and none after one that fails;
        nothing is made to be shown. data: a folder for suites that can use more than they draw.
    """

    def __init__(
        self,
        exercise: Exercise,
        launcher: AnyLauncher,
        launch: Callable[[], AnyLauncher],
        judge: Judge,
        *,
        secret: bytes,
        language: str,
        complete: bool,
        only: str | None = None,
        failed_first: bool = False,
        stock: int = 0,
        until_lost: bool = False,
        data: Path | None = None,
    ) -> None:
        self._exercise = exercise
        self._judge = judge
        self.secret = secret
        self._language = language
        self._complete = complete
        self._only = only
        self._failed_first = failed_first
        self._stock = stock
        self._until_lost = until_lost
        self._data = data
        self._failed_before: frozenset[str] = frozenset()
        self._reference = Reference(exercise)
        self._rooms = Rooms(exercise, launcher, launch, stock=stock)
        self._timeouts: collections.Counter[str] = collections.Counter()
        self._seed = 0
        self._mending = 0.0
        self._breakdowns = 0
        self._hostile = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rooms.close()

    @property
    def tier(self) -> Tier:
        """How well submissions are confined."""
        return self._rooms.tier

    def read_notebook(self, notebook: Submission) -> Taken:
        """What the exercise's functions need of a notebook, as a submission. Raises Unreadable, SandboxError."""
        return read_notebook(self._rooms.launcher, self._exercise, notebook)

    def grade(self, submissions: Iterable[Submission], deliver: Callable[[Submission, Result], None]) -> None:
        """
        Grade one submission after the other, as the iterable gives them, and deliver each result.

        Raises: CourseError if the suite cannot be collected; whatever `submissions` and `deliver` raise.
        """

        def work(plugin: SuitePlugin) -> None:
            if self._exercise.stage_file:
                self._reference.prepare()
            for submission in submissions:
                deliver(submission, self._grade_one(plugin, submission))
                self._rooms.clear_away()
                self._rooms.make_stock(self._stock and min(2 * self._stock, self._workers_for(plugin.checks)))

        surface = Surface(
            Student(self._rooms.current),
            lambda: self._reference.remembering,
            lambda: self._reference.stage,
            lambda: self._seed,
            self._data,
        )
        names = [function.name for function in self._exercise.functions]
        plugin = SuitePlugin(surface, self._exercise.module, self._exercise.examples_file, names, work)
        with modules_set_aside(self._suite_files()), no_foreign_plugins():
            code = pytest.main(self._pytest_arguments(), plugins=[plugin])
        if plugin.failure:
            raise plugin.failure
        if code == pytest.ExitCode.INTERRUPTED:
            raise KeyboardInterrupt

    def _grade_one(self, plugin: SuitePlugin, submission: Submission) -> Result:
        self._mending, self._breakdowns, self._hostile = 0.0, 0, False
        start = self._clock()
        self._timeouts.clear()
        checks = self._in_order(plugin.checks)
        happenings = self._pass(plugin, submission, checks, self._hidden_seed, start)
        shown = {} if self._until_lost else self._twins(plugin, submission, happenings)
        mistakes = self._mistakes(happenings) if self._complete and not self._until_lost else {}
        outcomes = tuple(
            self._outcome(check, happening, shown.get(check.id), mistakes.get(check.id))
            for check, happening in sorted(happenings.items(), key=lambda pair: plugin.checks.index(pair[0]))
        )
        self._failed_before = frozenset(o.id for o in outcomes if o.verdict is not Verdict.PASSED)
        return Result(outcomes, self._clock() - start, *self._rooms.about())

    def _mistakes(self, happenings: Mapping[Check, Happening]) -> dict[str, Mistake]:
        """The known mistake behind each failed check, by check id: as the suite saw it, else as the answers tell."""
        seen = {check: happening.shows for check, happening in happenings.items() if happening.shows}
        known = {(each.function, each.id): each for each in self._reference.mistakes} if seen else {}
        named = {check.id: known[key] for check, shown in seen.items() if (key := (check.function, shown)) in known}
        return explain(_recorded(happenings), self._reference) | named

    def _pass(
        self,
        plugin: SuitePlugin,
        submission: Submission,
        checks: Sequence[Check],
        seed_of: Callable[[Check], int],
        start: float,
    ) -> dict[Check, Happening]:
        """Run checks in a cell of their own."""
        happenings = {}
        plugin.begin_pass()
        with self._rooms.talking_to(submission, self._workers_for(checks)):
            for check, following in zip(checks, [*checks[1:], None], strict=True):
                if self._rooms.breakdown and self._breakdowns >= _ENOUGH:
                    happenings[check] = Happening(self._rooms.breakdown, (), None, "", 0.0)
                elif self._is_over_budget(self._clock() - start):
                    happenings[check] = self._out_of_budget()
                else:
                    happenings[check] = self._run_with_retry(plugin, submission, check, seed_of(check), following)
                if self._until_lost and happenings[check].verdict not in {Verdict.PASSED, *UNCOUNTED}:
                    break
        return happenings

    def _twins(
        self, plugin: SuitePlugin, submission: Submission, happenings: Mapping[Check, Happening]
    ) -> dict[str, Happening]:
        """For each failed check, a run that may be shown: its own if it is public, else one with a public seed."""
        shown = {check.id: happening for check, happening in happenings.items() if not check.hidden}
        wanted = worth_a_twin(happenings)
        if wanted:
            self._rooms.clear_away()  # nobody who has seen a hidden input is alive while something is run to be shown
        start = self._clock()
        for attempt in range(TWIN_ATTEMPTS):
            missing = [check for check in wanted if check.id not in shown]
            if not missing:
                break
            again = self._pass(plugin, submission, missing, functools.partial(self._twin_seed, attempt), start)
            shown |= {check.id: happening for check, happening in again.items() if happening.verdict in TWINNED}
        return shown

    def _run_with_retry(
        self, plugin: SuitePlugin, submission: Submission, check: Check, seed: int, following: Check | None
    ) -> Happening:
        self._seed = seed
        run = functools.partial(self._run_once, plugin, submission, check, following)
        happening = run() if self._hostile else tried_again(run, lambda: self._witness(plugin, submission, check))
        if happening.broken and self._hostile:
            happening = blamed(happening)
        if happening.fault and happening.fault.key == BROKE_SANDBOX:
            self._hostile, self._mending = True, 0.0  # what it breaks from now on costs its own time
        self._breakdowns = self._breakdowns + 1 if happening.broken else 0
        if happening.verdict is Verdict.TIMED_OUT and happening.calls:  # not what an earlier check ran out of
            self._timeouts[check.function] += 1
        return happening

    def _run_once(
        self, plugin: SuitePlugin, submission: Submission, check: Check, following: Check | None
    ) -> Happening:
        """Run a check; if the sandbox breaks under it, there is a new one afterwards."""
        start = time.monotonic()
        try:
            happening = plugin.run_check(check, self._rooms.current(), following, self._share(check))
        except GraderError as error:
            happening = Happening(error, (), None, "", 0.0)
        if isinstance(happening.error, SandboxError):
            self._rooms.breakdown = happening.error
            self._rooms.start_again(submission)
            self._mending += 0.0 if self._hostile else time.monotonic() - start
        return happening

    def _witness(self, plugin: SuitePlugin, submission: Submission, check: Check) -> Callable[[], Happening] | None:
        """The same check of the reference solution, where a submission could kill the sandbox's processes."""
        solution = self._exercise.solution_file
        if solution is None or not self._rooms.within_reach:
            return None

        def run() -> Happening:
            self._rooms.start_again(Submission(solution.name, solution.read_bytes()))
            happening = self._run_once(plugin, submission, check, None)
            if not happening.broken:
                self._rooms.start_again(submission)
            return happening

        return run

    def _clock(self) -> float:
        """Seconds that count against a submission: the clock stands still while the sandbox is mended."""
        return time.monotonic() - self._mending

    def _share(self, check: Check) -> float:
        """Of the exercise's time. A function that ran out of it before gets less: an endless loop must not take minutes."""
        slow = _SHARE_OF_THE_SLOW if self._timeouts[check.function] >= _PATIENT_TIMES else 1.0
        return slow * (check.seconds / self._exercise.limits.seconds if check.seconds else 1.0)

    @staticmethod
    def _workers_for(checks: Sequence[Check]) -> int:
        """How many workers these checks take if nothing goes wrong."""
        return len({check.group for check in checks})

    def _outcome(
        self, check: Check, happening: Happening, shown: Happening | None, mistake: Mistake | None
    ) -> CheckOutcome:
        judgement = self._judgement(check, happening, shown)
        return CheckOutcome(
            id=check.id,
            function=check.function,
            title=str(pick(check.titles, self._language)),
            hidden=check.hidden,
            verdict=happening.verdict,
            points=self._points(check),
            seconds=happening.seconds,
            message=judgement.message,
            mistakes=(mistake.id,) if mistake else (),
            mistake_messages=(str(pick(mistake.messages, self._language)),) if mistake else (),
            example=judgement.example,
            output=shown.printed if shown and happening.verdict is not Verdict.PASSED else "",
            line=judgement.line,
            code=judgement.code,
        )

    def _judgement(self, check: Check, happening: Happening, shown: Happening | None) -> Judgement:
        """Words for a failed check, from a run that may be shown; of a hidden run only what holds no input."""
        if happening.verdict in (Verdict.PASSED, Verdict.SKIPPED):
            return Judgement("", None)
        if happening.verdict is Verdict.PENDING:
            return Judgement(self._judge.message(happening), None)
        if shown is not None:
            return self._judge.judge(shown, self._reference_or_none())
        if isinstance(happening.error, Told) or (happening.fault and holds_no_input(happening.fault)):
            return self._judge.judge(_without_calls(happening), None)
        if happening.verdict is Verdict.FAULT or not check.hidden:
            return self._judge.judge(happening, self._reference_or_none())
        return Judgement(say("check.only-hidden", self._language), None)

    def _points(self, check: Check) -> float:
        """Public examples show, hidden checks count; where there is no hidden suite, examples count one point each."""
        return check.points if check.hidden else 0.0 if self._complete else 1.0

    def _reference_or_none(self) -> Remembering | None:
        return self._reference.remembering if self._complete else None

    def _hidden_seed(self, check: Check) -> int:
        if not check.hidden:
            return public_seed(0, self._exercise.id, check.id)
        return hidden_seed(self.secret, self._exercise.id, check.id)

    def _twin_seed(self, attempt: int, check: Check) -> int:
        return public_seed(attempt, self._exercise.id, check.id)

    def _in_order(self, checks: Sequence[Check]) -> list[Check]:
        wanted = [check for check in checks if self._only in (None, check.function)]
        wanted = [check for check in wanted if check.hidden] if self._until_lost else wanted
        if self._failed_first:
            wanted.sort(key=lambda check: check.id not in self._failed_before)
        return wanted

    def _is_over_budget(self, seconds: float) -> bool:
        """Has a submission taken more than it may in all? More on a crowded machine, which is not its fault."""
        most = self._exercise.limits.total_seconds
        return seconds > most and seconds > most * crowding()

    def _out_of_budget(self) -> Happening:
        fields = {"seconds": f"{self._exercise.limits.total_seconds:g}"}
        fault = StudentFault(Verdict.TIMED_OUT, "check.total-time", fields)
        return Happening(fault, (), fault, "", 0.0)

    def _suite_files(self) -> list[Path]:
        files = suite_files(self._exercise) if self._complete else []
        return [path for path in (self._exercise.examples_file, *files) if path.is_file()]

    def _pytest_arguments(self) -> list[str]:
        files = self._suite_files()
        without = [argument for name in _WITHOUT_OUR_USE for argument in ("-p", f"no:{name}")]
        root = os.path.commonpath([str(path.parent) for path in files]) if files else str(self._exercise.folder)
        settings = ["-c", str(Path(__file__).with_name("pytest.ini")), f"--rootdir={root}", "--import-mode=importlib"]
        return [*map(str, files), *settings, "--capture=sys", "-W", "default", *without]


def _recorded(happenings: Mapping[Check, Happening]) -> list[CheckCalls]:
    decided = (Verdict.PASSED, Verdict.FAILED)
    return [
        CheckCalls(check.id, check.function, happening.verdict is Verdict.PASSED, happening.calls)
        for check, happening in happenings.items()
        if happening.verdict in decided
    ]


def _without_calls(happening: Happening) -> Happening:
    return Happening(happening.error, (), happening.fault, "", happening.seconds)
