"""Python's own collections: Counter, statistics, namedtuples, slices."""

import collections
import statistics
from typing import NamedTuple

import numpy as np


class Parts(NamedTuple):
    """The indices of both parts."""

    train: np.ndarray
    validation: np.ndarray


class Scaled(NamedTuple):
    """Both tables, scaled."""

    train: np.ndarray
    test: np.ndarray


def _check(classes, **arrays):
    if classes < 1:
        raise ValueError(f"classes must not be {classes}")
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"not equally long: {lengths}")
    for name, array in arrays.items():
        if min(array) < 0 or max(array) >= classes:
            raise ValueError(f"{name} run from {min(array)} to {max(array)}, classes from 0 to {classes - 1}")


def one_hot(labels, classes):
    _check(classes, labels=labels)
    result = np.zeros((len(labels), classes), dtype=np.int8)
    result[range(len(labels)), labels] = 1
    return result


def standardize(train, test):
    if len(train[0]) != len(test[0]):
        raise ValueError(f"features differ: train is {np.shape(train)}, test is {np.shape(test)}")
    columns = [list(map(float, column)) for column in train.T]
    means = [statistics.fmean(column) for column in columns]
    scales = [statistics.pstdev(column) or 1.0 for column in columns]
    return Scaled(*(np.array([(row - means) / scales for row in table]) for table in (train, test)))


def train_validation_split(n, fraction, rng):
    if n < 1 or not 0 <= fraction <= 1:
        raise ValueError(f"n = {n} and fraction = {fraction} do not go together")
    indices = np.arange(n, dtype=np.uint32)
    rng.shuffle(indices)
    return Parts(*np.split(indices, [n - round(n * fraction)]))


def horizontal_flip(image):
    return np.flip(image, 2)


def pad_and_crop(image, padding, top, left):
    if padding < 0:
        raise ValueError(f"cannot pad with padding {padding}")
    height, width = image.shape[1:]
    down, right = padding - top, padding - left
    result = np.zeros_like(image)
    result[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = (
        image[:, max(-down, 0) : max(height - max(down, 0), 0), max(-right, 0) : max(width - max(right, 0), 0)]
        if abs(down) < height and abs(right) < width
        else 0
    )
    return result


def confusion_matrix(labels, predictions, classes):
    _check(classes, labels=labels, predictions=predictions)
    pairs = collections.Counter(zip(labels.tolist(), predictions.tolist(), strict=True))
    return np.array([[pairs[i, j] for j in range(classes)] for i in range(classes)])


def accuracy(labels, predictions):
    if len(labels) != len(predictions):
        raise ValueError(
            f"{len(labels)} labels, but {len(predictions)} predictions: {labels.shape=}, {predictions.shape=}"
        )
    return statistics.fmean(map(bool, labels == predictions))


def _shares(right, among, classes):
    hits, sums = collections.Counter(right.tolist()), collections.Counter(among.tolist())
    return np.array([hits[k] / (sums[k] or 1) for k in range(classes)])


def precision(labels, predictions, classes):
    _check(classes, labels=labels, predictions=predictions)
    return _shares(labels[labels == predictions], predictions, classes)


def recall(labels, predictions, classes):
    _check(classes, labels=labels, predictions=predictions)
    return _shares(labels[labels == predictions], labels, classes)
