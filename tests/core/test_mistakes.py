"""Known mistakes are declared beside their variant and read in their order."""

from types import ModuleType
from typing import Any

import pytest

from grader.core.mistakes import Mistake, mistake, mistakes_in
from grader.primitives.errors import CourseError


def module(**names: Any) -> ModuleType:
    """A module with these names."""
    made = ModuleType("mistakes")
    vars(made).update(names)
    return made


@mistake("total", en="You forgot the last one.", zh_TW="你漏了最後一個。")
def last_one_left_out(reference: Any, numbers: list[int]) -> int:
    """A wrong variant."""
    return int(reference.total(numbers[:-1]))


@mistake("average", en="You forgot the last one.", zh_TW="你漏了最後一個。", id="last-one-left-out")
def average_of_fewer(reference: Any, numbers: list[int]) -> float:
    """The same misconception in another function."""
    return float(reference.average(numbers[:-1]))


def declared() -> tuple[Mistake, ...]:
    """Both, as a module declares them."""
    return mistakes_in(module(last_one_left_out=last_one_left_out, helper=len, average_of_fewer=average_of_fewer))


def test_mistakes_are_read_in_the_order_of_the_module() -> None:
    """Helpers and other names are passed over."""
    assert [each.function for each in declared()] == ["total", "average"]


def test_the_id_is_the_variants_name_with_dashes_unless_given() -> None:
    """So the same misconception can have the same id in two functions."""
    assert [each.id for each in declared()] == ["last-one-left-out", "last-one-left-out"]


def test_messages_are_kept_by_language() -> None:
    """Under the names that languages have everywhere."""
    assert declared()[0].messages == {"en": "You forgot the last one.", "zh-TW": "你漏了最後一個。"}


def test_a_declared_variant_can_still_be_called() -> None:
    """The decorator adds a declaration and changes nothing."""
    assert last_one_left_out(module(total=sum), [1, 2, 3]) == 3


def test_a_mistake_declared_twice_is_a_course_error() -> None:
    """For one function, an id names one variant."""
    with pytest.raises(CourseError, match="'last-one-left-out' of total is declared twice"):
        mistakes_in(module(one=last_one_left_out, two=last_one_left_out))


def test_a_module_without_mistakes_has_none() -> None:
    """An empty table is a table."""
    assert mistakes_in(module(helper=len)) == ()
