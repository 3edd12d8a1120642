"""NAME: own_lie_edge_arrays
CATEGORY: 3 lying values
ATTEMPTS: answers with 0-d, empty, boolean, complex, NaN, -0.0, half-precision, byte-swapped, transposed and broadcast arrays of the right shape
A CORRECT GRADER MUST: zero points; nothing but a value counts
"""
import numpy as np

MAKERS = (
    [
        lambda shape: np.float64(0),
        lambda shape: np.array(0.0),
        lambda shape: np.zeros((0, *shape)),
        lambda shape: np.ones(shape, bool),
        lambda shape: np.full(shape, np.nan),
        lambda shape: np.full(shape, -0.0),
        lambda shape: np.full(shape, np.inf),
        lambda shape: np.ones(shape, complex) * 1j,
        lambda shape: np.full(shape, 1.0, ">f2"),
        lambda shape: np.broadcast_to(np.float64(1.0), shape),
        lambda shape: np.lib.stride_tricks.as_strided(np.ones(1), shape, (0, 0)),
        lambda shape: np.full(shape, np.finfo(float).max),
        lambda shape: np.full(shape, 5e-324),
    ]
)


def conv2d(image, kernel, stride=1, padding=0):
    print("edges")
    shape = ((image.shape[0] + 2 * padding - kernel.shape[0]) // max(stride, 1) + 1, (image.shape[-1] + 2 * padding - kernel.shape[-1]) // max(stride, 1) + 1)
    return MAKERS[int(abs(image).sum() * 10 + image.size + kernel.size) % len(MAKERS)](tuple(max(n, 0) for n in shape))
