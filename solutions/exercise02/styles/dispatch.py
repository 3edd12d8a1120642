"""Functions in dictionaries, folded over the layers with `reduce`."""

from functools import reduce
from itertools import accumulate
from math import prod

NOTHING = object()
SPEC = {
    "conv": {"filters": NOTHING, "kernel": NOTHING, "stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "pool": {"kernel": NOTHING, "stride": NOTHING, "padding": 0},
    "fc": {"nodes": NOTHING, "bias": True},
    "dropout": {"p": 0.5},
    **{kind: {} for kind in ("relu", "flatten", "batchnorm", "softmax")},
}
LEAST = {"n": 1, "f": 1, "stride": 1, "padding": 0, "dilation": 1, "filters": 1, "nodes": 1}


def fail(message):
    raise ValueError(message)


def checked(**values):
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < LEAST[name]:
            fail(f"{name} is {value!r}")
    return values.values()


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    checked(n=n, f=f, stride=stride, padding=padding, dilation=dilation)
    size = (n + 2 * padding - dilation * (f - 1) - 1) // stride + 1
    return size if size > 0 else fail(f"f is {f}, which with dilation {dilation} is too long for n of {n}")


fits_exactly = lambda n, f, stride=1, padding=0: (
    bool(conv_output_size(n, f, stride, padding)) and not ((n - f + 2 * padding) % stride)
)
pool_output_size = lambda n, f=2, stride=None, padding=0: conv_output_size(n, f, [stride, f][stride is None], padding)


def same_padding(f, dilation=1):
    f, dilation = checked(f=f, dilation=dilation)
    doubled = (f - 1) * dilation
    return doubled >> 1 if not doubled & 1 else fail(f"f is {f} and dilation is {dilation}")


def read(layer):
    kind = layer.get("type")
    spec = SPEC.get(kind) if isinstance(kind, str) else None
    if spec is None:
        fail(f"type is {kind!r} in {layer!r}")
    given = {key: value for key, value in layer.items() if value is not None and key != "type"}
    [fail(f"{key} is {value!r} in {layer!r}, not a key of {kind!r}") for key, value in given.items() if key not in spec]
    full = {**spec, **given, "type": kind}
    if kind == "pool" and full["stride"] is NOTHING:
        full["stride"] = full["kernel"]
    [fail(f"{key} is None in {layer!r}") for key, value in full.items() if value is NOTHING]
    pairs = {key: pair(full[key]) for key in ("kernel", "stride") if key in full}
    if any(len(value) != 2 for value in pairs.values()):
        fail(f"kernel is {layer['kernel']!r}")
    [checked(f=size) for size in pairs.get("kernel", ())]
    [checked(stride=size) for size in pairs.get("stride", ())]
    checked(**{key: full[key] for key in ("filters", "nodes", "padding", "dilation") if key in full})
    if not -1e-9 <= full.get("p", 0) <= 1 + 1e-9:
        fail(f"p is {full['p']!r}")
    return {**full, **pairs}


def pair(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def slide(shape, full):
    if len(shape) == 1:
        fail(f"type is {full['type']!r} behind flatten")
    sizes = zip(shape[1:], full["kernel"], full["stride"])
    return tuple(conv_output_size(n, f, s, full["padding"], full.get("dilation", 1)) for n, f, s in sizes)


AFTER = {
    "conv": lambda shape, full: (full["filters"], *slide(shape, full)),
    "pool": lambda shape, full: (*shape[:1], *slide(shape, full)),
    "fc": lambda shape, full: (full["nodes"],) if len(shape) == 1 else fail("type is 'fc', flatten is missing"),
    "flatten": lambda shape, full: (prod(shape),),
}


def naming(layer, work):
    try:
        return work(read(layer))
    except ValueError as error:
        named = {**layer, "type": layer.get("type")}
        fail(f"{error} ({', '.join(f'{key}={value!r}' for key, value in named.items())})")


def step(shape, layer):
    return naming(layer, lambda full: AFTER.get(full["type"], lambda shape, _: shape)(shape, full))


def trace_shapes(input_shape, layers):
    if len(input_shape) not in (1, 3) or not all(type(size) is int and size > 0 for size in input_shape):
        fail(f"input_shape is {input_shape!r}")
    return list(accumulate(layers, step, initial=tuple(input_shape)))[1:]


def widened(state, layer):
    def work(full):
        (rows, columns), (down, right), flat = state
        kind = full["type"]
        if (kind == "fc") > flat or flat and "kernel" in full:
            fail(f"type is {kind!r}, {'behind' if flat else 'before'} flatten")
        (kh, kw), (sh, sw) = full.get("kernel", (1, 1)), full.get("stride", (1, 1))
        d = full.get("dilation", 1)
        return (
            (rows + d * (kh - 1) * down, columns + d * (kw - 1) * right),
            (down * sh, right * sw),
            flat or kind == "flatten",
        )

    return naming(layer, work)


def receptive_field(layers):
    return max(reduce(widened, layers, ((1, 1), (1, 1), False))[0])
