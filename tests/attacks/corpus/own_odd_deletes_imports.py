"""NAME: own_odd_deletes_imports
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; deletes its imports and helpers, and itself from sys.modules
A CORRECT GRADER MUST: full points
"""
import sys

import numpy as np


def made(np=np):
    def conv2d(image, kernel, stride=1, padding=0):
        image = np.pad(np.asarray(image, dtype=float), padding)
        kh, kw = kernel.shape
        oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
        out = np.empty((oh, ow))
        for i in range(oh):
            for j in range(ow):
                out[i, j] = (image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
        return out
    return conv2d


conv2d = made()
sys.modules.pop(__name__)
del np, sys, made
