"""A question as lines of plain text, for a width in columns: Chinese characters take two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from grader.core.quiz.math_text import to_unicode
from grader.core.quiz.questions import Question, letter
from grader.core.quiz.text import Text, written

_TOKEN = re.compile(
    r"\n|[ \t]+|[\u2e80-\u303f\u3041-\ufaff\uff00-\uffef]|[^\s\u2e80-\u303f\u3041-\ufaff\uff00-\uffef]+"
)
_NOT_FIRST = "。，、；：！？）」』】〉》…"
_NOT_LAST = "（「『【〈《"
_INDENT = 4


@lru_cache(maxsize=4096)
def columns(text: str) -> int:
    """How many columns of a terminal a line takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int, first: str = "", other: str | None = None) -> list[str]:
    """A text in lines of at most so many columns. first, other: what the first line and those after it begin with."""
    other = " " * columns(first) if other is None else other
    lines, line, room = [], first, max(4, width - columns(first))
    for token in _tokens(text):
        if token == "\n":  # noqa: S105 - a token of text
            lines.append(line)
            line, room = other, max(4, width - columns(other))
        elif token.isspace():
            if room > 0 and line not in (first, other):
                line, room = line + " ", room - 1
        else:
            for piece in _pieces(token, max(4, width - columns(other))):
                if columns(piece) > room and line not in (first, other):
                    lines.append(line.rstrip())
                    line, room = other, max(4, width - columns(other))
                line, room = line + piece, room - columns(piece)
    return [*lines, line.rstrip()]


def question_lines(question: Question, language: str, width: int) -> list[str]:
    """Prompt, data, options: all that is shown before the answer."""
    lines = wrapped(to_unicode(question.prompt.say(language)), width)
    for name, value in question.given.items():
        if is_block(value):
            lines += ["", *_fitted(block_lines(name, value), width)]
    return lines + option_lines(question, language, width)


def option_lines(question: Question, language: str, width: int) -> list[str]:
    """Options and steps after letters, lines after numbers; nothing for other kinds."""
    choices: Sequence[Text] = [*getattr(question, "options", {}).values(), *getattr(question, "items", {}).values()]
    labels = [f"  {letter(place)}  " for place in range(len(choices))]
    if numbered := getattr(question, "lines", ()):
        choices, labels = numbered, [f"  {place}  " for place in range(1, len(numbered) + 1)]
    lines = [""] if choices else []
    for label, text in zip(labels, choices, strict=True):
        lines += wrapped(to_unicode(text.say(language)), width, label)
    return lines


def is_block(value: Any) -> bool:
    """Is a value of `given` shown below the prompt, and not within it?"""
    return isinstance(value, tuple) or (isinstance(value, str) and "\n" in value)


def block_lines(name: str, value: Any) -> list[str]:
    """A matrix or vector with aligned columns, or lines of code, after its name."""
    if isinstance(value, str):
        return [f"{name}:", *(" " * _INDENT + line for line in value.strip("\n").split("\n"))]
    rows = value if value and isinstance(value[0], tuple) else (value,)
    if any(isinstance(cell, tuple) for row in rows for cell in row):
        return [line for place, each in enumerate(rows, 1) for line in block_lines(f"{name}{place}", each)]
    return matrix_lines(rows, f"{name} = ")


def matrix_lines(rows: Sequence[Sequence[Any]], first: str = "") -> list[str]:
    """Rows with aligned columns, in brackets."""
    cells = [[written(cell) for cell in row] for row in rows]
    wide = max((len(cell) for row in cells for cell in row), default=1)
    texts = ["[" + "  ".join(cell.rjust(wide) for cell in row) + "]" for row in cells]
    return [(first if place == 0 else " " * columns(first)) + text for place, text in enumerate(texts)]


def _fitted(lines: list[str], width: int) -> Iterator[str]:
    """What is too long goes on in the next line."""
    for line in lines:
        rest = line
        while columns(rest) > width > _INDENT:
            yield rest[:width]
            rest = " " * _INDENT + rest[width:]
        yield rest


def _tokens(text: str) -> list[str]:
    """Words, single Chinese characters with the punctuation that must stay beside them, spaces, ends of lines."""
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if tokens and not tokens[-1].isspace() and (token[0] in _NOT_FIRST or tokens[-1][-1] in _NOT_LAST):
            tokens[-1] += token
        else:
            tokens.append(token)
    return tokens


def _pieces(token: str, width: int) -> list[str]:
    """A word, cut where it is longer than a line."""
    return (
        [token] if columns(token) <= width else [token[at : at + width // 2] for at in range(0, len(token), width // 2)]
    )
