"""Marking: what people type, and what becomes of it."""

import time
from typing import Any

import pytest
from quiz_bank import BASE, asked, picking, posed, rows, several, sizes, spotting, steps

from grader.core.quiz import Matrix, Number, Text
from grader.core.quiz.forms import right_forms, typed_form
from grader.core.quiz.marking import AskAgain, Marked, mark


def number(answer: float, **more: Any) -> Number:
    question = asked(Number(**BASE, answer=answer, **more))
    assert isinstance(question, Number)
    return question


WHOLE = number(18496, unit="parameters|個", wrong={"made-up": 18432})
DECIMALS = number(0.659, decimals=3)
PERCENT = number(65.9, decimals=1, unit="%")


def marked(question: Any, text: str) -> Marked:
    found = mark(question, text)
    assert isinstance(found, Marked), found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "18496",
        "18,496",
        "１８４９６",
        "１８，４９６",
        "18 496",
        "18'496",
        "18_496",
        "1.8496e4",
        "1.8496E+4",
        "18496.0",
        "= 18496",
        "1.8496×10^4",
        "1.8496 x 10**4",
        "1.8496×10⁴",
        "1.8496萬",
        "36992/2",
        "18496 parameters",
        "18,496 個",
        "18496.",
    ],
)
def test_a_whole_number_is_read_as_people_type_it(text: str) -> None:
    """Separators, full width, scientific, fractions, units."""
    assert marked(WHOLE, text).right


@pytest.mark.parametrize("text", ["0.659", ".659", "0.6592", "6.59e-1", "659/1000", "65.9%", "６５．９％", "０.６５９"])
def test_a_decimal_is_right_in_every_format(text: str) -> None:
    """Tolerance and format are separate."""
    assert marked(DECIMALS, text).right


@pytest.mark.parametrize(
    ("text", "remark"), [("0.659", ""), ("0.6590", "other-format"), ("659/1000", "other-format"), ("0.7", "")]
)
def test_another_format_is_remarked_at_most(text: str, remark: str) -> None:
    """Only where the value is right."""
    assert marked(DECIMALS, text).remark == remark


@pytest.mark.parametrize(
    ("question", "text", "reason"),
    [
        pytest.param(WHOLE, "", "empty", id="nothing"),
        pytest.param(WHOLE, "  \t", "empty", id="spaces"),
        pytest.param(WHOLE, "=", "empty", id="equals-sign-only"),
        pytest.param(DECIMALS, "1,5", "comma", id="decimal-comma"),
        pytest.param(WHOLE, "1,5", "comma", id="decimal-comma-in-a-whole-number"),
        pytest.param(DECIMALS, "0,659", "comma", id="zero-before-a-comma"),
        pytest.param(WHOLE, "1.234", "two-readings", id="point-as-thousands"),
        pytest.param(DECIMALS, "1,234", "two-readings", id="comma-where-decimals-are-asked"),
        pytest.param(WHOLE, "18 49", "several", id="two-numbers"),
        pytest.param(WHOLE, "5, 6", "several", id="a-list"),
        pytest.param(WHOLE, "1,23,456", "comma", id="groups-of-two"),
        pytest.param(WHOLE, "1.23.456", "separators", id="points"),
        pytest.param(WHOLE, "18496 or 18432", "rest", id="two-answers"),
        pytest.param(WHOLE, "18496 px", "rest", id="another-unit"),
        pytest.param(WHOLE, "eighteen", "no-number", id="a-word"),
        pytest.param(WHOLE, "nan", "no-number", id="nan"),
        pytest.param(WHOLE, "inf", "no-number", id="infinity"),
        pytest.param(WHOLE, "1/0", "no-number", id="division-by-zero"),
        pytest.param(WHOLE, "1e999", "no-number", id="huge-power"),
        pytest.param(WHOLE, "9" * 10_000, "long", id="endless"),
        pytest.param(PERCENT, "0.659", "two-readings", id="share-or-percent"),
    ],
)
def test_what_is_unclear_is_asked_again(question: Number, text: str, reason: str) -> None:
    """It is never marked wrong, and a sentence in every language says what to type."""
    again = mark(question, text)

    assert isinstance(again, AskAgain)
    assert again.reason == reason
    assert all(again.explain(language) for language in ("en", "zh-TW"))


@pytest.mark.parametrize("text", ["65.9", "65.9%", "65.9 ％"])
def test_percent_may_have_its_sign(text: str) -> None:
    """Where percent are asked for."""
    assert marked(PERCENT, text).right


def test_a_wrong_answer_of_a_known_mistake_gets_its_sentence() -> None:
    """And its id; another wrong answer has none."""
    known, unknown = marked(WHOLE, "18,432"), marked(WHOLE, "18497")

    assert (known.right, known.mistakes, known.sentences) == (
        False,
        ("made-up",),
        (Text("This is made-up.", "這是 made-up。"),),
    )
    assert (unknown.right, unknown.share, unknown.mistakes) == (False, 0.0, ())


@pytest.mark.parametrize("off", [0.001, -0.001, 0.0005])
def test_the_tolerance_includes_its_ends(off: float) -> None:
    """One unit of the last decimal; a little more is wrong."""
    assert marked(DECIMALS, f"{0.659 + off:.4f}").right
    assert not marked(DECIMALS, f"{0.659 + 3 * off:.4f}").right


MATRIX = asked(Matrix(**BASE, answer=[[1, -2], [3, 4]], wrong={"made-up": [[1, 2], [3, 4]], "other": [[7]]}))


@pytest.mark.parametrize(
    "text",
    [
        "1 -2\n3 4",
        "1 -2; 3 4",
        "1,-2;3,4",
        "1, -2\n3, 4",
        "[[1, -2], [3, 4]]",
        "[1 −2]\n[3 4]",
        "（１，－２）\n（３，４）",
        "1、-2；3、4",
    ],
)
def test_a_matrix_is_read_as_people_type_it(text: str) -> None:
    """Rows on lines or after semicolons, any brackets, any commas."""
    assert marked(MATRIX, text).right


def test_the_credit_of_a_matrix_is_the_share_of_right_cells() -> None:
    """The wrong ones are named by row and column."""
    found = marked(MATRIX, "1 -2\n3 5")

    assert (found.right, found.share, found.wrong_cells) == (False, 0.75, ((2, 2),))


def test_a_matrix_of_another_size_earns_nothing() -> None:
    """But a known mistake is named there, too."""
    assert (marked(MATRIX, "1 2 3").share, marked(MATRIX, "1 2 3").remark) == (0.0, "other-size")
    assert marked(MATRIX, "7").mistakes == ("other",)


@pytest.mark.parametrize(
    ("text", "reason"), [("1 2\n3", "ragged"), ("1 x\n3 4", "no-number"), ("1 2,5\n3 4", "comma"), ("[]", "empty")]
)
def test_an_unclear_matrix_is_asked_again(text: str, reason: str) -> None:
    """Rows of different length, cells that are no numbers."""
    again = mark(MATRIX, text)

    assert isinstance(again, AskAgain)
    assert again.reason == reason


def test_a_vector_may_be_typed_downwards() -> None:
    """One number on each line."""
    assert marked(asked(Matrix(**BASE, answer=[1, 2, 3])), "1\n2\n3").right


def test_a_choice_names_the_mistake_that_was_chosen() -> None:
    """Its key is the mistake's id."""
    question = posed(picking)

    assert marked(question, typed_form(question, "other")).mistakes == ("other",)


@pytest.mark.parametrize("text", ["D", "Z", "4", "0", "AB", "A and B", "?", "二"])
def test_a_choice_that_is_none_is_asked_again(text: str) -> None:
    """A letter that is not there, two letters, a word."""
    assert isinstance(mark(posed(picking), text), AskAgain)


@pytest.mark.parametrize(
    ("keys", "share", "mistakes"),
    [
        pytest.param(("a", "b"), 1.0, (), id="all"),
        pytest.param(("a",), 0.5, (), id="half"),
        pytest.param(("a", "b", "made-up"), 0.5, ("made-up",), id="one-too-many"),
        pytest.param(("a", "other"), 0.0, ("other",), id="one-and-a-wrong-one"),
        pytest.param(("made-up", "other"), 0.0, ("made-up", "other"), id="never-below-zero"),
    ],
)
def test_the_credit_of_a_multiple_choice(keys: tuple[str, ...], share: float, mistakes: tuple[str, ...]) -> None:
    """Right ones less wrong ones, over right ones."""
    question = posed(several)
    found = marked(question, typed_form(question, keys))

    assert (found.share, set(found.mistakes)) == (share, set(mistakes))


@pytest.mark.parametrize(
    ("order", "share", "mistakes"),
    [("pqrs", 1.0, ()), ("qprs", 2 / 3, ("made-up",)), ("spqr", 2 / 3, ()), ("srqp", 0.0, ()), ("rspq", 1 / 3, ())],
)
def test_the_credit_of_an_order_is_its_longest_run(order: str, share: float, mistakes: tuple[str, ...]) -> None:
    """One step out of place costs one step."""
    question = posed(steps)
    found = marked(question, typed_form(question, tuple(order)))

    assert (found.share, found.mistakes) == (pytest.approx(share), mistakes)


@pytest.mark.parametrize(
    "text",
    [
        "floor((n-f)/s)+1",
        "⌊(n−f)/s⌋ + 1",
        "1 + floor(n/s - f/s)",
        "floor((n - f + s)/s)",
        "y = ⌊(n-f)÷s⌋+1",
        "ｆｌｏｏｒ（（ｎ－ｆ）／ｓ）＋１",
    ],
)
def test_a_formula_is_right_in_every_form(text: str) -> None:
    """It is compared by its values, not by how it is written."""
    assert marked(posed(sizes), text).right


def test_a_formula_of_a_known_mistake_is_named() -> None:
    """However it is written."""
    assert marked(posed(sizes), "⌊n/s - f/s⌋").mistakes == ("made-up",)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9",
        "9^9^9^9^9^9",
        "2^-(10^9)",
        "1/0",
        "0/0",
        "sqrt(0-n)",
        "ln(0)",
        "(-1)^0.5",
        "1e999",
        "max(9^999, 1)",
    ],
)
def test_a_formula_without_a_value_is_wrong_at_once(text: str) -> None:
    """Nothing that can be typed takes long."""
    start = time.monotonic()

    assert not marked(posed(sizes), text).right
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "text",
    [
        "(" * 150 + "n" + ")" * 150,
        "-" * 190 + "n",
        "n^" * 90 + "n",
        "n+" * 500 + "n",
        "n +",
        "(n",
        "n)",
        "n n2",
        "m + 1",
        "1/2n",
        "__import__('os')",
        "n.real",
        "n; s",
        "lambda: n",
        "floor()",
        "floor(n, f)",
        "max(n)",
        "floor",
        "[n]",
        "n if f else s",
        "\x00",
    ],
)
def test_what_is_no_formula_is_asked_again(text: str) -> None:
    """Also code, depth without end, and what can be read in two ways."""
    assert isinstance(mark(posed(sizes), text), AskAgain)


def test_a_line_is_spotted_by_its_number() -> None:
    """A right line that is taken for wrong may be a known mistake."""
    question = posed(spotting)

    assert marked(question, "第 2 行").right
    assert marked(question, "3").mistakes == ("made-up",)
    assert isinstance(mark(question, "4"), AskAgain)


def test_all_or_nothing_may_be_asked_for() -> None:
    """Where the kind would give a share."""
    assert marked(asked(Matrix(**BASE, answer=[[1, 2]], credit="all")), "1 3").share == 0


@pytest.mark.parametrize(
    "text", ["\ud800", "\x1b[31m", "٣", "½", "²", "٠٫٥", "NaN", "1e5e5", "--5", "0x10", "１／３", "\u202e5", "1" * 99]
)
@pytest.mark.parametrize("function", [picking, rows, sizes, several, steps, spotting], ids=lambda each: each.__name__)
def test_nothing_that_is_typed_raises(function: Any, text: str) -> None:
    """It is marked or asked again."""
    assert isinstance(mark(posed(function), text), (Marked, AskAgain))
    assert isinstance(mark(DECIMALS, text), (Marked, AskAgain))


def test_every_form_of_a_front_end_is_read() -> None:
    """As the linter asks of every question of the bank."""
    for function in (picking, rows, sizes, several, steps, spotting):
        question = posed(function)
        assert all(marked(question, form).right for form in right_forms(question)), question.id


def test_a_matrix_with_decimals_is_read_as_such_whatever_its_cells_are() -> None:
    """By chance all may be whole; three decimals are what was asked for."""
    question = Matrix(**BASE, answer=[[-1.0, 2.0]], decimals=3)

    assert mark(question, "-1.000 2.000").right
