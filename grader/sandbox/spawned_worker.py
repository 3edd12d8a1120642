"""A conversation with a worker that is a program of its own: blocking pipes, which threads read and write."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.primitives import wire
from grader.primitives.errors import SandboxError
from grader.sandbox.channel import Channel
from grader.sandbox.worker import FaultKind, Supervisor, Worker, WorkerFault

if TYPE_CHECKING:
    from grader.sandbox.cell import Bounds

_PATIENCE = 120.0
"""Seconds that importing the packages may take on a slow machine."""

_LAST_MOMENT = 1.0
"""Seconds in which what was printed before a reply has surely come."""


class SpawnedWorker(Worker):
    """
    A student's process, seen through a channel. Wall time is its only clock.

    Args: setup: what the program must know before it can serve.
    """

    def __init__(self, channel: Channel, setup: dict[str, Any], bounds: Bounds, supervisor: Supervisor) -> None:
        super().__init__(bounds, supervisor)
        self._channel = channel
        self._mark = b"\0" + secrets.token_hex(16).encode() + b"\n"
        self._marks = self._answers = 0
        self._perhaps_a_mark = b""
        self._is_ready = False
        self._post(wire.encode(setup | {"mark": self._mark}))

    def begin_check(self, *, fresh: bool, share: float = 1.0) -> None:
        """Start the clock of a check; of a fresh worker's only when its packages are imported. Raises SandboxError."""
        if not self._is_ready:
            self._wait_until_ready()
        super().begin_check(fresh=fresh, share=share)

    def close(self) -> None:
        """Say and hear nothing more."""
        self._channel.hang_up()

    def _wait_until_ready(self) -> None:
        self._start_clocks(_PATIENCE, 0.0)
        try:
            self._receive()
        except WorkerFault as fault:
            said = self._channel.take_output().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise SandboxError(
                f"The sandbox could not be started ({said or fault}).", next_step="Run `grade doctor`."
            ) from fault
        self._is_ready = True

    def _post(self, frame: bytes) -> None:
        self._channel.send(frame)

    _send = _post

    def _finish_posting(self) -> None:
        """Nothing to do: a thread writes it."""

    def _more(self) -> bytes:
        while True:
            was_over = self._channel.is_over
            if part := self._channel.take_replies():
                return part
            if was_over:
                self._drain_until(lambda: self._channel.output_is_over)
                raise WorkerFault(FaultKind.DIED)
            self._channel.wait(self._milliseconds_left() / 1000, output=self._is_ready)
            self._drain()
            if not self._channel.has_replies:
                self._look_at_clocks()

    def _has_unasked_bytes(self) -> bool:
        return bool(self._received) or self._channel.has_replies

    def _answer_to(self, number: int, reply: dict[str, Any]) -> dict[str, Any]:
        """The reply, and all that was printed before it: two threads read them, in no certain order."""
        answer = super()._answer_to(number, reply)
        self._answers += 1
        self._drain_until(lambda: self._marks >= self._answers or self._channel.output_is_over)
        return answer

    def _drain_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _LAST_MOMENT
        self._drain()
        while not done() and time.monotonic() < deadline:
            self._channel.wait_for_output(_LAST_MOMENT)
            self._drain()
            self._look_at_clocks()
        self._drain()

    def _drain(self) -> None:
        if not self._is_ready:  # what comes now may be the student's already, and belongs to the check
            return
        *before_marks, rest = (self._perhaps_a_mark + self._channel.take_output()).split(self._mark)
        self._marks += len(before_marks)
        start = rest.rfind(self._mark[:1])
        cut = start if start >= 0 and self._mark.startswith(rest[start:]) else len(rest)
        self._perhaps_a_mark = rest[cut:]
        self._keep_printed(b"".join(before_marks) + rest[:cut])
