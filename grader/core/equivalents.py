"""
Mutants that are no mistakes: how `equivalent.toml` lists them, with the reason why nobody tells them from the solution.

It also names what is a matter of taste: functions that could be written otherwise, as those are that choose how to train a
network which is judged by what it has learnt.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.mutants import Mutant
from grader.primitives.errors import CourseError

EQUIVALENTS = "equivalent.toml"


@dataclass(frozen=True)
class Equivalent:
    """One listed mutant, by the function and the statement as it is and as it would be: line numbers shift, these do not."""

    function: str
    before: str
    after: str
    reason: str

    def matches(self, mutant: Mutant) -> bool:
        """Is it this one? Spaces and kinds of quotes do not count."""
        texts = ((self.before, mutant.before), (self.after, mutant.after))
        return self.function == mutant.function and all(_bare(one) == _bare(other) for one, other in texts)


@dataclass(frozen=True)
class NoMistakes:
    """What a file lists. tastes: functions of which no mutant is tried ("": the top level), with the reason."""

    equivalents: tuple[Equivalent, ...] = ()
    tastes: Mapping[str, str] = field(default_factory=dict)


def read_equivalents(path: Path) -> NoMistakes:
    """
    What a file lists; nothing where there is no file. `after` may be a list: the same reason for several mutants of a statement.

    Raises: CourseError if it is no TOML, or an entry lacks something.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        equivalents = tuple(each for entry in table.get("equivalent", []) for each in _entry(entry))
        return NoMistakes(equivalents, dict(each for entry in table.get("taste", []) for each in _taste(entry)))
    except FileNotFoundError:
        return NoMistakes()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} cannot be used ({error}).",
            next_step="[[equivalent]] has function, before, after and reason; [[taste]] has functions and reason.",
        ) from error


def _entry(entry: dict[str, Any]) -> list[Equivalent]:
    afters = entry["after"] if isinstance(entry["after"], list) else [entry["after"]]
    reason = _reason(entry)
    return [Equivalent(str(entry["function"]), str(entry["before"]), str(after), reason) for after in afters]


def _taste(entry: dict[str, Any]) -> list[tuple[str, str]]:
    if not isinstance(entry["functions"], list):
        raise TypeError("functions is no list")
    return [(str(function), _reason(entry)) for function in entry["functions"]]


def _reason(entry: dict[str, Any]) -> str:
    reason = str(entry["reason"]).strip()
    if not reason:
        raise KeyError("reason")
    return reason


def _bare(text: str) -> str:
    return "".join(text.split()).replace('"', "'")
