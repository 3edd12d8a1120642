"""
Known mistakes of exercise02: wrong variants of one function each, with what to tell the student.

A variant asks the reference first, or checks by `_check`, where a student's own checks would refuse the arguments.
"""

import math

from grader.suite import mistake


def _check(n=1, f=1, stride=1, padding=0, dilation=1):
    """Refuse arguments out of range, as every solution has to."""
    for name, value in (("n", n), ("f", f), ("stride", stride), ("dilation", dilation)):
        if value < 1:
            problem = f"{name} must be at least 1, got {value}"
            raise ValueError(problem)
    if padding < 0:
        problem = f"padding must not be negative, got {padding}"
        raise ValueError(problem)


def _at_least_one(size, n, f):
    """Refuse a result without a position, as a student does who checks the formula's result."""
    if size < 1:
        problem = f"f={f} does not fit n={n}"
        raise ValueError(problem)
    return size


# conv_output_size


@mistake(
    "conv_output_size",
    en="The padding was counted once. It is added at both ends of a side, so the formula has n + 2p.",
    zh_TW="填補只算了一次。每個邊的兩端都會填補，所以公式裡是 n + 2p。",
)
def padding_on_one_end(_reference, n, f, stride=1, padding=0, dilation=1):
    """Half of the padding: n + p instead of n + 2p."""
    _check(n, f, stride, padding, dilation)
    return _at_least_one((n + padding - dilation * (f - 1) - 1) // stride + 1, n, f)


@mistake(
    "conv_output_size",
    en="The + 1 is missing: the division counts the steps, and there is one position more than there are steps.",
    zh_TW="少了 + 1：除法算出的是移動的次數，而位置數比移動次數多一。",
)
def plus_one_forgotten(reference, n, f, stride=1, padding=0, dilation=1):
    """Steps instead of positions."""
    return reference.conv_output_size(n, f, stride, padding, dilation) - 1


@mistake(
    "conv_output_size",
    en="The + 1 went into the division. It is added after it: floor((n + 2p - f) / s) + 1.",
    zh_TW="+ 1 被放進除法裡了。應該除完再加：floor((n + 2p - f) / s) + 1。",
)
def plus_one_before_dividing(_reference, n, f, stride=1, padding=0, dilation=1):
    """The stride-1 size divided by the stride."""
    _check(n, f, stride, padding, dilation)
    return _at_least_one((n + 2 * padding - dilation * (f - 1)) // stride, n, f)


@mistake(
    "conv_output_size",
    en="The division was rounded up. A position that is not complete does not count, so round down (//).",
    zh_TW="除法用了無條件進位。不完整的位置不算，所以要向下取整（//）。",
)
def rounded_up(reference, n, f, stride=1, padding=0, dilation=1):
    """Ceiling instead of floor."""
    reference.conv_output_size(n, f, stride, padding, dilation)
    return math.ceil((n + 2 * padding - dilation * (f - 1) - 1) / stride) + 1


@mistake(
    "conv_output_size",
    en="The answer is a float. A size is a whole number: divide with //, which rounds down, instead of /.",
    zh_TW="答案是浮點數。大小必須是整數：請用會向下取整的 //，不要用 /。",
)
def true_division(reference, n, f, stride=1, padding=0, dilation=1):
    """The formula with /, as it stands on the slides."""
    reference.conv_output_size(n, f, stride, padding, dilation)
    return (n + 2 * padding - dilation * (f - 1) - 1) / stride + 1


@mistake(
    "conv_output_size",
    en="The stride was not used. With stride s the kernel takes about every s-th position only.",
    zh_TW="沒有用到步幅。步幅為 s 時，核大約每 s 個位置才停一次。",
)
def stride_ignored(reference, n, f, stride=1, padding=0, dilation=1):
    """Every position counts."""
    reference.conv_output_size(n, f, stride, padding, dilation)
    return reference.conv_output_size(n, f, 1, padding, dilation)


@mistake(
    "conv_output_size",
    en="The dilation was not used. It stretches the kernel: f weights then span d(f - 1) + 1 pixels.",
    zh_TW="沒有用到擴張率。擴張會把核撐開：f 個權重會跨越 d(f - 1) + 1 個像素。",
)
def dilation_ignored(reference, n, f, stride=1, padding=0, dilation=1):
    """The kernel spans f pixels."""
    _check(dilation=dilation)
    return reference.conv_output_size(n, f, stride, padding)


@mistake(
    "conv_output_size",
    en="The kernel was stretched to d·f pixels. Only the f - 1 gaps between its weights grow: d(f - 1) + 1.",
    zh_TW="核被撐成 d·f 個像素了。變大的只有權重之間的 f - 1 個間隔：d(f - 1) + 1。",
)
def dilation_times_kernel(reference, n, f, stride=1, padding=0, dilation=1):
    """A span of d f instead of d (f - 1) + 1."""
    _check(n, f, stride, padding, dilation)
    return reference.conv_output_size(n, dilation * f, stride, padding)


@mistake(
    "conv_output_size",
    en="A kernel that does not fit got an answer. Raise ValueError when it is longer than the padded input.",
    zh_TW="放不下的核也給了答案。核比填補後的輸入長時，要引發 ValueError。",
)
def no_error_if_too_large(_reference, n, f, stride=1, padding=0, dilation=1):
    """The bare formula, zero or negative where nothing fits."""
    _check(n, f, stride, padding, dilation)
    return (n + 2 * padding - dilation * (f - 1) - 1) // stride + 1


@mistake(
    "conv_output_size",
    en="int(x / s) rounds towards zero, so a kernel a little too long still gives 1. Use //, or compare sizes first.",
    zh_TW="int(x / s) 是往零的方向取整，所以核只長一點點時仍會得到 1。請用 //，或先比較大小。",
)
def truncated(_reference, n, f, stride=1, padding=0, dilation=1):
    """Truncation instead of floor, which differs below zero."""
    _check(n, f, stride, padding, dilation)
    return _at_least_one(int((n + 2 * padding - dilation * (f - 1) - 1) / stride) + 1, n, f)


# fits_exactly


@mistake(
    "fits_exactly",
    en="The padding was left out. It makes the input longer: check n - f + 2p.",
    zh_TW="沒有算填補。填補會讓輸入變長：要檢查的是 n - f + 2p。",
    id="padding-ignored",
)
def fits_without_padding(reference, n, f, stride=1, padding=0):
    """The remainder of n - f."""
    reference.fits_exactly(n, f, stride, padding)
    return (n - f) % stride == 0


@mistake(
    "fits_exactly",
    en="The padding was counted once. It is added at both ends of a side: check n - f + 2p.",
    zh_TW="填補只算了一次。每個邊的兩端都會填補：要檢查的是 n - f + 2p。",
    id="padding-on-one-end",
)
def fits_with_half_the_padding(reference, n, f, stride=1, padding=0):
    """The remainder of n - f + p."""
    reference.fits_exactly(n, f, stride, padding)
    return (n - f + padding) % stride == 0


@mistake(
    "fits_exactly",
    en="The image was divided by the stride. The kernel takes its first f pixels at once: check n - f + 2p.",
    zh_TW="拿整個影像去除以步幅了。核一開始就佔了 f 個像素：要檢查的是 n - f + 2p。",
)
def kernel_ignored(reference, n, f, stride=1, padding=0):
    """The remainder of n + 2p."""
    reference.fits_exactly(n, f, stride, padding)
    return (n + 2 * padding) % stride == 0


@mistake(
    "fits_exactly",
    en="The + 1 went into the division. The steps must be whole, and they are (n - f + 2p) / s, without + 1.",
    zh_TW="+ 1 被放進除法裡了。要是整數的是移動次數 (n - f + 2p) / s，不含 + 1。",
    id="plus-one-before-dividing",
)
def fits_with_one_more(reference, n, f, stride=1, padding=0):
    """The remainder of n - f + 2p + 1."""
    reference.fits_exactly(n, f, stride, padding)
    return (n - f + 2 * padding + 1) % stride == 0


@mistake(
    "fits_exactly",
    en="A kernel that does not fit got a yes or no. Raise ValueError when it is longer than the padded input.",
    zh_TW="放不下的核也回答了是或否。核比填補後的輸入長時，要引發 ValueError。",
    id="no-error-if-too-large",
)
def fits_though_too_large(_reference, n, f, stride=1, padding=0):
    """The remainder only."""
    _check(n, f, stride, padding)
    return (n - f + 2 * padding) % stride == 0


@mistake(
    "fits_exactly",
    en="The answer is the remainder of the division. Compare it with 0: the function answers True or False.",
    zh_TW="回傳的是餘數。請和 0 比較：這個函式要回答 True 或 False。",
)
def remainder_returned(reference, n, f, stride=1, padding=0):
    """A number where a yes or no is asked for."""
    reference.fits_exactly(n, f, stride, padding)
    return (n - f + 2 * padding) % stride


# same_padding


@mistake(
    "same_padding",
    en="A kernel of even span got an answer: it would need different padding at its two ends. Raise ValueError.",
    zh_TW="跨越偶數個像素的核也給了答案：它的兩端需要不同的填補。請引發 ValueError。",
)
def even_kernel_accepted(_reference, f, dilation=1):
    """Rounded down, without an error."""
    _check(f=f, dilation=dilation)
    return dilation * (f - 1) // 2


@mistake(
    "same_padding",
    en="That is f // 2, which takes in even kernels and forgets the dilation. At both ends together d(f - 1) is lost.",
    zh_TW="這是 f // 2，會接受偶數的核，也忘了擴張率。兩端合計損失的是 d(f - 1)。",
)
def half_the_kernel(_reference, f, dilation=1):
    """The usual shortcut for odd kernels."""
    _check(f=f, dilation=dilation)
    return f // 2


@mistake(
    "same_padding",
    en="One too many: it is (f - 1)/2, with a minus. (f + 1)/2 makes the output two pixels larger than the input.",
    zh_TW="多了一個：是 (f - 1)/2，中間是減號。(f + 1)/2 會讓輸出比輸入多兩個像素。",
)
def plus_for_minus(reference, f, dilation=1):
    """The formula with its sign misread."""
    return reference.same_padding(f, dilation) + 1


@mistake(
    "same_padding",
    en="That is the padding of both ends together. Each end gets half of it.",
    zh_TW="這是兩端合計的填補。每一端只要一半。",
)
def both_ends_together(reference, f, dilation=1):
    """Total instead of each end."""
    return 2 * reference.same_padding(f, dilation)


@mistake(
    "same_padding",
    en="The dilation was not used. It stretches the kernel to d(f - 1) + 1 pixels, so more padding is needed.",
    zh_TW="沒有用到擴張率。擴張會把核撐成 d(f - 1) + 1 個像素，需要更多填補。",
    id="dilation-ignored",
)
def same_without_dilation(reference, f, dilation=1):
    """The padding of the kernel itself."""
    _check(f=f, dilation=dilation)
    return reference.same_padding(f)


@mistake(
    "same_padding",
    en="Every even f was refused. What counts is the span d(f - 1) + 1, and with an even dilation it is odd.",
    zh_TW="所有偶數的 f 都被拒絕了。要看的是跨度 d(f - 1) + 1，擴張率是偶數時它就是奇數。",
)
def even_kernel_refused(reference, f, dilation=1):
    """The error decided by f alone."""
    _check(f=f, dilation=dilation)
    reference.same_padding(f)
    return reference.same_padding(f, dilation)


@mistake(
    "same_padding",
    en="The kernel was stretched to d·f pixels. Only the f - 1 gaps between its weights grow: d(f - 1) + 1.",
    zh_TW="核被撐成 d·f 個像素了。變大的只有權重之間的 f - 1 個間隔：d(f - 1) + 1。",
    id="dilation-times-kernel",
)
def same_of_stretched_kernel(reference, f, dilation=1):
    """Half of d f - 1."""
    _check(f=f, dilation=dilation)
    if dilation * f % 2 == 0:
        problem = f"f={f} with dilation={dilation}: no padding keeps the size"
        raise ValueError(problem)
    return reference.same_padding(dilation * f)


# pool_output_size


@mistake(
    "pool_output_size",
    en="Without a stride the windows moved by 1, as in a conv. A pool's default stride is its window.",
    zh_TW="沒有給步幅時，視窗像卷積一樣每次移動 1。池化的預設步幅是視窗邊長。",
)
def stride_one_by_default(reference, n, f=2, stride=None, padding=0):
    """The default of a conv."""
    return reference.pool_output_size(n, f, 1 if stride is None else stride, padding)


@mistake(
    "pool_output_size",
    en="Without a stride the windows moved by 2. That is right for windows of 2 only: the default is the window.",
    zh_TW="沒有給步幅時，視窗每次移動 2。這只有視窗邊長是 2 時才對：預設步幅是視窗邊長。",
)
def stride_two_by_default(reference, n, f=2, stride=None, padding=0):
    """The usual pool of the slides for every window."""
    return reference.pool_output_size(n, f, 2 if stride is None else stride, padding)


@mistake(
    "pool_output_size",
    en="A stride of 0 counted as missing: `stride or f` does that. Ask `stride is None`, and refuse 0.",
    zh_TW="步幅 0 被當成沒有給：`stride or f` 就會這樣。請用 `stride is None` 判斷，並拒絕 0。",
)
def zero_taken_for_none(reference, n, f=2, stride=None, padding=0):
    """Truth instead of None."""
    return reference.pool_output_size(n, f, stride or f, padding)


@mistake(
    "pool_output_size",
    en="The padding was not used. A pool's input is padded at both ends before the windows are placed.",
    zh_TW="沒有用到填補。池化也會先在輸入的兩端填補，再放視窗。",
    id="padding-ignored",
)
def pool_without_padding(reference, n, f=2, stride=None, padding=0):
    """The bare input."""
    _check(padding=padding)
    return reference.pool_output_size(n, f, stride)


@mistake(
    "pool_output_size",
    en="The padding was counted once. It is added at both ends of a side, so the formula has n + 2p.",
    zh_TW="填補只算了一次。每個邊的兩端都會填補，所以公式裡是 n + 2p。",
    id="padding-on-one-end",
)
def pool_with_half_the_padding(reference, n, f=2, stride=None, padding=0):
    """Half of the padding: n + p instead of n + 2p."""
    _check(n, f, 1 if stride is None else stride, padding)
    return reference.pool_output_size(n + padding, f, stride)


@mistake(
    "pool_output_size",
    en="The division was rounded up. A window that is not complete does not count, so round down (//).",
    zh_TW="除法用了無條件進位。不完整的視窗不算，所以要向下取整（//）。",
    id="rounded-up",
)
def pool_rounded_up(reference, n, f=2, stride=None, padding=0):
    """Ceiling instead of floor."""
    reference.pool_output_size(n, f, stride, padding)
    return math.ceil((n + 2 * padding - f) / (f if stride is None else stride)) + 1


@mistake(
    "pool_output_size",
    en="The side was divided by the stride. That is right only if stride and window are equal: (n + 2p - f) // s + 1.",
    zh_TW="直接把邊長除以步幅了。只有步幅等於視窗時才對：(n + 2p - f) // s + 1。",
    id="kernel-ignored",
)
def pool_divides_by_stride(reference, n, f=2, stride=None, padding=0):
    """A pool makes the side 1/s of what it was."""
    reference.pool_output_size(n, f, stride, padding)
    return (n + 2 * padding) // (f if stride is None else stride)


# trace_shapes


def _one_by_one(reference, shape, layers, change):
    """Shapes after each layer; `change(layer, before, after)` makes of the right shape what the student has."""
    shapes = []
    for layer in layers:
        shape = change(layer, shape, reference.trace_shapes(shape, [layer])[0])
        shapes.append(shape)
    return shapes


def _edited(layers, edit):
    """Copies of the layers that have a kernel, changed by `edit(layer) -> new keys`; the others as they are."""
    return [{**layer, **edit(layer)} if layer.get("kernel") is not None else layer for layer in layers]


def _stumble_over_none(layers):
    """What happens to a number that is None: it cannot be compared, nor added."""
    for layer in layers:
        for key, value in layer.items():
            if value is None and key != "bias":
                problem = "'<' not supported between instances of 'NoneType' and 'int'"
                raise TypeError(problem)


@mistake(
    "trace_shapes",
    en="A conv kept the channels of its input. Its output has one channel for each filter.",
    zh_TW="卷積之後沿用了輸入的通道數。輸出的通道數是濾波器的個數。",
)
def filters_forgotten(reference, input_shape, layers):
    """(C, H', W') after a conv."""
    return _one_by_one(
        reference,
        input_shape,
        layers,
        lambda layer, before, after: (before[0], *after[1:]) if layer["type"] == "conv" else after,
    )


@mistake(
    "trace_shapes",
    en="Flatten multiplied channels and height only. Every number of the image counts: C·H·W.",
    zh_TW="flatten 只乘了通道數和高。影像裡的每個數都要算：C·H·W。",
)
def flatten_without_width(reference, input_shape, layers):
    """C H features."""
    return _one_by_one(
        reference,
        input_shape,
        layers,
        lambda layer, before, after: (math.prod(before[:2]),) if layer["type"] == "flatten" else after,
    )


@mistake(
    "trace_shapes",
    en="Flatten left out the channels. Every number of the image counts: C·H·W.",
    zh_TW="flatten 漏了通道數。影像裡的每個數都要算：C·H·W。",
)
def flatten_without_channels(reference, input_shape, layers):
    """H W features."""
    return _one_by_one(
        reference,
        input_shape,
        layers,
        lambda layer, before, after: (math.prod(before[1:]),) if layer["type"] == "flatten" and before[1:] else after,
    )


@mistake(
    "trace_shapes",
    en="The kernel's height was used for the width as well. Of (kh, kw) the width takes kw.",
    zh_TW="寬也用了核的高。(kh, kw) 之中，寬要用 kw。",
)
def kernel_height_for_both(reference, input_shape, layers):
    """A square kernel of side kh."""

    def square(layer):
        kernel = layer["kernel"]
        return {"kernel": kernel[0] if isinstance(kernel, tuple) else kernel}

    return reference.trace_shapes(input_shape, _edited(layers, square))


@mistake(
    "trace_shapes",
    en="The two sides of the kernel are exchanged. (kh, kw) has the height first, like (C, H, W).",
    zh_TW="核的兩個邊長對調了。(kh, kw) 和 (C, H, W) 一樣，高在前。",
)
def kernel_sides_exchanged(reference, input_shape, layers):
    """(kw, kh)."""

    def exchanged(layer):
        kernel = layer["kernel"]
        return {"kernel": kernel[::-1] if isinstance(kernel, tuple) else kernel}

    return reference.trace_shapes(input_shape, _edited(layers, exchanged))


@mistake(
    "trace_shapes",
    en="The channels stand last. Here shapes are (C, H, W), channels first, as in PyTorch.",
    zh_TW="通道放到最後了。這裡的形狀是 (C, H, W)，通道在前，和 PyTorch 一樣。",
)
def channels_last(reference, input_shape, layers):
    """(H, W, C)."""
    shapes = reference.trace_shapes(input_shape, layers)
    return [(*shape[1:], shape[0]) if shape[1:] else shape for shape in shapes]


@mistake(
    "trace_shapes",
    en="A pool without a stride moved by 1, as a conv does. A pool's default stride is its kernel.",
    zh_TW="沒有給步幅的池化像卷積一樣每次移動 1。池化的預設步幅是它的核。",
    id="stride-one-by-default",
)
def traced_pool_stride_one(reference, input_shape, layers):
    """Stride 1 for every layer."""
    steps = _edited(layers, lambda layer: {"stride": 1 if layer.get("stride") is None else layer["stride"]})
    return reference.trace_shapes(input_shape, steps)


@mistake(
    "trace_shapes",
    en="The dilation of a conv was not used. It stretches the kernel to d(f - 1) + 1 pixels.",
    zh_TW="沒有用到卷積的擴張率。擴張會把核撐成 d(f - 1) + 1 個像素。",
    id="dilation-ignored",
)
def traced_without_dilation(reference, input_shape, layers):
    """Dilation 1 for every conv."""
    _refuse_bad_layers(reference, layers)
    plain = _edited(layers, lambda layer: {"dilation": 1} if "dilation" in layer and layer["type"] == "conv" else {})
    return reference.trace_shapes(input_shape, plain)


@mistake(
    "trace_shapes",
    en="The list begins with the shape of the input. It holds one shape for each layer: what comes out of it.",
    zh_TW="串列的第一個是輸入的形狀。應該一層一個：每一層輸出的形狀。",
)
def input_included(reference, input_shape, layers):
    """One shape too many."""
    return [tuple(input_shape), *reference.trace_shapes(input_shape, layers)]


@mistake(
    "trace_shapes",
    en="A flat shape is a bare number. Write it as a tuple of one: (features,).",
    zh_TW="攤平後的形狀只是一個數。請寫成只有一個元素的 tuple：(features,)。",
)
def flat_shape_is_a_number(reference, input_shape, layers):
    """The features instead of (features,)."""
    return [shape if shape[1:] else shape[0] for shape in reference.trace_shapes(input_shape, layers)]


@mistake(
    "trace_shapes",
    en="The fc flattened its input by itself. Without a flatten layer before it, raise ValueError.",
    zh_TW="fc 自己把輸入攤平了。前面沒有 flatten 層時，要引發 ValueError。",
)
def fc_without_flatten(reference, input_shape, layers):
    """The nodes, whatever comes before."""
    shapes, shape = [], input_shape
    for layer in layers:
        between = [{"type": "flatten"}] if layer["type"] == "fc" else []
        shape = reference.trace_shapes(shape, [*between, layer])[-1]
        shapes.append(shape)
    return shapes


@mistake(
    "trace_shapes",
    en="A key whose value is None was used as it is. None counts as missing: take the default then.",
    zh_TW="值是 None 的鍵被直接拿來用了。None 等於沒有給：這時要用預設值。",
)
def none_is_not_missing(reference, input_shape, layers):
    """`layer.get(key, default)` gives None where the key is there."""
    _stumble_over_none(layers)
    return reference.trace_shapes(input_shape, layers)


# receptive_field


def _refuse_bad_layers(reference, layers):
    """Refuse what every solution has to: the reference reads the kinds and keys, an image of any size given."""
    for layer in layers:
        between = [{"type": "flatten"}] if layer.get("type") == "fc" else []
        reference.receptive_field([*between, layer])


def _windows(reference, layers):
    """(type, kernel, stride, padding, dilation) of each conv and pool layer, once the reference has checked them."""
    reference.receptive_field(layers)
    for layer in layers:
        if layer["type"] in ("conv", "pool"):
            keys = {key: value for key, value in layer.items() if value is not None}
            kernel = keys["kernel"][0] if isinstance(keys["kernel"], tuple) else keys["kernel"]
            stride = keys.get("stride", kernel if layer["type"] == "pool" else 1)
            yield layer["type"], kernel, stride, keys.get("padding", 0), keys.get("dilation", 1)


@mistake(
    "receptive_field",
    en="The strides were not used. After a stride of s, one step of the next layer is s times as many input pixels.",
    zh_TW="沒有用到步幅。經過步幅 s 之後，下一層移動一步等於 s 倍的輸入像素。",
    id="stride-ignored",
)
def field_without_strides(reference, layers):
    """The sum of all reaches."""
    windows = _windows(reference, layers)
    return 1 + sum(dilation * (kernel - 1) for _, kernel, _, _, dilation in windows)


@mistake(
    "receptive_field",
    en="A layer's own stride was multiplied in before its kernel was added. It widens the steps of later layers only.",
    zh_TW="先乘上這一層自己的步幅，才加它的核。步幅只放大之後各層的步距。",
)
def own_stride_counted(reference, layers):
    """The jump before the addition."""
    side, jump = 1, 1
    for _, kernel, stride, _, dilation in _windows(reference, layers):
        jump *= stride
        side += dilation * (kernel - 1) * jump
    return side


@mistake(
    "receptive_field",
    en="Each layer added its whole kernel. One of its pixels is seen already, so it adds kernel - 1 steps.",
    zh_TW="每一層都加了整個核。其中一個像素原本就看得到，所以只增加（核 - 1）步。",
)
def whole_kernel_added(reference, layers):
    """Kernel instead of kernel - 1."""
    side, jump = 1, 1
    for _, kernel, stride, _, dilation in _windows(reference, layers):
        side += dilation * kernel * jump
        jump *= stride
    return side


@mistake(
    "receptive_field",
    en="It starts from 0. One output alone is one pixel: start from 1 before the first layer.",
    zh_TW="從 0 開始算了。還沒有任何層時看得到 1 個像素：要從 1 開始。",
)
def starts_from_zero(reference, layers):
    """One less."""
    return reference.receptive_field(layers) - 1


@mistake(
    "receptive_field",
    en="The padding was counted. It moves the field over the border; it does not make it larger.",
    zh_TW="把填補算進去了。填補只會讓感受野超出邊界，不會讓它變大。",
)
def padding_counted(reference, layers):
    """Two paddings more for each layer."""
    side, jump = 1, 1
    for _, kernel, stride, padding, dilation in _windows(reference, layers):
        side += (dilation * (kernel - 1) + 2 * padding) * jump
        jump *= stride
    return side


@mistake(
    "receptive_field",
    en="The pools were left out. A pool looks at a window and takes steps, just as a conv does.",
    zh_TW="漏了池化層。池化和卷積一樣，會看一個視窗，也會移動。",
)
def pools_ignored(reference, layers):
    """Convs only."""
    side, jump = 1, 1
    for kind, kernel, stride, _, dilation in _windows(reference, layers):
        if kind == "conv":
            side += dilation * (kernel - 1) * jump
            jump *= stride
    return side


@mistake(
    "receptive_field",
    en="The dilation was not used. A kernel of f weights reaches over d(f - 1) + 1 pixels.",
    zh_TW="沒有用到擴張率。f 個權重的核跨越 d(f - 1) + 1 個像素。",
    id="dilation-ignored",
)
def field_without_dilation(reference, layers):
    """Dilation 1 for every conv."""
    side, jump = 1, 1
    for _, kernel, stride, _, _ in _windows(reference, layers):
        side += (kernel - 1) * jump
        jump *= stride
    return side


@mistake(
    "receptive_field",
    en="The kernels were multiplied. Neighbouring windows overlap, so the field grows by sums: 3 and 3 give 5, not 9.",
    zh_TW="把核相乘了。相鄰的視窗會重疊，所以感受野是用加的：3 和 3 得到 5，不是 9。",
)
def kernels_multiplied(reference, layers):
    """The product of all spans."""
    return math.prod(dilation * (kernel - 1) + 1 for _, kernel, _, _, dilation in _windows(reference, layers))


@mistake(
    "receptive_field",
    en="A pool without a stride moved by 1, as a conv does. A pool's default stride is its kernel.",
    zh_TW="沒有給步幅的池化像卷積一樣每次移動 1。池化的預設步幅是它的核。",
    id="stride-one-by-default",
)
def field_pool_stride_one(reference, layers):
    """Stride 1 for every layer that names none."""
    reference.receptive_field(layers)
    return reference.receptive_field(
        _edited(layers, lambda layer: {"stride": 1 if layer.get("stride") is None else layer["stride"]}),
    )


@mistake(
    "receptive_field",
    en="A key whose value is None was used as it is. None counts as missing: take the default then.",
    zh_TW="值是 None 的鍵被直接拿來用了。None 等於沒有給：這時要用預設值。",
    id="none-is-not-missing",
)
def field_with_none(reference, layers):
    """`layer.get(key, default)` gives None where the key is there."""
    _stumble_over_none(layers)
    return reference.receptive_field(layers)
