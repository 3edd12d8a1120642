"""Hostile text made fit for a page, a cell or an XML file: what it shows stays, what it could do is gone."""

from __future__ import annotations

import re

from grader.core.submission import printable

_JOINERS = re.compile("([\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{VARIATION SELECTOR-16}])")
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def shown(text: str, limit: int = 4000) -> str:
    """
    Text with control and direction characters escaped, at most about `limit` characters of it.

    Joiners stay: emoji and Persian names are made with them, and they reorder nothing.
    """
    ended = text.replace("\r\n", "\n").replace("\r", "\n")
    if ended.isprintable() and len(ended) <= limit:
        return ended
    pieces = _JOINERS.split(ended[:limit])
    return "".join(piece if _JOINERS.fullmatch(piece) else printable(piece) for piece in pieces) + "…" * (
        len(ended) > limit
    )


def line(text: str, limit: int = 300) -> str:
    """The same on one line."""
    return shown(" ".join(text.split()), limit)


def in_xml(text: str) -> str:
    """Text that XML can hold: what it has no way to write becomes a replacement character."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
