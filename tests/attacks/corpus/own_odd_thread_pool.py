"""NAME: own_odd_thread_pool
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; computes rows in a pool of threads, with a queue and a lock
A CORRECT GRADER MUST: full points
"""
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

LOCK = threading.RLock()


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
    done = queue.Queue()

    def work(number):
        with LOCK:
            done.put((number, slide(image, kernel, stride, padding)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    return sorted((done.get() for _ in range(4)), key=lambda pair: pair[0])[0][1]
