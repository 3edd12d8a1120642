"""
A worker where nothing can be forked: a program of its own, started for one test function, spoken to by its standard pipes.

Requests come on descriptor 0, replies go to 1, what is printed goes to 2. It uses only what every system has. Run as
`python -I -S spawned.py FOLDER_OF_THE_GRADER`, in an empty folder.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

if __name__ == "__main__":  # the package is found by path, and the path forgotten again
    sys.path.insert(0, sys.argv[1])

from grader.primitives import wire
from grader.student_side import interpreter, kernel, limits
from grader.student_side.pipes import read_frame, write_frame
from grader.student_side.serving import Server


class MarkingServer(Server):
    """
    Marks on the output, too, that a request is answered, before it answers.

    The grader reads the two pipes in two threads; by the mark it knows that it has seen all that was printed before.
    """

    def __init__(self, requests: int, replies: int, output: int, mark: bytes) -> None:
        super().__init__(requests, replies)
        self._output = output
        self._mark = mark

    def _answer(self, request: dict[str, Any]) -> None:
        reply = self._reply_to(request)
        write_frame(self._output, self._mark)
        write_frame(self._replies, reply)


def main() -> None:
    """Set up as the first frame says, tell that this is done, then serve until the grader closes the pipe."""
    sys.dont_write_bytecode = True
    requests, replies, output = _move_descriptors()
    kernel.die_with_parent()
    interpreter.spare_address_space()
    setup = read_frame(requests)
    interpreter.import_packages(setup)
    bounds = {"seconds": setup["seconds"], "memory_mb": setup["memory_mb"]}
    limits.apply(limits.planned(**bounds, base=limits.address_space(), alone=False))
    interpreter.prepare()
    interpreter.reseed(setup["seed"])
    server = MarkingServer(requests, replies, output, setup["mark"])
    write_frame(replies, wire.encode({"kind": "ready"}))
    server.serve()


def _move_descriptors() -> tuple[int, int, int]:
    """Requests and replies away from 0 and 1, output onto 1 and 2. Returns: requests, replies, and output once more."""
    requests, replies, output = os.dup(0), os.dup(1), os.dup(2)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0, inheritable=False)
    os.dup2(output, 1, inheritable=False)
    os.close(nothing)
    return requests, replies, output


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # noqa: BLE001 - said to the grader, who shows the last line of it if nothing else was said
        traceback.print_exc()
    finally:
        os._exit(0)
