"""Windows as a view, one tensor product for all of them, the batch done image by image."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _require(condition, message):
    if not condition:
        raise ValueError(message)


def _dimensions(name, array, number):
    array = np.asarray(array, dtype=np.float64)
    _require(array.ndim == number, f"{name}: {number} dimensions are needed, not the shape {array.shape}")
    return array


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = _dimensions("image", image, 2), _dimensions("kernel", kernel, 2)
    _require(stride >= 1, f"stride: {stride}")
    _require(padding >= 0, f"padding: {padding}")
    padded = np.pad(image, padding)
    _require(
        all(k <= n for k, n in zip(kernel.shape, padded.shape)),
        f"kernel {kernel.shape} is larger than the padded image {padded.shape}",
    )
    return np.tensordot(sliding_window_view(padded, kernel.shape)[::stride, ::stride], kernel, axes=2)


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    image, kernels = _dimensions("image", image, 3), _dimensions("kernels", kernels, 4)
    for name, value, least in [("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1)]:
        _require(value >= least, f"{name}: {value}")
    _require(len(image) == kernels.shape[1], f"image {image.shape} and kernels {kernels.shape}: other channels")
    bias = np.zeros(len(kernels)) if bias is None else _dimensions("bias", bias, 1)
    _require(len(bias) == len(kernels), f"bias of shape {bias.shape} for {len(kernels)} filters")
    spans = [dilation * (side - 1) + 1 for side in kernels.shape[2:]]
    padded = np.pad(image, [(0, 0), (padding, padding), (padding, padding)])
    _require(
        spans[0] <= padded.shape[1] and spans[1] <= padded.shape[2],
        f"kernels {kernels.shape[2:]} with dilation {dilation} do not fit the image {image.shape[1:]}",
    )
    windows = sliding_window_view(padded, spans, axis=(1, 2))[:, ::stride, ::stride, ::dilation, ::dilation]
    return np.tensordot(kernels, windows, axes=[(1, 2, 3), (0, 3, 4)]) + bias[:, np.newaxis, np.newaxis]


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    images = _dimensions("images", images, 4)
    return np.stack([conv2d_channels(image, kernels, bias, stride, padding, dilation) for image in images])
