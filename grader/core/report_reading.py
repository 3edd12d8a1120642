"""
A report from its public JSON: the inverse of `ExerciseReport.to_json`, and as strict.

Every key must be there with a value of its type, none may be left over, and what a report computes (points, percent, states)
must agree with its checks. Points are written with six digits; a third comes back as a third, so that sums come out even.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from grader.core.report import SCHEMA, CheckOutcome, Example, ExerciseReport, Verdict
from grader.primitives.errors import ReportError

_Read = Callable[[Any, str], Any]
_SIXTH_DIGIT = 5e-7
_LARGEST_DENOMINATOR = 1000
_ABSURD = 1e15
_STEP = "Grade the submission again to get a report of this version."


def report_from_json(data: object) -> ExerciseReport:
    """
    The report that `data`, as `json.loads` gives it, was written from.

    Raises: ReportError, which names the place.
    """
    if isinstance(data, dict) and data.get("schema") != SCHEMA:
        raise ReportError(
            f"This is no report of the format {SCHEMA}, but of {data.get('schema')!r:.40}.", next_step=_STEP
        )
    fields = _REPORT(data, "the report")
    report = ExerciseReport(
        exercise=fields["exercise"],
        submission=fields["submission"],
        reason=fields["reason"],
        seconds=fields["seconds"],
        sandbox=fields["sandbox"],
        functions=tuple(function["name"] for function in fields["functions"]),
        checks=tuple(map(_check, fields["checks"])),
        versions=fields["versions"],
        complete=fields["hidden_suite"],
        only=fields["only"],
        notes=tuple(fields["notes"]),
    )
    _agree(fields, report.to_json(), "the report")
    return report


def _check(fields: Mapping[str, Any]) -> CheckOutcome:
    example = fields["example"]
    return CheckOutcome(
        id=fields["id"],
        function=fields["function"],
        title=fields["title"],
        hidden=fields["hidden"],
        verdict=fields["verdict"],
        points=_exact(fields["max_points"]),
        seconds=fields["seconds"],
        message=fields["message"],
        mistakes=tuple(fields["mistakes"]),
        mistake_messages=tuple(fields["mistake_messages"]),
        example=Example(**example) if example else None,
        output=fields["output"],
        line=fields["line"],
        code=fields["code"],
    )


def _exact(points: float) -> float:
    """Points as they were before they were written: 0.333333 is a third."""
    nearest = Fraction(points).limit_denominator(_LARGEST_DENOMINATOR)
    return float(nearest) if abs(nearest - Fraction(points)) <= _SIXTH_DIGIT else points


def _agree(said: Any, computed: Any, place: str) -> None:
    """What was said must be what follows from the checks. Raises: ReportError."""
    if isinstance(computed, dict):
        for key, value in computed.items():
            _agree(said[key], value, f"{place}, {key}")
    elif isinstance(computed, list):
        if len(said) != len(computed):
            raise _wrong(place, f"{len(computed)} entries", said)
        for number, value in enumerate(computed):
            _agree(said[number], value, f"{place} {number}")
    elif said != computed and not (_number(said) and _number(computed) and math.isclose(said, computed, abs_tol=1e-4)):
        raise _wrong(place, repr(computed), said)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# --- kinds of values ------------------------------------------------------------------------------------------------


def _wrong(place: str, wanted: str, got: object) -> ReportError:
    return ReportError(f"In {place}, {wanted:.80} was expected, not {got!r:.80}.", next_step=_STEP)


def _is(kind: type, wanted: str) -> _Read:
    def read(value: Any, place: str) -> Any:
        if type(value) is not kind:
            raise _wrong(place, wanted, value)
        return value

    return read


def _finite(value: Any, place: str) -> float:
    if not _number(value) or not 0 <= value < _ABSURD:
        raise _wrong(place, "a number from 0", value)
    return float(value)


def _verdict(value: Any, place: str) -> Verdict:
    if value not in list(Verdict):
        raise _wrong(place, "a verdict", value)
    return Verdict(value)


def _or_none(inner: _Read) -> _Read:
    return lambda value, place: None if value is None else inner(value, place)


def _list(inner: _Read) -> _Read:
    def read(value: Any, place: str) -> list[Any]:
        if type(value) is not list:
            raise _wrong(place, "a list", value)
        return [inner(item, f"{place} {number}") for number, item in enumerate(value)]

    return read


def _table(fields: Mapping[str, _Read]) -> _Read:
    def read(value: Any, place: str) -> dict[str, Any]:
        if type(value) is not dict:
            raise _wrong(place, "a table", value)
        if odd := fields.keys() ^ value.keys():
            raise _wrong(place, f"the keys {', '.join(fields)}", f"missing or left over: {', '.join(sorted(odd))}")
        return {key: inner(value[key], f"{place}, {key}") for key, inner in fields.items()}

    return read


def _versions(value: Any, place: str) -> dict[str, str | None]:
    if type(value) is not dict:
        raise _wrong(place, "a table", value)
    return {key: _or_none(_text)(version, f"{place}, {key}") for key, version in value.items()}


_text, _truth, _whole = _is(str, "text"), _is(bool, "true or false"), _is(int, "a whole number")
_EXAMPLE = _table({"call": _text, "expected": _or_none(_text), "got": _or_none(_text)})
_FUNCTION = _table({"name": _text, "state": _verdict, "points": _finite, "max_points": _finite})
_CHECK = _table(
    {
        "id": _text,
        "function": _text,
        "title": _text,
        "hidden": _truth,
        "verdict": _verdict,
        "points": _finite,
        "max_points": _finite,
        "seconds": _finite,
        "message": _text,
        "mistakes": _list(_text),
        "mistake_messages": _list(_text),
        "example": _or_none(_EXAMPLE),
        "output": _text,
        "line": _or_none(_whole),
        "code": _or_none(_text),
    }
)
_REPORT = _table(
    {
        "schema": _text,
        "exercise": _text,
        "submission": _text,
        "status": _text,
        "reason": _or_none(_text),
        "points": _finite,
        "max_points": _finite,
        "percent": _or_none(_finite),
        "seconds": _finite,
        "sandbox": _text,
        "hidden_suite": _truth,
        "only": _or_none(_text),
        "notes": _list(_text),
        "functions": _list(_FUNCTION),
        "checks": _list(_CHECK),
        "versions": _versions,
    }
)
