"""What a student's exception says of itself, reduced to plain text: names, message, line. The object itself never leaves."""

from __future__ import annotations

import builtins
import linecache
from types import TracebackType
from typing import Any

_MAX_TEXT = 2000
_BUILTIN = {
    value: value.__name__  # `IOError` is another name for OSError
    for value in vars(builtins).values()
    if isinstance(value, type) and issubclass(value, BaseException)
}


def describe(error: BaseException, file: str) -> dict[str, Any]:
    """
    An exception as data.

    Returns: types: names of the builtin classes it is, nearest first. name: its own class. text: its message. line, code:
        where in `file` it was raised (for a syntax error: where it stands), or None. module: for a failed import, of what.
    """
    kind = type(error)
    line, code = (
        _syntax_place(error, file) if isinstance(error, SyntaxError) else _last_place(error.__traceback__, file)
    )
    return {
        "types": [_BUILTIN[base] for base in kind.__mro__ if base in _BUILTIN],
        "name": _plain(kind.__name__, 100),
        "text": _message(error),
        "line": line,
        "code": code,
        "module": _plain(error.name, 100) if isinstance(error, ImportError) else None,
    }


def _message(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return "(its message cannot be shown)"
    return _plain(text, _MAX_TEXT) or ""


def _plain(text: object, limit: int) -> str | None:
    return str.__str__(text)[:limit] if isinstance(text, str) else None


def _last_place(traceback: TracebackType | None, file: str) -> tuple[int | None, str | None]:
    place: tuple[int | None, str | None] = (None, None)
    for _ in range(10_000):
        if traceback is None:
            break
        if traceback.tb_frame.f_code.co_filename == file:
            place = traceback.tb_lineno, linecache.getline(file, traceback.tb_lineno).strip()[:200]
        traceback = traceback.tb_next
    return place


def _syntax_place(error: SyntaxError, file: str) -> tuple[int | None, str | None]:
    line = error.lineno if type(error.lineno) is int and error.filename == file else None
    text = error.text if line and isinstance(error.text, str) else linecache.getline(file, line or 0)
    return line, (_plain(text, 200) or "").strip()
