"""
Which known mistake explains a student's answers? The one whose variant gives exactly these answers to the recorded calls.

A mistake explains a failed check if it answers every call of the check as the student did, at least one of them not as
the reference does. It must also answer as the student did in the checks that passed; so none is looked for of a function
that has passed all of its own. Of several, the one that explains most failed checks of a function is named.
"""

from __future__ import annotations

import collections
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.comparison import compare, is_array, is_number
from grader.core.mistakes import Mistake
from grader.suite.calls import Call, snapshot
from grader.suite.reference import Reference
from grader.suite.remembering import Remembering

PATIENCE = 15.0
"""Seconds of computing for which mistakes are looked for; after them, what is not explained stays so."""


@dataclass(frozen=True)
class CheckCalls:
    """The calls of one check, and how it went."""

    check: str
    function: str
    passed: bool
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class _Answer:
    value: Any = None
    error: tuple[str, ...] = ()


def explain(checks: Sequence[CheckCalls], reference: Reference) -> dict[str, Mistake]:
    """The mistake that explains each failed check, by check id; checks that none explains are left out."""
    found: dict[str, Mistake] = {}
    if not any(not check.passed for check in checks) or not reference.mistakes:
        return found
    replay = _Replay(reference)
    sound = {check.function for check in checks} - {check.function for check in checks if not check.passed}
    made = [mistake for mistake in reference.mistakes if mistake.function not in sound]
    deadline = time.process_time() + PATIENCE
    for function in dict.fromkeys(check.function for check in checks if not check.passed):
        own = [check for check in checks if check.function == function]
        found |= _cover(own, _candidates(function, made), replay, deadline)
    return found


def _candidates(function: str, mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The function's own mistakes first; then those of functions it may call."""
    return sorted(mistakes, key=lambda mistake: mistake.function != function)


def _cover(checks: list[CheckCalls], mistakes: list[Mistake], replay: _Replay, deadline: float) -> dict[str, Mistake]:
    """
    One check after the other: of the mistakes that explain it, the one that explains most of the others as well.

    A replay may be a whole training, so mistakes that do not explain a check are not tried on the others for its sake.
    """
    passed = [call for check in checks if check.passed for call in check.calls]
    failed = [check for check in checks if not check.passed]
    refuted: set[Mistake] = set()
    found: dict[str, Mistake] = {}
    for check in failed:
        if check.check in found or time.process_time() > deadline:
            continue
        fitting = [m for m in mistakes if m not in refuted and replay.explains(m, check)]
        refuted |= {mistake for mistake in fitting if replay.contradicts(mistake, passed)}
        explained = {
            mistake: [other.check for other in failed if other is check or replay.explains(mistake, other)]
            for mistake in fitting
            if mistake not in refuted
        }
        if explained:
            best = max(explained, key=lambda mistake: len(explained[mistake]))  # the first of equals: the table's order
            found = dict.fromkeys(explained[best], best) | found
    return found


class _Replay:
    """
    Answers of the reference and of the variants to recorded calls, each computed once.

    A check's calls are replayed in order: a method is called on the object that the replay of its owner has given.
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._right: dict[int, _Answer] = {}
        self._variants: dict[Mistake, dict[int, _Answer]] = collections.defaultdict(dict)

    def explains(self, mistake: Mistake, check: CheckCalls) -> bool:
        """Does the variant answer every call of the check as the student did, and one of them wrongly?"""
        if not check.calls or not all(_can_be_replayed(call) for call in check.calls):
            return False
        wrong = False
        for call in check.calls:
            theirs, right = _answer_of(call), self._right_answer(call)
            answer = self._variant_answer(mistake, call)
            if not _alike(theirs, answer, call.rtol):
                if right.error and theirs.error:  # refused, as it should be; how, is another matter
                    continue
                return False
            wrong = wrong or not _alike(answer, right, call.rtol)
        return wrong

    def contradicts(self, mistake: Mistake, passed: Iterable[Call]) -> bool:
        """Would the variant have answered otherwise in checks that passed? Invalid arguments do not count."""
        for call in passed:
            if not _can_be_replayed(call):
                continue
            right, answer = self._right_answer(call), self._variant_answer(mistake, call)
            if not right.error and not _alike(answer, _answer_of(call), call.rtol):
                return True
        return False

    def _right_answer(self, call: Call) -> _Answer:
        if id(call) not in self._right:
            self._right[id(call)] = _ask(self._reference.remembering, call, self._right)
        return self._right[id(call)]

    def _variant_answer(self, mistake: Mistake, call: Call) -> _Answer:
        answers = self._variants[mistake]
        if id(call) not in answers:
            answers[id(call)] = _ask(self._reference.remembering_with(mistake), call, answers)
        return answers[id(call)]


def _can_be_replayed(call: Call) -> bool:
    """Was it answered by something that the reference has, too: a function, or a method of what a function gave?"""
    return call.answered and (call.function is not None or call.owner is not None)


def _ask(module: Remembering, call: Call, answers: Mapping[int, _Answer]) -> _Answer:
    """A module's answer; `answers` are those that it gave before, by the call's identity."""
    try:
        return _Answer(snapshot(_answer(module, call, answers)))
    except Exception as error:  # noqa: BLE001 - a variant may raise what a student's code raises
        return _Answer(error=tuple(kind.__name__ for kind in type(error).__mro__))


def _answer(module: Remembering, call: Call, answers: Mapping[int, _Answer]) -> Any:
    """What a module says to a call: of a function, or on the object that its own answer to the owner was."""
    if call.owner is None:
        return getattr(module, call.function or "") if call.read else call.put_to(module)
    target = answers[id(call.owner)].value
    for name in call.path:
        target = getattr(target, name)
    return target if call.read else target(*snapshot(call.args), **snapshot(dict(call.kwargs)))


def _answer_of(call: Call) -> _Answer:
    return _Answer(call.result, call.error)


def _alike(one: _Answer, other: _Answer, rtol: float) -> bool:
    """The same value, or an exception of the same class. Objects differ in what their methods answer."""
    if one.error or other.error:
        return bool(one.error and other.error) and one.error[0] == other.error[0]
    if not _is_data(one.value) or not _is_data(other.value):
        return not _is_data(one.value) and not _is_data(other.value)
    try:
        return compare(one.value, other.value, rtol=rtol) is None
    except TypeError:
        return False


def _is_data(value: Any) -> bool:
    return value is None or is_number(value) or is_array(value) or isinstance(value, (str, bytes, list, tuple, dict))
