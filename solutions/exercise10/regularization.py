"""
exercise10: normalization and regularization, what keeps a training on its way and a network from learning by heart.

Batch normalisation and layer normalisation bring values to a common scale. Dropout, penalties and early stopping work
against overfitting. Arrays that are passed in are never changed; results are new arrays of float64. Images are laid out
as (N, C, H, W): image, channel, row, column. Allowed: the standard library and numpy. The statement is in README.md, in
Chinese in README.zh-TW.md.
"""

import numpy as np


def dropout(x, p, mask):
    """
    Inverted dropout: values are dropped where the mask is 0; what is kept grows, so that the expected sum stays.

    Args:
        x: array of any shape, floats or integers.
        p: probability with which a value was dropped, a number from 0 to 1.
        mask: array of the shape of x; 1 where a value is kept, 0 where it is dropped.

    Returns:
        A new float64 array of the shape of x: x / (1 - p) where the mask is 1, 0 where it is 0. With p = 1 all are 0. The
        arguments stay as they were.

    Raises:
        ValueError: if p is outside [0, 1] (the message names p and its value), or if mask and x differ in shape (the
            message names one of them and its shape).

    Source: Srivastava et al., JMLR 15 (2014); the documentation of torch.nn.Dropout.
    """
    # solution begins
    if not -1e-9 <= p <= 1 + 1e-9:
        raise ValueError(f"p must be a probability between 0 and 1, got p = {p}")
    x, mask = np.asarray(x, dtype=np.float64), np.asarray(mask)
    _same_shape(x=x, mask=mask)
    if p >= 1:
        return np.zeros(x.shape)
    return x * mask / (1 - p)
    # solution ends


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    """
    Batch normalisation while training: every channel is brought to mean 0 and variance 1, then scaled and shifted.

    Mean and variance of a channel are those of all its values in the batch, over images, rows and columns.
    y = gamma * (x - mean) / sqrt(var + eps) + beta, with the biased variance (divided by the number of values). Beside
    that, running averages are kept for later: running = (1 - momentum) * running + momentum * (mean or variance of this
    batch), here with the unbiased variance (divided by the number of values less 1).

    Args:
        x: array (N, C, H, W), with at least two values per channel.
        gamma, beta: arrays (C,), the learned scale and shift.
        running_mean, running_var: arrays (C,), what the last call returned; before the first one zeros and ones.
        momentum: share of this batch in the running averages, a number.
        eps: small number that is added to the variance, under the root.

    Returns:
        (y, running_mean, running_var): new float64 arrays (N, C, H, W), (C,) and (C,). The arguments stay as they were.

    Raises:
        ValueError: if x has not four dimensions, or gamma, beta, running_mean or running_var is not (C,). The message
            names the argument and its shape.

    Source: Ioffe and Szegedy, arXiv:1502.03167; the documentation of torch.nn.BatchNorm2d.
    """
    # solution begins
    x, (gamma, beta, running_mean, running_var) = _per_channel(
        x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var
    )
    count = x.shape[0] * x.shape[2] * x.shape[3]
    if count < 2:
        raise ValueError(f"x needs at least two values per channel, its shape is {x.shape}")
    mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    y = _normalised(x, gamma, beta, mean, var, eps)
    running_mean = (1 - momentum) * running_mean + momentum * mean
    running_var = (1 - momentum) * running_var + momentum * var * count / (count - 1)
    return y, running_mean, running_var
    # solution ends


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    """
    Batch normalisation after training: with the running averages, so that no image depends on the others.

    y = gamma * (x - running_mean) / sqrt(running_var + eps) + beta, channel by channel.

    Args:
        x: array (N, C, H, W).
        gamma, beta, running_mean, running_var: arrays (C,).
        eps: small number that is added to the variance, under the root.

    Returns:
        A new float64 array (N, C, H, W). The arguments stay as they were.

    Raises:
        ValueError: if x has not four dimensions, or one of the other arrays is not (C,). The message names the argument
            and its shape.

    Source: Ioffe and Szegedy, arXiv:1502.03167; the documentation of torch.nn.BatchNorm2d, in eval mode.
    """
    # solution begins
    x, (gamma, beta, running_mean, running_var) = _per_channel(
        x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var
    )
    return _normalised(x, gamma, beta, running_mean, running_var, eps)
    # solution ends


def batchnorm_backward(dy, x, gamma, eps=1e-5):
    """
    Gradients of batch normalisation in training, where mean and variance are those of the batch and depend on x, too.

    Args:
        dy: array (N, C, H, W), the gradient of the loss with respect to the output y.
        x: array (N, C, H, W), the input of the forward pass.
        gamma: array (C,), the scale of the forward pass.
        eps: as in the forward pass.

    Returns:
        (dx, dgamma, dbeta): new float64 arrays (N, C, H, W), (C,) and (C,), the gradients of the loss with respect to x,
        gamma and beta. The arguments stay as they were.

    Raises:
        ValueError: if x has not four dimensions, dy and x differ in shape, or gamma is not (C,). The message names one of
            the arguments and its shape.

    Source: Ioffe and Szegedy, arXiv:1502.03167, section 3.
    """
    # solution begins
    x, (gamma,) = _per_channel(x, gamma=gamma)
    dy = np.asarray(dy, dtype=np.float64)
    _same_shape(dy=dy, x=x)
    axes = (0, 2, 3)
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    standard = (x - mean) / np.sqrt(var + eps)
    dbeta, dgamma = dy.sum(axis=axes), (dy * standard).sum(axis=axes)
    count = x.shape[0] * x.shape[2] * x.shape[3]
    towards_mean, towards_var = _column(dbeta) / count, standard * _column(dgamma) / count
    dx = _column(gamma) / np.sqrt(var + eps) * (dy - towards_mean - towards_var)
    return dx, dgamma, dbeta
    # solution ends


def layernorm(x, gamma, beta, eps=1e-5):
    """
    Layer normalisation: every row of the last axis is brought to mean 0 and variance 1, then scaled and shifted.

    y = gamma * (x - mean) / sqrt(var + eps) + beta, with the biased variance; mean and variance of one row each.

    Args:
        x: array (..., F); mean and variance are taken over the last axis alone.
        gamma, beta: arrays (F,), the learned scale and shift, one of each per feature.
        eps: small number that is added to the variance, under the root.

    Returns:
        A new float64 array of the shape of x. The arguments stay as they were.

    Raises:
        ValueError: if gamma or beta is not (F,). The message names the argument and its shape.

    Source: Ba, Kiros and Hinton, arXiv:1607.06450; the documentation of torch.nn.LayerNorm.
    """
    # solution begins
    x = np.asarray(x, dtype=np.float64)
    gamma, beta = _vectors(x.shape[-1], x, gamma=gamma, beta=beta)
    mean, var = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta
    # solution ends


def l1_penalty(w, strength):
    """
    L1 penalty of weights (lasso): strength * the sum of |w|. It is added to the loss, and drives small weights to 0.

    Args:
        w: array of any shape, floats or integers.
        strength: a number; the lambda of formulas.

    Returns:
        A number.

    Source: fourth course deck, "regularization".
    """
    # solution begins
    return float(strength * np.abs(np.asarray(w, dtype=np.float64)).sum())
    # solution ends


def l2_penalty(w, strength):
    """
    L2 penalty of weights (ridge): strength * the sum of w * w, without a factor 1/2. It keeps all weights small.

    Args:
        w: array of any shape, floats or integers.
        strength: a number; the lambda of formulas.

    Returns:
        A number.

    Source: fourth course deck, "regularization".
    """
    # solution begins
    return float(strength * np.square(np.asarray(w, dtype=np.float64)).sum())
    # solution ends


def elastic_net_penalty(w, l1, l2):
    """
    Elastic net: both penalties together, each with a strength of its own.

    Args:
        w: array of any shape, floats or integers.
        l1: strength of the L1 penalty, a number.
        l2: strength of the L2 penalty, a number.

    Returns:
        A number: the L1 penalty plus the L2 penalty.

    Source: Zou and Hastie, "Regularization and variable selection via the elastic net" (2005); fourth course deck.
    """
    # solution begins
    return l1_penalty(w, l1) + l2_penalty(w, l2)
    # solution ends


class EarlyStopping:
    """
    Says when a training should stop: after `patience` epochs in a row in which the validation loss has found no new low.

    Attributes:
        best: the lowest loss so far, a number.

    Source: fourth course deck, "early stop", with a patience of 5.
    """

    def __init__(self, patience):
        """
        Begin a training.

        Args:
            patience: epochs without improvement after which training stops, an integer >= 1.

        Raises:
            ValueError: if patience < 1. The message names patience and its value.
        """
        # solution begins
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got patience = {patience}")
        self.patience = patience
        self.best = float("inf")
        self._waited = 0
        # solution ends

    def update(self, loss):
        """
        Take note of an epoch's validation loss.

        Args:
            loss: a number. Only a loss lower than all before is an improvement; an equal one is not.

        Returns:
            True if training should stop, that is, if this is the `patience`-th epoch in a row without improvement; else
            False.
        """
        # solution begins
        if loss < self.best:
            self.best, self._waited = loss, 0
        else:
            self._waited += 1
        return self._waited >= self.patience
        # solution ends


# solution begins
def _column(values):
    """One number per channel, shaped to meet (N, C, H, W)."""
    return np.reshape(values, (1, -1, 1, 1))


def _normalised(x, gamma, beta, mean, var, eps):
    """Every channel with its own mean, variance, scale and shift."""
    standard = (x - _column(mean)) / np.sqrt(_column(var) + eps)
    return _column(gamma) * standard + _column(beta)


def _same_shape(**arrays):
    """Refuse two arrays of different shapes."""
    if len({array.shape for array in arrays.values()}) > 1:
        shapes = " and ".join(f"{name} of shape {array.shape}" for name, array in arrays.items())
        raise ValueError(f"{shapes} must have the same shape")


def _per_channel(x, **vectors):
    """The images, and the vectors with one number per channel, all as float64; refuse shapes that do not match."""
    x = np.asarray(x, dtype=np.float64)
    if x.ndim != 4:
        raise ValueError(f"x must be (N, C, H, W), its shape is {x.shape}")
    return x, _vectors(x.shape[1], x, **vectors)


def _vectors(length, x, **vectors):
    """The vectors as float64; refuse those that are not of this length."""
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in vectors.items()}
    for name, array in arrays.items():
        if array.shape != (length,):
            raise ValueError(f"{name} must have the shape {(length,)} to fit x of shape {x.shape}, not {array.shape}")
    return list(arrays.values())


# solution ends
