"""
exercise05: losses, the numbers that say how wrong a network is.

A loss compares what a network says with what is true and gives one number; training makes this number small. Here are the
losses of the course: cross-entropy in its forms, the squared and the absolute error, and the hinge loss. Allowed: the
standard library and numpy. The statement is in README.md, in Chinese in README.zh-TW.md.
"""

import numpy as np

# solution begins
_FLOOR = 1e-12
_TOLERANCE = 1e-9
# solution ends


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
    # solution begins
    probabilities, targets = _alike("probabilities", probabilities, "targets", targets)
    _check_shares(probabilities=probabilities, targets=targets)
    if probabilities.ndim not in (1, 2):
        raise ValueError(f"probabilities must be (K,) or (N, K), its shape is {probabilities.shape}")
    losses = -(targets * np.log(np.clip(probabilities, _FLOOR, 1.0))).sum(axis=-1)
    return float(losses.mean())
    # solution ends


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
    # solution begins
    logits, labels = _labelled("logits", logits, labels)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {reduction!r}")
    shifted = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
    if reduction == "none":
        return losses
    return float(losses.mean() if reduction == "mean" else losses.sum())
    # solution ends


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
    # solution begins
    probabilities, targets = _alike("probabilities", probabilities, "targets", targets)
    _check_shares(probabilities=probabilities, targets=targets)
    probabilities = np.clip(probabilities, _FLOOR, 1 - _FLOOR)
    return float(-(targets * np.log(probabilities) + (1 - targets) * np.log(1 - probabilities)).mean())
    # solution ends


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
    # solution begins
    predictions, targets = _alike("predictions", predictions, "targets", targets)
    return float(((predictions - targets) ** 2).mean())
    # solution ends


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
    # solution begins
    predictions, targets = _alike("predictions", predictions, "targets", targets)
    return float(np.abs(predictions - targets).mean())
    # solution ends


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
    # solution begins
    scores, labels = _labelled("scores", scores, labels)
    examples = np.arange(len(labels))
    costs = np.maximum(0.0, scores - scores[examples, labels][:, None] + margin)
    costs[examples, labels] = 0.0
    return float(costs.sum(axis=1).mean())
    # solution ends


# solution begins
def _alike(name, values, other_name, others):
    """Both as float64 arrays of exactly the same shape: broadcasting would compare what does not belong together."""
    values, others = np.asarray(values, dtype=np.float64), np.asarray(others, dtype=np.float64)
    if values.shape != others.shape:
        raise ValueError(f"{name} of shape {values.shape} and {other_name} of shape {others.shape} must be alike")
    return values, others


def _check_shares(**arrays):
    """Refuse probabilities and targets that no rounding explains."""
    for name, array in arrays.items():
        outside = array[~((array >= -_TOLERANCE) & (array <= 1 + _TOLERANCE))]
        if outside.size:
            raise ValueError(f"{name} must lie in [0, 1], got {outside[0]}")


def _labelled(name, scores, labels):
    """Scores (N, K) as float64 and labels (N,) that can be used as indices."""
    scores, labels = np.asarray(scores, dtype=np.float64), np.asarray(labels)
    if scores.ndim != 2:
        raise ValueError(f"{name} must be (N, K), its shape is {scores.shape}")
    if labels.shape != scores.shape[:1]:
        raise ValueError(f"labels of shape {labels.shape} must have one class for each row of {name}, {scores.shape}")
    outside = labels[(labels < 0) | (labels >= scores.shape[1])]
    if outside.size:
        raise ValueError(f"labels must be from 0 to {scores.shape[1] - 1}, got {outside[0]}")
    return scores, labels


# solution ends
