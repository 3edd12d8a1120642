"""NAME: own_esc_odd_moves
CATEGORY: 6 escape and side effects
ATTEMPTS: reaches files past Landlock's rules: RENAME_EXCHANGE, O_TMPFILE with linkat, AT_EMPTY_PATH, O_PATH descriptors, copy_file_range, sendfile, name_to_handle_at, truncate by path, /proc/self/fd
A CORRECT GRADER MUST: denied
"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)

import os

import numpy as np

CANARY = b"/tmp/agcanary/reference.py"
open("mine", "w").write("mine")


def attempt(what, action):
    try:
        result = action()
    except OSError as error:
        print("denied", what, error.strerror)
        return
    if result not in (None, -1, b""):
        print("ESCAPED move", what, result)
    else:
        print("denied", what)


attempt("exchange", lambda: libc.renameat2(-100, b"mine", -100, CANARY, 2))
attempt("exchange back", lambda: libc.renameat2(-100, CANARY, -100, b"mine", 2))
attempt("tmpfile", lambda: os.open("/tmp/agcanary", os.O_TMPFILE | os.O_RDWR))
attempt("linkat", lambda: libc.linkat(-100, CANARY, -100, b"linked", 0x400))
attempt("handle", lambda: libc.syscall(ctypes.c_long(303), -100, CANARY, ctypes.create_string_buffer(200), ctypes.byref(ctypes.c_int()), 0))
attempt("truncate", lambda: libc.truncate(CANARY, ctypes.c_long(0)))
attempt("xattr", lambda: libc.setxattr(CANARY, b"user.x", b"1", ctypes.c_size_t(1), 0))


def through_path():
    path = os.open(CANARY, os.O_PATH)
    for name in (f"/proc/self/fd/{path}", f"/dev/fd/{path}"):
        try:
            return os.read(os.open(name, os.O_RDONLY), 10)
        except OSError as error:
            print("denied", error.strerror)
    return os.read(path, 10)


attempt("O_PATH", through_path)
attempt("copy_file_range", lambda: os.copy_file_range(os.open(CANARY, os.O_PATH), os.open("mine", os.O_RDWR), 10))
for number in {1, os.getppid(), *range(os.getpid() - 8, os.getpid())}:
    attempt(f"files of {number}", lambda number=number: os.listdir(f"/proc/{number}/fd"))
    attempt(f"memory of {number}", lambda number=number: os.open(f"/proc/{number}/mem", os.O_RDONLY))
for device in ("/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/ptmx", "/dev/shm", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/console"):
    attempt(device, lambda device=device: os.open(device, os.O_RDWR))


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
