"""
Keeps torch from loading large parts of itself that nobody here asks for.

An optimizer imports `torch._dynamo`, the compiler, only to tell it to keep away; the first call to a device written in Python
imports `torch.distributed.tensor`, only to see that no tensor is one of those. Together they are 800 modules, which take more
than a second to load, and memory that every fork has to copy. Stand-ins answer what is asked; who wants more gets the parts
themselves.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_COMPILER = "torch._dynamo"
_DISTRIBUTED = "torch.distributed.tensor"


def leave_compiler_alone() -> None:
    """Put a stand-in where the compiler would be, if torch is loaded and has not loaded it yet."""
    torch: Any = sys.modules.get("torch")
    if torch is not None and _COMPILER not in sys.modules:
        sys.modules[_COMPILER] = vars(torch)["_dynamo"] = _NoCompiler(_COMPILER)


@contextlib.contextmanager
def without_distributed_tensors() -> Iterator[None]:
    """Whoever looks for their class meanwhile finds one that no tensor has. Nothing where they are loaded already."""
    if _DISTRIBUTED in sys.modules:
        yield
        return
    sys.modules[_DISTRIBUTED] = stand_in = ModuleType(_DISTRIBUTED)
    vars(stand_in)["DTensor"] = type("DTensor", (), {})
    try:
        yield
    finally:
        del sys.modules[_DISTRIBUTED]


class _NoCompiler(ModuleType):
    """Nothing is compiled, so there is nothing to break off and nothing to keep away from."""

    @staticmethod
    def graph_break(*_: object, **__: object) -> None:
        """Where a compiled part would end."""

    @staticmethod
    def disable(fn: Any = None, *_: object, **__: object) -> Any:
        """The function as it is; a decorator that leaves functions as they are if there is none yet."""
        return _NoCompiler.disable if fn is None else fn

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":  # what the import system asks of every module
            raise AttributeError(name)
        if sys.modules.get(_COMPILER) is self:
            del sys.modules[_COMPILER]
        return getattr(importlib.import_module(_COMPILER), name)
