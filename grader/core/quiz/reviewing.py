"""Spaced repetition: a card is a question, each review draws new numbers, and the answers decide when it is due again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fsrs import Card, Rating, Scheduler

from grader.core.quiz.history import Answered, History, rating_of


@dataclass(frozen=True)
class Due:
    """When a question is to be answered again. mistaken: was its last answer a known mistake?"""

    question: str
    at: datetime
    mistaken: bool


def schedule(history: History) -> tuple[Due, ...]:
    """
    When each question that was ever answered is due, by the FSRS model over all its answers.

    Always the same for the same answers. First those that a known mistake was made in, then those due longest.
    """
    scheduler = Scheduler(enable_fuzzing=False)
    cards: dict[str, Card] = {}
    last: dict[str, Answered] = {}
    for answer in history.answers:
        card = cards.get(answer.question) or Card(card_id=len(cards) + 1, due=answer.at)
        rating = Rating(rating_of(answer, last.get(answer.question)))
        cards[answer.question], _ = scheduler.review_card(card, rating, answer.at)
        last[answer.question] = answer
    dues = [Due(name, card.due, bool(last[name].mistakes)) for name, card in cards.items()]
    return tuple(sorted(dues, key=lambda due: (not due.mistaken, due.at, due.question)))


def due_now(history: History, now: datetime) -> tuple[Due, ...]:
    """Those that are due."""
    return tuple(due for due in schedule(history) if due.at <= now)


def next_due(history: History) -> datetime | None:
    """When the next one will be."""
    return min((due.at for due in schedule(history)), default=None)
