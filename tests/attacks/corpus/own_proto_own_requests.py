"""NAME: own_proto_own_requests
CATEGORY: 4 protocol attacks
ATTEMPTS: opens its own pipes the other way round by /proc/self/fd and /dev/fd, puts requests into its own requests' pipe, takes replies back out
A CORRECT GRADER MUST: zero points; nothing but a value counts
"""
import os
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


def conv2d(image, kernel, stride=1, padding=0):
    server, request = find_server()
    wire = type(server)._do_call.__globals__["wire"]
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            os.write(os.open(f"{folder}/10", os.O_WRONLY), wire.encode({**request, "do": "get", "name": "PASSED"}) * 3 + b"half")
            print("injected")
            print("took", os.open(f"{folder}/11", os.O_RDONLY | os.O_NONBLOCK))
        except OSError as error:
            print("denied", error)
    for descriptor in (10, 11):
        try:
            os.write(descriptor, b"") if descriptor == 10 else os.read(11, 1)
        except OSError as error:
            print("denied", error)
    return np.zeros((1, 1))


PASSED = True
