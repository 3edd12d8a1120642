"""Products of Fourier transforms; rounding errors of about 1e-15 are part of this style."""

import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = np.asarray(image, dtype="f8"), np.asarray(kernel, dtype="f8")
    for name, array in ("image", image), ("kernel", kernel):
        if len(array.shape) != 2:
            raise ValueError(f"{name}.shape == {array.shape}")
    return transformed(image, kernel, stride, padding, 1, "image", "kernel")


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1, name="image"):
    image, kernels = np.asarray(image, dtype="f8"), np.asarray(kernels, dtype="f8")
    if len(image.shape) != 3:
        raise ValueError(f"{name}.shape == {image.shape}")
    if len(kernels.shape) != 4:
        raise ValueError(f"kernels.shape == {kernels.shape}")
    if image.shape[0] != kernels.shape[1]:
        raise ValueError(f"{name}.shape == {image.shape}, kernels.shape == {kernels.shape}")
    maps = [transformed(image, kernel, stride, padding, dilation, name, "kernels").sum(axis=0) for kernel in kernels]
    if bias is None:
        return np.stack(maps)
    if np.shape(bias) != (len(maps),):
        raise ValueError(f"bias.shape == {np.shape(bias)}, kernels.shape == {kernels.shape}")
    return np.stack([one + value for one, value in zip(maps, bias)])


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    if np.ndim(images) != 4:
        raise ValueError(f"images.shape == {np.shape(images)}")
    return np.stack([conv2d_channels(one, kernels, bias, stride, padding, dilation, "images") for one in images])


def transformed(planes, kernel, stride, padding, dilation, name, kernel_name):
    """Correlate planes (..., H, W) with kernels (..., KH, KW), which are spread by the dilation first."""
    if stride < 1:
        raise ValueError(f"stride == {stride}")
    if padding < 0:
        raise ValueError(f"padding == {padding}")
    if dilation < 1:
        raise ValueError(f"dilation == {dilation}")
    spread = np.zeros((*kernel.shape[:-2], *(dilation * (side - 1) + 1 for side in kernel.shape[-2:])))
    spread[..., ::dilation, ::dilation] = kernel
    height, width = (side + 2 * padding for side in planes.shape[-2:])
    rows, columns = height - spread.shape[-2] + 1, width - spread.shape[-1] + 1
    if rows < 1 or columns < 1:
        sizes = f"{kernel.shape[-2:]}, {name}.shape == {planes.shape[-2:]}"
        raise ValueError(f"too large: {kernel_name}.shape == {sizes}, dilation == {dilation}")
    padded = np.zeros((*planes.shape[:-2], height, width))
    padded[..., padding : height - padding, padding : width - padding] = planes
    spectrum = np.fft.rfft2(padded) * np.conj(np.fft.rfft2(spread, (height, width)))
    return np.fft.irfft2(spectrum, (height, width))[..., :rows:stride, :columns:stride]
