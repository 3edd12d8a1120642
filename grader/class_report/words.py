"""The page's own words, in the language of the batch as they stand, in all languages for the page's switch."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping

from markupsafe import Markup

from grader.core.catalogue import Course
from grader.core.report import Verdict
from grader.core.texts import LANGUAGES, pick, texts

# fmt: off
LABELS = (
    "title", "made", "language", "sections", "overview", "exercise", "exercises", "exercise-title", "student",
    "students", "attempts", "with-score", "without-score", "nothing-handed-in", "n", "mean", "median", "full-marks",
    "distribution", "histogram", "functions", "function", "mean-share", "full", "partly", "nothing",
    "not-attempted", "missing", "function-bar", "checks", "check", "difficulty", "discrimination", "verdicts",
    "flag", "few", "about-checks", "mistakes", "mistake", "message", "no-mistakes", "limits",
    "students-who", "median-time", "longest-time", "seconds", "search", "shown", "id", "handed-in",
    "mean-of-handed-in", "other-files", "file", "why", "layouts", "back", "previous", "next", "attempt", "earlier",
    "late", "points", "right", "failed-checks", "public", "call", "expected", "got", "printed", "at-line",
    "left-out", "no-checks", "no-one", "wrong", "quiz", "questions", "question", "about-questions", "reliability",
)
# fmt: on
"""What the page says, of the texts' group for it."""

_COURSE, _EXERCISE, _VERDICT = "course", "exercise:", "verdict:"


class Words:
    """
    Writes labels into the page: each carries its key, by which a script finds it in the other language.

    Args: language: the one that the page starts in.
    """

    def __init__(self, course: Course, language: str) -> None:
        self.language = language
        self.all = {each: _dictionary(course, each) for each in LANGUAGES}
        self.names = {each: texts(each)["class-report"]["own-name"] for each in LANGUAGES}

    def __call__(self, key: str, /, **fields: object) -> Markup:
        """A label as an element of a line."""
        return self.element("span", key, **fields)

    def element(self, tag: str, key: str, /, **fields: object) -> Markup:
        """A label as an element of that kind. Its fields go along as `name=value;…`, quoted as in an address."""
        given = Markup(' data-f="{}"').format(_query(fields)) if fields else ""
        whole = Markup('<{tag} data-t="{key}"{given}>{text}</{tag}>')
        return whole.format(tag=tag, key=key, given=given, text=self.text(key, **fields))

    def label(self, key: str, /) -> Markup:
        """A label as attributes, for who cannot see the element."""
        return Markup('aria-label="{}" data-l="{}"').format(self.text(key), key)

    def exercise(self, exercise: str) -> Markup:
        """The title of an exercise; nothing for one that the course does not have."""
        key = _EXERCISE + exercise
        return self(key) if key in self.all[self.language] else Markup("")

    def verdict(self, verdict: str) -> Markup:
        """A verdict in words."""
        return self(_VERDICT + verdict)

    def course(self) -> Markup:
        """The title of the course."""
        return self(_COURSE)

    def text(self, key: str, /, **fields: object) -> str:
        """A label without its element, in the page's language."""
        return self.all[self.language][key].format_map({name: str(value) for name, value in fields.items()})


def _dictionary(course: Course, language: str) -> dict[str, str]:
    """Everything that the page's switch changes, by key. What the course says holds no fields, whatever braces are in it."""
    said = texts(language)
    own = {key: str(said["class-report"][key]) for key in LABELS}
    verdicts = {f"{_VERDICT}{verdict}": str(said["verdict"][verdict.replace(" ", "-")]) for verdict in Verdict}
    titles = {f"{_EXERCISE}{exercise.id}": _plain(exercise.titles, language) for exercise in course.exercises}
    return own | verdicts | titles | {_COURSE: _plain(course.titles, language)}


def _plain(translations: Mapping[str, str], language: str) -> str:
    return str(pick(translations, language)).replace("{", "{{").replace("}", "}}")


def _query(fields: Mapping[str, object]) -> str:
    return ";".join(f"{name}={urllib.parse.quote(str(value), errors='replace')}" for name, value in fields.items())
