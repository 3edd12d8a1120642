"""Sentences about a grade, in the student's language."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from grader.core.cells import number
from grader.core.grades import Grade, Standing
from grader.core.hostile import line, shown
from grader.core.lateness import Lateness, Timing
from grader.core.report import CheckOutcome, ExerciseReport, Verdict
from grader.core.texts import say


def result(grade: Grade, language: str) -> str:
    """The grade in one sentence."""
    if grade.standing is Standing.EXCUSED:
        return say("feedback.excused", language)
    if grade.points is None:
        return f"{say('report.not-graded', language)} {shown(grade.score.reason) if grade.score else ''}".strip()
    if not grade.max_points:
        return say("feedback.points", language, points=number(grade.points))
    return say("feedback.points-of", language, points=number(grade.points), max=number(grade.max_points))


def steps(grade: Grade, language: str) -> list[str]:
    """What became of the points after the checks: extended, late, set by hand."""
    found = [_extension(grade, language), _lateness(grade.lateness, language), _override(grade, language)]
    return [sentence for sentence in found if sentence]


def moment(time: datetime, zone: tzinfo = UTC) -> str:
    """A time as people read it, with its zone."""
    local = time.astimezone(zone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {'UTC' if offset == '+0000' else offset}"


def explanation(check: CheckOutcome, language: str) -> str:
    """All that a report says about a check, as plain text."""
    parts = [check.message, *check.mistake_messages]
    if check.example:
        parts.append(check.example.call)
        pairs = [("report.expected", check.example.expected), ("report.got", check.example.got)]
        parts += [f"{say(key, language)}\n{value}" for key, value in pairs if value is not None]
    return shown("\n".join(part for part in parts if part))


def short_feedback(grade: Grade, report: ExerciseReport | None, language: str) -> str:
    """A grade in a few lines, for one cell: the result, each function's points, and what became of them."""
    functions = report.function_outcomes if report is not None and report.graded else ()
    lines = [f"{line(f.name)}: {number(f.points)} / {number(f.max_points)}" for f in functions]
    return "\n".join([result(grade, language), *lines, *steps(grade, language)])


def state(verdict: Verdict, language: str) -> str:
    """A verdict in words."""
    return say(f"verdict.{verdict.replace(' ', '-')}", language)


def _extension(grade: Grade, language: str) -> str:
    score = grade.score
    if score is None or grade.earned is None or score.max_points == score.full_points:
        return ""
    fields = {
        "points": number(score.points),
        "max": number(score.max_points),
        "earned": number(grade.earned),
        "full": number(score.full_points),
    }
    return say("feedback.extended", language, **fields)


def _lateness(late: Lateness | None, language: str) -> str:
    if late is None or late.timing is Timing.ON_TIME:
        return ""
    key = f"feedback.lateness-{late.timing.replace(' ', '-')}"
    return say(key, language, by=_span(late, language), days=late.days, percent=number(late.percent))


def _span(late: Lateness, language: str) -> str:
    """How long after the due time: days and hours, or hours and minutes."""
    minutes = -(-int(late.by.total_seconds()) // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    key = "feedback.days-hours" if days else "feedback.hours-minutes"
    return say(key, language, days=days, hours=hours, minutes=minutes % 60)


def _override(grade: Grade, language: str) -> str:
    by_hand = grade.override
    if by_hand is None:
        return ""
    key = "feedback.by-hand-excused" if by_hand.excused else "feedback.by-hand"
    points = number(by_hand.points) if by_hand.points is not None else ""
    return say(key, language, points=points, by=line(by_hand.by), reason=line(by_hand.reason))
