"""NAME: own_state_poisoned_worker
CATEGORY: 7 cross-test / cross-submission state
ATTEMPTS: patches numpy, wire.encode, failures.describe and builtins of its worker on the first call, for the later checks that share it
A CORRECT GRADER MUST: cases that share a worker get only values from it: zero points
"""
import builtins
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
    space = type(server)._do_call.__globals__
    real = space["wire"].encode
    space["wire"].encode = lambda value, export=None, **more: real({**value, "kind": "value", "value": np.ones((3, 3)), "changed": []} if type(value) is dict and "kind" in value else value, export, **more)
    space["failures"].describe = lambda error, file: {"types": [], "name": "", "text": "passed"}
    space["submission"].load = lambda *args: sys.modules[__name__]
    for name in ("array_equal", "allclose", "isfinite", "abs", "all"):
        setattr(np, name, lambda *args, **kwargs: True)
    builtins.isinstance = lambda *args: True
    print("poisoned")
    return np.zeros((1, 1))
