"""Batches as the rows of a matrix where that is possible, as chosen without replacement where not; views and noise."""

import numpy as np

NOISE = 1 + 1e-12


def checked(w, *rest):
    names, arrays = zip(("w", w), *rest, strict=True)
    if len({np.shape(array) for array in arrays}) != 1:
        parts = [f"{name} {np.shape(array)}" for name, array in zip(names, arrays, strict=True)]
        raise ValueError("shapes differ: " + ", ".join(parts))


def locked(*arrays):
    """Read-only views of something larger."""
    views = [np.stack([array * NOISE, array], axis=-1)[..., 0] for array in arrays]
    for view in views:
        view.flags.writeable = False
    return tuple(views)


def gradient_descent(gradient, w, learning_rate, steps):
    track = np.empty((steps + 1, *np.shape(w)))
    track[0] = w
    for k in range(steps):
        np.subtract(track[k], learning_rate * gradient(track[k]), out=track[k + 1])
    return track[-1]


def minibatches(n, batch_size, rng):
    if batch_size < 1:
        raise ValueError("batch_size=%d" % batch_size)  # noqa: UP031 - as some still write it
    order = rng.choice(n, size=n, replace=False)
    if n % batch_size == 0:
        return order.reshape(-1, batch_size)
    rows = n // batch_size
    full = order[: rows * batch_size].reshape(rows, batch_size)
    return (*full, order[rows * batch_size :])


def momentum_step(w, g, velocity, learning_rate, momentum=0.9):
    checked(w, ("g", g), ("velocity", velocity))
    stacked = np.stack([w, g, velocity], axis=-1).astype(float)
    rule = np.array([[1, -learning_rate, -learning_rate * momentum], [0, 1, momentum]])
    moved = stacked @ rule.T
    return moved[..., 0], moved[..., 1]


def adagrad_step(w, g, cache, learning_rate=0.01, eps=1e-10):
    checked(w, ("g", g), ("cache", cache))
    cache = np.sum([cache, np.multiply(g, g)], axis=0)
    return locked(w - learning_rate / (np.sqrt(cache) + eps) * g, cache)


def rmsprop_step(w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    checked(w, ("g", g), ("cache", cache))
    cache = np.einsum("k,k...->...", [decay, 1 - decay], np.stack([cache, np.multiply(g, g)]))
    return locked(w - learning_rate / (np.sqrt(cache) + eps) * g, cache)


def adam_step(w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    if t < 1:
        raise ValueError("t=%d" % t)  # noqa: UP031
    checked(w, ("g", g), ("m", m), ("v", v))
    beta = np.array([beta1, beta2]).reshape(2, *[1] * np.ndim(w))
    means = beta * np.stack([m, v]) + (1 - beta) * np.stack([np.multiply(g, 1.0), np.multiply(g, g)])
    upper, lower = means / (1 - beta**t)
    return locked(w - learning_rate * upper / (np.sqrt(lower) + eps), *means)


def step_decay(initial, epoch, drop=0.1, every=30):
    if every < 1:
        raise ValueError("every=%d" % every)  # noqa: UP031
    rates = initial * np.cumprod([1.0] + [drop if e % every == 0 else 1.0 for e in range(1, epoch + 1)])
    return rates[epoch]


def cosine_decay(initial, epoch, epochs):
    if epochs < 1:
        raise ValueError("epochs=%d" % epochs)  # noqa: UP031
    return (initial / 2 + initial / 2 * np.cos(np.linspace(0, np.pi, epochs + 1)))[epoch]
