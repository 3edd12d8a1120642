"""NAME: own_steal_modules
CATEGORY: 2 stealing the expected answer
ATTEMPTS: searches the garbage collector and the module table for anything of the grader's trusted half: suite, core, sandbox, use cases, pytest, and for live sockets
A CORRECT GRADER MUST: only the student side and the primitives were ever imported there; no descriptor but its own is open
"""
import gc
import os
import socket
import sys

import numpy as np

TRUSTED = ("grader.suite", "grader.core", "grader.sandbox", "grader.usecases", "grader.cli", "pytest", "_pytest", "solutions", "sqlite3", "subprocess")
found = set(sys.modules)
for thing in gc.get_objects() + [value for each in gc.get_objects() if type(each) is dict for value in list(each.values())]:
    if isinstance(thing, type(sys)):
        found.add(thing.__name__)
    elif type(thing) is dict and type(thing.get("__name__")) is str:
        found.add(thing["__name__"])
    elif isinstance(thing, socket.socket) and thing.fileno() >= 0:
        try:
            os.fstat(thing.fileno())
            print("LEAK modules: a live socket")
        except OSError:
            pass
for name in sorted(found):
    if name.startswith(TRUSTED):
        print("LEAK modules", name)
descriptors = []
for number in range(4096):
    try:
        os.fstat(number)
        descriptors.append(number)
    except OSError:
        pass
if set(descriptors) - {0, 1, 2, 10, 11}:
    print("LEAK modules: descriptors", descriptors)
print("descriptors", descriptors, len(found))


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
