"""What students may have, as a folder or a zip: the exercises, and a README that says how to begin. No answer is in it."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from grader.core.catalogue import Course
from grader.core.texts import LANGUAGES, pick, say
from grader.primitives.errors import UsageError
from grader.usecases.make_copy import make_copy

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip can hold: the same course makes the same zip."""


@dataclass(frozen=True)
class Release:
    """What was written, and the files in it, relative to its top."""

    path: Path
    files: tuple[str, ...]


def release_course(course: Course, out: Path) -> Release:
    """
    Write the course for students to `out`: a zip if its name says so, else a folder.

    Raises: UsageError if something is there already, or it cannot be written.
    """
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise UsageError(f"{out} is there already.", next_step="Give another name with --out, or remove it first.")
    try:
        if out.suffix.lower() == ".zip":
            return _zipped(course, out)
        _write(course, out)
        return Release(out, _files(out))
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written ({error.strerror}).", next_step="Give another place with --out."
        ) from error


def _write(course: Course, folder: Path) -> None:
    make_copy(course, folder)
    for language in LANGUAGES:
        name = "README.md" if language == LANGUAGES[0] else f"README.{language}.md"
        (folder / name).write_text(_readme(course, language), encoding="utf-8")


def _readme(course: Course, language: str) -> str:
    rows = [f"| `{each.id}` | {pick(each.titles, language)} | `{each.file}` |" for each in course.exercises]
    first = course.exercises[0]
    fields = {"title": pick(course.titles, language), "first": first.id, "file": first.file, "rows": "\n".join(rows)}
    return say("release.readme", language, **fields)


def _zipped(course: Course, out: Path) -> Release:
    """Made beside its place and moved there when it is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / out.stem
        _write(course, folder)
        files = _files(folder)
        part = out.with_name(out.name + ".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in files:
                info = zipfile.ZipInfo(f"{out.stem}/{name}", _EPOCH)
                info.external_attr = 0o644 << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, (folder / name).read_bytes())
        shutil.move(part, out)
    return Release(out, files)


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
