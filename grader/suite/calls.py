"""What was asked of a submission during a check, and what it answered: the material for examples and explanations."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.comparison import is_array, is_tensor
from grader.core.rendering import call_text


@dataclass
class Call:
    """
    One call. function: the student's function by name, or None for a method of one of their objects.

    owner: the call whose answer is that object, None if it came in another way. path: names from the object to what was
    called. read: nothing was called, an attribute was looked at.
    error: names of the builtin classes of the exception it raised, nearest first. answered: False if it never returned.
    watched: how the student's process knows it, if its arguments are watched.
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
    def _on_it(self) -> str:
        return self._spelled(".".join(["it", *self.path]))

    def _spelled(self, label: str) -> str:
        return label if self.read else call_text(label, self.args, self.kwargs)


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
