"""Calls that do an exercise's work cost the functions that use them, and those only; the report says which call, and where."""

import pytest
from support import grade, grade_sources, lost, solution

from grader.core.report import Verdict
from grader.usecases.grade_exercise import Wishes

RIGHT = solution("exercise01")
LOOPS = """
def rows(image, kernel):
    height = len(image) - len(kernel) + 1
    return np.array([sum(np.convolve(r, k[::-1], "valid") for r, k in zip(image[y:], kernel)) for y in range(height)])
"""
"""A helper that leaves the sliding to numpy."""

CONV2D = '    return np.einsum("yxij,ij->yx", _windows(image, kernel.shape, stride, padding), kernel)\n'
BY_HELPER = RIGHT.replace(CONV2D, "    return rows(np.pad(image, padding), kernel)[::stride, ::stride]\n") + LOOPS
HELPER_LINE = BY_HELPER.splitlines().index(LOOPS.splitlines()[-1]) + 1
BOTH = BY_HELPER.replace("def conv2d_batch(", "def _unused():\n    return np.polymul\n\n\ndef conv2d_batch(") + (
    "_batch = conv2d_batch\ndef conv2d_batch(*a, **k): return (_unused, _batch(*a, **k))[1]\n"
)
UNTIDY = {
    "comparison as a program": RIGHT + "\nif __name__ == '__main__':\n    print(np.convolve([1, 2], [3]))\n",
    "comparison in a function of its own": RIGHT + "\ndef compare():\n    return np.convolve([1, 2], [3])\n",
    "own function of that name": RIGHT + "\ndef convolve(image):\n    return image\n_right = conv2d\ndef conv2d(*a, **k): return convolve(_right(*a, **k))\n",
    "comments and texts": RIGHT + "\n# np.convolve\n'np.correlate'\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def reports():
    sources = {
        "helper": BY_HELPER,
        "both": BOTH,
        "top level": RIGHT + "\nglobals().update(f=np.correlate)\n",
        "broken": BY_HELPER + "1 / 0\n",
        **UNTIDY,
    }
    return grade_sources("exercise01", sources)


def states(report):
    return {outcome.name: (str(outcome.state), outcome.points) for outcome in report.function_outcomes}


TOPIC = "exercise01 is about sliding a kernel over an image to get a feature map"
FORBIDDEN, PASSED = ("forbidden", 0), ("passed", 10)


@pytest.mark.parametrize(
    ("name", "conv2d", "channels", "batch"),
    [
        pytest.param("helper", FORBIDDEN, PASSED, PASSED, id="one-function-through-a-helper"),
        pytest.param("both", FORBIDDEN, PASSED, FORBIDDEN, id="two-functions"),
        pytest.param("top level", FORBIDDEN, FORBIDDEN, FORBIDDEN, id="all-if-it-belongs-to-none"),
    ],
)
def test_points_are_lost_where_the_call_is_used(reports, name, conv2d, channels, batch):
    assert states(reports[name]) == {"conv2d": conv2d, "conv2d_channels": channels, "conv2d_batch": batch}


def test_every_check_of_the_function_says_why_and_where(reports):
    checks = reports["helper"].of_function("conv2d")

    assert {check.verdict for check in checks} == {Verdict.FORBIDDEN}
    assert {(check.line, check.output, check.example) for check in checks} == {(HELPER_LINE, "", None)}
    assert {check.message for check in checks} == {
        f"{TOPIC}: numpy.convolve (line {HELPER_LINE}) would do that work for you. Write it yourself."
    }


def test_in_chinese_too():
    report = grade_sources("exercise01", {"x": BY_HELPER}, Wishes(language="zh-TW", only="conv2d"))["x"]

    assert {check.message for check in report.checks} == {
        f"exercise01 的主題是讓核在影像上滑動，算出特徵圖：numpy.convolve（第 {HELPER_LINE} 行）會替你把這件事做完。請自己寫出來。"
    }


@pytest.mark.parametrize("name", UNTIDY)
def test_who_does_the_work_keeps_the_points(reports, name):
    assert lost(reports[name]) == {}


def test_a_file_that_cannot_be_loaded_is_told_so_first(reports):
    assert {check.verdict for check in reports["broken"].checks} == {Verdict.FAILED}


class TestScreen:
    def test_a_function_is_shown_once(self, tmp_path):
        """Not check by check."""
        (tmp_path / "mine.py").write_text(BY_HELPER)

        run = grade("exercise01", tmp_path / "mine.py")

        assert run.code == 1
        assert run.text.count("would do that work for you") == 1
        assert "20 of 30 points" in run.text
        assert "✗ conv2d 0 / 10 not allowed" in run.text
        assert "Also failed" not in run.text

    def test_functions_with_one_reason_are_shown_together(self, tmp_path):
        """And a failed check of another function still is."""
        text = (
            BY_HELPER
            + "_right = conv2d_channels\ndef conv2d_batch(*a, **k): return rows\ndef conv2d_channels(*a, **k): return 0\n"
        )
        (tmp_path / "mine.py").write_text(text)

        run = grade("exercise01", tmp_path / "mine.py", "--verbose")

        assert f"✗ conv2d, conv2d_batch {TOPIC}: numpy.convolve (line {HELPER_LINE})" in run.text
        assert run.text.count("would do that work for you") == 1
        assert "✗ conv2d_channels: " in run.text


BEGIN = "import numpy as np\ndef conv2d(*a):\n    return np.convolve\n"
BOMBS = {
    "parentheses": BEGIN + "x = " + "(" * 490_000 + "1" + ")" * 490_000,
    "signs": BEGIN + "x = " + "-" * 990_000 + "1",
    "a sum": BEGIN + "x = 1" + "+1" * 490_000,
    "attributes": BEGIN + "x = np" + ".a" * 490_000,
    "else if": BEGIN + "if x: pass\n" + "elif x: pass\n" * 70_000,
    "lists": BEGIN + "x = [" + "[]," * 320_000 + "]",
    "aliases": BEGIN + "c = np\n" + "c = c\n" * 160_000,
    "nested functions": BEGIN + "".join(" " * depth + "def f():\n" for depth in range(99)) + " " * 99 + "pass",
}


@pytest.fixture(scope="module")
def bombs():
    return grade_sources("exercise01", BOMBS, Wishes(only="conv2d"))


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_that_is_hard_to_parse_is_the_students_own_fault(bombs, name):
    """It costs the points and no more: neither the grader nor the next submission notices."""
    report = bombs[name]

    assert (report.points, report.max_points, report.has_fault, report.exit_code) == (0, 10, False, 1)
    assert all(check.message for check in report.checks)


def test_a_file_that_is_hard_to_parse_is_explained(bombs):
    """In words about the file, not about a check."""
    messages = {name: report.checks[0].message for name, report in bombs.items()}

    assert messages["parentheses"].startswith("Your file is not valid Python: too many nested parentheses")
    assert messages["a sum"].startswith("Your file cannot be loaded: RecursionError")
    assert messages["nested functions"].endswith(
        "numpy.convolve (line 3) would do that work for you. Write it yourself."
    )
