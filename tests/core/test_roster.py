"""A class list is read in whatever encoding it is, or refused with the line that is wrong and what to do."""

import pytest

from grader.core.coursework import Student
from grader.core.roster import read_roster
from grader.core.student_ids import safe_id
from grader.primitives.errors import UsageError

CHINESE = "學號,姓名,電子郵件\nB1234567,王小明,wang@x.tw\nB1234568,陳大文,chen@x.tw\n"
WANG = Student("B1234567", "王小明", "wang@x.tw", "B1234567", "")


def roster(text: str, encoding: str = "utf-8") -> tuple[Student, ...]:
    """What a list of this text says."""
    return read_roster(text.encode(encoding), "class.csv")


def refusal(content: str | bytes) -> str:
    """Why a list is not taken."""
    with pytest.raises(UsageError) as caught:
        read_roster(content.encode() if isinstance(content, str) else content, "class.csv")
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5", "cp950"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    """Excel in Taiwan writes Big5, its other choices are UTF-8 with a mark and UTF-16."""
    assert roster(CHINESE, encoding)[0] == WANG


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_in_both_orders(encoding: str) -> None:
    """With its mark, and without it where the header is Latin."""
    latin = "sid,name,email\n" + CHINESE.partition("\n")[2]

    assert [roster(text, encoding)[0] for text in ("\ufeff" + CHINESE, latin)] == [WANG, WANG]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_usual_separator_is_read(delimiter: str, newline: str) -> None:
    """German Excel writes semicolons, spreadsheets copy tabs."""
    text = CHINESE.replace(",", delimiter).replace("\n", newline)

    assert [student.name for student in roster(text)] == ["王小明", "陳大文"]


@pytest.mark.parametrize(
    ("header", "line", "student"),
    [
        pytest.param("id,name", "7,Ann Lee", Student("7", "Ann Lee", sid="7"), id="plain"),
        pytest.param("Student ID;Name", "7;Ann Lee", Student("7", "Ann Lee", sid="7"), id="words"),
        pytest.param(
            "First name,Last name,ID number,Email address",
            "Ann,Lee,7,a@x.tw",
            Student("7", "Ann Lee", "a@x.tw", "7"),
            id="moodle",
        ),
        pytest.param("姓,名,學號", "王,小明,7", Student("7", "王小明", sid="7"), id="chinese-surname-first"),
        pytest.param(
            "Student,ID,SIS User ID,Section",
            '"Lee, Ann",4711,B7,one',
            Student("B7", "Lee, Ann", sid="B7", lms="4711"),
            id="canvas",
        ),
        pytest.param("Name,SID,Email", "Ann,7,a@x.tw", Student("7", "Ann", "a@x.tw", "7"), id="gradescope"),
        pytest.param(
            "identifier,github_username", "B7,ann-lee", Student("B7", "B7", sid="B7", lms="ann-lee"), id="classroom"
        ),
        pytest.param("email,name", "a@x.tw,Ann", Student(safe_id("a@x.tw"), "Ann", "a@x.tw"), id="only-email"),
        pytest.param("name", "王小明", Student("王小明", "王小明"), id="only-names"),
        pytest.param("ＩＤ,Name (full)", "7,Ann", Student("7", "Ann", sid="7"), id="full-width-and-brackets"),
    ],
)
def test_columns_are_known_by_their_usual_names(header: str, line: str, student: Student) -> None:
    """Those of the systems that the lists come from."""
    assert roster(f"{header}\n{line}\n") == (student,)


def test_a_school_s_number_is_preferred_to_another_id() -> None:
    """The other one is the system's own."""
    assert roster("id,學號,name\n7,B8,Ann\n") == (Student("B8", "Ann", sid="B8", lms="7"),)


def test_empty_lines_and_other_columns_do_not_matter() -> None:
    """Nor does a line for Excel."""
    assert len(roster("sep=,\nid,name,grade,\n\n1,Ann,A,\n,,,\n2,Bob,B,\n")) == 2


def test_the_second_line_of_canvas_is_no_student() -> None:
    """It says how many points there are."""
    assert len(roster("Student,ID,SIS User ID\n    Points Possible,,\nAnn,1,B1\n")) == 1


def test_students_may_share_a_name() -> None:
    """Two people are called 王小明; their numbers tell."""
    assert [s.id for s in roster("學號,姓名\n1,王小明\n2,王小明\n")] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", ["is empty", "header"], id="empty"),
        pytest.param("id,name\n", ["lists no student"], id="header-only"),
        pytest.param("7,Ann\n8,Bob\n", ["no header", "line 1", "7,Ann"], id="no-header"),
        pytest.param("id,name\n7,Ann\n8,Bob\n7,Cy\n", ["the id 7 twice", "lines 2 and 4"], id="same-id"),
        pytest.param("id,email\n7,a@x.tw\n8,A@x.tw\n", ["email address a@x.tw twice", "2 and 3"], id="same-email"),
        pytest.param("id,username\n7,ann\n8,ann\n", ["user name ann twice"], id="same-user"),
        pytest.param("id,name\n7,Ann\n,Bob\n", ["no id in line 3", "Fill it in"], id="no-id"),
        pytest.param("id,name\n7,Lee, Ann\n", ["3 cells", "header has 2", "line 2"], id="too-many-cells"),
        pytest.param("id,name,email\n7,Ann\n", ["2 cells", "header has 3", "line 2"], id="too-few-cells"),
        pytest.param('id,name\n7,"Ann\n8,Bob\n', ["line 3", "quotation mark"], id="open-quote"),
        pytest.param("id,name\n7,A\x1b[31m\n", ["line 2", "\\x1b[31m"], id="control-characters"),
        pytest.param("id,name\n7," + "x" * 300 + "\n", ["line 2"], id="endless-name"),
        pytest.param("id,name,姓名\n7,Ann,安\n", ["several columns", "name, 姓名"], id="two-names"),
        pytest.param(b"id,name\n7,\xff\xff\n", ["encoding", "CSV UTF-8"], id="no-encoding"),
        pytest.param(b"id,name\n" + b"7,x\n" * 2_000_000, ["larger than 5 MB"], id="huge"),
        pytest.param(b"id,name\n7,A\0nn\n", ["line 2"], id="zero-byte"),
    ],
)
def test_an_odd_list_is_refused_with_its_line(text: str | bytes, words: list[str]) -> None:
    """And a next step."""
    message = refusal(text)

    assert [word for word in words if word not in message] == []
    assert message.startswith("The class list class.csv ")


def test_lines_are_counted_as_an_editor_does() -> None:
    """Also after a cell of two lines."""
    assert "line 5" in refusal('id,name\n7,"Ann\nLee"\n8,Bob\n,Cy\n')


def test_ids_that_differ_in_case_only_are_twins() -> None:
    """Their files would be one on some systems."""
    assert "twice" in refusal("id,name\nb1,Ann\nB1,Bob\n")
