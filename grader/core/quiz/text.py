"""Text of a question in both languages, with fields such as `<kernel>` that are filled from a draw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.primitives.errors import CourseError

_FIELD = re.compile(r"<([A-Za-z][A-Za-z0-9_]*)>")
_MOST_DIGITS = 12


@dataclass(frozen=True)
class Text:
    """
    The same text in English and in Traditional Chinese.

    May hold fields, `<name>`, and TeX between dollars (`$k^2$`), of which `math_text.py` has the subset.
    """

    en: str
    zh_TW: str  # noqa: N815 - as the keyword of `mistake` is written

    def say(self, language: str) -> str:
        """In one language, English where it is another."""
        return self.zh_TW if language == "zh-TW" else self.en

    def filled(self, **values: Any) -> Text:
        """With the fields that are named here filled in; others stay."""
        return Text(_fill(self.en, values), _fill(self.zh_TW, values))

    @property
    def fields(self) -> frozenset[str]:
        """The fields that are still to be filled, in any language."""
        return frozenset(_FIELD.findall(self.en)) | frozenset(_FIELD.findall(self.zh_TW))

    def to_json(self) -> dict[str, str]:
        """By language."""
        return {"en": self.en, "zh-TW": self.zh_TW}


def same_in_both(text: object) -> Text:
    """What needs no translation: a number, a piece of code."""
    return Text(written(text), written(text))


def finished(text: Text, values: Mapping[str, Any], what: str) -> Text:
    """
    The text with all its fields filled.

    Raises: CourseError if a value is missing, or the languages do not name the same fields.
    """
    if set(_FIELD.findall(text.en)) != set(_FIELD.findall(text.zh_TW)):
        raise CourseError(f"{what} has other fields in one language.", next_step="Name the same ones in both.")
    missing = sorted(text.fields - set(values))
    if missing:
        raise CourseError(
            f"{what} has the field <{missing[0]}>, which has no value.", next_step="Put it into `given`, or fill it."
        )
    return text.filled(**{name: values[name] for name in text.fields})


def written(value: object) -> str:
    """A value as it stands in a sentence: whole numbers without a point, tuples in brackets."""
    if isinstance(value, float):
        return f"{value:.{_MOST_DIGITS}g}"
    if isinstance(value, (tuple, list)):
        return f"({', '.join(written(each) for each in value)})"
    return str(value)


def numbers_in(text: str) -> Iterator[float]:
    """All numbers that stand in a text, thousands separators read."""
    for found in re.findall(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?", text):
        yield float(found.replace(",", ""))


def _fill(template: str, values: Mapping[str, Any]) -> str:
    return _FIELD.sub(lambda field: written(values[field[1]]) if field[1] in values else field[0], template)
