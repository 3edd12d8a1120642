"""
The journal of a batch: one line for each grading that was finished, on the disk before it counts as finished.

Whatever ends a batch (Ctrl-C, a power cut, `kill -9`), the next one reads the journal and goes on. A line that was not
written to its end is dropped: its grading is done again. Only one batch at a time may write.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Self

from grader.primitives.errors import UsageError

try:
    import fcntl
except ImportError:  # no locks of this kind there: two batches in one folder are not noticed
    fcntl = None  # type: ignore[assignment]

_CAN_LOCK = fcntl is not None
NAME = "journal.jsonl"
_SUM = 16


class Journal:
    """
    Reports by key, in `DIR/journal.jsonl`. To be used as a context manager; reports stay on the disk until they are asked for.

    Raises: UsageError if another batch is writing, or if the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._places: dict[str, tuple[int, int]] = {}
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+b")
            self._lock()
            self._read()
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

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def report(self, key: str) -> dict[str, Any]:
        """The report of a grading. Raises KeyError if it is not finished."""
        start, length = self._places[key]
        self._opened.seek(start)
        kept: dict[str, Any] = json.loads(_content(self._opened.read(length)) or b"{}")
        report: dict[str, Any] = kept["report"]
        return report

    def add(self, key: str, report: dict[str, Any]) -> None:
        """Keep a report; when this returns, it is on the disk. Raises UsageError if it cannot be written."""
        content = json.dumps({"key": key, "report": report}, ensure_ascii=False).encode("utf-8", "backslashreplace")
        line = _checksum(content) + b" " + content + b"\n"
        try:
            start = self._opened.seek(0, os.SEEK_END)
            try:
                self._opened.write(line)
                self._opened.flush()
                os.fsync(self._opened.fileno())
            except OSError:
                self._opened.truncate(start)
                raise
        except OSError as error:
            raise _unusable(self._path, error) from error
        self._places[key] = (start, len(line))

    @property
    def _opened(self) -> BinaryIO:
        assert self._file, "to be used as a context manager"
        return self._file

    def _lock(self) -> None:
        if not _CAN_LOCK:
            return
        try:
            fcntl.flock(self._opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"Another `grade batch` is writing to {self._path.parent}.",
                next_step="Wait until it has ended, or give another folder with --out.",
            ) from None

    def _read(self) -> None:
        """Learn where the reports are; cut off what was not written to its end."""
        end = 0
        for start, line in self._lines():
            content = _content(line)
            if content is None:
                break
            self._places[json.loads(content)["key"]] = (start, len(line))
            end = start + len(line)
        self._opened.truncate(end)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        self._opened.seek(0)
        start = 0
        for line in self._opened:
            yield start, line
            start += len(line)


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest()[:_SUM].encode()


def _content(line: bytes) -> bytes | None:
    """What a line holds; None for one that is not whole."""
    checksum, space, content = line.removesuffix(b"\n").partition(b" ")
    return content if space and line.endswith(b"\n") and checksum == _checksum(content) else None


def _unusable(path: Path, error: OSError) -> UsageError:
    with contextlib.suppress(OSError):
        path = path.resolve()
    reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
    return UsageError(
        f"{path} cannot be written ({reason}).",
        next_step="What was finished is kept; make room or give another folder with --out, then run the same command again.",
    )
