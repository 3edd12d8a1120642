"""NAME: own_res_fast_drip
CATEGORY: 5 resource exhaustion
ATTEMPTS: announces a frame of 16 MB and then writes it byte by byte, each in time, so that the reader never has to wait
A CORRECT GRADER MUST: one deadline over the whole answer, however it comes
"""
import os
import struct

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    print("drips", flush=True)
    os.write(11, struct.pack("<II", 16 * 2**20, 64 * 2**20))
    write = os.write
    while True:
        write(11, b" ")
