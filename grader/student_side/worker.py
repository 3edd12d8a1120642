"""A worker: forked from the cell, confined, then the only process that runs the student's file. Never returns."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.primitives.control import READY
from grader.student_side import interpreter
from grader.student_side.confinement import Confinement, Prepared
from grader.student_side.rehearsal import Rehearsal
from grader.student_side.serving import Server

_REQUESTS, _REPLIES, _FIRST_SPARE, _ABOVE = 10, 11, 12, 100
_MOST_DESCRIPTORS = 65536


@dataclass(frozen=True)
class Surroundings:
    """
    What a cell knows of itself.

    rehearsal: what to do once ahead. grace: seconds in which a worker may end by itself. cell: the number of the cell's
    process.
    """

    confinement: Confinement
    rehearsal: Rehearsal
    grace: float
    cell: int = 0


def run(pipes: list[int], bounds: dict[str, Any], prepared: Prepared, surroundings: Surroundings) -> NoReturn:
    """
    Be a worker until the grader hangs up.

    Args: pipes: descriptors to read requests from, write replies to and print to. bounds: its seed, and whether there is
        time to rehearse. prepared: what its cell has worked out for it.
    """
    try:
        _move_descriptors(pipes)
        surroundings.confinement.around_worker(prepared)
        if os.getppid() != surroundings.cell:
            os._exit(1)
        interpreter.reseed(bounds["seed"])
        if bounds["rehearse"]:
            surroundings.rehearsal.play()
        surroundings.confinement.seal()
        os.write(_REPLIES, READY)
        Server(_REQUESTS, _REPLIES).serve()
    finally:
        os._exit(0)


def _move_descriptors(pipes: list[int]) -> None:
    """Requests and replies away from 0 to 2, output onto 1 and 2, nothing else left open."""
    with contextlib.suppress(OSError):
        os.setsid()
    requests, replies, output = pipes
    nothing = os.open("/dev/null", os.O_RDONLY)
    for number, descriptor in ((_ABOVE, requests), (_ABOVE + 1, replies), (_ABOVE + 2, output), (_ABOVE + 3, nothing)):
        os.dup2(descriptor, number, inheritable=False)
    for number, descriptor in (
        (0, _ABOVE + 3),
        (1, _ABOVE + 2),
        (2, _ABOVE + 2),
        (_REQUESTS, _ABOVE),
        (_REPLIES, _ABOVE + 1),
    ):
        os.dup2(descriptor, number, inheritable=False)
    os.closerange(3, _REQUESTS)
    os.closerange(_FIRST_SPARE, min(os.sysconf("SC_OPEN_MAX"), _MOST_DESCRIPTORS))
