"""The table of suites: written by one command, about the exercises that exist."""

from pathlib import Path

import pytest
from support import ROOT, grade
from tiny_course import write_tiny_course

from grader.core.catalogue import find_course
from grader.primitives.errors import UsageError
from grader.usecases.check_course import Examination
from grader.usecases.report_suites import BEGIN, COLUMNS, END, row_of, rows_in, write_rows
from grader.usecases.time_grading import Waits

TABLE = ROOT / "docs" / "suites.md"


def cells(row: str) -> list[str]:
    """What stands in a row."""
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_one_command_writes_the_table(tmp_path: Path) -> None:
    """For an instructor's own course, too; numbers that were measured stand in it."""
    write_tiny_course(tmp_path)
    run = grade("--course", tmp_path, "check", "--report", tmp_path / "suites.md", "--secrets", 2)

    rows = rows_in((tmp_path / "suites.md").read_text(encoding="utf-8"))

    assert run.code == 0, run.text
    row = dict(zip(COLUMNS, cells(rows["one"]), strict=True))
    assert (row["Checks"], row["Known mistakes"], row["Styles"], row["Secrets"]) == ("3", "2", "0", "2")
    assert int(row["Mutants"]) == int(row["killed"]) + int(row["equivalent"]) > 5
    assert row["Right answers are off by"] == row["Wrong answers by"] == "exact"
    assert 0 < float(row["warm"]) < float(row["Seconds cold"])


def test_an_exercise_that_is_not_in_order_has_no_row(tmp_path: Path) -> None:
    """What the table says was true of a good suite."""
    course = write_tiny_course(tmp_path)
    write_rows(tmp_path / "suites.md", course, {"one": "| one | 3 |"})
    (tmp_path / "exercises/one/README.md").unlink()

    run = grade("--course", tmp_path, "check", "--report", tmp_path / "suites.md", "--secrets", 1)

    assert run.code == 1
    assert rows_in((tmp_path / "suites.md").read_text(encoding="utf-8")) == {}


def test_rows_are_kept_in_the_order_of_the_course(tmp_path: Path) -> None:
    """With the text around them; exercises that are gone lose theirs."""
    path, course = tmp_path / "suites.md", find_course(ROOT)
    first, second = (exercise.id for exercise in course.exercises[:2])
    path.write_text(f"before\n{BEGIN}\n| {second} | 2 |\n| gone | 3 |\n{END}\nafter\n", encoding="utf-8")

    write_rows(path, course, {first: f"| {first} | 1 |"})

    text = path.read_text(encoding="utf-8")
    assert list(rows_in(text)) == [first, second]
    assert (text.startswith("before\n"), text.endswith("\nafter\n")) == (True, True)


def test_a_file_without_a_table_is_left_alone(tmp_path: Path) -> None:
    """It may be somebody's work."""
    path = tmp_path / "thesis.md"
    path.write_text("Chapter 1", encoding="utf-8")

    with pytest.raises(UsageError, match="no table"):
        write_rows(path, find_course(ROOT), {})
    assert path.read_text(encoding="utf-8") == "Chapter 1"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """In a sentence."""
    with pytest.raises(UsageError, match="cannot be written"):
        write_rows(tmp_path / "nowhere" / "suites.md", find_course(ROOT), {})


def test_an_examination_without_grades_makes_no_row() -> None:
    """That would be a row of guesses."""
    with pytest.raises(ValueError, match="not examined"):
        row_of(Examination(find_course(ROOT).exercises[0], ()), Waits(1.0, 0.5))


def test_the_table_is_about_exercises_that_exist() -> None:
    """In their order; `grade check --report docs/suites.md` writes it anew."""
    rows = rows_in(TABLE.read_text(encoding="utf-8"))

    assert list(rows) == [exercise.id for exercise in find_course(ROOT).exercises if exercise.id in rows]


@pytest.mark.parametrize("exercise", find_course(ROOT).exercises, ids=lambda exercise: exercise.id)
def test_the_table_is_up_to_date(exercise) -> None:
    """As far as it can be told without grading: the numbers of styles and of equivalent mutants are those of the files."""
    rows = rows_in(TABLE.read_text(encoding="utf-8"))
    if exercise.id not in rows:
        pytest.skip(f"not measured yet: grade check {exercise.id} --report docs/suites.md")
    row = dict(zip(COLUMNS, cells(rows[exercise.id]), strict=True))

    assert int(row["Styles"]) == len(exercise.style_files)
    assert int(row["Secrets"]) >= 200
    assert int(row["Mutants"]) == int(row["killed"]) + int(row["equivalent"])
