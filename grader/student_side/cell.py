"""A cell: one submission's home. Holds harness code only, forks a worker when told, tells how it does, and ends it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from dataclasses import replace
from typing import Any, NoReturn

from grader.primitives import control
from grader.primitives.folders import remove_folder
from grader.student_side import kernel, worker
from grader.student_side.confinement import Prepared
from grader.student_side.worker import Surroundings


class Cell:
    """Serves one cell's control socket."""

    def __init__(self, channel: socket.socket, surroundings: Surroundings) -> None:
        self._channel = channel
        self._surroundings = surroundings
        self._workers: dict[int, int] = {}
        self._preparations: dict[tuple[float, int], Prepared] = {}

    def serve(self) -> None:
        """Do what the grader asks, until it hangs up."""
        while True:
            try:
                message, descriptors = control.receive(self._channel)
            except (EOFError, ConnectionError):
                for number in list(self._workers):
                    self._stop(number)
                return
            control.send(self._channel, self._obey(message, descriptors))

    def _obey(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        number = message["number"]
        if message["do"] == "worker":
            return self._start(number, message, descriptors)
        if message["do"] == "processor time":
            return {"seconds": self._processor_seconds(number)}
        return self._stop(number, message["wait"])

    def _start(self, number: int, bounds: dict[str, Any], pipes: list[int]) -> dict[str, Any]:
        """Fork a worker. If the machine cannot, its pipes are closed, and that is what the grader sees."""
        started = True
        try:
            prepared = self._prepared(bounds["seconds"], bounds["memory_mb"])
            pid = kernel.fork()
            if pid == 0:
                worker.run(pipes, bounds, prepared, self._surroundings)
            self._workers[number] = pid
        except OSError:
            started = False
        for descriptor in pipes:
            os.close(descriptor)
        return {"started": started}

    def _prepared(self, seconds: float, memory_mb: int) -> Prepared:
        """What can be worked out before the fork; among other processes of its user it changes all the time."""
        confinement, wanted = self._surroundings.confinement, (seconds, memory_mb)
        if wanted not in self._preparations or not confinement.has_namespaces:
            self._preparations[wanted] = confinement.prepared(seconds=seconds, memory_mb=memory_mb)
        return self._preparations[wanted]

    def _processor_seconds(self, number: int) -> float:
        """Processor time of a living worker; the clock's number follows clock_getcpuclockid(3)."""
        pid = self._workers.get(number)
        if pid is None or not kernel.AVAILABLE:
            return 0.0
        try:
            return time.clock_gettime((~pid << 3) | 2)
        except OSError:
            return 0.0

    def _stop(self, number: int, wait: float = 0.0) -> dict[str, Any]:
        """End a worker and tell how it ended (a signal's number, or 0) and how much memory it took at most (MB)."""
        pid = self._workers.pop(number, None)
        if pid is None:
            return {"signal": 0, "memory_mb": 0}
        ended, status, usage = self._reap(pid, max(wait, self._surroundings.grace))
        if not ended:
            os.kill(pid, signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
            status = 0
        if not self._surroundings.confinement.has_namespaces:
            with contextlib.suppress(OSError):  # the grader removes what is left, with the launcher's folder
                remove_folder(f"{self._surroundings.confinement.scratch}/{pid}")
        return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "memory_mb": usage.ru_maxrss // 1024}

    def _reap(self, pid: int, wait: float) -> tuple[int, int, Any]:
        """What `wait4` says of a worker that ends within so many seconds; 0 as its number if it does not."""
        deadline = time.monotonic() + wait
        ended = os.wait4(pid, os.WNOHANG)
        while not ended[0] and time.monotonic() < deadline:
            time.sleep(0.002)
            ended = os.wait4(pid, os.WNOHANG)
        return ended


def run(channel: socket.socket, surroundings: Surroundings) -> NoReturn:
    """Be a cell until the grader hangs up. Never returns."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # here once, for all workers
        Cell(channel, replace(surroundings, cell=os.getpid())).serve()
    finally:
        os._exit(0)
