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
    raise NotImplementedError("exercise02: write conv_output_size, then run `grade exercise02`")


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
    raise NotImplementedError("exercise02: write fits_exactly, then run `grade exercise02`")


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
    raise NotImplementedError("exercise02: write same_padding, then run `grade exercise02`")


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
    raise NotImplementedError("exercise02: write pool_output_size, then run `grade exercise02`")


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
    raise NotImplementedError("exercise02: write trace_shapes, then run `grade exercise02`")


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
    raise NotImplementedError("exercise02: write receptive_field, then run `grade exercise02`")
