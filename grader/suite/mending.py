"""
When the sandbox breaks under a check: whose doing was it?

Ours, as a rule: a check is tried again, and then it is a fault of the grader, which costs nobody points. A fault does not
count, though, so a submission that can break the sandbox could drop the checks that it does not pass. Where the tier lets it
(another process of the same user can be killed), a witness is asked: the reference solution, in the same check.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.core.report import Verdict
from grader.suite.faults import StudentFault
from grader.suite.judging import Happening

BROKE_SANDBOX = "check.broke-sandbox"
_TRIES, _ROUNDS = 2, 2

Run = Callable[[], Happening]


def tried_again(run: Run, find_witness: Callable[[], Run | None]) -> Happening:
    """
    Run a check until the sandbox holds, or somebody is to blame.

    Args: run: the submission's check; after a breakdown, in a new sandbox. find_witness: the reference's, likewise; None
        where a submission cannot reach the sandbox, or there is nobody to ask.
    """
    for _ in range(_TRIES):
        happening = run()
        if not happening.broken:
            return happening
    witness = find_witness()
    return _compared_with(witness, run, happening) if witness else happening


def blamed(happening: Happening) -> Happening:
    """The breakdown as what it is: the submission's crash."""
    fault = StudentFault(Verdict.CRASHED, BROKE_SANDBOX)
    return Happening(fault, happening.calls, fault, "", happening.seconds)


def _compared_with(witness: Run, run: Run, happening: Happening) -> Happening:
    """Broken each time, while the reference gets through each time in between: by now it is no accident."""
    for _ in range(_ROUNDS):
        if witness().broken:
            return happening
        happening = run()
        if not happening.broken:
            return happening
    return blamed(happening)
