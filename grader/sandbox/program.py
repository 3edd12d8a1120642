"""What the programs of the student's side are started with."""

from __future__ import annotations

import os
from pathlib import Path

import grader

PACKAGE = Path(grader.__file__).resolve().parent
GRACE = 2.0
"""Seconds in which a process may end by itself while coverage is measured, to save its data; otherwise it is killed."""

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""
Of every process in the sandbox. One thread per library; memory in huge pages where the C library and the kernel have them: a
fork copies a table entry per page, and torch takes 35,000 small ones.
"""


def measured() -> dict[str, str]:
    """Variables by which a coverage measurement goes on in the sandbox, where GRADER_MEASURE_SANDBOX asks for it."""
    if not os.environ.get("GRADER_MEASURE_SANDBOX"):
        return {}
    return {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


def flags() -> list[str]:
    """How Python is started: isolated, and without `site`, which only a measurement needs."""
    return ["-I"] if measured() else ["-I", "-S"]
