"""Messages with file descriptors over a control socket between grader, launcher and cell. No student code holds one."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from typing import Any

from grader.primitives import wire
from grader.primitives.errors import ProtocolError

MAX_DESCRIPTORS = 8

READY = b"\x06"
"""What a worker says when it is prepared, before it knows anything of the student's. Until then, all faults are ours."""


def send(channel: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message; the descriptors travel with its first byte."""
    frame = wire.encode(message)
    sent = socket.send_fds(channel, [frame], list(descriptors)) if descriptors else channel.send(frame)
    channel.sendall(frame[sent:])


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """
    Wait for one message.

    Raises: EOFError when the other side is gone, ProtocolError for bytes that are no message; no descriptor stays open then.
    """
    prefix, descriptors, _flags, _address = socket.recv_fds(channel, wire.PREFIX.size, MAX_DESCRIPTORS)
    try:
        return _message(channel, prefix), list(descriptors)
    except BaseException:
        for descriptor in descriptors:
            os.close(descriptor)
        raise


def _message(channel: socket.socket, prefix: bytes) -> dict[str, Any]:
    header, body = wire.frame_lengths(_fill(channel, prefix, wire.PREFIX.size))
    data = _fill(channel, b"", header + body)
    message = wire.decode(data[:header], data[header:])
    if type(message) is not dict:
        raise ProtocolError("a control message must be a map")
    return message


def _fill(channel: socket.socket, data: bytes, size: int) -> bytes:
    while len(data) < size:
        more = channel.recv(size - len(data))
        if not more:
            raise EOFError("the control socket was closed")
        data += more
    return data
