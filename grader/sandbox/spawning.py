"""
Where nothing can be forked: every worker is a program of its own.

Slower than the launcher, since each imports its packages anew, and not confined: a separate process with an almost empty
environment and a folder of its own, stopped by the clock. Made of what every system has; it was never run on Windows.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Self

from grader.primitives.errors import SandboxError
from grader.primitives.folders import remove_folder
from grader.sandbox.cell import CHECKS_PER_WORKER, Bounds, Ending
from grader.sandbox.channel import Channel
from grader.sandbox.packages import PackageSet
from grader.sandbox.program import ENVIRONMENT, GRACE, PACKAGE, flags, measured
from grader.sandbox.spawned_worker import SpawnedWorker
from grader.sandbox.tiers import Tier
from grader.sandbox.worker import Worker

_PROGRAM = PACKAGE / "student_side" / "spawned.py"
_LAST_MOMENT = 1.0
"""Seconds between a process's last pipe closing and its end, at most."""

_HOMES = ("USERPROFILE", "TEMP", "TMP") if sys.platform == "win32" else ("HOME", "TMPDIR")
_NEEDED_BY_WINDOWS = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR")
_SEGMENTATION_FAULT = 11
_CRASHES = {0xC0000005: _SEGMENTATION_FAULT, 0xC00000FD: _SEGMENTATION_FAULT}
"""Exit codes of Windows for bad memory and a full stack."""


class SpawningLauncher:
    """
    Starts a program for every worker, all with the same packages. Use it as a context manager.

    Raises: SandboxError if another tier is asked for.
    """

    most_in_stock = 2

    def __init__(self, packages: PackageSet, *, tier: Tier | None = None) -> None:
        if tier not in (None, Tier.SPAWN):
            raise SandboxError(
                f"This system cannot fork processes, which the tier {tier} needs.", next_step="Run `grade doctor`."
            )
        self._packages = packages
        self._scratch = Path(tempfile.gettempdir(), f"grade-{secrets.token_hex(8)}")
        self._numbers = itertools.count()
        self._processes: list[SpawnedProcess] = []

    @property
    def tier(self) -> Tier:
        """The tier that this launcher's cells have."""
        return Tier.SPAWN

    @property
    def failed_probes(self) -> dict[str, list[str]]:
        """Nothing is tried: there is no lower tier."""
        return {}

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the packages, as they are installed."""
        return {name: _version(name) for name in self._packages.imports}

    @property
    def gentle(self) -> bool:
        """Are processes asked to end before they are killed, because they have measurements to save?"""
        return bool(measured())

    def open_cell(self) -> SpawningCell:
        """A new cell, which is no more than a list of workers."""
        return SpawningCell(self._start)

    def close(self) -> None:
        """End everything that was started."""
        _end_all(self._processes)
        with contextlib.suppress(OSError):  # somebody whom a submission has started may still write
            remove_folder(str(self._scratch))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, bounds: Bounds, seed: int) -> tuple[SpawnedProcess, SpawnedWorker]:
        self._processes = [process for process in self._processes if not process.is_gone]
        process = SpawnedProcess(next(self._numbers), self._scratch)
        self._processes.append(process)
        return process, SpawnedWorker(process.channel, self._setup(bounds, seed), bounds, process)

    def _setup(self, bounds: Bounds, seed: int) -> dict[str, Any]:
        return {
            "imports": self._packages.imports,
            "packages": self._packages.names,
            "folders": self._packages.folders,
            "warm_up": self._packages.warm_up,
            "stage": self._packages.stage,
            "seconds": bounds.seconds * CHECKS_PER_WORKER,
            "memory_mb": bounds.memory_mb,
            "seed": seed,
        }


class SpawningCell:
    """Starts workers, and ends them. Close it when the submission is graded."""

    def __init__(self, start: Callable[[Bounds, int], tuple[SpawnedProcess, SpawnedWorker]]) -> None:
        self._start = start
        self._processes: list[SpawnedProcess] = []

    def start_worker(self, bounds: Bounds, *, seed: int, rehearse: bool = False) -> Worker:  # noqa: ARG002
        """
        A fresh process for the student's code. Returns before it is ready. Raises SandboxError.

        Args: rehearse: makes no difference: nothing is forked, so there is no shared memory to be copied.
        """
        process, worker = self._start(bounds, seed)
        self._processes.append(process)
        return worker

    def settle(self, number: int) -> None:
        """Nothing to wait for: who was to end has ended, and a worker waits for itself when its check begins."""

    def end(self) -> None:
        """End everything in the cell, without waiting for it."""
        for process in self._processes:
            process.end()

    def wait_until_gone(self) -> None:
        """Wait for the last process of the cell, after `end`."""
        _end_all(self._processes)


class SpawnedProcess:
    """One worker's program, with its pipes and its folder. Raises SandboxError if it cannot be started."""

    def __init__(self, number: int, scratch: Path) -> None:
        self.number = number
        self.is_gone = False
        self._folder = scratch / str(number)
        try:
            self._folder.mkdir(mode=0o700, parents=True)
            self._program = _popen(self._folder)
        except OSError as error:
            raise SandboxError(
                f"The machine cannot start another process ({error}).", next_step="Close other programs and try again."
            ) from error
        pipes = (self._program.stdin, self._program.stdout, self._program.stderr)
        self.channel = Channel(*(pipe for pipe in pipes if pipe))

    def processor_seconds(self) -> float:
        """Not known: only the process itself could tell everywhere."""
        return 0.0

    def end(self) -> None:
        """End it, without waiting for it."""
        self.channel.hang_up()
        if not measured():
            self._program.kill()

    def let_go(self) -> None:
        """End it; that takes no time worth saving."""
        self.stop(dying=False)

    def stop(self, *, dying: bool) -> Ending:
        """End it; how it had ended if it was dead already, or is dying."""
        self.channel.hang_up()
        by_itself = self._ends_within(_LAST_MOMENT if dying else GRACE if measured() else 0.0)
        if not by_itself:
            self._program.kill()
            self._program.wait()
        self._clear_away()
        return Ending(_signal_of(self._program.returncode) if by_itself else 0, 0)

    def _ends_within(self, seconds: float) -> bool:
        try:
            self._program.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _clear_away(self) -> None:
        if self.is_gone:
            return
        self.is_gone = True
        self.channel.join(_LAST_MOMENT)
        with contextlib.suppress(OSError):  # what is left goes with the launcher's folder
            remove_folder(str(self._folder))


def _end_all(processes: Sequence[SpawnedProcess]) -> None:
    for process in processes:
        process.end()
    for process in processes:
        process.let_go()


def _popen(folder: Path) -> subprocess.Popen[bytes]:
    environment = ENVIRONMENT | {name: os.environ[name] for name in _NEEDED_BY_WINDOWS if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [_python(), *flags(), str(_PROGRAM), str(PACKAGE.parent)],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment | measured() | dict.fromkeys(_HOMES, str(folder)),
        cwd=folder,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _python() -> str:
    """The interpreter; in a virtual environment of Windows the real one, since killing what stands for it is not enough."""
    return str(getattr(sys, "_base_executable", sys.executable)) if sys.platform == "win32" else sys.executable


def _signal_of(code: int) -> int:
    """The signal that ended a process with this exit code; 0 if it was none."""
    return -code if code < 0 else _CRASHES.get(code, 0)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "?"
