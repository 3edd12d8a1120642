"""
exercise09: optimizers, the rules that turn gradients into better weights.

Backpropagation tells for every weight in which direction the loss grows. What is written here decides what to do with
that: how far to step, on which examples, with which memory of earlier steps, and how the step shrinks during training.
Every function returns new arrays of float64; what a caller passes in is never changed. Allowed: the standard library and
numpy. The statement is in README.md, in Chinese in README.zh-TW.md.
"""

import numpy as np


def gradient_descent(gradient, w, learning_rate, steps):
    """
    Walk downhill: `steps` times, go against the gradient at the place that has been reached.

    Args:
        gradient: a function; gradient(w) is an array of the shape of w, the slope of the loss at w. It gets an array.
        w: array of any shape, the weights to start from, floats or integers.
        learning_rate: length of a step per unit of the gradient, a number.
        steps: how many updates, an integer >= 0.

    Returns:
        A new float64 array of the shape of w: the weights after the last update. The array w stays as it was.

    Source: first course deck, "gradient descent" and "learning rate": W = W_old - lambda * dE/dW.
    """
    raise NotImplementedError("exercise09: write gradient_descent, then run `grade exercise09`")


def minibatches(n, batch_size, rng):
    """
    Share out the examples of one epoch: shuffle the indices 0 to n - 1, then cut them into batches.

    Args:
        n: number of examples in the training set, an integer.
        batch_size: indices per batch, an integer >= 1.
        rng: a numpy random generator, made by np.random.default_rng(seed). All randomness comes from it.

    Returns:
        The batches: a list, a generator or another iterable of one-dimensional integer arrays. Together they hold every
        index exactly once. Each has batch_size indices; the last one has what is left, so it may be smaller.

    Raises:
        ValueError: if batch_size < 1. The message names batch_size and its value. (A generator may raise it when the
            first batch is asked for.)

    Source: first course deck, "mini-batch gradient descent"; the second deck trains 50,000 images in batches of 250.
    """
    raise NotImplementedError("exercise09: write minibatches, then run `grade exercise09`")


def momentum_step(w, g, velocity, learning_rate, momentum=0.9):
    """
    One step of gradient descent with momentum: a rolling ball that keeps some of its speed.

    velocity = momentum * velocity + g, then w = w - learning_rate * velocity, with the new velocity.

    Args:
        w: array of any shape, the weights.
        g: array of the same shape, the gradient at w.
        velocity: float64 array of the same shape, what the last step returned; zeros before the first one.
        learning_rate: a number.
        momentum: share of the velocity that is kept, a number.

    Returns:
        (w, velocity): two new float64 arrays of the shape of w. The arguments stay as they were.

    Raises:
        ValueError: if w, g and velocity differ in shape, also where numpy could broadcast them. The message names one of
            the arguments and its shape.

    Source: the documentation of torch.optim.SGD (dampening 0, no Nesterov momentum).
    """
    raise NotImplementedError("exercise09: write momentum_step, then run `grade exercise09`")


def adagrad_step(w, g, cache, learning_rate=0.01, eps=1e-10):
    """
    One step of Adagrad: every weight has its own step length, which shrinks with all the slopes it has met so far.

    cache = cache + g * g, then w = w - learning_rate * g / (sqrt(cache) + eps), with the new cache. All element by
    element.

    Args:
        w: array of any shape, the weights.
        g: array of the same shape, the gradient at w.
        cache: float64 array of the same shape, the sum of squared gradients so far; zeros before the first step.
        learning_rate: a number.
        eps: small number that is added to the root, so that nothing is divided by zero.

    Returns:
        (w, cache): two new float64 arrays of the shape of w. The arguments stay as they were.

    Raises:
        ValueError: if w, g and cache differ in shape. The message names one of the arguments and its shape.

    Source: the documentation of torch.optim.Adagrad (no decay of the learning rate).
    """
    raise NotImplementedError("exercise09: write adagrad_step, then run `grade exercise09`")


def rmsprop_step(w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    """
    One step of RMSprop: like Adagrad, but old slopes are forgotten little by little.

    cache = decay * cache + (1 - decay) * g * g, then w = w - learning_rate * g / (sqrt(cache) + eps), with the new cache.

    Args:
        w: array of any shape, the weights.
        g: array of the same shape, the gradient at w.
        cache: float64 array of the same shape, the running mean of squared gradients; zeros before the first step.
        learning_rate: a number.
        decay: share of the old mean that is kept, a number (torch calls it alpha).
        eps: small number that is added to the root.

    Returns:
        (w, cache): two new float64 arrays of the shape of w. The arguments stay as they were.

    Raises:
        ValueError: if w, g and cache differ in shape. The message names one of the arguments and its shape.

    Source: the documentation of torch.optim.RMSprop (not centered, no momentum).
    """
    raise NotImplementedError("exercise09: write rmsprop_step, then run `grade exercise09`")


def adam_step(w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """
    One step of Adam: a running mean of the gradient (momentum) over the root of a running mean of its square (RMSprop).

    m = beta1 * m + (1 - beta1) * g and v = beta2 * v + (1 - beta2) * g * g. Both start at zero, and so are too small at
    first; m / (1 - beta1 ** t) and v / (1 - beta2 ** t) make up for it. With these two,
    w = w - learning_rate * corrected m / (sqrt(corrected v) + eps).

    Args:
        w: array of any shape, the weights.
        g: array of the same shape, the gradient at w.
        m: float64 array of the same shape, the running mean of gradients; zeros before the first step.
        v: float64 array of the same shape, the running mean of squared gradients; zeros before the first step.
        t: number of this step, an integer >= 1: the first step has t = 1.
        learning_rate: a number.
        beta1: share of m that is kept, a number.
        beta2: share of v that is kept, a number.
        eps: small number that is added to the root of the corrected v.

    Returns:
        (w, m, v): three new float64 arrays of the shape of w; m and v as they are before the correction, since the next
        step goes on from there. The arguments stay as they were.

    Raises:
        ValueError: if t < 1 (the message names t and its value), or if w, g, m and v differ in shape (the message names
            one of the arguments and its shape).

    Source: Kingma and Ba, arXiv:1412.6980; the documentation of torch.optim.Adam.
    """
    raise NotImplementedError("exercise09: write adam_step, then run `grade exercise09`")


def step_decay(initial, epoch, drop=0.1, every=30):
    """
    Learning rate of an epoch if it is multiplied by `drop` after every `every` epochs: a staircase.

    Args:
        initial: learning rate of the first epoch, a number.
        epoch: number of the epoch, an integer >= 0; the first one is 0.
        drop: factor by which the learning rate changes at each step of the staircase, a number.
        every: epochs on one step of the staircase, an integer >= 1.

    Returns:
        A number: initial in epochs 0 to every - 1, initial * drop from epoch `every` on, initial * drop * drop from epoch
        2 * every on, and so forth.

    Raises:
        ValueError: if every < 1. The message names every and its value.

    Source: first course deck, "learning rate schedule"; the documentation of torch.optim.lr_scheduler.StepLR.
    """
    raise NotImplementedError("exercise09: write step_decay, then run `grade exercise09`")


def cosine_decay(initial, epoch, epochs):
    """
    Learning rate of an epoch if it falls along half a wave of the cosine: slowly, then fast, then slowly again.

    initial * (1 + cos(pi * epoch / epochs)) / 2, the angle in radians.

    Args:
        initial: learning rate of epoch 0, a number.
        epoch: number of the epoch, an integer from 0 to epochs.
        epochs: the epoch in which 0 is reached, an integer >= 1.

    Returns:
        A number: initial for epoch 0, half of it in the middle, 0 for epoch = epochs.

    Raises:
        ValueError: if epochs < 1. The message names epochs and its value.

    Source: Loshchilov and Hutter, arXiv:1608.03983; the documentation of torch.optim.lr_scheduler.CosineAnnealingLR, where
        epochs is called T_max and the lowest learning rate is 0.
    """
    raise NotImplementedError("exercise09: write cosine_decay, then run `grade exercise09`")
