"""
Verdicts of several sides on the same checks: student -> check -> whether it passed.

A side that grades nothing would be the fastest. So each is compared with plain pytest, check by check.
"""

import re


def numbered(verdicts):
    """
    The names that all sides share, of pairs in the order of collection: file, class, function, and which case of several.

    pytest writes a case's values in brackets, or the id that the suite gave it; other sides only know which one it is.
    """
    cases, told = {}, {}
    for name, passed in verdicts:
        function = re.sub(r"\[.*", "", name)
        if function != name:
            cases[function] = cases.get(function, -1) + 1
            told[f"{function}#{cases[function]}"] = passed
        else:
            told[name] = passed
    return told


def differences(told, plain):
    """Student and check of every verdict that is not plain pytest's, or not there."""
    return [
        (student, check)
        for student, checks in plain.items()
        for check, passed in checks.items()
        if told.get(student, {}).get(check) is not passed
    ]


def agreement(told, plain):
    """A sentence: how many verdicts were compared, and which differ. told, plain: of the same students."""
    compared = sum(len(checks) for checks in plain.values())
    differing = differences(told, plain)
    if not differing:
        passed = sum(sum(checks.values()) for checks in plain.values())
        return f"all {compared} alike, {passed} passed"
    student, check = differing[0]
    theirs, others = (_word(side.get(student, {}).get(check)) for side in (told, plain))
    return f"{len(differing)} of {compared} differ; {check} of {student} is {theirs} here and {others} there"


def _word(passed):
    return {True: "passed", False: "failed", None: "missing"}[passed]
