"""
exercise08: activations and pooling, the layers between two convolutions.

An activation bends every number of an array on its own; without it, any stack of layers would be one linear map.
Pooling makes feature maps smaller: one number for each window. Neither has a parameter to learn. Allowed: the standard
library and numpy. The statement is in README.md, in Chinese in README.zh-TW.md.
"""

import math

import numpy as np


def relu(x):
    """
    Rectified linear unit: keep what is positive, make everything else 0.

    Args:
        x: array of any shape, any integer or float dtype, finite.

    Returns:
        A float64 array of the same shape, max(0, x) for each element. The argument stays as it was.

    Source: Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", ICML 2010.
    """
    # solution begins
    return np.maximum(_floats(x), 0.0)
    # solution ends


def leaky_relu(x, slope=0.01):
    """
    ReLU that lets a little of the negative values through.

    Args:
        x: array of any shape, any integer or float dtype, finite.
        slope: factor for the negative values, between 0 and 1.

    Returns:
        A float64 array of the same shape: x where x > 0, else slope * x. The argument stays as it was.

    Source: Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", ICML 2013.
    """
    # solution begins
    x = _floats(x)
    return np.where(x > 0, x, slope * x)
    # solution ends


def elu(x, alpha=1.0):
    """
    Exponential linear unit: ReLU with a smooth negative side that levels off at -alpha.

    Args:
        x: array of any shape, any integer or float dtype, finite.
        alpha: depth of the negative side, > 0.

    Returns:
        A float64 array of the same shape: x where x > 0, else alpha * (exp(x) - 1). Right for any finite x, however
        large. The argument stays as it was.

    Source: Clevert, Unterthiner and Hochreiter, arXiv:1511.07289.
    """
    # solution begins
    x = _floats(x)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))
    # solution ends


def sigmoid(x):
    """
    Logistic function: squeeze every number between 0 and 1.

    Args:
        x: array of any shape, any integer or float dtype, finite.

    Returns:
        A float64 array of the same shape, 1 / (1 + exp(-x)) for each element. Right for any finite x: 0 and 1 far out,
        never NaN or inf. The argument stays as it was.

    Source: Goodfellow, Bengio and Courville, "Deep Learning", section 3.10.
    """
    # solution begins
    return np.exp(-np.logaddexp(0.0, -_floats(x)))
    # solution ends


def tanh(x):
    """
    Hyperbolic tangent: squeeze every number between -1 and 1.

    Args:
        x: array of any shape, any integer or float dtype, finite.

    Returns:
        A float64 array of the same shape, (exp(x) - exp(-x)) / (exp(x) + exp(-x)) for each element. Right for any
        finite x: -1 and 1 far out, never NaN or inf. The argument stays as it was.

    Source: LeCun, Bottou, Orr and Mueller, "Efficient BackProp", 1998, section 4.4.
    """
    # solution begins
    return np.tanh(_floats(x))
    # solution ends


def gelu(x):
    """
    Gaussian error linear unit, exact: x times the share of a standard normal distribution that lies below x.

    Args:
        x: array of any shape, any integer or float dtype, finite.

    Returns:
        A float64 array of the same shape, x / 2 * (1 + erf(x / sqrt(2))) for each element, with the error function
        itself and not one of its approximations. Right for any finite x. The argument stays as it was.

    Source: Hendrycks and Gimpel, arXiv:1606.08415.
    """
    # solution begins
    x = _floats(x)
    return 0.5 * x * (1.0 + _erf(x / math.sqrt(2.0)))
    # solution ends


def mish(x):
    """
    A smooth activation that dips a little below 0: x * tanh(softplus(x)).

    Args:
        x: array of any shape, any integer or float dtype, finite.

    Returns:
        A float64 array of the same shape, x * tanh(log(1 + exp(x))) for each element, natural logarithm. Right for any
        finite x, however large. The argument stays as it was.

    Source: Misra, arXiv:1908.08681.
    """
    # solution begins
    x = _floats(x)
    return x * np.tanh(np.logaddexp(0.0, x))
    # solution ends


def max_pool2d(x, kernel=2, stride=None, padding=0):
    """
    Largest value of each window, for every channel of every image on its own.

    Args:
        x: array (N, C, H, W): N images of C channels.
        kernel: side of the square window in pixels, an integer >= 1.
        stride: pixels from one window to the next, down and across, an integer >= 1; None stands for the kernel.
        padding: rows and columns added on each of the four sides, an integer from 0 to half of the kernel. They make
            room for more windows and never win: only pixels of the image count.

    Returns:
        A float64 array (N, C, H', W') with H' = floor((H + 2 padding - kernel) / stride) + 1, and W' likewise from W.
        The argument stays as it was.

    Raises:
        ValueError: if kernel or stride is below 1, padding is negative, or the kernel is larger than the padded image.
            The message names the argument and its value; of an array, its shape.

    Source: first course deck, "How max pooling works"; torch.nn.MaxPool2d for the padding.
    """
    # solution begins
    return _windows(x, kernel, stride, padding, outside=-np.inf).max(axis=(-2, -1))
    # solution ends


def avg_pool2d(x, kernel=2, stride=None, padding=0):
    """
    Mean of each window, for every channel of every image on its own.

    Args:
        x: array (N, C, H, W): N images of C channels.
        kernel: side of the square window in pixels, an integer >= 1.
        stride: pixels from one window to the next, down and across, an integer >= 1; None stands for the kernel.
        padding: rows and columns added on each of the four sides, an integer from 0 to half of the kernel. They are not
            counted: the sum over a window's pixels of the image is divided by the number of these pixels.

    Returns:
        A float64 array (N, C, H', W') with H' = floor((H + 2 padding - kernel) / stride) + 1, and W' likewise from W.
        The argument stays as it was.

    Raises:
        ValueError: if kernel or stride is below 1, padding is negative, or the kernel is larger than the padded image.
            The message names the argument and its value; of an array, its shape.

    Source: first course deck, "About pooling"; torch.nn.AvgPool2d with count_include_pad=False for the padding.
    """
    # solution begins
    totals = _windows(x, kernel, stride, padding, outside=0.0).sum(axis=(-2, -1))
    return totals / _windows(np.ones(np.shape(x)), kernel, stride, padding, outside=0.0).sum(axis=(-2, -1))
    # solution ends


def sum_pool2d(x, kernel=2, stride=None, padding=0):
    """
    Sum of each window, for every channel of every image on its own.

    Args:
        x: array (N, C, H, W): N images of C channels.
        kernel: side of the square window in pixels, an integer >= 1.
        stride: pixels from one window to the next, down and across, an integer >= 1; None stands for the kernel.
        padding: rows and columns added on each of the four sides, an integer from 0 to half of the kernel. They add
            nothing.

    Returns:
        A float64 array (N, C, H', W') with H' = floor((H + 2 padding - kernel) / stride) + 1, and W' likewise from W.
        The argument stays as it was.

    Raises:
        ValueError: if kernel or stride is below 1, padding is negative, or the kernel is larger than the padded image.
            The message names the argument and its value; of an array, its shape.

    Source: first course deck, "About pooling".
    """
    # solution begins
    return _windows(x, kernel, stride, padding, outside=0.0).sum(axis=(-2, -1))
    # solution ends


def min_pool2d(x, kernel=2, stride=None, padding=0):
    """
    Smallest value of each window, for every channel of every image on its own.

    Args:
        x: array (N, C, H, W): N images of C channels.
        kernel: side of the square window in pixels, an integer >= 1.
        stride: pixels from one window to the next, down and across, an integer >= 1; None stands for the kernel.
        padding: rows and columns added on each of the four sides, an integer from 0 to half of the kernel. They make
            room for more windows and never win: only pixels of the image count.

    Returns:
        A float64 array (N, C, H', W') with H' = floor((H + 2 padding - kernel) / stride) + 1, and W' likewise from W.
        The argument stays as it was.

    Raises:
        ValueError: if kernel or stride is below 1, padding is negative, or the kernel is larger than the padded image.
            The message names the argument and its value; of an array, its shape.

    Source: second course deck, "Pooling layer".
    """
    # solution begins
    return _windows(x, kernel, stride, padding, outside=np.inf).min(axis=(-2, -1))
    # solution ends


def global_avg_pool2d(x):
    """
    Mean of each whole feature map: one number per channel of each image.

    Args:
        x: array (N, C, H, W): N images of C channels.

    Returns:
        A float64 array (N, C): entry (n, c) is the mean over all H * W pixels of channel c of image n. The argument
        stays as it was.

    Source: Lin, Chen and Yan, "Network In Network", arXiv:1312.4400, section 3.2.
    """
    # solution begins
    return _floats(x).mean(axis=(2, 3))
    # solution ends


# solution begins
_erf = np.vectorize(math.erf, otypes=[np.float64])


def _floats(values):
    """Turn an argument into a float64 array; one that is such an array already is not copied."""
    return np.asarray(values, dtype=np.float64)


def _windows(x, kernel, stride, padding, *, outside):
    """View the pixels of every window: (N, C, H, W) becomes (N, C, H', W', kernel, kernel)."""
    x, stride = _floats(x), kernel if stride is None else stride
    for name, value, least in (("kernel", kernel, 1), ("stride", stride, 1), ("padding", padding, 0)):
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")
    if kernel > min(x.shape[2:]) + 2 * padding:
        raise ValueError(f"kernel {kernel} does not fit x of shape {x.shape} with padding {padding}")
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x, sides, constant_values=outside)
    solid = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(2, 3))
    return solid[:, :, ::stride, ::stride]


# solution ends
