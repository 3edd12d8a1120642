"""The linter of question banks: a good question passes, and every broken rule is named."""

from typing import Any

import pytest
from quiz_bank import ALL, BASE, PROMPT, WHY, bank_of

from grader.core.quiz import Choice, Formula, Number, Question, Text
from grader.core.quiz.linting import Linted, chi_square_bound, lint

SEEDS = 60
SHORT = {"made-up": Text("three", "三"), "other": Text("four", "四")}


def linted(function: Any, seeds: int = SEEDS) -> Linted:
    bank = bank_of(function)
    return lint(bank, next(iter(bank.questions.values())), seeds)


def broken(function: Any, seeds: int = SEEDS) -> set[str]:
    return {rule for rule, _ in linted(function, seeds).broken}


@pytest.mark.parametrize("function", ALL, ids=lambda each: each.__name__)
def test_a_good_question_breaks_no_rule(function: Any) -> None:
    """Of every kind."""
    assert linted(function).broken == ()


def test_variants_and_redraws_are_counted() -> None:
    """Options in another order are no other variant."""
    number, fixed = linted(ALL[0], 200), linted(ALL[6])

    assert 90 < number.variants <= 200
    assert 0 < number.redrawn < 0.1
    assert (fixed.variants, fixed.redrawn) == (1, 0.0)


def never_fit(draw: Any, reference: Any) -> Question:
    return Number(**BASE, answer=4, wrong={"made-up": 4})


def not_translated(draw: Any, reference: Any) -> Question:
    return Number(prompt=Text("How many?", "How many?"), explanation=WHY, answer=4)


def half_empty(draw: Any, reference: Any) -> Question:
    return Number(prompt=PROMPT, explanation=Text("Because.", " "), answer=4)


def unknown_command(draw: Any, reference: Any) -> Question:
    return Number(prompt=PROMPT, explanation=Text("$\\bogus$", "$\\bogus$"), answer=4)


def wide(draw: Any, reference: Any) -> Question:
    return Number(**BASE, answer=4, given={"code": "x = 1\n" + "y" * 90})


def told(draw: Any, reference: Any) -> Question:
    prompt = Text("Is it two?", "是二嗎？")
    return Choice(prompt=prompt, explanation=WHY, options={"right": Text("two", "二"), **SHORT})


def told_formula(draw: Any, reference: Any) -> Question:
    prompt = Text("Write n + 1.", "寫出 n + 1。")
    return Formula(prompt=prompt, explanation=WHY, answer="n+1", variables={"n": (1, 9)})


def always_first(draw: Any, reference: Any) -> Question:
    return Choice(**BASE, options={"right": Text("two", "二"), **SHORT}, shuffle=False)


def longest(draw: Any, reference: Any) -> Question:
    return Choice(**BASE, options={"right": Text("two, because of the bias", "二，因為還有 bias"), **SHORT})


def unmarkable(draw: Any, reference: Any) -> Question:
    return Number(**BASE, answer=0.5, tolerance=1e-9, decimals=0)


@pytest.mark.parametrize(
    ("function", "rule"),
    [
        (never_fit, "draws"),
        (not_translated, "languages"),
        (half_empty, "languages"),
        (unknown_command, "languages"),
        (wide, "fits"),
        (told, "prompt"),
        (told_formula, "prompt"),
        (always_first, "place"),
        (longest, "longest"),
        (unmarkable, "right"),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_a_broken_rule_is_named(function: Any, rule: str) -> None:
    """And no other."""
    assert broken(function) == {rule}


@pytest.mark.parametrize(("freedom", "table"), [(1, 23.93), (2, 27.63), (3, 30.66), (7, 40.52)])
def test_the_bound_is_that_of_one_in_a_million(freedom: int, table: float) -> None:
    """Or a little more: it is an approximation that errs on the safe side."""
    assert table < chi_square_bound(freedom) < table + 4
