"""
One conversation with a student's process: requests out, replies in, output drained, one absolute deadline.

All that the process can say is a value or the text of an error. Silence, death, noise and lateness become `WorkerFault`.
Processor time is what counts against a student (a loaded machine is not their fault); wall time is the backstop.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from grader.primitives import wire
from grader.primitives.errors import ProtocolError

if TYPE_CHECKING:
    from grader.sandbox.cell import Bounds, Supervisor

KEPT_OUTPUT = 20_000
WALL_PER_PROCESSOR_SECOND = 3.0
_CHUNK = 2**16
_DRAIN_EVERY_MS = 50
_HUNG_UP = b""


class FaultKind(StrEnum):
    """What can go wrong with a worker, as the grader sees it."""

    TIMED_OUT = "timed out"
    DIED = "died"
    FLOODED = "flooded"
    GARBLED = "garbled"


class WorkerFault(Exception):
    """The conversation is over; the worker must be stopped."""

    def __init__(self, kind: FaultKind, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind
        self.detail = detail


class Worker:
    """A student's process, seen through three pipes."""

    def __init__(self, requests: int, replies: int, output: int, bounds: Bounds, supervisor: Supervisor) -> None:
        self._requests, self._replies, self._output = requests, replies, output
        self._bounds = bounds
        self.supervisor = supervisor
        self._output_open = True
        self._printed = bytearray()
        self._printed_bytes = 0
        self._posted = memoryview(b"")
        self._number = int.from_bytes(os.urandom(4), "little")
        self._wall_deadline = 0.0
        self._processor_deadline = 0.0
        self._next_look = 0.0
        self._received = bytearray()
        self._readers = select.poll()
        for descriptor in (replies, output):
            self._readers.register(descriptor, select.POLLIN)
        for descriptor in (requests, replies, output):
            os.set_blocking(descriptor, False)

    def begin_check(self, *, fresh: bool, share: float = 1.0) -> None:
        """
        Start the clock of a check, and its count of printed bytes.

        Args: fresh: the worker has used no time yet. share: of the time that a check may usually take.
        """
        seconds = self._bounds.seconds * share
        used = 0.0 if fresh else self.supervisor.processor_seconds()
        now = time.monotonic()
        self._processor_deadline = used + seconds
        self._wall_deadline = now + seconds * WALL_PER_PROCESSOR_SECOND
        self._next_look = now + seconds
        self._printed.clear()
        self._printed_bytes = 0

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
        Raises: WorkerFault if there is no reply. Unsendable if the request holds what cannot cross.
        """
        number = self._new_number()
        frame = wire.encode({"id": number, **request}, export, plain_scalars=True)
        if self._has_unasked_bytes():
            raise WorkerFault(FaultKind.GARBLED, "an answer before the question")
        self._send(frame)
        if meanwhile:
            meanwhile()
        while True:
            reply = self._receive()
            if reply["kind"] != "callback" or not on_callback:
                return self._answer_to(number, reply)
            self._send(wire.encode(on_callback(reply), export, plain_scalars=True))

    def post(self, request: dict[str, Any]) -> None:
        """Send a small request whose reply is collected later; a worker that is not ready yet will find it in its pipe."""
        frame = wire.encode({"id": self._new_number(), **request})
        self._posted = memoryview(frame)
        self._push_posted()

    def collect(self) -> dict[str, Any]:
        """The reply to the request that was posted. Raises WorkerFault if there is none."""
        while self._posted:
            self._wait_to_write()
            self._push_posted()
        return self._answer_to(self._number, self._receive())

    def _answer_to(self, number: int, reply: dict[str, Any]) -> dict[str, Any]:
        """The reply, if it is the one. Types first: an array can stand there, and comparing it would raise."""
        if type(reply.get("id")) is not int or reply["id"] != number:
            raise WorkerFault(FaultKind.GARBLED, "an answer to another question")
        return reply

    def _push_posted(self) -> None:
        """Write as much of the posted request as the pipe takes without waiting."""
        try:
            while self._posted:
                self._posted = self._posted[os.write(self._requests, self._posted[:_CHUNK]) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self._posted = memoryview(b"")  # the missing reply will tell

    def _new_number(self) -> int:
        self._number += 1
        return self._number

    def close(self) -> None:
        """Close the pipes."""
        for descriptor in (self._requests, self._replies, self._output):
            os.close(descriptor)

    def _send(self, frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            try:
                view = view[os.write(self._requests, view[:_CHUNK]) :]
            except BlockingIOError:
                self._wait_to_write()
            except BrokenPipeError:
                raise WorkerFault(FaultKind.DIED) from None

    def _receive(self) -> dict[str, Any]:
        try:
            header, body = wire.frame_lengths(self._read(wire.PREFIX.size))
            reply = wire.decode(self._read(header), self._read(body))
        except ProtocolError as error:
            raise WorkerFault(FaultKind.GARBLED, str(error)) from error
        self._drain()
        if type(reply) is not dict or type(reply.get("kind")) is not str:
            raise WorkerFault(FaultKind.GARBLED, "an answer that is no map with a kind")
        return reply

    def _read(self, size: int) -> bytes:
        """The next bytes of the replies' pipe; what came with them is kept."""
        while len(self._received) < size:
            self._wait_to_read()
            try:
                part = os.read(self._replies, _CHUNK)
            except BlockingIOError:
                continue
            if part == _HUNG_UP:
                self._drain()
                raise WorkerFault(FaultKind.DIED)
            self._received += part
        taken = bytes(self._received[:size])
        del self._received[:size]
        return taken

    def _has_unasked_bytes(self) -> bool:
        return bool(self._received) or any(ready == self._replies for ready, _ in self._readers.poll(0))

    def _wait_to_read(self) -> None:
        """Until there are bytes of a reply; what is printed meanwhile is drained."""
        while True:
            ready = {descriptor for descriptor, _ in self._readers.poll(self._milliseconds_left())}
            if self._output in ready:
                self._drain()
            if self._replies in ready:
                return
            self._look_at_clocks()

    def _wait_to_write(self) -> None:
        """Until the worker has read some of a large request; what is printed meanwhile is drained."""
        poller = select.poll()
        poller.register(self._requests, select.POLLOUT)
        while not poller.poll(min(self._milliseconds_left(), _DRAIN_EVERY_MS)):
            self._drain()
            self._look_at_clocks()

    def _milliseconds_left(self) -> int:
        left = min(self._next_look, self._wall_deadline) - time.monotonic()
        return max(1, int(left * 1000) + 1)

    def _look_at_clocks(self) -> None:
        """Out of time? By processor time, or by wall time as the backstop."""
        now = time.monotonic()
        if now >= self._wall_deadline:
            raise WorkerFault(FaultKind.TIMED_OUT)
        if now >= self._next_look:
            left = self._processor_deadline - self.supervisor.processor_seconds()
            if left <= 0:
                raise WorkerFault(FaultKind.TIMED_OUT)
            self._next_look = now + max(left, 0.05)

    def _drain(self) -> None:
        """Take what was printed; keep the beginning, count it all."""
        while self._output_open:
            try:
                part = os.read(self._output, _CHUNK)
            except BlockingIOError:
                return
            if part == _HUNG_UP:
                self._output_open = False
                self._readers.unregister(self._output)
                return
            self._printed += part[: max(0, KEPT_OUTPUT - len(self._printed))]
            self._printed_bytes += len(part)
            if self._printed_bytes > self._bounds.output_kb * 1024:
                raise WorkerFault(FaultKind.FLOODED)
