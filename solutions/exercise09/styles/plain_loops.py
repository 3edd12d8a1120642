"""Element by element in plain Python, arrays only to come and go."""

import math

import numpy as np


def same_shape(names, arrays):
    for name, array in zip(names, arrays, strict=True):
        if np.shape(array) != np.shape(arrays[0]):
            raise ValueError(f"{name} has the shape {np.shape(array)}, but {names[0]} has {np.shape(arrays[0])}")


def each(function, *arrays):
    """Apply a function of numbers to numbers at the same place; one array for each of its results."""
    shape = np.shape(arrays[0])
    rows = [function(*map(float, numbers)) for numbers in zip(*(np.ravel(a) for a in arrays), strict=True)]
    return tuple(np.array(column).reshape(shape) for column in zip(*rows, strict=True))


def gradient_descent(gradient, w, learning_rate, steps):
    place = np.array(w, dtype=float)
    done = 0
    while done < steps:
        slope = gradient(place)
        (place,) = each(lambda x, g: (x - learning_rate * g,), place, slope)
        done += 1
    return place


def minibatches(n, batch_size, rng):
    if batch_size < 1:
        raise ValueError(f"batch_size = {batch_size}")
    cards = list(range(n))
    rng.shuffle(cards)
    batches, hand = [], []
    for card in cards:
        hand.append(card)
        if len(hand) == batch_size:
            batches.append(np.array(hand))
            hand = []
    if hand:
        batches.append(np.array(hand))
    return batches


def momentum_step(w, g, velocity, learning_rate, momentum=0.9):
    same_shape(["w", "g", "velocity"], [w, g, velocity])

    def one(x, slope, speed):
        speed = momentum * speed + slope
        return x - learning_rate * speed, speed

    return each(one, w, g, velocity)


def adagrad_step(w, g, cache, learning_rate=0.01, eps=1e-10):
    same_shape(["w", "g", "cache"], [w, g, cache])

    def one(x, slope, total):
        total += slope**2
        return x - learning_rate * slope / (math.sqrt(total) + eps), total

    return each(one, w, g, cache)


def rmsprop_step(w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    same_shape(["w", "g", "cache"], [w, g, cache])

    def one(x, slope, mean):
        mean = decay * mean + (1 - decay) * slope**2
        root = math.sqrt(mean) + eps
        return (x - learning_rate * slope / root if slope else x), mean

    return each(one, w, g, cache)


def adam_step(w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    if t <= 0:
        raise ValueError(f"t has to be 1 or more, it is {t}")
    same_shape(["w", "g", "m", "v"], [w, g, m, v])
    power1 = power2 = 1.0
    for _ in range(t):
        power1, power2 = power1 * beta1, power2 * beta2

    def one(x, slope, first, second):
        first = beta1 * first + (1 - beta1) * slope
        second = beta2 * second + (1 - beta2) * slope * slope
        root = math.sqrt(second / (1 - power2)) + eps
        return x - learning_rate * first / (1 - power1) / root, first, second

    return each(one, w, g, m, v)


def step_decay(initial, epoch, drop=0.1, every=30):
    if every < 1:
        raise ValueError(f"every: {every}")
    rate = initial
    while epoch >= every:
        rate, epoch = rate * drop, epoch - every
    return rate


def cosine_decay(initial, epoch, epochs):
    if not epochs >= 1:
        raise ValueError(f"epochs: {epochs}")
    return initial * math.cos(math.pi * epoch / (2 * epochs)) ** 2
