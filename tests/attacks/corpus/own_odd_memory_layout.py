"""NAME: own_odd_memory_layout
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; answers in Fortran order, byte-swapped, as a view with negative strides, read-only
A CORRECT GRADER MUST: full points
"""
import numpy as np

calls = 0


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
    global calls
    calls += 1
    answer = slide(image, kernel, stride, padding)
    forms = (np.asfortranarray(answer), answer.astype(">f8"), np.ascontiguousarray(answer[::-1, ::-1])[::-1, ::-1], np.repeat(answer, 2, axis=1)[:, ::2])
    chosen = forms[calls % 4]
    chosen.flags.writeable = False
    return chosen
