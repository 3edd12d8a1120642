"""A right answer in another style: sums over named indices, windows as strided views, one-hot labels."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def _shaped(**arrays):
    """Refuse an array that has not the expected shape: name=(array, shape), None for any length."""
    for name, (array, shape) in arrays.items():
        fits = np.ndim(array) == len(shape) and all(
            want in (None, have) for want, have in zip(shape, np.shape(array), strict=True)
        )
        if not fits:
            raise ValueError(f"{name}: expected {shape}, got {np.shape(array)}")


def _views(images, kernel, stride):
    """Every window of the images: (N, C, H', W', KH, KW)."""
    images = np.ascontiguousarray(images, dtype=np.float64)
    n, c, height, width = images.shape
    kh, kw = kernel
    sn, sc, sy, sx = images.strides
    shape = (n, c, (height - kh) // stride + 1, (width - kw) // stride + 1, kh, kw)
    return as_strided(images, shape, (sn, sc, sy * stride, sx * stride, sy, sx), writeable=False)


def numerical_gradient(f, x, h=1e-5):
    if h <= 0:
        raise ValueError(f"h={h}")
    size = np.size(x)
    nudges = h * np.eye(size).reshape(size, *np.shape(x))
    return np.reshape([(f(x + nudge) - f(x - nudge)) / (2 * h) for nudge in nudges], np.shape(x))


def linear_forward(x, w, b):
    _shaped(x=(x, (None, None)), w=(w, (np.shape(x)[-1], None)))
    _shaped(b=(b, (w.shape[1],)))
    return np.einsum("nd,dm->nm", x, w) + b[np.newaxis]


def linear_backward(dy, x, w):
    _shaped(x=(x, (None, None)), w=(w, (np.shape(x)[-1], None)))
    _shaped(dy=(dy, (x.shape[0], w.shape[1])))
    return np.einsum("nm,dm->nd", dy, w), np.einsum("nd,nm->dm", x, dy), np.einsum("nm->m", dy)


def relu_backward(dy, x):
    _shaped(dy=(dy, x.shape))
    return dy * np.heaviside(x, 0.0)


def _probabilities(logits, labels):
    """Softmax by row, and the labels as rows of zeros and a one."""
    _shaped(logits=(logits, (None, None)), labels=(labels, np.shape(logits)[:1]))
    classes = logits.shape[1]
    for label in np.unique(labels):
        if label not in range(classes):
            raise ValueError(f"labels must be 0 to {classes - 1}: labels {label}")
    powers = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return powers / np.einsum("nk->n", powers)[:, None], labels[:, None] == np.arange(classes)


def softmax_cross_entropy_backward(logits, labels):
    likely, onehot = _probabilities(logits, labels)
    return (likely - onehot) / likely.shape[0]


def maxpool2d_backward(dy, x, kernel=2, stride=None):
    stride = kernel if stride is None else stride
    _shaped(x=(x, (None,) * 4))
    if kernel < 1 or kernel > min(x.shape[2:]):
        raise ValueError(f"kernel={kernel}")
    if stride < 1:
        raise ValueError(f"stride={stride}")
    windows = _views(x, (kernel, kernel), stride)
    _shaped(dy=(dy, windows.shape[:4]))
    first = windows.reshape(*windows.shape[:4], -1).argmax(-1)
    n, c, row, column = np.indices(first.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, c, row * stride + first // kernel, column * stride + first % kernel), dy)
    return dx


def conv2d_backward(dy, x, w, stride=1, padding=0):
    if stride < 1:
        raise ValueError(f"stride={stride}")
    if padding < 0:
        raise ValueError(f"padding={padding}")
    _shaped(x=(x, (None,) * 4), w=(w, (None, np.shape(x)[1] if np.ndim(x) == 4 else None, None, None)))
    height, width = x.shape[2] + 2 * padding, x.shape[3] + 2 * padding
    kh, kw = w.shape[2:]
    if kh > height or kw > width:
        raise ValueError(f"w={w.shape} does not fit")
    around = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    windows = _views(np.pad(x, around), (kh, kw), stride)
    rows, columns = windows.shape[2:4]
    _shaped(dy=(dy, (x.shape[0], w.shape[0], rows, columns)))
    down = (np.arange(rows) * stride)[:, None] + np.arange(kh) == np.arange(height)[:, None, None]
    right = (np.arange(columns) * stride)[:, None] + np.arange(kw) == np.arange(width)[:, None, None]
    spread = np.einsum("nfyx,fcij,ayi->ncaxj", dy, w, down.astype(float))
    dpadded = np.einsum("ncaxj,bxj->ncab", spread, right.astype(float))
    dx = dpadded[:, :, padding : height - padding, padding : width - padding]
    return dx, np.einsum("nfyx,ncyxij->fcij", dy, windows), np.einsum("nfyx->f", dy)


def gradient_step(w, gradient, learning_rate):
    _shaped(gradient=(gradient, w.shape))
    return np.add(w, np.multiply(-learning_rate, gradient))


class TwoLayerNet:
    """Linear, ReLU, linear."""

    names = ("w1", "b1", "w2", "b2")

    def __init__(self, w1, b1, w2, b2):
        """Keep what is given; it is never written to."""
        _shaped(w1=(w1, (None, None)), b1=(b1, w1.shape[1:]), w2=(w2, (w1.shape[-1], None)), b2=(b2, w2.shape[1:]))
        self.w1, self.b1, self.w2, self.b2 = w1, b1, w2, b2

    def forward(self, x):
        """Logits."""
        return linear_forward(linear_forward(x, self.w1, self.b1).clip(min=0), self.w2, self.b2)

    def loss(self, x, labels):
        """Mean cross-entropy, as a 0-d array."""
        likely, onehot = _probabilities(self.forward(x), labels)
        return np.asarray(-np.log(likely[onehot]).mean())

    def gradients(self, x, labels):
        """All four."""
        hidden = linear_forward(x, self.w1, self.b1).clip(min=0)
        dlogits = softmax_cross_entropy_backward(hidden @ self.w2 + self.b2, labels)
        dbefore = np.einsum("nk,hk,nh->nh", dlogits, self.w2, hidden > 0)
        return {
            "b2": np.einsum("nk->k", dlogits),
            "w2": np.einsum("nh,nk->hk", hidden, dlogits),
            "b1": np.einsum("nh->h", dbefore),
            "w1": np.einsum("nd,nh->dh", x, dbefore),
        }

    def step(self, gradients, learning_rate):
        """Assign new arrays."""
        for name in self.names:
            _shaped(**{name: (gradients[name], getattr(self, name).shape)})
            setattr(self, name, gradient_step(getattr(self, name), gradients[name], learning_rate))
