"""A right answer whose functions are objects that know how to check their arguments."""

from functools import partial

import numpy as np


class Pairwise:
    """The mean of a cost of two numbers, over arrays of one shape."""

    def __init__(self, cost, name, *, shares=False, per_example=False):
        self.cost, self.name, self.shares, self.per_example = cost, name, shares, per_example

    def __call__(self, *args, **kwargs):
        """Check the two arrays and average."""
        names = (self.name, "targets")
        given = dict(zip(names, args, strict=False)) | kwargs
        one, other = (np.asarray(given[name], dtype=np.float64) for name in names)
        if one.shape != other.shape:
            raise ValueError(f"{self.name}.shape={one.shape} targets.shape={other.shape}")
        if self.shares:
            for name, array in zip(names, (one, other), strict=True):
                distance = np.abs(array - 0.5)
                if distance.max() > 0.5 + 1e-9:
                    raise ValueError(f"{name}[{distance.argmax()}]={array.flat[distance.argmax()]}")
        costs = self.cost(one, other)
        return costs.sum() / (1 if one.ndim == 1 else len(one)) if self.per_example else costs.mean()


def _logistic(p, t):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


cross_entropy = Pairwise(lambda p, t: -t * np.log(np.clip(p, 1e-12, 1)), "probabilities", shares=True, per_example=True)
binary_cross_entropy = Pairwise(_logistic, "probabilities", shares=True)
mean_squared_error = Pairwise(lambda p, t: np.square(p - t), "predictions")
mean_absolute_error = Pairwise(lambda p, t: np.fabs(p - t), "predictions")


def _rows(name, scores, labels):
    """Scores, and those of the right classes as a column."""
    if labels.shape != scores.shape[:-1]:
        raise ValueError(f"labels.shape={labels.shape} {name}.shape={scores.shape}")
    wrong = (labels >= scores.shape[-1]) | (labels < 0)
    if np.any(wrong):
        raise ValueError(f"labels[{wrong.argmax()}]={labels[wrong.argmax()]}")
    return scores.astype(float), np.take_along_axis(scores, labels[:, None].astype(int), axis=1)


def _from_logits(name, logits, labels, reduction="mean"):
    logits, right = _rows(name, logits, labels)
    top = np.max(logits, axis=-1, keepdims=True)
    losses = (np.log(np.sum(np.exp(logits - top), axis=-1, keepdims=True)) + top - right)[:, 0]
    return losses if reduction == "none" else getattr(np, reduction)(losses)


def _hinge(name, scores, labels, margin=1.0):
    scores, right = _rows(name, scores, labels)
    return np.mean(np.sum(np.maximum(0, scores - right + margin), axis=1) - max(margin, 0))


cross_entropy_from_logits = partial(_from_logits, "logits")
hinge_loss = partial(_hinge, "scores")
