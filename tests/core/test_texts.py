"""Every sentence exists in every language, with the fields that the code gives it."""

import ast
import errno
import os
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import grader
from grader.core.report import Verdict
from grader.core.submission import _why, looks_wrong
from grader.core.texts import LANGUAGES, language_of, pick, say, texts
from grader.suite.judging import _HINTED

PACKAGE = Path(grader.__file__).parent
ENGLISH = {f"{group}.{name}": text for group, entries in texts("en").items() for name, text in entries.items()}
CHOSEN_LATER = {"check.module", "import.module"}
"""Keys that stand for one of several sentences: whether a module is forbidden or unknown is judged in the end."""

OTHERS = [language for language in LANGUAGES if language != "en"]


def fields(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the engine, parsed."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "_course" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def constants(tree: ast.AST) -> set[str]:
    """All literal text, also that within f-strings."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is str}


MENTIONED = set().union(*(constants(tree) for _, tree in trees()))


def function_constants(module: str, name: str) -> set[str]:
    """The literal text in one function of the engine."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    nodes = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name == name]
    assert nodes, f"{module} has no {name}"
    return set().union(*map(constants, nodes))


def said() -> Iterator[Any]:
    """Calls of `say` whose sentence can be told from the source: place, key, names of the fields given."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or any(k.arg is None for k in node.keywords):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            prefix = {"say": "", "_say": "report."}.get(called)
            if prefix is None:
                continue
            first = node.args[0]
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            for choice in choices:
                if isinstance(choice, ast.Constant):
                    place = f"{path.name}:{node.lineno}"
                    given = {keyword.arg for keyword in node.keywords}
                    yield pytest.param(f"{prefix}{choice.value}", given, id=f"{place}:{choice.value}")


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: str) -> None:
    """None is missing, none is left over."""
    theirs = {f"{group}.{name}" for group, entries in texts(language).items() for name in entries}

    assert theirs == set(ENGLISH)


@pytest.mark.parametrize("key", ENGLISH)
@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_has_the_same_fields(language: str, key: str) -> None:
    """A translation leaves nothing out and asks for nothing else."""
    group, _, name = key.partition(".")

    assert fields(texts(language)[group][name]) == fields(ENGLISH[key])


@pytest.mark.parametrize("key", ENGLISH)
def test_every_code_in_a_sentence_is_kept_in_translation(key: str) -> None:
    """Commands are the same in every language, but for the names of files."""
    commands = re.findall(r"`(grade \w+)", ENGLISH[key])
    group, _, name = key.partition(".")

    assert [re.findall(r"`(grade \w+)", texts(language)[group][name]) for language in OTHERS] == [commands] * len(
        OTHERS
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    """Every key says something."""
    empty = [name for entries in texts(language).values() for name, text in entries.items() if not text.strip()]

    assert empty == []


@pytest.mark.parametrize(("key", "given"), list(said()))
def test_every_sentence_that_is_said_exists_and_gets_its_fields(key: str, given: set[str]) -> None:
    """No message fails at the moment when it is needed."""
    assert fields(ENGLISH[key]) <= given


@pytest.mark.parametrize(
    "key",
    sorted(
        text
        for text in MENTIONED
        if text.partition(".")[0] in texts("en")
        and re.fullmatch(r"\w+\.[\w-]+", text)
        and Path(text).suffix not in (".css", ".html", ".js")
    ),
)
def test_every_key_in_the_code_exists(key: str) -> None:
    """A key that looks like one is one, or how some begin."""
    assert key in CHOSEN_LATER or any(each.startswith(key) for each in ENGLISH)


@pytest.mark.parametrize("key", ENGLISH)
def test_every_sentence_is_used(key: str) -> None:
    """What nothing says any more is removed."""
    group, _, name = key.partition(".")
    by_class = group == "raised-hint"
    by_file = group == "import" and f"check.{name}" in MENTIONED
    by_beginning = any(text.endswith("-") and key.startswith(text) for text in MENTIONED if "." in text)

    assert by_class or by_file or by_beginning or {key, name, name.replace("-", " ")} & MENTIONED


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_word(verdict: Verdict) -> None:
    """The state of a function can be named in the report."""
    assert f"verdict.{verdict.replace(' ', '-')}" in ENGLISH


def test_the_hints_about_exceptions_are_those_that_exist() -> None:
    """The code looks for exactly the hints that are written."""
    assert set(texts("en")["raised-hint"]) == _HINTED


@pytest.mark.parametrize("source", [b"", b"\xff\xfe", b'{"cells"', b"\0"], ids=["empty", "utf16", "notebook", "binary"])
def test_every_odd_file_has_a_sentence(source: bytes) -> None:
    """What is wrong with a file as a whole can be said."""
    assert f"import.{looks_wrong(source)}" in ENGLISH


@pytest.mark.parametrize(
    "error", [errno.ENOENT, errno.ELOOP, errno.EACCES, errno.EISDIR, errno.ENXIO, errno.ENAMETOOLONG]
)
def test_every_reason_not_to_grade_has_a_sentence(error: int) -> None:
    """Whatever the system says of a file is explained."""
    assert f"submission.{_why(OSError(error, os.strerror(error)))}" in ENGLISH


@pytest.mark.parametrize(
    "key",
    sorted(
        text.removeprefix("check.")
        for text in function_constants("suite/conversation.py", "_name_fault")
        | function_constants("suite/conversation.py", "_ask")
        if text.startswith("check.")
    ),
)
def test_every_fault_can_happen_while_the_file_is_loaded(key: str) -> None:
    """What is said of a check is said otherwise of the import."""
    assert f"import.{key}" in ENGLISH


def test_braces_in_a_students_text_are_only_text() -> None:
    """What a student wrote is filled in, never interpreted."""
    assert say("check.assertion", "en", text="{x.__class__}") == "This does not hold: {x.__class__}"


@pytest.mark.parametrize(
    ("translations", "language", "expected"),
    [
        pytest.param({"en": "a", "zh-TW": "甲"}, "zh-TW", "甲", id="asked-for"),
        pytest.param({"en": "a"}, "zh-TW", "a", id="else-english"),
        pytest.param({"de": "b"}, "zh-TW", "b", id="else-any"),
        pytest.param({"en": "a", "zh-TW": ""}, "zh-TW", "a", id="empty-is-none"),
        pytest.param({}, "en", "", id="nothing"),
    ],
)
def test_pick_takes_the_best_translation_there_is(translations: dict[str, str], language: str, expected: str) -> None:
    """The person's language, else English, else whatever there is."""
    assert pick(translations, language) == expected


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh_TW.UTF-8", "zh-TW"),
        ("zh-TW", "zh-TW"),
        ("zh_HK", "zh-TW"),
        ("zh_Hant_TW", "zh-TW"),
        ("zh_CN.UTF-8", "en"),
        ("en_US.UTF-8", "en"),
        ("C", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_language_follows_the_locale(locale: str | None, language: str) -> None:
    """Traditional Chinese where it is written, English elsewhere."""
    assert language_of(locale) == language
