"""Plain loops and lists; numpy only for what goes out."""

import math

import numpy as np


def _refuse(name, values, classes):
    for value in values:
        if not 0 <= value < classes:
            raise ValueError(f"{name} contains {value}")


def one_hot(labels, classes):
    if classes < 1:
        raise ValueError(f"classes = {classes}")
    _refuse("labels", labels, classes)
    rows = []
    for label in labels:
        row = [0.0] * classes
        row[label] = 1.0
        rows.append(row)
    return np.array(rows)


def standardize(train, test):
    if train.shape[1] != test.shape[1]:
        raise ValueError(f"test {test.shape} has other features than train")
    new_train, new_test = np.zeros(train.shape), np.zeros(test.shape)
    for j in range(train.shape[1]):
        column = [float(row[j]) for row in train]
        mean = math.fsum(column) / len(column)
        deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in column) / len(column))
        if deviation == 0:
            deviation = 1
        for i in range(len(train)):
            new_train[i, j] = (train[i, j] - mean) / deviation
        for i in range(len(test)):
            new_test[i, j] = (test[i, j] - mean) / deviation
    return new_train, new_test


def train_validation_split(n, fraction, rng):
    if n <= 0:
        raise ValueError(f"n must be positive, not {n}")
    if fraction < 0 or fraction > 1:
        raise ValueError(f"fraction must be in [0, 1], not {fraction}")
    cards = list(range(n))
    for last in range(n - 1, 0, -1):  # Fisher and Yates
        other = int(rng.integers(last + 1))
        cards[last], cards[other] = cards[other], cards[last]
    held_out = round(fraction * n)
    return np.array(cards[held_out:], dtype=int), np.array(cards[:held_out], dtype=int)


def horizontal_flip(image):
    return np.array([[[row[-1 - x] for x in range(len(row))] for row in channel] for channel in image])


def pad_and_crop(image, padding, top, left):
    if padding < 0:
        raise ValueError(f"padding is negative: {padding}")
    channels, height, width = image.shape
    result = np.zeros((channels, height, width))
    for c in range(channels):
        for y in range(height):
            for x in range(width):
                row, column = y + top - padding, x + left - padding
                if 0 <= row < height and 0 <= column < width:
                    result[c, y, x] = image[c, row, column]
    return result


def confusion_matrix(labels, predictions, classes):
    if classes < 1:
        raise ValueError(f"classes = {classes}")
    if len(labels) != len(predictions):
        raise ValueError(f"labels: {len(labels)}, predictions: {len(predictions)}")
    _refuse("labels", labels, classes)
    _refuse("predictions", predictions, classes)
    counts = [[0] * classes for _ in range(classes)]
    for label, prediction in zip(labels, predictions, strict=True):
        counts[label][prediction] += 1
    return np.array(counts)


def accuracy(labels, predictions):
    if len(labels) != len(predictions):
        raise ValueError(f"labels: {len(labels)}, predictions: {len(predictions)}")
    return sum(1 for label, prediction in zip(labels, predictions, strict=True) if label == prediction) / len(labels)


def precision(labels, predictions, classes):
    counts = confusion_matrix(labels, predictions, classes).tolist()
    result = []
    for k in range(classes):
        taken = sum(counts[i][k] for i in range(classes))
        result.append(counts[k][k] / taken if taken else 0.0)
    return np.array(result)


def recall(labels, predictions, classes):
    return (
        precision(predictions, labels, classes)
        if len(labels) != len(predictions)
        else _recall(confusion_matrix(labels, predictions, classes).tolist())
    )


def _recall(counts):
    return np.array([row[k] / sum(row) if sum(row) else 0.0 for k, row in enumerate(counts)])
