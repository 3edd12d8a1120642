"""`grade show`: an exercise's picture on the terminal and as SVG."""

import shutil
import xml.etree.ElementTree as ET

import pytest
from support import ROOT, grade

from grader.cli.pictures import drawn
from grader.core.catalogue import find_course
from grader.core.texts import LANGUAGES
from grader.primitives.errors import CourseError

PICTURES = sorted(ROOT.glob("exercises/*/picture*.txt"))


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_picture_fits_an_ordinary_terminal(path):
    """Marks pair; eighty columns are enough, also with wide characters."""
    lines = drawn(path.read_text(encoding="utf-8")).split()

    assert max(line.cell_len for line in lines) <= 80


def test_the_terminal_shows_it():
    run = grade("show", "1")

    assert run.code == 0
    assert "1·0 + 0·1 + 1·0  +  1·1 + 0·0 + 0·-1  +  0·0 + 1·1 + 1·0  =   2" in run.out


def test_a_picture_has_the_readers_language():
    assert "視窗在影像上滑動" in grade("--lang", "zh-TW", "show", "exercise01").out


def test_a_narrow_terminal_shows_the_left_part_unbroken():
    """A picture that wraps shows nothing."""
    wide, narrow = (grade("show", "1", env={"COLUMNS": columns}).out.splitlines() for columns in ("100", "20"))

    assert [line.rstrip() for line in narrow] == [line[:20].rstrip() for line in wide]


def test_svg_is_one_that_loads_nothing(tmp_path):
    path = tmp_path / "window.svg"

    run = grade("show", "exercise01", "--svg", path)

    assert (run.code, run.out) == (0, f"written: {path}\n")
    assert ET.parse(path).getroot().tag.endswith("svg")
    assert "url(http" not in path.read_text()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    run = grade("show", "exercise01", "--svg", tmp_path / "absent" / "window.svg")

    assert run.code != 0
    assert "No such file or directory" in run.text


def test_an_exercise_without_a_picture_points_to_its_text(tmp_path):
    for folder in ("exercises", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "exercises/exercise01/picture.txt").unlink()
    (tmp_path / "exercises/exercise01/picture.zh-TW.txt").unlink()

    run = grade("--course", tmp_path, "show", "exercise01")

    assert run.code == 2
    assert "exercise01 has no picture. Read" in run.text


def test_marks_that_do_not_pair_are_the_courses_fault():
    with pytest.raises(CourseError, match="cannot be drawn"):
        drawn("[bold]x[/red]")


def test_a_student_gets_the_pictures(tmp_path):
    grade("init", tmp_path / "mine")

    course = find_course(tmp_path / "mine")

    assert all(course.exercise("exercise01").picture_file(language).is_file() for language in LANGUAGES)
