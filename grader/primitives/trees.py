"""What is in a folder that somebody hostile has filled: listed without following a link, opening a file or going on for ever."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MAX_ENTRIES = 200_000
MAX_DEPTH = 40


class Kind(StrEnum):
    """What an entry is. Nothing is looked into but folders."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    SPECIAL = "special"
    UNREADABLE = "unreadable"
    DEEP = "deep"
    MANY = "many"


@dataclass(frozen=True)
class Entry:
    """Something in the folder. path: its parts, from there; empty with `Kind.MANY`. modified: seconds since 1970."""

    path: tuple[str, ...]
    kind: Kind
    modified: float | None = None


def walk(root: Path, enter: Callable[[tuple[str, ...]], bool], *, max_entries: int = MAX_ENTRIES) -> Iterator[Entry]:
    """
    Everything in `root`, in the order of names, folders before what is in them.

    Args: enter: is this folder looked into? Raises: OSError if `root` itself cannot be listed.
    """
    left, nowhere = max_entries, tuple[str, ...]()
    waiting = [(nowhere, entry) for entry in reversed(_listed(root))]
    while waiting:
        above, found = waiting.pop()
        path = (*above, found.name)
        if not left:
            yield Entry((), Kind.MANY)
            return
        left -= 1
        kind, modified = _look(found)
        below: list[os.DirEntry[str]] = []
        if kind is Kind.FOLDER and enter(path):
            kind, below = _look_into(found) if len(path) < MAX_DEPTH else (Kind.DEEP, [])
        yield Entry(path, kind, modified)
        waiting += [(path, entry) for entry in reversed(below)]


def _look_into(folder: os.DirEntry[str]) -> tuple[Kind, list[os.DirEntry[str]]]:
    try:
        return Kind.FOLDER, _listed(folder.path)
    except OSError:
        return Kind.UNREADABLE, []


def _listed(folder: Path | str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _look(entry: os.DirEntry[str]) -> tuple[Kind, float | None]:
    try:
        modified = entry.stat(follow_symlinks=False).st_mtime
        if entry.is_symlink() or getattr(entry, "is_junction", bool)():
            return Kind.LINK, modified
        if entry.is_dir(follow_symlinks=False):
            return Kind.FOLDER, modified
        return (Kind.FILE if entry.is_file(follow_symlinks=False) else Kind.SPECIAL), modified
    except OSError:
        return Kind.UNREADABLE, None
