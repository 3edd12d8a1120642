"""
Processes that grade side by side, each with a warm launcher for one exercise at a time.

A process that dies or falls silent is replaced, and its submission is tried again in a fresh one. After three times it is
told as not graded: a fault of ours, which costs nobody points and stops nobody else.
"""

from __future__ import annotations

import base64
import collections
import contextlib
import json
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.catalogue import Course
from grader.primitives.errors import GraderError, SandboxError, UsageError
from grader.usecases.batch.items import Item

_ATTEMPTS = 3
_LAST_WORDS = 10.0
_WALL_PER_SECOND, _GRACE = 8.0, 120.0
"""The backstop for a process that says nothing: the engine ends a submission itself, long before."""


@dataclass(frozen=True)
class Settings:
    """How the processes grade. data: a folder with data sets, or none."""

    language: str
    secret: bytes
    trust: bool
    data: Path | None = None


@dataclass(frozen=True)
class Graded:
    """What became of an item: a report, or a sentence that says why there is none."""

    item: Item
    report: dict[str, Any] | None
    problem: str = ""


class Silent(Exception):
    """A process died, or said nothing for far too long."""


def grade_all(course: Course, items: Mapping[str, Item], settings: Settings, jobs: int) -> Iterator[Graded]:
    """
    Grade items with so many processes at a time, in whatever order they are done. Closing the iterator ends them all.

    Raises: GraderError if no submission at all can be graded here.
    """
    waiting = _Waiting(items.values())
    done: queue.Queue[Graded | GraderError | None] = queue.Queue()
    lanes = [_Lane(course, settings, waiting, done) for _ in range(min(jobs, len(items)))]
    for lane in lanes:
        lane.start()
    try:
        running = len(lanes)
        while running:
            result = done.get()
            if isinstance(result, GraderError):
                raise result
            if result is None:
                running -= 1
            else:
                yield result
    finally:
        waiting.drop_all()
        for lane in lanes:
            lane.stop()
        for lane in lanes:
            lane.join()


class _Waiting:
    """Items that nobody grades yet, by exercise. A lane stays with its exercise as long as there are any."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._lock = threading.Lock()
        self._items: dict[str, collections.deque[Item]] = collections.defaultdict(collections.deque)
        self._at_work: collections.Counter[str] = collections.Counter()
        for item in items:
            self._items[item.exercise].append(item)

    def next_for(self, exercise: str | None) -> Item | None:
        """An item of this exercise if there is one, else of the one with most waiting for each lane that is at it."""
        with self._lock:
            if exercise and self._items[exercise]:
                return self._items[exercise].popleft()
            if exercise:
                self._at_work[exercise] -= 1
            most = max(self._items, key=lambda name: len(self._items[name]) / (1 + self._at_work[name]), default=None)
            if most is None or not self._items[most]:
                return None
            self._at_work[most] += 1
            return self._items[most].popleft()

    def drop_all(self) -> None:
        """Nobody gets any more."""
        with self._lock:
            self._items.clear()


class _Lane(threading.Thread):
    """Looks after one process at a time."""

    def __init__(
        self,
        course: Course,
        settings: Settings,
        waiting: _Waiting,
        done: queue.Queue[Graded | GraderError | None],
    ) -> None:
        super().__init__(daemon=True)
        self._course = course
        self._settings = settings
        self._waiting = waiting
        self._done = done
        self._process: _Process | None = None
        self._stopped = False

    def run(self) -> None:
        """Grade item after item, until there are no more."""
        item = self._waiting.next_for(None)
        try:
            while item and not self._stopped:
                self._done.put(self._grade(item))
                item = self._waiting.next_for(item.exercise)
        except GraderError as error:
            self._done.put(error)
        except Exception as error:  # noqa: BLE001 - a lane that ends in silence would be waited for
            self._done.put(SandboxError(f"A lane of the batch broke ({error!r}).", next_step="Report this as a bug."))
        finally:
            self._end_process(kill=self._stopped)
            self._done.put(None)

    def stop(self) -> None:
        """End the process; the lane ends soon."""
        self._stopped = True
        process = self._process
        if process:
            process.kill()

    def _grade(self, item: Item) -> Graded:
        problem = ""
        for _ in range(_ATTEMPTS):
            try:
                return Graded(item, self._process_for(item.exercise).grade(item))
            except Silent as silence:
                problem = str(silence)
                self._end_process(kill=True)
                if self._stopped:
                    break
        return Graded(item, None, problem)

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
            "data": str(settings.data) if settings.data else None,
        }
        with contextlib.suppress(Silent):  # the first grading will tell
            self._say(setup)

    def grade(self, item: Item) -> dict[str, Any]:
        """The report on an item. Raises Silent; GraderError if nothing can be graded here."""
        self._say({"file": item.file, "content": base64.b64encode(item.content).decode()})
        reply = json.loads(self._line())
        if "error" in reply:
            kind = UsageError if reply["code"] == UsageError.exit_code else SandboxError
            raise kind(reply["error"], next_step=reply["next_step"])
        report: dict[str, Any] = reply["report"]
        return report

    def kill(self) -> None:
        """End it at once; its launcher, and all that runs there, notice that and go, too."""
        with contextlib.suppress(OSError):
            self._child.terminate()

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
            raise Silent("its process ended") from error

    def _line(self) -> bytes:
        """The next line that it says. Raises Silent."""
        assert self._child.stdout
        deadline = time.monotonic() + self._patience
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.stdout, selectors.EVENT_READ)
            while b"\n" not in self._received:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise Silent(f"nothing came for {self._patience:.0f} s")
                part = os.read(self._child.stdout.fileno(), 2**16)
                if not part:
                    raise Silent("its process ended")
                self._received += part
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received = bytearray(rest)
        return line
