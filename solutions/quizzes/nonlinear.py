"""Questions on activation functions and on softmax."""

import math

import numpy as np

from grader.core.quiz import Matrix, MultipleChoice, Number, SpotTheError, Text, question, same_in_both


@question(topic="activations", slide="001 p. 48", exercise="exercise08")
def relu_of_a_map(draw, reference):
    values = np.array(draw.matrix(3, 3, -9, 9))
    return Matrix(
        prompt=Text(
            en="M is a feature map. What does ReLU make of it?",
            zh_TW="M 是一張特徵圖。經過 ReLU 之後變成什麼？",
        ),
        given={"M": values},
        answer=reference.relu(values),
        wrong=reference.wrong("relu", values, ids=["absolute-value", "step", "wrong-side-kept"]),
        explanation=Text(
            en="$\\max(0, x)$ for each cell by itself: negative numbers become 0, the others stay: <answer>.",
            zh_TW="每一格各自取 $\\max(0, x)$：負數變成 0，其他不變：<answer>。",
        ),
    )


_CURVES = {
    "sigmoid": ("1 / (1 + e^{-x})", ["sign-of-the-exponent", "sigmoid-derivative", "tanh-instead"]),
    "tanh": ("(e^x - e^{-x}) / (e^x + e^{-x})", ["half-as-steep", "not-stretched", "tanh-upside-down"]),
}


@question(topic="activations", slide="004 p. 37", exercise="exercise08")
def value_of_a_curve(draw, reference):
    name, x = draw.choice(sorted(_CURVES)), draw.choice([-1, 1]) * draw.decimal(0.3, 2.4, 1)
    formula, ids = _CURVES[name]
    wrong = {mistake: float(reference.mistaken(name, mistake)(np.array([x, 0.0]))[0]) for mistake in ids}
    return Number(
        prompt=Text(
            en="A node computes <x> and sends it through the activation function <name>. What comes out? Three decimals.",
            zh_TW="一個節點算出 <x>，再通過激勵函數 <name>。輸出是多少？寫到小數點後三位。",
        ),
        given={"x": x, "name": name},
        answer=float(getattr(reference, name)(np.array([x]))[0]),
        decimals=3,
        wrong=wrong,
        explanation=Text(
            en="$<formula>$ at $x = <x>$ is <answer>.",
            zh_TW="$<formula>$ 在 $x = <x>$ 的值是 <answer>。",
        ).filled(formula=formula),
    )


@question(topic="activations", slide="004 p. 37", exercise="exercise08")
def negative_side_of_a_unit(draw, reference):
    name = draw.choice(["leaky_relu", "elu"])
    x, factor = -draw.decimal(0.5, 4, 1), draw.choice([0.1, 0.2, 0.3, 0.5])
    ids = {
        "leaky_relu": ["no-leak", "slope-instead-of-x", "negative-side-turned-up"],
        "elu": ["alpha-ignored", "minus-one-missing", "parentheses-missing"],
    }[name]
    sign, title, formula = {
        "leaky_relu": ("slope", "Leaky ReLU", "<factor> \\cdot (<x>)"),
        "elu": ("alpha", "ELU", "<factor> \\cdot (e^{<x>} - 1)"),
    }[name]
    asked = np.array([x])
    return Number(
        prompt=Text(
            en="What is <title> of <x>, if its <sign> is <factor>? Three decimals.",
            zh_TW="<title> 的 <sign> 設為 <factor> 時，輸入 <x> 的輸出是多少？寫到小數點後三位。",
        ),
        given={"title": title, "sign": sign, "x": x, "factor": factor},
        answer=float(getattr(reference, name)(asked, factor)[0]),
        decimals=3,
        wrong={mistake: float(reference.mistaken(name, mistake)(asked, factor)[0]) for mistake in ids},
        explanation=Text(
            en="For negative x: $<formula> = <answer>$. Positive x would stay as it is.",
            zh_TW="x 是負數時：$<formula> = <answer>$。x 是正數則保持不變。",
        ).filled(formula=formula),
    )


@question(topic="activations", slide="002 p. 28")
def two_layers_without_activation(draw, reference):
    first, second = draw.sample([value for value in range(-5, 6) if value not in (0, 1)], 2)
    bias, other = draw.integer(-6, 6), draw.integer(-6, 6)
    return Matrix(
        prompt=Text(
            en="Two layers follow each other without an activation function: $h = <first> x + (<bias>)$, then "
            "$y = <second> h + (<other>)$. A single layer $y = w x + b$ does the same. Type w, then b.",
            zh_TW="兩層之間沒有激勵函數：$h = <first> x + (<bias>)$，再來 $y = <second> h + (<other>)$。"
            "其實一層 $y = w x + b$ 就能做到同樣的事。請先寫 w，再寫 b。",
        ),
        given={"first": first, "bias": bias, "second": second, "other": other},
        answer=(first * second, second * bias + other),
        wrong={
            "biases-just-added": (first * second, bias + other),
            "weights-added": (first + second, bias + other),
            "second-bias-forgotten": (first * second, second * bias),
        },
        explanation=Text(
            en="$<second> (<first> x + (<bias>)) + (<other>) = <w> x + (<b>)$. However many linear layers follow each "
            "other, they are one linear layer: that is why a non-linear activation stands between them.",
            zh_TW="$<second> (<first> x + (<bias>)) + (<other>) = <w> x + (<b>)$。不管疊幾層，線性層合起來還是一個線性層，"
            "所以中間要放非線性的激勵函數。",
        ).filled(w=first * second, b=second * bias + other),
    )


_BELOW = {
    "tanh": same_in_both("tanh"),
    "leaky": same_in_both("Leaky ReLU"),
    "elu": same_in_both("ELU"),
    "gelu": same_in_both("GELU"),
    "mish": same_in_both("Mish"),
}
_NEVER_BELOW = {
    "sigmoid-below-zero": same_in_both("sigmoid"),
    "relu-below-zero": same_in_both("ReLU"),
    "softmax-below-zero": same_in_both("softmax"),
}


@question(topic="activations", slide="004 p. 37")
def which_go_below_zero(draw, reference):
    count = draw.integer(1, 3)
    right, wrong = sorted(draw.sample(sorted(_BELOW), count)), sorted(draw.sample(sorted(_NEVER_BELOW), 4 - count))
    return MultipleChoice(
        prompt=Text(
            en="Which of these functions can have a negative output? Choose all.",
            zh_TW="下列哪些函數的輸出可能是負數？請選出所有正確的選項。",
        ),
        options={**{key: _BELOW[key] for key in right}, **{key: _NEVER_BELOW[key] for key in wrong}},
        answer=tuple(right),
        explanation=Text(
            en="Sigmoid and softmax lie between 0 and 1, ReLU is never below 0. tanh runs from −1 to 1; Leaky ReLU, ELU, "
            "GELU and Mish let a little of the negative side through.",
            zh_TW="sigmoid 和 softmax 介於 0 和 1 之間，ReLU 不會小於 0。tanh 從 −1 到 1；Leaky ReLU、ELU、GELU、Mish "
            "則讓負的一側透過一點。",
        ),
    )


@question(topic="softmax", slide="001 p. 63", exercise="exercise04")
def softmax_of_three(draw, reference):
    logits = np.array([draw.decimal(0.1, 3, 1) for _ in range(3)])
    powers = [f"{math.exp(each):.3f}" for each in logits]
    return Matrix(
        prompt=Text(
            en="The logits of three classes are z. What are their probabilities after softmax? Three decimals each.",
            zh_TW="三個類別的 logits 是 z。經過 softmax 之後的機率各是多少？各寫到小數點後三位。",
        ),
        given={"z": logits},
        answer=reference.softmax(logits),
        decimals=3,
        wrong=reference.wrong("softmax", logits, ids=["no-exp", "base-ten", "sigmoid"]),
        explanation=Text(
            en="$e^z$ gives <powers>; each is divided by their sum, <total>: <answer>.",
            zh_TW="$e^z$ 得到 <powers>；各自除以總和 <total>：<answer>。",
        ).filled(powers=", ".join(powers), total=f"{np.exp(logits).sum():.3f}"),
    )


@question(topic="softmax", slide="001 p. 63", exercise="exercise04")
def ratio_of_two_classes(draw, reference):
    low, gap = draw.decimal(0.5, 3, 1), draw.decimal(0.4, 2.5, 1)
    high = round(low + gap, 1)
    first, second = reference.softmax(np.array([high, low, 0.0]))[:2]
    return Number(
        prompt=Text(
            en="Before softmax, the cat has the logit <high> and the dog <low>; there are other classes, too. How many times "
            "as probable is the cat as the dog? Two decimals.",
            zh_TW="softmax 之前，貓的 logit 是 <high>，狗是 <low>，另外還有其他類別。貓的機率是狗的幾倍？寫到小數點後兩位。",
        ),
        given={"high": high, "low": low},
        answer=float(first / second),
        decimals=2,
        wrong={"base-ten": 10**gap, "base-two": 2**gap, "no-exp": high / low, "difference-for-ratio": gap},
        explanation=Text(
            en="The sum below is the same for both and cancels: $e^{<high>} / e^{<low>} = e^{<gap>} = <answer>$. Only the "
            "difference of the logits counts.",
            zh_TW="兩者的分母相同，會約掉：$e^{<high>} / e^{<low>} = e^{<gap>} = <answer>$。只有 logits 的差有影響。",
        ).filled(gap=gap),
    )


_EVEN = ((25, 25, 25, 25), (20, 30, 30, 20), (40, 10, 10, 40))
_SURE = ((97, 1, 1, 1), (1, 96, 2, 1), (2, 1, 1, 96))


def _in_row(name, percents):
    shown = "  ".join(f"0.{percent:02d}" for percent in percents)
    return Text(en=f"image {name}: {shown}", zh_TW=f"影像 {name}：{shown}")


@question(topic="softmax", slide="001 p. 80")
def row_that_is_no_softmax(draw, reference):
    first = draw.integer(30, 60)
    second, third = draw.integer(5, 20), draw.integer(5, 20)
    usual = (first, second, third, 100 - first - second - third)
    wrong = tuple(draw.integer(21, 95) for _ in range(3))
    rows = {
        "wrong": (*wrong, draw.integer(40, 90)),
        "even": draw.choice(_EVEN),
        "sure": draw.choice(_SURE),
        "usual": usual,
    }
    order = draw.shuffled(sorted(rows))
    place = {key: number for number, key in enumerate(order, 1)}
    total = sum(rows["wrong"])
    return SpotTheError(
        prompt=Text(
            en="A slide shows a table of predictions whose columns sum to 4.8 and more. Here are four predictions for four "
            "classes. Which of them cannot have come out of softmax?",
            zh_TW="有一張投影片的預測表，每一欄的總和是 4.8 以上。下面是四張影像在四個類別上的預測，"
            "哪一行不可能是 softmax 的輸出？",
        ),
        lines=tuple(_in_row(number, rows[key]) for number, key in enumerate(order, 1)),
        answer=place["wrong"],
        wrong={"even-shares-refused": place["even"], "near-certainty-refused": place["sure"]},
        explanation=Text(
            en="Softmax divides by the sum, so the probabilities of an image add up to 1. In line <line> they add up to "
            "<total>.",
            zh_TW="softmax 會除以總和，所以一張影像的機率加起來是 1。第 <line> 行加起來卻是 <total>。",
        ).filled(line=place["wrong"], total=f"{total / 100:.2f}"),
    )
