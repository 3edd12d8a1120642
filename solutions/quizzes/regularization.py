"""Questions on dropout, penalties, overfitting and early stopping."""

import numpy as np

from grader.core.quiz import Choice, Formula, Matrix, MultipleChoice, Number, Order, SpotTheError, Text, question


@question(topic="dropout", slide="004 p. 47", exercise="exercise10")
def dropout_with_a_mask(draw, reference):
    values, mask = draw.row(5, 1, 12), draw.shuffled((1, 1, 1, 0, draw.integer(0, 1)))
    share = draw.choice([0.2, 0.25, 0.4, 0.6, 0.75, 0.8])
    asked = (np.array(values), share, np.array(mask))

    def dropped(function):
        return [round(float(each), 9) for each in function(*asked)]

    ids = ["not-scaled", "scaled-down", "divided-by-p", "mask-inverted", "scaled-by-this-mask"]
    return Matrix(
        prompt=Text(
            en="nn.Dropout(p=<p>) gets x in training. This time the mask is m (1: kept, 0: dropped). What comes "
            "out? Two decimals.",
            zh_TW="訓練時，nn.Dropout(p=<p>) 的輸入是 x，這一次的遮罩是 m（1 是保留，0 是丟棄）。輸出是什麼？"
            "寫到小數點後兩位。",
        ),
        given={"p": share, "x": values, "m": mask},
        answer=dropped(reference.dropout),
        decimals=2,
        wrong={name: dropped(reference.mistaken("dropout", name)) for name in ids},
        explanation=Text(
            en="What is dropped is 0, what is kept is divided by $1 - <p> = <kept>$: <answer>. So the sum stays "
            "the same on average.",
            zh_TW="丟棄的是 0，保留的除以 $1 - <p> = <kept>$：<answer>。這樣總和平均來說不變。",
        ).filled(kept=round(1 - share, 2)),
    )


@question(topic="dropout", slide="004 p. 47")
def nodes_that_are_left(draw, reference):
    del reference
    tens, tenths = draw.integer(3, 60), draw.choice([1, 2, 3, 4, 6, 7, 8, 9])
    nodes = 10 * tens
    return Number(
        prompt=Text(
            en="nn.Dropout(p=<p>) stands behind a layer with <nodes> nodes. How many of them are kept in a "
            "training step, on average?",
            zh_TW="某一層有 <nodes> 個節點，後面接 nn.Dropout(p=<p>)。在一個訓練步驟裡，平均有幾個節點會保留下來？",
        ),
        given={"p": tenths / 10, "nodes": nodes},
        answer=tens * (10 - tenths),
        wrong={"p-taken-for-what-is-kept": tens * tenths, "dropout-thought-to-drop-none": nodes},
        explanation=Text(
            en="p is the share that is set to 0: $<nodes> \\cdot (1 - <p>) = <answer>$.",
            zh_TW="p 是被設為 0 的比例：$<nodes> \\cdot (1 - <p>) = <answer>$。",
        ),
    )


_DROPOUT_RESULTS = {
    "as-it-is": Text(en="The value as it is", zh_TW="原來的值，不變"),
    "0-or-larger": Text(en="0, or the value divided by <kept>", zh_TW="0，或原來的值除以 <kept>"),
    "smaller": Text(en="The value multiplied by <kept>", zh_TW="原來的值乘上 <kept>"),
    "0-or-same": Text(en="0, or the value as it has come in", zh_TW="0，或原來的值，大小不變"),
}


@question(topic="dropout", slide="002 p. 45", exercise="exercise10")
def dropout_in_two_modes(draw, reference):
    del reference
    tenths, training = draw.choice([1, 2, 3, 4, 6]), draw.choice([True, False])
    mode = "train" if training else "eval"
    if training:
        ids = {"as-it-is": "dropout-thought-to-drop-none", "smaller": "scaled-down", "0-or-same": "not-scaled"}
        right = "0-or-larger"
    else:
        ids = {
            "0-or-larger": "dropout-in-evaluation",
            "smaller": "scaled-again-in-evaluation",
            "0-or-same": "chance-left-in-evaluation",
        }
        right = "as-it-is"
    return Choice(
        prompt=Text(
            en=f"A value enters nn.Dropout(p=<p>) of PyTorch after model.{mode}() was called. What comes out?",
            zh_TW=f"呼叫 model.{mode}() 之後，一個值進入 PyTorch 的 nn.Dropout(p=<p>)。輸出是什麼？",
        ),
        given={"p": tenths / 10, "mode": mode, "kept": round(1 - tenths / 10, 1)},
        options={"right" if key == right else ids[key]: text for key, text in _DROPOUT_RESULTS.items()},
        explanation=Text(
            en="In training a share of <p> becomes 0 and the rest is divided by <kept>, to make up for it. So "
            "nothing is left to do in "
            "evaluation: everything passes.",
            zh_TW="訓練時有 <p> 的比例變成 0，其餘除以 <kept> 來補償。所以評估時什麼都不必做，全部照原值通過。",
        ),
    )


_MISPLACED = (
    (
        "Dropout(0.5)",
        "end",
        Text(
            en="Up to the last Linear all is well. A dropout behind it sets the logits of some classes to 0 by "
            "chance. The "
            "slide ends in FC => DO, too.",
            zh_TW="到最後一個 Linear 為止都沒問題。後面再接 dropout，會隨機把某些類別的 logits 變成 0。"
            "投影片的結尾也是 FC => DO。",
        ),
    ),
    (
        "Softmax(1)",
        "end",
        Text(
            en="nn.CrossEntropyLoss wants logits and applies softmax itself, so there would be two. (The slide has a "
            "dropout in this place.)",
            zh_TW="nn.CrossEntropyLoss 要的是 logits，它自己會做 softmax，這樣就做了兩次。（投影片在這裡放的是 "
            "dropout。）",
        ),
    ),
    (
        "Flatten",
        "pooled",
        Text(
            en="Flattened too early: the convolution behind it needs maps with rows and columns. (The slide's slip "
            "is a "
            "dropout at the very end.)",
            zh_TW="太早攤平了：後面的卷積需要有列和行的特徵圖。（投影片的錯是在最後面放 dropout。）",
        ),
    ),
    (
        "Dropout(1.0)",
        "hidden",
        Text(
            en="With p = 1 everything is set to 0, and nothing is left to learn from. (The slide's slip is a "
            "dropout at the "
            "very end.)",
            zh_TW="p = 1 會把所有的值都設為 0，什麼都學不到。（投影片的錯是在最後面放 dropout。）",
        ),
    ),
)


@question(topic="dropout", slide="002 p. 45")
def layer_that_does_not_belong(draw, reference):
    del reference
    filters, nodes, classes = draw.choice([16, 32, 64]), draw.choice([64, 128, 256]), draw.integer(3, 20)
    layers = [f"Conv2d(3, {filters}, 3)", "BatchNorm2d", "ReLU", "MaxPool2d(2)"]
    layers += [f"Conv2d({filters}, {filters}, 3)", "ReLU", *(["MaxPool2d(2)"] if draw.choice([True, False]) else [])]
    layers += ["Flatten", f"Linear(..., {nodes})", "ReLU", "Dropout(0.5)", f"Linear({nodes}, {classes})"]
    slip, place, why = draw.choice(_MISPLACED)
    at = {"end": len(layers), "pooled": 4, "hidden": layers.index("Dropout(0.5)")}[place]
    lines = [*layers[:at], slip, *layers[at + (place == "hidden") :]]
    wrong = {"batch-norm-before-relu-thought-wrong": lines.index("BatchNorm2d") + 1}
    if place != "hidden":
        wrong["dropout-before-the-end-thought-wrong"] = lines.index("Dropout(0.5)") + 1
    return SpotTheError(
        prompt=Text(
            en="A network for <classes> classes, to be trained with nn.CrossEntropyLoss, layer by layer. One layer "
            "should "
            "not be there as it is; a slide makes such a slip, too. Which line?",
            zh_TW="一個 <classes> 類的網路，用 nn.CrossEntropyLoss 訓練，各層依序如下。有一層不該這樣出現"
            "（有一張投影片也犯了類似的錯）。是哪一行？",
        ),
        given={"classes": classes},
        lines=tuple(Text(en=line, zh_TW=line) for line in lines),
        answer=at + 1,
        wrong=wrong,
        explanation=why,
    )


@question(topic="regularisation", slide="004 p. 55", exercise="exercise10")
def elastic_net_of_weights(draw, reference):
    weights = tuple(draw.choice([-1, 1]) * draw.integer(5, 30) / 10 for _ in range(4))
    first, second = draw.sample([0.01, 0.02, 0.03, 0.05, 0.1, 0.2], 2)
    asked = (np.array(weights), first, second)
    ids = ["strengths-swapped", "only-l1", "only-l2", "one-strength-for-both", "l2-part-halved", "signs-kept"]
    return Number(
        prompt=Text(
            en="What does elastic net add to the loss for the weights w, with strength <l1> for L1 and <l2> for L2 "
            "(no factor "
            "$\\frac{1}{2}$)? Four decimals.",
            zh_TW="權重是 w，L1 的強度是 <l1>、L2 的強度是 <l2>（沒有 $\\frac{1}{2}$）。Elastic net "
            "會在損失上加多少？寫到小數點後四位。",
        ),
        given={"l1": first, "l2": second, "w": weights},
        answer=round(reference.elastic_net_penalty(*asked), 9),
        decimals=4,
        wrong=reference.wrong("elastic_net_penalty", *asked, ids=ids),
        explanation=Text(
            en="The sizes add up to <sizes>, the squares to <squares>: $<l1> \\cdot <sizes> + <l2> \\cdot "
            "<squares> = <answer>$.",
            zh_TW="絕對值的和是 <sizes>，平方和是 <squares>：$<l1> \\cdot <sizes> + <l2> \\cdot <squares> = "
            "<answer>$。",
        ).filled(
            sizes=round(sum(abs(each) for each in weights), 2), squares=round(sum(each * each for each in weights), 2)
        ),
    )


@question(topic="regularisation", slide="004 p. 55", exercise="exercise10")
def l2_penalty_of_a_layer(draw, reference):
    rows = tuple(tuple(draw.choice([-1, 1]) * draw.integer(1, 6) for _ in range(3)) for _ in range(2))
    strength = draw.choice([0.01, 0.02, 0.05, 0.1, 0.2, 0.5])
    asked = (np.array(rows), strength)
    ids = ["sizes-in-l2", "norm-instead-of-squares", "sum-squared", "strength-squared", "halved", "mean-instead-of-sum"]
    return Number(
        prompt=Text(
            en="What is the L2 penalty of the weights W with strength <strength> (the sum of squares, no factor "
            "$\\frac{1}{2}$)? Two "
            "decimals.",
            zh_TW="權重是 W，強度是 <strength>。L2 懲罰項是多少（平方和，沒有 $\\frac{1}{2}$）？寫到小數點後兩位。",
        ),
        given={"strength": strength, "W": rows},
        answer=round(reference.l2_penalty(*asked), 9),
        decimals=2,
        wrong=reference.wrong("l2_penalty", *asked, ids=ids),
        explanation=Text(
            en="The squares add up to <squares>: $<strength> \\cdot <squares> = <answer>$.",
            zh_TW="平方和是 <squares>：$<strength> \\cdot <squares> = <answer>$。",
        ).filled(squares=sum(each * each for row in rows for each in row)),
    )


@question(topic="regularisation", slide="004 p. 55", exercise="exercise06")
def step_with_an_l2_penalty(draw, reference):
    del reference
    eta, k = draw.choice([("a", "k"), ("r", "s"), ("a", "c")])
    return Formula(
        prompt=Text(
            en=f"The loss is $E$ plus the L2 penalty ${k} \\cdot w^2$. The gradient of $E$ alone at w is g. Write "
            f"down what w becomes in one "
            f"step of gradient descent with learning rate {eta}.",
            zh_TW=f"損失是 $E$ 加上 L2 懲罰項 ${k} \\cdot w^2$。只看 $E$，在 w 的梯度是 g。以學習率 {eta} "
            f"做一步梯度下降，"
            f"w 會變成什麼？請寫出公式（用 w、g、{eta}、{k}）。",
        ),
        answer=f"w - {eta}*(g + 2*{k}*w)",
        variables={"w": (2, 9), "g": (1, 9), eta: (2, 7), k: (2, 7)},
        wrong={
            "step-uphill": f"w + {eta}*(g + 2*{k}*w)",
            "two-of-the-square-forgotten": f"w - {eta}*(g + {k}*w)",
            "penalty-without-the-rate": f"w - {eta}*g - 2*{k}*w",
            "penalty-not-derived": f"w - {eta}*(g + {k}*w^2)",
            "penalty-that-pushes-outwards": f"w - {eta}*(g - 2*{k}*w)",
        },
        explanation=Text(
            en=f"The derivative of ${k} w^2$ is $2 {k} w$, so the whole gradient is $g + 2 {k} w$. The penalty "
            f"draws w a little "
            "towards 0 in every step.",
            zh_TW=f"${k} w^2$ 的導數是 $2 {k} w$，所以整個梯度是 $g + 2 {k} w$。懲罰項讓 w 每一步都往 0 靠近一點。",
        ),
    )


@question(topic="regularisation", slide="004 p. 43")
def curves_of_overfitting(draw, reference):
    del reference

    def curve(*hundredths):
        return "  ".join(f"{(each + draw.integer(-2, 2)) / 100:.2f}" for each in hundredths)

    start = draw.integer(120, 200)
    curves = {
        "right": (curve(start, 70, 40, 20, 10), curve(start + 5, 80, 65, 75, 95)),
        "learning-badly-taken-for-overfitting": (
            curve(start, start - 6, start - 11, start - 16, start - 21),
            curve(start + 6, start - 1, start - 7, start - 13, start - 19),
        ),
        "gap-alone-taken-for-overfitting": (curve(start, 80, 55, 40, 32), curve(start + 9, 95, 72, 60, 52)),
        "validation-below-training": (curve(start, 90, 70, 60, 55), curve(start - 12, 75, 58, 48, 40)),
    }  # fmt: skip
    return Choice(
        prompt=Text(
            en="Here are losses after each of five epochs. Which network overfits?",
            zh_TW="下面是五個 epoch 之後的損失。哪一個網路過擬合（overfitting）了？",
        ),
        options={
            name: Text(en=f"training {train}, validation {held_out}", zh_TW=f"訓練 {train}，驗證 {held_out}")
            for name, (train, held_out) in curves.items()
        },
        explanation=Text(
            en="Overfitting shows where the training loss still falls while the validation loss rises. Losses that "
            "stay high are "
            "underfitting; a gap is normal while both fall.",
            zh_TW="過擬合的徵兆是訓練損失還在下降，驗證損失卻上升。兩者都居高不下是欠擬合（underfitting）；"
            "兩者都還在下降時，"
            "有一點差距很正常。",
        ),
    )


_REMEDIES = {
    "augment": Text(en="Data augmentation", zh_TW="資料擴增"),
    "dropout": Text(en="Dropout before the last layer", zh_TW="在最後一層之前加 dropout"),
    "penalty": Text(en="An L2 penalty on the weights", zh_TW="對權重加 L2 懲罰項"),
    "stop": Text(en="Early stopping", zh_TW="提前停止"),
    "data": Text(en="More training images", zh_TW="更多訓練影像"),
    "longer-training-against-overfitting": Text(en="Training for more epochs", zh_TW="訓練更多個 epoch"),
    "larger-network-against-overfitting": Text(en="More nodes in the FC layers", zh_TW="讓全連接層有更多節點"),
    "validation-data-for-training": Text(
        en="Adding the validation images to the training set, and validating with them",
        zh_TW="把驗證影像也拿來訓練，再用它們驗證"
    ),
}  # fmt: skip


@question(topic="regularisation", slide="004 p. 42")
def remedies_against_overfitting(draw, reference):
    del reference
    good = draw.sample(["augment", "dropout", "penalty", "stop", "data"], draw.choice([2, 3]))
    bad = draw.sample(sorted(name for name in _REMEDIES if "-" in name), 2)
    return MultipleChoice(
        prompt=Text(
            en="A network does very well on its training images, but badly on validation images. Which of these "
            "may help?",
            zh_TW="某個網路在訓練影像上表現很好，在驗證影像上卻很差。下列哪些做法可能有幫助？",
        ),
        options={name: _REMEDIES[name] for name in sorted((*good, *bad))},
        answer=good,
        explanation=Text(
            en="It has learnt its images by heart. More or varied images, less freedom for the weights, or "
            "stopping in time work "
            "against that; more freedom or more time make it worse.",
            zh_TW="它把訓練影像背下來了。更多、更多變化的影像，限制權重的自由，或及時停止都有幫助；"
            "給它更多自由或更多時間，"
            "只會更糟。",
        ),
    )


def _losses_with_a_turn(draw, improving, rising):
    """Validation losses that fall with some relapses, then rise; all different, in hundredths above 0."""
    losses = [draw.integer(140, 180)]
    for _ in range(improving):
        if draw.integer(0, 2) == 0:
            losses.append(losses[-1] + draw.integer(1, 12))
        else:
            losses.append(min(losses) - draw.integer(3, 14))
    losses.append(min(losses) - draw.integer(3, 9))
    for place in range(rising):
        step = -draw.integer(1, 4) if place in (1, 3) else draw.integer(5, 9)
        losses.append(losses[-1] + step)
    return tuple(each / 100 for each in losses)


def _stop(stopping, losses):
    """The epoch, from 1, in which this rule says stop; None if it never does."""
    for epoch, loss in enumerate(losses, 1):
        if stopping.update(loss):
            return epoch
    return None


@question(topic="early-stopping", slide="004 p. 46", exercise="exercise10")
def epoch_of_the_stop(draw, reference):
    patience = draw.choice([2, 3, 4])
    losses = _losses_with_a_turn(draw, draw.integer(3, 4), 5)
    ids = ["one-epoch-late", "one-epoch-early", "no-patience", "count-not-set-back", "compared-with-the-last"]
    stops = {name: _stop(reference.mistaken("EarlyStopping", name)(patience), losses) for name in ids}
    right = _stop(reference.EarlyStopping(patience), losses)
    return Number(
        prompt=Text(
            en="Early stopping watches the validation loss with patience <patience>. E has the losses of epochs 1, "
            "2, 3 and so on, "
            "as they would be. After which epoch does training stop?",
            zh_TW="用驗證損失做提前停止，patience 是 <patience>。E 依序是 epoch 1、2、"
            "3……的驗證損失（假設一直訓練下去）。"
            "訓練會在哪一個 epoch 之後停止？",
        ),
        given={"patience": patience, "E": losses},
        answer=right,
        wrong={name: epoch for name, epoch in stops.items() if epoch is not None and epoch != right},
        explanation=Text(
            en="The lowest loss so far is <best> in epoch <low>. The next <patience> bring no lower one, so it "
            "stops after epoch "
            "<answer>.",
            zh_TW="到目前為止最低的損失是 epoch <low> 的 <best>。接下來 <patience> 個 epoch 都沒有更低，所以在 "
            "epoch <answer> 之後停止。",
        ).filled(best=min(losses[:right]), low=losses.index(min(losses[:right])) + 1),
    )


@question(topic="early-stopping", slide="004 p. 46", exercise="exercise07")
def weights_that_are_kept(draw, reference):
    del reference
    patience = draw.choice([2, 3])
    validation = _losses_with_a_turn(draw, draw.integer(3, 5), patience)
    best = validation.index(min(validation)) + 1
    training, train = [], draw.integer(150, 190)
    for _ in validation:
        train -= draw.integer(6, 14)
        training.append(train / 100)
    dip = draw.integer(1, best - 1)
    return Number(
        prompt=Text(
            en="train and val are the losses of a network that was stopped early after the last of these epochs "
            "(counted from 1); "
            "the best model was saved along the way. Of which epoch are the weights that should be used?",
            zh_TW="train 和 val 是某個網路的訓練損失和驗證損失，訓練在最後一個 epoch 之後提前停止（從 1 開始數），"
            "過程中有存下最佳模型。應該使用哪一個 epoch 的權重？",
        ),
        given={"train": training, "val": validation},
        answer=best,
        wrong={
            "best-weights-not-restored": len(validation),
            "first-setback-taken-for-the-best": next(
                (place for place in range(1, len(validation)) if validation[place] > validation[place - 1]), dip
            ),
            "best-epoch-counted-from-zero": best - 1,
        },
        explanation=Text(
            en="The validation loss is lowest in epoch <answer> (<low>). The epochs after it only showed that it "
            "got worse; the training "
            "loss falls on while the network learns by heart.",
            zh_TW="驗證損失最低的是 epoch <answer>（<low>）。之後的 epoch 只是證明越來越差；訓練損失還在下降，"
            "是因為網路在背答案。",
        ).filled(low=min(validation)),
    )


@question(topic="early-stopping", slide="004 p. 46")
def order_of_an_epoch(draw, reference):
    del reference
    items = {
        "train": Text(en="Train with all batches in training mode", zh_TW="以訓練模式用所有批次訓練"),
        "eval": Text(en="Switch to evaluation mode", zh_TW="切換到評估模式"),
        "validate": Text(en="Compute the validation loss, without gradients", zh_TW="不記錄梯度，算出驗證損失"),
        "compare": Text(en="Compare the validation loss with the lowest so far", zh_TW="把驗證損失和目前最低的比較"),
        "keep": Text(en="Save the weights if it is a new low, else count up", zh_TW="若是新低就存下權重，否則計數加一"),
        "stop": Text(en="Stop if the count has reached the patience", zh_TW="計數達到 patience 就停止"),
    }
    left_out = draw.sample(["eval", "compare"], 1) if draw.choice([True, False]) else ()
    kept = [name for name in items if name not in left_out]
    wrong = {"judged-before-training": (*[name for name in kept if name != "train"], "train")}
    if "eval" in kept:
        wrong["evaluation-mode-too-late"] = tuple(
            {"eval": "validate", "validate": "eval"}.get(name, name) for name in kept
        )
    return Order(
        prompt=Text(
            en="Put one epoch of training with early stopping into order.",
            zh_TW="請把有提前停止的一個 epoch 排成正確順序。",
        ),
        items={name: items[name] for name in kept},
        wrong=wrong,
        explanation=Text(
            en="First learn, then judge on other data, in evaluation mode; then compare, save or count, and decide.",
            zh_TW="先學習，再切到評估模式，用別的資料評估；然後比較、存檔或計數，最後決定要不要停。",
        ),
    )
