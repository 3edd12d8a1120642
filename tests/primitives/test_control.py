"""Control messages keep their boundaries and their descriptors."""

import os
import socket
import threading
from collections.abc import Iterator

import pytest

from grader.primitives import control, wire
from grader.primitives.errors import ProtocolError

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two connected ends."""
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    theirs.settimeout(5)
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def files() -> Iterator[list[int]]:
    """Two pipes: read and write end of each."""
    descriptors = [*os.pipe(), *os.pipe()]
    yield descriptors
    for descriptor in descriptors:
        os.close(descriptor)


def received_and_closed(channel: socket.socket) -> tuple[dict[str, object], int]:
    """A message and how many descriptors came with it."""
    message, descriptors = control.receive(channel)
    for descriptor in descriptors:
        os.close(descriptor)
    return message, len(descriptors)


def test_a_message_arrives(pair: Pair) -> None:
    """What one end sends is what the other receives."""
    ours, theirs = pair
    control.send(ours, {"do": "start", "limits": [1, 2.5], "name": "卷積"})

    assert control.receive(theirs) == ({"do": "start", "limits": [1, 2.5], "name": "卷積"}, [])


def test_two_messages_queued_at_once_stay_two(pair: Pair) -> None:
    """The first message is read to its end and no byte further."""
    ours, theirs = pair
    control.send(ours, {"number": 1})
    control.send(ours, {"number": 2})

    assert [control.receive(theirs)[0] for _ in range(2)] == [{"number": 1}, {"number": 2}]


def test_a_descriptor_travels(pair: Pair, files: list[int]) -> None:
    """The received descriptor is the same pipe."""
    ours, theirs = pair
    read, write, *_ = files
    control.send(ours, {"do": "write"}, [write])
    _, (copy,) = control.receive(theirs)
    os.write(copy, b"through the copy")
    os.close(copy)

    assert os.read(read, 100) == b"through the copy"


def test_descriptors_stay_with_their_message(pair: Pair, files: list[int]) -> None:
    """Of several queued messages each brings its own descriptors."""
    ours, theirs = pair
    control.send(ours, {"number": 1}, files[:1])
    control.send(ours, {"number": 2})
    control.send(ours, {"number": 3}, files[1:])

    assert [received_and_closed(theirs) for _ in range(3)] == [
        ({"number": 1}, 1),
        ({"number": 2}, 0),
        ({"number": 3}, 3),
    ]


@pytest.mark.parametrize("with_descriptor", [False, True])
def test_a_long_message_arrives_whole(pair: Pair, files: list[int], with_descriptor: bool) -> None:
    """A message larger than the socket's buffer is sent and read in pieces."""
    ours, theirs = pair
    message = {"source": b"x" * 2_000_000}
    sender = threading.Thread(target=control.send, args=(ours, message, files[:1] if with_descriptor else []))
    sender.start()

    assert received_and_closed(theirs) == (message, int(with_descriptor))
    sender.join()


def test_a_message_in_single_bytes_arrives_whole(pair: Pair) -> None:
    """However slowly the bytes come, they are one message."""
    ours, theirs = pair

    def drip() -> None:
        for byte in wire.encode({"slow": True}):
            ours.send(bytes([byte]))

    sender = threading.Thread(target=drip)
    sender.start()

    assert control.receive(theirs)[0] == {"slow": True}
    sender.join()


@pytest.mark.parametrize("sent", [0, 3, 8, 12])
def test_a_closed_socket_is_the_end(pair: Pair, sent: int) -> None:
    """Whether nothing came or half a message: the other side is gone."""
    ours, theirs = pair
    ours.sendall(wire.encode({"do": "start"})[:sent])
    ours.close()

    with pytest.raises(EOFError):
        control.receive(theirs)


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"\xff" * 8, id="huge-lengths"),
        pytest.param(wire.encode([1, 2]), id="no-map"),
        pytest.param(wire.PREFIX.pack(1, 0) + b"{", id="not-json"),
    ],
)
def test_bytes_that_are_no_message_are_a_protocol_error(pair: Pair, frame: bytes) -> None:
    """Only a map is a control message."""
    ours, theirs = pair
    ours.sendall(frame)

    with pytest.raises(ProtocolError):
        control.receive(theirs)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts what is open in /proc")
def test_descriptors_of_a_garbled_message_are_closed(pair: Pair, files: list[int]) -> None:
    """Nobody would know of them."""
    ours, theirs = pair
    socket.send_fds(ours, [wire.encode([1, 2])], files)
    before = len(os.listdir("/proc/self/fd"))

    with pytest.raises(ProtocolError):
        control.receive(theirs)

    assert len(os.listdir("/proc/self/fd")) == before
