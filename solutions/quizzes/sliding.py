"""Questions on what a kernel computes while it slides: single cells, whole maps, flipped kernels, edges."""

import numpy as np

from grader.core.quiz import Choice, Matrix, Number, SpotTheError, Text, question


def _products(window, kernel):
    """The sum of a cell as mathematics: each pixel times its weight."""
    pairs = zip(np.ravel(window).tolist(), np.ravel(kernel).tolist(), strict=True)
    return " + ".join(f"{pixel} \\cdot {weight if weight >= 0 else f'({weight})'}" for pixel, weight in pairs)


@question(topic="convolution", slide="001 p. 7", exercise="exercise01")
def one_cell_of_a_map(draw, reference):
    image, kernel = np.array(draw.matrix(5, 5, 0, 5)), np.array(draw.matrix(3, 3, -2, 2))
    row, column = draw.integer(1, 2), draw.integer(1, 2)
    cell = (row - 1, column - 1)
    right = reference.conv2d(image, kernel)
    return Number(
        prompt=Text(
            en="The 3×3 kernel K slides over the 5×5 image A, stride 1, no padding. Which number stands in row <row>, "
            "column <column> of the feature map? Rows and columns are counted from one.",
            zh_TW="3×3 的核 K 在 5×5 的影像 A 上滑動，步幅 1，不填補。特徵圖第 <row> 列、第 <column> 行的數字是多少？"
            "列和行都從一開始數。",
        ),
        given={"A": image, "K": kernel, "row": row, "column": column},
        answer=int(right[cell]),
        wrong={
            "flipped-kernel": reference.mistaken("conv2d", "flipped-kernel")(image, kernel)[cell],
            "transposed-kernel": reference.mistaken("conv2d", "transposed-kernel")(image, kernel)[cell],
            "counted-from-zero": right[row, column],
            "window-centred-on-the-cell": reference.conv2d(image, kernel, 1, 1)[cell],
        },
        explanation=Text(
            en="The window begins in row <row>, column <column> of A: $<sum> = <answer>$.",
            zh_TW="視窗從 A 的第 <row> 列、第 <column> 行開始：$<sum> = <answer>$。",
        ).filled(sum=_products(image[row - 1 : row + 2, column - 1 : column + 2], kernel)),
    )


@question(topic="convolution", slide="001 p. 12", exercise="exercise01")
def edge_detector_map(draw, reference):
    edge, low, high = draw.integer(1, 4), draw.integer(0, 3), draw.integer(5, 9)
    values = draw.choice([(low, high), (high, low)])
    image = np.array([[values[column >= edge] for column in range(5)]] * 5)
    kernel = np.array([[1, 0, -1]] * 3)
    if draw.choice(["vertical", "horizontal"]) == "horizontal":
        image, kernel = image.T, kernel.T
    answer = reference.conv2d(image, kernel)
    return Matrix(
        prompt=Text(
            en="K is an edge detector. It slides over the image A, stride 1, no padding, without being flipped. "
            "What is the feature map?",
            zh_TW="K 是邊緣偵測器，不翻轉，在影像 A 上滑動，步幅 1，不填補。特徵圖是什麼？",
        ),
        given={"A": image, "K": kernel},
        answer=answer,
        wrong={
            **reference.wrong("conv2d", image, kernel, ids=["flipped-kernel", "transposed-kernel"]),
            "one-line-of-the-kernel": answer / 3,
        },
        explanation=Text(
            en="Where the window sees one value only, the products cancel. Where it covers the edge, each of its three "
            "lines gives the difference of the two values, with the sign of the direction: <answer>.",
            zh_TW="視窗內只有同一個值時，乘積互相抵消；視窗跨過邊緣時，三列（或三行）各給出兩個值的差，"
            "正負號由方向決定：<answer>。",
        ),
    )


@question(topic="convolution", slide="001 p. 6", exercise="exercise01")
def convolution_of_mathematics(draw, reference):
    image, kernel = np.array(draw.matrix(3, 3, 0, 4)), np.array(draw.matrix(2, 2, -2, 3))
    return Matrix(
        prompt=Text(
            en="A slide says “convolution” and computes cross-correlation, as all deep-learning libraries do. "
            "Compute the true convolution of mathematics of A and K, stride 1, at the positions where K lies wholly "
            "inside A.",
            zh_TW="有一張投影片寫「卷積」，算的其實是互相關（深度學習套件都這樣）。請算出 A 和 K 在數學定義下真正的卷積，"
            "步幅 1，只取 K 完全落在 A 之內的位置。",
        ),
        given={"A": image, "K": kernel},
        answer=reference.mistaken("conv2d", "flipped-kernel")(image, kernel),
        wrong={
            "kernel-not-flipped": reference.conv2d(image, kernel),
            "flipped-in-one-direction": reference.conv2d(image, kernel[::-1]),
            "transposed-kernel": reference.mistaken("conv2d", "transposed-kernel")(image, kernel),
        },
        explanation=Text(
            en="Turn K upside down and left to right, then slide it as usual. The first cell: $<sum>$. All: <answer>.",
            zh_TW="先把 K 上下、左右都翻轉，再照常滑動。第一格：$<sum>$。全部：<answer>。",
        ).filled(sum=_products(image[:2, :2], kernel[::-1, ::-1])),
    )


@question(topic="convolution", slide="001 p. 25", exercise="exercise01")
def wide_kernel_on_stripes(draw, reference):
    stripes, row = draw.row(6, 0, 3), draw.row(5, -1, 2)
    image, kernel = np.array([stripes] * 6), np.array([row] * 5)
    one_row = int(np.dot(stripes[:5], row))
    return Number(
        prompt=Text(
            en="All six rows of the image A are equal, and so are all five rows of the kernel K. A slide shows such a "
            "case, with numbers that are too small. Which number stands at the top left of the map (stride 1, no "
            "padding)?",
            zh_TW="影像 A 的六列都相同，核 K 的五列也都相同。有一張投影片畫了這種例子，但結果的數字太小。"
            "步幅 1、不填補時，特徵圖左上角的數字是多少？",
        ),
        given={"A": image, "K": kernel},
        answer=int(reference.conv2d(image, kernel)[0, 0]),
        wrong={
            "rows-of-a-smaller-kernel": 3 * one_row,
            "one-row-of-the-kernel": one_row,
            "flipped-kernel": reference.mistaken("conv2d", "flipped-kernel")(image, kernel)[0, 0],
        },
        explanation=Text(
            en="One row gives $<sum> = <one>$, and the kernel has five rows: $5 \\cdot (<one>) = <answer>$. The slide's "
            "3 is what three rows of its kernel would give; it should be 5.",
            zh_TW="一列的和是 $<sum> = <one>$，核有五列：$5 \\cdot (<one>) = <answer>$。"
            "投影片上的 3 是只加三列的結果，應該是 5。",
        ).filled(sum=_products(stripes[:5], row), one=one_row),
    )


@question(topic="convolution", slide="001 p. 7")
def slip_in_a_sum(draw, reference):
    window, kernel = draw.matrix(3, 3, 1, 4), draw.matrix(3, 3, -1, 1)
    wrong_row = draw.integer(0, 2)
    kernel = tuple((*row[:2], -1) if place == wrong_row else row for place, row in enumerate(kernel))
    sums = [int(np.dot(pixels, weights)) for pixels, weights in zip(window, kernel, strict=True)]
    sums[wrong_row] += 2 * window[wrong_row][2]
    rows = [
        Text(en="Row <row>: $<sum> = <total>$", zh_TW="第 <row> 列：$<sum> = <total>$").filled(
            row=place + 1, sum=_products(window[place], kernel[place]), total=sums[place]
        )
        for place in range(3)
    ]
    total = Text(en="In all: $<rows> = <total>$", zh_TW="合計：$<rows> = <total>$")
    right = sums[wrong_row] - 2 * window[wrong_row][2]
    return SpotTheError(
        prompt=Text(
            en="Somebody computes one cell of a feature map from a 3×3 window and a 3×3 kernel, row by row. In which "
            "line is a slip made?",
            zh_TW="有人用 3×3 的視窗和 3×3 的核，逐列計算特徵圖的一格。哪一行算錯了？",
        ),
        given={"window": window, "kernel": kernel},
        lines=(*rows, total.filled(rows=" + ".join(f"({each})" for each in sums), total=sum(sums))),
        answer=wrong_row + 1,
        wrong={"carried-on-not-made": 4},
        explanation=Text(
            en="A weight of −1 takes its pixel away: $<sum> = <right>$, not <shown>. The last line only carries the "
            "slip on.",
            zh_TW="權重是 −1 時要減去該像素：$<sum> = <right>$，不是 <shown>。最後一行只是沿用前面的錯。",
        ).filled(sum=_products(window[wrong_row], kernel[wrong_row]), right=right, shown=sums[wrong_row]),
    )


def _worded(text, **words):
    """The text with words filled in that differ between the languages."""
    english = text.filled(**{name: word.en for name, word in words.items()})
    chinese = text.filled(**{name: word.zh_TW for name, word in words.items()})
    return Text(en=english.en, zh_TW=chinese.zh_TW)


_BRIGHT = {
    "left": (Text(en="the left", zh_TW="左側"), Text(en="the right", zh_TW="右側"), ((1, 0, -1),) * 3),
    "right": (Text(en="the right", zh_TW="右側"), Text(en="the left", zh_TW="左側"), ((-1, 0, 1),) * 3),
    "top": (
        Text(en="the top", zh_TW="上方"),
        Text(en="the bottom", zh_TW="下方"),
        ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
    ),
    "bottom": (
        Text(en="the bottom", zh_TW="下方"),
        Text(en="the top", zh_TW="上方"),
        ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    ),
}


def _rows(kernel):
    """A kernel in one line, its rows in brackets."""
    text = " ".join("[" + " ".join(str(weight).replace("-", "−") for weight in row) + "]" for row in kernel)
    return Text(en=text, zh_TW=text)


@question(topic="convolution", slide="001 p. 11")
def kernel_for_an_edge(draw, reference):
    side = draw.choice(sorted(_BRIGHT))
    bright, dark, kernel = _BRIGHT[side]
    flat = draw.choice([((1, 1, 1),) * 3, ((0, 0, 0), (0, 1, 0), (0, 0, 0))])
    return Choice(
        prompt=_worded(
            Text(
                en="A window is bright on <bright> and dark on <dark>. Which 3×3 kernel, laid on it as it is, gives a "
                "large positive number here and 0 where all pixels are equal? Rows are given from top to bottom.",
                zh_TW="有一個視窗，<bright>亮、<dark>暗。哪一個 3×3 的核直接疊上去（不翻轉）會在這裡得到很大的正數，"
                "而在所有像素都相同的地方得到 0？核的各列由上到下寫出。",
            ),
            bright=bright,
            dark=dark,
        ),
        given={"bright_side": side},
        options={
            "right": _rows(kernel),
            "edge-with-the-sign-reversed": _rows(-np.array(kernel)),
            "edge-in-the-other-direction": _rows(np.array(kernel).T),
            "kernel-that-sees-no-difference": _rows(flat),
        },
        explanation=Text(
            en="Positive weights must lie on the bright side, negative ones on the dark side, and their sum must be 0.",
            zh_TW="正的權重要在亮的一側，負的在暗的一側，而且權重的總和要是 0。",
        ),
    )
