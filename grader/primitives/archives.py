"""
What is in a zip, read so that no zip can hurt: nothing is ever unpacked to a path, and everything is counted while it is read.

Only members that somebody wants are decompressed, in small steps; zips in zips are looked into. Whatever is not taken is
listed with a problem: a zip may lie in its headers, and it gains nothing by it. Other formats are not read.
"""

from __future__ import annotations

import io
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO

_CHUNK = 65_536
_IN_MEMORY = 4_000_000
_ENCRYPTED = 0x1 | 0x40
_UTF8_NAME = 0x800
_MOST_PARTS = 40
_LONGEST_PART = 255
_DIRECTORY_ENTRY = 200
_DIRECTORY_END = 200_000
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    OverflowError,
    struct.error,
)


class Problem(StrEnum):
    """Why a member was not taken."""

    OUTSIDE = "zip-outside"
    NAME = "zip-name"
    LINK = "zip-link"
    ENCRYPTED = "zip-encrypted"
    METHOD = "zip-method"
    LARGE = "zip-large"
    RATIO = "zip-ratio"
    COUNT = "zip-count"
    TOTAL = "zip-total"
    DEPTH = "zip-depth"
    DAMAGED = "zip-damaged"
    DUPLICATE = "zip-duplicate"


@dataclass(frozen=True)
class Limits:
    """
    How much is read. Sizes in bytes, decompressed, of what is wanted; the rest is never decompressed.

    total, members: of the zip with all that is in it. nested_total, nested_members: of one zip in it, with all zips in that, so
    that one student's zip cannot use up what is there for all. ratio: decompressed to compressed, once there is a megabyte.
    """

    total: int = 4_000_000_000
    members: int = 50_000
    nested_total: int = 100_000_000
    nested_members: int = 5_000
    nested_size: int = 50_000_000
    ratio: int = 200
    ratio_from: int = 1_000_000
    depth: int = 3


@dataclass(frozen=True)
class Member:
    """
    A member, or why it was not taken. path: its parts, a zip in the zip being one of them; empty for the zip itself.

    content: None if nobody wants it, for folders, and where there is a problem. modified: in the clock of whoever packed it.
    """

    path: tuple[str, ...]
    modified: datetime | None = None
    content: bytes | None = None
    folder: bool = False
    problem: Problem | None = None


def members(file: IO[bytes], wanted: Callable[[str], int], limits: Limits | None = None) -> Iterator[Member]:
    """
    Everything in a zip, one member at a time. Raises nothing for what is in it.

    Args: file: opened to read and seek. wanted: how many bytes of a file of this name are wanted at most; 0 to only list it.
    """
    limits = limits or Limits()
    yield from _Walk(wanted, limits).through(file, (), _Budget(limits.total, limits.members))


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _Budget:
    """What may still be read: of a zip, and of the one that it is in."""

    def __init__(self, size: int, count: int, parent: _Budget | None = None) -> None:
        self._size, self.count, self._parent = size, count, parent

    def spend(self, size: int) -> None:
        self._size -= size
        if self._size < 0:
            raise _Refused(Problem.TOTAL)
        if self._parent:
            self._parent.spend(size)

    def list(self, count: int) -> None:
        if count > self.count:
            raise _Refused(Problem.COUNT)
        self.count -= count
        if self._parent:
            self._parent.list(count)


class _Watched(io.BufferedIOBase):
    """A file of which is known how much was read, and of which no more is read than allowed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.count = file, 0
        self.allowed: int | None = None

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        wish = -1 if size is None else size
        if self.allowed is not None:
            left = self.allowed - self.count
            wish = left + 1 if wish < 0 else min(wish, left + 1)
        data = self._file.read(wish)
        self.count += len(data)
        if self.allowed is not None and self.count > self.allowed:
            raise _Refused(Problem.COUNT)
        return data


class _Walk:
    def __init__(self, wanted: Callable[[str], int], limits: Limits) -> None:
        self._wanted, self._limits = wanted, limits

    def through(self, file: IO[bytes], above: tuple[str, ...], budget: _Budget, depth: int = 0) -> Iterator[Member]:
        watched = _Watched(file)
        try:
            archive = _open(watched, budget)
        except _Refused as refused:
            yield Member(above, problem=refused.problem)
            return
        if above:
            yield Member(above, folder=True)
        with archive:
            infos = archive.infolist()
            last = {_parts(info): place for place, info in enumerate(infos)}
            for place, info in enumerate(infos):
                parts = _parts(info)
                again = last[parts] != place and not info.is_dir()
                yield from self._member(archive, watched, info, above + parts, budget, depth, again=again)

    def _member(
        self,
        archive: zipfile.ZipFile,
        watched: _Watched,
        info: zipfile.ZipInfo,
        path: tuple[str, ...],
        budget: _Budget,
        depth: int,
        *,
        again: bool,
    ) -> Iterator[Member]:
        modified = _time(info)
        problem = Problem.DUPLICATE if again else _objection(info)
        if problem or info.is_dir():
            yield Member(path, modified, folder=info.is_dir() and not problem, problem=problem)
            return
        nested = path[-1].lower().endswith(".zip")
        if nested and depth >= self._limits.depth:
            yield Member(path, modified, problem=Problem.DEPTH)
            return
        limit = self._limits.nested_size if nested else self._wanted(path[-1])
        if not limit:
            yield Member(path, modified)
            return
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as taken:
            try:
                self._pour(archive, watched, info, taken, limit, budget)
            except _Refused as refused:
                yield Member(path, modified, problem=refused.problem)
                return
            taken.seek(0)
            if not nested:
                yield Member(path, modified, taken.read())
                return
            inner = budget if depth else _Budget(self._limits.nested_total, self._limits.nested_members, budget)
            yield from self.through(taken, path, inner, depth + 1)

    def _pour(
        self,
        archive: zipfile.ZipFile,
        watched: _Watched,
        info: zipfile.ZipInfo,
        into: IO[bytes],
        limit: int,
        budget: _Budget,
    ) -> None:
        """Decompress a member. What was read of the file is what counts, not what the headers say."""
        before, size = watched.count, 0
        try:
            with archive.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    budget.spend(len(chunk))
                    if size > limit:
                        raise _Refused(Problem.LARGE)
                    if size > max(self._limits.ratio_from, self._limits.ratio * (watched.count - before)):
                        raise _Refused(Problem.RATIO)
                    into.write(chunk)
        except _DAMAGES as error:
            raise _Refused(Problem.DAMAGED) from error


def _open(watched: _Watched, budget: _Budget) -> zipfile.ZipFile:
    """Open it, reading no longer a list of members than is allowed. Raises _Refused."""
    watched.allowed = budget.count * _DIRECTORY_ENTRY + _DIRECTORY_END
    try:
        archive = zipfile.ZipFile(watched)
    except _DAMAGES as error:
        raise _Refused(Problem.DAMAGED) from error
    watched.allowed = None
    try:
        budget.list(len(archive.filelist))
    except _Refused:
        archive.close()
        raise
    return archive


def _objection(info: zipfile.ZipInfo) -> Problem | None:
    name, mode = _name(info), info.external_attr >> 16
    if not _parts(info) or name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in _parts(info) or "\0" in name:
        return Problem.OUTSIDE
    if len(_parts(info)) > _MOST_PARTS or max(map(len, _parts(info))) > _LONGEST_PART:
        return Problem.NAME
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Problem.LINK
    if info.flag_bits & _ENCRYPTED:
        return Problem.ENCRYPTED
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Problem.METHOD  # the others decompress without a bound
    return None


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    return tuple(part for part in _name(info).replace("\\", "/").split("/") if part not in ("", "."))


def _time(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time)  # noqa: DTZ001 - a zip does not say in which zone
    except ValueError:
        return None


def _name(info: zipfile.ZipInfo) -> str:
    """
    The name as it was meant.

    A name without the mark of UTF-8 is, by the standard, in an old American code page. In fact it is in whatever the machine
    used: Windows in Taiwan writes Big5, some systems write UTF-8 without saying so.
    """
    name = info.orig_filename
    if info.flag_bits & _UTF8_NAME or name.isascii():
        return name
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if all(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in name):
        return name
    try:
        return raw.decode("cp950")
    except UnicodeDecodeError:
        return name
