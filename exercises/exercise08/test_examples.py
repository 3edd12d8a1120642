"""
Public examples of exercise08: the slides' numbers, and small ones that can be checked by hand.

Run them with `pytest exercises/exercise08`; `grade exercise08` runs them too.
"""

import numpy as np
import pytest
from activations import (
    avg_pool2d,
    elu,
    gelu,
    global_avg_pool2d,
    leaky_relu,
    max_pool2d,
    min_pool2d,
    mish,
    relu,
    sigmoid,
    sum_pool2d,
    tanh,
)

from grader.suite import rejects, same

LN2, LN3 = np.log(2.0), np.log(3.0)

SLIDES_IMAGE = np.array(
    [
        [
            [
                [4.0, 123, 1, 34],
                [56, 99, 222, 253],
                [45, 122, 165, 12],
                [21, 187, 133, 124],
            ]
        ]
    ],
)
SMALL_IMAGE = np.array([[[[-4.0, -3], [-2, -1]]]])


@pytest.mark.function("relu")
def test_feature_map_of_the_slides():
    """The slides' feature map: its two negative cells become 0.

    zh-TW: 投影片上的特徵圖：兩個負的格子變成 0。
    """
    feature_map = np.array([[2.0, 1, -1], [-1, 1, 3], [2, 1, 1]])
    same(relu(feature_map), np.array([[2.0, 1, 0], [0, 1, 3], [2, 1, 1]]))


@pytest.mark.function("leaky_relu")
def test_a_hundredth_leaks():
    """One hundredth of a negative value is left, or as much as the slope says.

    zh-TW: 負值剩下百分之一，或由斜率決定剩下多少。
    """
    same(leaky_relu(np.array([-100.0, 0.0, 8.0])), np.array([-1.0, 0.0, 8.0]))
    same(leaky_relu(np.array([-100.0, 0.0, 8.0]), slope=0.25), np.array([-25.0, 0.0, 8.0]))


@pytest.mark.function("elu")
def test_elu_by_hand():
    """exp(-ln 2) = 1/2, so elu(-ln 2) = -1/2, and twice that with alpha 2.

    zh-TW: exp(-ln 2) = 1/2，所以 elu(-ln 2) = -1/2；alpha 是 2 時則是它的兩倍。
    """
    same(elu(np.array([-LN2, 0.0, 3.0])), np.array([-0.5, 0.0, 3.0]))
    same(elu(np.array([-LN2, 0.0, 3.0]), alpha=2.0), np.array([-1.0, 0.0, 3.0]))


@pytest.mark.function("sigmoid")
def test_sigmoid_by_hand():
    """sigmoid(0) = 1/2 and sigmoid(ln 3) = 1 / (1 + 1/3) = 3/4; the mirror image is 1/4.

    zh-TW: sigmoid(0) = 1/2，sigmoid(ln 3) = 1 / (1 + 1/3) = 3/4，左右對稱的另一側是 1/4。
    """
    same(sigmoid(np.array([-LN3, 0.0, LN3])), np.array([0.25, 0.5, 0.75]))


@pytest.mark.function("sigmoid")
def test_sigmoid_far_out():
    """Far out the sigmoid is 0 or 1, not NaN.

    zh-TW: 很遠的地方 sigmoid 是 0 或 1，不是 NaN。
    """
    same(sigmoid(np.array([-1000.0, 0.0, 1000.0])), np.array([0.0, 0.5, 1.0]))


@pytest.mark.function("tanh")
def test_tanh_by_hand():
    """tanh(ln 2) = (2 - 1/2) / (2 + 1/2) = 3/5, and -3/5 on the other side.

    zh-TW: tanh(ln 2) = (2 - 1/2) / (2 + 1/2) = 3/5，另一側是 -3/5。
    """
    same(tanh(np.array([-LN2, 0.0, LN2])), np.array([-0.6, 0.0, 0.6]))


@pytest.mark.function("gelu")
def test_gelu_from_a_table():
    """84.13 % of a standard normal distribution lie below 1, so gelu(1) = 0.8413...

    zh-TW: 標準常態分布有 84.13% 小於 1，所以 gelu(1) = 0.8413...
    """
    same(gelu(np.array([-1.0, 0.0, 1.0])), np.array([-0.15865525393145707, 0.0, 0.8413447460685429]))


@pytest.mark.function("mish")
def test_mish_by_hand():
    """For x = ln 2 the softplus is ln 3, and tanh(ln 3) = (3 - 1/3) / (3 + 1/3) = 4/5.

    zh-TW: x = ln 2 時 softplus 是 ln 3，而 tanh(ln 3) = (3 - 1/3) / (3 + 1/3) = 4/5。
    """
    same(mish(np.array([0.0, LN2])), np.array([0.0, 0.8 * LN2]))


@pytest.mark.function("max_pool2d")
def test_largest_values_of_the_slides():
    """The slides' 4x4 image, windows of 2x2, stride 2: the largest values.

    zh-TW: 投影片上的 4x4 影像，2x2 視窗、步幅 2：最大值。
    """
    same(max_pool2d(SLIDES_IMAGE), np.array([[[[123.0, 253], [187, 165]]]]))


@pytest.mark.function("max_pool2d")
def test_channels_stay():
    """A slide's shape: (C, 4, 4) becomes (C, 2, 2), however many channels there are.

    zh-TW: 投影片上的形狀：不論有幾個通道，(C, 4, 4) 都變成 (C, 2, 2)。
    """
    image = np.concatenate([SLIDES_IMAGE, -SLIDES_IMAGE, SLIDES_IMAGE + 1], axis=1)
    pooled = [[[123.0, 253], [187, 165]], [[-4, -1], [-21, -12]], [[124, 254], [188, 166]]]
    same(max_pool2d(image), np.array([pooled]))


@pytest.mark.function("max_pool2d")
def test_first_pooling_of_alexnet():
    """AlexNet's first pooling, 3x3 windows with stride 2: 55 x 55 becomes 27 x 27.

    zh-TW: AlexNet 的第一個池化，3x3 視窗、步幅 2：55x55 變成 27x27。
    """
    places = np.arange(55 * 55, dtype=float).reshape(1, 1, 55, 55)  # grows to the right and downwards
    same(max_pool2d(places, kernel=3, stride=2), places[:, :, 2::2, 2::2])


@pytest.mark.function("max_pool2d")
def test_padding_never_wins():
    """With padding 1 each 2x2 window sees one pixel; the border does not beat it.

    zh-TW: 填補 1 之後，每個 2x2 視窗只看得到一個像素；邊界不會贏過它。
    """
    same(max_pool2d(SMALL_IMAGE, padding=1), SMALL_IMAGE)
    same(max_pool2d(SMALL_IMAGE, stride=3, padding=1), np.array([[[[-4.0]]]]))


@pytest.mark.function("max_pool2d")
def test_window_that_does_not_fit():
    """A window larger than the image is a ValueError that names it; with padding 1 it fits.

    zh-TW: 視窗比影像大時要拋出指名它的 ValueError；填補 1 之後就放得下。
    """
    same(max_pool2d(SMALL_IMAGE, kernel=3, padding=1), np.array([[[[-1.0]]]]))
    rejects(max_pool2d, SMALL_IMAGE, kernel=3, blames={"kernel": 3, "x": (2, 2)})


@pytest.mark.function("avg_pool2d")
def test_means_of_the_slides():
    """The means of the same four windows.

    zh-TW: 同樣四個視窗的平均。
    """
    same(avg_pool2d(SLIDES_IMAGE), np.array([[[[70.5, 127.5], [93.75, 108.5]]]]))


@pytest.mark.function("avg_pool2d")
def test_padding_is_not_counted():
    """Each 3x3 window sees all four pixels: their mean is 2.5, however many cells of padding are around them.

    zh-TW: 每個 3x3 視窗都看得到四個像素：不論周圍有多少填補的格子，平均都是 2.5。
    """
    image = np.array([[[[1.0, 2], [3, 4]]]])
    same(avg_pool2d(image, kernel=3, stride=1, padding=1), np.full((1, 1, 2, 2), 2.5))


@pytest.mark.function("sum_pool2d")
def test_sums_of_the_slides():
    """The sums of the same four windows.

    zh-TW: 同樣四個視窗的總和。
    """
    same(sum_pool2d(SLIDES_IMAGE), np.array([[[[282.0, 510], [375, 434]]]]))


@pytest.mark.function("min_pool2d")
def test_smallest_values_of_the_slides():
    """The smallest values of the same four windows.

    zh-TW: 同樣四個視窗的最小值。
    """
    same(min_pool2d(SLIDES_IMAGE), np.array([[[[4.0, 1], [21, 12]]]]))


@pytest.mark.function("global_avg_pool2d")
def test_mean_of_the_whole_map():
    """The slides' image as one map: 1601 / 16 = 100.0625.

    zh-TW: 把投影片上的影像當成一整張特徵圖：1601 / 16 = 100.0625。
    """
    same(global_avg_pool2d(SLIDES_IMAGE), np.array([[100.0625]]))
