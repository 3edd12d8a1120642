"""
Hidden suite of exercise06: measured gradients, backward passes layer by layer, one step, a network.

Sizes and values are drawn from `rng`; sizes in one call differ wherever mixing them up should show. Functions that
numerical_gradient calls stay in the grader, so their arrays are small: every evaluation crosses between two processes.
"""

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged, untouched

POOLED = np.array([[4, 123, 1, 34], [56, 99, 222, 253], [45, 122, 165, 12], [21, 187, 133, 124]], dtype=float)


def numbers(rng, *shape):
    """Random values with one decimal: easy to read in feedback, and not exact in float32."""
    return rng.normal(scale=3.0, size=shape).round(1)


def gradients(rng, *shape):
    """Random gradients: none is 0, and no two are likely to be equal."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.11, 4.0, size=shape).round(2)


def whole(rng, *shape, dtype=np.int64):
    """Random pixels as a picture file holds them."""
    return rng.integers(1, 100, size=shape).astype(dtype)


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def different(rng, low, high, count):
    """That many different Python ints between low and high."""
    return rng.choice(np.arange(low, high + 1), size=count, replace=False).tolist()


def one_of(got, expected, place):
    """Compare one entry of a tuple; if it is no such tuple, say so."""
    if not isinstance(got, tuple) or len(got) != len(expected):
        same(got, expected)
    same(got[place], expected[place])


def label_or_shape(label, labels):
    """What a message about a label out of range may show: the label, or the shape of all (case is ignored)."""
    return {"labels": label, "label": label, "Labels": labels.shape}


# --- numerical_gradient ---------------------------------------------------------------------------------------------


def bowl(rng, *shape):
    """A function whose every partial derivative is another cubic, and depends on the neighbouring entries."""
    weights, size = gradients(rng, *shape), int(np.prod(shape))
    mixing = rng.uniform(0.1, 0.5, size=size).round(2)

    def f(values):
        values = np.asarray(values, dtype=np.float64)
        flat = values.ravel()
        return float((weights * values**3).sum() + (mixing * flat * np.roll(flat, 1)).sum())

    return f


@pytest.mark.function("numerical_gradient")
class TestNumericalGradient:
    """Central differences."""

    @pytest.mark.points(2)
    def test_one_weight(self, student, reference, rng):
        """The loss at w5 = 0.6001 and at 0.5999, as on a slide; then other weights and functions.

        zh-TW: 像投影片那樣，比較 w5 = 0.6001 和 0.5999 時的損失；再換其他權重與函數。
        """
        w5 = np.array([0.6])
        same(student.numerical_gradient(lambda w: float((1 - 2 * w[0]) ** 2), w5, 0.0001), np.array([0.8]))
        for h in (0.1, 0.5):
            f, x = bowl(rng, 1), gradients(rng, 1)
            same(student.numerical_gradient(f, x, h), reference.numerical_gradient(f, x, h))

    @pytest.mark.points(2)
    def test_any_shape(self, student, reference, rng):
        """One entry at a time is nudged, whatever the shape; the gradient has the shape of x.

        zh-TW: 不論形狀為何，一次只微調一個元素；梯度的形狀和 x 相同。
        """
        rows, columns = different(rng, 2, 4, 2)
        for shape in ((between(rng, 3, 5),), (rows, columns), (1, 2, 3), (2, 1, 1, 2)):
            f, x = bowl(rng, *shape), gradients(rng, *shape)
            same(student.numerical_gradient(f, x, 0.25), reference.numerical_gradient(f, x, 0.25))

    @pytest.mark.points(2)
    def test_the_nudge(self, student, reference, rng):
        """The function is asked at x + h and at x - h, also for a large h, a whole one, and by keyword.

        zh-TW: 在 x + h 和 x - h 兩處求 f；h 很大、是整數，或以關鍵字傳入時也一樣。
        """
        for h in (0.5, 1.5, 2):
            f, x = bowl(rng, 3), gradients(rng, 3)
            same(student.numerical_gradient(f, x, h=h), reference.numerical_gradient(f, x, h))

    def test_the_default_nudge(self, student, reference, rng):
        """Without h, the nudge is 1e-5.

        zh-TW: 沒有指定 h 時，微調量是 1e-5。
        """
        for size in (1, 3):
            speed = rng.uniform(1000, 3000, size=size).round()
            x = ((np.pi * rng.integers(1, 90, size=size) + rng.uniform(-0.5, 0.5, size=size)) / speed).round(6)

            def waves(values, speed=speed):
                return float(np.sin(speed * np.asarray(values)).sum())

            same(student.numerical_gradient(waves, x), reference.numerical_gradient(waves, x))

    def test_where_the_gradient_is_zero(self, student, rng):
        """A minimum, a maximum and a saddle all have gradient 0; next to them it is not 0.

        zh-TW: 最小值、最大值、鞍點的梯度都是 0，旁邊就不是 0。
        """
        centre = numbers(rng, 2)
        for down, across in ((1, 1), (-1, -1), (1, -1)):

            def surface(values, down=down, across=across):
                away = np.asarray(values) - centre
                return float(down * away[0] ** 2 + across * away[1] ** 2)

            aside = gradients(rng, 2)
            same(student.numerical_gradient(surface, centre, 0.5), np.zeros(2))
            same(student.numerical_gradient(surface, centre + aside, 0.5), 2 * np.array([down, across]) * aside)

    def test_whole_numbers_and_arguments_stay(self, student, reference, rng):
        """An x of integers is converted first, since they cannot be nudged by 0.1; x is not changed.

        zh-TW: x 可以是整數陣列（整數無法加上 0.1，要先轉成浮點數）；x 不可以被更改。
        """
        for x in (whole(rng, 3), whole(rng, 2, 2, dtype=np.int32), (numbers(rng, 2, 3) + 0.05).round(2)):
            f = bowl(rng, *x.shape)
            same(unchanged(student.numerical_gradient, f, x, 0.1), reference.numerical_gradient(f, x, 0.1))

    def test_impossible_nudges(self, student, reference, rng):
        """An h that is 0 or negative is a ValueError that names it.

        zh-TW: h 為 0 或負數時，要拋出指名 h 的 ValueError。
        """
        f, x = bowl(rng, 2), gradients(rng, 2)
        same(student.numerical_gradient(f, x, 0.125), reference.numerical_gradient(f, x, 0.125))
        for h in (0, 0.0, -0.125, -between(rng, 1, 4)):
            rejects(student.numerical_gradient, f, x, h, blames={"h": h})


# --- linear ---------------------------------------------------------------------------------------------------------


def layer(rng, samples, features, nodes):
    """Draw dy, x, w and b of a fully connected layer."""
    return (
        gradients(rng, samples, nodes),
        numbers(rng, samples, features),
        numbers(rng, features, nodes),
        numbers(rng, nodes) + 7,
    )


@pytest.mark.function("linear_forward")
class TestLinearForward:
    """y = x w + b."""

    @pytest.mark.points(3)
    def test_any_size(self, student, reference, rng):
        """Every sample meets every node.

        zh-TW: 每一筆資料都會連到每一個節點。
        """
        for _ in range(3):
            _, x, w, b = layer(rng, *different(rng, 2, 5, 3))
            same(student.linear_forward(x, w, b), reference.linear_forward(x, w, b))

    @pytest.mark.points(2)
    def test_square_weights(self, student, reference, rng):
        """As many features as nodes and samples: the weights are not transposed, the bias belongs to the nodes.

        zh-TW: 特徵數、節點數、資料筆數都相同時：權重不能轉置，偏置屬於節點。
        """
        for size in (2, 3):
            _, x, w, b = layer(rng, size, size, size)
            same(student.linear_forward(x, w, b), reference.linear_forward(x, w, b))

    def test_one_of_everything(self, student, reference, rng):
        """One sample, one feature, one node: the result keeps its two axes.

        zh-TW: 只有一筆資料、一個特徵或一個節點時，結果仍有兩個軸。
        """
        for sizes in ((1, 3, 2), (3, 1, 2), (2, 3, 1), (1, 1, 1)):
            _, x, w, b = layer(rng, *sizes)
            same(student.linear_forward(x, w, b), reference.linear_forward(x, w, b))

    @pytest.mark.points(2)
    def test_arguments_stay(self, student, reference, rng):
        """The arguments are only read; x may hold integers.

        zh-TW: 參數只能讀取；x 可以是整數陣列。
        """
        _, x, w, b = layer(rng, 3, 4, 2)
        for batch in (x, whole(rng, 2, 4), whole(rng, 3, 4, dtype=np.uint8)):
            same(unchanged(student.linear_forward, batch, w, b), reference.linear_forward(batch, w, b))

    @pytest.mark.points(2)
    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that do not match, or a wrong number of dimensions, are a ValueError that names the argument.

        zh-TW: 形狀不符或維度數不對時，要拋出指名該參數的 ValueError。
        """
        samples, features, nodes = different(rng, 2, 6, 3)
        _, x, w, b = layer(rng, samples, features, nodes)
        same(student.linear_forward(x, w, b), reference.linear_forward(x, w, b))
        for wrong in (numbers(rng, 1), numbers(rng, nodes + 1)):
            rejects(student.linear_forward, x, w, wrong, blames={"b": wrong.shape, "w": w.shape})
        wide = numbers(rng, samples, features + 1)
        rejects(student.linear_forward, wide, w, b, blames={"x": wide.shape, "w": w.shape})
        rejects(student.linear_forward, x[0], w, b, blames={"x": (features,)})
        rejects(student.linear_forward, x, w[:, 0], b[:1], blames={"w": (features,)})


@pytest.mark.function("linear_backward")
class TestLinearBackward:
    """The gradients dx, dw and db of a fully connected layer."""

    @pytest.mark.points(2)
    def test_dx(self, student, reference, rng):
        """dx: every input gets its share from every node, along the weights.

        zh-TW: dx：每個輸入沿著權重，從每個節點收回自己的那一份。
        """
        for sizes in (different(rng, 2, 5, 3), different(rng, 2, 5, 3), (3, 3, 3)):
            dy, x, w, _ = layer(rng, *sizes)
            one_of(student.linear_backward(dy, x, w), reference.linear_backward(dy, x, w), 0)

    @pytest.mark.points(2)
    def test_dw(self, student, reference, rng):
        """dw: input times gradient, summed over the batch.

        zh-TW: dw：輸入乘以梯度，再對整個批次加總。
        """
        for sizes in (different(rng, 2, 5, 3), different(rng, 2, 5, 3), (3, 3, 3)):
            dy, x, w, _ = layer(rng, *sizes)
            one_of(student.linear_backward(dy, x, w), reference.linear_backward(dy, x, w), 1)

    @pytest.mark.points(2)
    def test_db(self, student, reference, rng):
        """db: the gradient of each node, summed over the batch.

        zh-TW: db：每個節點的梯度，對整個批次加總。
        """
        for sizes in (different(rng, 2, 5, 3), different(rng, 2, 5, 3), (3, 3, 3)):
            dy, x, w, _ = layer(rng, *sizes)
            one_of(student.linear_backward(dy, x, w), reference.linear_backward(dy, x, w), 2)

    def test_one_of_everything(self, student, reference, rng):
        """One sample, one feature, one node: every gradient has the shape of what it belongs to.

        zh-TW: 只有一筆資料、一個特徵或一個節點時，每個梯度的形狀仍和對應的量相同。
        """
        for sizes in ((1, 3, 2), (3, 1, 2), (2, 3, 1), (1, 1, 1)):
            dy, x, w, _ = layer(rng, *sizes)
            same(student.linear_backward(dy, x, w), reference.linear_backward(dy, x, w))

    def test_arguments_stay(self, student, reference, rng):
        """The arguments are only read; x may hold integers.

        zh-TW: 參數只能讀取；x 可以是整數陣列。
        """
        dy, x, w, _ = layer(rng, 2, 3, 4)
        for batch in (x, whole(rng, 2, 3), whole(rng, 2, 3, dtype=np.uint8)):
            same(unchanged(student.linear_backward, dy, batch, w), reference.linear_backward(dy, batch, w))

    @pytest.mark.points(2)
    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that do not match, or a wrong number of dimensions, are a ValueError that names the argument.

        zh-TW: 形狀不符或維度數不對時，要拋出指名該參數的 ValueError。
        """
        samples, features, nodes = different(rng, 2, 6, 3)
        dy, x, w, _ = layer(rng, samples, features, nodes)
        same(student.linear_backward(dy, x, w), reference.linear_backward(dy, x, w))
        wide = numbers(rng, samples, features + 1)
        rejects(student.linear_backward, dy, wide, w, blames={"x": wide.shape, "w": w.shape})
        for wrong in (gradients(rng, samples + 1, nodes), gradients(rng, samples, nodes + 1), dy[:1], dy[:, :1]):
            rejects(student.linear_backward, wrong, x, w, blames={"dy": wrong.shape, "x": x.shape, "w": w.shape})
        rejects(student.linear_backward, dy[0], x, w, blames={"dy": (nodes,)})
        rejects(student.linear_backward, dy, x[0], w, blames={"x": (features,)})
        rejects(student.linear_backward, dy, x, w[:, 0], blames={"w": (features,)})


# --- relu and softmax -----------------------------------------------------------------------------------------------


def with_zeros(rng, *shape):
    """Values below, at and above zero."""
    values = gradients(rng, *shape)
    places = rng.permutation(values.size)
    values.flat[places[0]] = 0.0
    values.flat[places[1]] = np.abs(values.flat[places[1]])
    values.flat[places[2]] = -np.abs(values.flat[places[2]])
    return values


@pytest.mark.function("relu_backward")
class TestReluBackward:
    """dy where x > 0."""

    @pytest.mark.points(3)
    def test_any_shape(self, student, reference, rng):
        """The sign of x decides, not that of dy; any number of axes.

        zh-TW: 由 x 的正負號決定，而不是 dy 的；任何維度數都可以。
        """
        for shape in ((5,), different(rng, 3, 5, 2), (2, 1, 3, 2)):
            dy, x = gradients(rng, *shape), with_zeros(rng, *shape)
            same(student.relu_backward(dy, x), reference.relu_backward(dy, x))

    @pytest.mark.points(2)
    def test_at_zero(self, student, reference, rng):
        """Where x is exactly 0, the gradient is 0; just above, it is dy.

        zh-TW: x 正好是 0 時梯度是 0；比 0 大一點點就是 dy。
        """
        for _ in range(2):
            x = rng.permutation([0.0, -0.0, 1e-12, -1e-12, 300.0, -300.0])
            dy = gradients(rng, 6)
            same(student.relu_backward(dy, x), reference.relu_backward(dy, x))

    @pytest.mark.points(3)
    def test_arguments_stay(self, student, reference, rng):
        """The arguments are only read; x may hold integers.

        zh-TW: 參數只能讀取；x 可以是整數陣列。
        """
        for x in (with_zeros(rng, 3, 2), whole(rng, 2, 4) - 50, whole(rng, 5, dtype=np.int8) - np.int8(50)):
            dy = gradients(rng, *x.shape)
            same(unchanged(student.relu_backward, dy, x), reference.relu_backward(dy, x))

    @pytest.mark.points(2)
    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that differ are a ValueError that names one of them, also where numpy would stretch one.

        zh-TW: 形狀不同時，要拋出指名其中一個參數的 ValueError，即使 numpy 能自動廣播也一樣。
        """
        rows, columns = different(rng, 3, 6, 2)
        dy, x = gradients(rng, rows, columns), with_zeros(rng, rows, columns)
        same(student.relu_backward(dy, x), reference.relu_backward(dy, x))
        for wrong in (dy[:1], dy[:, :1], dy[0], dy[None], dy.T):
            rejects(student.relu_backward, wrong, x, blames={"dy": wrong.shape, "x": x.shape})
        rejects(student.relu_backward, dy, x[:1], blames={"dy": dy.shape, "x": (1, columns)})


def draw_labels(rng, samples, classes):
    """One class per sample; the last class occurs."""
    labels = rng.integers(0, classes, size=samples)
    labels[between(rng, 0, samples - 1)] = classes - 1
    return labels


@pytest.mark.function("softmax_cross_entropy_backward")
class TestSoftmaxCrossEntropyBackward:
    """Softmax minus one-hot, over N."""

    def test_slides_probabilities(self, student, reference, rng):
        """The slides' probabilities (0.3, 0.6, 0.1) with class 1 give (0.3, -0.4, 0.1); then other logits.

        zh-TW: 投影片的機率（0.3, 0.6, 0.1）、正確類別 1，梯度是（0.3, -0.4, 0.1）；再換其他 logits。
        """
        logits = np.log([[0.3, 0.6, 0.1]])
        same(student.softmax_cross_entropy_backward(logits, np.array([1])), np.array([[0.3, -0.4, 0.1]]))
        for classes in (3, 4):
            logits, labels = numbers(rng, 1, classes), draw_labels(rng, 1, classes)
            expected = reference.softmax_cross_entropy_backward(logits, labels)
            same(student.softmax_cross_entropy_backward(logits, labels), expected)

    @pytest.mark.points(3)
    def test_batches(self, student, reference, rng):
        """The loss is a mean over the batch; every row has its own softmax and its own label.

        zh-TW: 損失是整個批次的平均；每一列各做各的 softmax，各有各的標籤。
        """
        for samples, classes in (different(rng, 2, 6, 2), different(rng, 2, 6, 2), (3, 3), (2, 1)):
            logits, labels = numbers(rng, samples, classes), draw_labels(rng, samples, classes)
            expected = reference.softmax_cross_entropy_backward(logits, labels)
            same(student.softmax_cross_entropy_backward(logits, labels), expected)

    @pytest.mark.points(2)
    def test_large_logits(self, student, reference, rng):
        """Logits of 10,000 and -10,000 do not overflow.

        zh-TW: logits 大到 10000、小到 -10000 都不會溢位。
        """
        for shift in (1e4, -1e4):
            logits = numbers(rng, 3, 4) + shift
            logits[1] = rng.permutation([1e4, -1e4, 0.0, 9999.0])
            labels = draw_labels(rng, 3, 4)
            expected = reference.softmax_cross_entropy_backward(logits, labels)
            same(student.softmax_cross_entropy_backward(logits, labels), expected)

    @pytest.mark.points(2)
    def test_arguments_stay(self, student, reference, rng):
        """The arguments are only read; logits may be integers, labels of any integer type.

        zh-TW: 參數只能讀取；logits 可以是整數，labels 可以是任何整數型別。
        """
        for dtype in (np.int64, np.int32, np.uint8):
            labels = draw_labels(rng, 3, 4).astype(dtype)
            for logits in (numbers(rng, 3, 4), rng.integers(-3, 4, size=(3, 4))):
                expected = reference.softmax_cross_entropy_backward(logits, labels)
                same(unchanged(student.softmax_cross_entropy_backward, logits, labels), expected)

    @pytest.mark.points(2)
    def test_impossible_labels(self, student, reference, rng):
        """Labels out of range or not one per row, and logits that are no matrix, are a ValueError that names them.

        zh-TW: 標籤超出範圍、數目和列數不同，或 logits 不是二維時，要拋出指名該參數的 ValueError。
        """
        samples, classes = different(rng, 3, 6, 2)
        logits, labels = numbers(rng, samples, classes), draw_labels(rng, samples, classes)
        same(
            student.softmax_cross_entropy_backward(logits, labels),
            reference.softmax_cross_entropy_backward(logits, labels),
        )
        for label in (-1, classes, -classes - 1):
            wrong = labels.copy()
            wrong[between(rng, 0, samples - 1)] = label
            rejects(student.softmax_cross_entropy_backward, logits, wrong, blames=label_or_shape(label, wrong))
        for wrong in (labels[:1], labels[:-1], np.append(labels, 0)):
            rejects(
                student.softmax_cross_entropy_backward,
                logits,
                wrong,
                blames={"labels": wrong.shape, "logits": logits.shape},
            )
        rejects(
            student.softmax_cross_entropy_backward,
            logits[0],
            draw_labels(rng, classes, classes),
            blames={"logits": (classes,), "labels": (classes,)},
        )


# --- maxpool2d ------------------------------------------------------------------------------------------------------


def pooling(rng, batch, channels, sides, kernel, stride, draw=numbers):
    """Draw dy and x for a pooling layer with this kernel and stride; sides are those of the images."""
    rows, columns = ((side - kernel) // stride + 1 for side in sides)
    return gradients(rng, batch, channels, rows, columns), draw(rng, batch, channels, *sides)


def distinct(rng, *shape):
    """Values of which no two are equal, as many below zero as above."""
    size = int(np.prod(shape))
    return ((rng.permutation(size) - size // 2) / 2 + 0.25).reshape(shape)


def level(rng, *shape):
    """Values of which many are equal: after a ReLU, most windows hold several zeros."""
    return rng.integers(0, 2, size=shape) * 1.5


@pytest.mark.function("maxpool2d_backward")
class TestMaxpool2dBackward:
    """The gradient goes to the winner of each window."""

    def test_slides_image(self, student, reference, rng):
        """The slides' 4x4 image: the four maxima 123, 253, 187, 165 get the gradient; then other images.

        zh-TW: 投影片的 4x4 影像：四個最大值 123、253、187、165 得到梯度；再換其他影像。
        """
        expected = np.zeros((1, 1, 4, 4))
        expected[0, 0, [0, 1, 3, 2], [1, 3, 1, 2]] = [1, 2, 3, 4]
        dy = np.array([[[[1.0, 2], [3, 4]]]])
        same(student.maxpool2d_backward(dy, POOLED[None, None]), expected)
        dy, x = pooling(rng, 1, 1, (4, 6), 2, 2, distinct)
        same(student.maxpool2d_backward(dy, x), reference.maxpool2d_backward(dy, x))

    def test_batches_and_channels(self, student, reference, rng):
        """Every channel of every image has its own winners; values may all be negative.

        zh-TW: 每張影像的每個通道各有自己的最大值；數值可以全是負數。
        """
        for batch, channels in ((2, 3), (3, 1), (1, 2)):
            dy, x = pooling(rng, batch, channels, (4, 2), 2, 2, distinct)
            same(student.maxpool2d_backward(dy, x), reference.maxpool2d_backward(dy, x))
            same(student.maxpool2d_backward(dy, x - 200), reference.maxpool2d_backward(dy, x - 200))

    @pytest.mark.points(2)
    def test_kernel_and_stride(self, student, reference, rng):
        """Windows of other sizes, side by side or with gaps; without a stride it is the kernel.

        zh-TW: 其他大小的視窗，彼此相鄰或有間隔；沒有指定步幅時等於 kernel。
        """
        for kernel, stride in ((3, None), (1, None), (2, 3), (1, 2), (3, 4)):
            step = kernel if stride is None else stride
            sides = [kernel + step * between(rng, 1, 2), kernel + step * between(rng, 0, 1)]
            dy, x = pooling(rng, 2, 2, sides, kernel, step, distinct)
            expected = reference.maxpool2d_backward(dy, x, kernel, stride)
            same(student.maxpool2d_backward(dy, x, kernel=kernel, stride=stride), expected)

    @pytest.mark.points(2)
    def test_overlapping_windows(self, student, reference, rng):
        """Where windows overlap, a pixel that wins several of them gets the sum.

        zh-TW: 視窗重疊時，贏得好幾個視窗的像素會得到梯度的總和。
        """
        for kernel, stride in ((2, 1), (3, 2), (3, 1)):
            dy, x = pooling(rng, 2, 1, (kernel + 2 * stride, kernel + stride), kernel, stride, distinct)
            x[0, 0, kernel // 2, kernel // 2] = 500
            x[1, 0, stride, stride] = 500
            expected = reference.maxpool2d_backward(dy, x, kernel, stride)
            same(student.maxpool2d_backward(dy, x, kernel, stride), expected)

    def test_ties(self, student, reference, rng):
        """Of several equal maxima only the first one, row by row, gets the gradient.

        zh-TW: 有好幾個相同的最大值時，只有由左到右、由上到下的第一個得到梯度。
        """
        for kernel, stride in ((2, 2), (3, 2), (3, 3)):
            dy, x = pooling(rng, 1, 3, (kernel + stride, kernel + stride), kernel, stride, level)
            x[0, 0] = 0
            x[0, 1, :kernel, :kernel] = np.fliplr(np.eye(kernel))  # the first by rows is the last by columns
            expected = reference.maxpool2d_backward(dy, x, kernel, stride)
            same(student.maxpool2d_backward(dy, x, kernel, stride), expected)

    def test_left_over(self, student, reference, rng):
        """Rows and columns that no window reaches get 0, and dx is as large as x.

        zh-TW: 沒有任何視窗涵蓋的列和行，梯度是 0；dx 和 x 一樣大。
        """
        for kernel, stride, rest in ((2, 2, 1), (3, 3, 2), (2, 3, 2), (3, 2, 1)):
            sides = (kernel + stride * between(rng, 0, 1) + rest, kernel + stride + between(rng, 0, rest))
            dy, x = pooling(rng, 1, 2, sides, kernel, stride, distinct)
            expected = reference.maxpool2d_backward(dy, x, kernel, stride)
            same(student.maxpool2d_backward(dy, x, kernel, stride), expected)

    def test_arguments_stay(self, student, reference, rng):
        """The arguments are only read; pixels may be integers, the gradient keeps its fractions.

        zh-TW: 參數只能讀取；像素可以是整數，但梯度的小數部分要保留。
        """
        for draw, dtype in ((distinct, np.float64), (whole, np.int64), (whole, np.uint8)):
            dy, x = pooling(rng, 2, 1, (4, 5), 2, 2, draw)
            x = x.astype(dtype)
            same(unchanged(student.maxpool2d_backward, dy, x), reference.maxpool2d_backward(dy, x))

    def test_impossible_arguments(self, student, reference, rng):
        """Steps below 1, a kernel that does not fit and a dy of the wrong shape are a ValueError that names them.

        zh-TW: kernel 或步幅小於 1、kernel 放不進影像、dy 的形狀不對時，要拋出指名該參數的 ValueError。
        """
        height, width = different(rng, 4, 7, 2)
        smaller = min(height, width)
        dy, x = pooling(rng, 2, 3, (height, width), smaller, 1, distinct)
        expected = reference.maxpool2d_backward(dy, x, smaller, 1)
        same(student.maxpool2d_backward(dy, x, smaller, 1), expected)
        for wrong in (dy[:1], dy[:, :1], dy[:, :, :1, :1], np.repeat(dy, 2, axis=2), np.repeat(dy, 2, axis=3)):
            rejects(student.maxpool2d_backward, wrong, x, smaller, 1, blames={"dy": wrong.shape, "x": x.shape})
        for kernel in (0, -1, smaller + 1):
            named = {"kernel": kernel, "x": x.shape, "dy": dy.shape} if kernel > 0 else {"kernel": kernel}
            rejects(student.maxpool2d_backward, dy, x, kernel, 1, blames=named)
        none = np.zeros((*x.shape[:2], *(size - smaller for size in x.shape[2:])))
        named = {"kernel": smaller + 1, "x": x.shape, "dy": none.shape}
        rejects(student.maxpool2d_backward, none, x, smaller + 1, 1, blames=named)
        for stride in (0, -between(rng, 1, 3)):
            rejects(student.maxpool2d_backward, dy, x, smaller, stride, blames={"stride": stride})
        rejects(student.maxpool2d_backward, dy[0], x, smaller, 1, blames={"dy": dy.shape[1:]})
        rejects(student.maxpool2d_backward, dy, x[0], smaller, 1, blames={"x": x.shape[1:]})


# --- conv2d ---------------------------------------------------------------------------------------------------------


def convolution(rng, sizes, sides, kernel, stride=1, padding=0):
    """Draw dy, x and w of a convolution layer; sizes are batch, channels and filters."""
    batch, channels, filters = sizes
    rows, columns = ((side + 2 * padding - k) // stride + 1 for side, k in zip(sides, kernel, strict=True))
    return (
        gradients(rng, batch, filters, rows, columns),
        numbers(rng, batch, channels, *sides),
        numbers(rng, filters, channels, *kernel),
    )


@pytest.mark.function("conv2d_backward")
class TestConv2dBackward:
    """The gradients dx, dw and db of a convolution layer."""

    def test_dx(self, student, reference, rng):
        """dx: every pixel gets its share from every position of the kernel that covered it.

        zh-TW: dx：每個像素從每一個蓋到它的核位置，收回自己的那一份。
        """
        for sizes in (different(rng, 1, 3, 3), (2, 2, 2)):
            case = convolution(rng, sizes, different(rng, 4, 6, 2), different(rng, 1, 3, 2))
            one_of(student.conv2d_backward(*case), reference.conv2d_backward(*case), 0)

    def test_dw(self, student, reference, rng):
        """dw: each weight adds up the pixels it met, times dy, over all positions and images.

        zh-TW: dw：每個權重把它遇過的像素乘以 dy，對所有位置與影像加總。
        """
        for sizes in (different(rng, 1, 3, 3), (2, 2, 2)):
            case = convolution(rng, sizes, different(rng, 4, 6, 2), different(rng, 1, 3, 2))
            one_of(student.conv2d_backward(*case), reference.conv2d_backward(*case), 1)

    def test_db(self, student, reference, rng):
        """db: all of dy that belongs to a filter, summed over positions and images.

        zh-TW: db：屬於同一個濾波器的 dy，對所有位置與影像加總。
        """
        for sizes in (different(rng, 1, 3, 3), (2, 2, 2)):
            case = convolution(rng, sizes, different(rng, 4, 6, 2), different(rng, 1, 3, 2))
            one_of(student.conv2d_backward(*case), reference.conv2d_backward(*case), 2)

    def test_one_of_everything(self, student, reference, rng):
        """One image, one channel, one filter, one pixel: every gradient has the shape of what it belongs to.

        zh-TW: 只有一張影像、一個通道、一個濾波器、一個像素時，每個梯度的形狀仍和對應的量相同。
        """
        for sizes, sides, kernel in (
            ((1, 2, 3), (3, 4), (2, 3)),
            ((2, 1, 3), (4, 3), (1, 1)),
            ((3, 2, 1), (2, 3), (2, 3)),
            ((1, 1, 1), (1, 1), (1, 1)),
        ):
            case = convolution(rng, sizes, sides, kernel)
            same(student.conv2d_backward(*case), reference.conv2d_backward(*case))

    def test_stride(self, student, reference, rng):
        """With a stride, neighbouring entries of dy belong to positions that far apart.

        zh-TW: 有步幅時，dy 相鄰的兩格對應到相隔「步幅」那麼遠的位置。
        """
        for stride in (2, 3):
            kernel = different(rng, 1, 4, 2)
            sides = (kernel[0] + stride * between(rng, 1, 2), kernel[1] + stride)
            case = convolution(rng, (2, 1, 2), sides, kernel, stride)
            same(student.conv2d_backward(*case, stride), reference.conv2d_backward(*case, stride))

    def test_left_over(self, student, reference, rng):
        """Where the stride leaves rows or columns unused, dx is still as large as x, with 0 there.

        zh-TW: 步幅除不盡而有剩下的列或行時，dx 仍和 x 一樣大，沒用到的地方是 0。
        """
        for stride in (2, 3):
            kernel = different(rng, 1, 3, 2)
            sides = (kernel[0] + stride + between(rng, 1, stride - 1), kernel[1] + stride * 2 - 1)
            for padding in (0, 1):
                case = convolution(rng, (1, 2, 2), sides, kernel, stride, padding)
                got = student.conv2d_backward(*case, stride=stride, padding=padding)
                same(got, reference.conv2d_backward(*case, stride, padding))

    def test_padding(self, student, reference, rng):
        """With padding, the zeros around the image take part in nothing, and dx does not include them.

        zh-TW: 有填補時，影像外圍的零不影響結果，dx 也不包含它們。
        """
        for padding in (1, 2):
            case = convolution(rng, (2, 2, 1), different(rng, 3, 5, 2), different(rng, 2, 4, 2), 1, padding)
            got = student.conv2d_backward(*case, padding=padding)
            same(got, reference.conv2d_backward(*case, padding=padding))

    def test_everything_together(self, student, reference, rng):
        """Batch, channels, filters, stride and padding in one call.

        zh-TW: 批次、通道、濾波器、步幅、填補同時使用。
        """
        for stride, padding in ((2, 1), (3, 2), (2, 3)):
            sizes = different(rng, 1, 3, 3)
            case = convolution(rng, sizes, different(rng, 4, 6, 2), different(rng, 1, 3, 2), stride, padding)
            same(student.conv2d_backward(*case, stride, padding), reference.conv2d_backward(*case, stride, padding))

    def test_arguments_stay(self, student, reference, rng):
        """The arguments are only read; pixels may be integers, the gradients keep their fractions.

        zh-TW: 參數只能讀取；像素可以是整數，但梯度的小數部分要保留。
        """
        dy, x, w = convolution(rng, (2, 1, 2), (4, 5), (2, 3))
        for images in (x, whole(rng, *x.shape), whole(rng, *x.shape, dtype=np.uint8)):
            same(unchanged(student.conv2d_backward, dy, images, w), reference.conv2d_backward(dy, images, w))

    def test_impossible_arguments(self, student, reference, rng):
        """Impossible steps, channels that differ, a kernel that does not fit, a wrong dy: a ValueError that names it.

        zh-TW: 步幅或填補不合理、通道數不符、核放不進影像、dy 形狀不對時，要拋出指名該參數的 ValueError。
        """
        height, width = different(rng, 4, 6, 2)
        dy, x, w = convolution(rng, (2, 3, 4), (height, width), (height, width - 1))
        same(student.conv2d_backward(dy, x, w, stride=1, padding=0), reference.conv2d_backward(dy, x, w))
        for name, value in (("stride", 0), ("stride", -between(rng, 1, 3)), ("padding", -1)):
            rejects(student.conv2d_backward, dy, x, w, blames={name: value}, **{name: value})
        small = convolution(rng, (2, 3, 4), (5, 6), (2, 2))
        rejects(student.conv2d_backward, *small, blames={"padding": -1}, padding=-1)
        rejects(student.conv2d_backward, dy, x[:, :2], w, blames={"x": (2, 2, height, width), "w": w.shape})
        for wrong in (dy[:1], dy[:, :1], dy[:, :, :, :1], np.repeat(dy, 2, axis=2)):
            named = {"dy": wrong.shape, "x": x.shape, "w": w.shape}
            rejects(student.conv2d_backward, wrong, x, w, blames=named)
        tall = numbers(rng, 4, 3, height + 1, 1)
        named = {"w": tall.shape, "x": x.shape, "dy": dy.shape}
        rejects(student.conv2d_backward, dy, x, tall, blames={**named, "kernel": tall.shape[2:]})
        none = np.zeros((2, 4, 0, width))
        named = {"w": tall.shape, "x": x.shape, "dy": none.shape, "kernel": tall.shape[2:]}
        rejects(student.conv2d_backward, none, x, tall, blames=named)
        for place, name in enumerate(("dy", "x", "w")):
            arrays = [dy, x, w]
            arrays[place] = arrays[place][..., 0]
            rejects(student.conv2d_backward, *arrays, blames={name: arrays[place].shape})


# --- gradient_step --------------------------------------------------------------------------------------------------


@pytest.mark.function("gradient_step")
class TestGradientStep:
    """W_new = W_old - learning_rate * dE/dW."""

    @pytest.mark.points(3)
    def test_downhill(self, student, reference, rng):
        """A weight whose gradient is positive gets smaller; any shape, any learning rate.

        zh-TW: 梯度為正的權重會變小；任何形狀、任何學習率都適用。
        """
        same(student.gradient_step(np.array([0.6]), np.array([0.8]), 0.1), np.array([0.52]))
        for shape in ((3,), different(rng, 2, 4, 2), (2, 1, 3, 2)):
            w, gradient, rate = numbers(rng, *shape), gradients(rng, *shape), round(float(rng.uniform(0.01, 0.9)), 2)
            same(student.gradient_step(w, gradient, rate), reference.gradient_step(w, gradient, rate))

    @pytest.mark.points(2)
    def test_learning_rate(self, student, reference, rng):
        """The learning rate scales the step; with 0 nothing moves, and it may be given by keyword.

        zh-TW: 學習率決定步伐大小；0 表示不動；也可以用關鍵字傳入。
        """
        w, gradient = numbers(rng, 2, 3), gradients(rng, 2, 3)
        for rate in (1, 0.0012345, 20.0, 0):
            same(
                student.gradient_step(w, gradient, learning_rate=rate),
                reference.gradient_step(w, gradient, learning_rate=rate),
            )

    @pytest.mark.points(3)
    def test_arguments_stay(self, student, reference, rng):
        """The step gives a new array; the old weights and the gradient are only read.

        zh-TW: 結果是新的陣列；原來的權重和梯度只能讀取。
        """
        w = numbers(rng, 3, 2)
        for gradient in (gradients(rng, 3, 2), whole(rng, 3, 2)):
            same(unchanged(student.gradient_step, w, gradient, 0.25), reference.gradient_step(w, gradient, 0.25))

    @pytest.mark.points(2)
    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that differ are a ValueError that names one of them, also where numpy would stretch one.

        zh-TW: 形狀不同時，要拋出指名其中一個參數的 ValueError，即使 numpy 能自動廣播也一樣。
        """
        rows, columns = different(rng, 2, 5, 2)
        w, gradient = numbers(rng, rows, columns), gradients(rng, rows, columns)
        same(student.gradient_step(w, gradient, 0.5), reference.gradient_step(w, gradient, 0.5))
        for wrong in (gradient[0], gradient[:, :1], gradient[None], gradient.T):
            rejects(student.gradient_step, w, wrong, 0.5, blames={"gradient": wrong.shape, "w": w.shape})
        rejects(student.gradient_step, w[:1], gradient, 0.5, blames={"gradient": gradient.shape, "w": (1, columns)})


# --- TwoLayerNet ----------------------------------------------------------------------------------------------------

PARAMETERS = ("w1", "b1", "w2", "b2")


def parameters(rng, features, hidden, classes):
    """Draw w1, b1, w2 and b2 of a small network, small enough that no probability is nearly 0."""
    shapes = ((features, hidden), (hidden,), (hidden, classes), (classes,))
    return tuple((gradients(rng, *shape) / 4).round(2) for shape in shapes)


def samples_for(rng, arrays, count):
    """Draw a batch for a network, with labels."""
    return (numbers(rng, count, len(arrays[0])) / 2).round(1), draw_labels(rng, count, len(arrays[3]))


def rounded(step):
    """The same gradients with two decimals: a step along them is as good for a check, and easier to read."""
    return {name: values.round(2) for name, values in step.items()}


def sizes(rng):
    """Features, hidden nodes and classes, all different."""
    return different(rng, 2, 4, 3)


@pytest.mark.function("TwoLayerNet")
class TestTwoLayerNet:
    """A network that learns."""

    def test_forward(self, student, reference, rng):
        """The logits: linear, ReLU, linear; no ReLU and no softmax at the end.

        zh-TW: logits 的算法：線性、ReLU、線性；最後沒有 ReLU，也沒有 softmax。
        """
        for count in (3, 1, 2):
            arrays = parameters(rng, *sizes(rng))
            x, _ = samples_for(rng, arrays, count)
            same(student.TwoLayerNet(*arrays).forward(x), reference.TwoLayerNet(*arrays).forward(x))

    def test_loss(self, student, reference, rng):
        """The mean cross-entropy of the batch, with the natural logarithm; large logits do not overflow.

        zh-TW: 整個批次的平均交叉熵，用自然對數；logits 很大時也不會溢位。
        """
        for count, shift in ((3, 0), (1, 0), (4, 0), (2, 2000), (2, -2000)):
            w1, b1, w2, b2 = arrays = parameters(rng, *sizes(rng))
            x, labels = samples_for(rng, arrays, count)
            net, right = student.TwoLayerNet(w1, b1, w2, b2 + shift), reference.TwoLayerNet(w1, b1, w2, b2 + shift)
            unlikely = right.forward(x).argmin(axis=1)
            labels = unlikely if shift else labels
            same(net.loss(x, labels), right.loss(x, labels))

    def test_gradients_of_the_second_layer(self, student, reference, rng):
        """The gradients of w2 and b2.

        zh-TW: w2 和 b2 的梯度。
        """
        for count in (3, 1):
            arrays = parameters(rng, *sizes(rng))
            case = samples_for(rng, arrays, count)
            got, expected = (
                student.TwoLayerNet(*arrays).gradients(*case),
                reference.TwoLayerNet(*arrays).gradients(*case),
            )
            compare_entries(got, expected, ("w2", "b2"))

    def test_gradients_of_the_first_layer(self, student, reference, rng):
        """The gradients of w1 and b1: back through the second layer and the ReLU.

        zh-TW: w1 和 b1 的梯度：要反向通過第二層和 ReLU。
        """
        for count in (4, 1):
            arrays = parameters(rng, *sizes(rng))
            case = samples_for(rng, arrays, count)
            got, expected = (
                student.TwoLayerNet(*arrays).gradients(*case),
                reference.TwoLayerNet(*arrays).gradients(*case),
            )
            compare_entries(got, expected, ("w1", "b1"))

    def test_gradients_need_no_earlier_forward(self, student, reference, rng):
        """`gradients` is right whatever was asked before, and changes nothing: asked again, it says the same.

        zh-TW: 不論之前呼叫過什麼，`gradients` 都要正確；它不改變任何東西，再問一次答案相同。
        """
        arrays = parameters(rng, *sizes(rng))
        net, right = student.TwoLayerNet(*arrays), reference.TwoLayerNet(*arrays)
        one, other, third = (samples_for(rng, arrays, count) for count in (3, 2, 3))
        net.forward(one[0])
        same(net.gradients(*third), right.gradients(*third))
        same(net.gradients(*other), right.gradients(*other))
        same(net.loss(*other), right.loss(*other))
        same(net.gradients(*one), right.gradients(*one))
        same(net.gradients(*one), right.gradients(*one))
        same(net.w1, arrays[0])

    def test_attributes(self, student, reference, rng):
        """w1, b1, w2, b2 are what the network was made from, and after a step what the step made of them.

        zh-TW: w1、b1、w2、b2 一開始是建立時給的值，更新一步之後就是新的值。
        """
        arrays = parameters(rng, *sizes(rng))
        net, right = student.TwoLayerNet(*arrays), reference.TwoLayerNet(*arrays)
        for name, array in zip(PARAMETERS, arrays, strict=True):
            same(getattr(net, name), array)
        direction = dict(zip(PARAMETERS, (gradients(rng, *array.shape) for array in arrays), strict=True))
        net.step(direction, 0.5)
        right.step(direction, 0.5)
        for name in PARAMETERS:
            same(getattr(net, name), getattr(right, name))

    def test_steps(self, student, reference, rng):
        """After each step, loss, logits and gradients belong to the new parameters.

        zh-TW: 每更新一步，損失、logits、梯度都要用新的參數計算。
        """
        arrays = parameters(rng, *sizes(rng))
        case = samples_for(rng, arrays, 3)
        net, right = student.TwoLayerNet(*arrays), reference.TwoLayerNet(*arrays)
        for rate in (0.1, 0.5):
            step = rounded(right.gradients(*case))
            net.step(step, rate)
            right.step(step, rate)
            same(net.loss(*case), right.loss(*case))
            same(net.forward(case[0]), right.forward(case[0]))
            same(net.gradients(*case), right.gradients(*case))

    def test_two_networks(self, student, reference, rng):
        """Two networks know nothing of each other, and x may hold integers.

        zh-TW: 兩個網路互不影響；x 可以是整數陣列。
        """
        first, second = parameters(rng, 3, 2, 4), parameters(rng, 2, 4, 3)
        one, other = student.TwoLayerNet(*first), student.TwoLayerNet(*second)
        right, expected = reference.TwoLayerNet(*first), reference.TwoLayerNet(*second)
        one.step(right.gradients(rng.integers(-3, 4, size=(2, 3)), np.array([3, 0])), 0.5)
        x, labels = rng.integers(0, 5, size=(3, 2)).astype(np.uint8), draw_labels(rng, 3, 3)
        same(other.forward(x), expected.forward(x))
        same(other.gradients(x, labels), expected.gradients(x, labels))

    def test_arguments_stay(self, student, reference, rng):
        """No method changes what it is given, and no step changes the arrays that the network was made from.

        zh-TW: 任何方法都不可以更改傳入的東西；更新一步也不可以改到建立網路時給的陣列。
        """
        arrays = parameters(rng, *sizes(rng))
        x, labels = samples_for(rng, arrays, 3)
        right = reference.TwoLayerNet(*arrays)
        with untouched(student.TwoLayerNet, *arrays) as net:
            same(unchanged(net.forward, x), right.forward(x))
            same(unchanged(net.loss, x, labels), right.loss(x, labels))
            same(unchanged(net.gradients, x, labels), right.gradients(x, labels))
            step = rounded(right.gradients(x, labels))
            unchanged(net.step, step, 0.25)
            right.step(step, 0.25)
            same(net.loss(x, labels), right.loss(x, labels))

    def test_impossible_arguments(self, student, reference, rng):
        """Shapes that do not match and labels out of range are a ValueError that names the argument.

        zh-TW: 形狀不符或標籤超出範圍時，要拋出指名該參數的 ValueError。
        """
        features, hidden, classes = different(rng, 2, 5, 3)
        arrays = parameters(rng, features, hidden, classes)
        x, labels = samples_for(rng, arrays, 3)
        net, right = student.TwoLayerNet(*arrays), reference.TwoLayerNet(*arrays)
        same(net.loss(x, labels), right.loss(x, labels))
        for label in (-1, classes):
            wrong = np.append(labels[:2], label)
            rejects(net.loss, x, wrong, blames=label_or_shape(label, wrong))
            rejects(net.gradients, x, wrong, blames=label_or_shape(label, wrong))
        wide = numbers(rng, 3, features + 1)
        named = {"x": wide.shape, "w1": arrays[0].shape, "w": arrays[0].shape}
        rejects(net.forward, wide, blames=named)
        rejects(net.gradients, wide, labels, blames=named)
        rejects(net.loss, x, labels[:1], blames={"labels": (1,), "logits": (3, classes), "x": x.shape})
        self.rejects_parameters(student, rng, arrays, x)
        for name in PARAMETERS:
            step = rounded(right.gradients(x, labels))
            step[name] = numbers(rng, *step[name].shape, 2)
            shapes = dict.fromkeys((name, "gradient", "gradients", "w", f"d{name}"), step[name].shape)
            rejects(net.step, step, 0.5, blames={**shapes, name.upper(): getattr(right, name).shape})

    def rejects_parameters(self, student, rng, arrays, x):
        """Parameters that do not fit each other are refused when the network is made, at the latest when it is used."""

        def make_and_use(*wrong):
            return student.TwoLayerNet(*wrong).forward(x)

        for place in range(len(PARAMETERS)):
            wrong = list(arrays)
            wrong[place] = gradients(rng, *(size + 1 for size in arrays[place].shape))
            shapes = {each: array.shape for each, array in zip(PARAMETERS, wrong, strict=True)}
            inner = {"w": wrong[place].shape, "b": wrong[place].shape, "x": x.shape, "X": (len(x), len(arrays[1]))}
            rejects(make_and_use, *wrong, blames={**shapes, **inner})


def compare_entries(got, expected, names):
    """Compare some entries of a dict; if it is no such dict, say so."""
    if type(got) is not dict or set(got) != set(expected):
        same(got, expected)
    for name in names:
        same(got[name], expected[name])
