"""
Known mistakes of exercise09: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages. A variant calls the reference first
where the misconception leaves the checking of arguments alone.
"""

import numpy as np

from grader.suite import mistake

_UPHILL = {
    "en": "The weights went uphill: they were moved along the gradient, towards a larger loss. Subtract the step.",
    "zh_TW": "權重往上坡走了：你順著梯度移動，損失會變大。這一步要用「減」的。",
}
_IN_PLACE = {
    "en": (
        "The array that was passed in was changed (`w -= …`): it belongs to the caller, and an array of whole numbers cannot "
        "hold the fractions. Write `w = w - …`, which makes a new array."
    ),
    "zh_TW": "你直接改了傳進來的陣列（`w -= …`）：它屬於呼叫者，而且整數陣列也裝不下小數。請寫成 `w = w - …`，這會產生新的陣列。",
}
_SHAPES = {
    "en": (
        "Arrays of different shapes were not refused. numpy broadcasts some of them silently, so every weight would get a "
        "gradient that is not its own. Compare the shapes first, and raise a ValueError that names the array and its shape."
    ),
    "zh_TW": (
        "你沒有拒絕形狀不同的陣列。numpy 可能會默默廣播，讓權重用到不屬於自己的梯度。請先比較形狀，不同就拋出 ValueError，"
        "訊息寫出陣列名稱和它的形狀。"
    ),
}
_EPS_UNDER_ROOT = {
    "en": "The eps was added under the root. Here, as in torch, it is added to the root: sqrt(…) + eps.",
    "zh_TW": "你把 eps 加在根號裡面了。這裡和 torch 一樣，是加在開完根號之後：sqrt(…) + eps。",
}
_NO_EPS = {
    "en": (
        "The eps is missing from the denominator. Where the gradient has always been 0, the step is then 0 / 0, which is nan."
    ),
    "zh_TW": "分母少了 eps。在梯度一直是 0 的地方，這一步就變成 0 / 0，結果是 nan。",
}
_NO_ROOT = {
    "en": (
        "The step was divided by the squares themselves. Take the root first: then gradient and denominator have the same "
        "unit, and the length of the step does not depend on the scale of the loss."
    ),
    "zh_TW": "你直接除以平方了。要先開根號：這樣梯度和分母的單位才相同，步伐的長度才不會受損失的尺度影響。",
}
_OLD_CACHE = {
    "en": (
        "The step was divided by the root of the old cache. Put the new gradient into the cache first; otherwise the very "
        "first step is divided by nothing but eps."
    ),
    "zh_TW": "你用舊的 cache 來除。要先把新的梯度放進 cache；否則第一步幾乎只除以 eps，會大得離譜。",
}
_SHARES_SWAPPED = {
    "en": (
        "The two shares are swapped: the old mean keeps the large one, the new value gets the small rest, 1 minus that. "
        "Otherwise nearly everything is forgotten at each step."
    ),
    "zh_TW": "兩個比例對調了：舊的平均保留大的那一份，新的值只占剩下的 1 減那一份；否則每一步幾乎全部忘光。",
}
_SHARE_MISSING = {
    "en": (
        "The new value went into the mean with its full weight. In a running mean the two shares add up to 1: the old one "
        "keeps its share, the new one gets 1 minus that share."
    ),
    "zh_TW": "新的值用了完整的份量。移動平均的兩個比例加起來要等於 1：舊的保留一個比例，新的占 1 減那個比例。",
}


def _by_hand(w, **others):
    """What someone who works in place writes first: whole numbers cannot be changed by fractions."""
    if w.dtype.kind in "iu":
        raise TypeError("cannot cast from float64 to the integers of w")
    return others


# --- gradient_descent -----------------------------------------------------------------------------------------------


def _descended(gradient, w, steps, move):
    """Weights after some steps, each of them `move(w, gradient at w, number)`."""
    w = np.array(w, dtype=float)
    for number in range(steps):
        w = move(w, gradient(w), number)
    return w


@mistake("gradient_descent", **_UPHILL)
def uphill(reference, gradient, w, learning_rate, steps):
    return reference.gradient_descent(gradient, w, -learning_rate, steps)


@mistake(
    "gradient_descent",
    en="The gradient was taken at the start only. It changes on the way: ask for it anew at every place that is reached.",
    zh_TW="你只在起點算了一次梯度。走到新的位置，梯度就不同了：每一步都要重新計算。",
)
def gradient_of_the_start(_reference, gradient, w, learning_rate, steps):
    slope = gradient(np.array(w, dtype=float))
    return w - learning_rate * steps * slope


@mistake(
    "gradient_descent",
    en="There is one update too few: `steps` counts the updates, not the places (start included) that are visited.",
    zh_TW="少更新了一次：`steps` 是更新的次數，不是包含起點在內的位置數。",
)
def one_step_missing(reference, gradient, w, learning_rate, steps):
    return reference.gradient_descent(gradient, w, learning_rate, max(steps - 1, 0))


@mistake(
    "gradient_descent",
    en="There is one update too many. `steps` says how often the weights are updated; 0 leaves them as they are.",
    zh_TW="多更新了一次。`steps` 就是更新的次數，0 表示完全不動。",
)
def one_step_too_many(reference, gradient, w, learning_rate, steps):
    return reference.gradient_descent(gradient, w, learning_rate, steps + 1)


@mistake(
    "gradient_descent",
    en=(
        "You stopped where the gradient was small. That is a sensible idea elsewhere, but here exactly `steps` updates are "
        "asked for; a small gradient may only mean that the loss has another scale."
    ),
    zh_TW="梯度很小時你就停下來了。這在別處是合理的做法，但這裡要求剛好 `steps` 次更新；梯度小可能只是損失的尺度不同。",
)
def stopped_early(_reference, gradient, w, learning_rate, steps):
    w = np.array(w, dtype=float)
    for _ in range(steps):
        slope = gradient(w)
        if np.abs(slope).max() < 1e-6:
            break
        w = w - learning_rate * slope
    return w


@mistake(
    "gradient_descent",
    en="The learning rate has no effect: the whole gradient was subtracted. Multiply the gradient by it.",
    zh_TW="學習率沒有作用：你減掉了整個梯度。請先把梯度乘上學習率。",
)
def learning_rate_ignored(reference, gradient, w, learning_rate, steps):
    del learning_rate
    return reference.gradient_descent(gradient, w, 1.0, steps)


@mistake(
    "gradient_descent",
    en="The learning rate shrinks from step to step. Here it stays the same; schedules are functions of their own.",
    zh_TW="你的學習率逐步縮小了。這裡的學習率固定不變；學習率排程另有專門的函式。",
)
def rate_shrinks(_reference, gradient, w, learning_rate, steps):
    return _descended(gradient, w, steps, lambda w, g, number: w - learning_rate * g / (number + 1))


@mistake(
    "gradient_descent",
    en=(
        "Only the direction of the gradient was used: it was divided by its length. Its size matters, too: steep slopes make "
        "long steps, flat ones short steps."
    ),
    zh_TW="你只用了梯度的方向，把它除以長度了。大小也有意義：越陡走得越遠，越平走得越近。",
)
def gradient_normalised(_reference, gradient, w, learning_rate, steps):
    return _descended(gradient, w, steps, lambda w, g, _: w - learning_rate * g / (np.linalg.norm(g) or 1.0))


@mistake(
    "gradient_descent",
    en="All the places on the way were returned. Only the weights after the last update are asked for.",
    zh_TW="你回傳了途中所有的位置。只需要最後一次更新之後的權重。",
)
def history_returned(reference, gradient, w, learning_rate, steps):
    return [reference.gradient_descent(gradient, w, learning_rate, count) for count in range(steps + 1)]


@mistake(
    "gradient_descent",
    en="The fractions are gone: the result has the integer type of the weights that came in. Make a float64 copy first.",
    zh_TW="小數不見了：結果沿用了輸入權重的整數型別。請先複製成 float64。",
)
def truncated_to_whole_numbers(_reference, gradient, w, learning_rate, steps):
    return _descended(gradient, w, steps, lambda x, g, _: (x - learning_rate * g).astype(w.dtype)).astype(w.dtype)


@mistake("gradient_descent", **_IN_PLACE)
def changed_in_place(_reference, gradient, w, learning_rate, steps):
    for _ in range(steps):
        slope = gradient(w)
        _by_hand(w)
        w -= learning_rate * slope
    return w


# --- minibatches ----------------------------------------------------------------------------------------------------


def _cut(order, batch_size):
    """Batches of an order of indices."""
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


@mistake(
    "minibatches",
    en=(
        "The last, smaller batch was dropped, so some examples are never seen in this epoch. The number of batches is "
        "n / batch_size rounded up."
    ),
    zh_TW="你丟掉了最後那個比較小的批次，有些資料在這個 epoch 就看不到了。批次的數量是 n / batch_size 無條件進位。",
)
def last_batch_dropped(reference, n, batch_size, rng):
    return [batch for batch in reference.minibatches(n, batch_size, rng) if len(batch) == batch_size]


@mistake(
    "minibatches",
    en="The last batch was filled up with indices from the beginning. They are seen twice then; let it be smaller.",
    zh_TW="你用前面的索引把最後一批補滿了，那些資料會被看到兩次。最後一批就讓它比較少。",
)
def last_batch_filled_up(reference, n, batch_size, rng):
    reference.minibatches(n, batch_size, np.random.default_rng(0))
    order = rng.permutation(n)
    return _cut(np.resize(order, -(-n // batch_size) * batch_size), batch_size)


@mistake(
    "minibatches",
    en=(
        "There is an empty batch at the end where batch_size divides n: n // batch_size + 1 batches are one too many then. A "
        "mean over an empty batch is nan."
    ),
    zh_TW="n 能被 batch_size 整除時，最後多了一個空的批次：n // batch_size + 1 就多一批了。空批次的平均是 nan。",
)
def empty_last_batch(reference, n, batch_size, rng):
    batches = reference.minibatches(n, batch_size, rng)
    return batches if n % batch_size else [*batches, np.zeros(0, dtype=int)]


@mistake(
    "minibatches",
    en=(
        "The indices come in their old order. Training data are often sorted by class; without shuffling, a batch holds one "
        "class only. Use rng.permutation(n)."
    ),
    zh_TW="索引照原來的順序。訓練資料常常依類別排好，不打亂的話一批裡就只有一種類別。請用 rng.permutation(n)。",
)
def not_shuffled(reference, n, batch_size, rng):
    reference.minibatches(n, batch_size, rng)
    return _cut(np.arange(n), batch_size)


@mistake(
    "minibatches",
    en=(
        "Only the order within each batch is random; the same examples always share a batch. Shuffle all indices first, "
        "then cut."
    ),
    zh_TW="你只打亂了每一批的內部，同樣的資料永遠在同一批。要先打亂所有索引，再切成批次。",
)
def shuffled_within_batches(reference, n, batch_size, rng):
    reference.minibatches(n, batch_size, np.random.default_rng(0))
    return [rng.permutation(batch) for batch in _cut(np.arange(n), batch_size)]


@mistake(
    "minibatches",
    en=(
        "The indices were drawn with replacement: some come twice, others never. An epoch shows every example once; shuffle "
        "the indices instead."
    ),
    zh_TW="你用「抽完放回」的方式抽索引：有些出現兩次，有些從不出現。一個 epoch 每筆資料只看一次，請改成打亂索引。",
)
def drawn_with_replacement(reference, n, batch_size, rng):
    reference.minibatches(n, batch_size, np.random.default_rng(0))
    return _cut(rng.integers(n, size=n), batch_size)


@mistake(
    "minibatches",
    en=(
        "Every batch was drawn anew from all examples, so batches overlap. Shuffle once per epoch, then hand out what has "
        "not been seen yet."
    ),
    zh_TW="每一批都重新從全部資料抽，所以批次會互相重複。每個 epoch 只打亂一次，再依序發出還沒看過的部分。",
)
def drawn_anew_for_each_batch(reference, n, batch_size, rng):
    batches = reference.minibatches(n, batch_size, np.random.default_rng(0))
    return [rng.choice(n, size=len(batch), replace=False) for batch in batches]


@mistake(
    "minibatches",
    en=(
        "The examples were shared out evenly. All batches but the last have exactly batch_size indices; np.array_split makes "
        "them nearly equal instead."
    ),
    zh_TW="你把資料平均分配了。除了最後一批，每批要剛好 batch_size 個；np.array_split 會分成差不多大的幾份。",
)
def evenly_shared(reference, n, batch_size, rng):
    batches = reference.minibatches(n, batch_size, rng)
    return np.array_split(np.concatenate(batches), len(batches))


@mistake(
    "minibatches",
    en=(
        "You made batch_size batches. It is the number of indices in a batch; how many batches there are follows from n."
    ),
    zh_TW="你做出了 batch_size 個批次。batch_size 是每一批的索引數；有幾批是由 n 決定的。",
)
def size_taken_for_number(reference, n, batch_size, rng):
    return np.array_split(np.concatenate(reference.minibatches(n, batch_size, rng)), batch_size)


@mistake(
    "minibatches",
    en=(
        "The generator that was passed in has no effect: a new one with a fixed seed gives the same order in every epoch. Draw "
        "from `rng`."
    ),
    zh_TW="傳進來的亂數產生器沒有作用：你用固定的種子另外建了一個，每個 epoch 的順序都一樣。請從 `rng` 抽。",
)
def own_generator(reference, n, batch_size, rng):
    del rng
    return reference.minibatches(n, batch_size, np.random.default_rng(0))


@mistake(
    "minibatches",
    en="The indices run from 1 to n. Python counts from 0: index n does not exist, and example 0 would never be seen.",
    zh_TW="你的索引是 1 到 n。Python 從 0 開始數：索引 n 不存在，而第 0 筆永遠看不到。",
)
def counted_from_one(reference, n, batch_size, rng):
    return [batch + 1 for batch in reference.minibatches(n, batch_size, rng)]


@mistake(
    "minibatches",
    en="A batch_size below 1 is not refused by you. Check it first, and raise a ValueError that names it and its value.",
    zh_TW="你沒有拒絕小於 1 的 batch_size。請先檢查，並拋出寫出 batch_size 和它的值的 ValueError。",
)
def batch_size_not_checked(_reference, n, batch_size, rng):
    return _cut(rng.permutation(n), batch_size)


# --- momentum_step --------------------------------------------------------------------------------------------------


@mistake("momentum_step", **_UPHILL, id="uphill")
def momentum_uphill(reference, w, g, velocity, learning_rate, momentum=0.9):
    return reference.momentum_step(w, g, velocity, -learning_rate, momentum)


@mistake(
    "momentum_step",
    en=(
        "The gradient was weighted with 1 - momentum. That is a running mean, as in Adam; here, as in torch's SGD, the whole "
        "gradient is added to the velocity."
    ),
    zh_TW="你把梯度乘上了 1 - momentum。那是 Adam 用的移動平均；這裡和 torch 的 SGD 一樣，把整個梯度加到速度上。",
)
def gradient_averaged(reference, w, g, velocity, learning_rate, momentum=0.9):
    return reference.momentum_step(w, (1 - momentum) * g, velocity, learning_rate, momentum)


@mistake(
    "momentum_step",
    en=(
        "The learning rate was put into the velocity. The weights are the same as long as it stays constant, but the "
        "velocity here is velocity = momentum * velocity + g; the learning rate comes in when the weights move."
    ),
    zh_TW=(
        "你把學習率放進速度裡了。學習率固定時權重相同，但這裡的速度是 velocity = momentum * velocity + g；移動權重時才"
        "乘上學習率。"
    ),
)
def rate_in_the_velocity(reference, w, g, velocity, learning_rate, momentum=0.9):
    reference.momentum_step(w, g, velocity, learning_rate, momentum)
    velocity = momentum * velocity + learning_rate * g
    return w - velocity, velocity


@mistake(
    "momentum_step",
    en="The weights were moved with the old velocity. Update the velocity first, then use the new one.",
    zh_TW="你用舊的速度移動權重。要先更新速度，再用新的速度。",
)
def old_velocity(reference, w, g, velocity, learning_rate, momentum=0.9):
    _, after = reference.momentum_step(w, g, velocity, learning_rate, momentum)
    return w - learning_rate * velocity, after


@mistake(
    "momentum_step",
    en="That is Nesterov's variant, which looks one step ahead. Here the weights move with the new velocity itself.",
    zh_TW="那是 Nesterov 的版本，會多往前看一步。這裡直接用新的速度移動權重。",
)
def nesterov(reference, w, g, velocity, learning_rate, momentum=0.9):
    _, velocity = reference.momentum_step(w, g, velocity, learning_rate, momentum)
    return w - learning_rate * (g + momentum * velocity), velocity


@mistake(
    "momentum_step",
    en="The velocity was computed, but the weights moved with the gradient alone: that is plain gradient descent.",
    zh_TW="你算了速度，但移動權重時只用梯度：那只是普通的梯度下降。",
)
def velocity_not_used(reference, w, g, velocity, learning_rate, momentum=0.9):
    _, velocity = reference.momentum_step(w, g, velocity, learning_rate, momentum)
    return w - learning_rate * g, velocity


@mistake(
    "momentum_step",
    en="The velocity was returned as it came in, so the next step knows nothing of this one. Return the new one.",
    zh_TW="你回傳了原來的速度，下一步就不知道這一步發生過。請回傳新的速度。",
)
def velocity_not_updated(reference, w, g, velocity, learning_rate, momentum=0.9):
    after, _ = reference.momentum_step(w, g, velocity, learning_rate, momentum)
    return after, 1.0 * velocity


@mistake(
    "momentum_step",
    en="The velocity never fades: it was not multiplied by momentum, so the ball rolls without friction.",
    zh_TW="速度不會減弱：你沒有乘上 momentum，球就像沒有摩擦力一樣一直加速。",
)
def momentum_ignored(reference, w, g, velocity, learning_rate, momentum=0.9):
    del momentum
    return reference.momentum_step(w, g, velocity, learning_rate, momentum=1.0)


@mistake(
    "momentum_step",
    en="The two results are in the wrong order: first the weights, then the velocity.",
    zh_TW="兩個結果的順序反了：先權重，再速度。",
)
def results_swapped(reference, w, g, velocity, learning_rate, momentum=0.9):
    return reference.momentum_step(w, g, velocity, learning_rate, momentum)[::-1]


@mistake("momentum_step", **_SHAPES)
def shapes_not_checked(_reference, w, g, velocity, learning_rate, momentum=0.9):
    velocity = momentum * velocity + g
    return w - learning_rate * velocity, velocity


@mistake("momentum_step", **_IN_PLACE, id="changed-in-place")
def momentum_in_place(reference, w, g, velocity, learning_rate, momentum=0.9):
    _, velocity = reference.momentum_step(w, g, velocity, learning_rate, momentum)
    _by_hand(w)
    w -= learning_rate * velocity
    return w, velocity


# --- adagrad_step ---------------------------------------------------------------------------------------------------


@mistake("adagrad_step", **_UPHILL, id="uphill")
def adagrad_uphill(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    return reference.adagrad_step(w, g, cache, -learning_rate, eps)


@mistake(
    "adagrad_step",
    en="Only the newest square is in the cache. Adagrad adds it to the sum of all squares so far.",
    zh_TW="cache 裡只有最新的平方。Adagrad 要把它「加」到至今所有平方的總和上。",
)
def not_summed(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    reference.adagrad_step(w, g, cache, learning_rate, eps)
    return reference.adagrad_step(w, g, np.zeros(np.shape(w)), learning_rate, eps)


@mistake(
    "adagrad_step",
    en="The cache fades like a running mean. That is RMSprop; Adagrad forgets nothing: cache + g * g.",
    zh_TW="你的 cache 像移動平均一樣會淡出。那是 RMSprop；Adagrad 什麼都不忘記：cache + g * g。",
)
def sum_fades(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    reference.adagrad_step(w, g, cache, learning_rate, eps)
    cache = 0.9 * cache + 0.1 * g * g
    return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake(
    "adagrad_step",
    en="The size of the gradient was summed, not its square. The cache holds g * g; the root is taken when it is used.",
    zh_TW="你累加的是梯度的絕對值，不是平方。cache 存的是 g * g，使用時才開根號。",
)
def not_squared(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    reference.adagrad_step(w, g, cache, learning_rate, eps)
    cache = cache + np.abs(g)
    return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake(
    "adagrad_step",
    en=(
        "All weights share one denominator: the squares of the whole gradient were added up. In Adagrad every weight has a "
        "cache of its own; leave the sum out."
    ),
    zh_TW="所有權重共用了同一個分母：你把整個梯度的平方加總了。Adagrad 的每個權重有自己的 cache，不要做 sum。",
)
def one_cache_for_all(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    reference.adagrad_step(w, g, cache, learning_rate, eps)
    cache = cache + (1.0 * g * g).sum()
    return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake(
    "adagrad_step",
    en="The root of the cache was returned. Keep the sum of squares: the next step adds to it.",
    zh_TW="你回傳了 cache 的平方根。請保留平方和，下一步要再加上去。",
)
def root_returned(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    after, cache = reference.adagrad_step(w, g, cache, learning_rate, eps)
    return after, np.sqrt(cache)


@mistake("adagrad_step", **_EPS_UNDER_ROOT)
def eps_under_the_root(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    _, cache = reference.adagrad_step(w, g, cache, learning_rate, eps)
    return w - learning_rate * g / np.sqrt(cache + eps), cache


@mistake("adagrad_step", **_NO_EPS)
def eps_missing(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    _, cache = reference.adagrad_step(w, g, cache, learning_rate, eps)
    with np.errstate(invalid="ignore"):
        return w - learning_rate * g / np.sqrt(cache), cache


@mistake("adagrad_step", **_NO_ROOT)
def no_root(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    _, cache = reference.adagrad_step(w, g, cache, learning_rate, eps)
    return w - learning_rate * g / (cache + eps), cache


@mistake("adagrad_step", **_OLD_CACHE)
def old_cache(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    _, after = reference.adagrad_step(w, g, cache, learning_rate, eps)
    return w - learning_rate * g / (np.sqrt(cache) + eps), after


@mistake("adagrad_step", **_SHAPES, id="shapes-not-checked")
def adagrad_shapes_not_checked(_reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    cache = cache + 1.0 * g * g
    return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake("adagrad_step", **_IN_PLACE, id="changed-in-place")
def adagrad_in_place(reference, w, g, cache, learning_rate=0.01, eps=1e-10):
    _, cache = reference.adagrad_step(w, g, cache, learning_rate, eps)
    _by_hand(w)
    w -= learning_rate * g / (np.sqrt(cache) + eps)
    return w, cache


# --- rmsprop_step ---------------------------------------------------------------------------------------------------


@mistake("rmsprop_step", **_UPHILL, id="uphill")
def rmsprop_uphill(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    return reference.rmsprop_step(w, g, cache, -learning_rate, decay, eps)


@mistake("rmsprop_step", **_SHARES_SWAPPED)
def shares_swapped(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    return reference.rmsprop_step(w, g, cache, learning_rate, 1 - decay, eps)


@mistake("rmsprop_step", **_SHARE_MISSING)
def share_missing(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    cache = decay * cache + 1.0 * g * g
    return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake(
    "rmsprop_step",
    en="The cache never forgets: that is Adagrad, whose steps only get smaller. Multiply the old mean by decay.",
    zh_TW="你的 cache 從不遺忘：那是 Adagrad，步伐只會越來越小。舊的平均要乘上 decay。",
)
def nothing_forgotten(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    cache = cache + (1 - decay) * g * g
    return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake(
    "rmsprop_step",
    en="The share 1 - decay was squared together with the gradient. Square the gradient alone: (1 - decay) * g**2.",
    zh_TW="你把比例 1 - decay 和梯度一起平方了。只有梯度要平方：(1 - decay) * g**2。",
)
def share_squared(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    cache = decay * cache + ((1 - decay) * g) ** 2
    return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake(
    "rmsprop_step",
    en="decay is 0.9 if nobody gives it, as in Keras. The signature of this exercise says 0.99, as torch does.",
    zh_TW="沒有給 decay 時你用了 0.9，那是 Keras 的預設值。這一題和 torch 一樣是 0.99。",
)
def default_of_another_library(reference, w, g, cache, learning_rate=0.01, decay=0.9, eps=1e-8):
    return reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)


@mistake("rmsprop_step", **_EPS_UNDER_ROOT, id="eps-under-the-root")
def rmsprop_eps_under_the_root(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    _, cache = reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    return w - learning_rate * g / np.sqrt(cache + eps), cache


@mistake("rmsprop_step", **_NO_EPS, id="eps-missing")
def rmsprop_eps_missing(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    _, cache = reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        return w - learning_rate * g / np.sqrt(cache), cache


@mistake("rmsprop_step", **_NO_ROOT, id="no-root")
def rmsprop_without_root(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    _, cache = reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        return w - learning_rate * g / (cache + eps), cache


@mistake("rmsprop_step", **_OLD_CACHE, id="old-cache")
def rmsprop_with_old_cache(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    _, after = reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    return w - learning_rate * g / (np.sqrt(cache) + eps), after


@mistake("rmsprop_step", **_SHAPES, id="shapes-not-checked")
def rmsprop_shapes_not_checked(_reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    cache = decay * cache + (1 - decay) * g * g
    with np.errstate(invalid="ignore", divide="ignore"):
        return w - learning_rate * g / (np.sqrt(cache) + eps), cache


@mistake("rmsprop_step", **_IN_PLACE, id="changed-in-place")
def rmsprop_in_place(reference, w, g, cache, learning_rate=0.01, decay=0.99, eps=1e-8):
    after, cache = reference.rmsprop_step(w, g, cache, learning_rate, decay, eps)
    _by_hand(w)
    w[...] = after
    return w, cache


# --- adam_step ------------------------------------------------------------------------------------------------------


def _moved(w, m, v, learning_rate, eps):
    """Where the weights end, from two means that are corrected or not."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return w - learning_rate * m / (np.sqrt(v) + eps)


@mistake("adam_step", **_UPHILL, id="uphill")
def adam_uphill(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return reference.adam_step(w, g, m, v, t, -learning_rate, beta1, beta2, eps)


@mistake(
    "adam_step",
    en=(
        "The correction of the two means is missing. They start at zero, and so are too small at first; divide them by "
        "1 - beta1**t and 1 - beta2**t."
    ),
    zh_TW="少了對兩個平均的修正。它們從零開始，一開始太小；要分別除以 1 - beta1**t 和 1 - beta2**t。",
)
def no_correction(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return _moved(w, m, v, learning_rate, eps), m, v


@mistake(
    "adam_step",
    en="Only m was corrected. v starts at zero, too: divide it by 1 - beta2**t before the root is taken.",
    zh_TW="你只修正了 m。v 也是從零開始的：開根號之前要先除以 1 - beta2**t。",
)
def only_m_corrected(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return _moved(w, m / (1 - beta1**t), v, learning_rate, eps), m, v


@mistake(
    "adam_step",
    en=(
        "The corrected means were returned. The next step would correct them once more; return m and v as they are before "
        "the correction, and correct copies."
    ),
    zh_TW="你回傳了修正後的平均，下一步就會再修正一次。請回傳修正之前的 m 和 v，修正只用在這一步的計算。",
)
def corrected_means_returned(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    after, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return after, m / (1 - beta1**t), v / (1 - beta2**t)


@mistake(
    "adam_step",
    en="The correction uses t + 1, as if the first step had t = 0. Here it has t = 1, so t itself is the exponent.",
    zh_TW="你的修正用了 t + 1，好像第一步是 t = 0。這裡第一步是 t = 1，指數就是 t 本身。",
)
def t_counted_from_zero(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return _moved(w, m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1)), learning_rate, eps), m, v


@mistake(
    "adam_step",
    en="The correction has beta * t where it should have beta to the power of t (`**` in Python).",
    zh_TW="修正的部分你寫成 beta 乘以 t，應該是 beta 的 t 次方（Python 的 `**`）。",
)
def multiplied_by_t(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        m_hat, v_hat = m / np.float64(1 - beta1 * t), v / np.float64(1 - beta2 * t)
    return _moved(w, m_hat, v_hat, learning_rate, eps), m, v


@mistake(
    "adam_step",
    en="Both means were corrected with beta1. v fades with beta2, so its correction needs beta2 as well.",
    zh_TW="兩個平均都用 beta1 修正了。v 是用 beta2 累積的，修正也要用 beta2。",
)
def one_beta_for_both_corrections(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return _moved(w, m / (1 - beta1**t), v / (1 - beta1**t), learning_rate, eps), m, v


@mistake(
    "adam_step",
    en="beta1 and beta2 are swapped: beta1 (0.9) belongs to the gradient, beta2 (0.999) to its square.",
    zh_TW="beta1 和 beta2 對調了：beta1（0.9）管梯度，beta2（0.999）管梯度的平方。",
)
def betas_swapped(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return reference.adam_step(w, g, m, v, t, learning_rate, beta2, beta1, eps)


@mistake("adam_step", **_SHARES_SWAPPED, id="shares-swapped")
def adam_shares_swapped(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    m, v = (1 - beta1) * m + beta1 * g, (1 - beta2) * v + beta2 * g * g
    return _moved(w, m / (1 - beta1**t), v / (1 - beta2**t), learning_rate, eps), m, v


@mistake("adam_step", **_SHARE_MISSING, id="share-missing")
def adam_share_missing(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    m, v = beta1 * m + g, beta2 * v + 1.0 * g * g
    return _moved(w, m / (1 - beta1**t), v / (1 - beta2**t), learning_rate, eps), m, v


@mistake(
    "adam_step",
    en="The gradient itself was divided by the root. Adam divides its running mean, the corrected m: that is its momentum.",
    zh_TW="你用梯度本身除以平方根。Adam 要用梯度的移動平均，也就是修正後的 m：那就是它的動量。",
)
def gradient_instead_of_m(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return _moved(w, g, v / (1 - beta2**t), learning_rate, eps), m, v


@mistake("adam_step", **_EPS_UNDER_ROOT, id="eps-under-the-root")
def adam_eps_under_the_root(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return w - learning_rate * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v


@mistake(
    "adam_step",
    en=(
        "The eps was added before the correction: sqrt(v) + eps with a corrected learning rate. Correct v first, take the "
        "root, then add eps; with a large eps the two differ."
    ),
    zh_TW="你在修正之前就加了 eps：用 sqrt(v) + eps，再修正學習率。應該先修正 v、開根號，最後才加 eps；eps 大時結果就不同。",
)
def eps_before_the_correction(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return _moved(w, m, v, rate, eps), m, v


@mistake("adam_step", **_NO_EPS, id="eps-missing")
def adam_eps_missing(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return _moved(w, m / (1 - beta1**t), v / (1 - beta2**t), learning_rate, 0.0), m, v


@mistake("adam_step", **_NO_ROOT, id="no-root")
def adam_without_root(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    return w - learning_rate * m / (1 - beta1**t) / (v / (1 - beta2**t) + eps), m, v


@mistake(
    "adam_step",
    en="A t below 1 is not refused by you. t = 0 divides by zero; check it first, and name t and its value.",
    zh_TW="你沒有拒絕小於 1 的 t。t = 0 會除以零；請先檢查，並在訊息中寫出 t 和它的值。",
)
def t_not_checked(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m, v = reference.adam_step(w, g, m, v, 1, learning_rate, beta1, beta2, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        m_hat, v_hat = m / np.float64(1 - beta1**t), v / np.float64(1 - beta2**t)
    return _moved(w, m_hat, v_hat, learning_rate, eps), m, v


@mistake("adam_step", **_SHAPES, id="shapes-not-checked")
def adam_shapes_not_checked(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    zeros = np.zeros(1)
    reference.adam_step(zeros, zeros, zeros, zeros, t)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    return _moved(w, m / (1 - beta1**t), v / (1 - beta2**t), learning_rate, eps), m, v


@mistake("adam_step", **_IN_PLACE, id="changed-in-place")
def adam_in_place(reference, w, g, m, v, t, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    after, m, v = reference.adam_step(w, g, m, v, t, learning_rate, beta1, beta2, eps)
    _by_hand(w)
    w[...] = after
    return w, m, v


# --- step_decay -----------------------------------------------------------------------------------------------------


@mistake(
    "step_decay",
    en="The rate falls a little in every epoch. On a stair it stays constant: the exponent is epoch // every, rounded down.",
    zh_TW="你的學習率每個 epoch 都在降。同一階上應該保持不變：指數是 epoch // every，要向下取整。",
)
def slope_instead_of_stairs(reference, initial, epoch, drop=0.1, every=30):
    reference.step_decay(initial, epoch, drop, every)
    return initial * drop ** (epoch / every)


@mistake(
    "step_decay",
    en="There is one stair only. After 2 * every epochs the rate drops once more, and so on.",
    zh_TW="你只下了一階。經過 2 * every 個 epoch 之後還要再降一次，依此類推。",
)
def one_stair_only(reference, initial, epoch, drop=0.1, every=30):
    reference.step_decay(initial, epoch, drop, every)
    return initial * drop if epoch >= every else 1.0 * initial


@mistake(
    "step_decay",
    en="`drop` was subtracted. It is a factor: each stair multiplies the rate by it, so the rate never gets below zero.",
    zh_TW="你用減的。`drop` 是倍數：每下一階就乘上它一次，所以學習率永遠不會小於零。",
)
def drop_subtracted(reference, initial, epoch, drop=0.1, every=30):
    reference.step_decay(initial, epoch, drop, every)
    return initial - drop * (epoch // every)


@mistake(
    "step_decay",
    en="`drop` was taken for the share that goes: you multiply by 1 - drop. It is what is left: with 0.1, a tenth.",
    zh_TW="你把 `drop` 當成減掉的比例，乘上了 1 - drop。它其實是剩下的比例：0.1 就是剩十分之一。",
)
def share_that_goes(reference, initial, epoch, drop=0.1, every=30):
    return reference.step_decay(initial, epoch, 1 - drop, every)


@mistake(
    "step_decay",
    en="The rate drops in every epoch, whatever `every` says. Count the stairs: epoch // every.",
    zh_TW="不管 `every` 是多少，你每個 epoch 都降一次。要數的是階數：epoch // every。",
)
def drops_each_epoch(reference, initial, epoch, drop=0.1, every=30):
    reference.step_decay(initial, epoch, drop, every)
    return reference.step_decay(initial, epoch, drop, 1)


@mistake(
    "step_decay",
    en="The rate drops one epoch too late. Epochs count from 0, so epoch `every` is the first of the second stair.",
    zh_TW="你晚了一個 epoch 才降。epoch 從 0 開始數，所以第 `every` 個 epoch 就是第二階的第一個。",
)
def one_epoch_late(reference, initial, epoch, drop=0.1, every=30):
    return reference.step_decay(initial, max(epoch - 1, 0), drop, every)


@mistake(
    "step_decay",
    en="The rate drops one epoch too early. Epoch 0 is the first one, so epoch `every` - 1 still has the old rate.",
    zh_TW="你早了一個 epoch 就降了。epoch 0 是第一個，所以第 `every` - 1 個 epoch 還是原來的學習率。",
)
def one_epoch_early(reference, initial, epoch, drop=0.1, every=30):
    return reference.step_decay(initial, epoch + 1, drop, every)


@mistake(
    "step_decay",
    en="The rate drops in the epochs that `every` divides, and jumps back after them. Once down, it stays down.",
    zh_TW="你只在 `every` 的倍數那個 epoch 降，之後又跳回去。降下來就要一直維持。",
)
def jumps_back(reference, initial, epoch, drop=0.1, every=30):
    reference.step_decay(initial, epoch, drop, every)
    return initial * drop if epoch and epoch % every == 0 else 1.0 * initial


@mistake(
    "step_decay",
    en="`drop` has no effect: every stair leaves a tenth. That is only its default.",
    zh_TW="`drop` 沒有作用：每一階都剩十分之一。0.1 只是預設值。",
)
def drop_ignored(reference, initial, epoch, drop=0.1, every=30):
    del drop
    return reference.step_decay(initial, epoch, every=every)


@mistake(
    "step_decay",
    en="An `every` below 1 is not refused by you. Check it first, and raise a ValueError that names it and its value.",
    zh_TW="你沒有拒絕小於 1 的 `every`。請先檢查，並拋出寫出 every 和它的值的 ValueError。",
)
def every_not_checked(_reference, initial, epoch, drop=0.1, every=30):
    return initial * drop ** (epoch // every)


# --- cosine_decay ---------------------------------------------------------------------------------------------------


def _wave(initial, angle):
    """The right formula at another angle."""
    return float(initial * (1 + np.cos(angle)) / 2)


@mistake(
    "cosine_decay",
    en="The rate starts at twice its value: 1 + cos goes from 2 to 0. Take half of it.",
    zh_TW="一開始的學習率變成兩倍了：1 + cos 是從 2 降到 0，要再除以 2。",
)
def half_missing(reference, initial, epoch, epochs):
    return 2 * reference.cosine_decay(initial, epoch, epochs)


@mistake(
    "cosine_decay",
    en="The bare cosine gets negative in the second half, and the weights would go uphill. Add 1 and take half of it.",
    zh_TW="只用餘弦的話，後半段會變成負的，權重就往上坡走了。要先加 1 再除以 2。",
)
def bare_cosine(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return float(initial * np.cos(np.pi * epoch / epochs))


@mistake(
    "cosine_decay",
    en="The angle goes from 0 to 180, but cos takes radians: use pi * epoch / epochs.",
    zh_TW="你的角度是 0 到 180 度，但 cos 用的是弧度：請用 pi * epoch / epochs。",
)
def degrees(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return _wave(initial, 180 * epoch / epochs)


@mistake(
    "cosine_decay",
    en="A quarter of the wave was used (pi / 2), which starts flat but ends steep. Half a wave ends flat, too.",
    zh_TW="你用了四分之一個波（pi / 2），開頭平緩但結尾很陡。要用半個波，結尾才會平緩。",
)
def quarter_of_a_wave(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return float(initial * np.cos(np.pi / 2 * epoch / epochs))


@mistake(
    "cosine_decay",
    en="A whole wave was used (2 pi): the rate is down in the middle and up again at the end. Half a wave ends at 0.",
    zh_TW="你用了一整個波（2 pi）：中間降到底，最後又升回來。只要半個波，最後才會是 0。",
)
def whole_wave(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return _wave(initial, 2 * np.pi * epoch / epochs)


@mistake(
    "cosine_decay",
    en="The rate reaches 0 one epoch too early: you divide by epochs - 1. It reaches 0 at epoch = epochs.",
    zh_TW="你早了一個 epoch 就降到 0，因為除以的是 epochs - 1。應該在 epoch = epochs 時才到 0。",
)
def zero_one_epoch_early(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return _wave(initial, np.pi * epoch / (epochs - 1))


@mistake(
    "cosine_decay",
    en="The epochs were counted from 1. Epoch 0 is the first one, and it has the whole initial rate.",
    zh_TW="你從 1 開始數 epoch。epoch 0 才是第一個，它的學習率就是完整的 initial。",
)
def epochs_counted_from_one(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return _wave(initial, np.pi * (epoch + 1) / epochs)


@mistake(
    "cosine_decay",
    en="That is a straight line: right at the start, in the middle and at the end, but nowhere else. Follow the cosine.",
    zh_TW="那是一條直線：只有開頭、正中間、結尾是對的，其他地方都不對。要沿著餘弦走。",
)
def straight_line(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return initial * (1 - epoch / epochs)


@mistake(
    "cosine_decay",
    en="The division was rounded down (`//`), so the rate stays at the start until the very last epoch. Use `/`.",
    zh_TW="你用了整數除法（`//`），學習率到最後一個 epoch 之前都不會變。請用 `/`。",
)
def rounded_down(reference, initial, epoch, epochs):
    reference.cosine_decay(initial, epoch, epochs)
    return _wave(initial, np.pi * (epoch // epochs))


@mistake(
    "cosine_decay",
    en="Fewer than one epoch is not refused by you. Check epochs first, and name it and its value in a ValueError.",
    zh_TW="你沒有拒絕小於 1 的 epochs。請先檢查，並拋出寫出 epochs 和它的值的 ValueError。",
)
def epochs_not_checked(_reference, initial, epoch, epochs):
    return _wave(initial, np.pi * epoch / epochs)
