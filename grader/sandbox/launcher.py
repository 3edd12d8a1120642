"""The launcher from the grader's side: start the program, open cells in it, end it."""

from __future__ import annotations

import collections
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from grader.primitives import control
from grader.primitives.errors import ProtocolError, SandboxError
from grader.primitives.folders import remove_folder
from grader.primitives.layers import Layer
from grader.sandbox.cell import Cell, cannot_open
from grader.sandbox.packages import PackageSet
from grader.sandbox.program import ENVIRONMENT, GRACE, PACKAGE, flags, measured
from grader.sandbox.steps import Steps
from grader.sandbox.tiers import Tier

_PROGRAM = PACKAGE / "student_side" / "launcher.py"
_PATIENCE = 120.0
"""Seconds that importing the packages may take on a slow machine."""

_LAST_MOMENT = 2.0
"""Seconds in which what was killed is surely gone."""

_FORKED = tuple(tier for tier in Tier if tier is not Tier.SPAWN)


class Launcher:
    """
    A warm program that forks cells; one per set of packages.

    Starting it returns at once, and so does opening a cell: what is asked of it is queued in its socket until it has imported
    its packages. Use it as a context manager.

    Args: tier: a certain one; else the best that this machine gives. without: layers to leave out, which is for tests.
    """

    most_in_stock = 1000

    def __init__(
        self, packages: PackageSet, *, tier: Tier | None = None, without: frozenset[Layer] = frozenset()
    ) -> None:
        self._unread: collections.deque[Answer] = collections.deque()
        self._steps = Steps()
        self._channel, theirs = _channel()
        self._channel.settimeout(_PATIENCE)
        self._scratch = Path(tempfile.gettempdir(), f"grade-{secrets.token_hex(8)}")
        with _closed_unless_done(self._channel), theirs:
            self._process = _start(theirs.fileno())
        try:
            self._setup_done = self._ask(_setup(packages, self._scratch, [tier] if tier else _FORKED, without))
        except SandboxError:
            self.close()
            raise

    @property
    def tier(self) -> Tier:
        """The tier that this launcher's cells have."""
        found = self._setup_done.read()["tier"]
        if not found:
            raise SandboxError(
                f"This machine does not give the wanted tier: {_failures(self.failed_probes)}.",
                next_step="Run `grade doctor`.",
            )
        return Tier(found)

    @property
    def failed_probes(self) -> dict[str, list[str]]:
        """By tier: what must fail and did not, or must work and did not."""
        return dict(self._setup_done.read()["failed"])

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the imported packages."""
        return dict(self._setup_done.read()["versions"])

    @property
    def pid(self) -> int:
        """The program's process number."""
        return self._process.pid

    @property
    def gentle(self) -> bool:
        """Are processes asked to end before they are killed, because they have measurements to save?"""
        return bool(measured())

    def open_cell(self) -> Cell:
        """A new cell. Returns before it is ready. Raises SandboxError if the launcher is gone."""
        ours, theirs = _channel()
        with _closed_unless_done(ours), theirs:
            opened = self._ask({"do": "cell"}, [theirs.fileno()])
        return Cell(ours, None if measured() else lambda: self._end(opened), opened.read)

    def close(self) -> None:
        """End the program and everything it started."""
        self._channel.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        deadline = time.monotonic() + _LAST_MOMENT
        while self._scratch.is_dir() and time.monotonic() < deadline:  # a worker that is being killed may still write
            with contextlib.suppress(OSError):
                remove_folder(str(self._scratch))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _end(self, opened: Answer) -> None:
        with contextlib.suppress(SandboxError):
            self._ask({"do": "end", "pid": opened.read()["pid"]})

    def _ask(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> Answer:
        answer = Answer(self._receive_next)
        try:
            with self._steps:
                control.send(self._channel, message, descriptors)
                self._unread.append(answer)
        except OSError as error:
            raise _gone(error) from error
        return answer

    def _receive_next(self) -> None:
        """Read the next answer of the launcher; they come in the order of the questions."""
        try:
            with self._steps:
                message, _ = control.receive(self._channel)
                self._unread.popleft().message = message
        except (OSError, EOFError, ProtocolError) as error:
            raise _gone(error) from error


class Answer:
    """An answer that may not have come yet."""

    def __init__(self, receive_next: Callable[[], None]) -> None:
        self._receive_next = receive_next
        self.message: dict[str, Any] | None = None

    def read(self) -> dict[str, Any]:
        """Wait for it. Raises SandboxError if the launcher is gone."""
        while self.message is None:
            self._receive_next()
        return self.message


def _channel() -> tuple[socket.socket, socket.socket]:
    try:
        return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    except OSError as error:
        raise cannot_open(error) from error


@contextlib.contextmanager
def _closed_unless_done(channel: socket.socket) -> Iterator[None]:
    """Close our end if the other one could not be handed over."""
    try:
        yield
    except BaseException:
        channel.close()
        raise


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [sys.executable, *flags(), str(_PROGRAM), str(descriptor), str(PACKAGE.parent)],
            pass_fds=(descriptor,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("GRADER_DEBUG") else subprocess.DEVNULL,
            env=ENVIRONMENT | measured(),
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxError(f"The sandbox could not be started ({error}).", next_step="Run `grade doctor`.") from error


def _setup(packages: PackageSet, scratch: Path, tiers: Sequence[Tier], without: frozenset[Layer]) -> dict[str, Any]:
    return {
        "imports": packages.imports,
        "packages": packages.names,
        "folders": packages.folders,
        "visible": packages.visible,
        "warm_up": packages.warm_up,
        "touch": packages.touch,
        "stage": packages.stage,
        "tiers": [(str(tier), [str(layer) for layer in tier.layers]) for tier in tiers],
        "without": [str(layer) for layer in without],
        "scratch": str(scratch),
        "grace": GRACE if measured() else 0.0,
        "must_be_hidden": str(PACKAGE / "suite" / "__init__.py"),
    }


def _failures(failed: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{tier}: {', '.join(names)}" for tier, names in failed.items())


def _gone(error: Exception) -> SandboxError:
    return SandboxError(
        f"The sandbox's launcher does not answer ({error or type(error).__name__}).", next_step="Run `grade doctor`."
    )
