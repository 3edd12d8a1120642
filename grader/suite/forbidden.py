"""
Calls that an exercise does not allow: a worker looks for them in the file, and here they become faults of functions.

What the worker says is checked like everything from there; of the student's file only line numbers pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.core.catalogue import Exercise
from grader.core.report import Verdict
from grader.suite.faults import StudentFault

FORBIDDEN_CALL = "check.forbidden-call"
_MOST_LINES = 10**7


def search_for(exercise: Exercise) -> dict[str, Any]:
    """What to add to a request to compile; nothing where every call is allowed."""
    if not exercise.forbidden:
        return {}
    return {"forbidden": list(exercise.forbidden), "functions": [function.name for function in exercise.functions]}


def charged(reply: Mapping[str, Any], exercise: Exercise) -> dict[str, StudentFault]:
    """By function, what the reply says about forbidden calls; whatever is not as it should be is dropped."""
    charges = reply.get("charges")
    if not exercise.forbidden or type(charges) is not dict:
        return {}
    found = {function.name: _calls(charges.get(function.name), exercise) for function in exercise.functions}
    return {name: _fault(calls) for name, calls in found.items() if calls}


def _calls(entries: object, exercise: Exercise) -> tuple[tuple[str, int], ...]:
    """Pairs of a forbidden call and the first line where it is used."""
    if type(entries) is not list or len(entries) > len(exercise.forbidden):
        return ()
    return tuple(
        entry
        for entry in entries
        if type(entry) is tuple and [type(part) for part in entry] == [str, int]
        if entry[0] in exercise.forbidden and 0 < entry[1] < _MOST_LINES
    )


def _fault(calls: tuple[tuple[str, int], ...]) -> StudentFault:
    return StudentFault(Verdict.FORBIDDEN, FORBIDDEN_CALL, {"calls": calls, "line": calls[0][1]})
