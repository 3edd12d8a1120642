"""NAME: own_odd_cache
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; a decorator caches answers by the arguments' bytes and gives copies
A CORRECT GRADER MUST: full points
"""
import functools

import numpy as np


def cached(function):
    known = {}

    @functools.wraps(function)
    def wrapper(image, kernel, *args, **kwargs):
        key = image.tobytes(), image.shape, str(image.dtype), kernel.tobytes(), kernel.shape, str(kernel.dtype), args, tuple(sorted(kwargs.items()))
        if key not in known:
            known[key] = function(image, kernel, *args, **kwargs)
        return known[key].copy()

    return wrapper


def slide(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kh, kw = kernel.shape
    oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.empty((oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[i, j] = (image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out


conv2d = cached(slide)
