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
    # solution begins
    image, kernel = _array("image", image, 2), _array("kernel", kernel, 2)
    _check_steps(stride, padding)
    _check_fit("image", image, "kernel", kernel, padding)
    return np.einsum("yxij,ij->yx", _windows(image, kernel.shape, stride, padding), kernel)
    # solution ends


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
    # solution begins
    image, kernels = _array("image", image, 3), _array("kernels", kernels, 4)
    _check_steps(stride, padding, dilation)
    _check_channels("image", image, kernels)
    _check_fit("image", image, "kernels", kernels, padding, dilation)
    maps = np.einsum("cyxij,fcij->fyx", _windows(image, kernels.shape[-2:], stride, padding, dilation), kernels)
    return maps + _bias_column(bias, kernels)
    # solution ends


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
    # solution begins
    images, kernels = _array("images", images, 4), _array("kernels", kernels, 4)
    _check_steps(stride, padding, dilation)
    _check_channels("images", images, kernels)
    _check_fit("images", images, "kernels", kernels, padding, dilation)
    maps = np.einsum("ncyxij,fcij->nfyx", _windows(images, kernels.shape[-2:], stride, padding, dilation), kernels)
    return maps + _bias_column(bias, kernels)
    # solution ends


# solution begins
def _windows(images, kernel_shape, stride, padding, dilation=1):
    """View every pixel that every kernel position meets: (..., H, W) becomes (..., H', W', KH, KW)."""
    sides = [(0, 0)] * (images.ndim - 2) + [(padding, padding)] * 2
    span = tuple(dilation * (size - 1) + 1 for size in kernel_shape)
    solid = np.lib.stride_tricks.sliding_window_view(np.pad(images, sides), span, axis=(-2, -1))
    return solid[..., ::stride, ::stride, ::dilation, ::dilation]


def _array(name, values, dimensions):
    """Turn an argument into a float64 array of the expected number of dimensions."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} dimensions, its shape is {array.shape}")
    return array


def _check_steps(stride, padding, dilation=1):
    """Refuse steps that lead nowhere and padding that would cut the image."""
    for name, value, least in (("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1)):
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")


def _check_channels(name, images, kernels):
    """Refuse filters that are not as deep as the image."""
    if images.shape[-3] != kernels.shape[1]:
        raise ValueError(f"{name} of shape {images.shape} and kernels of shape {kernels.shape} differ in channels")


def _check_fit(name, images, kernel_name, kernels, padding, dilation=1):
    """Refuse a dilated kernel that has no position at all on the padded image."""
    for pixels, size in zip(images.shape[-2:], kernels.shape[-2:], strict=True):
        if dilation * (size - 1) + 1 > pixels + 2 * padding:
            raise ValueError(
                f"{kernel_name} of shape {kernels.shape} with dilation {dilation} "
                f"does not fit {name} of shape {images.shape} with padding {padding}"
            )


def _bias_column(bias, kernels):
    """Shape the bias (F, 1, 1), so that each number reaches the whole feature map of its filter."""
    filters = kernels.shape[0]
    if bias is None:
        return np.zeros((filters, 1, 1))
    bias = np.asarray(bias, dtype=np.float64)
    if bias.shape != (filters,):
        raise ValueError(f"bias must have the shape {(filters,)}, one number per filter, its shape is {bias.shape}")
    return bias.reshape(filters, 1, 1)


# solution ends
