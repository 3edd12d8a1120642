"""NAME: own_res_disk_fill
CATEGORY: 5 resource exhaustion
ATTEMPTS: fallocates up to 256 MB of files in its folder, HOME and TMPDIR
A CORRECT GRADER MUST: a folder of its own that cannot grow without end
"""
import os
import tempfile

import numpy as np

total, kept = 0, []
for place in (".", os.environ.get("HOME", "."), tempfile.gettempdir()):
    for _ in range(8):
        try:
            kept.append(open(os.path.join(place, f"fill{len(kept)}"), "wb"))
            os.posix_fallocate(kept[-1].fileno(), 0, 32 * 2**20)
            total += 32
        except OSError as error:
            print("denied", error)
            break
        if total >= 256:
            print("ESCAPED disk", total, "MB")
            break
    if total >= 256:
        break


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
