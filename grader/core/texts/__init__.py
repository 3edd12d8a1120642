"""
Everything the engine says, in every language it speaks.

The sentences are in `LANGUAGE.toml` beside this file, one key each, with `{fields}`. English is complete by definition; a test
holds the other languages to its keys and fields.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh-TW")


def say(key: str, language: str, /, **fields: object) -> str:
    """The sentence `key` (`group.name`) in a language, its fields filled in."""
    group, _, name = key.partition(".")
    return str(texts(language)[group][name]).format_map(fields)


@functools.cache
def texts(language: str) -> Mapping[str, Mapping[str, Any]]:
    """All sentences of a language, by group."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))


def pick(translations: Mapping[str, Any], language: str) -> Any:
    """The translation for a language, or the English one, or whatever there is."""
    return translations.get(language) or translations.get("en") or next(iter(translations.values()), "")


def language_of(locale_name: str | None) -> str:
    """The language for a locale such as `zh_TW.UTF-8`: Traditional Chinese for zh_TW, zh_HK and zh_Hant, else English."""
    name = (locale_name or "").replace("-", "_").lower()
    return "zh-TW" if name.startswith(("zh_tw", "zh_hk", "zh_mo", "zh_hant")) else "en"
