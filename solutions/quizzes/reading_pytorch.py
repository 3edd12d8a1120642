"""Questions on reading PyTorch: arguments, shapes through a network, what fails."""

from grader.core.quiz import Choice, Matrix, Number, SpotTheError, Text, question, same_in_both


@question(topic="pytorch", slide="004 p. 12")
def shape_of_a_weight(draw, reference):
    inputs, outputs = draw.sample([1, 2, 3, 6, 8, 16, 32], 2)
    kernel = draw.choice([3, 5, 7])
    extra = draw.choice(["", ", padding=1", ", stride=2", ", stride=2, padding=1"])
    return Matrix(
        prompt=Text(
            en="What is the shape of <code>.weight? Type its four numbers.",
            zh_TW="<code>.weight 的形狀是什麼？請寫四個數字。",
        ),
        given={"code": f"nn.Conv2d({inputs}, {outputs}, {kernel}{extra})"},
        answer=(outputs, inputs, kernel, kernel),
        wrong={
            "in-before-out": (inputs, outputs, kernel, kernel),
            "kernel-before-channels": (kernel, kernel, inputs, outputs),
            "filters-as-a-product": (inputs * outputs, 1, kernel, kernel),
        },
        explanation=Text(
            en="The arguments are in_channels, out_channels, kernel_size. The weight has one filter for each output, and "
            "each is as deep as the input: (<answer>). Stride and padding have no weights.",
            zh_TW="引數依序是 in_channels、out_channels、kernel_size。每個輸出通道有一個濾波器，深度等於輸入通道數：(<answer>)。"
            "步幅和填補沒有權重。",
        ),
    )


@question(topic="pytorch", slide="004 p. 16", exercise="exercise02")
def shape_through_a_sequential(draw, reference):
    batch, side = draw.choice([4, 8, 16, 32]), draw.integer(24, 40)
    first, second = draw.sample([6, 8, 12, 16, 20], 2)
    layers = [
        {"type": "conv", "filters": first, "kernel": 5, "padding": 2},
        {"type": "relu"},
        {"type": "pool", "kernel": 2},
        {"type": "conv", "filters": second, "kernel": 3, "stride": draw.choice([1, 2])},
        {"type": "pool", "kernel": 2},
        {"type": "flatten"},
    ]
    stride = layers[3]["stride"]
    shape = (3, side, side)
    [features] = reference.trace_shapes(shape, layers)[-1]
    unpadded = [{key: value for key, value in layer.items() if key != "padding"} for layer in layers]
    ids = ["flatten-without-channels", "flatten-without-width", "stride-one-by-default"]
    found = {mistake: reference.mistaken("trace_shapes", mistake)(shape, layers)[-1][0] for mistake in ids}
    maps = reference.trace_shapes(shape, layers)[-2]
    return Matrix(
        prompt=Text(
            en="x has the shape (<batch>, 3, <side>, <side>). What is the shape of net(x)? Type two numbers.",
            zh_TW="x 的形狀是 (<batch>, 3, <side>, <side>)。net(x) 的形狀是什麼？請寫兩個數字。",
        ),
        given={
            "batch": batch,
            "side": side,
            "net": "\n".join(
                (
                    "nn.Sequential(",
                    f"    nn.Conv2d(3, {first}, 5, padding=2),",
                    "    nn.ReLU(),",
                    "    nn.MaxPool2d(2),",
                    f"    nn.Conv2d({first}, {second}, 3, stride={stride}),",
                    "    nn.MaxPool2d(2),",
                    "    nn.Flatten(),",
                    ")",
                )
            ),
        },
        answer=(batch, features),
        wrong={
            **{mistake: (batch, value) for mistake, value in found.items()},
            "padding-ignored": (batch, reference.trace_shapes(shape, unpadded)[-1][0]),
            "batch-flattened-too": (1, batch * features),
        },
        explanation=Text(
            en="After the second pooling each image has the shape <maps>. nn.Flatten keeps the batch and multiplies the "
            "rest: (<answer>).",
            zh_TW="第二次池化之後，每張影像的形狀是 <maps>。nn.Flatten 保留批次，把其餘的乘起來：(<answer>)。",
        ).filled(maps=maps),
    )


@question(topic="pytorch", slide="004 p. 24")
def same_padding_with_a_stride(draw, reference):
    kernel, stride = draw.choice([(3, 2), (5, 2), (7, 2), (5, 4)])
    side, channels = 4 * draw.integer(4, 14), draw.choice([8, 16, 32])
    return Choice(
        prompt=Text(
            en="In PyTorch, x has the shape (1, 3, <side>, <side>). What does <code>(x) give?",
            zh_TW="在 PyTorch 中，x 的形狀是 (1, 3, <side>, <side>)。<code>(x) 的結果是什麼？",
        ),
        given={
            "side": side,
            "code": f'nn.Conv2d(3, {channels}, {kernel}, stride={stride}, padding="same")',
        },
        options={
            "right": Text(en="an error", zh_TW="發生錯誤"),
            "same-in-spite-of-the-stride": same_in_both(f"(1, {channels}, {side}, {side})"),
            "same-as-in-keras": same_in_both(f"(1, {channels}, {side // stride}, {side // stride})"),
            "same-taken-for-no-padding": same_in_both(
                f"(1, {channels}, {(side - kernel) // stride + 1}, {(side - kernel) // stride + 1})"
            ),
        },
        explanation=Text(
            en='PyTorch refuses padding="same" together with a stride above 1 (ValueError). Give the padding as a number. '
            "Keras allows it, and then divides the size by the stride.",
            zh_TW='PyTorch 不允許 padding="same" 和大於 1 的步幅一起用（ValueError），要直接給填補的數字。'
            "Keras 可以，而且會把大小除以步幅。",
        ),
    )


_SLIPS = {
    "keyword": Text(
        en="The argument is called stride, not strides, as in Keras; PyTorch answers with a TypeError. A slide has this slip.",
        zh_TW="引數叫 stride，不是 Keras 的 strides；PyTorch 會發生 TypeError。有一張投影片就寫錯了。",
    ),
    "kernel": Text(
        en="kernel_size is missing: nn.Conv2d needs three arguments, else there is a TypeError. A slide has this slip.",
        zh_TW="少了 kernel_size：nn.Conv2d 一定要有三個引數，否則會發生 TypeError。有一張投影片就寫錯了。",
    ),
    "channels": Text(
        en="in_channels must be the out_channels of the convolution before; pooling does not change the channels.",
        zh_TW="in_channels 必須等於前一個卷積的 out_channels；池化不會改變通道數。",
    ),
    "features": Text(
        en="The pooled maps are 1×1, so there are as many features as channels: the last convolution's out_channels.",
        zh_TW="池化後的特徵圖是 1×1，所以特徵數等於通道數，也就是最後一個卷積的 out_channels。",
    ),
}


@question(topic="pytorch", slide="004 p. 24")
def line_that_fails(draw, reference):
    first, second, third = draw.sample([8, 12, 16, 24, 32, 64], 3)
    slip, classes = draw.choice(sorted(_SLIPS)), draw.choice([2, 5, 10])
    stride = "strides" if slip == "keyword" else "stride"
    kernel = "" if slip == "kernel" else "kernel_size=3, "
    inputs = third if slip == "channels" else first
    features = first if slip == "features" else second
    lines = (
        f"nn.Conv2d(3, {first}, kernel_size=3, padding=1)",
        "nn.MaxPool2d(2)",
        f"nn.Conv2d({inputs}, {second}, {kernel}{stride}=2)",
        "nn.AdaptiveAvgPool2d(1)",
        "nn.Flatten()",
        f"nn.Linear({features}, {classes})",
    )
    return SpotTheError(
        prompt=Text(
            en="The layers of an nn.Sequential for colour images. Which line is wrong?",
            zh_TW="一個處理彩色影像的 nn.Sequential 的各層。哪一行有錯？",
        ),
        lines=tuple(same_in_both(line) for line in lines),
        answer=6 if slip == "features" else 3,
        wrong={"pooling-needs-a-stride": 2, "flatten-needs-arguments": 5},
        explanation=_SLIPS[slip],
    )


@question(topic="pytorch", slide="004 p. 48", exercise="exercise03")
def parameters_with_batch_norm(draw, reference):
    first, second = draw.sample([8, 12, 16, 24, 32], 2)
    channels, kernel = draw.choice([1, 3]), draw.choice([3, 5])
    layers = [
        {"type": "conv", "filters": first, "kernel": kernel},
        {"type": "batchnorm"},
        {"type": "relu"},
        {"type": "conv", "filters": second, "kernel": kernel},
        {"type": "batchnorm"},
        {"type": "relu"},
    ]
    shape = (channels, 32, 32)
    counts = reference.layer_parameters(shape, layers)
    ids = [
        "batchnorm-forgotten",
        "batchnorm-one-per-channel",
        "batchnorm-statistics",
        "batchnorm-two-in-total",
    ]
    found = reference.wrong("layer_parameters", shape, layers, ids=ids)
    return Number(
        prompt=Text(
            en="How many trainable parameters does net have? Each nn.Conv2d has its biases, as by default.",
            zh_TW="net 有幾個可訓練的參數？每個 nn.Conv2d 都有 bias（預設值）。",
        ),
        given={
            "first": first,
            "second": second,
            "channels": channels,
            "kernel": kernel,
            "net": "\n".join(
                (
                    "nn.Sequential(",
                    f"    nn.Conv2d({channels}, {first}, {kernel}),",
                    f"    nn.BatchNorm2d({first}), nn.ReLU(),",
                    f"    nn.Conv2d({first}, {second}, {kernel}),",
                    f"    nn.BatchNorm2d({second}), nn.ReLU(),",
                    ")",
                )
            ),
        },
        answer=sum(counts),
        wrong={mistake: sum(values) for mistake, values in found.items()},
        explanation=Text(
            en="Batch norm learns a scale and a shift for each channel: $<sum> = <answer>$.",
            zh_TW="批次正規化的每個通道要學一個縮放和一個平移：$<sum> = <answer>$。",
        ).filled(sum=" + ".join(f"{count:,}" for count in counts if count)),
    )


@question(topic="pytorch", slide="004 p. 46", exercise="exercise03")
def parameters_with_dropout(draw, reference):
    inputs, hidden, classes = draw.integer(40, 400), draw.choice([32, 40, 64, 100]), draw.integer(3, 12)
    share = draw.choice([0.2, 0.25, 0.5])
    layers = [{"type": "fc", "nodes": hidden}, {"type": "relu"}, {"type": "dropout", "p": share}]
    layers.append({"type": "fc", "nodes": classes})
    counts = reference.layer_parameters((inputs,), layers)
    found = reference.wrong("layer_parameters", (inputs,), layers, ids=["no-bias", "relu-has-parameters"])
    return Number(
        prompt=Text(
            en="How many trainable parameters does this classifier have?",
            zh_TW="這個分類器有幾個可訓練的參數？",
        ),
        given={
            "inputs": inputs,
            "hidden": hidden,
            "classes": classes,
            "share": share,
            "classifier": "\n".join(
                (
                    "nn.Sequential(",
                    f"    nn.Linear({inputs}, {hidden}),",
                    "    nn.ReLU(),",
                    f"    nn.Dropout(p={share}),",
                    f"    nn.Linear({hidden}, {classes}),",
                    ")",
                )
            ),
        },
        answer=sum(counts),
        wrong={
            **{mistake: sum(values) for mistake, values in found.items()},
            "dropout-removes-parameters": counts[0] + reference.fc_parameters(int(hidden * (1 - share)), classes),
            "last-layer-only": counts[-1],
        },
        explanation=Text(
            en="$(<inputs> + 1) \\cdot <hidden> + (<hidden> + 1) \\cdot <classes> = <answer>$. Dropout hides nodes for a "
            "moment; their weights stay in the network.",
            zh_TW="$(<inputs> + 1) \\cdot <hidden> + (<hidden> + 1) \\cdot <classes> = <answer>$。"
            "Dropout 只是暫時關掉節點，權重仍然在網路裡。",
        ),
    )
