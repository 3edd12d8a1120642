"""How front ends write an answer down: the texts by which a right answer must mark itself right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.core.quiz.questions import (
    Choice,
    Formula,
    Matrix,
    MultipleChoice,
    Number,
    Order,
    Question,
    SpotTheError,
    cell_text,
    letter,
)

_FULL_WIDTH = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,-"}
_GROUPED_FROM = 1000


def typed_form(question: Question, value: Any) -> str:
    """An answer (right or wrong) as text that `mark` reads."""
    match question:
        case Number():
            return cell_text(value, question.decimals)
        case Matrix():
            return "\n".join(" ".join(cell_text(cell, question.decimals) for cell in row) for row in value)
        case Choice():
            return letter(list(question.options).index(value))
        case MultipleChoice():
            return " ".join(letter(list(question.options).index(key)) for key in value)
        case Order():
            return " ".join(letter(list(question.items).index(key)) for key in value)
    return str(value)


def right_forms(question: Question) -> tuple[str, ...]:
    """The right answer in every way in which a front end or a person writes it."""
    plain = typed_form(question, getattr(question, "answer", None))
    return (plain, *dict.fromkeys(_other_forms(question, plain)))


def _other_forms(question: Question, plain: str) -> Iterator[str]:
    if not isinstance(question, Formula):
        yield f"  {plain} "
        yield plain.translate(_FULL_WIDTH)
    match question:
        case Number():
            yield from _number_forms(question, plain)
        case Matrix():
            yield plain.replace("\n", "; ")
            yield f"[{plain.replace(chr(10), '; ')}]"
            rows = [f"[{', '.join(line.split())}]" for line in plain.split("\n")]
            yield f"[{', '.join(rows)}]"
            yield plain.replace(" ", "，")
        case Choice():
            yield plain.lower()
            yield str(ord(plain) - ord("A") + 1)
        case MultipleChoice() | Order():
            yield plain.replace(" ", "")
            yield plain.replace(" ", ", ").lower()
            yield plain.replace(" ", "、")
        case Formula():
            yield plain.replace(" ", "")
            yield f"y = {plain.replace('*', '×')}"
        case SpotTheError():
            yield f"第 {plain} 行"


def _number_forms(question: Number, plain: str) -> Iterator[str]:
    yield f"= {plain}"
    value = question.answer
    if type(value) is int:
        yield f"{value:.15e}" if abs(value) < 10**15 else plain
        if abs(value) >= _GROUPED_FROM:
            yield f"{value:,}"
            yield f"{value:,}".replace(",", "，")
            yield f"{value:,}".replace(",", " ")
    elif question.decimals:
        yield f"{value:,.{question.decimals}f}"
    for name in filter(None, question.unit.split("|")):
        yield f"{plain} {name}"
