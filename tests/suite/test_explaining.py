"""A known mistake is named exactly when it explains a student's answers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.catalogue import read_course
from grader.core.comparison import Foreign
from grader.suite.calls import Call
from grader.suite.explaining import CheckCalls, explain
from grader.suite.reference import Reference

EXERCISE = """
id = "exercise03"
file = "sums.py"
title.en = "Sums"
functions = [{name = "total"}, {name = "average"}, {name = "doubled"}, {name = "Counter"}, {name = "shuffled"}]
"""
SOLUTION = '''
def total(numbers, start=0):
    """Add up."""
    if start < 0:
        raise ValueError(f"start={start}")
    return start + sum(numbers)


def average(numbers):
    """Their mean."""
    return total(numbers) / len(numbers)


def doubled(numbers):
    """Each twice."""
    return [2 * number for number in numbers]


def shuffled(n, rng):
    """The numbers below n in random order."""
    return rng.permutation(n).tolist()


class Counter:
    """Counts up."""

    def __init__(self, start):
        self.value = start

    def add(self, number):
        """Count by a number."""
        self.value += number

    def twice(self):
        """Twice the present value."""
        return 2 * self.value
'''
MISTAKES = """
from grader.suite import mistake


@mistake("total", en="The last one is missing.", zh_TW="漏了最後一個。")
def last_left_out(reference, numbers, start=0):
    return reference.total(numbers[:-1], start)


@mistake("total", en="The start is ignored.", zh_TW="忽略了 start。")
def start_ignored(reference, numbers, start=0):
    return reference.total(numbers)


@mistake("total", en="Last one and start are ignored.", zh_TW="忽略了兩者。")
def both_ignored(reference, numbers, start=0):
    return reference.total(numbers[:-1])


@mistake("average", en="One too few was divided by.", zh_TW="除以的數少一。")
def divided_by_one_less(reference, numbers):
    return reference.total(numbers) / (len(numbers) - 1)


@mistake("average", en="The sum was returned.", zh_TW="回傳了總和。")
def sum_instead(reference, numbers):
    return float(reference.total(numbers))


@mistake("doubled", en="The argument was doubled in place.", zh_TW="直接改了引數。")
def doubled_in_place(reference, numbers):
    for place, number in enumerate(numbers):
        numbers[place] = 4 * number
    return numbers


@mistake("shuffled", en="The other way round.", zh_TW="順序反了。")
def turned_round(reference, n, rng):
    return reference.shuffled(n, rng)[::-1]


@mistake("shuffled", en="Not shuffled.", zh_TW="沒有打亂。")
def not_shuffled(reference, n, rng):
    return list(range(n))


@mistake("Counter", en="It counts by one.", zh_TW="每次只加一。")
def counts_by_one(reference, start):
    class Wrong(reference.Counter):
        def add(self, number):
            self.value += 1

    return Wrong(start)


@mistake("Counter", en="It forgets the start.", zh_TW="忘了起始值。")
def start_forgotten(reference, start):
    return reference.Counter(0)
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The trusted half of a tiny exercise."""
    return written(tmp_path_factory.mktemp("tiny"), MISTAKES)


def written(root: Path, mistakes: str | None) -> Reference:
    """A tiny course in files, and its reference."""
    exercise, solution = root / "exercises" / "exercise03", root / "solutions" / "exercise03"
    exercise.mkdir(parents=True)
    solution.mkdir(parents=True)
    course = 'id = "tiny"\ntitle.en = "Tiny"\nexercises = ["exercise03"]\n'
    (exercise.parent / "course.toml").write_text(course, encoding="utf-8")
    (exercise / "exercise.toml").write_text(EXERCISE, encoding="utf-8")
    (solution / "sums.py").write_text(SOLUTION, encoding="utf-8")
    if mistakes is not None:
        (solution / "mistakes.py").write_text(mistakes, encoding="utf-8")
    return Reference(read_course(root).exercises[0])


def call(function: str | None, *args: Any, gives: Any = None, error: tuple[str, ...] = (), **kwargs: Any) -> Call:
    """A call that was answered."""
    return Call(function or "net.total", function, args, kwargs, gives, error, answered=True)


def object_(start: int) -> Call:
    """A call that made one of the student's objects."""
    return call("Counter", start, gives=Foreign("student.Counter"))


def method(owner: Call, name: str, *args: Any, gives: Any = None) -> Call:
    """A call of a method of what another call gave."""
    return Call(f"Counter(…).{name}", None, args, {}, gives, answered=True, owner=owner, path=(name,))


def attribute(owner: Call, name: str, gives: Any) -> Call:
    """A look at an attribute of what another call gave."""
    return Call(f"Counter(…).{name}", None, (), {}, gives, answered=True, owner=owner, path=(name,), read=True)


def failed(*calls: Call, name: str = "check", function: str = "total") -> CheckCalls:
    """A check that failed after these calls."""
    return CheckCalls(name, function, passed=False, calls=calls)


def passed(*calls: Call, name: str = "passed", function: str = "total") -> CheckCalls:
    """A check that passed after these calls."""
    return CheckCalls(name, function, passed=True, calls=calls)


def named(reference: Reference, *checks: CheckCalls) -> dict[str, str]:
    """The explanations, by check."""
    return {check: mistake.id for check, mistake in explain(checks, reference).items()}


EXPLAINED = {
    "one-wrong-answer": ([call("total", [1, 2, 3], gives=3)], "last-left-out"),
    "keyword": ([call("total", [1, 2], start=5, gives=3)], "start-ignored"),
    "right-answers-beside": (
        [call("total", [1, 2, 0], gives=3), call("total", [1, 2, 3], gives=3)],
        "last-left-out",
    ),
    "invalid-arguments-do-not-count": (
        [call("total", [1], start=-1, error=("ValueError",)), call("total", [1, 2], start=5, gives=3)],
        "start-ignored",
    ),
    "refused-with-another-exception": (
        [call("total", [1], start=-1, error=("TypeError",)), call("total", [1, 2, 3], gives=3)],
        "last-left-out",
    ),
    "same-exception": (
        [call("average", [3.0], error=("ZeroDivisionError", "ArithmeticError", "Exception"))],
        "divided-by-one-less",
    ),
    "through-a-function-that-is-called": ([call("average", [3.0, 6.0], gives=1.5)], "last-left-out"),
    "numpy-free-tolerance": ([call("average", [0.1, 0.2], gives=0.30000000000000004)], "divided-by-one-less"),
    "variant-changes-its-argument": (
        [call("doubled", [1, 2], gives=[4, 8]), call("doubled", [1, 3], gives=[4, 12])],
        "doubled-in-place",
    ),
}


@pytest.mark.parametrize(("calls", "mistake"), EXPLAINED.values(), ids=EXPLAINED)
def test_a_mistake_that_gives_exactly_these_answers_is_named(
    reference: Reference, calls: list[Call], mistake: str
) -> None:
    """Every call answered as the variant answers it, one of them not as the reference does."""
    assert named(reference, failed(*calls, function=str(calls[-1].function))) == {"check": mistake}


UNEXPLAINED = {
    "another-answer": [call("total", [1, 2, 3], gives=4)],
    "another-type": [call("total", [1, 2, 3], gives=3.0)],
    "one-other-answer-beside": [call("total", [1, 2, 3], gives=3), call("total", [4, 5], gives=100)],
    "only-right-answers": [call("total", [1, 2, 3], gives=6)],
    "right-although-it-would-be-wrong": [call("total", [1, 2, 3], gives=3), call("total", [1, 2], gives=3)],
    "exception-instead-of-an-answer": [call("total", [1, 2, 3], error=("TypeError",))],
    "other-exception": [call("average", [3.0], error=("IndexError",))],
    "never-answered": [Call("total", "total", ([1, 2, 3],), {}, answered=False)],
    "a-method": [call(None, [1, 2, 3], gives=3)],
    "a-method-beside": [call("total", [1, 2, 3], gives=3), call(None, [1], gives=1)],
    "an-object-of-the-students": [call("total", [1, 2, 3], gives=Foreign("Thing"))],
    "no-calls": [],
    "none": [call("total", [1, 2, 3], gives=None)],
    "arguments-the-variant-cannot-take": [call("total", gives=0)],
}


@pytest.mark.parametrize("calls", UNEXPLAINED.values(), ids=UNEXPLAINED)
def test_answers_that_no_mistake_gives_are_not_explained(reference: Reference, calls: list[Call]) -> None:
    """Better no name than a wrong one."""
    assert named(reference, failed(*calls)) == {}


def counted(start: int, *, value: int, twice: int) -> list[Call]:
    """What a check asks of a counter: two steps, then its value."""
    made = object_(start)
    steps = [method(made, "add", 3), method(made, "add", 4)]
    return [made, *steps, attribute(made, "value", value), method(made, "twice", gives=twice)]


def test_a_mistake_in_an_object_is_found_by_what_its_methods_answer(reference: Reference) -> None:
    """They are replayed in order, each on the object that its own call has made."""
    calls = [*counted(5, value=7, twice=14), *counted(0, value=2, twice=4)]

    assert named(reference, failed(*calls, function="Counter")) == {"check": "counts-by-one"}


def test_an_attribute_alone_tells(reference: Reference) -> None:
    """A check may stop at the first wrong value."""
    made = object_(5)
    check = failed(made, attribute(made, "value", 0), function="Counter")

    assert named(reference, check) == {"check": "start-forgotten"}


def test_a_passed_check_of_an_object_contradicts(reference: Reference) -> None:
    """Who counts by one would have failed there."""
    checks = [failed(*counted(5, value=7, twice=14), function="Counter")]
    checks += [passed(*counted(5, value=12, twice=24), function="Counter")]

    assert named(reference, *checks) == {}


def test_right_answers_of_an_object_are_not_explained(reference: Reference) -> None:
    """That there is an object says nothing."""
    assert named(reference, failed(*counted(5, value=12, twice=24), function="Counter")) == {}


def test_a_check_that_passed_contradicts(reference: Reference) -> None:
    """Who makes the mistake would have failed there, too."""
    right = call("total", [1, 2, 3, 4], gives=10)

    assert named(reference, failed(call("total", [1, 2, 3], gives=3)), passed(right)) == {}


def test_a_check_that_passed_where_the_mistake_makes_no_difference_does_not(reference: Reference) -> None:
    """Its answers are the variant's as well."""
    harmless = call("total", [1, 2, 0], gives=3)

    assert named(reference, failed(call("total", [1, 2, 3], gives=3)), passed(harmless)) == {"check": "last-left-out"}


def test_a_passed_check_of_invalid_arguments_does_not_contradict(reference: Reference) -> None:
    """A mistake may refuse them or not."""
    refused = call("total", [1], start=-1, error=("ValueError",))

    assert named(reference, failed(call("total", [1, 2], start=5, gives=3)), passed(refused)) == {
        "check": "start-ignored"
    }


def test_of_several_the_mistake_that_explains_most_is_named(reference: Reference) -> None:
    """Not the first in the table that would do for one check."""
    checks = [
        failed(call("total", [1, 2, 3], gives=3), name="without-start"),
        failed(call("total", [1, 2, 3], start=5, gives=3), name="with-start"),
    ]

    assert named(reference, *checks) == {"without-start": "both-ignored", "with-start": "both-ignored"}


def test_of_equals_the_first_in_the_table_is_named(reference: Reference) -> None:
    """An author orders them."""
    assert named(reference, failed(call("total", [1, 2, 3], gives=3))) == {"check": "last-left-out"}


def test_two_mistakes_of_different_functions_are_both_named(reference: Reference) -> None:
    """Each function is judged by its own checks."""
    checks = [
        failed(call("total", [1, 2, 3], gives=3), name="a"),
        failed(call("doubled", [1], gives=[4]), name="b", function="doubled"),
    ]

    assert named(reference, *checks) == {"a": "last-left-out", "b": "doubled-in-place"}


def test_a_functions_own_mistake_comes_before_one_of_its_helpers(reference: Reference) -> None:
    """Both would give this answer; what is nearer is named."""
    sole = call("average", [2.0, -1.0], gives=1.0)

    assert named(reference, failed(sole, function="average")) == {"check": "divided-by-one-less"}


def test_the_recorded_arguments_are_left_alone(reference: Reference) -> None:
    """They are still shown to the student."""
    asked = call("doubled", [1, 2], gives=[4, 8])
    named(reference, failed(asked, function="doubled"))

    assert asked.args == ([1, 2],)


def test_a_recorded_generator_draws_anew_in_every_replay(reference: Reference) -> None:
    """However many variants have drawn from it before."""
    rng = np.random.default_rng(3)
    asked = call("shuffled", 5, rng, gives=np.random.default_rng(3).permutation(5)[::-1].tolist())

    assert named(reference, failed(asked, function="shuffled")) == {"check": "turned-round"}
    assert rng.bit_generator.state == np.random.default_rng(3).bit_generator.state


def test_nothing_is_explained_where_everything_passed(reference: Reference) -> None:
    """There is nothing to explain."""
    assert named(reference, passed(call("total", [1, 2, 3], gives=3))) == {}


@pytest.mark.parametrize("mistakes", [None, "x = 1\n"], ids=["no-file", "empty-table"])
def test_an_exercise_without_mistakes_explains_nothing(tmp_path: Path, mistakes: str | None) -> None:
    """The table is optional."""
    assert named(written(tmp_path, mistakes), failed(call("total", [1, 2, 3], gives=3))) == {}
