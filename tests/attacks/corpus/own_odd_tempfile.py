"""NAME: own_odd_tempfile
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; goes through temporary files with shutil.copy, np.save, chmod, rename and fsync
A CORRECT GRADER MUST: full points
"""
import os
import shutil
import tempfile
from pathlib import Path

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
    answer = slide(image, kernel, stride, padding)
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder, "first.npy")
        with first.open("wb") as file:
            np.save(file, answer)
            file.flush()
            os.fsync(file.fileno())
        shutil.copy2(first, Path(folder, "second.npy"))
        first.chmod(0o600)
        os.rename(Path(folder, "second.npy"), Path(folder, "third.npy"))
        mapped = np.load(Path(folder, "third.npy"), mmap_mode="r" if answer.size else None)
        return np.array(mapped)
