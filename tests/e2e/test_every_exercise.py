"""
Every exercise as its author left it: right answers in any style, the stub, and one in twenty known mistakes.

`grade check` tries all of it; this is what every change of the engine is tried on.
"""

import pytest
from support import ROOT, grade_sources

from grader.core.catalogue import find_course
from grader.core.report import Verdict
from grader.core.wrong_submissions import Sources, with_mistake
from grader.suite.reference import Reference

ONE_IN = 20
TRAININGS = ("exercise07", "exercise12")
"""Minutes for each; they have tests of their own."""
EXERCISES = [exercise for exercise in find_course(ROOT).exercises if exercise.id not in TRAININGS]


@pytest.fixture(scope="module", params=EXERCISES, ids=lambda exercise: exercise.id)
def exercise(request):
    return request.param


@pytest.fixture(scope="module")
def some_mistakes(exercise):
    return Reference(exercise).mistakes[::ONE_IN]


@pytest.fixture(scope="module")
def reports(exercise, some_mistakes):
    """By name: the solution, the stub, styles, and mistakes."""
    files = {"solution": exercise.solution_file, "stub": exercise.student_file}
    files |= {path.name: path for path in exercise.style_files}
    sources = Sources(exercise.solution_file.read_text(), (exercise.solutions / "mistakes.py").read_text())
    names = [function.name for function in exercise.functions]
    return grade_sources(
        exercise.id,
        {name: path.read_bytes() for name, path in files.items()}
        | {spelled(mistake): with_mistake(sources, names, mistake) for mistake in some_mistakes},
    )


def spelled(mistake):
    """Functions may share a misconception."""
    return f"{mistake.function}: {mistake.id}"


def test_right_answers_get_full_marks(reports):
    wrong = {
        name: [
            (check.id, check.message) for check in report.checks if check.counted and check.verdict != Verdict.PASSED
        ]
        for name, report in reports.items()
        if (name == "solution" or name.endswith(".py")) and not report.full_marks
    }

    assert wrong == {}


def test_the_stub_gets_nothing(reports):
    verdicts = {check.verdict for check in reports["stub"].checks}

    assert reports["stub"].points == 0
    assert verdicts <= {Verdict.NOT_ATTEMPTED, Verdict.PENDING, Verdict.PASSED}


def test_mistakes_lose_marks_and_are_named(reports, some_mistakes):
    wrong = {}
    for mistake in some_mistakes:
        checks = reports[spelled(mistake)].checks
        lost = {check.function for check in checks if check.counted and check.points and check.won < check.points}
        named = {name for check in checks for name in check.mistakes}
        if mistake.function not in lost or named != {mistake.id}:
            wrong[spelled(mistake)] = (lost, named)

    assert wrong == {}
