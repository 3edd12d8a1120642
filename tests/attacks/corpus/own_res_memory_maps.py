"""NAME: own_res_memory_maps
CATEGORY: 5 resource exhaustion
ATTEMPTS: reserves and touches memory past its limit by mmap with NORESERVE, shared maps, huge pages, mremap, MADV_POPULATE_WRITE and sparse files
A CORRECT GRADER MUST: the address space has one limit, whatever it is made of
"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

import mmap

import numpy as np

libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
got = 0
for flags in (0x4022, 0x22, 0x21, 0x40022, 0x8022, 0x122):  # NORESERVE, private, shared, HUGETLB, POPULATE, GROWSDOWN
    for size in (8 << 30, 2 << 30, 1 << 30):
        address = libc.mmap(None, size, 3, flags, -1, 0)
        if address not in (None, ctypes.c_void_p(-1).value):
            print("ESCAPED memory", hex(flags), size)
            got += 1
try:
    with open("sparse", "wb+") as file:
        file.truncate(60 << 20)
        maps = [mmap.mmap(file.fileno(), 60 << 20) for _ in range(40)]
        for each in maps:
            libc.madvise(ctypes.addressof(ctypes.c_char.from_buffer(each)), ctypes.c_size_t(60 << 20), 23)
        print("ESCAPED memory of a file")
except (OSError, MemoryError, ValueError) as error:
    print("denied", error)


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
