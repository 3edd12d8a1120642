"""What was asked of a submission during a check, and what it answered: the material for examples and explanations."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.comparison import RTOL, is_array, is_generator, is_tensor
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

    owner: the call whose answer is that object, None if it came in another way. path: names from the object to what was
    called. read: nothing was called, an attribute was looked at.
    error: names of the builtin classes of the exception it raised, nearest first. answered: False if it never returned.
    watched: how the student's process knows it, if its arguments are watched.
    stage: it was called by this function of the stage, whose arguments these are.
    """

    label: str
    function: str | None
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    result: Any = None
    error: tuple[str, ...] = ()
    answered: bool = False
    watched: int | None = None
    owner: Call | None = None
    path: tuple[str, ...] = ()
    read: bool = False
    stage: StageFunction | None = None

    @property
    def text(self) -> str:
        """The call as Python source."""
        return self._spelled(self.label)

    def script(self, calls: Sequence[Call]) -> str:
        """The call as Python source; of an object, beginning with how it was made and what it has answered since."""
        if self.owner is None:
            return self.text
        before = itertools.takewhile(lambda call: call is not self, calls)
        asked = [call for call in before if call.owner is self.owner and not (call.read or call.error)]
        return "\n".join([f"it = {self.owner.text}", *(call._on_it for call in [*asked, self])])  # noqa: SLF001 - one of us

    @property
    def rtol(self) -> float:
        """How exactly two answers to it must agree to be alike."""
        return self.stage.rtol if self.stage else RTOL

    def put_to(self, module: Any) -> Any:
        """The answer of another module to the same call of a function. Raises whatever that raises."""
        args, kwargs = snapshot(self.args), snapshot(dict(self.kwargs))
        if self.stage:
            return self.stage.here(module, *args, **kwargs)
        return getattr(module, self.function or "")(*args, **kwargs)

    @property
    def _on_it(self) -> str:
        return self._spelled(".".join(["it", *self.path]))

    def _spelled(self, label: str) -> str:
        if self.read:
            return label
        args = (Name(self.stage.module), *self.args) if self.stage else self.args
        return call_text(label, args, self.kwargs)


class Name:
    """Something that is shown by its name."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self) -> None:
        """What has a name of its own in Python source can be called."""


def snapshot(value: Any) -> Any:
    """A copy of plain data and of random generators; anything else as it is."""
    if is_tensor(value):
        return value.detach().clone()
    if is_array(value):
        return value.copy()
    if is_generator(value):
        return copy.deepcopy(value)
    if type(value) in (list, tuple):
        return type(value)(snapshot(item) for item in value)
    if type(value) is dict:
        return {key: snapshot(item) for key, item in value.items()}
    return value
