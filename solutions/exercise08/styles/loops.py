"""Plain loops over numbers: lists and the math module inside, numpy only for what comes in and goes out."""

import math

import numpy as np


def _each(function, x):
    x = np.asarray(x)
    return np.array([function(float(value)) for value in x.ravel()], dtype=float).reshape(x.shape)


def relu(x):
    return _each(lambda value: max(value, 0.0), x)


def leaky_relu(x, slope=0.01):
    return _each(lambda value: value if value > 0 else slope * value, x)


def elu(x, alpha=1.0):
    return _each(lambda value: value if value > 0 else alpha * (math.exp(value) - 1), x)


def _sigmoid(value):
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))


def sigmoid(x):
    return _each(_sigmoid, x)


def tanh(x):
    return _each(math.tanh, x)


def gelu(x):
    return _each(lambda value: value / 2 * (1 + math.erf(value / math.sqrt(2))), x)


def mish(x):
    return _each(lambda value: value * math.tanh(max(value, 0) + math.log1p(math.exp(-abs(value)))), x)


def _pool(x, kernel, stride, padding, combine):
    if kernel < 1:
        raise ValueError(f"kernel is {kernel}")
    stride = kernel if stride is None else stride
    if stride < 1:
        raise ValueError(f"stride is {stride}")
    if padding < 0:
        raise ValueError(f"padding is {padding}")
    height, width = x.shape[2:]
    if height + 2 * padding < kernel or width + 2 * padding < kernel:
        raise ValueError(f"kernel = {kernel} is too large for the image")
    rows = range(-padding, height + padding - kernel + 1, stride)
    columns = range(-padding, width + padding - kernel + 1, stride)
    return np.array(
        [
            [[[combine(_pixels(plane, top, left, kernel)) for left in columns] for top in rows] for plane in image]
            for image in x.tolist()
        ],
        dtype=float,
    )


def _pixels(plane, top, left, kernel):
    rows = plane[max(top, 0) : top + kernel]
    return [pixel for row in rows for pixel in row[max(left, 0) : left + kernel]]


def max_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool(x, kernel, stride, padding, max)


def avg_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool(x, kernel, stride, padding, lambda pixels: sum(pixels) / len(pixels))


def sum_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool(x, kernel, stride, padding, sum)


def min_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool(x, kernel, stride, padding, min)


def global_avg_pool2d(x):
    return np.array([[sum(map(sum, plane)) / (len(plane) * len(plane[0])) for plane in image] for image in x.tolist()])
