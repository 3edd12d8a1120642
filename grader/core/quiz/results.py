"""What students got in a quiz: their answers, marked with the questions that were stored when the quiz was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grader.core.quiz.marking import Marked, mark
from grader.core.quiz.questions import Question

_HUNDREDTHS = 2


@dataclass(frozen=True)
class Response:
    """One student's answer to one question. share: of its points. typed: "" where nothing was answered."""

    question: str
    topic: str
    share: float
    weight: float
    mistakes: tuple[str, ...]
    typed: str
    given: Mapping[str, Any]

    @property
    def points(self) -> float:
        """Earned."""
        return self.share * self.weight


@dataclass(frozen=True)
class Result:
    """
    One student's quiz. attempt: 0 for the first. chain: the digest of the file that it was read from.

    opened, ended: when, by the student's clock. late: answers that came after the deadline and do not count.
    """

    student: str
    quiz: str
    attempt: int
    opened: datetime
    ended: datetime
    handed_in: bool
    late: int
    chain: str
    responses: tuple[Response, ...]

    @property
    def points(self) -> float:
        """Earned, in hundredths."""
        return round(sum(each.points for each in self.responses), _HUNDREDTHS)

    @property
    def max_points(self) -> float:
        """That could be earned."""
        return round(sum(each.weight for each in self.responses), _HUNDREDTHS)


def respond(question: Question, weight: float, typed: str) -> Response:
    """Mark what was typed, nothing included; what cannot be read earns nothing, for it was asked again when it was typed."""
    marked = mark(question, typed) if typed else None
    share, mistakes = (marked.share, marked.mistakes) if isinstance(marked, Marked) else (0.0, ())
    return Response(question.id, question.topic, share, weight, mistakes, typed, question.given)
