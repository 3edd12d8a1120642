"""The student's file as a module: compiled and run here, in the worker, and nowhere else."""

from __future__ import annotations

import io
import linecache
import marshal
import sys
import tokenize
import types


def compiled(file: str, source: bytes) -> bytes:
    """
    The code of a submission, marshalled, so that the next workers need not compile it again. Runs none of it.

    Raises: SyntaxError, also for bytes that are no text in the file's encoding: `compile` lets them pass in comments.
    """
    _remember_lines(file, source)
    code = compile(source, file, "exec", dont_inherit=True)
    _check_encoding(file, source)
    return marshal.dumps(code)


def load(name: str, file: str, source: bytes, code: bytes) -> types.ModuleType:
    """
    Run a submission.

    Args: name: the module's name, so that a file that imports itself finds itself. file: what tracebacks call it.
        code: what `compiled` gave.
    Raises: whatever the file raises.
    """
    module = types.ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module
    _remember_lines(file, source)
    exec(marshal.loads(code), module.__dict__)  # noqa: S102, S302 - this is the sandbox
    return module


def _check_encoding(file: str, source: bytes) -> None:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError:
        encoding = "utf-8"
    try:
        source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise SyntaxError(str(error), (file, line, None, None)) from None


def _remember_lines(file: str, source: bytes) -> None:
    """For tracebacks, and for `inspect.getsource`."""
    text = source.decode("utf-8", "replace")
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
