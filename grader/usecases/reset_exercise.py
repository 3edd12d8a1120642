"""Bring an exercise's stub back, and keep what was there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.core.catalogue import Course, Exercise
from grader.primitives.errors import UsageError
from grader.usecases.write_stubs import pristine_stub


@dataclass(frozen=True)
class Reset:
    """The restored file, and where the earlier content is (None: there was none, or it was the stub)."""

    path: Path
    backup: Path | None


def reset_exercise(course: Course, exercise: Exercise) -> Reset:
    """
    Restore the stub.

    Raises: UsageError if the stub is unknown or the folder cannot be written to; nothing is changed then.
    """
    stub = pristine_stub(course, exercise)
    path = exercise.student_file
    try:
        if path.is_file() and path.read_bytes() == stub.encode():
            return Reset(path, None)
        backup = _back_up(path)
        path.write_text(stub, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be restored ({error.strerror}).", next_step="Check the folder's permissions and space."
        ) from error
    return Reset(path, backup)


def _back_up(path: Path) -> Path | None:
    if not path.exists():
        return None
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    names = (
        path.with_name(f"{path.stem}.backup-{stamp}{suffix}.py") for suffix in ("", *(f"-{n}" for n in range(2, 1000)))
    )
    backup = next(name for name in names if not name.exists())
    shutil.copy2(path, backup)
    return backup
