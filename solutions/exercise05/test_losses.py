"""
Hidden suite of exercise05: cross-entropy of probabilities, of logits and of yes/no questions, and the other losses.

Sizes and values are drawn from `rng`. Probabilities are multiples of 0.05 that sum to 1, so that examples stay readable.
"""

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged

FAR = 10_000.0
ROUGH = 1e-5
"""Tolerance where a probability is clipped to 1 - 1e-12, which no float can hold exactly."""


class AnyOf:
    """What a message may blame: an argument's name and a value, where one name may come with several values."""

    def __init__(self, *pairs):
        self._pairs = pairs

    def items(self):
        """All pairs, as those of a dict."""
        return self._pairs


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def sizes(rng, count, low=2, high=6):
    """That many different sizes, so that no two axes can be confused."""
    return tuple(low + int(offset) for offset in rng.permutation(high - low + 1)[:count])


def numbers(rng, *shape):
    """Random values with one decimal: easy to read in feedback, and not exact in float32."""
    return rng.normal(scale=3.0, size=shape).round(1)


def whole(rng, *shape, dtype=np.int64):
    """Random whole numbers."""
    return rng.integers(-9, 10, size=shape).astype(dtype)


def shares(rng, *shape):
    """Probabilities that sum to 1 along the last axis, none of them 0 unless it has to be."""
    classes = shape[-1]
    return (rng.multinomial(20 - classes, [1 / classes] * classes, size=shape[:-1]) + 1) / 20


def chances(rng, *shape):
    """Probabilities of yes, each by itself, from 0.05 to 0.95."""
    return rng.integers(1, 20, size=shape) / 20


def answers(rng, *shape):
    """Yes or no, both of them where there is room."""
    return (np.arange(np.prod(shape)) % 2)[rng.permutation(int(np.prod(shape)))].reshape(shape).astype(float)


def labels_of(rng, examples, classes, dtype=np.int64):
    """The right class of every example; class 0 and the last one are among them if there is room."""
    labels = rng.integers(0, classes, size=examples)
    labels[:2] = [classes - 1, 0][: len(labels[:2])]
    return rng.permutation(labels).astype(dtype)


def one_hot(labels, classes, dtype=float):
    """A row per label, with a 1 for its class."""
    return np.eye(classes, dtype=dtype)[labels]


def layouts(*arrays):
    """Hold the same values read-only, in Fortran order, and as every second element of a larger array."""
    frozen = [array.copy() for array in arrays]
    for array in frozen:
        array.flags.writeable = False
    sparse = [np.repeat(array, 2, axis=-1)[..., ::2] for array in arrays]
    return frozen, [np.asfortranarray(array) for array in arrays], sparse


def differing(name, one, other_name, other):
    """What a message may name where two shapes do not match: either argument with its shape."""
    return AnyOf((name, one.shape), (other_name, other.shape))


def outside(name, array, number):
    """What a message may name where a number is out of range: the number, or the array's shape."""
    return AnyOf((name, number), (name, array.shape))


def wrong_label(labels, label):
    """What a message may name where a label is no class."""
    return AnyOf(("labels", label), ("label", label), ("labels", labels.shape))


@pytest.mark.function("cross_entropy")
class TestCrossEntropy:
    """Predicted probabilities against the truth."""

    def test_slides_examples(self, student, reference, rng):
        """The two examples of the slides, and other single examples.

        zh-TW: 投影片的兩個例子，以及其他單筆資料。
        """
        same(student.cross_entropy(np.array([0.3, 0.6, 0.1]), np.array([0.0, 1, 0])), -np.log(0.6))
        table = np.array([0.1, 0.2, 0.1, 0.05, 0.05, 0.05, 0.05, 0.3, 0.05, 0.05])
        same(student.cross_entropy(table, one_hot(7, 10)), -np.log(0.3))
        for classes in (2, between(rng, 3, 6)):
            arguments = shares(rng, classes), one_hot(between(rng, 0, classes - 1), classes)
            same(student.cross_entropy(*arguments), reference.cross_entropy(*arguments))

    def test_batches(self, student, reference, rng):
        """The loss of a batch is the mean of its examples' losses.

        zh-TW: 批次的損失是每筆資料損失的平均。
        """
        for examples, classes in (sizes(rng, 2), (3, 3), (between(rng, 7, 9), 2), (2, between(rng, 5, 9))):
            arguments = shares(rng, examples, classes), one_hot(labels_of(rng, examples, classes), classes)
            same(student.cross_entropy(*arguments), reference.cross_entropy(*arguments))

    def test_soft_targets(self, student, reference, rng):
        """Targets may share the 1 among several classes; every class counts with its share.

        zh-TW: 目標可以由好幾個類別分攤那個 1，每個類別依比例計算。
        """
        for shape in (sizes(rng, 2), (3, 3), (between(rng, 3, 5),), (2, 2)):
            arguments = shares(rng, *shape), shares(rng, *shape)
            same(student.cross_entropy(*arguments), reference.cross_entropy(*arguments))

    def test_certain_and_right(self, student, reference, rng):
        """Who is certain and right loses nothing; a 0 where the target is 0 does no harm.

        zh-TW: 百分之百確定而且正確，損失就是 0；目標為 0 的地方，機率是 0 也沒關係。
        """
        for examples, classes in (sizes(rng, 2), sizes(rng, 2)):
            truth = one_hot(labels_of(rng, examples, classes), classes)
            same(student.cross_entropy(truth, truth), 0.0)
            same(student.cross_entropy(truth[0], truth[0]), 0.0)
            mixed = truth.copy()
            mixed[0] = shares(rng, classes)
            same(student.cross_entropy(mixed, truth), reference.cross_entropy(mixed, truth))

    def test_clipping(self, student, reference, rng):
        """A probability below 1e-12 counts as 1e-12, so the loss is finite.

        zh-TW: 小於 1e-12 的機率當作 1e-12，所以損失是有限的。
        """
        for tiny in (0.0, 1e-13, 5e-13, 1e-20, 1e-300):
            probabilities = np.array([tiny, 1 - tiny])
            same(student.cross_entropy(probabilities, np.array([1.0, 0.0])), -np.log(1e-12))
            batch = np.array([probabilities[::-1], shares(rng, 2)])
            truth = np.array([[0.0, 1.0], [1.0, 0.0]])
            same(student.cross_entropy(batch, truth), reference.cross_entropy(batch, truth))

    def test_small_probabilities(self, student, reference, rng):
        """A small probability from 1e-11 on is used as it is.

        zh-TW: 機率很小但不低於 1e-11 時，直接使用，不更動。
        """
        for tiny in (1e-11, 1e-9, 1e-7, 1e-4):
            probabilities = np.array([[0.5, tiny, 0.5 - tiny], [tiny, 1 - tiny, 0]])
            truth = one_hot(np.array([1, 0]), 3)
            same(student.cross_entropy(probabilities, truth), -np.log(tiny))
            soft = shares(rng, 2, 3)
            same(student.cross_entropy(probabilities, soft), reference.cross_entropy(probabilities, soft))

    def test_one_of_everything(self, student, reference, rng):
        """A batch of one, and a single class.

        zh-TW: 只有一筆資料的批次，以及只有一個類別。
        """
        classes = between(rng, 3, 6)
        for shape in ((1, classes), (classes,), (1, 2)):
            arguments = shares(rng, *shape), shares(rng, *shape)
            same(student.cross_entropy(*arguments), reference.cross_entropy(*arguments))
        for shape in ((1,), (1, 1), (between(rng, 2, 5), 1)):
            same(student.cross_entropy(np.ones(shape), np.ones(shape)), 0.0)

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read; whole-number targets and any memory layout will do.

        zh-TW: 參數只能讀取；整數的目標和任何記憶體排列方式都要能處理。
        """
        for examples, classes in (sizes(rng, 2), sizes(rng, 2)):
            probabilities = shares(rng, examples, classes)
            truth = one_hot(labels_of(rng, examples, classes), classes, dtype=np.int64)
            expected = reference.cross_entropy(probabilities, truth)
            same(unchanged(student.cross_entropy, probabilities, truth), expected)
            for held in layouts(probabilities, truth):
                same(student.cross_entropy(*held), expected)

    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that differ are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 形狀不同時要拋出指名參數的 ValueError，即使 numpy 可以廣播也一樣。
        """
        examples, classes = sizes(rng, 2)
        right = shares(rng, examples, classes), shares(rng, examples, classes)
        same(student.cross_entropy(*right), reference.cross_entropy(*right))
        for one, other in (
            ((examples, classes), (classes,)),
            ((classes,), (examples, classes)),
            ((examples, classes), (examples + 1, classes)),
            ((3, 3), (3,)),
            ((examples, classes), (1, classes)),
            ((examples, classes), (classes, examples)),
            ((1, classes), (classes,)),
            ((classes,), (classes + 1,)),
        ):
            arguments = shares(rng, *one), shares(rng, *other)
            blames = differing("probabilities", arguments[0], "targets", arguments[1])
            rejects(student.cross_entropy, *arguments, blames=blames)

    def test_impossible_probabilities(self, student, reference, rng):
        """Numbers outside [0, 1] are a ValueError that names the argument; rounding errors are not.

        zh-TW: 超出 [0, 1] 的數要拋出指名參數的 ValueError；捨入誤差則不算。
        """
        truth, good = np.array([[0.0, 1, 0], [0, 1, 0]]), shares(rng, 2, 3)
        hair = np.array([0.0, 1e-10, -1e-10])
        same(student.cross_entropy(truth + hair, truth), 0.0)
        same(student.cross_entropy(np.array([truth[0] + hair, [0.25, 0.5, 0.25]]), truth), -np.log(0.5) / 2)
        same(student.cross_entropy(good, truth + hair), reference.cross_entropy(good, truth), rtol=ROUGH)
        for number, *rest in ((-0.25, 0.75, 0.5), (1.25, 0.0, 0.0), (-1.0, 1.0, 1.0), (2.0, 0.0, 0.0)):
            bad = rng.permutation(np.array([number, *rest]))
            batch = np.array([bad, good[0]])[rng.permutation(2)]
            for wrong, right in ((bad, good[0]), (batch, good)):
                rejects(student.cross_entropy, wrong, right, blames=outside("probabilities", wrong, number))
                rejects(student.cross_entropy, right, wrong, blames=outside("targets", wrong, number))


@pytest.mark.function("cross_entropy_from_logits")
class TestCrossEntropyFromLogits:
    """Logits against labels."""

    def test_slides_logits(self, student, reference, rng):
        """The slides' logits with every label, and random batches; the default is the mean.

        zh-TW: 投影片的 logits 配上每一種標籤，以及隨機的批次；預設是平均。
        """
        logits = np.array([[2.0, 1.0, 0.1]])
        for label, expected in ((0, 0.41703001627783354), (1, 1.4170300162778335), (2, 2.3170300162778332)):
            same(student.cross_entropy_from_logits(logits, np.array([label])), expected)
        examples, classes = sizes(rng, 2)
        arguments = numbers(rng, examples, classes), labels_of(rng, examples, classes)
        same(student.cross_entropy_from_logits(*arguments), reference.cross_entropy_from_logits(*arguments))

    def test_mean(self, student, reference, rng):
        """The mean over the examples, by default and by name.

        zh-TW: 對所有資料取平均，不論是預設或指定 "mean"。
        """
        for examples, classes in (sizes(rng, 2), (3, 3), (between(rng, 7, 9), 2), (2, between(rng, 5, 9))):
            arguments = numbers(rng, examples, classes), labels_of(rng, examples, classes)
            expected = reference.cross_entropy_from_logits(*arguments)
            same(student.cross_entropy_from_logits(*arguments), expected)
            same(student.cross_entropy_from_logits(*arguments, reduction="mean"), expected)

    def test_sum(self, student, reference, rng):
        """The sum over the examples.

        zh-TW: 對所有資料加總。
        """
        for examples, classes in (sizes(rng, 2), (3, 3), (between(rng, 7, 9), 2)):
            arguments = numbers(rng, examples, classes), labels_of(rng, examples, classes), "sum"
            same(student.cross_entropy_from_logits(*arguments), reference.cross_entropy_from_logits(*arguments))

    def test_none(self, student, reference, rng):
        """Without reduction there is one loss per example, in order.

        zh-TW: reduction 為 "none" 時，每筆資料各有一個損失，依照順序。
        """
        for examples, classes in (sizes(rng, 2), (3, 3), (1, 4), (between(rng, 7, 9), 2)):
            arguments = numbers(rng, examples, classes), labels_of(rng, examples, classes)
            expected = reference.cross_entropy_from_logits(*arguments, reduction="none")
            same(student.cross_entropy_from_logits(*arguments, reduction="none"), expected)

    def test_large_logits(self, student, reference, rng):
        """Logits around 10,000 do not overflow, around -10,000 they do not vanish.

        zh-TW: logits 在 10,000 附近不會溢位，在 -10,000 附近也不會全部變成 0。
        """
        for shift in (1000, -1000, FAR, -FAR, 10 * FAR):
            logits, labels = numbers(rng, 3, 4) / 4 + shift, labels_of(rng, 3, 4)
            for reduction in ("mean", "none"):
                expected = reference.cross_entropy_from_logits(logits, labels, reduction)
                same(student.cross_entropy_from_logits(logits, labels, reduction), expected)
        logits = numbers(rng, 4, 3) / 4 + rng.permutation([FAR, 0.0, -1000.0, -FAR])[:, None]
        labels = labels_of(rng, 4, 3)
        same(student.cross_entropy_from_logits(logits, labels), reference.cross_entropy_from_logits(logits, labels))

    def test_hopeless_classes(self, student, reference, rng):
        """Where the right class has a probability too small for a float, the loss is large, finite and right.

        zh-TW: 正確類別的機率小到浮點數無法表示時，損失很大，但仍然有限而正確。
        """
        for low in (-50.0, -800.0, -FAR):
            logits = np.array([[low, 0.5, -0.5], [0.25, low, -low]])
            labels = rng.permutation([0, 1])
            for reduction in ("none", "sum", "mean"):
                expected = reference.cross_entropy_from_logits(logits, labels, reduction)
                same(student.cross_entropy_from_logits(logits, labels, reduction), expected)

    def test_one_of_everything(self, student, reference, rng):
        """One example, one class or both.

        zh-TW: 只有一筆資料、一個類別，或兩者都只有一個。
        """
        for examples, classes in ((1, between(rng, 3, 6)), (between(rng, 2, 5), 1), (1, 1), (1, 2)):
            logits, labels = numbers(rng, examples, classes), labels_of(rng, examples, classes)
            for reduction in ("mean", "sum", "none"):
                expected = reference.cross_entropy_from_logits(logits, labels, reduction)
                same(student.cross_entropy_from_logits(logits, labels, reduction), expected)

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read; whole-number logits, any integer labels and memory layout will do.

        zh-TW: 參數只能讀取；整數的 logits、任何整數型別的標籤和記憶體排列方式都要能處理。
        """
        for dtype in (np.int64, np.int32, np.uint8):
            examples, classes = sizes(rng, 2)
            logits, labels = whole(rng, examples, classes), labels_of(rng, examples, classes, dtype)
            if dtype == np.int32:
                logits = logits / 4
            expected = reference.cross_entropy_from_logits(logits, labels)
            same(unchanged(student.cross_entropy_from_logits, logits, labels), expected)
            for held in layouts(logits, labels):
                same(student.cross_entropy_from_logits(*held), expected)

    def test_impossible_labels(self, student, reference, rng):
        """A label below 0 or above K - 1 is a ValueError that names it.

        zh-TW: 標籤小於 0 或大於 K - 1 時，要拋出指名它的 ValueError。
        """
        examples, classes = sizes(rng, 2)
        logits, labels = numbers(rng, examples, classes), labels_of(rng, examples, classes)
        expected = reference.cross_entropy_from_logits(logits, labels)
        same(student.cross_entropy_from_logits(logits, labels), expected)
        for label in (classes, -1, classes + between(rng, 1, 4), -classes):
            wrong = labels.copy()
            wrong[between(rng, 0, examples - 1)] = label
            for reduction in ("mean", "none"):
                blames = wrong_label(wrong, label)
                rejects(student.cross_entropy_from_logits, logits, wrong, reduction=reduction, blames=blames)

    def test_impossible_shapes(self, student, reference, rng):
        """Labels that are too many, too few or one-hot are a ValueError that names one of the arguments.

        zh-TW: 標籤太多、太少或寫成 one-hot 時，要拋出指名參數的 ValueError。
        """
        examples, classes = sizes(rng, 2, 3, 6)
        logits, labels = numbers(rng, examples, classes), labels_of(rng, examples, classes)
        expected = reference.cross_entropy_from_logits(logits, labels, "sum")
        same(student.cross_entropy_from_logits(logits, labels, "sum"), expected)
        square, coded = numbers(rng, 3, 3), one_hot(np.array([0, 1, 2]), 3, dtype=np.int64)
        for one, other in (
            (logits, labels[:1]),
            (logits, labels[1:]),
            (logits, labels_of(rng, examples + 1, classes)),
            (logits, one_hot(labels, classes, dtype=np.int64)),
            (square, coded),
        ):
            rejects(student.cross_entropy_from_logits, one, other, blames=differing("logits", one, "labels", other))


@pytest.mark.function("binary_cross_entropy")
class TestBinaryCrossEntropy:
    """Yes/no questions."""

    def test_single_questions(self, student, reference, rng):
        """One question: -ln(p) if the answer is yes, -ln(1 - p) if it is no.

        zh-TW: 只有一題：答案是「是」時損失為 -ln(p)，「否」時為 -ln(1 - p)。
        """
        same(student.binary_cross_entropy(np.array([0.6]), np.array([1.0])), -np.log(0.6))
        same(student.binary_cross_entropy(np.array([0.6]), np.array([0.0])), -np.log(0.4))
        for answer in (1.0, 0.0):
            arguments = chances(rng, 1), np.array([answer])
            same(student.binary_cross_entropy(*arguments), reference.binary_cross_entropy(*arguments))

    def test_mean_over_questions(self, student, reference, rng):
        """The mean over all questions, yes and no.

        zh-TW: 對所有題目取平均，「是」和「否」都算。
        """
        for count in (2, 5, between(rng, 6, 9), 2000):
            arguments = chances(rng, count), answers(rng, count)
            same(student.binary_cross_entropy(*arguments), reference.binary_cross_entropy(*arguments))

    def test_only_yes_or_only_no(self, student, reference, rng):
        """Batches in which all answers are alike.

        zh-TW: 全部都是「是」，或全部都是「否」的批次。
        """
        for count in (3, between(rng, 4, 7)):
            for truth in (np.ones(count), np.zeros(count)):
                arguments = chances(rng, count), truth
                same(student.binary_cross_entropy(*arguments), reference.binary_cross_entropy(*arguments))

    def test_soft_targets(self, student, reference, rng):
        """Targets between 0 and 1 count for both sides.

        zh-TW: 目標介於 0 和 1 之間時，兩邊都要依比例計算。
        """
        for count in (1, 4, between(rng, 5, 8)):
            arguments = chances(rng, count), chances(rng, count)
            same(student.binary_cross_entropy(*arguments), reference.binary_cross_entropy(*arguments))

    def test_any_shape(self, student, reference, rng):
        """Several questions per example: the mean goes over all elements.

        zh-TW: 每筆資料有好幾題時，對所有元素取平均。
        """
        for shape in (sizes(rng, 2), (between(rng, 3, 6), 1), (1, 4), (2, 3, 2)):
            arguments = chances(rng, *shape), answers(rng, *shape)
            same(student.binary_cross_entropy(*arguments), reference.binary_cross_entropy(*arguments))

    def test_certain_and_wrong(self, student, reference, rng):
        """Who is certain and wrong pays -ln(1e-12), on both sides.

        zh-TW: 百分之百確定卻錯了，損失是 -ln(1e-12)，兩邊都一樣。
        """
        for tiny in (0.0, 5e-13, 1e-13):
            for arguments in (
                (np.array([tiny]), np.array([1.0])),
                (np.array([1 - tiny]), np.array([0.0])),
                (np.array([tiny, 1 - tiny, chances(rng)]), np.array([1.0, 0.0, 1.0])),
            ):
                expected = reference.binary_cross_entropy(*arguments)
                same(student.binary_cross_entropy(*arguments), expected, rtol=ROUGH)

    def test_certain_and_right(self, student, reference, rng):
        """Who is certain and right pays nothing; the logarithm of 0 does no harm.

        zh-TW: 百分之百確定而且正確，就沒有損失；log(0) 不會造成問題。
        """
        for _ in range(2):
            probabilities, truth = np.array([1.0, 0.0, chances(rng)]), np.array([1.0, 0.0, 1.0])
            expected = reference.binary_cross_entropy(probabilities, truth)
            same(student.binary_cross_entropy(probabilities, truth), expected)
        for tiny in (1e-4, 1e-7, 1e-9):
            probabilities, truth = np.array([tiny, 1 - tiny]), np.array([1.0, 0.0])
            expected = reference.binary_cross_entropy(probabilities, truth)
            same(student.binary_cross_entropy(probabilities, truth), expected)

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read; whole-number targets and any memory layout will do.

        zh-TW: 參數只能讀取；整數的目標和任何記憶體排列方式都要能處理。
        """
        for shape in ((5,), sizes(rng, 2)):
            probabilities, truth = chances(rng, *shape), answers(rng, *shape).astype(np.int64)
            expected = reference.binary_cross_entropy(probabilities, truth)
            same(unchanged(student.binary_cross_entropy, probabilities, truth), expected)
            for held in layouts(probabilities, truth):
                same(student.binary_cross_entropy(*held), expected)

    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that differ are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 形狀不同時要拋出指名參數的 ValueError，即使 numpy 可以廣播也一樣。
        """
        count = between(rng, 3, 6)
        right = chances(rng, count), answers(rng, count)
        same(student.binary_cross_entropy(*right), reference.binary_cross_entropy(*right))
        for one, other in (((count,), (1,)), ((count, 1), (count,)), ((count,), (count, 1)), ((count,), (count + 1,))):
            arguments = chances(rng, *one), chances(rng, *other)
            blames = differing("probabilities", arguments[0], "targets", arguments[1])
            rejects(student.binary_cross_entropy, *arguments, blames=blames)

    def test_impossible_probabilities(self, student, reference, rng):
        """Numbers outside [0, 1] are a ValueError that names the argument; rounding errors are not.

        zh-TW: 超出 [0, 1] 的數要拋出指名參數的 ValueError；捨入誤差則不算。
        """
        good, truth = chances(rng, 4), np.array([1.0, 0.0, 1.0, 0.0])
        noisy, expected = good.copy(), good.copy()
        noisy[:2], expected[:2] = [1 + 1e-10, -1e-10], [1, 0]
        same(student.binary_cross_entropy(noisy, truth), reference.binary_cross_entropy(expected, truth))
        hair = np.array([1e-10, -1e-10, 1e-10, -1e-10])
        same(student.binary_cross_entropy(good, truth + hair), reference.binary_cross_entropy(good, truth), rtol=ROUGH)
        for number in (-0.25, 1.25, -1.0, 2.0):
            bad = good.copy()
            bad[between(rng, 0, 3)] = number
            rejects(student.binary_cross_entropy, bad, truth, blames=outside("probabilities", bad, number))
            rejects(student.binary_cross_entropy, good, bad, blames=outside("targets", bad, number))


@pytest.mark.function("mean_squared_error")
class TestMeanSquaredError:
    """Squared differences."""

    @pytest.mark.points(2)
    def test_rows_of_numbers(self, student, reference, rng):
        """The mean of the squared differences, whatever their sign.

        zh-TW: 差的平方的平均，與差的正負無關。
        """
        same(student.mean_squared_error(np.array([2.5, 0.0, 2.0, 8.0]), np.array([3.0, -0.5, 2.0, 7.0])), 0.375)
        for count in (2, 5, between(rng, 6, 9)):
            arguments = numbers(rng, count), numbers(rng, count)
            same(student.mean_squared_error(*arguments), reference.mean_squared_error(*arguments))

    @pytest.mark.points(2)
    def test_any_shape(self, student, reference, rng):
        """Matrices, columns and images: the mean goes over all elements.

        zh-TW: 矩陣、直行、影像：對所有元素取平均。
        """
        for shape in (sizes(rng, 2), (between(rng, 3, 6), 1), (1, 4), (3, 3), (2, 3, 2)):
            arguments = numbers(rng, *shape), numbers(rng, *shape)
            same(student.mean_squared_error(*arguments), reference.mean_squared_error(*arguments))

    def test_one_of_everything(self, student, reference, rng):
        """A single number, and predictions that are all right.

        zh-TW: 只有一個數，以及全部預測正確。
        """
        for shape in ((1,), (1, 1)):
            arguments = numbers(rng, *shape) + 10, numbers(rng, *shape) - 10
            same(student.mean_squared_error(*arguments), reference.mean_squared_error(*arguments))
        right = numbers(rng, 4)
        same(student.mean_squared_error(right, right), 0.0)

    @pytest.mark.points(2)
    def test_whole_numbers(self, student, reference, rng):
        """Whole numbers give a mean with a fraction.

        zh-TW: 輸入是整數時，平均值仍然有小數。
        """
        for dtype in (np.int64, np.int32):
            predictions = whole(rng, 7, dtype=dtype)
            for targets in (whole(rng, 7, dtype=dtype), numbers(rng, 7)):
                expected = reference.mean_squared_error(predictions, targets)
                same(student.mean_squared_error(predictions, targets), expected)

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read; they may be read-only or not contiguous.

        zh-TW: 參數只能讀取、不能更改；它們可能是唯讀，或在記憶體中不連續。
        """
        for shape in ((5,), sizes(rng, 2)):
            arguments = numbers(rng, *shape), numbers(rng, *shape)
            expected = reference.mean_squared_error(*arguments)
            same(unchanged(student.mean_squared_error, *arguments), expected)
            for held in layouts(*arguments):
                same(student.mean_squared_error(*held), expected)

    @pytest.mark.points(2)
    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that differ are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 形狀不同時要拋出指名參數的 ValueError，即使 numpy 可以廣播也一樣。
        """
        count, other = sizes(rng, 2, 3, 7)
        right = numbers(rng, count, other), numbers(rng, count, other)
        same(student.mean_squared_error(*right), reference.mean_squared_error(*right))
        pairs = [((count, 1), (count,)), ((count,), (count, 1)), ((count,), (1,)), ((count,), (other,))]
        for one, two in [*pairs, ((count, other), (other,)), ((count, other), (other, count))]:
            arguments = numbers(rng, *one), numbers(rng, *two)
            blames = differing("predictions", arguments[0], "targets", arguments[1])
            rejects(student.mean_squared_error, *arguments, blames=blames)


@pytest.mark.function("mean_absolute_error")
class TestMeanAbsoluteError:
    """Absolute differences."""

    @pytest.mark.points(2)
    def test_rows_of_numbers(self, student, reference, rng):
        """The mean of the differences without their signs.

        zh-TW: 差取絕對值之後的平均。
        """
        same(student.mean_absolute_error(np.array([2.5, 0.0, 2.0, 8.0]), np.array([3.0, -0.5, 2.0, 7.0])), 0.5)
        for count in (2, 5, between(rng, 6, 9)):
            arguments = numbers(rng, count), numbers(rng, count)
            same(student.mean_absolute_error(*arguments), reference.mean_absolute_error(*arguments))

    @pytest.mark.points(2)
    def test_any_shape(self, student, reference, rng):
        """Matrices, columns and images: the mean goes over all elements.

        zh-TW: 矩陣、直行、影像：對所有元素取平均。
        """
        for shape in (sizes(rng, 2), (between(rng, 3, 6), 1), (1, 4), (3, 3), (2, 3, 2)):
            arguments = numbers(rng, *shape), numbers(rng, *shape)
            same(student.mean_absolute_error(*arguments), reference.mean_absolute_error(*arguments))

    def test_one_of_everything(self, student, reference, rng):
        """A single number, and predictions that are all right.

        zh-TW: 只有一個數，以及全部預測正確。
        """
        for shape in ((1,), (1, 1)):
            arguments = numbers(rng, *shape) - 10, numbers(rng, *shape) + 10
            same(student.mean_absolute_error(*arguments), reference.mean_absolute_error(*arguments))
        right = numbers(rng, 4)
        same(student.mean_absolute_error(right, right), 0.0)

    @pytest.mark.points(2)
    def test_whole_numbers(self, student, reference, rng):
        """Whole numbers give a mean with a fraction.

        zh-TW: 輸入是整數時，平均值仍然有小數。
        """
        for dtype in (np.int64, np.int32):
            predictions = whole(rng, 7, dtype=dtype)
            for targets in (whole(rng, 7, dtype=dtype), numbers(rng, 7)):
                expected = reference.mean_absolute_error(predictions, targets)
                same(student.mean_absolute_error(predictions, targets), expected)

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read; they may be read-only or not contiguous.

        zh-TW: 參數只能讀取、不能更改；它們可能是唯讀，或在記憶體中不連續。
        """
        for shape in ((5,), sizes(rng, 2)):
            arguments = numbers(rng, *shape), numbers(rng, *shape)
            expected = reference.mean_absolute_error(*arguments)
            same(unchanged(student.mean_absolute_error, *arguments), expected)
            for held in layouts(*arguments):
                same(student.mean_absolute_error(*held), expected)

    @pytest.mark.points(2)
    def test_impossible_shapes(self, student, reference, rng):
        """Shapes that differ are a ValueError that names one of them, also where numpy could broadcast.

        zh-TW: 形狀不同時要拋出指名參數的 ValueError，即使 numpy 可以廣播也一樣。
        """
        count, other = sizes(rng, 2, 3, 7)
        right = numbers(rng, count, other), numbers(rng, count, other)
        same(student.mean_absolute_error(*right), reference.mean_absolute_error(*right))
        pairs = [((count, 1), (count,)), ((count,), (count, 1)), ((count,), (1,)), ((count,), (other,))]
        for one, two in [*pairs, ((count, other), (other,)), ((count, other), (other, count))]:
            arguments = numbers(rng, *one), numbers(rng, *two)
            blames = differing("predictions", arguments[0], "targets", arguments[1])
            rejects(student.mean_absolute_error, *arguments, blames=blames)


@pytest.mark.function("hinge_loss")
class TestHingeLoss:
    """Every wrong class must stay below the right one by the margin."""

    def test_single_examples(self, student, reference, rng):
        """One example: the sum over its wrong classes.

        zh-TW: 一筆資料：把每個錯誤類別的代價加起來。
        """
        for scores, label, expected in (([3.2, 5.1, -1.7], 0, 2.9), ([2.2, 2.5, -3.1], 2, 12.9)):
            same(student.hinge_loss(np.array([scores]), np.array([label])), expected)
        for classes in (2, 4, between(rng, 5, 8)):
            arguments = numbers(rng, 1, classes), labels_of(rng, 1, classes)
            same(student.hinge_loss(*arguments), reference.hinge_loss(*arguments))

    @pytest.mark.points(2)
    def test_batches(self, student, reference, rng):
        """The mean over the batch of the sums over the classes.

        zh-TW: 先對類別加總，再對批次取平均。
        """
        for examples, classes in (sizes(rng, 2), (3, 3), (between(rng, 7, 9), 2), (2, between(rng, 5, 9))):
            arguments = numbers(rng, examples, classes), labels_of(rng, examples, classes)
            same(student.hinge_loss(*arguments), reference.hinge_loss(*arguments))

    def test_margin(self, student, reference, rng):
        """Other margins than 1, by position and by name.

        zh-TW: 邊界（margin）不是 1 的情形，用位置或名稱傳入。
        """
        for margin in (0.5, between(rng, 2, 9), 10.0, between(rng, 11, 29) / 10):
            examples, classes = sizes(rng, 2)
            arguments = numbers(rng, examples, classes), labels_of(rng, examples, classes)
            expected = reference.hinge_loss(*arguments, margin)
            same(student.hinge_loss(*arguments, margin), expected)
            same(student.hinge_loss(*arguments, margin=margin), expected)

    def test_satisfied(self, student, reference, rng):
        """Wrong classes that stay below by the margin cost nothing, and never less.

        zh-TW: 低於正確類別達到邊界的錯誤類別沒有代價，也不會變成負的代價。
        """
        for examples, classes in (sizes(rng, 2), sizes(rng, 2)):
            labels = labels_of(rng, examples, classes)
            scores = numbers(rng, examples, classes) + 100 * one_hot(labels, classes)
            same(student.hinge_loss(scores, labels), 0.0)
            same(student.hinge_loss(scores, labels, margin=200.0), reference.hinge_loss(scores, labels, 200.0))
            mixed = scores.copy()
            mixed[0] = numbers(rng, classes)
            mixed[0, labels[0]] = -20
            same(student.hinge_loss(mixed, labels), reference.hinge_loss(mixed, labels))

    def test_one_of_everything(self, student, reference, rng):
        """One example, two classes; a single class has no rival and costs nothing.

        zh-TW: 只有一筆資料、兩個類別；只有一個類別時沒有對手，損失為 0。
        """
        for examples, classes in ((1, 2), (1, between(rng, 3, 5)), (between(rng, 2, 4), 1), (1, 1)):
            arguments = numbers(rng, examples, classes), labels_of(rng, examples, classes), 20
            same(student.hinge_loss(*arguments), reference.hinge_loss(*arguments))

    def test_large_scores(self, student, reference, rng):
        """Scores far from 0 and all negative ones: only differences count.

        zh-TW: 離 0 很遠或全為負數的分數：只有差距重要。
        """
        for shift in (FAR, -FAR, -50.0):
            arguments = numbers(rng, 4, 3) + shift, labels_of(rng, 4, 3)
            same(student.hinge_loss(*arguments), reference.hinge_loss(*arguments))

    def test_arguments_stay(self, student, reference, rng):
        """Arguments are only read; whole-number scores, any integer labels and memory layout will do.

        zh-TW: 參數只能讀取；整數的分數、任何整數型別的標籤和記憶體排列方式都要能處理。
        """
        for dtype in (np.int64, np.int32, np.uint8):
            examples, classes = sizes(rng, 2)
            scores, labels = whole(rng, examples, classes), labels_of(rng, examples, classes, dtype)
            if dtype == np.int32:
                scores = scores / 4
            expected = reference.hinge_loss(scores, labels, 1.5)
            same(unchanged(student.hinge_loss, scores, labels, 1.5), expected)
            for held in layouts(scores, labels):
                same(student.hinge_loss(*held, 1.5), expected)

    def test_impossible_labels(self, student, reference, rng):
        """A label below 0 or above K - 1 is a ValueError that names it.

        zh-TW: 標籤小於 0 或大於 K - 1 時，要拋出指名它的 ValueError。
        """
        examples, classes = sizes(rng, 2)
        scores, labels = numbers(rng, examples, classes), labels_of(rng, examples, classes)
        same(student.hinge_loss(scores, labels, 9.0), reference.hinge_loss(scores, labels, 9.0))
        for label in (classes, -1, classes + between(rng, 1, 4), -classes):
            wrong = labels.copy()
            wrong[between(rng, 0, examples - 1)] = label
            rejects(student.hinge_loss, scores, wrong, blames=wrong_label(wrong, label))

    def test_impossible_shapes(self, student, reference, rng):
        """Labels that are too many, too few or one-hot are a ValueError that names one of the arguments.

        zh-TW: 標籤太多、太少或寫成 one-hot 時，要拋出指名參數的 ValueError。
        """
        examples, classes = sizes(rng, 2, 3, 6)
        scores, labels = numbers(rng, examples, classes), labels_of(rng, examples, classes)
        same(student.hinge_loss(scores, labels, 9.0), reference.hinge_loss(scores, labels, 9.0))
        square, coded = numbers(rng, 3, 3), one_hot(np.array([0, 1, 2]), 3, dtype=np.int64)
        for one, other in (
            (scores, labels[:1]),
            (scores, labels[1:]),
            (scores, labels_of(rng, examples + 1, classes)),
            (scores, one_hot(labels, classes, dtype=np.int64)),
            (square, coded),
        ):
            rejects(student.hinge_loss, one, other, blames=differing("scores", one, "labels", other))
