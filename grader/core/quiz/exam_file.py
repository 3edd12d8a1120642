"""The file in which a teacher says what a quiz for a class is: which questions, what they weigh, how long it takes."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grader.core.quiz.bank import Bank
from grader.core.quiz.draws import Draw
from grader.core.quiz.text import Text
from grader.core.texts import LANGUAGES
from grader.primitives.errors import UsageError

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KEYS = {"id", "title", "language", "minutes", "closes", "number", "questions"}
_ENTRY_KEYS = {"id", "topic", "count", "weight"}


@dataclass(frozen=True)
class Entry:
    """A question, or so many questions of a topic. weight: points of each."""

    ids: tuple[str, ...]
    count: int
    weight: float


@dataclass(frozen=True)
class QuizFile:
    """
    A quiz for a class.

    minutes: how long each student has, from opening the sheet; None: as long as they want. closes: when nothing may be answered
    any more. number: so many questions of all that the entries give, drawn for each student; None: all.
    """

    id: str
    title: Text
    language: str
    minutes: float | None
    closes: datetime | None
    number: int | None
    entries: tuple[Entry, ...]

    def chosen(self, draw: Draw) -> tuple[tuple[str, float], ...]:
        """Ids and weights of one student's questions, in the order of the file."""
        found = [(name, entry.weight) for entry in self.entries for name in _some(entry, draw)]
        if self.number is None:
            return tuple(found)
        places = sorted(draw.sample(range(len(found)), self.number))
        return tuple(found[place] for place in places)


def read_quiz_file(content: str, name: str, bank: Bank) -> QuizFile:
    """Read a quiz file. Raises: UsageError with what is wrong in it, unknown questions with the nearest that there is."""
    try:
        return _quiz(tomllib.loads(content), bank)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name} is not valid TOML: {error}.", next_step="Correct that line.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        said = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise UsageError(f"{name}: {said}.", next_step="docs/quizzes.md says what a quiz file holds.") from error


def _quiz(table: dict[str, Any], bank: Bank) -> QuizFile:
    _refuse_unknown(table, _KEYS, "the file")
    if not _ID.fullmatch(table["id"]):
        raise ValueError(f"id = {table['id']!r} must be of small letters, digits and hyphens")
    entries = tuple(_entry(each, bank) for each in table["questions"])
    if not entries:
        raise ValueError("there is no [[questions]]")
    named = [name for entry in entries for name in entry.ids]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise ValueError(f"{twice[0]} could be asked twice: it is in two entries")
    if (language := table.get("language", LANGUAGES[0])) not in LANGUAGES:
        raise ValueError(f"language = {language!r} must be one of {', '.join(LANGUAGES)}")
    title = table["title"]
    return QuizFile(
        id=table["id"],
        title=Text(str(title["en"]), str(title["zh-TW"])),
        language=language,
        minutes=_positive("minutes", table["minutes"]) if "minutes" in table else None,
        closes=_closes(table.get("closes")),
        number=_number(table.get("number"), entries),
        entries=entries,
    )


def _entry(table: dict[str, Any], bank: Bank) -> Entry:
    _refuse_unknown(table, _ENTRY_KEYS, "an entry of [[questions]]")
    weight = _positive("weight", table.get("weight", 1))
    if ("id" in table) == ("topic" in table):
        raise ValueError("an entry of [[questions]] names an id or a topic, one of the two")
    if "id" in table:
        return Entry((_known(table["id"], bank.questions, "question"),), 1, weight)
    ids = tuple(each.id for each in bank.of_topic(_known(table["topic"], bank.topics, "topic")))
    count = table.get("count", len(ids))
    if type(count) is not int or not 1 <= count <= len(ids):
        raise ValueError(f"count = {count!r}: the topic {table['topic']} has {len(ids)} questions")
    return Entry(ids, count, weight)


def _known(name: Any, there: Mapping[str, object], what: str) -> str:
    if name not in there:
        near = difflib.get_close_matches(str(name), there, n=1)
        raise ValueError(f"there is no {what} {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    return str(name)


def _some(entry: Entry, draw: Draw) -> Sequence[str]:
    chosen = set(draw.sample(entry.ids, entry.count))
    return [name for name in entry.ids if name in chosen]


def _number(number: Any, entries: Sequence[Entry]) -> int | None:
    total = sum(entry.count for entry in entries)
    if number is None or number == total:
        return None
    if type(number) is not int or not 1 <= number <= total:
        raise ValueError(f"number = {number!r}: the entries give {total} questions")
    if len({entry.weight for entry in entries}) > 1:
        raise ValueError("with `number`, all weights must be the same, or students could get different totals")
    return number


def _positive(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} = {value!r} must be a number above 0")
    return float(value)


def _closes(value: Any) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise ValueError(f"closes = {value} must be a time with its zone, such as 2026-03-01T12:00:00+08:00")
    return value


def _refuse_unknown(table: Mapping[str, Any], keys: set[str], what: str) -> None:
    if unknown := sorted(set(table) - keys):
        raise ValueError(f"{what} has an unknown setting, {unknown[0]!r}")
