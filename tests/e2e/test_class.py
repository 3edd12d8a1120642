"""A class, from what an LMS gives to what its instructor takes away: by the commands, on the sample class and on the smallest course."""

import csv
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support import GRADE, ROOT, Run, environment, grade, grade_without_power, wait_until
from tests.tiny_course import write_tiny_course

RIGHT = "def double(x):\n    return 2 * x\n\ndef square(x):\n    return x * x\n"
WRONG = RIGHT.replace("2 * x", "x + 1")
HALF = "def double(x):\n    return 2 * x\n"


# --- the sample class -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sample class."""
    folder = tmp_path_factory.mktemp("sample") / "class"
    subprocess.run([sys.executable, str(ROOT / "examples/make_class.py"), str(folder)], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def graded(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """What `grade batch` said of it, and where it wrote."""
    out = tmp_path_factory.mktemp("graded") / "out"
    return grade("batch", sample, "--out", out, "--jobs", 2, env={"GRADER_SECRET": "tests"}, patience=600), out


PERCENTS = {
    **dict.fromkeys(("王小明", "張-雅婷-ac5549", "Zoë-Müller-d6e575", "alice", "frank", "ivan"), 100),
    **dict.fromkeys(("B10901001", "B10901003", "B10902011", "b-Bobby-b-7c8233"), 100),
    **dict.fromkeys(("leeann", "kimminji", "nguyenlan", "huangkai", "octocat", "hubot", "mojombo"), 100),
    **dict.fromkeys(("O-Brien-Pat-4855ed", "bob", "erin", "B10902012", "B10902013", "B10902014", "B10901005"), 0),
    **dict.fromkeys(("smithjo", "satotaro", "defunkt", "B10901006"), 0),
}


def percent(report: Mapping[str, Any]) -> float:
    """Of a report in the feedback."""
    return 100 * report["points"] / report["max_points"]


@pytest.mark.parametrize(("student", "expected"), PERCENTS.items(), ids=PERCENTS)
def test_a_student_of_the_sample_class_gets_what_was_earned(
    graded: tuple[Run, Path], student: str, expected: float
) -> None:
    """Styles all, hostile and empty files nothing, whatever arrangement they came in."""
    feedback = json.loads((graded[1] / "feedback" / f"{student}.json").read_text(encoding="utf-8"))

    assert [percent(each["report"]) for each in feedback["grades"]] == [expected]


def test_a_known_mistake_is_named_to_its_student(graded: tuple[Run, Path]) -> None:
    """In the page that is sent back."""
    text = (graded[1] / "feedback" / "陳怡君.html").read_text(encoding="utf-8")

    assert "bias" in text


def test_the_exit_code_and_the_summary_tell_what_was_not_graded(graded: tuple[Run, Path]) -> None:
    """One notebook is broken; the rest went on."""
    run, _ = graded

    assert run.code == 1
    assert "Without a full score (1): dave (dave) exercise03" in run.text


def test_nothing_is_dropped_without_a_word(graded: tuple[Run, Path]) -> None:
    """An unmatched file is listed, and so is who has handed in nothing."""
    assert "B10902015/apology.txt" in graded[0].text
    assert "Nothing to grade from 1 student: B10902015" in graded[0].text


def test_whom_a_platform_would_not_know_is_told(graded: tuple[Run, Path]) -> None:
    """Nobody looks for a grade there in vain."""
    assert "canvas.csv leaves out" in graded[0].text.replace("\n", " ")


@pytest.mark.parametrize(
    "name",
    [
        "grades.csv",
        "grades.json",
        "canvas.csv",
        "moodle.csv",
        "junit.xml",
        "items.csv",
        "report.html",
        "gradebook.sqlite",
    ],
)
def test_an_instructor_finds_a_file(graded: tuple[Run, Path], name: str) -> None:
    """All are there and not empty."""
    assert (graded[1] / name).stat().st_size > 100


def test_the_table_of_grades_has_everybody_once(graded: tuple[Run, Path]) -> None:
    """Also who has handed in nothing; a name that is a formula is none there."""
    rows = list(csv.DictReader(io.StringIO((graded[1] / "grades.csv").read_text(encoding="utf-8-sig"))))

    assert len({row["student"] for row in rows}) == len(rows) == 41
    assert not any(row["name"].startswith("=") for row in rows)


def test_a_second_run_grades_nothing_again(graded: tuple[Run, Path], sample: Path) -> None:
    """And says the same."""
    before = (graded[1] / "grades.csv").read_bytes()
    run = grade("batch", sample, "--out", graded[1], "--json", env={"GRADER_SECRET": "tests"})

    assert "33 were graded before" in run.text
    assert "Grading" not in run.err
    assert (graded[1] / "grades.csv").read_bytes() == before


def test_statistics_are_told_in_the_terminal(graded: tuple[Run, Path]) -> None:
    """In both languages."""
    assert "Parameter counting" in grade("stats", graded[1]).text
    assert "參數" in grade("--lang", "zh-TW", "stats", graded[1]).text


# --- the smallest course --------------------------------------------------------------------------------------------


class Class:
    """A class in folders, a course, and where its grades go."""

    def __init__(self, folder: Path, **works: str) -> None:
        self.course = folder / "course"
        write_tiny_course(self.course)
        self.works, self.out = folder / "works", folder / "out"
        self.works.mkdir()
        for name, source in works.items():
            self.hand_in(name, source)

    def hand_in(self, name: str, source: str) -> None:
        """One student's file."""
        (self.works / name).mkdir(exist_ok=True)
        (self.works / name / "numbers_.py").write_text(source, encoding="utf-8")

    def grade(self, command: str, *arguments: object, out: Path | None = None) -> Run:
        """A command for the class."""
        where = [self.works, "--out", out or self.out] if command == "batch" else [self.out]
        return grade("--course", self.course, command, *where, *arguments, env=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        return {"GRADER_SECRET": "tests", "GRADER_HOME": str(self.course.parent / "home")}

    @property
    def points(self) -> dict[str, float | None]:
        """What counts."""
        return self.points_in(self.out)

    def points_in(self, out: Path) -> dict[str, float | None]:
        data = json.loads((out / "grades.json").read_text(encoding="utf-8"))
        return {grade["student"]: grade["points"] for grade in data["grades"]}


@pytest.fixture
def tiny(tmp_path: Path) -> Class:
    """Three students."""
    return Class(tmp_path, ann=RIGHT, bob=WRONG, eve=HALF)


def test_a_class_is_graded(tiny: Class) -> None:
    """Exit code 0: everybody has a score."""
    assert tiny.grade("batch").code == 0
    assert tiny.points == {"ann": 4, "bob": 1, "eve": 3}


def test_a_changed_suite_is_shown_before_it_counts(tiny: Class) -> None:
    """Who loses, by which check; nothing changes until it is published, and it can be taken back."""
    tiny.grade("batch")
    suite = tiny.course / "solutions/one/test_numbers.py"
    suite.write_text(
        suite.read_text(encoding="utf-8").replace(
            "same(student.square(x), reference.square(x))", "same(student.square(x), -x)"
        ),
        encoding="utf-8",
    )
    shown = tiny.grade("regrade")

    assert "0 gain, 2 lose" in shown.text
    assert "test_squares" in shown.text
    assert tiny.points == {"ann": 4, "bob": 1, "eve": 3}
    assert "count now" in tiny.grade("regrade", "--publish").text
    assert tiny.points == {"ann": 3, "bob": 0, "eve": 3}
    assert "Taken back" in tiny.grade("regrade", "--revert").text
    assert tiny.points == {"ann": 4, "bob": 1, "eve": 3}


def test_a_grade_by_hand_survives_a_regrade(tiny: Class) -> None:
    """With its reason, which the student sees."""
    tiny.grade("batch")
    assert tiny.grade("override", "bob", "one", "--points", 2.5, "--reason", "was ill").code == 0
    tiny.hand_in("ann", HALF)
    tiny.grade("batch")

    assert tiny.points == {"ann": 3, "bob": 2.5, "eve": 3}
    assert "was ill" in (tiny.out / "feedback/bob.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(("override", "nobody", "one", "--points", 1, "--reason", "x"), "nobody", id="student"),
        pytest.param(("override", "bob", "two", "--points", 1, "--reason", "x"), "two", id="exercise"),
        pytest.param(("override", "bob", "one", "--points", 1), "reason", id="reason"),
        pytest.param(("override", "bob", "one", "--points", -1, "--reason", "x"), "cannot be given", id="negative"),
        pytest.param(("late", "one", "--due", "soon"), "is no time", id="time"),
        pytest.param(("late", "one"), "When is it due?", id="due"),
    ],
)
def test_what_cannot_be_decided_by_hand_is_told(tiny: Class, arguments: tuple[object, ...], sentence: str) -> None:
    """In a sentence; nothing changes."""
    tiny.grade("batch")
    run = tiny.grade(str(arguments[0]), *arguments[1:])

    assert run.code == 2
    assert sentence in run.text
    assert tiny.points == {"ann": 4, "bob": 1, "eve": 3}


@pytest.mark.parametrize("command", ["regrade", "stats"])
def test_a_misspelled_folder_gets_no_gradebook(tmp_path: Path, command: str) -> None:
    """It is told."""
    run = grade(command, tmp_path / "typo")

    assert run.code == 2
    assert "There is no gradebook" in run.text
    assert not (tmp_path / "typo").exists()


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_batch_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """Killed at 20 random moments, it ends with the grades of one that nobody disturbed."""
    sources = (RIGHT, WRONG, HALF, RIGHT.replace("return x * x", "raise KeyError"), "def double(x:\n")
    big = Class(tmp_path, **{f"s{n:02}": f"{sources[n % 5]}\n# {n}\n" for n in range(30)})
    draw, kills = random.Random(2026), 0
    command = [GRADE, "--course", str(big.course), "batch", str(big.works), "--out", str(big.out), "--jobs", "2"]
    for _ in range(20):
        child = subprocess.Popen(
            command, env=environment(big.environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            child.wait(timeout=draw.uniform(0.5, 4.0))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            kills += 1
    assert big.grade("batch").code == 0
    assert big.grade("batch", out=tmp_path / "undisturbed").code == 0

    assert kills > 3
    assert big.points == big.points_in(tmp_path / "undisturbed")
    assert len(big.points) == 30


def test_a_batch_that_is_interrupted_says_so_and_goes_on(tmp_path: Path) -> None:
    """Ctrl-C: no traceback, no process left."""
    big = Class(tmp_path, **{f"s{n:02}": f"{RIGHT}\n# {n}\n" for n in range(30)})
    command = [GRADE, "--course", str(big.course), "batch", str(big.works), "--out", str(big.out), "--jobs", "2"]
    child = subprocess.Popen(command, env=environment(big.environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert wait_until(lambda: (big.out / "journal.jsonl").exists() and (big.out / "journal.jsonl").stat().st_size > 0)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)

    assert child.returncode == 130
    assert b"Traceback" not in err
    run = big.grade("batch")
    assert run.code == 0
    assert "were graded before" in run.text


def test_where_strangers_cannot_be_confined_a_class_is_refused(tiny: Class) -> None:
    """Unless somebody says that these may be trusted."""
    weak = {**tiny.environment, "GRADER_SANDBOX": "limits"}
    command = ("--course", tiny.course, "batch", tiny.works, "--out", tiny.out)
    refused, trusted = grade(*command, env=weak), grade(*command, "--trust-submissions", env=weak)

    assert refused.code == 2
    assert "cannot confine it" in refused.text
    assert trusted.code == 0
    assert tiny.points == {"ann": 4, "bob": 1, "eve": 3}


def test_everything_is_said_in_chinese_too(tiny: Class) -> None:
    """What was recognised, what came of it, what a regrade would change."""
    said = grade(
        "--lang", "zh-TW", "--course", tiny.course, "batch", tiny.works, "--out", tiny.out, env=tiny.environment
    )

    assert "每位學生一個資料夾" in said.text
    assert "全班報告" in said.text


def test_a_second_batch_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    """As long as the first is alive."""
    slow = Class(tmp_path, ann=RIGHT.replace("return 2 * x", "while True: pass"))
    command = [GRADE, "--course", str(slow.course), "batch", str(slow.works), "--out", str(slow.out)]
    first = subprocess.Popen(
        command, env=environment(slow.environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert wait_until((slow.out / "journal.jsonl").exists)
        time.sleep(0.3)
        run = slow.grade("batch")
    finally:
        first.kill()
        first.wait()

    assert run.code == 2
    assert "Another `grade batch` is writing" in run.text


def test_a_locked_gradebook_is_told(tiny: Class) -> None:
    """What was graded is kept for the next run."""
    tiny.grade("batch")
    tiny.hand_in("ann", HALF)
    with sqlite3.connect(tiny.out / "gradebook.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        run = tiny.grade("batch")
        other.execute("ROLLBACK")

    assert run.code != 0
    assert "gradebook" in run.text
    assert tiny.grade("batch").code == 0
    assert tiny.points["ann"] == 3


def test_a_gradebook_of_a_newer_version_is_told_and_kept(tiny: Class) -> None:
    """It is not graded into, and not brought back to what this version knows."""
    tiny.grade("batch")
    with sqlite3.connect(tiny.out / "gradebook.sqlite") as book:
        book.execute("UPDATE gradebook_version SET version_num = '0999'")

    run = tiny.grade("batch")

    assert run.code != 0
    assert "written by a newer version of the grader" in run.text
    assert "pip install --upgrade" in run.text
    with sqlite3.connect(tiny.out / "gradebook.sqlite") as book:
        assert book.execute("SELECT version_num FROM gradebook_version").fetchall() == [("0999",)]


def test_what_may_not_be_read_is_told_and_the_rest_is_graded(tiny: Class) -> None:
    """A folder that cannot be listed and a file that cannot be opened belong to somebody who hears of it."""
    (tiny.works / "bob").chmod(0)
    (tiny.works / "eve" / "numbers_.py").chmod(0)

    run = grade_without_power("--course", tiny.course, "batch", tiny.works, "--out", tiny.out, env=tiny.environment)

    (tiny.works / "bob").chmod(0o700)
    assert run.code == 1
    assert "eve/numbers_.py: It may not be read. Change its permissions." in run.text
    assert "bob: This folder cannot be listed. Change its permissions." in run.text
    assert tiny.points == {"ann": 4, "eve": None}


def test_a_class_in_a_folder_that_may_not_be_read_is_told(tiny: Class) -> None:
    tiny.works.chmod(0)

    run = grade_without_power("--course", tiny.course, "batch", tiny.works, "--out", tiny.out, env=tiny.environment)

    tiny.works.chmod(0o700)
    assert run.code == 2
    assert "works cannot be read (Permission denied). Check its name and permissions." in run.text
    assert not tiny.out.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [pytest.param("missing", "missing", id="missing"), pytest.param("file.txt", "file.txt", id="no-folder")],
)
def test_submissions_that_cannot_be_read_are_told(tiny: Class, name: str, sentence: str) -> None:
    """Before anything is written."""
    (tiny.works / "file.txt").write_text("hello")
    run = grade("--course", tiny.course, "batch", tiny.works / name, "--out", tiny.out)

    assert run.code == 2
    assert sentence in run.text


@pytest.mark.parametrize("place", [".", "graded", "ann/graded"])
def test_grades_do_not_go_where_submissions_are(tiny: Class, place: str) -> None:
    """They would be found as somebody's work the next time."""
    run = grade("--course", tiny.course, "batch", tiny.works, "--out", tiny.works / place)

    assert run.code == 2
    assert "is inside" in run.text
    assert sorted(path.name for path in tiny.works.iterdir()) == ["ann", "bob", "eve"]


def test_a_roster_with_duplicates_is_told(tiny: Class) -> None:
    """With the line."""
    roster = tiny.works.parent / "roster.csv"
    roster.write_text("id,name\nann,Ann\nbob,Bob\nann,Anna\n", encoding="utf-8")
    run = tiny.grade("batch", "--roster", roster)

    assert run.code == 2
    assert "4" in run.text
    assert not tiny.out.exists()


def test_a_roster_in_another_encoding_names_students(tiny: Class) -> None:
    """Big5, as spreadsheets in Taiwan write it; who has handed in nothing is there, too."""
    roster = tiny.works.parent / "roster.csv"
    roster.write_bytes("學號,姓名\nann,王小明\nbob,陳怡君\neve,林志豪\nzed,張雅婷\n".encode("cp950"))
    assert tiny.grade("batch", "--roster", roster).code == 0
    rows = list(csv.DictReader(io.StringIO((tiny.out / "grades.csv").read_text(encoding="utf-8-sig"))))

    assert [row["name"] for row in rows] == ["王小明", "陳怡君", "林志豪", "張雅婷"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_told_and_nothing_is_lost(tiny: Class) -> None:
    """On a real one; with room, the same command goes on."""
    tiny.out.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tiny.out)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        run = tiny.grade("batch")
        assert run.code != 0
        assert "full" in run.text
        subprocess.run(["mount", "-o", "remount,size=16m", str(tiny.out)], check=True)
        assert tiny.grade("batch").code == 0
        assert tiny.points == {"ann": 4, "bob": 1, "eve": 3}
    finally:
        subprocess.run(["umount", str(tiny.out)], check=False)
