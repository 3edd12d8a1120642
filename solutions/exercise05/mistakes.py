"""
Known mistakes of exercise05: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages. A variant calls the reference first
where the misconception leaves the checking of arguments alone.
"""

import numpy as np

from grader.suite import mistake

_BASE_TEN = {
    "en": (
        "The logarithm has base 10. A slide does that, too (0.222 for -log 0.6); losses use the natural one, np.log, which "
        "gives 0.511."
    ),
    "zh_TW": "你用了以 10 為底的對數。有一張投影片也是（-log 0.6 寫成 0.222）；損失函數用的是自然對數 np.log，結果是 0.511。",
}
_BASE_TWO = {
    "en": "The logarithm has base 2, which counts bits. Losses use the natural logarithm, np.log.",
    "zh_TW": "你用了以 2 為底的對數，那是以位元計算。損失函數用的是自然對數 np.log。",
}
_SUMMED = {
    "en": "The losses were added up. Asked for is their mean, so that the number does not grow with the amount of data.",
    "zh_TW": "你把損失加總了。要的是平均，這樣數值才不會隨著資料量變大。",
}
_MEAN_OVER_CLASSES = {
    "en": (
        "The mean goes over all N * K cells, so the loss is K times too small. Sum over the classes of an example, then "
        "take the mean over the N examples."
    ),
    "zh_TW": "你對全部 N * K 格取平均，損失因此小了 K 倍。應該先對一筆資料的類別加總，再對 N 筆資料取平均。",
}
_SIGN_MISSING = {
    "en": "The minus sign is missing. The logarithm of a probability is negative; a loss is positive, and smaller is better.",
    "zh_TW": "少了負號。機率的對數是負數；損失是正數，而且越小越好。",
}
_SWAPPED = {
    "en": (
        "The two arguments are swapped: the logarithm was taken of the targets. It belongs to what the network says, the "
        "probabilities; the targets are the weights."
    ),
    "zh_TW": "兩個參數對調了：你對目標取了對數。對數應該取在網路的輸出（機率）上，目標只是權重。",
}
_NOT_CLIPPED = {
    "en": (
        "The probabilities were not clipped. log(0) is minus infinity, and 0 * log(0) is nan. Put them between the given "
        "limits with np.clip before the logarithm."
    ),
    "zh_TW": "你沒有裁切機率。log(0) 是負無限大，0 * log(0) 是 nan。取對數之前，先用 np.clip 限制在題目給的範圍內。",
}
_EPSILON_ADDED = {
    "en": (
        "A small number was added to the probability. That changes every probability; clipping (np.clip) changes only those "
        "that are outside of the limits."
    ),
    "zh_TW": "你在機率上加了一個極小的數，這會改變每一個機率；裁切（np.clip）只會改變超出範圍的機率。",
}
_CLIPPED_EARLY = {
    "en": "Probabilities were clipped at 1e-7. The limit here is 1e-12: a probability of 1e-9 still counts as what it is.",
    "zh_TW": "你在 1e-7 就裁切了機率。這一題的界限是 1e-12：1e-9 的機率仍然照原值計算。",
}
_SHAPES_NOT_CHECKED = {
    "en": (
        "Shapes that do not match were accepted: numpy broadcasts, and compares what does not belong together. Compare the "
        "shapes first, and raise a ValueError that names an argument and its shape."
    ),
    "zh_TW": (
        "你接受了形狀不符的陣列：numpy 會自動廣播，把不相干的數拿來比較。"
        "請先比較形狀，並拋出寫出參數名稱和形狀的 ValueError。"
    ),
}
_VALUES_NOT_CHECKED = {
    "en": (
        "Numbers outside [0, 1] were accepted. They are no probabilities (logits, perhaps?): raise a ValueError that names "
        "the argument and the number, for the probabilities and for the targets."
    ),
    "zh_TW": (
        "你接受了 [0, 1] 以外的數。那不是機率（說不定是 logits？）：機率和目標都要檢查，並拋出寫出參數名稱和那個數的 ValueError。"
    ),
}
_ROUNDING_REFUSED = {
    "en": (
        "A probability of 1.0000000001 was refused. Computed probabilities miss 0 and 1 by rounding errors: refuse only "
        "what is outside by more than 1e-9."
    ),
    "zh_TW": "你拒絕了 1.0000000001 這樣的機率。計算出來的機率會有捨入誤差：超出範圍超過 1e-9 才拒絕。",
}
_DIVIDED_BY_LENGTH = {
    "en": (
        "The sum was divided by len(...), which is the length of the first axis only. It fits some shapes and not others; "
        "see the statement for what the mean goes over."
    ),
    "zh_TW": "你把總和除以 len(...)，那只是第一個軸的長度，有些形狀對、有些不對。平均要對什麼取，請看題目說明。",
}
_LABELS_NOT_CHECKED = {
    "en": (
        "Labels that are no class were not refused by you. Check labels < 0 and labels >= K before you index, and raise a "
        "ValueError that names the labels and the wrong one."
    ),
    "zh_TW": "你沒有拒絕不存在的類別。取值之前先檢查 labels < 0 和 labels >= K，並拋出寫出 labels 和錯誤標籤的 ValueError。",
}
_NEGATIVE_LABELS = {
    "en": "A label of -1 was accepted: numpy counts it from the end and takes the last class. Refuse labels below 0 as well.",
    "zh_TW": "你接受了標籤 -1：numpy 會從尾端數，變成最後一個類別。小於 0 的標籤也要拒絕。",
}
_OVERFLOW = {
    "en": (
        "exp of a large logit is infinite for a float, of very negative ones 0. Subtract the largest logit of the row first: "
        "the loss stays the same."
    ),
    "zh_TW": "很大的 logit 取 exp 會變成無限大，很小的會變成 0。先減掉該列最大的 logit，損失不會變。",
}
_PER_COLUMN = {
    "en": "There is one mean per column: that is mean(axis=0). Asked for is one number, the mean over all elements.",
    "zh_TW": "你得到的是每一行各一個平均，也就是 mean(axis=0)。要的是一個數：對所有元素取平均。",
}
_WHOLE_DIVISION = {
    "en": "The fraction of the mean is gone: // rounds down. Divide with /.",
    "zh_TW": "平均值的小數不見了：// 會無條件捨去。請用 /。",
}


def _clip(probabilities, low=1e-12, high=1.0):
    """Probabilities within limits."""
    return np.clip(np.asarray(probabilities, dtype=np.float64), low, high)


def _log(values):
    """Natural logarithm, of 0 too."""
    with np.errstate(all="ignore"):
        return np.log(values)


def _check_shapes(one, other):
    """Refuse shapes that differ, as a careful student does."""
    if one.shape != other.shape:
        raise ValueError(f"probabilities of shape {one.shape}, targets of shape {other.shape}")


def _check_values(probabilities, targets, hair=1e-9):
    """Refuse numbers that are no shares, as a careful student does."""
    for name, array in (("probabilities", probabilities), ("targets", targets)):
        for number in array.flat:
            if not -hair <= number <= 1 + hair:
                raise ValueError(f"{name} must lie in [0, 1], got {number}")


def _categorical(probabilities, targets, log=np.log):
    """Cross-entropy without any checks."""
    return -(targets * log(_clip(probabilities))).sum(axis=-1).mean()


def _binary(probabilities, targets):
    """Binary cross-entropy without any checks."""
    p = _clip(probabilities, high=1 - 1e-12)
    return -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean()


# --- cross_entropy --------------------------------------------------------------------------------------------------


@mistake("cross_entropy", **_BASE_TEN)
def base_ten(reference, probabilities, targets):
    return reference.cross_entropy(probabilities, targets) / np.log(10)


@mistake("cross_entropy", **_BASE_TWO)
def base_two(reference, probabilities, targets):
    return reference.cross_entropy(probabilities, targets) / np.log(2)


@mistake("cross_entropy", **_SUMMED)
def summed(reference, probabilities, targets):
    examples = len(probabilities) if probabilities.ndim > 1 else 1
    return reference.cross_entropy(probabilities, targets) * examples


@mistake("cross_entropy", **_MEAN_OVER_CLASSES)
def mean_over_classes(reference, probabilities, targets):
    return reference.cross_entropy(probabilities, targets) / probabilities.shape[-1]


@mistake("cross_entropy", **_DIVIDED_BY_LENGTH)
def divided_by_length(reference, probabilities, targets):
    right = reference.cross_entropy(probabilities, targets)
    return right if probabilities.ndim > 1 else right / len(probabilities)


@mistake("cross_entropy", **_SIGN_MISSING)
def sign_missing(reference, probabilities, targets):
    return -reference.cross_entropy(probabilities, targets)


@mistake("cross_entropy", **_SWAPPED)
def arguments_swapped(reference, probabilities, targets):
    return reference.cross_entropy(targets, probabilities)


@mistake("cross_entropy", **_NOT_CLIPPED)
def not_clipped(reference, probabilities, targets):
    reference.cross_entropy(probabilities, targets)
    with np.errstate(all="ignore"):
        return -(targets * np.log(probabilities)).sum(axis=-1).mean()


@mistake("cross_entropy", **_EPSILON_ADDED)
def epsilon_added(reference, probabilities, targets):
    reference.cross_entropy(probabilities, targets)
    return -(targets * np.log(np.maximum(probabilities, 0) + 1e-12)).sum(axis=-1).mean()


@mistake("cross_entropy", **_CLIPPED_EARLY)
def clipped_early(reference, probabilities, targets):
    return reference.cross_entropy(_clip(probabilities, 1e-7), targets)


@mistake(
    "cross_entropy",
    en=(
        "Only the class with the largest target was counted. Soft targets share the 1: every class counts with its share, "
        "-sum of target * log(probability)."
    ),
    zh_TW=(
        "你只算了目標最大的那個類別。軟目標由好幾個類別分攤那個 1，每個類別都要依比例計算："
        "-（target * log(probability) 的總和）。"
    ),
)
def largest_target_only(reference, probabilities, targets):
    reference.cross_entropy(probabilities, targets)
    best = (np.arange(targets.shape[-1]) == np.argmax(targets, axis=-1)[..., None]).astype(np.float64)
    return _categorical(probabilities, best)


@mistake(
    "cross_entropy",
    en=(
        "The terms (1 - target) * log(1 - probability) belong to yes/no questions. Here the classes compete for one 1: only "
        "target * log(probability) counts."
    ),
    zh_TW="(1 - target) * log(1 - probability) 這一項屬於是非題。這裡各類別共同分配一個 1，只需要 target * log(probability)。",
)
def both_sides(reference, probabilities, targets):
    reference.cross_entropy(probabilities, targets)
    classes = probabilities.shape[-1]
    return _binary(probabilities, targets) * classes


@mistake(
    "cross_entropy",
    en=(
        "The probabilities went through softmax (again). They are probabilities already; logits are the business of "
        "cross_entropy_from_logits."
    ),
    zh_TW="你又對機率做了一次 softmax。它們已經是機率了；logits 是 cross_entropy_from_logits 的事。",
)
def softmax_first(reference, probabilities, targets):
    reference.cross_entropy(probabilities, targets)
    powers = np.exp(probabilities)
    return _categorical(powers / powers.sum(axis=-1, keepdims=True), targets)


@mistake(
    "cross_entropy",
    en="The logarithm is missing: this is minus the probability of the right class. The loss is minus its logarithm.",
    zh_TW="少了對數：你算的是正確類別機率的負值。損失應該是機率取對數之後的負值。",
)
def logarithm_missing(reference, probabilities, targets):
    reference.cross_entropy(probabilities, targets)
    return -(targets * probabilities).sum(axis=-1).mean()


@mistake("cross_entropy", **_SHAPES_NOT_CHECKED)
def shapes_not_checked(_reference, probabilities, targets):
    _check_values(probabilities, targets)
    return _categorical(probabilities, targets)


@mistake("cross_entropy", **_VALUES_NOT_CHECKED)
def values_not_checked(_reference, probabilities, targets):
    _check_shapes(probabilities, targets)
    return _categorical(probabilities, targets)


@mistake("cross_entropy", **_ROUNDING_REFUSED)
def rounding_refused(reference, probabilities, targets):
    _check_shapes(probabilities, targets)
    _check_values(probabilities, targets, hair=0)
    return reference.cross_entropy(probabilities, targets)


# --- cross_entropy_from_logits --------------------------------------------------------------------------------------


def _log_softmax(logits, axis=1):
    """Logarithms of softmax, computed with care."""
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _reduced(losses, reduction):
    """Mean, sum, or the losses themselves."""
    return {"mean": np.mean, "sum": np.sum, "none": lambda each: each}[reduction](losses)


def _at(values, labels):
    """One value per row."""
    return values[np.arange(len(labels)), labels]


@mistake("cross_entropy_from_logits", **_OVERFLOW)
def overflow(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    with np.errstate(all="ignore"):
        return _reduced(np.log(np.exp(logits * 1.0).sum(axis=1)) - _at(logits, labels), reduction)


@mistake(
    "cross_entropy_from_logits",
    en=(
        "The probability was computed first and its logarithm afterwards. A probability that is too small for a float is 0, "
        "and the loss gets infinite. Simplify: log(sum of exp(z)) - z_y with z = logits - largest logit."
    ),
    zh_TW=(
        "你先算機率，之後才取對數。機率小到浮點數無法表示時會變成 0，損失就成了無限大。"
        "先化簡：設 z = logits - 最大的 logit，損失是 log(exp(z) 的總和) - z_y。"
    ),
)
def log_of_softmax(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    return _reduced(-_log(_at(np.exp(_log_softmax(logits)), labels)), reduction)


@mistake(
    "cross_entropy_from_logits",
    en=(
        "The probability was clipped at 1e-12 before the logarithm, so no loss is above 27.6. From logits nothing needs to "
        "be clipped: log(sum of exp(z)) - z_y with z = logits - largest logit."
    ),
    zh_TW=(
        "你在取對數之前把機率裁切到 1e-12，損失因此不會超過 27.6。從 logits 計算不必裁切："
        "設 z = logits - 最大的 logit，損失是 log(exp(z) 的總和) - z_y。"
    ),
)
def probability_clipped(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    return _reduced(-np.log(_clip(_at(np.exp(_log_softmax(logits)), labels))), reduction)


@mistake("cross_entropy_from_logits", **_BASE_TEN, id="base-ten")
def logits_base_ten(reference, logits, labels, reduction="mean"):
    return reference.cross_entropy_from_logits(logits, labels, reduction) / np.log(10)


@mistake("cross_entropy_from_logits", **_SIGN_MISSING, id="sign-missing")
def logits_sign_missing(reference, logits, labels, reduction="mean"):
    return -reference.cross_entropy_from_logits(logits, labels, reduction)


@mistake("cross_entropy_from_logits", **_SUMMED, id="summed")
def logits_summed(reference, logits, labels, reduction="mean"):
    return reference.cross_entropy_from_logits(logits, labels, "sum" if reduction == "mean" else reduction)


@mistake("cross_entropy_from_logits", **_MEAN_OVER_CLASSES, id="mean-over-classes")
def logits_mean_over_classes(reference, logits, labels, reduction="mean"):
    right = reference.cross_entropy_from_logits(logits, labels, reduction)
    return right / logits.shape[1] if reduction == "mean" else right


@mistake(
    "cross_entropy_from_logits",
    en='The argument `reduction` has no effect: it is always the mean. "sum" adds up, "none" gives one loss per example.',
    zh_TW="參數 reduction 沒有作用，你總是取平均。「sum」是加總，「none」是每筆資料各給一個損失。",
)
def reduction_ignored(reference, logits, labels, reduction="mean"):
    del reduction
    return reference.cross_entropy_from_logits(logits, labels)


@mistake(
    "cross_entropy_from_logits",
    en='"none" keeps the losses apart: return the array of N losses instead of their mean.',
    zh_TW="「none」表示不合併：請回傳 N 個損失的陣列，而不是平均。",
)
def none_averaged(reference, logits, labels, reduction="mean"):
    return reference.cross_entropy_from_logits(logits, labels, "mean" if reduction == "none" else reduction)


@mistake(
    "cross_entropy_from_logits",
    en=(
        "Every label was used for every row: [:, labels] picks N columns for each of the N rows. Pair rows and labels: "
        "[np.arange(N), labels]."
    ),
    zh_TW="每一列都用了所有的標籤：[:, labels] 會替 N 列各取 N 行。要讓列和標籤一一配對：[np.arange(N), labels]。",
)
def all_labels_for_all_rows(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    return _reduced(-_log_softmax(logits)[:, labels], reduction)


@mistake(
    "cross_entropy_from_logits",
    en=(
        "The largest logit was subtracted in the sum, but not from the logit of the right class. Both must be shifted: "
        "log(sum of exp(z)) - z_y with z = logits - largest logit."
    ),
    zh_TW=(
        "你在總和裡減了最大的 logit，正確類別的 logit 卻沒有減。"
        "兩邊都要減：設 z = logits - 最大的 logit，損失是 log(exp(z) 的總和) - z_y。"
    ),
)
def maximum_lost(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    shifted = logits - logits.max(axis=1, keepdims=True)
    return _reduced(np.log(np.exp(shifted).sum(axis=1)) - _at(logits, labels), reduction)


@mistake(
    "cross_entropy_from_logits",
    en=(
        "The largest number of the whole batch was subtracted. Rows that lie far below it become exp(...) = 0. Take the "
        "largest logit of every row: max(axis=1, keepdims=True)."
    ),
    zh_TW="你減掉的是整個批次的最大值，離它很遠的列取 exp 後全是 0。請取每一列自己的最大值：max(axis=1, keepdims=True)。",
)
def one_maximum_for_all(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    shifted = logits - logits.max()
    return _reduced(_log(np.exp(shifted).sum(axis=1)) - _at(shifted, labels), reduction)


@mistake(
    "cross_entropy_from_logits",
    en="Softmax went down the columns (axis 0) and mixes the examples. The classes of an example are in its row: axis 1.",
    zh_TW="你沿著每一行（axis 0）做 softmax，把不同的資料混在一起了。一筆資料的類別在同一列：axis 1。",
)
def down_the_columns(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    return _reduced(-_at(_log_softmax(logits, axis=0), labels), reduction)


@mistake(
    "cross_entropy_from_logits",
    en="Softmax was applied twice: the logits became probabilities, and these were treated as logits once more.",
    zh_TW="你做了兩次 softmax：logits 變成機率之後，又被當成 logits 再做了一次。",
)
def softmax_twice(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    return reference.cross_entropy_from_logits(np.exp(_log_softmax(logits)), labels, reduction)


@mistake(
    "cross_entropy_from_logits",
    en="The softmax is missing: the logits were treated as if they were probabilities already. They can be negative.",
    zh_TW="少了 softmax：你把 logits 直接當成機率。logits 可能是負數。",
)
def logits_as_probabilities(reference, logits, labels, reduction="mean"):
    reference.cross_entropy_from_logits(logits, labels, reduction)
    return _reduced(-np.log(_clip(_at(logits, labels))), reduction)


@mistake("cross_entropy_from_logits", **_NEGATIVE_LABELS)
def negative_labels_accepted(reference, logits, labels, reduction="mean"):
    if len(labels) == len(logits) and labels.ndim == 1 and labels.max() < logits.shape[1]:
        labels = labels.astype(np.int64) % logits.shape[1]
    return reference.cross_entropy_from_logits(logits, labels, reduction)


@mistake("cross_entropy_from_logits", **_LABELS_NOT_CHECKED)
def labels_not_checked(_reference, logits, labels, reduction="mean"):
    if labels.shape != logits.shape[:1]:
        raise ValueError(f"labels of shape {labels.shape}, logits of shape {logits.shape}")
    return _reduced(-_at(_log_softmax(logits), labels), reduction)


@mistake("cross_entropy_from_logits", **_SHAPES_NOT_CHECKED, id="shapes-not-checked")
def logits_shapes_not_checked(_reference, logits, labels, reduction="mean"):
    for label in labels.flat:
        if not 0 <= label < logits.shape[1]:
            raise ValueError(f"labels must be from 0 to {logits.shape[1] - 1}, got {label}")
    return _reduced(-_log_softmax(logits)[np.arange(len(logits)), labels], reduction)


# --- binary_cross_entropy -------------------------------------------------------------------------------------------


@mistake(
    "binary_cross_entropy",
    en=(
        "Only the side of the yes was counted, so a wrong no costs nothing. The other side is (1 - target) * log(1 - "
        "probability)."
    ),
    zh_TW="你只算了「是」的那一邊，所以答案為「否」時猜錯也沒有代價。另一邊是 (1 - target) * log(1 - probability)。",
)
def yes_only(reference, probabilities, targets):
    reference.binary_cross_entropy(probabilities, targets)
    return -(targets * np.log(_clip(probabilities))).mean()


@mistake(
    "binary_cross_entropy",
    en="Both sides use log(p). The probability of a no is 1 - p, so its side is (1 - target) * log(1 - p).",
    zh_TW="兩邊都用了 log(p)。「否」的機率是 1 - p，所以那一邊是 (1 - target) * log(1 - p)。",
)
def same_logarithm_twice(reference, probabilities, targets):
    reference.binary_cross_entropy(probabilities, targets)
    return -np.log(_clip(probabilities, high=1 - 1e-12)).mean()


@mistake("binary_cross_entropy", **_BASE_TEN, id="base-ten")
def binary_base_ten(reference, probabilities, targets):
    return reference.binary_cross_entropy(probabilities, targets) / np.log(10)


@mistake("binary_cross_entropy", **_BASE_TWO, id="base-two")
def binary_base_two(reference, probabilities, targets):
    return reference.binary_cross_entropy(probabilities, targets) / np.log(2)


@mistake("binary_cross_entropy", **_SUMMED, id="summed")
def binary_summed(reference, probabilities, targets):
    return reference.binary_cross_entropy(probabilities, targets) * probabilities.size


@mistake("binary_cross_entropy", **_DIVIDED_BY_LENGTH, id="divided-by-length")
def binary_divided_by_length(reference, probabilities, targets):
    right = reference.binary_cross_entropy(probabilities, targets)
    return right * probabilities.size / len(probabilities)


@mistake("binary_cross_entropy", **_SIGN_MISSING, id="sign-missing")
def binary_sign_missing(reference, probabilities, targets):
    return -reference.binary_cross_entropy(probabilities, targets)


@mistake("binary_cross_entropy", **_SWAPPED, id="arguments-swapped")
def binary_arguments_swapped(reference, probabilities, targets):
    return reference.binary_cross_entropy(targets, probabilities)


@mistake("binary_cross_entropy", **_NOT_CLIPPED, id="not-clipped")
def binary_not_clipped(reference, probabilities, targets):
    reference.binary_cross_entropy(probabilities, targets)
    with np.errstate(all="ignore"):
        return -(targets * np.log(probabilities) + (1 - targets) * np.log(1 - probabilities)).mean()


@mistake(
    "binary_cross_entropy",
    en=(
        "The probabilities were clipped from below only. For p = 1 the other side has log(1 - 1): clip to [1e-12, 1 - "
        "1e-12], on both sides."
    ),
    zh_TW="你只裁切了下界。p = 1 時，另一邊會出現 log(1 - 1)：兩邊都要裁切，範圍是 [1e-12, 1 - 1e-12]。",
)
def clipped_below_only(reference, probabilities, targets):
    reference.binary_cross_entropy(probabilities, targets)
    with np.errstate(all="ignore"):
        p = _clip(probabilities)
        return -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean()


@mistake("binary_cross_entropy", **_EPSILON_ADDED, id="epsilon-added")
def binary_epsilon_added(reference, probabilities, targets):
    reference.binary_cross_entropy(probabilities, targets)
    p = np.clip(probabilities, 0, 1)
    return -(targets * np.log(p + 1e-12) + (1 - targets) * np.log(1 - p + 1e-12)).mean()


@mistake("binary_cross_entropy", **_CLIPPED_EARLY, id="clipped-early")
def binary_clipped_early(reference, probabilities, targets):
    return reference.binary_cross_entropy(_clip(probabilities, 1e-7, 1 - 1e-7), targets)


@mistake(
    "binary_cross_entropy",
    en=(
        "The probabilities were rounded to yes or no first. Then it no longer matters how sure the network was, which is "
        "what this loss measures."
    ),
    zh_TW="你先把機率四捨五入成「是」或「否」。這樣就看不出網路有多少把握，而這正是這個損失要衡量的。",
)
def decided_first(reference, probabilities, targets):
    reference.binary_cross_entropy(probabilities, targets)
    return _binary((probabilities >= 0.5).astype(np.float64), targets)


@mistake("binary_cross_entropy", **_SHAPES_NOT_CHECKED, id="shapes-not-checked")
def binary_shapes_not_checked(_reference, probabilities, targets):
    _check_values(probabilities, targets)
    return _binary(probabilities, targets)


@mistake("binary_cross_entropy", **_VALUES_NOT_CHECKED, id="values-not-checked")
def binary_values_not_checked(_reference, probabilities, targets):
    _check_shapes(probabilities, targets)
    return _binary(probabilities, targets)


@mistake("binary_cross_entropy", **_ROUNDING_REFUSED, id="rounding-refused")
def binary_rounding_refused(reference, probabilities, targets):
    _check_shapes(probabilities, targets)
    _check_values(probabilities, targets, hair=0)
    return reference.binary_cross_entropy(probabilities, targets)


# --- mean_squared_error ---------------------------------------------------------------------------------------------


@mistake("mean_squared_error", **_SUMMED, id="summed")
def squares_summed(reference, predictions, targets):
    return reference.mean_squared_error(predictions, targets) * predictions.size


@mistake(
    "mean_squared_error",
    en="The mean was halved. Some books write 1/2 to make the derivative shorter; this loss has no such factor.",
    zh_TW="你把平均值除以 2 了。有些書會加上 1/2 讓導數比較簡潔；這裡的損失沒有這個係數。",
)
def halved(reference, predictions, targets):
    return reference.mean_squared_error(predictions, targets) / 2


@mistake(
    "mean_squared_error",
    en="The root was taken: that is the RMSE. The mean squared error stays squared.",
    zh_TW="你開了根號：那是 RMSE。均方誤差不開根號。",
)
def root_taken(reference, predictions, targets):
    return np.sqrt(reference.mean_squared_error(predictions, targets))


@mistake(
    "mean_squared_error",
    en="The differences were not squared: this is the mean absolute error.",
    zh_TW="你沒有把差平方：這是平均絕對誤差。",
)
def not_squared(reference, predictions, targets):
    return reference.mean_absolute_error(predictions, targets)


@mistake(
    "mean_squared_error",
    en="The mean was squared instead of the differences, so misses up and down cancel. Square first, then take the mean.",
    zh_TW="你平方的是平均值，不是差，正負誤差會互相抵消。先平方，再取平均。",
)
def mean_squared(reference, predictions, targets):
    reference.mean_squared_error(predictions, targets)
    return np.mean(predictions - targets) ** 2


@mistake(
    "mean_squared_error",
    en="This is the difference of the squares. Asked for is the square of the differences: (a - b)**2 is not a**2 - b**2.",
    zh_TW="你算的是平方的差。要的是差的平方：(a - b)**2 不等於 a**2 - b**2。",
)
def difference_of_squares(reference, predictions, targets):
    reference.mean_squared_error(predictions, targets)
    return np.mean(predictions**2 - targets**2)


@mistake("mean_squared_error", **_DIVIDED_BY_LENGTH, id="divided-by-length")
def squares_divided_by_length(reference, predictions, targets):
    return reference.mean_squared_error(predictions, targets) * predictions.size / len(predictions)


@mistake("mean_squared_error", **_PER_COLUMN, id="mean-per-column")
def squares_per_column(reference, predictions, targets):
    reference.mean_squared_error(predictions, targets)
    return np.mean((predictions - targets) ** 2, axis=0)


@mistake("mean_squared_error", **_WHOLE_DIVISION, id="whole-division")
def squares_divided_whole(reference, predictions, targets):
    reference.mean_squared_error(predictions, targets)
    return ((predictions - targets) ** 2).sum() // predictions.size


@mistake("mean_squared_error", **_SHAPES_NOT_CHECKED, id="shapes-not-checked")
def squares_shapes_not_checked(_reference, predictions, targets):
    return np.mean((predictions - targets) ** 2)


# --- mean_absolute_error --------------------------------------------------------------------------------------------


@mistake("mean_absolute_error", **_SUMMED, id="summed")
def distances_summed(reference, predictions, targets):
    return reference.mean_absolute_error(predictions, targets) * predictions.size


@mistake(
    "mean_absolute_error",
    en="The signs were kept, so misses up and down cancel. Take np.abs of every difference before the mean.",
    zh_TW="你保留了正負號，誤差會互相抵消。取平均之前，每個差都要先取 np.abs。",
)
def signs_kept(reference, predictions, targets):
    reference.mean_absolute_error(predictions, targets)
    return np.mean(predictions - targets)


@mistake(
    "mean_absolute_error",
    en="The absolute value was taken of the mean: too late, misses up and down have cancelled already.",
    zh_TW="你對平均值取絕對值，太晚了：正負誤差早就互相抵消了。",
)
def absolute_too_late(reference, predictions, targets):
    reference.mean_absolute_error(predictions, targets)
    return abs(np.mean(predictions - targets))


@mistake(
    "mean_absolute_error",
    en="The differences were squared: this is the mean squared error.",
    zh_TW="你把差平方了：這是均方誤差。",
)
def squared(reference, predictions, targets):
    return reference.mean_squared_error(predictions, targets)


@mistake(
    "mean_absolute_error",
    en="This is the root of the mean square (RMSE). It is not the mean of the absolute differences: large misses weigh more.",
    zh_TW="這是均方根誤差（RMSE），不是絕對誤差的平均：大的誤差會占更多比重。",
)
def root_of_squares(reference, predictions, targets):
    return np.sqrt(reference.mean_squared_error(predictions, targets))


@mistake(
    "mean_absolute_error",
    en="This is the median of the distances, the one in the middle. Asked for is their mean.",
    zh_TW="這是距離的中位數。要的是平均數。",
)
def median(reference, predictions, targets):
    reference.mean_absolute_error(predictions, targets)
    return np.median(np.abs(predictions - targets))


@mistake(
    "mean_absolute_error",
    en="Only the largest distance was returned. Asked for is the mean of all of them.",
    zh_TW="你只回傳了最大的距離。要的是所有距離的平均。",
)
def largest_distance(reference, predictions, targets):
    reference.mean_absolute_error(predictions, targets)
    return np.max(np.abs(predictions - targets))


@mistake("mean_absolute_error", **_DIVIDED_BY_LENGTH, id="divided-by-length")
def distances_divided_by_length(reference, predictions, targets):
    return reference.mean_absolute_error(predictions, targets) * predictions.size / len(predictions)


@mistake("mean_absolute_error", **_PER_COLUMN, id="mean-per-column")
def distances_per_column(reference, predictions, targets):
    reference.mean_absolute_error(predictions, targets)
    return np.mean(np.abs(predictions - targets), axis=0)


@mistake("mean_absolute_error", **_WHOLE_DIVISION, id="whole-division")
def distances_divided_whole(reference, predictions, targets):
    reference.mean_absolute_error(predictions, targets)
    return np.abs(predictions - targets).sum() // predictions.size


@mistake("mean_absolute_error", **_SHAPES_NOT_CHECKED, id="shapes-not-checked")
def distances_shapes_not_checked(_reference, predictions, targets):
    return np.mean(np.abs(predictions - targets))


# --- hinge_loss -----------------------------------------------------------------------------------------------------


def _gaps(scores, labels, margin):
    """s_j - s_y + margin for the wrong classes; minus infinity for the right one."""
    gaps = scores - _at(scores, labels)[:, None] + float(margin)
    gaps[np.arange(len(labels)), labels] = -np.inf
    return gaps


@mistake(
    "hinge_loss",
    en=(
        "The right class was counted as well: it always adds the margin, since s_y - s_y is 0. The sum goes over the wrong "
        "classes only."
    ),
    zh_TW="你把正確類別也算進去了：s_y - s_y 是 0，所以它每次都多加一個 margin。只對錯誤類別加總。",
)
def right_class_counted(reference, scores, labels, margin=1.0):
    return reference.hinge_loss(scores, labels, margin) + max(0.0, margin)


@mistake(
    "hinge_loss",
    en="The argument `margin` has no effect: it is always 1, its default.",
    zh_TW="參數 margin 沒有作用，永遠是預設值 1。",
)
def margin_ignored(reference, scores, labels, margin=1.0):
    del margin
    return reference.hinge_loss(scores, labels)


@mistake(
    "hinge_loss",
    en="The margin is missing: a wrong class costs only if it wins. It must stay below the right one by the margin.",
    zh_TW="少了邊界（margin）：你只在錯誤類別勝出時才計算代價。它必須比正確類別低 margin 以上才沒有代價。",
)
def margin_missing(reference, scores, labels, margin=1.0):
    del margin
    return reference.hinge_loss(scores, labels, 0.0)


@mistake(
    "hinge_loss",
    en="The margin was subtracted. It makes the demand harder: s_j - s_y + margin.",
    zh_TW="你把 margin 減掉了。它是讓要求更嚴格，應該相加：s_j - s_y + margin。",
)
def margin_subtracted(reference, scores, labels, margin=1.0):
    return reference.hinge_loss(scores, labels, -margin)


@mistake(
    "hinge_loss",
    en="Only the strongest wrong class was counted. Every wrong class that comes too close costs: add them all up.",
    zh_TW="你只算了最強的錯誤類別。每個太接近的錯誤類別都有代價，要全部加起來。",
)
def strongest_rival_only(reference, scores, labels, margin=1.0):
    reference.hinge_loss(scores, labels, margin)
    return np.maximum(0, _gaps(scores, labels, margin)).max(axis=1).mean()


@mistake("hinge_loss", **_MEAN_OVER_CLASSES, id="mean-over-classes")
def hinge_mean_over_classes(reference, scores, labels, margin=1.0):
    return reference.hinge_loss(scores, labels, margin) / scores.shape[1]


@mistake("hinge_loss", **_SUMMED, id="summed")
def hinge_summed(reference, scores, labels, margin=1.0):
    return reference.hinge_loss(scores, labels, margin) * len(scores)


@mistake(
    "hinge_loss",
    en="Negative costs were added, too. A wrong class that is far behind costs nothing, and earns nothing: max(0, ...).",
    zh_TW="你連負的代價也加進去了。遠遠落後的錯誤類別沒有代價，但也不能倒扣：要用 max(0, ...)。",
)
def not_cut_off(reference, scores, labels, margin=1.0):
    reference.hinge_loss(scores, labels, margin)
    gaps = _gaps(scores, labels, margin)
    return np.where(np.isfinite(gaps), gaps, 0).sum(axis=1).mean()


@mistake(
    "hinge_loss",
    en="max(0, ...) was applied to the sum. It belongs to every wrong class by itself, before they are added up.",
    zh_TW="你對總和才做 max(0, ...)。應該在加總之前，對每個錯誤類別各自做。",
)
def cut_off_after_the_sum(reference, scores, labels, margin=1.0):
    reference.hinge_loss(scores, labels, margin)
    gaps = _gaps(scores, labels, margin)
    return np.maximum(0, np.where(np.isfinite(gaps), gaps, 0).sum(axis=1)).mean()


@mistake(
    "hinge_loss",
    en="The difference is the wrong way round, so good answers cost. It is s_j - s_y + margin, with the right class y.",
    zh_TW="差的方向反了，答得好反而要付代價。應該是 s_j - s_y + margin，y 是正確類別。",
)
def difference_reversed(reference, scores, labels, margin=1.0):
    return reference.hinge_loss(-scores, labels, margin)


@mistake(
    "hinge_loss",
    en="The costs were squared. That is another loss, the squared hinge; here each cost counts as it is.",
    zh_TW="你把代價平方了。那是另一種損失（squared hinge）；這裡每個代價照原值計算。",
)
def costs_squared(reference, scores, labels, margin=1.0):
    reference.hinge_loss(scores, labels, margin)
    return (np.maximum(0, _gaps(scores, labels, margin)) ** 2).sum(axis=1).mean()


@mistake(
    "hinge_loss",
    en="The classes that come too close were counted. Asked for is by how much: max(0, s_j - s_y + margin).",
    zh_TW="你數的是太接近的類別有幾個。要的是差了多少：max(0, s_j - s_y + margin)。",
)
def rivals_counted(reference, scores, labels, margin=1.0):
    reference.hinge_loss(scores, labels, margin)
    return (_gaps(scores, labels, margin) > 0).sum(axis=1).mean()


@mistake("hinge_loss", **_NEGATIVE_LABELS, id="negative-labels-accepted")
def hinge_negative_labels_accepted(reference, scores, labels, margin=1.0):
    if len(labels) == len(scores) and labels.ndim == 1 and labels.max() < scores.shape[1]:
        labels = labels.astype(np.int64) % scores.shape[1]
    return reference.hinge_loss(scores, labels, margin)


@mistake("hinge_loss", **_LABELS_NOT_CHECKED, id="labels-not-checked")
def hinge_labels_not_checked(_reference, scores, labels, margin=1.0):
    if labels.shape != scores.shape[:1]:
        raise ValueError(f"labels of shape {labels.shape}, scores of shape {scores.shape}")
    return np.maximum(0, _gaps(scores, labels, margin)).sum(axis=1).mean()


@mistake("hinge_loss", **_SHAPES_NOT_CHECKED, id="shapes-not-checked")
def hinge_shapes_not_checked(_reference, scores, labels, margin=1.0):
    for label in labels.flat:
        if not 0 <= label < scores.shape[1]:
            raise ValueError(f"labels must be from 0 to {scores.shape[1] - 1}, got {label}")
    rows = np.arange(len(scores))
    costs = np.maximum(0, scores - scores[rows, labels][:, None] + margin)
    costs[rows, labels] = 0
    return costs.sum(axis=1).mean()
