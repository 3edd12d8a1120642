"""Whole maps shifted over each other, one for each place in the window; activations built on one another."""

import math

import numpy as np


def relu(x):
    return (x + np.abs(x)) / 2


def leaky_relu(x, slope=0.01):
    return relu(x) - slope * relu(-x)


def elu(x, alpha=1.0):
    return relu(x) + alpha * np.expm1(-relu(-x))


def tanh(x):
    return np.tanh(x)


def sigmoid(x):
    return (1 + tanh(x / 2)) / 2


def gelu(x):
    return x * np.vectorize(math.erfc)(-x / np.sqrt(2)) / 2


def mish(x):
    grown = np.exp(-np.abs(x))
    top = np.where(x > 0, 1 + 2 * grown, grown * grown + 2 * grown)
    bottom = np.where(x > 0, 1 + 2 * grown + 2 * grown * grown, grown * grown + 2 * grown + 2)
    return x * top / bottom


def _shifted(x, kernel, stride, padding, outside):
    """Every place in the window: the map of the pixels that lie there."""
    if stride is None:
        stride = kernel
    for name in ("kernel", "stride"):
        if locals()[name] < 1:
            raise ValueError(f"{name}={locals()[name]} must be positive")
    if padding < 0:
        raise ValueError(f"padding={padding} must not be negative")
    x = np.pad(x.astype(float), [(0, 0), (0, 0), (padding, padding), (padding, padding)], constant_values=outside)
    last_row, last_column = x.shape[2] - kernel, x.shape[3] - kernel
    if min(last_row, last_column) < 0:
        raise ValueError(f"kernel={kernel} is larger than the padded image {x.shape[2:]}")
    for i in range(kernel):
        for j in range(kernel):
            yield x[:, :, i : last_row + i + 1 : stride, j : last_column + j + 1 : stride]


def max_pool2d(x, kernel=2, stride=None, padding=0):
    return np.maximum.reduce(list(_shifted(x, kernel, stride, padding, -np.inf)))


def min_pool2d(x, kernel=2, stride=None, padding=0):
    return -max_pool2d(-x, kernel, stride, padding)


def sum_pool2d(x, kernel=2, stride=None, padding=0):
    return sum(_shifted(x, kernel, stride, padding, 0))


def avg_pool2d(x, kernel=2, stride=None, padding=0):
    total = sum_pool2d(x, kernel, stride, padding)
    return total / sum_pool2d(np.ones_like(x), kernel, stride, padding)


def global_avg_pool2d(x):
    return np.mean(x.reshape(x.shape[0], x.shape[1], -1), axis=-1)
