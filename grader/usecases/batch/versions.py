"""What a grade depends on besides the submission and its suite: the versions of the program and of what it uses."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Mapping

from grader import __version__
from grader.primitives.errors import UsageError

LIBRARIES = ("numpy", "torch", "pytest")

Versions = Mapping[str, str | None]


def versions() -> dict[str, str | None]:
    """The versions in this process, by name; None for what is not installed."""
    libraries = {name: _version(name) for name in LIBRARIES}
    return {"grader": __version__, "python": platform.python_version(), **libraries}


def refuse_others(here: Versions, there: Versions, where: str) -> None:
    """Raises UsageError if another machine has other versions: its grades would not be those that are asked for."""
    for name, version in here.items():
        other = there.get(name)
        if other != version:
            raise UsageError(
                f"{where} has {_named(name, other)}, but {_named(name, version)} is here, and grades may depend on that.",
                next_step="Install the same versions on every machine (pip install -c constraints.txt).",
            )


def _named(name: str, version: str | None) -> str:
    return f"{name} {version}" if version else f"no {name}"


def _version(library: str) -> str | None:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return None
