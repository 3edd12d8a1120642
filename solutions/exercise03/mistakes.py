"""Known mistakes of exercise03: what people count when they misread what a layer learns."""

from math import prod

from grader.suite import mistake

NO_BIAS = {
    "en": "The biases are missing: every filter, and every node of a fully connected layer, learns one bias as well.",
    "zh_TW": "少算了 bias：每個濾波器、每個全連接節點，除了權重之外都還要學一個 bias。",
}
SINGLE_BIAS = {
    "en": "You counted one bias for the whole layer. There is one for every filter or node, that is, one per output.",
    "zh_TW": "你讓整層只有一個 bias；其實每個濾波器（或節點）各有一個，也就是每個輸出各一個。",
}
BIAS_PER_INPUT = {
    "en": "You gave biases to what enters the layer. A bias belongs to an output: one per filter, or one per node.",
    "zh_TW": "你把 bias 配給了輸入端。bias 屬於輸出：每個濾波器一個，或每個節點一個。",
}
BIAS_ALWAYS = {
    "en": "The biases were counted although bias is False; that switch removes them.",
    "zh_TW": "bias=False 時仍然算進了 bias；這個開關的意思就是不要 bias。",
}
SQUARE_KERNEL = {
    "en": "You squared the kernel's height. A kernel (height, width) need not be square: multiply height by width.",
    "zh_TW": "你把核的高平方了。核（高, 寬）不一定是正方形，格數是高乘以寬。",
}
NO_DEPTH = {
    "en": "Your filters are one channel deep. A filter covers all channels of its input, so 3 x 3 on 3 channels has "
    "27 weights, not 9; a slide that adds 3*3*3 + 1 up to 10 makes the same slip.",
    "zh_TW": "你的濾波器只有一個通道深。濾波器會涵蓋輸入的所有通道：3x3 配 3 個通道有 27 個權重，不是 9 個；"
    "有一張投影片把 3*3*3+1 算成 10，就是同樣的疏忽。",
}
STRIDE_IGNORED = {
    "en": "The stride of the convolution was ignored: with stride 2, about half as many positions are left per side.",
    "zh_TW": "你忽略了卷積的步幅：步幅為 2 時，每一邊的位置大約只剩一半。",
}
PADDING_IGNORED = {
    "en": "The padding was ignored: it adds zeros on both sides, so more positions are left after the layer.",
    "zh_TW": "你忽略了填補：它在兩側補零，所以這一層之後會留下較多的位置。",
}
DILATION_IGNORED = {
    "en": "The dilation was ignored. A dilated kernel learns no more weights, but it spans more pixels, so fewer "
    "positions are left.",
    "zh_TW": "你忽略了擴張 (dilation)。擴張後的核權重數不變，但跨過更多像素，所以輸出的位置變少。",
}
BATCHNORM_STATISTICS = {
    "en": "You counted four numbers per channel for batchnorm. Only scale and shift are trained; the running mean and "
    "variance are measured, not learned.",
    "zh_TW": "你把 batchnorm 每個通道算成四個數。只有縮放與平移是訓練出來的；移動平均與變異數是統計來的，不算參數。",
}


# --- conv_parameters ------------------------------------------------------------------------------------------------


def _cells(kernel):
    """Height times width of a kernel."""
    return prod(_pair(kernel))


def _pair(kernel):
    """The kernel as (height, width)."""
    return tuple(kernel) if isinstance(kernel, (tuple, list)) else (kernel, kernel)


@mistake("conv_parameters", id="no-bias", **NO_BIAS)
def conv_without_bias(reference, kernel, in_channels, filters, bias=True):
    del bias
    return reference.conv_parameters(kernel, in_channels, filters, bias=False)


@mistake("conv_parameters", id="single-bias", **SINGLE_BIAS)
def conv_with_a_single_bias(reference, kernel, in_channels, filters, bias=True):
    return reference.conv_parameters(kernel, in_channels, filters, bias=False) + bool(bias)


@mistake("conv_parameters", id="bias-per-input", **BIAS_PER_INPUT)
def conv_with_a_bias_per_channel(reference, kernel, in_channels, filters, bias=True):
    return reference.conv_parameters(kernel, in_channels, filters, bias=False) + filters * in_channels * bool(bias)


@mistake(
    "conv_parameters",
    en="You added as many biases as there are input channels. Every filter has one bias: count the output channels.",
    zh_TW="你加上的 bias 數等於輸入通道數。每個濾波器有一個 bias，應該數輸出通道。",
)
def bias_from_the_wrong_side(reference, kernel, in_channels, filters, bias=True):
    return reference.conv_parameters(kernel, in_channels, filters, bias=False) + in_channels * bool(bias)


@mistake("conv_parameters", id="bias-always", **BIAS_ALWAYS)
def conv_with_bias_always(reference, kernel, in_channels, filters, bias=True):
    del bias
    return reference.conv_parameters(kernel, in_channels, filters, bias=True)


@mistake("conv_parameters", id="square-kernel", **SQUARE_KERNEL)
def conv_with_a_square_kernel(reference, kernel, in_channels, filters, bias=True):
    return reference.conv_parameters(_pair(kernel)[0], in_channels, filters, bias)


@mistake("conv_parameters", id="no-depth", **NO_DEPTH)
def conv_without_depth(reference, kernel, in_channels, filters, bias=True):
    reference.conv_parameters(kernel, in_channels, filters)
    return reference.conv_parameters(kernel, 1, filters, bias)


@mistake(
    "conv_parameters",
    en="You counted a single filter. The layer learns every one of its filters, so multiply by their number.",
    zh_TW="你只算了一個濾波器。這一層的每個濾波器都要學，所以還要乘上濾波器的數量。",
)
def one_filter(reference, kernel, in_channels, filters, bias=True):
    reference.conv_parameters(kernel, in_channels, filters)
    return reference.conv_parameters(kernel, in_channels, 1, bias)


@mistake(
    "conv_parameters",
    en="You added the kernel's sides. Every cell of the kernel has a weight: multiply height by width.",
    zh_TW="你把核的邊長相加了。核的每一格都有權重，要用高乘以寬。",
)
def sides_added(reference, kernel, in_channels, filters, bias=True):
    reference.conv_parameters(kernel, in_channels, filters)
    return filters * (sum(_pair(kernel)) * in_channels + bool(bias))


# --- fc_parameters --------------------------------------------------------------------------------------------------


@mistake("fc_parameters", id="no-bias", **NO_BIAS)
def fc_without_bias(reference, inputs, nodes, bias=True):
    del bias
    return reference.fc_parameters(inputs, nodes, bias=False)


@mistake("fc_parameters", id="single-bias", **SINGLE_BIAS)
def fc_with_a_single_bias(reference, inputs, nodes, bias=True):
    return reference.fc_parameters(inputs, nodes, bias=False) + bool(bias)


@mistake("fc_parameters", id="bias-per-input", **BIAS_PER_INPUT)
def fc_with_a_bias_per_input(reference, inputs, nodes, bias=True):
    return reference.fc_parameters(inputs, nodes, bias=False) + inputs * bool(bias)


@mistake("fc_parameters", id="bias-always", **BIAS_ALWAYS)
def fc_with_bias_always(reference, inputs, nodes, bias=True):
    del bias
    return reference.fc_parameters(inputs, nodes, bias=True)


@mistake(
    "fc_parameters",
    en="You added the two sizes, which counts neurons. What is learned sits on the connections: every input meets "
    "every node.",
    zh_TW="你把兩個大小相加，那是在數神經元。要學的是連線上的權重：每個輸入都連到每個節點。",
)
def neurons_counted(reference, inputs, nodes, bias=True):
    reference.fc_parameters(inputs, nodes)
    return inputs + nodes + nodes * bool(bias)


# --- layer_parameters -----------------------------------------------------------------------------------------------


def _width(reference, input_shape, layers):
    """Channels, or features of flat data, that leave these layers: half of what a batchnorm would learn there."""
    return reference.layer_parameters(input_shape, [*layers, {"type": "batchnorm"}])[-1] // 2


def _recounted(reference, input_shape, layers, kind, count):
    """The right answer, but with `count(layer, width)` for the layers of one type."""
    counts = reference.layer_parameters(input_shape, layers)
    for index, layer in enumerate(layers):
        if layer["type"] == kind:
            counts[index] = count(layer, _width(reference, input_shape, layers[:index]))
    return counts


def _respelled(reference, input_shape, layers, kinds, **keys):
    """The right answer for a network whose layers of these types have other keys."""
    reference.layer_parameters(input_shape, layers)
    changed = [{**layer, **keys} if layer["type"] in kinds else layer for layer in layers]
    return reference.layer_parameters(input_shape, changed)


def _value(layer, key, default):
    """What a layer says, or the default: None means missing."""
    value = layer.get(key)
    return default if value is None else value


def _side(size, kernel, stride, padding, dilation):
    """How many positions a kernel takes along one side."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def _side_rounded_up(size, kernel, stride, padding, dilation):
    """The same, with a last position that hangs over the edge."""
    return -(-(size + 2 * padding - dilation * (kernel - 1) - 1) // stride) + 1


def _slid_over(shape, layer, side=_side):
    """(channels, height, width) after a conv or pool layer."""
    kernel = _pair(layer["kernel"])
    strides = _pair(_value(layer, "stride", 1 if layer["type"] == "conv" else kernel))
    padding, dilation = _value(layer, "padding", 0), _value(layer, "dilation", 1)
    sides = [side(*axis, padding, dilation) for axis in zip(shape[1:], kernel, strides, strict=True)]
    return (layer.get("filters", shape[0]), *sides)


def _traced(reference, input_shape, layers, after):
    """What is counted by someone for whom a conv or pool layer makes `after(shape, layer)` of an image."""
    reference.layer_parameters(input_shape, layers)
    shape, counts = tuple(input_shape), []
    for layer in layers:
        counts.append(reference.layer_parameters(shape, [layer])[0])
        if layer["type"] in {"conv", "pool"}:
            shape = after(shape, layer)
        elif layer["type"] == "flatten":
            shape = (prod(shape),)
        elif layer["type"] == "fc":
            shape = (layer["nodes"],)
    return counts


@mistake("layer_parameters", id="no-bias", **NO_BIAS)
def layers_without_bias(reference, input_shape, layers):
    return _respelled(reference, input_shape, layers, {"conv", "fc"}, bias=False)


@mistake("layer_parameters", id="bias-always", **BIAS_ALWAYS)
def layers_with_bias_always(reference, input_shape, layers):
    return _respelled(reference, input_shape, layers, {"conv", "fc"}, bias=True)


@mistake("layer_parameters", id="no-depth", **NO_DEPTH)
def layers_without_depth(reference, input_shape, layers):
    def count(layer, _):
        return reference.conv_parameters(layer["kernel"], 1, layer["filters"], _value(layer, "bias", default=True))

    return _recounted(reference, input_shape, layers, "conv", count)


@mistake("layer_parameters", id="square-kernel", **SQUARE_KERNEL)
def layers_with_square_kernels(reference, input_shape, layers):
    def count(layer, depth):
        bias = _value(layer, "bias", default=True)
        return reference.conv_parameters(_pair(layer["kernel"])[0], depth, layer["filters"], bias)

    return _recounted(reference, input_shape, layers, "conv", count)


@mistake(
    "layer_parameters",
    en="Every convolution was counted with the channels of the input image. After a convolution there are as many "
    "channels as it has filters, and the next one is that deep.",
    zh_TW="每個卷積層你都用輸入影像的通道數來算。經過一個卷積層之後，通道數會變成它的濾波器數量，下一層就要有那麼深。",
)
def channels_not_updated(reference, input_shape, layers):
    def count(layer, _):
        bias = _value(layer, "bias", default=True)
        return reference.conv_parameters(layer["kernel"], input_shape[0], layer["filters"], bias)

    return _recounted(reference, input_shape, layers, "conv", count)


@mistake(
    "layer_parameters",
    en="The fully connected layer was given the number of channels. flatten lays out every pixel of every channel, so "
    "it receives channels times height times width.",
    zh_TW="你把通道數當成全連接層的輸入。攤平會把每個通道的每個像素都排開，所以輸入是 通道 x 高 x 寬。",
)
def fc_gets_channels(reference, input_shape, layers):
    reference.layer_parameters(input_shape, layers)
    pixel = (input_shape[0], 1, 1) if len(input_shape) > 1 else input_shape
    spatial = {"conv": {"kernel": 1, "padding": 0}, "pool": {"kernel": 1, "padding": 0}}
    counts = reference.layer_parameters(pixel, [{**layer, **spatial.get(layer["type"], {})} for layer in layers])
    right = reference.layer_parameters(input_shape, layers)
    return [right[i] if layer["type"] == "conv" else counts[i] for i, layer in enumerate(layers)]


@mistake(
    "layer_parameters",
    en="Every fully connected layer was counted with the features that flatten gives. The second one receives the "
    "nodes of the first.",
    zh_TW="每個全連接層你都用攤平後的特徵數來算；第二個全連接層收到的其實是第一個的節點數。",
)
def features_not_updated(reference, input_shape, layers):
    reference.layer_parameters(input_shape, layers)
    first = next((index for index, layer in enumerate(layers) if layer["type"] == "fc"), 0)

    def count(layer, _):
        features = _width(reference, input_shape, layers[:first])
        return reference.fc_parameters(features, layer["nodes"], _value(layer, "bias", default=True))

    return _recounted(reference, input_shape, layers, "fc", count)


@mistake("layer_parameters", id="stride-ignored", **STRIDE_IGNORED)
def layers_with_stride_ignored(reference, input_shape, layers):
    return _respelled(reference, input_shape, layers, {"conv"}, stride=1)


@mistake("layer_parameters", id="padding-ignored", **PADDING_IGNORED)
def layers_with_padding_ignored(reference, input_shape, layers):
    return _respelled(reference, input_shape, layers, {"conv", "pool"}, padding=0)


@mistake("layer_parameters", id="dilation-ignored", **DILATION_IGNORED)
def layers_with_dilation_ignored(reference, input_shape, layers):
    return _respelled(reference, input_shape, layers, {"conv"}, dilation=1)


@mistake(
    "layer_parameters",
    en="A pool without a stride moved by one pixel. Its stride is then its kernel: the windows lie side by side.",
    zh_TW="沒有給步幅的池化，你讓它每次只移動一個像素。此時步幅應等於核的大小，視窗一個接一個、不重疊。",
)
def pool_stride_one(reference, input_shape, layers):
    reference.layer_parameters(input_shape, layers)
    changed = [{**each, "stride": _value(each, "stride", 1)} if each["type"] == "pool" else each for each in layers]
    return reference.layer_parameters(input_shape, changed)


@mistake(
    "layer_parameters",
    en="Pooling left the image as large as it was. It learns nothing, but it shrinks height and width, and so the "
    "fully connected layer after it.",
    zh_TW="你讓池化後的影像維持原來的大小。池化不學任何參數，但會縮小高和寬，後面的全連接層也就跟著變小。",
)
def pool_ignored(reference, input_shape, layers):
    return _traced(
        reference,
        input_shape,
        layers,
        lambda shape, layer: shape if layer["type"] == "pool" else _slid_over(shape, layer),
    )


@mistake(
    "layer_parameters",
    en="Convolutions left the image as large as it was. Without padding, a k x k kernel takes k - 1 pixels off each "
    "side length.",
    zh_TW="你讓卷積後的影像維持原來的大小。沒有填補時，k x k 的核會讓邊長減少 k - 1。",
)
def conv_keeps_the_size(reference, input_shape, layers):
    return _traced(
        reference,
        input_shape,
        layers,
        lambda shape, layer: (layer["filters"], *shape[1:]) if layer["type"] == "conv" else _slid_over(shape, layer),
    )


@mistake(
    "layer_parameters",
    en="Sizes were rounded up. A window that would hang over the edge is left out, so round down.",
    zh_TW="你把大小無條件進位了。超出邊界的視窗要捨去，所以應該無條件捨去。",
)
def sizes_rounded_up(reference, input_shape, layers):
    return _traced(reference, input_shape, layers, lambda shape, layer: _slid_over(shape, layer, _side_rounded_up))


@mistake(
    "layer_parameters",
    en="You counted weights for pooling. It takes the largest value of each window, which needs no weight at all.",
    zh_TW="你替池化層算了權重。池化只是取每個視窗的最大值，完全不需要權重。",
)
def pool_has_weights(reference, input_shape, layers):
    return _recounted(reference, input_shape, layers, "pool", lambda layer, _: _cells(layer["kernel"]))


@mistake(
    "layer_parameters",
    en="You counted parameters for relu. It is a fixed function, max(0, x): nothing in it is learned.",
    zh_TW="你替 relu 算了參數。它只是固定的函數 max(0, x)，沒有任何東西要學。",
)
def relu_has_parameters(reference, input_shape, layers):
    return _recounted(reference, input_shape, layers, "relu", lambda _, width: width)


@mistake("layer_parameters", id="batchnorm-statistics", **BATCHNORM_STATISTICS)
def layers_with_batchnorm_statistics(reference, input_shape, layers):
    return _recounted(reference, input_shape, layers, "batchnorm", lambda _, width: 4 * width)


@mistake(
    "layer_parameters",
    en="You counted one number per channel for batchnorm. It learns two: a scale and a shift.",
    zh_TW="你把 batchnorm 每個通道只算一個數；它要學兩個：縮放與平移。",
)
def batchnorm_one_per_channel(reference, input_shape, layers):
    return _recounted(reference, input_shape, layers, "batchnorm", lambda _, width: width)


@mistake(
    "layer_parameters",
    en="You counted 2 for a whole batchnorm layer. Every channel has a scale and a shift of its own.",
    zh_TW="你把整個 batchnorm 層只算 2 個參數；每個通道都有自己的縮放與平移。",
)
def batchnorm_two_in_total(reference, input_shape, layers):
    return _recounted(reference, input_shape, layers, "batchnorm", lambda *_: 2)


@mistake(
    "layer_parameters",
    en="batchnorm got no parameters. It normalises, and then applies a scale and a shift that are learned per channel.",
    zh_TW="你沒有替 batchnorm 算參數。它在標準化之後，還會套用每個通道各自學到的縮放與平移。",
)
def batchnorm_forgotten(reference, input_shape, layers):
    return _recounted(reference, input_shape, layers, "batchnorm", lambda *_: 0)


@mistake(
    "layer_parameters",
    en="You counted batchnorm per pixel. All positions of a channel share one scale and one shift.",
    zh_TW="你讓 batchnorm 每個像素各算一次。同一個通道的所有位置共用一組縮放與平移。",
)
def batchnorm_per_pixel(reference, input_shape, layers):
    counts = reference.layer_parameters(input_shape, layers)
    for index, layer in enumerate(layers):
        if layer["type"] == "batchnorm":
            counts[index] = 2 * _width(reference, input_shape, [*layers[:index], {"type": "flatten"}])
    return counts


@mistake(
    "layer_parameters",
    en="Layers without parameters are missing from the list. Give them a 0: the list is as long as the network.",
    zh_TW="沒有參數的層從列表中消失了。請給它們 0，讓列表和網路一樣長。",
)
def zeros_left_out(reference, input_shape, layers):
    return [count for count in reference.layer_parameters(input_shape, layers) if count]


# --- total_parameters -----------------------------------------------------------------------------------------------


@mistake("total_parameters", id="no-bias", **NO_BIAS)
def total_without_bias(reference, input_shape, layers):
    return sum(layers_without_bias(reference, input_shape, layers))


@mistake("total_parameters", id="batchnorm-statistics", **BATCHNORM_STATISTICS)
def total_with_batchnorm_statistics(reference, input_shape, layers):
    return sum(layers_with_batchnorm_statistics(reference, input_shape, layers))


@mistake(
    "total_parameters",
    en="Only the convolutions were added up. Fully connected layers learn too, and often hold most parameters.",
    zh_TW="你只加總了卷積層。全連接層也有參數，而且通常占了大部分。",
)
def only_convolutions(reference, input_shape, layers):
    counts = reference.layer_parameters(input_shape, layers)
    return sum(count for count, layer in zip(counts, layers, strict=True) if layer["type"] == "conv")


@mistake(
    "total_parameters",
    en="Only the last layer that learns was returned. The total is the sum over all layers.",
    zh_TW="你只回傳了最後一個有參數的層；總數是所有層的總和。",
)
def last_layer_only(reference, input_shape, layers):
    return next((count for count in reversed(reference.layer_parameters(input_shape, layers)) if count), 0)


@mistake(
    "total_parameters",
    en="You returned the list with the count of each layer. Asked for is one number: their sum.",
    zh_TW="你回傳的是每一層數量的列表；題目要的是一個數字：它們的總和。",
)
def list_returned(reference, input_shape, layers):
    return reference.layer_parameters(input_shape, layers)


# --- mnist_cnn ------------------------------------------------------------------------------------------------------


def _without(layers, *indices):
    """The layers without some of them, counted from 0."""
    return [layer for index, layer in enumerate(layers) if index not in indices]


@mistake(
    "mnist_cnn",
    en="The relu after the second convolution is missing; each convolution is followed by one.",
    zh_TW="第二個卷積層後面少了 relu；每個卷積層之後都有一個。",
)
def second_relu_missing(reference):
    return _without(reference.mnist_cnn(), 3)


@mistake(
    "mnist_cnn",
    en="The relu between the two fully connected layers is missing; without it they are just one linear map.",
    zh_TW="兩個全連接層之間少了 relu；沒有它，這兩層合起來只是一個線性轉換。",
)
def last_relu_missing(reference):
    return _without(reference.mnist_cnn(), 7)


@mistake(
    "mnist_cnn",
    en="The max pooling is missing: it halves 24 x 24 to 12 x 12, which is where 9,216 features come from.",
    zh_TW="少了最大池化：它把 24x24 減半成 12x12，9,216 個特徵就是這樣來的。",
)
def pool_missing(reference):
    return _without(reference.mnist_cnn(), 4)


@mistake(
    "mnist_cnn",
    en="There is a pooling layer after each convolution. The slides' CNN pools once, after the second one.",
    zh_TW="你在每個卷積層後面都放了池化。投影片的 CNN 只在第二個卷積層之後池化一次。",
)
def pool_after_each_conv(reference):
    layers = reference.mnist_cnn()
    return [*layers[:2], dict(layers[4]), *layers[2:]]


@mistake(
    "mnist_cnn",
    en="flatten is missing: a fully connected layer needs a plain row of features, not an image.",
    zh_TW="少了 flatten：全連接層需要排成一列的特徵，而不是影像。",
)
def flatten_missing(reference):
    return _without(reference.mnist_cnn(), 5)


@mistake(
    "mnist_cnn",
    en="The output layer is missing: ten digits need a last fully connected layer with 10 nodes.",
    zh_TW="少了輸出層：十個數字需要最後一個有 10 個節點的全連接層。",
)
def output_layer_missing(reference):
    return _without(reference.mnist_cnn(), 7, 8)


@mistake(
    "mnist_cnn",
    en="The kernels are 5 x 5; in the slides' CNN both convolutions have 3 x 3.",
    zh_TW="你的核是 5x5；投影片的 CNN 兩個卷積層都是 3x3。",
)
def five_by_five(reference):
    return [{**layer, "kernel": 5} if layer["type"] == "conv" else layer for layer in reference.mnist_cnn()]


@mistake(
    "mnist_cnn",
    en="The convolutions are padded. The slides' CNN uses no padding: 28 becomes 26, then 24.",
    zh_TW="你的卷積層有填補。投影片的 CNN 不填補：28 變成 26，再變成 24。",
)
def padded(reference):
    return [{**layer, "padding": 1} if layer["type"] == "conv" else layer for layer in reference.mnist_cnn()]


@mistake(
    "mnist_cnn",
    en="The numbers of filters are swapped: 32 first, then 64.",
    zh_TW="濾波器的數量順序相反了：先 32，再 64。",
)
def filters_swapped(reference):
    swapped = {32: 64, 64: 32}
    return [
        {**layer, "filters": swapped[layer["filters"]]} if layer["type"] == "conv" else layer
        for layer in reference.mnist_cnn()
    ]


@mistake(
    "mnist_cnn",
    en="There is a softmax at the end. This list ends with the fully connected layer of 10 nodes: with logits.",
    zh_TW="你在最後加了 softmax。這個列表以 10 個節點的全連接層結束，也就是輸出 logits。",
)
def softmax_added(reference):
    return [*reference.mnist_cnn(), {"type": "softmax"}]


# --- dense_equivalent -----------------------------------------------------------------------------------------------


@mistake(
    "dense_equivalent",
    en="You counted biases as well. Only weights are asked for here: inputs times outputs.",
    zh_TW="你把 bias 也算進去了。這裡只問權重：輸入數乘以輸出數。",
)
def bias_counted(reference, input_shape, conv_layer):
    return reference.dense_equivalent(input_shape, conv_layer) + prod(_slid_over(input_shape, conv_layer))


@mistake(
    "dense_equivalent",
    en="You used one output per filter. A filter gives a whole feature map, and every position in it is an output.",
    zh_TW="你讓每個濾波器只有一個輸出。一個濾波器會產生整張特徵圖，圖上的每個位置都是一個輸出。",
)
def positions_forgotten(reference, input_shape, conv_layer):
    reference.dense_equivalent(input_shape, conv_layer)
    return prod(input_shape) * conv_layer["filters"]


@mistake(
    "dense_equivalent",
    en="You counted the convolution itself. It shares its weights between all positions; a fully connected layer has "
    "one weight for each pair of an input and an output.",
    zh_TW="你算的是卷積層本身的參數。卷積在所有位置共用權重；全連接層則是每一組（輸入, 輸出）各有一個權重。",
)
def weights_shared(reference, input_shape, conv_layer):
    reference.dense_equivalent(input_shape, conv_layer)
    return reference.layer_parameters(input_shape, [conv_layer])[0]


@mistake(
    "dense_equivalent",
    en="The input's channels are missing: every channel of every pixel is an input.",
    zh_TW="少了輸入的通道數：每個像素的每個通道都是一個輸入。",
)
def channels_forgotten(reference, input_shape, conv_layer):
    return reference.dense_equivalent(input_shape, conv_layer) // input_shape[0]


@mistake(
    "dense_equivalent",
    en="You counted one feature map. Every filter gives one, so multiply the outputs by the number of filters.",
    zh_TW="你只算了一張特徵圖。每個濾波器都會產生一張，所以輸出數還要乘上濾波器的數量。",
)
def one_feature_map(reference, input_shape, conv_layer):
    return reference.dense_equivalent(input_shape, conv_layer) // conv_layer["filters"]


@mistake(
    "dense_equivalent",
    en="You counted the outputs. Each of them is connected to every input, and each connection has a weight.",
    zh_TW="你算的是輸出的數量。每個輸出都連到所有輸入，每條連線各有一個權重。",
)
def nodes_counted(reference, input_shape, conv_layer):
    return reference.dense_equivalent(input_shape, conv_layer) // prod(input_shape)


@mistake(
    "dense_equivalent",
    en="You counted the padding as inputs. Padded zeros carry nothing: the fully connected layer reads the image only.",
    zh_TW="你把填補的零也算成輸入。補上的零不帶資訊，全連接層只讀取原來的影像。",
)
def padding_counted(reference, input_shape, conv_layer):
    outputs = reference.dense_equivalent(input_shape, conv_layer) // prod(input_shape)
    border = 2 * _value(conv_layer, "padding", 0)
    channels, height, width = input_shape
    return outputs * channels * (height + border) * (width + border)


@mistake(
    "dense_equivalent",
    en="You took outputs as large as the image. Without padding the feature map is smaller: 26 x 26 for 28 x 28.",
    zh_TW="你把輸出當成和影像一樣大。沒有填補時特徵圖會變小：28x28 會變成 26x26。",
)
def output_as_large_as_the_image(reference, input_shape, conv_layer):
    reference.dense_equivalent(input_shape, conv_layer)
    return prod(input_shape) * conv_layer["filters"] * prod(input_shape[1:])


def _dense_respelled(reference, input_shape, conv_layer, **keys):
    """The right answer for a layer with other keys."""
    reference.dense_equivalent(input_shape, conv_layer)
    return reference.dense_equivalent(input_shape, {**conv_layer, **keys})


@mistake("dense_equivalent", id="stride-ignored", **STRIDE_IGNORED)
def dense_with_stride_ignored(reference, input_shape, conv_layer):
    return _dense_respelled(reference, input_shape, conv_layer, stride=1)


@mistake("dense_equivalent", id="padding-ignored", **PADDING_IGNORED)
def dense_with_padding_ignored(reference, input_shape, conv_layer):
    return _dense_respelled(reference, input_shape, conv_layer, padding=0)


@mistake("dense_equivalent", id="dilation-ignored", **DILATION_IGNORED)
def dense_with_dilation_ignored(reference, input_shape, conv_layer):
    return _dense_respelled(reference, input_shape, conv_layer, dilation=1)
