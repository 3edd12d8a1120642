"""
The report about a class as one HTML page that needs no network and no other file.

It is given out in pieces, so that a large class need not be in memory twice. The page's policy lets nothing run or load but its
own script and style, which it names by their hashes; every text of a student is escaped and isolated.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import jinja2
from markupsafe import Markup

from grader.class_report import plots
from grader.class_report.attempts import ShownAttempt, moment, room_for, shown_attempt
from grader.class_report.words import Words
from grader.core.catalogue import Course
from grader.core.class_essence import NONE, in_order, percent, seconds, two_places
from grader.core.class_statistics import BINS, FEW, ClassStatistics, ExerciseStatistics, FunctionStatistics
from grader.core.coursework import Attempt, Handed, Student
from grader.core.hostile import line, shown
from grader.core.quiz.statistics import QuizStatistics

_TEMPLATES = Path(__file__).with_name("templates")
_UNCERTAIN = 0.1
"""A discrimination below this tells next to nothing."""


class Graded(Protocol):
    """An attempt with its report (`grade-report/1`), or with a sentence that says why there is none."""

    @property
    def attempt(self) -> Attempt:
        """What was handed in."""

    @property
    def report(self) -> Mapping[str, Any] | None:
        """What grading it found."""

    @property
    def problem(self) -> str:
        """Why there is no report, or ""."""


@dataclass(frozen=True)
class _Student:
    """
    One student's part of the page.

    place: its number in the page, from 1. scores: percent by exercise, of the attempts that count. pieces: attempts, as HTML.
    """

    place: int
    name: str
    id: str
    sid: str
    email: str
    scores: Mapping[str, float]
    handed_in: frozenset[str]
    pieces: tuple[Markup, ...]

    @property
    def mean(self) -> float | None:
        """Of what was handed in and could be scored, percent."""
        return sum(self.scores.values()) / len(self.scores) if self.scores else None


def report_page(
    course: Course,
    handed: Handed,
    graded: Iterable[Graded],
    statistics: ClassStatistics,
    language: str,
    *,
    made: datetime | None = None,
    quizzes: Sequence[QuizStatistics] = (),
) -> Iterator[str]:
    """
    The page, in pieces of text.

    Args: graded: every attempt, taken one at a time and once. statistics: of those that count. language: the page starts
    in it, and the reports are in it. made: when the class was graded. quizzes: what the class was asked besides.
    """
    words = Words(course, language)
    environment = _environment(words)
    students = _students(environment, handed, graded)
    style, head, script = (_source(name) for name in ("page.css", "head.js", "page.js"))
    yield from environment.get_template("page.html.jinja").generate(
        policy=_policy(style, head, script),
        style=style,
        head=head,
        script=script,
        course=course,
        made=moment(made),
        exercises=in_order(statistics, course),
        quizzes=quizzes,
        students=students,
        attempts=len(handed.attempts),
        scored=sum(each.n for each in statistics.exercises),
        not_scored=sum(each.not_graded for each in statistics.exercises),
        idle=len(handed.idle),
        layouts=[line(layout) for layout in handed.layouts],
        unmatched=[(line(each.origin), line(each.why, 1000)) for each in handed.unmatched],
    )


def level(value: float | None) -> str:
    """A class of colour for a percentage: five steps, and full marks."""
    if value is None:
        return "none"
    return "full" if value >= 100 else f"l{int(max(value, 0) // 20)}"  # noqa: PLR2004 - percent


def _environment(words: Words) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "t": words,
        "percent": percent,
        "two_places": two_places,
        "seconds": seconds,
        "level": level,
        "histogram": _histogram,
        "sketch": _sketch,
        "function_bar": _function_bar,
        "meter": plots.meter,
        "NONE": NONE,
        "FEW": FEW,
        "UNCERTAIN": _UNCERTAIN,
    }
    environment.filters["shown"] = lambda text: shown(text, 1500)
    environment.globals |= {"words": words.all, "language": words.language, "languages": words.names}
    return environment


# --- students -------------------------------------------------------------------------------------------------------


def _students(environment: jinja2.Environment, handed: Handed, graded: Iterable[Graded]) -> list[_Student]:
    """Everybody, by id; reports are turned into their piece of the page one at a time."""
    template = environment.get_template("attempt.html.jinja")
    room = room_for(len(handed.attempts))
    everybody: dict[str, Student] = {student.id: student for student in handed.idle}
    shown: dict[str, list[tuple[ShownAttempt, Markup]]] = {}
    for each in graded:
        attempt = shown_attempt(each.attempt, each.report, each.problem, room)
        everybody[each.attempt.student.id] = each.attempt.student
        shown.setdefault(each.attempt.student.id, []).append((attempt, Markup(template.render(attempt=attempt))))  # noqa: S704 - rendered with every text escaped
    ordered = sorted(everybody.values(), key=lambda student: student.id)
    return [_student(place, each, shown.get(each.id, [])) for place, each in enumerate(ordered, 1)]


def _student(place: int, student: Student, shown: list[tuple[ShownAttempt, Markup]]) -> _Student:
    counting = [attempt for attempt, _ in shown if attempt.counts]
    by_exercise = sorted(shown, key=lambda pair: (pair[0].exercise, not pair[0].counts, -pair[0].number))
    return _Student(
        place=place,
        name=line(student.name or student.id, 120),
        id=line(student.id, 60),
        sid=line(student.sid, 60),
        email=line(student.email, 120),
        scores={attempt.exercise: attempt.percent for attempt in counting if attempt.percent is not None},
        handed_in=frozenset(attempt.exercise for attempt in counting),
        pieces=tuple(piece for _, piece in by_exercise),
    )


# --- pictures -------------------------------------------------------------------------------------------------------


@jinja2.pass_context
def _histogram(context: jinja2.runtime.Context, exercise: ExerciseStatistics) -> Markup:
    return plots.histogram(exercise.bins, _histogram_title(context["t"], exercise))


@jinja2.pass_context
def _sketch(context: jinja2.runtime.Context, exercise: ExerciseStatistics) -> Markup:
    return plots.histogram(exercise.bins, _histogram_title(context["t"], exercise), labels=False)


def _histogram_title(words: Words, exercise: ExerciseStatistics) -> Markup:
    assert len(exercise.bins) == BINS
    return words.element("title", "histogram", n=exercise.n, counts=" ".join(map(str, exercise.bins)))


@jinja2.pass_context
def _function_bar(context: jinja2.runtime.Context, function: FunctionStatistics) -> Markup:
    idle = function.not_attempted + function.missing
    title = context["t"].element(
        "title", "function-bar", full=function.full, partly=function.partly, nothing=function.nothing, idle=idle
    )
    counts = {"full": function.full, "partly": function.partly, "nothing": function.nothing, "idle": idle}
    return plots.stacked([(kind, count / max(function.n, 1)) for kind, count in counts.items()], title)


# --- what may run ---------------------------------------------------------------------------------------------------


def _policy(style: str, *scripts: str) -> str:
    """The Content-Security-Policy: our style and scripts by their hashes, and nothing else, from nowhere."""
    allowed = " ".join(map(_hash, scripts))
    return f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _source(name: str) -> Markup:
    """A file of our own, to be put between its tags as it is."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8").strip())  # noqa: S704 - ours
