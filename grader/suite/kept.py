"""What several checks of one run share, because it takes long to make: a trained model's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.suite.faults import StudentFault, StudentRaised

if TYPE_CHECKING:
    from grader.suite.conversation import Conversation


class Kept:
    """
    Values by name, each made once per run over the checks, and per submission.

    A value is made in one check and read in others, which may have another process of the student's: keep plain values of
    this side, no objects of the student's. A failure is kept like a value: the same thing is not tried again.
    """

    def __init__(self) -> None:
        self.conversation: Conversation | None = None
        self._made: dict[tuple[str, str], Any] = {}
        self._failed: dict[tuple[str, str], BaseException] = {}

    def get(self, name: str, make: Callable[[], Any]) -> Any:
        """
        What `make` gave when it was first asked for, in this run.

        Raises: what `make` raised then; it decides this check as it did that one. A fault of the grader is not kept.
        """
        key = (self._submission(), name)
        if key in self._failed:
            raise self._again(self._failed[key])
        if key not in self._made:
            try:
                self._made[key] = make()
            except (AssertionError, StudentRaised, StudentFault) as error:
                self._failed[key] = error
                raise
        return self._made[key]

    def _submission(self) -> str:
        """Where the sandbox breaks, the reference may be asked in between: it must not answer for the submission."""
        return self.conversation.digest if self.conversation else ""

    def _again(self, error: BaseException) -> BaseException:
        return self.conversation.fail_again(error) if self.conversation and isinstance(error, StudentFault) else error
