"""
Questions as JSON, `quiz-question/1`: what is stored with an attempt, and what may be shown before it is over.

`to_json` and `from_json` are exact inverses; `public_json` holds nothing that tells the answer, and `blank` reads it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from grader.core.quiz.formula import NotAFormula
from grader.core.quiz.questions import KINDS, Matrix, Number, Question
from grader.core.quiz.text import Text
from grader.primitives.errors import GraderError, QuizError

SCHEMA = "quiz-question/1"
PUBLIC = "quiz-question-public/1"
_SECRET = ("answer", "wrong", "mistakes", "explanation", "tolerance", "points", "id", "topic", "slide")
"""Names of questions tell, too: some say what is wrong."""
_TEXTS, _KEYED_TEXTS = ("prompt", "explanation"), ("mistakes", "options", "items")


def to_json(question: Question) -> dict[str, Any]:
    """All of a question, as plain data."""
    fields = {each.name: _data(getattr(question, each.name)) for each in dataclasses.fields(question)}
    for name in _KEYED_TEXTS:
        if name in fields:
            fields[name] = [{"key": key, **text} for key, text in fields[name].items()]
    return {"schema": SCHEMA, "kind": question.kind, **fields}


def public_json(question: Question) -> dict[str, Any]:
    """
    What may be shown to somebody who has not answered: no answer, no mistakes, and options without their keys.

    whole: is a whole number asked for? By that, `1.234` is asked again, or not.
    """
    shown = {name: value for name, value in to_json(question).items() if name not in _SECRET}
    shown |= {"schema": PUBLIC, "whole": _is_whole(question)}
    for name in ("options", "items"):
        if name in shown:
            shown[name] = [{language: each[language] for language in ("en", "zh-TW")} for each in shown[name]]
    return shown


def blank(data: object) -> Question:
    """
    A question to be asked where nobody knows the answer, from `public_json`: it can be shown, and tells what can be read.

    Raises: QuizError if it is anything else.
    """
    try:
        return _blank(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, GraderError) as error:
        raise _unreadable(error) from error


def from_json(data: object) -> Question:
    """The question that `to_json` made this of. Raises QuizError if it is anything else."""
    try:
        return _question(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, GraderError, NotAFormula) as error:
        raise _unreadable(error) from error


def _question(data: object) -> Question:
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError(f"the schema is not {SCHEMA}")
    kind = KINDS[data["kind"]]
    names = {each.name for each in dataclasses.fields(kind)}
    if set(data) != names | {"schema", "kind"}:
        raise ValueError(f"the fields differ: {sorted(set(data) ^ (names | {'schema', 'kind'}))}")
    return kind(**{name: _READERS.get(name, _frozen)(data[name]) for name in names})


def _blank(data: Any) -> Question:
    if data["schema"] != PUBLIC:
        raise ValueError(f"the schema is not {PUBLIC}")
    kind, fields = KINDS[data["kind"]], {**data}
    for name in ("options", "items"):
        if name in fields:
            fields[name] = [{"key": f"{place}", **text} for place, text in enumerate(fields[name])]
    names = {each.name for each in dataclasses.fields(kind)}
    known: dict[str, Any] = {
        name: _READERS.get(name, _frozen)(value) for name, value in fields.items() if name in names
    }
    any_number = 0 if data["whole"] else 0.5
    answer: dict[str, Any] = {
        "number": any_number, "matrix": ((any_number,),), "choice": "0", "multiple-choice": ("0",), "formula": "1",
        "order": (), "spot-the-error": 1,
    }  # fmt: skip
    if "tolerance" in names:
        known["tolerance"] = 0.0
    known |= {"answer": answer[kind.kind], "explanation": Text("", "")}
    return kind(**known)


def _is_whole(question: Question) -> bool:
    if isinstance(question, Matrix):
        return question.decimals is None and all(isinstance(cell, int) for row in question.answer for cell in row)
    return isinstance(question, Number) and isinstance(question.answer, int)


def _data(value: Any) -> Any:
    if isinstance(value, Text):
        return value.to_json()
    if isinstance(value, Mapping):
        return {key: _data(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    return value


def _text(data: Any) -> Text:
    en, chinese = data["en"], data["zh-TW"]
    if not isinstance(en, str) or not isinstance(chinese, str):
        raise TypeError("a text is no text")
    return Text(en, chinese)


def _keyed(data: Any) -> dict[str, Text]:
    return {str(each["key"]): _text(each) for each in data}


def _frozen(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(_frozen(each) for each in data)
    if isinstance(data, dict):
        return {str(key): _frozen(each) for key, each in data.items()}
    return data


_READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_KEYED_TEXTS, _keyed),
    "lines": lambda data: tuple(_text(each) for each in data),
}


def _unreadable(error: Exception) -> QuizError:
    return QuizError(
        f"This is no question of the format {SCHEMA} ({type(error).__name__}: {error}).",
        next_step="Update the grader, or use the file it was stored in.",
    )
