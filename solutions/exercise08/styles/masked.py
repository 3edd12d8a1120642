"""Windows cut out of a masked array one by one; results that are views, in Fortran order, or read-only."""

import math

import numpy as np


def relu(x):
    return np.ma.masked_less(np.array(x, dtype=float), 0).filled(0)


def leaky_relu(x, slope=0.01):
    factors = np.where(x < 0, slope, 1.0)
    return np.asfortranarray(factors * x)


def elu(x, alpha=1.0):
    bent = alpha * (np.exp(x, where=x < 0, out=np.ones(x.shape)) - 1)
    return np.where(x < 0, bent, x)


def sigmoid(x):
    result = np.empty((*x.shape, 2))
    result[..., 0] = 0.5 * (1 + np.tanh(0.5 * x))
    return result[..., 0]


def tanh(x):
    doubled = np.clip(2.0 * x, -700, 700)
    power = np.exp(doubled)
    return (power - 1) / (power + 1)


def gelu(x):
    result = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        result[index] = x[index] * 0.5 * math.erfc(-x[index] * math.sqrt(0.5))
    result.flags.writeable = False
    return result


def mish(x):
    softplus = np.where(x > 50, x, np.log1p(np.exp(np.minimum(x, 50))))
    return x * np.tanh(softplus)


def _windows(x, kernel, stride, padding):
    """The shape of the result, and every place in it with its window."""
    if stride is None:
        stride = kernel
    if kernel < 1:
        msg = f"Kernel size has to be >= 1 (kernel={kernel})."
        raise ValueError(msg)
    if stride < 1:
        msg = f"Stride has to be >= 1 (stride={stride})."
        raise ValueError(msg)
    if padding < 0:
        msg = f"Padding has to be >= 0 (padding={padding})."
        raise ValueError(msg)
    n, c, h, w = x.shape
    padded = np.ma.masked_all((n, c, h + 2 * padding, w + 2 * padding), dtype=float)
    padded[:, :, padding : h + padding, padding : w + padding] = x
    rows = (padded.shape[2] - kernel) // stride + 1
    columns = (padded.shape[3] - kernel) // stride + 1
    if rows <= 0 or columns <= 0:
        msg = f"Kernel {kernel} does not fit into {h} x {w} pixels with padding {padding}."
        raise ValueError(msg)
    for i in range(rows):
        for j in range(columns):
            window = padded[:, :, i * stride : i * stride + kernel, j * stride : j * stride + kernel]
            yield (n, c, rows, columns), (i, j), window


def _pool(name, x, kernel, stride, padding):
    result = None
    for shape, (i, j), window in _windows(x, kernel, stride, padding):
        if result is None:
            result = np.empty(shape)
        result[:, :, i, j] = getattr(window, name)(axis=(2, 3))
    return result


def max_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool("max", x, kernel, stride, padding)


def avg_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool("mean", x, kernel, stride, padding)


def sum_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool("sum", x, kernel, stride, padding)


def min_pool2d(x, kernel=2, stride=None, padding=0):
    return _pool("min", x, kernel, stride, padding)


def global_avg_pool2d(x):
    h, w = x.shape[2:]
    return avg_pool2d(x, kernel=h)[:, :, 0, 0] if h == w else x.sum((-1, -2)) / h / w
