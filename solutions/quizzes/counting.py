"""Questions on counting parameters of layers and of whole networks."""

from grader.core.quiz import Formula, Matrix, Number, SpotTheError, Text, question


def _listed(*lines):
    """Layers as lines of text, shown below the prompt."""
    return "\n".join(lines)


def _sum(counts):
    return " + ".join(f"{count:,}" for count in counts if count)


@question(topic="parameters", slide="001 p. 69", exercise="exercise03")
def filters_on_a_colour_image(draw, reference):
    kernel, filters = draw.choice([3, 5, 7]), draw.choice([12, 16, 20, 24, 32, 48, 64])
    asked = (kernel, 3, filters)
    cells = kernel * kernel
    return Number(
        prompt=Text(
            en="A slide counts the parameters of 3×3 filters on a colour image (three channels) and gets 10 for one filter. "
            "How many parameters do <filters> filters of <kernel>×<kernel> really have on a colour image, biases "
            "included?",
            zh_TW="有一張投影片計算彩色影像（三個通道）上 3×3 濾波器的參數，一個濾波器算出 10 個。"
            "<filters> 個 <kernel>×<kernel> 的濾波器用在彩色影像上，連同 bias 其實有幾個參數？",
        ),
        given={"kernel": kernel, "filters": filters},
        answer=reference.conv_parameters(*asked),
        wrong=reference.wrong("conv_parameters", *asked, ids=["no-depth", "no-bias", "single-bias", "one-filter"]),
        explanation=Text(
            en="$<kernel> \\cdot <kernel> \\cdot 3 + 1 = <one>$ for each filter, $<filters> \\cdot <one> = <answer>$ in all. "
            "The slide's product, 3·3·3 + 1, is 28; 10 is what one channel would give.",
            zh_TW="每個濾波器 $<kernel> \\cdot <kernel> \\cdot 3 + 1 = <one>$，總共 $<filters> \\cdot <one> = <answer>$。"
            "投影片的 3·3·3 + 1 應該是 28；10 是只有一個通道時的結果。",
        ).filled(one=3 * cells + 1),
    )


@question(topic="parameters", slide="001 p. 22", exercise="exercise03")
def conv_parameters_formula(draw, reference):
    names = draw.choice([("k", "c", "f"), ("k", "d", "n"), ("h", "c", "n")])
    side, channels, filters = names

    def of(formula):
        return "".join(dict(zip("KCF", names, strict=True)).get(sign, sign) for sign in formula)

    return Formula(
        prompt=Text(
            en="A convolutional layer has <F> square filters of side <K>. Its input has <C> channels, and every filter has "
            "a bias. Write a formula in <K>, <C>, <F> for the number of its parameters.",
            zh_TW="一個卷積層有 <F> 個邊長 <K> 的正方形濾波器，輸入有 <C> 個通道，每個濾波器都有 bias。"
            "請用 <K>、<C>、<F> 寫出參數量的公式。",
        ).filled(K=side, C=channels, F=filters),
        answer=of("F*(K^2*C + 1)"),
        variables={side: (2, 9), channels: (2, 16), filters: (2, 64)},
        wrong={
            "no-bias": of("F*K^2*C"),
            "single-bias": of("F*K^2*C + 1"),
            "no-depth": of("F*(K^2 + 1)"),
            "one-filter": of("K^2*C + 1"),
            "bias-from-the-wrong-side": of("F*K^2*C + C"),
        },
        explanation=Text(
            en="One filter has $<K>^2 \\cdot <C>$ weights and one bias; there are <F> filters.",
            zh_TW="一個濾波器有 $<K>^2 \\cdot <C>$ 個權重和一個 bias，共有 <F> 個濾波器。",
        ).filled(K=side, C=channels, F=filters),
    )


@question(topic="parameters", slide="001 p. 70", exercise="exercise03")
def layers_of_a_digit_network(draw, reference):
    first, second = draw.sample([8, 12, 16, 20, 24, 32], 2)
    nodes, side = draw.choice([50, 64, 100, 128]), draw.choice([20, 24, 28, 32])
    layers = [{**layer} for layer in reference.mnist_cnn()]
    layers[0]["filters"], layers[2]["filters"], layers[6]["nodes"] = first, second, nodes
    shape = (1, side, side)

    def learnt(counts):
        return tuple(counts[place] for place in (0, 2, 6, 8))

    ids = ["no-bias", "channels-not-updated", "pool-ignored", "conv-keeps-the-size", "fc-gets-channels"]
    found = reference.wrong("layer_parameters", shape, layers, ids=ids)
    flat = second * ((side - 4) // 2) ** 2
    return Matrix(
        prompt=Text(
            en="A network for grey images of <side>×<side> pixels is built like the one for MNIST on the slides. How many "
            "parameters, biases included, do Conv_1, Conv_2, FC_1 and FC_2 have? Type the four numbers in this order.",
            zh_TW="一個處理 <side>×<side> 灰階影像的網路，結構和投影片上的 MNIST 網路相同。Conv_1、Conv_2、FC_1、FC_2 "
            "連同 bias 各有幾個參數？請依序寫出四個數字。",
        ),
        given={
            "side": side,
            "network": _listed(
                f"Conv_1: {first} filters 3x3, stride 1, padding 0, ReLU",
                f"Conv_2: {second} filters 3x3, stride 1, padding 0, ReLU",
                "Max pooling 2x2, stride 2",
                "Flatten",
                f"FC_1: {nodes} nodes, ReLU",
                "FC_2: 10 nodes",
            ),
        },
        answer=learnt(reference.layer_parameters(shape, layers)),
        wrong={mistake: learnt(counts) for mistake, counts in found.items()},
        explanation=Text(
            en="$(9 + 1) \\cdot <first>$; $(9 \\cdot <first> + 1) \\cdot <second>$; after pooling <second> maps of "
            "<half>×<half> are left, which is <flat> features: $(<flat> + 1) \\cdot <nodes>$; "
            "$(<nodes> + 1) \\cdot 10$. So: <answer>.",
            zh_TW="$(9 + 1) \\cdot <first>$；$(9 \\cdot <first> + 1) \\cdot <second>$；"
            "池化後剩 <second> 張 <half>×<half> 的特徵圖，"
            "共 <flat> 個特徵：$(<flat> + 1) \\cdot <nodes>$；$(<nodes> + 1) \\cdot 10$。所以是 <answer>。",
        ).filled(first=first, second=second, half=(side - 4) // 2, flat=flat, nodes=nodes),
    )


@question(topic="parameters", slide="001 p. 71", exercise="exercise03")
def slip_in_a_table_of_parameters(draw, reference):
    first, second = draw.sample([8, 16, 24, 32, 48, 64], 2)
    nodes, features, slip = (
        draw.choice([64, 100, 128]),
        draw.choice([1152, 2304, 4608, 9216]),
        draw.choice([-2, 2, 4, -4]),
    )
    counts = [
        reference.conv_parameters(3, 1, first),
        reference.conv_parameters(3, first, second),
        reference.fc_parameters(features, nodes),
        reference.fc_parameters(nodes, 10),
    ]
    place = draw.integer(0, 3)
    shown = [count + slip * (index == place) for index, count in enumerate(counts)]
    sums = [
        f"Conv_1: $(3 \\cdot 3 \\cdot 1 + 1) \\cdot {first} = ",
        f"Conv_2: $(3 \\cdot 3 \\cdot {first} + 1) \\cdot {second} = ",
        f"FC_1: $({features} + 1) \\cdot {nodes} = ",
        f"FC_2: $({nodes} + 1) \\cdot 10 = ",
    ]
    lines = [Text(en=f"{text}{count:,}$", zh_TW=f"{text}{count:,}$") for text, count in zip(sums, shown, strict=True)]
    return SpotTheError(
        prompt=Text(
            en="The parameters of a small CNN, biases included. All formulas are right, but one product is off by a "
            "little, as on one of the slides. Which line?",
            zh_TW="一個小型 CNN 的參數量（含 bias）。式子都對，但有一行的乘積差了一點點，就像某張投影片那樣。是哪一行？",
        ),
        given={"first": first, "second": second, "nodes": nodes, "features": features},
        lines=(*lines, Text(en="In all: $<sum>$", zh_TW="合計：$<sum>$").filled(sum=f"{sum(shown):,}")),
        answer=place + 1,
        wrong={"carried-on-not-made": 5},
        explanation=Text(
            en="Line <line> should give <right>, not <shown>. A slide has such a slip: 18,494, where "
            "$(288 + 1) \\cdot 64$ is 18,496. The last digit of the factors shows it at once.",
            zh_TW="第 <line> 行應該是 <right>，不是 <shown>。有一張投影片就這樣寫成 18,494，而 "
            "$(288 + 1) \\cdot 64$ 其實是 18,496。只看兩個因數的個位數就能發現。",
        ).filled(line=place + 1, right=f"{counts[place]:,}", shown=f"{shown[place]:,}"),
    )


@question(topic="parameters", slide="002 p. 51", exercise="exercise03")
def total_of_a_keras_network(draw, reference):
    first, second = draw.sample([16, 24, 32, 48, 64], 2)
    kernel, classes = draw.choice([3, 5]), draw.choice([5, 10, 20])
    layers = [
        {"type": "conv", "filters": first, "kernel": kernel},
        {"type": "pool", "kernel": 2},
        {"type": "conv", "filters": second, "kernel": kernel},
        {"type": "pool", "kernel": 2},
        {"type": "flatten"},
        {"type": "fc", "nodes": classes},
    ]
    shape = (3, 32, 32)
    counts = reference.layer_parameters(shape, layers)
    ids = ["no-bias", "channels-not-updated", "pool-ignored", "fc-gets-channels", "no-depth"]
    found = reference.wrong("layer_parameters", shape, layers, ids=ids)
    return Number(
        prompt=Text(
            en="How many trainable parameters does this Keras network have in all, biases included?",
            zh_TW="這個 Keras 網路連同 bias，總共有幾個可訓練的參數？",
        ),
        given={
            "first": first,
            "second": second,
            "kernel": kernel,
            "classes": classes,
            "model": _listed(
                f"Conv2D({first}, ({kernel}, {kernel}), activation='relu',",
                "       input_shape=(32, 32, 3))",
                "MaxPooling2D((2, 2))",
                f"Conv2D({second}, ({kernel}, {kernel}), activation='relu')",
                "MaxPooling2D((2, 2))",
                "Flatten()",
                f"Dense({classes}, activation='softmax')",
            ),
        },
        answer=sum(counts),
        wrong={mistake: sum(values) for mistake, values in found.items()},
        explanation=Text(
            en="Only the two Conv2D and the Dense learn: $<sum> = <answer>$. The Dense reads all pixels of all "
            "<second> maps that the second pooling leaves.",
            zh_TW="只有兩個 Conv2D 和 Dense 有參數：$<sum> = <answer>$。Dense 讀取第二次池化後 <second> 張特徵圖的所有像素。",
        ).filled(sum=_sum(counts)),
    )


@question(topic="parameters", slide="002 p. 57", exercise="exercise03")
def total_of_a_dense_network(draw, reference):
    side, first, second = draw.choice([16, 20, 28, 32]), draw.choice([200, 256, 300]), draw.choice([50, 64, 100])
    classes = draw.integer(4, 12)
    layers = [{"type": "flatten"}, *({"type": "fc", "nodes": nodes} for nodes in (first, second, classes))]
    shape = (1, side, side)
    counts = reference.layer_parameters(shape, layers)
    found = reference.wrong("layer_parameters", shape, layers, ids=["no-bias", "features-not-updated"])
    neurons = reference.mistaken("fc_parameters", "neurons-counted")
    return Number(
        prompt=Text(
            en="A grey image of <side>×<side> pixels is flattened and goes through fully connected layers of <first>, "
            "<second> and <classes> nodes. How many parameters are there in all, biases included?",
            zh_TW="一張 <side>×<side> 的灰階影像攤平後，經過節點數為 <first>、<second>、<classes> 的三個全連接層。"
            "連同 bias，總共有幾個參數？",
        ),
        given={"side": side, "first": first, "second": second, "classes": classes},
        answer=sum(counts),
        wrong={
            **{mistake: sum(values) for mistake, values in found.items()},
            "last-layer-only": counts[-1],
            "neurons-counted": sum(
                neurons(*pair) for pair in ((side * side, first), (first, second), (second, classes))
            ),
        },
        explanation=Text(
            en="$(<pixels> + 1) \\cdot <first> + (<first> + 1) \\cdot <second> + (<second> + 1) \\cdot <classes> = <answer>$",
            zh_TW="$(<pixels> + 1) \\cdot <first> + (<first> + 1) \\cdot <second> + (<second> + 1) \\cdot <classes> = <answer>$",
        ).filled(pixels=side * side),
    )


@question(topic="parameters", slide="001 p. 73", exercise="exercise03")
def dense_layer_for_a_convolution(draw, reference):
    side, channels, filters = draw.integer(20, 64), draw.choice([2, 3, 4]), draw.choice([8, 16, 32])
    kernel = draw.choice([3, 5])
    asked = ((channels, side, side), {"type": "conv", "filters": filters, "kernel": kernel})
    ids = ["bias-counted", "positions-forgotten", "one-feature-map", "nodes-counted", "output-as-large-as-the-image"]
    inputs = channels * side * side
    return Number(
        prompt=Text(
            en="A convolutional layer has <filters> filters of <kernel>×<kernel>, stride 1, no padding; its input is "
            "<side>×<side> with <channels> channels. A fully connected layer is to give as many outputs from the same "
            "input. How many weights does it need? Biases are not counted.",
            zh_TW="一個卷積層有 <filters> 個 <kernel>×<kernel> 的濾波器，步幅 1、不填補，"
            "輸入是 <side>×<side>、<channels> 個通道。"
            "若改用全連接層，從同樣的輸入得到同樣多的輸出，需要幾個權重？不計 bias。",
        ),
        given={"filters": filters, "kernel": kernel, "side": side, "channels": channels},
        answer=reference.dense_equivalent(*asked),
        wrong=reference.wrong("dense_equivalent", *asked, ids=ids),
        explanation=Text(
            en="<inputs> inputs; $<map> \\cdot <map> \\cdot <filters> = <outputs>$ outputs; one weight for each pair: "
            "$<inputs> \\cdot <outputs> = <answer>$.",
            zh_TW="輸入 <inputs> 個；輸出 $<map> \\cdot <map> \\cdot <filters> = <outputs>$ 個；每一對各有一個權重："
            "$<inputs> \\cdot <outputs> = <answer>$。",
        ).filled(inputs=inputs, map=side - kernel + 1, outputs=filters * (side - kernel + 1) ** 2),
    )


@question(topic="parameters", slide="001 p. 73", exercise="exercise03")
def how_many_times_more_weights(draw, reference):
    side, filters, kernel = draw.integer(16, 40), draw.choice([8, 16, 32]), draw.choice([3, 5])
    dense = reference.dense_equivalent((1, side, side), {"type": "conv", "filters": filters, "kernel": kernel})
    shared = reference.conv_parameters(kernel, 1, filters, bias=False)
    return Number(
        prompt=Text(
            en="A convolutional layer with <filters> filters of <kernel>×<kernel> on a grey image of <side>×<side> is "
            "replaced by a fully connected layer that needs <dense> weights (biases not counted). A slide compares such "
            "numbers unfairly. How many times as many weights is that, biases counted on neither side? No decimals.",
            zh_TW="一個卷積層在 <side>×<side> 的灰階影像上有 <filters> 個 <kernel>×<kernel> 的濾波器；"
            "換成全連接層需要 <dense> 個權重（不計 bias）。有一張投影片拿這種數字做了不公平的比較。"
            "兩邊都不計 bias 時，權重變成幾倍？取到整數。",
        ),
        given={"filters": filters, "kernel": kernel, "side": side, "dense": dense},
        answer=round(dense / shared),
        tolerance=1,
        wrong={
            "bias-on-one-side-only": round(dense / reference.conv_parameters(kernel, 1, filters)),
            "one-filter": round(dense * filters / shared),
        },
        explanation=Text(
            en="The convolution has $<filters> \\cdot <kernel> \\cdot <kernel> = <shared>$ weights: "
            "$<dense> / <shared> \\approx <answer>$. The slide sets 320 parameters with biases against 16,959,488 "
            "weights without.",
            zh_TW="卷積有 $<filters> \\cdot <kernel> \\cdot <kernel> = <shared>$ 個權重：$<dense> / <shared> \\approx <answer>$。"
            "投影片拿含 bias 的 320 去比不含 bias 的 16,959,488。",
        ).filled(shared=shared),
    )


@question(topic="parameters", slide="002 p. 2", exercise="exercise03")
def weights_of_a_single_node(draw, reference):
    side, nodes = draw.choice([64, 100, 128, 200, 224, 256]), draw.integer(5, 20)
    pixels = side * side
    return Number(
        prompt=Text(
            en="Every pixel of a grey image of <side>×<side> is connected to each of <nodes> output nodes. A slide says for "
            "such a layer that a node has <all> parameters. How many weights does one node really have (its bias not counted)?",
            zh_TW="一張 <side>×<side> 灰階影像的每個像素，都連到 <nodes> 個輸出節點的每一個。有一張投影片說，"
            "這樣一層的一個節點有 <all> 個參數。一個節點其實有幾個權重（不計它的 bias）？",
        ),
        given={"side": side, "nodes": nodes, "all": pixels * nodes},
        answer=reference.fc_parameters(pixels, 1, bias=False),
        wrong={
            "all-nodes-counted": reference.fc_parameters(pixels, nodes, bias=False),
            "bias-counted": reference.fc_parameters(pixels, 1),
            "nodes-only": nodes,
        },
        explanation=Text(
            en="One weight for each pixel: $<side> \\cdot <side> = <answer>$. All <nodes> nodes together have <all>.",
            zh_TW="每個像素一個權重：$<side> \\cdot <side> = <answer>$。<nodes> 個節點合起來才是 <all>。",
        ),
    )


@question(topic="parameters", slide="002 p. 13", exercise="exercise03")
def weights_of_ten_neurons(draw, reference):
    side, nodes, kernel = draw.choice([32, 48, 64, 100, 128, 256]), draw.integer(6, 16), draw.choice([3, 5, 7])
    pixels = side * side
    return Number(
        prompt=Text(
            en="A slide multiplies for a fully connected layer: image height × image width × cells of a kernel. Do it "
            "right: a grey image of <side>×<side> and <nodes> output neurons, with <kernel>×<kernel> kernels elsewhere "
            "in the network. How many weights does the fully connected layer have, biases not counted?",
            zh_TW="有一張投影片算全連接層時，乘的是：影像高 × 影像寬 × 核的格數。請算出正確的：<side>×<side> 的灰階影像、"
            "<nodes> 個輸出神經元（網路別處用 <kernel>×<kernel> 的核）。這個全連接層有幾個權重？不計 bias。",
        ),
        given={"side": side, "nodes": nodes, "kernel": kernel},
        answer=reference.fc_parameters(pixels, nodes, bias=False),
        wrong={
            "kernel-cells-for-nodes": pixels * kernel * kernel,
            "bias-counted": reference.fc_parameters(pixels, nodes),
            "neurons-counted": pixels + nodes,
        },
        explanation=Text(
            en="A fully connected layer has no kernel. Each pixel meets each neuron: "
            "$<side> \\cdot <side> \\cdot <nodes> = <answer>$.",
            zh_TW="全連接層沒有核，每個像素都連到每個神經元：$<side> \\cdot <side> \\cdot <nodes> = <answer>$。",
        ),
    )


@question(topic="parameters", slide="003 p. 7", exercise=["exercise02", "exercise03"])
def multiplications_of_a_layer(draw, reference):
    kernel, stride, channels = draw.choice([3, 5, 7, 11]), draw.choice([1, 2, 4]), draw.choice([2, 3, 4])
    filters, steps = draw.choice([16, 32, 64, 96]), draw.integer(10, 54)
    size = kernel + steps * stride
    out = reference.conv_output_size(size, kernel, stride)
    weights = reference.conv_parameters(kernel, channels, filters, bias=False)
    return Number(
        prompt=Text(
            en="An input of <size>×<size> with <channels> channels meets <filters> filters of <kernel>×<kernel>, stride "
            "<stride>, no padding. How many multiplications does the layer need for one image?",
            zh_TW="<size>×<size>、<channels> 個通道的輸入，經過 <filters> 個 <kernel>×<kernel> 的濾波器，步幅 <stride>、不填補。"
            "處理一張影像需要幾次乘法？",
        ),
        given={"size": size, "channels": channels, "filters": filters, "kernel": kernel, "stride": stride},
        answer=out * out * weights,
        wrong={
            "weights-used-once": weights,
            "one-filter": out * out * weights // filters,
            "plus-one-forgotten": (out - 1) ** 2 * weights,
            "positions-on-one-side-only": out * weights,
        },
        explanation=Text(
            en="The map has $<out> \\cdot <out>$ positions, and at each all <weights> weights are used once: "
            "$<out> \\cdot <out> \\cdot <weights> = <answer>$.",
            zh_TW="特徵圖有 $<out> \\cdot <out>$ 個位置，每個位置都用到全部 <weights> 個權重一次："
            "$<out> \\cdot <out> \\cdot <weights> = <answer>$。",
        ).filled(out=out, weights=weights),
    )
