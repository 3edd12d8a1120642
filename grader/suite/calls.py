"""What was asked of a submission during a check, and what it answered: the material for examples and explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from grader.core.comparison import RTOL, is_array, is_tensor
from grader.core.rendering import call_text


@dataclass(frozen=True)
class StageFunction:
    """
    A function of the exercise's stage, as the trusted side has it.

    module: what a call of it names as its first argument. rtol: how exactly two answers of it must agree to be alike.
    """

    name: str
    module: str
    here: Callable[..., Any]
    rtol: float = RTOL


@dataclass
class Call:
    """
    One call. function: the student's function by name, or None for a method of one of their objects.

    error: names of the builtin classes of the exception it raised, nearest first. answered: False if it never returned.
    stage: it was called by this function of the stage, whose arguments these are.
    """

    label: str
    function: str | None
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    result: Any = None
    error: tuple[str, ...] = ()
    answered: bool = False
    stage: StageFunction | None = None

    @property
    def text(self) -> str:
        """The call as Python source."""
        if self.stage is None:
            return call_text(self.label, self.args, self.kwargs)
        return call_text(self.label, (Name(self.stage.module), *self.args), self.kwargs)

    @property
    def rtol(self) -> float:
        """How exactly two answers to it must agree to be alike."""
        return self.stage.rtol if self.stage else RTOL

    def put_to(self, module: ModuleType) -> Any:
        """The answer of another module to the same call. Raises whatever that raises."""
        args, kwargs = snapshot(self.args), snapshot(dict(self.kwargs))
        if self.stage:
            return self.stage.here(module, *args, **kwargs)
        return getattr(module, self.function or "")(*args, **kwargs)


class Name:
    """Something that is shown by its name."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self) -> None:
        """What has a name of its own in Python source can be called."""


def snapshot(value: Any) -> Any:
    """A copy of plain data; anything else as it is."""
    if is_tensor(value):
        return value.detach().clone()
    if is_array(value):
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(snapshot(item) for item in value)
    if type(value) is dict:
        return {key: snapshot(item) for key, item in value.items()}
    return value
