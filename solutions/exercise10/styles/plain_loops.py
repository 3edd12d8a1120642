"""Loops over channels and values, plain Python numbers, a class with public counters."""

import math

import numpy as np


def dropout(x, p, mask):
    if p < 0 or p > 1:
        raise ValueError(f"p is {p}")
    if np.shape(mask) != np.shape(x):
        raise ValueError(f"mask is {np.shape(mask)}, x is {np.shape(x)}")
    result = np.zeros(np.shape(x))
    for place in np.ndindex(*np.shape(x)):
        if mask[place] and p != 1:
            result[place] = float(x[place]) / (1 - p)
    return result


def check(x, **vectors):
    if np.ndim(x) != 4:
        raise ValueError(f"x has the shape {np.shape(x)}")
    for name, vector in vectors.items():
        if np.shape(vector) != (np.shape(x)[1],):
            raise ValueError(f"{name} has the shape {np.shape(vector)}")


def statistics(values):
    mean = sum(values) / len(values)
    return mean, sum((value - mean) ** 2 for value in values) / len(values)


def values_of(x, channel):
    return [float(value) for value in np.ravel(x[:, channel])]


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    check(x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var)
    y, means, variances = np.zeros(x.shape), [], []
    for c in range(x.shape[1]):
        values = values_of(x, c)
        mean, var = statistics(values)
        for n, h, w in np.ndindex(x.shape[0], *x.shape[2:]):
            y[n, c, h, w] = gamma[c] * (x[n, c, h, w] - mean) / math.sqrt(var + eps) + beta[c]
        unbiased = var * len(values) / (len(values) - 1)
        means.append((1 - momentum) * running_mean[c] + momentum * mean)
        variances.append((1 - momentum) * running_var[c] + momentum * unbiased)
    return y, np.array(means), np.array(variances)


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    check(x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var)
    y = np.zeros(x.shape)
    for n, c, h, w in np.ndindex(*x.shape):
        y[n, c, h, w] = gamma[c] * (x[n, c, h, w] - running_mean[c]) / math.sqrt(running_var[c] + eps) + beta[c]
    return y


def batchnorm_backward(dy, x, gamma, eps=1e-5):
    check(x, gamma=gamma)
    if dy.shape != x.shape:
        raise ValueError(f"dy has the shape {dy.shape}")
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for c in range(x.shape[1]):
        mean, var = statistics(values_of(x, c))
        root = math.sqrt(var + eps)
        places = list(np.ndindex(x.shape[0], *x.shape[2:]))
        for n, h, w in places:
            dgamma[c] += dy[n, c, h, w] * (x[n, c, h, w] - mean) / root
            dbeta[c] += dy[n, c, h, w]
        for n, h, w in places:
            s = (x[n, c, h, w] - mean) / root
            dx[n, c, h, w] = gamma[c] / root * (dy[n, c, h, w] - (dbeta[c] + s * dgamma[c]) / len(places))
    return dx, dgamma, dbeta


def layernorm(x, gamma, beta, eps=1e-5):
    for name, vector in (("gamma", gamma), ("beta", beta)):
        if vector.shape != (x.shape[-1],):
            raise ValueError(f"{name} has the shape {vector.shape}")
    y = np.empty(x.shape)
    for row in np.ndindex(*x.shape[:-1]):
        mean, var = statistics([float(value) for value in x[row]])
        for i in range(x.shape[-1]):
            y[(*row, i)] = gamma[i] * (x[(*row, i)] - mean) / math.sqrt(var + eps) + beta[i]
    return y


def l1_penalty(w, strength):
    return sum(strength * abs(float(value)) for value in w.flat)


def l2_penalty(w, strength):
    return math.fsum(strength * float(value) ** 2 for value in w.flat)


def elastic_net_penalty(w, l1, l2):
    total = 0.0
    for value in w.ravel().tolist():
        total += l1 * abs(value) + l2 * value * value
    return total


class EarlyStopping:
    """Counts epochs without a new low."""

    def __init__(self, patience):
        if patience < 1:
            raise ValueError(f"patience is {patience}")
        self.patience = patience
        self.best = math.inf
        self.counter = 0

    def update(self, loss):
        """Note a loss."""
        if loss < self.best:
            self.counter = 0
            self.best = loss
        else:
            self.counter += 1
        return self.counter >= self.patience
