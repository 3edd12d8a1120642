"""The weights are really laid out, as `range` objects and index tuples, and counted; sizes come from real positions."""

import itertools

MARK = object()
DEFAULTS = {
    "conv": {"filters": MARK, "kernel": MARK, "stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "pool": {"kernel": MARK, "stride": None, "padding": 0},
    "fc": {"nodes": MARK, "bias": True},
    "dropout": {"p": 0.5},
    "relu": {},
    "batchnorm": {},
    "flatten": {},
    "softmax": {},
}


def axis(name, value, start=1):
    """As many things as `value` says, or an error that says what is wrong."""
    if isinstance(value, bool) or not isinstance(value, int) or value < start:
        raise ValueError(f"{name} cannot be {value!r}")
    return range(value)


def weights(*axes):
    total = 1
    for one in axes:
        total *= len(one)
    return total


def axes_of(kernel):
    sides = tuple(kernel) if isinstance(kernel, (tuple, list)) else (kernel,) * 2
    if len(sides) != 2:
        raise ValueError(f"kernel cannot be {kernel!r}")
    try:
        return [axis("kernel", side) for side in sides]
    except ValueError as error:
        raise ValueError(f"{error} in kernel {kernel!r}") from None


def conv_parameters(kernel, in_channels, filters, bias=True):
    every_filter = axis("filters", filters)
    biases = every_filter if bias else range(0)
    return weights(every_filter, axis("in_channels", in_channels), *axes_of(kernel)) + len(biases)


def fc_parameters(inputs, nodes, bias=True):
    rows, columns = axis("nodes", nodes), axis("inputs", inputs)
    return weights(rows, columns) + (len(rows) if bias else 0)


class State:
    """The data between two layers, as axes."""

    def __init__(self, input_shape):
        if len(input_shape) not in (1, 3):
            raise ValueError(f"input_shape cannot be {input_shape!r}")
        self.axes = [axis(f"input_shape {input_shape!r}", size) for size in input_shape]

    @property
    def shape(self):
        return tuple(len(one) for one in self.axes)

    def pass_through(self, layer):
        """The number of parameters; the axes are those after the layer from now on."""
        keys = read(layer)
        work = getattr(self, "_" + keys["type"], None)
        if work is None:
            return 0
        return work(keys, layer)

    def _conv(self, keys, layer):
        every_filter = axis("filters", keys["filters"])
        after = self._positions(keys, layer)
        count = conv_parameters(keys["kernel"], len(self.axes[0]), keys["filters"], keys["bias"])
        self.axes = [every_filter, *after]
        return count

    def _pool(self, keys, layer):
        self.axes[1:] = self._positions(keys, layer)
        return 0

    def _fc(self, keys, layer):
        nodes = axis("nodes", keys["nodes"])
        if len(self.axes) > 1:
            raise ValueError(f"type cannot be 'fc' here, nodes {len(nodes)}, without flatten before {layer!r}")
        count = fc_parameters(len(self.axes[0]), len(nodes), keys["bias"])
        self.axes = [nodes]
        return count

    def _batchnorm(self, keys, layer):
        return 2 * len(self.axes[0])

    def _flatten(self, keys, layer):
        self.axes = [range(weights(*self.axes))]
        return 0

    def _dropout(self, keys, layer):
        if not 0 <= round(keys["p"], 8) <= 1:
            raise ValueError(f"p cannot be {keys['p']!r}")
        return 0

    def _positions(self, keys, layer):
        if len(self.axes) != 3:
            raise ValueError(f"type cannot be {keys['type']!r} after flatten: {layer!r}")
        padding = len(axis("padding", keys["padding"], 0))
        dilation = len(axis("dilation", keys.get("dilation", 1)))
        found = []
        for pixels, kernel in zip(self.axes[1:], axes_of(keys["kernel"])):
            stride = len(kernel) if keys["stride"] is None else len(axis("stride", keys["stride"]))
            starts = range(-padding, pixels.stop + padding - dilation * kernel[-1], stride)
            if not starts:
                raise ValueError(f"kernel cannot be {keys['kernel']!r} on {self.shape}, {layer!r}")
            found.append(range(len(starts)))
        return found


def read(layer):
    kind = layer.get("type")
    if kind not in DEFAULTS:
        raise ValueError(f"type cannot be {kind!r}: {layer!r}")
    keys = {**DEFAULTS[kind], **{key: value for key, value in layer.items() if value is not None}}
    for key, value in keys.items():
        if key != "type" and key not in DEFAULTS[kind]:
            raise ValueError(f"{key} cannot be {value!r} for type {kind!r}: {layer!r}")
        if value is MARK:
            raise ValueError(f"{key} cannot be None: {layer!r}")
    return keys


def layer_parameters(input_shape, layers):
    state = State(input_shape)
    return [state.pass_through(layer) for layer in layers]


def total_parameters(input_shape, layers):
    return list(itertools.accumulate(layer_parameters(input_shape, layers), initial=0))[-1]


def mnist_cnn():
    relu = {"type": "relu"}
    first, second = ({"type": "conv", "filters": n, "kernel": 3, "padding": None} for n in (32, 64))
    hidden, last = ({"type": "fc", "nodes": n, "bias": True} for n in (128, 10))
    return [
        first,
        relu,
        second,
        dict(relu),
        {"type": "pool", "kernel": 2},
        {"type": "flatten"},
        hidden,
        relu.copy(),
        last,
    ]


def dense_equivalent(input_shape, conv_layer):
    if read(conv_layer)["type"] != "conv":
        raise ValueError(f"conv_layer cannot be {conv_layer!r}, type {conv_layer['type']!r}")
    state = State(input_shape)
    inputs = weights(*state.axes)
    state.pass_through(conv_layer)
    return inputs * weights(*state.axes)
