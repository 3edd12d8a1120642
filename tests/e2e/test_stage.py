"""A stage calls the student's functions in their process, with what cannot be sent; a check can wait for a machine that has more."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from support import grade, grade_sources

from grader.core.catalogue import find_course
from grader.core.report import CheckOutcome, ExerciseReport, Verdict
from grader.sandbox.tiers import Tier
from grader.suite.files import suite_digest
from grader.usecases.check_course import check_course
from grader.usecases.grade_exercise import Wishes
from grader.usecases.make_copy import make_copy

FILES = {
    "exercises/course.toml": """
        id = "tiny"
        title.en = "Tiny"
        title.zh-TW = "小"
        languages = ["en", "zh-TW"]
        exercises = ["exercise01"]
        """,
    "exercises/pytest.ini": """
        [pytest]
        addopts = --import-mode=importlib
        pythonpath = exercise01
        markers = function(name): the function
        """,
    "exercises/exercise01/exercise.toml": """
        id = "exercise01"
        file = "walks.py"
        title = {en = "Walks", zh-TW = "走訪"}
        topic = {en = "walking", zh-TW = "走訪"}

        [limits]
        seconds = 1.0

        [[functions]]
        name = "total"
        points = 4
        hints = {en = ["a", "b"], zh-TW = ["a", "b"]}

        [[functions]]
        name = "count"
        points = 1
        hints = {en = ["a", "b"], zh-TW = ["a", "b"]}
        """,
    "exercises/exercise01/README.md": "Walk.",
    "exercises/exercise01/README.zh-TW.md": "走訪。",
    "exercises/exercise01/walks.py": '''
        def total(items):
            """Their sum."""
            raise NotImplementedError("exercise01: write total, then run `grade exercise01`")


        def count(items):
            """How many."""
            raise NotImplementedError("exercise01: write count, then run `grade exercise01`")
        ''',
    "exercises/exercise01/walks_stage.py": '''
        """What can be walked once, made where the student's function is."""

        import os

        RTOL = 0.01
        PID = os.getpid()


        def total_of_once(walks, numbers):
            return float(walks.total(number for number in numbers))


        def count_of_once(walks, numbers):
            return walks.count(iter(numbers))


        def place(walks, path):
            walks.total([1])
            return {"process": os.getpid(), "can read": os.access(path, os.R_OK), "module": walks.__name__}


        def nothing_there(walks):
            walks.total([1])
            return False
        ''',
    "exercises/exercise01/test_examples.py": '''
        import pytest
        import walks
        import walks_stage as stage
        from grader.suite import same


        @pytest.mark.function("total")
        def test_three():
            """Three numbers.

            zh-TW: 三個數。
            """
            same(stage.total_of_once(walks, [1, 2, 3]), 6.0)
        ''',
    "solutions/exercise01/walks.py": '''
        def total(items):
            """Their sum."""
            # solution begins
            return sum(items)
            # solution ends


        def count(items):
            """How many."""
            # solution begins
            return sum(1 for _ in items)
            # solution ends
        ''',
    "solutions/exercise01/test_walks.py": '''
        import os
        import pytest
        import walks_stage as stage
        from grader.suite import pending, same


        @pytest.mark.function("total")
        class TestTotal:
            @pytest.mark.points(2)
            def test_once(self, student, reference, rng):
                """Whatever can be walked once.

                zh-TW: 只能走訪一次的東西。
                """
                for _ in range(2):
                    numbers = rng.integers(2, 99, size=5).tolist()
                    same(stage.total_of_once(student, numbers), stage.total_of_once(reference, numbers))

            def test_elsewhere(self, student):
                """In a process of its own.

                zh-TW: 在自己的行程裡。
                """
                found = stage.place(student, __file__)
                same(found["process"] != os.getpid(), True)
                same({k: v for k, v in found.items() if k != "process"}, {"can read": False, "module": "walks"})
                same(stage.total_of_once(student, [3, 4]), 7.0)

            def test_direct(self, student):
                """Without a stage.

                zh-TW: 不用舞台。
                """
                same(student.total([5, 6]), 11)

            @pytest.mark.points(0)
            def test_waiting(self, student):
                """On a larger machine.

                zh-TW: 在更大的機器上。
                """
                if not stage.nothing_there(student):
                    pending(en="It needs a larger machine.", zh_TW="需要更大的機器。")


        @pytest.mark.function("count")
        def test_count(student, reference, rng):
            """Counting what has no length.

            zh-TW: 數沒有長度的東西。
            """
            for size in (3, 7):
                numbers = rng.integers(2, 99, size=size).tolist()
                same(stage.count_of_once(student, numbers), size)
        ''',
    "solutions/exercise01/mistakes.py": """
        from grader.suite import mistake


        @mistake("total", en="The first one is missing.", zh_TW="漏了第一個。")
        def first_left_out(reference, items):
            first, *rest = items
            return reference.total(rest)
        """,
}
CHANGES_THE_STAGE = """
    above = sys._getframe(1).f_globals
    if "total_of_once" in above:
        above["total_of_once"] = lambda *_: 0.0
    return sum(items)
"""
RIGHT = "def total(items):\n    return sum(items)\n\ndef count(items):\n    return len(list(items))\n"


def write(root: Path) -> Path:
    """The course above."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def reports(course: Path) -> dict[str, ExerciseReport]:
    """Several submissions."""
    sources = {
        "right": RIGHT,
        "missing": RIGHT.replace("def total", "def totals"),
        "no function": RIGHT.replace("def total(items):\n    return sum(items)", "total = 3"),
        "not attempted": RIGHT.replace("return sum(items)", "raise NotImplementedError"),
        "raises": RIGHT.replace("return sum(items)", "return items[0]"),
        "nearly the mistake": RIGHT.replace("return sum(items)", "return sum(list(items)[1:]) * 1.0001"),
        "forever": RIGHT.replace("return sum(items)", "while True: pass"),
        "hostile": "import sys\n" + RIGHT.replace("return sum(items)", CHANGES_THE_STAGE),
    }
    return grade_sources("exercise01", sources, Wishes(secret=b"stage"), course=course)


def check(report: ExerciseReport, name: str) -> CheckOutcome:
    return next(each for each in report.checks if name in each.id)


def test_the_stage_calls_the_submission_in_its_own_process(reports: dict[str, ExerciseReport]) -> None:
    report = reports["right"]

    assert (report.points, report.max_points, report.exit_code) == (5, 5, 0)


@pytest.mark.parametrize("tier", [Tier.LIMITS, Tier.SPAWN])
def test_there_is_a_stage_in_every_tier(course: Path, tier: Tier) -> None:
    """In the lower ones the suite's file can be read, which this suite looks for."""
    report = grade_sources("exercise01", {"right": RIGHT}, Wishes(tier=tier), course=course)["right"]

    assert [each.id for each in report.checks if each.counted and each.verdict is not Verdict.PASSED] == [
        "test_walks.py::TestTotal::test_elsewhere"
    ]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("missing", Verdict.MISSING),
        ("no function", Verdict.FAILED),
        ("not attempted", Verdict.NOT_ATTEMPTED),
        ("raises", Verdict.FAILED),
        ("forever", Verdict.TIMED_OUT),
    ],
)
def test_what_goes_wrong_on_the_stage_is_judged_as_anywhere(
    reports: dict[str, ExerciseReport], name: str, verdict: Verdict
) -> None:
    report = reports[name]

    assert check(report, "test_once").verdict is verdict
    assert check(report, "test_count").verdict is Verdict.PASSED


def test_an_exception_is_shown_with_the_line_of_the_students_file(reports: dict[str, ExerciseReport]) -> None:
    failed = check(reports["raises"], "test_once")

    assert (failed.line, failed.code) == (2, "return items[0]")
    assert "TypeError" in failed.message


def test_the_example_is_a_call_that_a_student_can_make(reports: dict[str, ExerciseReport]) -> None:
    failed = check(reports["nearly the mistake"], "test_three")

    assert failed.example is not None
    assert failed.example.call == "walks_stage.total_of_once(walks, [1, 2, 3])"
    assert (failed.example.expected, failed.example.got) == ("6.0", "5.0005")


def test_a_mistake_is_named_within_the_stages_tolerance(reports: dict[str, ExerciseReport]) -> None:
    """What was trained in single precision is not alike to the last digit."""
    assert check(reports["nearly the mistake"], "test_once").mistakes == ("first-left-out",)
    assert check(reports["nearly the mistake"], "test_direct").mistakes == ()


def test_a_stage_that_a_submission_has_changed_makes_no_wrong_answer_right(
    reports: dict[str, ExerciseReport],
) -> None:
    """What comes from its process is compared here, whoever has made it there."""
    report = reports["hostile"]

    assert check(report, "test_once").verdict is Verdict.FAILED
    assert check(report, "test_direct").verdict is Verdict.PASSED


def test_a_check_that_waits_for_another_machine_is_shown_and_costs_nothing(
    reports: dict[str, ExerciseReport], course: Path, tmp_path: Path
) -> None:
    waiting = check(reports["right"], "test_waiting")

    assert (waiting.verdict, waiting.counted, waiting.message) == (Verdict.PENDING, False, "It needs a larger machine.")
    (tmp_path / "walks.py").write_text(RIGHT)
    run = grade("--course", course, "--lang", "zh-TW", "exercise01", tmp_path / "walks.py")
    assert run.code == 0
    assert "total 還有 1 項檢查待評，不影響分數。需要更大的機器。" in run.text


def test_the_gate_for_authors_knows_stages_and_pending_checks(course: Path) -> None:
    found = find_course(course)

    findings = check_course(found, found.exercises, secrets=2, progress=lambda _: None)

    assert [finding.text for finding in findings if not finding.good] == []


def test_a_students_copy_has_the_stage_and_runs_its_examples(course: Path, tmp_path: Path) -> None:
    folder = make_copy(find_course(course), tmp_path).folder
    (folder / "exercise01" / "walks.py").write_text(RIGHT)

    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert "1 passed" in ended.stdout, ended.stdout


def test_the_stage_decides_a_grade_and_so_belongs_to_the_suites_digest(tmp_path: Path) -> None:
    exercise = find_course(write(tmp_path)).exercise("1")
    before = suite_digest(exercise)

    assert exercise.stage_file is not None
    exercise.stage_file.write_text(exercise.stage_file.read_text() + "\nMORE = 1\n")

    assert suite_digest(exercise) != before


def test_a_stage_that_takes_long_to_load_costs_a_submission_no_time(tmp_path: Path) -> None:
    """It is loaded on both sides before a check's clock runs: here it takes longer than a check may."""
    course = write(tmp_path)
    stage = course / "exercises/exercise01/walks_stage.py"
    stage.write_text("import time\ntime.sleep(4)\n" + stage.read_text())

    report = grade_sources("exercise01", {"right": RIGHT}, course=course)["right"]

    assert report.exit_code == 0, [check.message for check in report.checks]
