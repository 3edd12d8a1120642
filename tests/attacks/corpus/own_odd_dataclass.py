"""NAME: own_odd_dataclass
CATEGORY: 9 weird but not malicious inputs
ATTEMPTS: honest; settings in a frozen dataclass with slots, an Enum and a Protocol
A CORRECT GRADER MUST: full points
"""
from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np


class Kind(enum.Enum):
    PLAIN = enum.auto()


class Slides(Protocol):
    def __call__(self, image, kernel, stride, padding): ...


@dataclass(frozen=True, slots=True)
class Settings:
    stride: int = 1
    padding: int = 0
    kind: Kind = Kind.PLAIN


def slide(image, kernel, stride=1, padding=0):
    image = np.pad(np.asarray(image, dtype=float), padding)
    kh, kw = kernel.shape
    oh, ow = (image.shape[0] - kh) // stride + 1, (image.shape[1] - kw) // stride + 1
    out = np.empty((oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[i, j] = (image[i * stride : i * stride + kh, j * stride : j * stride + kw] * kernel).sum()
    return out


def conv2d(image, kernel, stride=1, padding=0):
    settings = replace(Settings(), stride=stride, padding=padding)
    return slide(image, kernel, settings.stride, settings.padding)
