"""
One conversation with a student's process: requests out, replies in, output drained, one absolute deadline.

All that the process can say is a value or the text of an error. Silence, death, noise and lateness become `WorkerFault`.
Processor time is what counts against a student (a loaded machine is not their fault); wall time is the backstop, and longer
where others take the processor.
"""

from __future__ import annotations

import abc
import os
import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from grader.primitives import wire
from grader.primitives.errors import ProtocolError
from grader.sandbox.crowding import crowding

if TYPE_CHECKING:
    from grader.sandbox.cell import Bounds, Ending

KEPT_OUTPUT = 20_000
MAX_ANSWERED_MB = 128
"""What all answers of one check may come to."""
WALL_PER_PROCESSOR_SECOND = 3.0
HUNG_UP = b""


class FaultKind(StrEnum):
    """What can go wrong with a worker, as the grader sees it."""

    TIMED_OUT = "timed out"
    DIED = "died"
    FLOODED = "flooded"
    GARBLED = "garbled"
    OVERFLOWN = "overflown"


class WorkerFault(Exception):
    """The conversation is over; the worker must be stopped."""

    def __init__(self, kind: FaultKind, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail


class Supervisor(Protocol):
    """What can be done about one worker from outside."""

    @property
    def number(self) -> int:
        """Its number in its cell."""

    def processor_seconds(self) -> float:
        """Processor time that the worker has used; 0 where nobody but the worker could tell."""

    def stop(self, *, dying: bool) -> Ending:
        """End the worker; how it had ended if it was dead already, or is dying."""

    def let_go(self) -> None:
        """End the worker, without waiting for it."""


class Worker(abc.ABC):
    """A student's process: what is said to it and by it, however the bytes travel."""

    def __init__(self, bounds: Bounds, supervisor: Supervisor) -> None:
        self._bounds = bounds
        self.supervisor = supervisor
        self._printed = bytearray()
        self._printed_bytes = 0
        self._number = int.from_bytes(os.urandom(4), "little")
        self._began = self._patience = self._wall_deadline = 0.0
        self._processor_deadline = 0.0
        self._next_look = 0.0
        self._received = bytearray()
        self._answered_bytes = 0

    @abc.abstractmethod
    def close(self) -> None:
        """Close the pipes."""

    @abc.abstractmethod
    def _send(self, frame: bytes) -> None:
        """Write a frame. Raises WorkerFault if that takes too long."""

    @abc.abstractmethod
    def _post(self, frame: bytes) -> None:
        """Begin to write a frame, without waiting."""

    @abc.abstractmethod
    def _finish_posting(self) -> None:
        """Write what is left of a posted frame. Raises WorkerFault if that takes too long."""

    @abc.abstractmethod
    def _more(self) -> bytes:
        """Some bytes of a reply, as soon as there are any. Raises WorkerFault if there will be none."""

    @abc.abstractmethod
    def _has_unasked_bytes(self) -> bool:
        """Has the worker said something that nobody asked for?"""

    @abc.abstractmethod
    def _drain(self) -> None:
        """Take what was printed, without waiting. Raises WorkerFault if it is too much."""

    def begin_check(self, *, fresh: bool, share: float = 1.0) -> None:
        """
        Start the clock of a check, and its count of printed bytes.

        Args: fresh: the worker has used no time yet. share: of the time that a check may usually take.
        """
        self._start_clocks(self._bounds.seconds * share, 0.0 if fresh else self.supervisor.processor_seconds())
        self._printed.clear()
        self._printed_bytes = self._answered_bytes = 0

    @property
    def answered_bytes(self) -> int:
        """What its answers in this check have come to."""
        return self._answered_bytes

    @property
    def printed(self) -> str:
        """What the check printed so far, at most the first 20 KB."""
        return self._printed.decode("utf-8", "replace")

    def ask(
        self,
        request: dict[str, Any],
        *,
        export: wire.Export | None = None,
        on_callback: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> dict[str, Any]:
        """
        Send a request and wait for the reply to it.

        Args: export: names the grader's functions among the arguments. on_callback: called when the student's code calls
            one of them; returns the request that carries the result. meanwhile: called once, while the worker works.
        Raises: WorkerFault if there is no reply. SandboxError if the worker was not even prepared. Unsendable if the request
            holds what cannot cross.
        """
        number = self._new_number()
        frame = wire.encode({"id": number, **request}, export, as_arguments=True)
        if self._has_unasked_bytes():
            raise WorkerFault(FaultKind.GARBLED, "an answer before the question")
        self._send(frame)
        if meanwhile:
            meanwhile()
        while True:
            reply = self._receive()
            if reply["kind"] != "callback" or not on_callback:
                return self._answer_to(number, reply)
            self._send(wire.encode(on_callback(reply), export, as_arguments=True))

    def post(self, request: dict[str, Any]) -> None:
        """Send a small request whose reply is collected later; a worker that is not ready yet will find it in its pipe."""
        self._post(wire.encode({"id": self._new_number(), **request}))

    def collect(self) -> dict[str, Any]:
        """The reply to the request that was posted. Raises like `ask`."""
        self._finish_posting()
        return self._answer_to(self._number, self._receive())

    def _answer_to(self, number: int, reply: dict[str, Any]) -> dict[str, Any]:
        """The reply, if it is the one. Types first: an array can stand there, and comparing it would raise."""
        if type(reply.get("id")) is not int or reply["id"] != number:
            raise WorkerFault(FaultKind.GARBLED, "an answer to another question")
        return reply

    def _new_number(self) -> int:
        self._number += 1
        return self._number

    def _receive(self) -> dict[str, Any]:
        try:
            header, body = wire.frame_lengths(self._read(wire.PREFIX.size))
            self._count_answered(header + body)
            reply = wire.decode(self._read(header), self._read(body))
        except ProtocolError as error:
            raise WorkerFault(FaultKind.GARBLED, str(error)) from error
        self._drain()
        if type(reply) is not dict or type(reply.get("kind")) is not str:
            raise WorkerFault(FaultKind.GARBLED, "an answer that is no map with a kind")
        return reply

    def _count_answered(self, size: int) -> None:
        """Each answer is bounded by the wire; a check asks often, and keeps what it was told."""
        self._answered_bytes += size
        if self._answered_bytes > MAX_ANSWERED_MB * 2**20:
            raise WorkerFault(FaultKind.OVERFLOWN)

    def _read(self, size: int) -> bytes:
        """The next bytes of the replies; what came with them is kept."""
        while len(self._received) < size:
            self._look_at_clocks()  # somebody who always has another byte ready never makes anybody wait
            self._received += self._more()
        taken = bytes(self._received[:size])
        del self._received[:size]
        return taken

    def _milliseconds_left(self) -> int:
        left = min(self._next_look, self._wall_deadline) - time.monotonic()
        return max(1, int(left * 1000) + 1)

    def _start_clocks(self, seconds: float, used: float) -> None:
        now = time.monotonic()
        self._processor_deadline = used + seconds
        self._began, self._patience = now, seconds * WALL_PER_PROCESSOR_SECOND
        self._wall_deadline = now + self._patience
        self._next_look = now + seconds

    def _look_at_clocks(self) -> None:
        """Out of time? By processor time, or by wall time as the backstop."""
        now = time.monotonic()
        if now >= self._wall_deadline:
            self._wall_deadline = self._began + self._patience * crowding()
            if now >= self._wall_deadline:
                raise self._fault(FaultKind.TIMED_OUT)
        if now >= self._next_look:
            left = self._processor_deadline - self.supervisor.processor_seconds()
            if left <= 0:
                raise self._fault(FaultKind.TIMED_OUT)
            self._next_look = now + max(left, 0.05)

    def _fault(self, kind: FaultKind) -> Exception:
        """What to raise for it; something else where it cannot be the student's doing."""
        return WorkerFault(kind)

    def _keep_printed(self, part: bytes) -> None:
        """Keep the beginning of what is printed, count it all."""
        self._printed += part[: max(0, KEPT_OUTPUT - len(self._printed))]
        self._printed_bytes += len(part)
        if self._printed_bytes > self._bounds.output_kb * 1024:
            raise WorkerFault(FaultKind.FLOODED)
