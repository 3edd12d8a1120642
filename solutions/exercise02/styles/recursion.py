"""No loop over layers: the first one, then the rest."""

KINDS = ("conv", "pool", "fc", "relu", "flatten", "batchnorm", "dropout", "softmax")
ALLOWED = {
    "conv": {"filters", "kernel", "stride", "padding", "dilation", "bias"},
    "pool": {"kernel", "stride", "padding"},
    "fc": {"nodes", "bias"},
    "dropout": {"p"},
}


def must_be_whole(least=1, **named):
    ((name, value),) = named.items()
    if value is True or value is False or not isinstance(value, int) or value < least:
        raise ValueError(f"{name}: {value!r} is not allowed")


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    must_be_whole(n=n)
    must_be_whole(f=f)
    must_be_whole(stride=stride)
    must_be_whole(dilation=dilation)
    must_be_whole(0, padding=padding)
    padded, span = n + 2 * padding, dilation * (f - 1) + 1
    if padded < span:
        raise ValueError(f"n: {n}, f: {f}, padding: {padding}, dilation: {dilation}: it does not fit")
    return 1 + count(padded - span, stride)


def count(room, stride):
    return 0 if room < stride else 1 + count(room - stride, stride)


def fits_exactly(n, f, stride=1, padding=0):
    conv_output_size(n, f, stride, padding)
    return left_over(n + 2 * padding - f, stride) == 0


def left_over(room, stride):
    return room if room < stride else left_over(room - stride, stride)


def same_padding(f, dilation=1):
    must_be_whole(f=f)
    must_be_whole(dilation=dilation)
    if f == 1:
        return 0
    if f == 2:
        if dilation % 2:
            raise ValueError(f"f: {f} is even, the dilation: {dilation}")
        return dilation // 2
    try:
        return same_padding(f - 2, dilation) + dilation
    except ValueError:
        raise ValueError(f"f: {f}, dilation: {dilation}: no padding keeps the size") from None


def pool_output_size(n, f=2, stride=None, padding=0):
    return conv_output_size(n, f, padding=padding, **({"stride": f} if stride is None else {"stride": stride}))


def trace_shapes(input_shape, layers):
    if len(input_shape) != 1 and len(input_shape) != 3:
        raise ValueError(f"input_shape: {input_shape!r}")
    if any(not isinstance(size, int) or size <= 0 for size in input_shape):
        raise ValueError(f"input_shape: {input_shape!r} has sizes that are none")
    return trace(tuple(input_shape), list(layers))


def trace(shape, layers):
    if not layers:
        return []
    first, *rest = layers
    after = through(shape, complete(first, flat=len(shape) == 1), first)
    return [after, *trace(after, rest)]


def through(shape, layer, named):
    if layer["type"] == "fc":
        return (layer["nodes"],)
    if layer["type"] == "flatten":
        return shape if len(shape) == 1 else (shape[0] * shape[1] * shape[2],)
    if layer["type"] not in ("conv", "pool"):
        return shape
    channels, height, width = shape
    settings = layer["padding"], layer["dilation"]
    try:
        rows = conv_output_size(height, layer["kernel"][0], layer["stride"][0], *settings)
        columns = conv_output_size(width, layer["kernel"][1], layer["stride"][1], *settings)
    except ValueError as error:
        raise ValueError(f"{named}, kernel: {layer['kernel']}, input_shape: {shape}, {error}") from error
    return (layer["filters"] if layer["type"] == "conv" else channels, rows, columns)


def complete(layer, flat):
    kind = layer.get("type")
    if kind not in KINDS:
        raise ValueError(f"type: {kind!r} in {layer}")
    surplus = [key for key in layer if layer[key] is not None and key != "type" and key not in ALLOWED.get(kind, ())]
    if surplus:
        raise ValueError(f"{surplus[0]}: {layer[surplus[0]]!r} in {layer} with type: {kind!r}")
    if flat and kind in ("conv", "pool"):
        raise ValueError(f"type: {kind!r} follows a flatten, {layer}")
    if not flat and kind == "fc":
        raise ValueError(f"type: {kind!r} needs a flatten, {layer}")
    get = lambda key, default: default if layer.get(key) is None else layer[key]
    if kind == "fc":
        must_be_whole(nodes=layer.get("nodes"))
    if kind == "conv":
        must_be_whole(filters=layer.get("filters"))
    if kind == "dropout" and (get("p", 0.5) < -1e-9 or get("p", 0.5) > 1 + 1e-9):
        raise ValueError(f"p: {layer['p']!r}")
    if kind not in ("conv", "pool"):
        return {"type": kind, "nodes": layer.get("nodes")}
    kernel = layer.get("kernel")
    kernel = kernel if isinstance(kernel, (tuple, list)) else (kernel, kernel)
    if len(kernel) != 2:
        raise ValueError(f"kernel: {kernel!r}")
    try:
        must_be_whole(kernel=kernel[0])
        must_be_whole(kernel=kernel[1])
    except ValueError as error:
        raise ValueError(f"{error} (kernel: {layer.get('kernel')!r})") from None
    stride = get("stride", None if kind == "pool" else 1)
    stride = kernel if stride is None else (stride, stride)
    must_be_whole(stride=stride[0])
    must_be_whole(0, padding=get("padding", 0))
    must_be_whole(dilation=get("dilation", 1))
    settings = {"padding": get("padding", 0), "dilation": get("dilation", 1), "filters": layer.get("filters")}
    return {"type": kind, "kernel": kernel, "stride": stride, **settings}


def receptive_field(layers):
    return max(field(list(layers), 0, False), field(list(layers), 1, False))


def field(layers, axis, flat):
    """Pixels at the input of the first layer that one output of the last one sees."""
    if not layers:
        return 1
    first, *rest = layers
    layer = complete(first, flat)
    outputs = field(rest, axis, flat or layer["type"] == "flatten")
    if "kernel" not in layer:
        return outputs
    return (outputs - 1) * layer["stride"][axis] + layer["dilation"] * (layer["kernel"][axis] - 1) + 1
