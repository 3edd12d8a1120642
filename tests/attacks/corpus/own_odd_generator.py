"""NAME: own_odd_generator
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; a generator yields windows, a context manager and an iterator class around it
A CORRECT GRADER MUST: full points
"""
import contextlib

import numpy as np


def windows(image, shape, stride):
    for i in range(0, image.shape[0] - shape[0] + 1, stride):
        yield (image[i : i + shape[0], j : j + shape[1]] for j in range(0, image.shape[1] - shape[1] + 1, stride))


@contextlib.contextmanager
def padded(image, padding):
    yield np.pad(np.asarray(image, dtype=float), padding)


def conv2d(image, kernel, stride=1, padding=0):
    if stride < 1:
        stride // 0
    with padded(image, padding) as big:
        return np.array([[(part * kernel).sum() for part in row] for row in windows(big, kernel.shape, stride)]).reshape(
            (big.shape[0] - kernel.shape[0]) // stride + 1, (big.shape[1] - kernel.shape[1]) // stride + 1
        )
