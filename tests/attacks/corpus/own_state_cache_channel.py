"""NAME: own_state_cache_channel
CATEGORY: 7 cross-test / cross-submission state
ATTEMPTS: tells a twin about hidden inputs by which library files are in the kernel's cache: drops them with fadvise and readahead, asks with RWF_NOWAIT and mincore
A CORRECT GRADER MUST: the cache of files can neither be chosen nor asked: the report is the same text whatever the hidden inputs were
"""
import ctypes
import glob
import mmap
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
FILES = sorted(path for path in glob.glob(os.path.dirname(os.__file__) + "/lib2to3/**/*.py", recursive=True) if os.path.getsize(path) > 8192)[:16]


def is_cached(path):
    file = os.open(path, os.O_RDONLY)
    try:
        os.preadv(file, [bytearray(16)], 4096, os.RWF_NOWAIT)
        return "1"
    except BlockingIOError:
        return "0"
    except OSError:
        return "-"
    finally:
        os.close(file)


def in_core(path):
    with open(path, "rb") as file:
        view = mmap.mmap(file.fileno(), 8192, prot=mmap.PROT_READ, flags=mmap.MAP_PRIVATE)
    libc.mmap.restype = ctypes.c_void_p
    file = os.open(path, os.O_RDONLY)
    address = libc.mmap(None, ctypes.c_size_t(8192), 1, 2, file, ctypes.c_long(0))
    told = (ctypes.c_ubyte * 2)()
    answer = libc.mincore(ctypes.c_void_p(address), ctypes.c_size_t(8192), told)
    os.close(file)
    return "-" if answer else str(told[1] & 1)


def put(path, wanted):
    file = os.open(path, os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_WILLNEED if wanted else os.POSIX_FADV_DONTNEED)
    if wanted:
        os.read(file, 16384)
    os.close(file)


first = True


def conv2d(image, kernel, stride=1, padding=0):
    global first
    if first:
        first = False
        print("cache of", len(FILES), "".join(map(is_cached, FILES)), "".join(map(in_core, FILES)))
        number = int(abs(image).sum() * 10)
        for place, path in enumerate(FILES):
            put(path, number >> place & 1)
    return np.zeros((1, 1))
