"""
How large is what comes out of a layer, and how much of the image does one output see?

All sizes are whole numbers of pixels along one side. A layer list is a list of plain dicts, one for each layer:

    {"type": "conv", "filters": 32, "kernel": 3, "stride": 1, "padding": 0, "dilation": 1, "bias": True}
    {"type": "pool", "kernel": 2, "stride": 2, "padding": 0}
    {"type": "fc", "nodes": 128, "bias": True}
    {"type": "dropout", "p": 0.5}
    {"type": "relu"}   {"type": "flatten"}   {"type": "batchnorm"}   {"type": "softmax"}

Required keys: filters and kernel (conv), kernel (pool), nodes (fc), and type. A key that is missing, or that is None,
takes its default: stride 1 (of a pool: its kernel), padding 0, dilation 1, bias True, p 0.5. kernel is one number or
(kh, kw), the height before the width.
"""

# solution begins
from contextlib import contextmanager

REQUIRED = {"conv": ("filters", "kernel"), "pool": ("kernel",), "fc": ("nodes",)}
DEFAULTS = {
    "conv": {"stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "pool": {"stride": None, "padding": 0},
    "fc": {"bias": True},
    "dropout": {"p": 0.5},
    "relu": {},
    "flatten": {},
    "batchnorm": {},
    "softmax": {},
}
WINDOWED = ("conv", "pool")
TOLERANCE = 1e-9
# solution ends


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    """
    Number of positions that a kernel takes along one side: the side of the feature map.

    Args:
        n: side of the input in pixels, >= 1.
        f: side of the kernel in weights, >= 1.
        stride: pixels from one position to the next, >= 1.
        padding: zero pixels added on each of the two ends of the side, >= 0.
        dilation: pixels from one weight of the kernel to the next, >= 1 (1: the weights touch).

    Returns: int, floor((n + 2 padding - dilation (f - 1) - 1) / stride) + 1.
    Raises: ValueError, naming the argument and its value, if one is out of range or the kernel does not fit the padded
        input (the formula would give less than 1).
    Source: Dumoulin and Visin, arXiv:1603.07285, the sections on non-unit strides and on dilated convolutions.
    """
    # solution begins
    for name, value in (("n", n), ("f", f), ("stride", stride), ("dilation", dilation)):
        _check_whole(name, value, least=1)
    _check_whole("padding", padding, least=0)
    room = n + 2 * padding
    span = dilation * (f - 1) + 1
    if span > room:
        problem = f"f={f} with dilation={dilation} spans {span} pixels and does not fit n={n} with padding={padding}"
        raise ValueError(problem)
    return (room - span) // stride + 1
    # solution ends


def fits_exactly(n, f, stride=1, padding=0):
    """
    Whether the last position of the kernel ends exactly at the end of the padded input, no pixel left over.

    Args:
        n: side of the input in pixels, >= 1.
        f: side of the kernel in weights, >= 1.
        stride: pixels from one position to the next, >= 1.
        padding: zero pixels added on each of the two ends of the side, >= 0.

    Returns: bool, True if (n - f + 2 padding) / stride is a whole number.
    Raises: ValueError, naming the argument and its value, if one is out of range or the kernel does not fit at all.
    Source: CS231n notes on convolutional networks, section on spatial arrangement.
    """
    # solution begins
    conv_output_size(n, f, stride, padding)
    return (n - f + 2 * padding) % stride == 0
    # solution ends


def same_padding(f, dilation=1):
    """
    Padding on each end with which a kernel at stride 1 gives an output as large as its input.

    Args:
        f: side of the kernel in weights, >= 1.
        dilation: pixels from one weight of the kernel to the next, >= 1.

    Returns: int, zero pixels for each end of the side.
    Raises: ValueError, naming the argument and its value, if one is out of range or if no padding does it, because the
        kernel spans an even number of pixels.
    Source: Dumoulin and Visin, arXiv:1603.07285, the section on half (same) padding.
    """
    # solution begins
    _check_whole("f", f, least=1)
    _check_whole("dilation", dilation, least=1)
    lost = dilation * (f - 1)
    if lost % 2:
        problem = f"f={f} with dilation={dilation} spans {lost + 1} pixels, an even number: no padding keeps the size"
        raise ValueError(problem)
    return lost // 2
    # solution ends


def pool_output_size(n, f=2, stride=None, padding=0):
    """
    Number of positions that a pooling window takes along one side.

    Args:
        n: side of the input in pixels, >= 1.
        f: side of the window in pixels, >= 1.
        stride: pixels from one position to the next, >= 1; None: as many as the window is long.
        padding: pixels added on each of the two ends of the side, >= 0.

    Returns: int, windows along the side; a window that is not complete does not count.
    Raises: ValueError, naming the argument and its value, if one is out of range or the window does not fit.
    Source: Dumoulin and Visin, arXiv:1603.07285, the chapter on pooling arithmetic.
    """
    # solution begins
    return conv_output_size(n, f, f if stride is None else stride, padding)
    # solution ends


def trace_shapes(input_shape, layers):
    """
    The shape after each layer of a network.

    Args:
        input_shape: (channels, height, width) in pixels, each >= 1; or (features,), an input that is flat already.
        layers: layer list, see the top of this file. It is not changed.

    Returns: list of tuples of ints, one for each layer: (channels, height, width), or (features,) after a flatten.
        relu, batchnorm, dropout and softmax keep the shape; so does a flatten of what is flat already.
    Raises: ValueError, naming the key or argument and its value, if a type is unknown, a required key is missing, a key
        belongs to another type, a size is out of range, p is outside [0, 1], a kernel does not fit, an fc comes before
        the flatten or a conv or pool after it.
    Source: torch.nn.Conv2d, torch.nn.MaxPool2d and torch.nn.Flatten, the sections "Shape" of their documentation.
    """
    # solution begins
    shape = _checked_shape(input_shape)
    shapes = []
    for index, layer in enumerate(layers):
        with _naming(index, layer):
            shape = _shape_after(shape, layer)
        shapes.append(shape)
    return shapes
    # solution ends


def receptive_field(layers):
    """
    Side of the square of input pixels that one output of the last conv or pool layer depends on.

    Args:
        layers: layer list, see the top of this file, applied to an image. It is not changed. Other layers than conv
            and pool are checked as in trace_shapes and have no effect.

    Returns: int, side in input pixels; 1 if there is no conv and no pool. Padding counts as pixels, so it changes
        nothing. If kernels are not square, the longer of the two sides.
    Raises: ValueError as trace_shapes does, except that no sizes of an input are known.
    Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill, 2019.
    """
    # solution begins
    sides, steps = (1, 1), (1, 1)
    flat = False
    for index, layer in enumerate(layers):
        with _naming(index, layer):
            kind, keys = _read(layer)
            flat = _flat_after(kind, flat=flat)
        if kind in WINDOWED:
            reaches = [keys["dilation"] * (kernel - 1) for kernel in keys["kernel"]]
            sides = tuple(side + reach * step for side, reach, step in zip(sides, reaches, steps, strict=True))
            steps = tuple(step * stride for step, stride in zip(steps, keys["stride"], strict=True))
    return max(sides)
    # solution ends


# solution begins
def _check_whole(name, value, least):
    """Refuse what is not a whole number of at least `least`; True and 3.0 are not whole numbers here."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        problem = f"{name} must be a whole number of at least {least}, got {value!r}"
        raise ValueError(problem)


@contextmanager
def _naming(index, layer):
    """Put the layer in front of the message of an error."""
    try:
        yield
    except ValueError as error:
        problem = f"layer {index}, {layer!r}: {error}"
        raise ValueError(problem) from error


def _checked_shape(input_shape):
    """The input shape as a tuple of one or three sizes."""
    shape = tuple(input_shape)
    if len(shape) not in (1, 3):
        problem = f"input_shape must be (channels, height, width) or (features,), got {input_shape!r}"
        raise ValueError(problem)
    for size in shape:
        _check_whole(f"every size of input_shape {input_shape!r}", size, least=1)
    return shape


def _shape_after(shape, layer):
    """The shape that one layer makes of `shape`."""
    kind, keys = _read(layer)
    flat = _flat_after(kind, flat=len(shape) == 1)
    if kind == "fc":
        return (keys["nodes"],)
    if kind in WINDOWED:
        channels, *size = shape
        sides = zip(size, keys["kernel"], keys["stride"], strict=True)
        size = [conv_output_size(n, f, stride, keys["padding"], keys["dilation"]) for n, f, stride in sides]
        return (keys.get("filters", channels), *size)
    if flat and len(shape) > 1:
        channels, height, width = shape
        return (channels * height * width,)
    return shape


def _flat_after(kind, *, flat):
    """Whether the data are flat after a layer, `flat` telling whether they were before it."""
    if kind == "fc" and not flat:
        problem = "type 'fc' needs a flat input: a flatten layer is missing before it"
        raise ValueError(problem)
    if kind in WINDOWED and flat:
        problem = f"type {kind!r} needs an image: it cannot come after a flatten layer"
        raise ValueError(problem)
    return flat or kind == "flatten"


def _read(layer):
    """Type and checked keys of a layer, defaults filled in; kernel and stride are pairs (height, width)."""
    given = {key: value for key, value in layer.items() if value is not None}
    kind = given.pop("type", None)
    if not isinstance(kind, str) or kind not in DEFAULTS:
        problem = f"type must be one of {', '.join(DEFAULTS)}, got {kind!r}"
        raise ValueError(problem)
    required, defaults = REQUIRED.get(kind, ()), DEFAULTS[kind]
    for key in required:
        if key not in given:
            problem = f"type {kind!r} needs the key {key!r}, got None"
            raise ValueError(problem)
    for key, value in given.items():
        if key not in required and key not in defaults:
            problem = f"type {kind!r} has no key {key!r}, got {key}={value!r}"
            raise ValueError(problem)
    return kind, _checked_keys({**defaults, **given})


def _checked_keys(keys):
    """The keys of one layer, each within its range."""
    for key in ("filters", "nodes"):
        if key in keys:
            _check_whole(key, keys[key], least=1)
    if "p" in keys and not -TOLERANCE <= keys["p"] <= 1 + TOLERANCE:
        problem = f"p must be a share from 0 to 1, got {keys['p']!r}"
        raise ValueError(problem)
    if "kernel" not in keys:
        return keys
    kernel = _pair(keys["kernel"])
    stride = kernel if keys["stride"] is None else (keys["stride"], keys["stride"])
    dilation = keys.get("dilation", 1)
    for key, value in (("stride", stride[0]), ("stride", stride[1]), ("dilation", dilation)):
        _check_whole(key, value, least=1)
    _check_whole("padding", keys["padding"], least=0)
    return {**keys, "kernel": kernel, "stride": stride, "dilation": dilation}


def _pair(kernel):
    """A kernel given as one number or (kh, kw), as (kh, kw)."""
    pair = tuple(kernel) if isinstance(kernel, tuple | list) else (kernel, kernel)
    if len(pair) != len(("kh", "kw")):
        problem = f"kernel must be one number or (kh, kw), got {kernel!r}"
        raise ValueError(problem)
    for side in pair:
        _check_whole("kernel", side, least=1)
    return pair


# solution ends
