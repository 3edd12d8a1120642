"""A right answer in another style: windows as columns of one matrix, as early libraries did it."""

from typing import NamedTuple

import numpy as np


class Gradients(NamedTuple):
    """What a layer with parameters sends back."""

    dx: np.ndarray
    dw: np.ndarray
    db: np.ndarray


class ShapeError(ValueError):
    """Arrays that do not fit each other."""


def _float(name, values, ndim):
    array = np.array(values, dtype=np.float64)
    if array.ndim != ndim:
        raise ShapeError(f"{name} should have {ndim} axes, has shape {array.shape}")
    return array


def _same_shape(name, array, shape):
    if array.shape != tuple(shape):
        raise ShapeError(f"{name} has shape {array.shape}, not {tuple(shape)}")


def _places(height, width, kernel, stride):
    """For every window, one row of flat pixel numbers: (windows, KH * KW)."""
    kh, kw = kernel
    pixels = np.arange(height * width).reshape(height, width)
    starts = [(top, left) for top in range(0, height - kh + 1, stride) for left in range(0, width - kw + 1, stride)]
    return np.array([pixels[top : top + kh, left : left + kw].reshape(-1) for top, left in starts])


def numerical_gradient(f, x, h=1e-5):
    if not h > 0:
        raise ValueError(f"h must be positive, not {h}")
    result = np.empty(x.shape)
    iterator = np.nditer(x, flags=["multi_index"])
    while not iterator.finished:
        place = iterator.multi_index
        values = []
        for sign in (1, -1):
            moved = np.array(x, dtype=np.float64)
            moved[place] += sign * h
            values.append(f(moved))
        result[place] = (values[0] - values[1]) / (2.0 * h)
        iterator.iternext()
    return result


def linear_forward(x, w, b):
    x, w, b = _float("x", x, 2), _float("w", w, 2), _float("b", b, 1)
    _same_shape("w", w, (x.shape[1], w.shape[1]))
    _same_shape("b", b, (w.shape[1],))
    with_ones = np.hstack([x, np.ones((len(x), 1))])
    return with_ones @ np.vstack([w, b])


def linear_backward(dy, x, w):
    dy, x, w = _float("dy", dy, 2), _float("x", x, 2), _float("w", w, 2)
    _same_shape("w", w, (x.shape[1], w.shape[1]))
    _same_shape("dy", dy, (x.shape[0], w.shape[1]))
    with_ones = np.hstack([x, np.ones((len(x), 1))])
    both = with_ones.T @ dy
    return Gradients(np.dot(dy, w.T), both[:-1], both[-1])


def relu_backward(dy, x):
    _same_shape("dy", dy, x.shape)
    dx = np.array(dy, dtype=np.float64)
    dx[x <= 0] = 0
    return dx


def _log_softmax(logits, labels):
    logits = _float("logits", logits, 2)
    labels = np.asarray(labels)
    _same_shape("labels", labels, (len(logits),))
    if labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError(f"labels {labels.tolist()} reach beyond {logits.shape[1]} classes")
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def softmax_cross_entropy_backward(logits, labels):
    gradient = np.exp(_log_softmax(logits, labels)) / len(logits)
    np.subtract.at(gradient, (np.arange(len(labels)), labels), 1 / len(labels))
    return gradient


def maxpool2d_backward(dy, x, kernel=2, stride=None):
    dy, x = _float("dy", dy, 4), _float("x", x, 4)
    stride = kernel if stride is None else stride
    for name, value in (("kernel", kernel), ("stride", stride)):
        if value < 1:
            raise ValueError(f"{name} {value} is too small")
    images, channels, height, width = x.shape
    if kernel > height or kernel > width:
        raise ShapeError(f"kernel {kernel} does not fit x {x.shape}")
    _same_shape("dy", dy, (images, channels, (height - kernel) // stride + 1, (width - kernel) // stride + 1))
    places = _places(height, width, (kernel, kernel), stride)
    planes = x.reshape(images * channels, -1)
    dx = np.zeros_like(planes)
    for number, (plane, gradient) in enumerate(zip(planes, dy.reshape(images * channels, -1), strict=True)):
        winners = places[np.arange(len(places)), plane[places].argmax(axis=1)]
        dx[number] = np.bincount(winners, weights=gradient, minlength=height * width)
    return dx.reshape(x.shape)


def conv2d_backward(dy, x, w, stride=1, padding=0):
    dy, x, w = _float("dy", dy, 4), _float("x", x, 4), _float("w", w, 4)
    if stride < 1:
        raise ValueError(f"stride {stride} is too small")
    if padding < 0:
        raise ValueError(f"padding {padding} is negative")
    images, channels, height, width = x.shape
    filters, depth, kh, kw = w.shape
    if channels != depth:
        raise ShapeError(f"w {w.shape} is made for {depth} channels, x {x.shape} has {channels}")
    tall, wide = height + 2 * padding, width + 2 * padding
    if kh > tall or kw > wide:
        raise ShapeError(f"w {w.shape} is larger than the padded x {x.shape}")
    _same_shape("dy", dy, (images, filters, (tall - kh) // stride + 1, (wide - kw) // stride + 1))
    padded = np.zeros((images, channels, tall, wide))
    padded[:, :, padding : padding + height, padding : padding + width] = x
    places = _places(tall, wide, (kh, kw), stride)
    columns = padded.reshape(images, channels, -1)[:, :, places]
    columns = columns.transpose(0, 2, 1, 3).reshape(images * len(places), -1)
    rows = dy.transpose(0, 2, 3, 1).reshape(-1, filters)
    dcolumns = (rows @ w.reshape(filters, -1)).reshape(images, len(places), channels, -1)
    dpadded = np.zeros((images, channels, tall * wide))
    for n, c in np.ndindex(images, channels):
        np.add.at(dpadded[n, c], places, dcolumns[n, :, c])
    dpadded = dpadded.reshape(padded.shape)
    dx = dpadded[:, :, padding : padding + height, padding : padding + width]
    return Gradients(dx, (rows.T @ columns).reshape(w.shape), rows.sum(0))


def gradient_step(w, gradient, learning_rate):
    _same_shape("gradient", gradient, w.shape)
    new = w.astype(np.float64)
    new -= learning_rate * gradient
    return new


class TwoLayerNet:
    """Linear, ReLU, linear; the bias of a layer is one more row of its weights."""

    def __init__(self, w1, b1, w2, b2):
        """Put weights and biases together."""
        w1, b1, w2, b2 = _float("w1", w1, 2), _float("b1", b1, 1), _float("w2", w2, 2), _float("b2", b2, 1)
        _same_shape("b1", b1, w1.shape[1:])
        _same_shape("w2", w2, (w1.shape[1], w2.shape[1]))
        _same_shape("b2", b2, w2.shape[1:])
        self.first, self.second = np.vstack([w1, b1]), np.vstack([w2, b2])

    w1 = property(lambda self: self.first[:-1])
    b1 = property(lambda self: self.first[-1])
    w2 = property(lambda self: self.second[:-1])
    b2 = property(lambda self: self.second[-1])

    def forward(self, x):
        """Logits."""
        return linear_forward(np.fmax(linear_forward(x, self.w1, self.b1), 0), self.w2, self.b2)

    def loss(self, x, labels):
        """Mean cross-entropy."""
        return -np.take_along_axis(_log_softmax(self.forward(x), labels), np.asarray(labels, int)[:, None], 1).mean()

    def gradients(self, x, labels):
        """All four."""
        before = linear_forward(x, self.w1, self.b1)
        back = linear_backward(softmax_cross_entropy_backward(self.forward(x), labels), np.fmax(before, 0), self.w2)
        front = linear_backward(relu_backward(back.dx, before), x, self.w1)
        return {"w1": front.dw, "b1": front.db, "w2": back.dw, "b2": back.db}

    def step(self, gradients, learning_rate):
        """Both layers."""
        for name in ("w1", "b1", "w2", "b2"):
            _same_shape(name, gradients[name], getattr(self, name).shape)
        self.first -= learning_rate * np.vstack([gradients["w1"], gradients["b1"]])
        self.second -= learning_rate * np.vstack([gradients["w2"], gradients["b2"]])
