"""
The shapes of the ten digits: each has some ways of writing it, and each way is one stroke of the pen or several.

A stroke is a list of points (x to the right, y downwards, the digit fills 0 to 1) that a smooth curve passes through.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

POINTS = 72
"""So many dots of ink make a digit: less than a pixel apart on a picture of 28 x 28."""

Floats = NDArray[np.float64]
_FINE = 24
_UNIT = 100

WAYS = {
    0: [
        "50,0 18,20 10,50 18,80 50,100 82,80 90,50 82,20 50,0",
        "55,0 30,25 25,60 42,100 68,80 75,40 62,2 45,4",
    ],
    1: [
        "50,0 50,100",
        "28,20 52,0 | 52,0 52,100",
        "30,20 50,0 | 50,0 50,100 | 25,100 75,100",
    ],
    2: [
        "15,25 35,2 70,4 82,30 55,65 12,100 | 12,100 88,100",
        "15,20 45,0 78,15 72,45 40,85 15,95 12,80 35,78 | 35,78 60,95 90,95",
    ],
    3: [
        "15,12 45,0 78,12 72,38 40,46 | 40,46 78,56 84,82 50,100 12,88",
        "15,0 80,0 | 80,0 45,40 | 45,40 80,50 82,85 48,100 12,88",
    ],
    4: [
        "30,0 12,55 | 12,55 88,52 | 68,20 66,100",
        "66,0 10,65 | 10,65 90,65 | 66,0 66,100",
    ],
    5: [
        "82,0 30,0 | 30,0 26,44 | 26,44 55,36 82,55 78,85 45,100 12,88",
        "85,2 35,5 | 35,5 20,50 60,45 80,70 55,98 15,92",
    ],
    6: [
        "72,2 38,20 18,60 28,92 55,100 82,82 72,58 45,52 20,72",
        "50,0 25,40 20,80 50,100 75,85 70,62 45,58 22,78",
    ],
    7: [
        "12,2 86,2 | 86,2 40,100",
        "12,4 86,2 | 86,2 55,50 45,100 | 35,50 78,48",
        "15,18 18,2 | 18,2 85,0 | 85,0 55,45 45,100",
    ],
    8: [
        "50,46 20,26 28,5 50,0 74,6 80,26 50,46 16,72 25,95 50,100 76,95 84,72 50,46",
        "80,15 50,0 22,15 30,40 75,70 72,95 40,100 20,85 40,55 80,15",
    ],
    9: [
        "78,22 52,0 22,15 25,42 52,48 78,22 | 78,22 80,60 66,100",
        "76,20 50,0 20,22 35,48 65,42 78,20 76,65 55,100 22,90",
    ],
}
"""Every digit's ways of being written: strokes between bars, each a list of points x,y in hundredths of the digit's size."""


@dataclass(frozen=True, eq=False)
class Templates:
    """
    All ways of writing all digits, as arrays.

    curves: (ways, POINTS, controls): how much each control point moves each dot of ink. controls: (ways, controls, 2).
    digits: (ways,): what each way shows. A way with fewer control points than another has zeros at its end.
    """

    curves: NDArray[np.float32]
    controls: NDArray[np.float32]
    digits: NDArray[np.int64]

    def ways_of(self, digit: int) -> NDArray[np.int64]:
        """The numbers of the ways to write it."""
        return np.flatnonzero(self.digits == digit)


def templates() -> Templates:
    """The table above as arrays, each digit's dots of ink at equal distances."""
    ways = [(digit, _strokes(way)) for digit, ways in WAYS.items() for way in ways]
    most = max(sum(map(len, strokes)) for _, strokes in ways)
    curves = np.zeros((len(ways), POINTS, most), np.float32)
    controls = np.zeros((len(ways), most, 2), np.float32)
    for number, (_, strokes) in enumerate(ways):
        points = np.concatenate(strokes)
        curves[number, :, : len(points)] = _dots(strokes)
        controls[number, : len(points)] = points
    return Templates(curves, controls, np.array([digit for digit, _ in ways]))


def _strokes(way: str) -> list[Floats]:
    """The points of each stroke, (count, 2), from 0 to 1."""
    numbers = ([pair.split(",") for pair in stroke.split()] for stroke in way.split("|"))
    return [np.array(pairs, np.float64) / _UNIT for pairs in numbers]


def _dots(strokes: list[Floats]) -> Floats:
    """How much each control point moves each dot, (POINTS, controls): dots at equal distances along all strokes."""
    curves = [_curve(len(points)) for points in strokes]
    lengths = [_distances(curve @ points)[-1] for curve, points in zip(curves, strokes, strict=True)]
    weights = np.zeros((POINTS, sum(map(len, strokes))))
    row = column = 0
    for curve, points, count in zip(curves, strokes, _shares(lengths), strict=True):
        way = _distances(curve @ points)
        nearest = np.searchsorted(way, np.linspace(0, way[-1], count)).clip(0, len(curve) - 1)
        weights[row : row + count, column : column + len(points)] = curve[nearest]
        row, column = row + count, column + len(points)
    return weights


def _shares(lengths: list[float]) -> list[int]:
    """POINTS divided among strokes by their lengths."""
    ends = np.rint(np.cumsum(lengths) / sum(lengths) * POINTS).astype(int)
    return [int(count) for count in np.diff(ends, prepend=0)]


def _distances(points: Floats) -> Floats:
    """How far along the way each of these points is."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])


def _curve(count: int) -> Floats:
    """A Catmull-Rom spline through `count` points, which is linear in them: (fine points, count)."""
    t = np.arange((count - 1) * _FINE + 1) / _FINE
    left = np.minimum(t.astype(int), count - 2)
    u = t - left
    parts = [-u + 2 * u**2 - u**3, 2 - 5 * u**2 + 3 * u**3, u + 4 * u**2 - 3 * u**3, -(u**2) + u**3]
    weights = np.zeros((len(t), count))
    for offset, part in enumerate(parts):
        np.add.at(weights, (np.arange(len(t)), (left + offset - 1).clip(0, count - 1)), part / 2)
    return weights
