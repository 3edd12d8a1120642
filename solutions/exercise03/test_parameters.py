"""Hidden checks for exercise03: counting parameters."""

import pytest

from grader.suite import rejects, same, unchanged

DEFAULTS = {
    "conv": {"stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "pool": {"padding": 0},
    "fc": {"bias": True},
    "dropout": {"p": 0.5},
}


def draw(rng, low, high):
    """A Python int from low to high, both included."""
    return int(rng.integers(low, high + 1))


def draw_distinct(rng, low, high, count):
    """That many different Python ints from low to high, so that no two arguments can be confused."""
    return [low + int(offset) for offset in rng.permutation(high - low + 1)[:count]]


def draw_conv(rng, **keys):
    """A convolution with at least two filters and a kernel that is not square."""
    return {"type": "conv", "filters": draw(rng, 2, 9), "kernel": tuple(draw_distinct(rng, 1, 4, 2)), **keys}


def draw_fc(rng, **keys):
    """A fully connected layer with at least two nodes."""
    return {"type": "fc", "nodes": draw(rng, 2, 12), **keys}


def draw_image_shape(rng):
    """(channels, height, width), height and width different and large enough for three small layers."""
    return (draw(rng, 2, 5), *draw_distinct(rng, 18, 30, 2))


def draw_network(rng):
    """An input shape and a network in which every layer type and every key occurs, in random order where possible."""
    shape = (draw(rng, 2, 4), *draw_distinct(rng, 48, 60, 2))
    convolutions = [
        draw_conv(rng, stride=draw(rng, 1, 2), padding=draw(rng, 0, 2), bias=bool(rng.integers(2))),
        draw_conv(rng, dilation=draw(rng, 1, 2), padding=draw(rng, 0, 2)),
        {"type": "pool", "kernel": draw(rng, 2, 3), "padding": draw(rng, 0, 1)},
    ]
    others = [{"type": "batchnorm"}, {"type": "relu"}, {"type": "dropout", "p": 0.25}]
    flat = [draw_fc(rng), draw_fc(rng, bias=bool(rng.integers(2))), {"type": "batchnorm"}, {"type": "relu"}]
    layers = [*shuffled(rng, convolutions + others), {"type": "flatten"}, *shuffled(rng, flat), {"type": "softmax"}]
    return shape, layers


def shuffled(rng, items):
    """The items in random order."""
    return [items[index] for index in rng.permutation(len(items))]


def ending_in_fc(rng, *layers):
    """These layers, then flatten and a fully connected layer, whose weights show which size has arrived there."""
    return [*layers, {"type": "flatten"}, draw_fc(rng)]


def value_in(layer, key):
    """What a message about a wrong value may name: the key with its value, or the whole layer."""
    return {key: layer[key], "layer": layer, "layers": layer}


def lacks(layer, key):
    """What a message about a missing key may name: the key, which has no value, or the whole layer."""
    return {key: "", "layer": layer, "layers": layer}


def kind_of(layer, **others):
    """What a message about a layer in a wrong place may name: its type, or one of the others."""
    return {"type": layer["type"], "layer": layer["type"], "layers": layer["type"], **others}


def written_out(layers):
    """A student's layer list in one spelling: defaults written, None left out, kernels as pairs; oddities stay."""
    if not isinstance(layers, list):
        return layers
    return [_written_out(layer) for layer in layers]


def _written_out(layer):
    if not isinstance(layer, dict) or not isinstance(layer.get("type"), str):
        return layer
    given = {key: value for key, value in layer.items() if value is not None}
    full = {**DEFAULTS.get(layer["type"], {}), **given}
    for key in {"kernel", "stride"} & set(full):
        if key == "kernel" or layer["type"] == "pool":
            full[key] = _pair(full[key])
    if layer["type"] == "pool" and "kernel" in full:
        full.setdefault("stride", full["kernel"])
    return full


def _pair(value):
    """(3, 3) for 3, for [3, 3] and for (3, 3)."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def of_type(layers, kind):
    """The layers of one type, in order, in one spelling."""
    if not isinstance(layers, list):
        return layers
    return [layer for layer in written_out(layers) if isinstance(layer, dict) and layer.get("type") == kind]


def types(layers):
    """The types of a student's layers, in order."""
    if not isinstance(layers, list):
        return layers
    return [layer.get("type") if isinstance(layer, dict) else layer for layer in layers]


@pytest.mark.function("conv_parameters")
class TestConvParameters:
    """Convolutional layers."""

    def test_the_numbers_of_the_slides(self, student, reference, rng):
        """The two convolutions of the slides' CNN, and one of your own size.

        zh-TW: 投影片裡 CNN 的兩個卷積層，再加上一個隨機大小的卷積層。
        """
        same(student.conv_parameters(3, 1, 32), 320)
        same(student.conv_parameters(3, 32, 64), 18_496)
        kernel, channels, filters = draw_distinct(rng, 2, 12, 3)
        expected = reference.conv_parameters(kernel, channels, filters)
        same(student.conv_parameters(kernel, channels, filters), expected)

    @pytest.mark.points(2)
    def test_weights_without_bias(self, student, reference, rng):
        """Without bias, only the weights of all filters are counted.

        zh-TW: 沒有 bias 時，只計算所有濾波器的權重。
        """
        for _ in range(4):
            kernel, channels, filters = draw_distinct(rng, 2, 12, 3)
            expected = reference.conv_parameters(kernel, channels, filters, bias=False)
            same(student.conv_parameters(kernel, channels, filters, bias=False), expected)

    @pytest.mark.points(2)
    def test_one_bias_for_each_filter(self, student, reference, rng):
        """Each filter adds one bias, however deep it is; bias is on by default.

        zh-TW: 不論深度多少，每個濾波器都多一個 bias；預設有 bias。
        """
        for _ in range(3):
            kernel, channels, filters = draw_distinct(rng, 2, 12, 3)
            expected = reference.conv_parameters(kernel, channels, filters)
            same(student.conv_parameters(kernel, channels, filters), expected)
            same(student.conv_parameters(kernel, channels, filters, bias=True), expected)

    @pytest.mark.points(2)
    def test_kernels_that_are_not_square(self, student, reference, rng):
        """A kernel may be given as (height, width).

        zh-TW: 核可以寫成（高, 寬）。
        """
        for _ in range(4):
            height, width, channels, filters = draw_distinct(rng, 1, 11, 4)
            expected = reference.conv_parameters((height, width), channels, filters, bias=False)
            same(student.conv_parameters((height, width), channels, filters, bias=False), expected)

    def test_the_smallest_layers(self, student, reference, rng):
        """One pixel, one channel and one filter are enough for a layer.

        zh-TW: 一個像素、一個通道、一個濾波器也能組成一層。
        """
        kernel, channels, filters = draw_distinct(rng, 2, 9, 3)
        squares = [(1, 1, 1), (1, channels, 1), (kernel, 1, 1), (1, 1, filters), (1, channels, filters)]
        for arguments in [*squares, ((1, kernel), 1, filters), ((kernel, 1), channels, 1)]:
            same(student.conv_parameters(*arguments), reference.conv_parameters(*arguments))

    @pytest.mark.points(2)
    def test_sizes_below_one_are_refused(self, student, reference, rng):
        """Sizes below 1 are refused, a size of exactly 1 is not.

        zh-TW: 小於 1 的大小要拒絕，剛好是 1 則可以。
        """
        kernel, channels, filters = draw_distinct(rng, 2, 9, 3)
        for arguments in [(1, channels, filters), (kernel, 1, filters), (kernel, channels, 1)]:
            same(student.conv_parameters(*arguments), reference.conv_parameters(*arguments))
        wrong = -draw(rng, 1, 5)
        for bad in (0, wrong):
            rejects(student.conv_parameters, bad, channels, filters, blames={"kernel": bad})
            rejects(student.conv_parameters, kernel, bad, filters, blames={"in_channels": bad})
            rejects(student.conv_parameters, kernel, channels, bad, blames={"filters": bad})


@pytest.mark.function("fc_parameters")
class TestFcParameters:
    """Fully connected layers."""

    @pytest.mark.points(2)
    def test_the_numbers_of_the_slides(self, student, reference, rng):
        """The two fully connected layers of the slides' CNN, and one of your own size.

        zh-TW: 投影片裡 CNN 的兩個全連接層，再加上一個隨機大小的全連接層。
        """
        same(student.fc_parameters(9216, 128), 1_179_776)
        same(student.fc_parameters(128, 10), 1_290)
        inputs, nodes = draw_distinct(rng, 2, 200, 2)
        same(student.fc_parameters(inputs, nodes), reference.fc_parameters(inputs, nodes))

    @pytest.mark.points(2)
    def test_weights_without_bias(self, student, reference, rng):
        """Without bias, each pair of an input and a node has one weight.

        zh-TW: 沒有 bias 時，每一組（輸入, 節點）有一個權重。
        """
        for _ in range(4):
            inputs, nodes = draw_distinct(rng, 3, 60, 2)
            expected = reference.fc_parameters(inputs, nodes, bias=False)
            same(student.fc_parameters(inputs, nodes, bias=False), expected)

    @pytest.mark.points(2)
    def test_one_bias_for_each_node(self, student, reference, rng):
        """Each node adds one bias, however many inputs it has; bias is on by default.

        zh-TW: 不論輸入有多少，每個節點都多一個 bias；預設有 bias。
        """
        for _ in range(3):
            inputs, nodes = draw_distinct(rng, 3, 60, 2)
            expected = reference.fc_parameters(inputs, nodes)
            same(student.fc_parameters(inputs, nodes), expected)
            same(student.fc_parameters(inputs, nodes, bias=True), expected)

    @pytest.mark.points(2)
    def test_a_single_input_or_node(self, student, reference, rng):
        """One input, or one node, is enough for a layer.

        zh-TW: 只有一個輸入或一個節點也能組成一層。
        """
        inputs, nodes = draw_distinct(rng, 2, 60, 2)
        for arguments in [(1, 1), (inputs, 1), (1, nodes), (1, nodes, False), (inputs, 1, False)]:
            same(student.fc_parameters(*arguments), reference.fc_parameters(*arguments))

    @pytest.mark.points(2)
    def test_sizes_below_one_are_refused(self, student, reference, rng):
        """Fewer than one input or node is refused, exactly one is not.

        zh-TW: 少於一個輸入或節點要拒絕，剛好一個則可以。
        """
        inputs, nodes = draw_distinct(rng, 2, 60, 2)
        for arguments in [(1, nodes), (inputs, 1)]:
            same(student.fc_parameters(*arguments), reference.fc_parameters(*arguments))
        wrong = -draw(rng, 1, 5)
        for bad in (0, wrong):
            rejects(student.fc_parameters, bad, nodes, blames={"inputs": bad})
            rejects(student.fc_parameters, inputs, bad, blames={"nodes": bad})


@pytest.mark.function("layer_parameters")
class TestLayerParameters:
    """Every layer of a network."""

    def test_the_cnn_of_the_slides(self, student, reference, rng):
        """The slides' CNN: only convolutions and fully connected layers have parameters, and every layer has an entry.

        zh-TW: 投影片的 CNN：只有卷積層和全連接層有參數，而且每一層都有一個數字。
        """
        expected = [320, 0, 18_496, 0, 0, 0, 1_179_776, 0, 1_290]
        same(student.layer_parameters((1, 28, 28), reference.mnist_cnn()), expected)
        shape, layers = draw_image_shape(rng), ending_in_fc(rng, draw_conv(rng), {"type": "relu"})
        layers += [{"type": "dropout", "p": 0.2}, draw_fc(rng), {"type": "softmax"}]
        same(student.layer_parameters(shape, layers), reference.layer_parameters(shape, layers))

    def test_a_chain_of_convolutions(self, student, reference, rng):
        """Each convolution is as deep as the number of filters before it; its bias may be switched off.

        zh-TW: 每個卷積層的深度等於前一層的濾波器數量；bias 可以關掉。
        """
        for bias in (True, False):
            filters = draw_distinct(rng, 6, 15, 3)
            layers = [draw_conv(rng, filters=count) for count in filters]
            layers[draw(rng, 0, 2)]["bias"] = bias
            shape = draw_image_shape(rng)
            same(student.layer_parameters(shape, layers), reference.layer_parameters(shape, layers))

    def test_sizes_are_followed_through_convolutions(self, student, reference, rng):
        """Stride, padding and dilation change how many features reach the first fully connected layer.

        zh-TW: 步幅、填補和擴張會改變進入第一個全連接層的特徵數量。
        """
        kernel, stride = draw(rng, 2, 4), draw(rng, 2, 3)
        width = kernel + stride * draw(rng, 3, 6) + 1
        for keys in [{"stride": stride}, {"padding": draw(rng, 1, 3)}, {"dilation": draw(rng, 2, 3)}]:
            shape = (draw(rng, 2, 4), width + 3, width)
            layers = ending_in_fc(rng, {"type": "conv", "filters": draw(rng, 2, 6), "kernel": kernel, **keys})
            same(student.layer_parameters(shape, layers), reference.layer_parameters(shape, layers))

    def test_sizes_are_followed_through_pooling(self, student, reference, rng):
        """A pool shrinks the image by its stride, which is its kernel unless one is given.

        zh-TW: 池化依步幅縮小影像；沒有給步幅時，步幅等於核的大小。
        """
        kernel = draw(rng, 2, 3)
        for keys in [
            {"kernel": kernel},
            {"kernel": tuple(draw_distinct(rng, 1, 4, 2))},
            {"kernel": 3, "stride": draw(rng, 1, 2)},
            {"kernel": kernel, "padding": 1},
        ]:
            shape = (draw(rng, 2, 4), *draw_distinct(rng, 10, 16, 2))
            layers = ending_in_fc(rng, {"type": "pool", **keys})
            same(student.layer_parameters(shape, layers), reference.layer_parameters(shape, layers))

    def test_batch_normalisation(self, student, reference, rng):
        """Batch normalisation learns two numbers per channel, or per feature once the data is flat.

        zh-TW: batchnorm 每個通道學兩個數；攤平之後則是每個特徵兩個。
        """
        norm = {"type": "batchnorm"}
        for _ in range(2):
            shape = (draw(rng, 2, 5), *draw_distinct(rng, 6, 9, 2))
            layers = [norm, draw_conv(rng), norm, {"type": "relu"}, {"type": "flatten"}, norm, draw_fc(rng), norm]
            same(student.layer_parameters(shape, layers), reference.layer_parameters(shape, layers))

    def test_missing_keys_take_their_defaults(self, student, reference, rng):
        """A key that is left out, or is None, takes its default.

        zh-TW: 省略的鍵或值為 None 的鍵，使用預設值。
        """
        shape = (draw(rng, 2, 4), *draw_distinct(rng, 10, 16, 2))
        conv, nodes, kernel = draw_conv(rng), draw(rng, 2, 12), draw(rng, 2, 3)
        pool, fc = {"type": "pool", "kernel": kernel}, {"type": "fc", "nodes": nodes}
        spellings = [
            ({}, {}, {}, {}),
            (dict.fromkeys(DEFAULTS["conv"]), {"stride": None, "padding": None}, {"bias": None}, {"p": None}),
            (DEFAULTS["conv"], {"stride": kernel, "padding": 0}, {"bias": True}, {"p": 0.5}),
        ]
        for for_conv, for_pool, for_fc, for_dropout in spellings:
            layers = [{**conv, **for_conv}, {**pool, **for_pool}, {"type": "dropout", **for_dropout}]
            layers += [{"type": "flatten"}, {**fc, **for_fc}]
            same(student.layer_parameters(shape, layers), reference.layer_parameters(shape, layers))

    def test_flat_data(self, student, reference, rng):
        """A shape (features,) is flat already, and flattening twice changes nothing.

        zh-TW: 形狀（features,）本來就是平的；攤平兩次和一次一樣。
        """
        features = draw(rng, 5, 40)
        plain = [draw_fc(rng), {"type": "relu"}, draw_fc(rng, bias=False), draw_fc(rng)]
        same(student.layer_parameters((features,), plain), reference.layer_parameters((features,), plain))
        again = [{"type": "flatten"}, draw_fc(rng), {"type": "flatten"}, draw_fc(rng)]
        same(student.layer_parameters((features,), again), reference.layer_parameters((features,), again))
        shape = (draw(rng, 2, 4), *draw_distinct(rng, 5, 9, 2))
        twice = [draw_conv(rng), {"type": "flatten"}, {"type": "flatten"}, draw_fc(rng)]
        same(student.layer_parameters(shape, twice), reference.layer_parameters(shape, twice))

    def test_impossible_sizes_are_refused(self, student, reference, rng):
        """Sizes out of range, and kernels that do not fit the padded input, are refused.

        zh-TW: 超出範圍的大小，以及放不進填補後輸入的核，都要拒絕。
        """
        channels, side = draw_distinct(rng, 3, 6, 2)
        shape, padding = (channels, side, side), draw(rng, 0, 2)
        conv = {"type": "conv", "filters": draw(rng, 2, 5), "kernel": side + 2 * padding, "padding": padding}
        pool = {"type": "pool", "kernel": side}
        fc = draw_fc(rng)
        certain = [{"type": "dropout", "p": 0}, {"type": "dropout", "p": 1}]
        for fitting in ([conv], [pool], certain, ending_in_fc(rng, conv)):
            same(student.layer_parameters(shape, fitting), reference.layer_parameters(shape, fitting))
        too_large = side + 2 * padding + 1
        for layer, key, bad in [
            *[(conv, "kernel", bad) for bad in (0, too_large)],
            *[(conv, key, bad) for key in ("filters", "stride", "dilation") for bad in (0, -draw(rng, 1, 3))],
            *[(layer, "padding", -draw(rng, 1, 3)) for layer in (conv, pool)],
            *[({**layer, "kernel": 1}, "padding", -1) for layer in (conv, pool)],
            *[(pool, key, bad) for key in ("kernel", "stride") for bad in (0, -draw(rng, 1, 3))],
            (pool, "kernel", side + 1),
            *[({"type": "dropout"}, "p", bad) for bad in (1.5, -0.25)],
        ]:
            wrong = [{**layer, key: bad}]
            named = {**value_in(wrong[0], key), "input_shape": shape, "shape": shape}
            rejects(student.layer_parameters, shape, wrong, blames=named)
        wrong = [{"type": "flatten"}, {**fc, "nodes": 0}]
        rejects(student.layer_parameters, shape, wrong, blames=value_in(wrong[1], "nodes"))
        empty = (channels, 0, side)
        named = {"input_shape": empty, "shape": empty, "height": 0}
        rejects(student.layer_parameters, empty, [{"type": "relu"}], blames=named)

    def test_impossible_layers_are_refused(self, student, reference, rng):
        """Unknown types, missing keys, keys of another type and layers in an impossible order are refused.

        zh-TW: 未知的類型、缺少的鍵、屬於其他類型的鍵，以及不可能的層順序，都要拒絕。
        """
        shape = (draw(rng, 2, 4), *draw_distinct(rng, 6, 10, 2))
        conv, pool, fc = draw_conv(rng), {"type": "pool", "kernel": draw(rng, 2, 3)}, draw_fc(rng)
        flatten, shapes = {"type": "flatten"}, {"input_shape": "", "shape": ""}
        right = [conv, pool, flatten, fc]
        same(student.layer_parameters(shape, right), reference.layer_parameters(shape, right))
        unknown, no_kernel = {"type": "lstm"}, {"type": "conv", "filters": draw(rng, 2, 9)}
        no_filters, no_window = {"type": "conv", "kernel": 2, "filters": None}, {"type": "pool"}
        no_nodes, odd_relu = {"type": "fc"}, {"type": "relu", "kernel": 2}
        for wrong, named in [
            ([unknown], kind_of(unknown)),
            ([conv, no_kernel], lacks(no_kernel, "kernel")),
            ([conv, no_filters], lacks(no_filters, "filters")),
            ([conv, no_window], lacks(no_window, "kernel")),
            ([flatten, no_nodes], lacks(no_nodes, "nodes")),
            ([conv, odd_relu], kind_of(odd_relu, kernel=2, relu="kernel")),
            ([conv, {**pool, "filters": 3}], kind_of(pool, filters=3, pool="filters")),
            ([flatten, {**fc, "stride": 2}], kind_of(fc, stride=2, fc="stride")),
            ([conv, fc], kind_of(fc, fc="flatten", nodes=fc["nodes"], **shapes)),
            ([flatten, conv], kind_of(conv, conv="flatten", **shapes)),
            ([flatten, pool], kind_of(pool, pool="flatten", **shapes)),
        ]:
            rejects(student.layer_parameters, shape, wrong, blames=named)

    def test_whole_networks(self, student, reference, rng):
        """Whole networks with every layer type and option; the layer list is not changed.

        zh-TW: 包含所有層類型與選項的完整網路；不可以改動傳入的層列表。
        """
        for _ in range(3):
            shape, layers = draw_network(rng)
            same(unchanged(student.layer_parameters, shape, layers), reference.layer_parameters(shape, layers))


@pytest.mark.function("total_parameters")
class TestTotalParameters:
    """Whole networks."""

    @pytest.mark.points(2)
    def test_the_networks_of_the_slides(self, student, reference, rng):
        """The slides' CNN has 1,199,882 parameters; a network of your own follows.

        zh-TW: 投影片的 CNN 有 1,199,882 個參數；再算一個隨機的網路。
        """
        same(student.total_parameters((1, 28, 28), reference.mnist_cnn()), 1_199_882)
        shape, layers = draw_image_shape(rng), ending_in_fc(rng, draw_conv(rng), {"type": "relu"})
        same(student.total_parameters(shape, layers), reference.total_parameters(shape, layers))

    @pytest.mark.points(2)
    def test_only_convolutions(self, student, reference, rng):
        """The parameters of all convolutions are added up.

        zh-TW: 把所有卷積層的參數加起來。
        """
        for count in (1, 2, 3):
            layers = [draw_conv(rng, bias=bool(rng.integers(2))) for _ in range(count)]
            shape = draw_image_shape(rng)
            same(student.total_parameters(shape, layers), reference.total_parameters(shape, layers))

    @pytest.mark.points(2)
    def test_only_fully_connected_layers(self, student, reference, rng):
        """A network without convolutions is counted as well.

        zh-TW: 沒有卷積層的網路也能計算。
        """
        for count in (1, 2, 3):
            layers = [draw_fc(rng, bias=bool(rng.integers(2))) for _ in range(count)]
            features = draw(rng, 5, 40)
            same(student.total_parameters((features,), layers), reference.total_parameters((features,), layers))

    @pytest.mark.points(2)
    def test_whole_networks(self, student, reference, rng):
        """Whole networks with every layer type and option; the layer list is not changed.

        zh-TW: 包含所有層類型與選項的完整網路；不可以改動傳入的層列表。
        """
        for _ in range(3):
            shape, layers = draw_network(rng)
            same(unchanged(student.total_parameters, shape, layers), reference.total_parameters(shape, layers))

    @pytest.mark.points(2)
    def test_impossible_networks_are_refused(self, student, reference, rng):
        """A network that cannot be built has no total.

        zh-TW: 無法組成的網路沒有總數，要拒絕。
        """
        shape = (draw(rng, 2, 4), *draw_distinct(rng, 5, 9, 2))
        conv, fc, flatten = draw_conv(rng), draw_fc(rng), {"type": "flatten"}
        right = [conv, flatten, fc]
        same(student.total_parameters(shape, right), reference.total_parameters(shape, right))
        too_large = draw(rng, 10, 15)
        shapes = {"input_shape": "", "shape": ""}
        large, no_nodes = {**conv, "kernel": too_large}, {**fc, "nodes": 0}
        for wrong, named in [
            ([{"type": "lstm"}], kind_of({"type": "lstm"})),
            ([conv, fc], kind_of(fc, fc="flatten", nodes=fc["nodes"], **shapes)),
            ([flatten, conv], kind_of(conv, conv="flatten", **shapes)),
            ([conv, flatten, no_nodes], value_in(no_nodes, "nodes")),
            ([large], {**value_in(large, "kernel"), "input_shape": shape, "shape": shape}),
        ]:
            rejects(student.total_parameters, shape, wrong, blames=named)


@pytest.mark.function("mnist_cnn")
class TestMnistCnn:
    """The network of the slides."""

    @pytest.mark.points(3)
    def test_the_order_of_the_layers(self, student, reference):
        """The nine layers are of the right types, in the right order.

        zh-TW: 九個層的類型和順序都正確。
        """
        for _ in range(2):
            same(types(student.mnist_cnn()), types(reference.mnist_cnn()))

    @pytest.mark.points(2)
    def test_the_convolutions(self, student, reference):
        """32 and 64 filters of 3 x 3, stride 1, no padding, with bias.

        zh-TW: 32 個與 64 個 3x3 濾波器，步幅 1、不填補、有 bias。
        """
        for _ in range(2):
            same(of_type(student.mnist_cnn(), "conv"), of_type(reference.mnist_cnn(), "conv"))

    def test_the_pooling(self, student, reference):
        """One pooling layer of 2 x 2 that halves height and width.

        zh-TW: 一個 2x2 的池化層，讓高和寬各減半。
        """
        for _ in range(2):
            same(of_type(student.mnist_cnn(), "pool"), of_type(reference.mnist_cnn(), "pool"))

    @pytest.mark.points(2)
    def test_the_fully_connected_layers(self, student, reference):
        """128 nodes, then 10, both with bias.

        zh-TW: 先 128 個節點，再 10 個節點，都有 bias。
        """
        for _ in range(2):
            same(of_type(student.mnist_cnn(), "fc"), of_type(reference.mnist_cnn(), "fc"))

    @pytest.mark.points(2)
    def test_the_whole_network(self, student, reference):
        """All layers together, and again after the first answer has been changed.

        zh-TW: 整個網路都正確；改動第一次的結果之後再呼叫一次也一樣。
        """
        first = student.mnist_cnn()
        expected = written_out(reference.mnist_cnn())
        same(written_out(first), expected)
        first[0].clear()
        first.clear()
        same(written_out(student.mnist_cnn()), expected)


@pytest.mark.function("dense_equivalent")
class TestDenseEquivalent:
    """A fully connected layer in place of a convolution."""

    @pytest.mark.points(2)
    def test_the_number_of_the_slides(self, student, reference, rng):
        """784 * 21,632 weights for the first layer of the slides' CNN, and other grey images.

        zh-TW: 投影片 CNN 的第一層需要 784 * 21,632 個權重；再算其他灰階影像。
        """
        conv = {"type": "conv", "filters": 32, "kernel": 3}
        same(student.dense_equivalent((1, 28, 28), conv), 16_959_488)
        for _ in range(2):
            shape, conv = (1, *draw_distinct(rng, 8, 20, 2)), draw_conv(rng, kernel=draw(rng, 2, 4))
            same(student.dense_equivalent(shape, conv), reference.dense_equivalent(shape, conv))

    @pytest.mark.points(2)
    def test_images_with_several_channels(self, student, reference, rng):
        """Every channel of every pixel is an input.

        zh-TW: 每個像素的每個通道都是一個輸入。
        """
        for _ in range(3):
            shape, conv = draw_image_shape(rng), draw_conv(rng, kernel=draw(rng, 2, 4))
            same(student.dense_equivalent(shape, conv), reference.dense_equivalent(shape, conv))

    @pytest.mark.points(2)
    def test_stride_padding_and_dilation(self, student, reference, rng):
        """Stride, padding and dilation change the number of outputs, alone and together.

        zh-TW: 步幅、填補、擴張會改變輸出的數量，單獨或同時使用都要正確。
        """
        stride, padding, dilation = draw(rng, 2, 3), draw(rng, 1, 2), draw(rng, 2, 3)
        alone = [{"stride": stride}, {"padding": padding}, {"dilation": dilation}]
        for keys in [*alone, {"stride": stride, "padding": padding, "dilation": dilation}]:
            shape, conv = draw_image_shape(rng), draw_conv(rng, kernel=draw(rng, 2, 4), **keys)
            same(student.dense_equivalent(shape, conv), reference.dense_equivalent(shape, conv))

    def test_kernels_that_are_not_square(self, student, reference, rng):
        """A kernel may be given as (height, width).

        zh-TW: 核可以寫成（高, 寬）。
        """
        for _ in range(3):
            shape, conv = draw_image_shape(rng), draw_conv(rng)
            same(student.dense_equivalent(shape, conv), reference.dense_equivalent(shape, conv))

    def test_biases_are_never_counted(self, student, reference, rng):
        """The answer is the same with and without bias.

        zh-TW: 不論有沒有 bias，答案都一樣。
        """
        for keys in [{"bias": True}, {"bias": False}, {"bias": None}, {"stride": None, "padding": None}]:
            shape, conv = draw_image_shape(rng), draw_conv(rng, **keys)
            same(student.dense_equivalent(shape, conv), reference.dense_equivalent(shape, conv))

    def test_the_arguments_stay_as_they_are(self, student, reference, rng):
        """The layer is not changed.

        zh-TW: 不可以改動傳入的層。
        """
        for keys in [{}, {"stride": None}, {"padding": draw(rng, 1, 2), "bias": False}]:
            shape, conv = draw_image_shape(rng), draw_conv(rng, **keys)
            same(unchanged(student.dense_equivalent, shape, conv), reference.dense_equivalent(shape, conv))

    def test_other_layers_are_refused(self, student, reference, rng):
        """Only a convolution that fits its input has a dense equivalent.

        zh-TW: 只有放得進輸入的卷積層才有對應的全連接層。
        """
        channels, side = draw_distinct(rng, 2, 8, 2)
        shape, conv = (channels, side, side), {"type": "conv", "filters": draw(rng, 2, 5), "kernel": side}
        same(student.dense_equivalent(shape, conv), reference.dense_equivalent(shape, conv))
        for kind in ({"type": "fc", "nodes": 4}, {"type": "pool", "kernel": 2}, {"type": "relu"}):
            rejects(student.dense_equivalent, shape, kind, blames=kind_of(kind, conv_layer=kind["type"]))
        empty, padded = (channels, 0, side), {**conv, "padding": side}
        named = {"input_shape": empty, "shape": empty, "height": 0}
        rejects(student.dense_equivalent, empty, padded, blames=named)
        for key, bad in [("kernel", side + 1), ("filters", 0), ("stride", 0)]:
            wrong = {**conv, key: bad}
            named = {**value_in(wrong, key), "conv_layer": wrong, "input_shape": shape, "shape": shape}
            rejects(student.dense_equivalent, shape, wrong, blames=named)
