"""A right answer in plain Python: math.exp, sums and comparisons, one example at a time."""

import math

import numpy as np


def _one_by_one(function, logits, axis):
    """Apply a function of a plain list to every line of numbers along the axis."""
    lines = np.moveaxis(np.array(logits, dtype=float), axis, -1)
    result = np.empty(lines.shape)
    for index in np.ndindex(lines.shape[:-1]):
        result[index] = function(lines[index].tolist())
    return np.moveaxis(result, -1, axis)


def _probabilities(line):
    top = max(line)
    powers = [math.exp(x - top) for x in line]
    total = math.fsum(powers)
    return [power / total for power in powers]


def _logarithms(line):
    top = max(line)
    total = sum(math.exp(x - top) for x in line)
    return [x - top - math.log(total) for x in line]


def softmax(logits, axis=-1):
    return _one_by_one(_probabilities, logits, axis)


def log_softmax(logits, axis=-1):
    return _one_by_one(_logarithms, logits, axis)


def softmax_with_temperature(logits, temperature=1.0, axis=-1):
    if temperature <= 0:
        raise ValueError("temperature is " + str(temperature) + ", it must be positive")
    return _one_by_one(lambda line: _probabilities([x / temperature for x in line]), logits, axis)


def predict(logits):
    if logits.ndim == 1:
        best = 0
        for index in range(1, len(logits)):
            if logits[index] > logits[best]:
                best = index
        return best
    return np.array([predict(row) for row in logits])
