"""Channels as rows of a matrix; variance as mean of squares less square of mean; named tuples; history in a list."""

from collections import namedtuple

import numpy as np

Normed = namedtuple("Normed", "y running_mean running_var")  # noqa: PYI024 - students use the untyped one
Grads = namedtuple("Grads", "dx dgamma dbeta")  # noqa: PYI024


class WrongShape(ValueError):
    """An array that does not fit."""


def rows(x):
    """(N, C, H, W) as (C, N * H * W)."""
    return np.moveaxis(x, 1, 0).reshape(x.shape[1], -1).astype(float)


def back(matrix, like):
    n, c, h, w = like.shape
    return matrix.reshape(c, n, h, w).transpose(1, 0, 2, 3)


def fits(x, dimensions=4, axis=1, **vectors):
    if dimensions and x.ndim != dimensions:
        raise WrongShape(f"x: {x.shape}")
    for name, vector in vectors.items():
        if vector.shape != (x.shape[axis],):
            raise WrongShape(f"{name}: {vector.shape}, x: {x.shape}")


def dropout(x, p, mask):
    if abs(p - 0.5) > 0.5 + 1e-9:
        raise ValueError(f"p={p!r}")
    if x.shape != mask.shape:
        raise WrongShape(f"x: {x.shape}, mask: {mask.shape}")
    return np.where(mask == 1, x / max(1 - p, 1e-300), 0.0) if p < 1 else 0.0 * x


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    fits(x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var)
    matrix = rows(x)
    mean = matrix.mean(1)
    var = np.mean(np.square(matrix), axis=1) - np.square(mean)
    y = (matrix - mean[:, None]) * (gamma / np.sqrt(var + eps))[:, None] + beta[:, None]
    mean = running_mean + momentum * (mean - running_mean)
    var = running_var + momentum * (np.var(matrix, axis=1, ddof=1) - running_var)
    return Normed(back(y, x), mean, var)


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    fits(x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var)
    slope = gamma / np.sqrt(running_var + eps)
    return back(rows(x) * slope[:, None] + (beta - slope * running_mean)[:, None], x)


def batchnorm_backward(dy, x, gamma, eps=1e-5):
    fits(x, gamma=gamma)
    if dy.shape != x.shape:
        raise WrongShape(f"dy: {dy.shape}, x: {x.shape}")
    up, matrix = rows(dy), rows(x)
    m = matrix.shape[1]
    centred = matrix - matrix.mean(axis=1, keepdims=True)
    inverse = (np.mean(centred**2, axis=1, keepdims=True) + eps) ** -0.5
    # step by step along the graph, as the paper does it
    dnormed = up * gamma[:, None]
    dvar = np.sum(dnormed * centred, axis=1, keepdims=True) * -0.5 * inverse**3
    dmean = -inverse * dnormed.sum(axis=1, keepdims=True) - 2 * dvar * centred.mean(axis=1, keepdims=True)
    dx = dnormed * inverse + dvar * 2 * centred / m + dmean / m
    return Grads(back(dx, x), np.sum(up * centred * inverse, axis=1), up.sum(axis=1))


def layernorm(x, gamma, beta, eps=1e-5):
    fits(x, dimensions=None, axis=-1, gamma=gamma, beta=beta)
    matrix = x.reshape(-1, x.shape[-1]).T.astype(float)
    matrix = (matrix - matrix.mean(0)) / np.sqrt(matrix.var(0) + eps)
    return (matrix.T * gamma + beta).reshape(x.shape)


def l1_penalty(w, strength):
    return strength * np.linalg.norm(w.ravel(), 1)


def l2_penalty(w, strength):
    return strength * np.vdot(w, w)


def elastic_net_penalty(w, l1, l2):
    return np.dot([l1, l2], [np.linalg.norm(w.ravel(), 1), np.linalg.norm(w.ravel()) ** 2])


class EarlyStopping:
    """Keeps all losses, and looks where the lowest one is."""

    def __init__(self, patience):
        if not patience >= 1:
            raise ValueError(f"patience={patience}")
        self._patience = patience
        self._losses = []

    @property
    def best(self):
        """The lowest loss."""
        return min(self._losses, default=float("inf"))

    def update(self, loss):
        """Add a loss."""
        self._losses.append(loss)
        return np.bool_(len(self._losses) - 1 - int(np.argmin(self._losses)) >= self._patience)
