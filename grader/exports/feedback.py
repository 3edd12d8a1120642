"""
What a student gets back: a page of their own, and the same as JSON.

The page is one file without scripts that asks the network for nothing, and says so to the browser. Jinja escapes every text.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

import jinja2

from grader.core.cells import number
from grader.core.coursework import Student
from grader.core.grades import Grade
from grader.core.hostile import line, shown
from grader.core.report import UNCOUNTED, CheckOutcome, ExerciseReport, Verdict
from grader.core.texts import say
from grader.exports.sheets import as_json, grade_json, student_json
from grader.exports.wording import moment, result, state, steps

SCHEMA = "grade-feedback/1"
_TITLES = 8
_DIGITS_OF_DIGEST = 12
_WORDS = ("title", "what", "when", "attempt", "digest", "functions", "failed", "notes", "no-grades", "printed", "line")


@dataclass(frozen=True)
class _Function:
    name: str
    state: str
    points: str
    right: bool


@dataclass(frozen=True)
class _Failure:
    """Checks that failed in the same way. details: label and preformatted text."""

    function: str
    titles: tuple[str, ...]
    state: str
    mistakes: tuple[str, ...]
    message: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Section:
    """One exercise. facts: label and text."""

    exercise: str
    title: str
    result: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    functions: tuple[_Function, ...]
    failures: tuple[_Failure, ...]
    notes: tuple[str, ...]


def feedback_json(student: Student, grades: Iterable[Grade], reports: Mapping[str, ExerciseReport]) -> bytes:
    """A student's grades, each with its steps and its whole report. reports: by exercise."""
    entries = []
    for grade in grades:
        report = reports.get(grade.exercise)
        entries.append(grade_json(grade) | {"report": report.to_json() if report is not None else None})
    return as_json({"schema": SCHEMA, "student": student_json(student), "grades": entries})


def feedback_html(
    student: Student,
    grades: Iterable[Grade],
    reports: Mapping[str, ExerciseReport],
    language: str,
    *,
    titles: Mapping[str, str] | None = None,
    zone: tzinfo = UTC,
) -> bytes:
    """The page of one student. reports, titles: by exercise. zone: in which times are shown."""
    words = {name: say(f"feedback.{name}", language) for name in _WORDS}
    sections = [
        _section(grade, reports.get(grade.exercise), (titles or {}).get(grade.exercise, ""), language, zone)
        for grade in grades
    ]
    code = line(student.id)
    name = line(student.name) or code
    page = _template().render(language=language, name=name, code=code, words=words, sections=sections)
    return page.encode("utf-8", "backslashreplace")


@functools.cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("grader.exports", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("feedback.html.jinja")


def _section(grade: Grade, report: ExerciseReport | None, title: str, language: str, zone: tzinfo) -> _Section:
    graded = report if report is not None and report.graded else None
    return _Section(
        exercise=line(grade.exercise),
        title=line(title),
        result=result(grade, language),
        facts=tuple(_facts(grade, language, zone)),
        steps=tuple(steps(grade, language)),
        functions=tuple(_functions(graded, language)) if graded else (),
        failures=tuple(_failures(graded.checks, language)) if graded else (),
        notes=tuple(_notes(report, language)) if report else (),
    )


def _facts(grade: Grade, language: str, zone: tzinfo) -> Iterable[tuple[str, str]]:
    handed = grade.handed
    if handed is None:
        return
    yield say("feedback.what", language), line(handed.origin or handed.file)
    if handed.handed_in is not None:
        yield say("feedback.when", language), moment(handed.handed_in, zone)
    yield say("feedback.attempt", language), str(handed.number)
    yield say("feedback.digest", language), handed.digest[:_DIGITS_OF_DIGEST]


def _functions(report: ExerciseReport, language: str) -> Iterable[_Function]:
    for outcome in report.function_outcomes:
        points = f"{number(outcome.points)} / {number(outcome.max_points)}"
        right = outcome.state is Verdict.PASSED
        yield _Function(line(outcome.name), state(outcome.state, language), points, right)


def _failures(checks: Sequence[CheckOutcome], language: str) -> Iterable[_Failure]:
    """Checks that lost points; those that say the same of the same function are told once."""
    groups: dict[object, list[CheckOutcome]] = {}
    for check in checks:
        if check.counted and check.verdict is not Verdict.PASSED:
            said = (check.function, check.verdict, check.message, check.mistakes, check.example, check.output)
            groups.setdefault(said, []).append(check)
    for group in groups.values():
        first = group[0]
        names = [line(title) for title in dict.fromkeys(check.title for check in group)]
        more = [say("feedback.more", language, count=len(names) - _TITLES)] if len(names) > _TITLES else []
        yield _Failure(
            function=line(first.function),
            titles=(*names[:_TITLES], *more),
            state=state(first.verdict, language),
            mistakes=tuple(shown(message) for message in first.mistake_messages),
            message=shown(first.message),
            details=tuple(_details(first, language)),
        )


def _details(check: CheckOutcome, language: str) -> Iterable[tuple[str, str]]:
    if check.example:
        yield "", shown(check.example.call)
        for key, value in (("report.expected", check.example.expected), ("report.got", check.example.got)):
            if value is not None:
                yield say(key, language), shown(value)
    if check.code:
        yield f"{say('feedback.line', language)} {check.line or ''}".strip(), shown(check.code)
    if check.output.strip():
        yield say("feedback.printed", language), shown(check.output)


def _notes(report: ExerciseReport, language: str) -> Iterable[str]:
    """The report's own notes, and how many checks did not count, and why."""
    yield from (shown(note) for note in report.notes)
    uncounted = [check for check in report.checks if check.verdict in UNCOUNTED]
    for verdict, message in dict.fromkeys((check.verdict, check.message) for check in uncounted):
        count = sum((check.verdict, check.message) == (verdict, message) for check in uncounted)
        word = state(verdict, language)
        yield say("feedback.uncounted", language, count=count, state=word, reason=shown(message)).strip()
