"""
MNIST and Fashion-MNIST from their original files, in a folder that somebody names. Nothing is ever downloaded.

    <folder>/train-images-idx3-ubyte[.gz]   <folder>/train-labels-idx1-ubyte[.gz]   and the same with t10k
    <folder>/MNIST/raw/…, <folder>/FashionMNIST/raw/…, <folder>/mnist/…, <folder>/fashion-mnist/…   are found, too

What decides is whether a file is whole and fits its partner: its magic number, its sizes, its labels. The checksum of its
content tells one thing more: whether these are the pictures that everybody's figures are about. A file with another one
may be in another order, or made anew; it is read, and there is a `DataWarning`.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.data.idx import parse, read_bytes
from grader.data.labelled import Labelled
from grader.primitives.errors import UsageError

_SIDE = 28
_CLASSES = 10


class DataWarning(UserWarning):
    """A file is whole and of the right kind, and not the published one."""


class Part(StrEnum):
    """The two halves of each collection."""

    TRAINING = "training"
    TEST = "test"

    @property
    def images(self) -> str:
        """The name of the file with the pictures."""
        return {Part.TRAINING: "train-images-idx3-ubyte", Part.TEST: "t10k-images-idx3-ubyte"}[self]

    @property
    def labels(self) -> str:
        """The name of the file with their classes."""
        return {Part.TRAINING: "train-labels-idx1-ubyte", Part.TEST: "t10k-labels-idx1-ubyte"}[self]


@dataclass(frozen=True)
class Collection:
    """
    One collection of pictures.

    counts: pictures by part. digests: MD5 of each file's content, unpacked, by the file's name. folders: where in a folder
    of data it may lie.
    """

    title: str
    counts: Mapping[Part, int]
    digests: Mapping[str, str]
    folders: tuple[str, ...]


_COUNTS = {Part.TRAINING: 60_000, Part.TEST: 10_000}
MNIST = Collection(
    "MNIST",
    _COUNTS,
    {
        "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
        "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
        "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
        "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    },
    (".", "mnist", "MNIST", "MNIST/raw"),
)
FASHION_MNIST = Collection(
    "Fashion-MNIST",
    _COUNTS,
    {
        "train-images-idx3-ubyte": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "train-labels-idx1-ubyte": "9018921c3c673c538a1fc5bad174d6f9",
        "t10k-images-idx3-ubyte": "8181f5470baa50b63fa0f6fddb340f0a",
        "t10k-labels-idx1-ubyte": "15d484375f8d13e6eb1aabb0c3f46965",
    },
    ("fashion-mnist", "fashion", "FashionMNIST", "FashionMNIST/raw", "."),
)


def read_collection(collection: Collection, part: Part, folder: Path) -> Labelled:
    """
    The pictures of one part.

    Raises: UsageError if a file is missing, spoilt or another one. Warns: DataWarning if one is not the published file.
    """
    home = _home(collection, folder)
    images = _read(collection, home, part.images, (collection.counts[part], _SIDE, _SIDE))
    labels = _read(collection, home, part.labels, (collection.counts[part],))
    if int(labels.max(initial=0)) >= _CLASSES:
        raise UsageError(
            f"{home} has a label {int(labels.max())} in {part.labels}, where 0 to {_CLASSES - 1} may be.",
            next_step="Get the file again, or name another folder.",
        )
    return Labelled(images, labels.astype(np.int64))


def _home(collection: Collection, folder: Path) -> Path:
    """The folder that holds the files: the first that holds one of them."""
    for name in collection.folders:
        if any(_find(folder / name, file) for file in collection.digests):
            return folder / name
    raise UsageError(
        f"There is no {collection.title} in {folder}.",
        next_step=f"Put {', '.join(collection.digests)} there (gzipped or not).",
    )


def _find(folder: Path, name: str) -> Path | None:
    """The file, unpacked or gzipped."""
    found = [path for path in (folder / name, folder / f"{name}.gz") if path.is_file()]
    return found[0] if found else None


def _read(collection: Collection, home: Path, name: str, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    path = _find(home, name)
    if path is None:
        raise UsageError(
            f"{collection.title} in {home} lacks {name}.",
            next_step=f"Put it there, or {name}.gz, or name another folder.",
        )
    content = read_bytes(path)
    array = parse(content, path, len(shape))
    if array.shape != shape:
        found, wanted = (" x ".join(map(str, sizes)) for sizes in (array.shape, shape))
        raise UsageError(
            f"{path} holds {found} values, where {collection.title} has {wanted}.",
            next_step="Get the file again, or name another folder.",
        )
    _compare_checksum(collection, path, name, content)
    return array


def _compare_checksum(collection: Collection, path: Path, name: str, content: bytes) -> None:
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if digest == collection.digests[name]:
        return
    others = [other for other in (MNIST, FASHION_MNIST) if other.digests[name] == digest]
    if others:
        raise UsageError(
            f"{path} belongs to {others[0].title}, not to {collection.title}.", next_step="Name another folder."
        )
    warnings.warn(
        f"{path} is not the published {name} of {collection.title} (MD5 of its content {digest}, published "
        f"{collection.digests[name]}): its order or its pictures differ, so figures may, too.",
        DataWarning,
        stacklevel=2,
    )
