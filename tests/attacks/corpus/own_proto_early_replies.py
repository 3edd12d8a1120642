"""NAME: own_proto_early_replies
CATEGORY: 4 protocol attacks
ATTEMPTS: writes replies with the next fifty request numbers right behind every reply, so that later checks find answers waiting
A CORRECT GRADER MUST: bytes before a question make that check garbled, nothing else
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
space = type(server)._do_call.__globals__
wire, real = space["wire"], space["write_frame"]


def write_frame(descriptor, frame):
    request = find_server()[1]
    real(descriptor, frame)
    for ahead in range(1, 51):
        os.write(descriptor, wire.encode({"id": request["id"] + ahead, "kind": "value", "value": np.ones((3, 3))}))


def _answer(self, request):
    self_write(self._replies, self._reply_to(request), request["id"])


def self_write(descriptor, frame, number):
    os.write(descriptor, frame + b"".join(wire.encode({"id": number + k, "kind": "value", "value": np.ones((3, 3))}) for k in range(1, 51)))


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
