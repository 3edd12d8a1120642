"""
Draws the pictures of the README from real runs.

Two sample submissions are graded, and what the terminal would show is saved as SVG. Run it with `make pictures`.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.cli.pictures import svg_of
from grader.cli.report_screen import ReportScreen
from grader.core.catalogue import find_course
from grader.usecases.grade_exercise import Wishes, grade_exercise

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 84
RUNS = {
    "failing_run": ("exercise01", "exercise01_known_mistakes.py"),
    "passing_run": ("exercise03", "exercise03_full_marks.py"),
}


def main() -> None:
    """Draw every picture."""
    PICTURES.mkdir(exist_ok=True)
    for name, (exercise, submission) in RUNS.items():
        path = PICTURES / f"{name}.svg"
        path.write_text(picture(exercise, ROOT / "examples" / "submissions" / submission), encoding="utf-8")
        Console().print(f"docs/pictures/{path.name}")


def picture(exercise_id: str, submission: Path) -> str:
    """The terminal after `grade EXERCISE FILE`, as SVG."""
    course = find_course(ROOT)
    exercise = course.exercise(exercise_id)
    report, _ = grade_exercise(course, exercise, submission, Wishes(secret=b"the secret of the pictures"))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ grade {exercise_id} {submission.name}\n", "bold"), highlight=False)
    ReportScreen(console, course, exercise, "en").show(report, verbose=False)
    return svg_of(console, title=f"grade {exercise_id}")


if __name__ == "__main__":
    main()
