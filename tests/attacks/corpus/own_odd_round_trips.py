"""NAME: own_odd_round_trips
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; sends its answer through pickle, json, struct, sqlite3 in memory, mmap and a socket pair
A CORRECT GRADER MUST: full points
"""
import json
import mmap
import pickle
import socket
import sqlite3
import struct

import numpy as np


def slide(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kh, kw = kernel.shape
    oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.empty((oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[i, j] = (image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out


def conv2d(image, kernel, stride=1, padding=0):
    answer = pickle.loads(pickle.dumps(slide(image, kernel, stride, padding)))
    rows, columns = answer.shape
    flat = json.loads(json.dumps(answer.ravel().tolist()))
    packed = struct.pack(f"<{len(flat)}d", *flat)
    with sqlite3.connect(":memory:") as base:
        packed = base.execute("SELECT ?", (packed,)).fetchone()[0]
    with mmap.mmap(-1, len(packed) + 8) as memory:
        memory.write(packed)
        memory.flush()
        packed = memory[: len(packed)]
    one, other = socket.socketpair()
    one.sendall(packed + b".")
    packed = other.recv(len(packed) + 1, socket.MSG_WAITALL)[:-1]
    one.close()
    other.close()
    return np.frombuffer(packed, "<f8").reshape(rows, columns)
