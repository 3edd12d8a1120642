"""Which packages a submission can import beside the standard library: exactly those that its exercise names."""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType


class AllowedPackages:
    """A finder for `sys.meta_path` that looks in the package folders, but only for top-level names on its list."""

    def __init__(self, names: Sequence[str], folders: Sequence[str]) -> None:
        self._names = frozenset(names)
        self._folders = list(folders)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The place of an allowed top-level package; everything below it is found through the package itself."""
        if path is None and name in self._names:
            return importlib.machinery.PathFinder.find_spec(name, self._folders, target)
        return None


def only_standard_library() -> None:
    """Take everything but the standard library off the import path."""
    own = (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)
    sys.path[:] = [
        entry for entry in sys.path if entry.startswith(own) and not entry.endswith(("site-packages", "dist-packages"))
    ]
