"""Convolution with two known mistakes: conv2d flips the kernel, conv2d_channels forgets the bias."""

import numpy as np


def check_steps(stride, padding, dilation=1):
    if stride < 1:
        raise ValueError(f"stride must be at least 1, got {stride}")
    if padding < 0:
        raise ValueError(f"padding must be at least 0, got {padding}")
    if dilation < 1:
        raise ValueError(f"dilation must be at least 1, got {dilation}")


def slide(image, kernel, stride, padding, dilation=1):
    """One channel, one kernel."""
    padded = np.pad(np.asarray(image, dtype=float), padding)
    height, width = (dilation * (side - 1) + 1 for side in kernel.shape)
    if height > padded.shape[0] or width > padded.shape[1]:
        raise ValueError(f"kernel {kernel.shape} with dilation {dilation} does not fit {image.shape} with padding {padding}")
    rows = (padded.shape[0] - height) // stride + 1
    columns = (padded.shape[1] - width) // stride + 1
    result = np.zeros((rows, columns))
    for y in range(rows):
        for x in range(columns):
            window = padded[y * stride : y * stride + height : dilation, x * stride : x * stride + width : dilation]
            result[y, x] = np.sum(window * kernel)
    return result


def conv2d(image, kernel, stride=1, padding=0):
    if np.ndim(image) != 2 or np.ndim(kernel) != 2:
        raise ValueError(f"two dimensions are needed: image {np.shape(image)}, kernel {np.shape(kernel)}")
    check_steps(stride, padding)
    flipped = np.flip(kernel)  # "convolution flips the kernel", says the signal-processing book
    return slide(image, flipped, stride, padding)


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    if np.ndim(image) != 3 or np.ndim(kernels) != 4:
        raise ValueError(f"wrong number of dimensions: image {np.shape(image)}, kernels {np.shape(kernels)}")
    if image.shape[0] != kernels.shape[1]:
        raise ValueError(f"image {image.shape} and kernels {kernels.shape} differ in channels")
    if bias is not None and np.shape(bias) != (len(kernels),):
        raise ValueError(f"bias must have one number per filter, its shape is {np.shape(bias)}")
    check_steps(stride, padding, dilation)
    maps = [
        sum(slide(channel, part, stride, padding, dilation) for channel, part in zip(image, kernel))
        for kernel in kernels
    ]
    return np.stack(maps)


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    if np.ndim(images) != 4:
        raise ValueError(f"images must have four dimensions, its shape is {np.shape(images)}")
    return np.stack([conv2d_channels(image, kernels, bias, stride, padding, dilation) for image in images])
