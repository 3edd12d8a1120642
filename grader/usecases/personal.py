"""The person's own folder: progress, and the secret of this installation."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from grader.core.catalogue import Course
from grader.core.progress import Progress

SECRET_VARIABLE = "GRADER_SECRET"  # noqa: S105 - the name of a variable
FOLDER_VARIABLE = "GRADER_HOME"
_SECRET_BYTES = 32


def personal_folder() -> Path:
    """Where this person's data are kept; the variable GRADER_HOME moves it."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen)
    import platformdirs  # noqa: PLC0415 - not needed where the variable is set

    return platformdirs.user_data_path("cnn-grader", appauthor=False)


def personal_progress() -> Progress:
    """This person's progress."""
    return Progress(personal_folder() / "progress.sqlite")


def course_secret(course: Course) -> bytes:
    """
    What hidden inputs are drawn from.

    GRADER_SECRET, else the course's `solutions/secret.txt`, else a secret that this installation made for itself.
    Nobody can prepare for inputs drawn from a secret they do not have.
    """
    if given := os.environ.get(SECRET_VARIABLE):
        return given.encode()
    if course.solutions:
        with contextlib.suppress(OSError):
            return (course.solutions / "secret.txt").read_bytes().strip()
    return _own_secret(personal_folder() / "secret")


def _own_secret(path: Path) -> bytes:
    """The installation's secret; where none can be kept, one for this run."""
    with contextlib.suppress(OSError):
        return path.read_bytes()
    fresh = secrets.token_bytes(_SECRET_BYTES)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(fresh)
    return fresh
