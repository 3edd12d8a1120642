"""What was found is said in both languages, completely, and nothing in it can move a terminal's cursor."""

from pathlib import Path

import pytest

from grader.core.coursework import Attempt, Handed, Student, Unmatched
from grader.core.describing import describe
from tests.handed_in import COURSE, SUMS, TEXTS, gathered

ANN = Student("ann", "Ann Lee")


def test_everything_is_said(tmp_path: Path) -> None:
    """Layouts, exercises, who has nothing, what is unmatched, what was left out."""
    files = {
        "ann/big_sums.py": SUMS,
        "ann/v2/big_sums.py": SUMS,
        "bob/texts.py": TEXTS,
        "cy/note.txt": b"",
        "cy/.DS_Store": b"",
    }

    assert describe(gathered(tmp_path, files), "en") == (
        "Recognised: a folder for each student: 3 students.",
        "task01: 1 student, 2 attempts",
        "task02: 1 student, 1 attempt",
        "Nothing to grade from 1 student:",
        "  cy (cy)",
        "Matched with nobody's work (1):",
        "  cy/note.txt: Not a Python file or notebook. Ask for a .py file if this is somebody's work.",
        "Left out without a word: 1 files and folders that programs make, such as caches.",
    )


def test_chinese(tmp_path: Path) -> None:
    """The same in the other language."""
    from grader.usecases.gather_submissions import gather
    from tests.handed_in import write

    root = write(tmp_path / "class", {"王小明/big_sums.py": SUMS, "陳大文/": b""})

    assert describe(gather(root, COURSE, COURSE.exercises, language="zh-TW"), "zh-TW") == (
        "辨識結果：每位學生一個資料夾：2 位學生。",
        "task01：1 位學生，1 次繳交",
        "沒有東西可評分（1 位學生）：",
        "  陳大文（陳大文）",
    )


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_nothing_is_said_to_be_nothing(language: str) -> None:
    """With the next step."""
    assert len(describe(Handed((), (), (), ()), language)) == 1


def test_a_section_that_looks_like_a_student_is_pointed_out(tmp_path: Path) -> None:
    """Beside a real student's folder nobody can tell; so many attempts are worth a look."""
    files = {f"section/{name}_big_sums.py": SUMS for name in ("ann", "bob", "cy", "dan")} | {"eve/big_sums.py": SUMS}
    lines = describe(gathered(tmp_path, files), "en")

    assert "  section (section): 4 attempts" in lines


def test_what_could_not_be_read_is_named() -> None:
    """With the reason."""
    attempt = Attempt(
        ANN, "task01", 1, counts=True, origin="ann/x.py", file="x.py", content=None, problem="It is a link."
    )

    assert describe(Handed((), (attempt,), (), ()), "en")[-1] == "  ann/x.py: It is a link."


def test_every_line_is_one_line() -> None:
    """Whatever names are like."""
    hostile = "\x1b[2Jx\ny\u202e" + "z" * 5000
    handed = Handed(("a",), (), (Student("x", hostile),), (Unmatched(hostile, "Why."),))

    assert [line for line in describe(handed, "en") if not line.isprintable() or len(line) > 700] == []
