"""Columns of pixels, gathered by index arrays, times a matrix of filters."""

import numpy as np


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1, *, names=("images", "kernels")):
    images, kernels = np.asarray(images, float), np.asarray(kernels, float)
    if images.ndim != 4:
        raise ValueError(f"images should be (N, C, H, W) but is {images.shape}")
    if kernels.ndim != 4:
        raise ValueError(f"kernels should be (F, C, KH, KW) but is {kernels.shape}")
    wrong = [
        (k, v) for k, v, low in (("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1)) if v < low
    ]
    if wrong:
        raise ValueError(f"{wrong[0][0]} cannot be {wrong[0][1]}")
    (n, c, h, w), (f, depth, kh, kw) = images.shape, kernels.shape
    if c != depth:
        raise ValueError(f"{names[0]} {images.shape} with {c} channels, kernels {kernels.shape} for {depth}")
    if bias is not None and np.asarray(bias).shape != (f,):
        raise ValueError(f"bias {np.asarray(bias).shape} should be {(f,)}")
    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    tops = np.arange(0, padded.shape[2] - dilation * (kh - 1), stride)
    lefts = np.arange(0, padded.shape[3] - dilation * (kw - 1), stride)
    if not tops.size or not lefts.size:
        raise ValueError(f"{names[1]} {(kh, kw)} (dilation {dilation}) larger than padded {names[0]} {(h, w)}")
    y = tops[:, None, None, None] + dilation * np.arange(kh)[:, None]
    x = lefts[:, None, None] + dilation * np.arange(kw)
    columns = padded[:, :, y, x]  # (n, c, rows, columns, kh, kw)
    columns = columns.transpose(0, 2, 3, 1, 4, 5).reshape(n * len(tops) * len(lefts), c * kh * kw)
    maps = (columns @ kernels.reshape(f, -1).T).reshape(n, len(tops), len(lefts), f)
    if bias is not None:
        maps = maps + np.asarray(bias, float)
    return np.moveaxis(maps, -1, 1)


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    if np.ndim(image) != 3:
        raise ValueError(f"image should be (C, H, W) but is {np.shape(image)}")
    return conv2d_batch(np.asarray(image)[None], kernels, bias, stride, padding, dilation, names=("image", "kernels"))[
        0
    ]


def conv2d(image, kernel, stride=1, padding=0):
    if np.ndim(image) != 2:
        raise ValueError(f"image should be (H, W) but is {np.shape(image)}")
    if np.ndim(kernel) != 2:
        raise ValueError(f"kernel should be (KH, KW) but is {np.shape(kernel)}")
    stack, filters = np.asarray(image)[None, None], np.asarray(kernel)[None, None]
    return conv2d_batch(stack, filters, None, stride, padding, names=("image", "kernel"))[0, 0]
