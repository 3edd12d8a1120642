"""The hidden suite of exercise02: sizes of outputs, shapes through a network, receptive fields."""

import pytest

from grader.suite import rejects, same, unchanged


def draw(rng, low, high):
    """One whole number from low to high, both included."""
    return int(rng.integers(low, high + 1))


def distinct(rng, count, low, high):
    """`count` different whole numbers from low to high: no constant answers two of them."""
    return [int(number) for number in rng.permutation(range(low, high + 1))[:count]]


def side(positions, f, stride, padding, left_over=0):
    """Side of the input in which a kernel takes exactly so many positions, some pixels left over at the end."""
    return f + (positions - 1) * stride + left_over - 2 * padding


def conv(filters, kernel, **keys):
    """A conv layer as a student writes it."""
    return {"type": "conv", "filters": filters, "kernel": kernel, **keys}


def pool(kernel, **keys):
    """A pool layer as a student writes it."""
    return {"type": "pool", "kernel": kernel, **keys}


def named(*words):
    """What a message may name where no single value is to blame: one of these words is enough."""
    return dict.fromkeys(words, "")


RELU, FLATTEN, SOFTMAX, BATCHNORM = ({"type": kind} for kind in ("relu", "flatten", "softmax", "batchnorm"))
PLACES = ("layers", "layer", "type", "flatten", "input_shape", "shape", "input")
UNKNOWN = dict.fromkeys(("type", "layers", "layer"), "upsample")


@pytest.mark.function("conv_output_size")
class TestConvOutputSize:
    """One side of the output of a convolution."""

    def test_plain(self, student, rng):
        """Without padding, at stride 1, the side is n - f + 1.

        zh-TW: 沒有填補、步幅 1 時，邊長是 n - f + 1。
        """
        same(student.conv_output_size(5, 3), 3)
        same(student.conv_output_size(6, 5), 2)
        for positions in distinct(rng, 3, 4, 40):
            f = draw(rng, 2, 7)
            same(student.conv_output_size(side(positions, f, 1, 0), f), positions)

    def test_padding(self, student, reference, rng):
        """Padding is added on both ends of the side.

        zh-TW: 填補加在兩端，不是只加一端。
        """
        same(student.conv_output_size(5, 3, padding=1), 5)
        for n in distinct(rng, 3, 9, 40):
            f, padding = 2 * draw(rng, 1, 3), draw(rng, 1, 4)
            same(student.conv_output_size(n, f, padding=padding), reference.conv_output_size(n, f, padding=padding))

    def test_stride(self, student, rng):
        """A stride skips positions, and pixels left over at the end are not used.

        zh-TW: 步幅會跳過位置，末端剩下的像素不使用。
        """
        for positions in distinct(rng, 3, 3, 20):
            f, stride = draw(rng, 2, 6), draw(rng, 2, 5)
            for left_over in (0, draw(rng, 1, stride - 1)):
                n = side(positions, f, stride, 0, left_over)
                same(student.conv_output_size(n, f, stride=stride), positions)

    def test_dilation(self, student, reference, rng):
        """A dilated kernel spans d(f - 1) + 1 pixels.

        zh-TW: 擴張過的核跨越 d(f - 1) + 1 個像素。
        """
        same(student.conv_output_size(7, 3, dilation=2), 3)
        for n in distinct(rng, 3, 25, 60):
            f, dilation = draw(rng, 2, 5), draw(rng, 2, 5)
            same(student.conv_output_size(n, f, dilation=dilation), reference.conv_output_size(n, f, dilation=dilation))

    @pytest.mark.points(2)
    def test_everything_together(self, student, reference, rng):
        """Stride, padding and dilation work together.

        zh-TW: 步幅、填補與擴張率同時使用。
        """
        for n in distinct(rng, 6, 25, 90):
            f, stride, padding, dilation = draw(rng, 2, 5), draw(rng, 2, 4), draw(rng, 1, 4), draw(rng, 2, 4)
            answer = student.conv_output_size(n, f, stride, padding, dilation)
            same(answer, reference.conv_output_size(n, f, stride, padding, dilation))

    def test_slides(self, student, reference, rng):
        """The slides' examples come out, AlexNet's first layer among them.

        zh-TW: 投影片上的例題都算得出來，包括 AlexNet 的第一層。
        """
        same(student.conv_output_size(5, 3, stride=2, padding=0), 2)
        same(student.conv_output_size(5, 3, stride=1, padding=1), 5)
        same(student.conv_output_size(5, 3, stride=2, padding=1), 3)
        same(student.conv_output_size(227, 11, stride=4), 55)
        same(student.conv_output_size(224, 11, stride=4), 54)
        n, stride = draw(rng, 230, 300), draw(rng, 2, 6)
        same(student.conv_output_size(n, 11, stride=stride), reference.conv_output_size(n, 11, stride=stride))

    def test_just_fits(self, student, rng):
        """A kernel as large as the padded input has one position, whatever the stride.

        zh-TW: 核和填補後的輸入一樣大時只有一個位置，與步幅無關。
        """
        same(student.conv_output_size(1, 1), 1)
        for positions in distinct(rng, 3, 2, 9):
            f, stride, padding = draw(rng, 5, 9), draw(rng, 2, 6), draw(rng, 1, 2)
            same(student.conv_output_size(side(1, f, stride, padding), f, stride, padding), 1)
            same(student.conv_output_size(side(positions, f, stride, padding), f, stride, padding), positions)

    def test_does_not_fit(self, student, rng):
        """A kernel longer than the padded input is refused, even if only by one pixel.

        zh-TW: 核比填補後的輸入長就要拒絕，即使只多一個像素。
        """
        for positions in distinct(rng, 2, 1, 5):
            f, stride, padding = draw(rng, 6, 8), draw(rng, 2, 4), draw(rng, 1, 2)
            dilation = draw(rng, 2, 3)
            span = dilation * (f - 1) + 1
            n = side(positions, span, stride, padding)
            same(student.conv_output_size(n, f, stride, padding, dilation), positions)
            fits = side(1, span, stride, padding)
            for short in (1, stride + 1):
                n = fits - short
                blames = {"f": f, "n": n, "padding": padding, "dilation": dilation, "kernel": f}
                rejects(student.conv_output_size, n, f, stride, padding, dilation, blames=blames)

    def test_out_of_range(self, student, reference, rng):
        """Sizes, strides and dilations below 1 and negative padding are refused.

        zh-TW: 小於 1 的邊長、步幅、擴張率，以及負的填補，都要拒絕。
        """
        good = {"n": draw(rng, 20, 30), "f": draw(rng, 2, 4), "stride": 1, "padding": 0, "dilation": 1}
        same(student.conv_output_size(**good), reference.conv_output_size(**good))
        for name, value in good.items():
            least = 0 if name == "padding" else 1
            for wrong in (least - 1, -draw(rng, 2, 9)):
                rejects(student.conv_output_size, **{**good, name: wrong}, blames={name: wrong})
            better = {**good, name: value + 1}
            same(student.conv_output_size(**better), reference.conv_output_size(**better))


@pytest.mark.function("fits_exactly")
class TestFitsExactly:
    """The slides' integer check."""

    @pytest.mark.points(2)
    def test_stride(self, student, rng):
        """Steps of the stride must use up n - f: then yes, otherwise no.

        zh-TW: n - f 剛好由整數個步幅走完才是 True，否則是 False。
        """
        for positions in distinct(rng, 4, 2, 20):
            stride = draw(rng, 2, 6)
            for f in (stride, stride + draw(rng, 1, stride - 1)):
                same(student.fits_exactly(side(positions, f, stride, 0), f, stride), True)
                left_over = draw(rng, 1, stride - 1)
                same(student.fits_exactly(side(positions, f, stride, 0, left_over), f, stride), False)

    @pytest.mark.points(2)
    def test_padding(self, student, rng):
        """Padding counts, on both ends.

        zh-TW: 填補也要算，而且兩端都算。
        """
        for positions in distinct(rng, 4, 4, 20):
            f, padding = draw(rng, 2, 6), draw(rng, 1, 2)
            for stride, left_over in ((2 * padding, 0), (3, 2 * padding), (5, 2 * padding), (3, padding), (5, 0)):
                n = side(positions, f, stride, padding, left_over)
                same(student.fits_exactly(n, f, stride, padding=padding), left_over == 0)

    def test_defaults(self, student, rng):
        """At stride 1 every kernel fits exactly, at a larger stride not every one.

        zh-TW: 步幅 1 時任何核都剛好，步幅變大就不一定。
        """
        for positions in distinct(rng, 3, 3, 20):
            f, padding = draw(rng, 1, 7), draw(rng, 0, 1)
            n = side(positions, f, 2, 0, 1)
            same(student.fits_exactly(n, f), True)
            same(student.fits_exactly(n, f, padding=padding), True)
            same(student.fits_exactly(n, f, stride=2), False)

    def test_slides(self, student, reference, rng):
        """AlexNet needs images of 227 pixels; with 224 some pixels are left over.

        zh-TW: AlexNet 需要 227 像素的影像；224 會有剩餘。
        """
        same(student.fits_exactly(227, 11, stride=4, padding=0), True)
        same(student.fits_exactly(224, 11, stride=4, padding=0), False)
        for stride in distinct(rng, 3, 2, 9):
            n, f = draw(rng, 100, 250), draw(rng, 3, 11)
            same(student.fits_exactly(n, f, stride=stride), reference.fits_exactly(n, f, stride=stride))

    @pytest.mark.points(2)
    def test_every_remainder(self, student, rng):
        """One pixel after the other: of each stride exactly one size fits.

        zh-TW: 一個像素一個像素增加：每個步幅之中只有一種餘數剛好。
        """
        for positions in distinct(rng, 2, 4, 15):
            f, stride, padding = draw(rng, 2, 7), draw(rng, 3, 6), draw(rng, 0, 3)
            for left_over in range(stride + 1):
                n = side(positions, f, stride, padding, left_over)
                same(student.fits_exactly(n, f, stride, padding), left_over % stride == 0)

    def test_does_not_fit(self, student, rng):
        """A kernel that does not fit at all is refused; one that just fits does so exactly.

        zh-TW: 完全放不下的核要拒絕；剛好放得下的核就是 True。
        """
        for stride in distinct(rng, 2, 2, 4):
            f, padding = draw(rng, 9, 12), draw(rng, 1, 2)
            n = side(1, f, stride, padding)
            same(student.fits_exactly(n, f, stride, padding), True)
            same(student.fits_exactly(n + 1, f, stride, padding), False)
            for short in (1, stride):
                blames = {"f": f, "n": n - short, "padding": padding, "kernel": f}
                rejects(student.fits_exactly, n - short, f, stride, padding, blames=blames)

    def test_out_of_range(self, student, rng):
        """Sizes and strides below 1 and negative padding are refused.

        zh-TW: 小於 1 的邊長或步幅，以及負的填補，都要拒絕。
        """
        f, stride = draw(rng, 2, 4), draw(rng, 2, 4)
        good = {"n": side(draw(rng, 6, 9), f, stride, 1), "f": f, "stride": stride, "padding": 1}
        same(student.fits_exactly(**good), True)
        same(student.fits_exactly(**{**good, "n": good["n"] + 1}), False)
        for name in good:
            least = 0 if name == "padding" else 1
            for wrong in (least - 1, -draw(rng, 2, 9)):
                rejects(student.fits_exactly, **{**good, name: wrong}, blames={name: wrong})


@pytest.mark.function("same_padding")
class TestSamePadding:
    """Padding that keeps the size."""

    @pytest.mark.points(2)
    def test_odd_kernels(self, student, rng):
        """A kernel of an odd side f needs (f - 1)/2 on each end.

        zh-TW: 邊長 f 為奇數的核，每一端要填補 (f - 1)/2。
        """
        same(student.same_padding(3), 1)
        same(student.same_padding(5), 2)
        for padding in distinct(rng, 4, 0, 12):
            same(student.same_padding(2 * padding + 1), padding)

    @pytest.mark.points(2)
    def test_dilation(self, student, rng):
        """A dilated kernel loses more, so it needs more padding.

        zh-TW: 擴張過的核損失更多像素，需要更多填補。
        """
        same(student.same_padding(3, dilation=2), 2)
        same(student.same_padding(1, dilation=draw(rng, 2, 6)), 0)
        for half in distinct(rng, 4, 1, 5):
            dilation = draw(rng, 2, 6)
            same(student.same_padding(2 * half + 1, dilation), dilation * half)

    @pytest.mark.points(2)
    def test_even_kernel_with_even_dilation(self, student, rng):
        """An even kernel has such a padding if its dilation is even.

        zh-TW: 偶數邊長的核，如果擴張率也是偶數，就有這樣的填補。
        """
        for half in distinct(rng, 4, 1, 5):
            f = 2 * draw(rng, 1, 4)
            same(student.same_padding(f, dilation=2 * half), half * (f - 1))
            same(student.same_padding(f + 1, dilation=2 * half), half * f)

    @pytest.mark.points(2)
    def test_keeps_the_size(self, student, reference, rng):
        """With this padding the output is as large as the input.

        zh-TW: 用這個填補，輸出和輸入一樣大。
        """
        for f in distinct(rng, 3, 2, 7):
            dilation = 2 * draw(rng, 1, 3)
            n = draw(rng, 40, 60)
            outputs = [reference.conv_output_size(n, f, padding=padding, dilation=dilation) for padding in range(30)]
            padding = outputs.index(n)
            same(student.same_padding(f=f, dilation=dilation), padding)
            same(student.same_padding(2 * f - 1, 1), f - 1)

    def test_impossible(self, student, rng):
        """Where the kernel spans an even number of pixels no padding keeps the size.

        zh-TW: 核跨越偶數個像素時，沒有任何填補能保持大小。
        """
        for half in distinct(rng, 3, 1, 6):
            f, dilation = 2 * half, 2 * draw(rng, 0, 2) + 1
            same(student.same_padding(f + 1, dilation), half * dilation)
            rejects(student.same_padding, f, dilation, blames={"f": f, "dilation": dilation, "kernel": f})
            rejects(student.same_padding, f, blames={"f": f, "dilation": 1, "kernel": f})

    def test_out_of_range(self, student, rng):
        """A kernel or a dilation below 1 is refused.

        zh-TW: 小於 1 的核或擴張率要拒絕。
        """
        for half in distinct(rng, 2, 1, 5):
            same(student.same_padding(2 * half + 1, 1), half)
            for wrong in (0, -half, -half - 1):
                rejects(student.same_padding, wrong, blames={"f": wrong})
                rejects(student.same_padding, wrong, 2 * half, blames={"f": wrong})
                rejects(student.same_padding, 2 * half + 1, wrong, blames={"dilation": wrong})


@pytest.mark.function("pool_output_size")
class TestPoolOutputSize:
    """One side of the output of a pooling layer."""

    def test_defaults(self, student, rng):
        """Without further arguments windows of two pixels halve the side, rounded down.

        zh-TW: 不給其他引數時是 2 像素的視窗，邊長減半、向下取整。
        """
        same(student.pool_output_size(28), 14)
        for half in distinct(rng, 3, 1, 60):
            same(student.pool_output_size(2 * half), half)
            same(student.pool_output_size(2 * half + 1), half)

    @pytest.mark.points(2)
    def test_stride_is_the_window(self, student, reference, rng):
        """The stride is the window's side unless it is given; None is not given.

        zh-TW: 沒有給步幅時，步幅等於視窗邊長；None 也算沒有給。
        """
        for n in distinct(rng, 4, 20, 60):
            f = draw(rng, 3, 7)
            same(student.pool_output_size(n, f), reference.pool_output_size(n, f))
            same(student.pool_output_size(n, f=f, stride=None), reference.pool_output_size(n, f))

    @pytest.mark.points(2)
    def test_stride(self, student, rng):
        """Windows may overlap, as in AlexNet, or leave gaps.

        zh-TW: 視窗可以重疊（像 AlexNet），也可以有間隔。
        """
        same(student.pool_output_size(55, 3, stride=2), 27)
        for positions in distinct(rng, 3, 3, 20):
            f = draw(rng, 3, 5)
            for stride in (1, f - 1, f + 1, f + 3):
                n = side(positions, f, stride, 0, stride - 1)
                same(student.pool_output_size(n, f, stride=stride), positions)

    def test_padding(self, student, rng):
        """Padding counts on both ends.

        zh-TW: 兩端的填補都算。
        """
        for positions in distinct(rng, 3, 4, 20):
            f = draw(rng, 3, 6)
            for padding in range(1, f // 2 + 1):
                for left_over in (padding, 0):
                    n = side(positions, f, f, padding, left_over)
                    same(student.pool_output_size(n, f, padding=padding), positions)

    @pytest.mark.points(2)
    def test_everything_together(self, student, reference, rng):
        """Window, stride and padding work together.

        zh-TW: 視窗、步幅與填補同時使用。
        """
        for n in distinct(rng, 6, 20, 70):
            f = draw(rng, 3, 6)
            stride, padding = draw(rng, 1, f + 2), draw(rng, 1, f // 2)
            same(student.pool_output_size(n, f, stride, padding), reference.pool_output_size(n, f, stride, padding))

    def test_does_not_fit(self, student, rng):
        """A window as large as the padded input is the last that fits.

        zh-TW: 視窗和填補後的輸入一樣大時剛好放得下，再大就要拒絕。
        """
        for positions in distinct(rng, 2, 2, 9):
            f, stride = draw(rng, 6, 9), draw(rng, 2, 4)
            padding = draw(rng, 1, 2)
            fits = side(1, f, stride, padding)
            same(student.pool_output_size(side(positions, f, stride, padding), f, stride, padding), positions)
            same(student.pool_output_size(fits, f, stride, padding), 1)
            blames = {"f": f, "n": fits - 1, "padding": padding, "kernel": f}
            rejects(student.pool_output_size, fits - 1, f, stride, padding, blames=blames)

    def test_out_of_range(self, student, reference, rng):
        """Sizes and strides below 1, a stride of 0 included, and negative padding are refused.

        zh-TW: 小於 1 的邊長或步幅（包括步幅 0），以及負的填補，都要拒絕。
        """
        good = {"n": draw(rng, 20, 40), "f": draw(rng, 3, 4), "stride": draw(rng, 2, 3), "padding": 1}
        same(student.pool_output_size(**good), reference.pool_output_size(**good))
        same(student.pool_output_size(3 * good["f"], good["f"]), 3)
        for name in good:
            least = 0 if name == "padding" else 1
            for wrong in (least - 1, -draw(rng, 2, 9)):
                rejects(student.pool_output_size, **{**good, name: wrong}, blames={name: wrong})


@pytest.mark.function("trace_shapes")
class TestTraceShapes:
    """Shapes through a network."""

    def test_conv(self, student, reference, rng):
        """After a conv there are as many channels as filters, and both sides follow the formula.

        zh-TW: 卷積之後，通道數等於濾波器數，兩個邊長都照公式計算。
        """
        for height in distinct(rng, 3, 20, 30):
            shape = (draw(rng, 1, 4), height, height + draw(rng, 1, 9))
            filters, kernel = draw(rng, 5, 40), draw(rng, 2, 4)
            for key, value in (("stride", 2), ("padding", draw(rng, 1, 3)), ("dilation", 2), ("bias", False)):
                layers = [conv(filters, kernel), conv(filters + 1, kernel, **{key: value})]
                same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))

    def test_kernel_of_two_sides(self, student, reference, rng):
        """A kernel (kh, kw) has its height first; its sides act on their own axes.

        zh-TW: 核 (kh, kw) 的高在前，兩個邊長各自作用在自己的軸上。
        """
        for width in distinct(rng, 3, 24, 40):
            shape, kh = (draw(rng, 1, 3), width - draw(rng, 1, 9), width), draw(rng, 1, 4)
            kw, dilation = kh + draw(rng, 1, 2), draw(rng, 1, 2)
            layers = [conv(draw(rng, 4, 9), (kh, kw), dilation=dilation), pool((kw, kh), stride=draw(rng, 1, 3))]
            same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))

    def test_pool(self, student, reference, rng):
        """A pool keeps the channels; its stride is its kernel unless given.

        zh-TW: 池化保留通道數；沒有給步幅時，步幅等於核。
        """
        for height in distinct(rng, 3, 30, 50):
            shape, kernel = (draw(rng, 1, 5), height, height + draw(rng, 1, 9)), draw(rng, 3, 4)
            first = {"type": "conv", "kernel": 1, "filters": draw(rng, 6, 30)}
            for last in (pool(kernel), pool((kernel, 2)), pool(kernel, stride=2), pool(kernel, padding=1)):
                layers = [first, last]
                same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))

    def test_flat_layers(self, student, reference, rng):
        """Flatten multiplies all sizes into (features,); fc replaces them; the rest keeps the shape.

        zh-TW: flatten 把所有大小相乘成 (features,)，fc 換成節點數，其餘的層保持形狀。
        """
        for channels in distinct(rng, 3, 2, 9):
            shape = (channels, draw(rng, 4, 6), draw(rng, 7, 9))
            dropout, nodes = {"type": "dropout", "p": draw(rng, 0, 4) / 4}, draw(rng, 10, 99)
            keepers = [RELU, BATCHNORM, dropout, {"type": "dropout"}]
            head = [{"type": "fc", "nodes": nodes}, RELU, {"type": "fc", "nodes": 10}, SOFTMAX]
            layers = [*keepers, FLATTEN, *keepers, *head]
            same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))

    def test_slides(self, student, reference, rng):
        """The slides' CNN for MNIST comes out, and so does one of other numbers.

        zh-TW: 投影片上的 MNIST CNN 算得出來，換了數字也算得出來。
        """
        head = [FLATTEN, {"type": "fc", "nodes": 128}, RELU, {"type": "fc", "nodes": 10}]
        images = [(32, 26, 26), (32, 26, 26), (64, 24, 24), (64, 24, 24), (64, 12, 12)]
        layers = [conv(32, 3), RELU, conv(64, 3), RELU, pool(2), *head]
        same(student.trace_shapes((1, 28, 28), layers), [*images, (9216,), (128,), (128,), (10,)])
        shape = (3, draw(rng, 30, 40), draw(rng, 41, 50))
        first, second = conv(draw(rng, 4, 20), draw(rng, 2, 5)), conv(draw(rng, 21, 40), draw(rng, 2, 5))
        layers = [first, RELU, second, pool(3), *head]
        same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))

    def test_random_networks(self, student, reference, rng):
        """Everything together: random networks with all keys.

        zh-TW: 全部一起：隨機網路，所有的鍵都用上。
        """
        for count in distinct(rng, 3, 2, 4):
            shape = (draw(rng, 1, 4), draw(rng, 100, 120), draw(rng, 121, 140))
            layers = []
            for filters in distinct(rng, count, 5, 30):
                kernel = (draw(rng, 1, 3), draw(rng, 2, 4))
                keys = {"stride": draw(rng, 1, 2), "padding": draw(rng, 0, 2), "dilation": draw(rng, 1, 2)}
                layers += [conv(filters, kernel, bias=False, **keys), RELU]
            fc = {"type": "fc", "nodes": draw(rng, 5, 99), "bias": True}
            layers += [pool(3, stride=2, padding=1), BATCHNORM, FLATTEN, fc]
            same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))

    def test_missing_is_none(self, student, reference, rng):
        """None means missing, an input may be flat already, and flatten twice changes nothing.

        zh-TW: None 等於沒有給；輸入可以本來就是平的；flatten 兩次沒有影響。
        """
        for features in distinct(rng, 2, 20, 400):
            shape, filters, kernel = (2, draw(rng, 20, 30), draw(rng, 31, 40)), draw(rng, 3, 9), draw(rng, 3, 4)
            layers = [
                conv(filters, kernel, stride=None, padding=None, dilation=None, bias=None),
                pool(kernel, stride=None, padding=None),
                *[{"type": "dropout", "p": None}, FLATTEN, FLATTEN],
                {"type": "fc", "nodes": features, "bias": None},
            ]
            same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))
            layers = [FLATTEN, BATCHNORM, {"type": "fc", "nodes": filters}, SOFTMAX]
            same(student.trace_shapes((features,), layers), [(features,), (features,), (filters,), (filters,)])
            same(student.trace_shapes((features,), []), [])
            for layer, key in [(conv(None, 3), "filters"), (pool(None), "kernel")]:
                rejects(student.trace_shapes, shape, [layer], blames=named(key))

    def test_inputs_unchanged(self, student, reference, rng):
        """The layer list and its dicts are left as they were.

        zh-TW: 不更動層的串列，也不更動其中的字典。
        """
        for height in distinct(rng, 2, 20, 30):
            shape, kernel = (draw(rng, 1, 3), height, draw(rng, 31, 40)), draw(rng, 2, 3)
            fc = {"type": "fc", "nodes": draw(rng, 10, 99)}
            layers = [conv(draw(rng, 4, 9), kernel), pool(kernel), {"type": "dropout"}, FLATTEN, fc]
            same(unchanged(student.trace_shapes, shape, layers), reference.trace_shapes(shape, layers))

    def test_wrong_lists(self, student, reference, rng):
        """Unknown types, fc before flatten, and conv or pool after it are refused.

        zh-TW: 未知的類型、flatten 之前的 fc、flatten 之後的 conv 或 pool 都要拒絕。
        """
        shape, filters = (draw(rng, 1, 3), draw(rng, 10, 20), draw(rng, 21, 30)), draw(rng, 4, 9)
        first, fc = conv(filters, 3), {"type": "fc", "nodes": draw(rng, 10, 99)}
        layers = [first, pool(2), FLATTEN, fc]
        same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))
        rejects(student.trace_shapes, shape, [first, fc], blames=named("fc", *PLACES))
        for late in (conv(filters, 1), pool(1)):
            blames = named(late["type"], *PLACES)
            rejects(student.trace_shapes, shape, [first, FLATTEN, late], blames=blames)
            rejects(student.trace_shapes, (filters,), [late], blames=blames)
        rejects(student.trace_shapes, shape, [first, {"type": "upsample"}], blames=UNKNOWN)

    def test_wrong_keys(self, student, reference, rng):
        """Missing keys, keys of another type and values out of range are refused.

        zh-TW: 缺少的鍵、屬於其他類型的鍵、超出範圍的值都要拒絕。
        """
        shape = (draw(rng, 1, 3), draw(rng, 10, 20), draw(rng, 21, 30))
        head = [FLATTEN, {"type": "fc", "nodes": draw(rng, 10, 99)}]
        good = [conv(draw(rng, 4, 9), 3), pool(2), {"type": "dropout", "p": 0}, {"type": "dropout", "p": 1}, *head]
        one_of_each = [conv(1, 2), FLATTEN, {"type": "fc", "nodes": 1}]
        for layers in (good, one_of_each):
            same(student.trace_shapes(shape, layers), reference.trace_shapes(shape, layers))
        missing = [({"type": "conv", "kernel": 3}, "filters"), ({"type": "conv", "filters": 3}, "kernel")]
        for layer, key in [*missing, ({"type": "pool"}, "kernel")]:
            rejects(student.trace_shapes, shape, [layer], blames=named(key))
        rejects(student.trace_shapes, shape, [FLATTEN, {"type": "fc"}], blames=named("nodes"))
        foreign = [(pool(2, dilation=1), "dilation"), (RELU | {"kernel": 3}, "kernel"), (conv(3, 2, p=0.5), "p")]
        for layer, key in foreign:
            rejects(student.trace_shapes, shape, [layer], blames=named(key))
        for key, wrong in [("filters", 0), ("kernel", 0), ("stride", 0), ("padding", -1), ("dilation", 0)]:
            aliases = {"f": wrong} if key == "kernel" else {}
            rejects(student.trace_shapes, shape, [conv(4, 3) | {key: wrong}], blames={key: wrong, **aliases})
        rejects(student.trace_shapes, shape, [FLATTEN, {"type": "fc", "nodes": 0}], blames={"nodes": 0})
        for wrong in (-0.25, 1.5):
            rejects(student.trace_shapes, shape, [{"type": "dropout", "p": wrong}], blames={"p": wrong})
        kernel = draw(rng, 31, 40)
        sides = {"n": shape[1], "height": shape[1], "h": shape[1], "input_shape": shape, "shape": shape}
        rejects(student.trace_shapes, shape, [conv(4, kernel)], blames={"kernel": kernel, "f": kernel, **sides})
        for empty, side_name in (((shape[0], 0, shape[2]), "height"), ((shape[0], shape[1], 0), "width")):
            blames = {"input_shape": empty, "shape": empty, side_name: 0}
            rejects(student.trace_shapes, empty, [RELU], blames=blames)


@pytest.mark.function("receptive_field")
class TestReceptiveField:
    """What one output sees."""

    def test_stride_one(self, student, rng):
        """At stride 1 every conv adds its kernel less one.

        zh-TW: 步幅 1 時，每一層卷積增加「核邊長減一」。
        """
        same(student.receptive_field([conv(8, 3), conv(8, 3)]), 5)
        same(student.receptive_field([conv(8, 7)]), 7)
        for count in distinct(rng, 3, 2, 5):
            kernels = [draw(rng, 2, 7) for _ in range(count)]
            same(student.receptive_field([conv(8, kernel) for kernel in kernels]), 1 + sum(kernels) - count)

    def test_stride(self, student, reference, rng):
        """A stride widens the steps of all layers after its own, not of its own.

        zh-TW: 步幅會放大之後每一層的步距，但不影響自己這一層。
        """
        same(student.receptive_field([conv(8, 3, stride=2), conv(8, 3)]), 7)
        for count in distinct(rng, 3, 2, 4):
            layers = [conv(8, draw(rng, 2, 5), stride=draw(rng, 2, 3)) for _ in range(count)]
            same(student.receptive_field(layers), reference.receptive_field(layers))

    def test_pool(self, student, reference, rng):
        """Pools count like convs; their stride is their kernel unless given.

        zh-TW: 池化和卷積一樣要算；沒有給步幅時，步幅等於核。
        """
        same(student.receptive_field([conv(32, 3), conv(64, 3), pool(2)]), 6)
        for kernel in distinct(rng, 3, 2, 5):
            for middle in (pool(kernel), pool(kernel, stride=kernel + 1), pool(kernel, stride=1)):
                layers = [conv(8, draw(rng, 2, 4)), middle, conv(8, draw(rng, 2, 4))]
                same(student.receptive_field(layers), reference.receptive_field(layers))

    def test_dilation(self, student, reference, rng):
        """Dilation spreads a kernel over d(f - 1) + 1 pixels.

        zh-TW: 擴張率讓核跨越 d(f - 1) + 1 個像素。
        """
        same(student.receptive_field([conv(8, 3, dilation=2)]), 5)
        for kernel in distinct(rng, 3, 2, 5):
            layers = [conv(8, kernel, dilation=draw(rng, 2, 4)), conv(8, 3, dilation=draw(rng, 2, 4))]
            same(student.receptive_field(layers), reference.receptive_field(layers))

    @pytest.mark.points(2)
    def test_everything_together(self, student, reference, rng):
        """Random stacks of convs and pools with all keys.

        zh-TW: 隨機堆疊卷積與池化，所有的鍵都用上。
        """
        same(student.receptive_field([conv(8, 1)]), 1)
        for kernel in distinct(rng, 4, 2, 6):
            keys = {"stride": draw(rng, 1, 3), "padding": draw(rng, 1, 3), "dilation": draw(rng, 2, 3), "bias": False}
            middle, last = pool(draw(rng, 2, 3), stride=2, padding=1), conv(8, draw(rng, 2, 4), dilation=2)
            layers = [conv(4, kernel, **keys), middle, last, pool(2)]
            same(student.receptive_field(layers), reference.receptive_field(layers))

    def test_without_effect(self, student, reference, rng):
        """Padding, filters, bias and all layers other than conv and pool have no effect.

        zh-TW: 填補、濾波器數、偏差，以及卷積和池化以外的層，都沒有影響。
        """
        same(student.receptive_field([]), 1)
        for kernel in distinct(rng, 3, 2, 7):
            keys = {"padding": draw(rng, 1, 4), "bias": False}
            first, dropout = conv(draw(rng, 1, 9), kernel, **keys), {"type": "dropout", "p": 0.25}
            stack = [first, RELU, BATCHNORM, pool(3, padding=1), dropout]
            head = [FLATTEN, FLATTEN, {"type": "fc", "nodes": draw(rng, 10, 99)}, {"type": "dropout"}, SOFTMAX]
            same(student.receptive_field(stack), reference.receptive_field(stack))
            same(student.receptive_field([*stack, *head]), reference.receptive_field(stack))

    def test_inputs_unchanged(self, student, reference, rng):
        """None means missing, (k, k) is k, and the layers are left as they were.

        zh-TW: None 等於沒有給，(k, k) 就是 k，而且不更動輸入的層。
        """
        for kernel in distinct(rng, 2, 2, 5):
            first = conv(8, (kernel, kernel), stride=2, padding=None, dilation=None, bias=None)
            dropout, last = {"type": "dropout", "p": None}, conv(4, kernel, stride=None)
            layers = [first, pool((3, 3)), dropout, pool(2, stride=None), last]
            same(unchanged(student.receptive_field, layers), reference.receptive_field(layers))

    def test_wrong_keys(self, student, rng):
        """Missing keys, keys of another type and values out of range are refused, in every type of layer.

        zh-TW: 不論哪一種層，缺少的鍵、屬於其他類型的鍵、超出範圍的值都要拒絕。
        """
        for kernel in distinct(rng, 2, 2, 7):
            first = conv(4, kernel)
            same(student.receptive_field([first, RELU, {"type": "dropout", "p": 1}]), kernel)
            missing = [({"type": "conv", "filters": 3}, "kernel"), ({"type": "conv", "kernel": 3}, "filters")]
            foreign = [(pool(2, dilation=1), "dilation"), (RELU | {"kernel": 3}, "kernel")]
            for layer, key in [*missing, ({"type": "pool"}, "kernel"), *foreign]:
                rejects(student.receptive_field, [first, layer], blames=named(key))
            for key, wrong in [("kernel", 0), ("stride", 0), ("padding", -1), ("dilation", 0), ("filters", 0)]:
                rejects(student.receptive_field, [first | {key: wrong}], blames={key: wrong})
            rejects(student.receptive_field, [first, {"type": "dropout", "p": 1.5}], blames={"p": 1.5})

    def test_wrong_lists(self, student, rng):
        """Unknown types, fc before flatten, and conv or pool after it are refused.

        zh-TW: 未知的類型、flatten 之前的 fc、flatten 之後的 conv 或 pool 都要拒絕。
        """
        for kernel in distinct(rng, 2, 2, 7):
            first, fc = conv(4, kernel), {"type": "fc", "nodes": draw(rng, 10, 99)}
            same(student.receptive_field([first, FLATTEN, fc]), kernel)
            rejects(student.receptive_field, [first, fc], blames=named("fc", *PLACES))
            for late in (conv(4, 1), pool(1)):
                rejects(student.receptive_field, [first, FLATTEN, late], blames=named(late["type"], *PLACES))
            rejects(student.receptive_field, [first, {"type": "upsample"}], blames=UNKNOWN)
