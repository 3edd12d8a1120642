"""A right answer in another style: layers are objects that remember, and functions are partial objects around them."""

import functools
from dataclasses import dataclass, field

import numpy as np


class BadArgument(ValueError):
    """An argument that cannot be right."""

    def __init__(self, name, value):
        """Name it, with its value or its shape."""
        super().__init__(f"Bad {name}: {getattr(value, 'shape', value)!s}")


class Difference:
    """The slope of a function, measured from both sides."""

    def __call__(self, f, x, h=1e-5):
        """Measure at every place."""
        if h <= 0:
            raise BadArgument("h", h)
        slopes = np.full(np.shape(x), np.nan)
        for place, value in np.ndenumerate(x):
            ends = [self._moved(x, place, float(value) + way) for way in (h, -h)]
            slopes[place] = np.subtract(*map(f, ends)) / (2 * h)
        return slopes

    @staticmethod
    def _moved(x, place, value):
        copy = np.array(x, dtype=float)
        copy[place] = value
        return copy


@dataclass
class Linear:
    """A fully connected layer."""

    w: np.ndarray
    b: np.ndarray = field(default=None)

    def __post_init__(self):
        """Refuse what is no layer."""
        if self.w.ndim != 2:
            raise BadArgument("w", self.w)
        if self.b is None:
            self.b = np.zeros(self.w.shape[1])
        if self.b.shape != (self.w.shape[1],):
            raise BadArgument("b", self.b)

    def forward(self, x):
        """Send a batch through."""
        if x.ndim != 2 or x.shape[1] != self.w.shape[0]:
            raise BadArgument("x", x)
        return np.array([row @ self.w + self.b for row in x])

    def backward(self, dy, x):
        """Send a gradient back."""
        if dy.shape != self.forward(x).shape:
            raise BadArgument("dy", dy)
        dw = sum(np.outer(row, slope) for row, slope in zip(x, dy, strict=True))
        return np.inner(dy, self.w), dw, sum(dy)


@dataclass
class Relu:
    """Passes what is positive."""

    x: np.ndarray

    def backward(self, dy):
        """Block where x was not positive."""
        if np.shape(dy) != np.shape(self.x):
            raise BadArgument("dy", dy)
        return np.where(self.x <= 0, 0.0, dy)


class CrossEntropy:
    """Softmax and mean cross-entropy."""

    def __init__(self, logits, labels):
        """Refuse what does not match."""
        if logits.ndim != 2:
            raise BadArgument("logits", logits)
        if labels.shape != logits.shape[:1]:
            raise BadArgument("labels", labels)
        for label in labels:
            if not 0 <= label < logits.shape[1]:
                raise BadArgument("label", int(label))
        self.logits, self.labels = logits - logits.max(axis=1)[:, None], labels.astype(int)

    @functools.cached_property
    def likely(self):
        """Probabilities."""
        powers = np.exp(self.logits)
        return (powers.T / powers.sum(axis=1)).T

    def value(self):
        """The loss, a numpy scalar."""
        return -np.mean([np.log(row[label]) for row, label in zip(self.likely, self.labels, strict=True)])

    def backward(self):
        """Gradient of the logits."""
        rows = [row - np.eye(len(row))[label] for row, label in zip(self.likely, self.labels, strict=True)]
        return np.mean([rows], axis=0) / len(rows)


@dataclass
class Window:
    """Where a window lies, along one axis: its positions and what is under each."""

    size: int
    stride: int
    length: int

    def __len__(self):
        """Count the positions."""
        return (self.length - self.size) // self.stride + 1

    def __getitem__(self, position):
        """Give the slice of pixels under a position."""
        if position >= len(self):
            raise IndexError(position)
        return slice(position * self.stride, position * self.stride + self.size)


class MaxPool:
    """Max pooling without padding."""

    def __init__(self, kernel, stride, x):
        """Refuse windows that are none."""
        if x.ndim != 4:
            raise BadArgument("x", x)
        if kernel < 1 or kernel > x.shape[2] or kernel > x.shape[3]:
            raise BadArgument("kernel", kernel)
        if stride < 1:
            raise BadArgument("stride", stride)
        self.x, self.down, self.across = x, Window(kernel, stride, x.shape[2]), Window(kernel, stride, x.shape[3])

    def backward(self, dy):
        """Give every winner its gradient."""
        if dy.shape != (*self.x.shape[:2], len(self.down), len(self.across)):
            raise BadArgument("dy", dy)
        dx = np.zeros(self.x.shape)
        for index in np.ndindex(self.x.shape[:2]):
            for row, rows in enumerate(self.down):
                for column, columns in enumerate(self.across):
                    cells = self.x[index][rows, columns]
                    winner = tuple(np.argwhere(cells == cells.max())[0])
                    dx[index][rows, columns][winner] += dy[index][row, column]
        return dx


class Convolution:
    """A convolution layer."""

    def __init__(self, w, stride, padding, x):
        """Refuse filters that do not fit."""
        if x.ndim != 4:
            raise BadArgument("x", x)
        if w.ndim != 4 or w.shape[1] != x.shape[1]:
            raise BadArgument("w", w)
        if stride < 1:
            raise BadArgument("stride", stride)
        if padding < 0:
            raise BadArgument("padding", padding)
        self.padding, self.w = padding, w
        self.images = [[np.pad(plane, padding) for plane in image] for image in x]
        self.down = Window(w.shape[2], stride, x.shape[2] + 2 * padding)
        self.across = Window(w.shape[3], stride, x.shape[3] + 2 * padding)
        if self.down.size > self.down.length or self.across.size > self.across.length:
            raise BadArgument("w", w)
        self.shape = (len(x), len(w), len(self.down), len(self.across))

    def backward(self, dy):
        """Send a gradient back, window by window."""
        if dy.shape != self.shape:
            raise BadArgument("dy", dy)
        padded = np.array(self.images, dtype=float)
        dpadded, dw, db = np.zeros(padded.shape), np.zeros(self.w.shape), np.zeros(len(self.w))
        for n, f in np.ndindex(self.shape[:2]):
            db[f] += dy[n, f].sum()
            for row, rows in enumerate(self.down):
                for column, columns in enumerate(self.across):
                    slope = dy[n, f, row, column]
                    dw[f] += slope * padded[n, :, rows, columns]
                    dpadded[n, :, rows, columns] += slope * self.w[f]
        inside = slice(self.padding, -self.padding or None)
        return dpadded[:, :, inside, inside], dw, db


class Step:
    """Gradient descent."""

    def __call__(self, w, gradient, learning_rate):
        """Move downhill."""
        if np.shape(w) != np.shape(gradient):
            raise BadArgument("gradient", gradient)
        return np.asarray(w, dtype=float) - np.asarray(gradient, dtype=float) * learning_rate


def _linear_backward(layer, dy, x, w):
    if dy.ndim != 2:
        raise BadArgument("dy", dy)
    return layer(w).backward(dy, x)


def _pool_backward(dy, x, kernel=2, stride=None):
    return MaxPool(kernel, kernel if stride is None else stride, x).backward(dy)


numerical_gradient = Difference()
linear_forward = lambda x, w, b: Linear(w, b).forward(x)  # noqa: E731 - a style
linear_backward = functools.partial(_linear_backward, Linear)
relu_backward = lambda dy, x: Relu(x).backward(dy)  # noqa: E731 - a style
softmax_cross_entropy_backward = lambda logits, labels: CrossEntropy(logits, labels).backward()  # noqa: E731 - a style
maxpool2d_backward = functools.lru_cache(maxsize=1)(lambda: _pool_backward)()
conv2d_backward = lambda dy, x, w, stride=1, padding=0: Convolution(w, stride, padding, x).backward(dy)  # noqa: E731
gradient_step = Step()


@dataclass
class TwoLayerNet:
    """Linear, ReLU, linear."""

    w1: np.ndarray
    b1: np.ndarray
    w2: np.ndarray
    b2: np.ndarray

    def __post_init__(self):
        """Refuse what does not match."""
        if self.w1.shape[1] != len(self.w2):
            raise BadArgument("w2", self.w2)
        _ = self.layers

    @property
    def layers(self):
        """Both linear layers, with the present parameters."""
        return Linear(self.w1, self.b1), Linear(self.w2, self.b2)

    def forward(self, x):
        """Logits."""
        first, second = self.layers
        return second.forward(np.maximum(0.0, first.forward(x)))

    def loss(self, x, labels):
        """Mean cross-entropy."""
        return CrossEntropy(self.forward(x), labels).value()

    def gradients(self, x, labels):
        """All four."""
        first, second = self.layers
        before = first.forward(x)
        slope, dw2, db2 = second.backward(CrossEntropy(self.forward(x), labels).backward(), np.maximum(0.0, before))
        _, dw1, db1 = first.backward(Relu(before).backward(slope), x)
        return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}

    def step(self, gradients, learning_rate):
        """Move everything."""
        vars(self).update(
            {name: gradient_step(old, gradients[name], learning_rate) for name, old in vars(self).items()}
        )
