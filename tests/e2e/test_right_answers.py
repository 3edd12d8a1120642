"""Right answers get full marks, whatever form the same code has; other ways to compute them are in solutions/*/styles."""

import pytest
from support import ROOT, grade_sources, lost, solution

from grader.core.catalogue import find_course

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
"""What every form needs besides the sum: refused arguments, padding, dilation."""

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
    """A whole submission, from the function that slides, and what is done to it all."""
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

EXERCISE_02_TAIL = "\n".join(solution("exercise02").splitlines())


def in_exercise_02(definition: str) -> str:
    """The solution of exercise02 with one function written otherwise."""
    return f"{EXERCISE_02_TAIL}\n{definition}\n"


EXERCISE_02 = {
    "reference solution": solution("exercise02"),
    "lambda": in_exercise_02("""
_same = same_padding
same_padding = lambda f, dilation=1: _same(f, dilation)
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
}


@pytest.mark.parametrize("exercise", find_course(ROOT).exercises, ids=lambda exercise: exercise.id)
def test_every_exercise_has_at_least_six_styles(exercise):
    """`grade check` grades them."""
    assert len(exercise.style_files) >= 6


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
def test_convolution_in_any_form_gets_full_marks(exercise_01, name):
    report = exercise_01[name]

    assert not lost(report)
    assert (report.points, report.full_marks, report.exit_code) == (30, True, 0)


@pytest.mark.parametrize("name", EXERCISE_02)
def test_output_sizes_in_any_form_get_full_marks(exercise_02, name):
    report = exercise_02[name]

    assert not lost(report)
    assert (report.points, report.full_marks) == (report.max_points, True)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_counts_in_any_form_get_full_marks(exercise_03, name):
    report = exercise_03[name]

    assert not lost(report)
    assert (report.points, report.full_marks) == (report.max_points, True)
