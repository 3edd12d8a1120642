"""
Public examples of exercise11: numbers from the course's slides, and small ones that can be checked by hand.

Run them with `pytest exercises/exercise11`; `grade exercise11` runs them too.
"""

import numpy as np
import pytest
from data import (
    accuracy,
    confusion_matrix,
    horizontal_flip,
    one_hot,
    pad_and_crop,
    precision,
    recall,
    standardize,
    train_validation_split,
)

from grader.suite import rejects, same

LABELS = np.array([0, 0, 0, 1, 1, 2])
PREDICTIONS = np.array([0, 0, 1, 1, 2, 2])


def as_floats(answer):
    """An array of whole numbers as one of floats: here both will do."""
    is_whole = type(answer) is np.ndarray and answer.dtype.kind in "iu"
    return answer.astype(np.float64) if is_whole else answer


@pytest.mark.function("one_hot")
def test_ground_truths_of_the_slides():
    """The slides' ground truths: class 1 of 3, and class 7 of 10.

    zh-TW: 投影片上的正確答案：3 類中的第 1 類，以及 10 類中的第 7 類。
    """
    same(as_floats(one_hot(np.array([1]), 3)), np.array([[0.0, 1, 0]]))
    same(as_floats(one_hot(np.array([7]), 10)), np.array([[0.0, 0, 0, 0, 0, 0, 0, 1, 0, 0]]))


@pytest.mark.function("one_hot")
def test_three_samples():
    """Three samples of four classes, of which class 1 does not occur.

    zh-TW: 四個類別的三筆樣本，其中類別 1 沒有出現。
    """
    same(as_floats(one_hot(np.array([2, 0, 3]), 4)), np.array([[0.0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]]))


@pytest.mark.function("one_hot")
def test_fewer_than_one_class():
    """One class is enough; none is a ValueError that says so.

    zh-TW: 一個類別就夠了；沒有類別則要拋出說明這件事的 ValueError。
    """
    same(as_floats(one_hot(np.array([0, 0]), 1)), np.array([[1.0], [1]]))
    rejects(one_hot, np.array([0, 0]), 0, blames={"classes": 0})


@pytest.mark.function("standardize")
def test_one_two_three_four():
    """The slides' 1, 2, 3, 4 becomes -1.342, -0.447, 0.447, 1.342; test data are scaled by the same numbers.

    zh-TW: 投影片上的 1、2、3、4 變成 -1.342、-0.447、0.447、1.342；測試資料用同樣的數字縮放。
    """
    train, test = np.array([[1.0], [2], [3], [4]]), np.array([[2.5], [5.0]])
    third = 1 / np.sqrt(5)
    expected = np.array([[-3 * third], [-third], [third], [3 * third]])
    same(standardize(train, test), (expected, np.array([[0.0], [5 * third]])))


@pytest.mark.function("standardize")
def test_feature_that_never_changes():
    """The second feature is always 7 in training: its deviation 0 counts as 1.

    zh-TW: 第二個特徵在訓練資料裡永遠是 7：標準差是 0，當成 1。
    """
    train, test = np.array([[1.0, 7], [3, 7]]), np.array([[2.0, 9]])
    same(standardize(train, test), (np.array([[-1.0, 0], [1, 0]]), np.array([[0.0, 2]])))


@pytest.mark.function("train_validation_split")
def test_fashion_mnist():
    """The slides hold 5,000 of 60,000 pictures out, which is a twelfth: 55,000 are left, and each index occurs once.

    zh-TW: 投影片從 60,000 張圖留下 5,000 張，也就是十二分之一：剩下 55,000 張，每個索引剛好出現一次。
    """
    train, validation = train_validation_split(60_000, 1 / 12, np.random.default_rng(2))
    same((train.shape, validation.shape), ((55_000,), (5_000,)))
    same(np.sort(np.append(train, validation)).astype(np.int64), np.arange(60_000))


@pytest.mark.function("horizontal_flip")
def test_two_rows():
    """Each row is read backwards.

    zh-TW: 每一列都反過來讀。
    """
    same(as_floats(horizontal_flip(np.array([[[1.0, 2, 3], [4, 5, 6]]]))), np.array([[[3.0, 2, 1], [6, 5, 4]]]))


@pytest.mark.function("horizontal_flip")
def test_picture_of_the_slides_size():
    """A picture of the slides' size, 60 x 184 with 3 channels, channels first: column 0 becomes column 183.

    zh-TW: 投影片上的圖片大小 60x184、3 個通道，通道在前：第 0 行變成第 183 行。
    """
    columns = np.broadcast_to(np.arange(184.0), (3, 60, 184)).copy()
    same(as_floats(horizontal_flip(columns)), 183 - columns)


@pytest.mark.function("pad_and_crop")
def test_window_in_the_corner():
    """At the top left of the frame the window shows zeros above and on the left; in the middle, the image.

    zh-TW: 視窗放在邊框左上角時，上方和左方是 0；放在正中央時，就是原來的影像。
    """
    image = np.array([[[1.0, 2], [3, 4]]])
    same(as_floats(pad_and_crop(image, 1, 0, 0)), np.array([[[0.0, 0], [0, 1]]]))
    same(as_floats(pad_and_crop(image, 1, 1, 1)), image)


@pytest.mark.function("pad_and_crop")
def test_window_further_down():
    """The window one row further down than the middle shows what lies below.

    zh-TW: 視窗比正中央再往下一列，看到的是下面的部分。
    """
    same(as_floats(pad_and_crop(np.array([[[1.0, 2], [3, 4]]]), 1, 2, 1)), np.array([[[3.0, 4], [0, 0]]]))


@pytest.mark.function("confusion_matrix")
def test_matrix_by_hand():
    """Three samples of class 0, of which one was taken for class 1, and so on: rows are labels.

    zh-TW: 類別 0 有三筆樣本，其中一筆被當成類別 1，依此類推：列是標籤。
    """
    same(as_floats(confusion_matrix(LABELS, PREDICTIONS, 3)), np.array([[2.0, 1, 0], [0, 1, 1], [0, 0, 1]]))


@pytest.mark.function("accuracy")
def test_accuracy_by_hand():
    """Four of six are right.

    zh-TW: 六個之中有四個是對的。
    """
    same(accuracy(LABELS, PREDICTIONS), 4 / 6)


@pytest.mark.function("precision")
def test_precision_by_hand():
    """Two samples were taken for each class; of these 2, 1 and 1 are of that class. Class 3 was never predicted: 0.

    zh-TW: 每個類別各有兩筆樣本被預測成它，其中 2、1、1 筆真的是。類別 3 從未被預測：0。
    """
    same(precision(LABELS, PREDICTIONS, 4), np.array([1.0, 0.5, 0.5, 0.0]))


@pytest.mark.function("recall")
def test_recall_by_hand():
    """Of 3, 2 and 1 samples of the classes, 2, 1 and 1 were found. There is none of class 3: 0.

    zh-TW: 各類別有 3、2、1 筆樣本，找到 2、1、1 筆。類別 3 沒有樣本：0。
    """
    same(recall(LABELS, PREDICTIONS, 4), np.array([2 / 3, 0.5, 1.0, 0.0]))
