"""Standard streams as they may be found: closed, of another encoding, with nobody reading."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, NoReturn

_STANDARD = (0, 1, 2)


def prepare() -> None:
    """Make the streams safe to use: a closed one leads nowhere, a missing character shows as a question mark."""
    for descriptor in _STANDARD:
        try:
            os.fstat(descriptor)
        except OSError:  # else the next pipe would get this number
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        stream: Any = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def flush() -> None:
    """Write what is buffered, while an error can still be reported."""
    sys.stdout.flush()


def forget_output() -> None:
    """Nobody reads any more: what is still buffered must not fail again at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())


def leave(code: int) -> NoReturn:
    """End the program without taking numpy and pytest apart first, which takes a tenth of a second and serves nobody."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
