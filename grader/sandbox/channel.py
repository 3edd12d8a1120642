"""
Three blocking pipes of a process, read and written by threads: what every system can do.

What has come is kept until it is taken, and no more than some is kept: then the process waits.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable
from typing import IO

_CHUNK = 2**16
_KEPT = 2**20
_MOMENT = 0.25
"""Seconds that one wait lasts at most: not every system lets the keyboard interrupt it."""


class Channel:
    """The pipes of one process. Each is closed by the thread that uses it, as soon as the process is gone."""

    def __init__(self, requests: IO[bytes], replies: IO[bytes], output: IO[bytes]) -> None:
        self._changed = threading.Condition()
        self._frames: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._replies, self._output = bytearray(), bytearray()
        self._given_up = False
        self.is_over = False
        self.output_is_over = False
        work = ((self._write, requests), (self._read_replies, replies), (self._read_output, output))
        self._threads = [threading.Thread(target=do, args=(pipe,), daemon=True) for do, pipe in work]
        for thread in self._threads:
            thread.start()

    def send(self, frame: bytes) -> None:
        """Write a frame, without waiting."""
        self._frames.put(frame)

    @property
    def has_replies(self) -> bool:
        """Have bytes of a reply come?"""
        return bool(self._replies)

    def wait(self, seconds: float, *, output: bool) -> None:
        """Until a reply has come or none will (or, if told so, something was printed), or for about so long."""
        self._wait_for(lambda: bool(self._replies or self.is_over or (output and self._output)), seconds)

    def wait_for_output(self, seconds: float) -> None:
        """Until something was printed or nothing can be, or for about so long."""
        self._wait_for(lambda: bool(self._output) or self.output_is_over, seconds)

    def take_replies(self) -> bytes:
        """What has come of the replies."""
        return self._take(self._replies)

    def take_output(self) -> bytes:
        """What has come of the output."""
        return self._take(self._output)

    def hang_up(self) -> None:
        """Write nothing more, and throw away what still comes."""
        with self._changed:
            self._given_up = True
            self._changed.notify_all()
        self._frames.put(None)

    def join(self, seconds: float) -> None:
        """Wait for the threads, once the process is gone. One stays as long as another process holds its pipe."""
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _wait_for(self, happened: Callable[[], bool], seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(happened, min(seconds, _MOMENT))

    def _take(self, buffer: bytearray) -> bytes:
        with self._changed:
            taken = bytes(buffer)
            buffer.clear()
            self._changed.notify_all()
        return taken

    def _write(self, pipe: IO[bytes]) -> None:
        with contextlib.suppress(OSError), pipe:
            while (frame := self._frames.get()) is not None:
                view = memoryview(frame)
                while view:
                    view = view[os.write(pipe.fileno(), view[:_CHUNK]) :]
        with self._changed:
            self.is_over = True
            self._changed.notify_all()

    def _read_replies(self, pipe: IO[bytes]) -> None:
        self._read(pipe, self._replies)
        with self._changed:
            self.is_over = True
            self._changed.notify_all()

    def _read_output(self, pipe: IO[bytes]) -> None:
        self._read(pipe, self._output)
        with self._changed:
            self.output_is_over = True
            self._changed.notify_all()

    def _read(self, pipe: IO[bytes], buffer: bytearray) -> None:
        with contextlib.suppress(OSError), pipe:
            while part := os.read(pipe.fileno(), _CHUNK):
                self._put(buffer, part)

    def _put(self, buffer: bytearray, part: bytes) -> None:
        with self._changed:
            self._changed.wait_for(lambda: len(buffer) < _KEPT or self._given_up)
            if not self._given_up:
                buffer.extend(part)
            self._changed.notify_all()
