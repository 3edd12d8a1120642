"""
Hidden suite of exercise10: dropout, batch and layer normalisation, penalties, early stopping.

Images, channels, rows and columns are of different numbers wherever it matters, so that a wrong axis shows.
"""

import functools

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged

SHAPES = ((1,), (5,), (2, 3), (3, 1), (2, 1, 2, 2))


def numbers(rng, *shape):
    """Random values with one decimal, none of them near zero."""
    values = rng.normal(scale=3.0, size=shape).round(1)
    return (values + np.where(values < 0, -0.1, 0.1)).round(1)


def positive(rng, *shape):
    """Random values above zero."""
    return np.abs(numbers(rng, *shape))


def whole(rng, *shape, dtype=np.int64):
    """Whole numbers from -9 to 9, without zero."""
    return (rng.integers(1, 10, size=shape) * rng.choice([-1, 1], size=shape)).astype(dtype)


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def share(rng, low, high):
    """A Python float between low and high, with two decimals."""
    return round(float(rng.uniform(low, high)), 2)


def masks(rng, *shape):
    """Ones and zeros, at least one of each where there is room."""
    mask = rng.integers(0, 2, size=shape).astype(float)
    mask.flat[0], mask.flat[-1] = 1.0, 0.0
    return rng.permuted(mask)


def images(rng, *shape):
    """A batch in which every channel has a mean and a scale of its own."""
    channels = shape[1]
    scale, centre = rng.uniform(0.5, 3.0, size=(1, channels, 1, 1)), rng.uniform(-4, 4, size=(1, channels, 1, 1))
    return (rng.normal(size=shape) * scale + centre).round(1)


def learned(rng, channels):
    """gamma, beta, running_mean, running_var."""
    return numbers(rng, channels), numbers(rng, channels), numbers(rng, channels), positive(rng, channels)


def fresh(channels):
    """gamma, beta, running_mean, running_var before training."""
    return np.ones(channels), np.zeros(channels), np.zeros(channels), np.ones(channels)


def batches(rng):
    """Shapes (N, C, H, W) of all kinds, with enough values per channel."""
    return (
        (2, 3, 4, 5),
        (between(rng, 2, 3), between(rng, 4, 5), 3, 2),
        (1, 2, 3, 4),
        (between(rng, 6, 9), 3, 1, 1),
        (4, 1, 2, 3),
        (3, 2, 1, 5),
    )


def pairs(**arrays):
    """What a message may name: any of the arrays, with its shape."""
    return {name: array.shape for name, array in arrays.items()}


@pytest.mark.function("dropout")
class TestDropout:
    """x * mask / (1 - p)."""

    @pytest.mark.points(2)
    def test_kept_values_grow(self, student, reference, rng):
        """What is kept is divided by 1 - p, what is dropped is 0.

        zh-TW: 留下的值除以 1 - p，丟掉的值是 0。
        """
        x, mask = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 0.0, 1.0, 0.0])
        same(student.dropout(x, 0.5, mask), np.array([2.0, 0.0, 6.0, 0.0]))
        for size in (4, 7, 10):
            x, p, mask = numbers(rng, size), share(rng, 0.1, 0.9), masks(rng, size)
            same(student.dropout(x, p, mask), reference.dropout(x, p, mask))

    @pytest.mark.points(2)
    def test_scale_comes_from_p(self, student, reference, rng):
        """The factor comes from p, not from how many values this mask happens to keep.

        zh-TW: 放大的倍數由 p 決定，不是由這個遮罩剛好留下幾個決定。
        """
        for p in (0.25, share(rng, 0.05, 0.2), share(rng, 0.7, 0.9)):
            for mask in (np.ones(6), np.zeros(6), masks(rng, 6)):
                x = numbers(rng, 6)
                same(student.dropout(x, p, mask), reference.dropout(x, p, mask))

    @pytest.mark.points(2)
    def test_nothing_or_everything(self, student, reference, rng):
        """With p = 0 kept values stay as they are; with p = 1 all are 0, whatever the mask says.

        zh-TW: p = 0 時留下的值不變；p = 1 時全部是 0，不論遮罩是什麼。
        """
        for shape in ((5,), (2, 3)):
            x = numbers(rng, *shape)
            same(student.dropout(x, 0.0, np.ones(shape)), x)
            for p, mask in (
                (1.0, np.zeros(shape)),
                (1, np.ones(shape)),
                (0, masks(rng, *shape)),
                (1.0, masks(rng, *shape)),
            ):
                same(student.dropout(x, p, mask), reference.dropout(x, p, mask))

    @pytest.mark.points(2)
    def test_shapes_and_arguments(self, student, reference, rng):
        """Arrays of any shape, whole numbers too; they are only read.

        zh-TW: 陣列可以是任何形狀，也可以是整數；只能讀取，不可以更改。
        """
        for shape in ((2, 3, 4, 2), (3, 4), (1,), (6, 1)):
            mask, p = rng.integers(0, 2, size=shape), share(rng, 0.1, 0.9)
            for x in (whole(rng, *shape), numbers(rng, *shape)):
                expected = reference.dropout(x, p, mask)
                same(unchanged(student.dropout, x, p, mask), expected)
                same(student.dropout(x, p, mask.astype(float)), expected)

    def test_impossible_probability(self, student, reference, rng):
        """A p outside 0 to 1 is a ValueError that names it.

        zh-TW: p 不在 0 到 1 之間時，要拋出指名它的 ValueError。
        """
        x, mask = numbers(rng, 4), masks(rng, 4)
        for p in (share(rng, 0.1, 0.9), 0.0, 1.0):
            same(student.dropout(x, p, mask), reference.dropout(x, p, mask))
        for wrong in (-share(rng, 0.1, 0.9), share(rng, 1.05, 3), -1, 2):
            rejects(student.dropout, x, wrong, mask, blames={"p": wrong})

    def test_shapes_that_differ(self, student, reference, rng):
        """A mask of another shape is a ValueError that names it, also where numpy could broadcast.

        zh-TW: 遮罩的形狀和 x 不同時，要拋出指名它的 ValueError，即使 numpy 可以廣播也一樣。
        """
        x = numbers(rng, 2, 3)
        for mask in (np.ones((2, 3)), masks(rng, 2, 3)):
            same(student.dropout(x, 0.5, mask), reference.dropout(x, 0.5, mask))
        for shape in ((3,), (2, 1), (3, 2), (1, 2, 3)):
            mask = np.ones(shape)
            rejects(student.dropout, x, 0.5, mask, blames=pairs(x=x, mask=mask))


def normalised(answer):
    """The first of three results: where a check is about y, the running averages have checks of their own."""
    return answer[0] if isinstance(answer, tuple) and len(answer) == 3 else answer


@pytest.mark.function("batchnorm_train")
class TestBatchnormTrain:
    """Statistics of the batch, and running averages."""

    @pytest.mark.points(2)
    def test_one_channel(self, student, reference, rng):
        """The values 1, 2, 3, 4 of one channel become -1.342, -0.447, 0.447, 1.342 with eps 0; then other batches.

        zh-TW: 一個通道的 1、2、3、4，在 eps = 0 時變成 -1.342、-0.447、0.447、1.342；再算其他批次。
        """
        x = np.array([1.0, 2.0, 3.0, 4.0]).reshape(4, 1, 1, 1)
        expected = np.array([-3.0, -1.0, 1.0, 3.0]).reshape(4, 1, 1, 1) / np.sqrt(5.0)
        same(normalised(student.batchnorm_train(x, *fresh(1), eps=0.0)), expected)
        for shape in ((3, 1, 2, 4), (1, 1, 3, 5), (2, 1, 1, 1), (1, 1, 1, 2)):
            x = images(rng, *shape)
            same(normalised(student.batchnorm_train(x, *fresh(1))), reference.batchnorm_train(x, *fresh(1))[0])

    @pytest.mark.points(2)
    def test_channels_on_their_own(self, student, reference, rng):
        """Every channel has its own mean, variance, gamma and beta, over all images, rows and columns.

        zh-TW: 每個通道有自己的平均、變異數、gamma 和 beta，對所有影像、列、行一起計算。
        """
        for shape in batches(rng):
            x, state = images(rng, *shape), learned(rng, shape[1])
            same(normalised(student.batchnorm_train(x, *state)), reference.batchnorm_train(x, *state)[0])

    @pytest.mark.points(2)
    def test_running_averages(self, student, reference, rng):
        """Running averages move by a share of 0.1 towards the batch, the variance there is the unbiased one.

        zh-TW: 移動平均每次往這一批靠近 0.1；其中的變異數是不偏的（除以個數減 1）。
        """
        channels = between(rng, 2, 4)
        gamma, beta, mean, var = fresh(channels)
        for _ in range(3):
            x = images(rng, 2, channels, 1, 3)
            expected = reference.batchnorm_train(x, gamma, beta, mean, var)
            same(student.batchnorm_train(x, gamma, beta, mean, var), expected)
            _, mean, var = expected

    def test_other_momentum(self, student, reference, rng):
        """The momentum is the share of the new batch: 0 keeps the old averages, 1 takes the new ones.

        zh-TW: momentum 是這一批所占的比例：0 保留舊的，1 只用新的。
        """
        for momentum in (share(rng, 0.2, 0.4), 0.0, 1.0, share(rng, 0.6, 0.9)):
            x, state = images(rng, 3, 2, 2, 3), learned(rng, 2)
            expected = reference.batchnorm_train(x, *state, momentum=momentum)
            same(student.batchnorm_train(x, *state, momentum=momentum), expected)
            same(student.batchnorm_train(x, *state, momentum), expected)

    def test_eps(self, student, reference, rng):
        """The eps is added to the variance, under the root; a constant channel becomes beta.

        zh-TW: eps 加在變異數上，也就是根號裡面；整個通道都相同時，結果就是 beta。
        """
        for eps in (share(rng, 0.1, 0.9), share(rng, 1, 3), 1e-3):
            x, state = images(rng, 3, 2, 2, 3), learned(rng, 2)
            expected = reference.batchnorm_train(x, *state, eps=eps)
            same(normalised(student.batchnorm_train(x, *state, eps=eps)), expected[0])
            expected = reference.batchnorm_train(x, *state, 0.3, eps)
            same(normalised(student.batchnorm_train(x, *state, 0.3, eps)), expected[0])
        x, state = images(rng, 2, 3, 2, 2), learned(rng, 3)
        x[:, 1] = 2.0
        same(normalised(student.batchnorm_train(x, *state)), reference.batchnorm_train(x, *state)[0])

    def test_arguments_stay(self, student, reference, rng):
        """All arguments are only read; whole numbers keep their fractions.

        zh-TW: 所有參數都只能讀取；整數輸入也要保留小數。
        """
        for x in (images(rng, 2, 3, 2, 4), whole(rng, 3, 3, 2, 2), whole(rng, 2, 3, 3, 2, dtype=np.int32)):
            state = learned(rng, 3)
            expected = reference.batchnorm_train(x, *state)
            same(normalised(unchanged(student.batchnorm_train, x, *state)), expected[0])

    def test_shapes_that_do_not_match(self, student, reference, rng):
        """A vector that is not (C,), or an x without four dimensions, is a ValueError that names it.

        zh-TW: 向量的形狀不是 (C,)，或 x 不是四維時，要拋出指名它的 ValueError。
        """
        x, names = images(rng, 2, 3, 4, 5), ("gamma", "beta", "running_mean", "running_var")
        right = dict(zip(names, learned(rng, 3), strict=True))
        same(normalised(student.batchnorm_train(x, **right)), reference.batchnorm_train(x, **right)[0])
        for name in names:
            for shape in ((1,), (4,)):
                wrong = {**right, name: positive(rng, *shape)}
                rejects(student.batchnorm_train, x, **wrong, blames=pairs(x=x, **{name: wrong[name]}))
        rejects(student.batchnorm_train, x[0], **right, blames=pairs(x=x[0], **right))


@pytest.mark.function("batchnorm_eval")
class TestBatchnormEval:
    """The running averages in place of the batch's own statistics."""

    @pytest.mark.points(2)
    def test_running_averages_are_used(self, student, reference, rng):
        """Mean and variance are the ones that were kept, never those of this batch.

        zh-TW: 用的是累積下來的平均與變異數，不是這一批自己的。
        """
        for shape in batches(rng):
            x, state = images(rng, *shape), learned(rng, shape[1])
            same(student.batchnorm_eval(x, *state), reference.batchnorm_eval(x, *state))

    @pytest.mark.points(2)
    def test_by_hand(self, student, reference, rng):
        """A value of 5 with mean 1, variance 4, gamma 3, beta 10 and eps 0 give 16; one pixel is enough.

        zh-TW: x = 5、平均 1、變異數 4、gamma 3、beta 10、eps 0 得到 16；只有一個像素也可以算。
        """
        state = [np.array([value]) for value in (3.0, 10.0, 1.0, 4.0)]
        same(student.batchnorm_eval(np.full((1, 1, 1, 1), 5.0), *state, eps=0.0), np.full((1, 1, 1, 1), 16.0))
        for shape in ((1, 3, 1, 1), (2, 1, 1, 1), (1, 4, 1, 2)):
            x, state = images(rng, *shape), learned(rng, shape[1])
            same(student.batchnorm_eval(x, *state), reference.batchnorm_eval(x, *state))

    @pytest.mark.points(2)
    def test_images_do_not_matter_to_each_other(self, student, reference, rng):
        """An image gets the same answer alone and in a batch; an untrained layer changes nearly nothing.

        zh-TW: 一張影像單獨算或在一批裡算，結果都相同；還沒訓練的層幾乎不改變輸入。
        """
        x, state = images(rng, 3, 2, 2, 3), learned(rng, 2)
        expected = reference.batchnorm_eval(x, *state)
        same(student.batchnorm_eval(x, *state), expected)
        for number in range(3):
            same(student.batchnorm_eval(x[number : number + 1], *state), expected[number : number + 1])
        same(student.batchnorm_eval(x, *fresh(2)), reference.batchnorm_eval(x, *fresh(2)))

    @pytest.mark.points(2)
    def test_eps(self, student, reference, rng):
        """The eps is added to the variance, under the root, 1e-5 by default.

        zh-TW: eps 加在變異數上，也就是根號裡面，預設是 1e-5。
        """
        for eps in (share(rng, 0.1, 0.9), share(rng, 1, 3), 1e-3):
            x, state = images(rng, 2, 3, 2, 2), learned(rng, 3)
            same(student.batchnorm_eval(x, *state, eps=eps), reference.batchnorm_eval(x, *state, eps=eps))
            same(student.batchnorm_eval(x, *state, eps), reference.batchnorm_eval(x, *state, eps))
        gamma, beta, mean, var = learned(rng, 2)
        x, tiny = images(rng, 2, 2, 3, 2), var * 1e-5
        tiny[0] = 0.0
        expected = reference.batchnorm_eval(x, gamma, beta, mean, tiny)
        same(student.batchnorm_eval(x, gamma, beta, mean, tiny), expected)

    def test_arguments_stay(self, student, reference, rng):
        """All arguments are only read; whole numbers keep their fractions.

        zh-TW: 所有參數都只能讀取；整數輸入也要保留小數。
        """
        for x in (images(rng, 2, 3, 2, 4), whole(rng, 3, 3, 2, 2), whole(rng, 2, 3, 3, 2, dtype=np.int32)):
            state = learned(rng, 3)
            expected = reference.batchnorm_eval(x, *state)
            same(unchanged(student.batchnorm_eval, x, *state), expected)

    def test_shapes_that_do_not_match(self, student, reference, rng):
        """A vector that is not (C,), or an x without four dimensions, is a ValueError that names it.

        zh-TW: 向量的形狀不是 (C,)，或 x 不是四維時，要拋出指名它的 ValueError。
        """
        x, names = images(rng, 2, 3, 4, 5), ("gamma", "beta", "running_mean", "running_var")
        right = dict(zip(names, learned(rng, 3), strict=True))
        same(student.batchnorm_eval(x, **right), reference.batchnorm_eval(x, **right))
        for name in names:
            for shape in ((1,), (4,)):
                wrong = {**right, name: positive(rng, *shape)}
                rejects(student.batchnorm_eval, x, **wrong, blames=pairs(x=x, **{name: wrong[name]}))
        rejects(student.batchnorm_eval, x[0], **right, blames=pairs(x=x[0], **right))


@pytest.mark.function("batchnorm_backward")
class TestBatchnormBackward:
    """dx along all three ways, dgamma, dbeta."""

    @pytest.mark.points(2)
    def test_all_gradients(self, student, reference, rng):
        """dx, dgamma and dbeta of batches of all shapes.

        zh-TW: 各種形狀的批次，dx、dgamma、dbeta 都要對。
        """
        for shape in batches(rng):
            arguments = (numbers(rng, *shape), images(rng, *shape), numbers(rng, shape[1]))
            same(student.batchnorm_backward(*arguments), reference.batchnorm_backward(*arguments))

    @pytest.mark.points(2)
    def test_gradient_agrees_with_differences(self, student, reference, rng):
        """The gradients say how the loss changes when one value of x, gamma or beta changes a little.

        zh-TW: 梯度要符合「x、gamma 或 beta 的一個值稍微改變時，損失怎麼變」。
        """
        for shape in ((2, 2, 2, 2), (3, 1, 1, 4)):
            dy, x, gamma = numbers(rng, *shape), images(rng, *shape), numbers(rng, shape[1])
            got = student.batchnorm_backward(dy, x, gamma, 0.5)
            same(got, reference.batchnorm_backward(dy, x, gamma, 0.5))
            gamma_and_rest = (gamma, *fresh(shape[1])[1:])
            same(got, by_differences(functools.partial(weighted_output, reference, dy), x, *gamma_and_rest), rtol=1e-5)

    @pytest.mark.points(2)
    def test_mean_and_variance_move_with_x(self, student, reference, rng):
        """A gradient that is the same everywhere moves nothing, since the mean takes it away.

        zh-TW: 如果每個位置的 dy 都相同，dx 就是 0，因為減去平均時抵銷了。
        """
        for shape in ((2, 3, 2, 3), (4, 1, 3, 1)):
            x, gamma = images(rng, *shape), numbers(rng, shape[1])
            dy = np.broadcast_to(numbers(rng, shape[1]).reshape(1, -1, 1, 1), shape).copy()
            dy[0, 0, 0, 0] += 1.5
            expected = reference.batchnorm_backward(dy, x, gamma)
            same(student.batchnorm_backward(dy, x, gamma), expected)
            alike = np.full(shape, share(rng, 1, 4))
            dx, dgamma, dbeta = reference.batchnorm_backward(alike, x, gamma)
            got = student.batchnorm_backward(alike, x, gamma)
            same([np.shape(part) for part in got], [dx.shape, dgamma.shape, dbeta.shape])
            same(got[0] + 1, dx + 1)
            same(got[2], dbeta)

    def test_eps(self, student, reference, rng):
        """The eps is the one of the forward pass, 1e-5 by default; a constant channel is no problem.

        zh-TW: eps 和前向傳播相同，預設 1e-5；整個通道都相同時也要算得出來。
        """
        for eps in (share(rng, 0.1, 0.9), share(rng, 1, 3), 1e-3):
            arguments = (numbers(rng, 3, 2, 2, 3), images(rng, 3, 2, 2, 3), numbers(rng, 2))
            expected = reference.batchnorm_backward(*arguments, eps=eps)
            same(student.batchnorm_backward(*arguments, eps=eps), expected)
            same(student.batchnorm_backward(*arguments, eps), expected)
        x = images(rng, 2, 2, 2, 3)
        x[:, 1] = 2.0
        arguments = (numbers(rng, 2, 2, 2, 3), x, numbers(rng, 2))
        same(student.batchnorm_backward(*arguments), reference.batchnorm_backward(*arguments))

    def test_arguments_stay(self, student, reference, rng):
        """All arguments are only read; whole numbers keep their fractions.

        zh-TW: 所有參數都只能讀取；整數輸入也要保留小數。
        """
        for x in (images(rng, 2, 3, 2, 4), whole(rng, 3, 3, 2, 2), whole(rng, 2, 3, 3, 2, dtype=np.int32)):
            arguments = (numbers(rng, *x.shape), x, numbers(rng, 3))
            expected = reference.batchnorm_backward(*arguments)
            same(unchanged(student.batchnorm_backward, *arguments), expected)

    @pytest.mark.points(2)
    def test_shapes_that_do_not_match(self, student, reference, rng):
        """A dy unlike x, a gamma that is not (C,), an x without four dimensions: a ValueError names one of them.

        zh-TW: dy 和 x 形狀不同、gamma 不是 (C,)、x 不是四維時，要拋出指名其中一個的 ValueError。
        """
        dy, x, gamma = numbers(rng, 2, 3, 2, 4), images(rng, 2, 3, 2, 4), numbers(rng, 3)
        same(student.batchnorm_backward(dy, x, gamma), reference.batchnorm_backward(dy, x, gamma))
        for shape in ((1,), (4,)):
            wrong = positive(rng, *shape)
            rejects(student.batchnorm_backward, dy, x, wrong, blames=pairs(x=x, gamma=wrong))
        for wrong in (dy[:1], dy[:, :1], dy[:, :, :1], dy[0], dy[:, :, :, :3]):
            rejects(student.batchnorm_backward, wrong, x, gamma, blames=pairs(dy=wrong, x=x))
        rejects(student.batchnorm_backward, dy[0], x[0], gamma, blames=pairs(dy=dy[0], x=x[0], gamma=gamma))


def weighted_output(reference, dy, x, *state):
    """A loss whose gradient at the output is dy, with eps = 0.5."""
    return (dy * reference.batchnorm_train(x, *state, eps=0.5)[0]).sum()


def by_differences(loss, *arrays):
    """Central differences of a loss of several arrays, for the first three of them."""
    gradients = []
    for number, array in enumerate(arrays[:3]):
        gradient = np.zeros(array.shape)
        for place in np.ndindex(*array.shape):
            ends = []
            for h in (1e-4, -1e-4):
                moved = [each.astype(float) for each in arrays]
                moved[number][place] += h
                ends.append(loss(*moved))
            gradient[place] = (ends[0] - ends[1]) / 2e-4
        gradients.append(gradient)
    return tuple(gradients)


@pytest.mark.function("layernorm")
class TestLayernorm:
    """Every row of the last axis on its own."""

    @pytest.mark.points(2)
    def test_one_row(self, student, reference, rng):
        """The row 1, 2, 3, 4 becomes -1.342, -0.447, 0.447, 1.342 with eps 0; then other rows.

        zh-TW: 一列 1、2、3、4，在 eps = 0 時變成 -1.342、-0.447、0.447、1.342；再算其他列。
        """
        row = np.array([1.0, 2.0, 3.0, 4.0])
        expected = np.array([-3.0, -1.0, 1.0, 3.0]) / np.sqrt(5.0)
        same(student.layernorm(row, np.ones(4), np.zeros(4), eps=0.0), expected)
        for size in (5, 3):
            arguments = (numbers(rng, size), np.ones(size), np.zeros(size))
            same(student.layernorm(*arguments), reference.layernorm(*arguments))

    @pytest.mark.points(2)
    def test_rows_on_their_own(self, student, reference, rng):
        """Every row has its own mean and variance; rows of a batch do not matter to each other.

        zh-TW: 每一列有自己的平均和變異數，同一批的各列互不影響。
        """
        for shape in ((3, 5), (between(rng, 2, 3), 4), (4, 4), (1, 6)):
            x = numbers(rng, *shape) * rng.uniform(0.5, 3, size=(shape[0], 1)) + np.arange(shape[0])[:, None]
            arguments = (x, np.ones(shape[1]), np.zeros(shape[1]))
            same(student.layernorm(*arguments), reference.layernorm(*arguments))

    @pytest.mark.points(2)
    def test_scale_and_shift(self, student, reference, rng):
        """Scale and shift (gamma, beta) have one number per feature; first comes the scale, then the shift.

        zh-TW: gamma 和 beta 每個特徵一個數字；先縮放，再平移。
        """
        for shape in ((3, 5), (4, 4), (6,)):
            arguments = (numbers(rng, *shape), numbers(rng, shape[-1]), numbers(rng, shape[-1]))
            same(student.layernorm(*arguments), reference.layernorm(*arguments))

    def test_any_number_of_axes(self, student, reference, rng):
        """Only the last axis is averaged over, however many there are; one feature alone becomes beta.

        zh-TW: 不論有幾個軸，只對最後一軸取平均；只有一個特徵時，結果就是 beta。
        """
        for shape in ((2, 3, 4), (2, 1, 3, 5), (1, 2, 2, 3, 2), (3, 1), (3, 3, 3)):
            arguments = (numbers(rng, *shape), numbers(rng, shape[-1]), numbers(rng, shape[-1]))
            same(student.layernorm(*arguments), reference.layernorm(*arguments))

    def test_eps(self, student, reference, rng):
        """The eps is added to the variance, under the root, 1e-5 by default; a constant row becomes beta.

        zh-TW: eps 加在變異數上，也就是根號裡面，預設 1e-5；整列都相同時，結果就是 beta。
        """
        for eps in (share(rng, 0.1, 0.9), share(rng, 1, 3), 1e-3):
            arguments = (numbers(rng, 3, 4), numbers(rng, 4), numbers(rng, 4))
            same(student.layernorm(*arguments, eps=eps), reference.layernorm(*arguments, eps=eps))
            same(student.layernorm(*arguments, eps), reference.layernorm(*arguments, eps))
        x = numbers(rng, 3, 4)
        x[1] = 2.0
        arguments = (x, numbers(rng, 4), numbers(rng, 4))
        same(student.layernorm(*arguments), reference.layernorm(*arguments))

    def test_arguments_stay(self, student, reference, rng):
        """All arguments are only read; whole numbers keep their fractions.

        zh-TW: 所有參數都只能讀取；整數輸入也要保留小數。
        """
        for x in (numbers(rng, 2, 4), whole(rng, 3, 4), whole(rng, 2, 2, 4, dtype=np.int32)):
            arguments = (x, numbers(rng, 4), numbers(rng, 4))
            expected = reference.layernorm(*arguments)
            same(unchanged(student.layernorm, *arguments), expected)

    def test_shapes_that_do_not_match(self, student, reference, rng):
        """A gamma or beta that is not (F,) is a ValueError that names it, also where numpy could broadcast.

        zh-TW: gamma 或 beta 的形狀不是 (F,) 時，要拋出指名它的 ValueError，即使 numpy 可以廣播也一樣。
        """
        x = numbers(rng, 3, 4)
        right = {"gamma": numbers(rng, 4), "beta": numbers(rng, 4)}
        same(student.layernorm(x, **right), reference.layernorm(x, **right))
        for name in ("gamma", "beta"):
            for shape in ((1,), (5,)):
                wrong = {**right, name: positive(rng, *shape)}
                rejects(student.layernorm, x, **wrong, blames=pairs(x=x, **{name: wrong[name]}))


@pytest.mark.function("l1_penalty")
class TestL1Penalty:
    """strength * sum |w|."""

    @pytest.mark.points(4)
    def test_sizes_are_summed(self, student, reference, rng):
        """The sizes of all weights, whatever their signs, times the strength.

        zh-TW: 把所有權重的絕對值加起來，不論正負，再乘上強度。
        """
        same(student.l1_penalty(np.array([1.0, -2.0, 3.0]), 0.1), 0.6)
        for size in (4, 1, 7):
            w, strength = numbers(rng, size), share(rng, 0.01, 2)
            same(student.l1_penalty(w, strength), reference.l1_penalty(w, strength))

    @pytest.mark.points(3)
    def test_strength(self, student, reference, rng):
        """Twice the strength is twice the penalty, none is none; the weights alone decide the rest.

        zh-TW: 強度加倍，懲罰就加倍；強度 0 就沒有懲罰。
        """
        w = numbers(rng, 5)
        for strength in (1.0, 2.0, 0.0, share(rng, 0.01, 0.5), 1):
            same(student.l1_penalty(w, strength), reference.l1_penalty(w, strength))
        same(student.l1_penalty(np.zeros(3), 0.5), 0.0)

    @pytest.mark.points(3)
    def test_shapes_and_arguments(self, student, reference, rng):
        """Weights of any shape, whole numbers too; they are only read, and the answer is one number.

        zh-TW: 權重可以是任何形狀，也可以是整數；只能讀取，結果是一個數。
        """
        for shape in (*SHAPES, (3, 2, 3, 3)):
            for w in (numbers(rng, *shape), whole(rng, *shape), -positive(rng, *shape)):
                strength = share(rng, 0.01, 2)
                same(unchanged(student.l1_penalty, w, strength), reference.l1_penalty(w, strength))


@pytest.mark.function("l2_penalty")
class TestL2Penalty:
    """strength * sum w²."""

    @pytest.mark.points(4)
    def test_squares_are_summed(self, student, reference, rng):
        """The squares of all weights, without 1/2 and without a root, times the strength.

        zh-TW: 把所有權重的平方加起來，不乘 1/2、不開根號，再乘上強度。
        """
        same(student.l2_penalty(np.array([1.0, -2.0, 3.0]), 0.1), 1.4)
        for size in (4, 1, 7):
            w, strength = numbers(rng, size), share(rng, 0.01, 2)
            same(student.l2_penalty(w, strength), reference.l2_penalty(w, strength))

    @pytest.mark.points(3)
    def test_strength(self, student, reference, rng):
        """Twice the strength is twice the penalty, none is none; twice the weights are four times the penalty.

        zh-TW: 強度加倍，懲罰就加倍；強度 0 就沒有懲罰；權重加倍，懲罰變四倍。
        """
        w = numbers(rng, 5)
        for strength in (1.0, 2.0, 0.0, share(rng, 0.01, 0.5), 1):
            same(student.l2_penalty(w, strength), reference.l2_penalty(w, strength))
            same(student.l2_penalty(2 * w, strength), reference.l2_penalty(2 * w, strength))
        same(student.l2_penalty(np.zeros(3), 0.5), 0.0)

    @pytest.mark.points(3)
    def test_shapes_and_arguments(self, student, reference, rng):
        """Weights of any shape, whole numbers too; they are only read, and the answer is one number.

        zh-TW: 權重可以是任何形狀，也可以是整數；只能讀取，結果是一個數。
        """
        for shape in (*SHAPES, (3, 2, 3, 3)):
            for w in (numbers(rng, *shape), whole(rng, *shape), -positive(rng, *shape)):
                strength = share(rng, 0.01, 2)
                same(unchanged(student.l2_penalty, w, strength), reference.l2_penalty(w, strength))


@pytest.mark.function("elastic_net_penalty")
class TestElasticNetPenalty:
    """Both penalties, each with its strength."""

    @pytest.mark.points(4)
    def test_both_are_added(self, student, reference, rng):
        """The L1 penalty with the first strength, plus the L2 penalty with the second.

        zh-TW: 以第一個強度算 L1，加上以第二個強度算的 L2。
        """
        same(student.elastic_net_penalty(np.array([1.0, -2.0, 3.0]), 0.1, 0.01), 0.74)
        for size in (4, 1, 7):
            arguments = (numbers(rng, size), share(rng, 0.01, 0.5), share(rng, 0.6, 2))
            same(student.elastic_net_penalty(*arguments), reference.elastic_net_penalty(*arguments))

    @pytest.mark.points(3)
    def test_one_of_them_off(self, student, reference, rng):
        """With one strength at 0 the other penalty is left; with both at 0 nothing is.

        zh-TW: 其中一個強度為 0 時只剩另一種；兩個都是 0 就沒有懲罰。
        """
        w, strength = numbers(rng, 5), share(rng, 0.1, 2)
        for l1, l2 in ((strength, 0.0), (0.0, strength), (strength, strength), (0.0, 0.0), (1, 2)):
            expected = reference.elastic_net_penalty(w, l1, l2)
            same(student.elastic_net_penalty(w, l1, l2), expected)
            same(student.elastic_net_penalty(w, l2=l2, l1=l1), expected)

    @pytest.mark.points(3)
    def test_shapes_and_arguments(self, student, reference, rng):
        """Weights of any shape, whole numbers too; they are only read, and the answer is one number.

        zh-TW: 權重可以是任何形狀，也可以是整數；只能讀取，結果是一個數。
        """
        for shape in (*SHAPES, (3, 2, 3, 3)):
            for w in (numbers(rng, *shape), whole(rng, *shape), -positive(rng, *shape)):
                arguments = (w, share(rng, 0.01, 2), share(rng, 0.01, 2))
                expected = reference.elastic_net_penalty(*arguments)
                same(unchanged(student.elastic_net_penalty, *arguments), expected)


def follow(stopper, reference, patience, losses):
    """Tell the student's object every loss, up to the one at which the reference stops; compare answers and lowest loss."""
    right, update = reference.EarlyStopping(patience), stopper.update
    for number, loss in enumerate(losses):
        stop = right.update(loss)
        same(update(loss), stop)
        if stop or number == 1:
            same(stopper.best, right.best)
        if stop:
            break


def losses(rng, count):
    """A course of training: falling at first, then to and fro, all different."""
    falling = np.linspace(2, 1, count) ** 2
    return [round(float(loss), 3) for loss in falling + rng.permutation(count) * 0.171]


@pytest.mark.function("EarlyStopping")
class TestEarlyStopping:
    """Wait for a new low, but not longer than patience."""

    @pytest.mark.points(2)
    def test_the_slides_patience(self, student, reference, rng):
        """With a patience of 5: an improvement sets the count back, the fifth epoch without one stops.

        zh-TW: patience 為 5：有進步就歸零，連續第五個沒有進步的 epoch 就停止。
        """
        course = [0.9, 0.7, 0.8, 0.75, 0.72, 0.71, 0.6, 0.65, 0.7, 0.62, 0.61, 0.64]
        follow(student.EarlyStopping(5), reference, 5, course)
        follow(student.EarlyStopping(5), reference, 5, losses(rng, 12))

    @pytest.mark.points(2)
    def test_other_patience(self, student, reference, rng):
        """Any patience from 1 on; with 1 the first epoch without improvement stops.

        zh-TW: patience 可以是 1 以上的任何整數；1 表示第一個沒有進步的 epoch 就停止。
        """
        for patience in (1, between(rng, 2, 4), between(rng, 6, 8)):
            low = share(rng, 0.1, 0.5)
            worse = [round(low + 0.01 * number, 2) for number in rng.permutation(patience + 2) + 1]
            follow(student.EarlyStopping(patience), reference, patience, [low + 0.5, low, *worse])
        follow(student.EarlyStopping(patience=2), reference, 2, losses(rng, 8))

    @pytest.mark.points(2)
    def test_count_is_set_back(self, student, reference, rng):
        """Only epochs in a row count: after an improvement the waiting begins anew.

        zh-TW: 只有連續的 epoch 才算：有進步之後，要重新開始等。
        """
        for patience in (2, between(rng, 3, 4)):
            low, course = 9.0, []
            for _ in range(3):
                low = round(low - share(rng, 0.2, 0.9), 2)
                course += [low, *[round(low + share(rng, 0.05, 0.15), 2) for _ in range(patience - 1)]]
            course += [round(low + 0.3, 2)]
            follow(student.EarlyStopping(patience), reference, patience, course)

    @pytest.mark.points(2)
    def test_lowest_loss_is_the_mark(self, student, reference, rng):
        """A loss is compared with the lowest so far, not with the last one; an equal one is no improvement.

        zh-TW: 要和目前最低的損失比較，不是和上一個比；相等不算進步。
        """
        patience, low = between(rng, 3, 5), share(rng, 0.2, 0.6)
        down_again = [round(low + 0.4 - 0.05 * number, 2) for number in range(patience + 1)]
        follow(student.EarlyStopping(patience), reference, patience, [low, *down_again])
        follow(student.EarlyStopping(patience), reference, patience, [low + 1, *[low] * (patience + 2)])
        tiny = [1.0, 1.0 - 1e-9, 1.0, 1.0 - 2e-9, 1.0, 1.0]
        follow(student.EarlyStopping(2), reference, 2, tiny)

    def test_two_trainings(self, student, reference, rng):
        """Two objects know nothing of each other; losses may be large, negative or whole.

        zh-TW: 兩個物件互不相干；損失可以很大、是負數或整數。
        """
        patience = between(rng, 2, 3)
        one, other = student.EarlyStopping(patience), student.EarlyStopping(patience + 1)
        rights = reference.EarlyStopping(patience), reference.EarlyStopping(patience + 1)
        course = [5, -2.5, 1e6, -2.25, -3, 0.0]
        for number, loss in enumerate(course[: patience + 2]):
            same(one.update(loss), rights[0].update(loss))
            later = course[number] + 100.0 * number
            same(other.update(later), rights[1].update(later))
            same([one.best, other.best], [float(right.best) for right in rights])

    def test_impossible_patience(self, student, reference, rng):
        """A patience below 1 is a ValueError that names it.

        zh-TW: patience 小於 1 時，要拋出指名它的 ValueError。
        """
        follow(student.EarlyStopping(1), reference, 1, [share(rng, 0.1, 0.5), 0.6])
        for wrong in (-between(rng, 1, 5), 0):
            rejects(student.EarlyStopping, wrong, blames={"patience": wrong})
