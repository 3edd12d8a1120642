"""A right answer in which the losses are made from each other."""

import numpy as np


def _shape_error(name, one, other):
    return ValueError(f"{name} {np.shape(one)} and targets {np.shape(other)} have different shapes")


def cross_entropy_from_logits(logits, labels, reduction="mean"):
    logits, labels = np.asarray(logits, float), np.asarray(labels)
    if labels.shape != (logits.shape[0],):
        raise ValueError(f"labels should be {(logits.shape[0],)} and not {labels.shape}")
    for label in set(labels.tolist()) - set(range(logits.shape[1])):
        raise ValueError(f"labels should be below {logits.shape[1]}, there is a {label}")
    rows = np.arange(labels.size)
    shifted = logits - logits.max(axis=1)[:, None]
    losses = -(shifted[rows, labels] - np.log(np.exp(shifted).sum(axis=1)))
    if reduction == "none":
        return losses
    total = np.dot(losses, np.ones_like(losses))
    return total if reduction == "sum" else total / labels.size


def cross_entropy(probabilities, targets):
    if np.shape(probabilities) != np.shape(targets):
        raise _shape_error("probabilities", probabilities, targets)
    for name, array in (("probabilities", probabilities), ("targets", targets)):
        wrong = [x for x in array.ravel().tolist() if not -1e-9 <= x <= 1 + 1e-9]
        if wrong:
            raise ValueError(f"{name} must be probabilities, found {wrong}")
    if probabilities.ndim == 2:
        return np.mean([cross_entropy(p, t) for p, t in zip(probabilities, targets, strict=True)])
    return float(np.dot(targets, -np.log(np.clip(probabilities, 1e-12, 1))))


def binary_cross_entropy(probabilities, targets):
    if np.shape(probabilities) != np.shape(targets):
        raise _shape_error("probabilities", probabilities, targets)
    p, t = np.ravel(probabilities), np.ravel(targets)
    cross_entropy(p, t)
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return cross_entropy(np.stack([p, 1 - p], axis=1), np.clip(np.stack([t, 1 - t], axis=1), 0, 1))


def mean_squared_error(predictions, targets):
    if np.shape(predictions) != np.shape(targets):
        raise _shape_error("predictions", predictions, targets)
    return np.var(predictions - targets) + np.mean(predictions - targets) ** 2


def mean_absolute_error(predictions, targets):
    if np.shape(predictions) != np.shape(targets):
        raise _shape_error("predictions", predictions, targets)
    return np.mean(np.sqrt(np.square(np.subtract(predictions, targets))))


def hinge_loss(scores, labels, margin=1.0):
    cross_entropy_from_logits(scores, labels)
    costs = []
    for row, label in zip(scores, labels, strict=True):
        rivals = np.delete(row, label)
        costs.append(np.clip(rivals - row[label] + margin, 0, None).sum())
    return np.mean(costs)
