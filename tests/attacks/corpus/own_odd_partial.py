"""NAME: own_odd_partial
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; conv2d is a functools.partial of a function with more arguments
A CORRECT GRADER MUST: full points
"""
import functools

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


def general(function, image, kernel, stride=1, padding=0):
    return function(image, kernel, stride, padding)


conv2d = functools.partial(general, slide)
