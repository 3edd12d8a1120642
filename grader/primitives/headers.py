"""The JSON of a frame's header, parsed only if that costs no more than the values that a frame may hold."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from grader.primitives.errors import ProtocolError

# The most that one item takes in a header: `["l",[]],` has two brackets, `["h",1,"",true],` four commas and two texts.
_BRACKETS_PER_ITEM = 2
_SIGNS_PER_ITEM = 6
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_MAX_DIGITS = 1000  # far more than the largest number has


def parse(header: bytes, max_items: int) -> Any:
    """
    What a header says, as JSON's own types.

    Args: max_items: how many values the frame may hold.
    Raises: ProtocolError if the header is no JSON in ASCII, or needs far more objects than so many values.
    """
    if _is_too_dense(header, max_items):
        raise ProtocolError("too many items")
    try:
        return json.loads(str(header, "ascii"), parse_int=None if _digits_are_limited() else _short_integer)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the header is not JSON") from error


def _is_too_dense(header: bytes, max_items: int) -> bool:
    """Would it become far more objects than the items need? Only a long header can."""
    signs, brackets = _SIGNS_PER_ITEM * max_items, _BRACKETS_PER_ITEM * max_items
    if len(header) <= signs or (header.count(b",") + header.count(b'"') <= signs and header.count(b"[") <= brackets):
        return False
    bare, texts = _TEXT.subn(b"", header, count=signs)
    return texts + bare.count(b",") > signs or bare.count(b"[") > brackets


def _digits_are_limited() -> bool:
    """Does Python refuse long whole numbers? It can be told not to, also from outside; one number takes hours then."""
    return 0 < sys.get_int_max_str_digits() <= sys.int_info.default_max_str_digits


def _short_integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ProtocolError("a whole number is too large")
    return int(digits)
