"""How long something takes, and how much memory this process's children have together meanwhile."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_SAMPLE = 0.2
_PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True)
class Cost:
    """Seconds, and the most memory at a time, in MB."""

    seconds: float
    peak: float


def measured(work):
    """The cost of this call."""
    peak, done = [0.0], threading.Event()

    def watch():
        while not done.wait(_SAMPLE):
            peak[0] = max(peak[0], memory_below(os.getpid()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    try:
        work()
    finally:
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
    return Cost(seconds, peak[0])


def memory_below(root):
    """Of all descendants: memory of their own, so that what forks share counts once."""
    parents, own = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            resident, shared = map(int, entry.joinpath("statm").read_text().split()[1:3])
            own[int(entry.name)] = (resident - shared) * _PAGE
        except (OSError, ValueError, IndexError):
            continue
    found, new = set(), {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return sum(own.get(pid, 0.0) for pid in found)
