"""A right answer in another style: one loop per axis and one product at a time."""

import math

import numpy as np


def demand(condition, message):
    """Refuse, unless the condition holds."""
    if not condition:
        raise ValueError(message)


def numerical_gradient(f, x, h=1e-5):
    demand(h > 0, f"h is {h}")
    x = np.array(x, dtype=float)
    flat = x.reshape(-1)
    slopes = []
    for i in range(flat.size):
        old = flat[i]
        flat[i] = old + h
        above = f(x)
        flat[i] = old - h
        below = f(x)
        flat[i] = old
        slopes.append((above - below) / 2 / h)
    return np.array(slopes).reshape(x.shape)


def linear_forward(x, w, b):
    demand(x.ndim == 2, f"x has shape {x.shape}")
    demand(w.ndim == 2, f"w has shape {w.shape}")
    demand(x.shape[1] == w.shape[0], f"x {x.shape} and w {w.shape} do not match")
    demand(b.shape == (w.shape[1],), f"b has shape {b.shape}")
    y = np.empty((x.shape[0], w.shape[1]))
    for n in range(x.shape[0]):
        for m in range(w.shape[1]):
            y[n, m] = b[m]
            for d in range(x.shape[1]):
                y[n, m] += x[n, d] * w[d, m]
    return y


def linear_backward(dy, x, w):
    for name, array in (("dy", dy), ("x", x), ("w", w)):
        demand(array.ndim == 2, f"{name} has shape {array.shape}")
    demand(x.shape[1] == w.shape[0], f"x {x.shape} and w {w.shape} do not match")
    demand(dy.shape == (x.shape[0], w.shape[1]), f"dy has shape {dy.shape}")
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for n in range(x.shape[0]):
        for m in range(w.shape[1]):
            db[m] += dy[n, m]
            for d in range(x.shape[1]):
                dx[n, d] += dy[n, m] * w[d, m]
                dw[d, m] += dy[n, m] * x[n, d]
    return dx, dw, db


def relu_backward(dy, x):
    demand(dy.shape == x.shape, f"dy {dy.shape} is not x {x.shape}")
    dx = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        if x[index] > 0:
            dx[index] = dy[index]
    return dx


def softmax_cross_entropy_backward(logits, labels):
    demand(logits.ndim == 2, f"logits have shape {logits.shape}: logits {logits.shape}")
    samples, classes = logits.shape
    demand(labels.shape == (samples,), f"labels of shape {labels.shape}")
    gradient = np.zeros((samples, classes))
    for n in range(samples):
        demand(0 <= labels[n] < classes, f"labels[{n}]: labels = {labels[n]}")
        largest = max(logits[n])
        total = math.fsum(math.exp(value - largest) for value in logits[n])
        for k in range(classes):
            likely = math.exp(logits[n, k] - largest) / total
            gradient[n, k] = (likely - (k == labels[n])) / samples
    return gradient


def maxpool2d_backward(dy, x, kernel=2, stride=None):
    demand(dy.ndim == 4, f"dy has shape {dy.shape}")
    demand(x.ndim == 4, f"x has shape {x.shape}")
    demand(kernel >= 1, f"kernel is {kernel}")
    if stride is None:
        stride = kernel
    demand(stride >= 1, f"stride is {stride}")
    height, width = x.shape[2:]
    demand(kernel <= min(height, width), f"kernel {kernel} is too large")
    rows, columns = (height - kernel) // stride + 1, (width - kernel) // stride + 1
    demand(dy.shape == (x.shape[0], x.shape[1], rows, columns), f"dy has shape {dy.shape}")
    dx = np.zeros(x.shape)
    for n, c, row, column in np.ndindex(dy.shape):
        best = None
        for i in range(row * stride, row * stride + kernel):
            for j in range(column * stride, column * stride + kernel):
                if best is None or x[n, c, i, j] > x[n, c, best[0], best[1]]:
                    best = i, j
        dx[n, c, best[0], best[1]] += dy[n, c, row, column]
    return dx


def conv2d_backward(dy, x, w, stride=1, padding=0):
    for name, array in (("dy", dy), ("x", x), ("w", w)):
        demand(array.ndim == 4, f"{name} has shape {array.shape}")
    demand(stride >= 1, f"stride is {stride}")
    demand(padding >= 0, f"padding is {padding}")
    (images, channels, height, width), (filters, depth, kh, kw) = x.shape, w.shape
    demand(channels == depth, f"x {x.shape} is not as deep as w {w.shape}")
    demand(kh <= height + 2 * padding, f"w {w.shape} is too tall")
    demand(kw <= width + 2 * padding, f"w {w.shape} is too wide")
    rows, columns = (height + 2 * padding - kh) // stride + 1, (width + 2 * padding - kw) // stride + 1
    demand(dy.shape == (images, filters, rows, columns), f"dy has shape {dy.shape}")
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(filters)
    for n, f, row, column in np.ndindex(dy.shape):
        db[f] += dy[n, f, row, column]
        for c, i, j in np.ndindex(channels, kh, kw):
            y, z = row * stride + i - padding, column * stride + j - padding
            if 0 <= y < height and 0 <= z < width:
                dx[n, c, y, z] += dy[n, f, row, column] * w[f, c, i, j]
                dw[f, c, i, j] += dy[n, f, row, column] * x[n, c, y, z]
    return dx, dw, db


def gradient_step(w, gradient, learning_rate):
    demand(w.shape == gradient.shape, f"gradient {gradient.shape} for w {w.shape}")
    new = np.array(w, dtype=float)
    for index in np.ndindex(w.shape):
        new[index] -= learning_rate * gradient[index]
    return new


class TwoLayerNet:
    """Linear, ReLU, linear."""

    def __init__(self, w1, b1, w2, b2):
        """Keep copies."""
        demand(w1.ndim == 2, f"w1 has shape {w1.shape}")
        demand(w2.ndim == 2, f"w2 has shape {w2.shape}")
        demand(b1.shape == (w1.shape[1],), f"b1 has shape {b1.shape}")
        demand(w2.shape[0] == w1.shape[1], f"w2 has shape {w2.shape}")
        demand(b2.shape == (w2.shape[1],), f"b2 has shape {b2.shape}")
        self.w1, self.b1, self.w2, self.b2 = (np.array(array, dtype=float) for array in (w1, b1, w2, b2))

    def forward(self, x):
        """Logits."""
        hidden = linear_forward(x, self.w1, self.b1)
        for index in np.ndindex(hidden.shape):
            hidden[index] = max(0.0, hidden[index])
        return linear_forward(hidden, self.w2, self.b2)

    def loss(self, x, labels):
        """Mean cross-entropy."""
        logits = self.forward(x)
        demand(labels.shape == (len(logits),), f"labels {labels.shape}")
        total = 0.0
        for row, label in zip(logits, labels, strict=True):
            demand(0 <= label < len(row), f"labels hold {label}")
            largest = row.max()
            total += math.log(sum(math.exp(value - largest) for value in row)) + largest - row[label]
        return total / len(logits)

    def gradients(self, x, labels):
        """All four."""
        before = linear_forward(x, self.w1, self.b1)
        hidden = np.maximum(before, 0)
        dlogits = softmax_cross_entropy_backward(linear_forward(hidden, self.w2, self.b2), labels)
        dhidden, dw2, db2 = linear_backward(dlogits, hidden, self.w2)
        _, dw1, db1 = linear_backward(relu_backward(dhidden, before), x, self.w1)
        return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}

    def step(self, gradients, learning_rate):
        """Downhill, in place."""
        for name in ("w1", "b1", "w2", "b2"):
            values = getattr(self, name)
            demand(gradients[name].shape == values.shape, f"gradients {name}: {gradients[name].shape}")
            values -= learning_rate * gradients[name]
