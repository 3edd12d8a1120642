"""A suite talks to a submission as if it were here: values, objects by reference, functions called back, faults."""

import contextlib
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.catalogue import Exercise, Function, Limits
from grader.core.report import Verdict
from grader.core.submission import Submission
from grader.sandbox.launching import AnyLauncher, start_launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.sandbox.tiers import Tier
from grader.suite.conversation import Conversation, bounds_of
from grader.suite.faults import StudentFault, StudentRaised
from grader.suite.student import Student

SOURCE = b"""
import numpy as np

LIMIT = 7
TABLE = {"a": [1, 2.5], "b": np.eye(2)}

class Net:
    def __init__(self, w):
        self.w = w
        self.names = ["first", "second"]
    def forward(self, x):
        return x @ self.w
    def __len__(self):
        return 3
    def __getitem__(self, key):
        return key * 2
    def copy(self):
        return Net(self.w.copy())
    def zero(self):
        self.w[...] = 0

def double(x):
    return 2 * x

def pairs(n):
    for i in range(n):
        yield i, np.full(2, i)

def apply(f, x):
    return f(x) + 1

def apply_twice(f, x):
    return f(f(x))

def careful(f, x):
    try:
        return f(x)
    except ValueError as error:
        return "refused: " + str(error)

def forward_with(net, x):
    return net.forward(x)

def fill(image, value=0.0):
    image[...] = value
    return image

def slow():
    while True:
        pass

def leave():
    import os
    os._exit(0)

def big():
    return np.zeros(10**8)

def odd():
    return np.ma.masked_array([1.0], mask=[True])

def missing_module():
    import scipy

def unfinished():
    raise NotImplementedError

def zeros(n):
    return np.zeros(n, np.uint8)

def call_with_zeros(f, n, times):
    for _ in range(times):
        f(np.zeros(n, np.uint8))

def shuffled(n, rng):
    return rng.permutation(n)

def draw_twice(rng):
    assert isinstance(rng, np.random.Generator)
    return rng.random(), rng.spawn(1)[0].random()

def loud():
    print("heard")
    return 1

number = 5
"""

NAMES = ("double", "apply", "fill", "slow", "leave", "big", "odd", "loud", "number", "absent", "unfinished")


@pytest.fixture(scope="module", autouse=True)
def _measured() -> Iterator[None]:
    """If coverage is measured, also in the student's process."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRADER_MEASURE_SANDBOX", "1")
        yield


@pytest.fixture(scope="module", params=list(Tier), ids=str)
def launcher(request: pytest.FixtureRequest) -> Iterator[AnyLauncher]:
    with start_launcher(package_set(["numpy"]), tier=request.param) as started:
        yield started


@pytest.fixture
def conversation(launcher: AnyLauncher) -> Iterator[Conversation]:
    functions = tuple(Function(name, None, {}) for name in NAMES)
    limits = Limits(seconds=0.5, memory_mb=256, output_kb=20)
    exercise = Exercise("ex", "work.py", {}, {}, ("numpy",), limits, functions, Path(), None)
    talk = Conversation(Quarters(launcher, bounds_of(exercise), stock=0), exercise, Submission("work.py", SOURCE))
    talk.begin_check("a check", None)
    yield talk
    talk.close()


@pytest.fixture
def student(conversation: Conversation) -> Any:
    return Student(lambda: conversation)


class TestValues:
    def test_constants_cross_as_data(self, student: Any) -> None:
        """What is data arrives as data, by its name."""
        assert (student.LIMIT, student.TABLE["a"]) == (7, [1, 2.5])

    def test_arrays_arrive_fresh(self, student: Any) -> None:
        """The grader's own array is untouched, the answer is a new one."""
        image = np.ones((2, 3))

        answer = student.fill(image, value=4.0)

        assert image.sum() == 6
        assert answer.sum() == 24

    def test_a_changed_argument_is_reported_by_name_or_position(self, student: Any) -> None:
        """So that a check can demand that inputs stay as they are."""
        _, changed = student.fill.call_and_watch((np.ones(3),), {"value": 2.0})

        assert changed == ["1"]

    def test_an_argument_that_an_object_keeps_is_watched_for_longer(self, student: Any) -> None:
        """What has become of it is asked again; several calls may be watched at once."""
        one, changed = student.Net.call_and_keep_watch((np.ones(3),), {})
        _, other_changed = student.Net.call_and_keep_watch((np.ones(3),), {})
        before = changed()
        one.zero()

        assert (before, changed(), other_changed()) == ([], ["1"], [])

    def test_numpy_scalars_become_python_numbers(self, student: Any) -> None:
        """A suite may draw with numpy; a submission gets ints and floats."""
        assert type(student.double(np.int64(4))) is int


class TestObjects:
    def test_an_instance_stays_there_and_is_used_here(self, student: Any) -> None:
        """Methods, attributes, items, length."""
        net = student.Net(np.array([[1.0], [2.0]]))

        assert net.forward(np.array([[3.0, 4.0]])).tolist() == [[11.0]]
        assert net.names == ["first", "second"]
        assert (len(net), net[21]) == (3, 42)

    def test_an_object_can_be_given_back(self, student: Any) -> None:
        """As an argument it is the original, not a copy."""
        net = student.Net(np.eye(2))

        assert student.forward_with(net.copy(), np.array([1.0, 2.0])).tolist() == [1.0, 2.0]

    def test_a_function_of_the_student_can_be_an_argument(self, student: Any) -> None:
        """Also one that was not looked up before."""
        assert student.apply(student.double, 5) == 11

    def test_a_generator_is_walked_through(self, student: Any) -> None:
        """Item by item, as far as one likes."""
        assert [(i, row.tolist()) for i, row in student.pairs(2)] == [(0, [0, 0]), (1, [1, 1])]

    def test_an_object_has_no_truth_value(self, student: Any) -> None:
        """`assert student.f()` must not pass because something came back."""
        with pytest.raises(TypeError, match="no truth value"):
            bool(student.Net(np.eye(1)))


class TestCallbacks:
    def test_a_function_of_the_grader_is_called_back(self, student: Any) -> None:
        """Its result goes back into the student's computation."""
        assert student.apply(lambda x: x * 10, 4) == 41

    def test_it_may_be_called_again(self, student: Any) -> None:
        """Each call crosses on its own."""
        assert student.apply_twice(lambda x: x + 1.5, 0.0) == 3.0

    def test_its_exception_can_be_caught_there(self, student: Any) -> None:
        """By class and text, as in one process."""

        def refuse(x: float) -> float:
            raise ValueError(f"not {x}")

        assert student.careful(refuse, 3) == "refused: not 3"

    def test_a_random_generator_arrives_as_a_copy(self, student: Any) -> None:
        """It draws there what the grader's own draws here, which is none the wiser; so does one in the middle of its way."""
        rng = np.random.default_rng(7)
        for _ in range(2):
            here = copy.deepcopy(rng)
            assert student.shuffled(9, rng).tolist() == student.shuffled(9, rng=rng).tolist()
            assert student.shuffled(9, rng).tolist() == here.permutation(9).tolist()
            rng.random(size=3)

    def test_a_random_generator_is_one_in_every_way(self, student: Any) -> None:
        """Also where others are made of it."""
        here = np.random.default_rng(8)

        assert student.draw_twice(np.random.default_rng(8)) == (here.random(), here.spawn(1)[0].random())

    def test_an_object_that_is_neither_data_nor_function_is_refused(self, student: Any) -> None:
        """A suite learns at once that it cannot cross."""
        with pytest.raises(Exception, match="cannot be sent"):
            student.double(object())


FAULTS = {
    "slow": (Verdict.TIMED_OUT, "check.timed-out"),
    "leave": (Verdict.CRASHED, "check.exited"),
    "big": (Verdict.OUT_OF_MEMORY, "check.out-of-memory"),
    "absent": (Verdict.MISSING, "check.missing"),
    "number": (Verdict.FAILED, "check.not-callable"),
    "unfinished": (Verdict.NOT_ATTEMPTED, "check.not-attempted"),
    "missing_module": (Verdict.FORBIDDEN, "check.module"),
}


class TestFaults:
    @pytest.mark.parametrize(("name", "verdict", "key"), [(n, *f) for n, f in FAULTS.items()], ids=FAULTS)
    def test_no_answer_is_a_fault_with_its_verdict(
        self, student: Any, conversation: Conversation, name: str, verdict: Verdict, key: str
    ) -> None:
        """And it stays the check's verdict, whatever the suite does with the exception."""
        with pytest.raises(StudentFault):
            getattr(student, name)()

        assert conversation.fault is not None
        assert (conversation.fault.verdict, conversation.fault.key) == (verdict, key)

    def test_a_fault_is_no_ordinary_exception(self, student: Any) -> None:
        """`pytest.raises(Exception)` in a suite must not swallow it."""
        with pytest.raises(StudentFault):
            try:
                student.leave()
            except Exception:
                pytest.fail("swallowed")

    def test_after_a_fault_the_next_check_has_a_new_process(self, student: Any, conversation: Conversation) -> None:
        """Also one of the same group."""
        with pytest.raises(StudentFault):
            student.leave()
        conversation.begin_check("a check", None)

        assert student.double(4) == 8

    def test_a_masked_array_is_an_object_not_data(self, student: Any) -> None:
        """Its hidden cells would compare equal to anything."""
        assert "masked" in student.odd()._description.lower()

    def test_exceptions_arrive_as_their_builtin_class(self, student: Any) -> None:
        """With the student's text and line."""
        with pytest.raises(TypeError) as caught:
            student.double()

        assert isinstance(caught.value, StudentRaised)
        assert "double" in caught.value.raised.text

    def test_what_was_printed_is_kept(self, student: Any, conversation: Conversation) -> None:
        """For public examples and twins."""
        student.loud()

        assert conversation.printed == "heard\n"


HALF_A_MEGABYTE = 2**19


class TestLargeAnswers:
    """Bounded here at one megabyte for a check, and two for all, so that the test is quick."""

    @pytest.fixture(autouse=True)
    def _little(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("grader.sandbox.worker.MAX_ANSWERED_MB", 1)
        monkeypatch.setattr("grader.suite.conversation._MAX_ALL_ANSWERED_MB", 2)

    def test_the_answers_of_one_check_are_bounded_together(self, student: Any, conversation: Conversation) -> None:
        """Each of them would do."""
        student.zeros(HALF_A_MEGABYTE)

        with pytest.raises(StudentFault):
            student.zeros(HALF_A_MEGABYTE)

        assert conversation.fault is not None
        assert (conversation.fault.verdict, conversation.fault.key) == (Verdict.FAILED, "check.too-much-data")

    def test_what_calls_back_carry_counts(self, student: Any) -> None:
        """The grader is asked to hold it just as well."""
        with pytest.raises(StudentFault) as caught:
            student.call_with_zeros(len, HALF_A_MEGABYTE, 2)

        assert caught.value.key == "check.too-much-data"

    def test_another_check_begins_anew(self, student: Any, conversation: Conversation) -> None:
        """In the same worker, too."""
        student.zeros(HALF_A_MEGABYTE)
        conversation.end_check()
        conversation.begin_check("a check", None)

        assert len(student.zeros(HALF_A_MEGABYTE)) == HALF_A_MEGABYTE

    def test_all_checks_together_are_bounded(self, student: Any, conversation: Conversation) -> None:
        """What was answered stays in memory until the mistakes are named."""
        for group in "abcd":
            student.zeros(HALF_A_MEGABYTE)
            conversation.end_check()
            with contextlib.suppress(StudentFault):
                conversation.begin_check(group, None)

        assert conversation.fault is not None
        assert (conversation.fault.verdict, conversation.fault.key) == (Verdict.FAILED, "check.total-data")
