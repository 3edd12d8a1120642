"""Batches from a generator, results as named tuples, schedules that are driven step by step."""

from collections import namedtuple

import numpy as np

Moved = namedtuple("Moved", "w velocity")  # noqa: PYI024 - students use the untyped one
Scaled = namedtuple("Scaled", "w cache")  # noqa: PYI024
Adam = namedtuple("Adam", "w m v")  # noqa: PYI024


def places(gradient, w, learning_rate):
    while True:
        yield w
        w = w - learning_rate * gradient(w)


def gradient_descent(gradient, w, learning_rate, steps):
    walk = places(gradient, np.asarray(w, float), learning_rate)
    for _ in range(steps):
        next(walk)
    return next(walk).copy()


def minibatches(n, batch_size, rng):
    if batch_size < 1:
        raise ValueError(f"batch_size must not be {batch_size}")
    order = rng.permutation(n)
    while len(order):
        yield order[:batch_size]
        order = order[batch_size:]


def fitting(w, **arrays):
    for name, array in arrays.items():
        if array.shape != w.shape:
            raise ValueError(f"shape of {name}: {array.shape}, shape of w: {w.shape}")


def momentum_step(w, g, velocity, learning_rate, momentum=0.9):
    fitting(w, g=g, velocity=velocity)
    velocity = g + velocity * momentum
    return Moved(w - velocity * learning_rate, velocity)


def adagrad_step(w, g, cache, learning_rate=0.01, eps=1e-10):
    fitting(w, g=g, cache=cache)
    cache = cache + np.square(g)
    return Scaled(w - learning_rate * (g / (cache**0.5 + eps)), cache)


def rmsprop_step(w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    fitting(w, g=g, cache=cache)
    cache = cache + (1 - decay) * (np.square(g) - cache)
    return Scaled(w - learning_rate * (g / (cache**0.5 + eps)), cache)


def adam_step(w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError(f"t must not be {t}")
    fitting(w, g=g, m=m, v=v)
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (np.square(g) - v)
    return Adam(w - learning_rate * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)) ** 0.5 + eps), m, v)


def stairs(initial, drop, every):
    while True:
        for _ in range(every):
            yield initial
        initial *= drop


def step_decay(initial, epoch, drop=0.1, every=30):
    if every < 1:
        raise ValueError(f"every must not be {every}")
    for number, rate in enumerate(stairs(initial, drop, every)):
        if number == epoch:
            return rate
    return None


def cosine_decay(initial, epoch, epochs):
    if epochs < 1:
        raise ValueError(f"epochs must not be {epochs}")
    return np.float64(initial) * (0.5 + 0.5 * np.cos(epoch * np.pi / epochs))
