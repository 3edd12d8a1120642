"""NAME: own_odd_alarm
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; guards itself with signal.alarm, setitimer and a SIGUSR1 to itself
A CORRECT GRADER MUST: full points
"""
import os
import signal

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
    def late(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.signal(signal.SIGUSR1, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 5.0)
    os.kill(os.getpid(), signal.SIGUSR1)
    try:
        return slide(image, kernel, stride, padding)
    finally:
        signal.alarm(0)
