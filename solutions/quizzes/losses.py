"""Questions on loss functions."""

import math

import numpy as np

from grader.core.quiz import Choice, Number, SpotTheError, Text, question


@question(topic="losses", slide="001 p. 84", exercise="exercise05")
def cross_entropy_of_three_classes(draw, reference):
    first, second = draw.integer(5, 60), draw.integer(5, 35)
    shares = draw.shuffled((first, second, 100 - first - second))
    right = draw.integer(0, 2)
    probabilities = tuple(share / 100 for share in shares)
    asked = (np.array([probabilities]), np.eye(3)[[right]])
    ids = ["base-ten", "base-two", "sign-missing", "logarithm-missing", "mean-over-classes", "both-sides"]
    return Number(
        prompt=Text(
            en="A slide writes 0.222 for the cross-entropy of (0.3, 0.6, 0.1) where class 1 is right; torch computes "
            "another number. What does torch compute for the probabilities p, where class <right> is right (classes "
            "count from 0)? Use the natural logarithm; three decimals.",
            zh_TW="有一張投影片說：輸出 (0.3, 0.6, 0.1)、正確類別為 1 時，交叉熵是 0.222；torch "
            "算出來的卻不是這個數。"
            "那麼輸出為 p、正確類別為 <right>（類別從 0 開始編號）時，torch 會算出多少？請用自然對數，"
            "寫到小數點後三位。",
        ),
        given={"right": right, "p": probabilities},
        answer=reference.cross_entropy(*asked),
        decimals=3,
        wrong=reference.wrong("cross_entropy", *asked, ids=ids),
        explanation=Text(
            en="Only the right class counts: $-\\ln <p_right> = <answer>$. The slide's 0.222 is $-\\log_{10} 0.6$; "
            "with the natural logarithm it is 0.511.",
            zh_TW="只有正確類別會影響結果：$-\\ln <p_right> = <answer>$。投影片的 0.222 是 $-\\log_{10} 0.6$，"
            "用自然對數應該是 0.511。",
        ).filled(p_right=probabilities[right]),
    )


@question(topic="losses", slide="001 p. 84", exercise=["exercise05", "exercise11"])
def cross_entropy_of_ten_classes(draw, reference):
    right, share = draw.integer(1, 9), draw.integer(3, 8)
    twentieths = [1] * 10
    twentieths[right] = share
    for _ in range(11 - share):
        twentieths[draw.choice([place for place in range(10) if place != right])] += 1
    probabilities = tuple(each / 20 for each in twentieths)
    one = (np.array([probabilities]), np.eye(10)[[right]])
    neighbour = (np.array([probabilities]), np.eye(10)[[right - 1]])
    return Number(
        prompt=Text(
            en="A network reads digits, and p is what its softmax says for the classes 0 to 9 (in this order). The "
            "digit "
            "is a <right>. What is the cross-entropy? Use the natural logarithm; three decimals.",
            zh_TW="網路辨識手寫數字，p 是 softmax 對類別 0 到 9（依序）的輸出。這個數字其實是 <right>。"
            "交叉熵是多少？請用自然對數，寫到小數點後三位。",
        ),
        given={"right": right, "p": probabilities},
        answer=reference.cross_entropy(*one),
        decimals=3,
        wrong={
            **reference.wrong("cross_entropy", *one, ids=["base-ten", "base-two", "mean-over-classes", "both-sides"]),
            "counted-from-one": reference.cross_entropy(*neighbour),
        },
        explanation=Text(
            en="Class <right> has probability <p_right>; all other terms are multiplied by 0: "
            "$-\\ln <p_right> = <answer>$.",
            zh_TW="類別 <right> 的機率是 <p_right>，其他各項都乘上 0：$-\\ln <p_right> = <answer>$。",
        ).filled(p_right=probabilities[right]),
    )


@question(topic="losses", slide="001 p. 84", exercise="exercise05")
def binary_cross_entropy_of_a_no(draw, reference):
    probability = draw.integer(5, 95) / 100
    asked = (np.array([probability]), np.array([0.0]))
    ids = ["yes-only", "same-logarithm-twice", "base-ten", "base-two", "sign-missing"]
    ids += ["decided-first"] if probability > 0.5 else []
    return Number(
        prompt=Text(
            en='A network looks at an X-ray picture and says <p> for "pneumonia" (one output, sigmoid). The '
            "patient is "
            "healthy. What is the binary cross-entropy? Use the natural logarithm; three decimals.",
            zh_TW="網路看了一張 X 光片，認為「肺炎」的機率是 <p>（單一輸出，sigmoid）。但這位病人其實很健康。"
            "二元交叉熵是多少？請用自然對數，寫到小數點後三位。",
        ),
        given={"p": probability},
        answer=reference.binary_cross_entropy(*asked),
        decimals=3,
        wrong=reference.wrong("binary_cross_entropy", *asked, ids=ids),
        explanation=Text(
            en='The right answer is "no", and the network gives it $1 - <p> = <q>$: $-\\ln <q> = <answer>$.',
            zh_TW="正確答案是「否」，網路給它的機率是 $1 - <p> = <q>$，所以 $-\\ln <q> = <answer>$。",
        ).filled(q=round(1 - probability, 2)),
    )


@question(topic="losses", slide="001 p. 84", exercise="exercise05")
def loss_before_any_training(draw, reference):
    classes = draw.choice([3, 4, 5, 6, 7, 8, 10, 12, 20, 50, 100, 200, 1000])
    asked = (np.full((1, classes), 1 / classes), np.eye(classes)[[0]])
    ids = ["base-ten", "base-two", "mean-over-classes", "logarithm-missing", "sign-missing"]
    return Number(
        prompt=Text(
            en="A network for <classes> classes has not learnt anything yet: it gives every class the same "
            "probability. "
            "Around which cross-entropy should its training start? Use the natural logarithm; three decimals.",
            zh_TW="一個 <classes> 類的分類網路還沒學到任何東西，對每個類別都給一樣的機率。"
            "訓練一開始的交叉熵應該大約是多少？請用自然對數，寫到小數點後三位。",
        ),
        given={"classes": classes},
        answer=reference.cross_entropy(*asked),
        decimals=3,
        wrong=reference.wrong("cross_entropy", *asked, ids=[each for each in ids if classes < 50 or each in ids[:2]]),
        explanation=Text(
            en="The right class gets $\\frac{1}{<classes>}$, whichever it is: "
            "$-\\ln \\frac{1}{<classes>} = \\ln <classes> = <answer>$. A first loss far above it points to a "
            "mistake.",
            zh_TW="不論哪一類正確，它的機率都是 $\\frac{1}{<classes>}$："
            "$-\\ln \\frac{1}{<classes>} = \\ln <classes> = <answer>$。如果一開始的損失遠大於它，程式多半有錯。",
        ),
    )


@question(topic="losses", slide="001 p. 84", exercise="exercise05")
def logarithm_in_a_slide(draw, reference):
    slip = draw.choice(["base-ten", "sign", "direction"])
    share, other = draw.integer(35, 90), draw.integer(3, 30)
    p, q, r = share / 100, other / 100, max(0.0, round(1 - share / 100 - other / 100, 2))
    if r == 0:
        q, r = round(1 - p - 0.01, 2), 0.01
    logarithm = math.log10(p) if slip == "base-ten" else math.log(p)
    loss = logarithm if slip == "sign" else -logarithm
    surer = (Text(en="larger", zh_TW="大")) if slip == "direction" else Text(en="smaller", zh_TW="小")
    return SpotTheError(
        prompt=Text(
            en="Somebody computes a cross-entropy with natural logarithms. Three classes got (<q>, <p>, <r>), and "
            "the "
            "class in the middle is right. Which line is wrong?",
            zh_TW="有人用自然對數計算交叉熵。三個類別的輸出是 (<q>, <p>, <r>)，中間那一類才正確。哪一行有錯？",
        ),
        given={"p": p, "q": q, "r": r},
        lines=(
            Text(
                en="$L = -(0 \\cdot \\ln <q> + 1 \\cdot \\ln <p> + 0 \\cdot \\ln <r>)$",
                zh_TW="$L = -(0 \\cdot \\ln <q> + 1 \\cdot \\ln <p> + 0 \\cdot \\ln <r>)$",
            ),
            Text(en="Two terms are 0, and $\\ln <p> = <log>$.", zh_TW="有兩項是 0，而 $\\ln <p> = <log>$。").filled(
                log=f"{logarithm:.3f}"
            ),
            Text(en="So $L = <loss>$.", zh_TW="所以 $L = <loss>$。").filled(loss=f"{loss:.3f}"),
            Text(
                en=f"Were the network surer of the right class, the loss would be {surer.en}.",
                zh_TW=f"如果網路對正確類別更有把握，損失會更{surer.zh_TW}。",
            ),
        ),
        answer={"base-ten": 2, "sign": 3, "direction": 4}[slip],
        wrong={"every-class-costs": 1, **({} if slip == "direction" else {"sureness-costs": 4})},
        explanation=Text(
            en="$L = -\\ln <p> = <right>$, and it falls as that probability rises. One slide takes $\\log_{10}$ "
            "instead of "
            "$\\ln$ and finds 0.222 where 0.511 is right.",
            zh_TW="$L = -\\ln <p> = <right>$，而且這個機率越大，損失越小。有一張投影片用了 $\\log_{10}$ 而不是 "
            "$\\ln$，"
            "把 0.511 寫成 0.222。",
        ).filled(right=f"{reference.cross_entropy(np.array([q, p, r]), np.array([0, 1, 0])):.3f}"),
    )


@question(topic="losses", slide="001 p. 81")
def column_that_is_no_softmax(draw, reference):
    sure = draw.integer(96, 98)
    plain = draw.integer(40, 60)
    rows = {
        "very-sure-thought-impossible": (sure, 99 - sure, 1),
        "undecided-thought-impossible": draw.shuffled((34, 33, 33)),
        "ordinary": draw.shuffled((plain, 90 - plain, 10)),
        "broken": tuple(draw.integer(low, low + 25) for low in draw.shuffled((40, 45, 50))),
    }
    order = draw.shuffled(sorted(rows))
    total = sum(rows["broken"]) / 100
    return SpotTheError(
        prompt=Text(
            en='A slide shows a table in which the "probabilities" of each image add up to 5 or so. Here are '
            "outputs of a "
            "network with three classes. Which line cannot come from a softmax?",
            zh_TW="有一張投影片的表格裡，每張影像的「機率」加起來竟有 5 左右。下面是某個三類網路的輸出。"
            "哪一行不可能是 softmax 算出來的？",
        ),
        lines=tuple(
            Text(
                en=f"image {name}: " + "  ".join(f"{each / 100:.2f}" for each in rows[key]),
                zh_TW=f"影像 {name}：" + "  ".join(f"{each / 100:.2f}" for each in rows[key]),
            )
            for name, key in zip("ABCD", order, strict=True)
        ),
        answer=order.index("broken") + 1,
        wrong={key: order.index(key) + 1 for key in sorted(rows) if key.endswith("impossible")},
        explanation=Text(
            en="Each number lies between 0 and 1, but they add up to <total>. What softmax gives adds up to 1, "
            "whether the "
            "network is sure or not.",
            zh_TW="每個數雖然都在 0 和 1 之間，加起來卻是 <total>。不管網路有沒有把握，softmax 的輸出加起來一定是 1。",
        ).filled(total=total),
    )


_TASKS = {
    "classes": (
        Text(
            en="Each photo shows one of <count> kinds of flowers; the last layer has <count> nodes.",
            zh_TW="每張照片是 <count> 種花的其中一種，最後一層有 <count> 個節點。",
        ),
        "softmax",
    ),
    "labels": (
        Text(
            en="A photo may show any of <count> objects, several at once or none; the last layer has <count> nodes.",
            zh_TW="一張照片裡可能出現 <count> 種物品中的任意幾種，也可能都沒有，最後一層有 <count> 個節點。",
        ),
        "sigmoid",
    ),
    "quantity": (
        Text(
            en="The network estimates <count> coordinates in millimetres; the last layer has <count> nodes.",
            zh_TW="網路要估計 <count> 個以公釐為單位的座標，最後一層有 <count> 個節點。",
        ),
        "none",
    ),
}
_ENDS = {
    "softmax": Text(en="softmax and categorical cross-entropy", zh_TW="softmax 與類別交叉熵（categorical）"),
    "sigmoid": Text(en="sigmoid and binary cross-entropy", zh_TW="sigmoid 與二元交叉熵（binary）"),
    "none": Text(en="no activation, and mean squared error", zh_TW="不加激勵函數，用均方誤差（MSE）"),
    "relu": Text(en="ReLU and the hinge loss, summed up", zh_TW="ReLU 與 hinge 損失，再加總起來"),
}
_CHOSEN_WRONGLY = {
    "softmax": "softmax-where-nothing-competes",
    "sigmoid": "yes-or-no-where-not-asked",
    "none": "distance-where-classes-are-asked",
    "relu": "hinge-behind-a-relu",
}


@question(topic="losses", slide="001 p. 84")
def loss_for_a_task(draw, reference):
    task = draw.choice(sorted(_TASKS))
    sentence, right = _TASKS[task]
    asked = Text(en=" Which end of the network and which loss fit?", zh_TW="網路的最後應該接什麼、用哪一種損失？")
    return Choice(
        prompt=Text(en=sentence.en + asked.en, zh_TW=sentence.zh_TW + asked.zh_TW),
        given={"task": task, "count": draw.integer(3, 20)},
        options={"right" if key == right else _CHOSEN_WRONGLY[key]: text for key, text in _ENDS.items()},
        explanation=Text(
            en="Softmax lets classes compete for a single 1; sigmoids answer each question for itself; a quantity "
            "needs no "
            "activation, and its distance from the truth is the loss.",
            zh_TW="softmax 讓各類別競爭同一個 1；sigmoid 讓每一題各自回答「是」或「否」；要預測數量則不需要激勵函數，"
            "損失就是和真值的距離。",
        ),
    )


@question(topic="losses", slide="001 p. 85", exercise="exercise05")
def mean_squared_error_by_hand(draw, reference):
    targets = draw.row(4, 0, 9)
    misses = draw.row(4, -4, 4)
    predictions = tuple(target + miss for target, miss in zip(targets, misses, strict=True))
    asked = (np.array(predictions), np.array(targets))
    ids = ["summed", "halved", "root-taken", "not-squared", "mean-squared", "difference-of-squares"]
    return Number(
        prompt=Text(
            en="What is the mean squared error of these predictions? Two decimals.",
            zh_TW="這些預測值的均方誤差（MSE）是多少？寫到小數點後兩位。",
        ),
        given={"predictions": predictions, "targets": targets},
        answer=reference.mean_squared_error(*asked),
        decimals=2,
        wrong=reference.wrong("mean_squared_error", *asked, ids=ids),
        explanation=Text(
            en="The differences are <misses>. Square each, add up to <total>, divide by 4: <answer>.",
            zh_TW="差值是 <misses>。各自平方後加總是 <total>，再除以 4，得到 <answer>。",
        ).filled(misses=misses, total=sum(miss * miss for miss in misses)),
    )


@question(topic="losses", slide="001 p. 85", exercise="exercise05")
def hinge_loss_by_hand(draw, reference):
    own = draw.integer(5, 25)
    others = (own + draw.integer(-8, 20), own + draw.integer(-8, 20), own - draw.integer(12, 40))
    tenths = draw.shuffled((own, *others))
    right, scores = tenths.index(own), tuple(each / 10 for each in tenths)
    asked = (np.array([scores]), np.array([right]))
    ids = ["right-class-counted", "margin-missing", "strongest-rival-only", "not-cut-off", "difference-reversed"]
    costs = [max(0.0, round(score - scores[right] + 1, 1)) for place, score in enumerate(scores) if place != right]
    return Number(
        prompt=Text(
            en="Four classes got the scores s, and class <right> is right (classes count from 0). What is the "
            "multi-class "
            "hinge loss with margin 1? One decimal.",
            zh_TW="四個類別的分數是 s，正確類別是 <right>（從 0 開始編號）。margin 為 1 時，"
            "多類別 hinge 損失是多少？寫到小數點後一位。",
        ),
        given={"right": right, "s": scores},
        answer=reference.hinge_loss(*asked),
        decimals=1,
        tolerance=0.05,
        wrong=reference.wrong("hinge_loss", *asked, ids=ids),
        explanation=Text(
            en="Each wrong class costs $\\max(0, s_j - s_y + 1)$ with $s_y = <s_right>$: <costs>, together <answer>.",
            zh_TW="每個錯誤類別的代價是 $\\max(0, s_j - s_y + 1)$，其中 $s_y = <s_right>$：依序為 <costs>，合計 "
            "<answer>。",
        ).filled(s_right=scores[right], costs=costs),
    )
