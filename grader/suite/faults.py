"""
How a student's process can fail, as exceptions in a check.

    StudentFault (BaseException)   no answer at all: no `pytest.raises` can swallow it
    StudentRaised                  mixed into a builtin class (ValueError, …), so that suites catch it as usual
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.core.report import Verdict
from grader.core.submission import printable

# Classes that a suite may want to catch and that can be made from a message alone.
_CATCHABLE = frozenset(
    (
        *(
            "ArithmeticError",
            "AssertionError",
            "AttributeError",
            "BufferError",
            "EOFError",
            "Exception",
            "FloatingPointError",
        ),
        *("ImportError", "IndexError", "KeyError", "LookupError", "MemoryError", "ModuleNotFoundError", "NameError"),
        *(
            "NotImplementedError",
            "OSError",
            "OverflowError",
            "RecursionError",
            "RuntimeError",
            "SyntaxError",
            "TypeError",
        ),
        *("ValueError", "ZeroDivisionError"),
    )
)


@dataclass(frozen=True)
class Raised:
    """A student's exception as data. Every text is made printable."""

    types: tuple[str, ...]
    name: str
    text: str
    line: int | None
    code: str | None
    module: str | None


class StudentRaised(Exception):
    """The student's code raised; `raised` says what."""

    raised: Raised


class StudentFault(BaseException):
    """The student's process gave no answer. key, fields: the sentence that says why."""

    def __init__(
        self, verdict: Verdict, key: str, fields: Mapping[str, object] | None = None, raised: Raised | None = None
    ) -> None:
        super().__init__(key)
        self.verdict = verdict
        self.key = key
        self.fields = dict(fields or {})
        self.raised = raised


def raised_from(reply: Mapping[str, Any]) -> Raised:
    """The exception that a reply describes; whatever is not text of the right kind is dropped."""
    types = reply.get("types")
    names = tuple(name for name in types if type(name) is str) if type(types) is list else ()
    line = reply.get("line")
    return Raised(
        types=tuple(name for name in names if isinstance(getattr(builtins, name, None), type)),
        name=_text(reply.get("name")) or "Exception",
        text=_text(reply.get("text")) or "",
        line=line if type(line) is int and 0 < line < 10**7 else None,
        code=_text(reply.get("code")),
        module=_text(reply.get("module")),
    )


def exception_for(raised: Raised) -> Exception:
    """An exception of the nearest builtin class that a suite can catch."""
    base = next((name for name in raised.types if name in _CATCHABLE), "Exception")
    kind = type(base, (StudentRaised, getattr(builtins, base)), {})
    error: Exception = kind(raised.text)
    error.raised = raised  # type: ignore[attr-defined]
    return error


def _text(value: object) -> str | None:
    return printable(value) if type(value) is str else None
