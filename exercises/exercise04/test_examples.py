"""
Public examples of exercise04: numbers from the course's slides, recomputed.

Run them with `pytest exercises/exercise04`; `grade exercise04` runs them too. A slide shows rounded probabilities; here
they are complete.
"""

import numpy as np
import pytest
from softmax import log_softmax, predict, softmax, softmax_with_temperature

from grader.suite import rejects, same

LOGITS = np.array([2.0, 1.0, 0.1])
PROBABILITIES = [0.6590011388859679, 0.24243297070471393, 0.09856589040931818]
LOGARITHMS = [-0.41703001627783354, -1.4170300162778335, -2.3170300162778332]

# A slide's table of scores: one row per class 0 to 9, one column per image.
SCORES = np.array(
    [
        [0.0, 0.9, 0.83, 0.21, 0.19, 0.62],
        [0.73, 0.8, 0.89, 0.7, 0.92, 0.07],
        [0.78, 0.88, 0.19, 0.39, 0.08, 0.74],
        [0.37, 0.56, 0.07, 0.64, 0.64, 0.9],
        [0.63, 0.25, 0.79, 0.94, 0.52, 0.55],
        [0.87, 0.65, 0.57, 0.63, 0.97, 0.04],
        [0.67, 0.05, 0.45, 0.51, 0.87, 0.51],
        [0.71, 0.66, 0.13, 0.59, 0.86, 0.89],
        [0.51, 0.88, 0.59, 0.01, 0.37, 0.63],
        [0.24, 0.52, 0.79, 0.15, 0.63, 0.78],
    ],
)


@pytest.mark.function("softmax")
def test_slides_logits():
    """The slide's logits 2, 1, 0.1: it shows 0.7, 0.2, 0.1, which is rounded.

    zh-TW: 投影片的 logits 2、1、0.1：投影片上的 0.7、0.2、0.1 是四捨五入後的值。
    """
    same(softmax(LOGITS), np.array(PROBABILITIES))


@pytest.mark.function("softmax")
def test_batch_of_two():
    """Two examples: every row sums to 1 by itself, and equal logits share it equally.

    zh-TW: 兩筆資料：每一列各自總和為 1；logits 相等時平分機率。
    """
    same(softmax(np.array([LOGITS, [5, 5, 5]])), np.array([PROBABILITIES, [1 / 3, 1 / 3, 1 / 3]]))


@pytest.mark.function("softmax")
def test_classes_in_the_rows():
    """With axis 0 the classes run down the columns.

    zh-TW: axis 為 0 時，類別沿著每一行往下排。
    """
    same(softmax(np.array([[2.0, 0], [1, 0], [0.1, 0]]), axis=0), np.array([[p, 1 / 3] for p in PROBABILITIES]))


@pytest.mark.function("softmax")
def test_ten_thousand_more():
    """Adding 10,000 to every logit changes nothing.

    zh-TW: 每個 logit 都加上 10,000，結果不變。
    """
    logits = np.array([10_002.0, 10_001, 10_000])
    same(softmax(logits), np.array([0.6652409557748218, 0.24472847105479764, 0.09003057317038046]))


@pytest.mark.function("log_softmax")
def test_logarithms_of_the_slides_probabilities():
    """The logarithms for the slide's logits: their differences are those of the logits.

    zh-TW: 投影片 logits 的對數機率：彼此的差距和 logits 的差距相同。
    """
    same(log_softmax(LOGITS), np.array(LOGARITHMS))


@pytest.mark.function("log_softmax")
def test_a_probability_too_small_for_a_float():
    """exp(-2000) is 0 for a float, its logarithm is -2000.

    zh-TW: 浮點數裡 exp(-2000) 是 0，它的對數則是 -2000。
    """
    same(log_softmax(np.array([1000.0, -1000])), np.array([0.0, -2000]))


@pytest.mark.function("softmax_with_temperature")
def test_temperature_two():
    """Temperature 2 makes the slide's probabilities more even.

    zh-TW: 溫度 2 讓投影片的機率更平均。
    """
    expected = [0.501687757090437, 0.30428900627781413, 0.1940232366317488]
    same(softmax_with_temperature(LOGITS, 2), np.array(expected))


@pytest.mark.function("softmax_with_temperature")
def test_temperature_one_half():
    """Temperature 0.5 makes them more decided.

    zh-TW: 溫度 0.5 讓機率更集中。
    """
    expected = [0.8637771182080067, 0.11689952094598567, 0.019323360846007505]
    same(softmax_with_temperature(LOGITS, temperature=0.5), np.array(expected))


@pytest.mark.function("softmax_with_temperature")
def test_temperature_one():
    """Temperature 1, the default, is softmax itself; temperature 0 is refused.

    zh-TW: 溫度 1（預設值）就是 softmax；溫度 0 要拒絕。
    """
    same(softmax_with_temperature(LOGITS), np.array(PROBABILITIES))
    rejects(softmax_with_temperature, LOGITS, 0, blames={"temperature": 0})


@pytest.mark.function("predict")
def test_slides_prediction():
    """The slide's logits 2, 1, 0.1 mean class 0; the other way round they mean class 2.

    zh-TW: 投影片的 logits 2、1、0.1 代表類別 0；倒過來則是類別 2。
    """
    same(predict(LOGITS), 0)
    same(predict(LOGITS[::-1]), 2)


@pytest.mark.function("predict")
def test_table_of_scores():
    """A slide's table of ten classes and six images: one class per image.

    zh-TW: 投影片上十個類別、六張影像的分數表：每張影像得到一個類別。
    """
    same(predict(SCORES.T), np.array([5, 0, 1, 4, 5, 3]))


@pytest.mark.function("predict")
def test_ties():
    """Where two logits are equally large, the first one counts.

    zh-TW: 兩個 logit 一樣大時，取前面那一個。
    """
    same(predict(np.array([[1.0, 3, 3], [0, 0, 0], [2, 1, 2]])), np.array([1, 0, 0]))
