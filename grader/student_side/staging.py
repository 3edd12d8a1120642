"""
The stage: a module of the course's, loaded beside the student's file, that builds what cannot be sent and calls the student.

A model, an optimizer and tensors of a device live in one process. The stage makes them there from plain values, hands them
to the student's function, and returns plain values again: what came out of it, never a verdict. It knows no answer, and
nothing that it returns is trusted, since the student's code runs beside it.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

_NAME = "stage"
_stage = types.ModuleType(_NAME)


def load(source: str) -> None:
    """Run the stage's source, once, before there is a student's file; its module-level code may warm up what it needs."""
    if source:
        exec(compile(source, f"<{_NAME}>", "exec"), _stage.__dict__)  # noqa: S102 - the course's own


def function(name: str) -> Callable[..., Any]:
    """A function of the stage; its first parameter is the student's module."""
    found: Callable[..., Any] = getattr(_stage, name)
    return found
