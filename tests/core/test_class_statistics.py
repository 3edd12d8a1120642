"""The statistics of a class, worked out by hand for small classes and by numpy for a larger one."""

import random
from typing import Any

import numpy as np
import pytest

from grader.core.class_statistics import (
    ClassStatistics,
    ExerciseStatistics,
    FunctionStatistics,
    MistakeStatistics,
    Row,
    correlation,
    statistics_of,
)
from grader.core.report import CheckOutcome, ExerciseReport, Verdict

PASSED, FAILED = Verdict.PASSED, Verdict.FAILED


def check(name: str, verdict: Verdict, function: str = "f", points: float = 1.0, **rest: Any) -> CheckOutcome:
    """One check's result."""
    about = {"title": f"About {name}.", "hidden": True, "seconds": 0.1} | rest
    return CheckOutcome(id=name, function=function, verdict=verdict, points=points, **about)


def report(*checks: CheckOutcome, reason: str | None = None, seconds: float = 1.0) -> dict[str, Any]:
    """A report in the public format."""
    made = ExerciseReport("e1", "work.py", reason, seconds, "full", ("f", "g"), checks, {})
    return made.to_json()


def verdicts(text: str) -> dict[str, Any]:
    """A report of checks a, b, c, … of one point each: `+` is passed, `-` failed, `?` a fault of the grader."""
    kinds = {"+": PASSED, "-": FAILED, "?": Verdict.FAULT, ".": Verdict.NOT_ATTEMPTED}
    return report(*(check(name, kinds[kind]) for name, kind in zip("abcdefgh", text, strict=False)))


def exercise_of(*reports: dict[str, Any] | None) -> ExerciseStatistics:
    """The statistics of one exercise, one student for each report."""
    return statistics_of(Row(f"s{place}", "e1", each) for place, each in enumerate(reports)).exercises[0]


# --- scores ---------------------------------------------------------------------------------------------------------


def test_a_class_without_students_has_no_exercises() -> None:
    """Nothing is divided by nothing."""
    assert statistics_of([]) == ClassStatistics(0, ())


def test_mean_and_median_are_of_percentages() -> None:
    """0, 50, 100 and 100 percent."""
    found = exercise_of(verdicts("--"), verdicts("+-"), verdicts("++"), verdicts("++"))

    assert (found.n, found.mean, found.median, found.full_marks, found.full_marks_share) == (4, 62.5, 75.0, 2, 0.5)


@pytest.mark.parametrize(
    ("right", "of", "bin_"),
    [(0, 8, 0), (1, 10, 1), (9, 100, 0), (1, 2, 5), (99, 100, 9), (8, 8, 9)],
    ids=["nothing", "on-an-edge", "below-an-edge", "half", "nearly-all", "all"],
)
def test_scores_fall_into_ten_bins(right: int, of: int, bin_: int) -> None:
    """An edge belongs to the bin above it; 100 percent to the last one."""
    made = report(*(check(f"c{n}", PASSED if n < right else FAILED) for n in range(of)))

    assert exercise_of(made).bins == tuple(int(place == bin_) for place in range(10))


@pytest.mark.parametrize(
    "made",
    [None, report(reason="There is no file."), verdicts("??")],
    ids=["no-report", "not-graded", "nothing-counted"],
)
def test_who_has_no_score_is_counted_apart(made: dict[str, Any] | None) -> None:
    """A missing score is not zero."""
    found = exercise_of(verdicts("++"), made)

    assert (found.n, found.not_graded, found.mean) == (1, 1, 100.0)


def test_a_class_in_which_nobody_has_a_score_has_no_mean() -> None:
    """All figures are None or zero, and none fails."""
    found = exercise_of(None, None)

    assert (found.n, found.mean, found.median, found.full_marks_share, found.median_seconds) == (
        0,
        None,
        None,
        None,
        None,
    )


def test_of_two_rows_of_a_student_the_last_one_counts() -> None:
    """Nobody counts twice for an exercise."""
    found = statistics_of([Row("s", "e1", verdicts("--")), Row("s", "e1", verdicts("++"))])

    assert (found.students, found.exercises[0].n, found.exercises[0].mean) == (1, 1, 100.0)


def test_a_fault_of_the_grader_takes_nobodys_full_marks() -> None:
    """Full marks are those of what counted."""
    assert exercise_of(verdicts("+?")).full_marks == 1


def test_exercises_are_kept_apart() -> None:
    """Each has its own students."""
    found = statistics_of([Row("s", "e1", verdicts("+")), Row("s", "e2", verdicts("-")), Row("t", "e2", verdicts("+"))])

    assert [(each.exercise, each.n, each.mean) for each in found.exercises] == [("e1", 1, 100.0), ("e2", 2, 50.0)]


def test_times_are_of_whole_gradings() -> None:
    """Median and longest."""
    found = exercise_of(*(report(check("a", PASSED), seconds=seconds) for seconds in (1.0, 2.0, 9.0)))

    assert (found.median_seconds, found.longest_seconds) == (2.0, 9.0)


# --- functions ------------------------------------------------------------------------------------------------------


def test_students_of_a_function_fall_into_five_kinds() -> None:
    """All right, partly, nothing, not attempted, missing; each student in one of them."""
    outcomes = [(PASSED, PASSED), (PASSED, FAILED), (FAILED, FAILED)]
    outcomes += [(kind, kind) for kind in (Verdict.NOT_ATTEMPTED, Verdict.MISSING, Verdict.TIMED_OUT)]
    found = exercise_of(*(report(check("a", first), check("b", second)) for first, second in outcomes))

    assert found.functions[0] == FunctionStatistics(
        "f", 6, 0.25, full=1, partly=1, nothing=2, not_attempted=1, missing=1
    )


def test_a_function_that_could_not_be_counted_is_left_out() -> None:
    """A fault of the grader lowers no mean."""
    found = exercise_of(verdicts("++"), verdicts("??") | {"percent": 0.0})

    assert (found.functions[0].n, found.functions[0].share) == (1, 1.0)


# --- checks ---------------------------------------------------------------------------------------------------------


def test_difficulty_is_the_mean_score() -> None:
    """3 of 4 students."""
    assert exercise_of(verdicts("+"), verdicts("+"), verdicts("+"), verdicts("-")).checks[0].difficulty == 0.75


def test_discrimination_leaves_the_check_itself_out() -> None:
    """Worked out by hand: scores 1 1 0 0 against rests 2/2 1/2 1/2 0/2 correlate with sqrt(1/2)."""
    found = exercise_of(verdicts("+++"), verdicts("++-"), verdicts("-+-"), verdicts("---"))

    assert found.checks[0].discrimination == pytest.approx(2**-0.5)


def test_a_check_that_the_weak_pass_discriminates_backwards() -> None:
    """Exactly the other way round is -1."""
    assert exercise_of(verdicts("+--"), verdicts("-++")).checks[0].discrimination == pytest.approx(-1)


@pytest.mark.parametrize(
    "texts",
    [["+++", "+-+"], ["+++", "-++"], ["+-"], ["+", "-"], ["++", "++"]],
    ids=["same-score-for-all", "same-rest-for-all", "one-student", "no-other-check", "all-equal"],
)
def test_without_variance_there_is_no_discrimination(texts: list[str]) -> None:
    """None is not zero."""
    assert exercise_of(*map(verdicts, texts)).checks[0].discrimination is None


@pytest.mark.parametrize("verdict", [Verdict.SKIPPED, Verdict.PENDING, Verdict.FAULT])
def test_what_did_not_count_is_no_part_of_a_check(verdict: Verdict) -> None:
    """The student is left out of its mean and of its n, but the verdict is listed."""
    found = exercise_of(report(check("a", PASSED)), report(check("a", verdict), check("b", PASSED))).checks[0]

    assert (found.n, found.difficulty, found.verdicts) == (1, 1.0, {"passed": 1, str(verdict): 1})


def test_only_hidden_checks_have_statistics() -> None:
    """Public examples are worth nothing and known to all."""
    found = exercise_of(report(check("a", FAILED, hidden=False, points=0.0), check("b", PASSED)))

    assert [each.id for each in found.checks] == ["b"]


@pytest.mark.parametrize(("students", "few"), [(9, True), (10, False)])
def test_a_check_is_flagged_below_ten_students(students: int, few: bool) -> None:
    """Nine are few, ten are not."""
    assert exercise_of(*[verdicts("+-")] * students).checks[0].few is few


def test_discrimination_is_what_numpy_says() -> None:
    """50 students, 8 checks of different worth, a few faults of the grader."""
    draw = random.Random(5)
    worth = [1.0, 2.0, 0.5, 1.0, 3.0, 1.0, 1.0, 1.0]
    marks = [[draw.random() < draw.choice([0.3, 0.8]) for _ in worth] for _ in range(50)]
    counts = [[draw.random() < 0.95 for _ in worth] for _ in range(50)]
    reports = [
        report(
            *(
                check(f"c{n}", (PASSED if right else FAILED) if counted else Verdict.FAULT, points=points)
                for n, (right, counted, points) in enumerate(zip(row, counted_row, worth, strict=True))
            )
        )
        for row, counted_row in zip(marks, counts, strict=True)
    ]
    won, most = np.array(marks) * np.array(counts) * worth, np.array(counts) * worth

    for place, found in enumerate(exercise_of(*reports).checks):
        seen = np.array(counts)[:, place]
        rest = (won.sum(1) - won[:, place])[seen] / (most.sum(1) - most[:, place])[seen]
        expected = np.corrcoef(np.array(marks)[seen, place], rest)[0, 1]
        assert found.n == seen.sum()
        assert found.discrimination == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("xs", "ys", "expected"),
    [
        pytest.param([], [], None, id="nothing"),
        pytest.param([1.0], [1.0], None, id="one-pair"),
        pytest.param([1.0, 2.0], [3.0, 5.0], 1.0, id="two-pairs"),
        pytest.param([1.0, 1.0, 2.0, 2.0], [5.0, 4.0, 5.0, 4.0], 0.0, id="ties"),
        pytest.param([0.1 + 0.2, 0.3], [1.0, 2.0], None, id="dust-is-no-variance"),
    ],
)
def test_correlation(xs: list[float], ys: list[float], expected: float | None) -> None:
    """Pearson's; None without a spread."""
    found = correlation(xs, ys)

    assert found == (expected if expected is None else pytest.approx(expected))


# --- mistakes and limits --------------------------------------------------------------------------------------------


def test_a_mistake_counts_once_for_a_student() -> None:
    """However many checks it shows in; the same one in another function is another row, frequent ones first."""
    flipped = {"mistakes": ("flipped",), "mistake_messages": ("It was flipped.",)}
    both = report(check("a", FAILED, **flipped), check("b", FAILED, **flipped), check("c", FAILED, "g", **flipped))
    one = report(check("a", FAILED, **flipped), check("b", PASSED))

    assert exercise_of(both, one, verdicts("++")).mistakes == (
        MistakeStatistics("f", "flipped", 2, "It was flipped."),
        MistakeStatistics("g", "flipped", 1, "It was flipped."),
    )


def test_a_mistake_in_a_public_example_counts_too() -> None:
    """It is the same misconception."""
    seen = check("a", FAILED, hidden=False, points=0.0, mistakes=("flipped",), mistake_messages=("It was flipped.",))

    assert exercise_of(report(seen, check("b", PASSED))).mistakes[0].students == 1


def test_limits_count_students_and_verdicts_count_checks() -> None:
    """Two checks of one student that were too slow are one student."""
    slow = report(check("a", Verdict.TIMED_OUT), check("b", Verdict.TIMED_OUT))
    found = exercise_of(slow, report(check("a", Verdict.CRASHED), check("b", PASSED)))

    assert found.limits == {"timed out": 1, "out of memory": 0, "crashed": 1, "forbidden": 0}
    assert found.verdicts == {"timed out": 2, "crashed": 1, "passed": 1}
