"""
Known mistakes of exercise06: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages. A variant calls the reference first
where the misconception leaves the checking of arguments alone.
"""

import numpy as np

from grader.suite import mistake

_NOT_CHECKED = {
    "en": (
        "Invalid arguments are not refused by you. numpy stretches arrays of length 1, counts negative labels from the "
        "end, and its own errors name none of your arguments: compare shapes and values first, and raise a ValueError "
        "that names the argument and its value (of an array: its shape)."
    ),
    "zh_TW": (
        "你沒有檢查不合理的參數。numpy 會把長度 1 的陣列自動廣播、把負的標籤從尾端倒數，它自己的錯誤訊息也不會指名你的參數。"
        "請先比較形狀和數值，再拋出 ValueError，寫出參數名稱和它的值（陣列則寫 shape）。"
    ),
}
_TRUNCATED = {
    "en": (
        "The fractions are gone: `np.zeros_like(x)` has the integer type of x, and whole numbers are all it can hold. "
        "Create the array for the gradient as float64."
    ),
    "zh_TW": "小數部分不見了：`np.zeros_like(x)` 沿用了 x 的整數型別，只放得下整數。請用 float64 建立存放梯度的陣列。",
}
_BATCH_MEAN = {
    "en": (
        "The gradients of the weights were divided by the number of samples. If the loss is a mean, dy has this factor "
        "already; here gradients are summed over the batch."
    ),
    "zh_TW": "你把權重的梯度除以資料筆數了。如果損失是平均，dy 裡已經有這個係數；這裡要對整個批次「加總」。",
}
_ORDER = {
    "en": "The gradients come in another order: the function returns (dx, dw, db).",
    "zh_TW": "回傳的順序不對：應該是 (dx, dw, db)。",
}
_STEP_UPHILL = {
    "en": (
        "The step goes uphill. A positive gradient means that the loss grows with the weight, so the weight must get "
        "smaller: subtract learning_rate * gradient."
    ),
    "zh_TW": "你往上坡走了。梯度為正表示權重變大、損失也變大，所以權重要變小：應該「減去」學習率 * 梯度。",
}
_RATE_IGNORED = {
    "en": "The learning rate has no effect. It scales the step: multiply the gradient by it before you subtract.",
    "zh_TW": "學習率沒有作用。它決定步伐的大小：梯度要先乘上學習率，再從權重減去。",
}
_UNSTABLE = {
    "en": (
        "exp overflows for large logits, and inf / inf is nan. Subtract the largest logit of each row first: the "
        "probabilities stay the same, and no exponent is above 0."
    ),
    "zh_TW": "logits 很大時 exp 會溢位，inf / inf 就變成 nan。先把每一列減去該列最大的 logit：機率不變，指數也不會大於 0。",
}
_NO_MEAN = {
    "en": "The factor 1/N is missing. The loss is the mean over the batch, so every gradient is divided by N.",
    "zh_TW": "少了係數 1/N。損失是整個批次的平均，所以每個梯度都要除以 N。",
}
_STRIDE_IGNORED = {
    "en": (
        "The stride has no effect on the positions. Entry (y, x) of dy belongs to the window that starts at row "
        "y * stride and column x * stride."
    ),
    "zh_TW": "步幅對位置沒有作用。dy 的第 (y, x) 格對應的視窗，從第 y * stride 列、第 x * stride 行開始。",
}
_OVERWRITTEN = {
    "en": (
        "Where windows overlap, only the last one is left: the gradient was written with =. A pixel that takes part in "
        "several windows gets the sum, so use +=."
    ),
    "zh_TW": "視窗重疊的地方只留下最後一個：你用 = 寫入梯度。參與好幾個視窗的像素要得到總和，請用 +=。",
}


# --- numerical_gradient ---------------------------------------------------------------------------------------------


def _measured(f, x, up, down, distance):
    """Difference of f with each entry moved up and down, over a distance."""
    x = np.asarray(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        above, below = x.copy(), x.copy()
        above[index] += up
        below[index] -= down
        gradient[index] = (f(above) - f(below)) / distance
    return gradient


@mistake(
    "numerical_gradient",
    en=(
        "You compared f(x + h) with f(x). That one-sided difference is off by about h f''(x) / 2; the central one asks "
        "at x + h and at x - h and divides by 2 h."
    ),
    zh_TW="你比較的是 f(x + h) 和 f(x)。這種單邊差分的誤差約為 h f''(x) / 2；中央差分要在 x + h 和 x - h 兩處求值，再除以 2 h。",
)
def one_sided(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    return _measured(f, x, h, 0.0, h)


@mistake(
    "numerical_gradient",
    en="Everything is twice too large: from x - h to x + h it is 2 h, so divide by 2 h.",
    zh_TW="結果全部大了一倍：從 x - h 到 x + h 的距離是 2 h，所以要除以 2 h。",
)
def divided_by_h(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    return _measured(f, x, h, h, h)


@mistake(
    "numerical_gradient",
    en=(
        "`/ 2 * h` divides by 2 and then multiplies by h: Python works from left to right. Write `/ (2 * h)`, with "
        "parentheses."
    ),
    zh_TW="`/ 2 * h` 是先除以 2 再乘以 h：Python 由左到右計算。請加上括號，寫成 `/ (2 * h)`。",
)
def parentheses_missing(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    return _measured(f, x, h, h, 2 / h)


@mistake(
    "numerical_gradient",
    en=(
        "The nudge was halved: f was asked at x + h / 2 and x - h / 2. In this exercise h is the way up and the way "
        "down, so the two points are 2 h apart."
    ),
    zh_TW="微調量少了一半：你在 x + h / 2 和 x - h / 2 求值。這一題的 h 是往上、往下各走的距離，所以兩點相距 2 h。",
)
def half_nudge(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    return _measured(f, x, h / 2, h / 2, h)


@mistake(
    "numerical_gradient",
    en="The sign is reversed: it is f(x + h) minus f(x - h), not the other way round.",
    zh_TW="正負號反了：應該是 f(x + h) 減 f(x - h)，不是反過來。",
)
def sign_reversed(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    return _measured(f, x, h, h, -2 * h)


@mistake(
    "numerical_gradient",
    en=(
        "All entries of x were nudged at once, which measures the sum of all partial derivatives. Nudge one entry, and "
        "leave the others where they are."
    ),
    zh_TW="你同時微調了 x 的所有元素，得到的是全部偏導數的總和。一次只動一個元素，其他的留在原處。",
)
def all_entries_at_once(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    x = np.asarray(x, dtype=np.float64)
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


@mistake(
    "numerical_gradient",
    en=(
        "An entry was not put back after it had been nudged, so later entries are measured at another point, and the "
        "x of the caller has changed. Nudge a fresh copy for every entry."
    ),
    zh_TW="微調之後沒有把元素恢復原狀，後面的元素就在別的地方求值，呼叫者的 x 也被改掉了。請為每個元素各複製一份來微調。",
)
def entries_not_put_back(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient",
    en=(
        "x holds whole numbers, and so does its copy: 3 + 0.1 is cut to 3, 3 - 0.1 to 2. Convert x to float64 before "
        "you nudge it."
    ),
    zh_TW="x 是整數陣列，複製出來的也是：3 + 0.1 被截成 3，3 - 0.1 被截成 2。微調之前先把 x 轉成 float64。",
)
def integers_nudged(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        above, below = x.copy(), x.copy()
        above[index] = (x[index] + h).astype(x.dtype)
        below[index] = (x[index] - h).astype(x.dtype)
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


@mistake(
    "numerical_gradient",
    en="h has no effect: the nudge is always 1e-5. Use the argument.",
    zh_TW="h 沒有作用：微調量永遠是 1e-5。請使用傳進來的參數。",
)
def nudge_ignored(reference, f, x, h=1e-5):
    reference.numerical_gradient(lambda _: 0.0, x, h)
    return reference.numerical_gradient(f, x)


@mistake(
    "numerical_gradient",
    en="The gradient is one long row. It has the shape of x, so that it can be subtracted from x.",
    zh_TW="你的梯度是攤平的一長列。梯度的形狀要和 x 相同，才能和 x 相減。",
)
def gradient_flattened(reference, f, x, h=1e-5):
    return reference.numerical_gradient(f, x, h).ravel()


@mistake("numerical_gradient", **_NOT_CHECKED, id="arguments-not-checked")
def nudge_not_checked(_reference, f, x, h=1e-5):
    with np.errstate(all="ignore"):
        return _measured(f, x, h, h, np.float64(2 * h))


# --- linear ---------------------------------------------------------------------------------------------------------


@mistake(
    "linear_forward",
    en="The bias is missing: y = x w + b.",
    zh_TW="忘了加偏置：y = x w + b。",
)
def no_bias(reference, x, w, b):
    return reference.linear_forward(x, w, b) - b


@mistake(
    "linear_forward",
    en=(
        "The weights were transposed. Here w is (D, M), a column per node, so it is `x @ w`. (torch.nn.Linear keeps "
        "the transposed matrix.)"
    ),
    zh_TW="權重被轉置了。這裡的 w 是 (D, M)，每個節點一行，所以是 `x @ w`。（torch.nn.Linear 存的是轉置後的矩陣。）",
)
def weights_transposed(reference, x, w, b):
    reference.linear_forward(x, w, b)
    return x @ w.T + b


@mistake(
    "linear_forward",
    en="The bias was added down the columns. It belongs to the nodes: entry m goes to column m of every row.",
    zh_TW="偏置加錯方向了。它屬於節點：第 m 個要加到每一列的第 m 行。",
)
def bias_per_sample(reference, x, w, b):
    reference.linear_forward(x, w, b)
    return x @ w + b[:, None]


@mistake(
    "linear_forward",
    en="There is a ReLU inside. This function is the linear layer alone; negative results stay negative.",
    zh_TW="裡面多做了 ReLU。這個函式只是線性層，負的結果要保留。",
)
def relu_inside(reference, x, w, b):
    return np.maximum(reference.linear_forward(x, w, b), 0.0)


@mistake("linear_forward", **_NOT_CHECKED, id="arguments-not-checked")
def forward_not_checked(_reference, x, w, b):
    return x @ w + b


@mistake(
    "linear_backward",
    en=(
        "dx was computed with w as it is. Going back, the weights are read the other way: dx = dy @ w.T, of the shape "
        "of x."
    ),
    zh_TW="算 dx 時 w 沒有轉置。反向時要從另一個方向讀權重：dx = dy @ w.T，形狀和 x 相同。",
)
def dx_without_transpose(reference, dy, x, w):
    _, dw, db = reference.linear_backward(dy, x, w)
    return dy @ w, dw, db


@mistake(
    "linear_backward",
    en="dw is transposed: it has the shape of w, (D, M), so it is x.T @ dy.",
    zh_TW="dw 被轉置了：它的形狀要和 w 一樣是 (D, M)，所以是 x.T @ dy。",
)
def dw_transposed(reference, dy, x, w):
    dx, dw, db = reference.linear_backward(dy, x, w)
    return dx, dw.T, db


@mistake("linear_backward", **_BATCH_MEAN, id="batch-mean")
def linear_batch_mean(reference, dy, x, w):
    dx, dw, db = reference.linear_backward(dy, x, w)
    return dx, dw / len(dy), db / len(dy)


@mistake(
    "linear_backward",
    en="db is dy as it came. Every sample uses the same bias, so its gradients are summed over the batch: (M,).",
    zh_TW="你直接把 dy 當成 db。每筆資料共用同一個偏置，所以要對整個批次加總，形狀是 (M,)。",
)
def db_not_summed(reference, dy, x, w):
    dx, dw, _ = reference.linear_backward(dy, x, w)
    return dx, dw, dy.copy()


@mistake(
    "linear_backward",
    en="db was summed over the nodes, which gives one number per sample. Sum over the batch (axis 0): one per node.",
    zh_TW="db 對節點加總了，結果變成每筆資料一個數。應該對批次（axis 0）加總，每個節點一個數。",
)
def db_over_the_nodes(reference, dy, x, w):
    dx, dw, _ = reference.linear_backward(dy, x, w)
    return dx, dw, dy.sum(axis=1)


@mistake(
    "linear_backward",
    en="db is a mean over the batch, but dw is a sum. Both are sums: every sample adds its share.",
    zh_TW="db 取了批次的平均，dw 卻是總和。兩者都是總和：每筆資料各加上自己的那一份。",
)
def db_averaged(reference, dy, x, w):
    dx, dw, _ = reference.linear_backward(dy, x, w)
    return dx, dw, dy.mean(axis=0)


@mistake("linear_backward", **_ORDER, id="gradients-in-another-order")
def linear_other_order(reference, dy, x, w):
    dx, dw, db = reference.linear_backward(dy, x, w)
    return dw, db, dx


@mistake("linear_backward", **_NOT_CHECKED, id="arguments-not-checked")
def backward_not_checked(_reference, dy, x, w):
    return dy @ w.T, x.T @ dy, dy.sum(axis=0)


# --- relu and softmax -----------------------------------------------------------------------------------------------


@mistake(
    "relu_backward",
    en="At x = 0 the gradient was let through. Take 0 there: x > 0, not x >= 0.",
    zh_TW="在 x = 0 的地方讓梯度通過了。那裡要取 0：條件是 x > 0，不是 x >= 0。",
)
def open_at_zero(reference, dy, x):
    reference.relu_backward(dy, x)
    return np.where(x >= 0, dy, 0.0)


@mistake(
    "relu_backward",
    en=(
        "The sign of dy decides, but it must be the sign of x: where x was positive, a negative gradient comes through, "
        "too."
    ),
    zh_TW="你看的是 dy 的正負號，應該看 x 的：只要 x 是正的，負的梯度也要通過。",
)
def mask_from_dy(reference, dy, x):
    reference.relu_backward(dy, x)
    return np.maximum(dy, 0.0)


@mistake(
    "relu_backward",
    en="dy was multiplied by max(0, x), the value of the ReLU. Multiply by its derivative: 1 where x > 0, else 0.",
    zh_TW="你把 dy 乘上了 ReLU 的值 max(0, x)。要乘的是導數：x > 0 是 1，其餘是 0。",
)
def value_for_derivative(reference, dy, x):
    reference.relu_backward(dy, x)
    return dy * np.maximum(x, 0.0)


@mistake(
    "relu_backward",
    en="This is the derivative of the ReLU alone. The chain rule multiplies it by dy, what comes from behind.",
    zh_TW="這只是 ReLU 自己的導數。依連鎖律，還要乘上從後面傳回來的 dy。",
)
def derivative_alone(reference, dy, x):
    reference.relu_backward(dy, x)
    return (x > 0).astype(np.float64)


@mistake("relu_backward", **_TRUNCATED, id="truncated-to-the-type-of-x")
def relu_truncated(reference, dy, x):
    result = np.zeros_like(x)
    result[...] = reference.relu_backward(dy, x).astype(x.dtype)
    return result.astype(np.float64)


@mistake("relu_backward", **_NOT_CHECKED, id="arguments-not-checked")
def relu_not_checked(_reference, dy, x):
    return dy * (x > 0)


def _onehot(labels, classes):
    """1 at the right class of each row."""
    return np.eye(classes)[labels]


@mistake("softmax_cross_entropy_backward", **_NO_MEAN)
def no_mean(reference, logits, labels):
    return reference.softmax_cross_entropy_backward(logits, labels) * len(labels)


@mistake(
    "softmax_cross_entropy_backward",
    en="It was divided by the number of entries, N K. The loss is a mean over the N samples only.",
    zh_TW="你除以了全部元素的個數 N K。損失只對 N 筆資料取平均。",
)
def divided_by_all_entries(reference, logits, labels):
    return reference.softmax_cross_entropy_backward(logits, labels) / logits.shape[1]


@mistake(
    "softmax_cross_entropy_backward",
    en="The softmax is missing: it is the probabilities, not the logits, from which the one-hot labels are subtracted.",
    zh_TW="少了 softmax：要從「機率」減去 one-hot 標籤，不是從 logits。",
)
def no_softmax(reference, logits, labels):
    reference.softmax_cross_entropy_backward(logits, labels)
    return (logits - _onehot(labels, logits.shape[1])) / len(labels)


@mistake(
    "softmax_cross_entropy_backward",
    en="The sign is reversed: probability minus label, not label minus probability. Descent would go uphill.",
    zh_TW="正負號反了：是機率減標籤，不是標籤減機率。否則梯度下降會往上坡走。",
)
def label_minus_probability(reference, logits, labels):
    return -reference.softmax_cross_entropy_backward(logits, labels)


@mistake("softmax_cross_entropy_backward", **_UNSTABLE, id="overflow")
def softmax_overflow(reference, logits, labels):
    reference.softmax_cross_entropy_backward(logits, labels)
    with np.errstate(all="ignore"):
        powers = np.exp(np.asarray(logits, dtype=np.float64))
        probabilities = powers / powers.sum(axis=1, keepdims=True)
    return (probabilities - _onehot(labels, logits.shape[1])) / len(labels)


@mistake(
    "softmax_cross_entropy_backward",
    en="The softmax runs down the columns. Every row is a sample, and its probabilities add up to 1: use axis=1.",
    zh_TW="softmax 沿著行（直的）做了。每一列是一筆資料，該列的機率總和是 1：請用 axis=1。",
)
def softmax_over_the_batch(reference, logits, labels):
    reference.softmax_cross_entropy_backward(logits, labels)
    powers = np.exp(logits - logits.max(axis=0))
    return (powers / powers.sum(axis=0) - _onehot(labels, logits.shape[1])) / len(labels)


@mistake(
    "softmax_cross_entropy_backward",
    en="The softmax runs over the whole array: all probabilities together add up to 1. Every row needs a sum of its own.",
    zh_TW="softmax 對整個陣列做了：所有機率加起來才是 1。每一列要各自除以自己的總和。",
)
def softmax_over_everything(reference, logits, labels):
    reference.softmax_cross_entropy_backward(logits, labels)
    powers = np.exp(logits - logits.max())
    return (powers / powers.sum() - _onehot(labels, logits.shape[1])) / len(labels)


@mistake(
    "softmax_cross_entropy_backward",
    en=(
        "Only the right class has a gradient. The wrong classes have one, too: their probability, which is to get "
        "smaller."
    ),
    zh_TW="只有正確類別有梯度。錯的類別也有：就是它們的機率，要讓它變小。",
)
def only_the_right_class(reference, logits, labels):
    return reference.softmax_cross_entropy_backward(logits, labels) * _onehot(labels, logits.shape[1])


@mistake(
    "softmax_cross_entropy_backward",
    en="The derivative p (1 - p) was multiplied on as well. It has cancelled: what is left is (p - one-hot) / N.",
    zh_TW="你又乘上了導數 p (1 - p)。它已經約掉了，剩下的就是 (p - one-hot) / N。",
)
def sigmoid_derivative_on_top(reference, logits, labels):
    right = reference.softmax_cross_entropy_backward(logits, labels)
    likely = right * len(labels) + _onehot(labels, logits.shape[1])
    return right * likely * (1 - likely)


@mistake("softmax_cross_entropy_backward", **_NOT_CHECKED, id="arguments-not-checked")
def labels_not_checked(_reference, logits, labels):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(logits)), labels] -= 1
    return gradient / len(logits)


# --- maxpool2d ------------------------------------------------------------------------------------------------------


def _pooled(dy, x, kernel, stride, share):
    """Build dx, window by window: `dx_window = share(dx_window, window, dy of it)`."""
    dx = np.zeros(x.shape)
    for n, c, row, column in np.ndindex(*dy.shape):
        window = np.s_[n, c, row * stride : row * stride + kernel, column * stride : column * stride + kernel]
        dx[window] = share(dx[window], x[window], dy[n, c, row, column])
    return dx


def _to_place(place_of):
    """A share that gives everything to one cell of the window."""

    def share(dx, window, dy):
        dx = dx.copy()
        dx[place_of(window)] += dy
        return dx

    return share


def _first(window):
    return np.unravel_index(window.argmax(), window.shape)


@mistake(
    "maxpool2d_backward",
    en=(
        "Every pixel that equals the maximum got the whole gradient. Only one of them does: the first, row by row. "
        "After a ReLU, ties between zeros are common."
    ),
    zh_TW="每個等於最大值的像素都得到了整份梯度。只有由左到右、由上到下的第一個可以得到。ReLU 之後，許多個 0 並列是常有的事。",
)
def all_winners(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)
    return _pooled(dy, x, kernel, stride or kernel, lambda dx, window, d: dx + d * (window == window.max()))


@mistake(
    "maxpool2d_backward",
    en="Equal maxima share the gradient evenly. Here the first of them, row by row, gets all of it.",
    zh_TW="相同的最大值平分了梯度。這一題規定全部給第一個（由左到右、由上到下）。",
)
def winners_share(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)

    def share(dx, window, d):
        winners = window == window.max()
        return dx + d * winners / winners.sum()

    return _pooled(dy, x, kernel, stride or kernel, share)


@mistake(
    "maxpool2d_backward",
    en="Of equal maxima the last one got the gradient. It is the first: compare with >, not with >=.",
    zh_TW="相同的最大值中，你給了最後一個。應該給第一個：比較時用 >，不是 >=。",
)
def last_winner(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)

    def last(window):
        return np.unravel_index(window.size - 1 - window.ravel()[::-1].argmax(), window.shape)

    return _pooled(dy, x, kernel, stride or kernel, _to_place(last))


@mistake(
    "maxpool2d_backward",
    en="Of equal maxima you took the first one column by column. Count row by row, as you read.",
    zh_TW="相同的最大值中，你是一行一行（直的）找第一個。應該像讀書一樣，一列一列地找。",
)
def first_by_columns(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)
    by_columns = _to_place(lambda window: np.unravel_index(window.T.argmax(), window.T.shape)[::-1])
    return _pooled(dy, x, kernel, stride or kernel, by_columns)


@mistake("maxpool2d_backward", **_OVERWRITTEN, id="overwritten")
def pool_overwritten(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)

    def share(dx, window, d):
        dx = dx.copy()
        dx[_first(window)] = d
        return dx

    return _pooled(dy, x, kernel, stride or kernel, share)


@mistake(
    "maxpool2d_backward",
    en="The gradient was spread over the whole window: that is average pooling. In max pooling the winner takes it all.",
    zh_TW="你把梯度平均分給整個視窗，那是平均池化。最大池化是贏家全拿。",
)
def spread_over_the_window(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)
    return _pooled(dy, x, kernel, stride or kernel, lambda dx, _, d: dx + d / kernel**2)


@mistake(
    "maxpool2d_backward",
    en="The whole window got the gradient. Only its maximum had an influence; all other pixels get 0.",
    zh_TW="整個視窗都得到了梯度。只有最大值影響了結果，其他像素都是 0。",
)
def whole_window(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)
    return _pooled(dy, x, kernel, stride or kernel, lambda dx, _, d: dx + d)


@mistake("maxpool2d_backward", **_STRIDE_IGNORED, id="stride-ignored")
def pool_stride_ignored(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)
    return _pooled(dy, x, kernel, 1, _to_place(_first))


@mistake(
    "maxpool2d_backward",
    en="Without a stride you moved by one pixel. Then the stride is the kernel: the windows lie side by side.",
    zh_TW="沒有指定步幅時，你一次只移動一格。這時步幅等於 kernel：視窗一個接一個。",
)
def default_stride_one(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)
    return _pooled(dy, x, kernel, stride or 1, _to_place(_first))


@mistake(
    "maxpool2d_backward",
    en="The gradient was multiplied by the value of the maximum. Its factor is 1: as the winner grows, so does the result.",
    zh_TW="你把梯度乘上了最大值。係數其實是 1：贏家增加多少，結果就增加多少。",
)
def times_the_maximum(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)

    def share(dx, window, d):
        dx = dx.copy()
        dx[_first(window)] += d * window.max()
        return dx

    return _pooled(dy, x, kernel, stride or kernel, share)


@mistake("maxpool2d_backward", **_TRUNCATED, id="truncated-to-the-type-of-x")
def pool_truncated(reference, dy, x, kernel=2, stride=None):
    reference.maxpool2d_backward(dy, x, kernel, stride)
    return _pooled(dy, x, kernel, stride or kernel, _to_place(_first)).astype(x.dtype)


@mistake("maxpool2d_backward", **_NOT_CHECKED, id="arguments-not-checked")
def pool_not_checked(_reference, dy, x, kernel=2, stride=None):
    return _pooled(dy, x, kernel, kernel if stride is None else stride, _to_place(_first))


# --- conv2d ---------------------------------------------------------------------------------------------------------


def _places(dy, w, stride):
    """Every position of the kernel: its row and column in dy, and the pixels under it."""
    height, width = w.shape[2:]
    for row, column in np.ndindex(*dy.shape[2:]):
        top, left = row * stride, column * stride
        yield row, column, np.s_[:, :, top : top + height, left : left + width]


def _padded(x, padding):
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


@mistake(
    "conv2d_backward",
    en=(
        "In dx the kernel lies the wrong way round. A pixel under weight (i, j) gets dy * w[i, j]. If you compute dx as "
        "a convolution of the padded dy, exactly that needs the flipped kernel; if you add dy * w to windows, it does not."
    ),
    zh_TW=(
        "dx 裡的核方向反了。位在權重 (i, j) 底下的像素得到 dy * w[i, j]。如果用補零後的 dy 做卷積來算 dx，核要翻轉；"
        "如果是把 dy * w 加到視窗上，就不翻轉。"
    ),
)
def dx_with_the_kernel_turned(reference, dy, x, w, stride=1, padding=0):
    _, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    return reference.conv2d_backward(dy, x, w[:, :, ::-1, ::-1], stride, padding)[0], dw, db


@mistake(
    "conv2d_backward",
    en="dw is turned by 180 degrees. Weight (i, j) met the pixel i rows and j columns after the start of the window.",
    zh_TW="dw 被旋轉了 180 度。權重 (i, j) 遇到的是視窗起點往下 i 列、往右 j 行的像素。",
)
def dw_turned(reference, dy, x, w, stride=1, padding=0):
    dx, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    return dx, dw[:, :, ::-1, ::-1], db


@mistake(
    "conv2d_backward",
    en="dx still has its padding. Its shape is that of x: cut `padding` rows and columns off on all four sides.",
    zh_TW="dx 還帶著填補。它的形狀要和 x 相同：上下左右各切掉 padding 列（行）。",
)
def padding_left_on(reference, dy, x, w, stride=1, padding=0):
    _, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    return reference.conv2d_backward(dy, _padded(x, padding), w, stride)[0], dw, db


@mistake(
    "conv2d_backward",
    en="The padding was cut off in the wrong place: dx starts at row and column `padding` of the padded array, not at 0.",
    zh_TW="填補切錯位置了：dx 從填補後陣列的第 padding 列、第 padding 行開始，不是從 0 開始。",
)
def padding_cut_at_the_end(reference, dy, x, w, stride=1, padding=0):
    _, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    height, width = x.shape[2:]
    return reference.conv2d_backward(dy, _padded(x, padding), w, stride)[0][:, :, :height, :width], dw, db


@mistake("conv2d_backward", **_STRIDE_IGNORED, id="stride-ignored")
def conv_stride_ignored(reference, dy, x, w, stride=1, padding=0):
    _, _, db = reference.conv2d_backward(dy, x, w, stride, padding)
    padded = _padded(x, padding)
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for row, column, under in _places(dy, w, 1):
        share = dy[:, :, row, column]
        dw += np.einsum("nf,ncij->fcij", share, padded[under])
        dpadded[under] += np.einsum("nf,fcij->ncij", share, w)
    height, width = x.shape[2:]
    return dpadded[:, :, padding : padding + height, padding : padding + width], dw, db


@mistake("conv2d_backward", **_OVERWRITTEN, id="overwritten")
def conv_overwritten(reference, dy, x, w, stride=1, padding=0):
    _, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    dpadded = np.zeros(_padded(x, padding).shape)
    for row, column, under in _places(dy, w, stride):
        dpadded[under] = np.einsum("nf,fcij->ncij", dy[:, :, row, column], w)
    height, width = x.shape[2:]
    return dpadded[:, :, padding : padding + height, padding : padding + width], dw, db


@mistake(
    "conv2d_backward",
    en="dw is the share of the last position only: it was written with =. Every position adds its share, so use +=.",
    zh_TW="dw 只有最後一個位置的那一份：你用 = 寫入。每個位置都要加上自己的那一份，請用 +=。",
)
def dw_of_the_last_position(reference, dy, x, w, stride=1, padding=0):
    dx, _, db = reference.conv2d_backward(dy, x, w, stride, padding)
    dw, padded = np.zeros(w.shape), _padded(x, padding)
    for row, column, under in _places(dy, w, stride):
        dw = np.einsum("nf,ncij->fcij", dy[:, :, row, column], padded[under])
    return dx, dw, db


@mistake(
    "conv2d_backward",
    en=(
        "dx ends where the last position of the kernel ends. It has the size of x; rows and columns that the stride "
        "leaves over get 0."
    ),
    zh_TW="dx 到核的最後一個位置就結束了。它要和 x 一樣大；步幅用不到的列和行，梯度是 0。",
)
def left_over_missing(reference, dy, x, w, stride=1, padding=0):
    dx, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    height, width = ((n - 1) * stride + k - 2 * padding for n, k in zip(dy.shape[2:], w.shape[2:], strict=True))
    return dx[:, :, : max(height, 0), : max(width, 0)], dw, db


@mistake("conv2d_backward", **_BATCH_MEAN, id="batch-mean")
def conv_batch_mean(reference, dy, x, w, stride=1, padding=0):
    dx, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    return dx, dw / len(dy), db / len(dy)


@mistake(
    "conv2d_backward",
    en="db was summed over the positions, but every image still has its own. Sum over the batch as well: (F,).",
    zh_TW="db 只對位置加總，每張影像還各有一份。批次也要加總，形狀是 (F,)。",
)
def db_per_image(reference, dy, x, w, stride=1, padding=0):
    dx, dw, _ = reference.conv2d_backward(dy, x, w, stride, padding)
    return dx, dw, dy.sum(axis=(2, 3))


@mistake(
    "conv2d_backward",
    en="db was summed over the batch only. The bias was added at every position, so all positions count: (F,).",
    zh_TW="db 只對批次加總。偏置加到了每個位置，所以所有位置都要算進來，形狀是 (F,)。",
)
def db_per_position(reference, dy, x, w, stride=1, padding=0):
    dx, dw, _ = reference.conv2d_backward(dy, x, w, stride, padding)
    return dx, dw, dy.sum(axis=0)


@mistake(
    "conv2d_backward",
    en="Only the first filter sent its gradient back. All filters looked at the image, so dx is the sum over all of them.",
    zh_TW="只有第一個濾波器把梯度傳回去。每個濾波器都看過影像，所以 dx 要對所有濾波器加總。",
)
def dx_from_the_first_filter(reference, dy, x, w, stride=1, padding=0):
    _, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    return reference.conv2d_backward(dy[:, :1], x, w[:1], stride, padding)[0], dw, db


@mistake("conv2d_backward", **_ORDER, id="gradients-in-another-order")
def conv_other_order(reference, dy, x, w, stride=1, padding=0):
    dx, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    return dw, db, dx


@mistake("conv2d_backward", **_TRUNCATED, id="truncated-to-the-type-of-x")
def conv_truncated(reference, dy, x, w, stride=1, padding=0):
    dx, dw, db = reference.conv2d_backward(dy, x, w, stride, padding)
    return dx.astype(x.dtype), dw, db


@mistake("conv2d_backward", **_NOT_CHECKED, id="arguments-not-checked")
def conv_not_checked(_reference, dy, x, w, stride=1, padding=0):
    padded = _padded(x, padding) if padding > 0 else np.asarray(x, dtype=np.float64)
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for row, column, under in _places(dy, w, stride):
        share = dy[:, :, row, column]
        dw += np.einsum("nf,ncij->fcij", share, padded[under])
        dpadded[under] += np.einsum("nf,fcij->ncij", share, w)
    height, width = x.shape[2:]
    inside = dpadded[:, :, padding : padding + height, padding : padding + width] if padding > 0 else dpadded
    return inside, dw, dy.sum(axis=(0, 2, 3))


# --- gradient_step --------------------------------------------------------------------------------------------------


@mistake("gradient_step", **_STEP_UPHILL)
def step_uphill(reference, w, gradient, learning_rate):
    return reference.gradient_step(w, gradient, -learning_rate)


@mistake("gradient_step", **_RATE_IGNORED)
def learning_rate_ignored(reference, w, gradient, learning_rate):
    del learning_rate
    return reference.gradient_step(w, gradient, 1.0)


@mistake(
    "gradient_step",
    en="This is the step alone. The new weights are the old ones minus the step.",
    zh_TW="這只是步伐本身。新的權重是舊的權重減去這一步。",
)
def step_alone(reference, w, gradient, learning_rate):
    reference.gradient_step(w, gradient, learning_rate)
    return learning_rate * gradient


@mistake(
    "gradient_step",
    en="Only the sign of the gradient was used. Its size counts as well: where the slope is steep, the step is long.",
    zh_TW="你只用了梯度的正負號。大小也要用到：坡越陡，步伐越大。",
)
def sign_only(reference, w, gradient, learning_rate):
    return reference.gradient_step(w, np.sign(gradient), learning_rate)


@mistake(
    "gradient_step",
    en="It is W - learning_rate * gradient: you multiplied W by (1 - ...), or took the difference first.",
    zh_TW="應該是 W - 學習率 * 梯度：你先相減再乘上學習率了。",
)
def difference_scaled(reference, w, gradient, learning_rate):
    reference.gradient_step(w, gradient, learning_rate)
    return (w - gradient) * learning_rate


@mistake("gradient_step", **_NOT_CHECKED, id="arguments-not-checked")
def step_not_checked(_reference, w, gradient, learning_rate):
    return w - learning_rate * gradient


# --- TwoLayerNet ----------------------------------------------------------------------------------------------------


@mistake(
    "TwoLayerNet",
    en=(
        "The ReLU between the two layers is missing. Without it, two linear layers are only one: x (w1 w2) plus a "
        "constant."
    ),
    zh_TW="兩層之間少了 ReLU。沒有它，兩個線性層其實只是一層：x (w1 w2) 再加一個常數。",
)
def no_relu(reference, w1, b1, w2, b2):
    class Straight(reference.TwoLayerNet):
        def forward(self, x):
            return reference.linear_forward(reference.linear_forward(x, self.w1, self.b1), self.w2, self.b2)

        def gradients(self, x, labels):
            hidden = reference.linear_forward(x, self.w1, self.b1)
            logits = reference.linear_forward(hidden, self.w2, self.b2)
            dhidden, dw2, db2 = reference.linear_backward(
                reference.softmax_cross_entropy_backward(logits, labels), hidden, self.w2
            )
            _, dw1, db1 = reference.linear_backward(dhidden, x, self.w1)
            return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}

    return Straight(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en="There is a ReLU after the second layer as well. Logits may be negative: nothing follows the last layer.",
    zh_TW="第二層之後也做了 ReLU。logits 可以是負的：最後一層之後什麼都不接。",
)
def relu_at_the_end(reference, w1, b1, w2, b2):
    class Cut(reference.TwoLayerNet):
        def forward(self, x):
            return np.maximum(super().forward(x), 0.0)

    return Cut(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en="`forward` returns probabilities. It must return the logits; the softmax belongs to the loss.",
    zh_TW="`forward` 回傳了機率。它要回傳 logits；softmax 屬於損失的部分。",
)
def softmax_in_forward(reference, w1, b1, w2, b2):
    class Probable(reference.TwoLayerNet):
        def forward(self, x):
            logits = reference.TwoLayerNet.forward(self, x)
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            return powers / powers.sum(axis=1, keepdims=True)

        def loss(self, x, labels):
            return reference.TwoLayerNet(self.w1, self.b1, self.w2, self.b2).loss(x, labels)

    return Probable(w1, b1, w2, b2)


def _backwards(reference, net, x, labels, through_relu):
    """The four gradients, with another way back through the ReLU."""
    before = reference.linear_forward(x, net.w1, net.b1)
    hidden = np.maximum(before, 0.0)
    logits = reference.linear_forward(hidden, net.w2, net.b2)
    dlogits = reference.softmax_cross_entropy_backward(logits, labels)
    dhidden, dw2, db2 = reference.linear_backward(dlogits, hidden, net.w2)
    _, dw1, db1 = reference.linear_backward(through_relu(dhidden, before), x, net.w1)
    return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


@mistake(
    "TwoLayerNet",
    en="On the way back the ReLU was skipped. Where it had cut off a value, no gradient comes through: relu_backward.",
    zh_TW="反向時跳過了 ReLU。被它截掉的地方，梯度不會通過：要用 relu_backward。",
)
def relu_skipped_on_the_way_back(reference, w1, b1, w2, b2):
    class Leaky(reference.TwoLayerNet):
        def gradients(self, x, labels):
            return _backwards(reference, self, x, labels, lambda dhidden, _: dhidden)

    return Leaky(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en="The ReLU on the way back looks at the sign of the gradient. It must look at what had entered it on the way there.",
    zh_TW="反向時的 ReLU 看的是梯度的正負號。應該看前向時進入它的值。",
)
def relu_of_the_gradient(reference, w1, b1, w2, b2):
    class Wrong(reference.TwoLayerNet):
        def gradients(self, x, labels):
            return _backwards(reference, self, x, labels, lambda dhidden, _: np.maximum(dhidden, 0.0))

    return Wrong(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en=(
        "`gradients` uses what the last call of `forward` had stored, so it is wrong for another batch. Do the forward "
        "pass inside `gradients`."
    ),
    zh_TW="`gradients` 用的是上次 `forward` 存下來的值，換一個批次就錯了。請在 `gradients` 裡面自己做前向傳播。",
)
def stored_by_forward(reference, w1, b1, w2, b2):
    class Remembering(reference.TwoLayerNet):
        before = None

        def forward(self, x):
            self.before = reference.linear_forward(x, self.w1, self.b1)
            return reference.linear_forward(np.maximum(self.before, 0.0), self.w2, self.b2)

        def gradients(self, x, labels):
            if self.before is None:
                self.forward(x)
            hidden = np.maximum(self.before, 0.0)
            logits = reference.linear_forward(hidden, self.w2, self.b2)
            dlogits = reference.softmax_cross_entropy_backward(logits, labels)
            dhidden, dw2, db2 = reference.linear_backward(dlogits, hidden, self.w2)
            _, dw1, db1 = reference.linear_backward(reference.relu_backward(dhidden, self.before), x, self.w1)
            return {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}

    return Remembering(w1, b1, w2, b2)


@mistake("TwoLayerNet", **_NO_MEAN, id="no-mean")
def net_without_mean(reference, w1, b1, w2, b2):
    class Summing(reference.TwoLayerNet):
        def loss(self, x, labels):
            return super().loss(x, labels) * len(labels)

        def gradients(self, x, labels):
            return {name: values * len(labels) for name, values in super().gradients(x, labels).items()}

    return Summing(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en="The loss uses log10 (a slide does, too). Cross-entropy uses the natural logarithm, np.log, and so do its gradients.",
    zh_TW="損失用了 log10（有一張投影片也是）。交叉熵用自然對數 np.log，梯度也是照自然對數算的。",
)
def common_logarithm(reference, w1, b1, w2, b2):
    class Common(reference.TwoLayerNet):
        def loss(self, x, labels):
            return super().loss(x, labels) / float(np.log(10))

    return Common(w1, b1, w2, b2)


@mistake("TwoLayerNet", **_UNSTABLE, id="overflow")
def net_overflow(reference, w1, b1, w2, b2):
    class Overflowing(reference.TwoLayerNet):
        def loss(self, x, labels):
            super().loss(x, labels)
            with np.errstate(all="ignore"):
                powers = np.exp(self.forward(x))
                return float(-np.log((powers / powers.sum(axis=1, keepdims=True))[np.arange(len(x)), labels]).mean())

    return Overflowing(w1, b1, w2, b2)


@mistake("TwoLayerNet", **_STEP_UPHILL, id="step-uphill")
def net_step_uphill(reference, w1, b1, w2, b2):
    class Uphill(reference.TwoLayerNet):
        def step(self, gradients, learning_rate):
            super().step(gradients, -learning_rate)

    return Uphill(w1, b1, w2, b2)


@mistake("TwoLayerNet", **_RATE_IGNORED, id="learning-rate-ignored")
def net_rate_ignored(reference, w1, b1, w2, b2):
    class Hasty(reference.TwoLayerNet):
        def step(self, gradients, learning_rate):
            del learning_rate
            super().step(gradients, 1.0)

    return Hasty(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en="`step` moves the weights, but not the biases. All four parameters learn.",
    zh_TW="`step` 只更新了權重，沒有更新偏置。四個參數都要學習。",
)
def biases_stay(reference, w1, b1, w2, b2):
    class HalfStep(reference.TwoLayerNet):
        def step(self, gradients, learning_rate):
            kept = self.b1, self.b2
            super().step(gradients, learning_rate)
            self.b1, self.b2 = kept

    return HalfStep(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en="`step` computes new parameters, but the network keeps the old ones. Assign them: `self.w1 = ...`.",
    zh_TW="`step` 算出了新的參數，但網路仍然用舊的。要指定回去：`self.w1 = ...`。",
)
def step_without_effect(reference, w1, b1, w2, b2):
    class Standing(reference.TwoLayerNet):
        def step(self, gradients, learning_rate):
            reference.TwoLayerNet(self.w1, self.b1, self.w2, self.b2).step(gradients, learning_rate)

    return Standing(w1, b1, w2, b2)


@mistake(
    "TwoLayerNet",
    en=(
        "Gradients are added up from call to call. That is what torch does until zero_grad; here every call of "
        "`gradients` begins anew."
    ),
    zh_TW="梯度會一次一次累加。torch 在 zero_grad 之前是這樣；但這裡每次呼叫 `gradients` 都要重新計算。",
)
def gradients_pile_up(reference, w1, b1, w2, b2):
    class Piling(reference.TwoLayerNet):
        pile = None

        def gradients(self, x, labels):
            new = super().gradients(x, labels)
            self.pile = new if self.pile is None else {name: self.pile[name] + new[name] for name in new}
            return self.pile

    return Piling(w1, b1, w2, b2)


@mistake("TwoLayerNet", **_NOT_CHECKED, id="arguments-not-checked")
def net_not_checked(_reference, w1, b1, w2, b2):
    class Trusting:
        def __init__(self):
            self.w1, self.b1, self.w2, self.b2 = w1.copy(), b1.copy(), w2.copy(), b2.copy()

        def _layers(self, x):
            before = x @ self.w1 + self.b1
            hidden = np.maximum(before, 0.0)
            return before, hidden, hidden @ self.w2 + self.b2

        def forward(self, x):
            return self._layers(x)[2]

        def loss(self, x, labels):
            logits = self.forward(x)
            shifted = logits - logits.max(axis=1, keepdims=True)
            likely = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            return float(-likely[np.arange(len(x)), labels].mean())

        def gradients(self, x, labels):
            before, hidden, logits = self._layers(x)
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            dlogits = powers / powers.sum(axis=1, keepdims=True)
            dlogits[np.arange(len(x)), labels] -= 1
            dlogits /= len(x)
            dbefore = dlogits @ self.w2.T * (before > 0)
            return {
                "w1": x.T @ dbefore,
                "b1": dbefore.sum(axis=0),
                "w2": hidden.T @ dlogits,
                "b2": dlogits.sum(axis=0),
            }

        def step(self, gradients, learning_rate):
            for name, values in gradients.items():
                setattr(self, name, getattr(self, name) - learning_rate * values)

    return Trusting()
