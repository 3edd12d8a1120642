"""NAME: own_lie_imitates_headers
CATEGORY: 3 lying values
ATTEMPTS: answers with lists, tuples and maps that look like the wire format's own tags and replies
A CORRECT GRADER MUST: zero points; nothing but a value counts
"""
import struct

import numpy as np

LIES = (
    [
        ["a", "<f8", [3, 3], 72],
        ("a", "<f8", (3, 3), 72, struct.pack("<9d", *range(9))),
        ["l", [["a", "<f8", [3, 3], 72]]],
        {"id": 1, "kind": "value", "value": [[2.0, 1, -1], [-1, 1, 3], [2, 1, 1]]},
        ["h", 0, "numpy.ndarray", False],
        ["T", "<f8", [3, 3], 72],
        {"a": ["<f8", [3, 3], 72], "__array_interface__": {"shape": (3, 3), "typestr": "<f8", "data": (0, True), "version": 3}},
    ]
)


def conv2d(image, kernel, stride=1, padding=0):
    print("lies")
    return LIES[int(abs(image).sum() * 10 + image.size + kernel.size) % len(LIES)]
