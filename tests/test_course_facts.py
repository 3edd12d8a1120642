"""
Where each computable example of the course's slides is checked: in a public example, a hidden check or a known mistake.

The facts were recomputed with numpy; `grade check` runs the places against the reference solutions.
"""

import ast
from functools import cache

import pytest
from support import ROOT

E1, E2, E3, E4, E5 = (f"exercises/exercise0{n}/test_examples.py" for n in range(1, 6))
E6, E8, E9, E10 = (f"exercises/exercise{n}/test_examples.py" for n in ("06", "08", "09", "10"))

FACTS = {
    "5x5 * 3x3, stride 1": (E1, "test_five_by_five", "[2.0, 1, -1], [-1, 1, 3], [2, 1, 1]"),
    "5x5 * 3x3, stride 2": (E1, "test_stride_two", "[2.0, -1], [2, 1]"),
    "5x5 * 3x3, padding 1": (E1, "test_padding_one", "[1, 2, 1, -1, 2], [1, -1, 1, 3, 1], [0, 2, 1, 1, 1]"),
    "5x5 * 3x3, stride 2, padding 1": (E1, "test_stride_two_and_padding_one", "[1.0, 0, 1], [1, 1, 1], [1, -1, 1]"),
    "the kernel flipped, as a mistake": ("solutions/exercise01/mistakes.py", "flipped_kernel", "kernel[::-1, ::-1]"),
    "vertical edge": (E1, "test_vertical_edge", "[[3.0, 3, 0]] * 3"),
    "6x6 * 5x5 kernel": (E1, "test_five_by_five_kernel", "[5.0, 5], [5, 5]"),
    "Laplacian, stride 1": (E1, "test_laplacian", "[692.0, -315, -6], [-680, -194, 305], [153, -59, -86]"),
    "Laplacian, stride 2": (E1, "test_laplacian_stride_two", "[692.0, -6], [153, -86]"),
    "Laplacian, padding 1": (E1, "test_laplacian_padding_one", "[-543, 167, -35, -72, -297]"),
    "the volume, w0": (E1, "test_volume_first_filter", "stride=2, padding=1"),
    "the volume, w1": (E1, "test_volume_both_filters", "[MAP_0, MAP_1]"),
    "4x4 * 3x3": (E1, "test_four_by_four", "[3.0, -3], [3, -3]"),
    "Conv2d(1, 2, 3) on 4x4 maps": (E1, "test_one_channel_two_filters", "[[3.0, -3], [3, -3]]"),
    "5 - 3 + 1 and 6 - 5 + 1": (E2, "test_sizes_without_padding", "same(conv_output_size(5, 3), 3)"),
    "7 - 3 + 1": (E2, "test_padded_image", "same(conv_output_size(7, 3), 5)"),
    "(5 + 2 - 3) / 1 + 1": (E2, "test_padded_image", "same(conv_output_size(5, 3, padding=1), 5)"),
    "(5 + 0 - 3) / 2 + 1": (E2, "test_size_with_stride", "same(conv_output_size(5, 3, stride=2), 2)"),
    "7x7, kernel 3, stride 2": (E2, "test_size_with_stride", "same(conv_output_size(7, 3, stride=2), 3)"),
    "(5 + 2 - 3) / 2 + 1": (E2, "test_size_with_stride_and_padding", "stride=2, padding=1), 3"),
    "AlexNet 227 -> 55": (E2, "test_first_layer_of_alexnet", "same(conv_output_size(227, 11, stride=4), 55)"),
    "AlexNet 224 -> 54.25": (E2, "test_alexnet_needs_227_pixels", "fits_exactly(224, 11, stride=4), False"),
    "AlexNet 55 -> 27": (E2, "test_overlapping_pool_of_alexnet", "27"),
    "dilation 2, kernel 3 -> 5": (E2, "test_dilated_kernel", "same(conv_output_size(5, 3, dilation=2), 1)"),
    "same padding (k - 1) / 2": (E2, "test_padding_that_keeps_the_size", "same(same_padding(5), 2)"),
    "MNIST CNN 28 -> 26 -> 24 -> 12": (E2, "test_digits_cnn", "(64, 12, 12)"),
    "Keras CIFAR 32 -> 28 -> 14 -> 10 -> 5": (E2, "test_keras_cnn_for_cifar", "(1600,)"),
    "LeNet 32 -> 28 -> 14 -> 10 -> 5 -> 1": (
        E2,
        "test_lenet_chain",
        "(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (120, 1, 1)",
    ),
    "Conv2d(1, 2, 3) -> (2, 2, 2), flatten 8": (E2, "test_small_conv_and_flatten", "(8,)"),
    "Conv_1: 320": (E3, "test_first_convolution_of_the_digits_cnn", "320"),
    "Conv_2: 18,496": (E3, "test_second_convolution_of_the_digits_cnn", "18_496"),
    "(3*3*3) + 1 = 28, times 16 = 448": (E3, "test_one_filter_on_a_colour_image", "448"),
    "two filters: 56": (E3, "test_two_filters_on_a_colour_image", "56"),
    "5x5x3 * (3x3x3, 2 filters) = 3x3x2": (E1, "test_volume_both_filters", "VOLUME, FILTERS"),
    "AlexNet conv1: 34,848 and 34,944": (E3, "test_first_convolution_of_alexnet", "34_848"),
    "AlexNet conv1: 105,415,200 multiplications": (E3, "test_multiplications_of_alexnet", "105_415_200"),
    "1x1 convolution: 16,384": (E3, "test_one_by_one_convolution", "16_384"),
    "5x5: 25 weights, 26 parameters": (E3, "test_one_small_filter_on_a_grey_image", "26"),
    "fc: 1,179,776 and 1,290": (E3, "test_fully_connected_layers_of_the_digits_cnn", "1_179_776"),
    "256 * 256 * 10 = 655,360": (E3, "test_ten_nodes_on_a_grey_image", "655_360"),
    "256 * 256 * 25 = 1,638,400": (E3, "test_weights_of_a_large_image", "1_638_400"),
    "1000 x 1000 x 3 = 3,000,000": (E3, "test_weights_of_a_large_image", "3_000_000"),
    "FC as a convolution: 2 ** 31": (E3, "test_fully_connected_layer_as_a_convolution", "2_147_483_648"),
    "16,981,120 with bias": (E3, "test_fully_connected_layer_as_a_convolution", "16_981_120"),
    "Conv2d(1, 16, 3), BN(16), Conv2d(16, 16, 3), BN": (E3, "test_convolutions_with_batchnorm", "2_320"),
    "MNIST CNN: 1,199,882": (E3, "test_total_of_the_digits_cnn", "1_199_882"),
    "Keras CIFAR: 123,338": (E3, "test_total_of_the_cifar_cnn", "123_338"),
    "MLP 784-300-100-10": (E3, "test_a_network_without_convolutions", "[235_500, 0, 30_100, 0, 1_010, 0]"),
    "Linear 100-64-3: 6,659": (E3, "test_total_of_a_small_network", "6_659"),
    "784 * 21,632 = 16,959,488": (E3, "test_first_convolution_as_a_dense_layer", "16_959_488"),
    "softmax(2, 1, 0.1)": (E4, "test_slides_logits", "softmax(LOGITS)"),
    "softmax without exp: .645, as a mistake": (
        "solutions/exercise04/mistakes.py",
        "no_exp",
        "_normalised(_floats(logits), axis)",
    ),
    "softmax with base 10: .899, as a mistake": ("solutions/exercise04/mistakes.py", "base_ten", "10"),
    "the table of scores": (E4, "test_table_of_scores", "SCORES"),
    "cross-entropy of (.3, .6, .1)": (E5, "test_three_classes", "0.5108256237659907"),
    "cross-entropy of the table of ten classes": (E5, "test_ten_classes", "1.2039728043259361"),
    "-log .6 = .222, as a mistake": ("solutions/exercise05/mistakes.py", "base_ten", "10"),
    "w5: finite difference": (E6, "test_w5_up_or_down", "h=0.0001), np.array([0.8])"),
    "chain rule": (E6, "test_chain_rule", "[24.0]"),
    "W = W - lambda dE/dW": (E6, "test_w5_moves_downhill", "[0.52]"),
    "ReLU of the map": (E8, "test_feature_map_of_the_slides", "relu"),
    "max pooling": (E8, "test_largest_values_of_the_slides", "max_pool2d"),
    "average pooling": (E8, "test_means_of_the_slides", "avg_pool2d"),
    "sum pooling": (E8, "test_sums_of_the_slides", "sum_pool2d"),
    "min pooling": (E8, "test_smallest_values_of_the_slides", "min_pool2d"),
    "(C, 4, 4) -> pool -> (C, 2, 2)": (E8, "test_channels_stay", "max_pool2d"),
    "50,000 / 250 = 200 steps": (E9, "test_steps_per_epoch", "[250] * 200"),
    "55,000 / 32 -> 1,719 steps": (E9, "test_the_last_batch_may_be_smaller", "1_719"),
    "batch norm of (1, 2, 3, 4)": (E10, "test_one_two_three_four", "STANDARD"),
    "early stopping, patience 5": (E10, "test_patience_of_the_slide", "EarlyStopping(5)"),
}


@cache
def functions_in(place):
    """Source of every function of a file, by name."""
    source = (ROOT / place).read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_source_segment(source, node) for node in nodes}


@pytest.mark.parametrize("fact", FACTS)
def test_an_example_of_the_slides_is_checked_where_it_belongs(fact):
    place, function, number = FACTS[fact]

    assert number in functions_in(place)[function]
