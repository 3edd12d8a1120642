"""NAME: own_steal_control_sockets
CATEGORY: 2 stealing the expected answer
ATTEMPTS: takes the cell's and the launcher's socket objects from the collector, and speaks the control protocol on their numbers and on every other
A CORRECT GRADER MUST: closed before any of its code runs: denied
"""
import gc
import os
import socket
import sys

import numpy as np


def find_server():
    """The harness's `Server` and the request it is answering, from the frames below this one."""
    frame, request = sys._getframe(), None
    while frame:
        request = request or (frame.f_code.co_name == "_reply_to" and frame.f_locals.get("request")) or None
        if type(frame.f_locals.get("self")).__name__ == "Server" and frame.f_code.co_name == "serve":
            return frame.f_locals["self"], request
        frame = frame.f_back
    raise LookupError("no Server below")


server, _ = find_server()
wire = type(server)._do_call.__globals__["wire"]
message = wire.encode({"do": "worker", "number": 99, "seconds": 1000.0, "memory_mb": 100_000, "seed": 1, "rehearse": False})
for thing in gc.get_objects():
    if isinstance(thing, socket.socket):
        try:
            thing.send(message)
            print("ESCAPED control", thing.fileno())
        except (OSError, ValueError) as error:
            print("denied", error)
for number in range(256):
    if number in (1, 2, 11):
        continue
    try:
        os.write(number, message)
        print("ESCAPED control by number", number)
    except OSError:
        pass
    try:
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number).send(message)
        print("ESCAPED control by socket", number)
    except OSError:
        pass
print("denied")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
