"""A grade does not depend on the sandbox tier; what a tier keeps from a submission does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.core.catalogue import find_course
from grader.core.report import ExerciseReport
from grader.core.submission import Submission, read_submission
from grader.usecases.grade_exercise import Wishes, grade_each

COURSE = find_course(Path(__file__).parent)


@pytest.fixture(scope="module", autouse=True)
def _measured() -> Iterator[None]:
    """If coverage is measured, also in the student's process."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRADER_MEASURE_SANDBOX", "1")
        yield


SOME = ["exercise01", "exercise03", "exercise06", "exercise07"]
"""With numpy, with the standard library, with objects, with torch and a stage."""

WRONG = b"""
import sys

def conv_parameters(kernel, in_channels, filters, bias=True):
    print("called", kernel)
    kh, kw = (kernel, kernel) if isinstance(kernel, int) else kernel
    return filters * kh * kw * in_channels

def fc_parameters(inputs, nodes, bias=True):
    raise NotImplementedError("not yet")

def layer_parameters(input_shape, layers):
    for layer in layers:
        layer["seen"] = True
    return [0 for _ in layers]

def total_parameters(input_shape, layers):
    return object()

def mnist_cnn():
    sys.exit(3)

dense_equivalent = 7
"""


def reports(
    exercise: str, sources: list[bytes], tier: str, monkeypatch: pytest.MonkeyPatch, *, only: str | None = None
) -> list[ExerciseReport]:
    """Each source graded in a tier, one after the other in one run."""
    monkeypatch.setenv("GRADER_SANDBOX", tier)
    wanted = COURSE.exercise(exercise)
    found: list[ExerciseReport] = []
    submissions = [Submission(wanted.file, source) for source in sources]
    grade_each(COURSE, wanted, submissions, lambda _, report: found.append(report), Wishes(only=only))
    return found


@pytest.mark.parametrize("exercise", SOME)
@pytest.mark.parametrize("tier", ["no namespaces", "limits"])
def test_the_solution_gets_full_marks_without_namespaces(
    exercise: str, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that offers less gives the same grade, and the report says which tier it was."""
    solution = read_submission(COURSE.exercise(exercise).solution_file)

    (report,) = reports(exercise, [solution.source], tier, monkeypatch)

    assert (report.percent, report.sandbox) == (100, tier)


@pytest.mark.parametrize("exercise", SOME[:3])
def test_the_solution_gets_full_marks_where_nothing_can_be_forked(
    exercise: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One function of each exercise: every worker imports its packages anew."""
    solution = read_submission(COURSE.exercise(exercise).solution_file)
    first = COURSE.exercise(exercise).functions[0].name

    (report,) = reports(exercise, [solution.source], "spawn", monkeypatch, only=first)

    assert (report.percent, report.sandbox) == (100, "spawn")


def told(tier: str, monkeypatch: pytest.MonkeyPatch, *, only: str | None = None) -> list[tuple[object, ...]]:
    """What a report says of every check of the wrong answers."""
    (report,) = reports("exercise03", [WRONG], tier, monkeypatch, only=only)
    return [(c.id, c.verdict, c.message, c.mistakes, c.example, c.output) for c in report.checks]


def test_wrong_answers_are_judged_alike_in_every_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdict, message, mistake and example of every check are the same."""
    seen = [told(tier, monkeypatch) for tier in ("full", "no namespaces", "limits")]

    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("only", ["conv_parameters", "layer_parameters", "total_parameters", "mnist_cnn"])
def test_wrong_answers_are_judged_alike_where_nothing_can_be_forked(only: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too slow for all checks at once: printing, changed arguments, odd values and an exit."""
    assert told("spawn", monkeypatch, only=only) == told("limits", monkeypatch, only=only)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(b"import torch\n", "torch is not available here", id="forbidden-import"),
        pytest.param(b"def f(:\n", "not valid Python", id="syntax"),
        pytest.param(b"raise KeyError('x')\n", "KeyError", id="raises"),
        pytest.param(b"exit()\n", "ends the program", id="exit"),
    ],
)
@pytest.mark.parametrize("tier", ["limits", "spawn"])
def test_a_file_that_cannot_be_loaded_is_told_without_namespaces(
    source: bytes, words: str, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is the same sentence as in the best tier."""
    (report,) = reports("exercise03", [source], tier, monkeypatch)

    assert report.points == 0
    assert all(words in check.message for check in report.checks)
