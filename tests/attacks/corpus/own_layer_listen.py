"""NAME: own_layer_listen
CATEGORY: 6 escape and side effects
ATTEMPTS: connects to a port of the machine that answers (its number is in the canary folder), and to an abstract socket
A CORRECT GRADER MUST: refuse (namespaces: the network is another one; seccomp: there are no sockets)
"""
import socket

for family, address in ((socket.AF_UNIX, "\0agcanary"), (socket.AF_INET, ("127.0.0.1", 22))):
    try:
        with socket.socket(family) as caller:
            caller.settimeout(0.5)
            caller.connect(address)
        print("ESCAPED connect", family)
    except OSError as error:
        print("denied", type(error).__name__)


def conv2d(image, kernel, stride=1, padding=0):
    return 0
