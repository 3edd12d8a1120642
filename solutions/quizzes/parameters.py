"""Questions on counting parameters."""

from grader.core.quiz import Number, SpotTheError, Text, question


@question(topic="parameters", slide="001 p. 69", exercise="exercise03")
def conv_parameters(draw, reference):
    kernel, channels, filters = draw.choice([3, 5, 7]), draw.integer(2, 16), draw.choice([8, 16, 32, 64])
    asked = (kernel, channels, filters)
    ids = ["no-bias", "single-bias", "bias-from-the-wrong-side", "no-depth", "one-filter", "sides-added"]
    return Number(
        prompt=Text(
            en="A convolutional layer has <filters> filters of size <kernel>×<kernel>. Its input has <channels> channels. "
            "How many parameters does it learn, biases included?",
            zh_TW="一個卷積層有 <filters> 個 <kernel>×<kernel> 的濾波器，輸入有 <channels> 個通道。"
            "連同 bias，這一層要學多少個參數？",
        ),
        given={"kernel": kernel, "channels": channels, "filters": filters},
        answer=reference.conv_parameters(*asked),
        wrong=reference.wrong("conv_parameters", *asked, ids=ids),
        explanation=Text(
            en="Each filter has <kernel>·<kernel>·<channels> = <weights> weights and one bias, and there are <filters> "
            "of them: $<filters> \\cdot (<weights> + 1) = <answer>$.",
            zh_TW="每個濾波器有 <kernel>·<kernel>·<channels> = <weights> 個權重和一個 bias，共 <filters> 個濾波器："
            "$<filters> \\cdot (<weights> + 1) = <answer>$。",
        ).filled(weights=kernel * kernel * channels),
    )


@question(topic="parameters", slide="001 p. 69", exercise="exercise03")
def depth_forgotten_in_a_slide(draw, reference):
    filters = draw.choice([16, 32, 64])
    return SpotTheError(
        prompt=Text(
            en="Somebody counts the parameters of <filters> filters of 3×3 on an image with 3 channels. "
            "Which line is wrong?",
            zh_TW="有人計算 <filters> 個 3×3 濾波器（輸入為 3 通道影像）的參數量。哪一行有錯？",
        ),
        given={"filters": filters},
        lines=(
            Text(en="A filter covers 3×3 pixels on every channel.", zh_TW="一個濾波器在每個通道上涵蓋 3×3 個像素。"),
            Text(en="So it has 3·3 weights and one bias: 10.", zh_TW="所以它有 3·3 個權重和一個 bias：10。"),
            Text(en="<filters> filters have <filters> times as many.", zh_TW="<filters> 個濾波器就是 <filters> 倍。"),
            Text(en="The stride does not change this number.", zh_TW="步幅不會改變這個數目。"),
        ),
        answer=2,
        wrong={"one-filter": 3},
        explanation=Text(
            en="The filter is as deep as its input: $3 \\cdot 3 \\cdot 3 + 1 = 28$ each, <total> in all.",
            zh_TW="濾波器和輸入一樣深：每個 $3 \\cdot 3 \\cdot 3 + 1 = 28$，總共 <total>。",
        ).filled(total=reference.conv_parameters(3, 3, filters)),
    )
