"""Exact fractions for the formula, structural pattern matching for the layers, namedtuples for the shapes."""

import math
from collections import namedtuple
from fractions import Fraction

Image = namedtuple("Image", "channels height width")
Flat = namedtuple("Flat", "features")
Window = namedtuple("Window", "kernel stride padding dilation")


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    match [name for name, value in {"n": n, "f": f, "stride": stride, "dilation": dilation}.items() if is_no(value, 1)]:
        case [name, *_]:
            raise ValueError(f"{name} of {locals()[name]!r}: that has to be 1 or more")
    if is_no(padding, 0):
        raise ValueError(f"padding of {padding!r}: that has to be 0 or more")
    steps = Fraction(n + 2 * padding - dilation * (f - 1) - 1, stride)
    if steps < 0:
        raise ValueError(f"f of {f} (dilation of {dilation}) is longer than n of {n} (padding of {padding})")
    return math.floor(steps) + 1


def is_no(value, least):
    return isinstance(value, bool) or not isinstance(value, int) or value < least


def fits_exactly(n, f, stride=1, padding=0):
    conv_output_size(n, f, stride, padding)
    return Fraction(n - f + 2 * padding, stride).denominator == 1


def same_padding(f, dilation=1):
    for name, value in zip(("f", "dilation"), (f, dilation)):
        if is_no(value, 1):
            raise ValueError(f"{name} of {value!r}")
    half = Fraction(dilation * (f - 1), 2)
    if half.denominator != 1:
        raise ValueError(f"f of {f} with dilation of {dilation} asks for {half} pixels")
    return int(half)


def pool_output_size(n, f=2, stride=None, padding=0):
    match stride:
        case None:
            return conv_output_size(n, f, f, padding)
        case _:
            return conv_output_size(n, f, stride, padding)


def given(layer):
    return {key: value for key, value in layer.items() if value is not None}


def only(layer, *keys):
    for key, value in given(layer).items():
        if key not in ("type", *keys):
            raise ValueError(f"{key} of {value!r} in {layer!r} is not for a layer of type {layer['type']!r}")


def size(layer, key):
    value = layer.get(key)
    if is_no(value, 1):
        raise ValueError(f"{key} of {value!r} in {layer!r}")
    return value


def window(layer, default_stride):
    match layer.get("kernel"):
        case (kh, kw):
            kernel = (kh, kw)
        case side:
            kernel = (side, side)
    for side in kernel:
        if is_no(side, 1):
            raise ValueError(f"kernel of {layer.get('kernel')!r} in {layer!r}, {side!r}")
    full = {"stride": default_stride, "padding": 0, "dilation": 1} | given(layer)
    stride = kernel if full["stride"] is None else (full["stride"],) * 2
    for name, value, least in (
        ("stride", stride[0], 1),
        ("padding", full["padding"], 0),
        ("dilation", full["dilation"], 1),
    ):
        if is_no(value, least):
            raise ValueError(f"{name} of {value!r} in {layer!r}")
    return Window(kernel, stride, full["padding"], full["dilation"])


def through(shape, one, channels):
    return Image(
        channels,
        *(
            conv_output_size(n, kernel, stride, one.padding, one.dilation)
            for n, kernel, stride in zip(shape[1:], one.kernel, one.stride)
        ),
    )


def after(shape, layer):
    """The shape after a layer, and its window if it has one. An unknown image is Image(None, None, None)."""
    match layer.get("type"), shape:
        case "conv", Image(channels):
            only(layer, "filters", "kernel", "stride", "padding", "dilation", "bias")
            filters, one = size(layer, "filters"), window(layer, 1)
            return (shape if channels is None else through(shape, one, filters)), one
        case "pool", Image(channels):
            only(layer, "kernel", "stride", "padding")
            one = window(layer, None)
            return (shape if channels is None else through(shape, one, channels)), one
        case "fc", Flat():
            only(layer, "nodes", "bias")
            return Flat(size(layer, "nodes")), None
        case ("conv" | "pool" | "fc") as kind, _:
            raise ValueError(f"type {kind!r} in {layer!r} is on the wrong side of flatten")
        case "dropout", _:
            only(layer, "p")
            if not -1e-9 <= given(layer).get("p", 0.5) <= 1 + 1e-9:
                raise ValueError(f"p of {layer['p']!r} in {layer!r}")
            return shape, None
        case "flatten", Image(channels):
            only(layer)
            return Flat(None if channels is None else math.prod(shape)), None
        case (("relu" | "flatten" | "batchnorm" | "softmax"), _):
            only(layer)
            return shape, None
    raise ValueError(f"type {layer.get('type')!r} in {layer!r} is unknown")


def trace_shapes(input_shape, layers):
    match input_shape:
        case (features,):
            shape = Flat(features)
        case (channels, height, width):
            shape = Image(channels, height, width)
        case _:
            raise ValueError(f"input_shape of {input_shape!r}")
    if any(is_no(side, 1) for side in shape):
        raise ValueError(f"input_shape of {input_shape!r}")
    shapes = []
    for layer in layers:
        try:
            shape, _ = after(shape, layer)
        except ValueError as error:
            raise ValueError(f"{error}; {layer!r} on {tuple(shape)}") from error
        shapes.append(shape)
    return shapes


def receptive_field(layers):
    shape, fields, jumps = Image(None, None, None), [1, 1], [1, 1]
    for layer in layers:
        shape, one = after(shape, layer)
        if one:
            fields = [field + one.dilation * (k - 1) * jump for field, k, jump in zip(fields, one.kernel, jumps)]
            jumps = [jump * stride for jump, stride in zip(jumps, one.stride)]
    return max(fields)
