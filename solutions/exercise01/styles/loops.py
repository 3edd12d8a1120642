"""Seven nested loops, as the formula is written: one multiplication at a time."""

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = np.array(image, dtype=float), np.array(kernel, dtype=float)
    if image.ndim != 2:
        raise ValueError(f"image has the shape {image.shape}")
    if kernel.ndim != 2:
        raise ValueError(f"kernel has the shape {kernel.shape}")
    return convolve(image[None, None], kernel[None, None], None, stride, padding, 1, ("image", "kernel"))[0, 0]


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    image = np.array(image, dtype=float)
    if image.ndim != 3:
        raise ValueError(f"image has the shape {image.shape}")
    return convolve(image[None], kernels, bias, stride, padding, dilation, ("image", "kernels"))[0]


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    images = np.array(images, dtype=float)
    if images.ndim != 4:
        raise ValueError(f"images has the shape {images.shape}")
    return convolve(images, kernels, bias, stride, padding, dilation, ("images", "kernels"))


def convolve(images, kernels, bias, stride, padding, dilation, names):
    kernels = np.array(kernels, dtype=float)
    if kernels.ndim != 4:
        raise ValueError(f"kernels has the shape {kernels.shape}")
    if stride < 1:
        raise ValueError(f"stride is {stride}")
    if padding < 0:
        raise ValueError(f"padding is {padding}")
    if dilation < 1:
        raise ValueError(f"dilation is {dilation}")
    count, channels, height, width = images.shape
    filters, depth, kh, kw = kernels.shape
    if channels != depth:
        raise ValueError(f"{names[0]} has {images.shape[-3:]}, {names[1]} has {kernels.shape}: channels differ")
    if bias is not None and np.shape(bias) != (filters,):
        raise ValueError(f"bias has the shape {np.shape(bias)}")
    rows = (height + 2 * padding - dilation * (kh - 1) - 1) // stride + 1
    columns = (width + 2 * padding - dilation * (kw - 1) - 1) // stride + 1
    if rows < 1 or columns < 1:
        raise ValueError(f"{names[1]} {(kh, kw)} with dilation {dilation} does not fit {names[0]} {(height, width)}")
    result = np.zeros((count, filters, rows, columns))
    for n in range(count):
        for f in range(filters):
            for y in range(rows):
                for x in range(columns):
                    total = 0.0 if bias is None else float(bias[f])
                    for c in range(channels):
                        for i in range(kh):
                            for j in range(kw):
                                row = y * stride + i * dilation - padding
                                column = x * stride + j * dilation - padding
                                if 0 <= row < height and 0 <= column < width:
                                    total += images[n, c, row, column] * kernels[f, c, i, j]
                    result[n, f, y, x] = total
    return result
