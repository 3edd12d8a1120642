"""Practising: a quiz on a topic, or of what is due for review, that goes on where it was left."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.core.catalogue import Course
from grader.core.quiz.bank import Bank
from grader.core.quiz.draws import Seed
from grader.core.quiz.history import (
    Answered,
    History,
    Sitting,
    Standing,
    entry_of,
    next_moment,
    practice_order,
    read_history,
    sitting_entry,
    standings,
)
from grader.core.quiz.marking import AskAgain, Marked, mark
from grader.core.quiz.posing import pose
from grader.core.quiz.questions import Question
from grader.core.quiz.reviewing import due_now, next_due
from grader.core.quiz.stored import to_json
from grader.core.student_ids import safe_id
from grader.primitives.errors import UsageError
from grader.usecases.personal import course_secret, personal_folder
from grader.usecases.question_bank import load_bank
from grader.usecases.quizzes.answer_log import AnswerLog, read_entries

REVIEW = "review"
QUIZ = "practice"
"""The name of the quiz that practice draws for."""
Clock = Callable[[], datetime]


def right_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Overview:
    """Where a person stands. due: how many questions are to be reviewed now; next_due: when the next one will be."""

    bank: Bank
    standings: tuple[Standing, ...]
    due: int
    next_due: datetime | None


class Practice:
    """One sitting: asks its questions one after the other, marks answers and keeps them."""

    def __init__(self, bank: Bank, secret: bytes, log: AnswerLog, history: History, sitting: Sitting) -> None:
        self._bank = bank
        self._secret = secret
        self._log = log
        self._answers = list(history.answers)
        self.sitting = sitting
        self.resumed = history.done(sitting)
        self.results: list[tuple[Question, Marked | None]] = []
        self._questions = [self._posed(place) for place in range(self.resumed, len(sitting.questions))]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Those that are left, in order."""
        return tuple(self._questions[len(self.results) :])

    @property
    def number(self) -> int:
        """The place of the next question, from 1."""
        return self.resumed + len(self.results) + 1

    def answer(self, text: str, clock: Clock = right_now) -> Marked | AskAgain:
        """Mark an answer to the next question, and keep it, unless it must be asked again."""
        marked = mark(self.questions[0], text)
        if isinstance(marked, Marked):
            self._keep(marked, text, clock)
        return marked

    def give_up(self, clock: Clock = right_now) -> None:
        """Keep that the next question could not be answered."""
        self._keep(None, "", clock)

    def _keep(self, marked: Marked | None, text: str, clock: Clock) -> None:
        question = self.questions[0]
        at = next_moment(clock(), self._answers[-1].at if self._answers else None)
        share, mistakes = (marked.share, marked.mistakes) if marked else (0.0, ())
        answered = Answered(question.id, at, share, mistakes, self.sitting.id)
        self._log.add(entry_of(answered, typed=text, posed=to_json(question)))
        self._answers.append(answered)
        self.results.append((question, marked))

    def _posed(self, place: int) -> Question:
        """The question at a place. Its numbers follow from how often it was answered before, whatever the clock says."""
        name = self.sitting.questions[place]
        before = sum(each.question == name for each in self._answers)
        again = self.sitting.questions[self.resumed : place].count(name)
        return pose(self._bank, self._bank.question(name), Seed(self._secret, QUIZ, "", before + again)).question


def show_standing(course: Course, clock: Clock = right_now) -> Overview:
    """Topics and progress, which need no lock."""
    bank = load_bank(course)
    history = _known(bank, read_history(read_entries(log_path(course))))
    now = next_moment(clock(), history.latest)
    return Overview(bank, standings(bank, history), len(due_now(history, now)), next_due(history))


@contextlib.contextmanager
def practise(
    course: Course, wanted: str, count: int, *, fresh: bool = False, clock: Clock = right_now
) -> Iterator[Practice | None]:
    """
    A sitting on a topic (`wanted` as it was typed), or of what is due (`review`); None if nothing is.

    Goes on with one that was not finished, unless a fresh one is wanted. Raises: UsageError if there is no such topic, or another
    process has the log.
    """
    bank = load_bank(course)
    name = REVIEW if wanted == REVIEW else find_topic(bank, wanted)
    path = log_path(course)
    with AnswerLog(path) as log:
        history = read_history(read_entries(path))
        sitting = None if fresh else _left(bank, history.unfinished(name))
        if sitting is None:
            now = next_moment(clock(), history.latest)
            sitting = Sitting(secrets.token_hex(8), name, _chosen(bank, _known(bank, history), name, count, now))
            if not sitting.questions:
                yield None
                return
            log.add(sitting_entry(sitting, now))
        yield Practice(bank, course_secret(course), log, history, sitting)


def log_path(course: Course) -> Path:
    """Where a person's answers in this course are kept."""
    return personal_folder() / "quizzes" / f"{safe_id(course.id)}.jsonl"


def find_topic(bank: Bank, wanted: str) -> str:
    """The topic whose id, or title in any language, begins with what was typed. Raises UsageError."""
    asked = [topic for topic in bank.topics if bank.of_topic(topic)]
    if wanted in asked:
        return wanted
    folded = wanted.casefold()
    found = [
        topic
        for topic in asked
        if any(name.casefold().startswith(folded) for name in (topic, bank.topics[topic].en, bank.topics[topic].zh_TW))
    ]
    if len(found) == 1:
        return found[0]
    problem = f"There is no topic {wanted!r}." if not found else f"{wanted!r} begins several topics."
    raise UsageError(problem, next_step=f"There are: {', '.join(found or asked)}.")


def _chosen(bank: Bank, history: History, name: str, count: int, now: datetime) -> tuple[str, ...]:
    if name == REVIEW:
        return tuple(due.question for due in due_now(history, now))[:count]
    return practice_order(bank.of_topic(name), history, count)


def _known(bank: Bank, history: History) -> History:
    """Without answers to questions that are no longer in the bank."""
    return History(tuple(each for each in history.answers if each.question in bank.questions), history.sittings)


def _left(bank: Bank, sitting: Sitting | None) -> Sitting | None:
    """An unfinished sitting, if all its questions are still there."""
    return sitting if sitting and all(name in bank.questions for name in sitting.questions) else None
