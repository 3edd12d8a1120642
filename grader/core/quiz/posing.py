"""
Posing a question: a draw that is fit to be asked, made complete.

A draw in which a mistake gives the right answer, or two mistakes give the same, would mark unfairly: it is thrown away and the
next one taken, always the same for the same seed.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from grader.core.quiz.bank import Bank, Declared, Sources, sentence_of
from grader.core.quiz.draws import Draw, Seed
from grader.core.quiz.formula import agree, parse
from grader.core.quiz.questions import Choice, Formula, Matrix, MultipleChoice, Number, Order, Question
from grader.core.quiz.text import Text, finished, numbers_in
from grader.primitives.errors import CourseError

MAX_DRAWS = 200
_POINTS = 12
_MORE_POINTS = 200
_CLEAR = 2.5
"""Two answers are so many tolerances apart: no typed value is near to both."""


@dataclass(frozen=True)
class Posed:
    """A question, ready to be asked. rejected: why draws before it were thrown away, and how often."""

    question: Question
    rejected: Mapping[str, int]


def pose(bank: Bank, declared: Declared, seed: Seed) -> Posed:
    """The question that this seed gives. Raises CourseError if hardly any draw is fit, or its author made a mistake."""
    rejected: Counter[str] = Counter()
    sources = Sources(bank.library, declared.exercises)
    for draw in range(MAX_DRAWS):
        try:
            drawn = declared.function(seed.stream(declared.id, f"numbers {draw}"), sources)
            completed = _completed(bank, declared, sources, drawn, (seed, draw))
        except CourseError as error:
            raise CourseError(f"Question {declared.id}: {error.problem}", next_step=error.next_step) from error
        except Exception as error:
            problem = f"Question {declared.id} cannot be drawn ({type(error).__name__}: {error})."
            raise CourseError(problem, next_step="Correct its function.") from error
        why = unfit(completed)
        if why is None:
            return Posed(completed, dict(rejected))
        rejected[why] += 1
    reasons = ", ".join(f"{why} {count} times" for why, count in rejected.most_common(3))
    raise CourseError(
        f"Question {declared.id}: none of {MAX_DRAWS} draws is fit to be asked ({reasons}).",
        next_step="Draw from larger ranges, or take a mistake out of `wrong`.",
    )


def unfit(question: Question) -> str | None:
    """Why a draw cannot be asked; None if it can."""
    answers: dict[str, Any] = {"the answer": getattr(question, "answer", None), **question.wrong}
    for (one, first), (other, second) in combinations(answers.items(), 2):
        if not apart(question, first, second):
            return f"{one} and {other} are the same"
    if isinstance(question, Number) and _stands_in_prompt(question):
        return "the answer stands in the prompt"
    if _two_read_alike(question):
        return "two options read alike"
    if isinstance(question, Order) and tuple(question.items) == question.answer:
        return "the steps stand in the right order"
    return None


def _two_read_alike(question: Question) -> bool:
    """Then whoever picks one of the two by what it says may be told that it is wrong."""
    texts = [*getattr(question, "options", {}).values(), *getattr(question, "items", {}).values()]
    return any(len({getattr(text, language) for text in texts}) < len(texts) for language in ("en", "zh_TW"))


def apart(question: Question, one: Any, other: Any) -> bool:
    """Are two answers so far from each other that no typed answer is taken for both?"""
    match question:
        case Number():
            return bool(abs(one - other) > _CLEAR * question.allowed)
        case Matrix():
            if (len(one), len(one[0])) != (len(other), len(other[0])):
                return True
            return any(abs(x - y) > _CLEAR * question.allowed for x, y in _cells(one, other))
        case Formula():
            variables = frozenset(question.variables)
            return not agree(parse(one, variables), parse(other, variables), question.points)
    return bool(one != other)


def _cells(one: Any, other: Any) -> Iterator[tuple[float, float]]:
    for row, other_row in zip(one, other, strict=True):
        yield from zip(row, other_row, strict=True)


def _stands_in_prompt(question: Number) -> bool:
    texts = (question.prompt.en, question.prompt.zh_TW)
    return any(abs(found - question.answer) <= question.allowed for text in texts for found in numbers_in(text))


def _completed(bank: Bank, declared: Declared, sources: Sources, drawn: Question, place: tuple[Seed, int]) -> Question:
    """With id, topic, slide, sentences, filled texts, options in a drawn order."""
    seed, draw = place
    drawn = _arranged(drawn, seed.stream(declared.id, f"order {draw}"))
    drawn = _with_points(drawn, seed.stream(declared.id, f"points {draw}"))
    fields = {**drawn.given, "answer": drawn.answer_text}
    return dataclasses.replace(
        _filled(drawn),
        id=declared.id,
        topic=declared.topic,
        slide=declared.slide,
        prompt=finished(drawn.prompt, drawn.given, "the prompt"),
        explanation=finished(drawn.explanation, fields, "the explanation"),
        mistakes={id: sentence_of(bank, declared, sources, id) for id in sorted(drawn.wrong)},  # noqa: A001
    )


def _arranged(drawn: Question, order: Draw) -> Question:
    """With the options in a drawn order."""
    if isinstance(drawn, (Choice, MultipleChoice)) and drawn.shuffle:
        return dataclasses.replace(drawn, options=_shuffled(drawn.options, order), shuffle=False)
    if isinstance(drawn, Order):
        return dataclasses.replace(drawn, items=_shuffled(drawn.items, order), answer=drawn.answer)
    return drawn


def _shuffled(options: Mapping[str, Text], order: Draw) -> dict[str, Text]:
    return {key: options[key] for key in order.shuffled(sorted(options))}


def _filled(drawn: Question) -> Question:
    """With the fields of all options, steps and lines filled."""
    changes: dict[str, Any] = {}
    for name in ("options", "items"):
        if texts := getattr(drawn, name, None):
            changes[name] = {key: finished(text, drawn.given, f"the option {key!r}") for key, text in texts.items()}
    if lines := getattr(drawn, "lines", None):
        changes["lines"] = tuple(finished(line, drawn.given, "a line") for line in lines)
    return dataclasses.replace(drawn, **changes)


def _with_points(drawn: Question, draw: Draw) -> Question:
    """A formula's points: those at which the right answer has a value."""
    if not isinstance(drawn, Formula) or drawn.points:
        return drawn
    right = parse(drawn.answer, frozenset(drawn.variables))
    points: list[dict[str, int]] = []
    for _ in range(_MORE_POINTS):
        point = {name: draw.integer(low, high) for name, (low, high) in sorted(drawn.variables.items())}
        if right.at(point) is not None:
            points.append(point)
        if len(points) == _POINTS:
            return dataclasses.replace(drawn, points=tuple(points))
    raise CourseError("the formula has hardly a value in its ranges.", next_step="Correct the ranges of `variables`.")
