"""A reply is an answer only if its number and its kind are what the grader asked for, of the very types."""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from grader.primitives import wire
from grader.primitives.control import READY
from grader.sandbox.cell import Bounds
from grader.sandbox.crowding import MOST
from grader.sandbox.forked_worker import ForkedWorker
from grader.sandbox.worker import FaultKind, WorkerFault

Reply = Callable[[int], dict[str, Any]]


class Supervisor:
    """Says that a worker has used no time."""

    def processor_seconds(self) -> float:
        return 0.0


@pytest.fixture
def pipes() -> Iterator[list[tuple[int, int]]]:
    """Requests, replies and output: read and write end of each."""
    opened = [os.pipe() for _ in range(3)]
    yield opened
    for descriptor in (end for pipe in opened for end in pipe):
        os.close(descriptor)


def answer(pipes: list[tuple[int, int]], reply: Reply) -> dict[str, Any]:
    """Ask a worker in whose place the test writes the reply to a request of some number."""
    (request, to_worker), (from_worker, replies), (output, _) = pipes
    worker = ForkedWorker(to_worker, from_worker, output, Bounds(5, 512, 100), Supervisor())
    worker.begin_check(fresh=True)

    os.write(replies, READY)

    def answer_it() -> None:
        os.set_blocking(request, True)
        header, _ = wire.frame_lengths(os.read(request, wire.PREFIX.size))
        number = wire.decode(os.read(request, header), b"")["id"]
        os.write(replies, wire.encode(reply(number)))

    return worker.ask({"do": "call"}, meanwhile=answer_it, on_callback=lambda _: {"do": "result"})


def test_the_number_and_a_kind_make_an_answer(pipes: list[tuple[int, int]]) -> None:
    """What was asked is answered."""
    assert answer(pipes, lambda number: {"id": number, "kind": "value", "value": 7})["value"] == 7


GARBLED = {
    "another-number": lambda number: {"id": number + 1, "kind": "value"},
    "no-number": lambda _: {"kind": "value"},
    "number-as-float": lambda number: {"id": float(number), "kind": "value"},
    "number-as-array": lambda number: {"id": np.array([number]), "kind": "value"},
    "numbers-as-array": lambda number: {"id": np.array([number, number]), "kind": "value"},
    "numbers-as-tensor": lambda number: {"id": torch.tensor([number, number]), "kind": "value"},
    "no-kind": lambda number: {"id": number},
    "kind-as-array": lambda number: {"id": number, "kind": np.array([1, 2])},
    "kind-as-tensor": lambda number: {"id": number, "kind": torch.tensor([1, 2])},
    "kind-as-bytes": lambda number: {"id": number, "kind": b"value"},
}


@pytest.mark.parametrize("reply", GARBLED.values(), ids=GARBLED)
def test_anything_else_is_garbled(pipes: list[tuple[int, int]], reply: Reply) -> None:
    """Whatever stands where a number or a kind belongs: comparing it never raises anything but the fault."""
    with pytest.raises(WorkerFault) as caught:
        answer(pipes, reply)

    assert caught.value.kind is FaultKind.GARBLED


def test_a_reply_that_always_has_another_byte_ready_is_late(pipes: list[tuple[int, int]]) -> None:
    """One deadline holds for the whole answer, also where nobody ever has to wait for its next part."""
    (_, to_worker), (from_worker, replies), (output, _) = pipes
    worker = ForkedWorker(to_worker, from_worker, output, Bounds(0.05, 512, 100), Supervisor())
    worker.begin_check(fresh=True)
    real = worker._more
    parts = 0

    def more() -> bytes:
        nonlocal parts
        parts += 1
        os.write(replies, b" " * 9)
        return real()

    worker._more = more
    os.write(replies, READY + wire.PREFIX.pack(wire.MAX_HEADER, 0))
    start = time.monotonic()
    with pytest.raises(WorkerFault) as caught:
        worker.collect()

    assert caught.value.kind is FaultKind.TIMED_OUT
    assert time.monotonic() - start < 3 * 0.05 * MOST + 2
    assert parts > 1
