"""Digits that are drawn: from a seed, all different, and shaped like what they show."""

import time

import numpy as np
import pytest

from grader.data.digits import CLASSES, SIDE, draw_digits
from grader.data.labelled import Labelled
from grader.data.strokes import POINTS, WAYS, templates


def test_the_same_seed_draws_the_same_digits() -> None:
    """Also when the seed comes as a generator."""
    one, two, three = draw_digits(30, 5), draw_digits(30, 5), draw_digits(30, np.random.default_rng(5))

    for other in (two, three):
        assert np.array_equal(one.images, other.images)
        assert np.array_equal(one.labels, other.labels)


def test_another_seed_draws_others() -> None:
    """No picture of one is in the other."""
    one, two = draw_digits(200, 1), draw_digits(200, 2)

    assert not {image.tobytes() for image in one.images} & {image.tobytes() for image in two.images}


def test_no_two_pictures_are_alike() -> None:
    """Every one is drawn anew."""
    digits = draw_digits(2_000, 3)

    assert len({image.tobytes() for image in digits.images}) == len(digits)


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501])
def test_as_many_as_wanted(count: int) -> None:
    """Whatever is drawn at once."""
    digits = draw_digits(count, 0)

    assert len(digits) == count
    assert digits.images.shape == (count, SIDE, SIDE)
    assert (digits.images.dtype, digits.labels.dtype) == (np.uint8, np.int64)


def test_each_class_is_equally_likely() -> None:
    """A tenth each, give or take five deviations."""
    counts = np.bincount(draw_digits(5_000, 4).labels, minlength=CLASSES)

    assert np.abs(counts - 500).max() < 5 * np.sqrt(5_000 * 0.1 * 0.9)


def test_floats_are_what_a_network_takes() -> None:
    """One channel, from 0 to 1, background 0."""
    digits = draw_digits(20, 0)
    floats = digits.floats()

    assert (floats.shape, floats.dtype) == ((20, 1, SIDE, SIDE), np.float32)
    assert floats.min() == 0
    assert 0.6 < floats.max() <= 1
    assert np.array_equal(np.rint(floats[:, 0] * 255), digits.images)


def test_the_first_ones_are_a_part() -> None:
    """Pictures and labels stay together."""
    digits = draw_digits(9, 0)
    part = digits.first(4)

    assert isinstance(part, Labelled)
    assert np.array_equal(part.images, digits.images[:4])
    assert np.array_equal(part.labels, digits.labels[:4])


def test_digits_look_like_their_class() -> None:
    """The nearest mean picture names most of them, so labels and pictures belong together."""
    seen, unseen = draw_digits(3_000, 1), draw_digits(1_000, 2)
    means = np.stack([seen.images[seen.labels == digit].mean(axis=0) for digit in range(CLASSES)]).reshape(CLASSES, -1)
    distances = ((unseen.images.reshape(len(unseen), 1, -1) - means) ** 2).sum(axis=-1)

    assert (distances.argmin(axis=1) == unseen.labels).mean() > 0.6


def test_drawing_takes_no_time() -> None:
    """Six thousand in less than two seconds of the processor; here it is a third of one."""
    start = time.process_time()
    draw_digits(6_000, 0)

    assert time.process_time() - start < 2


def test_every_digit_has_ways_of_being_written() -> None:
    """At least two each, and each way as many dots of ink."""
    table = templates()

    assert sorted(WAYS) == list(range(CLASSES))
    assert all(len(table.ways_of(digit)) >= 2 for digit in range(CLASSES))
    assert table.curves.shape[:2] == (len(table.digits), POINTS)


def test_dots_of_ink_lie_on_the_strokes_at_equal_distances() -> None:
    """A dot is never further than a pixel from the next, where the pen is not lifted, and stays near the digit's box."""
    table = templates()
    dots = np.matmul(table.curves, table.controls)
    steps = np.linalg.norm(np.diff(dots, axis=1), axis=-1) * 20

    assert dots.min() > -0.15
    assert dots.max() < 1.15
    assert np.median(steps) < 1
    assert np.allclose(table.curves.sum(axis=-1), 1, atol=1e-6)
