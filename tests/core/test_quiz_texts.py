"""Texts of questions: mathematics as Unicode, and lines that fit a terminal."""

import pytest
from quiz_bank import BASE, PROMPT, WHY, asked, picking, posed, rows, spotting

from grader.core.quiz import Number, Text
from grader.core.quiz.layout import columns, question_lines, wrapped
from grader.core.quiz.math_text import to_unicode
from grader.core.quiz.text import written
from grader.primitives.errors import CourseError

LONG = "A convolutional layer has 16 filters. " * 4
CHINESE = "卷積層有十六個濾波器，每個都和輸入一樣深（三個通道）。請問要學多少參數？" * 3


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$k^2$", "k²"),
        ("$10^{-3}$", "10⁻³"),
        ("$x_{ij}$", "xᵢⱼ"),
        ("$w_{t+1} = w_t - \\eta \\nabla L$", "wₜ₊₁ = wₜ − η ∇ L"),
        ("$\\lfloor \\frac{n+2p-f}{s} \\rfloor + 1$", "⌊ (n+2p−f)/s ⌋ + 1"),
        ("$\\sqrt{2}$ and $\\hat{y}$", "√2 and y\u0302"),
        ("$e^{-x}$", "e⁻ˣ"),
        ("$a^{bc}$", "a^bc"),
        ("$\\text{size} \\le 5$", "size ≤ 5"),
        ("costs \\$5", "costs $5"),
        ("no mathematics: a_b^c", "no mathematics: a_b^c"),
    ],
)
def test_mathematics_is_shown_in_unicode(source: str, text: str) -> None:
    """The small part of TeX that questions use."""
    assert to_unicode(source) == text


@pytest.mark.parametrize("source", ["$\\unheard{x}$", "$\\frac{1}$", "$x^{2$", "$x}$", "$x^$"])
def test_mathematics_that_is_not_known_is_refused(source: str) -> None:
    """No student reads a raw command."""
    with pytest.raises(CourseError, match=r"docs/quizzes\.md"):
        to_unicode(source)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (-0.25, "-0.25"),
        ((3, 28, 28), "(3, 28, 28)"),
        ("a", "a"),
        (1e-7, "1e-07"),
    ],
)
def test_values_stand_in_sentences_as_people_write_them(value: object, text: str) -> None:
    """No trailing zero, no binary noise."""
    assert written(value) == text


@pytest.mark.parametrize(
    "text", [LONG, CHINESE, LONG + CHINESE, "x" * 200], ids=["english", "chinese", "both", "one-word"]
)
@pytest.mark.parametrize("width", [20, 40, 80])
def test_wrapped_lines_fit_their_width(text: str, width: int) -> None:
    """And no word or character is lost."""
    lines = wrapped(text, width)

    assert max(map(columns, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_full_stop_or_ends_with_a_bracket() -> None:
    """As Chinese is set."""
    lines = wrapped(CHINESE, 40)

    assert [line for line in lines if line[0] in "，。？）" or line[-1] == "（"] == []


def test_further_lines_stand_below_the_first() -> None:
    """Options hang from their letters."""
    assert wrapped("one two three", 12, "  A  ") == ["  A  one two", "     three"]


def test_data_stand_below_the_prompt_with_aligned_columns() -> None:
    """A matrix, under its name."""
    question = asked(Number(**BASE, answer=5, given={"A": ((1, 10), (-3, 4)), "code": "x = 1\ny = 2", "n": 3}))

    assert question_lines(question, "en", 40) == [
        "What is it?", "", "A = [ 1  10]", "    [-3   4]", "", "code:", "    x = 1", "    y = 2",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("function", [picking, rows, spotting], ids=lambda each: each.__name__)
def test_a_question_fits_narrow_terminals(function: object, width: int) -> None:
    """Also a row that is longer than a line, which goes on in the next one."""
    wide = asked(Number(prompt=PROMPT, explanation=WHY, answer=7, given={"v": tuple(range(100, 140))}))
    for question in (posed(function), wide):  # type: ignore[arg-type]
        assert max(columns(line) for line in question_lines(question, "zh-TW", width)) <= width


def test_a_text_names_its_open_fields() -> None:
    """In either language."""
    assert Text("<a> <b>", "<a> < c >").fields == {"a", "b"}
