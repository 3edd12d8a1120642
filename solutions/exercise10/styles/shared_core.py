"""One `standardize` for batch, layer and running statistics; functions as objects; a stopping rule as a generator."""

from functools import partial

import numpy as np


def standardize(x, axes, eps, mean=None, var=None):
    mean = np.mean(x, axis=axes, keepdims=True) if mean is None else mean
    var = np.mean(np.abs(x - mean) ** 2, axis=axes, keepdims=True) if var is None else var
    return (x - mean) * np.reciprocal(np.sqrt(var + eps)), mean, var


def demand(condition, name, value):
    if not condition:
        raise ValueError(f"bad {name} {value}")


def affine(normed, gamma, beta):
    return normed * gamma + beta


def per_channel(x, vectors):
    demand(x.ndim == 4, "x", x.shape)
    for name, vector in vectors.items():
        demand(vector.shape == x.shape[1:2], name, vector.shape)
    return [vector[None, :, None, None] for vector in vectors.values()]


def dropout(x, p, mask):
    demand(0 <= p <= 1, "p", p)
    demand(np.shape(mask) == np.shape(x), "mask", np.shape(mask))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.asarray(x) * np.asarray(mask) * (np.float64(1) / (1 - p) if p < 1 else 0.0))


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = {"gamma": gamma, "beta": beta, "running_mean": running_mean, "running_var": running_var}
    gamma, beta, old_mean, old_var = per_channel(x, vectors)
    normed, mean, _ = standardize(x, (0, 2, 3), eps)
    var = np.var(x, axis=(0, 2, 3), ddof=1, keepdims=True)
    kept = [
        np.average([old, new], axis=0, weights=[1 - momentum, momentum])
        for old, new in ((old_mean, mean), (old_var, var))
    ]
    return (affine(normed, gamma, beta), *[part.squeeze((0, 2, 3)) for part in kept])


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    vectors = {"gamma": gamma, "beta": beta, "running_mean": running_mean, "running_var": running_var}
    gamma, beta, mean, var = per_channel(x, vectors)
    return affine(standardize(x, None, eps, mean, var)[0], gamma, beta)


def batchnorm_backward(dy, x, gamma, eps=1e-5):
    (scale,) = per_channel(x, {"gamma": gamma})
    demand(dy.shape == x.shape, "dy", dy.shape)
    mean_of = partial(np.mean, axis=(0, 2, 3), keepdims=True)
    normed, _, var = standardize(x, (0, 2, 3), eps)
    dnormed = dy * scale
    dx = (dnormed - mean_of(dnormed) - normed * mean_of(dnormed * normed)) / np.sqrt(var + eps)
    dx.flags.writeable = False
    return dx, np.sum(dy * normed, (0, 2, 3)), np.sum(dy, (0, 2, 3))


class LayerNorm:
    """A function that is an object."""

    def __call__(self, x, gamma, beta, eps=1e-5):
        """Each row."""
        demand(gamma.shape == x.shape[-1:], "gamma", gamma.shape)
        demand(beta.shape == x.shape[-1:], "beta", beta.shape)
        return affine(standardize(x, -1, eps)[0], gamma, beta)


def penalty(power, w, strength):
    return np.float64(strength) * np.sum(np.abs(w) ** float(power))


layernorm = LayerNorm()
l1_penalty = partial(penalty, 1)
l2_penalty = partial(penalty, 2)


def elastic_net_penalty(w, l1, l2):
    w = np.abs(w) * 1.0
    return float((w * (l1 + l2 * w)).sum())


def watch(stopper):
    waited = 0
    stop = False
    while True:
        loss = yield stop
        if stopper.best is None or loss < stopper.best:
            stopper.best, waited = loss, 0
        else:
            waited += 1
        stop = waited == stopper.patience


class EarlyStopping:
    """Sends every loss to a generator."""

    best = None

    def __init__(self, patience):
        demand(patience >= 1, "patience", patience)
        self.patience = patience
        self.watcher = watch(self)
        next(self.watcher)

    def update(self, loss):
        """Ask the generator."""
        return self.watcher.send(loss)
