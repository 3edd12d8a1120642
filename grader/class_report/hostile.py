"""Text of students made fit for a page: what it shows stays, what it could do to the text around it is gone."""

from __future__ import annotations

import re

from grader.core.submission import printable

_JOINERS = re.compile("([\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{VARIATION SELECTOR-16}])")


def shown(text: str, limit: int = 300) -> str:
    """
    At most `limit` characters, control and direction characters made visible.

    Joiners stay: emoji and Persian names are made with them, and they reorder nothing. Escaping for HTML is the template's.
    """
    ended = text.replace("\r\n", "\n").replace("\r", "\n")
    if ended.isprintable() and len(ended) <= limit:
        return ended
    pieces = _JOINERS.split(ended[:limit])
    return "".join(each if _JOINERS.fullmatch(each) else printable(each) for each in pieces) + "…" * (
        len(ended) > limit
    )


def in_one_line(text: str, limit: int = 300) -> str:
    """The same on one line."""
    return shown(" ".join(text.split()), limit)
