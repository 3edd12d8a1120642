"""Options, steps and lines as people pick them: `B`, `b`, `2`, `A, C`, `CAB`, `第 3 行`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.core.quiz.numbers import LONGEST, Unclear, normalised
from grader.core.quiz.questions import letter
from grader.core.quiz.text import Text


def read_letters(options: Mapping[str, Text], text: str, count: int | None = None) -> tuple[str, ...]:
    """
    The keys of the options that a person picked, in the order typed.

    Args: count: how many must be picked. Raises: Unclear where it is no such pick, or one is picked twice.
    """
    keys = list(options)
    places = _places(keys, normalised(text))
    if len(set(places)) < len(places):
        raise Unclear("twice")
    if count is not None and len(places) != count:
        raise Unclear("count" if count > 1 else "one", count=count, last=letter(len(keys) - 1))
    return tuple(keys[place] for place in places)


def read_line(lines: int, text: str) -> int:
    """The number of the line that a person picked, from 1. Raises Unclear."""
    found = re.fullmatch(r"(?:line|第|l)?\s*(\d{1,3})\s*(?:行|列)?\.?", normalised(text), re.IGNORECASE)
    if found is None or not 1 <= int(found[1]) <= lines:
        raise Unclear("line", last=lines)
    return int(found[1])


def _places(keys: list[str], plain: str) -> list[int]:
    last = letter(len(keys) - 1)
    if len(plain) > LONGEST:
        raise Unclear("long")
    words = [word.strip("().[]") for word in re.split(r"[\s,、;>/&+→-]+", plain) if word.strip("().[]")]
    if len(words) == 1 and words[0].isalpha():
        words = list(words[0])
    places = [_place(word) for word in words]
    if not places or any(place is None or not 0 <= place < len(keys) for place in places):
        raise Unclear("letters", last=last)
    return [place for place in places if place is not None]


def _place(word: str) -> int | None:
    if len(word) == 1 and word.isascii() and word.isalpha():
        return ord(word.upper()) - ord("A")
    if word.isascii() and word.isdigit() and len(word) <= 2:  # noqa: PLR2004 - there are 26 options at most
        return int(word) - 1
    return None
