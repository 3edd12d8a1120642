"""The question bank of a course: the files of `solutions/quizzes/`, with the exercises' functions and mistakes behind them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType

from grader.core.catalogue import Course
from grader.core.mistakes import Mistake
from grader.core.quiz.bank import Bank, make_bank, questions_in
from grader.core.quiz.text import Text
from grader.primitives.errors import CourseError, UsageError
from grader.suite.reference import Reference, load_trusted

FOLDER = "quizzes"
TOPICS, MISTAKES = "topics.toml", "mistakes.toml"


class Exercises:
    """The trusted modules of a course's exercises, each loaded when a question first asks for it."""

    def __init__(self, course: Course) -> None:
        self._references = {exercise.id: Reference(exercise) for exercise in course.exercises}

    def module(self, exercise: str) -> ModuleType:
        """The reference solution. Raises CourseError if there is no such exercise, or it has none."""
        return self._reference(exercise).module

    def mistakes(self, exercise: str) -> tuple[Mistake, ...]:
        """Its known mistakes."""
        return self._reference(exercise).mistakes

    def _reference(self, exercise: str) -> Reference:
        if exercise not in self._references:
            raise CourseError(f"A question names the exercise {exercise!r}.", next_step="Name one of the course.")
        return self._references[exercise]


def question_files(course: Course) -> tuple[Path, ...]:
    """The files with questions, in order of their names; none in a student's copy."""
    return tuple(sorted((course.solutions / FOLDER).glob("*.py"))) if course.solutions else ()


def load_bank(course: Course) -> Bank:
    """
    Read the course's question bank.

    Raises: UsageError if it has none; CourseError if its files are wrong.
    """
    files = question_files(course)
    if not files or course.solutions is None:
        raise UsageError(
            "This course has no questions.", next_step="They are in solutions/quizzes; docs/quizzes.md says how."
        )
    folder = course.solutions / FOLDER
    declared = [each for path in files for each in questions_in(load_trusted(path, f"quizzes_{path.stem}"))]
    return make_bank(declared, _table(folder / TOPICS), _table(folder / MISTAKES), Exercises(course))


@cache
def _read(path: Path, changed: int) -> dict[str, Text]:
    del changed
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: Text(str(texts["en"]), str(texts["zh-TW"])) for key, texts in table.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} is wrong ({type(error).__name__}: {error}).", next_step="Give every entry `en` and `zh-TW`."
        ) from error


def _table(path: Path) -> dict[str, Text]:
    """Texts by key. Raises CourseError if the file is missing or wrong."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}).", next_step="Restore it.") from error
