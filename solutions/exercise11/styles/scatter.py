"""Scattered writes: np.add.at, np.put_along_axis, histograms; take and index grids for the images."""

import numpy as np


def _valid(name, values, classes):
    values = np.asarray(values).astype(np.intp)
    if classes < 1:
        raise ValueError(f"classes={classes}, expected a positive number")
    if values.min() < 0:
        raise ValueError(f"{name} has a negative entry {values.min()}")
    if values.max() >= classes:
        raise ValueError(f"{name} has an entry {values.max()} for {classes} classes")
    return values


def one_hot(labels, classes):
    labels = _valid("labels", labels, classes)
    result = np.zeros((labels.size, classes))
    np.put_along_axis(result, labels[:, None], 1.0, axis=1)
    return result


def standardize(train, test):
    try:
        both = np.concatenate([train, test])
    except ValueError as error:
        raise ValueError(f"train {train.shape} does not match test {test.shape}") from error
    squares, mean = np.mean(np.square(train, dtype=float), axis=0), np.mean(train, axis=0)
    deviation = np.std(train, axis=0, ddof=0)
    constant = np.isclose(np.ptp(train, axis=0), 0) & np.isfinite(squares)
    scaled = (both - mean) / np.where(constant, 1, deviation)
    train_part, test_part = np.split(scaled, [len(train)])
    return (train_part, test_part)


def train_validation_split(n, fraction, rng):
    if n < 1:
        raise ValueError(f"no samples: n={n}")
    if fraction > 1 or fraction < 0:
        raise ValueError(f"impossible fraction={fraction}")
    validation = rng.choice(n, size=int(n * fraction + 0.5), replace=False)
    return np.setdiff1d(np.arange(n), validation), validation


def horizontal_flip(image):
    return np.take(image, np.arange(image.shape[2])[::-1], axis=2)


def pad_and_crop(image, padding, top, left):
    if padding < 0:
        raise ValueError(f"padding must be at least 0: {padding}")
    _, height, width = image.shape
    rows, columns = np.arange(height) + top - padding, np.arange(width) + left - padding
    inside = ((rows >= 0) & (rows < height))[:, None] & ((columns >= 0) & (columns < width))
    return np.where(inside, image[:, rows.clip(0, height - 1)][:, :, columns.clip(0, width - 1)], 0)


def confusion_matrix(labels, predictions, classes):
    if np.shape(labels) != np.shape(predictions):
        raise ValueError(f"labels {np.shape(labels)} and predictions {np.shape(predictions)}")
    counts = np.zeros((classes, classes)) if classes > 0 else None
    np.add.at(counts, (_valid("labels", labels, classes), _valid("predictions", predictions, classes)), 1)
    return counts


def accuracy(labels, predictions):
    if np.shape(labels) != np.shape(predictions):
        raise ValueError(f"labels {np.shape(labels)} and predictions {np.shape(predictions)}")
    return np.array(np.count_nonzero(labels == predictions) / labels.size)


def precision(labels, predictions, classes):
    counts = confusion_matrix(labels, predictions, classes)
    taken = counts.sum(axis=0)
    return np.divide(counts.diagonal(), taken, out=np.zeros(classes), where=taken > 0)


def recall(labels, predictions, classes):
    return (
        precision(predictions, labels, classes)
        if np.shape(labels) == np.shape(predictions)
        else _refuse(labels, predictions)
    )


def _refuse(labels, predictions):
    raise ValueError(f"labels {np.shape(labels)} and predictions {np.shape(predictions)}")
