"""
What a suite says in its own words: why a check fails, and which known mistake that shows.

For exercises whose answers are no plain values, such as a trained model: there is nothing to compare with `same`, and
known mistakes cannot be found by comparing answers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import NoReturn

from grader.core.texts import pick
from grader.suite.faults import StudentFault, StudentRaised

_ATTRIBUTE = "known_mistake"


class Told(AssertionError):
    """A check that failed for a reason that the suite tells, by language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts["en"])
        self._texts = texts

    def explain(self, language: str) -> str:
        """The reason."""
        return str(pick(self._texts, language))


def fails(*, en: str, zh_TW: str) -> NoReturn:  # noqa: N803 - as in `mistake`
    """
    Fail the check with a sentence in both languages.

    It is shown also where it comes from a hidden run, and there is no twin: put nothing in it that must stay hidden.
    """
    raise Told({"en": en, "zh-TW": zh_TW})


@contextlib.contextmanager
def shows(mistake: str) -> Iterator[None]:
    """Whatever fails within this shows a known mistake: its id."""
    try:
        yield
    except (AssertionError, StudentRaised, StudentFault) as error:
        if shown_by(error) is None:
            setattr(error, _ATTRIBUTE, mistake)
        raise


def shown_by(error: BaseException | None) -> str | None:
    """The id of the known mistake that a suite saw in this failure."""
    mistake = getattr(error, _ATTRIBUTE, None)
    return mistake if type(mistake) is str else None
