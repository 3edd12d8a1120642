"""Windows as rows of a matrix (im2col), sorted or multiplied; the error function by numerical integration."""

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(80)


def relu(x):
    return np.clip(x, 0, np.inf)


def leaky_relu(x, slope=0.01):
    return np.select([x >= 0, x < 0], [x, x * slope])


def elu(x, alpha=1.0):
    return np.piecewise(x.astype(float), [x > 0], [lambda v: v, lambda v: alpha * np.expm1(v)])


def sigmoid(x):
    return np.piecewise(
        x.astype(float), [x >= 0], [lambda v: 1 / (1 + np.exp(-v)), lambda v: np.exp(v) / (1 + np.exp(v))]
    )


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


def _erf(x):
    end = np.clip(x, -6.5, 6.5)[..., None]
    return (np.exp(-(((NODES + 1) * end / 2) ** 2)) * WEIGHTS).sum(axis=-1) * end[..., 0] / np.sqrt(np.pi)


def gelu(x):
    return 0.5 * x * (1 + _erf(x / np.sqrt(2)))


def mish(x):
    power = np.exp(np.minimum(x, 30.0))
    ratio = (power * power + 2 * power) / (power * power + 2 * power + 2)
    return x * np.where(x > 30, 1.0, ratio)


def _columns(x, kernel, stride, padding):
    """(N, C, H', W', pixels) and the same shape with 1 where a pixel of the image lies."""
    stride = kernel if stride is None else stride
    if not kernel >= 1:
        raise ValueError(f"the kernel must have at least one pixel: {kernel}")
    if not stride >= 1:
        raise ValueError(f"the stride must be at least one pixel: {stride}")
    if not padding >= 0:
        raise ValueError(f"the padding cannot be {padding}")
    if any(side + 2 * padding < kernel for side in x.shape[2:]):
        raise ValueError(f"x has the shape {x.shape}, too small for windows of {kernel} pixels")
    tops = np.arange((x.shape[2] + 2 * padding - kernel) // stride + 1) * stride - padding
    lefts = np.arange((x.shape[3] + 2 * padding - kernel) // stride + 1) * stride - padding
    offsets = np.arange(kernel)
    rows = (tops[:, None] + offsets)[:, None, :, None]
    columns = (lefts[:, None] + offsets)[None, :, None, :]
    inside = (rows >= 0) & (rows < x.shape[2]) & (columns >= 0) & (columns < x.shape[3])
    pixels = x[:, :, np.clip(rows, 0, x.shape[2] - 1), np.clip(columns, 0, x.shape[3] - 1)]
    flat = (*pixels.shape[:4], kernel * kernel)
    return pixels.reshape(flat).astype(float), np.broadcast_to(inside, pixels.shape).reshape(flat)


def max_pool2d(x, kernel=2, stride=None, padding=0):
    pixels, inside = _columns(x, kernel, stride, padding)
    return np.sort(np.where(inside, pixels, -np.inf), axis=-1)[..., -1]


def min_pool2d(x, kernel=2, stride=None, padding=0):
    pixels, inside = _columns(x, kernel, stride, padding)
    return np.min(pixels, axis=-1, where=inside, initial=np.inf)


def sum_pool2d(x, kernel=2, stride=None, padding=0):
    pixels, inside = _columns(x, kernel, stride, padding)
    return np.einsum("...k,...k->...", pixels, inside.astype(float))


def avg_pool2d(x, kernel=2, stride=None, padding=0):
    pixels, inside = _columns(x, kernel, stride, padding)
    return np.average(pixels, axis=-1, weights=inside)


def global_avg_pool2d(x):
    return np.array([[np.average(channel) for channel in image] for image in x])
