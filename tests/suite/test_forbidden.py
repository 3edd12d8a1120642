"""What a worker says about forbidden calls is checked, becomes faults of functions, and is told in both languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.core.catalogue import Exercise, Function, Limits
from grader.core.report import Verdict
from grader.core.submission import Submission
from grader.sandbox.launcher import Launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.suite.conversation import Conversation, bounds_of
from grader.suite.faults import StudentFault
from grader.suite.forbidden import charged, search_for
from grader.suite.judging import Happening, Judge
from grader.suite.student import Student

SOURCE = b"""
import math as m

def banned(numbers):
    print("never")
    return m.prod(numbers)

def allowed(numbers):
    print("heard")
    return m.gcd(*numbers)
"""


def exercise(*forbidden: str) -> Exercise:
    """Two functions and what they may not call."""
    functions = tuple(Function(name, None, {}) for name in ("banned", "allowed"))
    limits = Limits(seconds=2.0, memory_mb=256, output_kb=20)
    return Exercise("ex", "work.py", {}, {}, (), limits, functions, Path(), None, forbidden)


PROD = exercise("math.prod", "math.comb")


class TestReplies:
    def test_nothing_is_searched_for_where_nothing_is_forbidden(self) -> None:
        """Such a submission pays nothing."""
        assert search_for(exercise()) == {}

    def test_a_charge_is_a_fault_of_its_function(self) -> None:
        """With every call and its line."""
        faults = charged({"charges": {"banned": [("math.prod", 3), ("math.comb", 9)]}}, PROD)

        assert list(faults) == ["banned"]
        assert faults["banned"].verdict is Verdict.FORBIDDEN
        assert faults["banned"].fields == {"calls": (("math.prod", 3), ("math.comb", 9)), "line": 3}

    @pytest.mark.parametrize(
        "charges",
        [
            pytest.param(None, id="none"),
            pytest.param([("math.prod", 3)], id="no-dict"),
            pytest.param({"other": [("math.prod", 3)]}, id="unknown-function"),
            pytest.param({"banned": {"math.prod": 3}}, id="dict-in-dict"),
            pytest.param({"banned": [["math.prod", 3]]}, id="list-for-pair"),
            pytest.param({"banned": [("math.prod",)]}, id="too-short"),
            pytest.param({"banned": [("math.prod", 3, 4)]}, id="too-long"),
            pytest.param({"banned": [("\x1b[2Jmath.prod", 3)]}, id="a-call-nobody-forbade"),
            pytest.param({"banned": [("math.prod", True)]}, id="bool-for-line"),
            pytest.param({"banned": [("math.prod", "3")]}, id="text-for-line"),
            pytest.param({"banned": [("math.prod", 0)]}, id="line-zero"),
            pytest.param({"banned": [("math.prod", 10**9)]}, id="line-too-large"),
            pytest.param({"banned": [("math.prod", 3)] * 3}, id="more-than-there-are"),
        ],
    )
    def test_whatever_is_not_as_it_should_be_is_dropped(self, charges: Any) -> None:
        """Nothing of a student's choosing gets into a report."""
        assert charged({"charges": charges}, PROD) == {}

    def test_nobody_is_charged_where_nothing_is_forbidden(self) -> None:
        """Whatever the worker says."""
        assert charged({"charges": {"banned": [("math.prod", 3)]}}, exercise()) == {}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "ex is about numbers: math.prod (line 3), math.comb (line 9) would do that work for you. Write it yourself.",
        ),
        ("zh-TW", "ex 的主題是numbers：math.prod（第 3 行）、math.comb（第 9 行）會替你把這件事做完。請自己寫出來。"),
    ],
)
def test_the_sentence_names_topic_call_and_line(language: str, sentence: str) -> None:
    """In both languages."""
    fault = charged({"charges": {"banned": [("math.prod", 3), ("math.comb", 9)]}}, PROD)["banned"]

    judgement = Judge(language, "numbers", "ex", []).judge(Happening(fault, (), fault, "", 0.0), None)

    assert (judgement.message, judgement.line) == (sentence, 3)


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRADER_MEASURE_SANDBOX", "1")
        with Launcher(package_set([])) as started:
            yield started


@pytest.fixture
def talk(launcher: Launcher) -> Iterator[Conversation]:
    conversation = Conversation(Quarters(launcher, bounds_of(PROD), stock=0), PROD, Submission("work.py", SOURCE))
    yield conversation
    conversation.close()


class TestConversation:
    def test_a_check_of_a_charged_function_does_not_begin(self, talk: Conversation) -> None:
        """Not the first one, and none after it."""
        for _ in range(2):
            with pytest.raises(StudentFault):
                talk.begin_check("a check", None, function="banned")
            assert talk.fault is not None
            assert talk.fault.fields["calls"] == (("math.prod", 6),)

    def test_the_other_functions_are_asked_as_usual(self, talk: Conversation) -> None:
        """Also after a check that was refused."""
        student: Any = Student(lambda: talk)
        with pytest.raises(StudentFault):
            talk.begin_check("a check", None, function="banned")
        talk.begin_check("a check", None, function="allowed")

        assert (student.allowed([4, 6]), talk.fault) == (2, None)

    def test_a_refused_check_shows_no_output_of_another_one(self, talk: Conversation) -> None:
        """That one may have been hidden."""
        student: Any = Student(lambda: talk)
        talk.begin_check("a check", None, function="allowed")
        student.allowed([4, 6])
        assert talk.printed == "heard\n"

        with pytest.raises(StudentFault):
            talk.begin_check("a check", None, function="banned")

        assert talk.printed == ""
