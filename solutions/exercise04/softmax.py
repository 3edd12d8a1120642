"""
exercise04: softmax, the step that turns a network's scores into probabilities.

The last layer of a classifier gives one score per class, the *logits*: any real numbers, the larger the likelier. Softmax
makes positive numbers of them that sum to 1. Allowed: the standard library and numpy. The statement is in README.md, in
Chinese in README.zh-TW.md.
"""

import numpy as np


def softmax(logits, axis=-1):
    """
    Turn scores into probabilities: exp(x_i) / sum over j of exp(x_j).

    Args:
        logits: array of any shape with at least one axis, integer or float dtype; any finite values, +-10,000 too.
        axis: the axis that runs over the classes, an integer; negative ones count from the end.

    Returns:
        A float64 array of the shape of logits. Every number is in [0, 1], and along `axis` they sum to 1. It is finite
        for all finite logits. The argument stays as it was.

    Source: Goodfellow, Bengio and Courville, "Deep Learning", sections 4.1 (overflow) and 6.2.2.3 (softmax units).
    """
    # solution begins
    powers = np.exp(_below_the_largest(logits, axis))
    return powers / powers.sum(axis=axis, keepdims=True)
    # solution ends


def log_softmax(logits, axis=-1):
    """
    The natural logarithm of softmax, also where the probability itself is too small for a float.

    Args:
        logits: array of any shape with at least one axis, integer or float dtype; any finite values, +-10,000 too.
        axis: the axis that runs over the classes, an integer; negative ones count from the end.

    Returns:
        A float64 array of the shape of logits, every number <= 0. It is finite for all such logits: where softmax
        underflows to 0, this still gives the right number, such as -20,000. The argument stays as it was.

    Source: Goodfellow, Bengio and Courville, "Deep Learning", section 4.1.
    """
    # solution begins
    shifted = _below_the_largest(logits, axis)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    # solution ends


def softmax_with_temperature(logits, temperature=1.0, axis=-1):
    """
    Softmax of logits / temperature: above 1 the answer gets more even, below 1 more decided.

    Args:
        logits: array of any shape with at least one axis, integer or float dtype; any finite values.
        temperature: a number > 0, such as 0.01 or 100. With 1 this is softmax itself.
        axis: the axis that runs over the classes, an integer; negative ones count from the end.

    Returns:
        A float64 array of the shape of logits; along `axis` the numbers sum to 1. The argument stays as it was.

    Raises:
        ValueError: if temperature <= 0. The message names the argument and its value.

    Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", arXiv:1503.02531, section 2.
    """
    # solution begins
    if not temperature > 0:
        raise ValueError(f"temperature must be greater than 0, got {temperature}")
    return softmax(_below_the_largest(logits, axis) / temperature, axis)
    # solution ends


def predict(logits):
    """
    The class that a classifier decides for: the index of the largest logit along the last axis.

    Args:
        logits: array (K,) for one example, (N, K) for a batch, or more axes before the last; K classes, integer or
            float dtype.

    Returns:
        Whole numbers from 0 to K - 1, in the shape of logits without its last axis: an integer array (N,) for (N, K),
        and one whole number for (K,). Where several logits are equally large, the first of them is taken. The argument
        stays as it was.

    Source: CS231n notes, https://cs231n.github.io/linear-classify/, the score function and the softmax classifier.
    """
    # solution begins
    return np.argmax(logits, axis=-1)
    # solution ends


# solution begins
def _below_the_largest(logits, axis):
    """Subtract the largest logit along the axis: softmax stays the same, and no power can overflow any more."""
    logits = np.asarray(logits, dtype=np.float64)
    return logits - logits.max(axis=axis, keepdims=True)


# solution ends
