"""A right answer with np.apply_along_axis, a function for one line, and an error class of its own."""

import numpy as np


class ImpossibleTemperature(ValueError):
    """A temperature that nothing can be divided by."""

    def __init__(self, temperature):
        super().__init__(f"Temperature {temperature} is not above 0")


def _line(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def _log_line(x):
    z = x - x.max()
    return z - np.log(np.exp(z).sum())


def softmax(logits, axis=-1):
    return np.apply_along_axis(_line, axis, np.asarray(logits, float))


def log_softmax(logits, axis=-1):
    return np.apply_along_axis(_log_line, axis, np.asarray(logits, float))


def softmax_with_temperature(logits, temperature=1.0, axis=-1):
    if not temperature > 0:
        raise ImpossibleTemperature(temperature)
    return np.apply_along_axis(lambda x: _line(x / temperature), axis, logits)


def predict(logits):
    return np.apply_along_axis(np.argmax, -1, logits).astype(np.int32)
