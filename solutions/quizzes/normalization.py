"""Questions on batch normalisation and its relatives."""

import numpy as np

from grader.core.quiz import Matrix, Number, SpotTheError, Text, question

_ONE, _NONE = np.ones(1), np.zeros(1)


def _column(values):
    """One channel whose values are these, one per image."""
    return np.array(values, dtype=float).reshape(-1, 1, 1, 1)


@question(topic="batch-norm", slide="002 p. 42", exercise=["exercise10", "exercise11"])
def normalise_four_values(draw, reference):
    values = draw.row(4, -5, 12)
    asked = (_column(values), _ONE, _NONE, _NONE, _ONE)

    def normalised(function):
        return [round(float(each), 9) for each in function(*asked)[0].ravel()]

    mean, variance = float(np.mean(values)), float(np.var(values))
    return Matrix(
        prompt=Text(
            en="In one channel a batch has the values x. What does batch normalisation make of them in training, "
            "with scale "
            "$\\gamma = 1$ and shift $\\beta = 0$? (The tiny $\\epsilon$ does not matter.) Three decimals.",
            zh_TW="某個通道在這一批的值是 x。訓練時，批次正規化會把它們變成什麼？縮放 $\\gamma = 1$、平移 $\\beta "
            "= 0$。"
            "（極小的 $\\epsilon$ 可以忽略。）寫到小數點後三位。",
        ),
        given={"x": values},
        answer=normalised(reference.batchnorm_train),
        decimals=3,
        wrong={
            **{
                name: normalised(reference.mistaken("batchnorm_train", name))
                for name in ("unbiased-to-normalise", "no-root")
            },
            "only-shifted": [value - mean for value in values],
        },
        explanation=Text(
            en="Mean <mean>, variance <variance> (divided by 4, not 3), its root <root>. Subtract the mean, divide "
            "by the root: "
            "<answer>.",
            zh_TW="平均 <mean>，變異數 <variance>（除以 4，不是 3），平方根 <root>。減去平均再除以平方根：<answer>。",
        ).filled(mean=mean, variance=round(variance, 4), root=round(variance**0.5, 4)),
    )


_NORM_LINES = {
    "given": Text(
        en="The mini-batch has m values of this channel, $x_1$ to $x_m$.",
        zh_TW="這個通道在小批次裡有 m 個值，$x_1$ 到 $x_m$。",
    ),
    "mean": Text(en="$\\mu = \\frac{1}{m} \\sum_i x_i$", zh_TW="$\\mu = \\frac{1}{m} \\sum_i x_i$"),
    "variance": Text(
        en="$\\sigma^2 = \\frac{1}{m} \\sum_i (x_i - \\mu)^2$",
        zh_TW="$\\sigma^2 = \\frac{1}{m} \\sum_i (x_i - \\mu)^2$",
    ),
    "standard": Text(
        en="$\\hat{x}_i = \\frac{x_i - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}$",
        zh_TW="$\\hat{x}_i = \\frac{x_i - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}$",
    ),
    "scaled": Text(en="$y_i = \\gamma \\hat{x}_i + \\beta$", zh_TW="$y_i = \\gamma \\hat{x}_i + \\beta$"),
}
_NORM_SLIPS = (
    ("mean", "$\\mu = \\frac{1}{C} \\sum_i x_i$, with C channels", "$\\mu = \\frac{1}{C} \\sum_i x_i$，C 是通道數"),
    ("variance", "$\\sigma^2 = \\frac{1}{m} \\sum_i (x_i - \\mu)$", "$\\sigma^2 = \\frac{1}{m} \\sum_i (x_i - \\mu)$"),
    ("standard", "$\\hat{x}_i = \\frac{x_i - \\mu}{\\sigma}$", "$\\hat{x}_i = \\frac{x_i - \\mu}{\\sigma}$"),
    (
        "standard",
        "$\\hat{x}_i = \\frac{x_i - \\mu}{\\sigma^2 + \\epsilon}$",
        "$\\hat{x}_i = \\frac{x_i - \\mu}{\\sigma^2 + \\epsilon}$",
    ),
    ("scaled", "$y_i = \\gamma (\\hat{x}_i + \\beta)$", "$y_i = \\gamma (\\hat{x}_i + \\beta)$"),
)


@question(topic="batch-norm", slide="002 p. 42", exercise="exercise10")
def formula_of_batch_norm(draw, reference):
    del reference
    place, en, zh = draw.choice(_NORM_SLIPS)
    lines = {**_NORM_LINES, place: Text(en=en, zh_TW=zh)}
    names = list(lines)
    taken = {"normalised-is-the-end": "scaled", "unbiased-to-normalise": "variance"}
    return SpotTheError(
        prompt=Text(
            en="Two slides write batch normalisation down with a slip. This is what PyTorch computes in training, "
            "but for one line. "
            "Which one is wrong?",
            zh_TW="有兩張投影片的批次正規化公式寫錯了。下面是 PyTorch 訓練時的算法，但有一行不對。哪一行有錯？",
        ),
        lines=tuple(lines.values()),
        answer=names.index(place) + 1,
        wrong={name: names.index(line) + 1 for name, line in taken.items() if line != place},
        explanation=Text(
            en="It should read: <right>. One slide sums m values but divides by M, another leaves $\\epsilon$ out, "
            "so that equal values "
            "give 0 / 0.",
            zh_TW="應該是 <right>。有一張投影片加總 m 個值卻除以 M，另一張漏了 $\\epsilon$，值都相同時就會變成 0 / 0。",
        ).filled(right=_NORM_LINES[place].en),
    )


@question(topic="batch-norm", slide="004 p. 49", exercise="exercise10")
def channel_without_variety(draw, reference):
    value, scale, shift = draw.integer(4, 20), draw.integer(2, 5), draw.choice([-6, -5, -4, -3, 3, 4, 5, 6])
    asked = (_column([value] * 4), np.array([scale]), np.array([shift]), _NONE, _ONE)
    return Number(
        prompt=Text(
            en="A slide writes batch normalisation as $\\frac{z - \\mu}{\\sigma}$, then scaled by $\\gamma$ and "
            "shifted by $\\beta$. In some "
            "channel all values of the batch are <value>; $\\gamma$ is <scale> and $\\beta$ is given below. What "
            "does PyTorch make of "
            "such a value in training?",
            zh_TW="有一張投影片把批次正規化寫成 $\\frac{z - \\mu}{\\sigma}$，再用 $\\gamma$ 縮放、用 $\\beta$ 平移。"
            "某個通道在這一批的值全都是 <value>，$\\gamma$ 是 <scale>，$\\beta$ 如下。訓練時，PyTorch "
            "會把這個值變成多少？",
        ),
        given={"value": value, "scale": scale, "beta": (shift,)},
        answer=int(reference.batchnorm_train(*asked)[0].ravel()[0]),
        wrong={
            "scale-and-shift-missing": 0,
            "constant-left-alone": value,
            "divided-to-one": scale + shift,
            "shift-before-scale": scale * shift,
        },
        explanation=Text(
            en="Each value is its own mean, so <value> - <value> = 0 on top, and below $\\sqrt{0 + \\epsilon}$, "
            "which is not 0: 0 it is, "
            "then $<scale> \\cdot 0 + \\beta = <answer>$. Without $\\epsilon$ it would be 0 / 0, nan.",
            zh_TW="每個值都等於平均，分子是 <value> - <value> = 0；分母是 $\\sqrt{0 + \\epsilon}$，不是 0。"
            "所以得到 0，"
            "再來 $<scale> \\cdot 0 + \\beta = <answer>$。如果沒有 $\\epsilon$，就會是 0 / 0，也就是 nan。",
        ),
    )


@question(topic="batch-norm", slide="004 p. 50", exercise="exercise03")
def parameters_of_batch_norm(draw, reference):
    channels, side = draw.choice([8, 16, 24, 32, 48, 64, 96, 128]), draw.integer(5, 40)
    [learnt] = reference.layer_parameters((channels, side, side), [{"type": "batchnorm"}])
    return Number(
        prompt=Text(
            en="nn.BatchNorm2d gets feature maps of <channels> channels with <side>×<side> pixels. How many "
            "parameters does it learn?",
            zh_TW="nn.BatchNorm2d 的輸入有 <channels> 個通道、<side>×<side> 像素。這一層要學多少個參數？",
        ),
        given={"channels": channels, "side": side},
        answer=learnt,
        wrong={
            "batchnorm-statistics": 4 * channels,
            "one-scale-for-the-layer": 2,
            "scale-for-every-pixel": 2 * channels * side * side,
        },
        explanation=Text(
            en="One scale $\\gamma$ and one shift $\\beta$ per channel: $2 \\cdot <channels> = <answer>$. The "
            "running averages are measured, "
            "not learnt.",
            zh_TW="每個通道一個縮放 $\\gamma$、一個平移 $\\beta$：$2 \\cdot <channels> = <answer>$。"
            "移動平均是統計來的，"
            "不是學來的。",
        ),
    )


@question(topic="batch-norm", slide="002 p. 43", exercise="exercise10")
def batch_norm_after_training(draw, reference):
    mean, root = draw.integer(-5, 5), draw.choice([2, 3, 4, 5])
    scale, shift = draw.choice([2, 3, 4, 6]), draw.choice([-4, -3, -2, -1, 1, 2, 3, 4])
    batch = tuple(mean + root * step for step in draw.sample([-4, -3, -2, -1, 1, 2, 3, 4], 2))
    asked = (_column(batch), np.array([scale]), np.array([shift]), np.array([mean]), np.array([root * root]))

    def first(function):
        return round(float(function(*asked).ravel()[0]), 3)

    ids = ["batch-statistics-used", "mean-not-subtracted", "no-root", "scale-and-shift-missing", "shift-before-scale"]
    return Number(
        prompt=Text(
            en="A batch norm layer has, for its only channel, running mean <mean>, running variance <variance>, "
            "$\\gamma = <scale>$ and "
            "$\\beta = <shift>$. In model.eval() it gets x, one value from each of two images. What does it make "
            "of the first? "
            "Two decimals; the tiny $\\epsilon$ does not matter.",
            zh_TW="某個批次正規化層只有一個通道，移動平均是 <mean>、移動變異數是 <variance>、$\\gamma = <scale>$、"
            "$\\beta = <shift>$。在 model.eval() 之下輸入 x，是兩張影像各一個值。第一個值會變成多少？"
            "寫到小數點後兩位，極小的 $\\epsilon$ 可以忽略。",
        ),
        given={"mean": mean, "variance": root * root, "scale": scale, "shift": shift, "x": batch},
        answer=first(reference.batchnorm_eval),
        decimals=2,
        wrong={name: first(reference.mistaken("batchnorm_eval", name)) for name in ids},
        explanation=Text(
            en="With the running numbers, not those of this batch: "
            "$<scale> \\cdot \\frac{<value> - (<mean>)}{\\sqrt{<variance>}} + (<shift>) = <answer>$.",
            zh_TW="用的是移動平均與移動變異數，不是這一批的："
            "$<scale> \\cdot \\frac{<value> - (<mean>)}{\\sqrt{<variance>}} + (<shift>) = <answer>$。",
        ).filled(value=batch[0]),
    )


@question(topic="batch-norm", slide="002 p. 43", exercise="exercise10")
def running_mean_after_a_batch(draw, reference):
    old, batch, momentum = draw.integer(-9, 9), draw.row(4, -9, 20), draw.choice([0.1, 0.2, 0.3])
    asked = (_column(batch), _ONE, _NONE, np.array([float(old)]), _ONE, momentum)

    def mean(function):
        return round(float(function(*asked)[1][0]), 6)

    ids = ["momentum-swapped", "running-averages-replaced", "running-averages-not-updated"]
    return Number(
        prompt=Text(
            en="The running mean of a channel (PyTorch, momentum=<momentum>) is given below, and so is the batch x "
            "that comes next in "
            "training. What is the running mean after it? Three decimals.",
            zh_TW="某個通道目前的移動平均（PyTorch，momentum=<momentum>）和訓練時接下來的這一批 x 如下。"
            "看過這一批之後，移動平均是多少？寫到小數點後三位。",
        ),
        given={"momentum": momentum, "running_mean": (old,), "x": batch},
        answer=mean(reference.batchnorm_train),
        decimals=3,
        wrong={name: mean(reference.mistaken("batchnorm_train", name)) for name in ids},
        explanation=Text(
            en="The batch's mean is <new>, and it gets the share <momentum>: $<keep> \\cdot (<old>) + <momentum> "
            "\\cdot (<new>) = <answer>$.",
            zh_TW="這一批的平均是 <new>，占的比例是 <momentum>：$<keep> \\cdot (<old>) + <momentum> \\cdot (<new>) "
            "= <answer>$。",
        ).filled(new=float(np.mean(batch)), keep=round(1 - momentum, 1), old=old),
    )


_NORMS = {
    "counted-as-batch-norm": "Batch Norm",
    "counted-as-layer-norm": "Layer Norm",
    "counted-as-instance-norm": "Instance Norm",
    "counted-as-group-norm": "Group Norm",
}


@question(topic="batch-norm", slide="004 p. 51")
def means_of_a_normalisation(draw, reference):
    del reference
    images, groups = draw.choice([4, 6, 10, 12, 20, 24, 32, 64]), draw.choice([2, 4, 8])
    channels, side = groups * draw.choice([3, 4, 6, 8]), draw.integer(5, 20)
    counts = {
        "counted-as-batch-norm": channels,
        "counted-as-layer-norm": images,
        "counted-as-instance-norm": images * channels,
        "counted-as-group-norm": images * groups,
    }
    right = draw.choice(sorted(counts))
    return Number(
        prompt=Text(
            en="Feature maps have the shape given below: images, channels, rows, columns. In training, how many "
            "different means does "
            f"{_NORMS[right]} compute for them? (Layer Norm over all of an image; Group Norm with <groups> groups.)",
            zh_TW="特徵圖的形狀如下：影像數、通道數、列、行。訓練時，"
            f"{_NORMS[right]} 要為它們算出幾個不同的平均？（Layer Norm 涵蓋整張影像；Group Norm 分成 <groups> 組。）",
        ),
        given={"groups": groups, "norm": _NORMS[right], "shape": (images, channels, side, side)},
        answer=counts[right],
        wrong={key: value for key, value in counts.items() if key != right},
        explanation=Text(
            en="N images, C channels, G groups: Batch Norm has C means, Layer Norm N, Instance Norm $N \\cdot C$, "
            "Group Norm $N \\cdot G$. "
            "Here it is <answer>.",
            zh_TW="設有 N 張影像、C 個通道、G 組：Batch Norm 有 C 個平均，Layer Norm 有 N 個，Instance Norm 有 $N "
            "\\cdot C$ 個，"
            "Group Norm 有 $N \\cdot G$ 個。這裡是 <answer>。",
        ),
    )
