"""Ctrl-C, noted before it is raised."""

from __future__ import annotations

import signal
import threading
from typing import NoReturn

pressed = threading.Event()
"""Set by Ctrl-C; whoever waits for long looks at it."""


def listen() -> None:
    """
    Note Ctrl-C from now on, where it is not ignored.

    Python drops an exception that is raised while it takes an object apart, KeyboardInterrupt, too; imports do that all the time.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _note)


def _note(_number: int, _frame: object) -> NoReturn:
    pressed.set()
    raise KeyboardInterrupt
