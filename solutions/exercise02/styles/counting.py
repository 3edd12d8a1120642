"""Positions are counted with `range`, never computed; one long chain of ifs for the layers."""

KEYS = {
    "conv": ["filters", "kernel", "stride", "padding", "dilation", "bias"],
    "pool": ["kernel", "stride", "padding"],
    "fc": ["nodes", "bias"],
    "dropout": ["p"],
    "relu": [],
    "flatten": [],
    "batchnorm": [],
    "softmax": [],
}


def refuse(name, value, least):
    if type(value) is not int or value < least:
        raise ValueError(f"{name} = {value!r}, but it should be a whole number from {least} up")


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    refuse("n", n, 1)
    refuse("f", f, 1)
    refuse("stride", stride, 1)
    refuse("padding", padding, 0)
    refuse("dilation", dilation, 1)
    positions = range(0, padding + n + padding - dilation * (f - 1), stride)
    if len(positions) == 0:
        raise ValueError(f"f = {f} (dilation = {dilation}) has no position on n = {n} (padding = {padding})")
    return len(positions)


def fits_exactly(n, f, stride=1, padding=0):
    last = (conv_output_size(n, f, stride, padding) - 1) * stride
    return last + f == n + 2 * padding


def same_padding(f, dilation=1):
    refuse("f", f, 1)
    refuse("dilation", dilation, 1)
    for padding in range(dilation * f):
        if conv_output_size(dilation * f, f, 1, padding, dilation) == dilation * f:
            return padding
    raise ValueError(f"f = {f} with dilation = {dilation} would need other padding left than right")


def pool_output_size(n, f=2, stride=None, padding=0):
    if stride is None:
        return conv_output_size(n, f, f, padding)
    return conv_output_size(n, f, stride, padding)


def value_of(layer, key, default=None):
    value = layer.get(key)
    if value is None and default is None:
        raise ValueError(f"{key} = None in {layer}, but it is needed")
    return default if value is None else value


def window(layer):
    kernel = value_of(layer, "kernel")
    if not isinstance(kernel, (list, tuple)):
        kernel = (kernel, kernel)
    if len(kernel) != 2:
        raise ValueError(f"kernel = {kernel!r} in {layer}")
    for side in kernel:
        if type(side) is not int or side < 1:
            raise ValueError(f"kernel = {layer['kernel']!r} in {layer} has a side of {side!r}")
    if layer["type"] == "pool" and layer.get("stride") is None:
        strides = kernel
    else:
        strides = (value_of(layer, "stride", 1),) * 2
    padding = value_of(layer, "padding", 0)
    dilation = value_of(layer, "dilation", 1)
    refuse("stride", strides[0], 1)
    refuse("padding", padding, 0)
    refuse("dilation", dilation, 1)
    return kernel, strides, padding, dilation


def check(layer, flat):
    """Refuse a layer that cannot be; is the data flat after it?"""
    kind = layer.get("type")
    if kind not in KEYS:
        raise ValueError(f"type = {kind!r} in {layer} is unknown")
    for key, value in layer.items():
        if key != "type" and value is not None and key not in KEYS[kind]:
            raise ValueError(f"{key} = {value!r} is nothing that type = {kind!r} has, in {layer}")
    if kind == "conv":
        refuse(f"{layer}: filters", value_of(layer, "filters"), 1)
    if kind == "fc":
        refuse(f"{layer}: nodes", value_of(layer, "nodes"), 1)
        if not flat:
            raise ValueError(f"type = 'fc' comes before any flatten: {layer}")
    if kind in ("conv", "pool"):
        if flat:
            raise ValueError(f"type = {kind!r} comes after flatten: {layer}")
        window(layer)
    if kind == "dropout" and not -1e-9 <= value_of(layer, "p", 0.5) <= 1 + 1e-9:
        raise ValueError(f"p = {layer['p']!r} in {layer} is no probability")
    return flat or kind == "flatten"


def trace_shapes(input_shape, layers):
    shape = tuple(input_shape)
    if len(shape) != 1 and len(shape) != 3:
        raise ValueError(f"input_shape = {input_shape!r}")
    for size in shape:
        refuse(f"input_shape {input_shape!r}", size, 1)
    shapes = []
    for layer in layers:
        flat = check(layer, len(shape) == 1)
        if layer["type"] == "fc":
            shape = (layer["nodes"],)
        elif layer["type"] == "conv" or layer["type"] == "pool":
            kernel, strides, padding, dilation = window(layer)
            try:
                height = conv_output_size(shape[1], kernel[0], strides[0], padding, dilation)
                width = conv_output_size(shape[2], kernel[1], strides[1], padding, dilation)
            except ValueError as error:
                raise ValueError(f"kernel = {layer['kernel']!r} in {layer} on {shape}: {error}")
            shape = (layer["filters"] if layer["type"] == "conv" else shape[0], height, width)
        elif flat and len(shape) == 3:
            shape = (len(range(shape[0])) * shape[1] * shape[2],)
        shapes.append(shape)
    return shapes


def receptive_field(layers):
    flat = False
    for layer in layers:
        flat = check(layer, flat)
    fields = []
    for axis in (0, 1):
        side = 1
        for layer in list(layers)[::-1]:
            if layer["type"] in ("conv", "pool"):
                kernel, strides, _, dilation = window(layer)
                side = (side - 1) * strides[axis] + dilation * (kernel[axis] - 1) + 1
        fields.append(side)
    return fields[0] if fields[0] > fields[1] else fields[1]
