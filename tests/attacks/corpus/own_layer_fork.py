"""NAME: own_layer_fork
CATEGORY: 5 resource exhaustion
ATTEMPTS: starts one process, which ends at once
A CORRECT GRADER MUST: refuse (seccomp): where one can be started, a thousand can
"""
import os

try:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    print("ESCAPED fork")
except OSError as error:
    print("denied", type(error).__name__)


def conv2d(image, kernel, stride=1, padding=0):
    return 0
