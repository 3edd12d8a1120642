"""
What the answers of a class say about questions and misconceptions. Only first attempts count.

Difficulty is a mean share of points, 0 (nobody) to 1 (everybody). Discrimination is the correlation of a question's share with
what its students earned in all their other questions (the corrected item-rest correlation). KR-20 says how far a quiz of
right-or-wrong questions would rank the same students the same way again.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.core.quiz.results import Response, Result

FEW = 10
"""With fewer answers than this, difficulty and discrimination are mostly chance."""
_MOST_VALUES = 12
_LEAST = 2


@dataclass(frozen=True)
class ByValue:
    """A parameter of a question at one value: how many students had it, and their mean share."""

    name: str
    value: str
    n: int
    difficulty: float


@dataclass(frozen=True)
class QuestionStatistics:
    """
    One question over a class.

    discrimination: None where all had the same. mistakes: share of the students whose answer was each known mistake's, the most
    frequent first. by_value: for each parameter of the draws that took a few values.
    """

    question: str
    topic: str
    n: int
    difficulty: float
    discrimination: float | None
    mistakes: tuple[tuple[str, float], ...]
    by_value: tuple[ByValue, ...]

    @property
    def few(self) -> bool:
        """Are these numbers of so few students that they mean little?"""
        return self.n < FEW


@dataclass(frozen=True)
class QuizStatistics:
    """
    A quiz over a class.

    mean, median: percent. kr20: None with fewer than two students or questions, or where they were not all asked the same
    questions. mistakes: over all questions: id, students who made it, share of them.
    """

    quiz: str
    n: int
    mean: float | None
    median: float | None
    kr20: float | None
    questions: tuple[QuestionStatistics, ...]
    mistakes: tuple[tuple[str, int, float], ...]


def quiz_statistics(quiz: str, results: Iterable[Result]) -> QuizStatistics:
    """All figures of one quiz, from the first attempt of each student."""
    first = first_attempts(each for each in results if each.quiz == quiz)
    percents = [100 * result.points / result.max_points for result in first if result.max_points]
    by_question: dict[str, list[tuple[Response, Result]]] = defaultdict(list)
    for result in first:
        for response in result.responses:
            by_question[response.question].append((response, result))
    made = Counter(name for result in first for name in {m for r in result.responses for m in r.mistakes})
    return QuizStatistics(
        quiz=quiz,
        n=len(first),
        mean=statistics.fmean(percents) if percents else None,
        median=statistics.median(percents) if percents else None,
        kr20=kr20(first),
        questions=tuple(_question(name, answers) for name, answers in by_question.items()),
        mistakes=tuple((name, count, count / len(first)) for name, count in made.most_common()),
    )


def first_attempts(results: Iterable[Result]) -> list[Result]:
    """The first attempt of each student, by student."""
    first: dict[str, Result] = {}
    for result in results:
        if result.student not in first or result.attempt < first[result.student].attempt:
            first[result.student] = result
    return [first[student] for student in sorted(first)]


def kr20(results: Sequence[Result]) -> float | None:
    """Kuder and Richardson's formula 20 over right and wrong; None where it is not defined."""
    asked = {tuple(sorted(each.question for each in result.responses)) for result in results}
    if len(results) < _LEAST or len(asked) != 1 or len(next(iter(asked))) < _LEAST:
        return None
    right = [{each.question: each.share == 1 for each in result.responses} for result in results]
    questions = next(iter(asked))
    totals = [sum(answers.values()) for answers in right]
    variance = statistics.pvariance(totals)
    if variance == 0:
        return None
    shares = [statistics.fmean(answers[name] for answers in right) for name in questions]
    count = len(questions)
    return count / (count - 1) * (1 - sum(share * (1 - share) for share in shares) / variance)


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's; None where one of the two does not vary."""
    if len(xs) < _LEAST:
        return None
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    above = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    below = math.fsum((x - mean_x) ** 2 for x in xs) * math.fsum((y - mean_y) ** 2 for y in ys)
    return max(-1.0, min(1.0, above / math.sqrt(below))) if below > 1e-18 else None  # noqa: PLR2004 - rounding


def _question(name: str, answers: Sequence[tuple[Response, Result]]) -> QuestionStatistics:
    shares = [response.share for response, _ in answers]
    rests = [(response, _rest(response, result)) for response, result in answers]
    comparable = [(response.share, rest) for response, rest in rests if rest is not None]
    made = Counter(mistake for response, _ in answers for mistake in set(response.mistakes))
    return QuestionStatistics(
        question=name,
        topic=answers[0][0].topic,
        n=len(answers),
        difficulty=statistics.fmean(shares),
        discrimination=correlation([share for share, _ in comparable], [rest for _, rest in comparable]),
        mistakes=tuple((mistake, count / len(answers)) for mistake, count in made.most_common()),
        by_value=tuple(_by_value([response for response, _ in answers])),
    )


def _rest(response: Response, result: Result) -> float | None:
    """What its student earned in all other questions, as a share; None where there was no other."""
    others = [each for each in result.responses if each is not response]
    weight = sum(each.weight for each in others)
    return sum(each.points for each in others) / weight if weight else None


def _by_value(responses: Sequence[Response]) -> Iterable[ByValue]:
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for response in responses:
        for name, value in response.given.items():
            if isinstance(value, (int, float, str, bool)):
                values[name][str(value)].append(response.share)
    for name, shares in values.items():
        if _LEAST <= len(shares) <= _MOST_VALUES:
            for value in sorted(shares, key=_order):
                yield ByValue(name, value, len(shares[value]), statistics.fmean(shares[value]))


def _order(value: str) -> tuple[float, str]:
    try:
        return (float(value), value)
    except ValueError:
        return (math.inf, value)
