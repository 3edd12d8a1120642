"""NAME: own_odd_hooks
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; sets a tracer, a profiler, an excepthook, atexit and finalizers, and replaces sys.stdout
A CORRECT GRADER MUST: full points
"""
import atexit
import io
import sys
import threading
import weakref

import numpy as np

atexit.register(print, "bye")
sys.excepthook = lambda *args: None
threading.excepthook = lambda args: None
sys.stdout = io.StringIO()
sys.setrecursionlimit(3000)
sys.setswitchinterval(0.001)


def slide(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kh, kw = kernel.shape
    oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.empty((oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[i, j] = (image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out


class Holder:
    pass


def conv2d(image, kernel, stride=1, padding=0):
    holder = Holder()
    weakref.finalize(holder, print, "gone")
    sys.settrace(lambda *args: None)
    sys.setprofile(lambda *args: None)
    print("into a buffer")
    return slide(image, kernel, stride, padding)
