"""NAME: own_res_fast_drip_sleeping
CATEGORY: 5 resource exhaustion
ATTEMPTS: the same drip with sleeps in between: hardly any processor time
A CORRECT GRADER MUST: wall time is the backstop
"""
import os
import struct
import time

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    print("drips", flush=True)
    os.write(11, struct.pack("<II", 16 * 2**20, 64 * 2**20))
    while True:
        os.write(11, b" " * 3)
        time.sleep(0.0004)
