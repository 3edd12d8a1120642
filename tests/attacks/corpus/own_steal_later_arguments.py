"""NAME: own_steal_later_arguments
CATEGORY: 2 stealing the expected answer
ATTEMPTS: patches the harness's frame reader and tracer to print and keep every request, with audit hooks, setprofile, settrace and threading hooks
A CORRECT GRADER MUST: what a hidden run prints is not shown: the report is the same text whatever the hidden inputs were
"""
import atexit
import os
import sys
import threading

import numpy as np


def find_server():
    """The harness's `Server` and the request it is answering, from the frames below this one."""
    frame, request = sys._getframe(), None
    while frame:
        request = request or (frame.f_code.co_name == "_reply_to" and frame.f_locals.get("request")) or None
        if type(frame.f_locals.get("self")).__name__ == "Server" and frame.f_code.co_name == "serve":
            return frame.f_locals["self"], request
        frame = frame.f_back
    raise LookupError("no Server below")


server, _ = find_server()
space = type(server)._do_call.__globals__
real = space["read_frame"]


def read_frame(descriptor):
    request = real(descriptor)
    print("SEEN", request.get("do"), repr(request.get("args"))[:200], flush=True)
    with open(os.path.join(os.environ.get("TMPDIR", "."), "seen"), "a") as file:
        file.write(repr(request)[:2000])
    return request


space["read_frame"] = read_frame
type(server).serve.__globals__["read_frame"] = read_frame
atexit.register(lambda: print("at exit"))
sys.addaudithook(lambda event, args: None)
threading.setprofile(lambda *args: None)
threading.settrace(lambda *args: None)
sys.setprofile(lambda *args: None)
for folder in (os.environ.get("TMPDIR", "."), "..", "/tmp", "."):
    for _, _, names in os.walk(folder):
        if "seen" in names:
            print("LEAK kept from before")
print("patched read_frame")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
