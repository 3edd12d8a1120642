"""Standard streams that are closed, missing or broken, in a process of their own."""

import io
import os
import sys

import pytest
from in_child import in_child

from grader.cli import streams


def writer(file: int | str) -> io.TextIOWrapper:
    """A buffered text stream on a descriptor or path."""
    return io.TextIOWrapper(io.BufferedWriter(io.FileIO(file, "w")))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_closed_descriptor_leads_nowhere_instead_of_to_the_next_pipe(number: int) -> None:
    """A pipe that is opened later does not get its number."""

    def prepared() -> tuple[str, bool]:
        os.close(number)
        streams.prepare()
        pipe = os.pipe()
        return os.readlink(f"/proc/self/fd/{number}"), number in pipe

    assert in_child(prepared) == ("/dev/null", False)


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_stream_that_python_did_not_open_can_be_written(name: str) -> None:
    """Python has None where a descriptor was closed at its start."""

    def prepared() -> int:
        setattr(sys, name, None)
        streams.prepare()
        return int(getattr(sys, name).write("x"))

    assert in_child(prepared) == 1


def test_a_character_that_the_terminal_does_not_have_is_a_question_mark() -> None:
    """It is no reason to fail."""

    def written() -> bytes:
        buffer = io.BytesIO()
        sys.stdout = io.TextIOWrapper(buffer, encoding="ascii")
        streams.prepare()
        sys.stdout.write("卷積 ✓")
        streams.flush()
        return buffer.getvalue()

    assert in_child(written) == b"?? ?"


def test_output_that_nobody_reads_is_forgotten() -> None:
    """What is still buffered does not fail again when the program ends."""

    def ended() -> bool:
        reading, writing = os.pipe()
        os.dup2(writing, 1)
        os.close(reading)
        sys.stdout = writer(1)
        sys.stdout.write("never read")
        streams.forget_output()
        streams.flush()
        return True

    assert in_child(ended)


def test_a_stream_without_a_descriptor_is_forgotten_too() -> None:
    """As in a notebook."""

    def ended() -> bool:
        sys.stdout = io.StringIO()
        streams.forget_output()
        return True

    assert in_child(ended)


def test_leaving_writes_what_is_buffered_and_takes_the_code() -> None:
    """Also where one of the two streams cannot be written any more."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            sys.stdout, sys.stderr = writer(writing), writer("/dev/full")
            sys.stdout.write("said")
            sys.stderr.write("lost")
            streams.leave(7)
        finally:
            os._exit(1)
    os.close(writing)
    with open(reading) as said:
        assert said.read() == "said"
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
