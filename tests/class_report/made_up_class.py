"""A class made of real reports: which student handed in which of them is drawn, and some of them are mended."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from grader.class_report.page import report_page
from grader.core.catalogue import installed_course
from grader.core.class_statistics import ClassStatistics, Row, statistics_of
from grader.core.coursework import Attempt, Handed, Student, Unmatched
from grader.core.quiz.results import Response, Result
from grader.core.quiz.statistics import QuizStatistics, quiz_statistics

COURSE = installed_course()
EXERCISES = ("exercise01", "exercise02", "exercise03")
MADE = datetime(2026, 3, 5, 12, tzinfo=UTC)

HOSTILE = (
    "<script>document.title = 'owned'; console.error('owned')</script>",
    '<img src=x onerror="document.title=\'owned\'"> & "quotes"',
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe \u05e9\u05dc\u05d5\u05dd",
    "\u0645\u0631\u064a\u0645 \u0623\u062d\u0645\u062f",
    "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} 王小明",
    "x" * 500,
    "control \x00\x1b[31m\x07 characters",
    "</title></style></script><!--",
    "{{ 7 * 7 }} {title} ${title}",
    "lone \ud800 surrogate",
    "",
)
"""Names that people may have, or claim to have."""


QUIZ = "midterm <b>&\u202e"
QUIZ_SIZE = 12


def _result(student: str, share: float) -> Result:
    mistakes = () if share else ("no-bias",)
    first = Response("conv-parameters", "parameters", 1.0, 1.0, (), "1", {"kernel": 3})
    second = Response("fc-parameters", "parameters", share, 1.0, mistakes, "2", {"nodes": 10})
    return Result(student, QUIZ, 0, MADE, MADE, True, 0, "", (first, second))


@dataclass(frozen=True)
class Given:
    """An attempt and its report, as a batch gives them."""

    attempt: Attempt
    report: dict[str, Any] | None
    problem: str = ""


@dataclass(frozen=True)
class MadeUpClass:
    """All that a report is made of."""

    handed: Handed
    graded: tuple[Given, ...]

    @property
    def statistics(self) -> ClassStatistics:
        """Of the attempts that count."""
        counting = [each for each in self.graded if each.attempt.counts]
        return statistics_of(Row(g.attempt.student.id, g.attempt.exercise, g.report) for g in counting)

    def page(self, language: str = "en") -> str:
        """The whole page."""
        about = {"made": MADE, "quizzes": [self.quiz]}
        return "".join(report_page(COURSE, self.handed, self.graded, self.statistics, language, **about))

    @property
    def quiz(self) -> QuizStatistics:
        """Of a quiz with a hostile name and two questions: the first half of the students slips in the second."""
        results = [_result(each.student.id, 0.0 if n < QUIZ_SIZE / 2 else 1.0) for n, each in enumerate(self._asked)]
        return quiz_statistics(QUIZ, results)

    @property
    def _asked(self) -> list[Attempt]:
        attempts = {each.attempt.student.id: each.attempt for each in self.graded}
        return list(attempts.values())[:QUIZ_SIZE]


@cache
def real_reports() -> list[dict[str, Any]]:
    """Five reports as the grader wrote them, of exercises 01 to 03."""
    found: list[dict[str, Any]] = json.loads(Path(__file__).with_name("reports.json").read_text(encoding="utf-8"))
    return found


def mended(report: dict[str, Any], share: float, draw: random.Random) -> dict[str, Any]:
    """The same report with about this share of its failures put right."""
    new = copy.deepcopy(report)
    for check in new["checks"]:
        if check["verdict"] != "passed" and draw.random() < share:
            right = {"verdict": "passed", "points": check["max_points"], "message": "", "mistakes": []}
            check.update(right, mistake_messages=[], example=None)
    new["points"] = sum(check["points"] for check in new["checks"])
    new["percent"] = 100 * new["points"] / new["max_points"]
    for function in new["functions"]:
        function["points"] = sum(c["points"] for c in new["checks"] if c["function"] == function["name"])
        if function["points"] == function["max_points"]:
            function["state"] = "passed"
    return new


def hostile(report: dict[str, Any], text: str) -> dict[str, Any]:
    """The same report in which everything that a student can influence says `text`."""
    new = copy.deepcopy(report)
    new["notes"] = [text]
    for check in new["checks"]:
        if check["verdict"] != "passed":
            example = {"call": text, "expected": text, "got": text}
            check.update(message=text, output=text, line=7, code=text, example=example, mistake_messages=[text])
    return new


def made_up_class(students: int, exercises: tuple[str, ...] = EXERCISES, seed: int = 1) -> MadeUpClass:
    """So many students; the first ones have hostile names, and one of them hostile reports."""
    draw = random.Random(seed)
    graded: list[Given] = []
    for place in range(students):
        name = HOSTILE[place] if place < len(HOSTILE) else f"Student {place}"
        student = Student(f"b{place:03}", name, email=f"b{place:03}@example.org")
        for exercise in exercises:
            graded += _attempts(student, exercise, place, draw)
    unmatched = (Unmatched("somewhere/<b>odd</b>.txt", "Nobody knows whose this is."),)
    idle = (Student("z999", "Nobody's Work"),)
    return MadeUpClass(
        Handed(("one folder for each student",), tuple(g.attempt for g in graded), idle, unmatched), tuple(graded)
    )


def _attempts(student: Student, exercise: str, place: int, draw: random.Random) -> list[Given]:
    same = [report for report in real_reports() if report["exercise"] == exercise] or real_reports()
    report = mended(draw.choice(same), draw.choice([0.0, 0.3, 0.8, 1.0]), draw) | {"exercise": exercise}
    if place == 0:
        report = hostile(draw.choice(same), HOSTILE[0]) | {"exercise": exercise}
    origin, at = f"{student.id}_{student.name}/work.py", datetime(2026, 3, 1, 9, place % 60, tzinfo=UTC)

    def attempt(number: int, *, counts: bool, problem: str = "") -> Attempt:
        content = None if problem else b"pass"
        return Attempt(student, exercise, number, counts, origin, "work.py", content, at, place % 9 == 0, problem)

    if place % 10 == 5:
        return [Given(attempt(1, counts=True, problem="The file is a link."), None, "The file is a link.")]
    first = [Given(attempt(1, counts=False), same[0] | {"exercise": exercise})] if place % 4 == 0 else []
    return [*first, Given(attempt(len(first) + 1, counts=True), report)]
