"""Numbers from the slides and a few worked by hand. Run them with `grade exercise09`, or with `pytest exercises/exercise09`."""

import numpy as np
import pytest
from optimizers import (
    adagrad_step,
    adam_step,
    cosine_decay,
    gradient_descent,
    minibatches,
    momentum_step,
    rmsprop_step,
    step_decay,
)

from grader.suite import rejects, same


def slope_of_the_parabola(w):
    """The gradient of w * w."""
    return 2 * w


def slope_of_two_valleys(w):
    """The gradient of 0.1 w**2 - cos(3 w): the deepest valley is at 0, a shallower one at 2.05."""
    return 0.2 * w + 3 * np.sin(3 * w)


@pytest.mark.function("gradient_descent")
def test_two_steps_down_a_parabola():
    """The loss w * w, from 1 with learning rate 0.1: 1, then 0.8, then 0.64.

    zh-TW: 損失是 w * w，從 1 出發，學習率 0.1：1、0.8、0.64。
    """
    same(gradient_descent(slope_of_the_parabola, np.array([1.0]), 0.1, 1), np.array([0.8]))
    same(gradient_descent(slope_of_the_parabola, np.array([1.0]), 0.1, 2), np.array([0.64]))


@pytest.mark.function("gradient_descent")
def test_step_size_is_important():
    """With learning rate 1 the weight jumps to and fro for ever, with 1.5 it runs away.

    zh-TW: 學習率 1 時權重永遠來回跳動，1.5 時越跑越遠。
    """
    same(gradient_descent(slope_of_the_parabola, np.array([3.0]), 1.0, 5), np.array([-3.0]))
    same(gradient_descent(slope_of_the_parabola, np.array([3.0]), 1.5, 3), np.array([-24.0]))


@pytest.mark.function("gradient_descent")
def test_gradient_zero_on_a_hilltop():
    """Gradient 0 need not mean a low point: on the top of -(w * w) nothing moves either; beside it everything does.

    zh-TW: 梯度為 0 不一定是低點：在 -(w * w) 的最高點也不會動，旁邊一點點就會滑下去。
    """

    def slope_of_a_hill(w):
        return -2 * w

    start = np.array([0.0, 0.5])
    same(gradient_descent(slope_of_a_hill, start, 0.5, 3), np.array([0.0, 4.0]))


@pytest.mark.function("gradient_descent")
def test_local_optimum():
    """A good learning rate still ends in the nearest valley, shallow or deep; a slide promises more.

    zh-TW: 再好的學習率也只會走到最近的谷底，不論深淺；投影片說得太樂觀了。
    """
    start = np.array([0.5, 1.5])
    same(gradient_descent(slope_of_two_valleys, start, 0.1, 30), np.array([0.0, 2.048725127395]))


@pytest.mark.function("minibatches")
def test_steps_per_epoch():
    """50,000 training images in batches of 250: 200 steps per epoch.

    zh-TW: 50,000 張訓練影像，每批 250 張：每個 epoch 200 步。
    """
    sizes = [len(batch) for batch in minibatches(50_000, 250, np.random.default_rng(1))]
    same(sizes, [250] * 200)


@pytest.mark.function("minibatches")
def test_the_last_batch_may_be_smaller():
    """55,000 images in batches of 32: 1,719 steps, and the last one has the 24 images that are left.

    zh-TW: 55,000 張影像，每批 32 張：1,719 步，最後一步只有剩下的 24 張。
    """
    sizes = [len(batch) for batch in minibatches(55_000, 32, np.random.default_rng(2))]
    same(len(sizes), 1_719)
    same(sizes[-2:], [32, 24])


@pytest.mark.function("minibatches")
def test_each_example_once():
    """Ten examples in batches of four: together every index once.

    zh-TW: 十筆資料、每批四筆：合起來每個索引剛好一次。
    """
    batches = list(minibatches(10, 4, np.random.default_rng(3)))
    same([len(batch) for batch in batches], [4, 4, 2])
    same(sorted(int(index) for batch in batches for index in batch), list(range(10)))


@pytest.mark.function("momentum_step")
def test_momentum_by_hand():
    """0.9 * 0.5 + 2 = 2.45, and 1 - 0.1 * 2.45 = 0.755.

    zh-TW: 0.9 * 0.5 + 2 = 2.45，1 - 0.1 * 2.45 = 0.755。
    """
    w, g, velocity = np.array([1.0]), np.array([2.0]), np.array([0.5])
    same(momentum_step(w, g, velocity, 0.1), (np.array([0.755]), np.array([2.45])))


@pytest.mark.function("momentum_step")
def test_the_ball_rolls_on():
    """Where the slope ends, the velocity carries on: 1 - 0.1 * 0.9 * 2 = 0.82.

    zh-TW: 沒有斜率了，速度仍然帶著它前進：1 - 0.1 * 0.9 * 2 = 0.82。
    """
    w, g, velocity = np.array([1.0]), np.array([0.0]), np.array([2.0])
    same(momentum_step(w, g, velocity, 0.1), (np.array([0.82]), np.array([1.8])))


@pytest.mark.function("adagrad_step")
def test_adagrad_by_hand():
    """9 + 4 * 4 = 25, and 3 - 0.5 * 4 / 5 = 2.6.

    zh-TW: 9 + 4 * 4 = 25，3 - 0.5 * 4 / 5 = 2.6。
    """
    w, g, cache = np.array([3.0]), np.array([4.0]), np.array([9.0])
    same(adagrad_step(w, g, cache, learning_rate=0.5), (np.array([2.6]), np.array([25.0])))


@pytest.mark.function("rmsprop_step")
def test_rmsprop_by_hand():
    """0.75 * 4 + 0.25 * 36 = 12 in the cache; with eps = 0 the step is 0.1 * 6 / sqrt(12).

    zh-TW: cache 是 0.75 * 4 + 0.25 * 36 = 12；eps = 0 時，這一步是 0.1 * 6 / sqrt(12)。
    """
    w, g, cache = np.array([1.0]), np.array([6.0]), np.array([4.0])
    expected = (np.array([0.826794919243]), np.array([12.0]))
    same(rmsprop_step(w, g, cache, learning_rate=0.1, decay=0.75, eps=0.0), expected)


@pytest.mark.function("adam_step")
def test_adams_first_step():
    """From m = v = 0 every weight moves by the learning rate, whether its gradient is 0.01 or 1000.

    zh-TW: 從 m = v = 0 開始，每個權重都移動一個學習率，不論梯度是 0.01 還是 1000。
    """
    w, g, zeros = np.array([1.0, 1.0]), np.array([0.01, -1000.0]), np.zeros(2)
    expected = (np.array([0.9, 1.1]), np.array([0.001, -100.0]), np.array([1e-7, 1000.0]))
    same(adam_step(w, g, zeros, zeros, 1, learning_rate=0.1, eps=0.0), expected)


@pytest.mark.function("adam_step")
def test_t_starts_at_one():
    """The first step has t = 1; t = 0 would divide by zero and is a ValueError.

    zh-TW: 第一步是 t = 1；t = 0 會除以零，所以是 ValueError。
    """
    one = np.array([1.0])
    w, _, _ = adam_step(one, one, np.zeros(1), np.zeros(1), t=1, learning_rate=0.5, eps=0.0)
    same(w, np.array([0.5]))
    rejects(adam_step, one, one, np.zeros(1), np.zeros(1), t=0, blames={"t": 0})


@pytest.mark.function("step_decay")
def test_stairs():
    """From 0.1: the tenth part from epoch 30 on, the hundredth from epoch 60 on.

    zh-TW: 從 0.1 開始：epoch 30 起是十分之一，epoch 60 起是百分之一。
    """
    same([step_decay(0.1, epoch) for epoch in (0, 29, 30, 59, 60)], [0.1, 0.1, 0.01, 0.01, 0.001])


@pytest.mark.function("step_decay")
def test_half_every_ten_epochs():
    """0.8, 0.4, 0.2, 0.1: half of it after every ten epochs.

    zh-TW: 0.8、0.4、0.2、0.1：每十個 epoch 減半。
    """
    same([step_decay(0.8, epoch, drop=0.5, every=10) for epoch in (9, 10, 20, 39)], [0.8, 0.4, 0.2, 0.1])


@pytest.mark.function("cosine_decay")
def test_half_a_wave():
    """0.1 at the start, 0.0854 after a quarter, 0.05 in the middle, 0 at the end.

    zh-TW: 開始是 0.1，四分之一處是 0.0854，正中間是 0.05，最後是 0。
    """
    expected = [0.1, 0.085355339059, 0.05, 0.0]
    same([cosine_decay(0.1, epoch, 100) for epoch in (0, 25, 50, 100)], expected)
