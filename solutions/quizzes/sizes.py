"""Questions on sizes: one layer, chains of layers, kernels that fit, what an output sees."""

from grader.core.quiz import Choice, Matrix, Number, Text, question


@question(topic="output-size", slide="001 p. 43", exercise="exercise02")
def output_size_with_stride(draw, reference):
    size, kernel = draw.integer(20, 240), draw.choice([7, 9, 11])
    stride, padding = draw.choice([2, 3]), draw.integer(3, 5)
    size += reference.fits_exactly(size, kernel, stride, padding)
    asked = (size, kernel, stride, padding)
    room = size + 2 * padding - kernel
    ids = ["padding-on-one-end", "plus-one-forgotten", "rounded-up", "stride-ignored"]
    return Number(
        prompt=Text(
            en="An image is <size> pixels wide. A <kernel>×<kernel> kernel slides over it with stride <stride> and zero "
            "padding <padding>. How wide is the feature map?",
            zh_TW="影像寬 <size> 個像素，<kernel>×<kernel> 的核以步幅 <stride>、零填補 <padding> 在上面滑動。特徵圖有多寬？",
        ),
        given={"size": size, "kernel": kernel, "stride": stride, "padding": padding},
        answer=reference.conv_output_size(*asked),
        unit="px|像素",
        wrong=reference.wrong("conv_output_size", *asked, ids=ids),
        explanation=Text(
            en="$\\lfloor (<size> + 2 \\cdot <padding> - <kernel>) / <stride> \\rfloor + 1 = \\lfloor <room> / <stride> "
            "\\rfloor + 1 = <answer>$: what is left over after the last whole step does not count.",
            zh_TW="$\\lfloor (<size> + 2 \\cdot <padding> - <kernel>) / <stride> \\rfloor + 1 = \\lfloor <room> / <stride> "
            "\\rfloor + 1 = <answer>$：最後不滿一步的像素不算。",
        ).filled(room=room),
    )


@question(topic="output-size", slide="004 p. 25", exercise="exercise02")
def dilated_output_size(draw, reference):
    size, kernel, dilation, padding = (
        draw.integer(30, 90),
        draw.choice([3, 5, 7]),
        draw.choice([3, 4]),
        draw.integer(2, 5),
    )
    asked = (size, kernel, 1, padding, dilation)
    ids = ["dilation-ignored", "dilation-times-kernel", "plus-one-forgotten", "padding-on-one-end"]
    return Number(
        prompt=Text(
            en="A <kernel>×<kernel> kernel with dilation <dilation> slides over an image of side <size>, with stride 1 "
            "and zero padding <padding>. What is the side of the feature map?",
            zh_TW="<kernel>×<kernel> 的核，擴張率（dilation）<dilation>，以步幅 1、零填補 <padding> 在邊長 <size> 的影像上滑動。"
            "特徵圖的邊長是多少？",
        ),
        given={"size": size, "kernel": kernel, "dilation": dilation, "padding": padding},
        answer=reference.conv_output_size(*asked),
        unit="px|像素",
        wrong=reference.wrong("conv_output_size", *asked, ids=ids),
        explanation=Text(
            en="The kernel spans $<dilation> \\cdot (<kernel> - 1) + 1 = <span>$ pixels: "
            "$<size> + 2 \\cdot <padding> - <span> + 1 = <answer>$.",
            zh_TW="核跨越 $<dilation> \\cdot (<kernel> - 1) + 1 = <span>$ 個像素："
            "$<size> + 2 \\cdot <padding> - <span> + 1 = <answer>$。",
        ).filled(span=dilation * (kernel - 1) + 1),
    )


@question(topic="output-size", slide="001 p. 15", exercise="exercise02")
def kernel_that_gives_a_size(draw, reference):
    size, kernel, padding = draw.integer(24, 96), draw.integer(4, 15), draw.integer(1, 3)
    result = reference.conv_output_size(size, kernel, 1, padding)
    return Number(
        prompt=Text(
            en="With stride 1 and zero padding <padding>, a square kernel makes a map of side <result> from an image of "
            "side <size>. What is the side of the kernel?",
            zh_TW="步幅 1、零填補 <padding> 時，一個正方形的核把邊長 <size> 的影像變成邊長 <result> 的特徵圖。核的邊長是多少？",
        ),
        given={"size": size, "padding": padding, "result": result},
        answer=kernel,
        unit="px|像素",
        wrong={
            "plus-one-forgotten": kernel - 1,
            "padding-on-one-end": kernel - padding,
            "padding-ignored": kernel - 2 * padding,
        },
        explanation=Text(
            en="From $<size> + 2 \\cdot <padding> - f + 1 = <result>$ follows "
            "$f = <size> + 2 \\cdot <padding> - <result> + 1 = <answer>$.",
            zh_TW="由 $<size> + 2 \\cdot <padding> - f + 1 = <result>$ 得到 "
            "$f = <size> + 2 \\cdot <padding> - <result> + 1 = <answer>$。",
        ),
    )


_FITTING = ["kernel-ignored", "plus-one-before-dividing", "padding-ignored"]


@question(topic="output-size", slide="002 p. 27", exercise="exercise02")
def size_that_fits(draw, reference):
    kernel, stride, padding = draw.choice([(3, 4, 1), (7, 4, 1), (11, 4, 1), (7, 4, 3), (11, 4, 3), (3, 5, 3)])
    fits = {mistake: reference.mistaken("fits_exactly", mistake) for mistake in _FITTING}
    fits["right"] = reference.fits_exactly
    sizes = {key: [] for key in fits}
    for size in range(200, 232):
        fitting = [key for key, asked in fits.items() if asked(size, kernel, stride, padding)]
        if len(fitting) == 1:
            sizes[fitting[0]].append(size)
    chosen = {key: draw.choice(found) for key, found in sizes.items()}
    right = chosen["right"]
    return Choice(
        prompt=Text(
            en="A layer has <kernel>×<kernel> kernels, stride <stride> and zero padding <padding>. A famous paper gives an "
            "input size with which its first layer does not come out even. For which size does the last window end "
            "exactly at the border?",
            zh_TW="某一層用 <kernel>×<kernel> 的核、步幅 <stride>、零填補 <padding>。有一篇著名論文寫的輸入大小，"
            "在它的第一層除不盡。下列哪個大小會讓最後一個視窗剛好停在邊界？",
        ),
        given={"kernel": kernel, "stride": stride, "padding": padding},
        options={key: Text(en=f"{size}×{size}", zh_TW=f"{size}×{size}") for key, size in chosen.items()},
        explanation=Text(
            en="$(<size> + 2 \\cdot <padding> - <kernel>) / <stride> = <steps>$ is a whole number of steps. With AlexNet, "
            "11×11 and stride 4, that is 227, while 224 gives 53.25 steps.",
            zh_TW="$(<size> + 2 \\cdot <padding> - <kernel>) / <stride> = <steps>$，步數是整數。"
            "AlexNet 用 11×11、步幅 4，所以要 227；224 會得到 53.25 步。",
        ).filled(size=right, steps=(right + 2 * padding - kernel) // stride),
    )


def _conv(kernel, filters=8, **more):
    return {"type": "conv", "filters": filters, "kernel": kernel, **more}


def _pool(kernel, stride=None):
    return {"type": "pool", "kernel": kernel, "stride": stride}


@question(topic="output-size", slide="003 p. 10", exercise=["exercise02", "exercise03"])
def chain_of_sizes(draw, reference):
    first, second = draw.choice([3, 5, 7]), draw.choice([3, 5])
    size = draw.integer(32, 72)
    layers = [_conv(first), _pool(2), _conv(second), _pool(2)]

    def sides(trace, stack=layers):
        return [shape[1] for shape in trace((1, size, size), stack)]

    padded = [{**layer, "padding": layer["kernel"] // 2} if layer["type"] == "conv" else layer for layer in layers]
    return Matrix(
        prompt=Text(
            en="An image of side <size> goes through a <first>×<first> convolution, 2×2 max pooling, a "
            "<second>×<second> convolution and 2×2 max pooling again. Convolutions: stride 1, no padding; pooling: "
            "stride 2. Type the side after each of the four layers.",
            zh_TW="邊長 <size> 的影像依序經過 <first>×<first> 卷積、2×2 最大池化、<second>×<second> 卷積、2×2 最大池化。"
            "卷積的步幅 1、不填補；池化的步幅 2。請寫出這四層之後的邊長。",
        ),
        given={"size": size, "first": first, "second": second},
        answer=sides(reference.trace_shapes),
        wrong={
            "conv-keeps-the-size": sides(reference.trace_shapes, padded),
            "stride-one-by-default": sides(reference.mistaken("trace_shapes", "stride-one-by-default")),
        },
        explanation=Text(
            en="A convolution takes (kernel − 1) pixels off, pooling halves and rounds down: "
            "$<size> - <first> + 1$, half of it, that $- <second> + 1$, half of it: <answer>.",
            zh_TW="卷積少掉（核 − 1）個像素，池化減半並捨去小數："
            "$<size> - <first> + 1$，減半，再 $- <second> + 1$，減半：<answer>。",
        ),
    )


@question(topic="output-size", slide="004 p. 25", exercise="exercise02")
def receptive_field_of_a_stack(draw, reference):
    first, second = draw.sample([3, 5, 7], 2)
    stride, dilation = draw.choice([1, 2]), draw.choice([1, 2])
    layers = [_conv(first, stride=stride), _pool(2, 2), _conv(second, dilation=dilation)]
    ids = ["kernels-multiplied", "whole-kernel-added", "own-stride-counted", "pools-ignored", "stride-ignored"]
    reach = dilation * (second - 1)
    return Number(
        prompt=Text(
            en="First a <first>×<first> convolution with stride <stride>, then 2×2 max pooling with stride 2, then a "
            "<second>×<second> convolution with stride 1 and dilation <dilation>. How many pixels of the input, along "
            "one side, does a single output of the last layer see (its receptive field)?",
            zh_TW="先是 <first>×<first> 卷積（步幅 <stride>），再來是 2×2 最大池化（步幅 2），最後是 <second>×<second> 卷積"
            "（步幅 1、擴張率 <dilation>）。最後一層的一個輸出，沿一邊看得到幾個輸入像素（感受野的邊長）？",
        ),
        given={"first": first, "second": second, "stride": stride, "dilation": dilation},
        answer=reference.receptive_field(layers),
        unit="px|像素",
        wrong=reference.wrong("receptive_field", layers, ids=ids),
        explanation=Text(
            en="Begin with one pixel. Each layer adds (its span − 1) steps, and a step is as long as all strides before "
            "it: $1 + <a> + 1 \\cdot <s> + <reach> \\cdot <step> = <answer>$.",
            zh_TW="從 1 個像素開始。每一層加上（跨度 − 1）步，而一步的長度是之前所有步幅的乘積："
            "$1 + <a> + 1 \\cdot <s> + <reach> \\cdot <step> = <answer>$。",
        ).filled(a=first - 1, s=stride, reach=reach, step=2 * stride),
    )


@question(topic="output-size", slide="003 p. 6", exercise="exercise02")
def size_with_the_frame_counted(draw, reference):
    padding, kernel, stride = draw.integer(1, 3), draw.choice([3, 5]), draw.choice([1, 2])
    image = draw.integer(8, 40)
    shown = image + 2 * padding
    answer = reference.conv_output_size(image, kernel, stride, padding)
    return Number(
        prompt=Text(
            en="A demo shows the input as <shown>×<shown> numbers, the frame of zeros (padding <padding>) included. A "
            "slide calls that the size of the image. A <kernel>×<kernel> kernel slides over it with stride <stride>. "
            "What is the side of the output?",
            zh_TW="有一個示範把輸入畫成 <shown>×<shown> 個數字，已經包含外圈的 0（填補 <padding>）；"
            "有一張投影片說那就是圖片的大小。"
            "<kernel>×<kernel> 的核以步幅 <stride> 在上面滑動。輸出的邊長是多少？",
        ),
        given={"shown": shown, "padding": padding, "kernel": kernel, "stride": stride},
        answer=answer,
        unit="px|像素",
        wrong={
            "padding-added-twice": reference.conv_output_size(shown, kernel, stride, padding),
            "frame-left-out": reference.conv_output_size(image, kernel, stride),
            "plus-one-forgotten": answer - 1,
        },
        explanation=Text(
            en="The image itself is <image>×<image>, and the frame is in the picture already: "
            "$\\lfloor (<shown> - <kernel>) / <stride> \\rfloor + 1 = <answer>$.",
            zh_TW="影像本身是 <image>×<image>，外圈的 0 已經畫在裡面了："
            "$\\lfloor (<shown> - <kernel>) / <stride> \\rfloor + 1 = <answer>$。",
        ).filled(image=image),
    )
