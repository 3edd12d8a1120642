"""Known mistakes: how `mistakes.py` declares them, and how the table is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from grader.primitives.errors import CourseError

Variant = TypeVar("Variant", bound=Callable[..., Any])
_ATTRIBUTE = "__known_mistake__"


@dataclass(frozen=True, eq=False)
class Mistake:
    """
    A wrong variant of one function.

    id: names the misconception, the same wherever it appears. function: the student's function it is a variant of.
    messages: what to tell the student, by language. variant: takes the reference module, then the function's arguments.
    """

    id: str
    function: str
    messages: dict[str, str]
    variant: Callable[..., Any]


def mistake(function: str, *, en: str, zh_TW: str, id: str | None = None) -> Callable[[Variant], Variant]:  # noqa: A002, N803
    """Declare the decorated variant as a known mistake of `function`; its id is the variant's name unless given."""

    def declare(variant: Variant) -> Variant:
        name = id or variant.__name__.replace("_", "-")
        setattr(variant, _ATTRIBUTE, Mistake(name, function, {"en": en, "zh-TW": zh_TW}, variant))
        return variant

    return declare


def mistakes_in(module: ModuleType) -> tuple[Mistake, ...]:
    """All mistakes that a module declares, in its order. Raises CourseError if one is declared twice."""
    found = [getattr(value, _ATTRIBUTE) for value in vars(module).values() if hasattr(value, _ATTRIBUTE)]
    twice = _first_repeated((each.function, each.id) for each in found)
    if twice:
        raise CourseError(f"The mistake {twice[1]!r} of {twice[0]} is declared twice.", next_step="Rename one of them.")
    return tuple(found)


def _first_repeated(keys: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    seen: set[tuple[str, str]] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None
