"""Several files by one student for one exercise: which of them are attempts, in which order, and which are not meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.core.coursework import Student
from grader.core.guessing import WEAK, Guess, attempt_of
from grader.core.lms_names import Parts, Place

MAX_ATTEMPTS = 20
"""So many attempts of one student at one exercise are kept: the latest."""


@dataclass(frozen=True)
class Candidate:
    """
    A file of a student that may be an attempt. content: None if it could not be read, and then `problem` says why.

    modified: seconds since 1970, as the file or its zip says.
    """

    path: Parts
    place: Place
    student: Student
    guess: Guess
    content: bytes | None
    problem: str = ""
    modified: float | None = None

    @property
    def order(self) -> int | None:
        """The number that an LMS or a student gave to this attempt; None if there is none."""
        return self._order_of_all if self._order_of_all is not None else attempt_of(self.place.file)

    @property
    def _order_of_all(self) -> int | None:
        """The same, where it is that of all files in a folder or zip."""
        if self.place.order is not None:
            return self.place.order
        folders = self.path[len(self.place.path) : -1]
        return next((number for part in folders if (number := attempt_of(part)) is not None), None)

    @property
    def time(self) -> float:
        """When it was handed in, else when it was changed; 0 if nobody knows."""
        return self.place.handed_in.timestamp() if self.place.handed_in else self.modified or 0.0

    @property
    def handed_in_as(self) -> tuple[int | None, Parts]:
        """What is the same for files that were handed in together: the attempt's number, the folder or innermost zip."""
        inside = len(self.path) > len(self.place.path)
        whole = self.place.path if inside else self.place.path[:-1]
        zips = [self.path[: at + 1] for at, part in enumerate(self.path[:-1]) if part.lower().endswith(".zip")]
        return self._order_of_all, max([whole, *zips], key=len)


@dataclass(frozen=True)
class Rejected:
    """A candidate that is no attempt. why: a key of the texts."""

    candidate: Candidate
    why: str
    fields: Mapping[str, object] = field(default_factory=dict)


def sort_out(candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Rejected]]:
    """Args: candidates: of one student and one exercise. Returns: the attempts, first to latest, and the others."""
    together: dict[tuple[int | None, Parts], list[Candidate]] = {}
    for candidate in candidates:
        together.setdefault(candidate.handed_in_as, []).append(candidate)
    attempts: list[Candidate] = []
    rejected: list[Rejected] = []
    for group in together.values():
        meant, others = _meant(group)
        attempts += meant
        rejected += others
    attempts = _in_order(attempts)
    rejected += [Rejected(c, "many-attempts", {"limit": MAX_ATTEMPTS}) for c in attempts[:-MAX_ATTEMPTS]]
    return attempts[-MAX_ATTEMPTS:], rejected


def _meant(group: Sequence[Candidate]) -> tuple[list[Candidate], list[Rejected]]:
    """Of files that were handed in together, those whose names fit best."""
    best = min(candidate.guess.ground for candidate in group)
    meant = [candidate for candidate in group if candidate.guess.ground is best]
    if best in WEAK and len(meant) > 1:
        return [], [Rejected(candidate, "several", {"count": len(meant)}) for candidate in group]
    better = meant[0].place.file
    return meant, [Rejected(c, "outdone", {"better": better}) for c in group if c.guess.ground is not best]


def _in_order(attempts: Iterable[Candidate]) -> list[Candidate]:
    """By their numbers where all have one; else by time, then by name."""
    attempts = list(attempts)
    if all(candidate.order is not None for candidate in attempts):
        return sorted(attempts, key=lambda c: (c.order or 0, c.time, c.path))
    return sorted(attempts, key=lambda c: (c.time, c.order or 0, len(c.place.file), c.path))
