"""One's own file is graded in every tier; other people's only where the sandbox holds, or if one says so."""

import shutil

import pytest
from support import ROOT, grade, solution


@pytest.fixture
def somebodys(tmp_path):
    path = tmp_path / "output_size.py"
    path.write_text(solution("exercise02"), encoding="utf-8")
    return path


def test_it_is_graded_where_the_sandbox_holds(somebodys):
    assert grade("exercise02", somebodys, "--only", "same_padding").code == 0


def test_it_is_refused_where_the_sandbox_does_not_hold(somebodys):
    run = grade("exercise02", somebodys, env={"GRADER_SANDBOX": "limits"})

    assert run.code == 2
    assert "--trust-submissions" in run.text


def test_it_is_not_run_before_it_is_refused(somebodys, tmp_path):
    somebodys.write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n", encoding="utf-8")

    grade("exercise02", somebodys, env={"GRADER_SANDBOX": "limits"})

    assert not (tmp_path / "ran").exists()


def test_it_is_graded_if_it_is_trusted(somebodys):
    run = grade(
        "exercise02", somebodys, "--only", "same_padding", "--trust-submissions", env={"GRADER_SANDBOX": "limits"}
    )

    assert run.code == 0


def test_the_report_says_that_it_was_trusted(somebodys):
    run = grade(
        *("exercise02", somebodys, "--only", "same_padding", "--json"),
        env={"GRADER_SANDBOX": "limits", "GRADER_TRUST_SUBMISSIONS": "1"},
    )

    assert [note for note in run.json["notes"] if "--trust-submissions" in note]


def test_a_report_on_a_confined_file_says_nothing_of_trust(somebodys):
    run = grade("exercise02", somebodys, "--only", "same_padding", "--trust-submissions", "--json")

    assert run.json["notes"] == []


@pytest.mark.parametrize("half", ["exercises", "solutions"])
def test_a_file_of_the_course_is_ones_own(half):
    path = ROOT / half / "exercise02" / "output_size.py"

    run = grade("exercise02", path, "--only", "same_padding", env={"GRADER_SANDBOX": "limits"})

    assert run.code == (0 if half == "solutions" else 1)


def test_in_a_students_copy_every_file_is_ones_own(somebodys, tmp_path):
    shutil.copytree(ROOT / "exercises", tmp_path / "copy" / "exercises")

    run = grade("exercise02", somebodys, cwd=tmp_path / "copy", env={"GRADER_SANDBOX": "limits"})

    assert run.code in (0, 1)
