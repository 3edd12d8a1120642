"""What the end-to-end tests share: the command as a process, grading with one warm runner, courses to spoil."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.catalogue import find_course
from grader.core.report import ExerciseReport, Verdict
from grader.core.submission import Submission
from grader.student_side import kernel
from grader.usecases.grade_exercise import Wishes, grade_each

ROOT = Path(__file__).resolve().parents[1]
GRADE = str(Path(sys.executable).with_name("grade"))
PATIENCE = 120.0
"""Seconds that a command may take on a machine that does something else, too."""


@dataclass(frozen=True)
class Run:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything it said, with lines joined: where a terminal wraps them is no claim of a test."""
        return " ".join((self.out + " " + self.err).split())

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def grade(
    *arguments: object,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
    **settings: Any,
) -> Run:
    """Run the command. Whatever it is asked, it never shows a traceback. patience: seconds."""
    settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | settings
    command = [GRADE, *map(str, arguments)]
    ended = subprocess.run(command, cwd=cwd, env=environment(env), timeout=patience, check=False, **settings)
    run = Run(ended.returncode, _text(ended.stdout), _text(ended.stderr))
    assert "Traceback" not in run.text, run.text
    assert "Exception ignored" not in run.text, run.text
    return run


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment, in English and without a terminal's width, with changes."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LANGUAGE", "LC_MESSAGES")
    }
    return inherited | {"LC_ALL": "C.UTF-8"} | dict(changes or {})


def grade_without_power(*arguments: object, **settings: Any) -> Run:
    """Run the command as somebody for whom permissions of files count, also where it is root."""
    return grade(*arguments, preexec_fn=kernel.drop_capabilities if os.geteuid() == 0 else None, **settings)


def grade_sources(
    exercise: str, sources: Mapping[str, str | bytes], wishes: Wishes | None = None, *, course: Path = ROOT
) -> dict[str, ExerciseReport]:
    """Grade many submissions, by name, with one warm runner: what `grade` does with each, without its start."""
    found = find_course(course)
    wanted = found.exercise(exercise)
    submissions = [Submission(name, s.encode() if isinstance(s, str) else s) for name, s in sources.items()]
    reports: dict[str, ExerciseReport] = {}
    grade_each(
        found,
        wanted,
        submissions,
        lambda submission, report: reports.update({submission.name: report}),
        wishes or Wishes(),
    )
    return reports


def solution(exercise: str) -> str:
    """The reference solution's source."""
    found = find_course(ROOT).exercise(exercise).solution_file
    assert found is not None
    return found.read_text(encoding="utf-8")


def lost(report: ExerciseReport) -> dict[str, str]:
    """Every check that was not passed, with its verdict and message: what a failed test prints."""
    return {c.id: f"{c.verdict}: {c.message}" for c in report.checks if c.verdict is not Verdict.PASSED}


def copy_of_course(folder: Path, **limits: float) -> Path:
    """The whole course in `folder`, with other limits: `seconds=0.5`."""
    for half in ("exercises", "solutions"):
        ignored = shutil.ignore_patterns("__pycache__", ".pytest_cache")
        shutil.copytree(ROOT / half, folder / half, ignore=ignored, dirs_exist_ok=True)
    for path in folder.glob("exercises/*/exercise.toml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [line for line in lines if line.partition(" ")[0] not in limits]
        lines.insert(lines.index("[limits]") + 1, "\n".join(f"{name} = {value}" for name, value in limits.items()))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def processes() -> dict[int, int]:
    """Every living process with its parent."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            state, parent = entry.joinpath("stat").read_text().rpartition(")")[2].split()[:2]
            if state not in "ZX":
                found[int(entry.name)] = int(parent)
    return found


def descendants(pid: int) -> set[int]:
    """Everything that a process has started, and what that has started."""
    parents = processes()
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def wait_until(condition: Any, seconds: float = 30.0) -> bool:
    """Does it come true in time?"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


def alive(pids: set[int]) -> set[int]:
    """Those that are still running."""
    return pids & processes().keys()


def _text(output: bytes | None) -> str:
    return (output or b"").decode("utf-8", "replace")
