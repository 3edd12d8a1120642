"""A right answer in another style: the way back through a convolution is a convolution, here by Fourier transform."""

import numpy as np


def _refuse_unless(fits, name, value):
    if not fits:
        raise ValueError(f"invalid {name}: {value}")


def _slide(images, kernels):
    """Cross-correlation of every pair of planes that (..., 1, H, W) and (..., KH, KW) make, by Fourier transform."""
    shape = images.shape[-2:]
    product = np.fft.rfft2(images) * np.conj(np.fft.rfft2(kernels, shape))
    full = np.fft.irfft2(product, shape)
    return full[..., : shape[0] - kernels.shape[-2] + 1, : shape[1] - kernels.shape[-1] + 1]


def numerical_gradient(f, x, h=1e-5):
    _refuse_unless(h > 0, "h", h)
    point = np.asarray(x, dtype=np.float64)

    def along(flat):
        towards = np.zeros(point.size)
        towards[flat] = h
        towards = towards.reshape(point.shape)
        return f(point + towards) / (2 * h) - f(point - towards) / (2 * h)

    return np.vectorize(along, otypes=[float])(np.arange(point.size).reshape(point.shape))


def linear_forward(x, w, b):
    _refuse_unless(x.ndim == 2, "x", x.shape)
    _refuse_unless(w.ndim == 2, "w", w.shape)
    _refuse_unless(x.shape[1] == len(w), "x", x.shape)
    _refuse_unless(b.shape == w.shape[1:], "b", b.shape)
    return (w.T @ x.T + b[:, None]).T


def linear_backward(dy, x, w):
    _refuse_unless(dy.ndim == 2, "dy", dy.shape)
    _refuse_unless(x.ndim == 2, "x", x.shape)
    _refuse_unless(w.ndim == 2, "w", w.shape)
    _refuse_unless(x.shape[1] == len(w), "x", x.shape)
    _refuse_unless(dy.shape == (len(x), w.shape[1]), "dy", dy.shape)
    return (w @ dy.T).T, (dy.T @ x).T, np.ones(len(dy)) @ dy


def relu_backward(dy, x):
    _refuse_unless(dy.shape == x.shape, "dy", dy.shape)
    return np.select([np.greater(x, 0)], [dy], default=0.0)


def softmax_cross_entropy_backward(logits, labels):
    _refuse_unless(logits.ndim == 2, "logits", logits.shape)
    _refuse_unless(labels.shape == (len(logits),), "labels", labels.shape)
    _refuse_unless(np.isin(labels, np.arange(logits.shape[1])).all(), "labels", labels)
    gaps = np.float64(logits)[:, None, :] - np.float64(logits)[:, :, None]
    with np.errstate(over="ignore"):
        likely = 1 / np.exp(gaps).sum(axis=2)
    return (likely - np.eye(logits.shape[1])[labels]) / len(labels)


def maxpool2d_backward(dy, x, kernel=2, stride=None):
    _refuse_unless(dy.ndim == 4, "dy", dy.shape)
    _refuse_unless(x.ndim == 4, "x", x.shape)
    stride = kernel if stride is None else stride
    _refuse_unless(stride > 0, "stride", stride)
    _refuse_unless(0 < kernel <= min(x.shape[2:]), "kernel", kernel)
    rows, columns = (np.array(x.shape[2:]) - kernel) // stride + 1
    _refuse_unless(dy.shape == (*x.shape[:2], rows, columns), "dy", dy.shape)
    dx = np.zeros(x.shape)
    shifted = [
        np.s_[:, :, i : i + stride * (rows - 1) + 1 : stride, j : j + stride * (columns - 1) + 1 : stride]
        for i in range(kernel)
        for j in range(kernel)
    ]
    largest = np.maximum.reduce([x[view] for view in shifted])
    unclaimed = np.ones(dy.shape, dtype=bool)
    for view in shifted:
        wins = unclaimed & (x[view] == largest)
        dx[view] += dy * wins
        unclaimed &= ~wins
    return dx


def conv2d_backward(dy, x, w, stride=1, padding=0):
    for name, array in {"dy": dy, "x": x, "w": w}.items():
        _refuse_unless(array.ndim == 4, name, array.shape)
    _refuse_unless(stride > 0, "stride", stride)
    _refuse_unless(padding >= 0, "padding", padding)
    _refuse_unless(x.shape[1] == w.shape[1], "w", w.shape)
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    reach = np.array(padded.shape[2:]) - w.shape[2:] + 1
    _refuse_unless(reach.min() > 0, "w", w.shape)
    _refuse_unless(dy.shape == (len(x), len(w), *(-(-reach // stride))), "dy", dy.shape)
    dense = np.zeros((*dy.shape[:2], *reach))
    dense[:, :, ::stride, ::stride] = dy
    dw = _slide(padded[:, None], dense[:, :, None]).sum(axis=0)
    down, right = w.shape[2] - 1, w.shape[3] - 1
    around = np.pad(dense, [(0, 0), (0, 0), (down, down), (right, right)])
    dpadded = _slide(around[:, :, None], w[None, :, :, ::-1, ::-1]).sum(axis=1)
    height, width = x.shape[2:]
    return dpadded[:, :, padding:, padding:][:, :, :height, :width], dw, dy.sum(axis=-1).sum(axis=-1).sum(axis=0)


def gradient_step(w, gradient, learning_rate):
    _refuse_unless(gradient.shape == w.shape, "gradient", gradient.shape)
    return -(learning_rate * gradient - w)


class TwoLayerNet:
    """Linear, ReLU, linear; its parameters are views of one long vector."""

    def __init__(self, w1, b1, w2, b2):
        """Lay all parameters behind each other."""
        _refuse_unless(w1.ndim == 2, "w1", w1.shape)
        _refuse_unless(w2.ndim == 2 and len(w2) == w1.shape[1], "w2", w2.shape)
        _refuse_unless(b1.shape == w1.shape[1:], "b1", b1.shape)
        _refuse_unless(b2.shape == w2.shape[1:], "b2", b2.shape)
        self.shapes = {"w1": w1.shape, "b1": b1.shape, "w2": w2.shape, "b2": b2.shape}
        self.vector = np.concatenate([w1, b1, w2, b2], axis=None)

    def __getattr__(self, name):
        """Find a parameter in the vector."""
        if name not in ("w1", "b1", "w2", "b2"):
            raise AttributeError(name)
        return self.named(self.vector)[name]

    def named(self, vector):
        """Cut a vector into the four parameters."""
        ends = np.cumsum([np.prod(shape) for shape in self.shapes.values()])
        parts = np.split(vector, ends[:-1])
        return {name: part.reshape(shape) for part, (name, shape) in zip(parts, self.shapes.items(), strict=True)}

    def forward(self, x):
        """Logits."""
        before = linear_forward(x, self.w1, self.b1)
        return linear_forward(before * (before > 0), self.w2, self.b2)

    def loss(self, x, labels):
        """Mean cross-entropy: what every other class weighs against the right one."""
        logits = self.forward(x)
        softmax_cross_entropy_backward(logits, labels)
        gaps = logits - logits[np.arange(len(labels)), labels][:, None]
        return np.mean(np.logaddexp.reduce(gaps, axis=1))

    def gradients(self, x, labels):
        """All four."""
        before = linear_forward(x, self.w1, self.b1)
        dlogits = softmax_cross_entropy_backward(self.forward(x), labels)
        dhidden, dw2, db2 = linear_backward(dlogits, before * (before > 0), self.w2)
        dw1, db1 = linear_backward(relu_backward(dhidden, before), x, self.w1)[1:]
        return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}

    def step(self, gradients, learning_rate):
        """Move the whole vector."""
        for name, shape in self.shapes.items():
            _refuse_unless(gradients[name].shape == shape, name, gradients[name].shape)
        long = np.concatenate([gradients[name] for name in self.shapes], axis=None)
        self.vector = gradient_step(self.vector, long, learning_rate)
