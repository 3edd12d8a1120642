"""Kinds of files that no repository can hold: a directory, a FIFO, a dangling link, hostile names."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from grader.usecases.canaries import FOLDER

_LONG_COMMENT = ("# " + "x" * 97 + "\n") * 105_000
_NAMES = {
    "gen_name_spaces": ("my solution (final) v2.py",),
    "gen_name_emoji": ("lo\u0308sung \U0001f600.py",),
    "gen_name_newline": ("a\nb'\"\x1b[31m.py",),
    "gen_name_dash": ("-rf --help.py",),
    "gen_name_shell": ("$(touch PWNED);`id`.py",),
    "gen_name_shadow": ("numpy.py", "pytest.py", "conftest.py", "test_hidden.py"),
}


def make_odd_files(kind: str, folder: Path, honest: str) -> list[Path]:
    """
    The files of one kind, in an empty folder.

    Args: honest: source that gets full marks where the kind is honest. Raises: KeyError for an unknown kind.
    """
    if kind in _NAMES:
        return [_written(folder / name, honest) for name in _NAMES[kind]]
    path = folder / f"{kind}.py"
    _MAKERS[kind](path, honest)
    return [path]


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _large(path: Path, honest: str) -> None:
    path.write_text(honest + _LONG_COMMENT, encoding="utf-8")


def _unreadable(path: Path, honest: str) -> None:
    path.write_text(honest, encoding="utf-8")
    path.chmod(0)


def _zip(path: Path, _: str) -> None:
    link = zipfile.ZipInfo("link.py")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../evil.py", "x = 1")
        archive.writestr("/abs.py", "x = 1")
        archive.writestr(link, str(FOLDER / "reference.py"))
        archive.writestr("zeros.bin", bytes(64 << 20))


_MAKERS: dict[str, Callable[[Path, str], object]] = {
    "gen_10mb_file": _large,
    "gen_directory": lambda path, _: path.mkdir(),
    "gen_fifo": lambda path, _: os.mkfifo(path),
    "gen_symlink_dangling": lambda path, _: path.symlink_to(path.parent / "nowhere.py"),
    "gen_symlink_to_canary": lambda path, _: path.symlink_to(FOLDER / "reference.py"),
    "gen_unreadable": _unreadable,
    "gen_zip_slip": _zip,
}
