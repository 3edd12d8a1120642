"""Memory that is gathered in huge pages holds what it held; a kernel that cannot leaves it as it is."""

import mmap
import os
import re
import sys
from pathlib import Path

import pytest
from in_child import in_child

from grader.student_side import kernel, memory

_SIZE = 8 * 2**20
_PATTERN = bytes(range(256)) * 16

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")


def release() -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))


def huge_kilobytes() -> int:
    """Of this process, in huge pages."""
    return sum(map(int, re.findall(r"^AnonHugePages: *(\d+)", Path("/proc/self/smaps").read_text(), re.MULTILINE)))


@needs_linux
def test_what_is_in_it_stays():
    def look():
        area = mmap.mmap(-1, _SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        area.write(_PATTERN * (_SIZE // len(_PATTERN)))
        memory.gather()
        return area[:] == _PATTERN * (_SIZE // len(_PATTERN))

    assert in_child(look)


@pytest.mark.skipif(sys.platform != "linux" or release() < (6, 1), reason="Linux 6.1 or later only")
@pytest.mark.skipif(not Path("/sys/kernel/mm/transparent_hugepage").exists(), reason="a kernel with huge pages only")
def test_a_large_piece_lies_in_huge_pages():
    def look():
        area = mmap.mmap(-1, _SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        area.write(_PATTERN * (_SIZE // len(_PATTERN)))
        memory.gather()
        return huge_kilobytes()

    assert in_child(look) >= _SIZE // 2**11


@needs_linux
def test_a_kernel_that_cannot_is_no_problem(monkeypatch):
    def refuse(start, length):
        raise OSError(22, f"{length} at {start} cannot be collapsed")

    monkeypatch.setattr(kernel, "collapse", refuse)

    memory.gather()


def test_elsewhere_nothing_happens(monkeypatch):
    monkeypatch.setattr(kernel, "AVAILABLE", False)
    monkeypatch.setattr(memory, "_own", lambda: pytest.fail("looked at memory"))

    memory.gather()
