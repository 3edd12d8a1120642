"""
exercise05: losses, the numbers that say how wrong a network is.

A loss compares what a network says with what is true and gives one number; training makes this number small. Here are the
losses of the course: cross-entropy in its forms, the squared and the absolute error, and the hinge loss. Allowed: the
standard library and numpy. The statement is in README.md, in Chinese in README.zh-TW.md.
"""

import numpy as np


def cross_entropy(probabilities, targets):
    """
    Cross-entropy of predicted probabilities: -sum over classes of target * ln(probability), mean over the batch.

    Args:
        probabilities: array (K,) for one example or (N, K) for a batch: what the network says, each in [0, 1].
        targets: array of the same shape: what is true, each in [0, 1]. One-hot (1 for the right class) or soft (several
            classes share the 1).

    Returns:
        A float >= 0, in nats (natural logarithm): the loss of one example, or the mean of the losses of N examples.
        Probabilities are clipped to [1e-12, 1] before the logarithm, so the loss is always finite. The arguments stay
        as they were.

    Raises:
        ValueError: if the shapes differ, or a number lies outside [0, 1] by more than 1e-9. The message names the
            argument and its shape, or the number.

    Source: Goodfellow, Bengio and Courville, "Deep Learning", sections 3.13 and 6.2.1.1.
    """
    raise NotImplementedError("exercise05: write cross_entropy, then run `grade exercise05`")


def cross_entropy_from_logits(logits, labels, reduction="mean"):
    """
    Cross-entropy straight from the logits: -ln of the softmax probability of the right class, for every example.

    Args:
        logits: array (N, K): one score per example and class, any finite values, +-10,000 too.
        labels: array (N,) of an integer dtype: the right class of every example, from 0 to K - 1.
        reduction: "mean" or "sum" of the losses of all examples, or "none" to keep them apart.

    Returns:
        A float >= 0, in nats; with "none" a float64 array (N,). It is finite and right also where the softmax
        probability is too small for a float. The arguments stay as they were.

    Raises:
        ValueError: if a label is below 0 or above K - 1, or labels is not (N,). The message names the argument and the
            label, or the shape.

    Source: torch.nn.functional.cross_entropy, whose arguments these are.
    """
    raise NotImplementedError("exercise05: write cross_entropy_from_logits, then run `grade exercise05`")


def binary_cross_entropy(probabilities, targets):
    """
    Cross-entropy of yes/no questions: -(target * ln(p) + (1 - target) * ln(1 - p)), mean over all of them.

    Args:
        probabilities: array of any shape: the predicted probability p of "yes" for every question, each in [0, 1].
        targets: array of the same shape: 1 for yes, 0 for no, or anything between.

    Returns:
        A float >= 0, in nats: the mean over all elements. Probabilities are clipped to [1e-12, 1 - 1e-12] before the
        logarithms, so the loss is always finite. The arguments stay as they were.

    Raises:
        ValueError: if the shapes differ, or a number lies outside [0, 1] by more than 1e-9. The message names the
            argument and its shape, or the number.

    Source: Goodfellow, Bengio and Courville, "Deep Learning", section 6.2.2.2; torch.nn.BCELoss.
    """
    raise NotImplementedError("exercise05: write binary_cross_entropy, then run `grade exercise05`")


def mean_squared_error(predictions, targets):
    """
    Mean of the squared differences, the usual loss of regression.

    Args:
        predictions: array of any shape, integer or float dtype: what the network says.
        targets: array of exactly the same shape: what is true.

    Returns:
        A float >= 0, in the unit of the targets squared: the mean over all elements. No factor 1/2, no root. The
        arguments stay as they were.

    Raises:
        ValueError: if the shapes differ, also where numpy could broadcast them. The message names the argument and its
            shape.

    Source: Goodfellow, Bengio and Courville, "Deep Learning", section 5.1.4; torch.nn.MSELoss.
    """
    raise NotImplementedError("exercise05: write mean_squared_error, then run `grade exercise05`")


def mean_absolute_error(predictions, targets):
    """
    Mean of the absolute differences: like the squared error, but one wild value counts for less.

    Args:
        predictions: array of any shape, integer or float dtype: what the network says.
        targets: array of exactly the same shape: what is true.

    Returns:
        A float >= 0, in the unit of the targets: the mean over all elements. The arguments stay as they were.

    Raises:
        ValueError: if the shapes differ, also where numpy could broadcast them. The message names the argument and its
            shape.

    Source: torch.nn.L1Loss.
    """
    raise NotImplementedError("exercise05: write mean_absolute_error, then run `grade exercise05`")


def hinge_loss(scores, labels, margin=1.0):
    """
    Multi-class hinge loss: every wrong class must stay below the right one by the margin, or it costs the difference.

    Args:
        scores: array (N, K): one score per example and class, any finite values.
        labels: array (N,) of an integer dtype: the right class of every example, from 0 to K - 1.
        margin: how far below the right class's score s_y a wrong class's score s_j has to stay to cost nothing.

    Returns:
        A float >= 0: for every example the sum over the wrong classes of max(0, s_j - s_y + margin), and of these sums
        the mean over the batch. The arguments stay as they were.

    Raises:
        ValueError: if a label is below 0 or above K - 1, or labels is not (N,). The message names the argument and the
            label, or the shape.

    Source: CS231n notes, https://cs231n.github.io/linear-classify/, multiclass support vector machine loss.
    """
    raise NotImplementedError("exercise05: write hinge_loss, then run `grade exercise05`")
