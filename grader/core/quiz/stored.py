"""
Questions as JSON, `quiz-question/1`: what is stored with an attempt, and what may be shown before it is over.

`to_json` and `from_json` are exact inverses; `public_json` holds nothing that tells the answer.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from grader.core.quiz.questions import KINDS, Question
from grader.core.quiz.text import Text
from grader.primitives.errors import GraderError, QuizError

SCHEMA = "quiz-question/1"
_SECRET = ("answer", "wrong", "mistakes", "explanation", "tolerance", "points")
_TEXTS, _KEYED_TEXTS = ("prompt", "explanation"), ("mistakes", "options", "items")


def to_json(question: Question) -> dict[str, Any]:
    """All of a question, as plain data."""
    fields = {each.name: _data(getattr(question, each.name)) for each in dataclasses.fields(question)}
    for name in _KEYED_TEXTS:
        if name in fields:
            fields[name] = [{"key": key, **text} for key, text in fields[name].items()]
    return {"schema": SCHEMA, "kind": question.kind, **fields}


def public_json(question: Question) -> dict[str, Any]:
    """What may be shown to somebody who has not answered: no answer, no mistakes, and options without their keys."""
    shown = {name: value for name, value in to_json(question).items() if name not in _SECRET}
    for name in ("options", "items"):
        if name in shown:
            shown[name] = [{language: each[language] for language in ("en", "zh-TW")} for each in shown[name]]
    return shown


def from_json(data: object) -> Question:
    """The question that `to_json` made this of. Raises QuizError if it is anything else."""
    try:
        return _question(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise _unreadable(error) from error
    except GraderError as error:
        raise _unreadable(error) from error


def _question(data: object) -> Question:
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError(f"the schema is not {SCHEMA}")
    kind = KINDS[data["kind"]]
    names = {each.name for each in dataclasses.fields(kind)}
    if set(data) != names | {"schema", "kind"}:
        raise ValueError(f"the fields differ: {sorted(set(data) ^ (names | {'schema', 'kind'}))}")
    return kind(**{name: _READERS.get(name, _frozen)(data[name]) for name in names})


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
