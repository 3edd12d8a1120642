"""The trusted side's own computing."""

import subprocess
import sys

import pytest
from support import ROOT

PROGRAM = """
from pathlib import Path
from grader.core.catalogue import find_course
from grader.suite.reference import Reference

assert Reference(find_course(Path({root!r})).exercise("exercise07")).module
import torch
print(torch.get_num_threads())
"""


def test_the_reference_computes_with_one_thread() -> None:
    """Two graders on two cores would otherwise be four threads that wait for each other."""
    pytest.importorskip("torch", reason="the extra `torch` is not installed")
    environment = {"OMP_NUM_THREADS": "4", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", PROGRAM.format(root=str(ROOT))]

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)

    assert ended.stdout == "1\n"
