"""Questions on pooling."""

import numpy as np

from grader.core.quiz import Matrix, MultipleChoice, Number, Text, question


def _image(draw, low, high):
    """A 4×4 image as rows, and as the (1, 1, 4, 4) that pooling reads."""
    rows = np.array(draw.matrix(4, 4, low, high))
    return rows, rows[None, None]


@question(topic="pooling", slide="001 p. 53", exercise="exercise08")
def max_pooling_by_hand(draw, reference):
    rows, image = _image(draw, 0, 255)
    return Matrix(
        prompt=Text(
            en="What does max pooling with a 2×2 window and stride 2 make of A?",
            zh_TW="對 A 做視窗 2×2、步幅 2 的最大池化，結果是什麼？",
        ),
        given={"A": rows},
        answer=reference.max_pool2d(image)[0, 0],
        wrong={
            "stride-one": reference.mistaken("max_pool2d", "stride-one")(image)[0, 0],
            "smallest-instead-of-largest": reference.min_pool2d(image)[0, 0],
            "sum-instead-of-largest": reference.sum_pool2d(image)[0, 0],
        },
        explanation=Text(
            en="Cut A into four squares of 2×2 and take the largest number of each: <answer>.",
            zh_TW="把 A 切成四個 2×2 的方塊，各取最大的數：<answer>。",
        ),
    )


@question(topic="pooling", slide="001 p. 54", exercise="exercise08")
def average_pooling_by_hand(draw, reference):
    rows, image = _image(draw, 0, 20)
    corner = rows[:2, :2].ravel()
    return Matrix(
        prompt=Text(
            en="What does average pooling with a 2×2 window and stride 2 make of A? Two decimals.",
            zh_TW="對 A 做視窗 2×2、步幅 2 的平均池化，結果是什麼？寫到小數點後兩位。",
        ),
        given={"A": rows},
        answer=reference.avg_pool2d(image)[0, 0],
        decimals=2,
        wrong={
            **{
                mistake: reference.mistaken("avg_pool2d", mistake)(image)[0, 0]
                for mistake in ("stride-one", "not-divided", "truncated")
            },
            "largest-instead-of-mean": reference.max_pool2d(image)[0, 0],
        },
        explanation=Text(
            en="The mean of each square of 2×2; the first is $(<sum>) / 4$. All: <answer>.",
            zh_TW="每個 2×2 方塊取平均；第一個是 $(<sum>) / 4$。全部：<answer>。",
        ).filled(sum=" + ".join(map(str, corner))),
    )


@question(topic="pooling", slide="002 p. 34", exercise="exercise02")
def size_after_overlapping_pooling(draw, reference):
    window, stride = draw.choice([(3, 2), (4, 2), (5, 2), (4, 3), (5, 3), (6, 4)])
    size = draw.integer(20, 120)
    right = reference.pool_output_size(size, window, stride)
    return Number(
        prompt=Text(
            en="A feature map of side <size> goes through max pooling with a <window>×<window> window and stride <stride>, "
            "no padding. What is the side of the result?",
            zh_TW="邊長 <size> 的特徵圖經過視窗 <window>×<window>、步幅 <stride>、不填補的最大池化。結果的邊長是多少？",
        ),
        given={"size": size, "window": window, "stride": stride},
        answer=right,
        unit="px|像素",
        wrong={
            "plus-one-forgotten": right - 1,
            "window-taken-for-stride": reference.pool_output_size(size, window),
            "stride-taken-for-one": reference.pool_output_size(size, window, 1),
        },
        explanation=Text(
            en="As for a convolution: $\\lfloor (<size> - <window>) / <stride> \\rfloor + 1 = <answer>$. Windows overlap, as "
            "they do in AlexNet, where 3×3 with stride 2 makes 27 of 55.",
            zh_TW="和卷積一樣：$\\lfloor (<size> - <window>) / <stride> \\rfloor + 1 = <answer>$。視窗會重疊，"
            "像 AlexNet 用 3×3、步幅 2，把 55 變成 27。",
        ),
    )


@question(topic="pooling", slide="001 p. 54", exercise="exercise08")
def numbers_left_after_pooling(draw, reference):
    channels, half = draw.choice([3, 8, 16, 32, 64]), draw.integer(4, 32)
    side = 2 * half
    return Number(
        prompt=Text(
            en="A slide says that 2×2 pooling with stride 2 gives a map of half the input's size. An input has <channels> "
            "channels of <side>×<side>. How many numbers are left in all?",
            zh_TW="有一張投影片說，2×2、步幅 2 的池化會得到輸入一半大小的特徵圖。輸入有 <channels> 個通道，每個 <side>×<side>。"
            "池化後總共剩下幾個數？",
        ),
        given={"channels": channels, "side": side},
        answer=channels * half * half,
        wrong={
            "half-of-the-area": channels * side * side // 2,
            "channels-mixed": half * half,
            "channels-halved-too": channels * half * half // 2,
        },
        explanation=Text(
            en="Each side is halved, so the area is a quarter, and every channel is kept: "
            "$<channels> \\cdot <half> \\cdot <half> = <answer>$.",
            zh_TW="每一邊減半，所以面積是四分之一，而通道都還在：$<channels> \\cdot <half> \\cdot <half> = <answer>$。",
        ).filled(half=half),
    )


@question(topic="pooling", slide="001 p. 55", exercise="exercise08")
def pooling_after_a_shift(draw, reference):
    row, column, value = draw.integer(0, 3), draw.integer(0, 2), draw.integer(2, 9)
    before, after = np.zeros((4, 4), dtype=int), np.zeros((4, 4), dtype=int)
    before[row, column] = after[row, column + 1] = value
    pooled, moved = (reference.max_pool2d(image[None, None])[0, 0] for image in (before, after))
    along = np.pad(pooled, ((0, 0), (1, 0)))[:, :2]
    wrong = {"pooling-moves-with-the-image": along} if (pooled == moved).all() else {"pooling-never-changes": pooled}
    return Matrix(
        prompt=Text(
            en="Everything in the image A moves one pixel to the right; at the left a column of zeros comes in. What does "
            "max pooling (2×2, stride 2) give for the moved image?",
            zh_TW="影像 A 的內容整個往右移一個像素，左邊補進一行 0。對移動後的影像做最大池化（2×2、步幅 2），結果是什麼？",
        ),
        given={"A": before},
        answer=moved,
        wrong={**wrong, "sizes-of-the-image-kept": after},
        explanation=Text(
            en="The <value> now lies in column <column> of A. It changes its window only if it crosses from column 2 to 3: "
            "pooling bears small shifts, but not all. Before: <before>; now: <answer>.",
            zh_TW="<value> 現在在 A 的第 <column> 行。只有從第 2 行跨到第 3 行時，才會換到另一個視窗：池化能容忍小的移動，"
            "但不是全部。移動前：<before>；現在：<answer>。",
        ).filled(
            value=value,
            column=column + 2,
            before="; ".join(" ".join(str(int(cell)) for cell in line) for line in pooled),
        ),
    )


_TRUE = {
    "smaller": Text(en="Height and width of the maps get smaller.", zh_TW="特徵圖的高和寬會變小。"),
    "later": Text(en="A dense layer after it needs fewer weights.", zh_TW="後面的全連接層需要的權重變少。"),
    "tolerant": Text(en="Small shifts often leave the result as it is.", zh_TW="小的位移常常不會改變結果。"),
    "channels": Text(en="There are as many channels as before.", zh_TW="通道數和之前一樣。"),
}
_FALSE = {
    "pooling-learns": Text(en="It learns which pixels matter.", zh_TW="它會學習哪些像素重要。"),
    "pooling-loses-nothing": Text(en="No information of the map is lost.", zh_TW="特徵圖的資訊完全不會遺失。"),
    "pooling-mixes-channels": Text(en="It takes the maximum over all channels.", zh_TW="它跨越所有通道取最大值。"),
}


@question(topic="pooling", slide="001 p. 52")
def what_pooling_does(draw, reference):
    count = draw.integer(1, 3)
    right, wrong = sorted(draw.sample(sorted(_TRUE), count)), sorted(draw.sample(sorted(_FALSE), 4 - count))
    return MultipleChoice(
        prompt=Text(
            en="A slide praises pooling for fewer parameters without losing what matters. What is true of max pooling, "
            "2×2 with stride 2? Choose all.",
            zh_TW="有一張投影片稱讚池化「在不丟失重要資訊的情況下減少訓練參數」。關於 2×2、步幅 2 的最大池化，"
            "下列哪些正確？請選出所有正確的選項。",
        ),
        options={**{key: _TRUE[key] for key in right}, **{key: _FALSE[key] for key in wrong}},
        answer=tuple(right),
        explanation=Text(
            en="Pooling has no weights itself and drops three of four numbers. It saves weights only in a dense layer that "
            "comes later, because fewer numbers reach it. Each channel is pooled by itself.",
            zh_TW="池化本身沒有權重，而且四個數丟掉三個。它只讓後面的全連接層省下權重，因為傳過去的數變少了。每個通道各自池化。",
        ),
    )
