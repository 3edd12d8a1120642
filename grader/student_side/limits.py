"""Resource limits of a worker: set after the fork, before the student's file is read; hard, so they cannot be raised."""

from __future__ import annotations

import contextlib
import errno
import math
import os
from collections.abc import Iterable
from pathlib import Path

with contextlib.suppress(ImportError):  # Windows has no such limits
    import resource

_MB = 2**20
TASKS = "/proc/loadavg"
"""Tells how many threads the machine has now, everybody's: the cheapest file that does."""

_PROCESSES, _SPARE = 64, 256
_DESCRIPTORS = 1024
AVAILABLE = "resource" in globals()


def address_space() -> int:
    """Bytes of address space that this process takes now; 0 where the system does not tell."""
    if not AVAILABLE:
        return 0
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def enough_descriptors() -> None:
    """Raise the soft limit of open files, which somebody may have set low, to what workers need, as far as is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def planned(*, seconds: float, memory_mb: int, base: int, alone: bool) -> tuple[tuple[int, int], ...]:
    """
    The limits for a process, where the system has such limits: what is limited, and its value.

    Args: seconds: processor time; the grader judges the exact amount, this is the backstop. memory_mb: on top of `base`
        (bytes). alone: no other process of this user is counted (a user namespace). Else all of them are, and the limit of
        threads is what the machine has now and some more: enough that a student's threads do not use up the user's.
    Raises: OSError if less memory is allowed here: a submission would pay for it.
    """
    if not AVAILABLE:
        return ()
    memory = base + memory_mb * _MB if base else 0
    if memory and _allowed(resource.RLIMIT_AS, memory) < memory:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
    wanted = (
        (resource.RLIMIT_CPU, math.ceil(seconds)),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 64 * _MB),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_NPROC, _PROCESSES if alone else _tasks_of_the_machine()),
    )
    return ((resource.RLIMIT_CORE, 0), *((what, _allowed(what, value)) for what, value in wanted if value))


def apply(plan: Iterable[tuple[int, int]]) -> None:
    """Limit this process, for good."""
    for what, value in plan:
        resource.setrlimit(what, (value, value))


def _tasks_of_the_machine() -> int:
    try:
        return int(Path(TASKS).read_text().split()[3].partition("/")[2]) + _SPARE
    except OSError:
        return 0


def _allowed(what: int, value: int) -> int:
    """This value, or the lower one that stands already."""
    _soft, hard = resource.getrlimit(what)
    return value if hard == resource.RLIM_INFINITY else min(value, hard)
