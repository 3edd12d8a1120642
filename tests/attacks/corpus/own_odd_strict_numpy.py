"""NAME: own_odd_strict_numpy
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; turns warnings into errors, numpy's floating point errors into exceptions, prints with odd options
A CORRECT GRADER MUST: full points
"""
import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(all="raise")
np.set_printoptions(precision=1, threshold=3, suppress=True, legacy="1.13")


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
    with np.errstate(all="raise", under="ignore"):
        return slide(image, kernel, stride, padding)
