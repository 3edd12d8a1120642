"""
The log of a person's answers: a line of JSON for each, on the disk before the next question is asked.

Lines are only ever added. One that was not written to its end (a power cut, `kill -9`) is passed over when the log is read,
and so is one that is damaged: what stands before and after it counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Self

from grader.primitives.errors import UsageError

try:
    import fcntl
except ImportError:  # no locks of this kind there: a second process is not noticed, and its lines are added, too
    fcntl = None  # type: ignore[assignment]

_CAN_LOCK = fcntl is not None
_SUM = 16


class AnswerLog:
    """
    The entries of a file, and a way to add some. To be used as a context manager, by one process at a time.

    Raises: UsageError if another process has it, or if it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+b")
            self._lock()
            self._end_last_line()
        except OSError as error:
            self.__exit__()
            raise _unusable(self._path, error) from error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()
        self._file = None

    def add(self, entry: Mapping[str, Any]) -> None:
        """Add an entry; when this returns, it is on the disk. Raises UsageError if it cannot be written."""
        assert self._file, "to be used as a context manager"
        content = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
        try:
            self._file.write(_checksum(content) + b" " + content + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _unusable(self._path, error) from error

    def _lock(self) -> None:
        if not _CAN_LOCK or self._file is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                "Another `grade quiz` is open on the same answers.", next_step="Finish that one, or close it, first."
            ) from None

    def _end_last_line(self) -> None:
        """What is added must not continue a line that was broken off."""
        assert self._file
        if self._file.seek(0, os.SEEK_END) and not _ends_with_newline(self._file):
            self._file.write(b"\n")
            self._file.flush()


def read_entries(path: Path) -> Iterator[dict[str, Any]]:
    """The whole entries of a log, oldest first; none where there is no log. Raises UsageError if it cannot be read."""
    try:
        with path.open("rb") as file:
            for line in file:
                if (entry := _entry(line)) is not None:
                    yield entry
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unusable(path, error) from error


def _ends_with_newline(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _entry(line: bytes) -> dict[str, Any] | None:
    checksum, space, content = line.removesuffix(b"\n").partition(b" ")
    if not space or checksum != _checksum(content):
        return None
    try:
        entry = json.loads(content)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest()[:_SUM].encode()


def _unusable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{path} cannot be used ({error.strerror or error}).",
        next_step="All answers until now are kept; make room, or give another folder in GRADER_HOME.",
    )
