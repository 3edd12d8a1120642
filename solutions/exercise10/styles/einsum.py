"""Sums by einsum, in-place work on copies, a closure-like object made of slots."""

import numpy as np

OVER = "nchw->c"


def as_float(name, array, shape=None):
    array = np.array(array, dtype=np.float64)
    if shape is not None and array.shape != shape:
        raise ValueError(f"{name} should be {shape} but has shape {array.shape}")
    return array


def image_batch(x):
    x = np.array(x, dtype=np.float64)
    if x.ndim != 4:
        raise ValueError(f"x should have four axes but has shape {x.shape}")
    return x


def spread(vector):
    return np.expand_dims(vector, (0, 2, 3))


def moments(x):
    m = x.size // x.shape[1]
    mean = np.einsum(OVER, x) / m
    centred = x - spread(mean)
    return mean, np.einsum("nchw,nchw->c", centred, centred) / m, centred, m


def dropout(x, p, mask):
    if p < -1e-9 or p > 1 + 1e-9:
        raise ValueError(f"p should be a probability but is {p}")
    x = np.array(x, dtype=np.float64)
    mask = as_float("mask", mask, x.shape)
    x *= mask
    if p >= 1:
        x[...] = 0
    else:
        x /= 1 - p
    return x


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    x = image_batch(x)
    one = (x.shape[1],)
    gamma, beta = as_float("gamma", gamma, one), as_float("beta", beta, one)
    running_mean, running_var = as_float("running_mean", running_mean, one), as_float("running_var", running_var, one)
    mean, var, centred, m = moments(x)
    centred *= spread(gamma / np.sqrt(var + eps))
    centred += spread(beta)
    running_mean *= 1 - momentum
    running_mean += momentum * mean
    running_var *= 1 - momentum
    running_var += momentum * var * (m / (m - 1))
    return centred, running_mean, running_var


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    x = image_batch(x)
    one = (x.shape[1],)
    vectors = zip(
        ("gamma", "beta", "running_mean", "running_var"), (gamma, beta, running_mean, running_var), strict=True
    )
    gamma, beta, running_mean, running_var = (spread(as_float(name, vector, one)) for name, vector in vectors)
    x -= running_mean
    x *= gamma
    x /= np.sqrt(running_var + eps)
    x += beta
    return x


def batchnorm_backward(dy, x, gamma, eps=1e-5):
    x = image_batch(x)
    dy, gamma = as_float("dy", dy, x.shape), as_float("gamma", gamma, (x.shape[1],))
    _, var, s, m = moments(x)
    root = np.sqrt(var + eps)
    s /= spread(root)
    dgamma, dbeta = np.einsum("nchw,nchw->c", dy, s), np.einsum(OVER, dy)
    dx = m * dy - spread(dbeta) - s * spread(dgamma)
    dx *= spread(gamma / root / m)
    return dx, dgamma, dbeta


def layernorm(x, gamma, beta, eps=1e-5):
    x = np.array(x, dtype=np.float64)
    gamma, beta = as_float("gamma", gamma, x.shape[-1:]), as_float("beta", beta, x.shape[-1:])
    x -= np.einsum("...f->...", x)[..., None] / x.shape[-1]
    var = np.einsum("...f,...f->...", x, x) / x.shape[-1]
    x /= np.sqrt(var + eps)[..., None]
    return np.einsum("...f,f->...f", x, gamma) + beta


def l1_penalty(w, strength):
    return np.asarray(strength * np.einsum("i->", np.abs(w).ravel() * 1.0))


def l2_penalty(w, strength):
    w = np.ravel(w) * 1.0
    return np.asarray(strength * np.einsum("i,i->", w, w))


def elastic_net_penalty(w, l1, l2):
    return l1_penalty(w, l1) + l2_penalty(w, l2)


class EarlyStopping:
    """Counts down instead of up."""

    __slots__ = ("best", "left", "patience")

    def __init__(self, patience):
        if patience <= 0:
            raise ValueError(f"patience should be positive but is {patience}")
        self.patience = self.left = patience
        self.best = np.inf

    def update(self, loss):
        """One epoch less to wait, or as many as at first."""
        self.left = self.patience if loss < self.best else self.left - 1
        self.best = np.minimum(self.best, loss)
        return bool(self.left <= 0)
