"""A report comes back from its JSON as it was; what is no report is refused with its place."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from classroom import check, marked, report, telling
from hypothesis import given
from hypothesis import strategies as st

from grader.core.report import CheckOutcome, Example, ExerciseReport, Verdict
from grader.core.report_reading import report_from_json
from grader.primitives.errors import ReportError

TEXT = st.text(max_size=20)
CHECKS = st.builds(
    CheckOutcome,
    id=TEXT,
    function=st.sampled_from("fgh"),
    title=TEXT,
    hidden=st.booleans(),
    verdict=st.sampled_from(Verdict),
    points=st.sampled_from([0.0, 0.1, 1 / 3, 2 / 7, 0.5, 1.0, 2.25, 100.0]),
    seconds=st.floats(0, 1e4),
    message=TEXT,
    mistakes=st.lists(TEXT, max_size=2).map(tuple),
    mistake_messages=st.lists(TEXT, max_size=2).map(tuple),
    example=st.none() | st.builds(Example, call=TEXT, expected=st.none() | TEXT, got=st.none() | TEXT),
    output=TEXT,
    line=st.none() | st.integers(0, 9999),
    code=st.none() | TEXT,
)
REPORTS = st.builds(
    ExerciseReport,
    exercise=TEXT,
    submission=TEXT,
    reason=st.none() | TEXT,
    seconds=st.floats(0, 1e4),
    sandbox=TEXT,
    functions=st.sampled_from([("f",), ("f", "g"), ("h", "g", "f")]),
    checks=st.lists(CHECKS, max_size=6).map(tuple),
    versions=st.dictionaries(TEXT, st.none() | TEXT, max_size=2),
    complete=st.booleans(),
    only=st.none() | st.sampled_from("fg"),
    notes=st.lists(TEXT, max_size=2).map(tuple),
)


@given(REPORTS)
def test_what_is_written_can_be_read(found: ExerciseReport) -> None:
    """JSON of a report gives the same JSON again, whatever is in it."""
    data = json.loads(json.dumps(found.to_json()))

    assert report_from_json(data).to_json() == data


def test_the_report_is_the_same_object() -> None:
    """Where nothing was rounded in writing."""
    found = marked("+-!?", notes=("A note.",))

    assert report_from_json(found.to_json()) == found


def test_thirds_come_back_as_thirds() -> None:
    """So that three of them are one, and not 0.999999."""
    found = report_from_json(report(*(check(name, points=1 / 3) for name in "abc")).to_json())

    assert (found.checks[0].points, found.points) == (1 / 3, 1.0)


def put(*path: Any, to: Any) -> Callable[[Any], None]:
    """A change at one place."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return change


def drop(*path: Any) -> Callable[[Any], None]:
    """One key less."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(put("schema", to="grade-report/2"), "format grade-report/1, but of 'grade-report/2'", id="newer"),
        pytest.param(drop("exercise"), "the report, the keys .*exercise", id="missing-key"),
        pytest.param(put("more", to=1), "left over: more", id="surplus-key"),
        pytest.param(put("checks", 0, "points", to="2"), "the report, checks 0, points, a number", id="text-as-number"),
        pytest.param(put("checks", 0, "points", to=True), "checks 0, points, a number", id="truth-as-number"),
        pytest.param(put("checks", 0, "max_points", to=-1), "checks 0, max_points, a number from 0", id="negative"),
        pytest.param(put("checks", 0, "max_points", to=float("nan")), "a number from 0", id="nan"),
        pytest.param(put("checks", 0, "max_points", to=10**400), "a number from 0", id="beyond-all-numbers"),
        pytest.param(put("checks", 0, "verdict", to="fine"), "checks 0, verdict, a verdict", id="unknown-verdict"),
        pytest.param(put("checks", 0, "verdict", to=[]), "a verdict", id="list-as-verdict"),
        pytest.param(put("checks", 0, "hidden", to=1), "true or false", id="number-as-truth"),
        pytest.param(put("checks", 0, "line", to=1.5), "a whole number", id="half-a-line"),
        pytest.param(put("checks", 0, "example", to={}), "the keys call", id="empty-example"),
        pytest.param(put("checks", to={}), "checks, a list", id="table-as-list"),
        pytest.param(put("versions", to=[]), "versions, a table", id="list-as-table"),
        pytest.param(put("points", to=9.0), "the report, points, 0.333333", id="points-that-were-not-earned"),
        pytest.param(put("checks", 0, "points", to=2.5), "points, 0.0", id="a-failed-check-with-points"),
        pytest.param(put("status", to="not graded"), "status, 'graded'", id="another-status"),
        pytest.param(put("functions", 0, "state", to="passed"), "functions 0, state", id="another-state"),
        pytest.param(put("percent", to=None), "percent", id="no-percent"),
    ],
)
def test_what_is_no_report_is_refused(change: Callable[[Any], None], says: str) -> None:
    """The sentence names the place and what belongs there, and ends with the next step."""
    data = telling().to_json()
    change(data)

    with pytest.raises(ReportError) as raised:
        report_from_json(data)

    said = str(raised.value)
    assert re.search(says, said)
    assert said.endswith("to get a report of this version.")


@pytest.mark.parametrize("data", [None, [], "report", 1, {}], ids=["none", "list", "text", "number", "empty"])
def test_what_is_no_table_is_refused(data: object) -> None:
    """Whatever JSON holds."""
    with pytest.raises(ReportError):
        report_from_json(data)
