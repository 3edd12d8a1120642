"""NAME: own_proto_callback_unknown
CATEGORY: 4 protocol attacks
ATTEMPTS: calls functions of the grader's that were never passed: callback frames with numbers 0, 1, -1, 2**62 and odd arguments
A CORRECT GRADER MUST: garbled; no function of the grader's runs
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
    print("calls back", flush=True)
    for number in (0, 1, -1, 2**62, True, None, "exit"):
        for args in ((), (image,), [], "no tuple"):
            os.write(11, wire.encode({"kind": "callback", "id": request["id"], "function": number, "args": args, "kwargs": {}}))
    return np.zeros((1, 1))
