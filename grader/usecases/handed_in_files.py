"""The files in a class's folder or zip, one at a time: listed first, then read with care, zips being folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from grader.core.junk import REPOSITORY, is_junk, repository_of
from grader.core.lms_names import Parts
from grader.core.submission import Unreadable, opened, printable, read_submission
from grader.primitives.archives import Limits, Member, members
from grader.primitives.errors import UsageError
from grader.primitives.trees import Entry, Kind, walk

_ZIP = ".zip"
_ONE_ZIP = Limits(total=1_000_000_000)
"""Of one zip in a folder; the zip that was given itself may hold more."""

_REASONS = {"missing": "vanished", "unreadable": "unreadable-file"}
_KINDS = {
    Kind.LINK: "link",
    Kind.SPECIAL: "special",
    Kind.UNREADABLE: "unreadable-folder",
    Kind.DEEP: "deep",
    Kind.MANY: "many",
}


class PieceKind(Enum):
    """What was found. REPOSITORY: its path is a folder that holds a `.git`."""

    FILE = "file"
    FOLDER = "folder"
    REPOSITORY = "repository"
    JUNK = "junk"


@dataclass(frozen=True)
class Piece:
    """
    Something that was found. path: its parts; empty for the zip that was given itself. modified: seconds since 1970.

    content: None if it is not wanted, or could not be read; then `problem` is a key of the texts.
    """

    kind: PieceKind
    path: Parts
    content: bytes | None = None
    problem: str = ""
    modified: float | None = None


def pieces(root: Path, wanted: Callable[[str], int]) -> Iterator[Piece]:
    """
    Everything in a folder or a zip.

    Args: wanted: how many bytes of a file of this name are read at most; 0 to only list it.
    Raises: UsageError if `root` is neither, or cannot be read.
    """
    shown = printable(str(root))
    try:
        if root.is_dir():
            return _in_folder(root, list(walk(root, lambda path: not is_junk(path[-1]))), wanted)
        if root.suffix.lower() == _ZIP:
            with opened(root):
                return _in_zip(root, (), wanted, Limits())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise UsageError(f"{shown} cannot be read ({reason}).", next_step="Check its name and permissions.") from error
    except Unreadable as problem:
        raise UsageError(f"{shown} cannot be read.", next_step=_next_step(problem)) from problem
    if not root.exists():
        raise UsageError(f"There is no {shown}.", next_step="Give the folder or zip that holds what was handed in.")
    raise UsageError(f"{shown} is neither a folder nor a zip.", next_step="Give the folder or zip of the whole class.")


def _next_step(problem: Unreadable) -> str:
    return "Check its name." if problem.reason == "missing" else "Check its permissions, and that it is a file."


def _in_folder(root: Path, entries: list[Entry], wanted: Callable[[str], int]) -> Iterator[Piece]:
    for entry in entries:
        path = tuple(map(_as_text, entry.path))
        if path and is_junk(path[-1]):
            yield Piece(PieceKind.JUNK, path)
            if path[-1] == REPOSITORY:
                yield Piece(PieceKind.REPOSITORY, path[:-1])
        elif entry.kind is Kind.FOLDER:
            yield Piece(PieceKind.FOLDER, path)
        elif entry.kind is not Kind.FILE:
            yield Piece(PieceKind.FILE, path, problem=_KINDS[entry.kind])
        elif path[-1].lower().endswith(_ZIP):
            yield from _in_zip(root.joinpath(*entry.path), path, wanted, _ONE_ZIP)
        else:
            yield _file(root.joinpath(*entry.path), path, entry.modified, wanted(path[-1]))


def _as_text(part: str) -> str:
    """A name that is not UTF-8 was unpacked from a zip of Windows, in Taiwan; or nobody knows."""
    try:
        part.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(part)
    else:
        return part
    try:
        return raw.decode("cp950")
    except UnicodeError:
        return part


def _file(file: Path, path: Parts, modified: float | None, limit: int) -> Piece:
    if not limit:
        return Piece(PieceKind.FILE, path, modified=modified)
    try:
        content = read_submission(file, limit=limit).source
    except Unreadable as problem:
        reason = _REASONS.get(problem.reason, problem.reason)
        return Piece(PieceKind.FILE, path, problem=reason, modified=modified)
    except OSError:
        return Piece(PieceKind.FILE, path, problem="unreadable-file", modified=modified)
    return Piece(PieceKind.FILE, path, content, modified=modified)


def _in_zip(file: Path, above: Parts, wanted: Callable[[str], int], limits: Limits) -> Iterator[Piece]:
    try:
        with opened(file) as zipped:
            seen: set[Parts] = set()
            if above:
                yield Piece(PieceKind.FOLDER, above)
            for member in members(zipped, lambda name: 0 if is_junk(name) else wanted(name), limits):
                yield from _member(above, member, seen)
    except Unreadable as problem:
        yield Piece(PieceKind.FILE, above, problem=_REASONS.get(problem.reason, problem.reason))
    except OSError:
        yield Piece(PieceKind.FILE, above, problem="unreadable-file")


def _member(above: Parts, member: Member, repositories: set[Parts]) -> Iterator[Piece]:
    path = above + member.path
    clone = repository_of(path)
    if clone is not None and clone not in repositories:
        repositories.add(clone)
        yield Piece(PieceKind.REPOSITORY, clone)
    if any(map(is_junk, member.path)):
        yield Piece(PieceKind.JUNK, path)
        return
    modified = member.modified.timestamp() if member.modified else None
    kind = PieceKind.FOLDER if member.folder else PieceKind.FILE
    yield Piece(kind, path, member.content, member.problem or "", modified)
