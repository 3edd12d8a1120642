"""
Hidden suite of exercise01: convolution of one channel, of several, and of a batch.

Sizes and values are drawn from `rng`; height and width always differ, so that mixing them up shows.
"""

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged

IMAGE = np.array([[1, 0, 1, 0, 1], [1, 0, 0, 1, 1], [0, 1, 1, 0, 0], [1, 0, 0, 1, 0], [0, 0, 1, 1, 0]], dtype=float)
KERNEL = np.array([[0, 1, 0], [1, 0, -1], [0, 1, 0]], dtype=float)

VOLUME = np.array(
    [
        [[0, 1, 1, 2, 2], [0, 1, 1, 0, 0], [1, 1, 0, 1, 0], [1, 0, 1, 1, 1], [0, 2, 0, 1, 0]],
        [[1, 1, 1, 2, 0], [0, 2, 1, 1, 2], [1, 2, 0, 0, 2], [0, 2, 1, 2, 1], [2, 0, 1, 2, 0]],
        [[2, 0, 2, 0, 2], [0, 0, 1, 2, 1], [1, 0, 2, 2, 1], [2, 0, 2, 0, 0], [0, 0, 1, 1, 2]],
    ],
    dtype=float,
)
FILTERS = np.array(
    [
        [
            [[1, 1, -1], [-1, 0, 1], [-1, -1, 0]],
            [[-1, 0, -1], [0, 0, -1], [1, -1, 0]],
            [[0, 1, 0], [1, 0, 1], [0, -1, 1]],
        ],
        [
            [[-1, -1, 0], [-1, 1, 0], [-1, 1, 0]],
            [[1, -1, 0], [-1, 0, -1], [-1, 0, 0]],
            [[-1, 0, 1], [1, 0, 1], [0, -1, 0]],
        ],
    ],
    dtype=float,
)


def numbers(rng, *shape):
    """Random values with one decimal: easy to read in feedback, and not exact in float32."""
    return rng.normal(scale=3.0, size=shape).round(1)


def bright(rng, *shape):
    """Random values above zero, where the result is a single cell: its terms must not cancel."""
    return (np.abs(numbers(rng, *shape)) + 1).round(1)


def whole(rng, *shape, dtype=np.int64):
    """Random pixels as a picture file holds them."""
    return rng.integers(1, 200, size=shape).astype(dtype)


def box(rng, *shape):
    """Equal weights, for checks that are about something else than how the kernel lies."""
    return np.full(shape, between(rng, 2, 8) + 0.3)


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def oblong(rng, low, high):
    """Draw a height and a smaller width, both between low and high."""
    width, height = sorted(rng.choice(np.arange(low, high + 1), size=2, replace=False).tolist())
    return height, width


def turned(shape):
    """Lay a shape down: width before height."""
    return shape[::-1]


def layouts(*arrays):
    """Hold the same values read-only, in Fortran order, and as every second element of a larger array."""
    frozen = [array.copy() for array in arrays]
    for array in frozen:
        array.flags.writeable = False
    sparse = [np.repeat(array, 2, axis=-1)[..., ::2] for array in arrays]
    return frozen, [np.asfortranarray(array) for array in arrays], sparse


@pytest.mark.function("conv2d")
class TestConv2d:
    """One image, one channel, one kernel."""

    def test_slides_example(self, student, reference, rng):
        """The 5x5 example of the slides, and the same with other numbers.

        zh-TW: 投影片上的 5x5 範例，以及換成其他數字的同樣算法。
        """
        same(student.conv2d(IMAGE, KERNEL), np.array([[2.0, 1, -1], [-1, 1, 3], [2, 1, 1]]))
        for size in (3, 2):
            image, kernel = numbers(rng, 5, 5), numbers(rng, size, size)
            same(student.conv2d(image, kernel), reference.conv2d(image, kernel))

    def test_any_shape(self, student, reference, rng):
        """Images and kernels need not be square; one pixel and a kernel as large as the image work too.

        zh-TW: 影像和核不必是正方形；只有一個像素，或核和影像一樣大，也要算得對。
        """
        for image_shape in (turned(oblong(rng, 5, 9)), oblong(rng, 5, 9)):
            kernel_shape = oblong(rng, 1, 4)
            for shape in (kernel_shape, turned(kernel_shape), (1, 1)):
                image, kernel = numbers(rng, *image_shape), numbers(rng, *shape)
                same(student.conv2d(image, kernel), reference.conv2d(image, kernel))
            image, kernel = bright(rng, *image_shape), bright(rng, *image_shape)
            same(student.conv2d(image, kernel), reference.conv2d(image, kernel))
        pixel, weight = bright(rng, 1, 1), bright(rng, 1, 1)
        same(student.conv2d(pixel, weight), pixel * weight)

    def test_stride(self, student, reference, rng):
        """The kernel moves by the stride, down as well as across.

        zh-TW: 核每次移動「步幅」那麼多格，往下和往右都一樣。
        """
        same(student.conv2d(IMAGE, KERNEL, stride=2), np.array([[2.0, -1], [2, 1]]))
        for stride in (2, 3):
            height, width = oblong(rng, 1, 4)
            image = numbers(rng, height + stride * between(rng, 1, 3), width + stride * between(rng, 1, 3))
            kernel = numbers(rng, height, width)
            same(student.conv2d(image, kernel, stride), reference.conv2d(image, kernel, stride))

    def test_stride_with_rest(self, student, reference, rng):
        """Where the stride does not come out even, the last rows and columns are left over.

        zh-TW: 步幅除不盡時，最後剩下的列和行不計算（輸出大小取下整數）。
        """
        for stride in (2, 3, 4):
            height, width = oblong(rng, 1, 4)
            rest = between(rng, 1, stride - 1)
            image = numbers(rng, height + stride * between(rng, 1, 2) + rest, width + stride * between(rng, 0, 2) + 1)
            kernel = numbers(rng, height, width)
            same(student.conv2d(image, kernel, stride=stride), reference.conv2d(image, kernel, stride=stride))

    def test_padding(self, student, reference, rng):
        """Padding surrounds the image with zeros on all four sides.

        zh-TW: 填補是在影像的上下左右四邊都補零。
        """
        padded_map = [[1.0, 0, 0, 1, 1], [1, 2, 1, -1, 2], [1, -1, 1, 3, 1], [0, 2, 1, 1, 1], [1, -1, -1, 2, 1]]
        same(student.conv2d(IMAGE, KERNEL, padding=1), np.array(padded_map))
        image, kernel = numbers(rng, 2, 3), numbers(rng, 4, 3)
        same(student.conv2d(image, kernel, padding=1), reference.conv2d(image, kernel, padding=1))
        for padding in (1, 2, 3):
            image, kernel = numbers(rng, *turned(oblong(rng, 3, 7))), numbers(rng, *oblong(rng, 2, 5))
            same(student.conv2d(image, kernel, padding=padding), reference.conv2d(image, kernel, padding=padding))

    def test_stride_and_padding(self, student, reference, rng):
        """Stride and padding together.

        zh-TW: 步幅與填補一起使用。
        """
        same(student.conv2d(IMAGE, KERNEL, 2, 1), np.array([[1.0, 0, 1], [1, 1, 1], [1, -1, 1]]))
        for stride, padding in ((2, 1), (3, 2), (2, 3), (4, 1)):
            image, kernel = numbers(rng, *turned(oblong(rng, 4, 8))), numbers(rng, *oblong(rng, 1, 4))
            same(
                student.conv2d(image, kernel, stride=stride, padding=padding),
                reference.conv2d(image, kernel, stride=stride, padding=padding),
            )

    def test_integers(self, student, reference, rng):
        """Whole-number images keep the fractions that the kernel brings in.

        zh-TW: 影像是整數時，核帶來的小數部分也要保留。
        """
        for image in (whole(rng, 5, 7), whole(rng, 6, 4, dtype=np.uint8), whole(rng, 4, 6, dtype=np.int32)):
            kernel = numbers(rng, *oblong(rng, 2, 4)) + 0.25
            same(student.conv2d(image, kernel), reference.conv2d(image, kernel))
        image, kernel = numbers(rng, 4, 5) + 0.25, whole(rng, 3, 2)
        same(student.conv2d(image, kernel), reference.conv2d(image, kernel))

    def test_arguments_stay(self, student, reference, rng):
        """Image and kernel are only read; they may be read-only or not contiguous.

        zh-TW: 影像和核只能讀取、不能更改；它們可能是唯讀，或在記憶體中不連續。
        """
        for size in (2, 3):
            image, kernel = numbers(rng, *oblong(rng, 4, 7)), box(rng, size, size)
            expected = reference.conv2d(image, kernel)
            same(unchanged(student.conv2d, image, kernel), expected)
            for held in layouts(image, kernel):
                same(student.conv2d(*held), expected)

    def test_impossible_steps(self, student, reference, rng):
        """A stride below 1 or a negative padding is a ValueError that names it.

        zh-TW: 步幅小於 1 或填補為負數時，要拋出指名該參數的 ValueError。
        """
        side = between(rng, 5, 8)
        image, kernel = numbers(rng, side, side), box(rng, 2, 2)
        below = -between(rng, 1, 3)
        same(student.conv2d(image, kernel, stride=1, padding=0), reference.conv2d(image, kernel))
        rejects(student.conv2d, image, kernel, stride=0, blames={"stride": 0})
        rejects(student.conv2d, image, kernel, stride=below, padding=1, blames={"stride": below})
        rejects(student.conv2d, image, kernel, padding=-1, blames={"padding": -1})

    def test_impossible_shapes(self, student, reference, rng):
        """A kernel that does not fit, or an array that is not two-dimensional, is a ValueError that names it.

        zh-TW: 核放不進影像，或陣列不是二維時，要拋出指名該參數的 ValueError。
        """
        height, width = oblong(rng, 3, 6)
        image, fitting = bright(rng, height, width), box(rng, height, width)
        same(student.conv2d(image, fitting), reference.conv2d(image, fitting))
        for shape in ((height + 1, width), (height, width + 1), (height + 3, 1)):
            rejects(student.conv2d, image, box(rng, *shape), blames={"kernel": shape, "image": (height, width)})
        padding = between(rng, 1, 2)
        tall, broad = (height + 2 * padding + 1, 1), (1, width + 2 * padding + 1)
        for shape in (tall, broad):
            blames = {"kernel": shape, "image": (height, width), "padding": padding}
            rejects(student.conv2d, image, box(rng, *shape), padding=padding, blames=blames)
        rejects(student.conv2d, image[None], box(rng, 2, 2), blames={"image": (1, height, width)})
        rejects(student.conv2d, image, box(rng, 1, 2, 2), blames={"kernel": (1, 2, 2)})


@pytest.mark.function("conv2d_channels")
class TestConv2dChannels:
    """One image of several channels, several filters."""

    def test_channels_are_summed(self, student, reference, rng):
        """One filter over several channels gives one map, the sum over the channels.

        zh-TW: 一個濾波器跨越所有通道，結果加總成一張特徵圖。
        """
        for channels in (2, 3, 5):
            image = numbers(rng, channels, *oblong(rng, 3, 5))
            kernels = numbers(rng, 1, channels, *turned(oblong(rng, 1, 3)))
            same(student.conv2d_channels(image, kernels), reference.conv2d_channels(image, kernels))

    def test_any_number_of_filters(self, student, reference, rng):
        """Each filter gives a map of its own; one channel, one filter and one pixel work too.

        zh-TW: 每個濾波器各得一張特徵圖；只有一個通道、一個濾波器、一個像素時也要對。
        """
        for channels, filters in ((2, between(rng, 3, 5)), (between(rng, 3, 5), 2), (1, 2), (3, 3), (1, 1)):
            image, kernels = numbers(rng, channels, *turned(oblong(rng, 3, 6))), numbers(rng, filters, channels, 3, 2)
            same(student.conv2d_channels(image, kernels), reference.conv2d_channels(image, kernels))
        image, kernels = numbers(rng, 3, 1, 1), numbers(rng, 4, 3, 1, 1)
        same(student.conv2d_channels(image, kernels), reference.conv2d_channels(image, kernels))

    def test_bias(self, student, reference, rng):
        """The bias of a filter is added once to every cell of its map.

        zh-TW: 每個濾波器的偏置（bias）在它的特徵圖每一格各加一次。
        """
        for channels, filters in ((2, 2), (3, 4), (4, 1)):
            image, kernels = numbers(rng, channels, 5, filters + 1), numbers(rng, filters, channels, 3, 2)
            bias = numbers(rng, filters) + 7
            same(student.conv2d_channels(image, kernels, bias), reference.conv2d_channels(image, kernels, bias))

    def test_slides_volume(self, student, reference, rng):
        """The slides' volume: three channels, two filters with bias, stride 2, padding 1.

        zh-TW: 投影片上的彩色範例：三個通道、兩個帶偏置的濾波器，步幅 2、填補 1。
        """
        maps = [[[1.0, 0, -3], [-6, 1, 1], [4, -3, 1]], [[-1, -6, -4], [-2, -3, -4], [-1, -3, -3]]]
        settings = {"bias": np.array([1.0, 0.0]), "stride": 2, "padding": 1}
        same(student.conv2d_channels(VOLUME, FILTERS, **settings), np.array(maps))
        image = numbers(rng, 3, 5, 5)
        expected = reference.conv2d_channels(image, FILTERS, **settings)
        same(student.conv2d_channels(image, FILTERS, **settings), expected)

    def test_stride_and_padding(self, student, reference, rng):
        """Stride and padding act on rows and columns, never on channels.

        zh-TW: 步幅和填補只作用在高和寬，不影響通道。
        """
        for stride, padding in ((2, 0), (1, 1), (1, 2), (3, 1), (2, 2)):
            image = numbers(rng, between(rng, 2, 3), *turned(oblong(rng, 4, 6)))
            kernels = numbers(rng, 2, len(image), *oblong(rng, 2, 4))
            expected = reference.conv2d_channels(image, kernels, stride=stride, padding=padding)
            same(student.conv2d_channels(image, kernels, stride=stride, padding=padding), expected)

    def test_dilation(self, student, reference, rng):
        """Dilation spreads the kernel: neighbouring weights meet pixels that lie that far apart.

        zh-TW: 擴張（dilation）把核撐開：相鄰的權重對應到相隔那麼多格的像素。
        """
        for dilation in (2, 3):
            for kernel_shape in ((3, 2), turned(oblong(rng, 1, 3))):
                reach = [dilation * (size - 1) + 1 for size in kernel_shape]
                image = numbers(rng, 2, reach[0] + between(rng, 1, 2), reach[1] + between(rng, 2, 4))
                kernels = numbers(rng, 3, 2, *kernel_shape)
                expected = reference.conv2d_channels(image, kernels, dilation=dilation)
                same(student.conv2d_channels(image, kernels, dilation=dilation), expected)

    def test_everything_together(self, student, reference, rng):
        """Bias, stride, padding and dilation in one call.

        zh-TW: 偏置、步幅、填補、擴張同時使用。
        """
        for stride, padding, dilation in ((2, 1, 2), (3, 2, 2), (2, 3, 3), (1, 1, 2)):
            channels, filters = between(rng, 2, 3), between(rng, 1, 3)
            image = numbers(rng, channels, *turned(oblong(rng, 5, 7)))
            kernels, bias = numbers(rng, filters, channels, *oblong(rng, 1, 3)), numbers(rng, filters) + 7
            arguments = (image, kernels, bias, stride, padding, dilation)
            same(student.conv2d_channels(*arguments), reference.conv2d_channels(*arguments))

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read, whole-number images keep fractions, any memory layout will do.

        zh-TW: 參數只能讀取；整數影像要保留小數結果；任何記憶體排列方式都要能處理。
        """
        kernels, bias = box(rng, 2, 3, 2, 2), np.zeros(2)
        for image in (whole(rng, 3, 4, 5), whole(rng, 3, 5, 3, dtype=np.uint8), numbers(rng, 3, 4, 6)):
            expected = reference.conv2d_channels(image, kernels, bias)
            same(unchanged(student.conv2d_channels, image, kernels, bias), expected)
            for held in layouts(image, kernels, bias):
                same(student.conv2d_channels(*held), expected)

    def test_impossible_steps(self, student, reference, rng):
        """A stride or dilation below 1 or a negative padding is a ValueError that names it.

        zh-TW: 步幅或擴張小於 1、填補為負數時，要拋出指名該參數的 ValueError。
        """
        image, kernels = numbers(rng, 2, *oblong(rng, 4, 6)), box(rng, 3, 2, 2, 2)
        below = -between(rng, 1, 3)
        expected = reference.conv2d_channels(image, kernels)
        same(student.conv2d_channels(image, kernels, None, stride=1, padding=0, dilation=1), expected)
        for name, value in (("stride", 0), ("stride", below), ("padding", -1), ("dilation", 0), ("dilation", below)):
            rejects(student.conv2d_channels, image, kernels, blames={name: value}, **{name: value})

    def test_impossible_shapes(self, student, reference, rng):
        """Channels that differ, a bias of another length, a kernel that does not fit: a ValueError names the argument.

        zh-TW: 通道數不符、偏置長度不對、核放不進去時，要拋出指名該參數的 ValueError。
        """
        height, width = oblong(rng, 5, 8)
        image, kernels, fitting = bright(rng, 3, height, width), box(rng, 2, 3, 3, 3), box(rng, 2, 3, height, width)
        same(student.conv2d_channels(image, kernels, np.zeros(2)), reference.conv2d_channels(image, kernels))
        same(student.conv2d_channels(image, fitting), reference.conv2d_channels(image, fitting))
        shallow = kernels[:, :2]
        rejects(student.conv2d_channels, image, shallow, blames={"image": image.shape, "kernels": 2})
        for wrong in (numbers(rng, 3), numbers(rng, 1)):
            rejects(
                student.conv2d_channels, image, kernels, wrong, blames={"bias": wrong.shape, "kernels": kernels.shape}
            )
        tall = box(rng, 2, 3, height + 1, 1)
        rejects(
            student.conv2d_channels,
            image,
            tall,
            blames={"kernels": tall.shape[2:], "image": (height, width)},
        )
        rejects(
            student.conv2d_channels,
            image,
            kernels,
            dilation=width,
            blames={"dilation": width, "kernels": (3, 3), "image": (height, width)},
        )
        rejects(student.conv2d_channels, image[0], kernels, blames={"image": (height, width)})
        rejects(student.conv2d_channels, image, kernels[0], blames={"kernels": (3, 3, 3)})


@pytest.mark.function("conv2d_batch")
class TestConv2dBatch:
    """Several images, the same filters."""

    def test_every_image(self, student, reference, rng):
        """Every image of the batch goes through the same filters.

        zh-TW: 批次裡的每一張影像都經過同一組濾波器。
        """
        for batch in (2, 3, 5):
            images = numbers(rng, batch, 2, *turned(oblong(rng, 3, 5)))
            kernels = numbers(rng, 4, 2, *oblong(rng, 1, 3))
            same(student.conv2d_batch(images, kernels), reference.conv2d_batch(images, kernels))

    def test_order_of_axes(self, student, reference, rng):
        """The result has the image first, then the filter, also where both are equally many.

        zh-TW: 結果的軸依序是影像、濾波器，兩者數量相同時也不能對調。
        """
        for count in (2, 3):
            images, kernels = numbers(rng, count, count, count + 2, 4), numbers(rng, count, count, 3, 2)
            same(student.conv2d_batch(images, kernels), reference.conv2d_batch(images, kernels))

    def test_one_of_everything(self, student, reference, rng):
        """A batch of one, one channel, one filter, one pixel: the result keeps its four axes.

        zh-TW: 一張影像、一個通道、一個濾波器、一個像素：結果仍然有四個軸。
        """
        for batch, channels, filters in ((1, 3, 2), (3, 1, 2), (2, 3, 1), (1, 1, 1)):
            images, kernels = numbers(rng, batch, channels, 4, 5), numbers(rng, filters, channels, 2, 3)
            same(student.conv2d_batch(images, kernels), reference.conv2d_batch(images, kernels))
        pixels, weights = bright(rng, 1, 1, 1, 1), bright(rng, 1, 1, 1, 1)
        same(student.conv2d_batch(pixels, weights), pixels * weights)

    def test_bias(self, student, reference, rng):
        """Every image gets the bias of the filter.

        zh-TW: 每一張影像都要加上濾波器的偏置。
        """
        for batch, filters in ((2, 3), (3, 2), (2, 1)):
            images, kernels = numbers(rng, batch, 2, 4, filters + 1), numbers(rng, filters, 2, 3, 2)
            bias = numbers(rng, filters) + 7
            same(student.conv2d_batch(images, kernels, bias), reference.conv2d_batch(images, kernels, bias))

    def test_stride(self, student, reference, rng):
        """The stride, also where it does not come out even.

        zh-TW: 步幅，包括除不盡的情形。
        """
        for stride in (2, 3):
            images = numbers(rng, 2, 2, *turned(oblong(rng, 4, 7)))
            kernels = numbers(rng, 2, 2, *oblong(rng, 1, 4))
            expected = reference.conv2d_batch(images, kernels, stride=stride)
            same(student.conv2d_batch(images, kernels, stride=stride), expected)

    def test_padding(self, student, reference, rng):
        """The padding goes around each image, not around the batch or the channels.

        zh-TW: 填補是補在每張影像的四邊，不是補在批次或通道上。
        """
        for padding in (1, 2):
            images = numbers(rng, between(rng, 2, 3), 2, *oblong(rng, 3, 5))
            kernels = numbers(rng, 3, 2, *turned(oblong(rng, 2, 4)))
            expected = reference.conv2d_batch(images, kernels, padding=padding)
            same(student.conv2d_batch(images, kernels, padding=padding), expected)

    def test_dilation(self, student, reference, rng):
        """The dilation spreads the kernel, for every image.

        zh-TW: 每張影像都用撐開（擴張）後的核計算。
        """
        for dilation in (2, 3):
            images = numbers(rng, 2, 2, dilation * 2 + 2, dilation + 2)
            kernels = numbers(rng, 2, 2, 3, 2)
            expected = reference.conv2d_batch(images, kernels, dilation=dilation)
            same(student.conv2d_batch(images, kernels, dilation=dilation), expected)

    def test_everything_together(self, student, reference, rng):
        """Bias, stride, padding and dilation in one call.

        zh-TW: 偏置、步幅、填補、擴張同時使用。
        """
        for stride, padding, dilation in ((2, 1, 2), (3, 2, 2), (2, 2, 3)):
            channels, filters = between(rng, 2, 3), between(rng, 2, 4)
            images = numbers(rng, between(rng, 2, 3), channels, *turned(oblong(rng, 5, 7)))
            kernels, bias = numbers(rng, filters, channels, *oblong(rng, 1, 3)), numbers(rng, filters) + 7
            arguments = (images, kernels, bias, stride, padding, dilation)
            same(student.conv2d_batch(*arguments), reference.conv2d_batch(*arguments))

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read, whole-number images keep fractions, any memory layout will do.

        zh-TW: 參數只能讀取；整數影像要保留小數結果；任何記憶體排列方式都要能處理。
        """
        kernels, bias = box(rng, 3, 2, 2, 2), np.zeros(3)
        for images in (whole(rng, 2, 2, 4, 5), whole(rng, 3, 2, 4, 3, dtype=np.uint8), numbers(rng, 2, 2, 3, 5)):
            expected = reference.conv2d_batch(images, kernels, bias)
            same(unchanged(student.conv2d_batch, images, kernels, bias), expected)
            for held in layouts(images, kernels, bias):
                same(student.conv2d_batch(*held), expected)

    def test_impossible_arguments(self, student, reference, rng):
        """Steps below 1, negative padding and shapes that do not match are a ValueError that names the argument.

        zh-TW: 步幅或擴張小於 1、填補為負數、形狀不符時，要拋出指名該參數的 ValueError。
        """
        height, width = oblong(rng, 5, 8)
        images, kernels = numbers(rng, 2, 3, height, width), box(rng, 4, 3, 3, 3)
        expected = reference.conv2d_batch(images, kernels)
        same(student.conv2d_batch(images, kernels, np.zeros(4), stride=1, padding=0, dilation=1), expected)
        for name, value in (("stride", 0), ("padding", -1), ("dilation", 0)):
            rejects(student.conv2d_batch, images, kernels, blames={name: value}, **{name: value})
        blames = {"images": images.shape, "image": images.shape[1:]}
        rejects(student.conv2d_batch, images, kernels[:, :2], blames={**blames, "kernels": 2})
        for wrong in (numbers(rng, 3), numbers(rng, 1)):
            rejects(
                student.conv2d_batch, images, kernels, wrong, blames={"bias": wrong.shape, "kernels": kernels.shape}
            )
        broad = box(rng, 2, 3, 1, width + 1)
        rejects(
            student.conv2d_batch,
            images,
            broad,
            blames={"kernels": broad.shape[2:], "images": (height, width), "image": (height, width)},
        )
        sizes = {"kernels": (3, 3), "images": (height, width), "image": (height, width)}
        rejects(student.conv2d_batch, images, kernels, dilation=width, blames={"dilation": width, **sizes})
        rejects(student.conv2d_batch, images[0], kernels, blames={"images": (3, height, width)})
        rejects(student.conv2d_batch, images, kernels[0], blames={"kernels": (3, 3, 3)})
