"""How crowded the machine is: somebody who gets no processor is not slow."""

from __future__ import annotations

import time

_WORK = 0.02
MOST = 20.0


def crowding() -> float:
    """
    How many times longer than alone work takes here now: from 1 to 20.

    Measured, by doing some (20 ms of this thread's processor time): what others leave to this process, they leave to a worker.
    """
    began, worked = time.monotonic(), time.thread_time()
    while time.thread_time() - worked < _WORK:
        pass
    return min(max((time.monotonic() - began) / _WORK, 1.0), MOST)
