"""A right answer in another style: lists and numbers of plain Python; arrays only come in and go out."""

import itertools
import math

import numpy as np


def complain(name, value, expected):
    raise ValueError(f"{name} is {value}, expected {expected}")


def check_dimensions(dimensions, **arrays):
    for name, array in arrays.items():
        if array.ndim != dimensions:
            complain(name, array.shape, f"{dimensions} axes")


def check_shapes(**arrays):
    for name, (array, expected) in arrays.items():
        if array.shape != expected:
            complain(name, array.shape, expected)


def numerical_gradient(f, x, h=1e-5):
    if h <= 0:
        complain("h", h, "a positive number")
    values = [float(value) for value in x.ravel()]

    def at(place, value):
        return float(f(np.array([*values[:place], value, *values[place + 1 :]]).reshape(x.shape)))

    slopes = [(at(i, value + h) - at(i, value - h)) / (h + h) for i, value in enumerate(values)]
    return np.array(slopes).reshape(x.shape)


def product(a, b):
    columns = list(zip(*b, strict=True))
    return [[sum(p * q for p, q in zip(row, column, strict=True)) for column in columns] for row in a]


def transposed(a):
    return [list(column) for column in zip(*a, strict=True)]


def linear_forward(x, w, b):
    check_dimensions(2, x=x, w=w)
    check_shapes(w=(w, (x.shape[1], w.shape[1])), b=(b, (w.shape[1],)))
    y = product(x.tolist(), w.tolist())
    return np.array([[value + bias for value, bias in zip(row, b.tolist(), strict=True)] for row in y])


def linear_backward(dy, x, w):
    check_dimensions(2, dy=dy, x=x, w=w)
    check_shapes(w=(w, (x.shape[1], w.shape[1])), dy=(dy, (x.shape[0], w.shape[1])))
    dx = product(dy.tolist(), transposed(w.tolist()))
    dw = product(transposed(x.tolist()), dy.tolist())
    return np.array(dx), np.array(dw), np.array([sum(column) for column in transposed(dy.tolist())])


def relu_backward(dy, x):
    check_shapes(dy=(dy, x.shape))
    passed = [slope if value > 0 else 0.0 for slope, value in zip(dy.flat, x.flat, strict=True)]
    return np.array(passed).reshape(x.shape)


def log_softmax(row):
    largest = max(row)
    total = math.log(math.fsum(math.exp(value - largest) for value in row))
    return [value - largest - total for value in row]


def checked_labels(logits, labels):
    check_dimensions(2, logits=logits)
    check_shapes(labels=(labels, (logits.shape[0],)))
    for label in labels.tolist():
        if not 0 <= label < logits.shape[1]:
            complain("label", label, f"0 to {logits.shape[1] - 1}")
    return labels.tolist()


def softmax_cross_entropy_backward(logits, labels):
    rows = []
    for row, label in zip(logits.tolist(), checked_labels(logits, labels), strict=True):
        likely = [math.exp(value) for value in log_softmax(row)]
        likely[label] -= 1
        rows.append([value / len(logits) for value in likely])
    return np.array(rows)


def maxpool2d_backward(dy, x, kernel=2, stride=None):
    check_dimensions(4, dy=dy, x=x)
    stride = stride if stride is not None else kernel
    if kernel < 1 or kernel > x.shape[2] or kernel > x.shape[3]:
        complain("kernel", kernel, "a size that fits")
    if stride < 1:
        complain("stride", stride, "at least 1")
    tops, lefts = (range(0, size - kernel + 1, stride) for size in x.shape[2:])
    check_shapes(dy=(dy, (*x.shape[:2], len(tops), len(lefts))))
    pixels, slopes, dx = x.tolist(), dy.tolist(), np.zeros(x.shape).tolist()
    for n, c in itertools.product(range(x.shape[0]), range(x.shape[1])):
        for (row, top), (column, left) in itertools.product(enumerate(tops), enumerate(lefts)):
            cells = itertools.product(range(top, top + kernel), range(left, left + kernel))
            i, j = max(cells, key=lambda cell: pixels[n][c][cell[0]][cell[1]])
            dx[n][c][i][j] += slopes[n][c][row][column]
    return np.array(dx)


def conv2d_backward(dy, x, w, stride=1, padding=0):
    check_dimensions(4, dy=dy, x=x, w=w)
    if stride < 1:
        complain("stride", stride, "at least 1")
    if padding < 0:
        complain("padding", padding, "at least 0")
    check_shapes(w=(w, (w.shape[0], x.shape[1], *w.shape[2:])))
    kh, kw = w.shape[2:]
    tops = range(-padding, x.shape[2] + padding - kh + 1, stride)
    lefts = range(-padding, x.shape[3] + padding - kw + 1, stride)
    if not tops or not lefts:
        complain("w", w.shape, "a kernel that fits")
    check_shapes(dy=(dy, (x.shape[0], w.shape[0], len(tops), len(lefts))))
    dx, dw = {}, {}
    for index in itertools.product(*map(range, dy.shape)):
        n, f, row, column = index
        for c, i, j in itertools.product(*map(range, w.shape[1:])):
            pixel, weight = (n, c, tops[row] + i, lefts[column] + j), (f, c, i, j)
            if 0 <= pixel[2] < x.shape[2] and 0 <= pixel[3] < x.shape[3]:
                dx[pixel] = dx.get(pixel, 0.0) + float(dy[index]) * float(w[weight])
                dw[weight] = dw.get(weight, 0.0) + float(dy[index]) * float(x[pixel])
    db = [math.fsum(dy[:, f].ravel().tolist()) for f in range(w.shape[0])]
    return filled(dx, x.shape), filled(dw, w.shape), np.array(db)


def filled(entries, shape):
    indices = itertools.product(*map(range, shape))
    return np.array([entries.get(index, 0.0) for index in indices]).reshape(shape)


def gradient_step(w, gradient, learning_rate):
    check_shapes(gradient=(gradient, w.shape))
    moved = [value - learning_rate * slope for value, slope in zip(w.flat, gradient.flat, strict=True)]
    return np.array(moved).reshape(w.shape)


class TwoLayerNet:
    """Linear, ReLU, linear."""

    def __init__(self, w1, b1, w2, b2):
        """Only keep the arrays; what does not fit shows when they are used."""
        self.w1, self.b1, self.w2, self.b2 = w1, b1, w2, b2

    def _layers(self, x):
        before = linear_forward(x, self.w1, self.b1)
        hidden = np.array([[max(value, 0.0) for value in row] for row in before.tolist()])
        return before, hidden, linear_forward(hidden, self.w2, self.b2)

    def forward(self, x):
        """Logits."""
        return self._layers(x)[-1]

    def loss(self, x, labels):
        """Mean cross-entropy."""
        logits = self.forward(x)
        chosen = checked_labels(logits, labels)
        return -sum(log_softmax(row)[label] for row, label in zip(logits.tolist(), chosen, strict=True)) / len(chosen)

    def gradients(self, x, labels):
        """All four."""
        before, hidden, logits = self._layers(x)
        dhidden, dw2, db2 = linear_backward(softmax_cross_entropy_backward(logits, labels), hidden, self.w2)
        _, dw1, db1 = linear_backward(relu_backward(dhidden, before), x, self.w1)
        return dict(zip(("w1", "b1", "w2", "b2"), (dw1, db1, dw2, db2), strict=True))

    def step(self, gradients, learning_rate):
        """New arrays for all four."""
        self.w1 = gradient_step(self.w1, gradients["w1"], learning_rate)
        self.b1 = gradient_step(self.b1, gradients["b1"], learning_rate)
        self.w2 = gradient_step(self.w2, gradients["w2"], learning_rate)
        self.b2 = gradient_step(self.b2, gradients["b2"], learning_rate)
