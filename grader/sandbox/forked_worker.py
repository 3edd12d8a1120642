"""A conversation with a worker that a cell has forked: three pipes that never make the grader wait."""

from __future__ import annotations

import contextlib
import os
import select
from typing import TYPE_CHECKING

from grader.primitives.control import READY
from grader.primitives.errors import SandboxError
from grader.sandbox.worker import HUNG_UP, FaultKind, Supervisor, Worker, WorkerFault

if TYPE_CHECKING:
    from grader.sandbox.cell import Bounds

_CHUNK = 2**16
_DRAIN_EVERY_MS = 50


class ForkedWorker(Worker):
    """A student's process, seen through three pipes."""

    def __init__(self, requests: int, replies: int, output: int, bounds: Bounds, supervisor: Supervisor) -> None:
        super().__init__(bounds, supervisor)
        self._requests, self._replies, self._output = requests, replies, output
        self._output_open = True
        self._prepared = False
        self._posted = memoryview(b"")
        self._readers = select.poll()
        for descriptor in (replies, output):
            self._readers.register(descriptor, select.POLLIN)
        for descriptor in (requests, replies, output):
            os.set_blocking(descriptor, False)

    def close(self) -> None:
        """Close the pipes."""
        for descriptor in (self._requests, self._replies, self._output):
            os.close(descriptor)

    def _post(self, frame: bytes) -> None:
        self._posted = memoryview(frame)
        self._push_posted()

    def _finish_posting(self) -> None:
        while self._posted:
            self._wait_to_write()
            self._push_posted()

    def _push_posted(self) -> None:
        """Write as much of the posted request as the pipe takes without waiting."""
        try:
            while self._posted:
                self._posted = self._posted[os.write(self._requests, self._posted[:_CHUNK]) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self._posted = memoryview(b"")  # the missing reply will tell

    def _send(self, frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            try:
                view = view[os.write(self._requests, view[:_CHUNK]) :]
            except BlockingIOError:
                self._wait_to_write()
            except BrokenPipeError:
                raise self._fault(FaultKind.DIED) from None

    def _more(self) -> bytes:
        while True:
            self._wait_to_read()
            if not self._is_prepared():
                raise self._fault(FaultKind.DIED)
            try:
                part = os.read(self._replies, _CHUNK)
            except BlockingIOError:
                continue
            if part == HUNG_UP:
                self._drain()
                raise WorkerFault(FaultKind.DIED)
            return part

    def _has_unasked_bytes(self) -> bool:
        if self._received or not self._is_prepared():
            return bool(self._received)
        return any(ready == self._replies for ready, _ in self._readers.poll(0))

    def _is_prepared(self) -> bool:
        """Has it said so? Before that nothing can be the student's doing: the worker has not been told of the file."""
        if not self._prepared:
            with contextlib.suppress(BlockingIOError):
                self._prepared = os.read(self._replies, len(READY)) == READY
        return self._prepared

    def _fault(self, kind: FaultKind) -> Exception:
        if self._is_prepared():
            return WorkerFault(kind)
        return SandboxError("A process for the submission could not be prepared.", next_step="Run `grade doctor`.")

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

    def _drain(self) -> None:
        while self._output_open:
            try:
                part = os.read(self._output, _CHUNK)
            except BlockingIOError:
                return
            if part == HUNG_UP:
                self._output_open = False
                self._readers.unregister(self._output)
                return
            self._keep_printed(part)
