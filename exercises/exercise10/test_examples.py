"""Numbers from the slides and a few worked by hand. Run them with `grade exercise10`, or with `pytest exercises/exercise10`."""

import numpy as np
import pytest
from regularization import (
    EarlyStopping,
    batchnorm_backward,
    batchnorm_eval,
    batchnorm_train,
    dropout,
    elastic_net_penalty,
    l1_penalty,
    l2_penalty,
    layernorm,
)

from grader.suite import rejects, same

ONE_TO_FOUR = np.array([1.0, 2.0, 3.0, 4.0])
STANDARD = np.array([-1.3416407865, -0.4472135955, 0.4472135955, 1.3416407865])
WEIGHTS = np.array([1.0, -2.0, 3.0])


@pytest.mark.function("dropout")
def test_half_is_dropped():
    """With p = 0.5 what is kept is doubled, so that the sum stays the same on average.

    zh-TW: p = 0.5 時，留下的值變成兩倍，總和的平均才不變。
    """
    mask = np.array([1.0, 0.0, 0.0, 1.0])
    same(dropout(ONE_TO_FOUR, 0.5, mask), np.array([2.0, 0.0, 0.0, 8.0]))


@pytest.mark.function("dropout")
def test_p_of_the_slide():
    """Dropout(p=0.3) as on a slide: p is the share that is zeroed, so 7 becomes 7 / 0.7 = 10.

    zh-TW: 投影片上的 Dropout(p=0.3)：p 是歸零的比例，所以 7 變成 7 / 0.7 = 10。
    """
    same(dropout(np.array([[7.0, 7.0]]), 0.3, np.array([[1.0, 0.0]])), np.array([[10.0, 0.0]]))


@pytest.mark.function("dropout")
def test_everything_is_dropped():
    """With p = 1 all is 0, and nothing is divided by zero; p = 1.5 is a ValueError.

    zh-TW: p = 1 時全部是 0，不可以除以零；p = 1.5 是 ValueError。
    """
    same(dropout(WEIGHTS, 1.0, np.zeros(3)), np.zeros(3))
    rejects(dropout, WEIGHTS, 1.5, np.ones(3), blames={"p": 1.5})


@pytest.mark.function("batchnorm_train")
def test_one_two_three_four():
    """The values 1, 2, 3, 4 of one channel have mean 2.5 and variance 1.25; with eps 0 they become ±1.342 and ±0.447.

    zh-TW: 一個通道的 1、2、3、4，平均 2.5、變異數 1.25；eps = 0 時變成 ±1.342 和 ±0.447。
    """
    x = ONE_TO_FOUR.reshape(4, 1, 1, 1)
    y, running_mean, running_var = batchnorm_train(x, np.ones(1), np.zeros(1), np.zeros(1), np.ones(1), eps=0.0)
    same(y, STANDARD.reshape(4, 1, 1, 1))
    same(running_mean, np.array([0.25]))
    same(running_var, np.array([1.0666666666667]))


@pytest.mark.function("batchnorm_train")
def test_two_channels():
    """Each channel on its own: one image, two channels of 1 x 4 pixels, the second ten times as large.

    zh-TW: 每個通道各自計算：一張影像、兩個 1 x 4 的通道，第二個是第一個的十倍。
    """
    x = np.array([[[ONE_TO_FOUR], [10 * ONE_TO_FOUR]]])
    gamma, beta = np.array([1.0, 2.0]), np.array([0.0, 5.0])
    y, _, _ = batchnorm_train(x, gamma, beta, np.zeros(2), np.ones(2), eps=0.0)
    same(y, np.array([[[STANDARD], [2 * STANDARD + 5]]]))


@pytest.mark.function("batchnorm_eval")
def test_after_training():
    """(5 - 1) / sqrt(4) = 2, and 3 * 2 + 10 = 16: nothing depends on the batch.

    zh-TW: (5 - 1) / sqrt(4) = 2，3 * 2 + 10 = 16：和同批的其他影像無關。
    """
    gamma, beta, mean, var = (np.array([value]) for value in (3.0, 10.0, 1.0, 4.0))
    same(batchnorm_eval(np.array([[[[5.0]]]]), gamma, beta, mean, var, eps=0.0), np.array([[[[16.0]]]]))


@pytest.mark.function("batchnorm_backward")
def test_one_value_pulls():
    """A gradient at the first of 1, 2, 3, 4 reaches all four, since mean and variance move; dx sums up to 0.

    zh-TW: 只有第一個值有梯度，但四個值的 dx 都不是 0，因為平均和變異數也會跟著動；dx 加起來是 0。
    """
    x = ONE_TO_FOUR.reshape(4, 1, 1, 1)
    dy = np.array([1.0, 0.0, 0.0, 0.0]).reshape(4, 1, 1, 1)
    dx, dgamma, dbeta = batchnorm_backward(dy, x, np.ones(1), eps=0.0)
    same(dx.ravel(), np.array([0.268328157300, -0.357770876400, -0.089442719100, 0.178885438200]))
    same(dgamma, np.array([-1.3416407865]))
    same(dbeta, np.array([1.0]))


@pytest.mark.function("layernorm")
def test_each_row():
    """Rows on their own: 1, 2, 3, 4 and ten times as much become the same.

    zh-TW: 每一列各自計算：1、2、3、4 和它的十倍，結果相同。
    """
    x = np.array([ONE_TO_FOUR, 10 * ONE_TO_FOUR])
    same(layernorm(x, np.ones(4), np.zeros(4), eps=0.0), np.array([STANDARD, STANDARD]))


@pytest.mark.function("l1_penalty")
def test_l1_by_hand():
    """0.1 * (1 + 2 + 3) = 0.6.

    zh-TW: 0.1 * (1 + 2 + 3) = 0.6。
    """
    same(l1_penalty(WEIGHTS, 0.1), 0.6)


@pytest.mark.function("l2_penalty")
def test_l2_by_hand():
    """0.1 * (1 + 4 + 9) = 1.4.

    zh-TW: 0.1 * (1 + 4 + 9) = 1.4。
    """
    same(l2_penalty(WEIGHTS, 0.1), 1.4)


@pytest.mark.function("elastic_net_penalty")
def test_elastic_net_by_hand():
    """0.1 * 6 + 0.01 * 14 = 0.74.

    zh-TW: 0.1 * 6 + 0.01 * 14 = 0.74。
    """
    same(elastic_net_penalty(WEIGHTS, 0.1, 0.01), 0.74)


@pytest.mark.function("EarlyStopping")
def test_patience_of_the_slide():
    """A patience of 5, as on a slide: 0.7 is the last new low, and the fifth epoch after it stops the training.

    zh-TW: 投影片上的 patience = 5：0.7 是最後一次新低，之後第五個 epoch 就停止訓練。
    """
    stopper = EarlyStopping(5)
    answers = [stopper.update(loss) for loss in (0.9, 0.8, 0.85, 0.7, 0.75, 0.72, 0.7, 0.8, 0.71)]
    same(answers, [False] * 8 + [True])
    same(stopper.best, 0.7)


@pytest.mark.function("EarlyStopping")
def test_patience_of_one():
    """With a patience of 1 the first epoch that is no improvement stops; a patience of 0 is a ValueError.

    zh-TW: patience = 1 時，第一個沒有進步的 epoch 就停止；patience = 0 是 ValueError。
    """
    stopper = EarlyStopping(1)
    same([stopper.update(loss) for loss in (0.5, 0.4, 0.4)], [False, False, True])
    rejects(EarlyStopping, 0, blames={"patience": 0})
