"""What of a hidden run may be told to the student, and which runs need a twin to be told of."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.report import Verdict
from grader.suite.faults import StudentFault
from grader.suite.forbidden import FORBIDDEN_CALL
from grader.suite.judging import Happening
from grader.suite.mending import BROKE_SANDBOX
from grader.suite.plugin import Check
from grader.suite.statements import Told

TWINNED = frozenset({Verdict.FAILED, Verdict.CRASHED, Verdict.OUT_OF_MEMORY, Verdict.TIMED_OUT, Verdict.FORBIDDEN})
_PLAIN_FAULTS = frozenset(
    f"check.{name}"
    for name in (
        "missing",
        "not-attempted",
        "timed-out",
        "total-time",
        "out-of-memory",
        "flooded",
        "too-much-data",
        "total-data",
        "forbidden-call",
        "broke-sandbox",
    )
)
"""Faults whose sentence holds nothing that a student's code chose."""


def worth_a_twin(happenings: Mapping[Check, Happening]) -> list[Check]:
    """
    Failed hidden checks that nothing may be told of yet.

    Of those that ran out of time only the first of each function, since each costs as much again.
    """
    wanted, slow = [], set()
    for check, happening in happenings.items():
        if not check.hidden or happening.verdict not in TWINNED or _says_enough(happening):
            continue
        if happening.verdict is Verdict.TIMED_OUT:
            if check.function in slow:
                continue
            slow.add(check.function)
        wanted.append(check)
    return wanted


def holds_no_input(fault: StudentFault) -> bool:
    """Was everything that the fault says known before a hidden input was sent, or is said by the grader alone?"""
    return fault.key.startswith("import.") or fault.key in _PLAIN_FAULTS


def _says_enough(happening: Happening) -> bool:
    """Will it be told as it is? It failed at the import, or with a sentence of the suite's that holds nothing hidden."""
    told_once = ("import.", "check.total", FORBIDDEN_CALL, BROKE_SANDBOX)
    return isinstance(happening.error, Told) or (
        happening.fault is not None and happening.fault.key.startswith(told_once)
    )
