"""Asking for answers: a line from the terminal or from a pipe, a matrix row by row."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from grader.cli.screens import console
from grader.core.quiz.questions import Formula, Matrix, Question
from grader.core.texts import say

GIVE_UP, STOP = "?", "q"


class Stopped(Exception):
    """The person wants to go on another time: the end of the input, or `q`."""


class Asker:
    """Reads answers. On a terminal lines can be edited; from a pipe they are read as they come."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        if hasattr(stdin := sys.stdin, "reconfigure"):
            stdin.reconfigure(errors="replace")
        if self._terminal:
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401, PLC0415 - editing of lines, where the system has it

    def answer(self, question: Question) -> str | None:
        """What was typed, or None for a question that is given up. Raises Stopped."""
        if isinstance(question, Matrix):
            return self._rows()
        text = self.line("> ")
        if text.strip() in ("q", "ｑ") and not _has_variable(question, STOP):
            raise Stopped
        return None if text.strip() in (GIVE_UP, "？") else text

    def _rows(self) -> str | None:
        """A matrix: rows until an empty line, or all at once with semicolons."""
        rows: list[str] = []
        while True:
            row = self.line(say("quiz.row", self._language, number=len(rows) + 1))
            if row.strip() == STOP:
                raise Stopped
            if row.strip() in (GIVE_UP, "？"):
                return None
            if not row.strip() and rows:
                return "\n".join(rows)
            if not row.strip():
                return ""
            rows.append(row)
            if any(sign in row for sign in (";", "；")):
                return "\n".join(rows)

    def line(self, prompt: str) -> str:
        """One line. Raises Stopped at the end of the input."""
        try:
            if self._terminal:
                return input(prompt)
            console().print(prompt, end="", markup=False)
            sys.stdout.flush()
            line: Any = sys.stdin.readline() if sys.stdin else ""
        except EOFError:
            raise Stopped from None
        if not line:
            raise Stopped
        line = line.rstrip("\r\n")
        console().print(line, markup=False)
        return str(line)


def _has_variable(question: Question, name: str) -> bool:
    return isinstance(question, Formula) and name in question.variables
