"""
Where one submission is graded: three cells that take turns, and workers in stock.

While a check talks to a worker in one cell, the next check's worker loads the student's file in another, and the cell
after that is being cleared. So nothing of a check is alive where the next one runs, and nobody waits for a fork. Workers in
stock hold harness code only; they can be made before there is a submission.
"""

from __future__ import annotations

import collections
import contextlib

from grader.primitives.errors import SandboxError
from grader.sandbox.cell import Bounds
from grader.sandbox.launching import AnyCell, AnyLauncher
from grader.sandbox.worker import Worker

_CELLS = 3


class Quarters:
    """
    Hands out fresh workers, each in the cell whose last worker has been gone longest.

    Args: stock: workers to make now. The attribute `wanted` tells how many there will be in all, once that is known: as long
    as there are fewer, another one is made for each that is taken.
    """

    def __init__(self, launcher: AnyLauncher, bounds: Bounds, *, stock: int) -> None:
        self._bounds = bounds
        self._cells: list[AnyCell] = []
        self._stock: collections.deque[tuple[AnyCell, Worker]] = collections.deque()
        self._started = 0
        self.wanted = 0
        try:
            self._cells.extend(launcher.open_cell() for _ in range(_CELLS))
            for _ in range(min(stock, launcher.most_in_stock)):
                self._make_worker()
        except SandboxError:
            self.close()
            raise

    def take(self) -> Worker:
        """A worker that nobody has used, in a cell where nothing else of the student's is alive. Raises SandboxError."""
        if not self._stock:
            self._make_worker(ahead=False)
        cell, worker = self._stock.popleft()
        try:
            cell.settle(worker.supervisor.number)
        except SandboxError:
            worker.close()
            raise
        if self._started < self.wanted:
            with contextlib.suppress(SandboxError):  # it is missed when it is wanted, not before
                self._make_worker()
        return worker

    def close(self) -> None:
        """End all workers and cells, and wait until they are gone."""
        for _, worker in self._stock:
            worker.close()
        self._stock.clear()
        for cell in self._cells:
            cell.end()
        for cell in self._cells:
            cell.wait_until_gone()

    def _make_worker(self, *, ahead: bool = True) -> None:
        cell = self._cells[self._started % _CELLS]
        self._started += 1
        self._stock.append((cell, cell.start_worker(self._bounds, seed=self._started, rehearse=ahead)))
