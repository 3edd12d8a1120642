"""NAME: own_forge_own_serving_loop
CATEGORY: 4 protocol attacks
ATTEMPTS: answers the load request itself while it is still being imported, then serves all later requests in its own loop with made-up kinds
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
    return np.zeros((1, 1))


server, request = find_server()
space = type(server)._do_call.__globals__
wire, read_frame = space["wire"], space["read_frame"]
os.write(11, wire.encode({"id": request["id"], "kind": "value", "value": None}))
KINDS = ("value", "passed", "end", "result", "value")
for turn in range(1000):
    request = read_frame(10)
    print("took over", request["do"], flush=True)
    kind = KINDS[turn % len(KINDS)]
    answer = {"id": request["id"], "kind": kind, "value": True, "verdict": "passed", "changed": [], "charges": {}}
    os.write(11, wire.encode(answer))
