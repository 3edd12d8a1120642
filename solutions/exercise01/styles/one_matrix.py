"""A convolution is linear: each filter becomes the rows of one large matrix, applied to the flattened image."""

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = as_array("image", image, 2), as_array("kernel", kernel, 2)
    matrix, size = operator(kernel[None, None], ("image", (1, *image.shape)), "kernel", stride, padding, 1)
    return (matrix @ image.ravel()).reshape(size)


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    image, kernels = as_array("image", image, 3), as_array("kernels", kernels, 4)
    return layer("image", image[None], kernels, bias, stride, padding, dilation)[0]


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    images, kernels = as_array("images", images, 4), as_array("kernels", kernels, 4)
    return layer("images", images, kernels, bias, stride, padding, dilation)


def layer(name, images, kernels, bias, stride, padding, dilation):
    if images.shape[1] != kernels.shape[1]:
        raise ValueError(f"{name} is {images.shape}, kernels are {kernels.shape}, with other channels")
    matrix, size = operator(kernels, (name, images.shape[1:]), "kernels", stride, padding, dilation)
    flat = images.reshape(len(images), -1)
    maps = np.stack([matrix @ one for one in flat]).reshape(len(images), len(kernels), *size)
    return maps if bias is None else maps + as_bias(bias, len(kernels))[:, None, None]


def operator(kernels, named_shape, kernels_name, stride, padding, dilation):
    """The matrix (F * rows * columns, C * H * W), and (rows, columns)."""
    for name, value in (("stride", stride - 1), ("padding", padding), ("dilation", dilation - 1)):
        if value < 0:
            raise ValueError(f"{name} is too small: {value if name == 'padding' else value + 1}")
    (name, (channels, height, width)), (kh, kw) = named_shape, kernels.shape[2:]
    starts = [range(-padding, side + padding - dilation * (k - 1), stride) for side, k in ((height, kh), (width, kw))]
    if not all(starts):
        raise ValueError(f"{kernels_name} {(kh, kw)} (dilation {dilation}) larger than {name} {(height, width)}")
    matrix = np.zeros((len(kernels), len(starts[0]), len(starts[1]), channels, height, width))
    for r, top in enumerate(starts[0]):
        for s, left in enumerate(starts[1]):
            for i in range(kh):
                for j in range(kw):
                    y, x = top + dilation * i, left + dilation * j
                    if y in range(height) and x in range(width):
                        matrix[:, r, s, :, y, x] = kernels[:, :, i, j]
    return matrix.reshape(-1, channels * height * width), (len(starts[0]), len(starts[1]))


def as_array(name, values, dimensions):
    array = np.asarray(values, dtype=np.float64)
    if array.ndim == dimensions:
        return array
    raise ValueError(f"{name} has the shape {array.shape}, not {dimensions} dimensions")


def as_bias(bias, filters):
    bias = np.asarray(bias, dtype=np.float64)
    if bias.shape == (filters,):
        return bias
    raise ValueError(f"bias has the shape {bias.shape}, not {(filters,)}")
