"""Copies first, then torch's in-place style: mul_, add_, addcmul_, addcdiv_."""

import math

import numpy as np


def copied(**arrays):
    copies = [np.array(array, dtype=np.float64, order="C") for array in arrays.values()]
    names = list(arrays)
    for name, array in zip(names[1:], copies[1:], strict=True):
        if array.shape != copies[0].shape:
            raise ValueError(f"{names[0]} is {copies[0].shape} while {name} is {array.shape}")
    return copies


def gradient_descent(gradient, w, learning_rate, steps):
    (w,) = copied(w=w)
    for _ in range(steps):
        w -= learning_rate * np.asarray(gradient(w))
    return w


def minibatches(n, batch_size, rng):
    if batch_size < 1:
        raise ValueError(f"A batch_size of {batch_size} makes no batches")
    order = np.arange(n, dtype=np.int32)
    rng.shuffle(order)
    return iter(np.split(order, range(batch_size, n, batch_size)))


def momentum_step(w, g, velocity, learning_rate, momentum=0.9):
    w, g, velocity = copied(w=w, g=g, velocity=velocity)
    velocity *= momentum
    velocity += g
    w -= learning_rate * velocity
    return w, velocity


def adagrad_step(w, g, cache, learning_rate=0.01, eps=1e-10):
    w, g, cache = copied(w=w, g=g, cache=cache)
    cache += g * g
    root = np.sqrt(cache)
    root += eps
    g /= root
    g *= learning_rate
    w -= g
    return w, cache


def rmsprop_step(w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    w, g, cache = copied(w=w, g=g, cache=cache)
    cache *= decay
    cache += (1 - decay) * g * g
    w -= learning_rate * g / (np.sqrt(cache) + eps)
    return w, cache


def adam_step(w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError(f"invalid t: {t}")
    w, g, m, v = copied(w=w, g=g, m=m, v=v)
    m *= beta1
    m += (1 - beta1) * g
    v *= beta2
    v += (1 - beta2) * g * g
    denominator = np.sqrt(v)
    denominator /= math.sqrt(1 - beta2**t)
    denominator += eps
    w -= learning_rate / (1 - beta1**t) * m / denominator
    return w, m, v


def step_decay(initial, epoch, drop=0.1, every=30):
    if every < 1:
        raise ValueError(f"invalid every: {every}")
    return math.exp(math.log(initial) + int(epoch / every) * math.log(drop))


def cosine_decay(initial, epoch, epochs):
    if epochs < 1:
        raise ValueError(f"invalid epochs: {epochs}")
    return initial * (1 - math.sin(math.pi * epoch / (2 * epochs)) ** 2)
