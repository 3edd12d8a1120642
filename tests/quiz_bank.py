"""A small bank of questions about a made-up exercise, for tests of the engine."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

from grader.core.mistakes import Mistake
from grader.core.quiz import Choice, Formula, Matrix, MultipleChoice, Number, Order, Question, SpotTheError, Text
from grader.core.quiz.bank import Bank, Declared, make_bank
from grader.core.quiz.draws import Seed
from grader.core.quiz.posing import pose

SEED = Seed(b"a secret of tests", "a quiz", "ada")
TOPICS = {"doubling": Text("Doubling", "加倍"), "ideas": Text("Ideas", "觀念")}
OWN = {name: Text(f"This is {name}.", f"這是 {name}。") for name in ("made-up", "other", "left-out")}


class Exercises:
    """One exercise, `one`, that doubles numbers, with two known mistakes."""

    def module(self, exercise: str) -> ModuleType:
        assert exercise == "one"
        return SimpleNamespace(double=lambda x, twice=2: twice * x)  # type: ignore[return-value]

    def mistakes(self, exercise: str) -> tuple[Mistake, ...]:
        assert exercise == "one"
        sentence = {"en": "You squared it.", "zh-TW": "你把它平方了。"}
        return (
            Mistake("squared", "double", sentence, lambda reference, x: x * x),
            Mistake("not-doubled", "double", {"en": "You forgot to.", "zh-TW": "你忘了。"}, lambda reference, x: x),
        )


def bank_of(*functions: Callable[..., Question], topic: str = "doubling") -> Bank:
    """A bank with these questions."""
    declared = [Declared(each.__name__.replace("_", "-"), topic, "001 p. 1", ("one",), each) for each in functions]
    return make_bank(declared, TOPICS, OWN, Exercises())


def posed(function: Callable[..., Question], seed: Seed = SEED) -> Question:
    """The question that a function gives for a seed."""
    bank = bank_of(function)
    return pose(bank, next(iter(bank.questions.values())), seed).question


def asked(question: Question, seed: Seed = SEED) -> Question:
    """A question that needs no draw, made complete."""
    return posed(lambda_named(question), seed)


def lambda_named(question: Question) -> Callable[..., Question]:
    def fixed(draw: Any, reference: Any) -> Question:
        return question

    return fixed


PROMPT = Text("What is it?", "是多少？")
WHY = Text("Because.", "因為如此。")
BASE: dict[str, Any] = {"prompt": PROMPT, "explanation": WHY}


def doubling(draw: Any, reference: Any) -> Question:
    """A number, with the exercise's own mistakes."""
    number = draw.integer(0, 200)
    return Number(
        prompt=Text("Double <number>.", "把 <number> 加倍。"),
        given={"number": number},
        answer=reference.double(number),
        wrong=reference.wrong("double", number, ids=["squared", "not-doubled"]),
        explanation=Text("$2 \\cdot <number> = <answer>$", "$2 \\cdot <number> = <answer>$"),
    )


def picking(draw: Any, reference: Any) -> Question:
    """A choice."""
    number = draw.integer(10, 20)
    options = {"right": Text("two", "二"), "made-up": Text("three", "三"), "other": Text("four", "四")}
    return Choice(**BASE, given={"number": number}, options=options)


def rows(draw: Any, reference: Any) -> Question:
    """A matrix of two rows."""
    matrix = draw.matrix(2, 3, 1, 9)
    doubled = [[2 * cell for cell in row] for row in matrix]
    return Matrix(
        prompt=Text("Double A.", "把 A 加倍。"),
        explanation=WHY,
        given={"A": matrix},
        answer=doubled,
        wrong={"made-up": matrix},
    )


def sizes(draw: Any, reference: Any) -> Question:
    """A formula."""
    return Formula(
        **BASE,
        answer="floor((n - f)/s) + 1",
        variables={"n": (20, 60), "f": (2, 5), "s": (2, 3)},
        wrong={"made-up": "floor((n - f)/s)"},
    )


def several(draw: Any, reference: Any) -> Question:
    """A multiple choice."""
    options = {
        "a": Text("cat", "貓"),
        "b": Text("dog", "狗"),
        "made-up": Text("stone", "石"),
        "other": Text("air", "氣"),
    }
    return MultipleChoice(**BASE, options=options, answer=("a", "b"))


def steps(draw: Any, reference: Any) -> Question:
    """An order of four steps."""
    items = {name: Text(f"step {name}", f"步驟 {name}") for name in "pqrs"}
    return Order(**BASE, items=items, wrong={"made-up": ("q", "p", "r", "s")})


def spotting(draw: Any, reference: Any) -> Question:
    """Three lines, the second wrong."""
    lines = tuple(Text(f"line {place}", f"第 {place} 行的文字") for place in (1, 2, 3))
    return SpotTheError(**BASE, lines=lines, answer=2, wrong={"made-up": 3})


ALL = (doubling, picking, rows, sizes, several, steps, spotting)
