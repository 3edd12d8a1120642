"""
CSV files that Canvas and Moodle import into their gradebooks.

Both match rows to people. A row that names nobody for certain is left out and returned instead: Canvas would go by the name,
which a student may have chosen to be somebody else's, and Moodle stops the whole import, or takes the row before for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grader.core.cells import Cell, as_csv
from grader.core.coursework import Student
from grader.core.grades import Gradesheet, Place
from grader.core.hostile import line
from grader.core.report import ExerciseReport
from grader.exports.sheets import points_cell
from grader.exports.wording import short_feedback

_CANVAS_EXCUSED = "EX"
_POINTS_POSSIBLE = "Points Possible"


@dataclass(frozen=True)
class Import:
    """A file for a platform, and the students whom it does not name because the platform would not know them."""

    content: bytes
    left_out: tuple[Student, ...]


class Identifier(StrEnum):
    """What Moodle is to know people by: the heading of that column."""

    NUMBER = "ID number"
    EMAIL = "Email address"


def canvas_csv(sheet: Gradesheet, columns: Mapping[str, str] | None = None) -> Import:
    """
    Canvas: who, then one column per exercise, below it what it is worth.

    columns: exercise to the heading that Canvas gave its assignment, as in `Convolution (1234)`; where there is none, Canvas
    makes a new assignment of the exercise's name. An ID is what the LMS calls somebody, if that is a number.
    """
    named = [student for student in sheet.students if any(_canvas_ids(student))]
    by_place = sheet.by_place()
    headings = [(columns or {}).get(exercise, exercise) for exercise in sheet.exercises]
    rows: list[list[Cell]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *headings],
        [f"    {_POINTS_POSSIBLE}", "", "", "", "", *map(sheet.max_points, sheet.exercises)],
    ]
    for student in named:
        points = [points_cell(by_place.get((student.id, e)), _CANVAS_EXCUSED) for e in sheet.exercises]
        rows.append([_canvas_name(student), *_canvas_ids(student), "", *points])
    return Import(as_csv(rows), _others(sheet, named))


def moodle_csv(
    sheet: Gradesheet,
    reports: Mapping[Place, ExerciseReport],
    language: str,
    by: Identifier | None = None,
) -> Import:
    """
    Moodle: whom, then points and a short feedback for each exercise. Excused is no grade, and the feedback says so.

    by: what Moodle is to know people by; by itself what most of them have, the number if both are alike.
    """
    by = by or max(Identifier, key=lambda one: sum(bool(_moodle_id(student, one)) for student in sheet.students))
    named = [student for student in sheet.students if _moodle_id(student, by)]
    by_place = sheet.by_place()
    headings = [heading for exercise in sheet.exercises for heading in (exercise, f"{exercise} (feedback)")]
    rows: list[list[Cell]] = [[str(by), "Name", *headings]]
    for student in named:
        row: list[Cell] = [_moodle_id(student, by), line(student.name)]
        for exercise in sheet.exercises:
            grade = by_place.get((student.id, exercise))
            said = short_feedback(grade, reports.get(grade.place), language) if grade else None
            row += [grade.points if grade else None, said]
        rows.append(row)
    return Import(as_csv(rows), _others(sheet, named))


def _canvas_ids(student: Student) -> tuple[str, str, str]:
    number = student.lms if student.lms.isascii() and student.lms.isdigit() else ""
    return number, line(student.sid), line(student.email)


def _canvas_name(student: Student) -> str:
    """A row whose name contains these words would say what exercises are worth."""
    return line(student.name).replace(_POINTS_POSSIBLE, _POINTS_POSSIBLE.lower())


def _moodle_id(student: Student, by: Identifier) -> str:
    return line(student.sid if by is Identifier.NUMBER else student.email)


def _others(sheet: Gradesheet, named: list[Student]) -> tuple[Student, ...]:
    return tuple(student for student in sheet.students if student not in named)
