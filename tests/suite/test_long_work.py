"""Suites about work that takes long: a value shared by checks, mistakes that the suite sees, data from outside, large arguments."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from grader.core.catalogue import Exercise, Function, Limits, find_course
from grader.core.report import ExerciseReport, Verdict
from grader.core.submission import Submission
from grader.sandbox.launching import start_launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.suite import fails, freight, pending, rejects, same, shows
from grader.suite.assertions import Pending
from grader.suite.conversation import Conversation, bounds_of
from grader.suite.faults import StudentFault
from grader.suite.kept import Kept
from grader.suite.statements import Told, shown_by
from grader.suite.student import Student
from grader.usecases.grade_exercise import Wishes, grade_each

FILES = {
    "exercises/course.toml": """
id = "long"
languages = ["en", "zh-TW"]
exercises = ["work"]
title.en = "Long"
title.zh-TW = "久"
""",
    "exercises/work/exercise.toml": """
id = "work"
file = "work.py"
packages = []
title.en = "Work"
title.zh-TW = "工作"
[limits]
seconds = 5.0
[[functions]]
name = "learn"
replay = false
""",
    "exercises/work/test_examples.py": "",
    "solutions/work/work.py": """
def learn(amount):
    if amount < 0:
        raise ValueError(f"amount must not be negative, got {amount}")
    return lambda question: question + amount
""",
    "solutions/work/mistakes.py": """
from grader.suite import mistake

@mistake("learn", en="One too few.", zh_TW="少了一個。")
def one_too_few(reference, amount):
    return reference.learn(amount - 1)

@mistake("learn", en="It takes for ever.", zh_TW="永遠跑不完。")
def for_ever(reference, amount):
    while True:
        pass

@mistake("learn", en="Everything is learnt.", zh_TW="什麼都學。")
def anything_goes(reference, amount):
    return reference.learn(abs(amount))
""",
    "solutions/work/test_work.py": """
import time
import pytest
from grader.suite import fails, pending, rejects, shows

def score(student, rng):
    amount = int(rng.integers(3, 100))
    learnt = student.learn(amount)
    return 10 - abs(learnt(1) - amount - 1)

@pytest.mark.seconds(0.5)
@pytest.mark.parametrize("least", [5, 10])
def test_score(student, rng, once, least):
    with shows("for-ever"):
        reached = once("score", lambda: score(student, rng))
    if reached < least:
        with shows("one-too-few"):
            fails(en=f"{reached} of {least}.", zh_TW=f"{least} 之中的 {reached}。")

def test_refused(student, rng):
    student.learn(1)
    with shows("anything-goes"):
        rejects(student.learn, -3, blames={"amount": -3})

def test_with_data(student, data):
    if data is None:
        pending(en="Needs data.", zh_TW="需要資料。")
    amount = int((data / "amount").read_text())
    assert student.learn(amount)(1) == amount + 1
""",
}
RIGHT = FILES["solutions/work/work.py"]
Grade = Callable[..., ExerciseReport]


@pytest.fixture
def grade(tmp_path: Path) -> Grade:
    """Grades a source with the small course above."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    course = find_course(tmp_path, explicit=tmp_path)

    def graded(source: str, **wishes: Any) -> ExerciseReport:
        reports: list[ExerciseReport] = []
        submission = Submission("work.py", source.encode())
        wished = Wishes(secret=b"x", stock=False, **wishes)
        grade_each(course, course.exercise("work"), [submission], lambda _, report: reports.append(report), wished)
        return reports[0]

    return graded


def verdicts(report: ExerciseReport) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Verdict and known mistakes by check."""
    return {check.id.partition("::test_")[2]: (str(check.verdict), check.mistakes) for check in report.checks}


def counting(body: str) -> str:
    """A submission that prints whenever it is asked to learn."""
    return f"def learn(amount):\n    print('asked')\n    {body}\n"


class TestGrading:
    def test_a_right_answer_gets_full_marks_and_what_is_pending_costs_nothing(self, grade: Grade) -> None:
        """Without a folder with data, three of four points can be had, and are."""
        report = grade(RIGHT)

        assert verdicts(report)["with_data"] == ("pending", ())
        assert (report.points, report.max_points, report.full_marks) == (3, 3, True)
        assert report.checks[-1].message == "Needs data."

    def test_a_reason_for_waiting_is_told_in_the_persons_language(self, grade: Grade) -> None:
        """Like all that a person reads."""
        assert grade(RIGHT, language="zh-TW").checks[-1].message == "需要資料。"

    def test_data_are_used_where_somebody_names_them(self, grade: Grade, tmp_path: Path) -> None:
        """Then the check counts."""
        (tmp_path / "amount").write_text("12")

        assert grade(RIGHT, data=tmp_path).points == 4
        assert verdicts(grade(RIGHT.replace("+ amount", "+ 11"), data=tmp_path))["with_data"][0] == "failed"

    def test_data_may_be_named_in_the_environment(
        self, grade: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As for commands that have no such option."""
        (tmp_path / "amount").write_text("12")
        monkeypatch.setenv("GRADER_DATA", str(tmp_path))

        assert grade(RIGHT).points == 4

    def test_a_mistake_is_named_as_the_suite_sees_it(self, grade: Grade) -> None:
        """From evidence, where answers cannot be compared."""
        report = grade(RIGHT.replace("question + amount", "question + amount - 1"))

        assert verdicts(report)["score[5]"] == ("passed", ())
        assert verdicts(report)["score[10]"] == ("failed", ("one-too-few",))
        assert [check.message for check in report.checks][1] == "9 of 10."
        assert report.checks[1].mistake_messages == ("One too few.",)

    def test_a_refusal_that_is_missing_is_named_with_its_example(self, grade: Grade) -> None:
        """The sentence is the usual one."""
        report = grade("def learn(amount):\n    return lambda question: question + amount\n")

        assert verdicts(report)["refused"] == ("failed", ("anything-goes",))
        assert report.checks[2].example is not None
        assert report.checks[2].example.call == "learn(-3)"

    def test_work_that_never_ends_is_stopped_at_the_checks_own_limit_and_named(self, grade: Grade) -> None:
        """Both checks that wait for it fail, and it is tried once for both; the others keep their points."""
        report = grade("def learn(amount):\n    while amount > 1:\n        pass\n" + RIGHT.partition("amount):")[2])

        assert verdicts(report)["score[5]"] == ("timed out", ("for-ever",))
        assert verdicts(report)["score[10]"] == ("timed out", ("for-ever",))
        assert verdicts(report)["refused"] == ("passed", ())
        assert "limit of 0.5 s" in report.checks[0].message

    def test_an_unwritten_function_is_not_attempted_in_every_check(self, grade: Grade) -> None:
        """Also in those that only read what another one made."""
        report = grade("def learn(amount):\n    raise NotImplementedError\n")

        assert [check.verdict for check in report.checks if check.counted] == [Verdict.NOT_ATTEMPTED] * 3

    def test_an_error_in_the_shared_work_fails_every_check_with_its_message(self, grade: Grade) -> None:
        """It is raised again, not tried again."""
        report = grade("def learn(amount):\n    return {}[amount]\n")

        assert [check.verdict for check in report.checks if check.counted] == [Verdict.FAILED] * 3
        assert all("KeyError" in check.message for check in report.checks[:2])


class TestKept:
    def test_a_value_is_made_once(self) -> None:
        """However many ask."""
        kept, made = Kept(), iter([1, 2])

        assert [kept.get("a", lambda: next(made)) for _ in range(3)] == [1, 1, 1]
        assert kept.get("b", lambda: next(made)) == 2

    def test_a_failure_is_kept_too(self) -> None:
        """The same exception, and no second try."""
        kept, tries = Kept(), []

        def make() -> None:
            tries.append(1)
            same(1, 2)

        for _ in range(2):
            with pytest.raises(AssertionError, match="wrong"):
                kept.get("a", make)
        assert len(tries) == 1

    def test_a_fault_of_the_graders_is_not_kept(self) -> None:
        """The next check may be luckier."""
        kept, answers = Kept(), iter([OSError("no"), 3])

        def make() -> Any:
            answer = next(answers)
            if isinstance(answer, OSError):
                raise answer
            return answer

        with pytest.raises(OSError, match="no"):
            kept.get("a", make)
        assert kept.get("a", make) == 3

    def test_another_submission_has_other_values(self) -> None:
        """Where the sandbox breaks, the reference is asked in between; its figures are not the submission's."""

        class Talk:
            def __init__(self, digest: str) -> None:
                self.digest = digest

            def fail_again(self, fault: StudentFault) -> StudentFault:
                return fault

        kept = Kept()
        answers = {}
        for digest, value in (("theirs", 1), ("reference", 2), ("theirs", 3)):
            kept.conversation = Talk(digest)  # type: ignore[assignment]
            answers[digest] = kept.get("a", functools.partial(int, value))

        assert answers == {"theirs": 1, "reference": 2}

    def test_a_fault_decides_the_next_check_as_well(self) -> None:
        """Through the conversation, where verdicts come from."""
        told = []

        class Talk:
            digest = "x"

            def fail_again(self, fault: StudentFault) -> StudentFault:
                told.append(fault)
                return fault

        kept = Kept()
        kept.conversation = Talk()  # type: ignore[assignment]
        fault = StudentFault(Verdict.CRASHED, "check.crashed")

        def make() -> None:
            raise fault

        for _ in range(2):
            with pytest.raises(StudentFault):
                kept.get("a", make)
        assert told == [fault]


class TestStatements:
    def test_a_failure_speaks_both_languages(self) -> None:
        """As the suite wrote it."""
        with pytest.raises(Told) as failure:
            fails(en="Too little.", zh_TW="太少。")

        assert [failure.value.explain(language) for language in ("en", "zh-TW")] == ["Too little.", "太少。"]

    def test_the_innermost_mistake_is_the_one_that_shows(self) -> None:
        """A general suspicion does not hide a certain one."""
        with pytest.raises(AssertionError) as failure, shows("outer"), shows("inner"):
            rejects(int, 3, blames={})

        assert shown_by(failure.value) == "inner"

    def test_a_fault_of_the_graders_shows_no_mistake(self) -> None:
        """Nor does a check that waits."""
        with pytest.raises(OSError, match="disk") as failure, shows("theirs"):
            raise OSError("disk")
        with pytest.raises(Pending) as waiting, shows("theirs"):
            pending(en="No.", zh_TW="沒有。")

        assert shown_by(failure.value) is None
        assert shown_by(waiting.value) is None


SOURCE = b"""
import torch

def about(array, *, other=None):
    return [type(array).__module__, str(array.dtype), list(array.shape), float(array.sum()), float(array.reshape(-1)[-1])]

def writes(array):
    array[:] = 1
    return float(array.sum())
"""


@pytest.fixture(scope="module")
def student() -> Iterator[Any]:
    """A submission that tells what it got."""
    functions = tuple(Function(name, None, {}) for name in ("about", "writes"))
    limits = Limits(seconds=20, memory_mb=1024)
    exercise = Exercise("ex", "work.py", {}, {}, ("torch",), limits, functions, Path(), None)
    with start_launcher(package_set(["torch"])) as launcher:
        assert launcher.tier  # asks once torch is imported
        talk = Conversation(Quarters(launcher, bounds_of(exercise), stock=0), exercise, Submission("work.py", SOURCE))
        talk.begin_check("a check", None)
        yield Student(lambda: talk)
        talk.close()


class TestLargeArguments:
    @pytest.mark.parametrize("kind", [np.asarray, torch.from_numpy], ids=["array", "tensor"])
    @pytest.mark.parametrize("shape", [(freight.LARGEST // 4 + 1,), (3000, 7, 800)], ids=str)
    def test_what_no_frame_holds_arrives_whole(self, student: Any, kind: Any, shape: tuple[int, ...]) -> None:
        """As the same kind of array, with its dtype and shape, by position or by name."""
        numbers = np.zeros(shape, np.float32)
        numbers.reshape(-1)[:: freight.PART // 8] = 1
        numbers.reshape(-1)[-1] = 7

        for answer in (student.about(kind(numbers)), student.about(array=kind(numbers), other=1)):
            assert answer[1].endswith("float32")
            assert answer[0] == ("numpy" if kind is np.asarray else "torch")
            assert answer[2:] == [list(shape), float(numbers.sum()), 7.0]

    def test_the_graders_own_array_is_left_alone(self, student: Any) -> None:
        """The student's code has a copy."""
        numbers = np.zeros(freight.LARGEST // 8 + 1)

        assert student.writes(numbers) == len(numbers)
        assert not numbers.any()

    def test_a_small_argument_crosses_within_its_call(self) -> None:
        """Nothing is asked ahead."""
        value = np.zeros(10)

        assert freight.sent_ahead(value, pytest.fail) is value  # type: ignore[arg-type]
