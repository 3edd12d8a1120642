"""A worker: forked from the cell, confined, then the only process that runs the student's file. Never returns."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.primitives import wire
from grader.student_side.confinement import Confinement
from grader.student_side.serving import Server

_REQUESTS, _REPLIES, _FIRST_SPARE = 10, 11, 12


@dataclass(frozen=True)
class Surroundings:
    """
    What a cell knows of itself.

    harness: names of the modules that the student's code must not find. touch: statements to run once ahead. grace: seconds
    in which a worker may end by itself. cell: the number of the cell's process.
    """

    confinement: Confinement
    harness: tuple[str, ...]
    touch: tuple[str, ...]
    grace: float
    cell: int = 0


def run(pipes: list[int], bounds: dict[str, Any], surroundings: Surroundings) -> NoReturn:
    """
    Be a worker until the grader hangs up.

    Args: pipes: descriptors to read requests from, write replies to and print to. bounds: seconds, memory_mb, seed.
    """
    try:
        _move_descriptors(pipes)
        surroundings.confinement.around_worker(seconds=bounds["seconds"], memory_mb=bounds["memory_mb"])
        if os.getppid() != surroundings.cell:
            os._exit(1)
        _fresh_interpreter(bounds["seed"], surroundings)
        surroundings.confinement.seal()
        Server(_REQUESTS, _REPLIES).serve()
    finally:
        os._exit(0)


def _move_descriptors(pipes: list[int]) -> None:
    """Requests and replies away from 0 to 2, output onto 1 and 2, nothing else left open."""
    requests, replies, output = (os.dup(pipe) for pipe in pipes)
    with contextlib.suppress(OSError):
        os.setsid()
    nothing = os.open("/dev/null", os.O_RDONLY)
    high = [
        os.dup2(descriptor, 100 + i, inheritable=False)
        for i, descriptor in enumerate((requests, replies, output, nothing))
    ]
    os.closerange(0, 100)
    os.closerange(104, _open_limit())
    for source, target in zip(high, (_REQUESTS, _REPLIES, 1, 0), strict=True):
        os.dup2(source, target, inheritable=False)
    os.dup2(1, 2, inheritable=False)
    os.closerange(100, 104)


def _fresh_interpreter(seed: int, surroundings: Surroundings) -> None:
    """Streams of its own, default signals, reseeded generators (forks share them), and no trace of the harness by name."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        stream = open(descriptor, mode, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed % 2**32)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)
    for name in surroundings.harness:
        del sys.modules[name]
    _touch_memory(surroundings.touch)


def _touch_memory(statements: tuple[str, ...]) -> None:
    """Do once what every answer needs: a forked process copies its memory when it first writes to it."""
    frame = wire.encode({"value": [0.5]})
    header, _ = wire.frame_lengths(frame[: wire.PREFIX.size])
    wire.decode(frame[wire.PREFIX.size : wire.PREFIX.size + header], b"")
    for statement in statements:
        exec(statement, {})  # noqa: S102 - the grader's own statements


def _open_limit() -> int:
    return min(os.sysconf("SC_OPEN_MAX"), 65536)
