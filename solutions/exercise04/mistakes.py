"""
Known mistakes of exercise04: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages.
"""

import numpy as np

from grader.suite import mistake

_OVERFLOW = {
    "en": (
        "exp of a large logit is infinite for a float, of a very negative one 0, and what is computed from that is nan or "
        "infinite. Subtract the largest logit along the axis first: the answer stays the same, and the largest power is "
        "exp(0) = 1."
    ),
    "zh_TW": (
        "很大的 logit 取 exp 會變成無限大，很小的會變成 0，接著算出來的就是 nan 或無限大。先沿著軸減掉最大的 logit：答案不變，"
        "而最大的次方只是 exp(0) = 1。"
    ),
}
_AXIS_IGNORED = {
    "en": "The argument `axis` has no effect: it is always the last axis that is normalised. Use it for max and for sum.",
    "zh_TW": "參數 axis 沒有作用，你總是對最後一個軸做正規化。取最大值和加總時都要用 axis。",
}
_ALWAYS_AXIS_ZERO = {
    "en": (
        "The first axis was normalised, whatever `axis` says: in a batch that mixes the examples. The default -1 is the "
        "last axis, where each row holds the classes of one example."
    ),
    "zh_TW": (
        "不管 axis 是多少，你都對第一個軸做正規化，批次裡不同資料因此混在一起。"
        "預設的 -1 是最後一個軸，每一列是一筆資料的各個類別。"
    ),
}
_ONE_SUM_FOR_ALL = {
    "en": (
        "There is one sum for the whole array, so all examples together sum to 1. Sum along `axis` only, with "
        "keepdims=True: every example gets a sum of its own."
    ),
    "zh_TW": "你對整個陣列只算一個總和，變成所有資料加起來才是 1。只沿著 axis 加總（用 keepdims=True），每筆資料各有自己的總和。",
}
_ONE_MAXIMUM_FOR_ALL = {
    "en": (
        "The largest number of the whole array was subtracted. Rows that lie far below it become exp(...) = 0, and their "
        "sum is 0. Take the largest logit along `axis`, with keepdims=True."
    ),
    "zh_TW": (
        "你減掉的是整個陣列的最大值。離它很遠的那些列，取 exp 後全是 0，總和也是 0。"
        "請沿著 axis 各自取最大值（用 keepdims=True）。"
    ),
}
_MEAN_SUBTRACTED = {
    "en": (
        "The mean was subtracted instead of the largest logit. When logits lie far apart the largest one is still far "
        "above the mean, and its exp overflows."
    ),
    "zh_TW": "你減掉的是平均值，不是最大的 logit。logits 相差很遠時，最大的那個仍然遠高於平均值，取 exp 還是會溢位。",
}
_CLIPPED = {
    "en": (
        "Large logits were clipped to keep exp from overflowing. That makes different logits equal and changes the "
        "answer. Subtract the largest logit along the axis instead: that changes nothing."
    ),
    "zh_TW": (
        "你為了避免 exp 溢位而裁切了 logits。這會讓不同的 logits 變得一樣，答案也跟著變。"
        "請改成沿著軸減掉最大的 logit，結果才不會變。"
    ),
}
_TRUNCATED = {
    "en": (
        "The fractions are gone: the result array has the integer type of the logits (zeros_like and astype do that). "
        "Create it as float64."
    ),
    "zh_TW": "小數不見了：存放結果的陣列沿用了 logits 的整數型別（zeros_like、astype 都會這樣）。請用 float64 建立它。",
}
_BASE_TEN = {
    "en": "The base is 10. Softmax is defined with e = 2.718...: np.exp and np.log, not 10 ** x and np.log10.",
    "zh_TW": "你用的底數是 10。softmax 的底數是 e = 2.718...：要用 np.exp 和 np.log，不是 10 ** x 和 np.log10。",
}
_BASE_TWO = {
    "en": "The base is 2. Softmax is defined with e = 2.718...: np.exp and np.log, not np.exp2 and np.log2.",
    "zh_TW": "你用的底數是 2。softmax 的底數是 e = 2.718...：要用 np.exp 和 np.log，不是 np.exp2 和 np.log2。",
}
_SIGN = {
    "en": "The sign is wrong: the smallest logit gets the largest probability. It is exp(x), not exp(-x).",
    "zh_TW": "正負號反了：最小的 logit 反而得到最大的機率。應該是 exp(x)，不是 exp(-x)。",
}


def _floats(logits):
    """The logits as float64."""
    return np.asarray(logits, dtype=np.float64)


def _shifted(logits, axis):
    """The logits below the largest one along the axis, as a careful student has them."""
    logits = _floats(logits)
    return logits - logits.max(axis=axis, keepdims=True)


def _normalised(powers, axis):
    """Powers divided by their sum along the axis, overflow and all."""
    with np.errstate(all="ignore"):
        return powers / powers.sum(axis=axis, keepdims=True)


def _logarithms(shifted, axis):
    """Logarithms of softmax from logits of which something was subtracted, overflow and all."""
    with np.errstate(all="ignore"):
        return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _powers(logits):
    """exp, overflow and all."""
    with np.errstate(all="ignore"):
        return np.exp(_floats(logits))


# --- softmax --------------------------------------------------------------------------------------------------------


@mistake("softmax", **_OVERFLOW)
def overflow(_reference, logits, axis=-1):
    return _normalised(_powers(logits), axis)


@mistake(
    "softmax",
    en=(
        "The logits were divided by their sum, without exp. For the slide's 2, 1, 0.1 that gives .645, .323, .032 instead "
        "of .659, .242, .099, and with negative logits it gives no probabilities at all."
    ),
    zh_TW=(
        "你直接把 logits 除以總和，少了 exp。以投影片的 2、1、0.1 為例，會得到 .645、.323、.032，而不是 .659、.242、.099；"
        "logits 有負數時，結果根本不是機率。"
    ),
)
def no_exp(_reference, logits, axis=-1):
    return _normalised(_floats(logits), axis)


@mistake("softmax", **_BASE_TEN)
def base_ten(_reference, logits, axis=-1):
    return _normalised(10.0 ** _shifted(logits, axis), axis)


@mistake("softmax", **_BASE_TWO)
def base_two(_reference, logits, axis=-1):
    return _normalised(2.0 ** _shifted(logits, axis), axis)


@mistake("softmax", **_SIGN)
def sign_flipped(reference, logits, axis=-1):
    return reference.softmax(-_floats(logits), axis)


@mistake("softmax", **_AXIS_IGNORED)
def axis_ignored(reference, logits, axis=-1):
    del axis
    return reference.softmax(logits)


@mistake("softmax", **_ALWAYS_AXIS_ZERO)
def always_axis_zero(reference, logits, axis=-1):
    del axis
    return reference.softmax(logits, 0)


@mistake("softmax", **_ONE_SUM_FOR_ALL)
def one_sum_for_all(_reference, logits, axis=-1):
    del axis
    powers = _powers(_floats(logits) - np.max(logits))
    return powers / powers.sum()


@mistake("softmax", **_ONE_MAXIMUM_FOR_ALL)
def one_maximum_for_all(_reference, logits, axis=-1):
    return _normalised(_powers(_floats(logits) - np.max(logits)), axis)


@mistake(
    "softmax",
    en=(
        "max and sum dropped the axis, and numpy lined the result up with the wrong one (or could not). keepdims=True "
        "keeps the axis with length 1, so that each example meets its own maximum and sum."
    ),
    zh_TW=(
        "max 和 sum 把那個軸消掉了，numpy 因此對到別的軸（或根本無法對齊）。加上 keepdims=True，"
        "那個軸會保留成長度 1，每筆資料才會用到自己的最大值和總和。"
    ),
)
def axis_dropped(_reference, logits, axis=-1):
    powers = _powers(_floats(logits) - np.max(logits, axis=axis))
    with np.errstate(all="ignore"):
        return powers / powers.sum(axis=axis)


@mistake("softmax", **_MEAN_SUBTRACTED)
def mean_subtracted(_reference, logits, axis=-1):
    return _normalised(_powers(logits - np.mean(logits, axis=axis, keepdims=True)), axis)


@mistake("softmax", **_CLIPPED)
def logits_clipped(reference, logits, axis=-1):
    return reference.softmax(np.clip(logits, -500, 500), axis)


@mistake(
    "softmax",
    en="The powers are there, but they are not divided by their sum: probabilities must add up to 1.",
    zh_TW="exp 算了，但沒有除以總和：機率加起來必須是 1。",
)
def not_divided(_reference, logits, axis=-1):
    return np.exp(_shifted(logits, axis))


@mistake(
    "softmax",
    en=(
        "Each logit went through a sigmoid by itself. That answers one yes/no question per class, and the answers do not "
        "sum to 1; softmax lets the classes compete."
    ),
    zh_TW="你讓每個 logit 各自通過 sigmoid。那等於每個類別各問一次是非題，總和不會是 1；softmax 則是讓各類別互相競爭。",
)
def sigmoid(_reference, logits, axis=-1):
    del axis
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-_floats(logits)))


@mistake(
    "softmax",
    en=(
        "The largest logit got 1 and all others 0. That is the decision (argmax). Softmax is soft: every class gets its "
        "share."
    ),
    zh_TW="你讓最大的 logit 得到 1，其他都是 0，那是直接做決定（argmax）。softmax 是「軟」的：每個類別都分到一份。",
)
def winner_takes_all(_reference, logits, axis=-1):
    return (_shifted(logits, axis) == 0).astype(np.float64)


@mistake(
    "softmax",
    en="The probabilities were rounded. A slide shows one digit to save room; return what you computed.",
    zh_TW="你把機率四捨五入了。投影片只是為了版面才寫一位小數；請直接回傳計算的結果。",
)
def rounded(reference, logits, axis=-1):
    return reference.softmax(logits, axis).round(1)


@mistake("softmax", **_TRUNCATED)
def truncated(reference, logits, axis=-1):
    return reference.softmax(logits, axis).astype(logits.dtype)


# --- log_softmax ----------------------------------------------------------------------------------------------------


@mistake(
    "log_softmax",
    en=(
        "This is the logarithm of softmax, computed one after the other. Where the probability is too small for a float it "
        "is 0, and log(0) is minus infinity. Simplify first: log_softmax = z - log(sum of exp(z)) with z = x - max."
    ),
    zh_TW=(
        "你先算 softmax 再取對數。機率小到浮點數無法表示時會變成 0，而 log(0) 是負無限大。"
        "先化簡：設 z = x - max，則 log_softmax = z - log(exp(z) 的總和)。"
    ),
)
def log_of_softmax(reference, logits, axis=-1):
    with np.errstate(all="ignore"):
        return np.log(reference.softmax(logits, axis))


@mistake(
    "log_softmax",
    en=(
        "The probability was kept above a small number (1e-12) before the logarithm. That hides the minus infinity, but "
        "the answer stops at -27.6. No probability is needed: log_softmax = z - log(sum of exp(z)) with z = x - max."
    ),
    zh_TW=(
        "你在取對數之前，讓機率不小於某個極小值（1e-12）。負無限大雖然不見了，答案卻停在 -27.6。"
        "其實不需要機率：設 z = x - max，則 log_softmax = z - log(exp(z) 的總和)。"
    ),
)
def probability_clipped(reference, logits, axis=-1):
    return np.log(np.clip(reference.softmax(logits, axis), 1e-12, None))


@mistake("log_softmax", **_OVERFLOW, id="overflow")
def log_overflow(_reference, logits, axis=-1):
    return _logarithms(_floats(logits), axis)


@mistake(
    "log_softmax",
    en=(
        "The maximum got lost: it was subtracted inside exp, but not from the logit in front. Both must be shifted: "
        "(x - max) - log(sum of exp(x - max))."
    ),
    zh_TW="最大值只減了一半：exp 裡面減了，前面的 logit 卻沒減。兩邊都要減：(x - max) - log(exp(x - max) 的總和)。",
)
def maximum_lost(_reference, logits, axis=-1):
    return _floats(logits) - np.log(np.exp(_shifted(logits, axis)).sum(axis=axis, keepdims=True))


@mistake(
    "log_softmax",
    en=(
        "These are the probabilities; the logarithm is missing. Do not take it at the end: (x - max) - log(sum of "
        "exp(x - max)) needs no probability."
    ),
    zh_TW="這是機率，還沒有取對數。也不要最後才取：(x - max) - log(exp(x - max) 的總和) 根本不需要算出機率。",
)
def logarithm_missing(reference, logits, axis=-1):
    return reference.softmax(logits, axis)


@mistake(
    "log_softmax",
    en=(
        "The sign is flipped. Logarithms of probabilities are negative or 0. The minus sign belongs to the loss "
        "(cross-entropy), not to log_softmax."
    ),
    zh_TW="正負號反了。機率的對數是負數或 0；那個負號屬於損失函數（交叉熵），不屬於 log_softmax。",
)
def negative_logarithm(reference, logits, axis=-1):
    return -reference.log_softmax(logits, axis)


@mistake("log_softmax", **_BASE_TEN, id="base-ten")
def log_base_ten(reference, logits, axis=-1):
    return reference.log_softmax(logits, axis) / np.log(10)


@mistake("log_softmax", **_BASE_TWO, id="base-two")
def log_base_two(reference, logits, axis=-1):
    return reference.log_softmax(logits, axis) / np.log(2)


@mistake(
    "log_softmax",
    en=(
        "The largest logit was subtracted, nothing else. That is only half of it: log(sum of exp(x - max)) must be "
        "subtracted, too. It is the logarithm of what softmax divides by."
    ),
    zh_TW="你只減掉了最大的 logit，這只做了一半。還要再減 log(exp(x - max) 的總和)，也就是 softmax 的分母取對數。",
)
def sum_forgotten(_reference, logits, axis=-1):
    return _shifted(logits, axis)


@mistake("log_softmax", **_AXIS_IGNORED, id="axis-ignored")
def log_axis_ignored(reference, logits, axis=-1):
    del axis
    return reference.log_softmax(logits)


@mistake("log_softmax", **_ALWAYS_AXIS_ZERO, id="always-axis-zero")
def log_always_axis_zero(reference, logits, axis=-1):
    del axis
    return reference.log_softmax(logits, 0)


@mistake("log_softmax", **_ONE_SUM_FOR_ALL, id="one-sum-for-all")
def log_one_sum_for_all(_reference, logits, axis=-1):
    del axis
    shifted = _floats(logits) - np.max(logits)
    return shifted - np.log(np.exp(shifted).sum())


@mistake("log_softmax", **_ONE_MAXIMUM_FOR_ALL, id="one-maximum-for-all")
def log_one_maximum_for_all(_reference, logits, axis=-1):
    return _logarithms(_floats(logits) - np.max(logits), axis)


@mistake("log_softmax", **_MEAN_SUBTRACTED, id="mean-subtracted")
def log_mean_subtracted(_reference, logits, axis=-1):
    return _logarithms(logits - np.mean(logits, axis=axis, keepdims=True), axis)


@mistake("log_softmax", **_CLIPPED, id="logits-clipped")
def log_logits_clipped(reference, logits, axis=-1):
    return reference.log_softmax(np.clip(logits, -500, 500), axis)


@mistake("log_softmax", **_TRUNCATED, id="truncated")
def log_truncated(reference, logits, axis=-1):
    return reference.log_softmax(logits, axis).astype(logits.dtype)


# --- softmax_with_temperature ---------------------------------------------------------------------------------------


def _check(temperature):
    """Refuse impossible temperatures, as every solution has to."""
    if temperature <= 0:
        raise ValueError(f"temperature must be greater than 0, got {temperature}")


def _cooled(logits, temperature):
    """Logits divided by any temperature, also by 0."""
    with np.errstate(all="ignore"):
        return _floats(logits) / temperature


@mistake(
    "softmax_with_temperature",
    en=(
        "The logits were multiplied by the temperature, so a high one makes the answer more decided. It is the other way "
        "round: divide by it."
    ),
    zh_TW="你把 logits 乘上溫度，溫度越高反而越集中。應該相反：要除以溫度。",
)
def multiplied(reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return reference.softmax(_floats(logits) * temperature, axis)


@mistake(
    "softmax_with_temperature",
    en=(
        "The temperature has no effect. Did you divide exp(x), or add a number to all logits? Both cancel out. Divide the "
        "logits, before exp."
    ),
    zh_TW="溫度沒有作用。你是不是除了 exp(x)，或是把所有 logits 加上同一個數？兩者都會抵消。要在 exp 之前除 logits。",
)
def temperature_ignored(reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return reference.softmax(logits, axis)


@mistake(
    "softmax_with_temperature",
    en=(
        "The probabilities were divided by the temperature: they no longer sum to 1, and none has come closer to another. "
        "Divide the logits, then take softmax."
    ),
    zh_TW="你把機率除以溫度：總和不再是 1，機率之間的比例也沒有變。要先除 logits，再做 softmax。",
)
def probabilities_divided(reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return reference.softmax(logits, axis) / temperature


@mistake(
    "softmax_with_temperature",
    en=(
        "The probabilities were raised to the power 1 / temperature. On paper that is the same, but a probability that was "
        "too small for a float stays 0. Divide the logits instead."
    ),
    zh_TW="你把機率取 1 / temperature 次方。理論上結果相同，但小到變成 0 的機率就再也救不回來了。請改成除 logits。",
)
def probabilities_raised(reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    with np.errstate(all="ignore"):
        return _normalised(reference.softmax(logits, axis) ** (1 / temperature), axis)


@mistake(
    "softmax_with_temperature",
    en=(
        "Softmax was applied twice: the temperature divides probabilities, which then go through softmax again. Divide "
        "the logits, and apply softmax once."
    ),
    zh_TW="你做了兩次 softmax：溫度除的是機率，機率又再通過一次 softmax。要除的是 logits，而且 softmax 只做一次。",
)
def softmax_twice(reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return reference.softmax(reference.softmax(logits, axis) / temperature, axis)


@mistake("softmax_with_temperature", **_OVERFLOW, id="overflow")
def temperature_overflow(_reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return _normalised(_powers(_cooled(logits, temperature)), axis)


@mistake(
    "softmax_with_temperature",
    en=(
        "The largest logit was subtracted after the division, but it had not been divided itself. Divide first and then "
        "look for the largest number, or subtract first and divide the differences."
    ),
    zh_TW="除以溫度之後，你減掉的卻是還沒除過的最大 logit。先除再找最大值，或先減再把差除以溫度。",
)
def maximum_not_divided(_reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    logits = _floats(logits)
    return _normalised(_powers(_cooled(logits, temperature) - logits.max(axis=axis, keepdims=True)), axis)


@mistake("softmax_with_temperature", **_AXIS_IGNORED, id="axis-ignored")
def temperature_axis_ignored(reference, logits, temperature=1.0, axis=-1):
    del axis
    return reference.softmax_with_temperature(logits, temperature)


@mistake("softmax_with_temperature", **_ALWAYS_AXIS_ZERO, id="always-axis-zero")
def temperature_always_axis_zero(reference, logits, temperature=1.0, axis=-1):
    del axis
    return reference.softmax_with_temperature(logits, temperature, 0)


@mistake("softmax_with_temperature", **_ONE_SUM_FOR_ALL, id="one-sum-for-all")
def temperature_one_sum_for_all(_reference, logits, temperature=1.0, axis=-1):
    del axis
    _check(temperature)
    powers = _powers((_floats(logits) - np.max(logits)) / temperature)
    return powers / powers.sum()


@mistake("softmax_with_temperature", **_ONE_MAXIMUM_FOR_ALL, id="one-maximum-for-all")
def temperature_one_maximum_for_all(_reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return _normalised(_powers((_floats(logits) - np.max(logits)) / temperature), axis)


@mistake("softmax_with_temperature", **_BASE_TEN, id="base-ten")
def temperature_base_ten(_reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return _normalised(10.0 ** (_shifted(logits, axis) / temperature), axis)


@mistake(
    "softmax_with_temperature",
    en=("The logits were divided with //, which cuts off the fractions. Divide with / to keep them."),
    zh_TW="你用 // 除 logits，小數被切掉了。請用 /。",
)
def whole_division(reference, logits, temperature=1.0, axis=-1):
    _check(temperature)
    return reference.softmax(logits // temperature, axis)


@mistake(
    "softmax_with_temperature",
    en="A temperature between 0 and 1 was refused. Those are allowed: they make the answer more decided.",
    zh_TW="你拒絕了 0 到 1 之間的溫度。這些溫度是可以的：它們讓答案更集中。",
)
def below_one_refused(reference, logits, temperature=1.0, axis=-1):
    if temperature < 1:
        raise ValueError(f"temperature must be at least 1, got {temperature}")
    return reference.softmax_with_temperature(logits, temperature, axis)


@mistake(
    "softmax_with_temperature",
    en=(
        "Temperature 0 was accepted. Nothing can be divided by it: raise a ValueError for it as well, such as "
        "`temperature must be greater than 0, got 0`."
    ),
    zh_TW="你接受了溫度 0。任何數都不能除以 0：這時也要拋出 ValueError，例如 `temperature must be greater than 0, got 0`。",
)
def zero_accepted(reference, logits, temperature=1.0, axis=-1):
    if temperature < 0:
        raise ValueError(f"temperature must not be negative, got {temperature}")
    if temperature > 0:
        return reference.softmax_with_temperature(logits, temperature, axis)
    return np.full(logits.shape, np.nan)


@mistake(
    "softmax_with_temperature",
    en=(
        "Impossible temperatures are not refused. A negative one turns the order of the classes around without anybody "
        "noticing. Raise a ValueError that names the temperature and its value."
    ),
    zh_TW="你沒有拒絕不合理的溫度。負的溫度會不知不覺地把類別的順序顛倒過來。請拋出 ValueError，寫出 temperature 和它的值。",
)
def temperature_not_checked(reference, logits, temperature=1.0, axis=-1):
    if temperature == 0:
        return np.full(logits.shape, np.nan)
    return reference.softmax(_floats(logits) / temperature, axis)


# --- predict --------------------------------------------------------------------------------------------------------


@mistake(
    "predict",
    en=(
        "Of several equally large logits the last one was taken. The first one counts; with a loop, compare with > and "
        "not with >=."
    ),
    zh_TW="有好幾個一樣大的 logit 時，你取了最後一個，應該取第一個。用迴圈寫的話，比較時要用 >，不要用 >=。",
)
def last_of_equals(_reference, logits):
    return logits.shape[-1] - 1 - np.argmax(logits[..., ::-1], axis=-1)


@mistake(
    "predict",
    en=(
        "The largest logit was searched down the columns (axis 0): that compares the examples. Compare the classes of "
        "one example, along the last axis."
    ),
    zh_TW="你沿著每一行（axis 0）找最大值，那是在比較不同的資料。要比較的是同一筆資料的各個類別，也就是最後一個軸。",
)
def down_the_columns(_reference, logits):
    return np.argmax(logits, axis=0)


@mistake(
    "predict",
    en=(
        "The classes were looked for on axis 1. They are on the last axis, however many there are: for one example that is "
        "axis 0, for (N, T, K) it is axis 2. axis=-1 fits all of them."
    ),
    zh_TW="你固定在 axis 1 找類別。類別在最後一個軸：單筆資料是 axis 0，(N, T, K) 則是 axis 2。axis=-1 全都適用。",
)
def always_axis_one(_reference, logits):
    return np.argmax(logits, axis=1)


@mistake(
    "predict",
    en=(
        "The position was counted through the whole array: that is np.argmax without an axis. Give axis=-1, so that every "
        "example gets an answer."
    ),
    zh_TW="你數的是整個陣列攤平後的位置，也就是 np.argmax 沒有指定軸。請加上 axis=-1，讓每筆資料都有自己的答案。",
)
def whole_array(_reference, logits):
    return np.argmax(logits)


@mistake(
    "predict",
    en="The largest logits themselves were returned. Asked for is where they stand: np.argmax instead of np.max.",
    zh_TW="你回傳了最大的 logit 本身。要的是它的位置：用 np.argmax，不是 np.max。",
)
def value_returned(_reference, logits):
    return np.max(logits, axis=-1)


@mistake(
    "predict",
    en="The classes were counted from 1. Python and the labels of data sets count from 0.",
    zh_TW="你從 1 開始數類別。Python 和資料集的標籤都是從 0 開始。",
)
def counted_from_one(_reference, logits):
    return np.argmax(logits, axis=-1) + 1


@mistake(
    "predict",
    en="The class with the smallest logit was taken. A larger logit means a likelier class.",
    zh_TW="你取了 logit 最小的類別。logit 越大，類別越有可能。",
)
def smallest_logit(_reference, logits):
    return np.argmin(logits, axis=-1)


@mistake(
    "predict",
    en="The sign of the logits was ignored: -5 is less than 1, and its class is the least likely one.",
    zh_TW="你忽略了 logits 的正負號：-5 比 1 小，它的類別是最不可能的。",
)
def sign_ignored(_reference, logits):
    return np.argmax(np.abs(logits), axis=-1)


@mistake(
    "predict",
    en=(
        "The answer is one-hot: a 1 for the largest logit and 0 for all others. Asked for is its index, one whole number "
        "per example."
    ),
    zh_TW="你回傳的是 one-hot：最大的 logit 是 1，其他是 0。要的是索引，每筆資料一個整數。",
)
def one_hot(_reference, logits):
    return (np.arange(logits.shape[-1]) == np.argmax(logits, axis=-1)[..., None]).astype(np.int64)


@mistake(
    "predict",
    en="The probabilities were returned. The decision is one class per example: the index of the largest one.",
    zh_TW="你回傳了機率。要的是決定：每筆資料一個類別，也就是最大者的索引。",
)
def probabilities_returned(reference, logits):
    return reference.softmax(logits)


@mistake(
    "predict",
    en="The classes are right, but as floats. An index is a whole number: an array of an integer type.",
    zh_TW="類別是對的，但型別是浮點數。索引是整數，請回傳整數型別的陣列。",
)
def floats_returned(_reference, logits):
    return np.argmax(logits, axis=-1).astype(np.float64)


@mistake(
    "predict",
    en="The axis of the classes is still there, with length 1. One answer per example: (N,) for (N, K), no keepdims.",
    zh_TW="類別那個軸還留著，長度為 1。每筆資料一個答案：(N, K) 應該得到 (N,)，不要用 keepdims。",
)
def axis_kept(_reference, logits):
    return np.argmax(logits, axis=-1, keepdims=True)


@mistake(
    "predict",
    en="The logits lost their fractions before they were compared, so different ones became equal. Compare them as they are.",
    zh_TW="你在比較之前去掉了 logits 的小數，不同的值因此變得一樣大。請直接比較。",
)
def fractions_lost(_reference, logits):
    return np.argmax(logits.astype(np.int64), axis=-1)


@mistake(
    "predict",
    en=(
        "The class was chosen by a softmax that overflows: the probabilities of large logits became nan. The order of the "
        "logits is all that counts, so compare them directly."
    ),
    zh_TW="你用會溢位的 softmax 來選類別：logits 很大時機率變成 nan。只有大小順序重要，直接比較 logits 就好。",
)
def decided_after_overflow(_reference, logits):
    return np.argmax(_normalised(_powers(logits), -1), axis=-1)


@mistake(
    "predict",
    en="All classes were returned, sorted by their logits. Asked for is the best one alone.",
    zh_TW="你回傳了依 logit 排序的所有類別。只要最好的那一個。",
)
def all_classes_sorted(_reference, logits):
    return np.argsort(-logits, axis=-1, kind="stable")
