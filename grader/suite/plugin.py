"""
The pytest plugin: fixtures for suites, and a run loop that grades one submission after the other with the items once collected.

Nothing a submission does reaches pytest: it gets only values, and exceptions that this side made.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.primitives.errors import CourseError
from grader.suite.assertions import same
from grader.suite.judging import Comparison, Happening
from grader.suite.kept import Kept
from grader.suite.student import StageStandIn, StandIn, Student

if TYPE_CHECKING:
    from types import ModuleType

    from grader.suite.conversation import Conversation
    from grader.suite.remembering import Remembering

_TITLE_MARK = "zh-TW:"


@dataclass(frozen=True, eq=False)
class Check:
    """
    A pytest item as a check.

    group: checks that may share a worker: the parametrized cases of one test function; all public examples, which hold
    nothing that one of them could tell another. seconds: its own limit of processor time, instead of the exercise's.
    """

    id: str
    group: str
    function: str
    titles: dict[str, str]
    points: float
    hidden: bool
    item: pytest.Item
    seconds: float | None = None


@dataclass(frozen=True)
class Surface:
    """What the fixtures give to a running check."""

    student: Student
    reference: Callable[[], Remembering]
    stage: Callable[[], ModuleType]
    seed: Callable[[], int]
    data: Path | None = None


class SuitePlugin:
    """
    Collects an exercise's checks and hands them to `work`, which runs them through `run_check` as often as it likes.

    Args: examples: path of the public examples. default_function: for checks without a function mark.
    """

    def __init__(
        self,
        surface: Surface,
        module: str,
        examples: Path,
        functions: Sequence[str],
        work: Callable[[SuitePlugin], None],
    ) -> None:
        self._surface = surface
        self._module = module
        self._examples = examples
        self._functions = functions
        self._work = work
        self._error: BaseException | None = None
        self._skipped = False
        self._seconds = 0.0
        self._compared: Comparison | None = None
        self._last: pytest.Item | None = None
        self._announced: pytest.Item | None = None
        self._collection_errors: list[str] = []
        self._kept = Kept()
        self.checks: list[Check] = []
        self.failure: BaseException | None = None

    @pytest.fixture
    def student(self) -> Student:
        """The submission."""
        return self._surface.student

    @pytest.fixture
    def reference(self) -> Remembering:
        """The reference solution."""
        return self._surface.reference()

    @pytest.fixture
    def rng(self) -> Any:
        """A numpy generator, seeded for this check."""
        import numpy as np  # noqa: PLC0415 - a suite without random draws needs no numpy

        return np.random.default_rng(self._surface.seed())

    @pytest.fixture
    def data(self) -> Path | None:
        """The folder with data that whoever grades has named; None if nobody did."""
        return self._surface.data

    @pytest.fixture
    def once(self) -> Callable[[str, Callable[[], Any]], Any]:
        """`once(name, make)`: what `make()` gives, made by the first check that asks, for all checks of this run."""
        return self._kept.get

    @pytest.fixture(name="same")
    def _same(self) -> Callable[..., None]:
        """The strict comparison, for suites that prefer a fixture to an import."""
        return same

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the marks of suites."""
        config.addinivalue_line("markers", "function(name): the student's function that a check is about")
        config.addinivalue_line("markers", "points(number): what a check is worth")
        config.addinivalue_line("markers", "seconds(number): processor time of this check, instead of the exercise's")

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        """While the suite is imported, the student's module and the stage are stand-ins."""
        stage = f"{self._module}_stage"
        names = (self._module, stage)
        before = {name: sys.modules[name] for name in names if name in sys.modules}
        sys.modules[self._module] = StandIn(self._module, self._surface.student)  # type: ignore[assignment]
        sys.modules[stage] = StageStandIn(stage, self._surface.stage, self._module)  # type: ignore[assignment]
        try:
            return (yield)
        finally:
            for name in names:
                del sys.modules[name]
            sys.modules.update(before)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember why a suite could not be collected."""
        if report.failed:
            self._collection_errors.append(str(report.longrepr))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Grade, instead of running every item once."""
        try:
            self._refuse_broken_suites()
            self.checks = [self._check_from(item) for item in session.items]
            self._work(self)
        except BaseException as error:  # noqa: BLE001 - carried out of pytest, which would print it
            self.failure = error
        return True

    def _refuse_broken_suites(self) -> None:
        if self._collection_errors:
            raise CourseError(f"The suite cannot be collected: {self._collection_errors[0]}", next_step="Correct it.")

    def begin_pass(self) -> None:
        """A new run over the checks: nothing is kept from an earlier one."""
        self._kept = Kept()

    def run_check(self, check: Check, conversation: Conversation, following: Check | None, share: float) -> Happening:
        """Run one check against a submission, in a share of the usual time, and tell what happened."""
        self._error, self._skipped, self._seconds, self._compared = None, False, 0.0, None
        start = time.perf_counter()
        self._kept.conversation = conversation
        try:
            conversation.begin_check(check.group, following.group if following else None, share, check.function)
        except BaseException as error:
            if conversation.fault is not error:
                raise
            return Happening(error, (), conversation.fault, conversation.printed, time.perf_counter() - start)
        self._run(check.item, following.item if following else None)
        conversation.end_check()
        happening = Happening(
            conversation.breakdown or self._error,
            tuple(conversation.calls),
            conversation.fault,
            conversation.printed,
            time.perf_counter() - start,
            self._skipped,
            self._compared,
        )
        if happening.error is not None:
            conversation.end_group()
        return happening

    def _run(self, item: pytest.Item, next_item: pytest.Item | None) -> None:
        """Run an item. What the last one left for another, which was then not run, is torn down before."""
        if self._last and self._announced is not item:
            with contextlib.suppress(Exception):  # a finalizer's failure is told where its check runs to the end
                self._last.ihook.pytest_runtest_teardown(item=self._last, nextitem=item)
        self._last, self._announced = item, next_item
        item.ihook.pytest_runtest_protocol(item=item, nextitem=next_item)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the exception instead of rendering a traceback that nobody reads."""
        outcome = "passed"
        if call.excinfo is not None:
            self._skipped = self._skipped or call.excinfo.errisinstance(pytest.skip.Exception)
            outcome = "skipped" if self._skipped else "failed"
            if self._error is None and not self._skipped:
                self._error = call.excinfo.value
        self._seconds += call.duration
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when, duration=call.duration)  # type: ignore[arg-type]

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        """Keep both sides of a failed plain assert."""
        if op == "==":
            self._compared = Comparison(left, right)

    def _check_from(self, item: pytest.Item) -> Check:
        path = Path(item.path)
        points, seconds = item.get_closest_marker("points"), item.get_closest_marker("seconds")
        name = item.nodeid.partition("::")[2]
        return Check(
            id=f"{path.name}::{name}",
            group=path.name if path == self._examples else f"{path.name}::{name.partition('[')[0]}",
            function=self._function_of(item),
            titles=_titles(getattr(getattr(item, "obj", None), "__doc__", None), item.name),
            points=float(points.args[0]) if points and points.args else 1.0,
            hidden=path != self._examples,
            item=item,
            seconds=float(seconds.args[0]) if seconds and seconds.args else None,
        )

    def _function_of(self, item: pytest.Item) -> str:
        mark = item.get_closest_marker("function")
        if mark and mark.args and mark.args[0] in self._functions:
            return str(mark.args[0])
        if mark is None and len(self._functions) == 1:
            return self._functions[0]
        raise CourseError(
            f"The check {item.nodeid} is about no function of the exercise.",
            next_step=f"Mark it with @pytest.mark.function(…): {', '.join(self._functions)}.",
        )


def _titles(docstring: str | None, name: str) -> dict[str, str]:
    """A check's titles by language: the first line, and the paragraph that starts with `zh-TW:`."""
    paragraphs = [" ".join(part.split()) for part in (docstring or "").strip().split("\n\n")]
    first = (docstring or "").strip().partition("\n")[0].strip()
    titles = {"en": first or name.partition("[")[0].removeprefix("test_").replace("_", " ")}
    for paragraph in paragraphs:
        if paragraph.startswith(_TITLE_MARK):
            titles["zh-TW"] = paragraph.removeprefix(_TITLE_MARK).strip()
    return titles
