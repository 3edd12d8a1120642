"""
exercise06: backpropagation, how a network finds out in which direction each of its weights should go.

Every `..._backward` function gets `dy`, the gradient of the loss with respect to a layer's output, and returns the
gradients with respect to what went into that layer. In this file `dx` is short for dE/dx: an array of the shape of `x`
that says how much the loss E grows where `x` grows. Allowed: the standard library and numpy. The statement is in
README.md, in Chinese in README.zh-TW.md.
"""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    """
    Measure the gradient of a function instead of deriving it: nudge one value at a time and look at what f does.

    Args:
        f: a function that takes one array of the shape of x and returns a float.
        x: array of any shape, any integer or float dtype: the point at which the gradient is wanted.
        h: how far each value is nudged up and down, a number > 0.

    Returns:
        A new float64 array of the shape of x. Each entry is the central difference
        (f(x with this entry + h) - f(x with this entry - h)) / (2 h). x stays as it was.

    Raises:
        ValueError: if h <= 0. The message names h and its value.

    Source: first course deck, "w5 to 0.6001 or to 0.5999"; CS231n notes, https://cs231n.github.io/optimization-1/.
    """
    # solution begins
    if not h > 0:
        raise ValueError(f"h must be greater than 0, got {h}")
    x = np.asarray(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        above, below = x.copy(), x.copy()
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient
    # solution ends


def linear_forward(x, w, b):
    """
    Send a batch through a fully connected layer: y = x w + b.

    Args:
        x: array (N, D): N samples with D features each.
        w: array (D, M): one column of weights for each of M nodes.
        b: array (M,): one bias per node.

    Returns:
        A new float64 array (N, M). The arguments stay as they were.

    Raises:
        ValueError: if x or w is not two-dimensional, x and w differ in D, or b is not (M,). The message names the
            argument and its shape; where two disagree, either.

    Source: first course deck, "w x + b"; CS231n notes, https://cs231n.github.io/optimization-2/.
    """
    # solution begins
    x, w, b = _array("x", x, 2), _array("w", w, 2), _array("b", b, 1)
    _check_features(x, w)
    _check_shape("b", b, w.shape[1:], "one number per column of w")
    return x @ w + b
    # solution ends


def linear_backward(dy, x, w):
    """
    Send a gradient back through a fully connected layer.

    Args:
        dy: array (N, M): gradient of the loss with respect to the layer's output y = x w + b.
        x: array (N, D): what went into the layer.
        w: array (D, M): the layer's weights.

    Returns:
        A tuple (dx, dw, db) of new float64 arrays (N, D), (D, M) and (M,). Sums over the batch, not means: if the loss
        is a mean over N samples, the factor 1/N is in dy already. The arguments stay as they were.

    Raises:
        ValueError: if an array is not two-dimensional, x and w differ in D, or dy is not (N, M). The message names the
            argument and its shape; where two disagree, either.

    Source: CS231n notes, https://cs231n.github.io/optimization-2/, "gradients for vectorized operations".
    """
    # solution begins
    dy, x, w = _array("dy", dy, 2), _array("x", x, 2), _array("w", w, 2)
    _check_features(x, w)
    _check_shape("dy", dy, (x.shape[0], w.shape[1]), f"for x of shape {x.shape} and w of shape {w.shape}")
    return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    # solution ends


def relu_backward(dy, x):
    """
    Send a gradient back through a ReLU, y = max(0, x).

    Args:
        dy: array of any shape: gradient of the loss with respect to y.
        x: array of the same shape: what went into the ReLU.

    Returns:
        A new float64 array of that shape: dy where x > 0, else 0. At x = 0 the ReLU has no derivative; like every
        library, take 0 there. The arguments stay as they were.

    Raises:
        ValueError: if the shapes differ. The message names dy or x and its shape.

    Source: first course deck, "ReLU"; Goodfellow, Bengio, Courville, "Deep Learning", section 6.3.
    """
    # solution begins
    dy, x = _array("dy", dy), _array("x", x)
    _check_shape("dy", dy, x.shape, f"for x of shape {x.shape}")
    return np.where(x > 0, dy, 0.0)
    # solution ends


def softmax_cross_entropy_backward(logits, labels):
    """
    Gradient of the mean cross-entropy of softmax(logits), with respect to the logits: where backpropagation starts.

    Args:
        logits: array (N, K), any finite values, also as large as 1e4.
        labels: integer array (N,): the right class of each sample, 0 to K - 1.

    Returns:
        A new float64 array (N, K). The loss is (1/N) sum over n of -ln softmax(logits[n])[labels[n]], so the factor 1/N
        belongs into the gradient. The arguments stay as they were.

    Raises:
        ValueError: if logits are not two-dimensional, labels are not (N,), or a label is outside 0 to K - 1. The
            message names the argument and its shape, or the offending label.

    Source: CS231n notes, https://cs231n.github.io/neural-networks-case-study/, "computing the analytic gradient".
    """
    # solution begins
    logits = _array("logits", logits, 2)
    labels = _checked_labels(labels, logits)
    gradient = np.exp(_log_softmax(logits))
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)
    # solution ends


def maxpool2d_backward(dy, x, kernel=2, stride=None):
    """
    Send a gradient back through a max pooling layer without padding.

    Args:
        dy: array (N, C, H', W'): gradient of the loss with respect to the pooled maps.
        x: array (N, C, H, W), any integer or float dtype: what went into the layer.
        kernel: side of the square window in pixels, an integer >= 1.
        stride: pixels from one window to the next, an integer >= 1; None means the kernel, windows side by side.

    Returns:
        A new float64 array (N, C, H, W). Each entry of dy goes to the pixel that was the maximum of its window; if there
        are several, to the first one, row by row. A pixel that wins several windows gets the sum. All other pixels get
        0, also those that no window reaches. The arguments stay as they were.

    Raises:
        ValueError: if dy or x is not four-dimensional, kernel < 1, stride < 1, the kernel is larger than the image, or
            dy is not (N, C, H', W') with H' = floor((H - kernel) / stride) + 1, and W' likewise. The message names the
            argument and its value; of an array, its shape.

    Source: CS231n notes, https://cs231n.github.io/convolutional-networks/, "pooling layer", "backpropagation".
    """
    # solution begins
    dy, x = _array("dy", dy, 4), _array("x", x, 4)
    stride = kernel if stride is None else stride
    _check_least(kernel=(kernel, 1), stride=(stride, 1))
    rows, columns = _positions("kernel", (kernel, kernel), kernel, x, stride)
    _check_shape("dy", dy, (*x.shape[:2], rows, columns), f"for x of shape {x.shape}")
    dx = np.zeros(x.shape)
    images, channels = np.ogrid[: x.shape[0], : x.shape[1]]
    for row, column in np.ndindex(rows, columns):
        top, left = row * stride, column * stride
        window = x[:, :, top : top + kernel, left : left + kernel].reshape(*x.shape[:2], -1)
        down, right = np.divmod(window.argmax(axis=2), kernel)
        dx[images, channels, top + down, left + right] += dy[:, :, row, column]
    return dx
    # solution ends


def conv2d_backward(dy, x, w, stride=1, padding=0):
    """
    Send a gradient back through a convolution layer (cross-correlation with zero padding, as in exercise01).

    Args:
        dy: array (N, F, H', W'): gradient of the loss with respect to the feature maps.
        x: array (N, C, H, W), any integer or float dtype: the images that went into the layer.
        w: array (F, C, KH, KW): the filters.
        stride: pixels from one position to the next, an integer >= 1.
        padding: rows and columns of zeros that the layer had put around every channel, an integer >= 0.

    Returns:
        A tuple (dx, dw, db) of new float64 arrays (N, C, H, W), (F, C, KH, KW) and (F,). Sums over the batch, not means.
        dx has the size of the image without its padding; pixels that no position of the kernel reaches get 0. The
        arguments stay as they were.

    Raises:
        ValueError: if an array is not four-dimensional, x and w differ in channels, stride < 1, padding < 0, the kernel
            is larger than the padded image, or dy is not (N, F, H', W') with
            H' = floor((H + 2 padding - KH) / stride) + 1, and W' likewise. The message names the argument and its
            value; of an array, its shape.

    Source: Dumoulin and Visin, arXiv:1603.07285, chapter 4, "transposed convolution arithmetic".
    """
    # solution begins
    dy, x, w = _array("dy", dy, 4), _array("x", x, 4), _array("w", w, 4)
    _check_least(stride=(stride, 1), padding=(padding, 0))
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"x of shape {x.shape} and w of shape {w.shape} differ in channels")
    rows, columns = _positions("w", w.shape[2:], w.shape, x, stride, padding)
    _check_shape("dy", dy, (len(x), len(w), rows, columns), f"for x of shape {x.shape} and w of shape {w.shape}")
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for i, j in np.ndindex(*w.shape[2:]):
        down, right = slice(i, i + stride * rows, stride), slice(j, j + stride * columns, stride)
        dw[:, :, i, j] = np.einsum("nfyx,ncyx->fc", dy, padded[:, :, down, right])  # the pixels under w[..., i, j]
        dpadded[:, :, down, right] += np.einsum("nfyx,fc->ncyx", dy, w[:, :, i, j])
    height, width = x.shape[2:]
    return dpadded[:, :, padding : padding + height, padding : padding + width], dw, dy.sum(axis=(0, 2, 3))
    # solution ends


def gradient_step(w, gradient, learning_rate):
    """
    One step of gradient descent: W_new = W_old - learning_rate * dE/dW.

    Args:
        w: array of any shape: weights.
        gradient: array of the same shape: dE/dW.
        learning_rate: the step size (lambda on the slides), a number.

    Returns:
        A new float64 array of that shape. The arguments stay as they were.

    Raises:
        ValueError: if the shapes differ. The message names w or gradient and its shape.

    Source: first course deck, "gradient descent".
    """
    # solution begins
    w, gradient = _array("w", w), _array("gradient", gradient)
    _check_shape("gradient", gradient, w.shape, f"for w of shape {w.shape}")
    return w - learning_rate * gradient
    # solution ends


class TwoLayerNet:
    """
    A whole network that can learn: fully connected layer, ReLU, fully connected layer.

    Attributes:
        w1: float64 array (D, H), weights of the first layer.
        b1: float64 array (H,), its biases.
        w2: float64 array (H, K), weights of the second layer.
        b2: float64 array (K,), its biases.
    """

    def __init__(self, w1, b1, w2, b2):
        """
        Start with the given parameters.

        Args:
            w1: array (D, H). b1: array (H,). w2: array (H, K). b2: array (K,). None of them is ever changed, not by
                `step` either.

        Raises:
            ValueError: if the number of dimensions is wrong, or the sizes do not match each other. The message names
                the argument and its shape; where two disagree, either.
        """
        # solution begins
        self.w1, self.b1 = _array("w1", w1, 2).copy(), _array("b1", b1, 1).copy()
        self.w2, self.b2 = _array("w2", w2, 2).copy(), _array("b2", b2, 1).copy()
        hidden, classes = self.w2.shape
        _check_shape("w1", self.w1, (len(self.w1), hidden), f"for w2 of shape {self.w2.shape}")
        _check_shape("b1", self.b1, (hidden,), f"for w1 of shape {self.w1.shape}")
        _check_shape("b2", self.b2, (classes,), f"for w2 of shape {self.w2.shape}")
        # solution ends

    def forward(self, x):
        """
        Logits of a batch; no softmax.

        Args:
            x: array (N, D).

        Returns:
            A new float64 array (N, K).

        Raises:
            ValueError: if x is not (N, D). The message names x and its shape.
        """
        # solution begins
        return linear_forward(np.maximum(linear_forward(x, self.w1, self.b1), 0.0), self.w2, self.b2)
        # solution ends

    def loss(self, x, labels):
        """
        Mean cross-entropy (natural logarithm) of softmax(forward(x)); large logits do not overflow.

        Args:
            x: array (N, D).
            labels: integer array (N,), classes 0 to K - 1.

        Returns:
            A float.

        Raises:
            ValueError: if x is not (N, D), labels are not (N,), or a label is outside 0 to K - 1. The message names the
                argument and its shape, or the offending label.
        """
        # solution begins
        logits = self.forward(x)
        labels = _checked_labels(labels, logits)
        return float(-_log_softmax(logits)[np.arange(len(labels)), labels].mean())
        # solution ends

    def gradients(self, x, labels):
        """
        Gradient of loss(x, labels) with respect to each of the four parameters, at their present values.

        It does its own forward pass: it must be right without an earlier call of `forward`, and after one with another
        batch. The parameters stay as they are.

        Args:
            x: array (N, D).
            labels: integer array (N,), classes 0 to K - 1.

        Returns:
            A dict with the keys "w1", "b1", "w2", "b2": float64 arrays of the shapes of the parameters.

        Raises:
            ValueError: as `loss` does.
        """
        # solution begins
        before = linear_forward(x, self.w1, self.b1)
        hidden = np.maximum(before, 0.0)
        dlogits = softmax_cross_entropy_backward(linear_forward(hidden, self.w2, self.b2), labels)
        dhidden, dw2, db2 = linear_backward(dlogits, hidden, self.w2)
        _, dw1, db1 = linear_backward(relu_backward(dhidden, before), x, self.w1)
        return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}
        # solution ends

    def step(self, gradients, learning_rate):
        """
        One step of gradient descent for all four parameters; afterwards `forward` and `loss` use the new ones.

        Args:
            gradients: a dict as `gradients` returns it; it is not changed.
            learning_rate: the step size, a number.

        Raises:
            ValueError: if a gradient does not have the shape of its parameter. The message names it and its shape.
        """
        # solution begins
        new = {name: gradient_step(getattr(self, name), gradients[name], learning_rate) for name in _PARAMETERS}
        for name, values in new.items():
            setattr(self, name, values)
        # solution ends


# solution begins
_PARAMETERS = ("w1", "b1", "w2", "b2")


def _array(name, values, dimensions=None):
    """Turn an argument into a float64 array, of the expected number of dimensions where one is expected."""
    array = np.asarray(values, dtype=np.float64)
    if dimensions is not None and array.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} dimensions, its shape is {array.shape}")
    return array


def _check_features(x, w):
    """Refuse samples that do not have one feature per row of the weights."""
    if x.shape[1] != w.shape[0]:
        raise ValueError(f"x of shape {x.shape} does not match w of shape {w.shape}")


def _check_shape(name, array, expected, why):
    """Refuse an array whose shape is decided by the other arguments."""
    if array.shape != expected:
        raise ValueError(f"{name} must have the shape {expected} {why}, its shape is {array.shape}")


def _check_least(**limits):
    """Refuse settings below their least value: name=(value, least)."""
    for name, (value, least) in limits.items():
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")


def _positions(name, sides, shown, x, stride, padding=0):
    """Rows and columns of positions that a window of these sides takes on the padded images."""
    pixels = [size + 2 * padding for size in x.shape[2:]]
    if any(side > size for side, size in zip(sides, pixels, strict=True)):
        raise ValueError(f"{name} = {shown} does not fit x of shape {x.shape} with padding {padding}")
    return [(size - side) // stride + 1 for side, size in zip(sides, pixels, strict=True)]


def _checked_labels(labels, logits):
    """The labels as an integer array with one class per row of the logits."""
    labels = np.asarray(labels)
    _check_shape("labels", labels, logits.shape[:1], f"for logits of shape {logits.shape}")
    classes = logits.shape[1]
    outside = labels[(labels < 0) | (labels >= classes)]
    if outside.size:
        raise ValueError(f"labels must be in 0, ..., {classes - 1}, got {outside[0]}")
    return labels.astype(np.intp)


def _log_softmax(logits):
    """Logarithms of the probabilities; the largest logit of a row is subtracted first, so that exp cannot overflow."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


# solution ends
