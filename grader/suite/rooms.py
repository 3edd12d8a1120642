"""Where submissions are talked to: a launcher, which is replaced when it breaks, and one conversation at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping

from grader.core.catalogue import Exercise
from grader.core.submission import Submission
from grader.primitives.errors import SandboxError
from grader.sandbox.launching import AnyLauncher
from grader.sandbox.quarters import Quarters
from grader.sandbox.tiers import Tier
from grader.suite.conversation import Conversation, bounds_of


class Rooms:
    """
    The sandbox of a runner.

    Args: launcher: a started one, closed in the end. launch: starts another if it breaks. stock: workers to make now.
    """

    def __init__(
        self, exercise: Exercise, launcher: AnyLauncher, launch: Callable[[], AnyLauncher], *, stock: int
    ) -> None:
        self._exercise = exercise
        self.launcher = launcher
        self._launch = launch
        self._next_quarters: Quarters | None = None
        self._conversation: Conversation | None = None
        self._finished: list[Conversation] = []
        self._about: tuple[str, Mapping[str, str]] | None = None
        self.breakdown: SandboxError | None = None
        self.make_stock(stock)

    @property
    def tier(self) -> Tier:
        """How well submissions are confined. Raises SandboxError."""
        return self.launcher.tier

    @property
    def within_reach(self) -> bool:
        """Could a submission kill the sandbox's own processes?"""
        try:
            return not self.tier.holds_strangers
        except SandboxError:
            return False

    def about(self) -> tuple[str, Mapping[str, str]]:
        """Tier and versions; of the launcher before if the last one has just broken. Raises SandboxError if there was none."""
        try:
            self._about = str(self.launcher.tier), self.launcher.versions
        except SandboxError:
            if self._about is None:
                raise
        return self._about

    def current(self) -> Conversation:
        """The conversation of now. Raises SandboxError if there is none."""
        if self._conversation is None:
            nobody = SandboxError("No submission is being graded.", next_step="Use `student` inside a check only.")
            raise self.breakdown or nobody
        return self._conversation

    @contextlib.contextmanager
    def talking_to(self, submission: Submission, workers: int) -> Iterator[None]:
        """Within this, there is a conversation. workers: how many it will take if nothing goes wrong."""
        self.breakdown = None
        quarters, self._next_quarters = self._next_quarters, None
        if quarters:
            quarters.wanted = workers
        try:
            self._conversation = Conversation(quarters or self._new_quarters(0), self._exercise, submission)
        except SandboxError:
            self.start_again(submission)
        try:
            yield
        finally:
            self._end_conversation()

    def start_again(self, submission: Submission) -> None:
        """The sandbox broke: a new launcher and a new cell. If there is none to be had, the next check will tell."""
        self._end_conversation()
        self.launcher.close()
        self.clear_away()
        try:
            self.launcher = self._launch()
            self._conversation = Conversation(self._new_quarters(0), self._exercise, submission)
        except SandboxError as error:
            self.breakdown = error

    def make_stock(self, size: int) -> None:
        """Prepare workers before there is a submission."""
        if size:
            with contextlib.suppress(SandboxError):  # the first check will tell
                self._next_quarters = self._new_quarters(size)

    def clear_away(self) -> None:
        """End the cells that were used; nobody waits for a report by now."""
        while self._finished:
            self._finished.pop().close()

    def close(self) -> None:
        """End everything."""
        self._end_conversation()
        if self.launcher.gentle:
            self.clear_away()
        self.launcher.close()  # ends all cells at once
        self.clear_away()
        if self._next_quarters:
            self._next_quarters.close()

    def _end_conversation(self) -> None:
        if self._conversation:
            self._finished.append(self._conversation)
        self._conversation = None

    def _new_quarters(self, stock: int) -> Quarters:
        return Quarters(self.launcher, bounds_of(self._exercise), stock=stock)
