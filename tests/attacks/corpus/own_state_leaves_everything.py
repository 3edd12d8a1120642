"""NAME: own_state_leaves_everything
CATEGORY: 7 cross-test / cross-submission state
ATTEMPTS: leaves marks for later processes in every place it can write or change: files, shared memory, environment, umask, signal dispositions, limits, working folder, names of threads
A CORRECT GRADER MUST: no later check, and no later submission, finds one
"""
import ctypes
import mmap
import os
import resource
import signal
import tempfile

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
PLACES = {".", "..", "/tmp", "/dev/shm", "/var/tmp", os.environ.get("HOME", "."), tempfile.gettempdir(), "/", os.path.dirname(os.__file__)}
found = []
for place in PLACES:
    try:
        found += [name for name in os.listdir(place) if name.startswith("own-mark")]
    except OSError:
        pass
found += [name for name in os.environ if name.startswith("OWN_MARK")]
if os.umask(0o077) == 0o077:
    found.append("umask")
if signal.getsignal(signal.SIGUSR1) is not signal.SIG_DFL:
    found.append("signal")
try:
    if resource.getrlimit(resource.RLIMIT_STACK)[0] == 1234 * 4096:
        found.append("limit")
    resource.setrlimit(resource.RLIMIT_STACK, (1234 * 4096, resource.getrlimit(resource.RLIMIT_STACK)[1]))
except (OSError, ValueError):
    pass
print("LEAK marks", found) if found else print("no marks")
for place in PLACES:
    for number in range(3):
        try:
            open(os.path.join(place, f"own-mark{number}"), "w").write("mark")
            os.symlink(".", os.path.join(place, f"own-mark-link{number}"))
        except OSError:
            pass
os.environ["OWN_MARK"] = "1"
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
shared = libc.shmget(0x4F574E, ctypes.c_size_t(4096), 0o1666)
if shared >= 0:
    print("LEAK marks: shared memory")
np.zeros = lambda *args, **kwargs: "poisoned"


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
