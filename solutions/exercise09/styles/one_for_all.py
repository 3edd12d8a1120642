"""One engine that knows every rule by its coefficients; checks in a decorator; batches from a recursion."""

import functools
import inspect
import itertools
from math import cos, pi

import numpy as np


def alike(step):
    """Refuse arrays that do not fit, for every rule in the same way, and hand over floats."""
    signature = inspect.signature(step)

    @functools.wraps(step)
    def checked(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        arrays = {name: value for name, value in bound.arguments.items() if isinstance(value, np.ndarray)}
        for (one, a), (other, b) in itertools.combinations(arrays.items(), 2):
            if a.shape != b.shape:
                raise ValueError(f"{one} {a.shape} and {other} {b.shape} do not fit")
        bound.arguments.update({name: array.astype(np.float64) for name, array in arrays.items()})
        return step(*bound.args, **bound.kwargs)

    return checked


def mean(old, new, keep, add):
    return keep * old + add * new


def ratio(upper, lower, eps):
    return upper / (lower ** (1 / 2) + eps)


def gradient_descent(gradient, w, learning_rate, steps):
    return functools.reduce(lambda x, _: x - learning_rate * gradient(x), range(steps), np.asarray(w) * 1.0)


def deal(order, batch_size):
    return list(map(order.__getitem__, (slice(at, at + batch_size) for at in range(0, len(order), batch_size))))


def minibatches(n, batch_size, rng):
    if batch_size < 1:
        raise ValueError(f"{batch_size=}")
    return deal(rng.permuted(np.arange(n, dtype=np.uint64)), batch_size)


@alike
def momentum_step(w, g, velocity, learning_rate, momentum=0.9):
    velocity = mean(velocity, g, momentum, 1)
    return w - learning_rate * velocity, velocity


@alike
def adagrad_step(w, g, cache, learning_rate=0.01, eps=1e-10):
    cache = mean(cache, g**2, 1, 1)
    return w - learning_rate * ratio(g, cache, eps), cache


@alike
def rmsprop_step(w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    cache = mean(cache, g**2, decay, 1 - decay)
    return w - learning_rate * ratio(g, cache, eps), cache


@alike
def adam_step(w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError(f"{t=}")
    m, v = mean(m, g, beta1, 1 - beta1), mean(v, g**2, beta2, 1 - beta2)
    return w - learning_rate * ratio(m / (1 - beta1**t), v / (1 - beta2**t), eps), m, v


def step_decay(initial, epoch, drop=0.1, every=30):
    if every < 1:
        raise ValueError(f"{every=}")
    return initial if epoch < every else drop * step_decay(initial, epoch - every, drop, every)


def cosine_decay(initial, epoch, epochs):
    if epochs < 1:
        raise ValueError(f"{epochs=}")
    rate = initial
    for e in range(1, epoch + 1):  # as torch does it, from one epoch to the next
        rate *= (1 + cos(pi * e / epochs)) / (1 + cos(pi * (e - 1) / epochs))
    return rate
