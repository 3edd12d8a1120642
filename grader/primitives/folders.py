"""Removing a folder that somebody hostile has filled: never following a link, never going deep, never giving up half-way."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import shutil
import stat
from collections.abc import Callable

_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)

_NEEDED = {os.open, os.chmod, os.rename, os.rmdir, os.unlink}


def remove_folder(path: str) -> None:
    """
    Remove a folder and all that is in it; nothing where there is none.

    A folder in a folder is moved to the top before it is looked into, so that no tree is too deep.
    Raises: OSError if somebody is still writing there.
    """
    if _NEEDED - os.supports_dir_fd:
        _remove_by_paths(path)
        return
    with contextlib.suppress(FileNotFoundError):
        top = os.open(path, _FLAGS)
        try:
            _empty(top)
        finally:
            os.close(top)
        os.rmdir(path)


def _remove_by_paths(path: str) -> None:
    """The same where a folder cannot be held on to (Windows): nobody hostile may be writing, and trees may not be deep."""
    try:
        shutil.rmtree(path, onerror=_allow_and_retry)
    except FileNotFoundError:
        pass
    except RecursionError as error:
        raise OSError(f"{path} is too deep") from error


def _allow_and_retry(again: Callable[..., object], path: str, _error: object) -> None:
    os.chmod(path, stat.S_IRWXU)
    again(path)


def _empty(top: int) -> None:
    prefix, numbers = f"removed-{secrets.token_hex(8)}-", itertools.count()
    waiting = _folders_left_in(top)
    while waiting:
        name = waiting.pop()
        os.chmod(name, 0o700, dir_fd=top)
        folder = os.open(name, _FLAGS, dir_fd=top)
        try:
            for inner in _folders_left_in(folder):
                moved = f"{prefix}{next(numbers)}"
                os.rename(inner, moved, src_dir_fd=folder, dst_dir_fd=top)
                waiting.append(moved)
        finally:
            os.close(folder)
        os.rmdir(name, dir_fd=top)


def _folders_left_in(folder: int) -> list[str]:
    """Remove the files of a folder; the names of its folders."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in found:
        if not is_folder:
            os.unlink(name, dir_fd=folder)
    return [name for name, is_folder in found if is_folder]
