"""The files of an exercise's suite: which they are, what they are worth as a version, and how to import them anew."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.core.catalogue import Exercise


def suite_files(exercise: Exercise) -> list[Path]:
    """The hidden suite's files, in order."""
    return sorted(exercise.solutions.glob("test_*.py")) if exercise.solutions else []


def suite_digest(exercise: Exercise) -> str:
    """SHA-256 over everything that decides a grade: suite, solution, mistakes, examples, settings."""
    digest = hashlib.sha256()
    theirs = sorted(exercise.solutions.glob("*.py")) if exercise.solutions else []
    for path in [*theirs, exercise.examples_file, exercise.folder / "exercise.toml"]:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def forget_modules(files: Sequence[Path]) -> None:
    """Remove the modules of these files, so that they are imported anew."""
    paths = {str(path) for path in files}
    stale = [name for name, module in sys.modules.items() if getattr(module, "__file__", None) in paths]
    for name in stale:
        del sys.modules[name]
