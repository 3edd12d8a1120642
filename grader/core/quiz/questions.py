"""
The kinds of question: frozen values that hold all that is needed to ask, to mark and to explain.

An author's function returns one of them; `posing.py` completes it (id, topic, slide, sentences of the mistakes, filled texts,
shuffled options). What is complete is stored with each attempt; nothing is ever drawn again in order to mark it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from grader.core.quiz import values
from grader.core.quiz.formula import parse
from grader.core.quiz.text import Text, written
from grader.primitives.errors import CourseError

RIGHT = "right"
"""The key of a choice's right option, unless another is named."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    What all kinds have.

    prompt, explanation: may name the scalars of `given` as `<name>`; the explanation also `<answer>`. given: the data of this
    draw. Vectors, matrices and texts of several lines are shown below the prompt under their names; statistics go by the
    others. wrong: what somebody with a misconception answers, by the mistake's id. credit: `all` or nothing, or `share`; ""
    means the kind's own rule. The rest is filled in when the question is posed.
    """

    kind: ClassVar[str]
    shares: ClassVar[bool] = False
    """Can an answer be right in part?"""

    prompt: Text
    explanation: Text
    given: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] = field(default_factory=dict)
    credit: str = ""
    id: str = ""
    topic: str = ""
    slide: str = ""
    mistakes: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _set(self, "given", {name: values.plain(value, f"given {name!r}") for name, value in self.given.items()})
        _set(self, "credit", self.credit or ("share" if self.shares else "all"))
        if self.credit not in ("all", "share") or (self.credit == "share" and not self.shares):
            raise CourseError(f"The credit of a {self.kind} cannot be {self.credit!r}.", next_step="Leave it out.")

    @property
    def answer_text(self) -> str:
        """The right answer in the words of an explanation: a number, a letter, rows."""
        return str(getattr(self, "answer", ""))


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """
    A number is asked for.

    answer: whole, or any finite number. tolerance: how far an answer may be off, absolute; left out it is 0 for a whole number,
    else one unit of the last decimal that is asked for. decimals: the format that is asked for; another format with the
    right value is right. unit: what follows the number, such as `px` or `%`; may be typed, need not.
    """

    kind: ClassVar[str] = "number"
    answer: float
    tolerance: float | None = None
    decimals: int | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        _set(self, "answer", values.number(self.answer, "the answer"))
        _set(
            self, "wrong", {name: values.number(value, f"the answer of {name!r}") for name, value in self.wrong.items()}
        )
        _set(self, "tolerance", _tolerance(self.tolerance, self.decimals, whole=isinstance(self.answer, int)))

    @property
    def answer_text(self) -> str:
        """With the decimals that are asked for."""
        return cell_text(self.answer, self.decimals)

    @property
    def allowed(self) -> float:
        """The tolerance, which is known by now."""
        assert self.tolerance is not None
        return self.tolerance


@dataclass(frozen=True, kw_only=True)
class Matrix(Question):
    """A matrix, or a vector as one row. The credit is the share of right cells. tolerance, decimals: of each cell."""

    kind: ClassVar[str] = "matrix"
    shares: ClassVar[bool] = True
    answer: Any
    tolerance: float | None = None
    decimals: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _set(self, "answer", values.matrix(self.answer, "the answer"))
        _set(
            self, "wrong", {name: values.matrix(value, f"the answer of {name!r}") for name, value in self.wrong.items()}
        )
        whole = all(isinstance(cell, int) for row in self.answer for cell in row)
        _set(self, "tolerance", _tolerance(self.tolerance, self.decimals, whole=whole))

    @property
    def answer_text(self) -> str:
        """Its rows, with semicolons between them."""
        return "; ".join(" ".join(cell_text(cell, self.decimals) for cell in row) for row in self.answer)

    @property
    def allowed(self) -> float:
        """The tolerance, which is known by now."""
        assert self.tolerance is not None
        return self.tolerance


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """
    One of several options, by key. answer: the key of the right one, `right` unless named.

    The keys of the others are ids of mistakes: choosing one names it. The order is drawn, unless `shuffle` is False.
    """

    kind: ClassVar[str] = "choice"
    options: Mapping[str, Text]
    answer: str = RIGHT
    shuffle: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_keys([self.answer], self.options)
        _set(self, "wrong", {key: key for key in self.options if key != self.answer})

    @property
    def answer_text(self) -> str:
        """Its letter."""
        return letter(list(self.options).index(self.answer))


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(Question):
    """
    All options that are right. answer: their keys. The credit is (right ones chosen - others chosen) / right ones.

    The keys of the other options are ids of mistakes. wrong: whole choices that a mistake leads to, by its id; the right ones
    together with each other option are known without being written down.
    """

    kind: ClassVar[str] = "multiple-choice"
    shares: ClassVar[bool] = True
    options: Mapping[str, Text]
    answer: tuple[str, ...]
    shuffle: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_keys(self.answer, self.options)
        right = set(self.answer)
        if not right:
            raise CourseError("A multiple choice has no right option.", next_step="Name one.")
        each_other = {key: (*self.answer, key) for key in self.options if key not in right}
        wholes = {name: tuple(chosen) for name, chosen in {**each_other, **self.wrong}.items()}
        for chosen in wholes.values():
            _check_keys(chosen, self.options)
        _set(self, "answer", self._in_order(self.answer))
        _set(self, "wrong", {name: self._in_order(chosen) for name, chosen in wholes.items()})

    def _in_order(self, chosen: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key for key in self.options if key in set(chosen))

    @property
    def answer_text(self) -> str:
        """Their letters."""
        return " ".join(letter(place) for place, key in enumerate(self.options) if key in self.answer)


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """
    Steps to be put in order. items: by key. answer: the keys in the right order; left out, that of `items`.

    The credit is the longest run of steps that stand in the right order among themselves, less one, over the number of steps
    less one: one step out of place costs one step, the reverse order earns nothing. wrong: orders, by the mistake's id.
    """

    kind: ClassVar[str] = "order"
    shares: ClassVar[bool] = True
    items: Mapping[str, Text]
    answer: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _set(self, "answer", tuple(self.answer) or tuple(self.items))
        _set(self, "wrong", {name: tuple(keys) for name, keys in self.wrong.items()})
        for keys in (self.answer, *self.wrong.values()):
            if sorted(keys) != sorted(self.items) or len(keys) < 2:  # noqa: PLR2004 - one step has no order
                raise CourseError(
                    f"The order {keys!r} does not hold each step once.", next_step="Name all, and two or more."
                )

    @property
    def answer_text(self) -> str:
        """The letters in order."""
        return " ".join(letter(list(self.items).index(key)) for key in self.answer)


@dataclass(frozen=True, kw_only=True)
class Formula(Question):
    """
    A formula in some variables. answer: in the grammar of `formula.py`. wrong: formulas, by the mistake's id.

    variables: the smallest and the largest whole number that each may be. points: where formulas are compared; drawn when the
    question is posed.
    """

    kind: ClassVar[str] = "formula"
    answer: str
    variables: Mapping[str, tuple[int, int]]
    points: tuple[Mapping[str, int], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _set(self, "variables", {name: (int(low), int(high)) for name, (low, high) in self.variables.items()})
        for formula in (self.answer, *self.wrong.values()):
            parse(formula, frozenset(self.variables))


@dataclass(frozen=True, kw_only=True)
class SpotTheError(Question):
    """
    Numbered lines, one of which is wrong. answer: its number, from 1.

    wrong: the number of a right line that somebody with a misconception takes for wrong, by the mistake's id.
    """

    kind: ClassVar[str] = "spot-the-error"
    lines: tuple[Text, ...]
    answer: int

    def __post_init__(self) -> None:
        super().__post_init__()
        _set(self, "lines", tuple(self.lines))
        for line in (self.answer, *self.wrong.values()):
            if type(line) is not int or not 1 <= line <= len(self.lines):
                raise CourseError(f"There is no line {line!r}.", next_step=f"Give 1 to {len(self.lines)}.")


KINDS: Mapping[str, type[Question]] = {
    kind.kind: kind for kind in (Number, Choice, MultipleChoice, Matrix, Formula, Order, SpotTheError)
}


def letter(place: int) -> str:
    """What an option is called: A for place 0."""
    return chr(ord("A") + place)


def cell_text(value: float, decimals: int | None) -> str:
    """A number with the decimals that are asked for."""
    return written(value) if decimals is None else f"{value:.{decimals}f}"


def _set(question: Question, name: str, value: object) -> None:
    object.__setattr__(question, name, value)


def _tolerance(tolerance: float | None, decimals: int | None, *, whole: bool) -> float:
    if tolerance is not None:
        return float(values.number(tolerance, "the tolerance"))
    if decimals is not None:
        return 10.0**-decimals
    if whole:
        return 0.0
    raise CourseError("A number that is not whole has no tolerance.", next_step="Give `tolerance` or `decimals`.")


def _check_keys(keys: tuple[str, ...] | list[str], options: Mapping[str, Text]) -> None:
    unknown = [key for key in keys if key not in options]
    if unknown or len(set(keys)) != len(keys):
        raise CourseError(f"{unknown or keys} are no keys of the options.", next_step=f"There are {list(options)}.")
    if len(options) < 2 or len(options) > 26:  # noqa: PLR2004 - a choice needs two, and letters end at Z
        raise CourseError("A choice has 2 to 26 options.", next_step="Add some, or leave some out.")
