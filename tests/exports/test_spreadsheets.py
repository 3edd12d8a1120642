"""What spreadsheets and platforms read is what was graded, and nobody's name is computed."""

import csv
import io
import re
from typing import Any

import pytest
from classroom import AMY, BEN, HOSTILE_NAMES, by_hand, grade, hostile_class, marked, policy, telling

from grader.core.cells import as_csv, defused, number
from grader.core.coursework import Student
from grader.core.grades import Gradesheet, gradesheet
from grader.exports.platforms import Identifier, canvas_csv, moodle_csv
from grader.exports.sheets import grades_csv

COMPUTED = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
NAMES = pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)


def rows_of(content: bytes) -> list[list[str]]:
    """What a reader of CSV finds. The byte order mark is there, once."""
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    assert not text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def tables_of(content: bytes) -> list[dict[str, str]]:
    """The rows by heading."""
    head, *rows = rows_of(content)
    assert {len(row) for row in rows} <= {len(head)}
    return [dict(zip(head, row, strict=True)) for row in rows]


def some_class() -> Gradesheet:
    """Points, half points, none, excused, by hand, late."""
    cat = Student("cat", "Cat", "cat@example.org", "b03", "1003")
    return gradesheet(
        [AMY, BEN, cat],
        [
            grade(marked("++-", "ex1"), AMY, policy=policy(days=1, percent=25)),
            grade(marked("--", "ex2"), AMY),
            grade(marked("+++", "ex1"), BEN, override=by_hand()),
            grade(marked("", "ex2", reason="It is a folder."), BEN),
            grade(None, cat, override=by_hand(2.25)),
        ],
    )


# --- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(-2.5, "-2.5", id="negative-number"),
        pytest.param(0.0, "0", id="zero"),
        pytest.param(1234567.25, "1234567.25", id="large"),
        pytest.param(3, "3", id="whole"),
        pytest.param(None, "", id="nothing"),
        pytest.param("-2.5", "'-2.5", id="text-that-looks-negative"),
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("' =1", "'' =1", id="what-looks-defused"),
        pytest.param("O'Brien", "O'Brien", id="apostrophe-within"),
        pytest.param("林", "林", id="chinese"),
    ],
)
def test_numbers_of_ours_stay_numbers_and_text_stays_text(value: Any, written: str) -> None:
    """Only text can be a formula, and none is."""
    assert rows_of(as_csv([[value, "x"]])) == [[written, "x"]]


@NAMES
def test_defusing_can_be_undone(name: str) -> None:
    """What gets an apostrophe, and only that, starts like something that had one taken away."""
    written = defused(name)

    assert not COMPUTED.match(written)
    assert written in (name, "'" + name)
    assert (written != name) == bool(re.match(r"'*\s*[=+\-@\t\r\n＝＋－＠]", name))


def test_points_are_written_to_the_hundredth() -> None:
    """Without needless zeros."""
    assert [number(each) for each in (2.0, 2.5, 2.33, 10.0, 100.0)] == ["2", "2.5", "2.33", "10", "100"]


# --- the class as a table -------------------------------------------------------------------------------------------


def test_grades_csv_gives_the_grades_back() -> None:
    """One row per student, one column per exercise, and the total."""
    rows = tables_of(grades_csv(some_class()))

    assert [(row["student"], row["ex1"], row["ex2"], row["total"], row["out of"]) for row in rows] == [
        ("amy", "1.5", "0", "1.5", "5"),
        ("ben", "excused", "", "0", "2"),
        ("cat", "2.25", "", "2.25", "5"),
    ]
    assert [(row["name"], row["email"], row["number"]) for row in rows][1] == (BEN.name, BEN.email, BEN.sid)


def assert_harmless(cells: list[list[str]]) -> None:
    """No cell is computed, reorders text or rings a bell, but for our own negative numbers."""
    for cell in (cell for row in cells for cell in row):
        assert not COMPUTED.match(cell) or re.fullmatch(r"-?[\d.]+", cell), cell
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cell), cell


def test_hostile_names_stay_in_their_cells() -> None:
    """Every student keeps a row, and every row its grades."""
    content = grades_csv(hostile_class())
    rows = tables_of(content)

    assert [(row["ex1"], row["ex2"], row["total"]) for row in rows] == [("2", "excused", "2")] * len(HOSTILE_NAMES)
    assert_harmless(rows_of(content))


# --- Canvas ---------------------------------------------------------------------------------------------------------


def test_canvas_gets_its_columns_and_what_they_are_worth() -> None:
    """As its own export has them, with EX for excused."""
    imported = canvas_csv(some_class(), {"ex1": "Convolution (1234)"})
    head, possible, *students = rows_of(imported.content)

    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Convolution (1234)", "ex2"]
    assert possible == ["    Points Possible", "", "", "", "", "3", "2"]
    assert [[row[1], row[2], row[3], row[5], row[6]] for row in students] == [
        ["1001", "b01", "amy@example.org", "1.5", "0"],
        ["1002", "b02", "ben@example.org", "EX", ""],
        ["1003", "b03", "cat@example.org", "2.25", ""],
    ]
    assert imported.left_out == ()


def test_no_name_says_what_an_exercise_is_worth() -> None:
    """Canvas takes any row whose first cell holds `Points Possible` for that; only ours does."""
    content = canvas_csv(hostile_class()).content
    rows = rows_of(content)

    assert [n for n, row in enumerate(rows) if "Points Possible" in row[0]] == [1]
    assert [row[5:] for row in rows[2:]] == [["2", "EX"]] * len(HOSTILE_NAMES)
    assert_harmless([row[1:] for row in rows])


def test_canvas_is_given_nobody_whom_it_would_find_by_name() -> None:
    """Whoever calls themselves like another student gets no one's grades changed."""
    twin = Student("zoe", AMY.name, lms="Amy Lin")
    imported = canvas_csv(gradesheet([AMY, twin], [grade(marked("+"), AMY), grade(marked("-"), twin)]))

    assert [row[1] for row in rows_of(imported.content)[2:]] == ["1001"]
    assert imported.left_out == (twin,)


# --- Moodle ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", Identifier)
def test_moodle_gets_points_and_feedback(by: Identifier) -> None:
    """Whom, then both for each exercise."""
    sheet = gradesheet([AMY], [grade(telling(), AMY, policy=policy(percent=50))])
    (row,) = tables_of(moodle_csv(sheet, {("amy", "ex1"): telling()}, "en", by).content)

    assert row[by] == {"ID number": "b01", "Email address": "amy@example.org"}[by]
    assert row["ex1"] == "0.23"
    assert row["ex1 (feedback)"].splitlines()[:2] == ["0.23 of 3.83 points", "f: 0.33 / 2.83"]
    assert "1 d 0 h late (days counted: 1): 50 %" in row["ex1 (feedback)"]


def test_moodle_gets_no_grade_for_excused_and_not_graded() -> None:
    """The feedback says why."""
    rows = tables_of(moodle_csv(some_class(), {}, "en").content)
    ben = rows[1]

    assert (ben["ex1"], ben["ex2"]) == ("", "")
    assert "Excused by teacher: An agreement." in ben["ex1 (feedback)"]
    assert ben["ex2 (feedback)"] == "Not graded. It is a folder."


def test_moodle_is_given_nobody_whom_it_does_not_know() -> None:
    """One such row would stop the whole import."""
    unknown = Student("zoe", "Zoe", "zoe@example.org")
    sheet = gradesheet([AMY, unknown], [grade(marked("+"), AMY), grade(marked("+"), unknown)])
    imported = moodle_csv(sheet, {}, "en", Identifier.NUMBER)

    assert ([row["ID number"] for row in tables_of(imported.content)], imported.left_out) == (["b01"], (unknown,))


@pytest.mark.parametrize(
    ("students", "heading"),
    [
        ([AMY], "ID number"),
        ([AMY, Student("zoe", "Zoe", "zoe@example.org")], "Email address"),
        ([Student("zoe", "Zoe")], "ID number"),
    ],
    ids=["both", "more have an address", "nobody has any"],
)
def test_moodle_knows_people_by_what_most_of_them_have(students: list[Student], heading: str) -> None:
    """So that as few as possible are left out."""
    sheet = gradesheet(students, [grade(marked("+"), student) for student in students])

    assert rows_of(moodle_csv(sheet, {}, "en").content)[0][0] == heading


def test_moodle_keeps_hostile_names_in_their_cells() -> None:
    """Every row has its grades."""
    content = moodle_csv(hostile_class(), {}, "zh-TW").content

    assert [(row["ex1"], row["ex2"]) for row in tables_of(content)] == [("2", "")] * len(HOSTILE_NAMES)
    assert_harmless(rows_of(content))
