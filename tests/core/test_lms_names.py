"""What Moodle and Canvas put into names is taken apart as they put it together."""

import time

import pytest

from grader.core.lms_names import Layout, Place, lms_place


def place(path: str, at: int = 0) -> Place:
    """The place that a part of a path gives."""
    found = lms_place(tuple(path.split("/")), at)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "name", "number", "file"),
    [
        ("Ann Lee_12345_assignsubmission_file_/hw.py", "Ann Lee", "12345", "hw.py"),
        ("Ann Lee_12345_assignsubmission_file_/a/b/hw.py", "Ann Lee", "12345", "hw.py"),
        ("Ann Lee_12345_assignsubmission_file_hw.py", "Ann Lee", "12345", "hw.py"),
        ("Ann Lee_12345_assignsubmission_file_my_hw_2.py", "Ann Lee", "12345", "my_hw_2.py"),
        ("Ann Lee_12345_assignsubmission_file/hw.py", "Ann Lee", "12345", "hw.py"),
        ("王小明_7_assignsubmission_file_/hw.py", "王小明", "7", "hw.py"),
        ("de la Cruz, Ann_1_assignsubmission_file_hw.zip/x.py", "de la Cruz, Ann", "1", "x.py"),
        ("Participant_99_assignsubmission_file_hw.py", "Participant", "99", "hw.py"),
    ],
)
def test_moodle(path: str, name: str, number: str, file: str) -> None:
    """Folders and flat names, whatever the student called the file."""
    found = place(path)

    assert (found.layout, found.owners[0].name, found.owners[0].lms, found.file) == (Layout.MOODLE, name, number, file)


def test_moodle_s_text_is_no_file() -> None:
    """It was typed into a form."""
    assert place("Ann_1_assignsubmission_onlinetext_/onlinetext.html").no_file


@pytest.mark.parametrize(
    ("path", "name", "number", "file", "late", "order"),
    [
        ("doejane_123_456_hw.py", "doejane", "123", "hw.py", False, 0),
        ("doejane_123_456_hw-1.py", "doejane", "123", "hw.py", False, 1),
        ("doejane_123_456_my_hw-12.py", "doejane", "123", "my_hw.py", False, 12),
        ("doejane_LATE_123_456_hw-2.py", "doejane", "123", "hw.py", True, 2),
        ("doejane_123_LATE_456_hw.py", "doejane", "123", "hw.py", True, 0),
        ("王小明_123_456_hw.ipynb", "王小明", "123", "hw.ipynb", False, 0),
        ("o-harajean-luc_1_2_a.py", "o-harajean-luc", "1", "a.py", False, 0),
        ("doejane_1_2_hw-1.zip/src/big_sums.py", "doejane", "1", "big_sums.py", False, 1),
        ("anon_aB3xY_456_hw.py", "anon aB3xY", "aB3xY", "hw.py", False, 0),
        ("anon_LATE_aB3xY_456_hw.py", "anon aB3xY", "aB3xY", "hw.py", True, 0),
        ("anon_12345_456_hw.py", "anon 12345", "12345", "hw.py", False, 0),
    ],
)
def test_canvas(path: str, name: str, number: str, file: str, late: bool, order: int) -> None:
    """Late ones, resubmitted ones, anonymous ones."""
    found = place(path)

    assert (found.layout, found.owners[0].called, found.owners[0].lms) == (Layout.CANVAS, name, number)
    assert (found.file, found.late, found.order) == (file, late, order)


@pytest.mark.parametrize(
    "name",
    [
        "alice.py",
        "alice_hw1.py",
        "B1234567_exercise01.py",
        "alice_1_hw.py",
        "_1_2_hw.py",
        "alice_one_2_hw.py",
        "a_1_assignsubmission",
        "x_1_2_",
        "１_２_３_x.py",
    ],
)
def test_other_names_are_nobody_s(name: str) -> None:
    """They are for other rules."""
    assert lms_place((name,), 0) is None


def test_a_hostile_name_takes_no_time() -> None:
    """Whatever it is like."""
    start = time.process_time()
    for name in ("1_" * 127, "_assignsubmission_" * 14, "a_LATE_1_LATE" * 19, "-1" * 127, "a_1_1_" + "-1" * 120):
        lms_place((name,), 0)

    assert time.process_time() - start < 0.5
