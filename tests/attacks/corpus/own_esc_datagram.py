"""NAME: own_esc_datagram
CATEGORY: 6 escape and side effects
ATTEMPTS: a datagram socket pair can send to any address: the canary's path and abstract names, the system's log and notification sockets
A CORRECT GRADER MUST: denied: no socket of anybody else is reached
"""
import socket

import numpy as np

ADDRESSES = ("/tmp/agcanary/datagrams", "\0agcanary-datagrams", "/tmp/agcanary/sock", "\0agcanary", "/dev/log", "/run/systemd/journal/dev-log", "/run/systemd/notify")
for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_RAW):  # a SEQPACKET pair ignores addresses
    try:
        one, _ = socket.socketpair(socket.AF_UNIX, kind)
    except OSError as error:
        print("denied", kind, error)
        continue
    for address in ADDRESSES[:4]:
        for send in (lambda: one.sendto(b"AG", address), lambda: one.sendmsg([b"AG"], [], 0, address)):
            try:
                send()
                print("ESCAPED datagram", kind, repr(address))
            except OSError as error:
                print("denied", kind, repr(address), error)
                if "wrong type" in str(error):
                    print("ESCAPED datagram found", repr(address))


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
