"""Makes a Python started with `-I -S` what a student's code expects: packages, streams, and no trace of the harness."""

from __future__ import annotations

import _sitebuiltins
import builtins
import gc
import importlib
import random
import sys
import threading
from typing import Any

from grader.primitives.torch_parts import leave_compiler_alone
from grader.student_side import kernel, memory, staging
from grader.student_side.packages import AllowedPackages, only_standard_library

_STACK = 2**20
"""Bytes for the stack of a thread: address space is limited, and the usual 8 MB are a lot of it."""


def spare_address_space() -> None:
    """Before anything is imported: later would be too late."""
    if kernel.AVAILABLE:
        kernel.few_arenas()
    threading.stack_size(_STACK)


def import_packages(setup: dict[str, Any]) -> dict[str, str]:
    """Import the allowed packages and what they load late; the versions by name."""
    only_standard_library()
    sys.meta_path.append(AllowedPackages(setup["packages"], setup["folders"]))
    versions = {}
    for name in setup["imports"]:
        versions[name] = str(getattr(importlib.import_module(name), "__version__", "?"))
    leave_compiler_alone()
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random")  # it comes late, and every worker seeds it
    builtins.exit = _sitebuiltins.Quitter("exit", "")  # these two come with `site`,
    builtins.quit = _sitebuiltins.Quitter("quit", "")  # which is not loaded here
    for statement in setup["warm_up"]:
        exec(statement, {})  # noqa: S102 - the grader's own statements
    staging.load(setup.get("stage", ""))
    gc.collect()
    gc.freeze()
    memory.gather()
    return versions


def prepare() -> None:
    """What every worker needs, once: streams on the standard descriptors, and no trace of the harness by name."""
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        stream = open(descriptor, mode, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    for name in [name for name in sys.modules if name == "grader" or name.startswith("grader.")]:
        del sys.modules[name]


def reseed(seed: int) -> None:
    """
    Generators that start alike in every run, and differ between workers.

    Of torch only the processor's: `torch.manual_seed` also looks for every kind of accelerator, which takes 4 ms.
    """
    random.seed(seed)
    if numpy_random := sys.modules.get("numpy.random"):
        numpy_random.seed(seed % 2**32)
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(seed)
