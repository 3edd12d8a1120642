"""One submission's home, from the grader's side."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.primitives import control
from grader.primitives.errors import ProtocolError, SandboxError
from grader.sandbox.worker import Worker

_PATIENCE = 20.0
"""Seconds that harness code may take to answer; only a machine in trouble needs them."""


@dataclass(frozen=True)
class Bounds:
    """What one check may use: processor seconds, memory (MB, on top of the packages), printed output (KB)."""

    seconds: float
    memory_mb: int
    output_kb: int


@dataclass(frozen=True)
class Ending:
    """How a worker ended: the signal that killed it (0: none) and the most memory it took (MB)."""

    signal: int
    memory_mb: int


class Cell:
    """
    Starts one worker at a time. Close it when the submission is graded; that ends everything in it.

    A worker is prepared while the grader does something else: what the cell answers is read when it matters.
    """

    def __init__(self, channel: socket.socket, end: Callable[[], None]) -> None:
        self._channel = channel
        self._channel.settimeout(_PATIENCE)
        self._end = end
        self._unread = 0

    def start_worker(self, bounds: Bounds, *, seed: int) -> Worker:
        """A fresh process for the student's code; the one before it is ended first. Returns before it is ready."""
        requests, replies, output = os.pipe(), os.pipe(), os.pipe()
        theirs = [requests[0], replies[1], output[1]]
        try:
            limits = {"do": "worker", "seconds": bounds.seconds * 3, "memory_mb": bounds.memory_mb, "seed": seed}
            self._send(limits, theirs)
        except SandboxError:
            _close([requests[1], replies[0], output[0]])
            raise
        finally:
            _close(theirs)
        return Worker(requests[1], replies[0], output[0], bounds, self.processor_seconds)

    def processor_seconds(self) -> float:
        """Processor time that the worker has used."""
        return float(self._ask({"do": "processor time"})["seconds"])

    def stop_worker(self) -> Ending:
        """End the worker; how it had ended if it was dead already."""
        answer = self._ask({"do": "stop"})
        return Ending(answer["signal"], answer["memory_mb"])

    def let_worker_go(self) -> None:
        """End the worker, without waiting for it."""
        self._send({"do": "stop"})

    def close(self) -> None:
        """End everything in the cell and wait until it is gone."""
        self._end()
        with contextlib.suppress(OSError):
            while self._channel.recv(4096):
                pass
        self._channel.close()

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        self._send(message)
        while True:
            answer = self._receive()
            if not self._unread:
                return answer

    def _send(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            control.send(self._channel, message, descriptors)
        except OSError as error:
            raise _no_answer(error) from error
        self._unread += 1

    def _receive(self) -> dict[str, Any]:
        try:
            answer, _ = control.receive(self._channel)
        except (OSError, EOFError, ProtocolError) as error:
            raise _no_answer(error) from error
        self._unread -= 1
        return answer


def _no_answer(error: Exception) -> SandboxError:
    return SandboxError(f"A sandbox cell does not answer ({error}).", next_step="Run `grade doctor`.")


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
