"""What every command needs to know: language, course."""

from __future__ import annotations

import locale
import os
from pathlib import Path

from grader.core.catalogue import Course, find_course, installed_course
from grader.core.texts import language_of, say


class Settings:
    """What every command needs to know: language, course, terminal."""

    def __init__(self, language: str | None, course: Path | None) -> None:
        self.language = language or language_of(_locale())
        self._course = course

    @property
    def course(self) -> Course:
        """The course to work with. Raises GraderError if there is none."""
        return find_course(Path.cwd(), explicit=self._course)

    @property
    def course_to_copy(self) -> Course:
        """The course that `init` copies: the given or surrounding one, else the installed one."""
        return self.course if self._course else installed_course()

    def say(self, key: str, /, **fields: object) -> str:
        """A sentence in the person's language."""
        return say(key, self.language, **fields)


def _locale() -> str | None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if value := os.environ.get(variable):
            return value
    return locale.getlocale()[0]
