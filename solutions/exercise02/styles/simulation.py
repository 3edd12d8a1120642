"""Windows are really slid over a row of pixels, and each output remembers which pixels it has seen."""


def whole(name, number, least):
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError(f"{name} is no whole number: {number!r}")
    if number < least:
        raise ValueError(f"{name} is less than {least}: {number}")


def windows(n, f, stride, padding, dilation):
    """For every position: the pixels under the weights; those of the padding are negative or beyond n."""
    row = list(range(-padding, n + padding))
    found = []
    start = 0
    while start + dilation * (f - 1) < len(row):
        found.append([row[start + dilation * i] for i in range(f)])
        start += stride
    return found


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    for name, number in (("n", n), ("f", f), ("stride", stride), ("dilation", dilation)):
        whole(name, number, 1)
    whole("padding", padding, 0)
    found = windows(n, f, stride, padding, dilation)
    if not found:
        raise ValueError(f"not one position for f: {f} on n: {n}, with padding: {padding}, dilation: {dilation}")
    return len(found)


def fits_exactly(n, f, stride=1, padding=0):
    conv_output_size(n, f, stride, padding)
    return windows(n, f, stride, padding, 1)[-1][-1] == n + padding - 1


def same_padding(f, dilation=1):
    whole("f", f, 1)
    whole("dilation", dilation, 1)
    n = 7
    padding = 0
    while len(windows(n, f, 1, padding, dilation)) < n:
        padding += 1
    if len(windows(n, f, 1, padding, dilation)) > n:
        raise ValueError(f"n cannot be kept with f: {f}, dilation: {dilation}")
    return padding


def pool_output_size(n, f=2, stride=None, padding=0):
    if stride is None:
        stride = f
    return conv_output_size(n, f, stride, padding)


DEFAULTS = dict(
    conv=dict(filters=None, kernel=None, stride=1, padding=0, dilation=1, bias=True),
    pool=dict(kernel=None, stride="kernel", padding=0),
    fc=dict(nodes=None, bias=True),
    relu=dict(),
    flatten=dict(),
    batchnorm=dict(),
    softmax=dict(),
    dropout=dict(p=0.5),
)


class Reader:
    """Reads one layer after the other and knows whether the data is flat by now."""

    def __init__(self, flat):
        self.flat = flat

    def read(self, layer):
        try:
            return self._read(layer)
        except ValueError as error:
            raise ValueError(f"layer: {layer}: {error}")

    def _read(self, layer):
        kind = layer.get("type")
        if kind not in DEFAULTS:
            raise ValueError(f"type: {kind!r}")
        keys = dict(DEFAULTS[kind])
        for key, value in layer.items():
            if key == "type" or value is None:
                continue
            if key not in keys:
                raise ValueError(f"{kind} has no {key}: {value!r}")
            keys[key] = value
        if keys.get("stride") == "kernel":
            keys["stride"] = keys["kernel"]
        for key in keys:
            if keys[key] is None:
                raise ValueError(f"{key} is missing: None")
        for key in ("kernel", "stride"):
            if key in keys:
                both = keys[key] if type(keys[key]) in (tuple, list) else [keys[key]] * 2
                if len(both) != 2:
                    raise ValueError(f"{key} has not two sides: {keys[key]!r}")
                for side in both:
                    whole(key, side, 1)
                keys[key] = both
        for key in ("filters", "nodes", "dilation"):
            whole(key, keys.get(key, 1), 1)
        whole("padding", keys.get("padding", 0), 0)
        if not -1e-9 < keys.get("p", 0) < 1 + 1e-9:
            raise ValueError(f"p: {keys['p']!r}")
        if kind in ("conv", "pool") and self.flat:
            raise ValueError(f"type: {kind!r} comes too late, after flatten")
        if kind == "fc" and not self.flat:
            raise ValueError(f"type: {kind!r} comes too early, before flatten")
        self.flat = self.flat or kind == "flatten"
        return kind, keys


def trace_shapes(input_shape, layers):
    shape = list(input_shape)
    if len(shape) not in (1, 3):
        raise ValueError(f"input_shape: {input_shape!r}")
    for size in shape:
        whole(f"input_shape: {input_shape!r}", size, 1)
    reader = Reader(flat=len(shape) == 1)
    shapes = []
    for layer in layers:
        kind, keys = reader.read(layer)
        if kind in ("conv", "pool"):
            for axis in (0, 1):
                given = (keys["kernel"][axis], keys["stride"][axis], keys["padding"], keys.get("dilation", 1))
                try:
                    shape[1 + axis] = conv_output_size(shape[1 + axis], *given)
                except ValueError as error:
                    raise ValueError(f"layer: {layer}, shape: {tuple(shape)}: {error}")
            shape[0] = keys.get("filters", shape[0])
        elif kind == "fc":
            shape = [keys["nodes"]]
        elif kind == "flatten":
            while len(shape) > 1:
                shape.append(shape.pop() * shape.pop())
        shapes.append(tuple(shape))
    return shapes


def receptive_field(layers):
    reader = Reader(flat=False)
    seen = [[0], [0]]  # of the first output, along each axis: the inputs of the layers read so far, walked back later
    stack = []
    for layer in layers:
        kind, keys = reader.read(layer)
        if kind in ("conv", "pool"):
            stack.append(keys)
    for keys in reversed(stack):
        for axis in (0, 1):
            kernel, stride, dilation = keys["kernel"][axis], keys["stride"][axis], keys.get("dilation", 1)
            seen[axis] = sorted({one * stride + dilation * i for one in seen[axis] for i in range(kernel)})
    return max(pixels[-1] - pixels[0] + 1 for pixels in seen)
