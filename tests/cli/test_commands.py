"""The commands beside grading, as processes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import GRADE, ROOT, alive, copy_of_course, descendants, environment, grade, solution, wait_until

import grader

RIGHT_02 = ROOT / "solutions/exercise02/output_size.py"


@pytest.fixture
def home(tmp_path):
    """A person who has done nothing yet."""
    return {"GRADER_HOME": str(tmp_path / "home")}


@pytest.fixture
def course(tmp_path):
    """A course of one's own, with solutions."""
    return copy_of_course(tmp_path / "course")


@pytest.fixture
def students(tmp_path):
    """A student's copy: made by `grade init`."""
    made = grade("init", tmp_path / "student")
    assert made.code == 0, made.text
    return tmp_path / "student"


class TestOverview:
    """`grade` alone: where do I stand, what is next."""

    def test_a_beginner_starts_with_the_first_exercise(self, home):
        run = grade(env=home)

        assert run.code == 0
        assert all(name in run.text for name in ("exercise01", "exercise02", "exercise03"))
        assert "Next: `grade exercise01`" in run.text

    def test_the_best_score_and_the_attempts_survive(self, home, course):
        grade("exercise01", ROOT / "solutions/exercise01/convolution.py", env=home, cwd=course)
        grade("exercise01", course / "exercises/exercise01/convolution.py", env=home, cwd=course)

        run = grade(env=home, cwd=course)

        assert re.search(r"exercise01 +Convolution +100 % +2", run.text)
        assert "Next: `grade exercise02`" in run.text

    def test_an_attempt_at_one_function_is_no_score(self, home):
        grade("exercise02", RIGHT_02, "--only", "same_padding", env=home)

        assert "100 %" not in grade(env=home).text


def test_list_names_exercises_functions_and_files():
    run = grade("list")

    assert run.code == 0
    assert all(name in run.text for name in ("exercise02", "Output-size formulas", "receptive_field", "output_size.py"))


@pytest.mark.parametrize("name", ["exercise02", "02", "2"])
def test_an_exercise_goes_by_name_and_by_number(name):
    assert grade(name, RIGHT_02, "--only", "same_padding", "--json").json["exercise"] == "exercise02"


def test_without_a_file_the_one_in_the_course_is_graded(course):
    assert grade("2", "--only", "same_padding", cwd=course, env={}).code == 1
    shutil.copy(RIGHT_02, course / "exercises/exercise02/output_size.py")

    assert grade("2", "--only", "same_padding", cwd=course).code == 0


def test_without_a_file_one_of_that_name_here_is_graded(course):
    folder = course / "mine"
    folder.mkdir()
    shutil.copy(RIGHT_02, folder)

    assert grade("2", "--only", "same_padding", cwd=folder).code == 0


@pytest.mark.parametrize("how", [["--data", "nowhere"], []], ids=["option", "environment"])
def test_a_folder_for_data_that_is_not_there_is_named(how):
    run = grade("2", RIGHT_02, "--only", "same_padding", *how, env={"GRADER_DATA": "nowhere"})

    assert run.code == 2
    assert "There is no folder nowhere. Correct the option or GRADER_DATA." in run.text


class TestHint:
    """One step further each time."""

    def test_hints_go_one_step_further_and_stay_at_the_last(self, home):
        runs = [grade("hint", "exercise01", "conv2d", env=home).text for _ in range(4)]

        assert [re.search(r"hint (\d) of (\d)", text).groups() for text in runs] == [
            ("1", "3"),
            ("2", "3"),
            ("3", "3"),
            ("3", "3"),
        ]
        assert len(set(runs)) == 3

    def test_functions_are_counted_apart(self, home):
        grade("hint", "exercise01", "conv2d", env=home)

        assert "hint 1 of" in grade("hint", "exercise01", "conv2d_batch", env=home).text

    def test_without_a_function_the_first_one_is_hinted_at_and_the_others_are_named(self, home):
        text = grade("hint", "1", env=home).text

        assert "conv2d: hint 1" in text
        assert "conv2d_channels" in text

    def test_hints_are_in_chinese_too(self, home):
        assert "核" in grade("--lang", "zh-TW", "hint", "1", env=home).text


class TestReset:
    """The stub comes back, and nothing is lost."""

    def test_the_stub_is_restored_and_the_work_is_kept(self, course):
        path = course / "exercises/exercise02/output_size.py"
        stub = path.read_text()
        path.write_text("my = 'work'\n")

        run = grade("reset", "exercise02", cwd=course)

        backups = list(path.parent.glob("output_size.backup-*.py"))
        assert run.code == 0
        assert path.read_text() == stub
        assert [backup.read_text() for backup in backups] == ["my = 'work'\n"]
        assert backups[0].name in run.text.replace(" ", "")

    def test_two_resets_keep_two_backups(self, course):
        path = course / "exercises/exercise02/output_size.py"
        for work in ("a = 1\n", "b = 2\n"):
            path.write_text(work)
            grade("reset", "2", cwd=course)

        assert {b.read_text() for b in path.parent.glob("*.backup-*.py")} == {"a = 1\n", "b = 2\n"}

    def test_there_is_nothing_to_keep_of_a_stub(self, course):
        run = grade("reset", "2", cwd=course)

        assert "nothing to keep" in run.text
        assert not list(course.rglob("*.backup-*"))

    def test_a_students_copy_can_be_reset(self, students):
        path = students / "exercises/exercise02/output_size.py"
        stub = path.read_text()
        path.write_text("work = 1\n")

        assert grade("reset", "2", cwd=students).code == 0
        assert path.read_text() == stub


class TestSolution:
    """Shown to who has earned it, or given up."""

    def test_it_is_refused_before_full_marks(self, home):
        run = grade("solution", "exercise02", env=home)

        assert (run.code, run.out) == (2, "")
        assert "after full marks" in run.text
        assert "--give-up" in run.text

    def test_it_is_shown_after_full_marks(self, home):
        grade("exercise02", RIGHT_02, env=home)

        run = grade("solution", "exercise02", env=home)

        assert run.code == 0
        assert "def conv_output_size" in run.out

    def test_it_is_shown_to_who_gives_up(self, home):
        run = grade("solution", "exercise02", "--give-up", env=home)

        compile(run.out, "solution", "exec")
        assert run.code == 0
        assert "solution begins" not in run.out

    def test_full_marks_in_one_function_do_not_earn_it(self, home):
        grade("exercise02", RIGHT_02, "--only", "same_padding", env=home)

        assert grade("solution", "exercise02", env=home).code == 2

    def test_a_students_copy_has_none(self, students, home):
        run = grade("solution", "exercise02", "--give-up", cwd=students, env=home)

        assert run.code == 2
        assert "Ask your instructor" in run.text


class TestInit:
    """A student's copy of the exercises."""

    def test_nothing_of_the_solutions_is_in_it(self, students):
        names = {path.name for path in students.rglob("*")}
        texts = "".join(path.read_text(encoding="utf-8") for path in students.rglob("*") if path.is_file())

        assert not names & {"solutions", "mistakes.py", "test_convolution.py", "secret.txt", "__pycache__"}
        assert "solution begins" not in texts
        assert "_bias_column" not in texts
        assert "flipped_kernel" not in texts

    def test_statements_stubs_and_examples_are_in_it(self, students):
        names = {path.name for path in (students / "exercises/exercise01").iterdir()}

        texts = {"README.md", "README.zh-TW.md", "picture.txt", "picture.zh-TW.txt"}
        assert names == texts | {"exercise.toml", "convolution.py", "test_examples.py"}

    def test_grading_there_runs_the_public_examples_and_says_so(self, students, home):
        shutil.copy(RIGHT_02, students / "exercises/exercise02/output_size.py")

        run = grade("exercise02", cwd=students, env=home)

        assert run.code == 0
        assert "Only the public examples were run" in run.text
        assert "Full marks" not in run.text

    def test_grading_there_is_marked_in_the_json(self, students, home):
        report = grade("exercise02", "--json", cwd=students, env=home).json

        assert report["hidden_suite"] is False
        assert report["max_points"] > 0
        assert not [check for check in report["checks"] if check["hidden"]]

    def test_public_examples_alone_do_not_earn_the_solution(self, students, home):
        grade("exercise02", RIGHT_02, cwd=students, env=home)

        assert grade("solution", "exercise02", env=home).code == 2

    def test_the_examples_run_under_plain_pytest(self, students):
        shutil.copy(RIGHT_02, students / "exercises/exercise02/output_size.py")

        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "exercises/exercise02"],
            cwd=students, env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert ended.returncode == 0, ended.stdout

    def test_a_second_copy_in_the_same_place_is_refused(self, students):
        run = grade("init", students)

        assert run.code == 2
        assert "exists already" in run.text

    def test_a_place_that_cannot_be_written_is_named(self, tmp_path):
        (tmp_path / "file").write_text("")

        run = grade("init", tmp_path / "file")

        assert run.code == 2
        assert "file" in run.text


class TestStubs:
    """Stubs are the solutions without their marked regions."""

    def test_the_published_stubs_are_up_to_date(self):
        assert grade("stubs", "--check").code == 0

    def test_a_changed_stub_is_found_and_not_touched(self, course):
        path = course / "exercises/exercise02/output_size.py"
        path.write_text("changed\n")

        run = grade("stubs", "--check", cwd=course)

        assert run.code == 1
        assert "out of date" in run.text
        assert path.read_text() == "changed\n"

    def test_stubs_are_written_anew(self, course):
        path = course / "exercises/exercise02/output_size.py"
        stub = path.read_text()
        path.write_text("changed\n")

        assert grade("stubs", "exercise02", cwd=course).code == 0
        assert path.read_text() == stub

    def test_a_students_copy_has_nothing_to_write_them_from(self, students):
        assert grade("stubs", cwd=students).code == 2


class TestDoctor:
    """What this machine offers."""

    def test_it_names_python_the_sandbox_and_the_course(self):
        run = grade("doctor")

        assert run.code in (0, 1)
        assert all(word in run.text for word in ("Python", "sandbox", "numpy", "course cnn"))

    def test_it_works_where_no_course_is(self, tmp_path):
        run = grade("doctor", cwd=tmp_path)

        assert "sandbox" in run.text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_line_for_the_shell(shell):
    run = grade("completion", shell)

    assert run.code == 0
    assert f"_GRADE_COMPLETE={shell}_source" in run.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        pytest.param("grade ex", "exercise02", id="exercises"),
        pytest.param("grade h", "hint", id="commands"),
        pytest.param("grade hint exercise0", "exercise01", id="argument"),
        pytest.param("grade hint exercise01 conv2d_", "conv2d_batch", id="function"),
        pytest.param("grade exercise01 --only conv2d_", "conv2d_batch", id="option"),
    ],
)
def test_completion_offers_what_fits(words, offered):
    variables = {"_GRADE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}

    assert offered in grade(env=variables).out


def test_version_and_help():
    version, helped = grade("--version"), grade("--help")

    assert (version.code, helped.code) == (0, 0)
    assert grader.__version__ in version.out
    assert all(name in helped.out for name in ("list", "hint", "watch", "reset", "solution", "init", "check", "doctor"))


@pytest.mark.parametrize(
    "command", ["hint", "watch", "reset", "solution", "init", "stubs", "check", "doctor", "exercise01"]
)
def test_every_command_has_help(command):
    run = grade(command, "--help")

    assert run.code == 0
    assert "Usage: grade" in run.out


def test_the_command_line_loads_no_large_library():
    code = "import sys, grader.cli.main; print([m for m in ('numpy', 'torch', 'pytest', 'rich') if m in sys.modules])"

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())

    assert ended.stdout.strip() == "[]"


@pytest.fixture
def watching(tmp_path):
    """`grade watch` on a copy of the stub of exercise02; its file, its output so far, and the process."""
    path, log = tmp_path / "output_size.py", tmp_path / "log.txt"
    shutil.copy(ROOT / "exercises/exercise02/output_size.py", path)
    with log.open("w") as output:
        process = subprocess.Popen(
            [GRADE, "watch", "exercise02", str(path), "--only", "same_padding"],
            cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield path, lambda: log.read_text(encoding="utf-8"), process
    finally:
        process.kill()
        process.wait()


INTERRUPTED_WHILE_TAKEN_APART = """
import os, signal, sys

class TakenApart:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        str(self)

class WhenWatchingBegins:
    def find_spec(self, name, path=None, target=None):
        if name == "watchfiles":
            TakenApart()

from grader.cli.main import main
sys.meta_path.insert(0, WhenWatchingBegins())
main()
"""


class TestWatch:
    """Regrades on save."""

    def test_saving_a_right_version_shows_full_marks(self, watching):
        path, said, _ = watching
        assert wait_until(lambda: said().count("Watching") == 1), said()
        assert "0 of 10 points" in said()

        path.write_text(solution("exercise02"))

        assert wait_until(lambda: "10 of 10 points" in said()), said()

    def test_a_version_saved_while_the_one_before_is_graded_is_not_lost(self, watching):
        path, said, _ = watching
        assert wait_until(lambda: said().count("Watching") == 1), said()
        time.sleep(1)
        path.write_text("import time\ntime.sleep(0.5)\n")
        time.sleep(1.5)

        path.write_text(solution("exercise02"))

        assert wait_until(lambda: "10 of 10 points" in said(), 60), said()

    def test_a_version_saved_while_the_first_one_is_graded_is_not_lost(self, tmp_path):
        path, log = tmp_path / "output_size.py", tmp_path / "log.txt"
        path.write_text("import time\ntime.sleep(0.6)\n")
        with log.open("w") as output:
            process = subprocess.Popen(
                [GRADE, "watch", "exercise02", str(path), "--only", "same_padding"],
                cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            time.sleep(2.5)
            path.write_text(solution("exercise02"))

            assert wait_until(lambda: "10 of 10 points" in log.read_text(), 60), log.read_text()
        finally:
            process.kill()
            process.wait()

    def test_a_file_that_is_replaced_or_gone_is_followed(self, watching):
        path, said, _ = watching
        assert wait_until(lambda: said().count("Watching") == 1), said()
        time.sleep(1)
        path.unlink()
        assert wait_until(lambda: "no file" in " ".join(said().split())), said()
        new = path.with_name("new.tmp")
        new.write_text(solution("exercise02"))

        new.rename(path)

        assert wait_until(lambda: "10 of 10 points" in said()), said()

    def test_ctrl_c_ends_it_cleanly_and_leaves_no_process(self, watching):
        _, said, process = watching
        assert wait_until(lambda: said().count("Watching") == 1), said()
        started = descendants(process.pid)

        os.killpg(process.pid, signal.SIGINT)

        assert process.wait(timeout=60) in (0, 130)
        assert "Traceback" not in said()
        assert wait_until(lambda: not alive(started), 30)

    def test_ctrl_c_while_an_object_is_taken_apart_is_not_lost(self, tmp_path):
        shutil.copy(ROOT / "exercises/exercise02/output_size.py", path := tmp_path / "output_size.py")
        command = ["watch", "exercise02", str(path), "--only", "same_padding"]

        run = subprocess.run(
            [sys.executable, "-c", INTERRUPTED_WHILE_TAKEN_APART, *command],
            cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

        assert run.returncode == 130
        assert "Watching" in run.stdout
        assert "Exception ignored" in run.stderr

    def test_a_folder_that_is_not_there_is_a_sentence(self, tmp_path):
        run = grade("watch", "exercise02", tmp_path / "nowhere" / "output_size.py")

        assert run.code in (2, 3)
        assert "nowhere" in run.text


def test_nothing_is_written_into_the_course_by_grading(course, home):
    before = {path: path.stat().st_mtime_ns for path in Path(course).rglob("*")}

    grade("exercise02", cwd=course, env=home)

    after = {path: path.stat().st_mtime_ns for path in Path(course).rglob("*") if "__pycache__" not in str(path)}
    assert {path for path in after if after[path] != before.get(path)} <= {course / "solutions/exercise02"}
