"""
Formulas as people type them: read into a tree of our own and evaluated in floating point, never run as code.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/" | nothing) signed)*
    signed  := ("-" | "+") signed | power
    power   := atom (("^" | "**") signed)?
    atom    := number | variable | function "(" sum ("," sum)* ")" | "(" sum ")" | "⌊" sum "⌋" | "⌈" sum "⌉"

Length and depth are bounded; what grows beyond a floating-point number has no value.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 200
_DEEPEST = 40
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d{1,3})?|\.\d+)|([A-Za-z_α-ωΑ-Ω]\w*)|(\*\*|[-+*/^(),⌊⌋⌈⌉]))")
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "∕": "/", "⁄": "/"})
_BRACKETS = {"(": ")", "⌊": "⌋", "⌈": "⌉"}
_STARTS = ("(", "⌊", "⌈")

Function = Callable[..., float]
FUNCTIONS: Mapping[str, tuple[int, Function]] = {
    "floor": (1, lambda x: float(math.floor(x))),
    "ceil": (1, lambda x: float(math.ceil(x))),
    "sqrt": (1, math.sqrt),
    "exp": (1, math.exp),
    "ln": (1, math.log),
    "log": (1, math.log),
    "abs": (1, abs),
    "max": (2, max),
    "min": (2, min),
}
"""Names, number of arguments, and what they do."""


class NotAFormula(Exception):
    """The text cannot be read. key: of the texts, says why; word: what was not understood."""

    def __init__(self, key: str, word: str = "") -> None:
        super().__init__(f"{key} {word}".strip())
        self.key = key
        self.word = word


@dataclass(frozen=True)
class Tree:
    """A parsed formula. head: an operator, a function, `number` or `variable`."""

    head: str
    parts: tuple[Tree, ...] = ()
    value: float = 0.0
    name: str = ""

    def at(self, point: Mapping[str, float]) -> float | None:
        """Its value where the variables are these; None where it has none."""
        try:
            value = _evaluate(self, point)
        except (ArithmeticError, ValueError, TypeError):
            return None
        return value if math.isfinite(value) else None


@lru_cache(maxsize=1024)
def parse(text: str, variables: frozenset[str]) -> Tree:
    """The tree of a formula in these variables. Raises NotAFormula."""
    if len(text) > MAX_LENGTH:
        raise NotAFormula("formula-long")
    plain = "".join(c if c in "⌊⌋⌈⌉" else unicodedata.normalize("NFKC", c) for c in _superscripts(text))
    reader = _Reader(_tokens(plain.translate(_SIGNS)), variables)
    tree = reader.sum(0)
    reader.end()
    return tree


def agree(one: Tree, other: Tree, points: tuple[Mapping[str, int], ...], tolerance: float = 1e-9) -> bool:
    """Have two formulas the same value at all points, relative to the tolerance?"""
    for point in points:
        first, second = one.at(point), other.at(point)
        if first is None or second is None:
            return False
        if abs(first - second) > tolerance * max(1.0, abs(second)):
            return False
    return bool(points)


def _superscripts(text: str) -> str:
    """`n²` as `n^2`."""
    return re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "^" + unicodedata.normalize("NFKC", found[0]), text)


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotAFormula("formula-sign", text[place:].strip()[0])
        tokens.append(found[1] or found[2] or found[3])
        place = found.end()
    if not tokens:
        raise NotAFormula("empty")
    return tokens


class _Reader:
    """Reads tokens from the left; one method for each rule of the grammar."""

    def __init__(self, tokens: list[str], variables: frozenset[str]) -> None:
        self._tokens = tokens
        self._variables = variables
        self._place = 0

    def end(self) -> None:
        """Nothing may be left."""
        if self._next is not None:
            raise NotAFormula("formula-sign", self._next)

    @property
    def _next(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self, *wanted: str) -> str | None:
        if self._next in wanted:
            self._place += 1
            return self._tokens[self._place - 1]
        return None

    def sum(self, depth: int) -> Tree:
        tree = self._product(_deeper(depth))
        while sign := self._take("+", "-"):
            tree = Tree(sign, (tree, self._product(depth + 1)))
        return tree

    def _product(self, depth: int) -> Tree:
        tree, last = self._signed(depth), ""
        while True:
            if sign := self._take("*", "/"):
                tree, last = Tree(sign, (tree, self._signed(depth))), sign
            elif self._begins_a_factor and last == "/":
                raise NotAFormula("formula-division")
            elif self._begins_a_factor:
                tree = Tree("*", (tree, self._power(depth)))
            else:
                return tree

    @property
    def _begins_a_factor(self) -> bool:
        """Is what comes next multiplied without a sign, as in `2n`?"""
        token = self._next
        return token is not None and (token in _STARTS or token[0].isalnum() or token[0] in "._")

    def _signed(self, depth: int) -> Tree:
        if sign := self._take("-", "+"):
            inner = self._signed(_deeper(depth))
            return inner if sign == "+" else Tree("minus", (inner,))
        return self._power(depth)

    def _power(self, depth: int) -> Tree:
        base = self._atom(depth)
        if self._take("^", "**"):
            return Tree("^", (base, self._signed(_deeper(depth))))
        return base

    def _atom(self, depth: int) -> Tree:
        token = self._next
        if token is None:
            raise NotAFormula("formula-ends")
        self._place += 1
        if token in _BRACKETS:
            inner = self.sum(_deeper(depth))
            self._close(_BRACKETS[token])
            return {"(": inner, "⌊": Tree("floor", (inner,)), "⌈": Tree("ceil", (inner,))}[token]
        if token[0].isdigit() or token[0] == ".":
            return Tree("number", value=float(token))
        if token[0].isalpha() or token[0] == "_":
            return self._named(token, depth)
        raise NotAFormula("formula-sign", token)

    def _named(self, name: str, depth: int) -> Tree:
        if name in self._variables:
            return Tree("variable", name=name)
        if name in FUNCTIONS and self._take("("):
            arguments = [self.sum(_deeper(depth))]
            while self._take(","):
                arguments.append(self.sum(_deeper(depth)))
            self._close(")")
            if len(arguments) != FUNCTIONS[name][0]:
                raise NotAFormula("formula-arguments", name)
            return Tree(name, tuple(arguments))
        if len(name) > 1 and all(each in self._variables for each in name):
            factors = [Tree("variable", name=each) for each in name[:-1]]
            self._tokens.insert(self._place, name[-1])
            tree = factors[0]
            for factor in factors[1:]:
                tree = Tree("*", (tree, factor))
            return Tree("*", (tree, self._power(depth)))
        raise NotAFormula("formula-name", name)

    def _close(self, bracket: str) -> None:
        if not self._take(bracket):
            raise NotAFormula("formula-bracket", bracket)


def _deeper(depth: int) -> int:
    if depth >= _DEEPEST:
        raise NotAFormula("formula-long")
    return depth + 1


def _evaluate(tree: Tree, point: Mapping[str, float]) -> float:
    if tree.head == "number":
        return tree.value
    if tree.head == "variable":
        return float(point[tree.name])
    parts = [_evaluate(part, point) for part in tree.parts]
    return _OPERATORS[tree.head](*parts) if tree.head in _OPERATORS else FUNCTIONS[tree.head][1](*parts)


def _power(base: float, exponent: float) -> float:
    """Raises ValueError where the power is no real number."""
    return math.pow(base, exponent)


_OPERATORS: Mapping[str, Function] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": _power,
    "minus": lambda one: -one,
}
