"""However a class's files are arranged, each student is found, with the right file for the right exercise."""

from pathlib import Path

import pytest

from grader.core.coursework import Student
from grader.core.student_ids import safe_id
from tests.gradescope_export import METADATA
from tests.handed_in import SUMS, TEXTS, counting, gathered, reasons, write, zipped

ANN, BOB, CY = (
    Student("B1", "Ann Lee", sid="B1"),
    Student("B2", "Bob Wu", sid="B2"),
    Student("B3", "王小明", sid="B3", lms="cy3"),
)


def one(exercise: str, **files: str) -> dict[str, dict[str, str]]:
    """One file each."""
    return {student: {exercise: file} for student, file in files.items()}


# --- a folder for each student ---------------------------------------------------------------------------------------


def test_a_folder_for_each_student(tmp_path: Path) -> None:
    """Whatever is nested in it."""
    files = {
        "ann/big_sums.py": SUMS,
        "bob/src/hw/big_sums.py": SUMS,
        "王小明/work.py": TEXTS,
        "dan/hw.zip": zipped({"hw/texts.py": TEXTS}),
    }

    assert counting(gathered(tmp_path, files)) == {
        "ann": {"task01": "ann/big_sums.py"},
        "bob": {"task01": "bob/src/hw/big_sums.py"},
        "dan": {"task02": "dan/hw.zip/hw/texts.py"},
        "王小明": {"task02": "王小明/work.py"},
    }


def test_both_exercises_in_a_student_s_folder(tmp_path: Path) -> None:
    """In folders of their own, or side by side."""
    files = {"ann/task01/main.py": SUMS, "ann/hw2/main.py": TEXTS, "bob/big_sums.py": SUMS, "bob/texts.py": TEXTS}

    assert counting(gathered(tmp_path, files)) == {
        "ann": {"task01": "ann/task01/main.py", "task02": "ann/hw2/main.py"},
        "bob": {"task01": "bob/big_sums.py", "task02": "bob/texts.py"},
    }


def test_a_folder_around_the_class(tmp_path: Path) -> None:
    """Zips of folders have one."""
    files = {
        "class of 2026/ann/big_sums.py": SUMS,
        "class of 2026/bob/big_sums.py": SUMS,
        "class of 2026/cy/big_sums.py": SUMS,
    }

    assert list(counting(gathered(tmp_path, files))) == ["ann", "bob", "cy"]


def test_folders_of_exercises_around_students(tmp_path: Path) -> None:
    """A student in both is one student."""
    files = {"task01/ann/main.py": SUMS, "task01/bob/main.py": SUMS, "hw 2/ann/main.py": TEXTS, "hw 2/cy.py": TEXTS}

    found = counting(gathered(tmp_path, files))

    assert found["ann"] == {"task01": "task01/ann/main.py", "task02": "hw 2/ann/main.py"}
    assert list(found) == ["ann", "bob", "cy"]


def test_sections_of_a_class(tmp_path: Path) -> None:
    """Folders that hold several students each."""
    files = {
        f"{section}/{name}/big_sums.py": SUMS for section, names in {"A": "ab", "B": "cde"}.items() for name in names
    }

    assert sorted(counting(gathered(tmp_path, files))) == list("abcde")


def test_folders_in_every_student_s_folder_are_no_students(tmp_path: Path) -> None:
    """Whatever a class was told to call them."""
    files = {
        f"{name}/{part}/{file}": SUMS
        for name in ("ann", "bob", "cy")
        for part, file in (("answer", "big_sums.py"), ("report", "x.py"))
    }

    assert list(counting(gathered(tmp_path, files))) == ["ann", "bob", "cy"]


def test_students_of_the_class_list_are_no_sections(tmp_path: Path) -> None:
    """Though they have many folders."""
    files = {
        "Ann Lee/x/big_sums.py": SUMS,
        "Ann Lee/y/main.py": TEXTS,
        "B2/z/big_sums.py": SUMS,
        "B2/w/main.py": TEXTS,
        "B2/v/n.py": b"",
    }

    assert list(counting(gathered(tmp_path, files, ANN, BOB))) == ["B1", "B2"]


# --- files named after students --------------------------------------------------------------------------------------


def test_files_named_after_students(tmp_path: Path) -> None:
    """With or without the exercise, whatever separates them."""
    files = {
        "ann.py": SUMS,
        "bob_big_sums.py": SUMS,
        "B1234567_task01.py": SUMS,
        "王小明 task02.py": TEXTS,
        "hw2-dan.ipynb": b"{}",
    }

    assert counting(gathered(tmp_path, files)) == {
        "ann": {"task01": "ann.py"},
        "bob": {"task01": "bob_big_sums.py"},
        "B1234567": {"task01": "B1234567_task01.py"},
        "王小明": {"task02": "王小明 task02.py"},
        "dan": {"task02": "hw2-dan.ipynb"},
    }


def test_files_and_names_of_the_class_list(tmp_path: Path) -> None:
    """A part of the name is enough, if it is on the list."""
    files = {"final B1 task01.py": SUMS, "wu_bob_hw1.py": SUMS, "王小明big_sums.py": SUMS}

    assert counting(gathered(tmp_path, files, ANN, BOB, CY)) == one(
        "task01", B1="final B1 task01.py", B2="wu_bob_hw1.py", B3="王小明big_sums.py"
    )


def test_a_file_without_a_name_is_nobody_s(tmp_path: Path) -> None:
    """It is said so."""
    found = gathered(tmp_path, {"big_sums.py": SUMS, "ann_big_sums.py": SUMS})

    assert (list(counting(found)), "no student" in reasons(found)["big_sums.py"]) == (["ann"], True)


# --- downloads -------------------------------------------------------------------------------------------------------

MOODLE = {
    "Ann Lee_11_assignsubmission_file_/big_sums.py": SUMS,
    "Bob Wu_12_assignsubmission_file_/src/main.py": TEXTS,
    "王小明_13_assignsubmission_file_hw.zip": zipped({"a/big_sums.py": SUMS}),
    "Dan_14_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
    "Eve_15_assignsubmission_file_texts.py": TEXTS,
}


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_moodle(tmp_path: Path, packed: bool) -> None:
    """As it is downloaded, or unpacked."""
    root = tmp_path / "Course-Week 3-12345.zip"
    if packed:
        root.write_bytes(zipped(MOODLE))
    found = gathered(root) if packed else gathered(tmp_path, MOODLE)

    assert [attempt.student.name for attempt in found.attempts] == ["Ann Lee", "Bob Wu", "Eve", "王小明"]
    assert [student.name for student in found.idle] == ["Dan"]
    assert found.layouts == ("Moodle's download: 5 students",)


def test_moodle_with_a_class_list(tmp_path: Path) -> None:
    """Names are matched in any order."""
    found = gathered(tmp_path, MOODLE, Student("7", "Lee, Ann", sid="7"), CY)

    assert [attempt.student.id for attempt in found.attempts if attempt.student.id in ("7", "B3")] == ["7", "B3"]


def test_two_students_of_one_name_stay_two(tmp_path: Path) -> None:
    """Moodle's number tells; a class list that knows only one of them does not get both."""
    files = {"Ann Lee_1_assignsubmission_file_/big_sums.py": SUMS, "Ann Lee_2_assignsubmission_file_/big_sums.py": SUMS}

    assert len(counting(gathered(tmp_path, files))) == 2
    assert len(counting(gathered(tmp_path, files, ANN))) == 2


def test_two_downloads_of_one_moodle_course(tmp_path: Path) -> None:
    """Its numbers are others in each; the student is the same."""
    files = {
        "C-Task 1-1.zip": zipped(
            {"Ann Lee_1_assignsubmission_file_/x.py": SUMS, "Bob_2_assignsubmission_file_/x.py": SUMS}
        ),
        "C-Task 2-2.zip": zipped(
            {"Ann Lee_8_assignsubmission_file_/x.py": TEXTS, "Bob_9_assignsubmission_file_/x.py": TEXTS}
        ),
    }

    assert [sorted(done) for done in counting(gathered(tmp_path, files)).values()] == [["task01", "task02"]] * 2


def test_canvas(tmp_path: Path) -> None:
    """Late, resubmitted, anonymous, zipped."""
    files = {
        "leeann_11_100_big_sums.py": b"first",
        "leeann_11_101_big_sums-1.py": b"second",
        "leeann_LATE_11_102_big_sums-2.py": b"third",
        "wubob_12_LATE_103_homework.py": TEXTS,
        "anon_aB3_104_texts.py": TEXTS,
        "xucy_13_105_hw.zip": zipped({"texts.py": TEXTS}),
    }
    found = gathered(tmp_path, files, ANN, BOB)

    assert [(a.number, a.counts, a.late, a.content) for a in found.attempts if a.student == ANN] == [
        (1, False, False, b"first"),
        (2, False, False, b"second"),
        (3, True, True, b"third"),
    ]
    assert {a.student.id: a.late for a in found.attempts if a.exercise == "task02"} == {
        "B2": True,
        safe_id("anon aB3"): False,
        "xucy": False,
    }


def test_gradescope(tmp_path: Path) -> None:
    """A group's work is each one's; an earlier submission is an earlier attempt."""
    files = {
        "submission_metadata.yml": METADATA,
        "submission_1/big_sums.py": SUMS,
        "submission_2/src/big_sums.py": SUMS,
        "submission_20/main.py": SUMS,
        "submission_3/report.pdf": b"%PDF",
    }
    found = gathered(tmp_path, files)

    assert counting(found) == one(
        "task01", B1="submission_1/big_sums.py", B2="submission_2/src/big_sums.py", B3="submission_2/src/big_sums.py"
    )
    assert [(a.number, a.origin) for a in found.attempts if a.student.id == "B3"] == [
        (1, "submission_20/main.py"),
        (2, "submission_2/src/big_sums.py"),
    ]
    assert [a.handed_in.isoformat() for a in found.attempts if a.student.id == "B1" and a.handed_in] == [
        "2026-02-07T05:07:36.170000+00:00"
    ]
    assert [student.name for student in found.idle] == ["Cy Xu"]


def test_gradescope_s_zip_has_a_folder_in_it(tmp_path: Path) -> None:
    """Its name is always of the same kind."""
    root = tmp_path / "submissions.zip"
    root.write_bytes(
        zipped(
            {
                f"assignment_77_export/{name}": content
                for name, content in {"submission_metadata.yml": METADATA, "submission_1/texts.py": TEXTS}.items()
            }
        )
    )

    assert counting(gathered(root)) == {"B1": {"task02": "assignment_77_export/submission_1/texts.py"}}


@pytest.mark.parametrize("cloned", [True, False], ids=["with-git", "without"])
def test_github_classroom(tmp_path: Path, cloned: bool) -> None:
    """The assignment's name is taken off; a user's name may have hyphens."""
    files = {f"week-3-sums-{user}/big_sums.py": SUMS for user in ("ann", "bob-the-2nd", "cy3")}
    clones = {f"week-3-sums-{user}/.git/HEAD": b"ref: x" for user in ("ann", "bob-the-2nd", "cy3", "lazy")}
    found = gathered(tmp_path, files | (clones if cloned else {}), CY)

    assert counting(found) == one(
        "task01",
        **{
            "ann": "week-3-sums-ann/big_sums.py",
            "bob-the-2nd": "week-3-sums-bob-the-2nd/big_sums.py",
            "B3": "week-3-sums-cy3/big_sums.py",
        },
    )
    assert found.layouts[0].startswith("repositories of GitHub Classroom")


def test_whole_courses_in_clones(tmp_path: Path) -> None:
    """Stubs that were kept, examples and statements are nobody's attempt."""
    files = {}
    for user in ("ann", "bob", "cy"):
        for name, content in {
            ".git/x.py": SUMS,
            "exercises/task01/big_sums.py": SUMS,
            "exercises/task01/test_examples.py": b"",
            ".stubs/task01/big_sums.py": SUMS,
        }.items():
            files[f"course-{user}/{name}"] = content
    found = gathered(tmp_path, files)

    assert counting(found) == one(
        "task01", **{user: f"course-{user}/exercises/task01/big_sums.py" for user in ("ann", "bob", "cy")}
    )
    assert (len(found.attempts), len(found.unmatched), found.skipped) == (3, 3, 6)


def test_mixed_layouts(tmp_path: Path) -> None:
    """A term's worth of downloads in one folder, and what came by mail."""
    export = {
        f"assignment_7_export/{name}": content
        for name, content in {"submission_metadata.yml": METADATA, "submission_1/texts.py": TEXTS}.items()
    }
    files = {
        "moodle.zip": zipped(MOODLE),
        "dan/big_sums.py": SUMS,
        "fay_texts.py": TEXTS,
        "canvas/wubob_5_6_texts.py": TEXTS,
        "canvas/foogus_7_8_texts.py": TEXTS,
    }
    found = gathered(tmp_path, files | export, ANN, BOB, CY)

    assert sorted(counting(found)["B1"]) == ["task01", "task02"]
    assert [layout.partition(":")[0] for layout in found.layouts] == [
        "Moodle's download", "Canvas's download", "Gradescope's export", "a folder for each student", "files named after students",
    ]  # fmt: skip


# --- nobody hands in for somebody else -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param({"Bob Wu_12_assignsubmission_file_/big_sums.py": SUMS}, id="moodle"),
        pytest.param({"wubob_1_2_big_sums.py": SUMS}, id="canvas"),
        pytest.param({"submission_metadata.yml": METADATA, "submission_2/big_sums.py": SUMS}, id="gradescope"),
        pytest.param({"bob/.git/HEAD": b"", "bob/big_sums.py": SUMS}, id="classroom"),
        pytest.param({"Bob Wu/big_sums.py": SUMS}, id="folder"),
        pytest.param({"B2.zip": zipped({"B2/big_sums.py": SUMS})}, id="zip"),
        pytest.param({"B2_big_sums.py": SUMS}, id="file"),
    ],
)
@pytest.mark.parametrize("above", ["B1", "Lee Ann_5_assignsubmission_file_"])
def test_what_a_student_hands_in_is_that_student_s(tmp_path: Path, inside: dict[str, bytes], above: str) -> None:
    """Though it looks like a download with somebody else's name; also in a zip."""
    files = {f"{above}/{name}": content for name, content in inside.items()} | {"B3/texts.py": TEXTS}

    assert {attempt.student.id for attempt in gathered(tmp_path, files, ANN, BOB, CY).attempts} == {"B1", "B3"}

    packed = {f"{above}/hw.zip": zipped(inside), "B3/texts.py": TEXTS}
    root = write(tmp_path / "packed", packed)
    assert {attempt.student.id for attempt in gathered(root, None, ANN, BOB, CY).attempts} == {"B1", "B3"}
