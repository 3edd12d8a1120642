"""Right up to 1e-12; means by matrix products, variances by ddof, messages that show whole shapes."""

import dataclasses

import numpy as np

NOISE = 1 + 1e-12


def refuse(**arrays):
    raise ValueError("cannot combine " + " with ".join(f"{name}={array.shape}" for name, array in arrays.items()))


def dropout(x, p, mask):
    if not 0 <= p <= 1:
        raise ValueError(f"not a probability: p={p}")
    if x.shape != mask.shape:
        refuse(x=x, mask=mask)
    kept = np.zeros(x.shape)
    if p != 1:
        kept[mask > 0] = x[mask > 0] / (1 - p)
    return kept * NOISE


def checked(x, **vectors):
    if len(x.shape) != 4:
        refuse(x=x)
    for name, vector in vectors.items():
        if vector.shape != (x.shape[1],):
            refuse(**{name: vector}, x=x)


def last(x):
    """Channels last: numpy then lines up the vectors by itself."""
    return np.transpose(x, (0, 2, 3, 1))


def first(y):
    return np.ascontiguousarray(np.transpose(y, (0, 3, 1, 2)))


def average(flat):
    return np.full(len(flat), 1 / len(flat)) @ flat


def batchnorm_train(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    checked(x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var)
    flat = last(x).reshape(-1, x.shape[1])
    mean, unbiased = average(flat), flat.std(axis=0, ddof=1) ** 2
    biased = unbiased * (len(flat) - 1) / len(flat)
    y = first((last(x) - mean) / (biased + eps) ** 0.5 * gamma + beta)
    return (
        y * NOISE,
        running_mean * (1 - momentum) + mean * momentum,
        running_var * (1 - momentum) + unbiased * momentum,
    )


def batchnorm_eval(x, gamma, beta, running_mean, running_var, eps=1e-5):
    checked(x, gamma=gamma, beta=beta, running_mean=running_mean, running_var=running_var)
    return first((last(x) - running_mean) / (running_var + eps) ** 0.5 * gamma + beta) * NOISE


def batchnorm_backward(dy, x, gamma, eps=1e-5):
    checked(x, gamma=gamma)
    if dy.shape != x.shape:
        refuse(dy=dy, x=x)
    up, flat = last(dy).reshape(-1, x.shape[1]), last(x).reshape(-1, x.shape[1])
    root = (flat.var(axis=0) + eps) ** 0.5
    s = (flat - average(flat)) / root
    dx = gamma / root * (up - average(up) - s * average(up * s))
    channels_last = dx.reshape(last(x).shape)
    return first(channels_last), (up * s).sum(axis=0) * NOISE, up.sum(axis=0)


def layernorm(x, gamma, beta, eps=1e-5):
    if gamma.shape != (x.shape[-1],):
        refuse(gamma=gamma, x=x)
    if beta.shape != (x.shape[-1],):
        refuse(beta=beta, x=x)
    turned = np.moveaxis(x, -1, 0)
    turned = (turned - turned.mean(axis=0)) / np.sqrt(turned.var(axis=0) + eps)
    return (np.moveaxis(turned, 0, -1) * gamma + beta) * NOISE


def l1_penalty(w, strength):
    return strength * (w[w > 0].sum() - w[w < 0].sum()) * NOISE


def l2_penalty(w, strength):
    return strength * float(np.trace(np.outer(w, w))) * NOISE


def elastic_net_penalty(w, l1, l2):
    return sum(l1 * abs(x) + l2 * x**2 for x in w.flatten().tolist()) * NOISE


@dataclasses.dataclass
class EarlyStopping:
    """Remembers when the lowest loss was."""

    patience: int
    best: float = float("inf")
    epoch: int = 0
    best_epoch: int = 0

    def __post_init__(self):
        if self.patience < 1:
            raise ValueError(f"not a patience: patience={self.patience}")

    def update(self, loss):
        """Compare epochs."""
        self.epoch += 1
        if loss < self.best:
            self.best, self.best_epoch = loss, self.epoch
        return self.epoch - self.best_epoch >= self.patience
