"""Data first: rules, counts and shapes stand in tables, and three short functions read them."""

import math
import operator
from functools import partial, reduce

whole = lambda value, least: isinstance(value, int) and value is not True and value is not False and value >= least
pair = lambda value: tuple(value) if isinstance(value, (tuple, list)) else (value, value)
RULES = {
    "filters": lambda value: whole(value, 1),
    "nodes": lambda value: whole(value, 1),
    "in_channels": lambda value: whole(value, 1),
    "inputs": lambda value: whole(value, 1),
    "kernel": lambda value: len(pair(value)) == 2 and all(whole(side, 1) for side in pair(value)),
    "stride": lambda value: all(whole(side, 1) for side in pair(value)),
    "padding": lambda value: whole(value, 0),
    "dilation": lambda value: whole(value, 1),
    "bias": lambda value: True,
    "p": lambda value: -1e-9 <= value <= 1 + 1e-9,
}
REQUIRED = {"conv": {"filters", "kernel"}, "pool": {"kernel"}, "fc": {"nodes"}}
OPTIONAL = {
    "conv": {"stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "pool": {"stride": None, "padding": 0},
    "fc": {"bias": True},
    "dropout": {"p": 0.5},
    "relu": {},
    "batchnorm": {},
    "flatten": {},
    "softmax": {},
}
COUNT = {
    "conv": lambda shape, k: conv_parameters(k["kernel"], shape[0], k["filters"], k["bias"]),
    "fc": lambda shape, k: fc_parameters(shape[0], k["nodes"], k["bias"]),
    "batchnorm": lambda shape, _: 2 * shape[0],
}
AFTER = {
    "conv": lambda shape, k: (k["filters"], *windows(shape, k)),
    "pool": lambda shape, k: (shape[0], *windows(shape, k)),
    "fc": lambda _, k: (k["nodes"],),
    "flatten": lambda shape, _: (math.prod(shape),),
}


def require(**values):
    for name, value in values.items():
        if not RULES[name](value):
            sides = ", ".join(map(str, pair(value)))
            raise ValueError(f"invalid {name}: {value!r} ({sides})")


def conv_parameters(kernel, in_channels, filters, bias=True):
    require(kernel=kernel, in_channels=in_channels, filters=filters)
    return reduce(operator.mul, pair(kernel), in_channels * filters) + filters * bool(bias)


def fc_parameters(inputs, nodes, bias=True):
    require(inputs=inputs, nodes=nodes)
    return operator.mul(inputs + bool(bias), nodes)


def windows(shape, k):
    stride = pair(k["kernel"] if k["stride"] is None else k["stride"])
    for n, f, s in zip(shape[1:], pair(k["kernel"]), stride):
        spare = n + 2 * k["padding"] - k.get("dilation", 1) * (f - 1) - 1
        if spare < 0:
            raise ValueError(f"invalid kernel: {k['kernel']!r} on the shape {shape}: {k!r}")
        yield spare // s + 1


def settings(layer):
    kind, given = layer.get("type"), {key: layer[key] for key in layer if layer[key] is not None and key != "type"}
    if kind not in OPTIONAL:
        raise ValueError(f"invalid type: {kind!r} ({layer!r})")
    required, optional = REQUIRED.get(kind, set()), OPTIONAL[kind]
    for key in sorted(given.keys() - required - optional.keys()):
        raise ValueError(f"invalid {key}: {given[key]!r} with type {kind!r} ({layer!r})")
    for key in sorted(required - given.keys()):
        raise ValueError(f"missing {key}: None ({layer!r})")
    require(**given)
    return kind, optional | given


def step(state, layer):
    counts, shape = state
    kind, keys = settings(layer)
    flat = len(shape) == 1
    if (kind in ("conv", "pool") and flat) or (kind == "fc" and not flat):
        raise ValueError(f"invalid place of type {kind!r}, see flatten: {keys!r}, {layer!r}")
    nothing, stays = (lambda *_: 0), (lambda shape, _: shape)
    after = AFTER.get(kind, stays)(shape, keys)
    return [*counts, COUNT.get(kind, nothing)(shape, keys)], tuple(after)


def run(input_shape, layers):
    if len(input_shape) not in (1, 3) or not all(map(partial(operator.le, 1), input_shape)):
        raise ValueError(f"invalid input_shape: {input_shape!r}")
    return reduce(step, layers, ([], tuple(input_shape)))


def layer_parameters(input_shape, layers):
    return run(input_shape, layers)[0]


def total_parameters(input_shape, layers):
    return sum(run(input_shape, layers)[0])


def mnist_cnn():
    conv = lambda filters: dict(type="conv", filters=filters, kernel=[3, 3][0])
    fc = lambda nodes: dict(type="fc", nodes=nodes)
    relu = lambda: dict(type="relu")
    return [
        conv(32),
        relu(),
        conv(64),
        relu(),
        dict(type="pool", kernel=2),
        dict(type="flatten"),
        fc(128),
        relu(),
        fc(10),
    ]


def dense_equivalent(input_shape, conv_layer):
    if settings(conv_layer)[0] != "conv":
        raise ValueError(f"invalid conv_layer: {conv_layer!r}")
    return math.prod(input_shape) * math.prod(run(input_shape, [conv_layer])[1])
