"""Where data lie that did not come with the program: in a folder that somebody names."""

from __future__ import annotations

import os
from pathlib import Path

from grader.primitives.errors import UsageError

FOLDER_VARIABLE = "GRADER_DATA"
"""Environment variable that names the folder where no option does."""


def data_folder(option: str | os.PathLike[str] | None = None) -> Path | None:
    """
    The folder with data: the one given, else the one in the environment variable GRADER_DATA; None if neither is.

    Raises: UsageError if it is no folder.
    """
    named = option or os.environ.get(FOLDER_VARIABLE)
    if not named:
        return None
    folder = Path(named)
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", next_step=f"Correct the option or {FOLDER_VARIABLE}.")
    return folder
