"""NAME: own_res_deep_tree
CATEGORY: 5 resource exhaustion
ATTEMPTS: leaves a tree 500 folders deep, with names of 255 bytes that are no text, folders without rights, links to the canaries and loops
A CORRECT GRADER MUST: it is cleared away without following a link, and nothing is left
"""
import os

import numpy as np

here = os.getcwd()
deep = 0
try:
    for deep in range(500):
        name = (b"\xff\n" + b"d" * 253) if deep % 100 == 0 else b"d"
        os.mkdir(name, 0o700)
        os.chdir(name)
        if deep % 200 == 0:
            os.symlink(here, b"loop")
            os.symlink("/tmp/agcanary", b"canary")
            os.symlink("/tmp/agcanary/reference.py", b"\xfe.py")
            os.mkdir(b"closed", 0)
except OSError as error:
    print("denied", error)
print("deep", deep)
os.chdir(here)


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
