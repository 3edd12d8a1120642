"""NAME: own_odd_logging
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; logs to a rotating file, to standard error and to a queue, and leaves handlers open
A CORRECT GRADER MUST: full points
"""
import logging
import logging.handlers
import queue

import numpy as np

logging.basicConfig(level=logging.DEBUG, filename="own.log")
LOG = logging.getLogger("conv")
LOG.addHandler(logging.handlers.RotatingFileHandler("rotating.log", maxBytes=1000, backupCount=2))
LOG.addHandler(logging.StreamHandler())
LOG.addHandler(logging.handlers.QueueHandler(queue.Queue()))


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
    LOG.warning("shapes %s %s", image.shape, kernel.shape)
    return slide(image, kernel, stride, padding)
