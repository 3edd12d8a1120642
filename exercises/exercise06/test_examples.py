"""
Public examples of exercise06: numbers from the course's slides and from the statement, recomputed.

Run them with `pytest exercises/exercise06`; `grade exercise06` runs them too. Where a slide has another word or formula,
the title of the example says so.
"""

import numpy as np
import pytest
from backprop import (
    TwoLayerNet,
    conv2d_backward,
    gradient_step,
    linear_backward,
    linear_forward,
    maxpool2d_backward,
    numerical_gradient,
    relu_backward,
    softmax_cross_entropy_backward,
)

from grader.suite import rejects, same

W5 = np.array([0.6])


def loss_of_w5(w):
    """Square error of one neuron with the input 2 and the target 1."""
    return float((1 - 2 * w[0]) ** 2)


@pytest.mark.function("numerical_gradient")
def test_w5_up_or_down():
    """The slides' question: w5 = 0.6001 or 0.5999? The loss grows by 0.8 per unit of w5, so down.

    zh-TW: 投影片的問題：w5 要變成 0.6001 還是 0.5999？w5 每增加 1，損失增加 0.8，所以要變小。
    """
    same(numerical_gradient(loss_of_w5, W5, h=0.0001), np.array([0.8]))


@pytest.mark.function("numerical_gradient")
def test_chain_rule():
    """The chain rule for y = f(u), u = g(x) (a slide calls both f): dy/dx = dy/du * du/dx = 2 * 4 * 3 = 24.

    zh-TW: y = f(u)、u = g(x) 是兩個不同的函數（投影片都寫成 f）：dy/dx = dy/du * du/dx = 2 * 4 * 3 = 24。
    """

    def g(x):
        return 3 * x[0] + 1

    def f(u):
        return u**2

    same(numerical_gradient(lambda x: float(f(g(x))), np.array([1.0])), np.array([24.0]))


@pytest.mark.function("numerical_gradient")
def test_gradient_zero():
    """Gradient 0 at a minimum, at a maximum and at a saddle: it is not always a low point, as a slide says.

    zh-TW: 最小值、最大值、鞍點的梯度都是 0：不像投影片所說，一定是低點。
    """
    here = np.array([1.0, 2.0])
    for down, across in ((1, 1), (-1, -1), (1, -1)):

        def surface(x, down=down, across=across):
            return float(down * (x[0] - 1) ** 2 + across * (x[1] - 2) ** 2)

        same(numerical_gradient(surface, here, h=0.5), np.array([0.0, 0.0]))
        same(numerical_gradient(surface, here + 1, h=0.5), np.array([2.0 * down, 2.0 * across]))


X = np.array([[1.0, 2], [3, 4]])
W = np.array([[1.0, 0, -1], [2, 1, 0]])
B = np.array([10.0, 20, 30])
DY = np.array([[1.0, 0, 2], [0, 1, -1]])


@pytest.mark.function("linear_forward")
def test_two_samples_three_nodes():
    """The statement's layer: two samples with two features, three nodes.

    zh-TW: 說明裡的全連接層：兩筆資料、兩個特徵、三個節點。
    """
    same(linear_forward(X, W, B), np.array([[15.0, 22, 29], [21, 24, 27]]))


@pytest.mark.function("linear_forward")
def test_shapes_that_do_not_match():
    """A bias for two nodes does not fit three; a bias for three does.

    zh-TW: 兩個節點的偏置配不上三個節點；三個的才可以。
    """
    same(linear_forward(X, W, np.zeros(3)), np.array([[5.0, 2, -1], [11, 4, -3]]))
    rejects(linear_forward, X, W, B[:2], blames={"b": (2,), "w": (2, 3)})


@pytest.mark.function("linear_backward")
def test_back_through_the_layer():
    """Back through the statement's layer: dx, dw and db.

    zh-TW: 反向通過說明裡的全連接層：dx、dw、db。
    """
    dx = np.array([[-1.0, 2], [1, 1]])
    dw = np.array([[1.0, 3, -1], [2, 4, 0]])
    same(linear_backward(DY, X, W), (dx, dw, np.array([1.0, 1, 1])))


@pytest.mark.function("relu_backward")
def test_relu():
    """The gradient passes where x is positive, not where it is 0 or negative.

    zh-TW: x 為正的地方梯度通過，為 0 或負的地方不通過。
    """
    x = np.array([[2.0, -1, 0], [0.5, 3, -4]])
    dy = np.array([[5.0, 6, 7], [-8, 9, 10]])
    same(relu_backward(dy, x), np.array([[5.0, 0, 0], [-8, 9, 0]]))


@pytest.mark.function("softmax_cross_entropy_backward")
def test_slides_probabilities():
    """The slides' prediction (0.3, 0.6, 0.1) for class 1: the gradient is (0.3, -0.4, 0.1).

    zh-TW: 投影片的預測（0.3, 0.6, 0.1）、正確類別 1：梯度是（0.3, -0.4, 0.1）。
    """
    logits = np.log([[0.3, 0.6, 0.1]])
    same(softmax_cross_entropy_backward(logits, np.array([1])), np.array([[0.3, -0.4, 0.1]]))


@pytest.mark.function("softmax_cross_entropy_backward")
def test_mean_over_the_batch():
    """Two samples: each row is divided by 2.

    zh-TW: 兩筆資料：每一列都要除以 2。
    """
    logits = np.log([[0.3, 0.6, 0.1], [0.25, 0.25, 0.5]])
    expected = np.array([[0.15, -0.2, 0.05], [-0.375, 0.125, 0.25]])
    same(softmax_cross_entropy_backward(logits, np.array([1, 0])), expected)


@pytest.mark.function("maxpool2d_backward")
def test_slides_pooling():
    """The slides' 4x4 image, pooled 2x2: the gradient goes to 123, 253, 187 and 165.

    zh-TW: 投影片的 4x4 影像做 2x2 池化：梯度分別回到 123、253、187、165。
    """
    image = np.array([[4.0, 123, 1, 34], [56, 99, 222, 253], [45, 122, 165, 12], [21, 187, 133, 124]])
    expected = np.array([[0.0, 1, 0, 0], [0, 0, 0, 2], [0, 0, 4, 0], [0, 3, 0, 0]])
    dy = np.array([[1.0, 2], [3, 4]])
    same(maxpool2d_backward(dy[None, None], image[None, None]), expected[None, None])


@pytest.mark.function("maxpool2d_backward")
def test_overlap_tie_and_rest():
    """Kernel 2, stride 1: the 9 wins two windows, of the equal zeros the first wins.

    zh-TW: kernel 2、步幅 1：9 贏了兩個視窗；同樣是 0 的，由第一個得到。
    """
    image = np.array([[1.0, 9, 2, 0, 0], [3, 4, 5, 0, 0]])
    dy = np.array([[10.0, 20, 30, 40]])
    expected = np.array([[0.0, 30, 0, 40, 0], [0, 0, 30, 0, 0]])
    same(maxpool2d_backward(dy[None, None], image[None, None], kernel=2, stride=1), expected[None, None])


IMAGE = np.array([[[[1.0, 2, 0], [0, 1, 3], [2, 1, 1]]]])
FILTER = np.array([[[[1.0, 2], [0, -1]]]])


@pytest.mark.function("conv2d_backward")
def test_convolution():
    """The statement's convolution: a 3x3 image, a 2x2 filter, a 2x2 map.

    zh-TW: 說明裡的卷積：3x3 影像、2x2 濾波器、2x2 特徵圖。
    """
    dy = np.array([[[[1.0, 0], [0, 2]]]])
    dx = np.array([[[[1.0, 2, 0], [0, 1, 4], [0, 0, -2]]]])
    dw = np.array([[[[3.0, 8], [2, 3]]]])
    same(conv2d_backward(dy, IMAGE, FILTER), (dx, dw, np.array([3.0])))


@pytest.mark.function("conv2d_backward")
def test_convolution_with_stride_and_padding():
    """The same image and filter with stride 2 and padding 1: dx is 3x3, without the padding.

    zh-TW: 同樣的影像和濾波器，步幅 2、填補 1：dx 是 3x3，不含填補。
    """
    dy = np.array([[[[1.0, 2], [3, 4]]]])
    dx = np.array([[[[-1.0, 0, -2], [6, 4, 8], [-3, 0, -4]]]])
    dw = np.array([[[[4.0, 12], [8, 11]]]])
    same(conv2d_backward(dy, IMAGE, FILTER, stride=2, padding=1), (dx, dw, np.array([10.0])))


@pytest.mark.function("gradient_step")
def test_w5_moves_downhill():
    """W_new = W_old - learning_rate * dE/dW: 0.6 - 0.1 * 0.8 = 0.52.

    zh-TW: W_new = W_old - 學習率 * dE/dW：0.6 - 0.1 * 0.8 = 0.52。
    """
    same(gradient_step(W5, np.array([0.8]), 0.1), np.array([0.52]))


NET = (
    np.array([[1.0, -1], [0, 2]]),
    np.array([0.0, 1]),
    np.array([[1.0, 0], [0, 1]]),
    np.array([0.0, 0]),
)


@pytest.mark.function("TwoLayerNet")
def test_logits_of_a_small_network():
    """Two samples through the statement's network: the ReLU cuts the -1 off.

    zh-TW: 兩筆資料通過說明裡的網路：-1 被 ReLU 截掉。
    """
    same(TwoLayerNet(*NET).forward(np.array([[2.0, 0], [1, 1]])), np.array([[2.0, 0], [1, 2]]))


@pytest.mark.function("TwoLayerNet")
def test_gradients_of_a_small_network():
    """The sample (0, 0) has the logits (0, 1): the gradients of the biases, and one step.

    zh-TW: 資料（0, 0）的 logits 是（0, 1）：偏置的梯度，以及更新一步。
    """
    net, sample, label = TwoLayerNet(*NET), np.array([[0.0, 0]]), np.array([0])
    likely = 1 / (1 + np.exp(-1.0))  # softmax gives class 1 this probability
    same(net.loss(sample, label), float(-np.log(1 - likely)))
    gradients = net.gradients(sample, label)
    same(gradients["b2"], np.array([-likely, likely]))
    same(gradients["b1"], np.array([0.0, likely]))
    net.step(gradients, 1.0)
    same(net.b2, np.array([likely, -likely]))
