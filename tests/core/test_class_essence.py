"""What a class comes down to in a terminal: small tables in either language."""

import pytest

from grader.core.catalogue import installed_course
from grader.core.class_essence import EssenceTable, essence, percent, two_places
from grader.core.class_statistics import Row, statistics_of
from grader.core.report import CheckOutcome, ExerciseReport, Verdict
from grader.core.texts import LANGUAGES, say

COURSE = installed_course()
FIRST, SECOND = (exercise.id for exercise in COURSE.exercises[:2])


def report(exercise: str, *verdicts: Verdict) -> dict[str, object]:
    """A report of one function with these verdicts; a failed check made a known mistake."""
    checks = [
        CheckOutcome(
            id=f"c{place}",
            function="f",
            title=f"Check {place}.",
            hidden=True,
            verdict=verdict,
            points=1.0,
            seconds=0.1,
            mistakes=("slip",) * (verdict is Verdict.FAILED),
            mistake_messages=("A slip.",) * (verdict is Verdict.FAILED),
        )
        for place, verdict in enumerate(verdicts)
    ]
    return ExerciseReport(exercise, "work.py", None, 1.0, "full", ("f",), tuple(checks), {}).to_json()


P, F, T = Verdict.PASSED, Verdict.FAILED, Verdict.TIMED_OUT
ROWS = [
    Row("s1", SECOND, report(SECOND, P, P)),
    Row("s1", FIRST, report(FIRST, P, P, P)),
    Row("s2", FIRST, report(FIRST, P, F, T)),
]
STATISTICS = statistics_of(ROWS)


def table(title: str, language: str = "en") -> EssenceTable:
    """The table of that title."""
    tables = {each.title: each for each in essence(STATISTICS, COURSE, language)}
    return tables[say(f"class-report.{title}", language)]


def test_exercises_come_in_the_order_of_the_course() -> None:
    """Whatever was graded first."""
    assert [row[0] for row in table("exercises").rows] == [FIRST, SECOND]


def test_an_exercise_is_one_row_of_figures() -> None:
    """n, mean, median, full marks, without a score."""
    assert table("exercises").rows[0][2:] == ("2", "66.7 %", "66.7 %", "1", "0")


def test_the_hardest_checks_come_first_and_are_flagged() -> None:
    """Two students are few; a check that all pass has no discrimination."""
    rows = table("hardest").rows

    assert [row[2:] for row in rows[:3]] == [
        ("Check 1.", "2", "0.50", "1.00", "n < 10"),
        ("Check 2.", "2", "0.50", "1.00", "n < 10"),
        ("Check 0.", "2", "1.00", "–", "n < 10"),
    ]


def test_mistakes_have_counts_and_what_was_said() -> None:
    """One student, one slip."""
    assert table("mistakes").rows == ((FIRST, "f", "slip", "1", "A slip."),)


def test_limits_are_in_words() -> None:
    """Only those that somebody ran into."""
    assert table("limits").rows == ((FIRST, "too slow", "1"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_a_cell_for_every_heading(language: str) -> None:
    """And every column says whether it holds numbers."""
    for each in essence(STATISTICS, COURSE, language):
        assert {len(row) for row in each.rows} == {len(each.headings)} == {len(each.numeric)}, each.title


def test_headings_are_in_the_language_that_was_asked_for() -> None:
    """All of them."""
    assert table("exercises", "zh-TW").headings == ("練習", "主題", "人數", "平均", "中位數", "滿分", "沒有成績")


def test_nobody_is_no_table() -> None:
    """Empty tables are left out."""
    assert essence(statistics_of([]), COURSE, "en") == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0 %"), (66.666, "66.7 %"), (99.97, "99.9 %"), (100.0, "100 %")],
)
def test_a_percentage_is_never_rounded_up_to_all(value: float | None, text: str) -> None:
    """100 % is only what is 100 %."""
    assert percent(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (-0.001, "0.00"), (-0.5, "-0.50"), (1.0, "1.00")])
def test_two_places_without_a_negative_zero(value: float | None, text: str) -> None:
    """-0.00 would be read as a finding."""
    assert two_places(value) == text
