"""
The names that Moodle and Canvas give to files when an instructor downloads what was handed in.

A student chooses only what comes after the LMS's own part: the rest of the name, and what is in that folder or zip.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from grader.core.matching import Owner

Parts = tuple[str, ...]
"""The parts of a path, from the folder that was given; a zip is a part, too."""


class Layout(StrEnum):
    """How files and students belong together; keys of the texts."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
    CLASSROOM = "classroom"
    FOLDERS = "folders"
    FILES = "files"


@dataclass(frozen=True)
class Place:
    """
    Whose file it is, and what is said about it where it lies.

    owners: several for a group. path: where what this student chose begins. file: its name as the student gave it. order: which
    attempt it is, where the name says so; else None. no_file: it is no file of the student's, but what an LMS wrote.
    """

    layout: Layout
    owners: tuple[Owner, ...]
    path: Parts
    file: str
    late: bool = False
    order: int | None = None
    handed_in: datetime | None = None
    no_file: bool = False


_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL | re.ASCII
)
_CANVAS = re.compile(
    r"(?P<name>[^_]+|anon_[A-Za-z0-9]+)(?:_(?P<late>LATE))?_(?P<number>\d+)(?:_(?P<later>LATE))?_\d+_(?P<file>.+)",
    re.DOTALL | re.ASCII,
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<name>anon)(?:_(?P<late>LATE))?_(?P<number>[A-Za-z0-9]+)(?:_(?P<later>LATE))?_\d+_(?P<file>.+)",
    re.DOTALL | re.ASCII,
)
_RESUBMITTED = re.compile(r"(?P<stem>.+)-(?P<again>\d{1,3})(?P<suffix>\.[A-Za-z0-9]+)", re.DOTALL | re.ASCII)


def lms_place(path: Parts, at: int) -> Place | None:
    """What Moodle or Canvas say about a file by the name of one part of its path."""
    return _moodle(path, at) if "_assignsubmission_" in path[at] else _canvas(path, at)


def file_stem(part: str) -> str:
    """A part of a path without the ending of a zip."""
    return part[:-4] if part.lower().endswith(".zip") else part


def _moodle(path: Parts, at: int) -> Place | None:
    found = _MOODLE.fullmatch(path[at])
    if not found:
        return None
    owner = Owner(found["name"], found["name"], found["number"])
    named = found["file"] if at + 1 == len(path) and found["file"] else path[-1]
    return Place(Layout.MOODLE, (owner,), path[: at + 1], named, no_file=found["kind"] != "file")


def _canvas(path: Parts, at: int) -> Place | None:
    """Canvas adds -1, -2 before the ending when a file of the same name is handed in again."""
    found = _CANVAS_ANONYMOUS.fullmatch(path[at]) or _CANVAS.fullmatch(path[at])
    if not found:
        return None
    again = _RESUBMITTED.fullmatch(found["file"])
    file = again["stem"] + again["suffix"] if again else found["file"]
    name = found["name"] if found["name"] != "anon" else f"anon {found['number']}"
    return Place(
        Layout.CANVAS,
        (Owner(name, name, found["number"]),),
        path[: at + 1],
        file if at + 1 == len(path) else path[-1],
        late=bool(found["late"] or found["later"]),
        order=int(again["again"]) if again else 0,
    )
