"""MNIST's files: read as they are, and refused with a sentence when they are not what they say."""

import gzip
import os
import struct
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.data import mnist
from grader.data.folder import FOLDER_VARIABLE, data_folder
from grader.data.idx import MOST_BYTES, parse, read_bytes
from grader.data.mnist import (
    FASHION_MNIST,
    MNIST,
    Collection,
    DataWarning,
    Part,
    read_collection,
)
from grader.primitives.errors import UsageError

SMALL = replace(MNIST, counts={Part.TRAINING: 5, Part.TEST: 3})
"""The same files with few pictures."""

NAMES = sorted(MNIST.digests)


def idx(array: np.ndarray) -> bytes:
    """An IDX file."""
    return (
        bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.astype(np.uint8).tobytes()
    )


def contents(collection: Collection = SMALL) -> dict[str, bytes]:
    """All four files of a small collection."""
    rng = np.random.default_rng(0)
    files = {}
    for part, count in collection.counts.items():
        files[part.images] = idx(rng.integers(0, 256, (count, 28, 28)))
        files[part.labels] = idx(rng.integers(0, 10, count))
    return files


def write(folder: Path, files: dict[str, bytes], *, packed: bool = False) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(content) if packed else content)
    return folder


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Small collections are not the published ones; where that matters, a test says so."""
    warnings.simplefilter("ignore", DataWarning)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("place", SMALL.folders)
def test_files_are_read_wherever_they_usually_lie(tmp_path: Path, place: str, packed: bool) -> None:
    """Gzipped or not, in the folder itself or where other libraries put them."""
    files = contents()
    write(tmp_path / place, files, packed=packed)

    for part in Part:
        got = read_collection(SMALL, part, tmp_path)
        assert got.images.tobytes() == files[part.images][16:]
        assert got.labels.tolist() == list(files[part.labels][8:])
        assert got.images.shape == (SMALL.counts[part], 28, 28)
        assert (got.images.dtype, got.labels.dtype) == (np.uint8, np.int64)


def test_a_gzipped_file_without_its_ending_is_read(tmp_path: Path) -> None:
    """What a file is, its first bytes tell, not its name."""
    write(tmp_path, {name: gzip.compress(content) for name, content in contents().items()})

    assert len(read_collection(SMALL, Part.TEST, tmp_path)) == 3


SPOILT = {
    "cut-short": (lambda c: c[:-1], "is cut short: 3 x 28 x 28 takes 2,352 bytes, and there are 2,351"),
    "too-long": (lambda c: c + b"\0", "is too long"),
    "head-only": (lambda c: c[:10], "ends within its head, after 10 bytes"),
    "empty": (lambda _: b"", "it begins with nothing"),
    "text": (lambda _: b"<html>Not Found</html>", "is no IDX file of images: it begins with 3c 68 74 6d"),
    "labels": (lambda _: idx(np.arange(3)), "holds labels, not images"),
    "fewer": (lambda _: idx(np.zeros((2, 28, 28))), "holds 2 x 28 x 28 values, where MNIST has 3 x 28 x 28"),
    "smaller": (lambda _: idx(np.zeros((3, 27, 28))), "holds 3 x 27 x 28 values"),
    "larger-than-memory": (lambda c: c[:4] + b"\xff" * 12 + c[16:], "is cut short"),
    "floats": (lambda c: c[:2] + b"\x0d" + c[3:], "is no IDX file of images"),
    "packed-cut-short": (lambda c: gzip.compress(c)[:-30], "ends in the middle of the packed data"),
    "packed-spoilt": (lambda c: gzip.compress(c)[:-6] + b"123456", "cannot be unpacked"),
    "packed-garbage": (lambda c: gzip.compress(c)[:10] + b"\xff" * 50, "cannot be unpacked"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_file_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    """The message names the file, says what is wrong, and what to do."""
    spoil, reason = SPOILT[name]
    files = contents()
    files["t10k-images-idx3-ubyte"] = spoil(files["t10k-images-idx3-ubyte"])
    write(tmp_path, files)

    with pytest.raises(UsageError) as refused:
        read_collection(SMALL, Part.TEST, tmp_path)

    assert reason in str(refused.value)
    assert str(tmp_path / "t10k-images-idx3-ubyte") in str(refused.value)
    assert "name another folder" in str(refused.value)
    assert len(read_collection(SMALL, Part.TRAINING, tmp_path)) == 5


def test_a_label_out_of_range_is_refused(tmp_path: Path) -> None:
    """There are ten classes."""
    write(tmp_path, contents() | {"t10k-labels-idx1-ubyte": idx(np.array([0, 10, 3]))})

    with pytest.raises(UsageError, match="a label 10 in t10k-labels"):
        read_collection(SMALL, Part.TEST, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """The other three are there."""
    files = contents()
    del files[name]
    write(tmp_path, files)

    with pytest.raises(UsageError, match=f"lacks {name}"):
        read_collection(SMALL, next(part for part in Part if name in (part.images, part.labels)), tmp_path)


def test_an_empty_folder_says_what_belongs_there(tmp_path: Path) -> None:
    """With the names of all files."""
    with pytest.raises(UsageError) as refused:
        read_collection(FASHION_MNIST, Part.TEST, tmp_path)

    assert all(name in str(refused.value) for name in NAMES)
    assert "no Fashion-MNIST in" in str(refused.value)


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(UsageError, match="cannot be read"):
        read_bytes(tmp_path / "nothing")


def test_a_packed_file_does_not_fill_the_memory(tmp_path: Path) -> None:
    """Unpacking stops at the most that such a file can hold."""
    bomb = tmp_path / "bomb"
    bomb.write_bytes(gzip.compress(bytes(MOST_BYTES + 2), compresslevel=1))

    with pytest.raises(UsageError, match="is larger than 256 MB"):
        read_bytes(bomb)


def test_what_is_not_the_published_file_is_read_with_a_warning(tmp_path: Path) -> None:
    """Shuffled pictures are as good to learn from, but their order is another one."""
    write(tmp_path, contents())

    with pytest.warns(DataWarning, match="is not the published t10k-images-idx3-ubyte of MNIST"):
        read_collection(SMALL, Part.TEST, tmp_path)


def test_a_published_file_is_read_without_a_word(tmp_path: Path) -> None:
    """Gzipped by whoever: the checksum is of the content."""
    files = contents()
    digests = {name: mnist.hashlib.md5(content).hexdigest() for name, content in files.items()}
    write(tmp_path, files, packed=True)

    with warnings.catch_warnings():
        warnings.simplefilter("error", DataWarning)
        read_collection(replace(SMALL, digests=digests), Part.TEST, tmp_path)


def test_the_other_collections_file_is_no_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fashion-MNIST has files of the same names and sizes."""
    files = contents()
    digests = {name: mnist.hashlib.md5(content).hexdigest() for name, content in files.items()}
    monkeypatch.setattr(mnist, "MNIST", replace(SMALL, digests=digests))
    write(tmp_path, files)

    with pytest.raises(UsageError, match="belongs to MNIST, not to Fashion-MNIST"):
        read_collection(replace(FASHION_MNIST, counts=SMALL.counts), Part.TEST, tmp_path)


def test_the_option_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And without both there is no folder."""
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    assert data_folder() is None

    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    (tmp_path / "other").mkdir()
    assert data_folder() == tmp_path
    assert data_folder(tmp_path / "other") == tmp_path / "other"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it was named."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "gone"))

    with pytest.raises(UsageError, match="There is no folder"):
        data_folder()


def test_arrays_are_read_as_they_lie_in_the_file() -> None:
    """Big-endian sizes, rows first."""
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)

    assert np.array_equal(parse(idx(array), Path("file"), 3), array)


@pytest.mark.skipif(not os.environ.get(FOLDER_VARIABLE), reason=f"{FOLDER_VARIABLE} names no folder with MNIST")
def test_the_real_mnist_is_what_it_should_be() -> None:
    """60,000 and 10,000 pictures, whose classes are as frequent as published."""
    folder = data_folder()
    assert folder is not None
    training, test = (read_collection(MNIST, part, folder) for part in (Part.TRAINING, Part.TEST))

    assert np.bincount(training.labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert abs(training.floats().mean() - 0.1307) < 1e-4
