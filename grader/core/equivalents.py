"""Mutants that are no mistakes: how `equivalent.toml` lists them, with the reason why nobody tells them from the solution."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
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


def read_equivalents(path: Path) -> tuple[Equivalent, ...]:
    """
    What a file lists; nothing where there is no file. `after` may be a list: the same reason for several mutants of a statement.

    Raises: CourseError if it is no TOML, or an entry lacks something.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(each for entry in table.get("equivalent", []) for each in _entry(entry))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} cannot be used ({error}).", next_step="An entry has function, before, after and reason."
        ) from error


def _entry(entry: dict[str, Any]) -> list[Equivalent]:
    afters = entry["after"] if isinstance(entry["after"], list) else [entry["after"]]
    if not str(entry["reason"]).strip():
        raise KeyError("reason")
    return [
        Equivalent(str(entry["function"]), str(entry["before"]), str(after), str(entry["reason"])) for after in afters
    ]


def _bare(text: str) -> str:
    return "".join(text.split()).replace('"', "'")
