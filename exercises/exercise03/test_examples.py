"""The slides' own numbers. Run them with `grade exercise03`, or with `pytest exercises/exercise03`."""

import pytest
from parameters import (
    conv_parameters,
    dense_equivalent,
    fc_parameters,
    layer_parameters,
    mnist_cnn,
    total_parameters,
)

from grader.suite import rejects, same

SLIDES_CNN = [
    {"type": "conv", "filters": 32, "kernel": 3},
    {"type": "relu"},
    {"type": "conv", "filters": 64, "kernel": 3},
    {"type": "relu"},
    {"type": "pool", "kernel": 2},
    {"type": "flatten"},
    {"type": "fc", "nodes": 128},
    {"type": "relu"},
    {"type": "fc", "nodes": 10},
]

KERAS_CIFAR = [
    {"type": "conv", "filters": 64, "kernel": 5},
    {"type": "relu"},
    {"type": "pool", "kernel": 2},
    {"type": "conv", "filters": 64, "kernel": 5},
    {"type": "relu"},
    {"type": "pool", "kernel": 2},
    {"type": "flatten"},
    {"type": "fc", "nodes": 10},
]


@pytest.mark.function("conv_parameters")
def test_first_convolution_of_the_digits_cnn():
    """Conv_1 of the digits CNN: (3*3*1 + 1) * 32 = 320.

    zh-TW: 手寫數字 CNN 的 Conv_1：(3*3*1 + 1) * 32 = 320。
    """
    same(conv_parameters(3, 1, 32), 320)


@pytest.mark.function("conv_parameters")
def test_second_convolution_of_the_digits_cnn():
    """Conv_2 of the digits CNN: (3*3*32 + 1) * 64 = 18,496; the 18,494 on one slide is a slip.

    zh-TW: 手寫數字 CNN 的 Conv_2：(3*3*32 + 1) * 64 = 18,496；有一張投影片寫成 18,494，是筆誤。
    """
    same(conv_parameters(3, 32, 64), 18_496)


@pytest.mark.function("conv_parameters")
def test_one_filter_on_a_colour_image():
    """One 3 x 3 filter on three channels has 3*3*3 + 1 = 28 parameters, not 10; sixteen have 448.

    zh-TW: 三個通道上的一個 3x3 濾波器有 3*3*3 + 1 = 28 個參數，不是 10；十六個就有 448。
    """
    same(conv_parameters(3, 3, 1), 28)
    same(conv_parameters(3, 3, 16), 448)


@pytest.mark.function("conv_parameters")
def test_two_filters_on_a_colour_image():
    """Two 3 x 3 filters on three channels: 2 * (27 + 1) = 56.

    zh-TW: 三個通道上的兩個 3x3 濾波器：2 * (27 + 1) = 56。
    """
    same(conv_parameters((3, 3), 3, 2), 56)


@pytest.mark.function("conv_parameters")
def test_first_convolution_of_alexnet():
    """96 filters of 11 x 11 on three channels: 34,848 weights, 34,944 with biases.

    zh-TW: 三個通道上 96 個 11x11 的濾波器：權重 34,848 個，加上 bias 是 34,944 個。
    """
    same(conv_parameters(11, 3, 96, bias=False), 34_848)
    same(conv_parameters(11, 3, 96), 34_944)


@pytest.mark.function("conv_parameters")
def test_multiplications_of_alexnet():
    """Each of the 55 x 55 places uses all 34,848 weights: 105,415,200 multiplications.

    zh-TW: 55x55 個位置都用到全部 34,848 個權重：105,415,200 次乘法。
    """
    same(conv_parameters(11, 3, 96, bias=False) * 55 * 55, 105_415_200)


@pytest.mark.function("conv_parameters")
def test_one_by_one_convolution():
    """1 x 1 filters that make 32 channels of 512: 16,384 weights, however large the image is.

    zh-TW: 1x1 濾波器把 512 個通道變成 32 個：16,384 個權重，和影像大小無關。
    """
    same(conv_parameters(1, 512, 32, bias=False), 16_384)


@pytest.mark.function("conv_parameters")
def test_one_small_filter_on_a_grey_image():
    """A 5 x 5 filter has 25 weights, 26 parameters with its bias, also on an image of 256 x 256.

    zh-TW: 5x5 濾波器有 25 個權重，加上 bias 是 26 個參數；影像是 256x256 也一樣。
    """
    same(conv_parameters(5, 1, 1, bias=False), 25)
    same(conv_parameters(5, 1, 1), 26)


@pytest.mark.function("fc_parameters")
def test_fully_connected_layers_of_the_digits_cnn():
    """(9216 + 1) * 128 = 1,179,776 and (128 + 1) * 10 = 1,290.

    zh-TW: (9216 + 1) * 128 = 1,179,776，以及 (128 + 1) * 10 = 1,290。
    """
    same(fc_parameters(9216, 128), 1_179_776)
    same(fc_parameters(128, 10), 1_290)


@pytest.mark.function("fc_parameters")
def test_ten_nodes_on_a_grey_image():
    """256 x 256 pixels to 10 nodes: 655,360 weights for the whole layer, 65,536 for one node.

    zh-TW: 256x256 個像素連到 10 個節點：整層 655,360 個權重，一個節點 65,536 個。
    """
    same(fc_parameters(256 * 256, 10, bias=False), 655_360)
    same(fc_parameters(256 * 256, 1, bias=False), 65_536)


@pytest.mark.function("fc_parameters")
def test_weights_of_a_large_image():
    """One node on 1000 x 1000 colour pixels: 3,000,000 weights. 25 nodes on 256 x 256 grey ones: 1,638,400.

    zh-TW: 一個節點連到 1000x1000 個彩色像素：3,000,000 個權重。25 個節點連到 256x256 個灰階像素：1,638,400 個。
    """
    same(fc_parameters(1000 * 1000 * 3, 1, bias=False), 3_000_000)
    same(fc_parameters(256 * 256, 25, bias=False), 1_638_400)


@pytest.mark.function("fc_parameters")
def test_fully_connected_layer_as_a_convolution():
    """4,096 nodes on 512 maps of 32 x 32, or 4,096 filters of that size: 2 ** 31 weights either way.

    zh-TW: 4,096 個節點連到 512 張 32x32 的特徵圖，或 4,096 個同樣大小的濾波器：都是 2 ** 31 個權重。
    """
    same(fc_parameters(32 * 32 * 512, 4096, bias=False), 2_147_483_648)
    same(fc_parameters(784, 26 * 26 * 32), 16_981_120)


@pytest.mark.function("layer_parameters")
def test_layers_of_the_digits_cnn():
    """One number per layer; relu, pool and flatten learn nothing.

    zh-TW: 每一層一個數字；relu、pool、flatten 沒有要學的參數。
    """
    expected = [320, 0, 18_496, 0, 0, 0, 1_179_776, 0, 1_290]
    same(layer_parameters((1, 28, 28), SLIDES_CNN), expected)


@pytest.mark.function("layer_parameters")
def test_layers_of_the_cifar_cnn():
    """32 -> 28 -> 14 -> 10 -> 5 pixels, so 64 * 5 * 5 = 1,600 features reach the last layer.

    zh-TW: 邊長 32 -> 28 -> 14 -> 10 -> 5，所以有 64 * 5 * 5 = 1,600 個特徵進入最後一層。
    """
    same(layer_parameters((3, 32, 32), KERAS_CIFAR), [4_864, 0, 0, 102_464, 0, 0, 0, 16_010])


@pytest.mark.function("layer_parameters")
def test_convolutions_with_batchnorm():
    """160, 32, 2,320 and 32: batchnorm learns a scale and a shift for each of 16 channels.

    zh-TW: 160、32、2,320、32：batchnorm 為 16 個通道各學一個縮放和一個平移。
    """
    layers = [
        {"type": "conv", "filters": 16, "kernel": 3},
        {"type": "batchnorm"},
        {"type": "relu"},
        {"type": "conv", "filters": 16, "kernel": 3},
        {"type": "batchnorm"},
        {"type": "relu"},
    ]
    same(layer_parameters((1, 28, 28), layers), [160, 32, 0, 2_320, 32, 0])


@pytest.mark.function("layer_parameters")
def test_a_network_without_convolutions():
    """784 -> 300 -> 100 -> 10: the shape (784,) is flat already.

    zh-TW: 784 -> 300 -> 100 -> 10：形狀 (784,) 本來就是平的。
    """
    layers = [
        {"type": "fc", "nodes": 300},
        {"type": "relu"},
        {"type": "fc", "nodes": 100},
        {"type": "relu"},
        {"type": "fc", "nodes": 10},
        {"type": "softmax"},
    ]
    same(layer_parameters((784,), layers), [235_500, 0, 30_100, 0, 1_010, 0])


@pytest.mark.function("layer_parameters")
def test_fc_needs_flat_data():
    """A fully connected layer straight after a convolution is a ValueError, after flatten it is not.

    zh-TW: 卷積層後面直接接全連接層是 ValueError；先 flatten 就可以。
    """
    conv, fc = {"type": "conv", "filters": 2, "kernel": 3}, {"type": "fc", "nodes": 3}
    same(layer_parameters((1, 4, 4), [conv, {"type": "flatten"}, fc]), [20, 0, 27])
    named = {"type": "fc", "layer": "fc", "layers": "fc", "fc": "flatten", "nodes": 3, "shape": "", "input_shape": ""}
    rejects(layer_parameters, (1, 4, 4), [conv, fc], blames=named)


@pytest.mark.function("total_parameters")
def test_total_of_the_digits_cnn():
    """320 + 18,496 + 1,179,776 + 1,290 = 1,199,882.

    zh-TW: 320 + 18,496 + 1,179,776 + 1,290 = 1,199,882。
    """
    same(total_parameters((1, 28, 28), SLIDES_CNN), 1_199_882)


@pytest.mark.function("total_parameters")
def test_total_of_the_cifar_cnn():
    """4,864 + 102,464 + 16,010 = 123,338.

    zh-TW: 4,864 + 102,464 + 16,010 = 123,338。
    """
    same(total_parameters((3, 32, 32), KERAS_CIFAR), 123_338)


@pytest.mark.function("total_parameters")
def test_total_of_a_small_network():
    """100 -> 64 -> 3: 6,464 + 195 = 6,659.

    zh-TW: 100 -> 64 -> 3：6,464 + 195 = 6,659。
    """
    layers = [{"type": "fc", "nodes": 64}, {"type": "relu"}, {"type": "fc", "nodes": 3}]
    same(total_parameters((100,), layers), 6_659)


@pytest.mark.function("mnist_cnn")
def test_digits_cnn_has_nine_layers():
    """Two convolutions, one pooling, two fully connected layers, relu between them.

    zh-TW: 兩個卷積層、一個池化層、兩個全連接層，中間穿插 relu。
    """
    same([layer["type"] for layer in mnist_cnn()], [layer["type"] for layer in SLIDES_CNN])


@pytest.mark.function("mnist_cnn")
def test_digits_cnn_ends_with_ten_nodes():
    """The last fully connected layer has one node per digit.

    zh-TW: 最後一個全連接層，每個數字各有一個節點。
    """
    same([layer.get("nodes") for layer in mnist_cnn()][-3:], [128, None, 10])


@pytest.mark.function("dense_equivalent")
def test_first_convolution_as_a_dense_layer():
    """784 inputs * 21,632 outputs = 16,959,488 weights, where Conv_1 needs 288 (320 with its biases).

    zh-TW: 784 個輸入 * 21,632 個輸出 = 16,959,488 個權重；Conv_1 只需要 288 個（加上 bias 是 320 個）。
    """
    same(dense_equivalent((1, 28, 28), {"type": "conv", "filters": 32, "kernel": 3}), 16_959_488)


@pytest.mark.function("dense_equivalent")
def test_a_tiny_convolution_as_a_dense_layer():
    """4 x 4 pixels, two 3 x 3 filters: 16 inputs * 8 outputs = 128.

    zh-TW: 4x4 個像素、兩個 3x3 濾波器：16 個輸入 * 8 個輸出 = 128。
    """
    same(dense_equivalent((1, 4, 4), {"type": "conv", "filters": 2, "kernel": 3}), 128)
