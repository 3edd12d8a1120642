"""A course with two exercises, and folders and zips as classes hand them in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from grader.core.catalogue import Course, Exercise, Function, Limits
from grader.core.coursework import Handed, Student
from grader.usecases.gather_submissions import gather

SUMS = b"def add(a, b):\n    return a + b\n"
TEXTS = b"def shout(text):\n    return text.upper()\n"


def exercise(name: str, file: str, *functions: str) -> Exercise:
    """An exercise of which only the names matter."""
    written = tuple(Function(function, None, {}) for function in functions)
    return Exercise(name, file, {"en": name}, {}, (), Limits(), written, Path(name), None)


COURSE = Course(
    "made-up",
    {"en": "Made up"},
    ("en", "zh-TW"),
    (),
    (exercise("task01", "big_sums.py", "add", "subtract"), exercise("task02", "texts.py", "shout", "Whisper")),
    Path("exercises"),
    None,
)


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Files in a folder; a name that ends with / is an empty folder."""
    for name, content in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    folder.mkdir(exist_ok=True)
    return folder


def zipped(files: Mapping[str, bytes], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip, as bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def gathered(folder: Path, files: Mapping[str, bytes] | None = None, *roster: Student, only: str = "") -> Handed:
    """What is found in a folder with these files (or in the folder or zip as it is)."""
    root = folder if files is None else write(folder / "handed in", files)
    wanted = [each for each in COURSE.exercises if only in ("", each.id)]
    return gather(root, COURSE, wanted, roster)


def counting(handed: Handed) -> dict[str, dict[str, str]]:
    """Which file counts: by student, by exercise."""
    found: dict[str, dict[str, str]] = {}
    for attempt in handed.attempts:
        if attempt.counts:
            found.setdefault(attempt.student.id, {})[attempt.exercise] = attempt.origin
    return found


def reasons(handed: Handed) -> dict[str, str]:
    """Why files are unmatched, by origin."""
    return {unmatched.origin: unmatched.why for unmatched in handed.unmatched}
