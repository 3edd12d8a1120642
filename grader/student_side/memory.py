"""
Gathers a process's own memory in huge pages.

With torch a launcher has fifty thousand pages. A fork notes down each of them, and the end of the fork forgets each again;
of a huge page it does so once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from grader.student_side import kernel

_HUGE_PAGE = 2**21


def gather() -> None:
    """Use huge pages wherever there is room for one in one piece, and the kernel can; elsewhere pages stay as they are."""
    if not kernel.AVAILABLE:
        return
    for start, end in _own():
        first, last = -(-start // _HUGE_PAGE) * _HUGE_PAGE, end // _HUGE_PAGE * _HUGE_PAGE
        if first < last:
            with contextlib.suppress(OSError):
                kernel.collapse(first, last - first)


def _own() -> Iterator[tuple[int, int]]:
    """From where to where writable memory lies that is no file's."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, rights, _offset, _device, _inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and name in ([], ["[heap]"]):
            start, end = addresses.split("-")
            yield int(start, 16), int(end, 16)
