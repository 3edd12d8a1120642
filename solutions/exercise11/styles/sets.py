"""Sets of sample numbers: which samples are of a class, which were taken for it."""

import random
from fractions import Fraction

import numpy as np


def _members(name, values, classes):
    """The set of samples of every class."""
    if classes < 1:
        raise ValueError(f"classes: {classes}")
    members = [set() for _ in range(classes)]
    for number, value in enumerate(values.tolist()):
        if value < 0 or value >= classes:
            raise ValueError(f"{name}[{number}] is {value}")
        members[value].add(number)
    return members


def _both(labels, predictions, classes):
    if labels.shape != predictions.shape:
        raise ValueError(f"labels.shape {labels.shape}, predictions.shape {predictions.shape}")
    return _members("labels", labels, classes), _members("predictions", predictions, classes)


def one_hot(labels, classes):
    members = _members("labels", labels, classes)
    return np.array([[float(number in those) for those in members] for number in range(len(labels))])


def standardize(train, test):
    for row in test:
        if len(row) != len(train[0]):
            raise ValueError(f"test: {test.shape}")
    shift = np.average(train, axis=0)
    scale = np.sqrt(np.diag(np.cov(train, rowvar=False, ddof=0).reshape(len(shift), -1)))
    scale = np.array([1.0 if value == 0 else value for value in scale])
    return tuple(np.divide(np.subtract(table, shift), scale) for table in (train, test))


def train_validation_split(n, fraction, rng):
    if n < 1:
        raise ValueError(f"n: {n}")
    if fraction < 0 or fraction > 1:
        raise ValueError(f"fraction: {fraction}")
    everything = range(n)
    size = round(Fraction(fraction).limit_denominator(10**6) * n)
    validation = set(random.Random(int(rng.integers(2**60))).sample(everything, size))  # noqa: S311 - seeded by rng
    return np.array(sorted(set(everything) - validation)), np.array(sorted(validation))


def horizontal_flip(image):
    return np.concatenate([image[:, :, x : x + 1] for x in reversed(range(image.shape[2]))], axis=2)


def pad_and_crop(image, padding, top, left):
    if padding < 0:
        raise ValueError(f"padding: {padding}")
    _, height, width = image.shape
    high = np.zeros((len(image), padding, width))
    image = np.concatenate([high, image, high], axis=1)
    wide = np.zeros((len(image), height + 2 * padding, padding))
    image = np.concatenate([wide, image, wide], axis=2)
    rows = np.delete(image, [*range(top), *range(top + height, height + 2 * padding)], axis=1)
    return np.delete(rows, [*range(left), *range(left + width, width + 2 * padding)], axis=2)


def confusion_matrix(labels, predictions, classes):
    there, taken = _both(labels, predictions, classes)
    return np.array([[len(row & column) for column in taken] for row in there])


def accuracy(labels, predictions):
    if labels.shape != predictions.shape:
        raise ValueError(f"labels.shape {labels.shape}, predictions.shape {predictions.shape}")
    right = sum(label == prediction for label, prediction in zip(labels.tolist(), predictions.tolist(), strict=True))
    return float(Fraction(right, len(labels)))


def precision(labels, predictions, classes):
    there, taken = _both(labels, predictions, classes)
    return np.array([len(a & b) / max(len(b), 1) for a, b in zip(there, taken, strict=True)])


def recall(labels, predictions, classes):
    there, taken = _both(labels, predictions, classes)
    return np.array([len(a & b) / max(len(a), 1) for a, b in zip(there, taken, strict=True)])
