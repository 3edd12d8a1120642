"""Where a person's data and an installation's secret are kept."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.catalogue import Course, find_course
from grader.usecases import personal

COURSE = find_course(Path(__file__).parent)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's folder, which is not there yet; no secret is given by a variable."""
    monkeypatch.delenv(personal.SECRET_VARIABLE, raising=False)
    monkeypatch.setenv(personal.FOLDER_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def students_course(tmp_path: Path) -> Course:
    """A copy without solutions."""
    return replace(COURSE, folder=tmp_path, solutions=None)


def test_without_the_variable_the_system_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is the grader's own, in the place for data of programs."""
    monkeypatch.delenv(personal.FOLDER_VARIABLE)

    assert personal.personal_folder().is_absolute()
    assert "cnn-grader" in personal.personal_folder().parts


def test_a_secret_that_is_given_counts_most(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is used as it is, and nothing is written."""
    monkeypatch.setenv(personal.SECRET_VARIABLE, "given")

    assert personal.course_secret(COURSE) == b"given"
    assert not home.exists()


def test_the_secret_of_a_course_comes_before_the_installations(home: Path, tmp_path: Path) -> None:
    """A line's end does not belong to it."""
    (tmp_path / "secret.txt").write_text("of the course\n")

    assert personal.course_secret(replace(COURSE, solutions=tmp_path)) == b"of the course"
    assert not home.exists()


def test_an_installation_makes_itself_a_secret_and_keeps_it(home: Path, students_course: Course) -> None:
    """The same one each time, for nobody else's eyes."""
    first, second = (personal.course_secret(students_course) for _ in range(2))

    assert first == second
    assert len(first) == 32
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600


def test_a_course_without_a_secret_uses_the_installations(home: Path, tmp_path: Path) -> None:
    """Its folder of solutions may have none."""
    assert personal.course_secret(replace(COURSE, solutions=tmp_path)) == (home / "secret").read_bytes()


def test_where_none_can_be_kept_there_is_one_for_this_run(home: Path, students_course: Course) -> None:
    """Nobody can prepare for it, and grading goes on."""
    home.write_text("a file where the folder should be")

    first, second = (personal.course_secret(students_course) for _ in range(2))

    assert len(first) == len(second) == 32
    assert first != second
