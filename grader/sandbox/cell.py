"""One submission's home, from the grader's side."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.primitives import control
from grader.primitives.errors import ProtocolError, SandboxError
from grader.sandbox.forked_worker import ForkedWorker
from grader.sandbox.steps import Steps

CHECKS_PER_WORKER = 30
"""The kernel's own limit of processor time is for a worker's whole life; the grader watches each check."""

_LAST_MOMENT = 1.0
"""Seconds between a process's last pipe closing and its end, at most."""

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
    Starts workers, and ends them. Close it when the submission is graded; that ends everything in it.

    What is asked of a cell is queued in its socket, so that it works while the grader does something else; answers are read
    when they matter.
    """

    def __init__(
        self, channel: socket.socket, kill: Callable[[], None] | None, opened: Callable[[], object] = lambda: None
    ) -> None:
        """
        Speak over this socket.

        Args: kill: ends everything at once; without it the cell is asked to end by itself. opened: waits until the cell is
            there, for as long as its launcher takes to import its packages.
        """
        self._opened = opened
        self._channel = channel
        self._channel.settimeout(_PATIENCE)
        self._steps = Steps()
        self._kill = kill
        self._asked = self._answered = 0
        self._last_end = 0
        self._starts: dict[int, int] = {}
        self._numbers = itertools.count()
        self._broken = False

    def start_worker(self, bounds: Bounds, *, seed: int, rehearse: bool = False) -> ForkedWorker:
        """
        A fresh process for the student's code. Returns before it is ready.

        Args: rehearse: nobody waits for it yet, so it can do things once ahead.
        """
        requests, replies, output = _three_pipes()
        theirs = [requests[0], replies[1], output[1]]
        number = next(self._numbers)
        limits = {
            "number": number,
            "seconds": bounds.seconds * CHECKS_PER_WORKER,
            "memory_mb": bounds.memory_mb,
            "seed": seed,
            "rehearse": rehearse,
        }
        try:
            self._send({"do": "worker", **limits}, theirs)
        except SandboxError:
            _close([requests[1], replies[0], output[0]])
            raise
        finally:
            _close(theirs)
        self._starts[number] = self._asked
        return ForkedWorker(requests[1], replies[0], output[0], bounds, Supervisor(self, number))

    def processor_seconds(self, number: int) -> float:
        """Processor time that a worker has used."""
        return float(self._ask({"do": "processor time", "number": number})["seconds"])

    def stop_worker(self, number: int, *, dying: bool) -> Ending:
        """End a worker; how it had ended if it was dead already, or is dying."""
        answer = self._ask({"do": "stop", "number": number, "wait": _LAST_MOMENT if dying else 0.0})
        return Ending(answer["signal"], answer["memory_mb"])

    def let_worker_go(self, number: int) -> None:
        """End a worker, without waiting for it."""
        self._send({"do": "stop", "number": number, "wait": 0.0})
        self._last_end = self._asked

    def settle(self, number: int) -> None:
        """
        Wait until a worker has been started and everybody who was to end has ended.

        Raises: SandboxError if a worker could not be started.
        """
        awaited = max(self._starts.pop(number, 0), self._last_end)
        while self._answered < awaited:
            self._receive()
        if self._broken:
            raise SandboxError(
                "The machine cannot start another process.", next_step="Close other programs and try again."
            )

    def close(self) -> None:
        """End everything in the cell and wait until it is gone."""
        self.end()
        self.wait_until_gone()

    def end(self) -> None:
        """End everything in the cell, without waiting for it."""
        if self._kill:
            self._kill()
        else:
            with contextlib.suppress(OSError):
                self._channel.shutdown(socket.SHUT_WR)

    def wait_until_gone(self) -> None:
        """Wait for the last process of the cell, after `end`."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)  # what was not killed ends when it finds nobody there
            while self._channel.recv(4096):
                pass
        self._channel.close()

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        self._send(message)
        while True:
            answer = self._receive()
            if self._answered == self._asked:
                return answer

    def _send(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            with self._steps:
                control.send(self._channel, message, descriptors)
                self._asked += 1
        except OSError as error:
            raise _no_answer(error) from error

    def _receive(self) -> dict[str, Any]:
        self._opened()
        try:
            with self._steps:
                answer, _ = control.receive(self._channel)
                self._answered += 1
        except (OSError, EOFError, ProtocolError) as error:
            raise _no_answer(error) from error
        self._broken = self._broken or answer.get("started") is False
        return answer


@dataclass(frozen=True)
class Supervisor:
    """What can be done about one worker from outside."""

    cell: Cell
    number: int

    def processor_seconds(self) -> float:
        """Processor time that the worker has used."""
        return self.cell.processor_seconds(self.number)

    def stop(self, *, dying: bool) -> Ending:
        """End the worker; how it had ended if it was dead already, or is dying."""
        return self.cell.stop_worker(self.number, dying=dying)

    def let_go(self) -> None:
        """End the worker, without waiting for it."""
        self.cell.let_worker_go(self.number)


def _three_pipes() -> list[tuple[int, int]]:
    pipes: list[tuple[int, int]] = []
    try:
        pipes.extend(os.pipe() for _ in range(3))
    except OSError as error:
        _close([end for pipe in pipes for end in pipe])
        raise cannot_open(error) from error
    return pipes


def cannot_open(error: OSError) -> SandboxError:
    """Why there is no pipe or socket for another process."""
    return SandboxError(
        f"No channel to another process can be opened ({error.strerror}).",
        next_step="Close other programs and try again.",
    )


def _no_answer(error: Exception) -> SandboxError:
    return SandboxError(f"A sandbox cell does not answer ({error}).", next_step="Run `grade doctor`.")


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
