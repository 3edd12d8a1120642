"""Broadcast comparisons everywhere: equal or not, then sums."""

import numpy as np


class BadArgument(ValueError):
    """An argument that makes no sense."""


def _is_class(name, values, classes):
    classes_there = np.arange(classes)
    if classes <= 0:
        raise BadArgument(f"there must be classes (classes={classes})")
    equal = values[:, None] == classes_there
    if not equal.any(axis=1).all():
        wrong = values[~equal.any(axis=1)]
        raise BadArgument(f"{name}: {wrong} not within 0..{classes - 1}")
    return equal


def one_hot(labels, classes):
    return _is_class("labels", labels, classes).astype(int)


def standardize(train, test):
    if train.shape[1] != test.shape[1]:
        raise BadArgument(f"train has the shape {train.shape}, test has the shape {test.shape}")
    mean = train.mean(axis=0)
    centred = train - mean
    scale = np.sqrt((centred * centred).mean(axis=0))
    scale[scale == 0] = 1
    return centred / scale, (test - mean) / scale


def train_validation_split(n, fraction, rng):
    if n < 1:
        raise BadArgument(f"n={n}")
    if not -1e-9 <= fraction <= 1 + 1e-9:
        raise BadArgument(f"fraction={fraction}")
    ranks = rng.random(n).argsort().argsort()
    held_out = ranks < np.rint(n * fraction)
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def horizontal_flip(image):
    return np.fliplr(image.transpose(1, 2, 0)).transpose(2, 0, 1)


def pad_and_crop(image, padding, top, left):
    if padding < 0:
        raise BadArgument(f"padding={padding}")
    shape = (image.shape[0], image.shape[1] + 2 * padding, image.shape[2] + 2 * padding)
    canvas = np.zeros(shape, dtype=image.dtype)
    canvas[:, padding : shape[1] - padding, padding : shape[2] - padding] = image
    return canvas[:, top:, left:][:, : image.shape[1], : image.shape[2]]


def _pair(labels, predictions, classes):
    if labels.shape != predictions.shape:
        raise BadArgument(f"labels {labels.shape} != predictions {predictions.shape}")
    return _is_class("labels", labels, classes), _is_class("predictions", predictions, classes)


def confusion_matrix(labels, predictions, classes):
    there, taken = _pair(labels, predictions, classes)
    return there.T.astype(float) @ taken


def accuracy(labels, predictions):
    if labels.shape != predictions.shape:
        raise BadArgument(f"labels {labels.shape} != predictions {predictions.shape}")
    return (labels == predictions).mean()


def precision(labels, predictions, classes):
    there, taken = _pair(labels, predictions, classes)
    return np.nan_to_num((there & taken).sum(axis=0) / taken.sum(axis=0))


def recall(labels, predictions, classes):
    there, taken = _pair(labels, predictions, classes)
    return np.nan_to_num((there & taken).sum(axis=0) / there.sum(axis=0))
