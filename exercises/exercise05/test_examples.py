"""
Public examples of exercise05: numbers from the course's slides, recomputed, and some to check by hand.

Run them with `pytest exercises/exercise05`; `grade exercise05` runs them too. Where a slide has another number, the
title of the example says so.
"""

import numpy as np
import pytest
from losses import (
    binary_cross_entropy,
    cross_entropy,
    cross_entropy_from_logits,
    hinge_loss,
    mean_absolute_error,
    mean_squared_error,
)

from grader.suite import rejects, same

PREDICTED = np.array([0.3, 0.6, 0.1])
TABLE = np.array([0.1, 0.2, 0.1, 0.05, 0.05, 0.05, 0.05, 0.3, 0.05, 0.05])
LOGITS = np.array([[2.0, 1.0, 0.1], [2.0, 1.0, 0.1]])
SCORES = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
LN_OF_TWO = 0.6931471805599453


@pytest.mark.function("cross_entropy")
def test_three_classes():
    """Probabilities 0.3, 0.6, 0.1 and class 1: -ln 0.6 = 0.511; the slide's 0.222 is log10.

    zh-TW: 機率 0.3、0.6、0.1，正確類別是 1：-ln 0.6 = 0.511；投影片的 0.222 用了 log10。
    """
    same(cross_entropy(PREDICTED, np.array([0.0, 1, 0])), 0.5108256237659907)


@pytest.mark.function("cross_entropy")
def test_ten_classes():
    """The slide's table of ten classes, class 7 with 0.3: -ln 0.3 = 1.204.

    zh-TW: 投影片上十個類別的表，類別 7 的機率是 0.3：-ln 0.3 = 1.204。
    """
    same(cross_entropy(TABLE, np.array([0, 0, 0, 0, 0, 0, 0, 1, 0, 0])), 1.2039728043259361)


@pytest.mark.function("cross_entropy")
def test_batch_of_two():
    """A batch of two examples: the mean of -ln 0.6 and -ln 0.5.

    zh-TW: 兩筆資料的批次：-ln 0.6 和 -ln 0.5 的平均。
    """
    same(cross_entropy(np.array([PREDICTED, [0.5, 0.25, 0.25]]), np.array([[0, 1, 0], [1, 0, 0]])), 0.601986402162968)


@pytest.mark.function("cross_entropy")
def test_soft_targets():
    """A target shared by two classes: -(0.5 ln 0.5 + 0.5 ln 0.25).

    zh-TW: 目標由兩個類別各分一半：-(0.5 ln 0.5 + 0.5 ln 0.25)。
    """
    same(cross_entropy(np.array([0.5, 0.25, 0.25]), np.array([0.5, 0.5, 0])), 1.5 * LN_OF_TWO)


@pytest.mark.function("cross_entropy_from_logits")
def test_logits_of_the_slides():
    """The slides' logits 2, 1, 0.1, once with class 0 and once with class 2: mean, sum, and each by itself.

    zh-TW: 投影片的 logits 2、1、0.1，正確類別分別是 0 和 2：平均、總和，以及各自的損失。
    """
    labels = np.array([0, 2])
    same(cross_entropy_from_logits(LOGITS, labels), 1.3670300162778335)
    same(cross_entropy_from_logits(LOGITS, labels, reduction="sum"), 2.734060032555667)
    same(cross_entropy_from_logits(LOGITS, labels, "none"), np.array([0.41703001627783354, 2.3170300162778332]))


@pytest.mark.function("cross_entropy_from_logits")
def test_hopeless_class():
    """The right class 2,000 below the best one: the loss is 2,000, not infinite.

    zh-TW: 正確類別比最好的類別低 2,000：損失是 2,000，不是無限大。
    """
    same(cross_entropy_from_logits(np.array([[1000.0, -1000.0]]), np.array([1])), 2000.0)


@pytest.mark.function("cross_entropy_from_logits")
def test_label_without_a_class():
    """Three classes have the labels 0, 1 and 2; 3 is refused.

    zh-TW: 三個類別的標籤是 0、1、2；標籤 3 要拒絕。
    """
    same(cross_entropy_from_logits(LOGITS, np.array([1, 1])), 1.4170300162778335)
    blames = {"labels": 3, "label": 3, "Labels": (2,)}
    rejects(cross_entropy_from_logits, LOGITS, np.array([0, 3]), blames=blames)


@pytest.mark.function("binary_cross_entropy")
def test_two_questions():
    """0.5 for a yes and 0.75 for a no: the mean of -ln 0.5 and -ln 0.25.

    zh-TW: 答案為「是」時預測 0.5，答案為「否」時預測 0.75：-ln 0.5 和 -ln 0.25 的平均。
    """
    same(binary_cross_entropy(np.array([0.5, 0.75]), np.array([1.0, 0])), 1.5 * LN_OF_TWO)


@pytest.mark.function("binary_cross_entropy")
def test_certain_and_wrong():
    """Who is certain and wrong pays -ln(1e-12) = 27.6, not infinity.

    zh-TW: 百分之百確定卻錯了，損失是 -ln(1e-12) = 27.6，不是無限大。
    """
    same(binary_cross_entropy(np.array([0.0, 1.0]), np.array([1, 0])), 27.631, rtol=1e-5)


@pytest.mark.function("mean_squared_error")
def test_squares():
    """Misses of 0.5, 0.5, 0 and 1: (0.25 + 0.25 + 0 + 1) / 4 = 0.375.

    zh-TW: 誤差 0.5、0.5、0、1：(0.25 + 0.25 + 0 + 1) / 4 = 0.375。
    """
    same(mean_squared_error(np.array([2.5, 0, 2, 8]), np.array([3, -0.5, 2, 7])), 0.375)


@pytest.mark.function("mean_squared_error")
def test_column_and_row():
    """A column (3, 1) against a row (3,) is refused: numpy would compare all nine pairs.

    zh-TW: 直行 (3, 1) 對上 (3,) 要拒絕：numpy 會把九種配對全部算進去。
    """
    column = np.array([[1.0], [2], [3]])
    same(mean_squared_error(column, column + 2), 4.0)
    rejects(mean_squared_error, column, column[:, 0], blames={"predictions": (3, 1), "targets": (3,)})


@pytest.mark.function("mean_absolute_error")
def test_distances():
    """Misses of 0.5, 0.5, 0 and 1: (0.5 + 0.5 + 0 + 1) / 4 = 0.5.

    zh-TW: 誤差 0.5、0.5、0、1：(0.5 + 0.5 + 0 + 1) / 4 = 0.5。
    """
    same(mean_absolute_error(np.array([2.5, 0, 2, 8]), np.array([3, -0.5, 2, 7])), 0.5)


@pytest.mark.function("hinge_loss")
def test_three_images():
    """Three images, three classes: 2.9, 0 and 12.9, so the mean is 15.8 / 3.

    zh-TW: 三張影像、三個類別：損失為 2.9、0、12.9，平均是 15.8 / 3。
    """
    same(hinge_loss(SCORES, np.array([0, 1, 2])), 15.8 / 3)


@pytest.mark.function("hinge_loss")
def test_margin_of_ten():
    """Scores 13, -7, 11, class 0, margin 10: only the third class comes too close, by 8.

    zh-TW: 分數 13、-7、11，正確類別 0，邊界 10：只有第三個類別太接近，差 8。
    """
    same(hinge_loss(np.array([[13.0, -7, 11]]), np.array([0]), margin=10), 8.0)
