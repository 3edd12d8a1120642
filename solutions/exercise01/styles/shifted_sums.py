"""One weight at a time: the whole image, shifted and multiplied, is added to the map."""

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image), np.asarray(kernel)
    check_arrays({"image": (image, 2), "kernel": (kernel, 2)})
    check_numbers(stride=stride, padding=padding)
    check_size("image", image.shape, "kernel", kernel.shape, padding)
    return one_map([image], [kernel], stride, padding, 1)


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    image, kernels = np.asarray(image), np.asarray(kernels)
    check_arrays({"image": (image, 3), "kernels": (kernels, 4)})
    return layer("image", image[None], kernels, bias, stride, padding, dilation)[0]


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    images, kernels = np.asarray(images), np.asarray(kernels)
    check_arrays({"images": (images, 4), "kernels": (kernels, 4)})
    return layer("images", images, kernels, bias, stride, padding, dilation)


def layer(name, images, kernels, bias, stride, padding, dilation):
    check_numbers(stride=stride, padding=padding, dilation=dilation)
    if images.shape[1] != kernels.shape[1]:
        raise ValueError(f"{name} with {images.shape[1:]}, kernels with {kernels.shape}: the channels differ")
    check_size(name, images.shape[2:], "kernels", kernels.shape[2:], padding, dilation)
    bias = [0] * len(kernels) if bias is None else bias
    if np.ndim(bias) != 1 or len(bias) != len(kernels):
        raise ValueError(f"bias with the shape {np.shape(bias)}, {len(kernels)} filters")
    return np.array(
        [
            [one_map(image, kernel, stride, padding, dilation) + constant for kernel, constant in zip(kernels, bias)]
            for image in images
        ]
    )


def one_map(planes, kernel, stride, padding, dilation):
    height, width = (side + 2 * padding for side in planes[0].shape)
    rows = height - dilation * (len(kernel[0]) - 1)
    columns = width - dilation * (len(kernel[0][0]) - 1)
    total = np.zeros((rows, columns))
    for plane, weights in zip(planes, kernel):
        padded = np.zeros((height, width))
        padded[padding : height - padding, padding : width - padding] = plane
        for (i, j), weight in np.ndenumerate(weights):
            total += weight * padded[i * dilation : i * dilation + rows, j * dilation : j * dilation + columns]
    return total[::stride, ::stride]


def check_arrays(arrays):
    for name, (array, dimensions) in arrays.items():
        if array.ndim != dimensions:
            raise ValueError(f"{name}: not {dimensions} dimensions but {array.shape}")


def check_numbers(**numbers):
    for name, number in numbers.items():
        if number < (0 if name == "padding" else 1):
            raise ValueError(f"{name} of {number}")


def check_size(image_name, image, kernel_name, kernel, padding, dilation=1):
    for i in (0, 1):
        if (kernel[i] - 1) * dilation >= image[i] + 2 * padding:
            raise ValueError(f"{kernel_name} {kernel}, dilation {dilation}, too large for {image_name} {image}")
