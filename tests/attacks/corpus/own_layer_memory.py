"""NAME: own_layer_memory
CATEGORY: 5 resource exhaustion
ATTEMPTS: asks for 3 GB of memory, and touches none of it
A CORRECT GRADER MUST: refuse (limits)
"""
import mmap

try:
    taken = mmap.mmap(-1, 3 << 30)
    print("ESCAPED memory", len(taken))
    taken.close()
except (MemoryError, OSError) as error:
    print("denied", type(error).__name__)


def conv2d(image, kernel, stride=1, padding=0):
    return 0
