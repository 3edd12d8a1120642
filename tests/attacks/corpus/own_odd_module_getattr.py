"""NAME: own_odd_module_getattr
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; a module-level __getattr__, __dir__ and a class for the module
A CORRECT GRADER MUST: full points
"""
import sys
import types

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


def __getattr__(name):
    raise AttributeError(name)


def __dir__():
    return ["nothing"]


class Lazy(types.ModuleType):
    @property
    def late(self):
        return 1


sys.modules[__name__].__class__ = Lazy
conv2d = slide
