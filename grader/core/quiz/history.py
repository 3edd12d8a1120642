"""What a person has answered so far: one entry for each answer, in order, and what follows from all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from grader.core.quiz.bank import Bank, Declared

SCHEMA = "quiz-log/1"
_HALF = 0.5


@dataclass(frozen=True)
class Answered:
    """One answer. at: in UTC, never before the answer before it. sitting: which quiz it belongs to."""

    question: str
    at: datetime
    share: float
    mistakes: tuple[str, ...]
    sitting: str

    @property
    def right(self) -> bool:
        """Wholly?"""
        return self.share == 1


@dataclass(frozen=True)
class Sitting:
    """One quiz that was begun. name: a topic, or `review`. questions: ids, in order; one may come more than once."""

    id: str
    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """All that a log holds, in order."""

    answers: tuple[Answered, ...] = ()
    sittings: tuple[Sitting, ...] = ()

    @property
    def latest(self) -> datetime | None:
        """When the last answer was given."""
        return self.answers[-1].at if self.answers else None

    def of(self, question: str) -> tuple[Answered, ...]:
        """The answers to one question."""
        return tuple(each for each in self.answers if each.question == question)

    def done(self, sitting: Sitting) -> int:
        """How many questions of a sitting are answered."""
        return sum(each.sitting == sitting.id for each in self.answers)

    def unfinished(self, name: str) -> Sitting | None:
        """The last sitting of that name, if something of it is left."""
        named = [each for each in self.sittings if each.name == name]
        return named[-1] if named and self.done(named[-1]) < len(named[-1].questions) else None


@dataclass(frozen=True)
class Standing:
    """Where a person stands in a topic. right: questions whose last answer was right."""

    topic: str
    questions: int
    seen: int
    right: int


def standings(bank: Bank, history: History) -> tuple[Standing, ...]:
    """One for each topic that has questions."""
    last = {each.question: each for each in history.answers}
    found = []
    for topic in bank.topics:
        ids = [each.id for each in bank.of_topic(topic)]
        answers = [last[name] for name in ids if name in last]
        if ids:
            found.append(Standing(topic, len(ids), len(answers), sum(each.right for each in answers)))
    return tuple(found)


def practice_order(questions: Sequence[Declared], history: History, count: int) -> tuple[str, ...]:
    """So many ids: new questions first, then those last answered wrong, then the others; again from the front if need be."""
    last = {each.question: each for each in history.answers}
    times = Counter(each.question for each in history.answers)
    order = sorted(
        questions, key=lambda each: (each.id in last, each.id in last and last[each.id].right, times[each.id])
    )
    return tuple(order[place % len(order)].id for place in range(count)) if order else ()


def entry_of(answered: Answered, **more: Any) -> dict[str, Any]:
    """An answer as an entry of the log, with more (the question, what was typed)."""
    return {
        "schema": SCHEMA, "event": "answered", "question": answered.question, "at": answered.at.isoformat(),
        "share": answered.share, "mistakes": list(answered.mistakes), "sitting": answered.sitting, **more,
    }  # fmt: skip


def sitting_entry(sitting: Sitting, at: datetime) -> dict[str, Any]:
    """The beginning of a sitting as an entry of the log."""
    return {
        "schema": SCHEMA, "event": "began", "sitting": sitting.id, "name": sitting.name,
        "questions": list(sitting.questions), "at": at.isoformat(),
    }  # fmt: skip


def read_history(entries: Iterable[Mapping[str, Any]]) -> History:
    """The history that a log holds; entries of other kinds, or that are not whole, are passed over."""
    answers: list[Answered] = []
    sittings: list[Sitting] = []
    for entry in entries:
        try:
            if entry["event"] == "answered":
                answers.append(_answered(entry, answers[-1].at if answers else None))
            elif entry["event"] == "began":
                ids = tuple(str(name) for name in entry["questions"])
                sittings.append(Sitting(str(entry["sitting"]), str(entry["name"]), ids))
        except (KeyError, TypeError, ValueError):
            continue
    return History(tuple(answers), tuple(sittings))


def next_moment(now: datetime, latest: datetime | None) -> datetime:
    """The time to go by: now, or that of the latest answer where the clock was set back."""
    now = now.astimezone(UTC)
    return max(now, latest) if latest else now


def _answered(entry: Mapping[str, Any], latest: datetime | None) -> Answered:
    at = next_moment(datetime.fromisoformat(entry["at"]), latest)
    mistakes = tuple(str(name) for name in entry["mistakes"])
    share = min(1.0, max(0.0, float(entry["share"])))
    return Answered(str(entry["question"]), at, share, mistakes, str(entry["sitting"]))


def rating_of(answer: Answered, before: Answered | None) -> int:
    """
    How well a card was known, 1 to 3: again, hard, good.

    Right is good, but hard just after a known mistake, so that what was misunderstood comes back sooner; half right is hard.
    """
    if answer.right:
        return 2 if before is not None and before.mistakes else 3
    return 2 if answer.share >= _HALF and not answer.mistakes else 1
