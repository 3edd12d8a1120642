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
    raise NotImplementedError("exercise10: write dropout, then run `grade exercise10`")


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
    raise NotImplementedError("exercise10: write batchnorm_train, then run `grade exercise10`")


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
    raise NotImplementedError("exercise10: write batchnorm_eval, then run `grade exercise10`")


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
    raise NotImplementedError("exercise10: write batchnorm_backward, then run `grade exercise10`")


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
    raise NotImplementedError("exercise10: write layernorm, then run `grade exercise10`")


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
    raise NotImplementedError("exercise10: write l1_penalty, then run `grade exercise10`")


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
    raise NotImplementedError("exercise10: write l2_penalty, then run `grade exercise10`")


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
    raise NotImplementedError("exercise10: write elastic_net_penalty, then run `grade exercise10`")


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
        raise NotImplementedError("exercise10: write EarlyStopping.__init__, then run `grade exercise10`")

    def update(self, loss):
        """
        Take note of an epoch's validation loss.

        Args:
            loss: a number. Only a loss lower than all before is an improvement; an equal one is not.

        Returns:
            True if training should stop, that is, if this is the `patience`-th epoch in a row without improvement; else
            False.
        """
        raise NotImplementedError("exercise10: write EarlyStopping.update, then run `grade exercise10`")
