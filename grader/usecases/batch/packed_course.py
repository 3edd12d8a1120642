"""A course as bytes: what a machine without a disk in common needs, so that it can grade some of its exercises."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

from grader.core.catalogue import STYLES, Course, find_course
from grader.primitives.errors import UsageError

_MOST = 500_000_000
_COURSE, _DATA = "course", "data"
_LEFT_OUT = {"__pycache__", STYLES, "secret.txt"}


def pack(course: Course, exercises: Collection[str], data: Path | None = None) -> bytes:
    """
    The halves of these exercises and the folder with data, if there is one, as a zip.

    Of the other exercises there is only what the catalogue reads; secrets of the course, backups and hidden files stay here.
    Raises: UsageError if something cannot be read, or if it is too much.
    """
    packed = io.BytesIO()
    size = 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in (*_of_course(course, exercises), *_of_data(data)):
            content = _read(path)
            size += len(content)
            if size > _MOST:
                raise UsageError(
                    f"The course and its data come to more than {_MOST // 1_000_000} MB.",
                    next_step="Keep what no suite reads out of their folders; `--data` takes the folder with the data alone.",
                )
            archive.writestr(name, content)
    return packed.getvalue()


def unpack(packed: bytes, folder: Path) -> tuple[Course, Path | None]:
    """Write a packed course into an empty folder. Returns: the course there, and its folder with data if it has one."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    data = folder / _DATA
    return find_course(folder, explicit=folder / _COURSE), data if data.is_dir() else None


def _of_course(course: Course, exercises: Collection[str]) -> Iterator[tuple[str, Path]]:
    """Names in the zip, and the files."""
    not_asked = {exercise.folder.name for exercise in course.exercises if exercise.id not in exercises}
    for half, folder in (("exercises", course.folder), ("solutions", course.solutions)):
        for inside, path in _files(folder):
            if inside.parts[0] not in not_asked or inside.parts[1:] == ("exercise.toml",):
                yield f"{_COURSE}/{half}/{inside.as_posix()}", path


def _of_data(data: Path | None) -> Iterator[tuple[str, Path]]:
    return ((f"{_DATA}/{inside.as_posix()}", path) for inside, path in _files(data))


def _files(folder: Path | None) -> Iterator[tuple[Path, Path]]:
    """The files in a folder that are sent, relative to it and as they are found, in order."""
    for path in sorted(folder.rglob("*")) if folder else ():
        inside = path.relative_to(folder or path)
        left_out = _LEFT_OUT & set(inside.parts) or any(part.startswith(".") for part in inside.parts)
        if path.is_file() and not left_out and ".backup-" not in path.name:
            yield inside, path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", next_step="Check its permissions.") from error
