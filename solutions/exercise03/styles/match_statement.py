"""Patterns for the layers, a generator for the counts, `math.prod` for the products."""

import math


def no_whole(value, least=1):
    return isinstance(value, bool) or not isinstance(value, int) or value < least


def demand(least=1, /, **sizes):
    for name, value in sizes.items():
        if no_whole(value, least):
            raise ValueError(f"{name} may not be {value!r}")


def both(kernel):
    match kernel:
        case [height, width]:
            pair = (height, width)
        case list() | tuple():
            raise ValueError(f"kernel may not be {kernel!r}")
        case side:
            pair = (side, side)
    if any(map(no_whole, pair)):
        raise ValueError(f"kernel may not be {kernel!r}: {next(filter(no_whole, pair))!r}")
    return pair


def conv_parameters(kernel, in_channels, filters, bias=True):
    pair = both(kernel)
    demand(in_channels=in_channels, filters=filters)
    return math.prod((*pair, in_channels, filters)) + (filters if bias else 0)


def fc_parameters(inputs, nodes, bias=True):
    demand(inputs=inputs, nodes=nodes)
    return math.prod((inputs, nodes)) + (nodes if bias else 0)


def walk(shape, layers):
    """Yields the count of each layer and the shape after it."""
    if len(shape) not in (1, 3) or any(map(no_whole, shape)):
        raise ValueError(f"input_shape may not be {shape!r}")
    for layer in layers:
        count, shape = enter(tuple(shape), {key: value for key, value in layer.items() if value is not None})
        yield count, shape


def enter(shape, layer):
    match layer:
        case {"type": "conv", "filters": filters, "kernel": kernel, **rest}:
            known(layer, rest, "stride", "padding", "dilation", "bias")
            demand(filters=filters)
            sides = slid(shape, layer, 1)
            return conv_parameters(kernel, shape[0], filters, rest.get("bias", True)), (filters, *sides)
        case {"type": "pool", "kernel": _, **rest}:
            known(layer, rest, "stride", "padding")
            return 0, (shape[0], *slid(shape, layer, None))
        case {"type": "fc", "nodes": nodes, **rest}:
            known(layer, rest, "bias")
            if len(shape) != 1:
                raise ValueError(f"type may not be 'fc' before flatten: nodes {nodes}, {layer!r}")
            return fc_parameters(*shape, nodes, rest.get("bias", True)), (nodes,)
        case {"type": "batchnorm", **rest}:
            known(layer, rest)
            return 2 * shape[0], shape
        case {"type": "flatten", **rest}:
            known(layer, rest)
            return 0, (math.prod(shape),)
        case {"type": "dropout", **rest}:
            known(layer, rest, "p")
            if abs(rest.get("p", 0.5) - 0.5) > 0.5 + 1e-9:
                raise ValueError(f"p may not be {rest['p']!r}")
            return 0, shape
        case {"type": "relu" | "softmax", **rest}:
            known(layer, rest)
            return 0, shape
        case {"type": "conv" | "pool" | "fc" as kind}:
            lacking = [key for key in ("filters", "kernel", "nodes") if key not in layer]
            raise ValueError(f"{', '.join(lacking)} may not be None for the type {kind!r} in {layer!r}")
        case _:
            raise ValueError(f"type may not be {layer.get('type')!r} in {layer!r}")


def known(layer, rest, *keys):
    for key in rest:
        if key not in keys:
            raise ValueError(f"{key} may not be {rest[key]!r}, nor anything, for type {layer['type']!r} in {layer!r}")


def slid(shape, layer, stride):
    if len(shape) != 3:
        raise ValueError(f"type may not be {layer['type']!r} after flatten, in {layer!r}")
    pair = both(layer["kernel"])
    stride, padding, dilation = layer.get("stride", stride), layer.get("padding", 0), layer.get("dilation", 1)
    demand(dilation=dilation, **({} if stride is None else {"stride": stride}))
    demand(0, padding=padding)
    for pixels, kernel in zip(shape[1:], pair):
        room = pixels + 2 * padding - dilation * (kernel - 1) - 1
        if room < 0:
            raise ValueError(f"kernel may not be {layer['kernel']!r} on the shape {shape!r}, in {layer!r}")
        yield math.floor(room / (stride or kernel)) + 1


def layer_parameters(input_shape, layers):
    return [count for count, _ in walk(input_shape, layers)]


def total_parameters(input_shape, layers):
    return math.fsum(layer_parameters(input_shape, layers)).__int__()


def mnist_cnn():
    kinds = "conv relu conv relu pool flatten fc relu fc".split()
    more = iter([(32, 3), (64, 3), 2, 128, 10])
    layers = []
    for kind in kinds:
        match kind:
            case "conv":
                filters, kernel = next(more)
                layers.append({"type": kind, "filters": filters, "kernel": (kernel, kernel)})
            case "pool":
                layers.append({"type": kind, "kernel": next(more)})
            case "fc":
                layers.append({"type": kind, "nodes": next(more)})
            case _:
                layers.append({"type": kind})
    return layers


def dense_equivalent(input_shape, conv_layer):
    if conv_layer.get("type") != "conv":
        raise ValueError(f"conv_layer may not be {conv_layer!r}")
    ((_, after),) = walk(input_shape, [conv_layer])
    return math.prod(input_shape) * math.prod(after)
