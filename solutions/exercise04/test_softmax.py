"""
Hidden suite of exercise04: softmax, its logarithm, its temperature, and the decision.

Sizes and values are drawn from `rng`. Logits stay within +-100,000, where every stable way to compute agrees to 1e-9 and
no wider kind of float is wide enough for exp.
"""

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged

LOGITS = np.array([2.0, 1.0, 0.1])
PROBABILITIES = np.array([0.6590011388859679, 0.24243297070471392, 0.09856589040931818])
FAR = 10_000.0


def numbers(rng, *shape):
    """Random logits with one decimal: easy to read in feedback, and not exact in float32."""
    return rng.normal(scale=2.0, size=shape).round(1)


def whole(rng, *shape, dtype=np.int64):
    """Random whole-number logits."""
    return rng.integers(-4, 5, size=shape).astype(dtype)


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def sizes(rng, count, low=2, high=6):
    """That many different sizes, so that no two axes can be confused."""
    return tuple(low + int(offset) for offset in rng.permutation(high - low + 1)[:count])


def shuffled(rng, *values):
    """The values in random order."""
    return rng.permutation(np.array(values, dtype=float))


def close_call(rng, top, classes=4):
    """Logits whose largest ones lie within 1 of each other and of `top`, in random order."""
    return top - rng.permutation(classes) * 0.3 - rng.integers(1, 3) * 0.1


def wide(rng, *, top=FAR):
    """Logits from one end of the range to the other, two of them close to the upper end."""
    return shuffled(rng, top, top - between(rng, 2, 9) / 10, between(rng, -50, 50), -top)


def apart(rng, classes=3):
    """Rows that lie so far from each other that one common largest number serves none of them."""
    return numbers(rng, 4, classes) + rng.permutation([FAR, 0.0, -1000.0, -FAR])[:, None]


def layouts(array):
    """Hold the same values read-only, in Fortran order, and as every second element of a larger array."""
    frozen = array.copy()
    frozen.flags.writeable = False
    return frozen, np.asfortranarray(array), np.repeat(array, 2, axis=-1)[..., ::2]


@pytest.mark.function("softmax")
class TestSoftmax:
    """Scores become probabilities."""

    def test_slides_example(self, student, reference, rng):
        """The logits of the slides, and other single examples.

        zh-TW: 投影片的 logits，以及其他單筆資料。
        """
        same(student.softmax(LOGITS), PROBABILITIES)
        for classes in (2, 3, between(rng, 4, 9)):
            logits = numbers(rng, classes)
            same(student.softmax(logits), reference.softmax(logits))

    def test_rows_of_a_batch(self, student, reference, rng):
        """Every row of a batch sums to 1 by itself.

        zh-TW: 批次裡的每一列各自總和為 1。
        """
        for shape in (sizes(rng, 2), sizes(rng, 2), (3, 3), (2, between(rng, 7, 9))):
            logits = numbers(rng, *shape)
            same(student.softmax(logits), reference.softmax(logits))

    def test_one_of_everything(self, student, reference, rng):
        """One class, one example or both: the shape stays, and a single class has probability 1.

        zh-TW: 只有一個類別、一筆資料，或兩者都只有一個：形狀不變，單一類別的機率是 1。
        """
        rows, classes = sizes(rng, 2)
        for shape in ((1, classes), (1,), (rows, 1), (1, 1), (classes,), (1, 1, classes)):
            logits = numbers(rng, *shape)
            same(student.softmax(logits), reference.softmax(logits))

    def test_axis_of_a_matrix(self, student, reference, rng):
        """The classes may run down the columns: axis 0 or -2.

        zh-TW: 類別也可以沿著每一行往下排：axis 為 0 或 -2。
        """
        for axis in (0, 1, -2, -1):
            for shape in (sizes(rng, 2), (3, 3)):
                logits = numbers(rng, *shape)
                same(student.softmax(logits, axis=axis), reference.softmax(logits, axis=axis))

    def test_more_axes(self, student, reference, rng):
        """Arrays of three and four axes, with the classes on any of them.

        zh-TW: 三個軸或四個軸的陣列，類別可以在任何一個軸上。
        """
        for shape, axis in ((sizes(rng, 3, 2, 4), 1), ((2, 2, 2), 0), (sizes(rng, 3, 2, 4), -2), ((2, 3, 2, 2), 1)):
            logits = numbers(rng, *shape)
            same(student.softmax(logits), reference.softmax(logits))
            same(student.softmax(logits, axis), reference.softmax(logits, axis))

    def test_large_logits(self, student, reference, rng):
        """Logits around 1,000, 10,000 and more do not overflow, around -10,000 they do not vanish.

        zh-TW: logits 在 1,000、10,000 甚至更大時不會溢位，在 -10,000 附近也不會全部變成 0。
        """
        for shift in (1000, -1000, FAR, -FAR, 10 * FAR, -10 * FAR):
            logits = close_call(rng, shift)
            same(student.softmax(logits), reference.softmax(logits))
            batch = np.array([close_call(rng, shift), close_call(rng, shift)])
            same(student.softmax(batch), reference.softmax(batch))

    def test_wide_spread(self, student, reference, rng):
        """Logits from -10,000 to 10,000 in one example: the hopeless classes get 0.

        zh-TW: 同一筆資料的 logits 從 -10,000 到 10,000：毫無希望的類別機率為 0。
        """
        for top in (FAR, 2000.0, 800.0):
            logits = wide(rng, top=top)
            same(student.softmax(logits), reference.softmax(logits))
            batch = np.array([wide(rng, top=top), wide(rng, top=top)])
            same(student.softmax(batch.T, axis=0), reference.softmax(batch.T, axis=0))

    def test_rows_far_apart(self, student, reference, rng):
        """Rows of very different size in one batch do not disturb each other.

        zh-TW: 同一批次裡大小相差懸殊的列，彼此不影響。
        """
        for classes in (3, between(rng, 4, 6)):
            logits = apart(rng, classes)
            same(student.softmax(logits), reference.softmax(logits))
            same(student.softmax(logits.T, axis=0), reference.softmax(logits.T, axis=0))

    def test_whole_numbers(self, student, reference, rng):
        """Whole-number logits give fractions.

        zh-TW: logits 是整數時，機率仍然是小數。
        """
        for dtype in (np.int64, np.int32):
            logits = whole(rng, *sizes(rng, 2), dtype=dtype)
            same(student.softmax(logits), reference.softmax(logits))
        logits = whole(rng, 4) + 1000
        same(student.softmax(logits), reference.softmax(logits))

    def test_argument_stays(self, student, reference, rng):
        """The logits are only read; they may be read-only or not contiguous.

        zh-TW: logits 只能讀取、不能更改；它們可能是唯讀，或在記憶體中不連續。
        """
        for logits in (numbers(rng, *sizes(rng, 2)), numbers(rng, 5), whole(rng, 3, 4)):
            expected = reference.softmax(logits)
            same(unchanged(student.softmax, logits), expected)
            for held in layouts(logits):
                same(student.softmax(held), expected)


@pytest.mark.function("log_softmax")
class TestLogSoftmax:
    """Logarithms of probabilities."""

    def test_slides_example(self, student, reference, rng):
        """The logits of the slides, and other single examples.

        zh-TW: 投影片的 logits，以及其他單筆資料。
        """
        same(student.log_softmax(LOGITS), np.log(PROBABILITIES))
        for classes in (2, 3, between(rng, 4, 9)):
            logits = numbers(rng, classes)
            same(student.log_softmax(logits), reference.log_softmax(logits))

    def test_rows_of_a_batch(self, student, reference, rng):
        """Every row of a batch is a distribution of its own.

        zh-TW: 批次裡的每一列各自是一個機率分佈。
        """
        for shape in (sizes(rng, 2), sizes(rng, 2), (3, 3), (2, between(rng, 7, 9))):
            logits = numbers(rng, *shape)
            same(student.log_softmax(logits), reference.log_softmax(logits))

    def test_one_of_everything(self, student, reference, rng):
        """One class, one example or both: the shape stays, and a single class has logarithm 0.

        zh-TW: 只有一個類別、一筆資料，或兩者都只有一個：形狀不變，單一類別的對數是 0。
        """
        rows, classes = sizes(rng, 2)
        for shape in ((1, classes), (1,), (rows, 1), (1, 1), (classes,), (1, 1, classes)):
            logits = numbers(rng, *shape) + 3
            same(student.log_softmax(logits), reference.log_softmax(logits))

    def test_axis_of_a_matrix(self, student, reference, rng):
        """The classes may run down the columns: axis 0 or -2.

        zh-TW: 類別也可以沿著每一行往下排：axis 為 0 或 -2。
        """
        for axis in (0, 1, -2, -1):
            for shape in (sizes(rng, 2), (3, 3)):
                logits = numbers(rng, *shape)
                same(student.log_softmax(logits, axis=axis), reference.log_softmax(logits, axis=axis))

    def test_more_axes(self, student, reference, rng):
        """Arrays of three and four axes, with the classes on any of them.

        zh-TW: 三個軸或四個軸的陣列，類別可以在任何一個軸上。
        """
        for shape, axis in ((sizes(rng, 3, 2, 4), 1), ((2, 2, 2), 0), (sizes(rng, 3, 2, 4), -2), ((2, 3, 2, 2), 1)):
            logits = numbers(rng, *shape)
            same(student.log_softmax(logits), reference.log_softmax(logits))
            same(student.log_softmax(logits, axis), reference.log_softmax(logits, axis))

    def test_large_logits(self, student, reference, rng):
        """Logits around 1,000, 10,000 and more do not overflow, around -10,000 they do not vanish.

        zh-TW: logits 在 1,000、10,000 甚至更大時不會溢位，在 -10,000 附近也不會全部變成 0。
        """
        for shift in (1000, -1000, FAR, -FAR, 10 * FAR, -10 * FAR):
            logits = close_call(rng, shift)
            same(student.log_softmax(logits), reference.log_softmax(logits))
            batch = np.array([close_call(rng, shift), close_call(rng, shift)])
            same(student.log_softmax(batch), reference.log_softmax(batch))

    def test_underflow(self, student, reference, rng):
        """Where the probability is too small for a float, the logarithm is still finite and right.

        zh-TW: 機率小到浮點數無法表示時，對數仍然是有限而正確的數。
        """
        for top in (40.0, 400.0, 1000.0, FAR):
            logits = wide(rng, top=top)
            same(student.log_softmax(logits), reference.log_softmax(logits))
            batch = np.array([wide(rng, top=top), wide(rng, top=top)])
            same(student.log_softmax(batch.T, axis=0), reference.log_softmax(batch.T, axis=0))

    def test_rows_far_apart(self, student, reference, rng):
        """Rows of very different size in one batch do not disturb each other.

        zh-TW: 同一批次裡大小相差懸殊的列，彼此不影響。
        """
        for classes in (3, between(rng, 4, 6)):
            logits = apart(rng, classes)
            same(student.log_softmax(logits), reference.log_softmax(logits))
            same(student.log_softmax(logits.T, axis=0), reference.log_softmax(logits.T, axis=0))

    def test_whole_numbers(self, student, reference, rng):
        """Whole-number logits give fractions.

        zh-TW: logits 是整數時，結果仍然是小數。
        """
        for dtype in (np.int64, np.int32):
            logits = whole(rng, *sizes(rng, 2), dtype=dtype)
            same(student.log_softmax(logits), reference.log_softmax(logits))
        logits = whole(rng, 4) + 1000
        same(student.log_softmax(logits), reference.log_softmax(logits))

    def test_argument_stays(self, student, reference, rng):
        """The logits are only read; they may be read-only or not contiguous.

        zh-TW: logits 只能讀取、不能更改；它們可能是唯讀，或在記憶體中不連續。
        """
        for logits in (numbers(rng, *sizes(rng, 2)), numbers(rng, 5), whole(rng, 3, 4)):
            expected = reference.log_softmax(logits)
            same(unchanged(student.log_softmax, logits), expected)
            for held in layouts(logits):
                same(student.log_softmax(held), expected)


@pytest.mark.function("softmax_with_temperature")
class TestSoftmaxWithTemperature:
    """Probabilities more even, or more decided."""

    def test_slides_example(self, student, reference, rng):
        """The logits of the slides and others, with temperature 1, which is also the default.

        zh-TW: 投影片的 logits 和其他資料，溫度為 1，也就是預設值。
        """
        same(student.softmax_with_temperature(LOGITS), PROBABILITIES)
        same(student.softmax_with_temperature(LOGITS, 1.0), PROBABILITIES)
        logits = numbers(rng, *sizes(rng, 2))
        same(student.softmax_with_temperature(logits), reference.softmax(logits))
        same(student.softmax_with_temperature(logits, temperature=1), reference.softmax(logits))

    def test_high_temperatures(self, student, reference, rng):
        """Above 1 the probabilities get more even.

        zh-TW: 溫度大於 1 時，機率更平均。
        """
        for temperature in (2.0, between(rng, 3, 9) + 0.5, 10, 100.0):
            for logits in (numbers(rng, between(rng, 3, 5)), numbers(rng, *sizes(rng, 2))):
                expected = reference.softmax_with_temperature(logits, temperature)
                same(student.softmax_with_temperature(logits, temperature), expected)

    def test_low_temperatures(self, student, reference, rng):
        """Below 1 they get more decided, down to 0.01.

        zh-TW: 溫度小於 1 時，機率更集中；最低測到 0.01。
        """
        for temperature in (0.5, between(rng, 2, 9) / 10, 0.1, 0.01):
            for logits in (numbers(rng, 3) / 20, close_call(rng, 0.0) / 10, numbers(rng, *sizes(rng, 2)) / 20):
                expected = reference.softmax_with_temperature(logits, temperature)
                same(student.softmax_with_temperature(logits, temperature), expected)

    def test_low_temperatures_do_not_overflow(self, student, reference, rng):
        """Ordinary logits divided by 0.01 are large ones: nothing may overflow or vanish.

        zh-TW: 一般的 logits 除以 0.01 就變得很大：不能溢位，也不能全部變成 0。
        """
        for temperature in (0.01, 0.02):
            for top in (20.0, -20.0):
                logits = top - shuffled(rng, 0, 0.01, 0.03, 5)
                expected = reference.softmax_with_temperature(logits, temperature=temperature)
                same(student.softmax_with_temperature(logits, temperature=temperature), expected)

    def test_large_logits(self, student, reference, rng):
        """Logits of +-10,000, also cooled down to ordinary size by an equally large temperature.

        zh-TW: logits 大到 ±10,000；溫度一樣大時，又會回到一般的大小。
        """
        for temperature in (1.0, 4000.0, 10_000):
            logits = wide(rng)
            expected = reference.softmax_with_temperature(logits, temperature)
            same(student.softmax_with_temperature(logits, temperature), expected)
        rows = apart(rng)
        same(student.softmax_with_temperature(rows, 2), reference.softmax_with_temperature(rows, 2))

    def test_axis_of_a_matrix(self, student, reference, rng):
        """The classes may run down the columns: axis 0 or -2.

        zh-TW: 類別也可以沿著每一行往下排：axis 為 0 或 -2。
        """
        temperature = between(rng, 2, 5)
        for axis in (0, 1, -2, -1):
            for shape in (sizes(rng, 2), (3, 3)):
                logits = numbers(rng, *shape)
                expected = reference.softmax_with_temperature(logits, temperature, axis)
                same(student.softmax_with_temperature(logits, temperature, axis=axis), expected)
        logits = numbers(rng, *sizes(rng, 2))
        same(student.softmax_with_temperature(logits, axis=0), reference.softmax(logits, axis=0))

    def test_more_axes(self, student, reference, rng):
        """Arrays of three and four axes, one class or one example.

        zh-TW: 三個軸或四個軸的陣列，以及只有一個類別或一筆資料。
        """
        for shape, axis in ((sizes(rng, 3, 2, 4), 1), ((2, 2, 2), 0), ((1, 4), -1), ((3, 1), 0), ((2, 3, 2, 2), 1)):
            logits, temperature = numbers(rng, *shape), between(rng, 5, 30) / 10
            expected = reference.softmax_with_temperature(logits, temperature, axis)
            same(student.softmax_with_temperature(logits, temperature, axis), expected)

    def test_whole_numbers(self, student, reference, rng):
        """Whole-number logits and a whole-number temperature give fractions.

        zh-TW: logits 和溫度都是整數時，機率仍然是小數。
        """
        for temperature in (2, 3, 1):
            logits = whole(rng, *sizes(rng, 2), dtype=np.int32 if temperature == 3 else np.int64)
            expected = reference.softmax_with_temperature(logits, temperature)
            same(student.softmax_with_temperature(logits, temperature), expected)

    def test_argument_stays(self, student, reference, rng):
        """The logits are only read; they may be read-only or not contiguous.

        zh-TW: logits 只能讀取、不能更改；它們可能是唯讀，或在記憶體中不連續。
        """
        temperature = between(rng, 15, 30) / 10
        for logits in (numbers(rng, *sizes(rng, 2)), numbers(rng, 5), whole(rng, 3, 4)):
            expected = reference.softmax_with_temperature(logits, temperature)
            same(unchanged(student.softmax_with_temperature, logits, temperature), expected)
            for held in layouts(logits):
                same(student.softmax_with_temperature(held, temperature), expected)

    def test_impossible_temperatures(self, student, reference, rng):
        """A temperature of 0 or below is a ValueError that names it, 0.01 is not.

        zh-TW: 溫度為 0 或負數時，要拋出指名該參數的 ValueError；0.01 則沒問題。
        """
        logits, below = numbers(rng, 4) / 20, -between(rng, 2, 5)
        for temperature in (0.01, 1):
            expected = reference.softmax_with_temperature(logits, temperature)
            same(student.softmax_with_temperature(logits, temperature), expected)
        for temperature in (-1.0, below, 0, 0.0):
            rejects(student.softmax_with_temperature, logits, temperature, blames={"temperature": temperature})
        rejects(student.softmax_with_temperature, logits, temperature=0, axis=0, blames={"temperature": 0})


@pytest.mark.function("predict")
class TestPredict:
    """The class that is decided for."""

    def test_single_examples(self, student, reference, rng):
        """One example gives one whole number, counted from 0.

        zh-TW: 一筆資料得到一個整數，從 0 開始數。
        """
        same(student.predict(LOGITS), 0)
        same(student.predict(shuffled(rng, -1, -2, -3) + np.array([0, 0, 9])), 2)
        for classes in (2, 5, between(rng, 6, 9)):
            logits = numbers(rng, classes)
            same(student.predict(logits), reference.predict(logits))

    @pytest.mark.points(2)
    def test_rows_of_a_batch(self, student, reference, rng):
        """Every row of a batch gives the index of its largest logit.

        zh-TW: 批次裡的每一列，各得到它最大 logit 的索引。
        """
        for shape in ((between(rng, 4, 6), 3), (3, between(rng, 4, 6)), (4, 4), (2, 10)):
            logits = numbers(rng, *shape)
            same(student.predict(logits), reference.predict(logits))

    @pytest.mark.points(2)
    def test_ties(self, student, reference, rng):
        """Of several largest logits the first one counts.

        zh-TW: 有好幾個最大的 logit 時，取第一個。
        """
        for shape in ((between(rng, 5, 7), 5), (6, 4), (4, 6)):
            logits = rng.integers(0, 2, size=shape) + 0.5
            same(student.predict(logits), reference.predict(logits))
        same(student.predict(np.array([-1.5, 2.5, 0.0, 2.5, 2.5])), 1)
        same(student.predict(np.array([1.0, 3.0])), 1)

    def test_one_of_everything(self, student, reference, rng):
        """One class, one example or both.

        zh-TW: 只有一個類別、一筆資料，或兩者都只有一個。
        """
        for shape in ((1, 5), (1,), (3, 1), (1, 1), (1, 7), (2, 1, 4)):
            logits = np.sort(numbers(rng, *shape)) + np.arange(shape[-1])
            same(student.predict(logits), reference.predict(logits))

    def test_more_axes(self, student, reference, rng):
        """Arrays of three and four axes: the classes are on the last one.

        zh-TW: 三個軸或四個軸的陣列：類別在最後一個軸上。
        """
        for shape in (sizes(rng, 3, 2, 5), (3, 3, 3), (2, 3, 2, 4)):
            logits = numbers(rng, *shape)
            same(student.predict(logits), reference.predict(logits))

    def test_any_size_of_logits(self, student, reference, rng):
        """All logits below zero, very close together, or as large as +-10,000.

        zh-TW: logits 全為負數、彼此非常接近，或大到 ±10,000。
        """
        for logits in (
            -np.abs(numbers(rng, 5, 4)) - 0.1 * rng.permutation(20).reshape(5, 4) - 0.1,
            between(rng, 2, 5) + rng.permutation(24).reshape(6, 4) / 100,
            between(rng, 2, 5) + rng.permutation(24).reshape(6, 4) / 1e8,
            np.array([wide(rng), wide(rng), wide(rng)]),
            np.array([close_call(rng, FAR), close_call(rng, -FAR), close_call(rng, 1000)]),
        ):
            same(student.predict(logits), reference.predict(logits))

    def test_argument_stays(self, student, reference, rng):
        """The logits are only read; whole numbers and any memory layout will do.

        zh-TW: logits 只能讀取；整數和任何記憶體排列方式都要能處理。
        """
        for logits in (numbers(rng, 5, 3), whole(rng, 6), whole(rng, 3, 4, dtype=np.int32)):
            expected = reference.predict(logits)
            same(unchanged(student.predict, logits), expected)
            for held in layouts(logits):
                same(student.predict(held), expected)

    def test_as_many_answers_as_examples(self, student, reference, rng):
        """The answers are whole numbers, one per example and nothing else.

        zh-TW: 答案是整數，每筆資料一個，沒有別的。
        """
        for rows in (1, 2, between(rng, 3, 6)):
            logits = numbers(rng, rows, 4)
            same(student.predict(logits), reference.predict(logits))
