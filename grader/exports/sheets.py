"""The grades of a class as one table, and as JSON with every step."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from grader.core.cells import Cell, as_csv
from grader.core.coursework import Student
from grader.core.grades import Grade, Gradesheet, Standing

SCHEMA = "grade-sheet/1"
EXCUSED = "excused"


def grades_csv(sheet: Gradesheet) -> bytes:
    """One row per student: who, the points of each exercise, the total, and what the total is out of."""
    by_place = sheet.by_place()
    header = ["student", "name", "email", "number", *sheet.exercises, "total", "out of"]
    rows: list[list[Cell]] = [[*header]]
    for student in sheet.students:
        total = sheet.total(student)
        points = [points_cell(by_place.get((student.id, exercise))) for exercise in sheet.exercises]
        rows.append([student.id, student.name, student.email, student.sid, *points, total.points, total.max_points])
    return as_csv(rows)


def points_cell(grade: Grade | None, excused: str = EXCUSED) -> Cell:
    """A grade in a table: points, a word for excused, nothing for what was not graded."""
    if grade is None:
        return None
    return excused if grade.standing is Standing.EXCUSED else grade.points


def grades_json(sheet: Gradesheet) -> bytes:
    """Students, exercises and grades, each grade with every step that led to it."""
    data = {
        "schema": SCHEMA,
        "students": [student_json(student) | _total(sheet, student) for student in sheet.students],
        "exercises": [{"exercise": each, "max_points": sheet.max_points(each)} for each in sheet.exercises],
        "grades": [{"student": grade.student.id} | grade_json(grade) for grade in sheet.grades],
    }
    return as_json(data)


def as_json(data: object) -> bytes:
    """JSON in UTF-8; half a character, which UTF-8 cannot write, becomes its escape."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def student_json(student: Student) -> dict[str, Any]:
    """Who somebody is."""
    return {"id": student.id, "name": student.name, "email": student.email, "sid": student.sid, "lms": student.lms}


def grade_json(grade: Grade) -> dict[str, Any]:
    """A grade with its steps; keys are there also where a step was not taken."""
    return {
        "exercise": grade.exercise,
        "standing": str(grade.standing),
        "points": grade.points,
        "max_points": grade.max_points,
        "run": grade.run,
        "handed_in": _handed(grade),
        "score": grade.score and vars(grade.score),
        "earned": grade.earned,
        "lateness": _lateness(grade),
        "after_lateness": grade.after_lateness,
        "override": _override(grade),
    }


def _total(sheet: Gradesheet, student: Student) -> dict[str, float]:
    total = sheet.total(student)
    return {"points": total.points, "max_points": total.max_points}


def _handed(grade: Grade) -> dict[str, Any] | None:
    handed = grade.handed
    return None if handed is None else {**vars(handed), "handed_in": _time(handed.handed_in)}


def _lateness(grade: Grade) -> dict[str, Any] | None:
    late = grade.lateness
    if late is None:
        return None
    return {"timing": str(late.timing), "seconds": late.by.total_seconds(), "days": late.days, "percent": late.percent}


def _override(grade: Grade) -> dict[str, Any] | None:
    by_hand = grade.override
    return None if by_hand is None else {**vars(by_hand), "at": _time(by_hand.at)}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
