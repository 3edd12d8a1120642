"""NAME: own_res_inflight
CATEGORY: 5 resource exhaustion
ATTEMPTS: fills pipes and socket buffers, sends them to itself over a socket pair and closes them, so that memory and descriptors are in flight
A CORRECT GRADER MUST: limits of descriptors hold for what is in flight, too; the grader goes on
"""
import os
import socket

import numpy as np

made = 0
try:
    for _ in range(20):
        one, other = socket.socketpair()
        one.setblocking(False)
        for _ in range(100):
            reading, writing = os.pipe()
            os.set_blocking(writing, False)
            try:
                while True:
                    os.write(writing, bytes(65536))
            except BlockingIOError:
                pass
            socket.send_fds(one, [b"x"], [reading, writing, other.fileno()])
            os.close(reading)
            os.close(writing)
            made += 1
except OSError as error:
    print("denied", error)
print("in flight", made)


def conv2d(image, kernel, stride=1, padding=0):
    return np.zeros((1, 1))
