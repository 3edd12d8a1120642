"""NAME: own_res_dies_slowly
CATEGORY: 5 resource exhaustion
ATTEMPTS: closes its pipes and lives on with threads that ignore everything: its cell waits for its end
A CORRECT GRADER MUST: a last moment, then it is killed; the batch goes on
"""
import os
import signal
import threading
import time

import numpy as np

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
for _ in range(8):
    threading.Thread(target=time.sleep, args=(1000,)).start()


def conv2d(image, kernel, stride=1, padding=0):
    print("closes", flush=True)
    if image.shape[0] % 3 == 0:
        return np.zeros((1, 1))
    os.close(11)
    os.close(10)
    time.sleep(1000)
