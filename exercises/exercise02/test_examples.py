"""The slides' own numbers. Run them with `grade exercise02`, or with `pytest exercises/exercise02`."""

import pytest
from output_size import (
    conv_output_size,
    fits_exactly,
    pool_output_size,
    receptive_field,
    same_padding,
    trace_shapes,
)

from grader.suite import rejects, same

RELU, FLATTEN = {"type": "relu"}, {"type": "flatten"}

SLIDES_CNN = [
    {"type": "conv", "filters": 32, "kernel": 3},
    RELU,
    {"type": "conv", "filters": 64, "kernel": 3},
    RELU,
    {"type": "pool", "kernel": 2},
    FLATTEN,
    {"type": "fc", "nodes": 128},
    RELU,
    {"type": "fc", "nodes": 10},
]

KERAS_CIFAR = [
    {"type": "conv", "filters": 64, "kernel": 5},
    {"type": "pool", "kernel": 2},
    {"type": "conv", "filters": 64, "kernel": 5},
    {"type": "pool", "kernel": 2},
    FLATTEN,
    {"type": "fc", "nodes": 10},
]

LENET = [
    {"type": "conv", "filters": 6, "kernel": 5},
    {"type": "pool", "kernel": 2},
    {"type": "conv", "filters": 16, "kernel": 5},
    {"type": "pool", "kernel": 2},
    {"type": "conv", "filters": 120, "kernel": 5},
]

ALEXNET_START = [
    {"type": "conv", "filters": 96, "kernel": 11, "stride": 4},
    RELU,
    {"type": "pool", "kernel": 3, "stride": 2},
]


@pytest.mark.function("conv_output_size")
def test_sizes_without_padding():
    """5 - 3 + 1 = 3 and 6 - 5 + 1 = 2: the slides' first sizes.

    zh-TW: 5 - 3 + 1 = 3、6 - 5 + 1 = 2：投影片上最早的兩個大小。
    """
    same(conv_output_size(5, 3), 3)
    same(conv_output_size(6, 5), 2)


@pytest.mark.function("conv_output_size")
def test_padded_image():
    """A 5 x 5 image with padding 1 is a 7 x 7 one: 7 - 3 + 1 = 5.

    zh-TW: 5 x 5 的影像填補 1 之後就是 7 x 7：7 - 3 + 1 = 5。
    """
    same(conv_output_size(7, 3), 5)
    same(conv_output_size(5, 3, padding=1), 5)


@pytest.mark.function("conv_output_size")
def test_size_with_stride():
    """(5 + 0 - 3)/2 + 1 = 2, and 7 pixels with kernel 3 and stride 2 give 3.

    zh-TW: (5 + 0 - 3)/2 + 1 = 2；7 個像素、核 3、步幅 2 得到 3。
    """
    same(conv_output_size(5, 3, stride=2), 2)
    same(conv_output_size(7, 3, stride=2), 3)


@pytest.mark.function("conv_output_size")
def test_size_with_stride_and_padding():
    """((5 + 2) - 3)/2 + 1 = 3, the colour volume with two filters.

    zh-TW: ((5 + 2) - 3)/2 + 1 = 3，也就是用兩個濾波器的彩色影像那一題。
    """
    same(conv_output_size(5, 3, stride=2, padding=1), 3)


@pytest.mark.function("conv_output_size")
def test_first_layer_of_alexnet():
    """(227 - 11)/4 + 1 = 55; 224 pixels give 54.25, which is rounded down.

    zh-TW: (227 - 11)/4 + 1 = 55；224 個像素會得到 54.25，要向下取整。
    """
    same(conv_output_size(227, 11, stride=4), 55)
    same(conv_output_size(224, 11, stride=4), 54)


@pytest.mark.function("conv_output_size")
def test_extreme_kernels():
    """A 1 x 1 kernel keeps 227 pixels, and a kernel as large as its input leaves one.

    zh-TW: 1 x 1 的核保持 227 個像素；和輸入一樣大的核只剩一個。
    """
    same(conv_output_size(227, 1), 227)
    same(conv_output_size(32, 32), 1)


@pytest.mark.function("conv_output_size")
def test_dilated_kernel():
    """With dilation 2 a kernel of 3 weights spans 5 pixels.

    zh-TW: 擴張率 2 時，3 個權重的核跨越 5 個像素。
    """
    same(conv_output_size(5, 3, dilation=2), 1)
    same(conv_output_size(28, 3, dilation=2), 24)


@pytest.mark.function("conv_output_size")
def test_kernel_that_does_not_fit():
    """A kernel of 5 fits 5 pixels, but not 4, unless they are padded.

    zh-TW: 邊長 5 的核放得進 5 個像素，放不進 4 個，除非先填補。
    """
    same(conv_output_size(5, 5), 1)
    same(conv_output_size(4, 5, padding=1), 2)
    rejects(conv_output_size, 4, 5, blames={"n": 4, "f": 5})


@pytest.mark.function("fits_exactly")
def test_alexnet_needs_227_pixels():
    """The slides' integer check: 227 pixels pass it, 224 do not.

    zh-TW: 投影片的整數檢查：227 個像素通過，224 個不通過。
    """
    same(fits_exactly(227, 11, stride=4), True)
    same(fits_exactly(224, 11, stride=4), False)


@pytest.mark.function("fits_exactly")
def test_padding_in_the_integer_check():
    """Six pixels, kernel 3, stride 2: one is left over, and padding 1 leaves one as well.

    zh-TW: 6 個像素、核 3、步幅 2：會剩一個；填補 1 之後還是剩一個。
    """
    same(fits_exactly(6, 3, stride=2), False)
    same(fits_exactly(6, 3, stride=2, padding=1), False)
    same(fits_exactly(5, 3, stride=2, padding=1), True)


@pytest.mark.function("same_padding")
def test_padding_that_keeps_the_size():
    """(3 - 1)/2 = 1 and (5 - 1)/2 = 2; with dilation 2 a kernel of 3 needs 2.

    zh-TW: (3 - 1)/2 = 1、(5 - 1)/2 = 2；擴張率 2 時，邊長 3 的核需要 2。
    """
    same(same_padding(3), 1)
    same(same_padding(5), 2)
    same(same_padding(3, dilation=2), 2)


@pytest.mark.function("same_padding")
def test_even_kernel():
    """A kernel of 2 has no such padding; with dilation 2 it spans 3 pixels and has one.

    zh-TW: 邊長 2 的核沒有這樣的填補；擴張率 2 時它跨越 3 個像素，就有了。
    """
    same(same_padding(2, dilation=2), 1)
    rejects(same_padding, 2, blames={"f": 2})


@pytest.mark.function("pool_output_size")
def test_usual_pool():
    """Windows of 2 at stride 2 halve each side: 28 -> 14, 24 -> 12, 4 -> 2.

    zh-TW: 邊長 2、步幅 2 的視窗讓每個邊長減半：28 -> 14、24 -> 12、4 -> 2。
    """
    same(pool_output_size(28), 14)
    same(pool_output_size(24, 2), 12)
    same(pool_output_size(4, f=2, stride=2), 2)


@pytest.mark.function("pool_output_size")
def test_overlapping_pool_of_alexnet():
    """Windows of 3 at stride 2 overlap: 55 -> 27; without a stride they do not: 55 -> 18.

    zh-TW: 邊長 3、步幅 2 的視窗會重疊：55 -> 27；不給步幅就不重疊：55 -> 18。
    """
    same(pool_output_size(55, 3, stride=2), 27)
    same(pool_output_size(55, 3), 18)


@pytest.mark.function("trace_shapes")
def test_digits_cnn():
    """The slides' CNN for digits: 28 -> 26 -> 24 -> 12 -> 9216 -> 128 -> 10.

    zh-TW: 投影片的手寫數字 CNN：28 -> 26 -> 24 -> 12 -> 9216 -> 128 -> 10。
    """
    expected = [
        (32, 26, 26),
        (32, 26, 26),
        (64, 24, 24),
        (64, 24, 24),
        (64, 12, 12),
        (9216,),
        (128,),
        (128,),
        (10,),
    ]
    same(trace_shapes((1, 28, 28), SLIDES_CNN), expected)


@pytest.mark.function("trace_shapes")
def test_keras_cnn_for_cifar():
    """The Keras example for CIFAR: 32 -> 28 -> 14 -> 10 -> 5 -> 1600 -> 10.

    zh-TW: 用 Keras 處理 CIFAR 的例子：32 -> 28 -> 14 -> 10 -> 5 -> 1600 -> 10。
    """
    expected = [(64, 28, 28), (64, 14, 14), (64, 10, 10), (64, 5, 5), (1600,), (10,)]
    same(trace_shapes((3, 32, 32), KERAS_CIFAR), expected)


@pytest.mark.function("trace_shapes")
def test_lenet_chain():
    """The LeNet chain: 32 -> 28 -> 14 -> 10 -> 5 -> 1.

    zh-TW: LeNet 的過程：32 -> 28 -> 14 -> 10 -> 5 -> 1。
    """
    expected = [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120, 1, 1)]
    same(trace_shapes((1, 32, 32), LENET), expected)


@pytest.mark.function("trace_shapes")
def test_start_of_alexnet():
    """AlexNet's first layers: 227 -> 55 -> 27.

    zh-TW: AlexNet 的前幾層：227 -> 55 -> 27。
    """
    same(trace_shapes((3, 227, 227), ALEXNET_START), [(96, 55, 55), (96, 55, 55), (96, 27, 27)])


@pytest.mark.function("trace_shapes")
def test_small_conv_and_flatten():
    """Two filters of 3 x 3 on a 4 x 4 image: (2, 2, 2), flattened 8.

    zh-TW: 4 x 4 的影像用兩個 3 x 3 濾波器：(2, 2, 2)，攤平後是 8。
    """
    layers = [{"type": "conv", "filters": 2, "kernel": 3}, FLATTEN]
    same(trace_shapes((1, 4, 4), layers), [(2, 2, 2), (8,)])


@pytest.mark.function("trace_shapes")
def test_kernel_of_two_sides():
    """A kernel (1, 3) leaves the height alone and takes two pixels off the width.

    zh-TW: 核 (1, 3) 不影響高，寬少兩個像素。
    """
    layers = [{"type": "conv", "filters": 4, "kernel": (1, 3)}, {"type": "pool", "kernel": (2, 1)}]
    same(trace_shapes((3, 8, 8), layers), [(4, 8, 6), (4, 4, 6)])


@pytest.mark.function("trace_shapes")
def test_fc_needs_a_flat_input():
    """An fc layer straight after a conv is refused; a flatten belongs between them.

    zh-TW: conv 後面直接接 fc 要拒絕；中間必須有 flatten。
    """
    conv, fc = {"type": "conv", "filters": 2, "kernel": 3}, {"type": "fc", "nodes": 10}
    same(trace_shapes((1, 4, 4), [conv, FLATTEN, fc]), [(2, 2, 2), (8,), (10,)])
    rejects(trace_shapes, (1, 4, 4), [conv, fc], blames={"fc": "", "flatten": "", "type": "", "layers": ""})


@pytest.mark.function("receptive_field")
def test_two_small_kernels():
    """Two layers of 3 x 3 see 5 x 5 pixels, three see 7 x 7.

    zh-TW: 兩層 3 x 3 看得到 5 x 5 個像素，三層看得到 7 x 7。
    """
    conv = {"type": "conv", "filters": 8, "kernel": 3}
    same(receptive_field([conv, conv]), 5)
    same(receptive_field([conv, conv, conv]), 7)


@pytest.mark.function("receptive_field")
def test_dilation_widens_the_view():
    """One 3 x 3 kernel with dilation 2 sees as far as a 5 x 5 one.

    zh-TW: 一個擴張率 2 的 3 x 3 核，看得和 5 x 5 一樣遠。
    """
    same(receptive_field([{"type": "conv", "filters": 8, "kernel": 3, "dilation": 2}]), 5)


@pytest.mark.function("receptive_field")
def test_fields_of_the_slides_networks():
    """The digits CNN sees 6 x 6 pixels, AlexNet's first pool 19 x 19, LeNet's last conv all 32 x 32.

    zh-TW: 手寫數字 CNN 看得到 6 x 6 個像素，AlexNet 第一個池化 19 x 19，LeNet 最後的卷積是全部的 32 x 32。
    """
    same(receptive_field(SLIDES_CNN), 6)
    same(receptive_field(ALEXNET_START), 19)
    same(receptive_field(LENET), 32)
