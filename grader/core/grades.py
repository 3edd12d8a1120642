"""
Grades of a class, each with every step that led to it.

    points of the report -> of the whole exercise -> after lateness -> by hand -> rounded to hundredths

Checks that did not count (a fault of the grader, a test that is pending) cost nobody points, so what was earned in the others
is extended to the whole exercise. What nobody graded is no zero: it has no points at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from grader.core.coursework import Student
from grader.core.lateness import Lateness
from grader.core.report import ExerciseReport

Place = tuple[str, str]
"""A student's id and an exercise: where there is at most one grade."""


@dataclass(frozen=True)
class HandedIn:
    """An attempt without its bytes. digest: SHA-256 of them. handed_in: aware of its zone; None if nobody knows."""

    number: int
    digest: str
    origin: str
    file: str
    handed_in: datetime | None = None
    late: bool = False


@dataclass(frozen=True)
class Score:
    """
    What a report said, in numbers.

    max_points: of the checks that counted. full_points: of all checks of the exercise. reason: why it is not graded, else "".
    """

    points: float
    max_points: float
    full_points: float
    reason: str = ""

    @property
    def on_scale(self) -> float | None:
        """Points of the whole exercise; None if nothing was graded or nothing counted."""
        if self.reason or not self.max_points:
            return None
        return self.points * self.full_points / self.max_points


@dataclass(frozen=True)
class Override:
    """What somebody set by hand. points: None leaves those that were earned. excused: the exercise is not asked for."""

    points: float | None
    excused: bool
    reason: str
    by: str
    at: datetime


class Standing(StrEnum):
    """What a grade is."""

    GRADED = "graded"
    OVERRIDDEN = "overridden"
    EXCUSED = "excused"
    NOT_GRADED = "not graded"


@dataclass(frozen=True)
class Grade:
    """
    One student's grade in one exercise, step by step.

    run: whose report it is. handed, score, lateness: None where only an override is. points: the result, rounded; None if there
    is nothing to count.
    """

    student: Student
    exercise: str
    run: int | None
    handed: HandedIn | None
    score: Score | None
    lateness: Lateness | None
    override: Override | None

    @property
    def place(self) -> Place:
        """Whose, and in what."""
        return self.student.id, self.exercise

    @property
    def earned(self) -> float | None:
        """Points of the whole exercise before anything was taken."""
        return self.score.on_scale if self.score else None

    @property
    def after_lateness(self) -> float | None:
        """Points that lateness left."""
        if self.earned is None or self.lateness is None:
            return self.earned
        return self.lateness.leaves(self.earned)

    @property
    def points(self) -> float | None:
        """The result: by hand if so, rounded to hundredths, halves upwards."""
        if self.override is not None and self.override.excused:
            return None
        by_hand = self.override.points if self.override is not None else None
        result = self.after_lateness if by_hand is None else by_hand
        return None if result is None else in_hundredths(result)

    @property
    def max_points(self) -> float | None:
        """What the exercise is worth; None if no report says so."""
        return in_hundredths(self.score.full_points) if self.score and self.score.full_points else None

    @property
    def standing(self) -> Standing:
        """What this grade is."""
        if self.override is not None and self.override.excused:
            return Standing.EXCUSED
        if self.override is not None and self.override.points is not None:
            return Standing.OVERRIDDEN
        return Standing.NOT_GRADED if self.points is None else Standing.GRADED


@dataclass(frozen=True)
class Total:
    """A student's points in all exercises that are asked of them."""

    points: float
    max_points: float


@dataclass(frozen=True)
class Gradesheet:
    """The grades of a class. students: also those without any grade. grades: by student, then exercise."""

    students: tuple[Student, ...]
    exercises: tuple[str, ...]
    grades: tuple[Grade, ...]

    def by_place(self) -> Mapping[Place, Grade]:
        """The grades, by student and exercise."""
        return {grade.place: grade for grade in self.grades}

    def max_points(self, exercise: str) -> float | None:
        """What an exercise is worth: the most that any of its grades says."""
        return max((g.max_points for g in self.grades if g.exercise == exercise and g.max_points), default=None)

    def total(self, student: Student) -> Total:
        """All points of a student; excused exercises are not asked, missing ones give nothing."""
        grades = [grade for grade in self.grades if grade.student.id == student.id]
        excused = {grade.exercise for grade in grades if grade.standing is Standing.EXCUSED}
        points = sum(grade.points or 0.0 for grade in grades)
        asked = sum(self.max_points(exercise) or 0.0 for exercise in self.exercises if exercise not in excused)
        return Total(in_hundredths(points), in_hundredths(asked))


def gradesheet(students: Iterable[Student], grades: Iterable[Grade]) -> Gradesheet:
    """The sheet of these grades, in order."""
    ordered = tuple(sorted(grades, key=lambda grade: grade.place))
    by_id = {student.id: student for student in students} | {grade.student.id: grade.student for grade in ordered}
    exercises = tuple(sorted({grade.exercise for grade in ordered}))
    return Gradesheet(tuple(by_id[key] for key in sorted(by_id)), exercises, ordered)


def score_of(report: ExerciseReport) -> Score:
    """A report in numbers."""
    reason = "" if report.reason is None else report.reason or "not graded"
    return Score(report.points, report.max_points, round(sum(check.points for check in report.checks), 6), reason)


def in_hundredths(points: float) -> float:
    """Rounded as people do it: 0.125 is 0.13, and so is 0.1249999999."""
    return float(Decimal(str(round(points, 6))).quantize(Decimal("0.01"), ROUND_HALF_UP))
