"""The student's file as a module: compiled and run here, in the worker, and nowhere else."""

from __future__ import annotations

import linecache
import sys
import types


def load(name: str, file: str, source: bytes) -> types.ModuleType:
    """
    Run a submission.

    Args: name: the module's name, so that a file that imports itself finds itself. file: what tracebacks call it.
    Raises: whatever the file raises.
    """
    module = types.ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module
    text = source.decode("utf-8", "replace")
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - this is the sandbox
    return module
