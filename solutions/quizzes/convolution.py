"""Questions on convolution and output sizes."""

import numpy as np

from grader.core.quiz import Formula, Matrix, Text, question


@question(topic="convolution", slide="001 p. 6", exercise="exercise01")
def small_convolution(draw, reference):
    image, kernel = np.array(draw.matrix(4, 4, 0, 3)), np.array(draw.matrix(2, 2, -1, 2))
    return Matrix(
        prompt=Text(
            en="The kernel K slides over the image A as in a CNN, with stride 1 and no padding. What is the result?",
            zh_TW="依照 CNN 的做法，讓核 K 在影像 A 上滑動，步幅為 1、不填補。結果是什麼？",
        ),
        given={"A": image, "K": kernel},
        answer=reference.conv2d(image, kernel),
        wrong=reference.wrong("conv2d", image, kernel, ids=["flipped-kernel"]),
        explanation=Text(
            en="Lay K on A as it is, multiply cell by cell, add up, and move on by one pixel.",
            zh_TW="把 K 直接疊在 A 上，逐格相乘後加總，再移動一格。",
        ),
    )


@question(topic="output-size", slide="001 p. 43", exercise="exercise02")
def output_size_formula(draw, reference):
    del draw, reference
    return Formula(
        prompt=Text(
            en="How many positions does a kernel of size f take along a side of n pixels, with padding p on both ends "
            "and stride s? Write a formula in n, f, p, s.",
            zh_TW="邊長 n 個像素、兩端各填補 p、步幅 s，大小為 f 的核在這一邊有幾個位置？請用 n、f、p、s 寫出公式。",
        ),
        answer="floor((n + 2*p - f)/s) + 1",
        variables={"n": (16, 64), "f": (2, 7), "p": (0, 3), "s": (2, 4)},
        wrong={"padding-on-one-end": "floor((n + p - f)/s) + 1", "plus-one-forgotten": "floor((n + 2*p - f)/s)"},
        explanation=Text(
            en="$\\lfloor \\frac{n+2p-f}{s} \\rfloor + 1$: the room that the kernel has to move, in steps, and where it starts.",
            zh_TW="$\\lfloor \\frac{n+2p-f}{s} \\rfloor + 1$：核可以移動的距離換算成步數，再加上起點。",
        ),
    )
