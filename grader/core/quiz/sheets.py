"""
Sheets and answers of an exam: what a student gets, what comes back, and how it is seen whether it was changed.

A sheet holds questions without answers, under a seal: an HMAC that only the teacher can make. Answers are lines, each with the
digest of all before it, beginning with the seal. docs/quizzes.md says what this proves and what not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from grader.core.quiz.questions import Question
from grader.core.quiz.stored import blank
from grader.core.quiz.text import Text
from grader.primitives.errors import QuizError

SHEET, ANSWERS = "quiz-sheet/1", "quiz-answers/1"
_PURPOSE = b"seals of quiz sheets"
RECEIPT_LENGTH = 12
_FIRST_YEAR, _LAST_YEAR = 1971, 2999
_AGAIN = "Hand in, or hand out, the file as the grader wrote it."


@dataclass(frozen=True)
class Sheet:
    """A student's questions, without answers. minutes, closes: as in the quiz file. seal: of all the rest."""

    quiz: str
    title: Text
    student: str
    name: str
    language: str
    minutes: float | None
    closes: datetime | None
    weights: tuple[float, ...]
    questions: tuple[Question, ...]
    seal: str

    def deadline(self, opened: datetime) -> datetime | None:
        """When the time is over for somebody who opened it then; None: never."""
        ends = [self.closes] if self.closes else []
        if self.minutes is not None:
            ends.append(opened + timedelta(minutes=self.minutes))
        return min(ends, default=None)


@dataclass(frozen=True)
class Line:
    """One thing that happened: `opened`, `answered`, `handed in`. chain: the digest of it and of all before it."""

    event: str
    at: datetime
    fields: Mapping[str, Any]
    chain: str


def sealed(secret: bytes, data: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet's JSON with its seal."""
    key = hmac.digest(secret, _PURPOSE, "sha256")
    return {**data, "seal": hmac.new(key, canonical(data), "sha256").hexdigest()}


def canonical(data: Mapping[str, Any]) -> bytes:
    """The one way to write data."""
    return json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def read_sheet(content: bytes) -> Sheet:
    """A sheet from its file. Raises QuizError if it is none."""
    try:
        return _sheet(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise QuizError(f"This is no sheet of a quiz ({type(error).__name__}: {error}).", next_step=_AGAIN) from error


def _sheet(data: Any) -> Sheet:
    if data["schema"] != SHEET:
        raise ValueError(f"the schema is not {SHEET}")
    closes = data["closes"]
    return Sheet(
        quiz=str(data["quiz"]),
        title=Text(str(data["title"]["en"]), str(data["title"]["zh-TW"])),
        student=str(data["student"]),
        name=str(data["name"]),
        language=str(data["language"]),
        minutes=None if data["minutes"] is None else float(data["minutes"]),
        closes=None if closes is None else datetime.fromisoformat(closes),
        weights=tuple(float(weight) for weight in data["weights"]),
        questions=tuple(blank(each) for each in data["questions"]),
        seal=str(data["seal"]),
    )


def line_of(event: str, at: datetime, before: str, **fields: Any) -> tuple[Line, bytes]:
    """The next line after one with the digest `before` (the seal, for the first), and how it is written."""
    content = canonical({"event": event, "at": at.astimezone(UTC).isoformat(), **fields})
    chain = _chained(before, content)
    return Line(event, at, fields, chain), chain.encode() + b" " + content + b"\n"


def read_lines(content: bytes) -> tuple[Line, ...]:
    """
    The lines of a file of answers. A last line that was broken off is left out.

    Raises: QuizError if it is no such file, or with the first line that is not as it was written.
    """
    lines: list[Line] = []
    for number, raw in enumerate(_whole_lines(content), 1):
        chain, space, written = raw.partition(b" ")
        try:
            data = json.loads(written)
            line = Line(str(data.pop("event")), _moment(data.pop("at")), data, chain.decode("ascii"))
            before = lines[-1].chain if lines else str(line.fields["seal"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise QuizError(f"Line {number} is none of a file of answers.", next_step=_AGAIN) from error
        if not space or _chained(before, written) != line.chain:
            raise QuizError(f"Line {number} is not as it was written, or one before it is missing.", next_step=_AGAIN)
        lines.append(line)
    if not lines or lines[0].fields.get("schema") != ANSWERS:
        raise QuizError("This is no file of answers to a quiz.", next_step=_AGAIN)
    return tuple(lines)


def receipt(lines: tuple[Line, ...]) -> str:
    """A few signs that stand for all lines: any other content has others."""
    return lines[-1].chain[:RECEIPT_LENGTH]


def _moment(text: str) -> datetime:
    """A time with its zone, of this age. Raises ValueError for any other."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _chained(before: str, content: bytes) -> str:
    return hashlib.sha256(before.encode("utf-8", "replace") + b" " + content).hexdigest()


def _whole_lines(content: bytes) -> Iterator[bytes]:
    *whole, _ = content.split(b"\n")
    yield from (line for line in whole if line.strip())
