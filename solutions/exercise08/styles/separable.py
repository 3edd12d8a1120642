"""Rows first, then columns; sums from running totals; functions that are callable objects."""

import math
from functools import partial

import numpy as np


class Elementwise:
    """A function of one number that takes arrays of any shape."""

    def __init__(self, function, **defaults):
        self.function = np.vectorize(function, otypes=[float], excluded=set(defaults))
        self.defaults = defaults

    def __call__(self, x, *args, **kwargs):
        """Apply it to every element; further arguments go by the order of the defaults."""
        named = dict(zip(self.defaults, args, strict=False))
        return self.function(x, **{**self.defaults, **named, **kwargs})


def _logistic(value):
    return math.exp(min(value, 0.0)) / (1 + math.exp(-abs(value)))


def _erf_by_series(value):
    if abs(value) > 6:
        return math.copysign(1.0, value)
    term = total = value * math.exp(-value * value)
    count = 0
    while abs(term) > 1e-18:
        count += 1
        term *= 2 * value * value / (2 * count + 1)
        total += term
    return 2 / math.sqrt(math.pi) * total


relu = Elementwise(lambda value: value if value > 0 else 0.0)
leaky_relu = Elementwise(lambda value, slope: value if value > 0 else slope * value, slope=0.01)
elu = Elementwise(lambda value, alpha: value if value > 0 else alpha * math.expm1(value), alpha=1.0)
sigmoid = Elementwise(_logistic)
tanh = Elementwise(lambda value: _logistic(2 * value) - _logistic(-2 * value))
gelu = Elementwise(lambda value: value * (0.5 + 0.5 * _erf_by_series(value / 2**0.5)))
mish = Elementwise(lambda value: value * math.tanh(value if value > 40 else math.log1p(math.exp(value))))


def _check(x, kernel, stride, padding):
    wrong = [(kernel < 1, "kernel", kernel), (stride < 1, "stride", stride), (padding < 0, "padding", padding)]
    wrong.append((min(x.shape[2:]) + 2 * padding < kernel, "kernel", kernel))
    for is_wrong, name, value in wrong:
        if is_wrong:
            raise ValueError(f"{name}: {value!r}")


def _extreme(better, worst, x, kernel=2, stride=None, padding=0):
    stride = kernel if stride is None else stride
    _check(x, kernel, stride, padding)
    for axis in (2, 3):
        length = x.shape[axis]
        slices = []
        for start in range(-padding, length + padding - kernel + 1, stride):
            band = np.take(x, range(max(start, 0), min(start + kernel, length)), axis=axis)
            slices.append(better.reduce(band, axis=axis, initial=worst))
        x = np.stack(slices, axis=axis)
    return x


max_pool2d = partial(_extreme, np.maximum, -math.inf)
min_pool2d = partial(_extreme, np.minimum, math.inf)


def sum_pool2d(x, kernel=2, stride=None, padding=0):
    stride = kernel if stride is None else stride
    _check(x, kernel, stride, padding)
    for axis in (2, 3):
        length = x.shape[axis]
        starts = np.arange((length + 2 * padding - kernel) // stride + 1) * stride - padding
        first, behind = np.clip(starts, 0, length), np.clip(starts + kernel, 0, length)
        sides = [(1, 0) if number == axis else (0, 0) for number in range(4)]
        totals = np.pad(np.cumsum(x, axis=axis, dtype=float), sides)
        x = np.take(totals, behind, axis=axis) - np.take(totals, first, axis=axis)
    return x


def avg_pool2d(x, kernel=2, stride=None, padding=0):
    return sum_pool2d(x, kernel, stride, padding) / sum_pool2d(np.ones(x.shape), kernel, stride, padding)


def global_avg_pool2d(x):
    return np.mean(np.mean(x, axis=3), axis=2)
