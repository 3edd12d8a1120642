"""A cell: one submission's home. Holds harness code only, forks a worker when told, tells how it does, and ends it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import replace
from typing import Any, NoReturn

from grader.primitives import control
from grader.student_side import worker
from grader.student_side.worker import Surroundings


class Cell:
    """Serves one cell's control socket."""

    def __init__(self, channel: socket.socket, surroundings: Surroundings) -> None:
        self._channel = channel
        self._surroundings = surroundings
        self._worker: int | None = None

    def serve(self) -> None:
        """Do what the grader asks, until it hangs up."""
        while True:
            try:
                message, descriptors = control.receive(self._channel)
            except (EOFError, ConnectionError):
                self._stop()
                return
            control.send(self._channel, self._obey(message, descriptors))

    def _obey(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if message["do"] == "worker":
            return self._start(message, descriptors)
        if message["do"] == "processor time":
            return {"seconds": self._processor_seconds()}
        return self._stop()

    def _start(self, bounds: dict[str, Any], pipes: list[int]) -> dict[str, Any]:
        self._stop()
        pid = os.fork()
        if pid == 0:
            worker.run(pipes, bounds, self._surroundings)
        for descriptor in pipes:
            os.close(descriptor)
        self._worker = pid
        return {"started": True}

    def _processor_seconds(self) -> float:
        """Processor time of the living worker; the clock's number follows clock_getcpuclockid(3)."""
        if self._worker is None or not hasattr(os, "sched_getaffinity"):
            return 0.0
        try:
            return time.clock_gettime((~self._worker << 3) | 2)
        except OSError:
            return 0.0

    def _stop(self) -> dict[str, Any]:
        """End the worker and tell how it ended (a signal's number, or 0) and how much memory it took at most (MB)."""
        if self._worker is None:
            return {"signal": 0, "memory_mb": 0}
        ended, status, usage = os.wait4(self._worker, os.WNOHANG)
        if not ended:
            os.kill(self._worker, signal.SIGKILL)
            _, status, usage = os.wait4(self._worker, 0)
            status = 0
        self._worker = None
        return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "memory_mb": usage.ru_maxrss // 1024}


def run(channel: socket.socket, surroundings: Surroundings) -> NoReturn:
    """Be a cell until the grader hangs up. Never returns."""
    scratch = "" if surroundings.namespaces else tempfile.mkdtemp(prefix="grade-")
    try:
        if scratch:
            surroundings = replace(surroundings, scratch=scratch)
        Cell(channel, surroundings).serve()
    finally:
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)
        os._exit(0)
