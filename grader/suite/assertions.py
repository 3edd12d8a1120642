"""The assertions of suites: strict comparison, refused arguments, inputs left alone."""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.core.comparison import RTOL, Difference, compare
from grader.core.rendering import expected_and_got, source_text
from grader.core.texts import say


class Mismatch(AssertionError):
    """An answer that is not the expected one; carries what feedback needs."""

    def __init__(self, difference: Difference, got: Any, expected: Any) -> None:
        self.difference = difference
        self.got = got
        self.expected = expected
        super().__init__(difference)

    def __str__(self) -> str:
        expected, got = expected_and_got(self.difference, self.got, self.expected)
        return f"{self.explain('en')}\nexpected:\n{expected}\ngot:\n{got}"

    def explain(self, language: str) -> str:
        """One sentence: how the answer differs."""
        where = say("difference.where", language, where=self.difference.where) if self.difference.where else ""
        return where + say(f"difference.{self.difference.reason}", language, **self.difference.fields)


class Refusal(AssertionError):
    """Invalid arguments were accepted, or refused without saying which argument is wrong."""

    def __init__(self, key: str, **fields: str) -> None:
        self.key = key
        self.fields = fields
        super().__init__(self.explain("en"))

    def explain(self, language: str) -> str:
        """One sentence: what should have happened."""
        return say(self.key, language, **self.fields)


class ChangedInput(Refusal):
    """A function changed an argument that belongs to its caller."""


@dataclass(frozen=True)
class Compared:
    """One comparison of a suite, whatever came of it."""

    got: Any
    expected: Any
    rtol: float
    difference: Difference | None


_watchers: list[Callable[[Compared], None]] = []


@contextlib.contextmanager
def watched_comparisons(watcher: Callable[[Compared], None]) -> Iterator[None]:
    """Within this, the watcher is told of every comparison by `same`: who measures a suite wants to know how close they are."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def same(got: Any, expected: Any, *, rtol: float = RTOL) -> None:
    """
    Fail unless `got` is the expected answer: type, shape, kind of number, finite, within `rtol` of the largest expected value.

    Raises: Mismatch, an AssertionError that says how they differ.
    """
    __tracebackhide__ = True
    difference = compare(got, expected, rtol=rtol)
    for watcher in _watchers:
        watcher(Compared(got, expected, rtol, difference))
    if difference is not None:
        raise Mismatch(difference, got, expected)


def rejects(function: Callable[..., Any], *args: Any, blames: Mapping[str, Any], **kwargs: Any) -> None:
    """
    Fail unless the call raises ValueError with a message that names an argument of `blames` together with its value.

    Args: blames: argument name -> offending value (of an array: its shape). One pair named is enough.
    """
    __tracebackhide__ = True
    try:
        answer = function(*args, **kwargs)
    except ValueError as error:
        message = str(error)
        if not any(_names(message, name) and _shows(message, value) for name, value in blames.items()):
            wanted = " / ".join(f"{name}={source_text(value)}" for name, value in blames.items())
            raise Refusal("refusal.unnamed", wanted=wanted, message=message or '""') from None
        return
    raise Refusal("refusal.accepted", got=source_text(answer))


def unchanged(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call the function, fail if it changed one of its arguments, and return its answer."""
    __tracebackhide__ = True
    watched = getattr(function, "call_and_watch", None)
    answer, changed = watched(args, kwargs) if watched else _call_and_watch(function, args, kwargs)
    if changed:
        raise ChangedInput("refusal.changed", arguments=", ".join(changed))
    return answer


@contextlib.contextmanager
def untouched(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Iterator[Any]:
    """
    Call the function for a `with` block; fail if one of its arguments has changed by the end of it.

    For objects that may keep what they are made from: `with untouched(student.Net, weights) as net: net.step(…)`.
    """
    __tracebackhide__ = True
    watched = getattr(function, "call_and_keep_watch", None)
    answer, changed = watched(args, kwargs) if watched else _call_and_keep_watch(function, args, kwargs)
    yield answer
    names = changed()
    if names:
        raise ChangedInput("refusal.changed-later", arguments=", ".join(names))


def _call_and_watch(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, list[str]]:
    """The answer, and the positions or names of arguments that are no longer what they were; for a function in this process."""
    answer, changed = _call_and_keep_watch(function, args, kwargs)
    return answer, changed()


def _call_and_keep_watch(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, Callable[[], list[str]]]:
    """The answer, and a function that compares the arguments with what they were."""
    before = copy.deepcopy((args, kwargs))
    return function(*args, **kwargs), lambda: _differing(args, kwargs, before)


def _differing(args: Any, kwargs: Any, before: Any) -> list[str]:
    places = [(str(i + 1), args[i], before[0][i]) for i in range(len(args))]
    places += [(name, kwargs[name], before[1][name]) for name in kwargs]
    return [name for name, now, then in places if _is_data(then) and compare(now, then, rtol=0.0) is not None]


def _is_data(value: Any) -> bool:
    try:
        compare(value, value)
    except TypeError:
        return False
    return True


def _names(message: str, name: str) -> bool:
    """Is the argument named, as a word of its own?"""
    return re.search(rf"(?<![a-z0-9_]){re.escape(name.lower())}(?![a-z0-9])", message.lower()) is not None


def _shows(message: str, value: Any) -> bool:
    """Is the value in the message? Numbers as whole tokens, a shape as its numbers in order, text as it is."""
    if isinstance(value, (tuple, list)):
        pattern = r"\D{1,5}".join(_number_pattern(item) for item in value)
        return re.search(pattern, message) is not None if value else True
    if isinstance(value, str):
        return value in message
    if value is None or isinstance(value, (bool, dict)):
        return str(value) in message
    return re.search(_number_pattern(value), message) is not None


def _number_pattern(value: Any) -> str:
    """Matches a number in text: 3 also as 3.0, never as part of 13 or 3.5; anything else as it is."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return re.escape(str(value))
    text = str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)  # noqa: PLR2004
    tail = r"(?:\.0*)?(?![\d]|\.\d*[1-9])" if number.is_integer() else r"(?!\d)"
    return rf"(?<![\d.]){re.escape(text)}{tail}" if text[0] != "-" else rf"{re.escape(text)}{tail}"
