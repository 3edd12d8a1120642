"""
Public examples of exercise01: numbers from the course's slides, recomputed.

Run them with `pytest exercises/exercise01`; `grade exercise01` runs them too. Where a slide has another number, the
title of the example says so.
"""

import numpy as np
import pytest
from convolution import conv2d, conv2d_batch, conv2d_channels

from grader.suite import same

IMAGE = np.array(
    [
        [1.0, 0, 1, 0, 1],
        [1, 0, 0, 1, 1],
        [0, 1, 1, 0, 0],
        [1, 0, 0, 1, 0],
        [0, 0, 1, 1, 0],
    ],
)
KERNEL = np.array(
    [
        [0.0, 1, 0],
        [1, 0, -1],
        [0, 1, 0],
    ],
)

GREY = np.array(
    [
        [95.0, 242, 186, 152, 39],
        [39, 14, 220, 153, 180],
        [5, 247, 212, 54, 46],
        [46, 77, 133, 110, 74],
        [156, 35, 74, 93, 116],
    ],
)
LAPLACIAN = np.array(
    [
        [0.0, 1, 0],
        [1, -4, 1],
        [0, 1, 0],
    ],
)

VOLUME = np.array(
    [
        [[0.0, 1, 1, 2, 2], [0, 1, 1, 0, 0], [1, 1, 0, 1, 0], [1, 0, 1, 1, 1], [0, 2, 0, 1, 0]],
        [[1, 1, 1, 2, 0], [0, 2, 1, 1, 2], [1, 2, 0, 0, 2], [0, 2, 1, 2, 1], [2, 0, 1, 2, 0]],
        [[2, 0, 2, 0, 2], [0, 0, 1, 2, 1], [1, 0, 2, 2, 1], [2, 0, 2, 0, 0], [0, 0, 1, 1, 2]],
    ],
)
FILTER_W0 = [
    [[1.0, 1, -1], [-1, 0, 1], [-1, -1, 0]],
    [[-1, 0, -1], [0, 0, -1], [1, -1, 0]],
    [[0, 1, 0], [1, 0, 1], [0, -1, 1]],
]
FILTER_W1 = [
    [[-1.0, -1, 0], [-1, 1, 0], [-1, 1, 0]],
    [[1, -1, 0], [-1, 0, -1], [-1, 0, 0]],
    [[-1, 0, 1], [1, 0, 1], [0, -1, 0]],
]
FILTERS = np.array([FILTER_W0, FILTER_W1])
BIAS = np.array([1.0, 0.0])
MAP_0 = [[1.0, 0, -3], [-6, 1, 1], [4, -3, 1]]
MAP_1 = [[-1.0, -6, -4], [-2, -3, -4], [-1, -3, -3]]


@pytest.mark.function("conv2d")
def test_five_by_five():
    """A 5x5 image and a 3x3 kernel: the first worked example.

    zh-TW: 5x5 影像與 3x3 核：第一個手算範例。
    """
    same(conv2d(IMAGE, KERNEL), np.array([[2.0, 1, -1], [-1, 1, 3], [2, 1, 1]]))


@pytest.mark.function("conv2d")
def test_vertical_edge():
    """The vertical edge detector answers where bright meets dark.

    zh-TW: 垂直邊緣偵測器在亮暗交界處有反應。
    """
    image = np.array([[1.0, 1, 0, 0, 0]] * 5)
    detector = np.array([[1.0, 0, -1]] * 3)
    same(conv2d(image, detector), np.array([[3.0, 3, 0]] * 3))


@pytest.mark.function("conv2d")
def test_four_by_four():
    """A line in a 4x4 image, found by a kernel with a bright middle column.

    zh-TW: 4x4 影像中的一條直線，用中間一行為正的核來找。
    """
    image = np.array([[0.0, 1, 0, 0]] * 4)
    detector = np.array([[-1.0, 1, -1]] * 3)
    same(conv2d(image, detector), np.array([[3.0, -3], [3, -3]]))


@pytest.mark.function("conv2d")
def test_five_by_five_kernel():
    """A 5x5 kernel on a 6x6 image gives fives; the slide shows threes.

    zh-TW: 6x6 影像配 5x5 核，答案是 5；投影片上寫成 3。
    """
    image = np.array([[1.0, 1, 0, 0, 0, 0]] * 6)
    kernel = np.array([[1.0, 0, -1, 0, 1]] * 5)
    same(conv2d(image, kernel), np.array([[5.0, 5], [5, 5]]))


@pytest.mark.function("conv2d")
def test_stride_two():
    """The first example with stride 2 keeps every second row and column.

    zh-TW: 第一個範例改用步幅 2：每隔一列、一行才算一格。
    """
    same(conv2d(IMAGE, KERNEL, stride=2), np.array([[2.0, -1], [2, 1]]))


@pytest.mark.function("conv2d")
def test_padding_one():
    """The first example with padding 1: the old map is in the middle; a slide has other numbers.

    zh-TW: 第一個範例改用填補 1：原來的特徵圖位在中央；投影片上的數字有誤。
    """
    expected = [[1.0, 0, 0, 1, 1], [1, 2, 1, -1, 2], [1, -1, 1, 3, 1], [0, 2, 1, 1, 1], [1, -1, -1, 2, 1]]
    same(conv2d(IMAGE, KERNEL, padding=1), np.array(expected))


@pytest.mark.function("conv2d")
def test_stride_two_and_padding_one():
    """Stride 2 and padding 1 together.

    zh-TW: 步幅 2 與填補 1 一起使用。
    """
    same(conv2d(IMAGE, KERNEL, stride=2, padding=1), np.array([[1.0, 0, 1], [1, 1, 1], [1, -1, 1]]))


@pytest.mark.function("conv2d")
def test_laplacian():
    """The Laplacian kernel on a grey image.

    zh-TW: 灰階影像與 Laplacian 核。
    """
    same(conv2d(GREY, LAPLACIAN), np.array([[692.0, -315, -6], [-680, -194, 305], [153, -59, -86]]))


@pytest.mark.function("conv2d")
def test_laplacian_stride_two():
    """The Laplacian kernel with stride 2.

    zh-TW: Laplacian 核，步幅 2。
    """
    same(conv2d(GREY, LAPLACIAN, stride=2), np.array([[692.0, -6], [153, -86]]))


@pytest.mark.function("conv2d")
def test_laplacian_padding_one():
    """The Laplacian kernel with padding 1 keeps the size of the image.

    zh-TW: Laplacian 核，填補 1，輸出和影像一樣大。
    """
    expected = [
        [-99.0, -673, -130, -230, 176],
        [-42, 692, -315, -6, -482],
        [312, -680, -194, 305, 124],
        [54, 153, -59, -86, -24],
        [-543, 167, -35, -72, -297],
    ]
    same(conv2d(GREY, LAPLACIAN, padding=1), np.array(expected))


@pytest.mark.function("conv2d_channels")
def test_volume_first_filter():
    """Three channels and filter w0 with bias 1 give one map.

    zh-TW: 三個通道與濾波器 w0（偏置 1）得到一張特徵圖。
    """
    maps = conv2d_channels(VOLUME, FILTERS[:1], bias=BIAS[:1], stride=2, padding=1)
    same(maps, np.array([MAP_0]))


@pytest.mark.function("conv2d_channels")
def test_volume_both_filters():
    """Filters w0 and w1 give two maps.

    zh-TW: 濾波器 w0 和 w1 得到兩張特徵圖。
    """
    same(conv2d_channels(VOLUME, FILTERS, BIAS, stride=2, padding=1), np.array([MAP_0, MAP_1]))


@pytest.mark.function("conv2d_channels")
def test_one_channel_two_filters():
    """A layer with 1 channel in and 2 out, kernel 3: a 4x4 image becomes two 2x2 maps.

    zh-TW: 輸入 1 個通道、輸出 2 個通道、核大小 3 的一層：4x4 影像變成兩張 2x2 特徵圖。
    """
    image = np.array([[[0.0, 1, 0, 0]] * 4])
    kernels = np.array([[[[-1.0, 1, -1]] * 3], [[[0.0, 1, 0]] * 3]])
    same(conv2d_channels(image, kernels), np.array([[[3.0, -3], [3, -3]], [[3, 0], [3, 0]]]))


@pytest.mark.function("conv2d_channels")
def test_dilation_two():
    """With dilation 2 a 3x3 kernel covers the whole 5x5 image: corners, edge middles and centre.

    zh-TW: 擴張為 2 時，3x3 的核涵蓋整張 5x5 影像：四角、四邊中點與中心。
    """
    image = np.arange(25.0).reshape(1, 5, 5)
    same(conv2d_channels(image, np.ones((1, 1, 3, 3)), dilation=2), np.array([[[108.0]]]))


@pytest.mark.function("conv2d_batch")
def test_batch_of_two():
    """The volume and its mirror image as a batch of two.

    zh-TW: 把彩色範例和它的左右鏡像放在同一個批次。
    """
    mirrored = [
        [[0.0, -3, 1], [2, -4, -2], [-1, 3, 0]],
        [[-1.0, -5, -5], [3, -8, -4], [-3, -3, -1]],
    ]
    maps = conv2d_batch(np.array([VOLUME, VOLUME[:, :, ::-1]]), FILTERS, BIAS, stride=2, padding=1)
    same(maps, np.array([[MAP_0, MAP_1], mirrored]))


@pytest.mark.function("conv2d_batch")
def test_batch_of_one():
    """A batch of one image keeps its first axis.

    zh-TW: 只有一張影像的批次，仍然保留第一個軸。
    """
    maps = conv2d_batch(VOLUME[None], FILTERS, BIAS, stride=2, padding=1)
    same(maps, np.array([[MAP_0, MAP_1]]))
