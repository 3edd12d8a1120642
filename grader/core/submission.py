"""
A submission: the bytes of one file, read so that no odd file can hurt.

The grader never imports, compiles or parses them; it looks at single bytes to say what is wrong with a file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from grader.core.texts import say

MAX_BYTES, MAX_NOTEBOOK_BYTES = 1_000_000, 20_000_000
"""Of a file with Python, and of a notebook, which holds pictures and tables, too."""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_OTHER_FLAGS = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_FLAGS = sum(_OTHER_FLAGS, os.O_RDONLY | _NO_LINK)
_SHOWN = 20_000


@dataclass(frozen=True)
class Submission:
    """A file to grade. name: for display only."""

    name: str
    source: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.source).hexdigest()

    @property
    def is_notebook(self) -> bool:
        """By its name; what is in it decides later."""
        return self.name.lower().endswith(".ipynb")


class Unreadable(Exception):
    """There is nothing to grade; `reason` is a key of the texts."""

    def __init__(self, reason: str, **fields: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fields = fields

    def explain(self, language: str, exercise: str) -> str:
        """One sentence for a person, who is grading `exercise`."""
        return say(f"submission.{self.reason}", language, exercise=exercise, **self.fields)


def read_submission(path: Path, *, limit: int | None = None) -> Submission:
    """
    Read a regular file of sane size, without following a link and without waiting for anything.

    Args: limit: bytes; by default what a file of this name may have. Raises: Unreadable.
    """
    name = printable(path.name)
    if limit is None:
        limit = MAX_NOTEBOOK_BYTES if Submission(name, b"").is_notebook else MAX_BYTES
    with opened(path) as file:
        source = file.read(limit + 1)
        size = max(os.fstat(file.fileno()).st_size, len(source))
    if len(source) > limit:
        raise Unreadable("large", file=name, size=f"{size / 1e6:.1f}", limit=f"{limit / 1e6:.0f}")
    return Submission(name, source)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file, opened to be read with the same care. Raises Unreadable."""
    name = printable(path.name)
    if not _NO_LINK:
        _look_first(path, name)
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise Unreadable(_why(error), file=name) from error
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise Unreadable("directory" if stat.S_ISDIR(mode) else "special", file=name)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(descriptor)


def looks_wrong(source: bytes) -> str | None:
    """Why a file is hardly Python source, as a key of the texts; None if nothing is odd."""
    if not source.strip():
        return "empty"
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf16"
    if source.lstrip().startswith(b"{") and b'"cells"' in source:
        return "notebook"
    if b"\0" in source or source.startswith((b"\x89PNG", b"PK\x03\x04", b"%PDF")):
        return "binary"
    return None


def printable(text: str) -> str:
    """Hostile text made safe to show: control and direction characters escaped, length bounded."""
    if text.isprintable() and len(text) <= _SHOWN:
        return text
    return "".join(
        c
        if c.isprintable() or c in "\n\t\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}"
        else c.encode("unicode_escape", "surrogatepass").decode()
        for c in text[:_SHOWN]
    )


def on_one_line(text: str, longest: int) -> str:
    """The same on one line, cut where it gets too long for its place."""
    text = printable(text[: longest + 1]).replace("\n", "\\n").replace("\t", "\\t")
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _look_first(path: Path, name: str) -> None:
    """Windows follows every link, and says of a folder only that it is forbidden."""
    if path.is_symlink():
        raise Unreadable("link", file=name)
    if path.is_dir():
        raise Unreadable("directory", file=name)


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "missing"
    number = error.errno if isinstance(error, OSError) else None
    return {errno.ELOOP: "link", errno.EACCES: "forbidden", errno.EISDIR: "directory"}.get(number or 0, "unreadable")
