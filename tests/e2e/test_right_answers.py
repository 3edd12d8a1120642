"""Right answers get full marks, whatever their style."""

import pytest
from support import grade_sources, lost, solution

CHECKS = """
def checked(name, value, dimensions):
    value = np.asarray(value, dtype=np.float64)
    if value.ndim != dimensions:
        raise ValueError(f"{name} has the shape {value.shape}")
    return value


def refuse(image, kernel, stride, padding, dilation=1, names=("image", "kernel")):
    for name, value, least in (("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1)):
        if value < least:
            raise ValueError(f"{name} is {value}")
    for pixels, size in zip(image.shape[-2:], kernel.shape[-2:]):
        if dilation * (size - 1) + 1 > pixels + 2 * padding:
            raise ValueError(f"{names[1]} {kernel.shape} with dilation {dilation} does not fit {names[0]} {image.shape}")


def refuse_filters(image, kernels, bias, stride, padding, dilation, name):
    if image.shape[-3] != kernels.shape[1]:
        raise ValueError(f"{name} {image.shape} and kernels {kernels.shape} differ in channels")
    if bias is not None and np.shape(bias) != (len(kernels),):
        raise ValueError(f"bias has the shape {np.shape(bias)}")
    refuse(image, kernels, stride, padding, dilation, (name, "kernels"))


def surround(image, padding):
    sides = [(0, 0)] * (image.ndim - 2) + [(padding, padding)] * 2
    return np.pad(image, sides)


def spread(kernels, dilation):
    *outer, height, width = kernels.shape
    wide = np.zeros((*outer, dilation * (height - 1) + 1, dilation * (width - 1) + 1))
    wide[..., ::dilation, ::dilation] = kernels
    return wide
"""
"""What every style needs besides the sum: refused arguments, padding, dilation."""

LAYERS = """
def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = checked("image", image, 2), checked("kernel", kernel, 2)
    refuse(image, kernel, stride, padding)
    return slide(surround(image, padding), kernel, stride)


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    image, kernels = checked("image", image, 3), checked("kernels", kernels, 4)
    refuse_filters(image, kernels, bias, stride, padding, dilation, "image")
    padded, wide = surround(image, padding), spread(kernels, dilation)
    bias = np.zeros(len(kernels)) if bias is None else bias
    maps = [np.sum([slide(c, k, stride) for c, k in zip(padded, f)], axis=0) for f in wide]
    return np.stack([m + b for m, b in zip(maps, bias)])


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    images, kernels = checked("images", images, 4), checked("kernels", kernels, 4)
    refuse_filters(images, kernels, bias, stride, padding, dilation, "images")
    return np.stack([conv2d_channels(image, kernels, bias, stride, padding, dilation) for image in images])
"""
"""The three functions, from a `slide` of one plane under one kernel."""

HEAD = "import numpy as np\n" + CHECKS + LAYERS


def style(slide: str, more: str = "") -> str:
    """A whole submission, from the one function in which styles differ."""
    return f"{HEAD}\n\n{slide}\n{more}\n"


def returning(wrapped: str) -> str:
    """The loops' submission, each answer (`x`) given back in another form."""
    again = "\n".join(
        f"def {name}(*args, _inner={name}, **kwargs):\n    x = _inner(*args, **kwargs)\n    return {wrapped}\n"
        for name in ("conv2d", "conv2d_channels", "conv2d_batch")
    )
    return style(LOOPS, again)


LOOPS = """
def slide(plane, kernel, stride):
    kh, kw = kernel.shape
    rows, columns = (plane.shape[0] - kh) // stride + 1, (plane.shape[1] - kw) // stride + 1
    result = np.zeros((rows, columns))
    for y in range(rows):
        for x in range(columns):
            top, left = y * stride, x * stride
            result[y, x] = np.sum(plane[top : top + kh, left : left + kw] * kernel)
    return result
"""
EINSUM = """
def slide(plane, kernel, stride):
    windows = np.lib.stride_tricks.sliding_window_view(plane, kernel.shape)[::stride, ::stride]
    return np.einsum("yxij,ij->yx", windows, kernel, optimize=True)
"""
SLIDING_WINDOWS = """
def slide(plane, kernel, stride):
    windows = np.lib.stride_tricks.sliding_window_view(plane, kernel.shape)[::stride, ::stride]
    return (windows * kernel).sum(axis=(2, 3))
"""
AS_STRIDED = """
def slide(plane, kernel, stride):
    kh, kw = kernel.shape
    rows, columns = (plane.shape[0] - kh) // stride + 1, (plane.shape[1] - kw) // stride + 1
    down, right = plane.strides
    shape, strides = (rows, columns, kh, kw), (down * stride, right * stride, down, right)
    return np.tensordot(np.lib.stride_tricks.as_strided(plane, shape, strides), kernel, axes=2)
"""
IM2COL = """
def slide(plane, kernel, stride):
    kh, kw = kernel.shape
    rows, columns = (plane.shape[0] - kh) // stride + 1, (plane.shape[1] - kw) // stride + 1
    patches = [plane[y * stride : y * stride + kh, x * stride : x * stride + kw].ravel()
               for y in range(rows) for x in range(columns)]
    return (np.array(patches) @ kernel.ravel()).reshape(rows, columns)
"""
SHIFTED_SUMS = """
def slide(plane, kernel, stride):
    kh, kw = kernel.shape
    height, width = plane.shape[0] - kh + 1, plane.shape[1] - kw + 1
    total = np.zeros((height, width))
    for (i, j), weight in np.ndenumerate(kernel):
        total += weight * plane[i : i + height, j : j + width]
    return total[::stride, ::stride]
"""
FOURIER = """
def slide(plane, kernel, stride):
    shape = plane.shape
    product = np.fft.rfft2(plane) * np.conj(np.fft.rfft2(kernel, shape))
    full = np.fft.irfft2(product, shape)
    return full[: shape[0] - kernel.shape[0] + 1, : shape[1] - kernel.shape[1] + 1][::stride, ::stride]
"""
PURE_PYTHON = """
def slide(plane, kernel, stride):
    plane, kernel = plane.tolist(), kernel.tolist()
    kh, kw = len(kernel), len(kernel[0])
    cells = [[sum(plane[y + i][x + j] * kernel[i][j] for i in range(kh) for j in range(kw))
              for x in range(0, len(plane[0]) - kw + 1, stride)]
             for y in range(0, len(plane) - kh + 1, stride)]
    return np.array(cells)
"""
MATRIX = """
def slide(plane, kernel, stride):
    rows, columns = ((n - k) // stride + 1 for n, k in zip(plane.shape, kernel.shape))
    matrix = np.zeros((rows * columns, plane.size))
    for y in range(rows):
        for x in range(columns):
            weights = np.zeros(plane.shape)
            weights[y * stride : y * stride + kernel.shape[0], x * stride : x * stride + kernel.shape[1]] = kernel
            matrix[y * columns + x] = weights.ravel()
    return (matrix @ plane.ravel()).reshape(rows, columns)
"""
LAMBDA = """
slide = lambda plane, kernel, stride: np.array(
    [[(plane[y:y + kernel.shape[0], x:x + kernel.shape[1]] * kernel).sum()
      for x in range(0, plane.shape[1] - kernel.shape[1] + 1, stride)]
     for y in range(0, plane.shape[0] - kernel.shape[0] + 1, stride)])
conv2d_as_def = conv2d
conv2d = lambda image, kernel, stride=1, padding=0: conv2d_as_def(image, kernel, stride, padding)
"""
CALLABLE_OBJECTS = """
class Layer:
    def __init__(self, function):
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)


conv2d, conv2d_channels, conv2d_batch = Layer(conv2d), Layer(conv2d_channels), Layer(conv2d_batch)
"""
PARTIAL = """
import functools


def general(slide, image, kernel, stride=1, padding=0):
    image, kernel = checked("image", image, 2), checked("kernel", kernel, 2)
    refuse(image, kernel, stride, padding)
    return slide(surround(image, padding), kernel, stride)


conv2d = functools.partial(general, slide)
"""
STATIC_METHODS = """
class Convolution:
    @staticmethod
    def plane(image, kernel, stride=1, padding=0):
        return _plane(image, kernel, stride, padding)

    @classmethod
    def channels(cls, *args, **kwargs):
        return _channels(*args, **kwargs)


_plane, _channels = conv2d, conv2d_channels
conv2d, conv2d_channels = Convolution.plane, Convolution.channels
"""
BOUND_METHODS = """
class Convolution:
    def __init__(self):
        self.calls = 0

    def plane(self, image, kernel, stride=1, padding=0):
        self.calls += 1
        return _plane(image, kernel, stride, padding)


_plane = conv2d
conv2d = Convolution().plane
"""
DECORATED = """
import functools


def timed(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)
    return inner


conv2d, conv2d_channels, conv2d_batch = map(timed, (conv2d, conv2d_channels, conv2d_batch))
"""
BATCH_FIRST = """
_batch = conv2d_batch
_channels = conv2d_channels


def conv2d_channels(image, kernels, bias=None, stride=1, padding=0, dilation=1):
    return _channels(image, kernels, bias, stride, padding, dilation)


def conv2d(image, kernel, stride=1, padding=0):
    image, kernel = checked("image", image, 2), checked("kernel", kernel, 2)
    refuse(image, kernel, stride, padding)
    return conv2d_batch(image[None, None], kernel[None, None], None, stride, padding)[0, 0]
"""
BATCH_FIRST_LAYERS = LOOPS + BATCH_FIRST
NOISE = """
import logging
import sys
import warnings

print("loading", np.__version__)
warnings.warn("this file is old", DeprecationWarning)
logging.basicConfig(level="DEBUG", force=True)
_quiet = conv2d


def conv2d(image, kernel, stride=1, padding=0):
    print("conv2d", image, end="")
    sys.stderr.write("working ...\\r")
    warnings.warn("slow", RuntimeWarning)
    logging.info("%s", kernel)
    np.float64(1) / np.zeros(1)
    return _quiet(image, kernel, stride, padding)
"""
STRICT_SETTINGS = """
import warnings

warnings.simplefilter("error")
np.seterr(all="raise")
np.set_printoptions(precision=1)
np.random.seed(0)
"""
MAIN = """
if __name__ == "__main__":
    print(conv2d(np.ones((3, 3)), np.ones((2, 2))))
    input("Press Enter")
    raise SystemExit
"""
CONSTANTS = """
MODES = {"valid": 0, "same": 1}
SMALL = np.eye(3)
EXAMPLE = conv2d(SMALL, np.ones((2, 2)))
assert EXAMPLE.shape == (2, 2)
del EXAMPLE
"""
ANNOTATED = """
from __future__ import annotations
from dataclasses import dataclass
from typing import Protocol, TypeAlias
import numpy.typing as npt

Plane: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    stride: int = 1


_plain = conv2d


def conv2d(image: Plane, kernel: Plane, stride: int = 1, padding: int = 0) -> Plane:
    return _plain(image, kernel, Step(stride).stride, padding)
"""
THREADS = """
from concurrent.futures import ThreadPoolExecutor

_one = conv2d_channels


def conv2d_batch(images, kernels, bias=None, stride=1, padding=0, dilation=1):
    images, kernels = checked("images", images, 4), checked("kernels", kernels, 4)
    refuse_filters(images, kernels, bias, stride, padding, dilation, "images")
    with ThreadPoolExecutor(2) as pool:
        return np.stack(list(pool.map(lambda image: _one(image, kernels, bias, stride, padding, dilation), images)))
"""
CACHE_FILE = """
import os
import tempfile
from pathlib import Path

_plain = conv2d


def conv2d(image, kernel, stride=1, padding=0):
    folder = tempfile.mkdtemp()
    result = _plain(image, kernel, stride, padding)
    np.save(os.path.join(folder, "result.npy"), result)
    Path("log.txt").write_text("done")
    return np.load(os.path.join(folder, "result.npy"))
"""
STAR_IMPORT = HEAD.replace("import numpy as np", "from numpy import *\nimport numpy as np") + LOOPS

EXERCISE_01 = {
    "loops": style(LOOPS),
    "einsum": style(EINSUM),
    "sliding_window_view": style(SLIDING_WINDOWS),
    "as_strided": style(AS_STRIDED),
    "im2col": style(IM2COL),
    "shifted sums": style(SHIFTED_SUMS),
    "fft": style(FOURIER),
    "pure python": style(PURE_PYTHON),
    "one large matrix": style(MATRIX),
    "lambda": style("", LAMBDA),
    "callable objects": style(LOOPS, CALLABLE_OBJECTS),
    "functools.partial": style(LOOPS, PARTIAL),
    "static methods": style(LOOPS, STATIC_METHODS),
    "bound methods": style(LOOPS, BOUND_METHODS),
    "decorators": style(LOOPS, DECORATED),
    "own functions calling each other": style(BATCH_FIRST_LAYERS),
    "prints and warnings": style(LOOPS, NOISE),
    "warnings as errors": style(LOOPS, STRICT_SETTINGS),
    "main guard": style(LOOPS, MAIN),
    "module-level constants": style(LOOPS, CONSTANTS),
    "annotations": "from __future__ import annotations\n" + style(LOOPS, ANNOTATED.replace("from __future__", "#")),
    "threads": style(LOOPS, THREADS),
    "files in the scratch folder": style(LOOPS, CACHE_FILE),
    "star import": STAR_IMPORT,
    "self import": style(LOOPS, "import convolution\nfrom convolution import conv2d as again\n"),
    "all": style(LOOPS, "__all__ = ['conv2d']\n"),
    "bom": "\ufeff" + style(LOOPS),
    "crlf": style(LOOPS).replace("\n", "\r\n"),
    "tabs": style(LOOPS).replace("    ", "\t"),
    "utf-8 names": style(LOOPS, "卷積 = conv2d\nµ = '\N{SNAKE}'\n"),
    "utf-16 never, latin-1 with cookie": ("# coding: latin-1\n# M\xfcller\n" + style(LOOPS)).encode("latin-1"),
    "fortran order": returning("np.asfortranarray(x)"),
    "read-only": returning("(x.setflags(write=False), x)[1]"),
    "big-endian": returning("x.astype('>f8')"),
    "not contiguous": returning("np.repeat(x, 2, axis=-1)[..., ::2]"),
    "negative strides": returning("x[..., ::-1].copy()[..., ::-1]"),
    "long double": returning("x.astype(np.longdouble)"),
    "broadcast view": returning("np.broadcast_to(x, x.shape)"),
    "negative zeros": returning("np.where(x == 0, -0.0, x)"),
    "rounding of the last digit": returning("np.nextafter(x, np.inf)"),
    "reference solution": solution("exercise01"),
}

SIZES = """
def whole(name, value, least):
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{name} = {value!r}")
    return value
"""
EXERCISE_02_TAIL = "\n".join(solution("exercise02").splitlines())


def in_exercise_02(definition: str) -> str:
    """The solution of exercise02 with one function written otherwise."""
    return f"{EXERCISE_02_TAIL}\n{SIZES}\n{definition}\n"


EXERCISE_02 = {
    "reference solution": solution("exercise02"),
    "counting": in_exercise_02("""
def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    for name, value, least in (("n", n, 1), ("f", f, 1), ("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1)):
        whole(name, value, least)
    places = len(range(0, n + 2 * padding - dilation * (f - 1), stride))
    if not places:
        raise ValueError(f"f = {f} does not fit n = {n}")
    return places
"""),
    "recursion": in_exercise_02("""
def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    for name, value, least in (("n", n, 1), ("f", f, 1), ("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1)):
        whole(name, value, least)
    span = dilation * (f - 1) + 1
    if span > n + 2 * padding:
        raise ValueError(f"f = {f} does not fit n = {n}")
    return 1 if span + stride > n + 2 * padding else 1 + conv_output_size(n + 2 * padding - stride, span, stride)
"""),
    "lambda": in_exercise_02("""
_same = same_padding
same_padding = lambda f, dilation=1: _same(f, dilation)
"""),
    "loop and break": in_exercise_02("""
def same_padding(f, dilation=1):
    whole("f", f, 1), whole("dilation", dilation, 1)
    for padding in range(10**6):
        if 2 * padding == dilation * (f - 1):
            return padding
        if 2 * padding > dilation * (f - 1):
            raise ValueError(f"f = {f} has no same padding with dilation = {dilation}")
"""),
    "fractions": in_exercise_02("""
from fractions import Fraction


def fits_exactly(n, f, stride=1, padding=0):
    conv_output_size(n, f, stride, padding)
    return Fraction(n - f + 2 * padding, stride).denominator == 1
"""),
    "namedtuples": in_exercise_02("""
from collections import namedtuple

Image = namedtuple("Image", "channels height width")
Flat = namedtuple("Flat", "features")
_trace = trace_shapes


def trace_shapes(input_shape, layers):
    return [(Image if len(shape) == 3 else Flat)(*shape) for shape in _trace(input_shape, layers)]
"""),
    "generator inside": in_exercise_02("""
_trace = trace_shapes


def trace_shapes(input_shape, layers):
    def shapes():
        yield from _trace(input_shape, layers)

    return [*shapes()]
"""),
    "own exception": in_exercise_02("""
class BadSize(ValueError):
    pass


_size = conv_output_size


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    try:
        return _size(n, f, stride, padding, dilation)
    except ValueError as error:
        raise BadSize(str(error)) from None
"""),
    "callable object": in_exercise_02("""
class Pool:
    def __call__(self, n, f=2, stride=None, padding=0):
        return conv_output_size(n, f, f if stride is None else stride, padding)


pool_output_size = Pool()
"""),
    "standard library": in_exercise_02(
        "import abc, argparse, asyncio, collections, csv, dataclasses, decimal, enum, functools, heapq, itertools, json, "
        "math, operator, pathlib, pprint, random, re, statistics, string, sys, textwrap, threading, time, typing, unittest"
    ),
}

PARAMETERS = {
    "reference solution": solution("exercise03"),
    "dispatch dict": solution("exercise03")
    + """

_COUNT = {
    "conv": lambda shape, full: conv_parameters(full["kernel"], shape[0], full["filters"], full["bias"]),
    "fc": lambda shape, full: fc_parameters(shape[0], full["nodes"], full["bias"]),
    "batchnorm": lambda shape, full: 2 * shape[0],
}


def _learned(shape, full):
    return _COUNT.get(full["type"], lambda shape, full: 0)(shape, full)
""",
    "match statement": solution("exercise03")
    + """

def _learned(shape, full):
    match full:
        case {"type": "conv", "kernel": (kh, kw), "filters": filters, "bias": bias}:
            return filters * (kh * kw * shape[0] + bool(bias))
        case {"type": "fc", "nodes": nodes, "bias": bias}:
            return nodes * (shape[0] + bool(bias))
        case {"type": "batchnorm"}:
            return 2 * shape[0]
    return 0
""",
    "recursion over the layers": solution("exercise03")
    + """

_counts = layer_parameters


def _walk(shape, layers):
    if not layers:
        return []
    full = _complete(layers[0])
    after = _after(shape, full)
    return [_learned(shape, full), *_walk(after, layers[1:])]


def layer_parameters(input_shape, layers):
    return _walk(_checked_shape(input_shape), list(layers))
""",
    "ordered dicts": solution("exercise03")
    + """

from collections import OrderedDict

_plain = mnist_cnn


def mnist_cnn():
    return [OrderedDict(layer) for layer in _plain()]
""",
    "every key written out": solution("exercise03")
    + """

def mnist_cnn():
    conv = dict(type="conv", kernel=(3, 3), stride=1, padding=0, dilation=1, bias=True)
    fc = dict(type="fc", bias=True)
    relu = {"type": "relu"}
    return [{**conv, "filters": 32}, relu, {**conv, "filters": 64}, relu, dict(type="pool", kernel=2, stride=2, padding=0),
            {"type": "flatten"}, {**fc, "nodes": 128}, relu, {**fc, "nodes": 10}]
""",
    "sum of a map": solution("exercise03")
    + """

import operator
from functools import reduce


def total_parameters(input_shape, layers):
    return reduce(operator.add, layer_parameters(input_shape, layers), 0)
""",
}


@pytest.fixture(scope="module")
def exercise_01():
    return grade_sources("exercise01", EXERCISE_01)


@pytest.fixture(scope="module")
def exercise_02():
    return grade_sources("exercise02", EXERCISE_02)


@pytest.fixture(scope="module")
def exercise_03():
    return grade_sources("exercise03", PARAMETERS)


@pytest.mark.parametrize("name", EXERCISE_01)
def test_convolution_in_any_style_gets_full_marks(exercise_01, name):
    report = exercise_01[name]

    assert not lost(report)
    assert (report.points, report.full_marks, report.exit_code) == (30, True, 0)


@pytest.mark.parametrize("name", EXERCISE_02)
def test_output_sizes_in_any_style_get_full_marks(exercise_02, name):
    report = exercise_02[name]

    assert not lost(report)
    assert (report.points, report.full_marks) == (report.max_points, True)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_counts_in_any_style_get_full_marks(exercise_03, name):
    report = exercise_03[name]

    assert not lost(report)
    assert (report.points, report.full_marks) == (report.max_points, True)
