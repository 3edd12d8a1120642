"""Questions on padding and stride."""

import numpy as np

from grader.core.quiz import Formula, Matrix, MultipleChoice, Number, Text, question


@question(topic="padding", slide="001 p. 33", exercise="exercise01")
def padded_map(draw, reference):
    image, kernel = np.array(draw.matrix(3, 3, 1, 5)), np.array(draw.matrix(3, 3, -1, 2))
    ids = ["padding-ignored", "padding-on-one-side", "image-in-the-corner", "result-padded", "padding-repeats-the-edge"]
    return Matrix(
        prompt=Text(
            en="The kernel K slides over the image A as in a CNN, with stride 1 and zero padding 1. What is the "
            "feature map?",
            zh_TW="依照 CNN 的做法，讓核 K 在影像 A 上滑動，步幅 1，四周零填補 1。特徵圖是什麼？",
        ),
        given={"A": image, "K": kernel},
        answer=reference.conv2d(image, kernel, 1, 1),
        wrong=reference.wrong("conv2d", image, kernel, 1, 1, ids=ids),
        explanation=Text(
            en="Put one frame of zeros around A, which makes it 5×5, then slide K over that: <answer>. The cell in the "
            "middle is the one without padding.",
            zh_TW="先在 A 的四周補一圈 0，變成 5×5，再讓 K 在上面滑動：<answer>。正中央那一格就是沒有填補時的結果。",
        ),
    )


@question(topic="padding", slide="001 p. 33", exercise="exercise01")
def corner_of_a_padded_map(draw, reference):
    image, kernel = np.array(draw.matrix(5, 5, 0, 4)), np.array(draw.matrix(3, 3, -2, 2))
    without = reference.conv2d(image, kernel)
    ids = ["padding-repeats-the-edge", "flipped-kernel"]
    wrong = {mistake: reference.mistaken("conv2d", mistake)(image, kernel, 1, 1)[0, 0] for mistake in ids}
    return Number(
        prompt=Text(
            en="M is the map of A and K without padding, stride 1. A slide draws the map for zero padding 1 with M in "
            "its top left corner. Which number does really stand at the very top left of the padded map?",
            zh_TW="M 是 A 和 K 在步幅 1、不填補時的特徵圖。有一張投影片畫零填補 1 的結果時，把 M 原封不動放在左上角。"
            "填補後的特徵圖，最左上角的數字其實是多少？",
        ),
        given={"A": image, "K": kernel, "M": without},
        answer=int(reference.conv2d(image, kernel, 1, 1)[0, 0]),
        wrong={"top-left-not-centre": without[0, 0], **wrong},
        explanation=Text(
            en="There only the lower right 2×2 part of K meets the image, all else meets zeros: $<sum> = <answer>$.",
            zh_TW="在那裡，只有 K 右下角的 2×2 疊在影像上，其他都乘到 0：$<sum> = <answer>$。",
        ).filled(sum=" + ".join(f"{image[y, x]} \\cdot ({kernel[y + 1, x + 1]})" for y in (0, 1) for x in (0, 1))),
    )


@question(topic="padding", slide="001 p. 33")
def where_the_unpadded_map_lies(draw, reference):
    side, padding = draw.integer(5, 9), draw.choice([1, 2, 3])
    row, column = draw.integer(1, side - 2), draw.integer(1, side - 2)
    return Matrix(
        prompt=Text(
            en="A 3×3 kernel slides with stride 1 over a <side>×<side> image. Without padding, a certain number stands "
            "in row <row>, column <column> of the map. With zero padding <padding>, in which row and column does it "
            "stand? Count from one; type the row, then the column.",
            zh_TW="3×3 的核以步幅 1 在 <side>×<side> 的影像上滑動。不填補時，某個數字在特徵圖的第 <row> 列、第 <column> 行。"
            "改成零填補 <padding> 之後，它在第幾列、第幾行？從一開始數；先寫列，再寫行。",
        ),
        given={"side": side, "padding": padding, "row": row, "column": column},
        answer=(row + padding, column + padding),
        wrong={
            "top-left-not-centre": (row, column),
            "shifted-by-both-ends": (row + 2 * padding, column + 2 * padding),
            "shifted-the-wrong-way": (row - padding, column - padding),
        },
        explanation=Text(
            en="In each direction, new positions come before the old ones, <padding> of them: row $<row> + <padding>$, column "
            "$<column> + <padding>$. The old map lies in the centre of the new one.",
            zh_TW="每個方向在原有位置之前都多出 <padding> 個：列是 $<row> + <padding>$，行是 $<column> + <padding>$。"
            "舊的特徵圖在新特徵圖的正中央。",
        ),
    )


@question(topic="padding", slide="004 p. 23", exercise="exercise02")
def padding_that_keeps_the_size(draw, reference):
    kernel, dilation = draw.choice([3, 5, 7, 9, 11]), draw.choice([2, 3, 4])
    ids = ["plus-for-minus", "both-ends-together", "dilation-ignored"]
    return Number(
        prompt=Text(
            en="A kernel of <kernel>×<kernel> weights with dilation <dilation> moves with stride 1. How many zeros "
            "must be added at each end of a side, so that the map is as large as the image?",
            zh_TW="一個 <kernel>×<kernel> 的核，擴張率（dilation）為 <dilation>，步幅為 1。"
            "每一邊的兩端各要補幾個 0，特徵圖才會和影像一樣大？",
        ),
        given={"kernel": kernel, "dilation": dilation},
        answer=reference.same_padding(kernel, dilation),
        wrong=reference.wrong("same_padding", kernel, dilation, ids=ids),
        explanation=Text(
            en="The kernel spans $<dilation> \\cdot (<kernel> - 1) + 1 = <span>$ pixels, so $<lost>$ positions are lost "
            "on a side; half of them come back at each end: $<lost> / 2 = <answer>$.",
            zh_TW="核跨越 $<dilation> \\cdot (<kernel> - 1) + 1 = <span>$ 個像素，每邊少了 $<lost>$ 個位置，"
            "兩端各補一半：$<lost> / 2 = <answer>$。",
        ).filled(span=dilation * (kernel - 1) + 1, lost=dilation * (kernel - 1)),
    )


@question(topic="padding", slide="004 p. 23", exercise="exercise02")
def same_padding_formula(draw, reference):
    letters = draw.choice([("k", "d"), ("f", "r"), ("k", "r")])
    kernel, dilation = letters

    def of(formula):
        return formula.replace("KERNEL", kernel).replace("DILATION", dilation)

    return Formula(
        prompt=Text(
            en="On a slide the formula for “same” padding has lost its minus sign. Write it for an odd kernel of "
            "<letter> weights a side and dilation <other>: how many zeros at each end of a side keep the size at "
            "stride 1? A formula in <letter> and <other>.",
            zh_TW="有一張投影片上「same」填補的公式掉了減號。設核的邊長 <letter> 是奇數、擴張率為 <other>、步幅為 1："
            "每一邊的兩端各補幾個 0，大小才不變？請用 <letter> 和 <other> 寫出公式。",
        ).filled(letter=kernel, other=dilation),
        answer=of("DILATION*(KERNEL - 1)/2"),
        variables={kernel: (3, 11), dilation: (2, 5)},
        wrong={
            "plus-for-minus": of("DILATION*(KERNEL + 1)/2"),
            "both-ends-together": of("DILATION*(KERNEL - 1)"),
            "dilation-ignored": of("(KERNEL - 1)/2"),
            "dilation-times-kernel": of("(DILATION*KERNEL - 1)/2"),
        },
        explanation=Text(
            en="$<d> (<k> - 1)$ positions are lost on each side of the image, half of them at each end.",
            zh_TW="影像的每一邊少了 $<d> (<k> - 1)$ 個位置，兩端各佔一半。",
        ).filled(d=dilation, k=kernel),
    )


@question(topic="padding", slide="001 p. 29", exercise="exercise01")
def zeros_in_the_frame(draw, reference):
    side, padding = draw.integer(5, 32), draw.integer(1, 4)
    total = (side + 2 * padding) ** 2
    return Number(
        prompt=Text(
            en="Zero padding <padding> is put around an image of <side>×<side> pixels with one channel. How many zeros "
            "are added in all?",
            zh_TW="在一張單通道、<side>×<side> 像素的影像四周做零填補 <padding>。總共補了多少個 0？",
        ),
        given={"side": side, "padding": padding},
        answer=total - side * side,
        wrong={
            "padding-on-one-side": (side + padding) ** 2 - side * side,
            "corners-left-out": 4 * side * padding,
            "corners-counted-twice": 4 * (side + 2 * padding) * padding,
        },
        explanation=Text(
            en="The padded image has $(<side> + 2 \\cdot <padding>)^2 = <total>$ pixels, and $<side>^2 = <inner>$ of "
            "them are the image: $<total> - <inner> = <answer>$.",
            zh_TW="填補後有 $(<side> + 2 \\cdot <padding>)^2 = <total>$ 個像素，其中 $<side>^2 = <inner>$ 個是原影像："
            "$<total> - <inner> = <answer>$。",
        ).filled(total=total, inner=side * side),
    )


_WHY = {
    "size": Text(en="Maps do not shrink with every layer.", zh_TW="特徵圖不會每過一層就變小。"),
    "corners": Text(en="Corner pixels take part in more windows.", zh_TW="角落的像素會被更多視窗用到。"),
    "depth": Text(en="More layers can follow before nothing is left.", zh_TW="可以接很多層而不會縮到沒有。"),
    "border": Text(en="The border gets cells in the map, too.", zh_TW="影像邊緣在特徵圖上也有對應的格子。"),
}
_WHY_NOT = {
    "padding-changes-the-parameters": Text(en="The filters have fewer weights.", zh_TW="濾波器的權重會變少。"),
    "padding-adds-information": Text(en="The zeros add information to the image.", zh_TW="補上的 0 讓影像多了資訊。"),
    "padding-makes-sharper": Text(en="The features become sharper.", zh_TW="特徵會變得更清晰。"),
    "padding-always-needed": Text(en="Without it no kernel can slide.", zh_TW="沒有填補，核就無法滑動。"),
}


@question(topic="padding", slide="001 p. 34")
def why_padding(draw, reference):
    count = draw.integer(1, 3)
    right, wrong = sorted(draw.sample(sorted(_WHY), count)), sorted(draw.sample(sorted(_WHY_NOT), 4 - count))
    return MultipleChoice(
        prompt=Text(
            en="Zero padding of (side of the kernel − 1)/2 is added to a convolutional layer. What does this achieve? "
            "Choose all.",
            zh_TW="在卷積層加上 (核的邊長 − 1)/2 的零填補，有什麼效果？請選出所有正確的選項。",
        ),
        options={**{key: _WHY[key] for key in right}, **{key: _WHY_NOT[key] for key in wrong}},
        answer=tuple(right),
        explanation=Text(
            en="With padding the map keeps the size of the image, and pixels at the border and in the corners are seen "
            "by more windows. The number of weights is that of the kernel, with or without padding.",
            zh_TW="有了填補，特徵圖和影像一樣大，邊緣和角落的像素也會被更多視窗看到。權重的數目只看核，和有沒有填補無關。",
        ),
    )


@question(topic="stride", slide="002 p. 23", exercise="exercise01")
def laplacian_with_stride(draw, reference):
    image, kernel = np.array(draw.matrix(5, 5, 0, 9)), np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    ids = ["stride-ignored", "stride-on-rows-only", "stride-in-size-only"]
    middle = image[1, 1]
    return Matrix(
        prompt=Text(
            en="The kernel K slides over the image A with stride 2 in both directions, no padding. What is the map?",
            zh_TW="核 K 以步幅 2（兩個方向都是）在影像 A 上滑動，不填補。特徵圖是什麼？",
        ),
        given={"A": image, "K": kernel},
        answer=reference.conv2d(image, kernel, 2),
        wrong=reference.wrong("conv2d", image, kernel, 2, ids=ids),
        explanation=Text(
            en="The windows begin in rows and columns 1 and 3. Each cell is its four neighbours less four times the "
            "middle, first $<four> - 4 \\cdot <middle> = <first>$. All: <answer>.",
            zh_TW="視窗從第 1、3 列和第 1、3 行開始。每一格是上下左右四個像素的和減去四倍的中央，"
            "第一格是 $<four> - 4 \\cdot <middle> = <first>$。全部：<answer>。",
        ).filled(
            four=f"({image[0, 1]} + {image[1, 0]} + {image[1, 2]} + {image[2, 1]})",
            middle=middle,
            first=int(reference.conv2d(image, kernel, 2)[0, 0]),
        ),
    )


@question(topic="stride", slide="001 p. 39", exercise="exercise01")
def where_a_window_begins(draw, reference):
    stride, row, column = draw.choice([2, 3, 4]), draw.integer(2, 9), draw.integer(2, 9)
    kernel = draw.choice([3, 5, 7])
    return Matrix(
        prompt=Text(
            en="A <kernel>×<kernel> kernel slides with stride <stride> and no padding. Which pixel of the image lies at "
            "the top left of the window for row <row>, column <column> of the map? Count from one; type its row, then "
            "its column.",
            zh_TW="<kernel>×<kernel> 的核以步幅 <stride> 滑動，不填補。特徵圖第 <row> 列、第 <column> 行所對應的視窗，"
            "左上角是影像的哪一個像素？從一開始數；先寫列，再寫行。",
        ),
        given={"kernel": kernel, "stride": stride, "row": row, "column": column},
        answer=((row - 1) * stride + 1, (column - 1) * stride + 1),
        wrong={
            "stride-ignored": (row, column),
            "position-times-stride": (row * stride, column * stride),
            "windows-side-by-side": ((row - 1) * kernel + 1, (column - 1) * kernel + 1),
        },
        explanation=Text(
            en="From the first window on, <down> and <right> steps of <stride> pixels: row "
            "$1 + <down> \\cdot <stride> = <y>$, column $1 + <right> \\cdot <stride> = <x>$.",
            zh_TW="從第一個視窗起，往下 <down> 步、往右 <right> 步，每步 <stride> 個像素："
            "列 $1 + <down> \\cdot <stride> = <y>$，行 $1 + <right> \\cdot <stride> = <x>$。",
        ).filled(down=row - 1, right=column - 1, y=(row - 1) * stride + 1, x=(column - 1) * stride + 1),
    )


_CHANGES = {
    "size": Text(en="height and width of the feature map", zh_TW="特徵圖的高和寬"),
    "work": Text(en="the number of multiplications", zh_TW="乘法的次數"),
    "overlap": Text(en="how many windows a pixel is part of", zh_TW="一個像素會被幾個視窗用到"),
    "field": Text(en="how much of the image later layers see", zh_TW="後面的層看得到多大的影像範圍"),
}
_STAYS = {
    "stride-changes-the-parameters": Text(en="the number of weights to be learnt", zh_TW="要學的權重數目"),
    "stride-changes-the-channels": Text(en="the number of output channels", zh_TW="輸出的通道數"),
    "stride-spreads-the-kernel": Text(en="the distance between the kernel's weights", zh_TW="核裡相鄰權重的距離"),
}


@question(topic="stride", slide="001 p. 42")
def what_a_stride_changes(draw, reference):
    stride = draw.choice([2, 3, 4])
    count = draw.integer(1, 3)
    right, wrong = sorted(draw.sample(sorted(_CHANGES), count)), sorted(draw.sample(sorted(_STAYS), 4 - count))
    return MultipleChoice(
        prompt=Text(
            en="The stride of a convolutional layer with 3×3 kernels is raised from 1 to <stride>; all else stays. "
            "Which of these change? Choose all.",
            zh_TW="把一個卷積層（3×3 的核）的步幅從 1 改成 <stride>，其他設定不變。下列哪些會改變？請選出所有正確的選項。",
        ),
        given={"stride": stride},
        options={**{key: _CHANGES[key] for key in right}, **{key: _STAYS[key] for key in wrong}},
        answer=tuple(right),
        explanation=Text(
            en="The same filters stop at fewer places: the map gets smaller, fewer products are needed, windows overlap "
            "less, and one step in the next layer is <stride> pixels. Weights, channels and the kernel itself stay.",
            zh_TW="同樣的濾波器只是停在較少的位置：特徵圖變小、乘法變少、視窗重疊變少，下一層走一步等於 <stride> 個像素。"
            "權重、通道數和核本身都不變。",
        ),
    )
