"""A report adds up what was earned, and says it in a public format."""

import json
from typing import Any

import pytest

from grader.core.report import CheckOutcome, Example, ExerciseReport, Verdict

FAILURES = [v for v in Verdict if v not in (Verdict.PASSED, Verdict.SKIPPED, Verdict.PENDING, Verdict.FAULT)]
UNCOUNTED = [Verdict.SKIPPED, Verdict.PENDING, Verdict.FAULT]


def check(verdict: Verdict, points: float = 1.0, function: str = "f", **rest: Any) -> CheckOutcome:
    """One check's result."""
    about = {"id": "test_sums.py::test_it", "title": "It.", "hidden": True, "seconds": 0.04321} | rest
    return CheckOutcome(function=function, verdict=verdict, points=points, **about)


def report(*checks: CheckOutcome, reason: str | None = None, **rest: Any) -> ExerciseReport:
    """A report of these checks."""
    about = {"functions": ("f", "g"), "seconds": 0.41234, "sandbox": "full", "versions": {"torch": None}} | rest
    return ExerciseReport(exercise="exercise03", submission="sums.py", reason=reason, checks=checks, **about)


# --- points ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checks", "points", "max_points", "percent"),
    [
        pytest.param([check(Verdict.PASSED)], 1.0, 1.0, 100.0, id="all"),
        pytest.param([check(Verdict.PASSED), check(Verdict.FAILED)], 1.0, 2.0, 50.0, id="half"),
        pytest.param([check(Verdict.PASSED, 3), check(Verdict.FAILED, 1)], 3.0, 4.0, 75.0, id="weighted"),
        pytest.param([check(Verdict.FAILED)], 0.0, 1.0, 0.0, id="none"),
        pytest.param([check(Verdict.PASSED, 1 / 3)] * 3, 1.0, 1.0, 100.0, id="thirds-add-up"),
        pytest.param([check(Verdict.PASSED, 0.1)] * 3, 0.3, 0.3, 100.0, id="tenths-add-up"),
        pytest.param([check(Verdict.PASSED, 0.0)], 0.0, 0.0, None, id="worth-nothing"),
        pytest.param([], 0.0, 0.0, None, id="no-checks"),
    ],
)
def test_points_are_added_up(
    checks: list[CheckOutcome], points: float, max_points: float, percent: float | None
) -> None:
    """A check is worth its points or nothing."""
    result = report(*checks)

    assert (result.points, result.max_points, result.percent) == (points, max_points, percent)


@pytest.mark.parametrize("verdict", UNCOUNTED)
def test_what_is_nobodys_failure_costs_nothing(verdict: Verdict) -> None:
    """A fault, a skipped or a pending check leaves the percentage as it is."""
    assert report(check(Verdict.PASSED), check(verdict, 9)).percent == 100.0


@pytest.mark.parametrize("verdict", UNCOUNTED)
def test_what_cannot_be_counted_is_not_zero(verdict: Verdict) -> None:
    """Without a counted check there is no percentage."""
    assert report(check(verdict)).percent is None


@pytest.mark.parametrize("verdict", FAILURES)
def test_every_other_verdict_earns_nothing(verdict: Verdict) -> None:
    """However a check failed, its points are lost."""
    assert report(check(verdict), check(Verdict.PASSED)).percent == 50.0


# --- exit codes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "code"),
    [
        pytest.param(report(check(Verdict.PASSED)), 0, id="full-marks"),
        pytest.param(report(check(Verdict.PASSED), check(Verdict.SKIPPED)), 0, id="full-marks-with-a-skipped-check"),
        pytest.param(report(check(Verdict.PASSED), check(Verdict.FAILED, 0.0)), 1, id="failed-example"),
        pytest.param(report(check(Verdict.PASSED), check(Verdict.FAILED)), 1, id="some"),
        pytest.param(report(check(Verdict.TIMED_OUT)), 1, id="nothing-right"),
        pytest.param(report(check(Verdict.PENDING)), 1, id="nothing-counted"),
        pytest.param(report(), 1, id="no-checks"),
        pytest.param(report(reason="There is no file."), 2, id="not-graded"),
        pytest.param(report(check(Verdict.PASSED), check(Verdict.FAULT)), 3, id="fault"),
        pytest.param(report(check(Verdict.FAILED), check(Verdict.FAULT)), 3, id="fault-beside-a-failure"),
    ],
)
def test_the_exit_code_tells_how_it_went(result: ExerciseReport, code: int) -> None:
    """0 full marks, 1 graded, 2 nothing to grade, 3 the grader failed."""
    assert result.exit_code == code


@pytest.mark.parametrize("reason", [None, "There is no file."])
def test_nothing_earned_is_not_full_marks(reason: str | None) -> None:
    """Full marks need something that counted."""
    assert not report(reason=reason).full_marks


# --- functions ------------------------------------------------------------------------------------------------------

PASSED, FAILED, SKIPPED, FAULT = Verdict.PASSED, Verdict.FAILED, Verdict.SKIPPED, Verdict.FAULT
NOT_ATTEMPTED, MISSING, FORBIDDEN, TIMED_OUT = (
    Verdict.NOT_ATTEMPTED,
    Verdict.MISSING,
    Verdict.FORBIDDEN,
    Verdict.TIMED_OUT,
)


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        pytest.param([PASSED, PASSED], PASSED, id="all-right"),
        pytest.param([PASSED, SKIPPED], PASSED, id="right-and-skipped"),
        pytest.param([PASSED, FAULT], PASSED, id="right-and-fault"),
        pytest.param([PASSED, FAILED], FAILED, id="one-failed"),
        pytest.param([NOT_ATTEMPTED] * 2, NOT_ATTEMPTED, id="not-attempted"),
        pytest.param([NOT_ATTEMPTED, SKIPPED], NOT_ATTEMPTED, id="not-attempted-and-skipped"),
        pytest.param([NOT_ATTEMPTED, PASSED], FAILED, id="half-attempted"),
        pytest.param([MISSING], MISSING, id="missing"),
        pytest.param([FORBIDDEN], FORBIDDEN, id="forbidden"),
        pytest.param([TIMED_OUT, TIMED_OUT], TIMED_OUT, id="always-too-slow"),
        pytest.param([TIMED_OUT, PASSED], FAILED, id="sometimes-too-slow"),
        pytest.param([FAULT], FAULT, id="fault"),
        pytest.param([SKIPPED], SKIPPED, id="skipped"),
        pytest.param([], SKIPPED, id="no-checks"),
    ],
)
def test_a_functions_state_sums_up_its_checks(verdicts: list[Verdict], state: Verdict) -> None:
    """What all checks share, else failed as soon as points are lost."""
    assert report(*map(check, verdicts)).function_outcomes[0].state == state


def test_functions_have_their_own_points() -> None:
    """In the order of the exercise."""
    result = report(check(PASSED, 2, "g"), check(FAILED, 3, "f"), check(PASSED, 1, "f"))

    assert [(f.name, f.points, f.max_points) for f in result.function_outcomes] == [("f", 1.0, 4.0), ("g", 2.0, 2.0)]


def test_a_narrowed_run_reports_one_function() -> None:
    """The others were not checked."""
    assert [f.name for f in report(check(PASSED), only="f").function_outcomes] == ["f"]


# --- the public format ----------------------------------------------------------------------------------------------

REPORT_KEYS = (
    "schema exercise submission status reason points max_points percent seconds sandbox hidden_suite only notes functions "
    "checks versions"
)
CHECK_KEYS = (
    "id function title hidden verdict points max_points seconds message mistakes mistake_messages example "
    "output line code"
)


def as_json(result: ExerciseReport) -> Any:
    """The report after its way through JSON."""
    return json.loads(json.dumps(result.to_json(), allow_nan=False))


def test_the_report_has_exactly_its_public_keys() -> None:
    """A key that comes or goes is a change for everybody who reads reports."""
    assert list(as_json(report())) == REPORT_KEYS.split()


def test_a_check_has_exactly_its_public_keys() -> None:
    """A key that comes or goes is a change for everybody who reads reports."""
    assert list(as_json(report(check(PASSED)))["checks"][0]) == CHECK_KEYS.split()


def test_a_function_has_exactly_its_public_keys() -> None:
    """A key that comes or goes is a change for everybody who reads reports."""
    assert list(as_json(report())["functions"][0]) == ["name", "state", "points", "max_points"]


def test_an_example_has_exactly_its_public_keys() -> None:
    """The call, what was expected, what came."""
    example = Example("f(1)", "2", None)

    assert as_json(report(check(FAILED, example=example)))["checks"][0]["example"] == {
        "call": "f(1)",
        "expected": "2",
        "got": None,
    }


def test_a_check_without_an_example_says_null() -> None:
    """The key is always there."""
    assert as_json(report(check(FAILED)))["checks"][0]["example"] is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema", "grade-report/1"),
        ("exercise", "exercise03"),
        ("status", "graded"),
        ("reason", None),
        ("points", 2.0),
        ("max_points", 3.0),
        ("percent", 66.666667),
        ("seconds", 0.412),
        ("hidden_suite", True),
        ("notes", []),
        ("versions", {"torch": None}),
    ],
)
def test_the_report_says_what_was_found(key: str, value: object) -> None:
    """Plain values, times and percentages rounded."""
    assert as_json(report(check(PASSED, 2), check(FAILED)))[key] == value


def test_what_is_not_graded_has_a_reason() -> None:
    """A sentence, no points and no percentage."""
    result = as_json(report(reason="There is no file."))

    assert (result["status"], result["reason"], result["percent"]) == ("not graded", "There is no file.", None)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_spelled_out(verdict: Verdict) -> None:
    """As architecture.md lists them."""
    assert as_json(report(check(verdict)))["checks"][0]["verdict"] == verdict.value


@pytest.mark.parametrize(("hidden", "seconds"), [(True, 0.0), (False, 0.0432)])
def test_fine_timings_of_hidden_checks_are_not_shown(hidden: bool, seconds: float) -> None:
    """They would tell about hidden inputs."""
    assert as_json(report(check(PASSED, hidden=hidden)))["checks"][0]["seconds"] == seconds
