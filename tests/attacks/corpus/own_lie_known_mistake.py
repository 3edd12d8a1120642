"""NAME: own_lie_known_mistake
CATEGORY: 3 lying values
ATTEMPTS: answers exactly as a known mistake would (the kernel flipped), so that a hint is named
A CORRECT GRADER MUST: the hint earns nothing: only checks whose kernel looks the same flipped have right values
"""
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = np.pad(np.asarray(image, dtype=float), padding), kernel[::-1, ::-1]
    kh, kw = kernel.shape
    oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    return np.array([[(image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum() for j in range(ow)] for i in range(oh)])
