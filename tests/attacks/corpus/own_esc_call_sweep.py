"""NAME: own_esc_call_sweep
CATEGORY: 6 escape and side effects
ATTEMPTS: tries every system call of x86_64 that the filter does not name, by number, with harmless arguments
A CORRECT GRADER MUST: EPERM or ENOSYS for each
"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

import errno
import os
import platform

import numpy as np

NAMED = {
    *(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 32, 33, 34, 35, 36, 37, 38, 39, 40),
    *(44, 45, 46, 47, 48, 51, 52, 53, 54, 55, 56, 60, 61, 62, 63, 72, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92),
    *(93, 94, 95, 96, 97, 98, 99, 100, 102, 104, 107, 108, 110, 111, 115, 118, 120, 121, 124, 125, 127, 128, 130, 131, 132, 137, 138, 140, 143, 145),
    *(146, 147, 157, 158, 186, 187, 191, 192, 193, 194, 195, 196, 201, 202, 204, 213, 217, 218, 219, 221, 222, 223, 224, 225, 226, 228, 229, 230),
    *(231, 232, 233, 234, 235, 247, 257, 258, 260, 261, 262, 263, 264, 265, 266, 267, 268, 269, 270, 271, 273, 274, 280, 281, 282, 283, 284, 285),
    *(335, 336),  # uretprobe and uprobe: the kernel passes them by the filter, and kills whoever is not its own trampoline
    *(286, 287, 289, 290, 291, 292, 293, 295, 296, 302, 309, 316, 318, 324, 326, 327, 328, 332, 334, 435, 436, 439, 441, 449, 452),
}
if platform.machine() == "x86_64" and (os.getpid() <= 64 or os.geteuid()):
    refused = 0
    for number in range(600):
        if number in NAMED:
            continue
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(-1),) * 6)
        if result == 0 and number in (57, 58):
            os._exit(0)
        if result != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            print("ESCAPED call", number, result, ctypes.get_errno())
        else:
            refused += 1
    print("denied", refused)
else:
    print("denied: not tried here")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
