"""
What a batch does in a Dask worker: it keeps the course in a private folder and desks warm, and grades what it is sent.

Dask gives the plugin to every worker, also to those that join later. All that comes back is JSON text; a submission is bytes
all the way to the sandbox.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import tempfile
import threading
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from grader.core.catalogue import Course
from grader.primitives.errors import GraderError, SandboxError
from grader.usecases.batch.items import Item
from grader.usecases.batch.packed_course import unpack
from grader.usecases.batch.process import Desk, Graded, Settings
from grader.usecases.batch.versions import Versions, refuse_others, versions

_IDLE = 60.0
"""Seconds after which a worker that is asked nothing more keeps neither a process nor a file."""
_LAST_WORDS = 20.0


class Branch(WorkerPlugin):
    """One batch on one worker. packed: its course. settings: how to grade. asked: versions of the one who asks."""

    def __init__(self, packed: bytes, settings: Settings, asked: Versions) -> None:
        self._packed = packed
        self._settings = settings
        self._asked = asked
        self._office: Office | None = None

    def setup(self, worker: Worker) -> None:
        """Nothing is unpacked before there is something to grade."""
        self._office = Office(self._packed, self._settings, Path(worker.local_directory))

    async def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - Dask's name and signature
        """End what is running, and leave nothing."""
        if self._office:
            await asyncio.to_thread(self._office.close)

    def grade(self, item: Item) -> Graded:
        """What becomes of an item. Raises GraderError if nothing can be graded here."""
        refuse_others(self._asked, versions(), "This worker")
        assert self._office
        return self._office.grade(item)


def grade_there(batch: str, key: str, exercise: str, file: str, content: bytes) -> str:
    """The task of a worker: JSON with a report, with the problem of this item, or with an error that ends the batch."""
    worker = get_worker()
    branch = worker.plugins.get(batch)
    if not isinstance(branch, Branch):
        return json.dumps({"problem": "its batch has ended"})
    try:
        done = branch.grade(Item(key, exercise, file, content))
    except GraderError as error:
        problem = f"The worker {worker.address} cannot grade: {error.problem}"
        return json.dumps({"error": problem, "next_step": error.next_step, "code": error.exit_code})
    reply: dict[str, Any] = {"problem": done.problem} if done.report is None else {"report": done.report}
    return json.dumps(reply)


class Office:
    """
    Desks for a course that was sent. Any thread may ask; each has a desk of its own while it does.

    Args: packed: the course. settings: how to grade, without data. place: where a private folder may be made.
    """

    def __init__(self, packed: bytes, settings: Settings, place: Path, *, idle: float = _IDLE) -> None:
        self._packed = packed
        self._settings = settings
        self._place = place
        self._idle = idle
        self._changed = threading.Condition()
        self._free: list[Desk] = []
        self._busy: list[Desk] = []
        self._unpacked: _Unpacked | None = None
        self._closed = False
        self._timer: threading.Timer | None = None

    def grade(self, item: Item) -> Graded:
        """What becomes of an item. Raises GraderError if nothing can be graded here."""
        desk = self._take(item.exercise)
        try:
            return desk.grade(item)
        finally:
            self._give_back(desk)

    def close(self) -> None:
        """End everything, also what is at work, and remove the folder."""
        with self._changed:
            self._closed = True
            for desk in (*self._busy, *self._free):
                desk.stop()
            self._changed.wait_for(lambda: not self._busy, timeout=_LAST_WORDS)
        self._tidy()

    def _take(self, exercise: str) -> Desk:
        """A desk that is warm for this exercise, else any that is free, else a new one."""
        with self._changed:
            if self._closed:
                raise SandboxError("Its batch has ended.", next_step="Run the same command again.")
            self._stop_timer()
            if not self._free:
                self._free.append(self._new_desk())
            desk = next((desk for desk in self._free if desk.exercise == exercise), self._free[0])
            self._free.remove(desk)
            self._busy.append(desk)
            return desk

    def _give_back(self, desk: Desk) -> None:
        with self._changed:
            self._busy.remove(desk)
            self._free.append(desk)
            self._changed.notify_all()
            if not self._busy and not self._closed:
                self._stop_timer()
                self._timer = threading.Timer(self._idle, self._tidy)
                self._timer.daemon = True
                self._timer.start()

    def _tidy(self) -> None:
        """End the processes and remove the folder, if nobody is at work."""
        with self._changed:
            self._stop_timer()
            if self._busy and not self._closed:
                return
            desks, self._free = self._free, []
            unpacked, self._unpacked = self._unpacked, None
        for desk in desks:
            desk.close()
        if unpacked:
            unpacked.folder.cleanup()

    def _new_desk(self) -> Desk:
        if self._unpacked is None:
            self._unpacked = _unpack(self._packed, self._settings, self._place)
        return Desk(self._unpacked.course, self._unpacked.settings)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None


@dataclasses.dataclass(frozen=True)
class _Unpacked:
    folder: tempfile.TemporaryDirectory[str]
    course: Course
    settings: Settings


def _unpack(packed: bytes, settings: Settings, place: Path) -> _Unpacked:
    """The course in a folder that only this user can open. Raises SandboxError."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="grader-", dir=place, ignore_cleanup_errors=True)
        course, data = unpack(packed, Path(folder.name))
    except OSError as error:
        raise SandboxError(
            f"The course cannot be unpacked in {place} ({error.strerror}).",
            next_step="Make room there, or start its workers with another --local-directory.",
        ) from error
    return _Unpacked(folder, course, dataclasses.replace(settings, data=data))
