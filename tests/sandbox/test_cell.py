"""A cell from the grader's side."""

import socket

from grader.primitives import control
from grader.sandbox.cell import Cell


def test_a_cell_may_take_as_long_to_open_as_its_launcher_takes_to_import() -> None:
    """The patience that a cell is owed begins when it is there; before, the launcher's own holds."""
    ours, theirs = socket.socketpair()
    waited: list[str] = []

    def opened() -> None:
        waited.append("for the launcher")
        control.send(theirs, {"seconds": 1.5})

    with ours, theirs:
        cell = Cell(ours, None, opened)
        ours.settimeout(0.001)

        assert cell.processor_seconds(0) == 1.5

    assert waited == ["for the launcher"]
