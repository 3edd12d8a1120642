"""NAME: own_odd_asyncio
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; computes rows as tasks of asyncio.run, with a timeout and a thread
A CORRECT GRADER MUST: full points
"""
import asyncio

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


async def gather(*args):
    async with asyncio.timeout(5):
        first, second = await asyncio.gather(asyncio.to_thread(slide, *args), asyncio.to_thread(slide, *args))
    await asyncio.sleep(0.001)
    return first


def conv2d(image, kernel, stride=1, padding=0):
    return asyncio.run(gather(image, kernel, stride, padding))
