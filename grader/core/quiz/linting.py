"""
The rules of a question bank: what every question must keep in every draw.

`lint` poses one question with many seeds and says what was wrong, and how various its draws are.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from grader.core.quiz.bank import Bank, Declared
from grader.core.quiz.draws import Seed
from grader.core.quiz.forms import right_forms, typed_form
from grader.core.quiz.layout import block_lines, columns, is_block, question_lines
from grader.core.quiz.marking import AskAgain, mark
from grader.core.quiz.math_text import to_unicode
from grader.core.quiz.posing import Posed, pose
from grader.core.quiz.questions import Choice, Formula, Matrix, MultipleChoice, Number, Question
from grader.core.quiz.stored import from_json, public_json, to_json
from grader.core.quiz.text import Text
from grader.core.texts import LANGUAGES
from grader.primitives.errors import CourseError

WIDTH = 80
_BLOCK = 72
_SECRET = b"the linter's"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SURE = 4.75
"""Standard deviations: a right choice whose place is uniform is called uneven less than once in a million."""
_LONGER = 2
_EXPECTED = 5

RULES = {
    "right": "right answers mark themselves right, in every form",
    "wrong": "wrong values mark themselves wrong, with their own id",
    "stored": "questions are the same after they were stored, and show no answer before",
    "languages": "texts are complete in both languages, and their mathematics is known",
    "fits": f"texts fit {WIDTH} columns",
    "prompt": "the answer does not stand in the prompt",
    "place": "the right choice stands in every place equally often",
    "longest": "the right choice is not the longest",
    "draws": "fit draws are found",
}


@dataclass(frozen=True)
class Linted:
    """
    One question, looked at. computed: is the answer a number, a matrix or a formula? broken: rule and what was wrong, once each.

    variants: how many different ones were drawn. redrawn: share of draws that were thrown away.
    """

    id: str
    kind: str
    topic: str
    computed: bool
    broken: tuple[tuple[str, str], ...]
    seeds: int
    variants: int
    redrawn: float


def lint(bank: Bank, declared: Declared, seeds: int) -> Linted:
    """Pose a question with so many seeds and hold every draw to the rules."""
    try:
        posed = [pose(bank, declared, Seed(_SECRET, "lint", str(number))) for number in range(seeds)]
    except CourseError as error:
        return Linted(declared.id, "", declared.topic, False, (("draws", str(error)),), seeds, 0, 1.0)
    questions = [each.question for each in posed]
    broken: dict[tuple[str, str], None] = {}
    for question in questions:
        broken.update(dict.fromkeys(_broken_by(question)))
    broken.update(dict.fromkeys(_broken_by_all(questions)))
    first = questions[0]
    return Linted(
        id=declared.id,
        kind=first.kind,
        topic=declared.topic,
        computed=isinstance(first, (Number, Matrix, Formula)),
        broken=tuple(broken),
        seeds=seeds,
        variants=len({_essence(question) for question in questions}),
        redrawn=_redrawn(posed),
    )


def _broken_by(question: Question) -> Iterator[tuple[str, str]]:
    """Rules that a single draw breaks."""
    yield from _marked_badly(question)
    yield from _stored_badly(question)
    yield from _written_badly(question)
    yield from _tells_the_answer(question)


def _marked_badly(question: Question) -> Iterator[tuple[str, str]]:
    for form in right_forms(question):
        marked = mark(question, form)
        if isinstance(marked, AskAgain):
            yield "right", f"{question.id}: asks again for {form!r} ({marked.reason})"
        elif not (marked.right and marked.share == 1 and not marked.mistakes):
            yield "right", f"{question.id}: marks {form!r} wrong"
    for name, value in question.wrong.items():
        marked = mark(question, typed_form(question, value))
        if isinstance(marked, AskAgain):
            yield "wrong", f"{question.id}: asks again for {value!r} of {name} ({marked.reason})"
        elif marked.right or marked.mistakes != (name,) or not marked.sentences:
            yield "wrong", f"{question.id}: {value!r} of {name} is taken for {marked.mistakes or 'right'}"


def _stored_badly(question: Question) -> Iterator[tuple[str, str]]:
    if from_json(json.loads(json.dumps(to_json(question)))) != question:
        yield "stored", f"{question.id}: differs after it was stored"
    shown = json.dumps(public_json(question), ensure_ascii=False)
    if any(f'"{name}"' in shown for name in question.wrong):
        yield "stored", f"{question.id}: an id of a mistake is shown before the answer"


def _texts(question: Question) -> Iterator[tuple[str, Text]]:
    yield "prompt", question.prompt
    yield "explanation", question.explanation
    for name in ("options", "items"):
        yield from ((f"{name} {key}", text) for key, text in getattr(question, name, {}).items())
    yield from ((f"line {place}", text) for place, text in enumerate(getattr(question, "lines", ()), 1))
    yield from ((f"mistake {name}", text) for name, text in question.mistakes.items())


def _written_badly(question: Question) -> Iterator[tuple[str, str]]:
    for name, text in _texts(question):
        if why := _incomplete(text, same=name != "prompt" and not name.startswith("mistake")):
            yield "languages", f"{question.id}: {name} {why}"
    for language in LANGUAGES:
        try:
            lines = question_lines(question, language, WIDTH)
        except CourseError as error:
            yield "languages", f"{question.id}: {error.problem}"
            return
        if any(columns(line) > WIDTH for line in lines):
            yield "fits", f"{question.id}: a line is wider than {WIDTH} columns in {language}"
    blocks = [line for name, value in question.given.items() if is_block(value) for line in block_lines(name, value)]
    if any(columns(line) > _BLOCK for line in blocks):
        yield "fits", f"{question.id}: a row of its data is wider than {_BLOCK} columns"


@lru_cache(maxsize=1024)
def _incomplete(text: Text, *, same: bool) -> str | None:
    """What is missing in a text. same: may both languages be the same, or without a word?"""
    if not text.en.strip() or not text.zh_TW.strip():
        return "is empty in one language"
    try:
        plain = to_unicode(text.en) + to_unicode(text.zh_TW)
    except CourseError as error:
        return error.problem
    if "$" in plain or "\\" in plain:
        return "has a stray dollar or backslash"
    if _CHINESE.search(text.en):
        return "is Chinese in English"
    if not _CHINESE.search(text.zh_TW) and not same:
        return "is not translated"
    return None


def _tells_the_answer(question: Question) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        prompt = question.prompt.say(language)
        if isinstance(question, Choice):
            texts = {key: option.say(language) for key, option in question.options.items()}
            in_prompt = [key for key, text in texts.items() if _stands_in(text, prompt)]
            if in_prompt == [question.answer]:
                yield "prompt", f"{question.id}: only the right option stands in the prompt"
        elif isinstance(question, Formula) and question.answer.replace(" ", "") in prompt.replace(" ", ""):
            yield "prompt", f"{question.id}: the formula stands in the prompt"


def _stands_in(text: str, prompt: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(text)}(?!\w)", prompt))


def _broken_by_all(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Rules that only many draws together can break."""
    choices = [question for question in questions if isinstance(question, Choice)]
    if not choices:
        return
    places = Counter((len(each.options), list(each.options).index(each.answer)) for each in choices)
    for options in sorted({count for count, _ in places}):
        counts = [places[options, place] for place in range(options)]
        if sum(counts) >= _EXPECTED * options and chi_square(counts) > chi_square_bound(options - 1):
            yield "place", f"{choices[0].id}: the right one is in places A, B, … so often: {counts}"
    for language in LANGUAGES:
        longest = sum(_is_longest(each, language) for each in choices)
        if 2 * longest > len(choices):
            yield "longest", f"{choices[0].id}: the right option is the longest in {language}"


def chi_square(counts: Sequence[int]) -> float:
    """How far counts are from being equal."""
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


def chi_square_bound(freedom: int) -> float:
    """What equal chances exceed less than once in a million (Wilson and Hilferty's approximation)."""
    spread = 2 / (9 * freedom)
    return float(freedom * (1 - spread + _SURE * spread**0.5) ** 3)


def _is_longest(question: Choice, language: str) -> bool:
    lengths = {key: columns(to_unicode(text.say(language))) for key, text in question.options.items()}
    others = [length for key, length in lengths.items() if key != question.answer]
    return lengths[question.answer] > max(others) + _LONGER


def _essence(question: Question) -> str:
    """What makes a draw another one: all but the order of options."""
    data: dict[str, Any] = {**to_json(question), "points": None}
    for name in ("options", "items"):
        if name in data:
            data[name] = sorted(each["en"] for each in data[name])
    return json.dumps(data, sort_keys=True) if not isinstance(question, MultipleChoice) else json.dumps(data["options"])


def _redrawn(posed: Iterable[Posed]) -> float:
    rejected = [sum(each.rejected.values()) for each in posed]
    return sum(rejected) / (sum(rejected) + len(rejected))
