"""
Hidden suite of exercise09: optimizers.

Weights are drawn from `rng` in several shapes; where a small number matters (eps), weights start at zero, so that the
whole answer is the step. Batches are checked for what must be true of them, never for one order.
"""

import functools
import itertools

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged

SHAPES = ((1,), (5,), (2, 3), (3, 1), (2, 1, 2, 2))


def numbers(rng, *shape):
    """Random values with one decimal, none of them near zero."""
    values = rng.normal(scale=3.0, size=shape).round(1)
    return (values + np.where(values < 0, -0.1, 0.1)).round(1)


def positive(rng, *shape):
    """Random values above zero: what a sum of squares can be."""
    return np.abs(numbers(rng, *shape))


def scattered(rng, size, *powers):
    """
    Numbers times one of these powers of ten each: some so small that an eps shows, others so large that it never does.

    In between, a mistake with eps would be as far away as the tolerance.
    """
    return numbers(rng, size) * 10.0 ** rng.choice(powers, size=size)


def whole(rng, *shape, dtype=np.int64):
    """Whole numbers from -9 to 9, without zero."""
    return (rng.integers(1, 10, size=shape) * rng.choice([-1, 1], size=shape)).astype(dtype)


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def share(rng, low, high):
    """A Python float between low and high, with two decimals."""
    return round(float(rng.uniform(low, high)), 2)


def others(rng, **shapes):
    """Arrays by name, of these shapes."""
    return {name: positive(rng, *shape) for name, shape in shapes.items()}


def slope(text, formula):
    """A gradient that is shown as `text`, so that a student can paste it; whoever runs away hears no warning."""

    def gradient(w):
        with np.errstate(all="ignore"):
            return formula(w)

    gradient.__name__ = text
    return gradient


def written(array):
    """An array as source text."""
    return f"np.array({array.tolist()})"


def bowl(rng, *shape):
    """The gradient of a bowl, with another curvature in each direction; a step of up to 0.4 is stable on it."""
    curvature, centre = rng.uniform(0.5, 4.0, size=shape).round(1), numbers(rng, *shape)
    return slope(f"lambda w: {written(curvature)} * (w - {written(centre)})", lambda w: curvature * (w - centre))


@pytest.mark.function("gradient_descent")
class TestGradientDescent:
    """W = W_old - learning_rate * dE/dW, again and again."""

    @pytest.mark.points(2)
    def test_down_a_bowl(self, student, reference, rng):
        """On w squared every step takes the same share away; then other bowls.

        zh-TW: 在 w 平方上，每一步都減去相同的比例；接著是其他碗形的損失。
        """
        parabola = slope("lambda w: 2 * w", lambda w: 2 * w)
        same(student.gradient_descent(parabola, np.array([1.0]), 0.1, 2), np.array([0.64]))
        for size in (1, 3, 4):
            gradient, w = bowl(rng, size), numbers(rng, size)
            arguments = (gradient, w, share(rng, 0.05, 0.4), between(rng, 2, 6))
            same(student.gradient_descent(*arguments), reference.gradient_descent(*arguments))

    @pytest.mark.points(2)
    def test_slope_is_asked_anew(self, student, reference, rng):
        """Every step uses the gradient at the place that was reached, not the one at the start.

        zh-TW: 每一步都要用「目前位置」的梯度，而不是起點的梯度。
        """
        cubic = slope("lambda w: w**3 - w", lambda w: w**3 - w)
        wave = slope("lambda w: np.sin(3 * w) + 0.2 * w", lambda w: np.sin(3 * w) + 0.2 * w)
        for gradient in (cubic, wave):
            for steps in (2, 3, between(rng, 4, 5)):
                w = rng.uniform(-1.5, 1.5, size=between(rng, 2, 4)).round(2)
                arguments = (gradient, w, share(rng, 0.05, 0.2), steps)
                same(student.gradient_descent(*arguments), reference.gradient_descent(*arguments))

    @pytest.mark.points(2)
    def test_number_of_steps(self, student, reference, rng):
        """Exactly `steps` updates: none, one, two and more.

        zh-TW: 剛好更新 `steps` 次：零次、一次、兩次以及更多次。
        """
        gradient, w = bowl(rng, 3), numbers(rng, 3)
        rate = share(rng, 0.05, 0.3)
        for steps in (1, 0, 2, between(rng, 3, 5), between(rng, 6, 12)):
            arguments = (gradient, w, rate, steps)
            same(student.gradient_descent(*arguments), reference.gradient_descent(*arguments))

    def test_any_shape(self, student, reference, rng):
        """Weights may have any shape; the result has the same.

        zh-TW: 權重可以是任何形狀，結果的形狀和它相同。
        """
        for shape in SHAPES:
            arguments = (bowl(rng, *shape), numbers(rng, *shape), share(rng, 0.05, 0.3), between(rng, 2, 4))
            same(student.gradient_descent(*arguments), reference.gradient_descent(*arguments))

    def test_learning_rate(self, student, reference, rng):
        """Tiny steps hardly move, a step of 1 jumps to and fro, larger ones run away: nothing is mended secretly.

        zh-TW: 步伐太小幾乎不動，學習率 1 來回跳動，更大就越跑越遠：不要偷偷修正它。
        """
        parabola = slope("lambda w: 2 * w", lambda w: 2 * w)
        w = numbers(rng, 2)
        same(student.gradient_descent(parabola, w, 1.0, 3), -w)
        for rate in (share(rng, 1.1, 1.6), 1e-4, share(rng, 0.6, 0.9)):
            arguments = (parabola, w, rate, between(rng, 3, 6))
            same(student.gradient_descent(*arguments), reference.gradient_descent(*arguments))

    def test_flat_places(self, student, reference, rng):
        """Where the gradient is 0 nothing moves, be it the bottom or not; where it is tiny, every step still counts.

        zh-TW: 梯度為 0 的地方不會移動，不論是不是最低點；梯度很小時，每一步仍然要算。
        """
        saddle = slope("lambda w: w * np.array([2.0, -2.0])", lambda w: w * np.array([2.0, -2.0]))
        for w in (np.array([0.0, 0.0]), np.array([share(rng, 1, 2), 0.0]), np.array([0.0, share(rng, 0.01, 0.1)])):
            arguments = (saddle, w, 0.25, between(rng, 3, 5))
            same(student.gradient_descent(*arguments), reference.gradient_descent(*arguments))
        centre = numbers(rng, 2)
        flat = slope(f"lambda w: 1e-9 * (w - {written(centre)})", lambda w: 1e-9 * (w - centre))
        arguments = (flat, numbers(rng, 2), 2e8, between(rng, 3, 6))
        same(student.gradient_descent(*arguments), reference.gradient_descent(*arguments))

    def test_start_stays(self, student, reference, rng):
        """The weights that were passed in are not changed; whole numbers become fractions where they must.

        zh-TW: 傳進來的權重不可以被更改；整數的權重要能變成小數。
        """
        for w in (whole(rng, 2, 2), numbers(rng, 3), whole(rng, 4, dtype=np.int32)):
            gradient, rate, steps = bowl(rng, *w.shape), share(rng, 0.05, 0.3), between(rng, 1, 3)
            expected = reference.gradient_descent(gradient, w, rate, steps)
            same(unchanged(student.gradient_descent, gradient, w, rate, steps), expected)
            same(student.gradient_descent(gradient, np.asfortranarray(w), rate, steps), expected)


def walk(student, n, batch_size, rng):
    """The batches as a list, each of them a row of whole numbers; nobody needs more batches than indices."""
    batches = list(itertools.islice(student.minibatches(n, batch_size, rng), n + 1))
    for batch in batches:
        if not isinstance(batch, np.ndarray) or batch.ndim != 1 or batch.dtype.kind not in "iu":
            same(batch, np.arange(min(n, batch_size)))
    return batches


def sizes(batches):
    """How many indices are in each batch."""
    return [len(batch) for batch in batches]


def expected_sizes(n, batch_size):
    """Full batches, and what is left."""
    return [batch_size] * (n // batch_size) + [n % batch_size] * (n % batch_size > 0)


def order_of(batches):
    """All indices in the order in which they come."""
    return np.concatenate(batches) if batches else np.zeros(0, dtype=int)


def generator(rng):
    """A generator of numpy's, in a state of its own."""
    return np.random.default_rng(between(rng, 0, 99_999))


@pytest.mark.function("minibatches")
class TestMinibatches:
    """Every index once, in random order, batch_size at a time."""

    @pytest.mark.points(2)
    def test_sizes(self, student, rng):
        """All batches have batch_size indices; only the last one may be smaller.

        zh-TW: 每一批都有 batch_size 個索引，只有最後一批可以比較少。
        """
        for batch_size in (between(rng, 2, 4), between(rng, 5, 9)):
            for rest in (1, batch_size - 1, 0, batch_size // 2):
                n = batch_size * between(rng, 2, 5) + rest
                batches = walk(student, n, batch_size, generator(rng))
                same(sizes(batches), expected_sizes(n, batch_size))

    @pytest.mark.points(2)
    def test_every_index_once(self, student, rng):
        """Put together, the batches hold every index from 0 to n - 1 exactly once.

        zh-TW: 所有批次合起來，從 0 到 n - 1 的每個索引剛好出現一次。
        """
        for batch_size in (3, between(rng, 4, 8), 10):
            n = batch_size * between(rng, 2, 4) + between(rng, 0, batch_size - 1)
            batches = walk(student, n, batch_size, generator(rng))
            same(np.sort(order_of(batches)).astype(np.int64), np.arange(n, dtype=np.int64))

    @pytest.mark.points(2)
    def test_shuffled_across_batches(self, student, rng):
        """The indices are in random order, within a batch and across batches.

        zh-TW: 索引的順序是隨機的，不只在一批之內，也跨越各批。
        """
        for batch_size in (12, 20, 15):
            n = batch_size * between(rng, 4, 6) + between(rng, 0, 5)
            batches = walk(student, n, batch_size, generator(rng))
            order = order_of(batches)
            same(sorted(order.tolist()), list(range(n)))
            steps, counts = np.unique(np.diff(order), return_counts=True)
            same([int(step) for step, count in zip(steps, counts, strict=True) if count > n // 4], [])
            solid = [int(batch.max() - batch.min()) < len(batch) for batch in batches if len(batch) == batch_size]
            same(solid, [False] * len(solid))

    @pytest.mark.points(2)
    def test_borders(self, student, rng):
        """A single batch, batches of one, one example only, fewer examples than a batch holds: no empty batch.

        zh-TW: 只有一批、每批一個、只有一筆資料、資料比一批還少：都不可以出現空的批次。
        """
        n = between(rng, 5, 9)
        for examples, batch_size in ((n, n), (n, 1), (1, 1), (1, n), (n, n + between(rng, 1, 9)), (n, n - 1)):
            batches = walk(student, examples, batch_size, generator(rng))
            same(sizes(batches), expected_sizes(examples, batch_size))
            same(np.sort(order_of(batches)).astype(np.int64), np.arange(examples, dtype=np.int64))

    def test_order_comes_from_rng(self, student, rng):
        """The same generator gives the same batches again, another generator gives others.

        zh-TW: 相同的亂數產生器要得到相同的批次，不同的產生器要得到不同的批次。
        """
        n, batch_size = between(rng, 30, 40), between(rng, 7, 9)
        for _ in range(2):
            seed = between(rng, 0, 9_999)
            first = walk(student, n, batch_size, np.random.default_rng(seed))
            same(sizes(first), expected_sizes(n, batch_size))
            same(walk(student, n, batch_size, np.random.default_rng(seed)), first)
            other = walk(student, n, batch_size, np.random.default_rng(seed + 10_000))
            same(sizes(other), expected_sizes(n, batch_size))
            same(order_of(other).tolist() == order_of(first).tolist(), False)

    def test_impossible_batch_size(self, student, rng):
        """A batch size below 1 is a ValueError that names it.

        zh-TW: batch_size 小於 1 時，要拋出指名它的 ValueError。
        """
        n = between(rng, 5, 9)
        same(sizes(walk(student, n, 1, generator(rng))), [1] * n)
        for wrong in (-between(rng, 1, 5), 0):
            rejects(functools.partial(walk, student), n, wrong, generator(rng), blames={"batch_size": wrong})


@pytest.mark.function("momentum_step")
class TestMomentumStep:
    """velocity = momentum * velocity + g; w = w - learning_rate * velocity."""

    @pytest.mark.points(2)
    def test_from_rest(self, student, reference, rng):
        """From rest the first step is that of gradient descent; the velocity is the gradient.

        zh-TW: 從靜止開始，第一步和梯度下降相同，速度就等於梯度。
        """
        for size in (1, 3, 4):
            w, g, rate = numbers(rng, size), numbers(rng, size), share(rng, 0.01, 0.9)
            expected = reference.momentum_step(w, g, np.zeros(size), rate)
            same(student.momentum_step(w, g, np.zeros(size), rate), expected)

    @pytest.mark.points(2)
    def test_velocity_is_kept(self, student, reference, rng):
        """By default nine tenths of the velocity are kept; w = 1, g = 2, velocity 0.5 gives 0.755 and 2.45.

        zh-TW: 預設保留九成的速度；w = 1、g = 2、速度 0.5、學習率 0.1 會得到 0.755 和 2.45。
        """
        one, two, half = np.array([1.0]), np.array([2.0]), np.array([0.5])
        same(student.momentum_step(one, two, half, 0.1), (np.array([0.755]), np.array([2.45])))
        for size in (2, 5, 3):
            arguments = (numbers(rng, size), numbers(rng, size), numbers(rng, size), share(rng, 0.01, 0.9))
            same(student.momentum_step(*arguments), reference.momentum_step(*arguments))

    @pytest.mark.points(2)
    def test_other_momentum(self, student, reference, rng):
        """The share that is kept can be chosen, 0 and 1 included.

        zh-TW: 保留的比例可以自訂，包括 0 和 1。
        """
        for momentum in (share(rng, 0.3, 0.8), 0.0, 0.99, 1.0):
            arguments = (numbers(rng, 3), numbers(rng, 3), numbers(rng, 3), share(rng, 0.01, 0.9))
            expected = reference.momentum_step(*arguments, momentum=momentum)
            same(student.momentum_step(*arguments, momentum=momentum), expected)
            same(student.momentum_step(*arguments, momentum), expected)

    def test_several_steps(self, student, reference, rng):
        """Step after step, each going on from what the last one gave.

        zh-TW: 連續走好幾步，每一步都從上一步的結果繼續。
        """
        w, velocity, rate, momentum = numbers(rng, 3), np.zeros(3), share(rng, 0.05, 0.3), share(rng, 0.5, 0.9)
        for _ in range(4):
            g = numbers(rng, 3)
            expected = reference.momentum_step(w, g, velocity, rate, momentum)
            same(student.momentum_step(w, g, velocity, rate, momentum), expected)
            w, velocity = expected

    def test_any_shape(self, student, reference, rng):
        """Arrays of any shape, whole numbers too.

        zh-TW: 陣列可以是任何形狀，也可以是整數。
        """
        for shape in SHAPES:
            arguments = (numbers(rng, *shape), numbers(rng, *shape), numbers(rng, *shape), share(rng, 0.01, 0.9))
            same(student.momentum_step(*arguments), reference.momentum_step(*arguments))
        arguments = (whole(rng, 2, 3), whole(rng, 2, 3), numbers(rng, 2, 3), share(rng, 0.01, 0.9))
        same(student.momentum_step(*arguments), reference.momentum_step(*arguments))

    def test_arguments_stay(self, student, reference, rng):
        """Weights, gradient and velocity are only read.

        zh-TW: 權重、梯度、速度都只能讀取，不可以更改。
        """
        for shape in ((4,), (2, 3)):
            arguments = (numbers(rng, *shape), numbers(rng, *shape), numbers(rng, *shape), share(rng, 0.01, 0.9))
            expected = reference.momentum_step(*arguments)
            same(unchanged(student.momentum_step, *arguments), expected)
            same(student.momentum_step(*map(np.asfortranarray, arguments[:3]), arguments[3]), expected)

    def test_shapes_that_differ(self, student, reference, rng):
        """Arrays of different shapes are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 陣列形狀不同時，要拋出指名其中一個的 ValueError，即使 numpy 可以廣播也一樣。
        """
        right = others(rng, w=(2, 3), g=(2, 3), velocity=(2, 3))
        same(
            student.momentum_step(**right, learning_rate=0.1),
            reference.momentum_step(**right, learning_rate=0.1),
        )
        for name, shape in (("g", (3,)), ("velocity", (1, 3)), ("w", (2, 1)), ("g", (3, 2)), ("velocity", (6,))):
            wrong = {**right, **others(rng, **{name: shape})}
            rejects(student.momentum_step, **wrong, learning_rate=0.1, blames=shapes_of(wrong))


def shapes_of(arrays):
    """What a message may name: any of the arrays, with its shape."""
    return {name: array.shape for name, array in arrays.items()}


@pytest.mark.function("adagrad_step")
class TestAdagradStep:
    """cache = cache + g * g; w = w - learning_rate * g / (sqrt(cache) + eps)."""

    @pytest.mark.points(2)
    def test_from_an_empty_cache(self, student, reference, rng):
        """The first step is as long as the learning rate (0.01 by default), whatever the size of the gradient.

        zh-TW: 第一步的長度就是學習率（預設 0.01），和梯度大小無關。
        """
        for size in (1, 3, 4):
            g, zeros = scattered(rng, size, -3, 1, 2), np.zeros(size)
            for w in (zeros, numbers(rng, size)):
                same(student.adagrad_step(w, g, zeros), reference.adagrad_step(w, g, zeros))

    @pytest.mark.points(2)
    def test_squares_are_summed(self, student, reference, rng):
        """The squared gradient is added to the cache first; then the root of the new cache divides the step.

        zh-TW: 先把梯度的平方加進 cache，再用新的 cache 的平方根去除這一步。
        """
        three, four, nine = np.array([3.0]), np.array([4.0]), np.array([9.0])
        same(student.adagrad_step(three, four, nine, 0.5), (np.array([2.6]), np.array([25.0])))
        for size in (2, 5, 3):
            arguments = (numbers(rng, size), numbers(rng, size), positive(rng, size), share(rng, 0.05, 0.9))
            eps = share(rng, 0.1, 0.3)
            same(student.adagrad_step(*arguments, eps), reference.adagrad_step(*arguments, eps))

    @pytest.mark.points(2)
    def test_eps(self, student, reference, rng):
        """The eps is added to the root, not under it; where the gradient was always 0 it keeps the step at 0.

        zh-TW: eps 加在根號外面，不是根號裡面；梯度一直是 0 的地方，它讓步伐保持為 0。
        """
        zeros = np.zeros(3)
        for eps in (share(rng, 0.1, 0.5), share(rng, 1, 3), 1e-3):
            g, cache, rate = numbers(rng, 3), positive(rng, 3), share(rng, 0.1, 0.9)
            expected = reference.adagrad_step(zeros, g, cache, rate, eps=eps)
            same(student.adagrad_step(zeros, g, cache, rate, eps=eps), expected)
            same(student.adagrad_step(zeros, g, cache, learning_rate=rate, eps=eps), expected)
        tiny = numbers(rng, 3) * 1e-10
        same(student.adagrad_step(zeros, tiny, zeros), reference.adagrad_step(zeros, tiny, zeros))
        g = np.array([0.0, 2.0, 0.0])
        same(student.adagrad_step(zeros + 1, g, zeros), reference.adagrad_step(zeros + 1, g, zeros))

    def test_several_steps(self, student, reference, rng):
        """Step after step, each going on from what the last one gave.

        zh-TW: 連續走好幾步，每一步都從上一步的結果繼續。
        """
        w, cache = numbers(rng, 3), np.zeros(3)
        settings = {"learning_rate": share(rng, 0.05, 0.5), "eps": share(rng, 0.1, 0.3)}
        for _ in range(4):
            g = numbers(rng, 3)
            expected = reference.adagrad_step(w, g, cache, **settings)
            same(student.adagrad_step(w, g, cache, **settings), expected)
            w, cache = expected

    def test_any_shape(self, student, reference, rng):
        """Arrays of any shape, whole numbers too; every weight has a cache of its own.

        zh-TW: 陣列可以是任何形狀，也可以是整數；每個權重有自己的 cache。
        """
        for shape in SHAPES:
            arguments = (numbers(rng, *shape), numbers(rng, *shape), positive(rng, *shape), share(rng, 0.05, 0.9), 0.2)
            same(student.adagrad_step(*arguments), reference.adagrad_step(*arguments))
        arguments = (whole(rng, 2, 3), whole(rng, 2, 3), positive(rng, 2, 3), share(rng, 0.05, 0.9), 0.5)
        same(student.adagrad_step(*arguments), reference.adagrad_step(*arguments))

    def test_arguments_stay(self, student, reference, rng):
        """Weights, gradient and cache are only read.

        zh-TW: 權重、梯度、cache 都只能讀取，不可以更改。
        """
        for shape in ((4,), (2, 3)):
            arguments = (numbers(rng, *shape), numbers(rng, *shape), positive(rng, *shape))
            expected = reference.adagrad_step(*arguments)
            same(unchanged(student.adagrad_step, *arguments), expected)
            same(student.adagrad_step(*map(np.asfortranarray, arguments)), expected)

    def test_shapes_that_differ(self, student, reference, rng):
        """Arrays of different shapes are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 陣列形狀不同時，要拋出指名其中一個的 ValueError，即使 numpy 可以廣播也一樣。
        """
        right = others(rng, w=(2, 3), g=(2, 3), cache=(2, 3))
        same(student.adagrad_step(**right), reference.adagrad_step(**right))
        for name, shape in (("g", (3,)), ("cache", (1, 3)), ("w", (2, 1)), ("g", (3, 2)), ("cache", (6,))):
            wrong = {**right, **others(rng, **{name: shape})}
            rejects(student.adagrad_step, **wrong, blames=shapes_of(wrong))


@pytest.mark.function("rmsprop_step")
class TestRmspropStep:
    """cache = decay * cache + (1 - decay) * g * g; the step as in Adagrad."""

    def test_from_an_empty_cache(self, student, reference, rng):
        """With the defaults the first step is ten times the learning rate of 0.01, whatever the size of the gradient.

        zh-TW: 使用預設值時，第一步是學習率 0.01 的十倍，和梯度大小無關。
        """
        for size in (1, 3, 4):
            g, zeros = scattered(rng, size, -2, 4), np.zeros(size)
            for w in (zeros, numbers(rng, size)):
                same(student.rmsprop_step(w, g, zeros), reference.rmsprop_step(w, g, zeros))

    @pytest.mark.points(2)
    def test_running_mean(self, student, reference, rng):
        """The cache is a running mean of squares: the old one keeps 0.99, the new square gets 0.01.

        zh-TW: cache 是平方的移動平均：舊的保留 0.99，新的平方占 0.01。
        """
        for size in (2, 5, 3):
            arguments = (numbers(rng, size), numbers(rng, size), positive(rng, size) + 1)
            same(student.rmsprop_step(*arguments), reference.rmsprop_step(*arguments))
            settings = {"learning_rate": share(rng, 0.05, 0.9), "eps": share(rng, 0.1, 0.3)}
            same(student.rmsprop_step(*arguments, **settings), reference.rmsprop_step(*arguments, **settings))

    @pytest.mark.points(2)
    def test_other_decay(self, student, reference, rng):
        """The share that is kept can be chosen, 0 and 1 included; with 0.36, g = 5 and a cache of 25 all is whole.

        zh-TW: 保留的比例可以自訂，包括 0 和 1；decay = 0.36、g = 5、cache = 25 時剛好都是整數。
        """
        one, five, cache = np.array([1.0]), np.array([5.0]), np.array([25.0])
        expected = (np.array([0.5]), np.array([25.0]))
        same(student.rmsprop_step(one, five, cache, 0.5, decay=0.36, eps=0.0), expected)
        for decay in (share(rng, 0.2, 0.4), share(rng, 0.6, 0.9), 0.0, 1.0):
            arguments = (numbers(rng, 3), numbers(rng, 3), positive(rng, 3), share(rng, 0.05, 0.9))
            expected = reference.rmsprop_step(*arguments, decay=decay, eps=0.2)
            same(student.rmsprop_step(*arguments, decay=decay, eps=0.2), expected)
            same(student.rmsprop_step(*arguments, decay, 0.2), expected)

    @pytest.mark.points(2)
    def test_eps(self, student, reference, rng):
        """The eps is added to the root, not under it; where the gradient was always 0 it keeps the step at 0.

        zh-TW: eps 加在根號外面，不是根號裡面；梯度一直是 0 的地方，它讓步伐保持為 0。
        """
        zeros = np.zeros(3)
        for eps in (share(rng, 0.1, 0.5), share(rng, 1, 3), 1e-3):
            g, cache, rate = numbers(rng, 3), positive(rng, 3), share(rng, 0.1, 0.9)
            expected = reference.rmsprop_step(zeros, g, cache, rate, eps=eps)
            same(student.rmsprop_step(zeros, g, cache, rate, eps=eps), expected)
            same(student.rmsprop_step(zeros, g, cache, learning_rate=rate, eps=eps), expected)
        tiny = numbers(rng, 3) * 1e-7
        same(student.rmsprop_step(zeros, tiny, zeros), reference.rmsprop_step(zeros, tiny, zeros))
        g = np.array([0.0, 2.0, 0.0])
        same(student.rmsprop_step(zeros + 1, g, zeros), reference.rmsprop_step(zeros + 1, g, zeros))

    def test_several_steps(self, student, reference, rng):
        """Step after step, with rate, decay and eps at once, each going on from what the last one gave.

        zh-TW: 同時指定學習率、decay 和 eps，連續走好幾步，每一步都從上一步的結果繼續。
        """
        w, cache = numbers(rng, 3), np.zeros(3)
        settings = {"learning_rate": share(rng, 0.05, 0.5), "decay": share(rng, 0.5, 0.9), "eps": share(rng, 0.1, 0.3)}
        for _ in range(4):
            g = numbers(rng, 3)
            expected = reference.rmsprop_step(w, g, cache, **settings)
            same(student.rmsprop_step(w, g, cache, **settings), expected)
            w, cache = expected

    def test_shapes_and_arguments(self, student, reference, rng):
        """Arrays of any shape, whole numbers too; weights, gradient and cache are only read.

        zh-TW: 陣列可以是任何形狀，也可以是整數；權重、梯度、cache 都只能讀取。
        """
        arguments = (whole(rng, 2, 3), whole(rng, 2, 3), positive(rng, 2, 3) + 1)
        same(student.rmsprop_step(*arguments), reference.rmsprop_step(*arguments))
        for shape in SHAPES:
            arguments = (numbers(rng, *shape), numbers(rng, *shape), positive(rng, *shape) + 1)
            expected = reference.rmsprop_step(*arguments)
            same(unchanged(student.rmsprop_step, *arguments), expected)
            same(student.rmsprop_step(*map(np.asfortranarray, arguments)), expected)

    def test_shapes_that_differ(self, student, reference, rng):
        """Arrays of different shapes are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 陣列形狀不同時，要拋出指名其中一個的 ValueError，即使 numpy 可以廣播也一樣。
        """
        right = others(rng, w=(2, 3), g=(2, 3), cache=(2, 3))
        same(student.rmsprop_step(**right), reference.rmsprop_step(**right))
        for name, shape in (("g", (3,)), ("cache", (1, 3)), ("w", (2, 1)), ("g", (3, 2)), ("cache", (6,))):
            wrong = {**right, **others(rng, **{name: shape})}
            rejects(student.rmsprop_step, **wrong, blames=shapes_of(wrong))


def adam_state(rng, *shape):
    """Weights, gradient, m and v in the middle of a training."""
    return numbers(rng, *shape), numbers(rng, *shape), numbers(rng, *shape), positive(rng, *shape)


@pytest.mark.function("adam_step")
class TestAdamStep:
    """RMSprop with momentum, and both means corrected for their start at zero."""

    def test_first_step(self, student, reference, rng):
        """The first step is as long as the learning rate (0.001 by default), whatever the size of the gradient.

        zh-TW: 第一步的長度就是學習率（預設 0.001），和梯度大小無關。
        """
        for size in (1, 3, 4):
            g, zeros = scattered(rng, size, -2, 5), np.zeros(size)
            for w in (zeros, numbers(rng, size)):
                same(student.adam_step(w, g, zeros, zeros, 1), reference.adam_step(w, g, zeros, zeros, 1))

    @pytest.mark.points(2)
    def test_correction_depends_on_t(self, student, reference, rng):
        """The correction is strong at first and fades with t; m and v are returned without it.

        zh-TW: 修正一開始很大，隨著 t 增加而消失；回傳的 m 和 v 是修正之前的值。
        """
        for t in (between(rng, 2, 4), 1, between(rng, 8, 30), between(rng, 500, 5000)):
            arguments = (*adam_state(rng, between(rng, 2, 5)), t)
            same(student.adam_step(*arguments), reference.adam_step(*arguments))
            settings = {"learning_rate": share(rng, 0.05, 0.9), "eps": share(rng, 0.1, 0.3)}
            same(student.adam_step(*arguments, **settings), reference.adam_step(*arguments, **settings))

    @pytest.mark.points(2)
    def test_both_betas(self, student, reference, rng):
        """beta1 belongs to the gradient, beta2 to its square; both can be chosen, alone and together.

        zh-TW: beta1 管梯度，beta2 管梯度的平方；兩者可以單獨或同時指定。
        """
        first, second = share(rng, 0.2, 0.5), share(rng, 0.6, 0.8)
        for betas in ({"beta1": first}, {"beta2": second}, {"beta1": second, "beta2": first}, {"beta1": 0.0}):
            arguments = (*adam_state(rng, 3), between(rng, 2, 5), share(rng, 0.05, 0.9))
            settings = {**betas, "eps": share(rng, 0.1, 0.3)}
            same(student.adam_step(*arguments, **settings), reference.adam_step(*arguments, **settings))
        arguments = (*adam_state(rng, 2), between(rng, 1, 3), 0.5, first, second, 0.25)
        same(student.adam_step(*arguments), reference.adam_step(*arguments))

    def test_eps(self, student, reference, rng):
        """The eps is added to the root of the corrected v; where the gradient was always 0 it keeps the step at 0.

        zh-TW: eps 加在修正後 v 的平方根上；梯度一直是 0 的地方，它讓步伐保持為 0。
        """
        zeros = np.zeros(3)
        for eps in (share(rng, 0.1, 0.5), share(rng, 1, 3), 1e-3):
            _, g, m, v = adam_state(rng, 3)
            t, rate = between(rng, 1, 4), share(rng, 0.1, 0.9)
            expected = reference.adam_step(zeros, g, m, v, t, rate, eps=eps)
            same(student.adam_step(zeros, g, m, v, t, rate, eps=eps), expected)
            same(student.adam_step(zeros, g, m, v, t, learning_rate=rate, eps=eps), expected)
        tiny = numbers(rng, 3) * 1e-8
        same(student.adam_step(zeros, tiny, zeros, zeros, 1), reference.adam_step(zeros, tiny, zeros, zeros, 1))
        g = np.array([0.0, 2.0, 0.0])
        same(student.adam_step(zeros + 1, g, zeros, zeros, 1), reference.adam_step(zeros + 1, g, zeros, zeros, 1))

    def test_several_steps(self, student, reference, rng):
        """Step after step from zero, t = 1, 2, 3, …, each going on from what the last one gave.

        zh-TW: 從零開始連續走好幾步，t = 1、2、3……，每一步都從上一步的結果繼續。
        """
        w, m, v = numbers(rng, 3), np.zeros(3), np.zeros(3)
        settings = {"learning_rate": share(rng, 0.05, 0.5), "eps": share(rng, 0.1, 0.3)}
        for t in range(1, 6):
            g = numbers(rng, 3)
            expected = reference.adam_step(w, g, m, v, t, **settings)
            same(student.adam_step(w, g, m, v, t, **settings), expected)
            w, m, v = expected

    def test_shapes_and_arguments(self, student, reference, rng):
        """Arrays of any shape, whole numbers too; weights, gradient, m and v are only read.

        zh-TW: 陣列可以是任何形狀，也可以是整數；權重、梯度、m、v 都只能讀取。
        """
        arguments = (
            whole(rng, 2, 3),
            whole(rng, 2, 3),
            numbers(rng, 2, 3),
            positive(rng, 2, 3),
            2,
            0.1,
            0.9,
            0.999,
            0.5,
        )
        same(student.adam_step(*arguments), reference.adam_step(*arguments))
        for shape in SHAPES:
            arguments = (*adam_state(rng, *shape), between(rng, 1, 5))
            expected = reference.adam_step(*arguments)
            same(unchanged(student.adam_step, *arguments), expected)
            same(student.adam_step(*map(np.asfortranarray, arguments[:4]), arguments[4]), expected)

    def test_impossible_t(self, student, reference, rng):
        """The first step has t = 1; a smaller t is a ValueError that names it.

        zh-TW: 第一步是 t = 1；更小的 t 要拋出指名它的 ValueError。
        """
        state = adam_state(rng, 3)
        same(student.adam_step(*state, t=1), reference.adam_step(*state, t=1))
        for wrong in (-between(rng, 1, 5), 0):
            rejects(student.adam_step, *state, t=wrong, blames={"t": wrong})

    def test_shapes_that_differ(self, student, reference, rng):
        """Arrays of different shapes are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 陣列形狀不同時，要拋出指名其中一個的 ValueError，即使 numpy 可以廣播也一樣。
        """
        right = others(rng, w=(2, 3), g=(2, 3), m=(2, 3), v=(2, 3))
        same(student.adam_step(**right, t=2), reference.adam_step(**right, t=2))
        for name, shape in (("g", (3,)), ("m", (1, 3)), ("v", (2, 1)), ("w", (3,)), ("g", (3, 2)), ("v", (6,))):
            wrong = {**right, **others(rng, **{name: shape})}
            rejects(student.adam_step, **wrong, t=2, blames=shapes_of(wrong))


@pytest.mark.function("step_decay")
class TestStepDecay:
    """initial * drop ** (epoch // every)."""

    @pytest.mark.points(2)
    def test_defaults(self, student, reference, rng):
        """By default a tenth is left after every 30 epochs.

        zh-TW: 預設每 30 個 epoch 變成十分之一。
        """
        initial = share(rng, 0.1, 0.9)
        for epoch in (between(rng, 31, 58), between(rng, 1, 28), between(rng, 61, 88), between(rng, 91, 200)):
            same(student.step_decay(initial, epoch), reference.step_decay(initial, epoch))

    @pytest.mark.points(2)
    def test_edge_of_a_stair(self, student, reference, rng):
        """The rate changes in epoch `every`, not before and not after.

        zh-TW: 學習率剛好在第 `every` 個 epoch 改變，不早也不晚。
        """
        initial, every = share(rng, 0.1, 0.9), between(rng, 3, 12)
        for epoch in (every - 1, every, every + 1, 2 * every - 1, 2 * every, 5 * every):
            same(student.step_decay(initial, epoch, every=every), reference.step_decay(initial, epoch, every=every))
        for epoch in (0, 29, 30, 59, 60):
            same(student.step_decay(initial, epoch), reference.step_decay(initial, epoch))

    @pytest.mark.points(2)
    def test_other_drop(self, student, reference, rng):
        """Every stair multiplies by `drop` once more.

        zh-TW: 每下一階就再乘一次 `drop`。
        """
        for drop in (0.5, share(rng, 0.2, 0.8), 1.0, share(rng, 0.85, 0.99)):
            initial = share(rng, 0.1, 2.0)
            for epoch in (between(rng, 60, 200), between(rng, 30, 59), between(rng, 0, 29)):
                same(student.step_decay(initial, epoch, drop), reference.step_decay(initial, epoch, drop))

    @pytest.mark.points(2)
    def test_both_together(self, student, reference, rng):
        """Drop and every in one call, by position and by name.

        zh-TW: 同時指定 drop 和 every，依位置或依名稱都可以。
        """
        for _ in range(4):
            initial, drop, every = share(rng, 0.1, 2.0), share(rng, 0.2, 0.9), between(rng, 2, 20)
            epoch = between(rng, every, 6 * every)
            expected = reference.step_decay(initial, epoch, drop, every)
            same(student.step_decay(initial, epoch, drop, every), expected)
            same(student.step_decay(initial, epoch, every=every, drop=drop), expected)

    def test_whole_course(self, student, reference, rng):
        """Every epoch of a short training; a stair of one epoch too.

        zh-TW: 一次短訓練的每個 epoch；每階只有一個 epoch 時也要對。
        """
        initial, drop, every = share(rng, 0.1, 2.0), share(rng, 0.2, 0.9), between(rng, 2, 4)
        for epoch in range(10):
            expected = reference.step_decay(initial, epoch, drop, every)
            same(student.step_decay(initial, epoch, drop, every), expected)
        for epoch in (0, 1, between(rng, 2, 9)):
            same(student.step_decay(initial, epoch, drop, 1), reference.step_decay(initial, epoch, drop, 1))

    def test_impossible_stairs(self, student, reference, rng):
        """A stair of less than one epoch is a ValueError that names every.

        zh-TW: 一階少於一個 epoch 時，要拋出指名 every 的 ValueError。
        """
        initial, epoch = share(rng, 0.1, 0.9), between(rng, 5, 9)
        same(student.step_decay(initial, epoch, every=1), reference.step_decay(initial, epoch, every=1))
        for wrong in (-between(rng, 1, 5), 0):
            rejects(student.step_decay, initial, epoch, every=wrong, blames={"every": wrong})


@pytest.mark.function("cosine_decay")
class TestCosineDecay:
    """initial * (1 + cos(pi * epoch / epochs)) / 2."""

    @pytest.mark.points(2)
    def test_start_middle_end(self, student, reference, rng):
        """The whole rate at epoch 0, half of it in the middle, nothing at the end.

        zh-TW: epoch 0 是完整的學習率，正中間是一半，最後是零。
        """
        for _ in range(2):
            initial, half = share(rng, 0.1, 2.0), between(rng, 3, 50)
            for epoch in (0, half, 2 * half):
                expected = reference.cosine_decay(initial, epoch, 2 * half)
                same(student.cosine_decay(initial, epoch, 2 * half), expected)

    @pytest.mark.points(4)
    def test_places_between(self, student, reference, rng):
        """Between them it follows the cosine: a quarter of the way 85.4 percent are left, three quarters 14.6.

        zh-TW: 中間依照餘弦變化：走了四分之一時剩 85.4%，四分之三時剩 14.6%。
        """
        initial, quarter = share(rng, 0.1, 2.0), between(rng, 2, 25)
        for epoch in (quarter, 3 * quarter):
            expected = reference.cosine_decay(initial, epoch, 4 * quarter)
            same(student.cosine_decay(initial, epoch, 4 * quarter), expected)
        for _ in range(4):
            initial, epochs = share(rng, 0.01, 2.0), between(rng, 7, 300)
            epoch = between(rng, 1, epochs - 1)
            expected = reference.cosine_decay(initial, epoch, epochs)
            same(student.cosine_decay(initial, epoch, epochs), expected)
            same(student.cosine_decay(initial=initial, epoch=epoch, epochs=epochs), expected)

    @pytest.mark.points(2)
    def test_whole_course(self, student, reference, rng):
        """Every epoch of a short training, an odd and an even number of them.

        zh-TW: 一次短訓練的每個 epoch，總數是奇數和偶數都要對。
        """
        odd = 2 * between(rng, 1, 4) + 1
        for epochs in (odd, odd + 1, 1, 2):
            initial = share(rng, 0.1, 2.0)
            for epoch in range(epochs + 1):
                expected = reference.cosine_decay(initial, epoch, epochs)
                same(student.cosine_decay(initial, epoch, epochs), expected)

    @pytest.mark.points(2)
    def test_impossible_epochs(self, student, reference, rng):
        """Fewer than one epoch is a ValueError that names epochs.

        zh-TW: 總 epoch 數少於 1 時，要拋出指名 epochs 的 ValueError。
        """
        initial, epoch = share(rng, 0.1, 0.9), between(rng, 5, 9)
        same(student.cosine_decay(initial, epoch, epoch + 1), reference.cosine_decay(initial, epoch, epoch + 1))
        same(student.cosine_decay(initial, 0, 1), reference.cosine_decay(initial, 0, 1))
        for wrong in (-between(rng, 1, 5), 0):
            rejects(student.cosine_decay, initial, 0, wrong, blames={"epochs": wrong})
