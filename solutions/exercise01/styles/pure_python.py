"""Lists and sums inside; numpy only where an array comes in or goes out."""

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    check(image=(image, 2), kernel=(kernel, 2))
    steps(stride, padding)
    fit("image", np.shape(image), "kernel", np.shape(kernel), padding)
    return np.array(correlate(rows_of(image, padding), np.asarray(kernel).tolist(), stride, 1), dtype=float)


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    check(image=(image, 3), kernels=(kernels, 4))
    return np.array(volume("image", image, kernels, bias, stride, padding, dilation), dtype=float)


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    check(images=(images, 4), kernels=(kernels, 4))
    return np.array([volume("images", im, kernels, bias, stride, padding, dilation) for im in images], dtype=float)


def volume(name, image, kernels, bias, stride, padding, dilation):
    steps(stride, padding, dilation)
    if np.shape(image)[0] != np.shape(kernels)[1]:
        raise ValueError(f"{name} {np.shape(image)} does not have the channels of kernels {np.shape(kernels)}")
    fit(name, np.shape(image)[1:], "kernels", np.shape(kernels)[2:], padding, dilation)
    if bias is not None and np.shape(bias) != (len(kernels),):
        raise ValueError(f"bias {np.shape(bias)} does not belong to {len(kernels)} filters")
    planes = [rows_of(plane, padding) for plane in image]
    maps = []
    for f, kernel in enumerate(np.asarray(kernels).tolist()):
        parts = [correlate(plane, weights, stride, dilation) for plane, weights in zip(planes, kernel)]
        start = 0.0 if bias is None else float(bias[f])
        maps.append([[sum(cells, start) for cells in zip(*lines)] for lines in zip(*parts)])
    return maps


def rows_of(plane, padding):
    rows = np.asarray(plane).tolist()
    side, blank = [0.0] * padding, [0.0] * (len(rows[0]) + 2 * padding)
    return [list(blank) for _ in side] + [side + row + side for row in rows] + [list(blank) for _ in side]


def correlate(rows, kernel, stride, dilation):
    down, right = dilation * (len(kernel) - 1), dilation * (len(kernel[0]) - 1)
    return [
        [
            sum(
                weight * rows[y + dilation * i][x + dilation * j]
                for i, line in enumerate(kernel)
                for j, weight in enumerate(line)
            )
            for x in range(0, len(rows[0]) - right, stride)
        ]
        for y in range(0, len(rows) - down, stride)
    ]


def check(**arrays):
    for name, (array, dimensions) in arrays.items():
        if np.ndim(array) != dimensions:
            raise ValueError(f"{name} must be {dimensions}-dimensional, not of shape {np.shape(array)}")


def steps(stride, padding, dilation=1):
    if stride < 1:
        raise ValueError(f"stride must be positive, not {stride}")
    if padding < 0:
        raise ValueError(f"padding must not be negative: {padding}")
    if dilation < 1:
        raise ValueError(f"dilation must be positive, not {dilation}")


def fit(name, image, kernel_name, kernel, padding, dilation=1):
    if any(dilation * (k - 1) + 1 > n + 2 * padding for k, n in zip(kernel, image)):
        raise ValueError(f"{kernel_name} {kernel} with dilation {dilation} does not fit into {name} {image}")
