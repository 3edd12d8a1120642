"""`as_strided`: addresses computed by hand, no copy of the windows, one einsum."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


class ConvolutionError(ValueError):
    """What does not fit together."""


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = numeric(image=image), numeric(kernel=kernel)
    dimensions(2, image=image, kernel=kernel)
    return layer(image[None, None], kernel[None, None], None, stride, padding, 1, "image", "kernel")[0, 0]


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    image, kernels = numeric(image=image), numeric(kernels=kernels)
    dimensions(3, image=image)
    dimensions(4, kernels=kernels)
    return layer(image[None], kernels, bias, stride, padding, dilation, "image", "kernels")[0]


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    images, kernels = numeric(images=images), numeric(kernels=kernels)
    dimensions(4, images=images, kernels=kernels)
    return layer(images, kernels, bias, stride, padding, dilation, "images", "kernels")


def numeric(**named):
    ((_, value),) = named.items()
    return np.ascontiguousarray(value, dtype=np.float64)


def dimensions(number, **arrays):
    for name, array in arrays.items():
        if array.ndim != number:
            raise ConvolutionError(f"{name} must have {number} dimensions, not shape {array.shape}")


def layer(images, kernels, bias, stride, padding, dilation, images_name, kernels_name):
    if stride < 1:
        raise ConvolutionError(f"stride={stride}")
    if padding < 0:
        raise ConvolutionError(f"padding={padding}")
    if dilation < 1:
        raise ConvolutionError(f"dilation={dilation}")
    count, channels, height, width = images.shape
    filters, depth, kh, kw = kernels.shape
    if channels != depth:
        raise ConvolutionError(
            f"{images_name} of shape {images.shape[1:]}, {kernels_name} of shape {kernels.shape}: depth {depth}"
        )
    padded = np.zeros((count, channels, height + 2 * padding, width + 2 * padding))
    padded[:, :, padding : padding + height, padding : padding + width] = images
    rows = (padded.shape[2] - dilation * (kh - 1) - 1) // stride + 1
    columns = (padded.shape[3] - dilation * (kw - 1) - 1) // stride + 1
    if min(rows, columns) < 1:
        raise ConvolutionError(
            f"{kernels_name} of {(kh, kw)}, dilation={dilation}: too large for {images_name} of {(height, width)}"
        )
    one, plane, down, right = padded.strides
    windows = as_strided(
        padded,
        (count, channels, rows, columns, kh, kw),
        (one, plane, down * stride, right * stride, down * dilation, right * dilation),
        writeable=False,
    )
    maps = np.einsum("ncyxij,fcij->nfyx", windows, kernels, optimize=True)
    if bias is not None:
        bias = np.asarray(bias, dtype=np.float64)
        if bias.shape != (filters,):
            raise ConvolutionError(f"bias must have shape {(filters,)}, not {bias.shape}")
        maps += bias.reshape(1, filters, 1, 1)
    return maps
