"""NAME: own_layer_stat
CATEGORY: 6 escape and side effects
ATTEMPTS: asks whether a file that every machine has exists
A CORRECT GRADER MUST: say no (private root); without namespaces the kernel answers, and nothing can be read
"""
import os

try:
    print("ESCAPED stat", os.stat("/etc/passwd").st_size)
except OSError as error:
    print("denied", type(error).__name__)


def conv2d(image, kernel, stride=1, padding=0):
    return 0
