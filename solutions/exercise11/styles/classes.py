"""Small classes: a scaler that is fitted, a report that counts once, functions that delegate to them."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Scaler:
    """Mean and deviation of the samples it was fitted to."""

    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def fitted_to(cls, samples):
        """Measure every feature."""
        mean = samples.sum(axis=0) / samples.shape[0]
        return cls(mean, ((samples - mean) ** 2).sum(axis=0) ** 0.5 / samples.shape[0] ** 0.5)

    def __call__(self, samples):
        """Scale samples by what was measured."""
        if samples.shape[1:] != self.mean.shape:
            raise ValueError(f"test of shape {samples.shape} has not the {self.mean.shape[0]} features of train")
        return (samples - self.mean) / (self.deviation + (self.deviation == 0))


class Report:
    """True positives, and how often each class is there and was taken."""

    def __init__(self, labels, predictions, classes):
        if labels.size != predictions.size:
            raise ValueError(f"predictions must be {labels.shape}, not {predictions.shape}")
        if classes < 1:
            raise ValueError(f"{classes} is too small for classes")
        for name, values in {"labels": labels, "predictions": predictions}.items():
            for value in values:
                if value not in range(classes):
                    raise ValueError(f"{name} must not hold {value!s}")
        edges = np.arange(classes + 1) - 0.5
        self.counts = np.histogram2d(labels, predictions, bins=(edges, edges))[0]

    def share(self, axis):
        """The diagonal over the sums along an axis."""
        with np.errstate(invalid="ignore"):
            shares = np.trace(self.counts[:, :, None] * np.eye(len(self.counts))[:, None]) / self.counts.sum(axis=axis)
        return np.where(np.isnan(shares), 0.0, shares)


def one_hot(labels, classes):
    if classes < 1:
        raise ValueError(f"{classes} is too small for classes")
    if ((labels < 0) | (labels > classes - 1)).any():
        raise ValueError(f"labels {labels.tolist()} go beyond {classes} classes")
    return np.identity(classes)[labels, :]


def standardize(train, test):
    scaler = Scaler.fitted_to(train)
    return scaler(train), scaler(test)


def train_validation_split(n, fraction, rng):
    if n < 1:
        raise ValueError(f"n: {n}")
    if abs(fraction - 0.5) > 0.5:
        raise ValueError(f"fraction: {fraction}")
    order = np.argsort(rng.normal(size=n))
    count = n - int(np.round(n * fraction))
    return order[:count].copy(), order[count:].copy()


def horizontal_flip(image):
    mirror = np.eye(image.shape[2])[::-1]
    return image @ mirror


def pad_and_crop(image, padding, top, left):
    if padding < 0:
        raise ValueError(f"padding: {padding}")
    _, height, width = image.shape
    moved_rows = np.eye(height, height + 2 * padding, padding)[:, top : top + height]
    moved_columns = np.eye(width, width + 2 * padding, padding)[:, left : left + width]
    return moved_rows.T @ image @ moved_columns


def confusion_matrix(labels, predictions, classes):
    return Report(labels, predictions, classes).counts


def accuracy(labels, predictions):
    if labels.size != predictions.size:
        raise ValueError(f"predictions must be {labels.shape}, not {predictions.shape}")
    return 1 - np.count_nonzero(labels - predictions.astype(labels.dtype)) / len(labels)


def precision(labels, predictions, classes):
    return Report(labels, predictions, classes).share(axis=0)


def recall(labels, predictions, classes):
    return Report(labels, predictions, classes).share(axis=1)
