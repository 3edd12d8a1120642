"""NAME: own_esc_call_arguments
CATEGORY: 6 escape and side effects
ATTEMPTS: system calls that are judged by their arguments, with odd ones: prctl, fcntl, ioctl, kill, tgkill, prlimit64, socketpair, clone; bits above the 32nd set, pointers whose lower half is zero
A CORRECT GRADER MUST: EPERM, EINVAL or the like for each; nothing changes
"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

import os
import platform
import resource
import signal

import numpy as np

L = ctypes.c_long
X86 = platform.machine() == "x86_64" and (os.getpid() <= 64 or os.geteuid())


def escapes(what, number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(L(number), *map(L, arguments))
    if what == "clone" and result == 0:
        os._exit(0)
    if result != -1:
        print("ESCAPED argument", what, arguments, result)


if X86:
    me, parent, high = os.getpid(), os.getppid(), 1 << 32
    for option in {*range(1, 80), 0x59616D61, 0x41555856} - {3, 15, 16, 21, 23, 39}:
        if option not in (22,):
            escapes("prctl", 157, option, 1, 0, 0, 0)
    escapes("prctl", 157, high | 4, 1, 0, 0, 0)
    for command in (5, 6, 7, 8, 9, 10, 11, 15, 16, 36, 37, 38, 1024, 1025, 1026, 1029, 1031, 1033, 1034, 1036, 1038):
        escapes("fcntl", 72, 10, command, 1 if command != 1031 else 2**20)
        escapes("fcntl", 72, 11, high | command, 2**20)
    for command in (0x5412, 0x540E, 0x5452, 0x8901, 0x8902, 0x5404, 0x541C, 0x40045203, 0x5460, 0x5435, 0x5441, 0xC0185879, 0x40049409):
        escapes("ioctl", 16, 0, command, 0)
        escapes("ioctl", 16, 11, command, 0)
    for target in (0, -1, 1, parent, -me, parent | high, -parent, 2**31 - 1, *range(2, 40)):
        if target != me:
            escapes("kill", 62, target, 0)
            escapes("tgkill", 234, target, target, 0)
            escapes("tgkill", 234, target, me, 0)
    low = ctypes.c_void_p(-1).value
    libc.mmap.restype = ctypes.c_void_p
    at = libc.mmap(ctypes.c_void_p(1 << 40), ctypes.c_size_t(4096), 3, 0x100022, -1, L(0))
    if at == 1 << 40:
        ctypes.memmove(at, (ctypes.c_uint64 * 2)(2**40, 2**40), 16)
        for limit in range(16):
            escapes("prlimit64", 302, 0, limit, at, 0)
            escapes("prlimit64", 302, me, limit, 0, 0)
            escapes("prlimit64", 302, high, limit, at, 0)
    for family in (0, 2, 10, 16, 17, 38, 40, high | 2):
        pair = (ctypes.c_int * 2)()
        if libc.syscall(L(53), L(family), L(1), L(0), pair) == 0:
            print("ESCAPED argument socketpair", family)
    for flags in (17, 0x4111, 0x8011, 0x800011, 0x10000011, 0x02000011, 0x80000011, 0x100000011, 0x100010000 & ~0x10000 | 17):
        escapes("clone", 56, flags, 0, 0, 0, 0)
    if resource.getrlimit(resource.RLIMIT_AS)[1] >= 2**40:
        print("ESCAPED argument limit")
print("denied")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
