"""A right answer in plain Python: math.log, sums and comparisons, one number at a time."""

import math

import numpy as np


def _same_shape(one, other, names):
    if one.shape != other.shape:
        raise ValueError(f"{names[0]} has shape {one.shape}, {names[1]} has shape {other.shape}")


def _share(name, number):
    if number < -1e-9 or number > 1 + 1e-9:
        raise ValueError(f"{name}: {number} is not in [0, 1]")
    return float(number)


def _labels(name, rows, labels):
    if labels.shape != (len(rows),):
        raise ValueError(f"{name} has {rows.shape[0]} rows, but labels has shape {labels.shape}")
    for label in labels:
        if label < 0 or label >= rows.shape[1]:
            raise ValueError(f"labels has {label}")
    return [int(label) for label in labels]


def cross_entropy(probabilities, targets):
    _same_shape(probabilities, targets, ("probabilities", "targets"))
    if probabilities.ndim == 1:
        probabilities, targets = probabilities.reshape(1, -1), targets.reshape(1, -1)
    total = 0.0
    for row, truth in zip(probabilities, targets, strict=True):
        for p, t in zip(row, truth, strict=True):
            likely = min(max(_share("probabilities", p), 1e-12), 1.0)
            total -= _share("targets", t) * math.log(likely)
    return total / len(probabilities)


def cross_entropy_from_logits(logits, labels, reduction="mean"):
    losses = []
    for row, label in zip(logits.tolist(), _labels("logits", logits, labels), strict=True):
        top = max(row)
        losses.append(top + math.log(math.fsum(math.exp(x - top) for x in row)) - row[label])
    if reduction == "none":
        return np.array(losses)
    return sum(losses) / (len(losses) if reduction == "mean" else 1)


def binary_cross_entropy(probabilities, targets):
    _same_shape(probabilities, targets, ("probabilities", "targets"))
    losses = []
    for p, target in zip(probabilities.flat, targets.flat, strict=True):
        yes = min(max(_share("probabilities", p), 1e-12), 1 - 1e-12)
        t = _share("targets", target)
        losses.append(-t * math.log(yes) - (1 - t) * math.log(1 - yes))
    return sum(losses) / len(losses)


def mean_squared_error(predictions, targets):
    _same_shape(predictions, targets, ("predictions", "targets"))
    total = 0
    for index in np.ndindex(predictions.shape):
        total += (float(predictions[index]) - float(targets[index])) ** 2
    return total / predictions.size


def mean_absolute_error(predictions, targets):
    _same_shape(predictions, targets, ("predictions", "targets"))
    return (
        math.fsum(abs(float(p) - float(t)) for p, t in zip(predictions.flat, targets.flat, strict=True)) / targets.size
    )


def hinge_loss(scores, labels, margin=1.0):
    total = 0.0
    for row, label in zip(scores.tolist(), _labels("scores", scores, labels), strict=True):
        for j, score in enumerate(row):
            if j != label and score - row[label] + margin > 0:
                total += score - row[label] + margin
    return total / len(scores)
