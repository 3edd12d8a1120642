"""NAME: own_layer_canary
CATEGORY: 6 escape and side effects
ATTEMPTS: opens a canary file that every user of the machine may write, and appends to it
A CORRECT GRADER MUST: refuse (no private root: Landlock; no Landlock: the private root)
"""
try:
    with open("/tmp/agcanary/results.json", "a") as file:
        file.write("x")
    print("ESCAPED write")
except OSError as error:
    print("denied", type(error).__name__)


def conv2d(image, kernel, stride=1, padding=0):
    return 0
