"""NAME: own_text_huge_exception
CATEGORY: 5 resource exhaustion
ATTEMPTS: forges a reply about an exception with 2 MB of text, 30,000 class names and a line number of 500 bits
A CORRECT GRADER MUST: bounded time and memory; the text is cut
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
REPLY = {"kind": "raised", "types": ["ValueError"] * 30_000, "name": "n" * 2**18, "text": "stride " + "3.0" * 2**18, "line": 2**500, "code": "c" * 2**18, "module": "m" * 2**18}
type(server)._do_call = lambda self, request: REPLY
print("patched _do_call")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
