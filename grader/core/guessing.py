"""
Which exercise a file is for: by its name, by the folders it lies in, else by the functions it defines.

The source is only searched for names at the beginning of lines, never parsed. What exercises are called stands in the course.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from grader.core.catalogue import Course, Exercise
from grader.core.lms_names import Parts, file_stem

_MOST_VALUES = 500_000
_WORDS = ("ex", "exercise", "hw", "homework", "assignment", "作業", "作业", "習題", "練習")
"""What people call an exercise with a number, whatever the course calls it."""

_COPY = re.compile(
    r"(?P<stem>.+?)(?:[ _]*\(\d{1,3}\)|-\d{1,2}| \d{1,2}|[ _-]+(?:copy|複製|副本)(?:[ _]*\(?\d{1,3}\)?)?)",
    re.DOTALL | re.IGNORECASE,
)
_ATTEMPT = re.compile(
    r"(?<![0-9a-z])(?:(?:attempt|try|version|ver|v|retry|嘗試)[ _-]*(\d{1,3})|第 ?(\d{1,3}) ?[次版])(?![0-9a-z])",
    re.IGNORECASE,
)


class Ground(IntEnum):
    """Why a file is thought to be for an exercise, the best reason first."""

    FILE_NAME = 0
    NOTEBOOK_NAME = 1
    COPY = 2
    PART_OF_NAME = 3
    FOLDER_AND_FUNCTIONS = 4
    FUNCTIONS = 5
    FOLDER = 6
    ONLY_ONE = 7


WEAK = frozenset({Ground.FOLDER, Ground.ONLY_ONE})
"""Of several such files nobody can say which one is meant."""


@dataclass(frozen=True)
class Guess:
    """exercise: its id, None if nobody knows. others: ids that are as likely. ours: the course's own file, or tests of it."""

    exercise: str | None
    ground: Ground = Ground.ONLY_ONE
    others: tuple[str, ...] = ()
    ours: bool = False


def is_source(file: str) -> bool:
    """Can a file of this name be a submission?"""
    return file.lower().endswith((".py", ".ipynb"))


def attempt_of(part: str) -> int | None:
    """The number of an attempt in a name such as `attempt2`, `v3` or 第2次."""
    found = _ATTEMPT.search(file_stem(part))
    return int(found[1] or found[2]) if found else None


class Guesser:
    """Knows what a course's exercises, files and functions are called."""

    def __init__(self, course: Course) -> None:
        self._exercises = course.exercises
        self._functions = {e.id: frozenset(f.name for f in e.functions) for e in course.exercises}
        self._definitions = _definitions(sorted(set().union(*self._functions.values())))
        self._ours = {e.examples_file.name.lower() for e in course.exercises}
        self._ours |= {f"{e.module}_stage.py".lower() for e in course.exercises}
        common = Counter(alias for e in course.exercises for alias in set(_aliases(e)))
        self._patterns = {
            e.id: re.compile(
                r"(?<![0-9a-z])(?:" + "|".join(a for a in _aliases(e) if common[a] == 1) + r")(?![0-9a-z])",
                re.IGNORECASE,
            )
            for e in course.exercises
        }
        self.remainder = functools.cache(self._remainder)
        """What a part of a path says besides exercises, attempts and copies: often, a student's name."""

    def guess(self, path: Parts, file: str, content: bytes) -> Guess:
        """Args: path: where it lies. file: its name as the student gave it."""
        stem, _, suffix = file.rpartition(".")
        if file.lower() in self._ours or stem.lower().startswith("test_") or stem.lower() == "conftest":
            return Guess(None, ours=True)
        copied = _COPY.fullmatch(stem)
        for name, ground in ((stem, Ground.FILE_NAME), (copied["stem"] if copied else "", Ground.COPY)):
            for exercise in self._exercises:
                if name.lower() == exercise.module.lower():
                    is_notebook = suffix.lower() == "ipynb" and not ground
                    return Guess(exercise.id, Ground.NOTEBOOK_NAME if is_notebook else ground)
        named = self.named_in(stem)
        if len(named) == 1:
            return Guess(named[0], Ground.PART_OF_NAME)
        return self._guess_further(path, self._defined_in(content, suffix.lower()))

    def named_in(self, text: str) -> tuple[str, ...]:
        """Ids of the exercises that a text names."""
        return tuple(exercise for exercise, pattern in self._patterns.items() if pattern.search(text))

    def _remainder(self, part: str) -> str:
        stem = re.sub(r"(?i)\.(py|ipynb|zip)$", "", part)
        stem = re.sub(r"[ _]*\(\d{1,3}\)$", "", stem)
        for pattern in (*self._patterns.values(), _ATTEMPT):
            stem = pattern.sub(" ", stem)
        return stem.strip(" _-.,")

    def _guess_further(self, path: Parts, defined: frozenset[str]) -> Guess:
        folders = [self.named_in(part) for part in reversed(path[:-1])]
        in_folder = next((named[0] for named in folders if len(named) == 1), None)
        if in_folder:
            has_functions = bool(self._functions[in_folder] & defined)
            return Guess(in_folder, Ground.FOLDER_AND_FUNCTIONS if has_functions else Ground.FOLDER)
        counts = {exercise: len(names & defined) for exercise, names in self._functions.items() if names & defined}
        best = tuple(exercise for exercise, count in counts.items() if count == max(counts.values()))
        if len(best) == 1:
            return Guess(best[0], Ground.FUNCTIONS)
        return Guess(None, others=best)

    def _defined_in(self, content: bytes, suffix: str) -> frozenset[str]:
        """Names of the course's functions that are defined at the top level of a source."""
        sources = _code_cells(content) if suffix == "ipynb" else [content.removeprefix(b"\xef\xbb\xbf")]
        found = (match for source in sources for match in self._definitions.finditer(source))
        return frozenset((match[1] or match[2]).decode() for match in found)


def _definitions(names: Sequence[str]) -> re.Pattern[bytes]:
    either = "|".join(re.escape(name) for name in names)
    pattern = rf"^(?:async[ \t]{{1,9}}def|def|class)[ \t]{{1,9}}({either})\b|^({either})[ \t]{{0,9}}(?::[^=\n]{{0,200}})?=[^=]"
    return re.compile(pattern.encode(), re.MULTILINE)


def _code_cells(content: bytes) -> list[bytes]:
    """The code in a notebook; nothing where it is none, or has so many values that reading it would take too much memory."""
    if sum(map(content.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        return []
    try:
        notebook = json.loads(content)
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        return ["".join(cell["source"]).encode("utf-8", "replace") for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def _aliases(exercise: Exercise) -> list[str]:
    """Patterns of what an exercise may be called: its id, its file, and its number after a usual word."""
    words = [exercise.id, exercise.module]
    found = [re.sub(r"[ _-]+", "[ _-]*", re.escape(word).replace(r"\-", "-").replace(r"\ ", " ")) for word in words]
    numbered = re.fullmatch(r"(?P<word>.*?\D)(?P<number>\d+)", exercise.id)
    if numbered:
        kinds = "|".join(dict.fromkeys((*_WORDS, re.escape(numbered["word"]))))
        found.append(rf"(?:{kinds})[ _-]*0*{int(numbered['number'])}")
    return found
