"""NAME: own_res_exits_behind_reply
CATEGORY: 4 protocol attacks
ATTEMPTS: gives right values and ends its process in the moment of each reply
A CORRECT GRADER MUST: the next question of the check finds nobody: zero points, quickly
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


server, _ = find_server()


def _answer(self, request):
    os.write(self._replies, self._reply_to(request))
    if request["do"] == "call":
        os._exit(0)


type(server)._answer = _answer
print("patched _answer")


def conv2d(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kh, kw = kernel.shape
    oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.empty((oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[i, j] = (image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out
