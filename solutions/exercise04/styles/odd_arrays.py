"""A right answer in odd clothes: read-only, Fortran-ordered, every second cell, 0-d arrays, and a little noise."""

import numpy as np


def _odd(array):
    wide = np.asfortranarray(np.repeat(array * (1 + 1e-12), 2, axis=-1))[..., ::2]
    wide.flags.writeable = False
    return wide


def softmax(logits, axis=-1):
    powers = np.exp(np.longdouble(logits) - np.max(logits, axis, keepdims=True))
    return _odd(powers / np.add.reduce(powers, axis, keepdims=True))


def log_softmax(logits, axis=-1):
    shifted = np.subtract(logits, np.max(logits, axis, keepdims=True), dtype=np.longdouble)
    return _odd(shifted - np.log(np.sum(np.exp(shifted), axis, keepdims=True)))


def softmax_with_temperature(logits, temperature=1.0, axis=-1):
    if temperature <= 0:
        raise ValueError({"temperature": temperature})
    return softmax(np.asarray(logits, dtype=np.longdouble) / np.longdouble(temperature), axis)


def predict(logits):
    largest = logits == logits.max(axis=-1, keepdims=True)
    return np.asarray(largest.argmax(axis=-1), dtype=np.uint8)
