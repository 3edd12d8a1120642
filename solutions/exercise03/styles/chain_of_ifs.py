"""One pass over the layers with two running values, everything spelled out."""

KEYS = {
    "conv": ("filters", "kernel", "stride", "padding", "dilation", "bias"),
    "pool": ("kernel", "stride", "padding"),
    "fc": ("nodes", "bias"),
    "dropout": ("p",),
    "relu": (),
    "batchnorm": (),
    "flatten": (),
    "softmax": (),
}


def check(name, value, least=1):
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{name} is {value!r}, not a whole number >= {least}")


def sides(kernel):
    if isinstance(kernel, (list, tuple)):
        if len(kernel) != 2:
            raise ValueError(f"kernel is {kernel!r}")
        height, width = kernel
    else:
        height = width = kernel
    check(f"kernel {kernel!r}: height", height)
    check(f"kernel {kernel!r}: width", width)
    return height, width


def conv_parameters(kernel, in_channels, filters, bias=True):
    height, width = sides(kernel)
    check("in_channels", in_channels)
    check("filters", filters)
    count = height * width * in_channels * filters
    if bias:
        count += filters
    return count


def fc_parameters(inputs, nodes, bias=True):
    check("inputs", inputs)
    check("nodes", nodes)
    count = inputs * nodes
    if bias:
        count += nodes
    return count


def setting(layer, key, default):
    value = layer.get(key)
    return default if value is None else value


def check_layer(layer):
    kind = layer.get("type")
    if kind not in KEYS:
        raise ValueError(f"type is {kind!r} in {layer!r}")
    for key, value in layer.items():
        if key != "type" and value is not None and key not in KEYS[kind]:
            raise ValueError(f"{key} is {value!r} in {layer!r}, where type is {kind!r}")
    for key in ("filters", "kernel", "nodes"):
        if key in KEYS[kind] and layer.get(key) is None:
            raise ValueError(f"{key} is None in {layer!r}")
    if kind == "conv":
        check("filters", layer["filters"])
    if kind == "fc":
        check("nodes", layer["nodes"])
    if kind in ("conv", "pool"):
        sides(layer["kernel"])
        check("padding", setting(layer, "padding", 0), 0)
        check("dilation", setting(layer, "dilation", 1))
        if layer.get("stride") is not None:
            check("stride", layer["stride"])
    if kind == "dropout" and not -1e-9 <= setting(layer, "p", 0.5) <= 1 + 1e-9:
        raise ValueError(f"p is {layer['p']!r}")


def outputs(layer, height, width):
    kh, kw = sides(layer["kernel"])
    padding, dilation = setting(layer, "padding", 0), setting(layer, "dilation", 1)
    if layer["type"] == "pool":
        down, right = setting(layer, "stride", kh), setting(layer, "stride", kw)
    else:
        down = right = setting(layer, "stride", 1)
    height = height + 2 * padding - dilation * (kh - 1)
    width = width + 2 * padding - dilation * (kw - 1)
    if height < 1 or width < 1:
        raise ValueError(f"kernel is {layer['kernel']!r} in {layer!r}, which does not fit")
    return (height + down - 1) // down, (width + right - 1) // right


def check_shape(input_shape):
    if len(input_shape) not in (1, 3):
        raise ValueError(f"input_shape is {input_shape!r}")
    for size in input_shape:
        check(f"input_shape {input_shape!r}: {size!r}", size)


def layer_parameters(input_shape, layers):
    check_shape(input_shape)
    flat = len(input_shape) == 1
    channels, height, width = (*input_shape, 1, 1) if flat else input_shape
    counts = []
    for layer in layers:
        check_layer(layer)
        kind = layer["type"]
        if kind in ("conv", "pool") and flat:
            raise ValueError(f"type is {kind!r} after flatten: {layer!r}")
        if kind == "fc" and not flat:
            raise ValueError(f"type is {kind!r} before flatten: {layer!r}")
        count = 0
        if kind == "conv":
            count = conv_parameters(layer["kernel"], channels, layer["filters"], setting(layer, "bias", True))
        elif kind == "fc":
            count = fc_parameters(channels, layer["nodes"], setting(layer, "bias", True))
        elif kind == "batchnorm":
            count = channels + channels
        counts.append(count)
        if kind in ("conv", "pool"):
            height, width = outputs(layer, height, width)
        if kind == "conv":
            channels = layer["filters"]
        elif kind == "fc":
            channels = layer["nodes"]
        elif kind == "flatten":
            channels, height, width, flat = channels * height * width, 1, 1, True
    return counts


def total_parameters(input_shape, layers):
    total = 0
    for count in layer_parameters(input_shape, layers):
        total = total + count
    return total


def mnist_cnn():
    layers = []
    for filters in (32, 64):
        layers.append({"type": "conv", "filters": filters, "kernel": 3})
        layers.append({"type": "relu"})
    layers.append({"type": "pool", "kernel": 2})
    layers.append({"type": "flatten"})
    layers.append({"type": "fc", "nodes": 128})
    layers.append({"type": "relu"})
    layers.append({"type": "fc", "nodes": 10})
    return layers


def dense_equivalent(input_shape, conv_layer):
    check_shape(input_shape)
    check_layer(conv_layer)
    if conv_layer["type"] != "conv":
        raise ValueError(f"conv_layer is {conv_layer!r} with the type {conv_layer['type']!r}")
    if len(input_shape) == 1:
        raise ValueError(f"input_shape is {input_shape!r}, which is flat")
    channels, height, width = input_shape
    rows, columns = outputs(conv_layer, height, width)
    return channels * height * width * rows * columns * conv_layer["filters"]
