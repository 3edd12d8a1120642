"""What tests of grades share: students, attempts and reports, small and made up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from grader.core.coursework import Attempt, Student
from grader.core.grades import Grade, Gradesheet, HandedIn, Override, gradesheet, score_of
from grader.core.lateness import LatePolicy, lateness
from grader.core.report import CheckOutcome, Example, ExerciseReport, Verdict
from grader.core.runs import Graded

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AMY = Student("amy", "Amy Lin", "amy@example.org", "b01", "1001")
BEN = Student("ben", "林小明", "ben@example.org", "b02", "1002")

HOSTILE_NAMES = {
    "formula": "=HYPERLINK(0)",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "quoted formula": "'=1+1",
    "spaced formula": "  =1+1",
    "full width": "＝1",
    "tab": "\t=1",
    "return": "\r=1",
    "html": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "entity": "&lt;b&gt;",
    "template": "{{ 7*7 }}{% raw %}",
    "right to left": "abc\u202egpj.exe",
    "isolate": "\u2066Amy",
    "control": "A\x00\x07\x1b[31mB",
    "surrogate": "A\udcffB",
    "emoji": "👩‍👩‍👧 🇹🇼",
    "persian": "می‌خواهم",
    "quotes": 'O\'Brien, "Pat"; x',
    "lines": "two\nlines",
    "points possible": "    Points Possible",
    "long": "名" * 5000,
}


def check(name: str = "a", verdict: Verdict = Verdict.PASSED, points: float = 1.0, **rest: Any) -> CheckOutcome:
    """One check's result."""
    about = {"function": "f", "title": f"Check {name}.", "hidden": True, "seconds": 0.1} | rest
    return CheckOutcome(id=f"test_it.py::test_{name}", verdict=verdict, points=points, **about)


def report(*checks: CheckOutcome, exercise: str = "ex1", **rest: Any) -> ExerciseReport:
    """A report of these checks."""
    about = {"submission": "it.py", "reason": None, "seconds": 1.25, "sandbox": "full", "functions": ("f",)}
    versions = {"numpy": "2.4.0", "torch": None}
    return ExerciseReport(**(about | {"exercise": exercise, "checks": checks, "versions": versions} | rest))


def marked(marks: str, exercise: str = "ex1", **rest: Any) -> ExerciseReport:
    """A report from a row of marks: + passed, - failed, ! a fault of the grader, ? pending."""
    verdicts = {"+": Verdict.PASSED, "-": Verdict.FAILED, "!": Verdict.FAULT, "?": Verdict.PENDING}
    return report(*(check(chr(97 + n), verdicts[m]) for n, m in enumerate(marks)), exercise=exercise, **rest)


def telling() -> ExerciseReport:
    """A report with everything that a report can hold."""
    failed = check(
        "told",
        Verdict.FAILED,
        2.5,
        message="At [0, 1]: The value is wrong.",
        mistakes=("flipped",),
        mistake_messages=("The kernel is flipped.",),
        example=Example("f([[1, 2],\n   [3, 4]])", "[[1, 2]]", None),
        output="<b>hi</b>\n",
        line=3,
        code="return a < b",
    )
    rest = (check("right", points=1 / 3), check("waits", Verdict.PENDING, message="No GPU."))
    return report(failed, *rest, notes=("A note.",), functions=("f", "g"))


def attempt(student: Student = AMY, exercise: str = "ex1", content: bytes = b"x = 1\n", **rest: Any) -> Attempt:
    """Something that was handed in at noon."""
    about = {"number": 1, "counts": True, "origin": f"{student.id}/it.py", "file": "it.py", "handed_in": NOON} | rest
    return Attempt(student=student, exercise=exercise, content=content, **about)


def graded(marks: str, student: Student = AMY, exercise: str = "ex1", **rest: Any) -> Graded:
    """An attempt and its report, from a row of marks."""
    return Graded(attempt(student, exercise, **rest), marked(marks, exercise))


def grade(
    found: ExerciseReport | None,
    student: Student = AMY,
    *,
    policy: LatePolicy | None = None,
    override: Override | None = None,
    **facts: Any,
) -> Grade:
    """A grade as the gradebook makes it."""
    exercise = found.exercise if found else "ex1"
    if found is None:
        return Grade(student, exercise, None, None, None, None, override)
    handed = HandedIn(
        **({"number": 1, "digest": "0" * 64, "origin": "in/it.py", "file": "it.py", "handed_in": NOON} | facts)
    )
    late = lateness(policy, handed.handed_in, said_late=handed.late)
    return Grade(student, exercise, 1, handed, score_of(found), late, override)


def by_hand(points: float | None = None, reason: str = "An agreement.") -> Override:
    """An override; without points it excuses."""
    return Override(points, points is None, reason, "teacher", NOON)


def policy(days: float = 1, percent: float = 10, grace: float = 0, stop: float | None = None) -> LatePolicy:
    """A policy due so many days before noon; stop: days after the due time."""
    due = NOON - timedelta(days=days)
    return LatePolicy(due, grace, percent, None if stop is None else due + timedelta(days=stop))


def hostile_class() -> Gradesheet:
    """Students whose names do harm, each with a grade and with one that is excused."""
    students = [
        Student(f"s{n:02}", name, f"s{n}@example.org", f"b{n}", f"{n}1")
        for n, name in enumerate(HOSTILE_NAMES.values())
    ]
    grades = [grade(marked("+-+", "ex1"), student) for student in students]
    grades += [grade(marked("+", "ex2"), student, override=by_hand()) for student in students]
    return gradesheet(students, grades)


def points_of(sheet: Gradesheet) -> dict[tuple[str, str], float | None]:
    """Every grade of a sheet."""
    return {each.place: each.points for each in sheet.grades}


def changes(found: Iterable[Any]) -> list[tuple[str, str, float]]:
    """Who gains or loses how much."""
    return [(change.student.id, str(change.direction), change.difference) for change in found]
