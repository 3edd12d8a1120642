"""What programs leave in folders and zips, which nobody hands in: skipped without a word, and counted."""

from __future__ import annotations

from grader.core.catalogue import PRISTINE
from grader.core.lms_names import Parts

REPOSITORY = ".git"

_NAMES = frozenset(
    {
        *(
            REPOSITORY,
            ".gitignore",
            ".gitattributes",
            ".gitkeep",
            ".gitmodules",
            ".github",
            ".svn",
            ".hg",
            ".classroom",
        ),
        *("__macosx", ".ds_store", ".appledouble", ".localized", ".spotlight-v100", ".trashes", ".fseventsd"),
        *("thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin", "system volume information"),
        *("__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".tox"),
        *(
            ".venv",
            "venv",
            "site-packages",
            "node_modules",
            ".eggs",
            ".idea",
            ".vscode",
            ".vs",
            ".spyproject",
            PRISTINE,
        ),
    }
)
_BEGINNINGS = ("._", "~$", ".~lock.")
_ENDINGS = (".pyc", ".pyo", ".swp", ".egg-info")


def is_junk(part: str) -> bool:
    """Is a file or folder of this name nobody's work?"""
    name = part.casefold()
    return name in _NAMES or name.startswith(_BEGINNINGS) or name.endswith(_ENDINGS)


def repository_of(path: Parts) -> Parts | None:
    """The folder that is a clone, if this path is in its `.git`."""
    return path[: path.index(REPOSITORY)] if REPOSITORY in path else None
