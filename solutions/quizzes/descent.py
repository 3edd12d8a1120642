"""Questions on gradient descent: single steps, where it ends, the learning rate, momentum and Adam."""

import numpy as np

from grader.core.quiz import Choice, MultipleChoice, Number, Text, question


@question(topic="gradient-descent", slide="001 p. 89", exercise="exercise06")
def one_step_downhill(draw, reference):
    weight, gradient = draw.integer(-200, 200) / 100, draw.choice([-1, 1]) * draw.integer(11, 60) / 10
    rate = draw.choice([0.01, 0.02, 0.05, 0.1, 0.2, 0.25])
    asked = (np.array(weight), np.array(gradient), rate)
    ids = ["step-uphill", "learning-rate-ignored", "step-alone", "sign-only", "difference-scaled"]
    return Number(
        prompt=Text(
            en="A weight is <weight>, and the gradient of the loss with respect to it is <gradient>. What is the "
            "weight after one "
            "step of gradient descent with learning rate <rate>? Three decimals.",
            zh_TW="某個權重是 <weight>，損失對它的梯度是 <gradient>。以學習率 <rate> 做一步梯度下降之後，"
            "權重是多少？寫到小數點後三位。",
        ),
        given={"weight": weight, "gradient": gradient, "rate": rate},
        answer=float(reference.gradient_step(*asked)),
        decimals=3,
        wrong={name: float(value) for name, value in reference.wrong("gradient_step", *asked, ids=ids).items()},
        explanation=Text(
            en="$W = W_{old} - \\lambda \\frac{dE}{dW} = <weight> - <rate> \\cdot (<gradient>) = <answer>$",
            zh_TW="$W = W_{old} - \\lambda \\frac{dE}{dW} = <weight> - <rate> \\cdot (<gradient>) = <answer>$",
        ),
    )


@question(topic="gradient-descent", slide="001 p. 92", exercise="exercise09")
def steps_on_a_parabola(draw, reference):
    bottom, start, steps = draw.choice([-3, -2, -1, 1, 2, 3]), draw.integer(5, 9), draw.choice([2, 3])
    rate = draw.choice([0.1, 0.2, 0.3, 0.4])

    def slope(w):
        return 2 * (w - bottom)

    asked = (slope, np.array(float(start)), rate, steps)
    ids = ["uphill", "gradient-of-the-start", "one-step-missing", "one-step-too-many", "learning-rate-ignored"]
    places = [float(reference.gradient_descent(slope, float(start), rate, count)) for count in range(steps + 1)]
    return Number(
        prompt=Text(
            en="The loss is $E = (w - <bottom>)^2$. Start at $w = <start>$ and make <steps> steps of gradient "
            "descent with learning "
            "rate <rate>. Where are you then? Three decimals.",
            zh_TW="損失是 $E = (w - <bottom>)^2$。從 $w = <start>$ 出發，以學習率 <rate> 做 <steps> 步梯度下降，"
            "最後 w 是多少？寫到小數點後三位。",
        ).filled(bottom=bottom if bottom >= 0 else f"({bottom})"),
        given={"bottom": bottom, "start": start, "rate": rate, "steps": steps},
        answer=places[-1],
        decimals=3,
        wrong={
            **{name: float(value) for name, value in reference.wrong("gradient_descent", *asked, ids=ids).items()},
            "two-of-the-square-forgotten": float(
                reference.gradient_descent(lambda w: w - bottom, float(start), rate, steps)
            ),
        },
        explanation=Text(
            en="The gradient is $2(w - <bottom>)$, taken anew at every place: <walk>.",
            zh_TW="梯度是 $2(w - <bottom>)$，每到一個新位置都要重算：<walk>。",
        ).filled(
            bottom=bottom if bottom >= 0 else f"({bottom})", walk=" -> ".join(f"{round(each, 4):g}" for each in places)
        ),
    )


@question(topic="gradient-descent", slide="001 p. 92", exercise="exercise09")
def what_a_gradient_says(draw, reference):
    del reference
    gradient = draw.choice([-1, 1]) * draw.integer(2, 60) / 10
    falls = gradient < 0
    away, back = (Text(en="larger", zh_TW="大"), Text(en="smaller", zh_TW="小"))[:: 1 if falls else -1]
    options = {
        "nearby": Text(
            en=f"With a slightly {away.en} w, the loss is smaller.", zh_TW=f"w 稍微變{away.zh_TW}，損失會變小。"
        ),
        "step": Text(en=f"Gradient descent makes w {away.en}.", zh_TW=f"梯度下降會讓 w 變{away.zh_TW}。"),
        "uphill": Text(en=f"Gradient descent makes w {back.en}.", zh_TW=f"梯度下降會讓 w 變{back.zh_TW}。"),
        "gradient-taken-for-the-loss": Text(
            en=f"The loss is {'below' if falls else 'above'} 0 here.",
            zh_TW=f"這裡的損失{'小' if falls else '大'}於 0。",
        ),
        "slope-taken-for-the-distance": Text(
            en="The lowest point is <size> away from here.", zh_TW="最低點離這裡 <size> 那麼遠。"
        ),
    }
    return MultipleChoice(
        prompt=Text(
            en="At some value of a weight w the gradient of the loss is <gradient>. What follows from this alone?",
            zh_TW="在某個權重 w 的值，損失的梯度是 <gradient>。光憑這一點，可以知道什麼？",
        ),
        given={"gradient": gradient, "size": abs(gradient)},
        options=options,
        answer=("nearby", "step"),
        explanation=Text(
            en=f"A gradient of <gradient> says that the loss {'falls' if falls else 'rises'} as w grows. Descent "
            f"goes the way on "
            "which it gets smaller; how large the loss is, and how far it is to the bottom, a gradient does not say.",
            zh_TW=f"梯度 <gradient> 表示 w 變大時損失會{'下降' if falls else '上升'}。梯度下降往損失變小的方向走；"
            "至於損失有多大、離最低點多遠，梯度並沒有說。",
        ),
    )


_PLACES = {
    "zero-gradient-is-a-minimum": Text(en="a lowest point", zh_TW="最低點"),
    "zero-gradient-is-a-maximum": Text(en="a highest point", zh_TW="最高點"),
    "zero-gradient-is-a-saddle": Text(en="a saddle point", zh_TW="鞍點"),
    "gradient-misread-as-not-zero": Text(en="none: it is not 0", zh_TW="都不是：梯度不是 0"),
}


@question(topic="gradient-descent", slide="001 p. 93")
def where_the_gradient_is_zero(draw, reference):
    del reference
    x, y = draw.choice([1, 2, 3, 4, 5]), draw.choice([1, 2, 3, 4, 5])
    a, b, height = draw.integer(1, 5), draw.integer(1, 5), draw.integer(5, 20)
    shape = draw.choice(["minimum", "maximum", "saddle", "saddle", "maximum"])
    first, second = {"minimum": ("+", "+"), "maximum": ("-", "-"), "saddle": draw.choice([("+", "-"), ("-", "+")])}[
        shape
    ]
    formula = f"$E = {height} {first} {_times(a)}(v - {x})^2 {second} {_times(b)}(w - {y})^2$"
    right = f"zero-gradient-is-a-{shape}"
    return Choice(
        prompt=Text(
            en="A slide says: gradient 0 means that we have reached a low point. The loss is <formula>, and the "
            "weights are "
            "$v = <x>$, $w = <y>$. What is there?",
            zh_TW="有一張投影片說：gradient 為 0，代表我們到達低點了。假設損失是 <formula>，權重是 $v = <x>$、$w = "
            "<y>$。"
            "這個位置是什麼？",
        ).filled(formula=formula),
        given={"x": x, "y": y, "shape": f"{first}{second}"},
        options={"right" if key == right else key: text for key, text in _PLACES.items()},
        explanation=Text(
            en="Both squares are 0 there, and so are both slopes. A plus makes E rise on leaving in that "
            "direction, a minus "
            "makes it fall: here <first> for v and <second> for w. So gradient 0 alone says nothing about low or "
            "high.",
            zh_TW="在這裡兩個平方都是 0，兩個方向的斜率也都是 0。離開這個位置時，加號的方向 E 會上升，"
            "減號的方向會下降："
            "這裡 v 是 <first>，w 是 <second>。所以光看梯度為 0，並不知道是低點還是高點。",
        ).filled(first=first, second=second),
    )


def _times(factor):
    return "" if factor == 1 else str(factor)


@question(topic="gradient-descent", slide="001 p. 96", exercise="exercise09")
def valley_that_is_found(draw, reference):
    del reference
    near, far = draw.integer(3, 5), draw.integer(9, 11)
    peak, start = draw.integer(near + 2, far - 2), draw.choice([1, 2])
    losses = _landscape(
        {0: 95, near: draw.integer(35, 50), peak: draw.integer(65, 80), far: draw.integer(5, 20), 13: 90}
    )
    return Number(
        prompt=Text(
            en="A slide says that mini-batch gradient descent reaches the global minimum. E holds the losses at "
            "$w = 0, 1, 2, \\ldots$ from left to right. At which w does gradient descent end up if it starts at $w "
            "= <start>$ and its "
            "steps are small?",
            zh_TW="有一張投影片說，mini-batch 梯度下降會達到 global minimum。E 由左到右是 $w = 0, 1, 2, \\ldots$ "
            "的損失。"
            "從 $w = <start>$ 出發，而且每一步都很小，最後會停在哪個 w？",
        ),
        given={"start": start, "E": losses},
        answer=near,
        wrong={
            "descent-finds-the-global-minimum": far,
            "uphill": 0,
            "bottom-counted-from-one": near + 1,
            "hilltop-taken-for-valley": peak,
        },
        explanation=Text(
            en="From $w = <start>$ the losses fall until $w = <answer>$ (<low>) and rise again behind it. Small "
            "steps never see that "
            "<far> is deeper (<deep>): nothing guarantees the global minimum.",
            zh_TW="從 $w = <start>$ 開始，損失一路下降到 $w = <answer>$（<low>），之後又上升。步伐很小就不會發現 "
            "<far> 更深"
            "（<deep>）：沒有什麼能保證找到 global minimum。",
        ).filled(low=losses[near], far=far, deep=losses[far]),
    )


def _landscape(corners):
    """Whole numbers on straight lines between the corners, which have to lie far enough apart to be strictly "
    "monotonic.
    """
    return tuple(int(each) for each in np.rint(np.interp(range(14), list(corners), list(corners.values()))))


_OUTCOMES = {
    "factor-thought-positive": Text(en="It comes closer from one side only.", zh_TW="一直在同一邊，越來越靠近。"),
    "factor-thought-small": Text(en="It changes sides and comes closer.", zh_TW="左右來回跳，越來越靠近。"),
    "factor-thought-minus-one": Text(en="It jumps between two places.", zh_TW="在兩個位置之間來回跳。"),
    "factor-thought-large": Text(en="It gets farther away each time.", zh_TW="每一步都離得更遠。"),
}


@question(topic="learning-rate", slide="001 p. 94")
def what_the_step_size_does(draw, reference):
    del reference
    steepness = draw.choice([1, 2, 4, 5])
    right, factor = draw.choice([
        ("factor-thought-positive", draw.choice([0.2, 0.4, 0.6, 0.8])),
        ("factor-thought-small", draw.choice([-0.8, -0.6, -0.4, -0.2])),
        ("factor-thought-minus-one", -1.0),
        ("factor-thought-large", draw.choice([-2.0, -1.6, -1.4, -1.2])),
    ])  # fmt: skip
    rate = round((1 - factor) / (2 * steepness), 4)
    start = draw.integer(2, 9)
    return Choice(
        prompt=Text(
            en="Gradient descent on $E = <parabola>$ starts at $w = <start>$ with learning rate <rate>. How does w "
            "move relative to the "
            "lowest point, 0?",
            zh_TW="在 $E = <parabola>$ 上做梯度下降，從 $w = <start>$ 出發，學習率 <rate>。w 相對於最低點 0 "
            "會怎麼移動？",
        ).filled(parabola=f"{_times(steepness)}w^2"),
        given={"steepness": steepness, "start": start, "rate": rate},
        options={"right" if key == right else key: text for key, text in _OUTCOMES.items()},
        explanation=Text(
            en="The gradient is $<double>w$, so each step multiplies w by $1 - <rate> \\cdot <double> = <factor>$: "
            "<start>, <second>, <third>, ...",
            zh_TW="梯度是 $<double>w$，所以每一步 w 都乘上 $1 - <rate> \\cdot <double> = <factor>$："
            "<start>、<second>、<third>……",
        ).filled(
            double=2 * steepness,
            factor=factor,
            second=round(start * factor, 4),
            third=round(start * factor * factor, 4),
        ),
    )


@question(topic="learning-rate", slide="001 p. 94")
def largest_rate_that_works(draw, reference):
    del reference
    steepness = draw.choice([0.5, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 40, 50])
    return Number(
        prompt=Text(
            en="On $E = <steepness>w^2$ gradient descent reaches the lowest point only if its learning rate is "
            "below a limit. Which "
            "limit? Three decimals.",
            zh_TW="在 $E = <steepness>w^2$ 上，學習率要小於某個界限，梯度下降才會走到最低點。這個界限是多少？"
            "寫到小數點後三位。",
        ),
        given={"steepness": steepness},
        answer=1 / steepness,
        decimals=3,
        wrong={"two-of-the-square-forgotten": 2 / steepness, "best-rate-taken-for-the-limit": 1 / (2 * steepness)},
        explanation=Text(
            en="Each step multiplies w by $1 - \\lambda \\cdot <double>$. This has to lie between -1 and 1, so "
            "$\\lambda \\lt \\frac{2}{<double>} = <answer>$. (With half of it, one step reaches the bottom.)",
            zh_TW="每一步 w 都乘上 $1 - \\lambda \\cdot <double>$，它必須在 -1 和 1 之間，所以 "
            "$\\lambda \\lt \\frac{2}{<double>} = <answer>$。（取一半的話，一步就到最低點。）",
        ).filled(double=f"{2 * steepness:g}"),
    )


@question(topic="learning-rate", slide="001 p. 98", exercise="exercise09")
def staircase_of_rates(draw, reference):
    initial, drop = draw.choice([0.4, 0.8, 1.0, 1.6, 2.0]), draw.choice([0.2, 0.25, 0.4, 0.5, 0.6])
    every, stairs = draw.integer(5, 20), draw.choice([2, 3])
    epoch = stairs * every + draw.choice([0, draw.integer(1, every - 1)])
    asked = (initial, epoch, drop, every)
    ids = ["one-stair-only", "slope-instead-of-stairs", "share-that-goes", "drops-each-epoch", "one-epoch-late"]
    given = {"initial": initial, "drop": drop, "every": every, "epoch": epoch}
    return Number(
        prompt=Text(
            en="The learning rate starts at <initial> and is multiplied by <drop> after every <every> epochs. What "
            "is it in epoch "
            "<epoch>, if the first epoch has number 0? Four decimals.",
            zh_TW="學習率從 <initial> 開始，每 <every> 個 epoch 乘上 <drop>。第一個 epoch 的編號是 0，"
            "那麼 epoch <epoch> 的學習率是多少？寫到小數點後四位。",
        ),
        given=given,
        answer=reference.step_decay(*asked),
        decimals=4,
        wrong=reference.wrong("step_decay", *asked, ids=_that_show(reference, "step_decay", asked, ids)),
        explanation=Text(
            en="$\\lfloor \\frac{<epoch>}{<every>} \\rfloor = <stairs>$ drops so far: $<initial> \\cdot "
            "<drop>^{<stairs>} = <answer>$.",
            zh_TW="到目前為止降了 $\\lfloor \\frac{<epoch>}{<every>} \\rfloor = <stairs>$ 次："
            "$<initial> \\cdot <drop>^{<stairs>} = <answer>$。",
        ).filled(stairs=stairs),
    )


def _that_show(reference, function, asked, ids):
    """Those mistakes that change the answer of this draw."""
    right = getattr(reference, function)(*asked)
    return [name for name in ids if abs(float(reference.mistaken(function, name)(*asked)) - right) > 1e-9]


@question(topic="learning-rate", slide="001 p. 98", exercise="exercise09")
def rate_on_a_cosine(draw, reference):
    initial, sixths = draw.choice([0.1, 0.2, 0.4, 0.5, 0.8, 1.0]), draw.choice([1, 2, 4, 5])
    epochs = 6 * draw.integer(5, 30)
    asked = (initial, sixths * epochs // 6, epochs)
    return Number(
        prompt=Text(
            en="The learning rate falls along half a wave of the cosine, from <initial> in epoch 0 to 0 in epoch "
            "<epochs>. What is it "
            "in epoch <epoch>? Four decimals.",
            zh_TW="學習率沿著半個餘弦波下降，從 epoch 0 的 <initial> 降到 epoch <epochs> 的 0。"
            "在 epoch <epoch> 是多少？寫到小數點後四位。",
        ),
        given={"initial": initial, "epoch": asked[1], "epochs": epochs},
        answer=reference.cosine_decay(*asked),
        decimals=4,
        wrong=reference.wrong(
            "cosine_decay", *asked, ids=["half-missing", "bare-cosine", "straight-line", "quarter-of-a-wave"]
        ),
        explanation=Text(
            en="The cosine of $\\frac{<epoch>}{<epochs>} \\cdot 180$ degrees is <cosine>, so it is "
            "$<initial> \\cdot \\frac{1 + (<cosine>)}{2} = <answer>$.",
            zh_TW="$\\frac{<epoch>}{<epochs>} \\cdot 180$ 度的餘弦是 <cosine>，所以是 "
            "$<initial> \\cdot \\frac{1 + (<cosine>)}{2} = <answer>$。",
        ).filled(cosine=f"{np.cos(np.pi * sixths / 6):.3f}"),
    )


@question(topic="momentum", slide="001 p. 99", exercise="exercise09")
def two_steps_with_momentum(draw, reference):
    start, rate = draw.integer(-50, 50) / 10, draw.choice([0.1, 0.2, 0.5])
    kept, gradients = draw.choice([0.5, 0.8, 0.9]), (draw.integer(2, 9), draw.choice([-1, 1]) * draw.integer(2, 9))

    def walk(step):
        w, velocity = np.array(start), np.array(0.0)
        for gradient in gradients:
            w, velocity = step(w, np.array(float(gradient)), velocity, rate, kept)
        return round(float(w), 9)

    ids = ["uphill", "gradient-averaged", "old-velocity", "velocity-not-used", "momentum-ignored", "nesterov"]
    velocity = round(kept * gradients[0] + gradients[1], 4)
    return Number(
        prompt=Text(
            en="A weight starts at <start> with velocity 0. In the first two steps its gradients are <first> and "
            "<second>. Where is it "
            "then, with learning rate <rate> and momentum <kept> (as in torch's SGD: $v = <kept>v + g$, $w = w - "
            "<rate>v$)? "
            "Three decimals.",
            zh_TW="某個權重從 <start> 出發，速度為 0。前兩步的梯度是 <first> 和 <second>。學習率 <rate>、動量 <kept>"
            "（同 torch 的 SGD：$v = <kept>v + g$，$w = w - <rate>v$），兩步之後權重是多少？寫到小數點後三位。",
        ),
        given={"start": start, "first": gradients[0], "second": gradients[1], "rate": rate, "kept": kept},
        answer=walk(reference.momentum_step),
        decimals=3,
        wrong={name: walk(reference.mistaken("momentum_step", name)) for name in ids},
        explanation=Text(
            en="$v = <first>$, then $v = <kept> \\cdot <first> + (<second>) = <velocity>$. So "
            "$w = <start> - <rate> \\cdot <first> - <rate> \\cdot (<velocity>) = <answer>$.",
            zh_TW="$v = <first>$，接著 $v = <kept> \\cdot <first> + (<second>) = <velocity>$。所以 "
            "$w = <start> - <rate> \\cdot <first> - <rate> \\cdot (<velocity>) = <answer>$。",
        ).filled(velocity=velocity),
    )


@question(topic="momentum", slide="004 p. 41", exercise="exercise09")
def first_step_of_adam(draw, reference):
    start, rate = draw.integer(-200, 200) / 100, draw.choice([0.01, 0.02, 0.05, 0.1])
    gradient = draw.choice([-1, 1]) * draw.integer(30, 99) / 10
    asked = tuple(np.array(each) for each in (start, gradient, 0.0, 0.0))

    def weight(step):
        return round(float(step(*asked, 1, rate)[0]), 9)

    ids = ["uphill", "no-correction", "only-m-corrected", "no-root"]
    return Number(
        prompt=Text(
            en="A weight is <start>, its first gradient is <gradient>. Where is it after Adam's first step with "
            "learning rate <rate>, "
            "$\\beta_1 = 0.9$, $\\beta_2 = 0.999$ and both means corrected? (The tiny $\\epsilon$ does not "
            "matter.) Three decimals.",
            zh_TW="某個權重是 <start>，第一個梯度是 <gradient>。Adam 的學習率是 <rate>，$\\beta_1 = 0.9$、"
            "$\\beta_2 = 0.999$，"
            "兩個移動平均都有修正，走完第一步之後權重是多少？（極小的 $\\epsilon$ 可以忽略。）寫到小數點後三位。",
        ),
        given={"start": start, "gradient": gradient, "rate": rate},
        answer=weight(reference.adam_step),
        decimals=3,
        wrong={
            **{name: weight(reference.mistaken("adam_step", name)) for name in ids},
            "adam-step-grows-with-the-gradient": round(start - rate * gradient, 9),
        },
        explanation=Text(
            en="After the correction the means are g and $g^2$, so the first step is $<rate> \\cdot "
            "\\frac{g}{\\sqrt{g^2}}$: the learning rate "
            "itself, against the gradient's sign, however large it is. $w = <answer>$.",
            zh_TW="修正之後，兩個移動平均正好是 g 和 $g^2$，所以第一步是 $<rate> \\cdot \\frac{g}{\\sqrt{g^2}}$："
            "不管梯度多大，就是學習率那麼長，方向和梯度的正負號相反。$w = <answer>$。",
        ),
    )


_RULES = {
    "taken-for-momentum": (
        Text(en="SGD with momentum", zh_TW="SGD 加動量"),
        Text(en="$v = 0.9v + g$, then $w = w - \\lambda v$", zh_TW="$v = 0.9v + g$，再 $w = w - \\lambda v$"),
    ),
    "taken-for-adagrad": (
        Text(en="Adagrad", zh_TW="Adagrad"),
        Text(
            en="$c = c + g^2$, then $w = w - \\lambda \\frac{g}{\\sqrt{c} + \\epsilon}$",
            zh_TW="$c = c + g^2$，再 $w = w - \\lambda \\frac{g}{\\sqrt{c} + \\epsilon}$",
        ),
    ),
    "taken-for-rmsprop": (
        Text(en="RMSprop", zh_TW="RMSprop"),
        Text(
            en="$c = 0.99c + 0.01g^2$, then $w = w - \\lambda \\frac{g}{\\sqrt{c} + \\epsilon}$",
            zh_TW="$c = 0.99c + 0.01g^2$，再 $w = w - \\lambda \\frac{g}{\\sqrt{c} + \\epsilon}$",
        ),
    ),
    "taken-for-adam": (
        Text(en="Adam, but for its correction", zh_TW="Adam（省略修正）"),
        Text(
            en="$m = 0.9m + 0.1g$, $c = 0.999c + 0.001g^2$, then $w = w - \\lambda \\frac{m}{\\sqrt{c} + \\epsilon}$",
            zh_TW="$m = 0.9m + 0.1g$、$c = 0.999c + 0.001g^2$，再 $w = w - \\lambda \\frac{m}{\\sqrt{c} + \\epsilon}$",
        ),
    ),
}


@question(topic="momentum", slide="004 p. 41")
def optimizer_of_a_rule(draw, reference):
    del reference
    right = draw.choice(sorted(_RULES))
    rule = _RULES[right][1]
    return Choice(
        prompt=Text(
            en=f"Which optimizer does this in every step? {rule.en} (g is the gradient.)",
            zh_TW=f"哪一種最佳化器每一步是這樣做的？{rule.zh_TW}（g 是梯度。）",
        ),
        options={"right" if key == right else key: title for key, (title, _) in _RULES.items()},
        explanation=Text(
            en="A running mean of g is momentum. A sum of $g^2$ under the root is Adagrad, a running mean of $g^2$ "
            "RMSprop; Adam has both "
            "means.",
            zh_TW="對 g 取移動累積是動量。根號下是 $g^2$ 的總和，就是 Adagrad；是 $g^2$ 的移動平均，就是 RMSprop；"
            "Adam 兩者都有。",
        ),
    )
