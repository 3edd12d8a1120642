"""NAME: own_state_disk_channel
CATEGORY: 7 cross-test / cross-submission state
ATTEMPTS: tells a twin about hidden inputs by how full the disk is: a worker of the hidden run that is still alive lets a file grow and shrink, the twin watches statfs
A CORRECT GRADER MUST: nobody of a hidden run is alive while a run is made to be shown: the report is the same text whatever the hidden inputs were
"""
import os
import threading
import time

import numpy as np

UNIT = 12 * 2**20


def free():
    status = os.statvfs(".")
    return status.f_bavail * status.f_frsize


def swing(seconds):
    """How much goes up and down in every one of three spans: what happens once is somebody else's."""
    least = None
    for _ in range(3):
        seen, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            seen.append(free())
            time.sleep(0.001)
        least = min(max(seen) - min(seen), least) if least is not None else max(seen) - min(seen)
    return round(least / UNIT)


def send(number):
    with open("signal", "wb") as file:
        while True:
            for size in (number * UNIT, 0):
                os.ftruncate(file.fileno(), size)
                if size:
                    os.posix_fallocate(file.fileno(), 0, size)
                time.sleep(0.012)

def number_in(image):
    """What there is to tell: a number from 1 to 4 that a hidden input decides."""
    return 1 + int(abs(image.ravel()[0]) * 10 + abs(image.ravel()[-1]) * 70 + image.size) % 4


first = True


def conv2d(image, kernel, stride=1, padding=0):
    global first
    if first:
        first = False
        print("heard", swing(0.04))
        threading.Thread(target=send, args=(number_in(image),), daemon=True).start()
        time.sleep(0.03)
    return np.zeros((1, 1))
