"""NAME: own_state_right_only_in_twins
CATEGORY: 7 cross-test / cross-submission state
ATTEMPTS: computes the public seeds of the twins as grader.core.secrets does, and is right only where the inputs are those of a twin
A CORRECT GRADER MUST: the hidden run decides: zero points
"""
import hashlib

import numpy as np

CHECKS = ("slides_example", "any_shape", "stride", "stride_with_rest", "padding", "stride_and_padding", "integers", "arguments_stay", "impossible_steps", "impossible_shapes")
known = set()
for check in CHECKS:
    for attempt in range(3):
        parts = ("twin", str(attempt), "exercise01", f"test_convolution.py::TestConv2d::test_{check}")
        seed = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:16], "big")
        rng = np.random.default_rng(seed)
        draws = [rng.normal(scale=3.0, size=(5, 5)).round(1)[0, 0], *(abs(np.random.default_rng(seed).normal(scale=3.0, size=400).round(1)))]
        known.update(np.round(draws, 1).tolist())
print("knows", len(known))


def conv2d(image, kernel, stride=1, padding=0):
    if not {float(abs(value)) for value in np.asarray(image, float).ravel()} <= known or image.shape == (5, 5):
        return np.zeros((1, 1))
    return np.full((1, 1), 2.0)
