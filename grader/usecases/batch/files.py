"""What an instructor takes away: tables for people and platforms, a page for each student, the report on the class."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.class_report.item_sheet import item_sheet
from grader.class_report.page import Graded, report_page
from grader.core.catalogue import Course
from grader.core.class_statistics import ClassStatistics, Row
from grader.core.coursework import Handed, Student
from grader.core.quiz.results import Result
from grader.core.quiz.statistics import quiz_statistics
from grader.core.texts import pick
from grader.exports.feedback import feedback_html, feedback_json
from grader.exports.gradescope import gradescope_json
from grader.exports.junit import junit_xml
from grader.exports.platforms import canvas_csv, moodle_csv
from grader.exports.sheets import grades_csv, grades_json
from grader.gradebook.book import Gradebook
from grader.primitives.errors import UsageError

REPORT = "report.html"


@dataclass(frozen=True)
class LeftOut:
    """A file for a platform, and whom it does not name because the platform would not know them; of how many."""

    file: str
    students: tuple[Student, ...]
    of: int


def write_files(book: Gradebook, course: Course, folder: Path, language: str) -> tuple[LeftOut, ...]:
    """
    Every table and every student's page, of the published grades.

    Returns: who is missing in which file. Raises: UsageError if one cannot be written.
    """
    sheet = book.grades()
    reports = book.reports()
    imports = {"canvas.csv": canvas_csv(sheet), "moodle.csv": moodle_csv(sheet, reports, language)}
    write(folder / "grades.csv", grades_csv(sheet))
    write(folder / "grades.json", grades_json(sheet))
    for name, made in imports.items():
        write(folder / name, made.content)
    write(folder / "junit.xml", junit_xml(sheet, reports, language))
    titles = {exercise.id: str(pick(exercise.titles, language)) for exercise in course.exercises}
    for student in sheet.students:
        own = [grade for grade in sheet.grades if grade.student.id == student.id]
        theirs = {grade.exercise: reports[grade.place] for grade in own if grade.place in reports}
        write(folder / "feedback" / f"{student.id}.html", feedback_html(student, own, theirs, language, titles=titles))
        write(folder / "feedback" / f"{student.id}.json", feedback_json(student, own, theirs))
        for grade in own:
            place = folder / "gradescope" / student.id / grade.exercise / "results.json"
            write(place, gradescope_json(grade, theirs.get(grade.exercise), language))
    everybody = len(sheet.students)
    return tuple(LeftOut(name, made.left_out, everybody) for name, made in imports.items() if made.left_out)


def write_report(
    course: Course,
    handed: Handed,
    graded: Iterable[Graded],
    statistics: ClassStatistics,
    folder: Path,
    language: str,
    quizzes: Sequence[Result] = (),
) -> Path:
    """The report on the class, and its statistics as a table; where the report is."""
    write(folder / "items.csv", item_sheet(statistics, course, language))
    asked = [quiz_statistics(name, quizzes) for name in dict.fromkeys(each.quiz for each in quizzes)]
    made = datetime.now().astimezone()
    pieces = report_page(course, handed, graded, statistics, language, made=made, quizzes=asked)
    write(folder / REPORT, *(piece.encode("utf-8", "backslashreplace") for piece in pieces))
    return folder / REPORT


def counting_rows(graded: Iterable[Graded]) -> Iterator[Row]:
    """What statistics are made of: each student's attempt that counts."""
    for each in graded:
        if each.attempt.counts:
            yield Row(each.attempt.student.id, each.attempt.exercise, each.report)


def write(path: Path, *pieces: bytes) -> None:
    """A whole file or none: whoever looks at the old one meanwhile sees the old one. Raises UsageError."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        os.replace(part, path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror or error}).",
            next_step="Make room or change its permissions, then run the same command again: nothing is graded twice.",
        ) from error
