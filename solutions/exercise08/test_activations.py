"""
Hidden suite of exercise08: seven activations, four poolings over windows, and one over whole maps.

What all activations have in common is checked by `Activation`, what all poolings share by `Pooling`; the classes below
them add what is their own. Sizes and values are drawn from `rng`; height, width, images and channels differ.
"""

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged

SLIDES_MAP = np.array([[2.0, 1, -1], [-1, 1, 3], [2, 1, 1]])
SLIDES_IMAGE = np.array([[[[4.0, 123, 1, 34], [56, 99, 222, 253], [45, 122, 165, 12], [21, 187, 133, 124]]]])

LN2, LN3 = np.log(2.0), np.log(3.0)
HUGE = 1e300


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def differing(rng, low, high, count=2):
    """That many different Python ints from low to high, so that no two axes can be mixed up unseen."""
    return rng.choice(np.arange(low, high + 1), size=count, replace=False).tolist()


def numbers(rng, *shape):
    """Random values with one decimal, at least one of them below 0 and one above: easy to read, not exact in float32."""
    values = rng.normal(scale=3.0, size=shape)
    low, high = rng.choice(values.size, size=2, replace=False)
    values.flat[low], values.flat[high] = -abs(values.flat[low]) - 0.5, abs(values.flat[high]) + 0.5
    return values.round(1)


def below_zero(rng, *shape):
    """Random negative values, among which a 0 from outside would be the largest."""
    return -(np.abs(rng.normal(scale=3.0, size=shape)) + 1).round(1)


def whole(rng, *shape, dtype=np.int64):
    """Random small whole numbers, of which at least one is negative and one positive."""
    values = rng.integers(-5, 6, size=shape)
    values.flat[0], values.flat[-1] = rng.permutation([-3, 4])
    return values.astype(dtype)


def layouts(array):
    """Hold the same values read-only, in Fortran order, and as every second element of a larger array."""
    frozen = array.copy()
    frozen.flags.writeable = False
    return frozen, np.asfortranarray(array), np.repeat(array, 2, axis=-1)[..., ::2]


class Activation:
    """What every activation must do; `name` says which one."""

    name = ""

    def agree(self, student, reference, x, *args, **kwargs):
        """Fail unless the submission answers as the reference does."""
        same(getattr(student, self.name)(x, *args, **kwargs), getattr(reference, self.name)(x, *args, **kwargs))

    @pytest.mark.points(3)
    def test_values(self, student, reference, rng):
        """Each element on its own, whatever the shape: positive values, negative values, 0.

        zh-TW: 不論形狀為何，每個元素各自計算：正值、負值和 0。
        """
        self.agree(student, reference, np.array([-3.0, -1.0, -0.2, 0.0, 0.2, 1.0, 3.0]))
        for shape in ([9], differing(rng, 2, 5), differing(rng, 1, 4, count=3), differing(rng, 1, 4, count=4)):
            self.agree(student, reference, numbers(rng, *shape))
        for value in (-1.5, 2.5):
            self.agree(student, reference, np.array([value]))

    @pytest.mark.points(2)
    def test_far_out(self, student, reference, rng):
        """Values in the hundreds and thousands give numbers, not NaN or inf.

        zh-TW: 數值達到幾百、幾千時，結果仍然是正常的數，不是 NaN 或 inf。
        """
        for far in (between(rng, 12, 30), between(rng, 720, 990), 1e4):
            self.agree(student, reference, np.array([-float(far), -1.3, 3.0]))
            self.agree(student, reference, np.array([-0.8, float(far), 1.1]))

    @pytest.mark.points(2)
    def test_argument(self, student, reference, rng):
        """Whole numbers work like floats; any memory layout will do; the array is only read.

        zh-TW: 整數和浮點數一樣處理；任何記憶體排列方式都可以；傳入的陣列只能讀取。
        """
        x = numbers(rng, *differing(rng, 2, 4))
        expected = getattr(reference, self.name)(x)
        same(unchanged(getattr(student, self.name), x), expected)
        for held in layouts(x):
            same(getattr(student, self.name)(held), expected)
        for integers in (whole(rng, 6), whole(rng, 2, 3, dtype=np.int32)):
            answer = getattr(student, self.name)(integers)
            same(self.from_integers(answer), getattr(reference, self.name)(integers))

    def from_integers(self, answer):
        """What is compared of an answer for whole numbers."""
        return answer


@pytest.mark.function("relu")
class TestRelu(Activation):
    """max(0, x)."""

    name = "relu"

    @pytest.mark.points(3)
    def test_slides_feature_map(self, student, reference, rng):
        """The feature map of the slides, and others: negative cells become 0, the rest stays.

        zh-TW: 投影片上的特徵圖和其他特徵圖：負的格子變成 0，其餘不變。
        """
        same(student.relu(SLIDES_MAP), np.array([[2.0, 1, 0], [0, 1, 3], [2, 1, 1]]))
        for height, width in (differing(rng, 2, 5), differing(rng, 2, 5)):
            self.agree(student, reference, numbers(rng, height, width))

    def from_integers(self, answer):
        """Integers will do as well: no fraction can be lost here."""
        is_integer = type(answer) is np.ndarray and answer.dtype.kind == "i"
        return answer.astype(np.float64) if is_integer else answer


@pytest.mark.function("leaky_relu")
class TestLeakyRelu(Activation):
    """x or slope * x."""

    name = "leaky_relu"

    @pytest.mark.points(3)
    def test_slope(self, student, reference, rng):
        """The slope multiplies negative values only; it is 0.01 unless another one is given.

        zh-TW: 斜率只乘在負值上；沒有指定時是 0.01。
        """
        same(student.leaky_relu(np.array([-100.0, -1.0, 0.0, 8.0])), np.array([-1.0, -0.01, 0.0, 8.0]))
        for slope in (0.1, 0.5, between(rng, 2, 9) / 16):
            self.agree(student, reference, numbers(rng, 6), slope)
            self.agree(student, reference, numbers(rng, 2, 4), slope=slope)


@pytest.mark.function("elu")
class TestElu(Activation):
    """x or alpha * (exp(x) - 1)."""

    name = "elu"

    @pytest.mark.points(3)
    def test_alpha(self, student, reference, rng):
        """Alpha scales the negative side only; it is 1 unless another one is given.

        zh-TW: alpha 只縮放負的那一側；沒有指定時是 1。
        """
        same(student.elu(np.array([-LN2, 0.0, 2 * LN2, -2 * LN2])), np.array([-0.5, 0.0, 2 * LN2, -0.75]))
        for alpha in (0.5, 2.0, between(rng, 5, 15) / 8):
            self.agree(student, reference, numbers(rng, 6), alpha)
            self.agree(student, reference, numbers(rng, 2, 4), alpha=alpha)


@pytest.mark.function("sigmoid")
class TestSigmoid(Activation):
    """1 / (1 + exp(-x))."""

    name = "sigmoid"

    @pytest.mark.points(3)
    def test_from_zero_to_one(self, student, reference, rng):
        """0 gives one half, the two sides add up to 1, the ends are 0 and 1.

        zh-TW: 0 得到二分之一，左右兩側相加是 1，兩端是 0 和 1。
        """
        same(student.sigmoid(np.array([0.0, LN3, -LN3, 2 * LN3])), np.array([0.5, 0.75, 0.25, 0.9]))
        same(student.sigmoid(np.array([-HUGE, 0.0, HUGE])), np.array([0.0, 0.5, 1.0]))
        x = numbers(rng, 5)
        for values in (x, -x, 5 * x):
            self.agree(student, reference, values)


@pytest.mark.function("tanh")
class TestTanh(Activation):
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x))."""

    name = "tanh"

    @pytest.mark.points(3)
    def test_from_minus_one_to_one(self, student, reference, rng):
        """0 gives 0, the two sides differ in sign only, the ends are -1 and 1.

        zh-TW: 0 得到 0，左右兩側只差正負號，兩端是 -1 和 1。
        """
        same(student.tanh(np.array([0.0, LN2, -LN2, LN3])), np.array([0.0, 0.6, -0.6, 0.8]))
        same(student.tanh(np.array([-HUGE, 0.0, HUGE])), np.array([-1.0, 0.0, 1.0]))
        x = numbers(rng, 5)
        for values in (x, -x, x / 10):
            self.agree(student, reference, values)


@pytest.mark.function("gelu")
class TestGelu(Activation):
    """x / 2 * (1 + erf(x / sqrt(2)))."""

    name = "gelu"

    @pytest.mark.points(3)
    def test_exact(self, student, reference, rng):
        """The error function itself, to nine digits: approximations of it are not enough.

        zh-TW: 要用誤差函數本身，準確到九位數：近似公式不夠。
        """
        x = np.array([-1.0, 1.0, 2.0])
        same(student.gelu(x), np.array([-0.15865525393145707, 0.8413447460685429, 1.9544997361036416]))
        for scale in (1.0, 0.1):
            self.agree(student, reference, numbers(rng, 3, 4) * scale)


@pytest.mark.function("mish")
class TestMish(Activation):
    """x * tanh(log(1 + exp(x)))."""

    name = "mish"

    @pytest.mark.points(3)
    def test_dip(self, student, reference, rng):
        """Values near 0, where the curve dips below 0 and comes back.

        zh-TW: 0 附近的值：曲線會先降到 0 以下再回來。
        """
        same(student.mish(np.array([LN2, 0.0, -LN2])), np.array([0.8 * LN2, 0.0, -LN2 * 5 / 13]))
        for _ in range(2):
            self.agree(student, reference, np.round(rng.uniform(-4, 1.5, size=7), 2))


class Pooling:
    """What every pooling must do; `name` says which one, `slides` what it makes of the slides' image."""

    name = ""
    slides = ()

    def agree(self, student, reference, x, *args, **kwargs):
        """Fail unless the submission answers as the reference does."""
        same(getattr(student, self.name)(x, *args, **kwargs), getattr(reference, self.name)(x, *args, **kwargs))

    def test_slides_example(self, student, reference, rng):
        """The slides' 4x4 image with windows of 2x2, and other images.

        zh-TW: 投影片上的 4x4 影像配 2x2 視窗，以及其他影像。
        """
        same(getattr(student, self.name)(SLIDES_IMAGE), np.array([[self.slides]]))
        for height, width in ((2, 4), (4, 2), (6, 4)):
            self.agree(student, reference, numbers(rng, 1, 1, height, width))

    @pytest.mark.points(2)
    def test_every_map_on_its_own(self, student, reference, rng):
        """Any number of images and channels, never mixed; images need not be square; one pixel works too.

        zh-TW: 不論有幾張影像、幾個通道，都不會混在一起；影像不必是正方形；只有一個像素也要算得對。
        """
        for images, channels in (differing(rng, 2, 4), differing(rng, 2, 4), (1, 3), (3, 1)):
            self.agree(student, reference, numbers(rng, images, channels, *differing(rng, 2, 5)))
        height, width = differing(rng, 3, 7)
        for kernel in (1, 2, 3, min(height, width)):
            self.agree(student, reference, numbers(rng, 1, 2, height, width), kernel)
        self.agree(student, reference, numbers(rng, 2, 1, 1, 1), 1)
        self.agree(student, reference, numbers(rng, 1, 3, 3, 3), 3)

    def test_stride_is_the_kernel_unless_given(self, student, reference, rng):
        """Without a stride, windows lie side by side; rows and columns that fill no window are left over.

        zh-TW: 沒有給步幅時，視窗一個接一個；湊不滿一個視窗的列和行不計算。
        """
        for kernel in (2, 3):
            height, width = kernel * between(rng, 2, 3), kernel * between(rng, 1, 2)
            x = numbers(rng, 2, 1, height + between(rng, 1, kernel - 1), width + between(rng, 1, kernel - 1))
            self.agree(student, reference, x, kernel)
            self.agree(student, reference, x, kernel=kernel, stride=None)
            self.agree(student, reference, x[:, :, :height], kernel, None, 0)
        self.agree(student, reference, numbers(rng, 1, 2, 5, 7))

    def test_stride(self, student, reference, rng):
        """Windows may overlap or leave gaps, down as well as across.

        zh-TW: 視窗可以重疊，也可以留間隔，往下和往右都一樣。
        """
        for kernel, stride in ((3, 2), (3, 1), (2, 1), (2, 3), (1, 2)):
            x = numbers(rng, between(rng, 1, 2), 2, *differing(rng, kernel + 1, 8))
            self.agree(student, reference, x, kernel, stride)
        self.agree(student, reference, numbers(rng, 1, 2, 4, 6), stride=1)

    @pytest.mark.points(2)
    def test_padding(self, student, reference, rng):
        """Padding makes room for more windows, but only pixels of the image count.

        zh-TW: 填補讓視窗可以放在更多位置，但只有影像裡的像素才算數。
        """
        for kernel, padding in ((2, 1), (3, 1), (4, 1), (4, 2)):
            x = below_zero(rng, 1, 2, *differing(rng, 3, 6))
            for image in (x, -x, HUGE * x, -HUGE * x):
                self.agree(student, reference, image, kernel, padding=padding)
            self.agree(student, reference, numbers(rng, 2, 2, *differing(rng, 3, 6)), kernel, padding=padding)

    def test_everything_together(self, student, reference, rng):
        """Kernel, stride and padding in one call, by position and by name.

        zh-TW: 同時指定 kernel、stride 和 padding，可以照順序給，也可以用名稱給。
        """
        for kernel, stride, padding in ((3, 2, 1), (2, 1, 1), (4, 3, 2), (5, 2, 2), (2, 3, 1)):
            x = numbers(rng, between(rng, 1, 3), between(rng, 1, 3), *differing(rng, 4, 7))
            self.agree(student, reference, x, kernel, stride, padding)
            self.agree(student, reference, -x, padding=padding, stride=stride, kernel=kernel)

    def test_argument_stays(self, student, reference, rng):
        """The images are only read; they may be read-only, in Fortran order or not contiguous.

        zh-TW: 影像只能讀取；它們可能是唯讀、Fortran 排列，或在記憶體中不連續。
        """
        pool = getattr(student, self.name)
        for shape in ((2, 3, 4, 6), (1, 2, 5, 3)):
            x = numbers(rng, *shape)
            expected = getattr(reference, self.name)(x, 2, 1)
            same(unchanged(pool, x, 2, 1), expected)
            for held in layouts(x):
                same(pool(held, 2, 1), expected)

    def test_impossible_arguments(self, student, reference, rng):
        """A kernel or stride below 1, a negative padding or a kernel that does not fit is a ValueError that names it.

        zh-TW: kernel 或 stride 小於 1、padding 為負數、kernel 放不進影像時，要拋出指名該參數的 ValueError。
        """
        pool, below = getattr(student, self.name), -between(rng, 1, 3)
        short, long = sorted(differing(rng, 4, 9))
        for shape in ((2, 1, short, long), (1, 2, long, short)):
            x = numbers(rng, *shape)
            self.agree(student, reference, x, short, 1)
            self.agree(student, reference, x, short + 2, 1, 1)
            for bad in (0, below):
                rejects(pool, x, bad, 1, blames={"kernel": bad})
                rejects(pool, x, 2, bad, blames={"stride": bad})
            rejects(pool, x, 3, 1, below, blames={"padding": below})
            rejects(pool, x, 2, 1, -1, blames={"padding": -1})
            sides = {"x": shape[2:]}
            rejects(pool, x, short + 1, blames={"kernel": short + 1, **sides})
            rejects(pool, x, short + 3, 1, 1, blames={"kernel": short + 3, **sides})


@pytest.mark.function("max_pool2d")
class TestMaxPool(Pooling):
    """The largest pixel of each window."""

    name = "max_pool2d"
    slides = ((123.0, 253.0), (187.0, 165.0))


@pytest.mark.function("avg_pool2d")
class TestAvgPool(Pooling):
    """The mean of each window."""

    name = "avg_pool2d"
    slides = ((70.5, 127.5), (93.75, 108.5))

    def test_stride_is_the_kernel_unless_given(self, student, reference, rng):
        """Without a stride, windows lie side by side; images of whole numbers keep the fractions of their means.

        zh-TW: 沒有給步幅時，視窗一個接一個；影像是整數時，平均的小數部分要保留。
        """
        super().test_stride_is_the_kernel_unless_given(student, reference, rng)
        for dtype in (np.int64, np.int32):
            self.agree(student, reference, whole(rng, 2, 1, *differing(rng, 4, 7), dtype=dtype))


@pytest.mark.function("sum_pool2d")
class TestSumPool(Pooling):
    """The sum of each window."""

    name = "sum_pool2d"
    slides = ((282.0, 510.0), (375.0, 434.0))


@pytest.mark.function("min_pool2d")
class TestMinPool(Pooling):
    """The smallest pixel of each window."""

    name = "min_pool2d"
    slides = ((4.0, 1.0), (21.0, 12.0))


@pytest.mark.function("global_avg_pool2d")
class TestGlobalAvgPool:
    """The mean of each map."""

    @pytest.mark.points(3)
    def test_mean_of_every_map(self, student, reference, rng):
        """One number per channel of each image: the mean over height and width.

        zh-TW: 每張影像的每個通道得到一個數：對高和寬取平均。
        """
        same(student.global_avg_pool2d(SLIDES_IMAGE), np.array([[100.0625]]))
        for _ in range(3):
            x = numbers(rng, *differing(rng, 2, 5, count=4))
            same(student.global_avg_pool2d(x), reference.global_avg_pool2d(x))

    @pytest.mark.points(2)
    def test_images_and_channels_stay_apart(self, student, reference, rng):
        """Images come first and channels second, also where both are equally many.

        zh-TW: 先影像、後通道，兩者數量相同時也不能對調。
        """
        for count in (2, 3):
            x = numbers(rng, count, count, count, count)
            same(student.global_avg_pool2d(x), reference.global_avg_pool2d(x))

    @pytest.mark.points(2)
    def test_one_of_everything(self, student, reference, rng):
        """One image, one channel, one row, one pixel: the result keeps its two axes.

        zh-TW: 一張影像、一個通道、一列、一個像素：結果仍然有兩個軸。
        """
        height, width = differing(rng, 2, 5)
        for shape in ((1, 3, height, width), (3, 1, height, width), (1, 1, height, width), (2, 3, 1, width)):
            x = numbers(rng, *shape)
            same(student.global_avg_pool2d(x), reference.global_avg_pool2d(x))
        x = numbers(rng, 2, 3, 1, 1)
        same(student.global_avg_pool2d(x), x.reshape(2, 3))

    @pytest.mark.points(3)
    def test_argument(self, student, reference, rng):
        """Whole numbers keep the fractions of the mean; any memory layout will do; the images are only read.

        zh-TW: 影像是整數時，平均的小數部分要保留；任何記憶體排列方式都可以；影像只能讀取。
        """
        x = numbers(rng, 2, 3, *differing(rng, 2, 5))
        expected = reference.global_avg_pool2d(x)
        same(unchanged(student.global_avg_pool2d, x), expected)
        for held in layouts(x):
            same(student.global_avg_pool2d(held), expected)
        for dtype in (np.int64, np.int32):
            x = whole(rng, 2, *differing(rng, 2, 5, count=3), dtype=dtype)
            same(student.global_avg_pool2d(x), reference.global_avg_pool2d(x))
