"""
exercise01: convolution, the operation that gives a convolutional network its name.

All three functions slide a kernel over an image and write one weighted sum per position. As in every deep-learning
library the kernel is *not* flipped, so strictly speaking this is cross-correlation. Allowed: the standard library and
numpy, but not np.convolve and its like. The statement is in README.md, in Chinese in README.zh-TW.md.
"""

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    """
    Slide one kernel over one single-channel image.

    Args:
        image: array (H, W), any integer or float dtype.
        kernel: array (KH, KW); height and width may differ. It is not flipped.
        stride: pixels from one position to the next, the same in both directions, an integer >= 1.
        padding: rows and columns of zeros added on each of the four sides, an integer >= 0.

    Returns:
        A new float64 array (H', W') with H' = floor((H + 2 padding - KH) / stride) + 1, and W' likewise from W and KW.
        The arguments stay as they were.

    Raises:
        ValueError: if image or kernel is not two-dimensional, stride < 1, padding < 0, or the kernel is larger than the
            padded image. The message names the argument and its value; of an array, its shape.

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285.
    """
    raise NotImplementedError("exercise01: write conv2d, then run `grade exercise01`")


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    """
    Apply several filters to one image of several channels: what one convolution layer does to one image.

    Args:
        image: array (C, H, W), channels first.
        kernels: array (F, C, KH, KW): F filters, each as deep as the image.
        bias: array (F,), one number per filter, or None for no bias.
        stride: pixels from one position to the next, an integer >= 1.
        padding: rows and columns of zeros around every channel, an integer >= 0. No channels are added.
        dilation: distance in pixels between two neighbouring kernel elements, an integer >= 1. With 1 the kernel is
            solid; with 2 there is a gap of one pixel, so that 3 elements reach over 5 pixels.

    Returns:
        A new float64 array (F, H', W'), one feature map per filter, with
        H' = floor((H + 2 padding - dilation (KH - 1) - 1) / stride) + 1, and W' likewise from W and KW.
        The arguments stay as they were.

    Raises:
        ValueError: if an array has the wrong number of dimensions, image and kernels differ in channels, bias is not
            (F,), stride < 1, padding < 0, dilation < 1, or the dilated kernel is larger than the padded image. The
            message names the argument and its value; of an array, its shape.

    Source: Dumoulin and Visin, arXiv:1603.07285; CS231n notes, https://cs231n.github.io/convolutional-networks/.
    """
    raise NotImplementedError("exercise01: write conv2d_channels, then run `grade exercise01`")


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    """
    Apply the same filters to every image of a batch: the forward pass of a convolution layer.

    Args:
        images: array (N, C, H, W): N images of the same size, channels first.
        kernels: array (F, C, KH, KW), shared by all images.
        bias: array (F,), one number per filter, or None for no bias.
        stride: pixels from one position to the next, an integer >= 1.
        padding: rows and columns of zeros around every channel, an integer >= 0.
        dilation: distance in pixels between two neighbouring kernel elements, an integer >= 1.

    Returns:
        A new float64 array (N, F, H', W'): entry n is what conv2d_channels gives for images[n]. The arguments stay as
        they were.

    Raises:
        ValueError: for the same reasons as conv2d_channels; images must have four dimensions. The message names the
            argument and its value; of an array, its shape.

    Source: Dumoulin and Visin, arXiv:1603.07285; the layout (N, C, H, W) is the one of torch.nn.Conv2d.
    """
    raise NotImplementedError("exercise01: write conv2d_batch, then run `grade exercise01`")
