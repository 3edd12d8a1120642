"""NAME: own_forge_skip_types
CATEGORY: 1 result forging
ATTEMPTS: forges exceptions that mean something to pytest: Skipped, Exit, OutcomeException, KeyboardInterrupt, GeneratorExit, StopIteration, StudentFault
A CORRECT GRADER MUST: an exception of a submission is a builtin class made by the grader; zero points, and the batch goes on
"""
import sys

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
NAMES = (
    [
        ["Skipped", "OutcomeException", "BaseException"],
        ["KeyboardInterrupt", "BaseException", "object"],
        ["SystemExit"],
        ["GeneratorExit"],
        ["StopIteration", "Exception"],
        ["StopAsyncIteration"],
        ["BaseExceptionGroup", "ExceptionGroup"],
        ["type", "object", "int"],
        ["__import__", "print", "__loader__"],
        ["Exit", "Failed", "XFailed", "StudentFault", "GraderError", "SandboxError"],
    ]
)


def forged(self, request):
    names = NAMES[request["id"] % len(NAMES)]
    return {"kind": "raised", "types": names, "name": names[0], "text": "skip", "line": 1, "code": "pytest.skip()", "module": "pytest"}


type(server)._do_call = forged
print("patched _do_call")


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
