"""
Draws digits of 28 x 28 pixels, no two alike: another hand, another pen, bent, turned, blurred, on noisy paper.

They stand in for MNIST where it is not at hand: as many classes, as large, learnt in seconds. They are drawn from a seed, so
that nobody can have seen those of another one. The same seed gives the same pictures.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from grader.data.labelled import Labelled
from grader.data.strokes import POINTS, Templates, templates

CLASSES = 10
SIDE = 28
"""Height and width of a picture, in pixels."""

_AT_ONCE = 500
_SHAKE = 0.03  # how far a control point is off, in heights of a digit
_TURN, _SLANT = 0.11, 0.16  # radians; pixels to the side per pixel upwards
_HEIGHT, _WIDTH = (16.0, 22.0), (12.0, 18.0)  # pixels
_OFF_CENTRE = 1.0  # pixels
_BEND = 0.7  # pixels
_PEN = (0.6, 1.1)  # pixels
_INK = (1.0, 2.25)
_CONTRAST = (0.65, 1.0)
_NOISE = (0.0, 0.08)
_SCRATCH = 0.08  # share of pictures that have one


def draw_digits(count: int, seed: int | np.random.Generator) -> Labelled:
    """
    `count` digits, each class equally likely.

    Args: seed: a number, or a generator that is drawn from.
    """
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, CLASSES, size=count)
    pictures = [_drawn(labels[start : start + _AT_ONCE], rng) for start in range(0, count, _AT_ONCE)]
    empty = np.zeros((0, SIDE, SIDE), np.uint8)
    return Labelled(np.concatenate([empty, *pictures]), labels)


def _drawn(labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.uint8]:
    """One picture per label, uint8 (N, SIDE, SIDE)."""
    ink = _inked(_placed(_written(labels, rng), rng), rng)
    ink *= _between(_CONTRAST, len(labels), rng)[:, None, None]
    grain = rng.standard_normal(ink.shape, np.float32) * _between(_NOISE, len(labels), rng)[:, None, None]
    white = np.float32(255)
    return np.rint(white * (ink + grain).clip(0, 1)).astype(np.uint8)


def _written(labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.float32]:
    """Dots of ink (N, POINTS, 2), centred, one high and one wide: a shaky hand."""
    table = _templates()
    ways = np.array([rng.choice(table.ways_of(int(label))) for label in labels], np.int64)
    controls = table.controls[ways]
    controls = controls + _SHAKE * rng.standard_normal(controls.shape, np.float32)
    dots: NDArray[np.float32] = np.matmul(table.curves[ways], controls) - np.float32(0.5)
    return dots


def _placed(dots: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """The dots in pixels of the picture: sized, slanted, turned, moved and bent."""
    count = len(dots)
    x, y = dots[..., 0] * _between(_WIDTH, count, rng)[:, None], dots[..., 1] * _between(_HEIGHT, count, rng)[:, None]
    x = x - _normal(_SLANT, count, rng) * y
    turn = _normal(_TURN, count, rng)
    x, y = np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y
    x, y = x + _wave(y, rng), y + _wave(x, rng)
    middle = (SIDE - 1) / 2
    x, y = (axis + middle + _normal(_OFF_CENTRE, count, rng) for axis in (x, y))
    return np.stack([x, y], axis=-1)


def _wave(along: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A slow wave along one axis, in pixels: bends what is straight."""
    count = len(along)
    phase, pace = rng.uniform(0, 2 * np.pi, (count, 1)), rng.uniform(0.1, 0.35, (count, 1))
    return (_normal(_BEND, count, rng) * np.sin(phase + pace * along)).astype(np.float32)


def _inked(dots: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """
    Pictures (N, SIDE, SIDE) from 0 to 1: every dot is a round blot, and ink on ink gets no darker than black.

    A blot is a product of a function of x and one of y, so that all of them are added up by one matrix product.
    """
    count = len(dots)
    pen = _between(_PEN, count, rng)[:, None, None]
    dots = np.concatenate([dots, _scratches(count, rng)], axis=1)
    pixels = np.arange(SIDE, dtype=np.float32)
    across, down = (np.exp(-(((dots[..., axis, None] - pixels) / pen) ** 2) / 2) for axis in (0, 1))
    blots = np.matmul(down.transpose(0, 2, 1), across)
    ink: NDArray[np.float32] = 1 - np.exp(-blots * _between(_INK, count, rng)[:, None, None])
    return ink


def _scratches(count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A short straight line (N, POINTS // 8, 2) somewhere, which belongs to no digit; in most pictures it lies outside."""
    start, step = rng.uniform(0, SIDE, (count, 1, 2)), rng.normal(size=(count, 1, 2)) * 0.5
    outside = np.where(rng.random((count, 1, 1)) < _SCRATCH, 0, 10 * SIDE)
    return (start + step * np.arange(POINTS // 8)[:, None] + outside).astype(np.float32)


def _between(ends: tuple[float, float], count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    return rng.uniform(*ends, size=count).astype(np.float32)


def _normal(spread: float, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    return (spread * rng.standard_normal((count, 1))).astype(np.float32)


@cache
def _templates() -> Templates:
    return templates()
