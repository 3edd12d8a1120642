"""NAME: own_proto_kinds
CATEGORY: 4 protocol attacks
ATTEMPTS: answers calls with kinds that belong to other requests: end, result, error, missing, not callable, unsendable, raised without types
A CORRECT GRADER MUST: zero points; nothing but a value counts
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
REPLIES = (
    [
        {"kind": "end"},
        {"kind": "result", "value": 1},
        {"kind": "error", "type": "SystemExit", "text": "passed"},
        {"kind": "not callable", "text": ["no", "text"]},
        {"kind": "unsendable", "text": {"a": 1}},
        {"kind": "raised"},
        {"kind": "raised", "types": {"a": 1}, "name": 3, "text": None, "line": 10**100, "code": b"x", "module": 1.5},
        {"kind": "value"},
        {"kind": "passed", "value": True},
        {"kind": "skipped"},
    ]
)
type(server)._do_call = lambda self, request: dict(REPLIES[request["id"] % len(REPLIES)])
print("patched _do_call")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
