"""
Reads IDX files, the format of MNIST: a magic number, the sizes (big-endian), then one byte per pixel or label.

A file is read whole, gzipped or not, and only if it is exactly as long as it says. What is wrong with it is a sentence.
Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section on file formats.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.primitives.errors import UsageError

_BYTES = 0x08
_GZIP = b"\x1f\x8b"
MOST_BYTES = 256 * 2**20
"""No file of this kind is larger, also unpacked."""


def read_bytes(path: Path) -> bytes:
    """
    What is in the file, unpacked if it is gzipped, whatever its name says.

    Raises: UsageError if it cannot be read, is cut short, or is larger than such a file can be.
    """
    try:
        with path.open("rb") as plain:
            packed = plain.read(len(_GZIP)) == _GZIP
        with gzip.open(path) if packed else path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except EOFError:
        raise _spoilt(path, "ends in the middle of the packed data") from None
    except (zlib.error, gzip.BadGzipFile) as error:
        raise _spoilt(path, f"cannot be unpacked ({error})") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).", next_step="Check the folder.") from None
    if len(content) > MOST_BYTES:
        raise _spoilt(path, f"is larger than {MOST_BYTES // 2**20} MB")
    return content


def parse(content: bytes, path: Path, axes: int) -> NDArray[np.uint8]:
    """
    The array that a file's content describes, uint8, read-only.

    Args: path: for messages. axes: 3 for images (count, height, width), 1 for labels (count,).
    Raises: UsageError if it is no IDX file of that kind, or is shorter or longer than its sizes say.
    """
    start = 4 * (1 + axes)
    magic = content[:4]
    if magic in _KINDS and magic != _magic(axes):
        raise _spoilt(path, f"holds {_KINDS[magic]}, not {_KINDS[_magic(axes)]}")
    if magic != _magic(axes):
        raise _spoilt(path, f"is no IDX file of {_KINDS[_magic(axes)]}: it begins with {magic.hex(' ') or 'nothing'}")
    if len(content) < start:
        raise _spoilt(path, f"ends within its head, after {len(content)} bytes")
    sizes = struct.unpack(f">{axes}I", content[4:start])
    wanted, found = math.prod(sizes), len(content) - start
    if found != wanted:
        how = "cut short" if found < wanted else "too long"
        shape = " x ".join(map(str, sizes))
        raise _spoilt(path, f"is {how}: {shape} takes {wanted:,} bytes, and there are {found:,}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(sizes)


def _magic(axes: int) -> bytes:
    """How a file of bytes with so many axes begins."""
    return bytes([0, 0, _BYTES, axes])


_KINDS = {_magic(1): "labels", _magic(3): "images"}


def _spoilt(path: Path, problem: str) -> UsageError:
    return UsageError(f"{path} {problem}.", next_step="Get the file again, or name another folder.")
