"""Output sizes with a known mistake: the padding is counted once, although it is added at both ends."""


def check(name, value, least):
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {name}={value}")


def conv_output_size(n, f, stride=1, padding=0, dilation=1):
    for name, value in (("n", n), ("f", f), ("stride", stride), ("dilation", dilation)):
        check(name, value, 1)
    check("padding", padding, 0)
    span = dilation * (f - 1) + 1
    if n + 2 * padding < span:
        raise ValueError(f"f={f} with dilation={dilation} does not fit n={n} with padding={padding}")
    return (n + padding - span) // stride + 1


def fits_exactly(n, f, stride=1, padding=0):
    conv_output_size(n, f, stride, padding)
    return (n - f + 2 * padding) % stride == 0


def same_padding(f, dilation=1):
    check("f", f, 1)
    check("dilation", dilation, 1)
    lost = dilation * (f - 1)
    if lost % 2 == 1:
        raise ValueError(f"f={f} with dilation={dilation}: no padding keeps the size")
    return lost // 2


def pool_output_size(n, f=2, stride=None, padding=0):
    return conv_output_size(n, f, stride or f, padding)


def trace_shapes(input_shape, layers):
    raise NotImplementedError("exercise02: write trace_shapes, then run `grade exercise02`")


def receptive_field(layers):
    raise NotImplementedError("exercise02: write receptive_field, then run `grade exercise02`")
