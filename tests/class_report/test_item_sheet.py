"""The spreadsheet of checks holds numbers as numbers, and no formulas."""

import csv
import dataclasses
import io

import pytest
from made_up_class import COURSE, made_up_class

from grader.class_report.item_sheet import item_sheet
from grader.core.cells import defused
from grader.core.class_statistics import ClassStatistics


def rows_of(statistics: ClassStatistics, language: str = "en") -> list[list[str]]:
    """The sheet, read back."""
    return list(csv.reader(io.StringIO(item_sheet(statistics, COURSE, language).decode("utf-8-sig"))))


def test_there_is_one_row_for_each_hidden_check() -> None:
    """Below the headings."""
    statistics = made_up_class(12).statistics
    rows = rows_of(statistics)

    assert rows[0] == ["Exercise", "Function", "Id", "Check", "n", "Difficulty", "Discrimination", "Flag"]
    assert [row[2] for row in rows[1:]] == [check.id for each in statistics.exercises for check in each.checks]


def test_numbers_stay_numbers() -> None:
    """Also negative ones, which begin like a formula."""
    exercise = made_up_class(12).statistics.exercises[0]
    check = dataclasses.replace(exercise.checks[0], n=12, difficulty=0.25, discrimination=-0.5)
    statistics = ClassStatistics(12, (dataclasses.replace(exercise, checks=(check,)),))

    assert rows_of(statistics)[1][4:] == ["12", "0.25", "-0.5", ""]


def test_what_is_not_known_is_empty() -> None:
    """And few students are flagged."""
    exercise = made_up_class(12).statistics.exercises[0]
    check = dataclasses.replace(exercise.checks[0], n=1, difficulty=1.0, discrimination=None)
    statistics = ClassStatistics(1, (dataclasses.replace(exercise, checks=(check,)),))

    assert rows_of(statistics)[1][4:] == ["1", "1", "", "n < 10"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", "'=1"])
def test_a_formula_is_defused(text: str) -> None:
    """An apostrophe goes before it."""
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "", "1-1", "'tis", "王"])
def test_other_text_is_left_alone(text: str) -> None:
    """Nothing is added to it."""
    assert defused(text) == text


def test_headings_are_in_the_language_that_was_asked_for() -> None:
    """With the mark that makes Excel read them."""
    sheet = item_sheet(made_up_class(1).statistics, COURSE, "zh-TW")

    assert sheet.startswith("\ufeff練習,函式".encode())
