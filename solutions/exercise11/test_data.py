"""
Hidden suite of exercise11: preparing data, and measuring predictions.

Sizes and values are drawn from `rng`. Of a random split only what must be true of every split is checked. Where counts
or unchanged pixels are asked for, whole numbers and floats will both do.
"""

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged

BAD_SHAPE = "Labels"  # `rejects` reads names in any case: a second way to blame an argument


def between(rng, low, high):
    """One of low, ..., high, as a Python int."""
    return int(rng.integers(low, high + 1))


def differing(rng, low, high, count=2):
    """That many different Python ints from low to high, so that no two of them can be mixed up unseen."""
    return rng.choice(np.arange(low, high + 1), size=count, replace=False).tolist()


def numbers(rng, *shape):
    """Random values with one decimal: easy to read in feedback, and not exact in float32."""
    return rng.normal(scale=3.0, size=shape).round(1)


def judged(rng, count, classes):
    """Labels, and predictions of which about half are right."""
    labels, guesses = rng.integers(classes, size=count), rng.integers(classes, size=count)
    return labels, np.where(rng.random(count) < 0.5, labels, guesses)


def layouts(*arrays):
    """Hold the same values read-only, in Fortran order, and as every second element of a larger array."""
    frozen = [array.copy() for array in arrays]
    for array in frozen:
        array.flags.writeable = False
    return frozen, [np.asfortranarray(a) for a in arrays], [np.repeat(a, 2, axis=-1)[..., ::2] for a in arrays]


def as_floats(answer):
    """An array of whole numbers as one of floats, where nothing can be lost; anything else as it is."""
    is_whole = type(answer) is np.ndarray and answer.dtype.kind in "iu"
    return answer.astype(np.float64) if is_whole else answer


@pytest.mark.function("one_hot")
class TestOneHot:
    """Class numbers as vectors."""

    @pytest.mark.points(2)
    def test_slides_classes(self, student, reference, rng):
        """The slides' ground truths: class 1 of 3, class 7 of 10; and others.

        zh-TW: 投影片上的正確答案：3 類中的第 1 類、10 類中的第 7 類；以及其他類別。
        """
        same(as_floats(student.one_hot(np.array([1]), 3)), np.array([[0.0, 1, 0]]))
        same(as_floats(student.one_hot(np.array([7]), 10)), np.array([[0.0] * 7 + [1.0] + [0.0] * 2]))
        for classes in differing(rng, 4, 9):
            labels = rng.integers(classes, size=1)
            same(as_floats(student.one_hot(labels, classes)), reference.one_hot(labels, classes))

    @pytest.mark.points(3)
    def test_one_row_for_each_sample(self, student, reference, rng):
        """Each sample has a row, each class a column; classes may occur several times, and in any order.

        zh-TW: 每筆樣本一列、每個類別一行；類別可以重複，順序不拘。
        """
        for count, classes in (differing(rng, 4, 9), differing(rng, 4, 9), (5, 5)):
            labels = np.append(rng.integers(classes, size=count - 1), classes - 1)
            same(as_floats(student.one_hot(labels, classes)), reference.one_hot(labels, classes))

    @pytest.mark.points(2)
    def test_classes_that_do_not_occur(self, student, reference, rng):
        """A class of which there is no sample keeps its column of zeros.

        zh-TW: 沒有樣本的類別，仍然保留一行 0。
        """
        for _ in range(3):
            classes = between(rng, 5, 8)
            seen = np.sort(rng.choice(classes - 1, size=2, replace=False))
            labels = np.append(rng.permutation(np.repeat(seen, 2)), seen[1])
            same(as_floats(student.one_hot(labels, classes)), reference.one_hot(labels, classes))

    def test_argument(self, student, reference, rng):
        """Any integer dtype, any memory layout, a single class; the labels are only read.

        zh-TW: 任何整數型別、任何記憶體排列方式、只有一個類別都可以；標籤只能讀取。
        """
        labels = np.array([*rng.permutation(4).tolist(), between(rng, 0, 3)])
        expected = reference.one_hot(labels, 4)
        same(as_floats(unchanged(student.one_hot, labels, 4)), expected)
        for (held,) in layouts(labels):
            same(as_floats(student.one_hot(held, 4)), expected)
        for dtype in (np.uint8, np.int32):
            same(as_floats(student.one_hot(labels.astype(dtype), 4)), expected)
        same(as_floats(student.one_hot(np.zeros(3, dtype=int), 1)), np.ones((3, 1)))

    @pytest.mark.points(2)
    def test_impossible_arguments(self, student, reference, rng):
        """A label out of range or fewer than one class is a ValueError that names it.

        zh-TW: 標籤超出範圍、類別數小於 1 時，要拋出指名它的 ValueError。
        """
        classes = between(rng, 3, 6)
        right = np.array([0, classes - 1, 1])
        same(as_floats(student.one_hot(right, classes)), reference.one_hot(right, classes))
        for bad in (classes, classes + between(rng, 5, 9), -1, -between(rng, 2, 3)):
            wrong = np.array([0, bad, 1])
            rejects(student.one_hot, wrong, classes, blames={"labels": bad, BAD_SHAPE: (3,), "classes": classes})
        for few in (0, -between(rng, 1, 3)):
            rejects(student.one_hot, np.array([0, 0]), few, blames={"classes": few, "labels": 0})


@pytest.mark.function("standardize")
class TestStandardize:
    """Mean 0 and deviation 1, measured on the training data."""

    @pytest.mark.points(2)
    def test_one_two_three_four(self, student, reference, rng):
        """1, 2, 3, 4 becomes -1.342, -0.447, 0.447, 1.342, and other numbers likewise; the deviation is the biased one.

        zh-TW: 1、2、3、4 變成 -1.342、-0.447、0.447、1.342，其他數字同理；標準差用有偏的（除以 N）。
        """
        train = np.array([[1.0], [2], [3], [4]])
        third = 1 / np.sqrt(5)
        expected = np.array([[-3 * third], [-third], [third], [3 * third]])
        same(student.standardize(train, np.array([[2.5], [10.0]])), (expected, np.array([[0.0], [15 * third]])))
        for count, tested in (differing(rng, 2, 6), differing(rng, 2, 6)):
            train, test = numbers(rng, count, 1), numbers(rng, tested, 1)
            train[:2] = [[-4.0], [2.5]]
            same(student.standardize(train, test), reference.standardize(train, test))

    @pytest.mark.points(3)
    def test_every_feature_on_its_own(self, student, reference, rng):
        """Each column has a mean and a deviation of its own, taken from the training samples; test has no say.

        zh-TW: 每一行（特徵）各有自己的平均和標準差，只由訓練樣本決定；測試資料不參與。
        """
        for count, tested, features in (differing(rng, 2, 6, count=3), (4, 4, 4), (6, 1, 3), (3, 5, 2)):
            scale, shift = rng.permutation(features) + 1.0, 10 * rng.permutation(features)
            train, test = (numbers(rng, size, features) * scale + shift for size in (count, tested))
            train[0] += 5 * scale
            same(student.standardize(train, test + 3), reference.standardize(train, test + 3))

    @pytest.mark.points(2)
    def test_constant_features(self, student, reference, rng):
        """A feature that never changes in training becomes 0 there; in test it is only shifted.

        zh-TW: 訓練時固定不變的特徵會變成 0；測試資料的這個特徵只平移，不縮放。
        """
        for count in (1, between(rng, 3, 6)):
            train, test = numbers(rng, count, 3), numbers(rng, 4, 3)
            train[-1] += 4
            train[:, between(rng, 0, 2)] = between(rng, 2, 9)
            if count == 1:
                train = train.round()
            same(student.standardize(train, test), reference.standardize(train, test))
        train, test = np.zeros((3, 2)), numbers(rng, 2, 2)
        same(student.standardize(train, test), (train, test))

    def test_arguments_stay(self, student, reference, rng):
        """Whole numbers keep the fractions that come out; any memory layout will do; arguments are only read.

        zh-TW: 整數輸入也要保留小數；任何記憶體排列方式都可以；參數只能讀取。
        """
        train, test = numbers(rng, 5, 3), numbers(rng, 2, 3)
        expected = reference.standardize(train, test)
        same(unchanged(student.standardize, train, test), expected)
        for held in layouts(train, test):
            same(student.standardize(*held), expected)
        for dtype in (np.int64, np.int32):
            train, test = (rng.integers(-9, 10, size=(size, 2)).astype(dtype) for size in (4, 3))
            train[0] = 20
            same(student.standardize(train, test), reference.standardize(train, test))

    @pytest.mark.points(2)
    def test_shapes_that_do_not_match(self, student, reference, rng):
        """Training and test data with different features are a ValueError that names one of them.

        zh-TW: 訓練和測試資料的特徵數不同時，要拋出指名其中之一的 ValueError。
        """
        features = between(rng, 2, 4)
        train, test = numbers(rng, 6, features), numbers(rng, 5, features)
        train[0] += 5
        same(student.standardize(train, test), reference.standardize(train, test))
        for others in (features + 1, 1):
            wrong = numbers(rng, 5, others)
            rejects(student.standardize, train, wrong, blames={"train": train.shape, "test": wrong.shape})
            rejects(student.standardize, wrong, train, blames={"train": wrong.shape, "test": train.shape})


@pytest.mark.function("train_validation_split")
class TestTrainValidationSplit:
    """What is true of every random split."""

    @staticmethod
    def parts(answer, n, held_out):
        """Both index arrays, after failing unless they are two integer arrays of the right lengths."""
        well_formed = (
            isinstance(answer, tuple)
            and len(answer) == 2
            and all(type(part) is np.ndarray and part.ndim == 1 for part in answer)
            and all(part.dtype.kind in "iu" or not part.size for part in answer)
        )
        if not well_formed:
            same(answer, (np.arange(held_out, n), np.arange(held_out)))
            raise AssertionError("not two integer arrays")
        same([len(part) for part in answer], [n - held_out, held_out])
        return answer

    def drawn(self, student, n, fraction, seed, held_out):
        """A submission's split with a generator of this seed."""
        return self.parts(student.train_validation_split(n, fraction, np.random.default_rng(seed)), n, held_out)

    @pytest.mark.points(2)
    def test_each_index_once(self, student, rng):
        """Every sample is in exactly one of the two parts.

        zh-TW: 每筆樣本剛好出現在其中一份。
        """
        for fraction, n in ((0.25, 4 * between(rng, 3, 9)), (0.2, 5 * between(rng, 3, 9)), (0.5, 2), (0.75, 40)):
            train, validation = self.drawn(student, n, fraction, between(rng, 0, 999), round(n * fraction))
            same(np.sort(np.concatenate([train, validation])).astype(np.int64), np.arange(n))

    @pytest.mark.points(2)
    def test_sizes(self, student, rng):
        """The validation part has the fraction asked for, rounded; the training part has the rest.

        zh-TW: 驗證的那一份佔指定的比例（四捨五入），其餘都給訓練。
        """
        for n, fraction, held_out in (
            *((10, 0.3, 3), (11, 0.25, 3), (13, 0.1, 1), (17, 0.8, 14), (7, 0.6, 4)),
            *((9, 0.0, 0), (9, 1.0, 9), (1, 0.25, 0), (1, 0.75, 1)),
        ):
            self.drawn(student, n, fraction, between(rng, 0, 999), held_out)
        n, tenths = between(rng, 2, 9), between(rng, 1, 9)
        train, validation = self.drawn(student, 10 * n, tenths / 10, between(rng, 0, 999), n * tenths)
        same(np.unique(np.append(train, validation)).astype(np.int64), np.arange(10 * n))

    @pytest.mark.points(3)
    def test_chance_decides(self, student, rng):
        """Another generator, another split: which samples are held out is left to chance.

        zh-TW: 換一個產生器，分法就不同：哪些樣本留作驗證由隨機決定。
        """
        n = 10 * between(rng, 4, 6)
        for fraction in (0.3, 0.6):
            seeds = differing(rng, 0, 999)
            parts = [self.drawn(student, n, fraction, seed, round(n * fraction)) for seed in seeds]
            same(np.sort(np.append(*parts[0])).astype(np.int64), np.arange(n))
            held_out = {tuple(np.sort(validation).tolist()) for _, validation in parts}
            same({"generators": 2, "splits": len(held_out)}, {"generators": 2, "splits": 2})

    def test_generator_decides(self, student, rng):
        """The same generator gives the same split again: chance comes from nowhere else.

        zh-TW: 用同樣的產生器會得到同樣的分法：隨機性只能來自它。
        """
        n, seed = 10 * between(rng, 5, 8), between(rng, 0, 999)
        first, second = (self.drawn(student, n, 0.4, seed, 4 * n // 10) for _ in range(2))
        same(np.unique(np.append(*first)).astype(np.int64), np.arange(n))
        same(tuple(map(np.sort, second)), tuple(map(np.sort, first)))

    @pytest.mark.points(2)
    def test_impossible_arguments(self, student, rng):
        """Fewer than one sample, or a fraction outside of 0 to 1, is a ValueError that names it.

        zh-TW: 樣本數小於 1，或比例不在 0 到 1 之間時，要拋出指名它的 ValueError。
        """
        seed = between(rng, 0, 999)
        train, validation = self.drawn(student, 20, 0.25, seed, 5)
        same(np.unique(np.append(train, validation)).astype(np.int64), np.arange(20))
        for bad in (0, -between(rng, 1, 9)):
            rejects(student.train_validation_split, bad, 0.25, np.random.default_rng(seed), blames={"n": bad})
        for bad in (1.5, -0.25):
            rejects(student.train_validation_split, 20, bad, np.random.default_rng(seed), blames={"fraction": bad})


@pytest.mark.function("horizontal_flip")
class TestHorizontalFlip:
    """Left and right change places."""

    @pytest.mark.points(3)
    def test_left_becomes_right(self, student, reference, rng):
        """Every row is read backwards.

        zh-TW: 每一列都反過來讀。
        """
        same(
            as_floats(student.horizontal_flip(np.array([[[1.0, 2, 3], [4, 5, 6]]]))),
            np.array([[[3.0, 2, 1], [6, 5, 4]]]),
        )
        for height, width in (differing(rng, 2, 6), differing(rng, 2, 6)):
            image = numbers(rng, 1, height, width)
            same(student.horizontal_flip(image), reference.horizontal_flip(image))

    @pytest.mark.points(3)
    def test_channels_and_rows_stay(self, student, reference, rng):
        """Channels and rows keep their places, also where all sides are equally long.

        zh-TW: 通道和列都留在原位，三邊一樣長時也一樣。
        """
        for shape in (differing(rng, 2, 6, count=3), (3, 3, 3), (2, 4, 4)):
            image = numbers(rng, *shape)
            same(student.horizontal_flip(image), reference.horizontal_flip(image))

    @pytest.mark.points(2)
    def test_small_images(self, student, reference, rng):
        """One row, one column, one channel work too.

        zh-TW: 只有一列、一行或一個通道時也要對。
        """
        for shape in ((3, 1, 4), (1, 1, 2), (2, 3, 1), (1, 5, 2)):
            image = numbers(rng, *shape)
            same(student.horizontal_flip(image), reference.horizontal_flip(image))

    @pytest.mark.points(2)
    def test_argument_stays(self, student, reference, rng):
        """Whole numbers stay what they are; any memory layout will do; the image is only read.

        zh-TW: 整數保持原值；任何記憶體排列方式都可以；影像只能讀取。
        """
        image = numbers(rng, 2, 3, 5)
        expected = reference.horizontal_flip(image)
        same(unchanged(student.horizontal_flip, image), expected)
        for (held,) in layouts(image):
            same(student.horizontal_flip(held), expected)
        for dtype in (np.uint8, np.int64):
            image = rng.integers(0, 256, size=(3, 2, 4)).astype(dtype)
            same(as_floats(student.horizontal_flip(image)), reference.horizontal_flip(image).astype(np.float64))


@pytest.mark.function("pad_and_crop")
class TestPadAndCrop:
    """A frame of zeros, and a window on it."""

    @pytest.mark.points(3)
    def test_all_places_of_the_window(self, student, reference, rng):
        """Wherever the window lies, it shows a piece of the size of the image.

        zh-TW: 不論視窗放在哪裡，看到的都是和影像一樣大的一塊。
        """
        image = numbers(rng, 2, 3, 4)
        for top, left in ((0, 0), (0, 2), (2, 0), (1, 1), (2, 2), (0, 1), (1, 2)):
            same(student.pad_and_crop(image, 1, top, left), reference.pad_and_crop(image, 1, top, left))

    @pytest.mark.points(3)
    def test_any_size(self, student, reference, rng):
        """Any number of channels, images that are not square, wider frames.

        zh-TW: 任意的通道數、非正方形的影像、更寬的邊框。
        """
        for padding in (2, 3, 4):
            image = numbers(rng, *differing(rng, 1, 6, count=3))
            top, left = differing(rng, 0, 2 * padding)
            same(student.pad_and_crop(image, padding, top, left), reference.pad_and_crop(image, padding, top, left))
        image = numbers(rng, 3, 3, 3)
        same(student.pad_and_crop(image, 2, 4, 1), reference.pad_and_crop(image, 2, 4, 1))

    def test_nothing_happens_in_the_middle(self, student, reference, rng):
        """With top = left = padding, or without padding, it is the image itself; one step further it is not.

        zh-TW: top = left = padding 或沒有填補時，結果就是原來的影像；再移一步就不同了。
        """
        for padding in (0, 1, between(rng, 2, 4)):
            image = numbers(rng, 2, *differing(rng, 2, 5))
            same(student.pad_and_crop(image, padding, padding, padding), image)
            below = (image, padding + 1, padding, padding + 2)
            same(student.pad_and_crop(*below), reference.pad_and_crop(*below))

    def test_argument_stays(self, student, reference, rng):
        """Whole numbers work too; any memory layout will do; the image is only read; arguments may be named.

        zh-TW: 整數也可以；任何記憶體排列方式都可以；影像只能讀取；參數可以用名稱給。
        """
        image = numbers(rng, 2, 3, 5)
        expected = reference.pad_and_crop(image, 2, 1, 3)
        same(unchanged(student.pad_and_crop, image, 2, 1, 3), expected)
        same(student.pad_and_crop(image, left=3, top=1, padding=2), expected)
        for (held,) in layouts(image):
            same(student.pad_and_crop(held, 2, 1, 3), expected)
        for dtype in (np.uint8, np.int64):
            image = rng.integers(1, 256, size=(3, 2, 4)).astype(dtype)
            answer = student.pad_and_crop(image, 1, 0, 2)
            same(as_floats(answer), reference.pad_and_crop(image, 1, 0, 2).astype(np.float64))

    @pytest.mark.points(2)
    def test_negative_padding(self, student, reference, rng):
        """A negative padding is a ValueError that names it; no padding is none.

        zh-TW: padding 為負數時要拋出指名它的 ValueError；padding 是 0 則可以。
        """
        for bad in (-1, -between(rng, 2, 3)):
            image = numbers(rng, 2, *differing(rng, 7, 9))
            same(student.pad_and_crop(image, 0, 0, 0), image)
            same(student.pad_and_crop(image, 1, 0, 2), reference.pad_and_crop(image, 1, 0, 2))
            rejects(student.pad_and_crop, image, bad, 0, 0, blames={"padding": bad})


class Metric:
    """What all metrics with classes must do; `name` says which one."""

    name = ""

    def agree(self, student, reference, *args):
        """Fail unless the submission answers as the reference does; whole numbers are as good as floats."""
        expected = np.asarray(getattr(reference, self.name)(*args), dtype=np.float64)
        same(as_floats(getattr(student, self.name)(*args)), expected)

    @pytest.mark.points(3)
    def test_random_predictions(self, student, reference, rng):
        """Labels and predictions as they come.

        zh-TW: 隨機的標籤和預測。
        """
        for classes in (2, 3, between(rng, 4, 6)):
            for count in (between(rng, 5, 9), between(rng, 15, 30)):
                labels, predictions = judged(rng, count, classes)
                self.agree(student, reference, np.append(labels, [0, 1, 1]), np.append(predictions, [0, 0, 1]), classes)

    @pytest.mark.points(2)
    def test_classes_that_do_not_occur(self, student, reference, rng):
        """Classes without a sample, or that nothing was taken for, keep their place, with 0.

        zh-TW: 沒有樣本的類別，或沒有任何樣本被預測成它的類別，都保留位置，值是 0。
        """
        classes = between(rng, 4, 6)
        absent, never, last = classes - 2, 0, classes - 1
        labels = np.array([never, 1, 1, last, never, 1])
        predictions = np.array([1, 1, last, last, last, absent])
        self.agree(student, reference, labels, predictions, classes)
        self.agree(student, reference, predictions, labels, classes)
        self.agree(student, reference, *judged(rng, 9, 3), classes)

    def test_all_right_or_all_wrong(self, student, reference, rng):
        """All predictions right, all wrong, a single sample, a single class.

        zh-TW: 全部預測對、全部預測錯、只有一筆樣本、只有一個類別。
        """
        classes = between(rng, 3, 5)
        labels = rng.permutation(np.repeat(np.arange(classes), 2))
        self.agree(student, reference, labels, labels, classes)
        self.agree(student, reference, labels, (labels + 1) % classes, classes)
        self.agree(student, reference, np.array([1]), np.array([2]), classes)
        self.agree(student, reference, np.zeros(4, dtype=int), np.zeros(4, dtype=int), 1)

    @pytest.mark.points(2)
    def test_arguments_stay(self, student, reference, rng):
        """Any integer dtype, any memory layout; arguments are only read.

        zh-TW: 任何整數型別、任何記憶體排列方式都可以；參數只能讀取。
        """
        labels, predictions = judged(rng, 12, 3)
        labels[:3], predictions[:3] = [0, 1, 1], [0, 0, 1]
        function = getattr(student, self.name)
        expected = np.asarray(getattr(reference, self.name)(labels, predictions, 3), dtype=np.float64)
        same(as_floats(unchanged(function, labels, predictions, 3)), expected)
        for held in layouts(labels, predictions):
            same(as_floats(function(*held, 3)), expected)
        for dtype in (np.uint8, np.int32):
            same(as_floats(function(labels.astype(dtype), predictions.astype(dtype), 3)), expected)
        many = np.arange(10, 30)
        expected = np.asarray(getattr(reference, self.name)(many, many, 30), dtype=np.float64)
        same(as_floats(function(many.astype(np.uint8), many.astype(np.uint8), 30)), expected)

    @pytest.mark.points(2)
    def test_impossible_arguments(self, student, reference, rng):
        """Shapes that differ, class numbers out of range, fewer than one class: a ValueError names the argument.

        zh-TW: 形狀不同、類別編號超出範圍、類別數小於 1 時，要拋出指名該參數的 ValueError。
        """
        function, classes = getattr(student, self.name), between(rng, 3, 5)
        labels = np.array([0, classes - 1, 1, 1])
        predictions = np.array([classes - 1, classes - 1, 0, 1])
        self.agree(student, reference, labels, predictions, classes)
        for wrong in (predictions[:3], predictions[:1], np.append(predictions, 0)):
            shapes = {"labels": labels.shape, "predictions": wrong.shape}
            rejects(function, labels, wrong, classes, blames=shapes)
        for bad in (classes, classes + between(rng, 5, 9), -1, -between(rng, 2, 3)):
            wrong = np.array([0, bad, 1, 1])
            named = dict.fromkeys(("labels", "predictions"), bad) | {"classes": classes}
            for arguments in ((wrong, predictions), (labels, wrong)):  # recall may be precision, called the other way
                rejects(function, *arguments, classes, blames={**named, BAD_SHAPE: (4,), "Predictions": (4,)})
        zeros = np.zeros(2, dtype=int)
        for few in (0, -between(rng, 1, 3)):
            rejects(function, zeros, zeros, few, blames={"classes": few, "labels": 0, "predictions": 0})


@pytest.mark.function("confusion_matrix")
class TestConfusionMatrix(Metric):
    """Counts of labels and predictions."""

    name = "confusion_matrix"


@pytest.mark.function("precision")
class TestPrecision(Metric):
    """Of the samples taken for a class, the share that belong to it."""

    name = "precision"


@pytest.mark.function("recall")
class TestRecall(Metric):
    """Of the samples of a class, the share that were found."""

    name = "recall"


@pytest.mark.function("accuracy")
class TestAccuracy:
    """The share of right predictions."""

    @pytest.mark.points(3)
    def test_share_of_right_predictions(self, student, reference, rng):
        """The number of right predictions divided by the number of all.

        zh-TW: 預測對的個數除以總數。
        """
        same(student.accuracy(np.array([3, 1, 4, 1]), np.array([3, 1, 4, 2])), 0.75)
        for count in (between(rng, 5, 9), between(rng, 10, 20), between(rng, 30, 50)):
            labels, predictions = judged(rng, count, 4)
            labels[:3], predictions[:3] = [0, 1, 2], [0, 1, 3]
            same(student.accuracy(labels, predictions), reference.accuracy(labels, predictions))

    @pytest.mark.points(2)
    def test_unequal_classes(self, student, reference, rng):
        """Every sample counts the same, also where one class is much more frequent.

        zh-TW: 某個類別特別多時，每筆樣本的分量仍然相同。
        """
        for _ in range(3):
            many, few = between(rng, 8, 12), between(rng, 2, 4)
            labels = np.repeat([1, 0, 2], [many, few, 1])
            predictions = np.repeat([1, 0, 1, 0], [many - 1, few, 1, 1])
            same(student.accuracy(labels, predictions), reference.accuracy(labels, predictions))

    @pytest.mark.points(2)
    def test_all_right_or_all_wrong(self, student, rng):
        """All right is 1, all wrong is 0, a single sample one or the other.

        zh-TW: 全對是 1，全錯是 0；只有一筆樣本時也是如此。
        """
        labels = rng.integers(5, size=between(rng, 4, 9))
        same(student.accuracy(labels, labels.copy()), 1.0)
        same(student.accuracy(labels, labels + 1), 0.0)
        same(student.accuracy(labels[:1], labels[:1].copy()), 1.0)
        same(student.accuracy(labels[:1], labels[:1] + 2), 0.0)

    def test_arguments_stay(self, student, reference, rng):
        """Any integer dtype, any memory layout; arguments are only read.

        zh-TW: 任何整數型別、任何記憶體排列方式都可以；參數只能讀取。
        """
        labels, predictions = judged(rng, 11, 4)
        labels[:2], predictions[:2] = [0, 1], [0, 2]
        expected = reference.accuracy(labels, predictions)
        same(unchanged(student.accuracy, labels, predictions), expected)
        for held in layouts(labels, predictions):
            same(student.accuracy(*held), expected)
        for dtype in (np.uint8, np.int32):
            same(student.accuracy(labels.astype(dtype), predictions.astype(dtype)), expected)

    @pytest.mark.points(2)
    def test_shapes_that_do_not_match(self, student, reference, rng):
        """Labels and predictions that are not equally many are a ValueError that names one of them.

        zh-TW: 標籤和預測的個數不同時，要拋出指名其中之一的 ValueError。
        """
        labels, predictions = judged(rng, between(rng, 5, 8), 3)
        labels[:2], predictions[:2] = [0, 1], [0, 2]
        same(student.accuracy(labels, predictions), reference.accuracy(labels, predictions))
        for wrong in (predictions[:-1], predictions[:1], np.append(predictions, 1)):
            rejects(student.accuracy, labels, wrong, blames={"labels": labels.shape, "predictions": wrong.shape})
            rejects(student.accuracy, wrong, labels, blames={"labels": wrong.shape, "predictions": labels.shape})
