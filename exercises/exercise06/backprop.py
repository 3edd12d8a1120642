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
    raise NotImplementedError("exercise06: write numerical_gradient, then run `grade exercise06`")


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
    raise NotImplementedError("exercise06: write linear_forward, then run `grade exercise06`")


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
    raise NotImplementedError("exercise06: write linear_backward, then run `grade exercise06`")


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
    raise NotImplementedError("exercise06: write relu_backward, then run `grade exercise06`")


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
    raise NotImplementedError("exercise06: write softmax_cross_entropy_backward, then run `grade exercise06`")


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
    raise NotImplementedError("exercise06: write maxpool2d_backward, then run `grade exercise06`")


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
    raise NotImplementedError("exercise06: write conv2d_backward, then run `grade exercise06`")


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
    raise NotImplementedError("exercise06: write gradient_step, then run `grade exercise06`")


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
        raise NotImplementedError("exercise06: write TwoLayerNet.__init__, then run `grade exercise06`")

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
        raise NotImplementedError("exercise06: write TwoLayerNet.forward, then run `grade exercise06`")

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
        raise NotImplementedError("exercise06: write TwoLayerNet.loss, then run `grade exercise06`")

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
        raise NotImplementedError("exercise06: write TwoLayerNet.gradients, then run `grade exercise06`")

    def step(self, gradients, learning_rate):
        """
        One step of gradient descent for all four parameters; afterwards `forward` and `loss` use the new ones.

        Args:
            gradients: a dict as `gradients` returns it; it is not changed.
            learning_rate: the step size, a number.

        Raises:
            ValueError: if a gradient does not have the shape of its parameter. The message names it and its shape.
        """
        raise NotImplementedError("exercise06: write TwoLayerNet.step, then run `grade exercise06`")
