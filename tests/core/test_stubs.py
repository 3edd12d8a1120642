"""A stub is its solution without the marked regions."""

import ast
from pathlib import Path
from textwrap import dedent

import pytest

from grader.core.catalogue import installed_course
from grader.core.stubs import stub_from
from grader.primitives.errors import CourseError


def stub(solution: str) -> str:
    """The stub of an indented solution."""
    return stub_from(dedent(solution).lstrip("\n"), "exercise03")


def test_a_region_in_a_function_becomes_one_line() -> None:
    """Signature and docstring stay, the answer goes."""
    assert stub('''
        def total(numbers):
            """Add up."""
            # solution begins
            result = 0
            for number in numbers:
                result += number
            return result
            # solution ends
    ''') == dedent('''
        def total(numbers):
            """Add up."""
            raise NotImplementedError("exercise03: write total, then run `grade exercise03`")
    ''').lstrip("\n")


def test_a_region_at_the_top_level_disappears() -> None:
    """Helpers and imports that only the solution needs are no hint."""
    assert (
        stub("""
        import math

        # solution begins
        import itertools


        def _helper():
            return 1
        # solution ends


        LIMIT = 3
    """)
        == "import math\n\n\nLIMIT = 3\n"
    )


def test_a_method_is_named_with_its_class() -> None:
    """So that the message says where to write."""
    text = stub("""
        class Net:
            def loss(self):
                # solution begins
                return 0
                # solution ends
    """)

    assert "write Net.loss, then" in text


def test_the_function_before_is_not_taken_for_the_enclosing_one() -> None:
    """Indentation decides, not the last `def`."""
    text = stub("""
        def outer():
            def inner():
                pass

            # solution begins
            return inner
            # solution ends
    """)

    assert "write outer, then" in text


def test_every_function_has_its_own_line() -> None:
    """Two regions, two messages."""
    text = stub("""
        def one():
            # solution begins
            return 1
            # solution ends


        async def two():
            # solution begins
            return 2
            # solution ends
    """)

    assert [name in text for name in ("write one,", "write two,")] == [True, True]


def test_a_file_without_regions_stays_as_it_is() -> None:
    """Nothing is cut that is not marked."""
    assert stub("x = 1\n") == "x = 1\n"


def test_a_mark_within_a_line_is_no_mark() -> None:
    """A mark has its line for itself."""
    assert stub('x = "# solution begins"\n') == 'x = "# solution begins"\n'


@pytest.mark.parametrize(
    ("solution", "problem"),
    [
        pytest.param("def f():\n    # solution begins\n    return 1\n", "does not end", id="not-closed"),
        pytest.param("def f():\n    return 1\n    # solution ends\n", "line 3", id="not-opened"),
        pytest.param("# solution begins\n# solution begins\n# solution ends\n", "line 2", id="opened-twice"),
        pytest.param("# solution begins\n# solution ends\n# solution ends\n", "line 3", id="closed-twice"),
        pytest.param(
            "if True:\n    # solution begins\n    x = 1\n    # solution ends\n", "no function", id="in-no-function"
        ),
    ],
)
def test_marks_out_of_place_are_a_course_error(solution: str, problem: str) -> None:
    """The exercise and the line are named."""
    with pytest.raises(CourseError, match=problem) as caught:
        stub_from(solution, "exercise03")

    assert "exercise03" in caught.value.problem


@pytest.mark.parametrize(
    "solution", [e.solution_file for e in installed_course().exercises], ids=lambda path: path.stem
)
def test_stubs_of_the_course_are_python_and_hold_no_answer(solution: Path) -> None:
    """Every function that a stub cut does nothing but say so."""
    text = stub_from(solution.read_text(encoding="utf-8"), "exercise")
    raising = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Raise)]

    assert ("solution begins" in text, len(raising) > 0) == (False, True)
