"""
What a database says when it cannot, as a sentence with the next step.

SQLite tells by its result code, PostgreSQL by the five characters of SQLSTATE; the first that fits decides.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from grader.primitives.errors import GradebookError

_SHOWN = 200
_SENTENCES = {
    "locked": (
        "is locked: another program is writing to it",
        "Wait until that has ended, or end it, then run the same command again; what was recorded so far is kept.",
    ),
    "full": (
        "cannot be written: its disk is full",
        "Make room, then run the same command again; what was recorded so far is kept.",
    ),
    "read-only": ("may not be written", "Check its permissions and those of its folder, or name another gradebook."),
    "damaged": ("is damaged, or is no database", "Restore it from a copy, or name another gradebook."),
    "disk": ("cannot be read or written by the disk", "Check the disk, then run the same command again."),
    "out-of-reach": ("cannot be reached", "Check the path or the URL, and that the server runs."),
    "refused": (
        "did not do what was asked",
        "Check that no other program uses its tables; if not, please report this.",
    ),
}
_BY_SQLITE_CODE = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_AUTH: "read-only",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CANTOPEN: "out-of-reach",
}
_BY_SQLSTATE = {
    "55P03": "locked",
    "40": "locked",
    "53100": "full",
    "25006": "read-only",
    "42501": "read-only",
    "58": "disk",
    "08": "out-of-reach",
    "28": "out-of-reach",
    "3D": "out-of-reach",
    "57P": "out-of-reach",
}
_RESULT_CODE = 0xFF
"""The lower byte; what is above it says more than a sentence needs."""


@contextlib.contextmanager
def explained(name: str) -> Iterator[None]:
    """Raise a GradebookError about the gradebook `name` for whatever the database or its folder refuses."""
    try:
        yield
    except DBAPIError as error:
        raise _failure(name, _kind(error.orig), str(error.orig)) from error
    except SQLAlchemyError as error:
        raise _failure(name, "refused", str(error)) from error
    except OSError as error:
        raise _failure(name, "out-of-reach", str(error)) from error


def _failure(name: str, kind: str, detail: str) -> GradebookError:
    problem, next_step = _SENTENCES[kind]
    first = next(iter(detail.splitlines()), "")[:_SHOWN]
    return GradebookError(f"The gradebook {name} {problem} ({first}).", next_step=next_step)


def _kind(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        return _BY_SQLITE_CODE.get(getattr(error, "sqlite_errorcode", 0) & _RESULT_CODE, "refused")
    state = getattr(error, "sqlstate", None)
    if state is None:  # psycopg: the server never answered
        return "out-of-reach"
    return next((kind for start, kind in _BY_SQLSTATE.items() if state.startswith(start)), "refused")
