"""The smallest course that keeps every rule, for tests that break one."""

from collections.abc import Mapping
from pathlib import Path

from grader.core.catalogue import Course, find_course

COURSE = """
id = "tiny"
languages = ["en", "zh-TW"]
exercises = ["one"]

[title]
en = "Tiny"
zh-TW = "小"
"""
EXERCISE = """
id = "one"
file = "numbers_.py"
packages = []

[title]
en = "Doubling"
zh-TW = "加倍"

[topic]
en = "doubling numbers"
zh-TW = "把數字加倍"

[limits]
seconds = 5.0
memory_mb = 256
output_kb = 100

[[functions]]
name = "double"
points = 3
hints.en = ["twice", "2 * x"]
hints.zh-TW = ["兩倍", "2 * x"]

[[functions]]
name = "square"
points = 1
hints.en = ["by itself", "x * x"]
hints.zh-TW = ["乘以自己", "x * x"]
"""
SOLUTION = '''"""Numbers."""


def double(x):
    """Twice a number."""
    # solution begins
    return 2 * x
    # solution ends


def square(x):
    """A number by itself."""
    # solution begins
    return x * x
    # solution ends
'''
STUB = '''"""Numbers."""


def double(x):
    """Twice a number."""
    raise NotImplementedError("one: write double, then run `grade one`")


def square(x):
    """A number by itself."""
    raise NotImplementedError("one: write square, then run `grade one`")
'''
SUITE = '''
import pytest
from grader.suite import same


@pytest.mark.function("double")
@pytest.mark.points(2)
def test_random_numbers(student, reference, rng):
    """Any number is doubled.

    zh-TW: 任何數字都加倍。
    """
    for _ in range(3):
        x = int(rng.integers(3, 100))
        same(student.double(x), reference.double(x))


@pytest.mark.function("double")
def test_negative_numbers(student, reference, rng):
    """Negative ones, too.

    zh-TW: 負數也是。
    """
    for _ in range(2):
        x = -int(rng.integers(3, 100))
        same(student.double(x), reference.double(x))


@pytest.mark.function("square")
def test_squares(student, reference, rng):
    """A number is multiplied by itself.

    zh-TW: 數字乘以自己。
    """
    for _ in range(3):
        x = int(rng.integers(3, 100))
        same(student.square(x), reference.square(x))
'''
MISTAKES = """
from grader.suite import mistake


@mistake("double", en="You added one.", zh_TW="你加了一。")
def plus_one(reference, x):
    return x + 1


@mistake("square", en="You doubled.", zh_TW="你加倍了。")
def doubled(reference, x):
    return 2 * x
"""
EXAMPLES = '''
import pytest
from numbers_ import double
from grader.suite import same


@pytest.mark.function("double")
def test_one():
    """One and one is two.

    zh-TW: 一加一等於二。
    """
    same(double(1), 2)
'''
FILES = {
    "exercises/course.toml": COURSE,
    "exercises/one/exercise.toml": EXERCISE,
    "exercises/one/README.md": "# Doubling",
    "exercises/one/README.zh-TW.md": "# 加倍",
    "exercises/one/numbers_.py": STUB,
    "exercises/one/test_examples.py": EXAMPLES,
    "solutions/one/numbers_.py": SOLUTION,
    "solutions/one/test_numbers.py": SUITE,
    "solutions/one/mistakes.py": MISTAKES,
}


def write_tiny_course(folder: Path, changes: Mapping[str, str | None] | None = None) -> Course:
    """The tiny course in this folder, with changes (None: without that file)."""
    for name, text in (FILES | dict(changes or {})).items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return find_course(folder, explicit=folder)
