"""The files of an exercise's suite: which they are, what they are worth as a version, and how to import them anew."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from grader.core.catalogue import Exercise

_ENVIRONMENT = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}


def suite_files(exercise: Exercise) -> list[Path]:
    """The hidden suite's files, in order."""
    return sorted(exercise.solutions.glob("test_*.py")) if exercise.solutions else []


def suite_digest(exercise: Exercise) -> str:
    """SHA-256 over everything that decides a grade: suite, solution, mistakes, examples, settings."""
    digest = hashlib.sha256()
    theirs = sorted(exercise.solutions.glob("*.py")) if exercise.solutions else []
    stage = [exercise.stage_file] if exercise.stage_file else []
    for path in [*theirs, exercise.examples_file, exercise.folder / "exercise.toml", *stage]:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@contextlib.contextmanager
def modules_set_aside(files: Sequence[Path]) -> Iterator[None]:
    """
    Import these files anew, and leave no trace of them.

    pytest finds a module by its name alone, which another course's file, or the same file of an earlier run, may have.
    """
    stems = {path.stem for path in files}

    def namesakes() -> dict[str, ModuleType]:
        return {name: module for name, module in sys.modules.items() if name.rpartition(".")[2] in stems}

    before = namesakes()
    _remove(before)
    try:
        yield
    finally:
        _remove(namesakes())
        sys.modules.update(before)


def _remove(names: Iterable[str]) -> None:
    for name in names:
        del sys.modules[name]


@contextlib.contextmanager
def no_foreign_plugins() -> Iterator[None]:
    """Plugins that happen to be installed, and a person's own pytest options, change neither a grade nor its speed."""
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ |= _ENVIRONMENT
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
