"""Collects a quiz: verifies every file of answers in a folder, marks it with the keys, and puts it into the gradebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from grader.core.quiz.results import Response, Result, respond
from grader.core.quiz.sheets import Line, canonical, read_lines, read_sheet
from grader.core.quiz.statistics import QuizStatistics, quiz_statistics
from grader.core.submission import Unreadable, printable, read_submission
from grader.gradebook.book import Gradebook
from grader.primitives.errors import QuizError, UsageError
from grader.usecases.quizzes.make_exam import Key, read_keys
from grader.usecases.quizzes.sit_exam import ENDING

_MOST = 5_000_000
_MOST_FILES = 10_000
OPENED, ANSWERED, HANDED_IN = "opened", "answered", "handed in"


@dataclass(frozen=True)
class Refused:
    """A file that gives nobody points, and why."""

    file: str
    why: str


@dataclass(frozen=True)
class Collected:
    """
    A folder of answers, marked.

    results: by student. missing: ids of students who have handed in nothing. receipts: as the students saw them.
    """

    quiz: str
    results: tuple[Result, ...]
    refused: tuple[Refused, ...]
    missing: tuple[str, ...]
    statistics: QuizStatistics


def collect_exam(folder: Path, keys_folder: Path, book: Gradebook) -> Collected:
    """
    Verify and mark all `*.answers` in a folder and below, and keep the results.

    A file that was changed, belongs to no sheet of this quiz, or contradicts what was collected before is refused with the
    reason, and changes nothing. Raises: UsageError if there are no keys or no such folder; GradebookError.
    """
    keys = read_keys(keys_folder)
    if not keys:
        raise UsageError(f"{keys_folder} has no keys.", next_step="Give the folder that `grade quiz make --out` wrote.")
    quiz = next(iter(keys.values())).quiz
    found, refused = _read_all(folder, keys)
    kept = {result.student: result for result in book.quiz_results(quiz)}
    best, doubled = _longest(found, keys, kept)
    results = [_result(keys[_seal(lines)], lines) for lines in best.values()]
    book.record_quiz([key.student for key in keys.values()], results)
    now = book.quiz_results(quiz)
    there = {result.student for result in now}
    return Collected(
        quiz=quiz,
        results=now,
        refused=(*refused, *doubled),
        missing=tuple(sorted(key.student.id for key in keys.values() if key.student.id not in there)),
        statistics=quiz_statistics(quiz, now),
    )


def mark_lines(key: Key, lines: Sequence[Line]) -> tuple[tuple[Response, ...], int]:
    """A student's responses to all questions, the last answer to each, and how many came after the deadline."""
    deadline = _deadline(key, lines[0].at)
    typed: dict[int, str] = {}
    late = 0
    for line in lines:
        if line.event == ANSWERED and deadline is not None and line.at > deadline:
            late += 1
        elif line.event == ANSWERED:
            typed[int(line.fields["place"])] = str(line.fields["typed"])
    marked = zip(key.questions, key.weights, strict=True)
    return tuple(
        respond(question, weight, typed.get(place, "")) for place, (question, weight) in enumerate(marked)
    ), late


def _read_all(folder: Path, keys: Mapping[str, Key]) -> tuple[list[tuple[str, tuple[Line, ...]]], list[Refused]]:
    found, refused = [], []
    for path in _files(folder):
        name = printable(path.relative_to(folder).as_posix())
        try:
            lines = read_lines(read_submission(path, limit=_MOST).source)
            _must_belong(lines, keys)
            found.append((name, lines))
        except Unreadable as error:
            refused.append(Refused(name, error.explain("en", "quiz")))
        except QuizError as error:
            refused.append(Refused(name, error.problem))
    return found, refused


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", next_step="Give the folder with the students' files.")
    paths = sorted(path for path in folder.rglob(f"*{ENDING}") if not path.is_dir())
    if not paths:
        raise UsageError(
            f"{folder} has no file that ends in {ENDING}.", next_step="Unpack the students' files into it."
        )
    yield from paths[:_MOST_FILES]


def _must_belong(lines: Sequence[Line], keys: Mapping[str, Key]) -> None:
    """Raises QuizError for another quiz's, or for lines that contradict each other."""
    key = keys.get(_seal(lines))
    if key is None:
        raise QuizError("It belongs to no sheet of this quiz.", next_step="Collect it with its own keys.")
    events = [line.event for line in lines]
    if events[0] != OPENED or set(events[1:-1]) - {ANSWERED} or events[-1] not in (OPENED, ANSWERED, HANDED_IN):
        raise QuizError("Its lines are in no possible order.", next_step="Ask for the file again.")
    for before, line in pairwise(lines):
        if line.at < before.at:
            raise QuizError("Its times run backwards.", next_step="Ask for the file again.")
        if line.event == ANSWERED and not _is_place(line, key):
            raise QuizError("It answers a question that the sheet does not have.", next_step="Ask for the file again.")


def _is_place(line: Line, key: Key) -> bool:
    place = line.fields.get("place")
    return type(place) is int and 0 <= place < len(key.questions) and isinstance(line.fields.get("typed"), str)


def _longest(
    found: Sequence[tuple[str, tuple[Line, ...]]], keys: Mapping[str, Key], kept: Mapping[str, Result]
) -> tuple[dict[str, tuple[Line, ...]], list[Refused]]:
    """Of each sheet the file that continues all others; one that does not was changed afterwards, and is refused."""
    best: dict[str, tuple[Line, ...]] = {}
    refused = []
    for name, lines in sorted(found, key=lambda each: -len(each[1])):
        seal = _seal(lines)
        student = keys[seal].student.id
        before = kept.get(student)
        if seal in best and lines[-1].chain not in {line.chain for line in best[seal]}:
            refused.append(Refused(name, f"It differs from another file of {student}, which is not shorter."))
        elif seal not in best and before is not None and not _continue(lines, before):
            refused.append(Refused(name, f"It differs from what was collected of {student} before."))
        elif seal not in best:
            best[seal] = lines
    return best, refused


def _continue(lines: Sequence[Line], before: Result) -> bool:
    """Do they hold all that was collected before?"""
    return before.chain in {line.chain for line in lines}


def _seal(lines: Sequence[Line]) -> str:
    return str(lines[0].fields["seal"])


def _result(key: Key, lines: Sequence[Line]) -> Result:
    responses, late = mark_lines(key, lines)
    return Result(
        student=key.student.id,
        quiz=key.quiz,
        attempt=0,
        opened=lines[0].at,
        ended=lines[-1].at,
        handed_in=lines[-1].event == HANDED_IN,
        late=late,
        chain=lines[-1].chain,
        responses=responses,
    )


def _deadline(key: Key, opened: datetime) -> datetime | None:
    """By the key's own copy of the sheet, not by the student's."""
    return read_sheet(canonical(key.sheet)).deadline(opened)
