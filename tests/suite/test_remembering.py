"""Answers of the course's own functions are computed once per question; whatever could make two answers differ is one."""

import types

import numpy as np
import pytest
import torch

from grader.suite.remembering import Memory, Remembering, on_stage


class Counting:
    """A module with one function that counts how often it is run."""

    def __init__(self, function):
        self.runs = 0
        self.module = types.ModuleType("counted")

        def ask(*args, **kwargs):
            self.runs += 1
            return function(*args, **kwargs)

        self.module.ask = ask

    def remembering(self, memory=None, name="right"):
        return Remembering(self.module, memory or Memory(), name)


def test_the_same_question_is_computed_once():
    """Equal arrays in two places are one question."""
    counted = Counting(lambda a, b: a @ b)
    module = counted.remembering()

    answers = [module.ask(np.eye(2), np.ones((2, 3))) for _ in range(3)]

    assert counted.runs == 1
    assert all((answer == np.ones((2, 3))).all() for answer in answers)


DIFFERENT = {
    "kinds of number": (1, True, 1.0, np.float64(1.0), np.int64(1), 1 + 0j, "1", b"1"),
    "signs of zero": (0.0, -0.0),
    "containers": ([1], (1,), {"a": 1}, [[1]], [1, 1]),
    "where lists end": ([[1], 2], [[1, 2]], [1, [2]]),
    "dtypes": (np.ones(2), np.ones(2, dtype=np.float32), np.ones(2, dtype=np.int64)),
    "shapes": (np.ones((2, 3)), np.ones((3, 2)), np.ones(6)),
    "layouts": (np.arange(4.0).reshape(2, 2), np.asfortranarray(np.arange(4.0).reshape(2, 2))),
    "arrays and tensors": (np.ones(2), torch.ones(2, dtype=torch.float64), torch.nn.Parameter(torch.ones(2)).detach()),
    "texts of numbers": ("1 2", ["1", "2"]),
    "huge numbers": (10**5000, 10**5000 + 1),
    "order of keys": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
}


@pytest.mark.parametrize("questions", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different_questions_are_told_apart(questions):
    """Whatever a function could see of its argument counts."""
    counted = Counting(lambda _: None)
    module = counted.remembering()

    for question in questions:
        module.ask(question)

    assert counted.runs == len(questions)


def test_a_read_only_array_is_another_question():
    """A function that writes into its argument fails on one of the two."""
    counted = Counting(lambda _: None)
    module, writable, fixed = counted.remembering(), np.ones(2), np.ones(2)
    fixed.flags.writeable = False

    module.ask(writable)
    module.ask(fixed)

    assert counted.runs == 2


def test_an_answer_that_is_changed_does_not_change_the_next():
    """Everybody gets a copy."""
    module = Counting(lambda: {"weights": [np.zeros(2)]}).remembering()

    module.ask()["weights"][0][:] = 7
    module.ask()["weights"][0][:] = 8

    assert (module.ask()["weights"][0] == 0).all()


@pytest.mark.parametrize(
    "argument",
    [np.random.default_rng(0), lambda: 1, object(), torch.ones(2, requires_grad=True), np.array([object()]), {1, 2}],
    ids=["generator", "function", "object", "gradient", "objects in an array", "set"],
)
def test_what_is_not_plain_is_asked_again(argument):
    """Its next answer may be another."""
    counted = Counting(lambda *_: 1)
    module = counted.remembering()

    module.ask([argument])
    module.ask([argument])

    assert counted.runs == 2


def test_an_answer_that_is_an_object_is_made_anew():
    """An object has a life of its own."""
    module = Counting(types.SimpleNamespace).remembering()

    assert module.ask() is not module.ask()


def test_a_function_that_changes_its_argument_does_so_every_time():
    """What was computed from memory would leave it as it is."""

    def add_one(array):
        array += 1

    module, array = Counting(add_one).remembering(), np.zeros(1)
    for _ in range(3):
        module.ask(array)
        module.ask(np.zeros(1))

    assert array == 3


def test_an_error_is_raised_again():
    """Errors are computed anew: they may hold anything."""

    def refuse(_):
        raise ValueError("no")

    module = Counting(refuse).remembering()
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            module.ask(1)


def test_two_modules_do_not_answer_for_each_other():
    """They share the memory, not the answers."""
    memory = Memory()
    one, other = (Counting(lambda _, n=n: n).remembering(memory, f"module {n}") for n in (1, 2))

    assert (one.ask(0), other.ask(0), one.ask(0)) == (1, 2, 1)


def test_the_stage_asks_a_module_once():
    """A function of the stage is one more question to the module that it is given."""
    counted = Counting(lambda n: n + 1)
    staged = on_stage("twice", lambda module, n: module.ask(object()) if n is None else module.ask(n) * 2)
    module = counted.remembering()

    assert [staged(module, 3), staged(module, 3), staged(counted.module, 3)] == [8, 8, 8]
    assert counted.runs == 2


def test_memory_is_bounded():
    """The answer that was asked for longest ago goes first."""
    counted = Counting(lambda n: np.full(1000, float(n)))
    module = counted.remembering(Memory(most=20_000))
    for n in (1, 2, 1, 3):
        module.ask(n)

    module.ask(1)
    module.ask(2)

    assert counted.runs == 4
