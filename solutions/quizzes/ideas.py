"""Questions on the ideas behind CNNs."""

from grader.core.quiz import Choice, Matrix, MultipleChoice, Order, Text, question

_MEANINGS = {
    "sharing": Text(en="One filter is used at all places of the image.", zh_TW="同一個濾波器用在影像的每個位置。"),
    "sparsity": Text(en="Each output is linked to a few inputs only.", zh_TW="每個輸出只和少數幾個輸入相連。"),
    "equivariance": Text(en="If the input is shifted, so is the map.", zh_TW="輸入平移，特徵圖也跟著平移。"),
    "invariance": Text(en="If the input is shifted, the answer stays.", zh_TW="輸入平移，答案仍然不變。"),
}
_NAMES = {
    "sharing": Text(en="parameter sharing", zh_TW="參數共享（parameter sharing）"),
    "sparsity": Text(en="sparsity of connections", zh_TW="稀疏連接（sparsity of connections）"),
    "equivariance": Text(en="equivariance", zh_TW="等變性（equivariance）"),
    "invariance": Text(en="invariance", zh_TW="不變性（invariance）"),
}
_SLIDE_SAYS = Text(en="Some pixels of the image are thrown away.", zh_TW="捨棄影像中的一些像素。")


@question(topic="concepts", slide="001 p. 75")
def name_of_an_idea(draw, reference):
    asked = draw.choice(sorted(_NAMES))
    others = draw.sample(sorted(set(_NAMES) - {asked}), 2)
    name = _NAMES[asked]
    return Choice(
        prompt=Text(
            en=f"What does “{name.en}” mean for a convolutional layer or network?",
            zh_TW=f"在卷積層或卷積網路中，{name.zh_TW}是什麼意思？",
        ),
        given={"idea": asked},
        options={
            "right": _MEANINGS[asked],
            "pixels-thrown-away": _SLIDE_SAYS,
            **{f"{other}-instead": _MEANINGS[other] for other in others},
        },
        explanation=Text(
            en="Sharing: the same weights everywhere. Sparsity: an output sees one window only (a slide takes it for "
            "dropping pixels, but every pixel is read). Equivariance: a shift of the input shifts the map. Invariance: "
            "the final answer does not change.",
            zh_TW="參數共享：到處用同樣的權重。稀疏連接：一個輸出只看一個視窗（有一張投影片把它說成捨棄像素，其實每個像素都有讀到）。"
            "等變性：輸入平移，特徵圖跟著平移。不變性：最後的答案不變。",
        ),
    )


_WAYS = {
    "right": (Text(en="to the right", zh_TW="右"), (0, 1)),
    "left": (Text(en="to the left", zh_TW="左"), (0, -1)),
    "down": (Text(en="down", zh_TW="下"), (1, 0)),
    "up": (Text(en="up", zh_TW="上"), (-1, 0)),
}


@question(topic="concepts", slide="002 p. 50")
def map_of_a_shifted_image(draw, reference):
    stride, steps = draw.choice([1, 2, 3]), draw.integer(1, 4)
    way = draw.choice(sorted(_WAYS))
    words, (down, right) = _WAYS[way]
    row, column, pixels = draw.integer(6, 12), draw.integer(6, 12), stride * steps
    cell = (row + steps * down, column + steps * right)
    wrong = {
        "shift-changes-nothing": (row, column),
        "map-shifted-the-other-way": (row - steps * down, column - steps * right),
    }
    if stride > 1:
        wrong["stride-left-out-of-the-shift"] = (row + pixels * down, column + pixels * right)
    return Matrix(
        prompt=Text(
            en="A slide calls convolution “translation invariant”. A bright spot in the image gives the largest cell of the "
            f"feature map, in row <row>, column <column>; the stride is <stride>. Now the spot moves {words.en} by <pixels> "
            "pixels, far from the border. In which row and column is the largest cell now?",
            zh_TW="有一張投影片說卷積具有「平移不變性」。影像中的一個亮點，讓特徵圖的最大值出現在第 <row> 列、第 <column> 行，"
            f"步幅是 <stride>。現在亮點往{words.zh_TW}移動 <pixels> 個像素，離邊界還很遠。最大值現在在第幾列、第幾行？",
        ),
        given={"stride": stride, "row": row, "column": column, "pixels": pixels},
        answer=cell,
        wrong=wrong,
        explanation=Text(
            en="The map moves along, $<pixels> / <stride> = <steps>$ cells: convolution is equivariant. Invariant, in part, "
            "is only what comes later: pooling and the decision.",
            zh_TW="特徵圖會跟著移動 $<pixels> / <stride> = <steps>$ 格：卷積是「等變」的。比較接近「不變」的，"
            "是後面的池化和最後的判斷。",
        ).filled(steps=steps),
    )


_LEVELS = (
    (
        Text(en="a slanting line", zh_TW="斜線"),
        Text(en="a horizontal edge", zh_TW="水平邊緣"),
        Text(en="an edge between two colours", zh_TW="兩種顏色的交界"),
    ),
    (
        Text(en="a texture of fur or of feathers", zh_TW="毛皮或羽毛的紋理"),
        Text(en="a corner made of two edges", zh_TW="兩條邊緣組成的角"),
        Text(en="a small circle made of arcs", zh_TW="由弧線組成的小圓圈"),
    ),
    (Text(en="an eye", zh_TW="眼睛"), Text(en="a beak", zh_TW="鳥喙"), Text(en="a wheel", zh_TW="輪子")),
    (
        Text(en="a whole bird", zh_TW="整隻鳥"),
        Text(en="a whole car", zh_TW="整輛車"),
        Text(en="a whole dog", zh_TW="整隻狗"),
    ),
)


@question(topic="concepts", slide="001 p. 78")
def levels_of_features(draw, reference):
    items = {f"level-{number}": draw.choice(texts) for number, texts in enumerate(_LEVELS, 1)}
    return Order(
        prompt=Text(
            en="Filters in different layers of a trained CNN respond to these. Put them into order, from the first layers "
            "to the last.",
            zh_TW="訓練好的 CNN 裡，不同層的濾波器會對下列東西有反應。請從最前面的層排到最後面的層。",
        ),
        items=items,
        wrong={"whole-objects-first": tuple(reversed(items))},
        explanation=Text(
            en="Features are built from simpler ones: edges and lines, then corners and textures, then parts, then whole "
            "objects.",
            zh_TW="特徵由較簡單的特徵組成：先是邊緣和線條，再來是角和紋理，然後是部位，最後是整個物體。",
        ),
    )


@question(topic="concepts", slide="001 p. 66")
def order_of_the_layers(draw, reference):
    kernel, classes = draw.choice([3, 5]), draw.choice([10, 20, 100])
    items = {
        "conv": Text(en="convolution, <kernel>×<kernel>", zh_TW="卷積，<kernel>×<kernel>"),
        "pool": Text(en="max pooling, 2×2", zh_TW="最大池化，2×2"),
        "flatten": Text(en="flatten", zh_TW="攤平（flatten）"),
        "dense": Text(en="fully connected layer, <classes> nodes", zh_TW="全連接層，<classes> 個節點"),
        "softmax": Text(en="softmax", zh_TW="softmax"),
    }
    return Order(
        prompt=Text(
            en="Put the layers of a small CNN into order, from the image to the probabilities of <classes> classes.",
            zh_TW="請把一個小型 CNN 的各層排成正確順序，從影像到 <classes> 個類別的機率。",
        ),
        given={"kernel": kernel, "classes": classes},
        items=items,
        wrong={
            "flattened-too-early": ("flatten", "conv", "pool", "dense", "softmax"),
            "flattened-too-late": ("conv", "pool", "dense", "flatten", "softmax"),
            "softmax-before-the-last-layer": ("conv", "pool", "flatten", "softmax", "dense"),
        },
        explanation=Text(
            en="Convolution and pooling need the image as rows and columns. Flatten turns it into a row of features for the "
            "fully connected layer, and softmax makes probabilities of its <classes> numbers.",
            zh_TW="卷積和池化需要影像的列與行；攤平後變成一排特徵，交給全連接層；softmax 再把它的 <classes> 個數變成機率。",
        ),
    )


_LEARNT = {
    "weights": Text(en="the weights of a filter", zh_TW="濾波器的權重"),
    "bias": Text(en="the bias of a filter", zh_TW="濾波器的 bias"),
    "dense": Text(en="the weights of a dense layer", zh_TW="全連接層的權重"),
    "scale": Text(en="scale and shift of batch norm", zh_TW="批次正規化的縮放與平移"),
}
_SET = {
    "kernel-size-learnt": Text(en="height and width of a filter", zh_TW="濾波器的高和寬"),
    "filter-number-learnt": Text(en="the number of filters", zh_TW="濾波器的個數"),
    "stride-learnt": Text(en="the stride of a layer", zh_TW="一層的步幅"),
    "learning-rate-learnt": Text(en="the learning rate", zh_TW="學習率"),
}


@question(topic="concepts", slide="001 p. 68")
def parameter_or_hyperparameter(draw, reference):
    count = draw.integer(1, 3)
    right, wrong = sorted(draw.sample(sorted(_LEARNT), count)), sorted(draw.sample(sorted(_SET), 4 - count))
    return MultipleChoice(
        prompt=Text(
            en="Which of these are parameters, that is, learnt during training? Choose all.",
            zh_TW="下列哪些是參數，也就是在訓練過程中學到的？請選出所有正確的選項。",
        ),
        options={**{key: _LEARNT[key] for key in right}, **{key: _SET[key] for key in wrong}},
        answer=tuple(right),
        explanation=Text(
            en="Parameters are what gradient descent changes: weights, biases, the scale and shift of batch norm. "
            "Hyper-parameters are set before training: sizes, numbers of filters, strides, the learning rate.",
            zh_TW="參數是梯度下降會改的東西：權重、bias、批次正規化的縮放與平移。超參數在訓練前就設定好：大小、濾波器個數、步幅、學習率。",
        ),
    )


_SEEN = (
    (Text(en="cats", zh_TW="貓"), Text(en="cat", zh_TW="貓")),
    (Text(en="cars", zh_TW="汽車"), Text(en="car", zh_TW="汽車")),
    (Text(en="mugs", zh_TW="馬克杯"), Text(en="mug", zh_TW="馬克杯")),
    (Text(en="birds", zh_TW="鳥"), Text(en="bird", zh_TW="鳥")),
)


@question(topic="concepts", slide="002 p. 50")
def change_that_is_built_in(draw, reference):
    many, one = draw.choice(_SEEN)
    far = draw.choice([2, 3])
    return Choice(
        prompt=Text(
            en=f"A CNN has seen only upright {many.en} of one size in training, and no augmented images. With which new image "
            "does the architecture itself help it most?",
            zh_TW=f"一個 CNN 在訓練時只看過大小相同、正立的{many.zh_TW}，也沒有做資料擴增。對下列哪一種新影像，"
            "網路架構本身最有幫助？",
        ),
        given={"far": far},
        options={
            "right": Text(en=f"the {one.en} a little further left", zh_TW=f"{one.zh_TW}稍微往左移一點"),
            "rotation-built-in": Text(en=f"the {one.en} turned upside down", zh_TW=f"{one.zh_TW}上下顛倒"),
            "scale-built-in": Text(en=f"the {one.en} <far> times as large", zh_TW=f"{one.zh_TW}放大成 <far> 倍"),
            "other-colours-built-in": Text(
                en=f"the {one.en} with inverted colours", zh_TW=f"{one.zh_TW}的顏色全部反轉"
            ),
        },
        explanation=Text(
            en="The same filters work everywhere, so a shifted object is found as well. Rotated, scaled or recoloured objects "
            "meet other patterns; such images have to be shown in training, for example by augmentation.",
            zh_TW="同樣的濾波器用在每個位置，所以移動過的物體也找得到。旋轉、縮放、變色後的樣子不同，"
            "必須在訓練時看過，例如用資料擴增。",
        ),
    )


@question(topic="concepts", slide="004 p. 5", exercise="exercise02")
def order_of_the_axes(draw, reference):
    channels = draw.choice([("a colour (RGB) image", "一張彩色（RGB）影像", 3), ("a grey image", "一張灰階影像", 1)])
    width, height = draw.sample(range(100, 700, 20), 2)
    first = draw.choice([True, False])
    library = "PyTorch" if first else "Keras"
    shape = (channels[2], height, width)
    [kept] = reference.trace_shapes(shape, [{"type": "relu"}])
    [last] = reference.mistaken("trace_shapes", "channels-last")(shape, [{"type": "relu"}])
    return Matrix(
        prompt=Text(
            en=f"What is the shape of {channels[0]}, <width> pixels wide and <height> pixels high, as one input to a "
            "convolutional layer of <library> (its default, without the batch)? Three numbers.",
            zh_TW=f"{channels[1]}，橫向 <width> 個像素、縱向 <height> 個像素，作為 <library> 卷積層的一筆輸入（採預設的排列，"
            "不含批次），形狀是什麼？請寫三個數字。",
        ),
        given={"width": width, "height": height, "library": library},
        answer=kept if first else last,
        wrong={
            **({"channels-last": last} if first else {"channels-first-everywhere": kept}),
            "width-before-height": (shape[0], width, height) if first else (width, height, shape[0]),
        },
        explanation=Text(
            en="PyTorch puts the channels first, (C, H, W); Keras puts them last, (H, W, C). Both give the height before the "
            "width: <answer>.",
            zh_TW="PyTorch 把通道放在最前面：(C, H, W)；Keras 放在最後面：(H, W, C)。兩者都是先高後寬：<answer>。",
        ),
    )
