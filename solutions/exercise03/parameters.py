"""
How many numbers a network has to learn, layer by layer.

Only the standard library is needed. A network is a *layer list*: a list of plain dicts, read from the input to the
output. These are the layers and their keys; a key that is left out, or is None, takes the value shown here.

    {"type": "conv", "filters": required, "kernel": required, "stride": 1, "padding": 0, "dilation": 1, "bias": True}
    {"type": "pool", "kernel": required, "stride": the kernel, "padding": 0}
    {"type": "fc", "nodes": required, "bias": True}
    {"type": "dropout", "p": 0.5}
    {"type": "relu"}   {"type": "batchnorm"}   {"type": "flatten"}   {"type": "softmax"}

`kernel` is an int, or (height, width). An input shape is (channels, height, width), or (features,) for an input that is
flat already. Nothing that a caller passes in is ever changed.
"""

# solution begins
from math import prod

_REQUIRED = object()
_KERNEL = object()

_DEFAULTS = {
    "conv": {"filters": _REQUIRED, "kernel": _REQUIRED, "stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "pool": {"kernel": _REQUIRED, "stride": _KERNEL, "padding": 0},
    "fc": {"nodes": _REQUIRED, "bias": True},
    "dropout": {"p": 0.5},
    "relu": {},
    "batchnorm": {},
    "flatten": {},
    "softmax": {},
}


def _at_least(smallest, name, value):
    """The value, if it is a whole number that is large enough; True is not the number 1 here."""
    if isinstance(value, bool) or not isinstance(value, int) or value < smallest:
        raise ValueError(f"{name} must be a whole number >= {smallest}, got {name} = {value!r}")
    return value


def _pair(name, value):
    """The height and the width of an int or a (height, width)."""
    if not isinstance(value, (tuple, list)):
        value = (value, value)
    if len(value) != 2:
        raise ValueError(f"{name} must be a whole number or (height, width), got {name} = {value!r}")
    for side in value:
        if isinstance(side, bool) or not isinstance(side, int) or side < 1:
            raise ValueError(f"{name} must have sides >= 1, got {name} = {value!r}, with a side of {side!r}")
    return tuple(value)


def _checked_shape(input_shape):
    """The input shape as a tuple of one or three positive numbers."""
    if not isinstance(input_shape, (tuple, list)) or len(input_shape) not in {1, 3}:
        raise ValueError(f"input_shape must be (channels, height, width) or (features,), got {input_shape!r}")
    if any(isinstance(size, bool) or not isinstance(size, int) or size < 1 for size in input_shape):
        raise ValueError(f"input_shape must hold whole numbers >= 1, got input_shape = {input_shape!r}")
    return tuple(input_shape)


def _given_keys(layer):
    """The type of a layer, and its other keys without those that are None."""
    if not isinstance(layer, dict):
        raise ValueError(f"a layer must be a dict, got layer = {layer!r}")  # noqa: TRY004 - every refusal is a ValueError
    kind = layer.get("type")
    if not isinstance(kind, str) or kind not in _DEFAULTS:
        raise ValueError(f"unknown layer type: type = {kind!r} in layer = {layer!r}")
    given = {key: value for key, value in layer.items() if key != "type" and value is not None}
    for key, value in given.items():
        if key not in _DEFAULTS[kind]:
            raise ValueError(f"a layer of type {kind!r} has no {key}, got {key} = {value!r} in layer = {layer!r}")
    return kind, given


def _complete(layer):
    """A new dict with every key of its type, all of them checked, and the kernel as a pair."""
    kind, given = _given_keys(layer)
    full = {"type": kind, **_DEFAULTS[kind], **given}
    for key, value in full.items():
        if value is _REQUIRED:
            raise ValueError(f"a layer of type {kind!r} needs {key}, got {key} = None in layer = {layer!r}")
    if "kernel" in full:
        full["kernel"] = _pair("kernel", full["kernel"])
        full["stride"] = full["kernel"] if full["stride"] is _KERNEL else (_at_least(1, "stride", full["stride"]),) * 2
        _at_least(0, "padding", full["padding"])
    for key in ("filters", "nodes", "dilation"):
        _at_least(1, key, full.get(key, 1))
    if kind == "dropout" and not (isinstance(full["p"], (int, float)) and -1e-9 <= full["p"] <= 1 + 1e-9):
        raise ValueError(f"the p of a dropout layer must be a probability, got p = {full['p']!r}")
    return full


def _slid_over(shape, full):
    """Height and width of what a conv or pool layer gives."""
    if len(shape) != 3:
        raise ValueError(
            f"no {full['type']} layer can follow flatten: type = {full['type']!r} on the flat shape {shape!r}"
        )
    sides = []
    for size, kernel, stride in zip(shape[1:], full["kernel"], full["stride"], strict=True):
        room = size + 2 * full["padding"] - full.get("dilation", 1) * (kernel - 1) - 1
        if room < 0:
            raise ValueError(
                f"the kernel does not fit the padded input: kernel = {full['kernel']!r}, padding = {full['padding']}, "
                f"dilation = {full.get('dilation', 1)}, input shape = {shape!r}"
            )
        sides.append(room // stride + 1)
    return tuple(sides)


def _after(shape, full):
    """The shape that a completed layer makes of a shape."""
    match full["type"]:
        case "conv":
            return (full["filters"], *_slid_over(shape, full))
        case "pool":
            return (shape[0], *_slid_over(shape, full))
        case "flatten":
            return (prod(shape),)
        case "fc" if len(shape) == 1:
            return (full["nodes"],)
        case "fc":
            raise ValueError(
                f"an fc layer needs flatten before it: type = 'fc', nodes = {full['nodes']}, shape = {shape!r}"
            )
        case _:
            return shape


def _learned(shape, full):
    """The number of trainable parameters of one completed layer that receives this shape."""
    match full["type"]:
        case "conv":
            return conv_parameters(full["kernel"], shape[0], full["filters"], full["bias"])
        case "fc":
            return fc_parameters(shape[0], full["nodes"], full["bias"])
        case "batchnorm":
            return 2 * shape[0]
        case _:
            return 0


# solution ends


def conv_parameters(kernel, in_channels, filters, bias=True):
    """
    Trainable parameters of one convolutional layer.

    Args:
        kernel: height and width of every filter in pixels, an int or (height, width), each >= 1.
        in_channels: channels of the layer's input, which is the depth of every filter, >= 1.
        filters: number of filters, which is the number of output channels, >= 1.
        bias: whether every filter also learns one bias.
    Returns: an int; all weights of all filters, and the biases if there are any.
    Raises: ValueError with the argument's name and value if a size is < 1.
    Source: first course deck, "parameters of a conv layer"; (3, 1, 32) gives the 320 of its Conv_1.
    """
    # solution begins
    height, width = _pair("kernel", kernel)
    weights_of_one_filter = height * width * _at_least(1, "in_channels", in_channels)
    return _at_least(1, "filters", filters) * (weights_of_one_filter + (1 if bias else 0))
    # solution ends


def fc_parameters(inputs, nodes, bias=True):
    """
    Trainable parameters of one fully connected layer.

    Args:
        inputs: values that enter the layer, >= 1.
        nodes: values that leave it, >= 1.
        bias: whether every node also learns one bias.
    Returns: an int; one weight for each pair of an input and a node, and the biases if there are any.
    Raises: ValueError with the argument's name and value if a size is < 1.
    Source: first course deck, "parameters of a simple CNN"; (128, 10) gives the 1,290 of its output layer.
    """
    # solution begins
    weights_of_one_node = _at_least(1, "inputs", inputs)
    return _at_least(1, "nodes", nodes) * (weights_of_one_node + (1 if bias else 0))
    # solution ends


def layer_parameters(input_shape, layers):
    """
    Trainable parameters of every layer of a network.

    Args:
        input_shape: (channels, height, width) in pixels, or (features,); every number >= 1.
        layers: a layer list, as described at the top of this file; it is not changed.
    Returns: a list with one int per layer, in order. relu, pool, flatten, dropout and softmax have 0; batchnorm has 2
        per channel, or 2 per feature once the data is flat. Running averages are not trained and do not count.
    Raises: ValueError with the offending key and its value, or with the whole offending layer: for an unknown type, a
        required key that is missing, a key of another type, a size, stride or dilation < 1, a negative padding, a p
        outside [0, 1], a kernel that does not fit the padded input, fc before flatten, conv or pool after it.
    Source: first course deck, "parameters of a simple CNN"; fourth deck for batchnorm.
    """
    # solution begins
    shape = _checked_shape(input_shape)
    counts = []
    for layer in layers:
        full = _complete(layer)
        shape_after = _after(shape, full)
        counts.append(_learned(shape, full))
        shape = shape_after
    return counts
    # solution ends


def total_parameters(input_shape, layers):
    """
    Trainable parameters of a whole network.

    Args:
        input_shape: (channels, height, width) in pixels, or (features,); every number >= 1.
        layers: a layer list, as described at the top of this file; it is not changed.
    Returns: an int.
    Raises: ValueError wherever layer_parameters does.
    Source: first course deck; its CNN for 28 x 28 digits has 1,199,882.
    """
    # solution begins
    return sum(layer_parameters(input_shape, layers))
    # solution ends


def mnist_cnn():
    """
    The CNN of the first deck for grey digits of 28 x 28 pixels, input shape (1, 28, 28), as a layer list.

    Its nine layers: a convolution with 32 filters of 3 x 3, a ReLU, a convolution with 64 filters of 3 x 3, a ReLU, a
    2 x 2 max pooling, flatten, a fully connected layer with 128 nodes, a ReLU, a fully connected layer with 10 nodes.
    Stride 1 and no padding in the convolutions; every convolution and fully connected layer has its biases. There is
    no softmax at the end: the ten outputs are logits.

    Returns: a new list of nine dicts. Keys that have their default value may be written or left out.
    Source: first course deck, "a simple CNN".
    """
    # solution begins
    return [
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
    # solution ends


def dense_equivalent(input_shape, conv_layer):
    """
    Weights that are needed if a fully connected layer takes the place of a convolution.

    It reads the same input and gives the same number of outputs, but every output has its own weight for every input.

    Args:
        input_shape: (channels, height, width) in pixels, every number >= 1.
        conv_layer: one dict of type "conv", as described at the top of this file; it is not changed.
    Returns: an int; weights only, biases are never counted here.
    Raises: ValueError with the offending key and its value, or with the whole layer: for a layer of another type, a
        flat input, and everything that layer_parameters refuses.
    Source: first course deck, "with an ordinary neural network"; Conv_1 of its CNN gives 784 * 21,632 = 16,959,488.
    """
    # solution begins
    shape = _checked_shape(input_shape)
    full = _complete(conv_layer)
    if full["type"] != "conv":
        raise ValueError(f"conv_layer must be a convolution, got type = {full['type']!r}, conv_layer = {conv_layer!r}")
    return prod(shape) * prod(_after(shape, full))
    # solution ends
