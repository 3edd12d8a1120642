"""Channel by channel through recursion, checks in decorators, the stopping rule behind a factory function."""

import functools
import types

import numpy as np


def vectors_fit(*names):
    """Check that the arrays of these names fit the second axis of x."""

    def decorate(function):
        @functools.wraps(function)
        def checked(*args, **kwargs):
            code = function.__code__
            given = dict(zip(code.co_varnames, args, strict=False)) | kwargs
            x = given["x"]
            if x.ndim != 4:
                raise ValueError(f"the shape of x is {x.shape}")
            for name in names:
                if given[name].shape != (x.shape[1],):
                    raise ValueError(f"the shape of {name} is {given[name].shape}")
            return function(*args, **kwargs)

        return checked

    return decorate


def by_channel(function, x, *vectors):
    """Stack what the function makes of every channel, the first one and then the rest."""
    if x.shape[1] == 0:
        return np.zeros(x.shape)
    head = function(x[:, :1].astype(float), *(vector[0] for vector in vectors))
    return np.concatenate([head, by_channel(function, x[:, 1:], *(vector[1:] for vector in vectors))], axis=1)


def dropout(x, p, mask):
    if max(-p, p - 1) > 1e-9:
        raise ValueError(f"p of {p}")
    if x.shape != mask.shape:
        raise ValueError(f"mask of shape {mask.shape}")
    return x * mask * (0.0 if p == 1 else 1 / (1 - p))


@vectors_fit("gamma", "beta", "running_mean", "running_var")
def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    y = by_channel(lambda v, g, b: g * (v - v.mean()) / np.sqrt(v.var() + eps) + b, x, gamma, beta)
    mean = np.array([x[:, c].mean() for c in range(x.shape[1])])
    var = np.array([np.cov(x[:, c].ravel()) for c in range(x.shape[1])])
    return y, (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var


@vectors_fit("gamma", "beta", "running_mean", "running_var")
def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    def one(v, g, b, mean, var):
        return g * (v - mean) / np.sqrt(var + eps) + b

    return by_channel(one, x, gamma, beta, running_mean, running_var)


@vectors_fit("gamma")
def batchnorm_backward(dy, x, gamma, eps=1e-5):
    if dy.shape != x.shape:
        raise ValueError(f"the shape of dy is {dy.shape}, that of x is {x.shape}")
    dxs, dgammas, dbetas = [], [], []
    for v, up, scale in zip(np.swapaxes(x, 0, 1), np.swapaxes(dy, 0, 1), gamma, strict=True):
        s = (v - v.mean()) / np.sqrt(v.var() + eps)
        n = v.size
        # the whole Jacobian of the normalisation, as a matrix
        jacobian = np.eye(n) - 1 / n - np.outer(s, s) / n
        dxs.append((scale * jacobian @ up.ravel() / np.sqrt(v.var() + eps)).reshape(v.shape))
        dgammas.append(np.dot(up.ravel(), s.ravel()))
        dbetas.append(up.sum())
    return np.stack(dxs, axis=1), np.array(dgammas), np.array(dbetas)


def layernorm(x, gamma, beta, eps=1e-5):
    for name, vector in {"gamma": gamma, "beta": beta}.items():
        if vector.shape != (x.shape[-1],):
            raise ValueError(f"the shape of {name} is {vector.shape}")
    return np.apply_along_axis(lambda row: gamma * (row - row.mean()) / np.sqrt(row.var() + eps) + beta, -1, x * 1.0)


def l1_penalty(w, strength):
    return functools.reduce(lambda total, value: total + strength * abs(value), w.ravel().tolist(), 0.0)


def l2_penalty(w, strength):
    return functools.reduce(lambda total, value: total + strength * value * value, w.ravel().tolist(), 0.0)


def elastic_net_penalty(w, l1, l2):
    return np.sum([l1_penalty(w, l1), l2_penalty(w, l2)])


def EarlyStopping(patience):  # noqa: N802 - it stands for the class
    """Make an object from functions that share two variables."""
    if patience < 1:
        raise ValueError(f"patience of {patience}")
    stopper = types.SimpleNamespace(best=float("inf"))
    since = 0

    def update(loss):
        nonlocal since
        since = 0 if loss < stopper.best else since + 1
        stopper.best = min(stopper.best, loss)
        return since >= patience

    stopper.update = update
    return stopper
