"""NAME: own_lie_raw_frames
CATEGORY: 3 lying values
ATTEMPTS: writes frames by hand: arrays with impossible shapes and lengths, tensors, truth values of 2, overlong buffers, duplicate keys, numbers of a million digits, depth 10,000
A CORRECT GRADER MUST: every one is garbled, quickly
"""
import os
import struct
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


def frame(number, value, body=b""):
    header = ('["d",[["id",%d],["kind","value"],["value",%s]]]' % (number, value)).encode()
    return struct.pack("<II", len(header), len(body)) + header + body


FORGED = (
    [
        ('["a","<f8",[3,3],71]', bytes(71)),
        ('["a","<f8",[4611686018427387904,4],0]', b""),
        ('["a","<f8",[0,9223372036854775807],0]', b""),
        ('["a","<f8",[-3,-3],72]', bytes(72)),
        ('["a","|b1",[3,3],9]', b"\2" * 9),
        ('["a","|O",[1],8]', bytes(8)),
        ('["T","<f8",[3,3],72]', bytes(72)),
        ('["a","<f8",[3,3],72]', bytes(80)),
        ('["s","<f8",[1],8]', bytes(8)),
        ("1" * 10**6, b""),
        ("[" * 10_000 + "]" * 10_000, b""),
        ('["d",[["a",1],["a",2]]]', b""),
        ('["d",[[1.5,1]]]', b""),
        ("NaN", b""),
        ('["c",1e999,-1e999]', b""),
        ('["l",[' + ",".join(["0"] * 200_000) + "]]", b""),
        ('["a",' * 3_000_000, b""),
        ('"\\ud800"', b""),
    ]
)


def conv2d(image, kernel, stride=1, padding=0):
    server, request = find_server()
    print("forges", flush=True)
    os.write(11, frame(request["id"], *FORGED[request["id"] % len(FORGED)]))
    return np.zeros((1, 1))
