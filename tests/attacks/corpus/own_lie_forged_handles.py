"""NAME: own_lie_forged_handles
CATEGORY: 3 lying values
ATTEMPTS: answers with handles of its own making: numbers of other objects, of none, negative, of 64 bits, of booleans; nested by the thousand
A CORRECT GRADER MUST: a handle is no data and never the expected answer; an impossible number is garbled
"""
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
H = wire.Handle
VALUES = (
    [H(0, "numpy.ndarray"), H(10**18, "x" * 10**6), H(-1, ""), H(2**64, "", True), H(True, "bool"), [H(n, "ndarray (3, 3) float64") for n in range(3000)]]
)
type(server)._do_call = lambda self, request: {"kind": "value", "value": VALUES[request["id"] % len(VALUES)], "changed": [H(1, "")]}
print("patched _do_call")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
