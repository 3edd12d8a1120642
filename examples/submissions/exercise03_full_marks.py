"""Parameter counting, as one student wrote it. Every check passes."""

CONV = {"filters", "kernel", "stride", "padding", "dilation", "bias"}
KEYS = {
    "conv": CONV,
    "pool": {"kernel", "stride", "padding"},
    "fc": {"nodes", "bias"},
    "dropout": {"p"},
    "relu": set(),
    "batchnorm": set(),
    "flatten": set(),
    "softmax": set(),
}


def positive(name, value):
    """Complain about everything that is no whole number >= 1."""
    if type(value) is not int or value < 1:
        raise ValueError(f"{name} must be a whole number >= 1, got {name}={value!r}")
    return value


def pair(name, value):
    """(height, width), also for a single number."""
    height, width = value if isinstance(value, (tuple, list)) and len(value) == 2 else (value, value)
    if any(type(side) is not int or side < 1 for side in (height, width)):
        raise ValueError(f"{name} must be a number >= 1 or two of them, got {name}={value!r}")
    return height, width


def conv_parameters(kernel, in_channels, filters, bias=True):
    height, width = pair("kernel", kernel)
    weights = height * width * positive("in_channels", in_channels)
    return positive("filters", filters) * (weights + bool(bias))


def fc_parameters(inputs, nodes, bias=True):
    return positive("nodes", nodes) * (positive("inputs", inputs) + bool(bias))


def layer_parameters(input_shape, layers):
    shape = checked_shape(input_shape)
    counts = []
    for layer in layers:
        count, shape = one_layer(shape, layer)
        counts.append(count)
    return counts


def total_parameters(input_shape, layers):
    return sum(layer_parameters(input_shape, layers))


def mnist_cnn():
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


def dense_equivalent(input_shape, conv_layer):
    if not isinstance(conv_layer, dict) or conv_layer.get("type") != "conv":
        kind = conv_layer.get("type") if isinstance(conv_layer, dict) else None
        raise ValueError(f"conv_layer must be a conv, got type={kind!r} in conv_layer={conv_layer!r}")
    shape = checked_shape(input_shape)
    _, (filters, height, width) = one_layer(shape, conv_layer)
    inputs = shape[0] * shape[1] * shape[2]
    return inputs * filters * height * width


def checked_shape(shape):
    if not isinstance(shape, (tuple, list)) or len(shape) not in (1, 3):
        raise ValueError(f"input_shape must have 1 or 3 numbers, got input_shape={shape!r}")
    if any(type(size) is not int or size < 1 for size in shape):
        raise ValueError(f"every number must be >= 1, got input_shape={shape!r}")
    return tuple(shape)


def one_layer(shape, layer):
    """Parameters of one layer, and the shape after it."""
    kind = layer.get("type") if isinstance(layer, dict) else None
    if kind not in KEYS:
        raise ValueError(f"unknown type={kind!r} in layer {layer!r}")
    keys = {key: value for key, value in layer.items() if value is not None and key != "type"}
    for key in keys:
        if key not in KEYS[kind]:
            raise ValueError(f"{kind} knows no {key}, got {key}={keys[key]!r} in {layer!r}")
    for key in ("filters", "kernel", "nodes"):
        required = key in KEYS[kind] and not (key == "filters" and kind == "pool")
        if required and key not in keys:
            raise ValueError(f"{kind} needs {key}, got {key}=None in {layer!r}")
    if kind in ("conv", "pool"):
        return window_layer(kind, shape, keys, layer)
    if kind == "fc":
        nodes = positive("nodes", keys["nodes"])
        if len(shape) != 1:
            raise ValueError(f"type='fc' needs a flatten before it: nodes={nodes}, shape {shape}")
        return fc_parameters(shape[0], nodes, keys.get("bias", True)), (nodes,)
    if kind == "dropout" and not 0 <= keys.get("p", 0.5) <= 1:
        raise ValueError(f"p must be between 0 and 1, got p={keys['p']!r}")
    if kind == "flatten":
        size = 1
        for number in shape:
            size *= number
        return 0, (size,)
    return (2 * shape[0] if kind == "batchnorm" else 0), shape


def window_layer(kind, shape, keys, layer):
    """Conv and pool: both move a window over the image."""
    kernel = pair("kernel", keys["kernel"])
    stride = keys.get("stride", 1 if kind == "conv" else kernel)
    stride = stride if stride is kernel else (positive("stride", stride),) * 2
    dilation = positive("dilation", keys.get("dilation", 1))
    padding = keys.get("padding", 0)
    if type(padding) is not int or padding < 0:
        raise ValueError(f"padding must be a whole number >= 0, got padding={padding!r}")
    filters = positive("filters", keys["filters"]) if kind == "conv" else None
    if len(shape) != 3:
        raise ValueError(f"type={kind!r} cannot come after flatten: {layer!r}")
    sides = []
    for size, length, step in zip(shape[1:], kernel, stride):
        room = size + 2 * padding - (dilation * (length - 1) + 1)
        if room < 0:
            raise ValueError(
                f"kernel={keys['kernel']!r} with dilation={dilation} does not fit {shape} with padding={padding}"
            )
        sides.append(room // step + 1)
    if kind == "pool":
        return 0, (shape[0], *sides)
    return conv_parameters(kernel, shape[0], filters, keys.get("bias", True)), (filters, *sides)
