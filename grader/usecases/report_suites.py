"""The table that says how good a course's suites are: one row for each exercise, kept in a Markdown file between two marks."""

from __future__ import annotations

import re
from pathlib import Path

from grader.core.catalogue import Course
from grader.primitives.errors import UsageError
from grader.usecases.check_course import Examination
from grader.usecases.grade_everything import Closeness
from grader.usecases.time_grading import Waits, time_grading

BEGIN, END = "<!-- table begins -->", "<!-- table ends -->"
COLUMNS = (
    *("Exercise", "Checks", "Known mistakes", "Styles", "Mutants", "killed", "equivalent"),
    *("Right answers are off by", "Wrong answers by", "Tolerance", "Secrets", "Seconds cold", "warm"),
)
_NEW = f"""\
# How good the suites are

Written by `grade check --report`. A rule that is broken is no number here: an exercise has a row if nothing was found to be wrong
with it.

{BEGIN}
{END}
"""
_ROW = re.compile(r"^\| (\S+) \|")


def row_of(examination: Examination, waits: Waits) -> str:
    """One exercise's row. Raises ValueError for an examination without grades and mutants."""
    graded, trials = examination.graded, examination.trials
    if graded is None or trials is None:
        raise ValueError(f"{examination.exercise.id} was not examined to the end")
    cells = [
        examination.exercise.id,
        sum(outcome.hidden for outcome in graded.solution[0].outcomes),
        *(len(graded.mistakes), len(graded.styles), trials.made, trials.killed, len(trials.equivalent)),
        *(_size(graded.farthest), _size(graded.nearest), _tolerance(graded.farthest or graded.nearest)),
        *(len(graded.solution), f"{waits.cold:.2f}", f"{waits.warm:.2f}"),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def write_rows(path: Path, course: Course, rows: dict[str, str | None]) -> None:
    """
    Put rows into the table at `path`, in the course's order; the text around it stays. None removes an exercise's row.

    Rows of other exercises stay, too, as long as the course has them. Raises UsageError if the file cannot be written or has no
    marks.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else _NEW
        before, begin, rest = text.partition(BEGIN)
        table, end, after = rest.partition(END)
        if not (begin and end):
            raise UsageError(f"{path} has no table between {BEGIN} and {END}.", next_step="Give another file.")
        all_rows = {**rows_in(table), **rows}
        kept = [row for exercise in course.exercises if (row := all_rows.get(exercise.id))]
        lines = [BEGIN, f"| {' | '.join(COLUMNS)} |", "|---" + "|--:" * (len(COLUMNS) - 1) + "|", *kept, END]
        path.write_text(before + "\n".join(lines) + after, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).", next_step="Give another file.") from error


def rows_in(text: str) -> dict[str, str]:
    """The rows of a table by their exercises; the two lines of its head are none."""
    found = {match[1]: line for line in text.splitlines() if (match := _ROW.match(line))}
    return {name: line for name, line in found.items() if name != COLUMNS[0]}


def report_examination(path: Path, course: Course, examination: Examination) -> None:
    """Time the grading of an exercise and write its row at once; one that is not in order has none."""
    exercise = examination.exercise
    in_order = all(finding.good for finding in examination.findings)
    row = row_of(examination, time_grading(course, exercise)) if in_order else None
    write_rows(path, course, {exercise.id: row})


def _size(found: Closeness | None) -> str:
    return "exact" if found is None else f"{found.distance:.0e}"


def _tolerance(found: Closeness | None) -> str:
    return "none" if found is None else f"{found.tolerance:.0e}"
