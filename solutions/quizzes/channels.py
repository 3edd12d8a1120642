"""Questions on channels: the depth of filters, of maps, and of flattened features."""

import numpy as np

from grader.core.quiz import Matrix, MultipleChoice, Number, Text, question


@question(topic="channels", slide="002 p. 20", exercise="exercise02")
def shape_after_a_layer(draw, reference):
    channels, height, width = draw.choice([3, 4, 6, 8]), draw.integer(20, 60), draw.integer(20, 60)
    filters, kernel, padding = draw.choice([10, 12, 16, 20, 32]), draw.choice([3, 5, 7]), draw.choice([0, 1])
    layers = [{"type": "conv", "filters": filters, "kernel": kernel, "padding": padding}]
    [right] = reference.trace_shapes((channels, height, width), layers)
    ids = ["filters-forgotten", "channels-last"]
    found = reference.wrong("trace_shapes", (channels, height, width), layers, ids=ids)
    return Matrix(
        prompt=Text(
            en="An input of shape (<channels>, <height>, <width>), channels first, meets <filters> filters of "
            "<kernel>×<kernel>, stride 1, zero padding <padding>. What is the shape of the output? Type its three "
            "numbers, channels first.",
            zh_TW="形狀為 (<channels>, <height>, <width>)（通道在前）的輸入，經過 <filters> 個 <kernel>×<kernel> 的濾波器，"
            "步幅 1、零填補 <padding>。輸出的形狀是什麼？請寫三個數字，通道在前。",
        ),
        given={
            "channels": channels,
            "height": height,
            "width": width,
            "filters": filters,
            "kernel": kernel,
            "padding": padding,
        },
        answer=right,
        wrong={
            **{mistake: shapes[0] for mistake, shapes in found.items()},
            "channels-times-filters": (channels * filters, *right[1:]),
        },
        explanation=Text(
            en="Each filter reads all <channels> channels and gives one map, so there are exactly <filters>, though a "
            "slide says that there may be more. Height: $<height> + 2 \\cdot <padding> - <kernel> + 1$; so too the "
            "width: (<answer>).",
            zh_TW="每個濾波器讀取全部 <channels> 個通道，產生一張特徵圖，所以剛好 <filters> 張（有一張投影片說可能更多）。"
            "高是 $<height> + 2 \\cdot <padding> - <kernel> + 1$，寬也一樣算：(<answer>)。",
        ),
    )


@question(topic="channels", slide="003 p. 5", exercise="exercise01")
def one_cell_over_channels(draw, reference):
    channels = draw.choice([2, 3])
    image = np.array([draw.matrix(2, 2, 0, 4) for _ in range(channels)])
    kernel = np.array([[draw.matrix(2, 2, -2, 2) for _ in range(channels)]])
    bias = np.array([draw.choice([-3, -2, -1, 1, 2, 3])])
    ids = ["channels-averaged", "first-channel-only", "one-slice-for-all-channels", "no-bias", "bias-once-per-channel"]
    found = {mistake: reference.mistaken("conv2d_channels", mistake)(image, kernel, bias) for mistake in ids}
    sums = [int(np.sum(image[c] * kernel[0, c])) for c in range(channels)]
    return Number(
        prompt=Text(
            en="One filter of 2×2 meets an image of 2×2 pixels with <channels> channels: slice W1 of the filter belongs "
            "to channel X1, and so on. Its bias is <bias>. What is the single number that comes out?",
            zh_TW="一個 2×2 的濾波器疊在 2×2 像素、<channels> 個通道的影像上：濾波器的 W1 對應通道 X1，依此類推。"
            "它的 bias 是 <bias>。輸出的那一個數字是多少？",
        ),
        given={"X": image, "W": kernel[0], "channels": channels, "bias": int(bias[0])},
        answer=int(reference.conv2d_channels(image, kernel, bias)[0, 0, 0]),
        wrong={mistake: round(float(value[0, 0, 0]), 2) for mistake, value in found.items()},
        explanation=Text(
            en="The channels give <sums>. They are added up, and the bias comes once: $<sum> + (<bias>) = <answer>$.",
            zh_TW="各通道分別得到 <sums>，全部相加，再加一次 bias：$<sum> + (<bias>) = <answer>$。",
        ).filled(sums=", ".join(map(str, sums)), sum=" + ".join(f"({each})" for each in sums)),
    )


@question(topic="channels", slide="001 p. 22")
def shape_of_all_weights(draw, reference):
    size, channels, filters, kernel = (
        draw.integer(5, 64),
        draw.choice([3, 4, 8, 16]),
        draw.choice([2, 6, 10, 32]),
        draw.choice([3, 5]),
    )
    return Matrix(
        prompt=Text(
            en="A slide writes a layer as (n×n×nc) * (f×f×nc) = (n−f+1)×(n−f+1)×nf. For n = <size>, nc = <channels>, "
            "f = <kernel>, nf = <filters>, type the true shape of all its weights together: height, width, channels "
            "of a filter, number of filters.",
            zh_TW="有一張投影片把一層寫成 (n×n×nc) * (f×f×nc) = (n−f+1)×(n−f+1)×nf。設 n = <size>、nc = <channels>、"
            "f = <kernel>、nf = <filters>，請寫出所有權重合起來真正的形狀：高、寬、濾波器的通道數、濾波器的個數。",
        ),
        given={"size": size, "channels": channels, "kernel": kernel, "filters": filters},
        answer=(kernel, kernel, channels, filters),
        wrong={
            "filters-missing-from-the-weights": (kernel, kernel, channels),
            "filters-one-channel-deep": (kernel, kernel, 1, filters),
            "in-and-out-swapped": (kernel, kernel, filters, channels),
        },
        explanation=Text(
            en="One filter is <kernel>×<kernel>×<channels>, as deep as the input. The output has <filters> channels, so "
            "there are <filters> such filters; the slide's formula leaves them out.",
            zh_TW="一個濾波器是 <kernel>×<kernel>×<channels>，和輸入一樣深。輸出有 <filters> 個通道，所以有 <filters> 個濾波器；"
            "投影片的公式漏寫了這一項。",
        ),
    )


_FREE = {
    "kernel": Text(en="height and width of the filters", zh_TW="濾波器的高和寬"),
    "filters": Text(en="how many filters there are", zh_TW="濾波器的個數"),
    "stride": Text(en="the stride", zh_TW="步幅"),
    "padding": Text(en="the padding", zh_TW="填補"),
}
_NOT_FREE = {
    "filter-depth-chosen": Text(en="how deep each filter is", zh_TW="每個濾波器的深度"),
    "weights-chosen": Text(en="the weights in the filters", zh_TW="濾波器裡的權重"),
    "biases-chosen": Text(en="the biases of the filters", zh_TW="濾波器的 bias"),
}


@question(topic="channels", slide="001 p. 24")
def what_may_be_chosen(draw, reference):
    channels = draw.choice([3, 4, 8])
    count = draw.integer(1, 3)
    right = sorted(draw.sample(sorted(_FREE), count))
    wrong = ["filter-depth-chosen", *sorted(draw.sample(["weights-chosen", "biases-chosen"], 3 - count))]
    return MultipleChoice(
        prompt=Text(
            en="An input with <channels> channels enters a convolutional layer. A slide lists “depth” among what is set "
            "by hand before training. Which of these can really be chosen freely? Choose all.",
            zh_TW="有 <channels> 個通道的輸入進入卷積層。有一張投影片把「Depth」列為訓練前手動設定的項目。"
            "下列哪些真的可以自由決定？請選出所有正確的選項。",
        ),
        given={"channels": channels},
        options={**{key: _FREE[key] for key in right}, **{key: _NOT_FREE[key] for key in wrong}},
        answer=tuple(right),
        explanation=Text(
            en="A filter is as deep as its input, here <channels>; that is fixed. Free is how many filters there are, "
            "which gives the depth of the output. Weights and biases are learnt.",
            zh_TW="濾波器的深度等於輸入的通道數，這裡是 <channels>，不能改。可以決定的是濾波器的個數，也就是輸出的深度。"
            "權重和 bias 是學來的。",
        ),
    )


@question(topic="channels", slide="004 p. 17", exercise="exercise02")
def flattened_features(draw, reference):
    channels, filters = draw.choice([1, 3]), draw.choice([8, 16, 32, 64])
    height, width = draw.sample(range(20, 49), 2)
    kernel = draw.choice([3, 5])
    layers = [
        {"type": "conv", "filters": filters, "kernel": kernel},
        {"type": "pool", "kernel": 2},
        {"type": "flatten"},
    ]
    shape = (channels, height, width)
    maps = reference.trace_shapes(shape, layers)[1]
    ids = ["flatten-without-width", "flatten-without-channels", "stride-one-by-default"]
    found = {mistake: reference.mistaken("trace_shapes", mistake)(shape, layers)[-1][0] for mistake in ids}
    return Number(
        prompt=Text(
            en="An input of shape (<channels>, <height>, <width>) goes through <filters> filters of <kernel>×<kernel> "
            "(stride 1, no padding), 2×2 max pooling (stride 2) and flatten. How many features come out?",
            zh_TW="形狀 (<channels>, <height>, <width>) 的輸入，經過 <filters> 個 <kernel>×<kernel> 的濾波器（步幅 1、不填補）、"
            "2×2 最大池化（步幅 2），再攤平（flatten）。最後有幾個特徵？",
        ),
        given={"channels": channels, "height": height, "width": width, "filters": filters, "kernel": kernel},
        answer=reference.trace_shapes(shape, layers)[-1][0],
        wrong=found,
        explanation=Text(
            en="After pooling the shape is <maps>. Flatten keeps every number: their product is <answer>.",
            zh_TW="池化之後的形狀是 <maps>。攤平會保留每一個數，所以是三者的乘積：<answer>。",
        ).filled(maps=maps),
    )


@question(topic="channels", slide="003 p. 8", exercise="exercise03")
def one_by_one_convolution(draw, reference):
    channels, filters = draw.choice([64, 128, 192, 256, 512]), draw.choice([8, 16, 24, 32, 48])
    side = draw.integer(14, 227)
    asked = (1, channels, filters)
    return Number(
        prompt=Text(
            en="A 1×1 convolution turns a map of <side>×<side> with <channels> channels into one with <filters> channels. "
            "How many weights does it have? Biases are not counted.",
            zh_TW="一個 1×1 卷積把 <side>×<side>、<channels> 個通道的特徵圖變成 <filters> 個通道。它有幾個權重？不計 bias。",
        ),
        given={"side": side, "channels": channels, "filters": filters},
        answer=reference.conv_parameters(*asked, bias=False),
        wrong={
            **reference.wrong("conv_parameters", *asked, bias=False, ids=["no-depth", "one-filter"]),
            "bias-counted": reference.conv_parameters(*asked),
            "weights-at-every-position": side * side * channels * filters,
        },
        explanation=Text(
            en="Each of the <filters> filters has $1 \\cdot 1 \\cdot <channels>$ weights, used at every position: "
            "$<filters> \\cdot <channels> = <answer>$.",
            zh_TW="<filters> 個濾波器各有 $1 \\cdot 1 \\cdot <channels>$ 個權重，在每個位置重複使用："
            "$<filters> \\cdot <channels> = <answer>$。",
        ),
    )
