"""
One process that grades, seen from the side that asks: a warm launcher for one exercise at a time.

A process that dies or falls silent is replaced, and its submission is tried again in a fresh one. After three times it is
told as not graded: a fault of ours, which costs nobody points and stops nobody else.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.catalogue import Course
from grader.primitives.errors import GraderError, SandboxError, UsageError
from grader.usecases.batch.items import Item

_ATTEMPTS = 3
_LAST_WORDS, _LAST_MOMENT = 10.0, 3.0
_WALL_PER_SECOND, _GRACE = 8.0, 120.0
"""The backstop for a process that says nothing: the engine ends a submission itself, long before."""


@dataclass(frozen=True)
class Settings:
    """How the processes grade, whatever their environment says. data: a folder, or none. tier: the sandbox asked for, or ""."""

    language: str
    secret: bytes
    trust: bool
    data: Path | None = None
    tier: str = ""


@dataclass(frozen=True)
class Graded:
    """What became of an item: a report, or a sentence that says why there is none."""

    item: Item
    report: dict[str, Any] | None
    problem: str = ""


def error_in(reply: Mapping[str, Any]) -> GraderError:
    """What a process says when nothing can be graded there."""
    kind = UsageError if reply["code"] == UsageError.exit_code else SandboxError
    return kind(str(reply["error"]), next_step=str(reply["next_step"]))


class _Silent(Exception):
    """A process died, or said nothing for far too long."""


class Desk:
    """Where item after item is graded, with one process at a time. Only `stop` may be called by another thread."""

    def __init__(self, course: Course, settings: Settings) -> None:
        self._course = course
        self._settings = settings
        self._process: _Process | None = None
        self._stopped = False

    @property
    def exercise(self) -> str | None:
        """For which exercise a process is warm here, if one is."""
        return self._process.exercise if self._process else None

    def grade(self, item: Item) -> Graded:
        """What becomes of an item. Raises GraderError if nothing can be graded here."""
        problem = "the batch was ended"
        for _ in range(_ATTEMPTS):
            if self._stopped:
                break
            try:
                return Graded(item, self._process_for(item.exercise).grade(item))
            except _Silent as silence:
                problem = str(silence)
                self._end_process(kill=True)
        return Graded(item, None, problem)

    def stop(self) -> None:
        """End the process; what is being graded is not tried again."""
        self._stopped = True
        process = self._process
        if process:
            process.kill()

    def close(self) -> None:
        """Nothing more is to be graded here. Waits for the process's end."""
        self._end_process(kill=self._stopped)

    def _process_for(self, exercise: str) -> _Process:
        if self._process and self._process.exercise != exercise:
            self._end_process(kill=False)
        if self._process is None:
            self._process = _Process(self._course, exercise, self._settings)
        return self._process

    def _end_process(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process and kill:
            process.kill()
        if process:
            process.end()


class _Process:
    """One running `worker`, as the parent sees it."""

    def __init__(self, course: Course, exercise: str, settings: Settings) -> None:
        self.exercise = exercise
        limits = course.exercise(exercise).limits
        self._patience = _GRACE + _WALL_PER_SECOND * limits.total_seconds
        self._child = subprocess.Popen(
            [sys.executable, "-m", "grader.usecases.batch.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("GRADER_DEBUG") else subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the parent, which ends its children
        )
        self._received = bytearray()
        setup = {
            "course": str(course.folder.parent.resolve()),
            "solutions": str(course.solutions),
            "exercise": exercise,
            "language": settings.language,
            "secret": base64.b64encode(settings.secret).decode(),
            "trust": settings.trust,
            "data": str(settings.data) if settings.data else "",
            "tier": settings.tier,
        }
        with contextlib.suppress(_Silent):  # the first grading will tell
            self._say(setup)

    def grade(self, item: Item) -> dict[str, Any]:
        """The report on an item. Raises _Silent; GraderError if nothing can be graded here."""
        self._say({"file": item.file, "content": base64.b64encode(item.content).decode()})
        reply = json.loads(self._line())
        if "error" in reply:
            raise error_in(reply)
        report: dict[str, Any] = reply["report"]
        return report

    def kill(self) -> None:
        """End it, whatever it is at; its launcher, and all that runs there, notice that and go, too."""
        with contextlib.suppress(OSError):
            self._child.terminate()
        try:
            self._child.wait(timeout=_LAST_MOMENT)
        except subprocess.TimeoutExpired:
            self._child.kill()

    def end(self) -> None:
        """It ends when its input does; wait for that."""
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe:
                    pipe.close()
        try:
            self._child.wait(timeout=_LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _say(self, message: dict[str, Any]) -> None:
        assert self._child.stdin
        try:
            self._child.stdin.write(json.dumps(message).encode() + b"\n")
            self._child.stdin.flush()
        except (OSError, ValueError) as error:
            raise _Silent("its process ended") from error

    def _line(self) -> bytes:
        """The next line that it says. Raises _Silent."""
        assert self._child.stdout
        deadline = time.monotonic() + self._patience
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.stdout, selectors.EVENT_READ)
            while b"\n" not in self._received:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise _Silent(f"nothing came for {self._patience:.0f} s")
                part = os.read(self._child.stdout.fileno(), 2**16)
                if not part:
                    raise _Silent("its process ended")
                self._received += part
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received = bytearray(rest)
        return line
