"""A right answer from differences of pairs: p_i = 1 / sum over j of exp(x_j - x_i), where an overflow means 0."""

import numpy as np


def _differences(logits, axis):
    """x_j - x_i for all pairs; j runs along the last axis."""
    x = np.moveaxis(np.asarray(logits, dtype=np.float64), axis, -1)
    return x[..., None, :] - x[..., :, None]


def softmax(logits, axis=-1):
    return np.moveaxis(1 / np.exp(_differences(logits, axis)).sum(axis=-1), -1, axis)


def log_softmax(logits, axis=-1):
    return np.moveaxis(-np.logaddexp.reduce(_differences(logits, axis), axis=-1), -1, axis)


def softmax_with_temperature(logits, temperature=1.0, axis=-1):
    if temperature <= 0.0:
        raise ValueError("temperature must be > 0 but is %s" % temperature)  # noqa: UP031 - one of many styles
    return np.moveaxis(1 / np.exp(_differences(logits, axis) / temperature).sum(axis=-1), -1, axis)


def predict(logits):
    best = (_differences(logits, -1) <= 0).all(axis=-1)
    return np.where(best, np.arange(logits.shape[-1]), logits.shape[-1]).min(axis=-1)
