"""
exercise11: data and metrics, what happens before a network is trained and after.

Before: labels become vectors, features get one scale, samples are set aside for validation, images are varied. After:
four ways to say how good the predictions are. Allowed: the standard library and numpy. The statement is in README.md,
in Chinese in README.zh-TW.md.
"""

import numpy as np


def one_hot(labels, classes):
    """
    Write class numbers as vectors that have a single 1.

    Args:
        labels: array (N,) of integers, each from 0 to classes - 1.
        classes: number of classes, an integer >= 1. Not all of them need occur.

    Returns:
        An array (N, classes): row n is 0 everywhere, and 1 in column labels[n]. The argument stays as it was.

    Raises:
        ValueError: if classes is below 1, or a label is negative or not below classes. The message names the argument
            and the offending value.

    Source: first course deck, "Cross entropy": the column "Ground Truth" is such a vector.
    """
    # solution begins
    labels = _class_numbers("labels", labels, classes)
    return np.eye(classes)[labels]
    # solution ends


def standardize(train, test):
    """
    Give every feature mean 0 and deviation 1, measured on the training data.

    Args:
        train: array (N, D): N samples of D features.
        test: array (M, D): samples of the same features that must not have a say in how they are scaled.

    Returns:
        A tuple of two float64 arrays (N, D) and (M, D): from every feature its mean over the training samples is
        subtracted, then it is divided by its deviation over the training samples, sqrt(mean((x - mean)**2)), the
        biased one with N in the denominator. A deviation of 0 counts as 1. The arguments stay as they were.

    Raises:
        ValueError: if train and test differ in features. The message names one of them and its shape.

    Source: CS231n notes, "Data Preprocessing", https://cs231n.github.io/neural-networks-2/.
    """
    # solution begins
    train, test = np.asarray(train, dtype=np.float64), np.asarray(test, dtype=np.float64)
    if train.shape[1:] != test.shape[1:]:
        raise ValueError(f"train of shape {train.shape} and test of shape {test.shape} differ in features")
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation == 0, 1.0, deviation)
    return (train - mean) / deviation, (test - mean) / deviation
    # solution ends


def train_validation_split(n, fraction, rng):
    """
    Divide the samples of a data set at random into those to train with and those to validate with.

    Args:
        n: number of samples, an integer >= 1.
        fraction: share of the samples that are set aside for validation, from 0 to 1.
        rng: numpy Generator, as np.random.default_rng(seed) makes it. All chance comes from it, so that the same
            generator gives the same split again.

    Returns:
        A tuple of two integer arrays (train, validation) with the indices of the samples: each of 0, ..., n - 1 is in
        exactly one of them, in any order. validation has n * fraction indices, rounded to the nearest whole number.

    Raises:
        ValueError: if n is below 1, or fraction is not between 0 and 1. The message names the argument and its value.

    Source: second course deck, whose Fashion-MNIST code sets 5,000 of 60,000 samples aside.
    """
    # solution begins
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    if not 0 <= fraction <= 1:
        raise ValueError(f"fraction must be between 0 and 1, got {fraction}")
    order, held_out = rng.permutation(n), round(n * fraction)
    return order[held_out:], order[:held_out]
    # solution ends


def horizontal_flip(image):
    """
    Mirror an image: what was on the left is on the right.

    Args:
        image: array (C, H, W), any integer or float dtype; the last axis runs from left to right.

    Returns:
        An array (C, H, W) with the last axis reversed. The argument stays as it was.

    Source: fourth course deck, "Data Augmentation".
    """
    # solution begins
    return image[..., ::-1]
    # solution ends


def pad_and_crop(image, padding, top, left):
    """
    Shift an image a little: surround it with zeros, then cut out a piece of the original size.

    Args:
        image: array (C, H, W), any integer or float dtype.
        padding: rows and columns of zeros added on each of the four sides, an integer >= 0.
        top: row of the padded image at which the piece begins, from 0 to 2 * padding.
        left: column of the padded image at which the piece begins, from 0 to 2 * padding.

    Returns:
        An array (C, H, W). With top = left = padding it is the image itself. The argument stays as it was.

    Raises:
        ValueError: if padding is negative. The message names the argument and its value.

    Source: He, Zhang, Ren and Sun, arXiv:1512.03385, section 4.2, where padding is 4 and top and left are random.
    """
    # solution begins
    if padding < 0:
        raise ValueError(f"padding must not be negative, got {padding}")
    _, height, width = image.shape
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    return padded[:, top : top + height, left : left + width]
    # solution ends


def confusion_matrix(labels, predictions, classes):
    """
    Count which class was taken for which.

    Args:
        labels: array (N,) of integers from 0 to classes - 1: what the samples are.
        predictions: array (N,) of integers from 0 to classes - 1: what they were taken for.
        classes: number of classes, an integer >= 1. Not all of them need occur.

    Returns:
        An array (classes, classes) of counts: row i, column j has the number of samples of class i that were taken for
        class j. The arguments stay as they were.

    Raises:
        ValueError: if classes is below 1, labels and predictions differ in shape, or a class number is out of range.
            The message names the argument and the offending value; of two that do not match, one and its shape.

    Source: https://scikit-learn.org/stable/modules/model_evaluation.html#confusion-matrix, which has the same layout.
    """
    # solution begins
    return _counts(labels, predictions, classes)
    # solution ends


def accuracy(labels, predictions):
    """
    Share of the predictions that are right.

    Args:
        labels: array (N,) of integers: what the samples are.
        predictions: array (N,) of integers: what they were taken for.

    Returns:
        A float from 0 to 1. The arguments stay as they were.

    Raises:
        ValueError: if labels and predictions differ in shape. The message names one of them and its shape.

    Source: the metric of the second course deck's Keras code.
    """
    # solution begins
    labels, predictions = _matching(labels, predictions)
    return float(np.mean(labels == predictions))
    # solution ends


def precision(labels, predictions, classes):
    """
    For every class: of the samples taken for it, the share that are of this class.

    Args:
        labels: array (N,) of integers from 0 to classes - 1: what the samples are.
        predictions: array (N,) of integers from 0 to classes - 1: what they were taken for.
        classes: number of classes, an integer >= 1. Not all of them need occur.

    Returns:
        A float64 array (classes,); 0 for a class that no sample was taken for. The arguments stay as they were.

    Raises:
        ValueError: if classes is below 1, labels and predictions differ in shape, or a class number is out of range.
            The message names the argument and the offending value; of two that do not match, one and its shape.

    Source: https://scikit-learn.org/stable/modules/model_evaluation.html#precision-recall-and-f-measures.
    """
    # solution begins
    counts = _counts(labels, predictions, classes)
    return np.diag(counts) / np.maximum(counts.sum(axis=0), 1)
    # solution ends


def recall(labels, predictions, classes):
    """
    For every class: of the samples of this class, the share that were taken for it.

    Args:
        labels: array (N,) of integers from 0 to classes - 1: what the samples are.
        predictions: array (N,) of integers from 0 to classes - 1: what they were taken for.
        classes: number of classes, an integer >= 1. Not all of them need occur.

    Returns:
        A float64 array (classes,); 0 for a class of which there is no sample. The arguments stay as they were.

    Raises:
        ValueError: if classes is below 1, labels and predictions differ in shape, or a class number is out of range.
            The message names the argument and the offending value; of two that do not match, one and its shape.

    Source: https://scikit-learn.org/stable/modules/model_evaluation.html#precision-recall-and-f-measures.
    """
    # solution begins
    counts = _counts(labels, predictions, classes)
    return np.diag(counts) / np.maximum(counts.sum(axis=1), 1)
    # solution ends


# solution begins
def _class_numbers(name, numbers, classes):
    """Turn class numbers into an array, if all of them are in range."""
    if classes < 1:
        raise ValueError(f"classes must be at least 1, got {classes}")
    numbers = np.asarray(numbers, dtype=np.int64)
    outside = numbers[(numbers < 0) | (numbers >= classes)]
    if outside.size:
        raise ValueError(f"{name} must be from 0 to {classes - 1}, got {outside[0]}")
    return numbers


def _matching(labels, predictions):
    """Both as arrays, if there is one prediction for each label."""
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if labels.shape != predictions.shape:
        raise ValueError(f"labels of shape {labels.shape} and predictions of shape {predictions.shape} do not match")
    return labels, predictions


def _counts(labels, predictions, classes):
    """Count every pair of a label and a prediction."""
    labels, predictions = _matching(labels, predictions)
    labels = _class_numbers("labels", labels, classes)
    predictions = _class_numbers("predictions", predictions, classes)
    pairs = np.bincount(labels * classes + predictions, minlength=classes * classes)
    return pairs.reshape(classes, classes)


# solution ends
