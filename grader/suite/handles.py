"""Objects that stay in the student's process: how a request names them, and what a check gets in their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.primitives import wire

BY_NAME = -1
"""The number of a function of the module that was not looked up yet."""


def reference_to(handle: wire.Handle) -> int | str:
    """How a request names an object: by number, or a function of the module by its name."""
    return handle.description if handle.number == BY_NAME else handle.number


def wrapped(value: Any, wrap: Callable[[wire.Handle], Any]) -> Any:
    """Data with every handle in it wrapped."""
    if type(value) is wire.Handle:
        return wrap(value)
    if type(value) in (list, tuple):
        return type(value)(wrapped(item, wrap) for item in value)
    if type(value) is dict:
        return {key: wrapped(item, wrap) for key, item in value.items()}
    return value
