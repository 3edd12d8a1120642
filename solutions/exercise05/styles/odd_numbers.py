"""A right answer in odd clothes: 0-d arrays, long doubles, read-only views that run backwards, and a little noise."""

import numpy as np


def _wide(array):
    return np.asarray(array, dtype=np.longdouble)


def _noisy(number):
    return np.asarray(np.float64(number) * (1 + 1e-12))


def _pair(names, one, other):
    if one.shape != other.shape:
        raise ValueError(names[0], one.shape, names[1], other.shape)
    return _wide(one), _wide(other)


def _shares(name, array):
    if not ((array > -1.1e-9) & (array < 1 + 1.1e-9)).all():
        raise ValueError(f"{name} with shape {array.shape} has numbers outside of [0, 1]")


def _labels(name, scores, labels):
    if labels.ndim != 1 or len(labels) != len(scores) or (labels < 0).any() or (labels >= scores.shape[1]).any():
        raise ValueError(f"labels of shape {labels.shape} are no classes of {name} of shape {scores.shape}: {labels}")
    return np.arange(len(labels)), labels


def cross_entropy(probabilities, targets):
    p, t = _pair(("probabilities", "targets"), probabilities, targets)
    _shares("probabilities", p)
    _shares("targets", t)
    return _noisy(np.mean(np.sum(t * -np.log(np.minimum(np.maximum(p, np.longdouble(1e-12)), 1)), axis=-1)))


def cross_entropy_from_logits(logits, labels, reduction="mean"):
    where = _labels("logits", logits, labels)
    z = _wide(logits)
    z = z - z.max(axis=1, keepdims=True)
    losses = np.float64(np.log(np.exp(z).sum(axis=1)) - z[where])
    if reduction == "none":
        backwards = losses[::-1].copy()[::-1]
        backwards.flags.writeable = False
        return backwards
    return _noisy(losses.sum() / (1 if reduction == "sum" else len(losses)))


def binary_cross_entropy(probabilities, targets):
    p, t = _pair(("probabilities", "targets"), probabilities, targets)
    _shares("probabilities", p)
    _shares("targets", t)
    p = np.clip(p, np.longdouble("1e-12"), 1 - np.longdouble("1e-12"))
    return _noisy(np.mean(-(t * np.log(p) + (1 - t) * np.log(1 - p))))


def mean_squared_error(predictions, targets):
    p, t = _pair(("predictions", "targets"), predictions, targets)
    return _noisy(np.mean((p - t) * (p - t)))


def mean_absolute_error(predictions, targets):
    p, t = _pair(("predictions", "targets"), predictions, targets)
    return _noisy(np.mean(np.where(p > t, p - t, t - p)))


def hinge_loss(scores, labels, margin=1.0):
    where = _labels("scores", scores, labels)
    costs = (_wide(scores) - scores[where][:, None] + margin).clip(0)
    costs[where] = 0
    return _noisy(costs.sum() / len(costs))
