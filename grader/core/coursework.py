"""
What a class hands in: students, and each one's attempts at each exercise.

Plain data. Who finds it (folders, zips, an LMS's download), who grades it and who keeps it are elsewhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Student:
    """
    One student. id: short, unique in a class, safe as a file name; from the roster, else from what an LMS calls them.

    name: as people write it, may be hostile text. email, sid (the school's number), lms: what the LMS calls them; "" if unknown.
    """

    id: str
    name: str
    email: str = ""
    sid: str = ""
    lms: str = ""


@dataclass(frozen=True)
class Attempt:
    """
    One file that a student handed in for one exercise.

    number: 1 for the first attempt at this exercise. counts: is it the latest, which gives the grade? origin: where it was
    found, for display, zips shown as folders. handed_in: when, aware of its time zone; None if nobody knows. late: does the LMS
    say so? content: the file's bytes; None where it could not be read, then `problem` is a sentence that says why.
    """

    student: Student
    exercise: str
    number: int
    counts: bool
    origin: str
    file: str
    content: bytes | None
    handed_in: datetime | None = None
    late: bool = False
    problem: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the content; that of nothing where there is none."""
        return hashlib.sha256(self.content or b"").hexdigest()


@dataclass(frozen=True)
class Unmatched:
    """A file that nobody's attempt was made of, with a sentence that says why."""

    origin: str
    why: str


@dataclass(frozen=True)
class Handed:
    """
    All that was found.

    layouts: how the folder is arranged, in words, most of it first. idle: students of the roster, and folders of students, with
    nothing to grade. skipped: how many files and folders were left out because programs make them.
    """

    layouts: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    idle: tuple[Student, ...]
    unmatched: tuple[Unmatched, ...]
    skipped: int = 0
