"""
Marking: what a person typed, against a question.

`mark` never guesses: what it cannot read, or can read in two ways, is asked again and costs nothing. Tolerance and format are
separate: a right value in another format is right, with a remark.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from grader.core.quiz.cells import read_matrix
from grader.core.quiz.formula import NotAFormula, agree, parse
from grader.core.quiz.numbers import Unclear, normalised, read_for
from grader.core.quiz.picking import read_letters, read_line
from grader.core.quiz.questions import Choice, Formula, Matrix, MultipleChoice, Number, Order, Question, SpotTheError
from grader.core.quiz.text import Text
from grader.core.texts import say

Rows = tuple[tuple[Fraction, ...], ...]
_ROUNDING = Fraction(1, 10**9)
"""Of a tolerance, for decimals that have no exact binary form."""
_FAR = 1e-6
"""Relative; what differs more need not be compared exactly."""


@dataclass(frozen=True)
class Marked:
    """
    An answer, marked.

    share: of the question's points, 0 to 1. mistakes: ids of the misconceptions that give this very answer. sentences: theirs.
    wrong_cells: rows and columns from 1, of a matrix of the right size. remark: a key of the texts, "" if there is nothing.
    value: the answer as it was understood, plain data.
    """

    right: bool
    share: float
    value: Any
    mistakes: tuple[str, ...] = ()
    sentences: tuple[Text, ...] = ()
    wrong_cells: tuple[tuple[int, int], ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class AskAgain:
    """What was typed cannot be marked: it is empty, unreadable, or can be read in two ways."""

    reason: str
    fields: dict[str, object] = field(default_factory=dict)

    def explain(self, language: str) -> str:
        """What to type instead, in a sentence."""
        return say(f"quiz-reading.{self.reason}", language, **self.fields)


def mark(question: Question, text: str) -> Marked | AskAgain:
    """Mark what a person typed. Nothing that can be typed raises, and nothing unclear is marked wrong."""
    if not normalised(text):
        return AskAgain("empty")
    try:
        return _mark(question, text)
    except Unclear as unclear:
        return AskAgain(unclear.key, dict(unclear.fields))
    except NotAFormula as wrong:
        return AskAgain(wrong.key, {"word": wrong.word, "names": _names(question)})


def _mark(question: Question, text: str) -> Marked:
    for kind, marker in _MARKERS:
        if isinstance(question, kind):
            return marker(question, text)
    raise TypeError(f"no kind of question: {type(question).__name__}")


def _mark_number(question: Number, text: str) -> Marked:
    typed = read_for(question, text)
    right = _near(typed.value, question.answer, question.allowed)
    mistakes = [name for name, wrong in question.wrong.items() if _near(typed.value, wrong, question.allowed)]
    other_format = right and question.decimals is not None and typed.decimals != question.decimals
    remark = "other-format" if other_format else ""
    return _result(question, _plain(typed.value), share=float(right), mistakes=tuple(mistakes), remark=remark)


def _mark_matrix(question: Matrix, text: str) -> Marked:
    whole = question.decimals is None and all(isinstance(cell, int) for row in question.answer for cell in row)
    typed = _upright(read_matrix(text, whole=whole, decimals=question.decimals), question.answer)
    value = tuple(tuple(_plain(cell) for cell in row) for row in typed)
    mistakes = tuple(
        name for name, wrong in question.wrong.items() if _wrong_cells(typed, wrong, question.allowed) == ()
    )
    wrong_cells = _wrong_cells(typed, question.answer, question.allowed)
    if wrong_cells is None:
        return _result(question, value, share=0.0, mistakes=mistakes, remark="other-size")
    cells = len(typed) * len(typed[0])
    right = not wrong_cells
    return _result(
        question, value, share=1 - len(wrong_cells) / cells, mistakes=() if right else mistakes, wrong_cells=wrong_cells
    )


def _upright(typed: Rows, answer: tuple[tuple[float, ...], ...]) -> Rows:
    """A vector, which is one row, may be typed downwards."""
    if len(answer) == 1 < len(answer[0]) and len(typed) > 1 and len(typed[0]) == 1:
        return (tuple(row[0] for row in typed),)
    return typed


def _wrong_cells(
    typed: Rows, other: tuple[tuple[float, ...], ...], tolerance: float
) -> tuple[tuple[int, int], ...] | None:
    """The cells that differ, counted from 1; None if the matrices differ in size."""
    if (len(typed), len(typed[0])) != (len(other), len(other[0])):
        return None
    return tuple(
        (y, x)
        for y, (row, expected) in enumerate(zip(typed, other, strict=True), 1)
        for x, (cell, value) in enumerate(zip(row, expected, strict=True), 1)
        if not _near(cell, value, tolerance)
    )


def _mark_choice(question: Choice, text: str) -> Marked:
    [key] = read_letters(question.options, text, count=1)
    return _whole(question, key, right=key == question.answer)


def _mark_line(question: SpotTheError, text: str) -> Marked:
    line = read_line(len(question.lines), text)
    return _whole(question, line, right=line == question.answer)


def _mark_multiple(question: MultipleChoice, text: str) -> Marked:
    chosen = read_letters(question.options, text)
    keys = tuple(key for key in question.options if key in chosen)
    right = len(set(keys) & set(question.answer))
    share = max(0.0, (right - (len(keys) - right)) / len(question.answer))
    exact = [name for name, wrong in question.wrong.items() if wrong == keys]
    singly = [key for key in keys if key not in question.answer and key in question.mistakes]
    return _result(question, keys, share=share, mistakes=tuple(dict.fromkeys(exact or singly)))


def _mark_order(question: Order, text: str) -> Marked:
    keys = read_letters(question.items, text, count=len(question.items))
    places = [question.answer.index(key) for key in keys]
    share = (_longest_run(places) - 1) / (len(places) - 1)
    mistakes = tuple(name for name, wrong in question.wrong.items() if wrong == keys)
    return _result(question, keys, share=share, mistakes=mistakes)


def _longest_run(places: list[int]) -> int:
    """How many of them, left standing where they are, are in rising order."""
    longest = [1] * len(places)
    for end, place in enumerate(places):
        for start in range(end):
            if places[start] < place:
                longest[end] = max(longest[end], longest[start] + 1)
    return max(longest)


def _mark_formula(question: Formula, text: str) -> Marked:
    variables = frozenset(question.variables)
    typed = parse(text.replace("＝", "=").rpartition("=")[2], variables)
    if agree(typed, parse(question.answer, variables), question.points):
        return _result(question, text.strip(), share=1.0)
    mistakes = [
        name for name, wrong in question.wrong.items() if agree(typed, parse(wrong, variables), question.points)
    ]
    return _result(question, text.strip(), share=0.0, mistakes=tuple(mistakes))


def _whole(question: Question, value: Any, *, right: bool) -> Marked:
    """All or nothing, with the mistake whose wrong answer this is."""
    mistakes = () if right else tuple(name for name, wrong in question.wrong.items() if wrong == value)
    return _result(question, value, share=float(right), mistakes=mistakes)


def _result(question: Question, value: Any, *, share: float, mistakes: tuple[str, ...] = (), **more: Any) -> Marked:
    right = share == 1
    if question.credit == "all":
        share = float(right)
    sentences = tuple(question.mistakes[name] for name in mistakes if name in question.mistakes)
    return Marked(right, share, value, () if right else mistakes, () if right else sentences, **more)


def _near(value: Fraction, other: float, tolerance: float) -> bool:
    if abs(float(value) - other) > 2 * tolerance + abs(other) * _FAR:
        return False
    allowed = Fraction(tolerance) * (1 + _ROUNDING)
    return abs(value - Fraction(other)) <= allowed or float(value) == other


def _plain(value: Fraction) -> float:
    """As whole number or floating-point number; one that is too large for either stays out of the way."""
    if value.denominator == 1:
        return int(value)
    return float(value)


def _names(question: Question) -> str:
    return ", ".join(question.variables) if isinstance(question, Formula) else ""


_MARKERS: tuple[tuple[type[Question], Callable[[Any, str], Marked]], ...] = (
    (Number, _mark_number),
    (Matrix, _mark_matrix),
    (Choice, _mark_choice),
    (MultipleChoice, _mark_multiple),
    (Order, _mark_order),
    (Formula, _mark_formula),
    (SpotTheError, _mark_line),
)
