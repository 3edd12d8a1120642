"""The first layer, then the rest of the network; no loop over layers anywhere."""

SPECIFICATION = """
conv filters! kernel! stride padding dilation bias
pool kernel! stride padding
fc nodes! bias
dropout p
relu
batchnorm
flatten
softmax
"""
KINDS = {line.split()[0]: line.split()[1:] for line in SPECIFICATION.strip().splitlines()}


def refuse(text):
    raise ValueError(text)


def positive(name, value):
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and value >= 1 else refuse(f"{name}: {value!r}")
    )


def not_negative(name, value):
    return value if isinstance(value, int) and value >= 0 else refuse(f"{name}: {value!r}")


def product(numbers):
    return 1 if not numbers else numbers[0] * product(numbers[1:])


def area(kernel):
    if not isinstance(kernel, (list, tuple)):
        return [positive("kernel", kernel)] * 2
    if len(kernel) != 2 or not all(isinstance(side, int) and side >= 1 for side in kernel):
        refuse(f"kernel: {kernel!r}")
    return list(kernel)


def conv_parameters(kernel, in_channels, filters, bias=True):
    weights = product([*area(kernel), positive("in_channels", in_channels)])
    return positive("filters", filters) * (weights + (1 if bias else 0))


def fc_parameters(inputs, nodes, bias=True):
    return conv_like(positive("inputs", inputs), positive("nodes", nodes), bias)


def conv_like(weights, outputs, bias):
    return outputs * (weights + 1) if bias else outputs * weights


def layer_parameters(input_shape, layers):
    if len(input_shape) not in {1, 3}:
        refuse(f"input_shape: {input_shape!r}")
    for size in input_shape:
        positive(f"input_shape: {input_shape!r}, size", size)
    return rest(tuple(input_shape), [*layers])


def rest(shape, layers):
    if layers == []:
        return []
    count, after = one(shape, layers[0])
    return [count] + rest(after, layers[1:])


def total_parameters(input_shape, layers):
    return add(layer_parameters(input_shape, layers))


def add(numbers):
    return 0 if not numbers else numbers[0] + add(numbers[1:])


def checked(layer):
    kind = layer.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        refuse(f"type: {kind!r} in {layer!r}")
    allowed = [key.rstrip("!") for key in KINDS[kind]]
    for key in layer:
        if key != "type" and layer[key] is not None and key not in allowed:
            refuse(f"{key}: {layer[key]!r} in a layer of type: {kind!r}, {layer!r}")
    for key in KINDS[kind]:
        if key.endswith("!") and layer.get(key[:-1]) is None:
            refuse(f"{key[:-1]}: None in {layer!r}")
    return kind, lambda key, default=None: default if layer.get(key) is None else layer[key]


def one(shape, layer):
    """Count and shape after one layer."""
    kind, get = checked(layer)
    if kind == "conv" or kind == "pool":
        after = slide(shape, layer, kind, get)
        if kind == "pool":
            return 0, (shape[0], *after)
        return conv_parameters(get("kernel"), shape[0], get("filters"), get("bias", True)), (get("filters"), *after)
    if kind == "fc":
        if len(shape) != 1:
            refuse(f"type: 'fc' without flatten, nodes: {get('nodes')}, {layer!r}")
        return fc_parameters(shape[0], get("nodes"), get("bias", True)), (get("nodes"),)
    if kind == "flatten":
        return 0, (product(shape),)
    if kind == "dropout" and (get("p", 0.5) > 1 + 1e-9 or get("p", 0.5) < -1e-9):
        refuse(f"p: {get('p')!r} in {layer!r}")
    return (2 * shape[0] if kind == "batchnorm" else 0), shape


def slide(shape, layer, kind, get):
    if len(shape) == 1:
        refuse(f"type: {kind!r} after flatten, {layer!r}")
    kernel = area(get("kernel"))
    stride = [positive("stride", get("stride", 1))] * 2 if get("stride") is not None or kind == "conv" else kernel
    padding = not_negative("padding", get("padding", 0))
    dilation = positive("dilation", get("dilation", 1))
    fitting = [count(n + 2 * padding - dilation * (k - 1) - 1, s) for n, k, s in zip(shape[1:], kernel, stride)]
    return fitting if all(fitting) else refuse(f"kernel: {get('kernel')!r} in {layer!r} for shape: {shape!r}")


def count(room, stride):
    return 0 if room < 0 else 1 + count(room - stride, stride)


def mnist_cnn():
    return block(32) + block(64) + [dict(type="pool", kernel=2, stride=2), dict(type="flatten")] + head([128, 10])


def block(filters):
    return [
        dict(type="conv", filters=filters, kernel=(3, 3), stride=1, padding=0, dilation=1, bias=True),
        dict(type="relu"),
    ]


def head(nodes):
    fc = dict(type="fc", nodes=nodes[0], bias=True)
    return [fc] if len(nodes) == 1 else [fc, dict(type="relu"), *head(nodes[1:])]


def dense_equivalent(input_shape, conv_layer):
    if checked(conv_layer)[0] != "conv":
        refuse(f"conv_layer: {conv_layer!r}, its type: {conv_layer['type']!r}")
    layer_parameters(input_shape, [conv_layer])
    _, after = one(tuple(input_shape), conv_layer)
    return product([*input_shape, *after])
