"""Objects that are called, a sequence that draws its batches when it is asked, an error class of its own."""

from functools import partial

import numpy as np


class BadArgument(ValueError):
    """Knows what is wrong with which argument."""

    def __init__(self, name, value):
        super().__init__(f"{name}: {value} will not do")


def refuse_other_shapes(w, **arrays):
    for name, array in arrays.items():
        if np.shape(array) != np.shape(w):
            raise BadArgument(name, np.shape(array))


class Descent:
    """Goes downhill."""

    def __call__(self, gradient, w, learning_rate, steps):
        """One step, then the rest of the way."""
        if steps == 0:
            return np.asarray(w, dtype=np.float64).copy()
        return self(gradient, w - np.multiply(learning_rate, gradient(np.asarray(w))), learning_rate, steps - 1)


class Batches:
    """A sequence in the old way: an index and a length, nothing else."""

    def __init__(self, order, batch_size):
        self.order = order
        self.batch_size = batch_size

    def __len__(self):
        return (len(self.order) + self.batch_size - 1) // self.batch_size

    def __getitem__(self, number):
        if number >= len(self):
            raise IndexError(number)
        return self.order[number * self.batch_size : (number + 1) * self.batch_size]


def minibatches(n, batch_size, rng):
    if batch_size < 1:
        raise BadArgument("batch_size", batch_size)
    return Batches(np.argsort(rng.random(n)), batch_size)


class Momentum:
    """A ball."""

    def __call__(self, w, g, velocity, learning_rate, momentum=0.9):
        """Roll on."""
        refuse_other_shapes(w, g=g, velocity=velocity)
        velocity = np.add(np.multiply(momentum, velocity), g)
        return np.subtract(w, np.multiply(learning_rate, velocity)), velocity


def scaled(remember, w, g, cache, learning_rate=0.01, eps=1e-10):
    refuse_other_shapes(w, g=g, cache=cache)
    cache = remember(cache, np.power(g, 2.0))
    return w - learning_rate * np.divide(g, np.add(np.sqrt(cache), eps)), cache


gradient_descent = Descent()
momentum_step = Momentum()
adagrad_step = partial(scaled, np.add)


def rmsprop_step(w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    def remember(old, new):
        return np.average([old, new], axis=0, weights=[decay, 1 - decay])

    return scaled(remember, w, g, cache, learning_rate, eps)


class AdamStep:
    """RMSprop with momentum."""

    def __call__(self, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        """One step."""
        if t < 1:
            raise BadArgument("t", t)
        refuse_other_shapes(w, g=g, m=m, v=v)
        m, v = (beta * old + (1 - beta) * g**power for beta, old, power in ((beta1, m, 1), (beta2, v, 2)))
        upper, lower = m / -np.expm1(t * np.log(beta1)) if beta1 else m, v / -np.expm1(t * np.log(beta2))
        return w - learning_rate * upper / (np.sqrt(lower) + eps), m, v


adam_step = AdamStep()


class Schedule:
    """A learning rate that depends on the epoch."""

    def __init__(self, factor, limit):
        self.factor = factor
        self.limit = limit

    def __call__(self, initial, epoch, *args, **kwargs):
        """The rate, as an array without axes."""
        return np.asarray(initial * self.factor(epoch, *args, **kwargs))


def stairs(epoch, drop=0.1, every=30):
    if every < 1:
        raise BadArgument("every", every)
    return np.prod(np.full(epoch // every, float(drop)))


def half_a_wave(epoch, epochs):
    if epochs < 1:
        raise BadArgument("epochs", epochs)
    return (1 + np.exp(1j * np.pi * epoch / epochs).real) / 2


step_decay = Schedule(stairs, "every")
cosine_decay = Schedule(half_a_wave, "epochs")
