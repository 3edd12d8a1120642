"""
Known mistakes of exercise11: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages. A variant calls the reference first
where the misconception leaves the checking of arguments alone.
"""

import numpy as np

from grader.suite import mistake

_NOT_A_NUMBER = {
    "en": (
        "A class that does not occur gave NaN: 0 / 0. This exercise calls that 0. Divide by np.maximum(sums, 1), or "
        "choose with np.where."
    ),
    "zh_TW": "沒有出現的類別得到了 NaN：0 / 0。這一題規定結果是 0。請除以 np.maximum(sums, 1)，或用 np.where 選擇。",
}
_EMPTY_IS_PERFECT = {
    "en": "A class that does not occur got 1. Where there is nothing to count, 0 / 0, this exercise wants 0.",
    "zh_TW": "沒有出現的類別得到了 1。沒有東西可數（0 / 0）時，這一題規定是 0。",
}
_ONE_NUMBER = {
    "en": "The classes were averaged into one number. Asked for is an array with one number for each class.",
    "zh_TW": "各類別被平均成一個數了。這裡要的是陣列，每個類別各一個數。",
}
_DIVIDED_BY_ALL = {
    "en": (
        "The right predictions of each class were divided by the number of all samples. Precision divides by the samples "
        "taken for the class, recall by the samples of the class."
    ),
    "zh_TW": (
        "你把每個類別預測對的個數除以全部樣本數。precision 要除以被預測成該類別的樣本數，recall 要除以屬於該類別的樣本數。"
    ),
}
_WRONG_AS_RIGHT = {
    "en": (
        "Samples that have nothing to do with the class were counted as successes (true negatives). Look only at the samples "
        "taken for the class (precision) or of the class (recall)."
    ),
    "zh_TW": (
        "和該類別無關的樣本（true negative）也被當成答對。只看被預測成該類別的樣本（precision）或屬於該類別的樣本（recall）。"
    ),
}
_SHAPES_NOT_CHECKED = {
    "en": (
        "Labels and predictions of different lengths were accepted: numpy stretches a single one over all, and zip stops at "
        "the shorter. Compare the shapes first, and raise a ValueError that names one."
    ),
    "zh_TW": (
        "你接受了個數不同的標籤和預測：numpy 會把單一個廣播到全部，zip 會在較短的一邊停下。請先比較形狀，並拋出指名其中之一的 "
        "ValueError。"
    ),
}


# --- one_hot --------------------------------------------------------------------------------------------------------


@mistake(
    "one_hot",
    en="There are only as many columns as the largest label needs. The number of columns is `classes`, whatever occurs.",
    zh_TW="行數只到最大的標籤為止。行數應該是 `classes`，不論哪些類別有出現。",
)
def width_from_the_labels(reference, labels, classes):
    return reference.one_hot(labels, classes)[:, : int(np.max(labels)) + 1]


@mistake(
    "one_hot",
    en="The classes were numbered anew, in the order in which they occur or are sorted. Column k belongs to class k.",
    zh_TW="你把出現的類別重新編號了。第 k 行屬於類別 k，和有哪些類別出現無關。",
)
def classes_renumbered(reference, labels, classes):
    reference.one_hot(labels, classes)
    return np.eye(classes)[np.unique(labels, return_inverse=True)[1]]


@mistake(
    "one_hot",
    en="Classes and samples changed places: the shape is (N, classes), one row for each sample.",
    zh_TW="類別和樣本的位置顛倒了：形狀是 (N, classes)，每筆樣本一列。",
)
def samples_in_columns(reference, labels, classes):
    return reference.one_hot(labels, classes).T


@mistake(
    "one_hot",
    en="The 1 stands one column too far to the left: class numbers start at 0, so no 1 is subtracted.",
    zh_TW="1 的位置往左偏了一行：類別從 0 開始編號，不需要減 1。",
)
def counted_from_one(reference, labels, classes):
    return np.roll(reference.one_hot(labels, classes), -1, axis=1)


@mistake(
    "one_hot",
    en="0 and 1 changed places: only the column of the class is 1.",
    zh_TW="0 和 1 顛倒了：只有該類別的那一行是 1。",
)
def ones_and_zeros_swapped(reference, labels, classes):
    return 1 - reference.one_hot(labels, classes)


@mistake(
    "one_hot",
    en="The label itself was written into its column. A one-hot vector holds a 1 there; the label says where, not what.",
    zh_TW="你把標籤本身寫進那一行了。one-hot 向量在那裡是 1；標籤決定的是位置，不是數值。",
)
def label_instead_of_one(reference, labels, classes):
    return reference.one_hot(labels, classes) * np.asarray(labels, dtype=np.float64)[:, None]


@mistake(
    "one_hot",
    en=(
        "Negative labels were accepted: to numpy, index -1 is the last row. Refuse labels below 0 with a ValueError that "
        "shows one of them."
    ),
    zh_TW="你接受了負的標籤：對 numpy 來說，索引 -1 是最後一列。小於 0 的標籤要用 ValueError 拒絕，並寫出其中一個。",
)
def negative_labels_wrap(reference, labels, classes):
    wrapped = np.where((np.asarray(labels) < 0) & (np.asarray(labels) >= -classes), labels % max(classes, 1), labels)
    return reference.one_hot(wrapped, classes)


# --- standardize ----------------------------------------------------------------------------------------------------


def _scaled(train, test, mean, deviation, test_mean=None, test_deviation=None):
    """Both arrays shifted and scaled; test by numbers of its own if they are given."""
    test_mean = mean if test_mean is None else test_mean
    test_deviation = deviation if test_deviation is None else test_deviation
    with np.errstate(all="ignore"):
        return (train - mean) / deviation, (test - test_mean) / test_deviation


def _usable(deviation):
    """The deviation, with 1 in the place of 0."""
    return np.where(deviation == 0, 1.0, deviation)


@mistake(
    "standardize",
    en=(
        "The test data were scaled by a mean and deviation of their own. Use those of the training data for both: in "
        "practice test data arrive one by one."
    ),
    zh_TW="測試資料用了自己的平均和標準差。兩者都要用訓練資料的：實際使用時，測試資料是一筆一筆來的。",
)
def test_scaled_by_itself(reference, train, test):
    scaled = reference.standardize(train, test)[0]
    return scaled, reference.standardize(test, train)[0]


@mistake(
    "standardize",
    en=(
        "Mean and deviation were measured on training and test data together. That leaks: the network learns something "
        "about the test. Measure on train only."
    ),
    zh_TW="平均和標準差是用訓練加測試資料一起算的。這是資料洩漏：網路會事先知道測試的事。只能用 train 來量。",
)
def measured_on_everything(reference, train, test):
    reference.standardize(train, test)
    both = np.concatenate([train, test])
    return reference.standardize(both, train)[1], reference.standardize(both, test)[1]


@mistake(
    "standardize",
    en="The deviation was divided by N - 1. Here the biased one is asked for, with N, as np.std computes it by itself.",
    zh_TW="標準差除以了 N - 1。這裡要的是有偏的，除以 N，也就是 np.std 的預設。",
)
def unbiased_deviation(reference, train, test):
    reference.standardize(train, test)
    deviation = np.std(train, axis=0) * np.sqrt(len(train) / max(len(train) - 1, 1))
    return _scaled(train, test, np.mean(train, axis=0), _usable(deviation))


@mistake(
    "standardize",
    en="One mean and one deviation were used for the whole table. Each feature (column) has its own: axis=0.",
    zh_TW="整張表共用了一個平均和一個標準差。每個特徵（行）各有自己的：axis=0。",
)
def one_scale_for_all_features(reference, train, test):
    reference.standardize(train, test)
    return _scaled(train, test, np.mean(train), _usable(np.std(train)))


@mistake(
    "standardize",
    en="It was divided by the variance. Divide by its square root, the deviation, or the result has no unit scale.",
    zh_TW="你除以的是變異數。要除以它的平方根，也就是標準差。",
)
def divided_by_the_variance(reference, train, test):
    reference.standardize(train, test)
    return _scaled(train, test, np.mean(train, axis=0), _usable(np.var(train, axis=0)))


@mistake(
    "standardize",
    en="Features that do not change gave NaN or inf: their deviation is 0. Let it count as 1.",
    zh_TW="固定不變的特徵得到了 NaN 或 inf：它的標準差是 0。請把 0 當成 1。",
)
def divided_by_zero(reference, train, test):
    reference.standardize(train, test)
    return _scaled(train, test, np.mean(train, axis=0), np.std(train, axis=0))


@mistake(
    "standardize",
    en=(
        "A small number was added to the deviation. It spares the division by 0, but a constant feature of the test data "
        "becomes huge, and all others are a little off. Only a deviation of exactly 0 is replaced, by 1."
    ),
    zh_TW=(
        "你在標準差上加了一個很小的數。這樣雖然不會除以 0，但測試資料中固定不變的特徵會變得非常大，其他的也都偏了一點。"
        "只有剛好是 0 的標準差才換成 1。"
    ),
)
def small_number_added(reference, train, test):
    reference.standardize(train, test)
    return _scaled(train, test, np.mean(train, axis=0), np.std(train, axis=0) + 1e-8)


@mistake(
    "standardize",
    en="The mean was subtracted, but nothing was divided. The second half is missing: divide by the deviation.",
    zh_TW="你減了平均，但沒有除。還差一半：要再除以標準差。",
)
def only_shifted(reference, train, test):
    reference.standardize(train, test)
    return _scaled(train, test, np.mean(train, axis=0), 1.0)


@mistake(
    "standardize",
    en="The features were stretched between smallest and largest value (min-max scaling). Use mean and deviation.",
    zh_TW="你用最小值和最大值來縮放（min-max）。要用平均和標準差。",
)
def from_smallest_to_largest(reference, train, test):
    reference.standardize(train, test)
    low = np.min(train, axis=0)
    return _scaled(train, test, low, _usable(np.max(train, axis=0) - low))


@mistake(
    "standardize",
    en="Only the training data were scaled. The network must see test data in the same units: scale both.",
    zh_TW="只縮放了訓練資料。網路看到的測試資料必須是同樣的單位：兩者都要縮放。",
)
def test_left_alone(reference, train, test):
    return reference.standardize(train, test)[0], np.asarray(test, dtype=np.float64)


# --- train_validation_split -----------------------------------------------------------------------------------------


def _heaps(reference, n, fraction, rng):
    """How many samples are for validation, and all of them in a random order."""
    train, validation = reference.train_validation_split(n, fraction, rng)
    return len(validation), np.concatenate([validation, train])


@mistake(
    "train_validation_split",
    en=(
        "Nothing was shuffled: always the same samples are held out. Files are often sorted by class, and then validation "
        "sees other classes than training."
    ),
    zh_TW="你沒有洗牌：每次留下的都是同一批樣本。資料常常按類別排好，這樣驗證看到的類別就和訓練不同。",
)
def not_shuffled(reference, n, fraction, rng):
    held_out, _ = _heaps(reference, n, fraction, rng)
    return np.arange(held_out, n), np.arange(held_out)


@mistake(
    "train_validation_split",
    en="The generator that you were given was not used: your own, with a fixed seed, makes every split alike. Draw from rng.",
    zh_TW="你沒有使用收到的產生器：自己用固定種子建立的產生器，每次都分得一樣。請用 rng 來抽。",
)
def own_generator(reference, n, fraction, rng):
    del rng
    return reference.train_validation_split(n, fraction, np.random.default_rng(0))


@mistake(
    "train_validation_split",
    en="The parts changed places: training comes first, and fraction is the share that is held out for validation, not "
    "the share for training.",
    zh_TW="兩份的順序反了：先回傳訓練，再回傳驗證；fraction 是留作驗證的比例，不是訓練的比例。",
)
def parts_swapped(reference, n, fraction, rng):
    return reference.train_validation_split(n, fraction, rng)[::-1]


@mistake(
    "train_validation_split",
    en="Indices were drawn with replacement: some occur twice, others never. Shuffle all of them and cut the row in two.",
    zh_TW="索引是「放回」抽樣的：有些出現兩次，有些從沒出現。請把全部洗亂，再切成兩段。",
)
def drawn_with_replacement(reference, n, fraction, rng):
    held_out, _ = _heaps(reference, n, fraction, rng)
    drawn = rng.integers(n, size=n)
    return drawn[held_out:], drawn[:held_out]


@mistake(
    "train_validation_split",
    en="The held-out samples are in the training part too, so validation measures what was learnt by heart.",
    zh_TW="留下的樣本也在訓練那一份裡，這樣驗證量到的只是背下來的東西。",
)
def held_out_is_trained_on(reference, n, fraction, rng):
    held_out, order = _heaps(reference, n, fraction, rng)
    return order, order[:held_out]


@mistake(
    "train_validation_split",
    en="The number of held-out samples was rounded down: int() cuts off the fraction. Use round().",
    zh_TW="留下的樣本數被無條件捨去了：int() 會直接切掉小數。請用 round()。",
)
def rounded_down(reference, n, fraction, rng):
    _, order = _heaps(reference, n, fraction, rng)
    held_out = int(n * fraction + 1e-9)
    return order[held_out:], order[:held_out]


@mistake(
    "train_validation_split",
    en="The indices run from 1 to n. They start at 0, as everywhere in Python.",
    zh_TW="索引從 1 到 n 了。和 Python 其他地方一樣，要從 0 開始。",
)
def indices_from_one(reference, n, fraction, rng):
    train, validation = reference.train_validation_split(n, fraction, rng)
    return train + 1, validation + 1


@mistake(
    "train_validation_split",
    en=(
        "A coin was tossed for each sample, so the sizes differ from split to split. Exactly n * fraction samples, rounded, "
        "are held out."
    ),
    zh_TW="你對每筆樣本各丟一次硬幣，所以每次的個數都不同。應該剛好留下 n * fraction 個（四捨五入）。",
)
def coin_for_each_sample(reference, n, fraction, rng):
    _heaps(reference, n, fraction, np.random.default_rng(0))
    held_out = rng.random(n) < fraction
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


# --- horizontal_flip ------------------------------------------------------------------------------------------------


@mistake(
    "horizontal_flip",
    en="Top and bottom changed places. A horizontal flip runs along the last axis: left and right.",
    zh_TW="上下顛倒了。水平翻轉是沿著最後一個軸：左右互換。",
)
def upside_down(_reference, image):
    return image[:, ::-1]


@mistake(
    "horizontal_flip",
    en="The channels changed places (RGB became BGR). Here channels come first; the width is the last axis.",
    zh_TW="通道的順序反了（RGB 變成 BGR）。這裡通道在最前面，寬是最後一個軸。",
)
def channels_reversed(_reference, image):
    return image[::-1]


@mistake(
    "horizontal_flip",
    en="The image was turned by 180 degrees: rows were reversed as well. Rows keep their order.",
    zh_TW="影像轉了 180 度：連列的順序也反了。列的順序要保持不變。",
)
def turned_around(_reference, image):
    return image[:, ::-1, ::-1]


@mistake(
    "horizontal_flip",
    en="Rows and columns changed places: that is transposing, or mirroring at the diagonal.",
    zh_TW="列和行互換了：那是轉置，也就是沿對角線鏡射。",
)
def mirrored_at_the_diagonal(_reference, image):
    return np.swapaxes(image, -1, -2)


@mistake(
    "horizontal_flip",
    en="All three axes were reversed: np.flip without an axis does that. Name the last one: axis=-1.",
    zh_TW="三個軸全都反了：np.flip 不指定軸就會這樣。請指定最後一個軸：axis=-1。",
)
def every_axis_reversed(_reference, image):
    return np.flip(image)


@mistake(
    "horizontal_flip",
    en="Only the first channel was mirrored. All channels show the same scene, so all are flipped.",
    zh_TW="只翻轉了第一個通道。所有通道拍的是同一個畫面，全部都要翻轉。",
)
def first_channel_only(_reference, image):
    return np.concatenate([image[:1, :, ::-1], image[1:]])


@mistake(
    "horizontal_flip",
    en=(
        "Row by row was written over while it was still being read, so the right half is a mirror of itself. Read from the "
        "image and write into a new array."
    ),
    zh_TW="一邊讀一邊覆寫，所以其中一半變成另一半的鏡像。請從影像讀取，寫進新的陣列。",
)
def overwritten_while_reading(_reference, image):
    result = np.array(image)
    width = result.shape[-1]
    for x in range(width):
        result[..., x] = result[..., width - 1 - x]
    return result


# --- pad_and_crop ---------------------------------------------------------------------------------------------------


def _frame(image, padding, **how):
    """The image with a frame around its last two axes."""
    return np.pad(image, [(0, 0), (padding, padding), (padding, padding)], **how)


@mistake(
    "pad_and_crop",
    en="top and left changed places: top counts rows (the second axis), left counts columns (the last).",
    zh_TW="top 和 left 顛倒了：top 數的是列（第二個軸），left 數的是行（最後一個軸）。",
)
def top_and_left_swapped(reference, image, padding, top, left):
    return reference.pad_and_crop(image, padding, left, top)


@mistake(
    "pad_and_crop",
    en="The image was padded but not cropped: the result is larger. Cut out a piece of the original height and width.",
    zh_TW="影像填補了卻沒有裁切，結果變大了。要裁出和原來一樣高、一樣寬的一塊。",
)
def not_cropped(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    return _frame(image, padding)


@mistake(
    "pad_and_crop",
    en="The piece ends where the padded image ends. Its size is that of the original: rows top to top + H.",
    zh_TW="裁切一直到填補後影像的尾端。大小應該和原影像相同：第 top 列到第 top + H 列。",
)
def cropped_to_the_end(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    return _frame(image, padding)[:, top:, left:]


@mistake(
    "pad_and_crop",
    en="The piece was always cut from the middle, which gives the image back. It begins at row top and column left.",
    zh_TW="永遠從正中央裁切，得到的就是原來的影像。應該從第 top 列、第 left 行開始。",
)
def always_the_middle(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    return np.array(image)


@mistake(
    "pad_and_crop",
    en="Pixels that leave the image on one side came in on the other (np.roll). What comes in are zeros.",
    zh_TW="從一邊移出去的像素，從另一邊跑回來了（np.roll）。補進來的應該是 0。",
)
def rolled_around(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    return np.roll(image, (padding - top, padding - left), axis=(1, 2))


@mistake(
    "pad_and_crop",
    en="The image moves the wrong way: a window further down shows what lies further down, so the image moves up.",
    zh_TW="影像移動的方向反了：視窗往下移，看到的是更下面的部分，所以影像是往上移。",
)
def moved_the_wrong_way(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    return reference.pad_and_crop(image, padding, 2 * padding - top, 2 * padding - left)


@mistake(
    "pad_and_crop",
    en="The frame repeats the outermost pixels of the image. This exercise asks for zeros.",
    zh_TW="邊框重複了影像最外圈的像素。這一題要的是補零。",
)
def frame_repeats_the_edge(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    height, width = image.shape[1:]
    return _frame(image, padding, mode="edge")[:, top : top + height, left : left + width]


@mistake(
    "pad_and_crop",
    en="The channels were padded too, so the piece begins with a channel of zeros. np.pad takes one pair of widths per axis.",
    zh_TW="通道也被填補了，所以裁出來的第一個通道全是 0。np.pad 可以對每個軸分別指定寬度。",
)
def channels_padded(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    channels, height, width = image.shape
    return np.pad(image, padding)[:channels, top : top + height, left : left + width]


@mistake(
    "pad_and_crop",
    en="The zeros were added below and on the right only. They go on all four sides, so the image starts at row `padding`.",
    zh_TW="你只在下方和右方補零。四邊都要補，所以影像從第 padding 列開始。",
)
def padded_on_two_sides(reference, image, padding, top, left):
    reference.pad_and_crop(image, padding, top, left)
    height, width = image.shape[1:]
    wide = np.pad(image, [(0, 0), (0, 2 * padding), (0, 2 * padding)])
    return wide[:, top : top + height, left : left + width]


# --- confusion_matrix -----------------------------------------------------------------------------------------------


@mistake(
    "confusion_matrix",
    en="Rows and columns changed places: the rows are the labels, the columns the predictions.",
    zh_TW="列和行顛倒了：列是標籤，行是預測。",
)
def rows_are_predictions(reference, labels, predictions, classes):
    return reference.confusion_matrix(labels, predictions, classes).T


@mistake(
    "confusion_matrix",
    en=(
        "A pair that occurs several times was counted once: `result[labels, predictions] += 1` adds 1 per cell, not per "
        "sample. Use a loop, or np.add.at."
    ),
    zh_TW="重複出現的組合只算了一次：`result[labels, predictions] += 1` 是每格加 1，不是每筆樣本加 1。請用迴圈或 np.add.at。",
)
def pairs_counted_once(reference, labels, predictions, classes):
    return np.minimum(reference.confusion_matrix(labels, predictions, classes), 1)


@mistake(
    "confusion_matrix",
    en="The rows were divided by their sums. Asked for are counts: whole numbers of samples.",
    zh_TW="每一列被除以總和了。這裡要的是個數：有幾筆樣本。",
)
def shares_instead_of_counts(reference, labels, predictions, classes):
    counts = reference.confusion_matrix(labels, predictions, classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


@mistake(
    "confusion_matrix",
    en="Only right predictions were counted. What makes the matrix useful is off the diagonal: what was taken for what.",
    zh_TW="只算了預測對的。混淆矩陣有用的地方在對角線以外：哪個類別被當成了哪個類別。",
)
def only_the_diagonal(reference, labels, predictions, classes):
    return np.diag(np.diag(reference.confusion_matrix(labels, predictions, classes)))


@mistake(
    "confusion_matrix",
    en="Only wrong predictions were counted. The right ones belong on the diagonal.",
    zh_TW="只算了預測錯的。預測對的要算在對角線上。",
)
def diagonal_left_out(reference, labels, predictions, classes):
    counts = reference.confusion_matrix(labels, predictions, classes)
    return counts - np.diag(np.diag(counts))


@mistake(
    "confusion_matrix",
    en="Classes that do not occur lost their row and column. The matrix is (classes, classes), whatever occurs.",
    zh_TW="沒有出現的類別少了列和行。矩陣一定是 (classes, classes)，不論哪些類別有出現。",
)
def size_from_the_labels(reference, labels, predictions, classes):
    counts = reference.confusion_matrix(labels, predictions, classes)
    seen = np.union1d(labels, predictions)
    return counts[np.ix_(seen, seen)]


@mistake("confusion_matrix", **_SHAPES_NOT_CHECKED, id="shapes-not-checked")
def confusion_shapes_not_checked(reference, labels, predictions, classes):
    count = min(len(labels), len(predictions))
    return reference.confusion_matrix(labels[:count], predictions[:count], classes)


# --- accuracy -------------------------------------------------------------------------------------------------------


@mistake(
    "accuracy",
    en="That is the error rate, the share of wrong predictions. Accuracy is the share of right ones.",
    zh_TW="那是錯誤率，也就是預測錯的比例。accuracy 是預測對的比例。",
)
def share_of_wrong_ones(reference, labels, predictions):
    return 1 - reference.accuracy(labels, predictions)


@mistake(
    "accuracy",
    en="The right predictions were counted but not divided by the number of all.",
    zh_TW="你數了預測對的個數，但沒有除以總數。",
)
def right_ones_counted(reference, labels, predictions):
    return reference.accuracy(labels, predictions) * len(labels)


@mistake(
    "accuracy",
    en="That is a percentage. Return a share from 0 to 1.",
    zh_TW="那是百分比。請回傳 0 到 1 之間的比例。",
)
def percentage(reference, labels, predictions):
    return reference.accuracy(labels, predictions) * 100


@mistake(
    "accuracy",
    en="The result is 0 or 1 only: // or int() cut off the fraction. Divide with /.",
    zh_TW="結果只有 0 或 1：// 或 int() 把小數切掉了。請用 / 相除。",
)
def fraction_cut_off(reference, labels, predictions):
    return int(reference.accuracy(labels, predictions))


@mistake(
    "accuracy",
    en=(
        "The accuracies of the classes were averaged (balanced accuracy), so samples of rare classes count more. Every "
        "sample counts the same here."
    ),
    zh_TW="你把各類別的準確率平均了（balanced accuracy），稀有類別的樣本因此比較重。這裡每筆樣本的分量相同。",
)
def mean_over_the_classes(reference, labels, predictions):
    reference.accuracy(labels, predictions)
    return float(np.mean([np.mean(predictions[labels == number] == number) for number in np.unique(labels)]))


@mistake("accuracy", **_SHAPES_NOT_CHECKED, id="shapes-not-checked")
def accuracy_shapes_not_checked(reference, labels, predictions):
    count = min(len(labels), len(predictions))
    return reference.accuracy(labels[:count], predictions[:count])


# --- precision and recall -------------------------------------------------------------------------------------------


def _diagonal_and_sums(reference, labels, predictions, classes):
    """Right predictions of each class, samples taken for it, samples of it."""
    counts = reference.confusion_matrix(labels, predictions, classes)
    return np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)


@mistake(
    "precision",
    en="That is recall: the right ones were divided by the samples of the class. Divide by the samples taken for the class.",
    zh_TW="那是 recall：你除以的是屬於該類別的樣本數。要除以被預測成該類別的樣本數。",
)
def recall_instead(reference, labels, predictions, classes):
    return reference.recall(labels, predictions, classes)


@mistake("precision", **_NOT_A_NUMBER, id="not-a-number")
def precision_not_a_number(reference, labels, predictions, classes):
    right, taken, _ = _diagonal_and_sums(reference, labels, predictions, classes)
    with np.errstate(all="ignore"):
        return right / taken


@mistake("precision", **_EMPTY_IS_PERFECT, id="empty-is-perfect")
def precision_empty_is_perfect(reference, labels, predictions, classes):
    _, taken, _ = _diagonal_and_sums(reference, labels, predictions, classes)
    return np.where(taken == 0, 1.0, reference.precision(labels, predictions, classes))


@mistake("precision", **_ONE_NUMBER, id="one-number")
def precision_one_number(reference, labels, predictions, classes):
    return float(np.mean(reference.precision(labels, predictions, classes)))


@mistake("precision", **_DIVIDED_BY_ALL, id="divided-by-all")
def precision_divided_by_all(reference, labels, predictions, classes):
    return _diagonal_and_sums(reference, labels, predictions, classes)[0] / len(labels)


@mistake("precision", **_WRONG_AS_RIGHT, id="true-negatives-counted")
def precision_true_negatives_counted(reference, labels, predictions, classes):
    right, taken, there = _diagonal_and_sums(reference, labels, predictions, classes)
    return (len(labels) - taken - there + 2 * right) / len(labels)


@mistake(
    "recall",
    en="That is precision: the right ones were divided by the samples taken for the class. Divide by the samples of the "
    "class.",
    zh_TW="那是 precision：你除以的是被預測成該類別的樣本數。要除以屬於該類別的樣本數。",
)
def precision_instead(reference, labels, predictions, classes):
    return reference.precision(labels, predictions, classes)


@mistake("recall", **_NOT_A_NUMBER, id="not-a-number")
def recall_not_a_number(reference, labels, predictions, classes):
    right, _, there = _diagonal_and_sums(reference, labels, predictions, classes)
    with np.errstate(all="ignore"):
        return right / there


@mistake("recall", **_EMPTY_IS_PERFECT, id="empty-is-perfect")
def recall_empty_is_perfect(reference, labels, predictions, classes):
    _, _, there = _diagonal_and_sums(reference, labels, predictions, classes)
    return np.where(there == 0, 1.0, reference.recall(labels, predictions, classes))


@mistake("recall", **_ONE_NUMBER, id="one-number")
def recall_one_number(reference, labels, predictions, classes):
    return float(np.mean(reference.recall(labels, predictions, classes)))


@mistake("recall", **_DIVIDED_BY_ALL, id="divided-by-all")
def recall_divided_by_all(reference, labels, predictions, classes):
    return _diagonal_and_sums(reference, labels, predictions, classes)[0] / len(labels)


@mistake(
    "recall",
    en="Classes that do not occur were left out, so the result is shorter. It has one number for each of `classes`.",
    zh_TW="沒有出現的類別被略過，所以結果變短了。結果要有 classes 個數，每個類別各一個。",
)
def absent_classes_left_out(reference, labels, predictions, classes):
    return reference.recall(labels, predictions, classes)[np.unique(labels)]
