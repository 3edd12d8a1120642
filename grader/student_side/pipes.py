"""Frames over the two pipes of a worker: blocking, exact, nothing else."""

from __future__ import annotations

import os
from typing import Any

from grader.primitives import wire

_CHUNK = 2**20


def read_frame(descriptor: int) -> Any:
    """The next value. Raises EOFError when the grader is gone."""
    header, body = wire.frame_lengths(_read(descriptor, wire.PREFIX.size))
    return wire.decode(_read(descriptor, header), _read(descriptor, body), as_arguments=True)


def write_frame(descriptor: int, frame: bytes) -> None:
    """Send an encoded frame."""
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view[:_CHUNK]) :]


def _read(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, min(size, _CHUNK))
        if not part:
            raise EOFError("the grader closed the pipe")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
