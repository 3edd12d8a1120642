"""A wrong submission is a file like a student's: the solution, one function wrong, each file's names its own."""

import pytest

from grader.core.mistakes import Mistake
from grader.core.wrong_submissions import Sources, with_mistake

SOLUTION = """
from __future__ import annotations
from math import *

_calls = 0


def _twice(x: Unknown):
    return 2 * x


def double(x):
    '''A docstring
    of two lines.'''
    global _calls
    _calls += 1
    return _twice(x)


def area(r):
    return pi * double(r) * r / 2


def calls():
    return _calls
"""
MISTAKES = """
from __future__ import annotations
from grader.core.mistakes import mistake

_FACTOR = 3


def _twice(x):
    return _FACTOR * x


@mistake("double", id="thrice", en="Three.", zh_TW="三。")
def thrice(reference, x):
    assert reference.double(x) == 2 * x
    return _twice(x)
"""


@pytest.fixture
def names():
    def thrice(_reference, _x):
        raise AssertionError("the file has it from its source")

    mistake = Mistake("thrice", "double", {"en": "Three.", "zh_TW": "三。"}, thrice)
    source = with_mistake(Sources(SOLUTION, MISTAKES), ["double", "area", "calls"], mistake)
    found = {"__name__": "submission"}
    exec(compile(source, "submission.py", "exec", dont_inherit=True), found)
    return found


def test_the_function_is_wrong(names):
    assert names["double"](5) == 15


def test_the_others_do_not_notice(names):
    assert names["area"](1) == pytest.approx(3.141592653589793)


def test_what_was_global_is_shared_by_a_files_functions(names):
    names["area"](1)
    names["area"](1)

    assert names["calls"]() == 2
