"""NAME: own_state_memory_channel
CATEGORY: 7 cross-test / cross-submission state
ATTEMPTS: tells a twin about hidden inputs by the machine's free memory: a worker of the hidden run that is still alive touches and drops pages, the twin watches sysinfo
A CORRECT GRADER MUST: nobody of a hidden run is alive while a run is made to be shown: the report is the same text whatever the hidden inputs were
"""
import ctypes
import mmap
import threading
import time

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
UNIT = 32 * 2**20


def free():
    told = (ctypes.c_ulong * 16)()
    return told[5] if libc.sysinfo(told) == 0 else 0


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
    memory = mmap.mmap(-1, number * UNIT)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    while True:
        libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(number * UNIT), 23)
        time.sleep(0.01)
        libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(number * UNIT), 4)
        time.sleep(0.01)

def number_in(image):
    """What there is to tell: a number from 1 to 4 that a hidden input decides."""
    return 1 + int(abs(image.ravel()[0]) * 10 + abs(image.ravel()[-1]) * 70 + image.size) % 4


first = True


def conv2d(image, kernel, stride=1, padding=0):
    global first
    if first:
        first = False
        print("heard", swing(0.08))
        threading.Thread(target=send, args=(number_in(image),), daemon=True).start()
        time.sleep(0.05)
    return np.zeros((1, 1))
