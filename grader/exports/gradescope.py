"""
Gradescope's `results.json`: what an autograder leaves there for one submission.

The score at the top is the grade; tests are the checks. All texts are declared as plain text, so nothing in them is rendered.
"""

from __future__ import annotations

from typing import Any

from grader.core.grades import Grade
from grader.core.hostile import line
from grader.core.report import CheckOutcome, ExerciseReport
from grader.exports.sheets import as_json
from grader.exports.wording import explanation, result, state, steps


def gradescope_json(grade: Grade, report: ExerciseReport | None, language: str, visibility: str = "visible") -> bytes:
    """
    One grade. What has no points (not graded, excused) scores 0, as the format asks for a number, and says so.

    visibility: of the whole result: visible, hidden, after_due_date or after_published.
    """
    checks = report.checks if report is not None and report.graded else ()
    data = {
        "score": grade.points or 0.0,
        "execution_time": round(report.seconds, 3) if report is not None else 0.0,
        "output": "\n".join([result(grade, language), *steps(grade, language)]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "extra_data": {
            "student": grade.student.id,
            "exercise": grade.exercise,
            "max_points": grade.max_points,
            "standing": str(grade.standing),
        },
        "tests": [_test(check, language) for check in checks],
    }
    return as_json(data)


def _test(check: CheckOutcome, language: str) -> dict[str, Any]:
    """A check; one that did not count is worth nothing here, and has no status."""
    said = {
        "score": check.won if check.counted else 0.0,
        "max_score": check.points if check.counted else 0.0,
        "name": f"{line(check.function)}: {line(check.title)}",
        "output": explanation(check, language) or state(check.verdict, language),
        "visibility": "visible",
        "extra_data": {"id": check.id, "verdict": str(check.verdict), "mistakes": list(check.mistakes)},
    }
    return said | ({"status": "passed" if check.won else "failed"} if check.counted and check.points else {})
