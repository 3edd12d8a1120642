"""NAME: own_state_first_call_only
CATEGORY: 7 cross-test / cross-submission state
ATTEMPTS: right on the first call of each process, wrong on all others
A CORRECT GRADER MUST: every check asks more than once
"""
import numpy as np

calls = 0


def conv2d(image, kernel, stride=1, padding=0):
    global calls
    calls += 1
    if calls > 1:
        return np.zeros((1, 1))
    image = np.pad(np.asarray(image, dtype=float), padding)
    kh, kw = kernel.shape
    oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    return np.array([[(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum() for j in range(ow)] for i in range(oh)])
