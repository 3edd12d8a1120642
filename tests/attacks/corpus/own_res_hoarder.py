"""NAME: own_res_hoarder
CATEGORY: 5 resource exhaustion
ATTEMPTS: answers every call with 60 MB, each of which is allowed, so that what the grader keeps of them fills the memory
A CORRECT GRADER MUST: bound what all answers of a submission come to
"""
import numpy as np


def conv2d(*args, **kwargs):
    print("hoards", flush=True)
    return np.zeros(7_500_000)


conv2d_channels = conv2d_batch = conv2d
