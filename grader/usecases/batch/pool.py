"""Desks side by side, each in a thread of its own that takes item after item."""

from __future__ import annotations

import collections
import queue
import threading
from collections.abc import Iterable, Iterator, Mapping

from grader.core.catalogue import Course
from grader.primitives.errors import GraderError, SandboxError
from grader.usecases.batch.items import Item
from grader.usecases.batch.process import Desk, Graded, Settings


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
    """Looks after one desk."""

    def __init__(
        self,
        course: Course,
        settings: Settings,
        waiting: _Waiting,
        done: queue.Queue[Graded | GraderError | None],
    ) -> None:
        super().__init__(daemon=True)
        self._desk = Desk(course, settings)
        self._waiting = waiting
        self._done = done
        self._stopped = False

    def run(self) -> None:
        """Grade item after item, until there are no more."""
        item = self._waiting.next_for(None)
        try:
            while item and not self._stopped:
                self._done.put(self._desk.grade(item))
                item = self._waiting.next_for(item.exercise)
        except GraderError as error:
            self._done.put(error)
        except Exception as error:  # noqa: BLE001 - a lane that ends in silence would be waited for
            self._done.put(SandboxError(f"A lane of the batch broke ({error!r}).", next_step="Report this as a bug."))
        finally:
            self._desk.close()
            self._done.put(None)

    def stop(self) -> None:
        """End the process; the lane ends soon."""
        self._stopped = True
        self._desk.stop()
