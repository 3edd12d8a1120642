"""
Numbers as people type them: `18,496`, `1.8496e4`, `１８４９６`, `1/3`, `65.9 %`, `26 px`, `1.8 萬`.

What can be read in two ways is not guessed: `1,5` is no number yet, nor is `1.234` where a whole number is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from grader.core.quiz.questions import Number

LONGEST = 100
_HIGHEST_POWER = 300
_LARGEST = 10**300
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "。": ".", "＇": "'", "’": "'", "∕": "/", "⁄": "/"})  # fmt: skip
_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"(?:[eE]|\s*[x×*·]\s*10\s*(?:\^|\*\*))\s*\(?([-+]?\d{1,4})\)?")
_BIG = {"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8}
_MANTISSA = r"\d[\d,.' _]*|[.,]\d+"
_WHOLE = re.compile(rf"(?P<sign>[-+]?)\s*(?P<body>{_MANTISSA})\s*(?P<rest>.*)", re.DOTALL)
_FRACTION = re.compile(r"([-+]?)\s*(?:(\d+)\s+)?(\d+)\s*/\s*(-?\d+)(.*)", re.DOTALL)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")


class Unclear(Exception):
    """Not read, to be asked again. key: of the texts; fields: of its sentence."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


@dataclass(frozen=True)
class Typed:
    """A number that was read. decimals: how many were typed; None in a fraction, in percent, or with a power of ten."""

    value: Fraction
    decimals: int | None


def read_number(text: str, *, whole: bool, decimals: int | None = None, unit: str = "") -> Typed:
    """
    The number that a person typed.

    Args: whole: is a whole number asked for? decimals: or one with so many? unit: may follow the number.
    Raises: Unclear, with what to say.
    """
    plain = normalised(text)
    if not plain:
        raise Unclear("empty")
    if len(plain) > LONGEST:
        raise Unclear("long")
    if fraction := _FRACTION.fullmatch(plain):
        return _bounded(_fraction(fraction, unit), plain)
    found = _WHOLE.fullmatch(plain)
    if found is None:
        raise Unclear("no-number", text=plain)
    value, typed = _mantissa(found["body"].strip(), whole=whole, decimals=decimals)
    value = -value if found["sign"] == "-" else value
    return _bounded(_with_rest(value, typed, found["rest"].strip(), unit), plain)


def read_for(question: Number, text: str) -> Typed:
    """The number that a person typed as an answer. Raises Unclear, also for `0.5` where percent are asked for."""
    typed = read_number(text, whole=type(question.answer) is int, decimals=question.decimals, unit=question.unit)
    if question.unit.startswith("%") and 0 < abs(typed.value) <= 1 and "%" not in normalised(text):
        raise Unclear("two-readings", one=f"{float(typed.value):g} %", other=f"{float(100 * typed.value):g} %")
    return typed


def normalised(text: str) -> str:
    """Full-width digits and signs made plain, powers written out, a leading `=` taken off, spaces at the ends, too."""
    powers = re.sub(r"(?<=10)([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", lambda found: "^" + found[1].translate(_SUPER), text[: 10 * LONGEST])
    plain = unicodedata.normalize("NFKC", powers.translate(_SIGNS)).translate(_SIGNS).strip()
    return re.sub(r"^(?:=|≈|≒|答案?[::]?)\s*", "", plain)


def _bounded(typed: Typed, text: str) -> Typed:
    if abs(typed.value) > _LARGEST:
        raise Unclear("no-number", text=text)
    return typed


def _fraction(found: re.Match[str], unit: str) -> Typed:
    sign, whole, above, below, rest = found.groups()
    if int(below) == 0:
        raise Unclear("no-number", text=found[0])
    value = Fraction(int(above), int(below)) + int(whole or 0)
    return _with_rest(-value if sign == "-" else value, None, rest.strip(), unit)


def _with_rest(value: Fraction, decimals: int | None, rest: str, unit: str) -> Typed:
    """The number with what follows it: a power of ten, 萬, percent, the unit."""
    if power := _POWER.match(rest):
        exponent = int(power[1])
        if abs(exponent) > _HIGHEST_POWER:
            raise Unclear("no-number", text=rest)
        return _with_rest(value * Fraction(10) ** exponent, None, rest[power.end() :].strip(), unit)
    if rest[:1] in _BIG:
        return _with_rest(value * _BIG[rest[0]], None, rest[1:].strip(), unit)
    names = {normalised(unit).casefold(), *(normalised(each).casefold() for each in unit.split("|"))} - {""}
    if not rest or rest.casefold().rstrip(".") in names:
        return Typed(value, decimals)
    if rest == "%":
        return Typed(value / 100, None)
    raise Unclear("rest", rest=rest)


def _mantissa(body: str, *, whole: bool, decimals: int | None) -> tuple[Fraction, int]:
    """The digits with their separators: the value, and how many decimals were typed."""
    if re.search(r"[ '_]", body):
        body = _without_spaces(body)
    if "," in body and "." in body:
        return _both_separators(body)
    if "," in body:
        return _commas(body, whole=whole, decimals=decimals)
    if body.count(".") > 1:
        return _points_as_commas(body)
    value, typed = Fraction(body.rstrip(".")), len(body.partition(".")[2])
    if whole and _GROUPED.fullmatch(body.replace(".", ",")):
        raise Unclear("two-readings", one=body.replace(".", ""), other=str(float(value)))
    return value, typed


def _without_spaces(body: str) -> str:
    """Spaces, apostrophes and underscores between groups of three digits are separators; elsewhere they are unclear."""
    head, point, tail = body.partition(".")
    if not re.fullmatch(r"\d{1,3}(?:([ '_])\d{3})(?:\1\d{3})*", head) or re.search(r"[ '_]", tail):
        raise Unclear("several", text=body)
    return re.sub(r"[ '_]", "", head) + point + tail


def _both_separators(body: str) -> tuple[Fraction, int]:
    """`1,234.5`, or `1.234,5` as on the European continent."""
    last = max(body.rfind(","), body.rfind("."))
    head, tail = body[:last], body[last + 1 :]
    other = "." if body[last] == "," else ","
    if not tail.isdigit() or not _GROUPED.fullmatch(head.replace(other, ",")) or body[last] in head:
        raise Unclear("separators", text=body)
    return Fraction(head.replace(other, "") + "." + tail), len(tail)


def _commas(body: str, *, whole: bool, decimals: int | None) -> tuple[Fraction, int]:
    if not _GROUPED.fullmatch(body):
        raise Unclear("comma", text=body, other=body.replace(",", ".", 1))
    as_decimal = body.replace(",", ".")
    if not whole and body.count(",") == 1 and decimals in (None, 3):
        raise Unclear("two-readings", one=body.replace(",", ""), other=as_decimal)
    return Fraction(body.replace(",", "")), 0


def _points_as_commas(body: str) -> tuple[Fraction, int]:
    if not _GROUPED.fullmatch(body.replace(".", ",")):
        raise Unclear("separators", text=body)
    return Fraction(body.replace(".", "")), 0
