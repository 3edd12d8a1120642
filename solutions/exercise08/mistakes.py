"""
Known mistakes of exercise08: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages. A pooling variant calls the reference
first where the misconception leaves the checking of arguments alone.
"""

import math

import numpy as np

from grader.suite import mistake

_INF_BY_INF = {
    "en": (
        "Far out, inf is divided by inf, which is NaN: exp(x) overflows above 709. Rearrange the formula so that only "
        "exponentials of negative numbers are taken, such as exp(-|x|)."
    ),
    "zh_TW": (
        "數值很大時變成 inf 除以 inf，結果是 NaN：x 超過 709，exp(x) 就會溢位。請改寫公式，只對負數取指數，例如 exp(-|x|)。"
    ),
}
_FIRST_VALUE_TYPE = {
    "en": (
        "The fractions are gone: np.vectorize takes the type of the whole result from its first value, and the whole "
        "number 0 makes it an integer array. Return 0.0, pass `otypes=[float]`, or use np.maximum or np.where."
    ),
    "zh_TW": (
        "小數不見了：np.vectorize 用第一個結果的型別決定整個陣列，第一個是整數 0 就變成整數陣列。請回傳 0.0、加上 "
        "`otypes=[float]`，或改用 np.maximum、np.where。"
    ),
}
_INTEGER_TYPE_KEPT = {
    "en": (
        "The fractions are gone: the result array has the integer type of the argument, as np.zeros_like makes it. "
        "Create it as float64."
    ),
    "zh_TW": "小數部分不見了：存放結果的陣列沿用了參數的整數型別（np.zeros_like 就會這樣）。請用 float64 建立它。",
}
_STRIDE_ONE = {
    "en": (
        "Without a stride your windows move by one pixel. If stride is None, it is the kernel: the windows lie side "
        "by side."
    ),
    "zh_TW": "沒有給步幅時，你的視窗一次只移動一個像素。stride 是 None 時就等於 kernel：視窗一個接一個，不重疊。",
}
_STRIDE_IGNORED = {
    "en": (
        "The stride has no effect: your windows always lie side by side. A stride other than the kernel makes them "
        "overlap or leaves gaps."
    ),
    "zh_TW": "步幅（stride）沒有作用：你的視窗永遠一個接一個。步幅和 kernel 不同時，視窗會重疊或留下間隔。",
}
_PADDING_IGNORED = {
    "en": "The padding has no effect. It adds rows and columns on all four sides, so there is room for more windows.",
    "zh_TW": "填補（padding）沒有作用。四邊都會多出列和行，所以放得下更多視窗。",
}
_ZEROS_WIN = {
    "en": (
        "The zeros of the padding win at the border: 0 is larger than a negative pixel and smaller than a positive "
        "one. Pad with a value that can never win (-inf for the maximum, +inf for the minimum)."
    ),
    "zh_TW": (
        "填補的 0 在邊界贏了：0 比負的像素大，也比正的像素小。請用永遠贏不了的值來填補（取最大值用 -inf，取最小值用 +inf）。"
    ),
}
_FINITE_BORDER = {
    "en": (
        "The border is a large number, but pixels can be larger still. Only -inf (for the maximum) or +inf (for the "
        "minimum) can never win."
    ),
    "zh_TW": "你用很大的數當邊界，但像素可能更大。只有 -inf（取最大值）或 +inf（取最小值）永遠贏不了。",
}
_STARTS_AT_ZERO = {
    "en": (
        "Your search for the extreme value starts at 0, so a window in which all pixels lie on the other side of 0 "
        "gives 0. Start with the first pixel of the window, or with -inf or +inf."
    ),
    "zh_TW": (
        "你找極值時從 0 開始比，所以像素全在 0 另一側的視窗會得到 0。請從視窗的第一個像素，或從 -inf、+inf 開始比。"
    ),
}
_PARTIAL_WINDOWS = {
    "en": (
        "Windows that hang over the edge were counted too: there is one row or column too many. Round down: "
        "(H + 2 * padding - kernel) // stride + 1."
    ),
    "zh_TW": "超出邊緣、湊不滿的視窗也被算進去，結果多了一列或一行。要無條件捨去：(H + 2 * padding - kernel) // stride + 1。",
}
_CHANNELS_MIXED = {
    "en": (
        "The channels were pooled together into one. Pooling works on every channel on its own, so there are as many "
        "maps after it as before."
    ),
    "zh_TW": "所有通道被池化成一個了。池化是每個通道各做各的，所以池化後特徵圖的張數不變。",
}
_PADDING_REPEATS_EDGE = {
    "en": (
        "The border repeats the outermost pixels of the image, so they count more than once. Padding must not "
        "contribute anything."
    ),
    "zh_TW": "邊界重複了影像最外圈的像素，使它們被算了不只一次。填補不應該有任何貢獻。",
}
_NOT_CHECKED = {
    "en": (
        "Impossible arguments are not refused by you. Check them first, and raise a ValueError that names the argument "
        "and its value (of an array: its shape)."
    ),
    "zh_TW": "你沒有檢查不合理的參數。請在計算前先檢查，並拋出 ValueError，訊息要寫出參數名稱和它的值（陣列則寫 shape）。",
}
_TRUNCATED = {
    "en": "The fractions are gone: a mean is rarely a whole number. Divide with / and keep the result in float64.",
    "zh_TW": "小數部分不見了：平均很少剛好是整數。請用 / 相除，並用 float64 存放結果。",
}


# --- relu -----------------------------------------------------------------------------------------------------------


@mistake(
    "relu",
    en="Negative values came out positive: that is the absolute value. ReLU makes them 0.",
    zh_TW="負值變成正的了：那是絕對值。ReLU 會把負值變成 0。",
)
def absolute_value(_reference, x):
    return np.abs(x)


@mistake(
    "relu",
    en="Every positive value became 1. That is the step function, the slope of ReLU; ReLU itself keeps the value.",
    zh_TW="正值全部變成 1。那是階梯函數，也就是 ReLU 的斜率；ReLU 本身會保留正值。",
)
def step(_reference, x):
    return (np.asarray(x) > 0).astype(np.float64)


@mistake(
    "relu",
    en="The negative values were left out, and the shape with them. They become 0 and stay in their place.",
    zh_TW="負值被整個拿掉，形狀也跟著不見了。負值應該變成 0，並留在原來的位置。",
)
def negatives_left_out(_reference, x):
    return x[x > 0].astype(np.float64)


@mistake(
    "relu",
    en="The negative values were kept and the positive ones became 0. It is the other way round: the larger of x and 0.",
    zh_TW="你留下負值，卻把正值變成 0。剛好相反：要取 x 和 0 之中較大的。",
)
def wrong_side_kept(_reference, x):
    return np.minimum(x, 0.0)


@mistake(
    "relu",
    en="Large values were cut off at 6. That is ReLU6, a relative for small devices; ReLU has no upper end.",
    zh_TW="大的值在 6 被截斷了。那是 ReLU6，給小型裝置用的變形；ReLU 沒有上限。",
)
def cut_off_at_six(_reference, x):
    return np.clip(x, 0.0, 6.0)


@mistake(
    "relu",
    en=(
        "There is one number for the whole array: np.max looks for its largest element. Compare element by element "
        "with np.maximum."
    ),
    zh_TW="整個陣列只得到一個數：np.max 找的是陣列裡最大的元素。逐元素比較要用 np.maximum。",
)
def largest_of_all(_reference, x):
    return np.float64(max(0.0, np.max(x)))


@mistake("relu", **_FIRST_VALUE_TYPE, id="first-value-type")
def relu_first_value_type(_reference, x):
    return np.vectorize(lambda value: max(0, value))(np.asarray(x, dtype=np.float64))


# --- leaky_relu -----------------------------------------------------------------------------------------------------


@mistake(
    "leaky_relu",
    en="The slope has no effect: it was always 0.01. Use the parameter; 0.01 is only its default.",
    zh_TW="斜率沒有作用，永遠是 0.01。請使用參數 slope；0.01 只是預設值。",
)
def slope_ignored(reference, x, slope=0.01):
    del slope
    return reference.leaky_relu(x)


@mistake(
    "leaky_relu",
    en="Nothing leaks: negative values became 0, as with the plain ReLU. They become slope * x.",
    zh_TW="沒有任何「漏」：負值變成 0，和一般的 ReLU 一樣。負值應該變成 slope * x。",
)
def no_leak(reference, x, slope=0.01):
    del slope
    return reference.relu(x)


@mistake(
    "leaky_relu",
    en="Every negative value became the slope itself. The slope is a factor: slope * x.",
    zh_TW="每個負值都變成了斜率本身。斜率是倍數：slope * x。",
)
def slope_instead_of_x(_reference, x, slope=0.01):
    return np.where(np.asarray(x) > 0, x, float(slope))


@mistake(
    "leaky_relu",
    en="Positive values were multiplied by the slope too. They stay as they are; only negative ones shrink.",
    zh_TW="正值也被乘上斜率了。正值要保持不變，只有負值會縮小。",
)
def slope_on_both_sides(_reference, x, slope=0.01):
    return slope * np.asarray(x, dtype=np.float64)


@mistake(
    "leaky_relu",
    en="The negative side points upwards: the sign was turned. slope * x is negative where x is.",
    zh_TW="負的那一側往上翹：正負號反了。x 是負的，slope * x 也是負的。",
)
def negative_side_turned_up(_reference, x, slope=0.01):
    return np.where(np.asarray(x) > 0, x, -slope * np.asarray(x))


@mistake("leaky_relu", **_INTEGER_TYPE_KEPT, id="integer-type-kept")
def leaky_integer_type_kept(reference, x, slope=0.01):
    return reference.leaky_relu(x, slope).astype(np.asarray(x).dtype)


# --- elu ------------------------------------------------------------------------------------------------------------


def _elu(x, negative):
    """Take x where it is positive, else what is given for the negative side."""
    x = np.asarray(x, dtype=np.float64)
    return np.where(x > 0, x, negative(np.minimum(x, 0.0)))


@mistake(
    "elu",
    en="alpha has no effect. It scales the negative side, which levels off at -alpha.",
    zh_TW="alpha 沒有作用。它縮放負的那一側，讓曲線趨近 -alpha。",
)
def alpha_ignored(reference, x, alpha=1.0):
    del alpha
    return reference.elu(x)


@mistake(
    "elu",
    en="The - 1 is missing: at 0 your curve jumps from alpha to 0. The negative side is alpha * (exp(x) - 1).",
    zh_TW="少了 - 1：你的曲線在 0 的地方會從 alpha 跳到 0。負的那一側是 alpha * (exp(x) - 1)。",
)
def minus_one_missing(_reference, x, alpha=1.0):
    return _elu(x, lambda low: alpha * np.exp(low))


@mistake(
    "elu",
    en="alpha multiplies only the exponential, not the - 1. Mind the parentheses: alpha * (exp(x) - 1).",
    zh_TW="alpha 只乘到指數，沒有乘到 - 1。注意括號：alpha * (exp(x) - 1)。",
)
def parentheses_missing(_reference, x, alpha=1.0):
    return _elu(x, lambda low: alpha * np.exp(low) - 1)


@mistake(
    "elu",
    en="alpha went into the exponent. It stands in front: alpha * (exp(x) - 1), so that the curve ends at -alpha.",
    zh_TW="alpha 被放進指數裡了。它應該乘在前面：alpha * (exp(x) - 1)，曲線才會趨近 -alpha。",
)
def alpha_in_the_exponent(_reference, x, alpha=1.0):
    return _elu(x, lambda low: np.expm1(alpha * low))


@mistake(
    "elu",
    en="Positive values were multiplied by alpha too. alpha belongs to the negative side; positive values stay.",
    zh_TW="正值也被乘上 alpha 了。alpha 只屬於負的那一側，正值保持不變。",
)
def alpha_on_both_sides(reference, x, alpha=1.0):
    return alpha * reference.elu(x)


@mistake(
    "elu",
    en=(
        "For large x there is NaN: exp(x) is inf, and a mask that is 0 there gives 0 * inf. Choose with np.where "
        "instead of multiplying by a mask, or take exp(np.minimum(x, 0))."
    ),
    zh_TW=(
        "x 很大時出現 NaN：exp(x) 是 inf，乘上遮罩的 0 變成 0 * inf。請用 np.where 來選，不要乘遮罩；或是改算 "
        "exp(np.minimum(x, 0))。"
    ),
)
def mask_times_inf(_reference, x, alpha=1.0):
    x = np.asarray(x, dtype=np.float64)
    with np.errstate(all="ignore"):
        return (x > 0) * x + (x <= 0) * (alpha * (np.exp(x) - 1))


@mistake("elu", **_INTEGER_TYPE_KEPT, id="integer-type-kept")
def elu_integer_type_kept(reference, x, alpha=1.0):
    return reference.elu(x, alpha).astype(np.asarray(x).dtype)


# --- sigmoid --------------------------------------------------------------------------------------------------------


@mistake(
    "sigmoid",
    en="The curve is mirrored: large x gives 0. The exponent is -x, with the minus sign.",
    zh_TW="曲線左右顛倒了：x 很大時得到 0。指數是 -x，別忘了負號。",
)
def sign_of_the_exponent(reference, x):
    return reference.sigmoid(-np.asarray(x, dtype=np.float64))


@mistake("sigmoid", **_INF_BY_INF, id="inf-by-inf")
def sigmoid_inf_by_inf(_reference, x):
    with np.errstate(all="ignore"):
        return np.exp(x) / (1 + np.exp(x))


@mistake(
    "sigmoid",
    en="The values were divided by their sum. That is softmax, in which the elements depend on each other; a sigmoid "
    "looks at each element on its own.",
    zh_TW="你把所有值除以它們的總和。那是 softmax，元素之間會互相影響；sigmoid 則是每個元素各自計算。",
)
def softmax_instead(_reference, x):
    powers = np.exp(x - np.max(x))
    return powers / powers.sum()


@mistake(
    "sigmoid",
    en="That is the derivative, s * (1 - s). The sigmoid itself runs from 0 to 1 and is never smaller further right.",
    zh_TW="那是導數 s * (1 - s)。sigmoid 本身從 0 走到 1，越往右只會越大。",
)
def sigmoid_derivative(reference, x):
    values = reference.sigmoid(x)
    return values * (1 - values)


@mistake(
    "sigmoid",
    en="x was cut off too early: beyond 10 the sigmoid still changes in the fifth decimal. A limit is harmless only far "
    "out (at 500, say), and not needed if you take exp(-|x|).",
    zh_TW="x 太早被截斷了：超過 10 之後，sigmoid 在小數第五位仍然會變。上限要放得很遠（例如 500）才無害；改用 "
    "exp(-|x|) 就不需要截斷。",
)
def cut_off_at_ten(reference, x):
    return reference.sigmoid(np.clip(x, -10, 10))


@mistake(
    "sigmoid",
    en="The result runs from -1 to 1: that is tanh. A sigmoid runs from 0 to 1 and is 0.5 at 0.",
    zh_TW="結果從 -1 到 1：那是 tanh。sigmoid 從 0 到 1，在 0 的值是 0.5。",
)
def tanh_instead(reference, x):
    return reference.tanh(x)


# --- tanh -----------------------------------------------------------------------------------------------------------


@mistake("tanh", **_INF_BY_INF, id="inf-by-inf")
def tanh_inf_by_inf(_reference, x):
    with np.errstate(all="ignore"):
        up, down = np.exp(x), np.exp(-np.asarray(x))
        return (up - down) / (up + down)


@mistake(
    "tanh",
    en="The curve is half as steep as it should be: tanh(x) is 2 * sigmoid(2 * x) - 1, with a 2 inside as well.",
    zh_TW="曲線只有應有的一半陡：tanh(x) 是 2 * sigmoid(2 * x) - 1，括號裡面也有 2。",
)
def half_as_steep(reference, x):
    return reference.tanh(np.asarray(x) / 2)


@mistake(
    "tanh",
    en="The result runs from 0 to 1. Stretch it to -1 to 1: 2 * sigmoid(2 * x) - 1.",
    zh_TW="結果從 0 到 1。要拉成 -1 到 1：2 * sigmoid(2 * x) - 1。",
)
def not_stretched(reference, x):
    return reference.sigmoid(2 * np.asarray(x))


@mistake(
    "tanh",
    en="That is the tangent of an angle, np.tan. The hyperbolic tangent is made of exponentials and stays within -1 and 1.",
    zh_TW="那是角度的正切 np.tan。雙曲正切由指數函數組成，永遠在 -1 和 1 之間。",
)
def tangent_of_an_angle(_reference, x):
    return np.tan(x)


@mistake(
    "tanh",
    en="The sign is turned: negative x must give a negative result. It is exp(x) - exp(-x) on top, in this order.",
    zh_TW="正負號反了：x 是負的，結果也該是負的。分子是 exp(x) - exp(-x)，順序不能顛倒。",
)
def tanh_upside_down(reference, x):
    return reference.tanh(-np.asarray(x))


@mistake(
    "tanh",
    en="You divided by 2: that is sinh, which grows without end. The denominator is exp(x) + exp(-x).",
    zh_TW="你除的是 2：那是 sinh，會無限變大。分母是 exp(x) + exp(-x)。",
)
def divided_by_two(_reference, x):
    with np.errstate(all="ignore"):
        return np.sinh(x)


# --- gelu -----------------------------------------------------------------------------------------------------------

_erf = np.vectorize(math.erf, otypes=[np.float64])


def _normal_share(x):
    """Share of a standard normal distribution below x."""
    return 0.5 * (1 + _erf(np.asarray(x) / math.sqrt(2)))


@mistake(
    "gelu",
    en="That is the approximation with tanh and 0.044715. It is off by up to 0.0005; asked for is the exact one, with erf.",
    zh_TW="那是用 tanh 和 0.044715 的近似式，誤差最多約 0.0005；這裡要的是用 erf 的精確式。",
)
def gelu_by_tanh(_reference, x):
    x = np.asarray(x, dtype=np.float64)
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


@mistake(
    "gelu",
    en="That is the approximation x * sigmoid(1.702 * x). It is off by up to 0.02; asked for is the exact one, with erf.",
    zh_TW="那是近似式 x * sigmoid(1.702 * x)，誤差最多約 0.02；這裡要的是用 erf 的精確式。",
)
def gelu_by_sigmoid(reference, x):
    return x * reference.sigmoid(1.702 * np.asarray(x))


@mistake(
    "gelu",
    en="The error function itself is approximated, with an error of about 1e-7. math.erf is exact to the last digit.",
    zh_TW="你的誤差函數本身是近似公式，誤差約 1e-7。math.erf 準確到最後一位。",
)
def erf_by_polynomial(_reference, x):
    x = np.asarray(x, dtype=np.float64)
    size = np.abs(x) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * size)
    weights = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    erf = np.sign(x) * (1 - np.polyval([*weights, 0], t) * np.exp(-size * size))
    return 0.5 * x * (1 + erf)


@mistake(
    "gelu",
    en="The square root of 2 is missing: erf belongs to a narrower bell than the standard normal distribution. "
    "It is erf(x / sqrt(2)).",
    zh_TW="少了根號 2：erf 對應的鐘形比標準常態分布窄。應該是 erf(x / sqrt(2))。",
)
def root_of_two_missing(_reference, x):
    return 0.5 * np.asarray(x) * (1 + _erf(x))


@mistake(
    "gelu",
    en="Your result is twice as large: the share 1 + erf runs from 0 to 2, so it is halved.",
    zh_TW="結果大了兩倍：1 + erf 從 0 到 2，所以要除以 2。",
)
def half_missing(reference, x):
    return 2 * reference.gelu(x)


@mistake(
    "gelu",
    en="Only the share of the normal distribution was returned. GELU is x times that share.",
    zh_TW="你只回傳了常態分布的比例。GELU 是 x 乘上這個比例。",
)
def share_without_x(_reference, x):
    return _normal_share(x)


@mistake(
    "gelu",
    en="x was multiplied by the height of the bell curve. It is its area to the left of x: the cumulative distribution.",
    zh_TW="你把 x 乘上鐘形曲線的「高度」。應該乘上 x 左邊的「面積」，也就是累積分布。",
)
def height_of_the_bell(_reference, x):
    x = np.asarray(x, dtype=np.float64)
    return x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


@mistake(
    "gelu",
    en="The 1 + is missing: erf runs from -1 to 1, a share from 0 to 1. It is x / 2 * (1 + erf(x / sqrt(2))).",
    zh_TW="少了 1 +：erf 從 -1 到 1，比例應該從 0 到 1。式子是 x / 2 * (1 + erf(x / sqrt(2)))。",
)
def one_plus_missing(_reference, x):
    return 0.5 * np.asarray(x) * _erf(np.asarray(x) / math.sqrt(2))


# --- mish -----------------------------------------------------------------------------------------------------------


@mistake(
    "mish",
    en="That is swish (SiLU), x * sigmoid(x). Mish multiplies by tanh(softplus(x)).",
    zh_TW="那是 swish（SiLU），x * sigmoid(x)。mish 乘的是 tanh(softplus(x))。",
)
def swish_instead(reference, x):
    return x * reference.sigmoid(x)


@mistake(
    "mish",
    en="The softplus is missing: tanh(x) is negative for negative x, so your curve rises there. It is x * tanh(log(1 + "
    "exp(x))).",
    zh_TW="少了 softplus：x 是負的時候 tanh(x) 也是負的，你的曲線在那裡反而往上。應該是 x * tanh(log(1 + exp(x)))。",
)
def softplus_missing(_reference, x):
    return x * np.tanh(x)


@mistake(
    "mish",
    en="The factor x in front is missing: tanh(softplus(x)) alone never leaves 0 to 1.",
    zh_TW="少了前面的 x：單獨的 tanh(softplus(x)) 永遠在 0 和 1 之間。",
)
def factor_x_missing(_reference, x):
    return np.tanh(np.logaddexp(0, x))


@mistake(
    "mish",
    en="That is the softplus, log(1 + exp(x)). Take its tanh, and multiply by x.",
    zh_TW="那只是 softplus：log(1 + exp(x))。還要取 tanh，再乘上 x。",
)
def only_softplus(_reference, x):
    return np.logaddexp(0.0, x)


@mistake(
    "mish",
    en="The logarithm is missing: the tanh is taken of log(1 + exp(x)), not of 1 + exp(x) or exp(x).",
    zh_TW="少了對數：tanh 裡面是 log(1 + exp(x))，不是 1 + exp(x) 或 exp(x)。",
)
def logarithm_missing(_reference, x):
    with np.errstate(all="ignore"):
        return x * np.tanh(np.exp(x))


@mistake("mish", **_INF_BY_INF, id="inf-by-inf")
def mish_inf_by_inf(_reference, x):
    with np.errstate(all="ignore"):
        power = np.exp(x)
        return x * (power * power + 2 * power) / (power * power + 2 * power + 2)


# --- pooling --------------------------------------------------------------------------------------------------------


def _room(x, padding, outside=0.0):
    """The image with that many rows and columns of one value on each side."""
    sides = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    return np.pad(np.asarray(x, dtype=np.float64), sides, constant_values=outside)


def _repeated(x, padding):
    """The image with its outermost pixels repeated on each side."""
    return np.pad(
        np.asarray(x, dtype=np.float64), ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge"
    )


def _partial(x, kernel, stride, padding, combine):
    """Pool as (N, C, rows, columns), with windows at every start inside the image, cut off at its edge."""
    height, width = x.shape[2:]
    starts = [_starts(length, kernel, stride, padding) for length in (height, width)]
    result = np.zeros((*x.shape[:2], len(starts[0]), len(starts[1])))
    for (i, top), (j, left) in ((a, b) for a in enumerate(starts[0]) for b in enumerate(starts[1])):
        rows = slice(max(top, 0), min(top + kernel, height))
        columns = slice(max(left, 0), min(left + kernel, width))
        result[:, :, i, j] = combine(x[:, :, rows, columns], axis=(2, 3))
    return result


def _starts(length, kernel, stride, padding):
    """First pixel of every window, the last of which may hang over the edge, but not start behind it."""
    count = -(-(length + 2 * padding - kernel) // stride) + 1
    starts = [number * stride - padding for number in range(count)]
    return [start for start in starts if start < length]


# --- max_pool2d -----------------------------------------------------------------------------------------------------


@mistake("max_pool2d", **_STRIDE_ONE, id="stride-one")
def max_stride_one(reference, x, kernel=2, stride=None, padding=0):
    return reference.max_pool2d(x, kernel, 1 if stride is None else stride, padding)


@mistake("max_pool2d", **_STRIDE_IGNORED, id="stride-ignored")
def max_stride_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.max_pool2d(x, kernel, stride, padding)
    return reference.max_pool2d(x, kernel, None, padding)


@mistake(
    "max_pool2d",
    en="The stride is used downwards but not across. It applies to rows and to columns.",
    zh_TW="步幅只用在往下的方向，往右仍然一格一格移動。列和行兩個方向都要用步幅。",
)
def stride_on_rows_only(reference, x, kernel=2, stride=None, padding=0):
    reference.max_pool2d(x, kernel, stride, padding)
    return reference.max_pool2d(x, kernel, 1, padding)[:, :, :: kernel if stride is None else stride]


@mistake("max_pool2d", **_PADDING_IGNORED, id="padding-ignored")
def max_padding_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.max_pool2d(x, kernel, stride, padding)
    return reference.max_pool2d(x, min(kernel, *x.shape[2:]), kernel if stride is None else stride)


@mistake("max_pool2d", **_ZEROS_WIN, id="zeros-win")
def max_zeros_win(reference, x, kernel=2, stride=None, padding=0):
    reference.max_pool2d(x, kernel, stride, padding)
    return reference.max_pool2d(_room(x, padding), kernel, stride)


@mistake("max_pool2d", **_FINITE_BORDER, id="finite-border")
def max_finite_border(reference, x, kernel=2, stride=None, padding=0):
    reference.max_pool2d(x, kernel, stride, padding)
    return reference.max_pool2d(_room(x, padding, -1e9), kernel, stride)


@mistake("max_pool2d", **_STARTS_AT_ZERO, id="starts-at-zero")
def max_starts_at_zero(reference, x, kernel=2, stride=None, padding=0):
    return np.maximum(reference.max_pool2d(x, kernel, stride, padding), 0.0)


@mistake(
    "max_pool2d",
    en="Rows and columns were added at the bottom and on the right only. Padding goes on all four sides.",
    zh_TW="你只在下方和右方填補。填補是四邊都要補。",
)
def padding_on_one_side(reference, x, kernel=2, stride=None, padding=0):
    reference.max_pool2d(x, kernel, stride, padding)
    sides = ((0, 0), (0, 0), (0, padding), (0, padding))
    padded = np.pad(np.asarray(x, dtype=np.float64), sides, constant_values=-np.inf)
    return reference.max_pool2d(padded, min(kernel, *padded.shape[2:]), kernel if stride is None else stride)


@mistake("max_pool2d", **_PARTIAL_WINDOWS, id="partial-windows")
def max_partial_windows(reference, x, kernel=2, stride=None, padding=0):
    reference.max_pool2d(x, kernel, stride, padding)
    return _partial(x, kernel, kernel if stride is None else stride, padding, np.max)


@mistake("max_pool2d", **_CHANNELS_MIXED, id="channels-mixed")
def max_channels_mixed(reference, x, kernel=2, stride=None, padding=0):
    return reference.max_pool2d(x, kernel, stride, padding).max(axis=1, keepdims=True)


@mistake(
    "max_pool2d",
    en="The result was given as many columns as rows. Images need not be square: compute height and width separately.",
    zh_TW="結果的行數被當成和列數一樣。影像不一定是正方形，高和寬要分開計算。",
)
def square_image(reference, x, kernel=2, stride=None, padding=0):
    right = reference.max_pool2d(x, kernel, stride, padding)
    side = right.shape[2]
    result = np.zeros((*right.shape[:2], side, side))
    result[..., : right.shape[3]] = right[..., :side]
    return result


@mistake("max_pool2d", **_NOT_CHECKED, id="arguments-not-checked")
def max_arguments_not_checked(reference, x, kernel=2, stride=None, padding=0):
    try:
        return reference.max_pool2d(x, kernel, stride, padding)
    except ValueError:
        return np.zeros((*x.shape[:2], 0, 0))


# --- avg_pool2d -----------------------------------------------------------------------------------------------------


@mistake("avg_pool2d", **_STRIDE_ONE, id="stride-one")
def avg_stride_one(reference, x, kernel=2, stride=None, padding=0):
    return reference.avg_pool2d(x, kernel, 1 if stride is None else stride, padding)


@mistake("avg_pool2d", **_STRIDE_IGNORED, id="stride-ignored")
def avg_stride_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.avg_pool2d(x, kernel, stride, padding)
    return reference.avg_pool2d(x, kernel, None, padding)


@mistake("avg_pool2d", **_PADDING_IGNORED, id="padding-ignored")
def avg_padding_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.avg_pool2d(x, kernel, stride, padding)
    return reference.avg_pool2d(x, min(kernel, *x.shape[2:]), kernel if stride is None else stride)


@mistake(
    "avg_pool2d",
    en="The padding was counted: at the border you divided by kernel * kernel, though fewer pixels are there. Divide by "
    "the number of pixels that lie in the image.",
    zh_TW="填補被算進去了：在邊界你仍然除以 kernel * kernel，但那裡的像素比較少。要除以真正落在影像裡的像素個數。",
)
def padding_counted(reference, x, kernel=2, stride=None, padding=0):
    return reference.sum_pool2d(x, kernel, stride, padding) / kernel**2


@mistake("avg_pool2d", **_PADDING_REPEATS_EDGE, id="padding-repeats-the-edge")
def avg_padding_repeats_the_edge(reference, x, kernel=2, stride=None, padding=0):
    reference.avg_pool2d(x, kernel, stride, padding)
    return reference.avg_pool2d(_repeated(x, padding), kernel, stride)


@mistake(
    "avg_pool2d",
    en="Zeros count as missing: pixels of the image that are 0 were left out of the mean. Count positions, not values.",
    zh_TW="你把 0 當成不存在：影像中值為 0 的像素沒有算進平均。要數的是位置，不是值。",
)
def zero_pixels_left_out(reference, x, kernel=2, stride=None, padding=0):
    count = reference.sum_pool2d(np.asarray(x) != 0, kernel, stride, padding)
    return reference.sum_pool2d(x, kernel, stride, padding) / np.maximum(count, 1)


@mistake("avg_pool2d", **_PARTIAL_WINDOWS, id="partial-windows")
def avg_partial_windows(reference, x, kernel=2, stride=None, padding=0):
    reference.avg_pool2d(x, kernel, stride, padding)
    return _partial(x, kernel, kernel if stride is None else stride, padding, np.mean)


@mistake("avg_pool2d", **_TRUNCATED, id="truncated")
def avg_truncated(reference, x, kernel=2, stride=None, padding=0):
    return np.floor(reference.avg_pool2d(x, kernel, stride, padding))


@mistake("avg_pool2d", **_INTEGER_TYPE_KEPT, id="integer-type-kept")
def avg_integer_type_kept(reference, x, kernel=2, stride=None, padding=0):
    return reference.avg_pool2d(x, kernel, stride, padding).astype(np.asarray(x).dtype)


@mistake(
    "avg_pool2d",
    en="The sums were not divided. The average is the sum divided by the number of pixels in the window.",
    zh_TW="你沒有做除法，回傳的是總和。平均 = 總和 / 視窗內的像素個數。",
)
def not_divided(reference, x, kernel=2, stride=None, padding=0):
    return reference.sum_pool2d(x, kernel, stride, padding)


# --- sum_pool2d -----------------------------------------------------------------------------------------------------


@mistake("sum_pool2d", **_STRIDE_ONE, id="stride-one")
def sum_stride_one(reference, x, kernel=2, stride=None, padding=0):
    return reference.sum_pool2d(x, kernel, 1 if stride is None else stride, padding)


@mistake("sum_pool2d", **_STRIDE_IGNORED, id="stride-ignored")
def sum_stride_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.sum_pool2d(x, kernel, stride, padding)
    return reference.sum_pool2d(x, kernel, None, padding)


@mistake("sum_pool2d", **_PADDING_IGNORED, id="padding-ignored")
def sum_padding_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.sum_pool2d(x, kernel, stride, padding)
    return reference.sum_pool2d(x, min(kernel, *x.shape[2:]), kernel if stride is None else stride)


@mistake("sum_pool2d", **_PADDING_REPEATS_EDGE, id="padding-repeats-the-edge")
def sum_padding_repeats_the_edge(reference, x, kernel=2, stride=None, padding=0):
    reference.sum_pool2d(x, kernel, stride, padding)
    return reference.sum_pool2d(_repeated(x, padding), kernel, stride)


@mistake(
    "sum_pool2d",
    en="At the border the sums are too large: the mean of the pixels there was multiplied by kernel * kernel. Add up only "
    "the pixels that are there.",
    zh_TW="邊界的總和太大：你把那裡像素的平均乘上 kernel * kernel。只要把真正存在的像素加起來。",
)
def mean_times_the_window(reference, x, kernel=2, stride=None, padding=0):
    return reference.avg_pool2d(x, kernel, stride, padding) * kernel**2


@mistake(
    "sum_pool2d",
    en="The sums were divided by the number of pixels: that is average pooling. Leave the sum as it is.",
    zh_TW="你把總和除以像素個數了：那是平均池化。保留總和就好。",
)
def mean_instead_of_sum(reference, x, kernel=2, stride=None, padding=0):
    return reference.avg_pool2d(x, kernel, stride, padding)


# --- min_pool2d -----------------------------------------------------------------------------------------------------


@mistake("min_pool2d", **_STRIDE_ONE, id="stride-one")
def min_stride_one(reference, x, kernel=2, stride=None, padding=0):
    return reference.min_pool2d(x, kernel, 1 if stride is None else stride, padding)


@mistake("min_pool2d", **_STRIDE_IGNORED, id="stride-ignored")
def min_stride_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.min_pool2d(x, kernel, stride, padding)
    return reference.min_pool2d(x, kernel, None, padding)


@mistake("min_pool2d", **_PADDING_IGNORED, id="padding-ignored")
def min_padding_ignored(reference, x, kernel=2, stride=None, padding=0):
    reference.min_pool2d(x, kernel, stride, padding)
    return reference.min_pool2d(x, min(kernel, *x.shape[2:]), kernel if stride is None else stride)


@mistake("min_pool2d", **_ZEROS_WIN, id="zeros-win")
def min_zeros_win(reference, x, kernel=2, stride=None, padding=0):
    reference.min_pool2d(x, kernel, stride, padding)
    return reference.min_pool2d(_room(x, padding), kernel, stride)


@mistake("min_pool2d", **_FINITE_BORDER, id="finite-border")
def min_finite_border(reference, x, kernel=2, stride=None, padding=0):
    reference.min_pool2d(x, kernel, stride, padding)
    return reference.min_pool2d(_room(x, padding, 1e9), kernel, stride)


@mistake("min_pool2d", **_STARTS_AT_ZERO, id="starts-at-zero")
def min_starts_at_zero(reference, x, kernel=2, stride=None, padding=0):
    return np.minimum(reference.min_pool2d(x, kernel, stride, padding), 0.0)


@mistake(
    "min_pool2d",
    en="That is the largest value of each window. Min pooling takes the smallest.",
    zh_TW="那是每個視窗的最大值。最小池化要取最小的。",
)
def maximum_instead(reference, x, kernel=2, stride=None, padding=0):
    return reference.max_pool2d(x, kernel, stride, padding)


@mistake(
    "min_pool2d",
    en="The border is -inf, as for max pooling, so it always wins. The minimum needs +inf around it.",
    zh_TW="邊界用了 -inf（那是最大池化用的），所以永遠是它贏。取最小值時外圈要補 +inf。",
)
def border_of_minus_inf(reference, x, kernel=2, stride=None, padding=0):
    reference.min_pool2d(x, kernel, stride, padding)
    return reference.min_pool2d(_room(x, padding, -np.inf), kernel, stride)


@mistake(
    "min_pool2d",
    en="The sign is turned: after the maximum of -x, the minus sign has to be taken back: min(x) = -max(-x).",
    zh_TW="正負號反了：對 -x 取最大值之後，還要把負號還原：min(x) = -max(-x)。",
)
def sign_not_taken_back(reference, x, kernel=2, stride=None, padding=0):
    return -reference.min_pool2d(x, kernel, stride, padding)


# --- global_avg_pool2d ----------------------------------------------------------------------------------------------


@mistake(
    "global_avg_pool2d",
    en="Height and width are still there, as axes of length 1. The result has two axes, (N, C).",
    zh_TW="高和寬還在，變成長度 1 的軸。結果只有兩個軸：(N, C)。",
)
def axes_kept(reference, x):
    return reference.global_avg_pool2d(x)[:, :, None, None]


@mistake(
    "global_avg_pool2d",
    en="The pixels were added up but not divided by their number, H * W.",
    zh_TW="你把像素加起來了，但沒有除以像素個數 H * W。",
)
def global_sum(reference, x):
    return reference.global_avg_pool2d(x) * (x.shape[2] * x.shape[3])


@mistake(
    "global_avg_pool2d",
    en="That is the largest pixel of each map. Global average pooling takes the mean.",
    zh_TW="那是每張特徵圖最大的像素。全域平均池化要取平均。",
)
def global_maximum(_reference, x):
    return np.asarray(x, dtype=np.float64).max(axis=(2, 3))


@mistake(
    "global_avg_pool2d",
    en="The images of the batch were averaged as well. Every image keeps its own row in the result.",
    zh_TW="連批次裡的影像也一起平均了。每張影像在結果中都要有自己的一列。",
)
def images_averaged(reference, x):
    return reference.global_avg_pool2d(x).mean(axis=0)


@mistake(
    "global_avg_pool2d",
    en="The channels were averaged as well. Every channel keeps its own number.",
    zh_TW="連通道也一起平均了。每個通道都要有自己的一個數。",
)
def channels_averaged(reference, x):
    return reference.global_avg_pool2d(x).mean(axis=1)


@mistake(
    "global_avg_pool2d",
    en="Channels and height were averaged, as if the channels came last. Here they come second: average over the axes 2 "
    "and 3.",
    zh_TW="你平均的是通道和高，像是把通道當成在最後。這裡通道是第二個軸：要對第 2、3 軸取平均。",
)
def channels_taken_for_last(_reference, x):
    return np.mean(x, axis=(1, 2))


@mistake(
    "global_avg_pool2d",
    en="The result is (C, N). Images come first, channels second.",
    zh_TW="結果變成 (C, N) 了。影像在前，通道在後。",
)
def channels_first_of_all(reference, x):
    return reference.global_avg_pool2d(x).T


@mistake("global_avg_pool2d", **_TRUNCATED, id="truncated")
def global_truncated(reference, x):
    return np.floor(reference.global_avg_pool2d(x))
