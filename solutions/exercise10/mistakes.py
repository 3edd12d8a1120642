"""
Known mistakes of exercise10: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages. A variant calls the reference first
where the misconception leaves the checking of arguments alone.
"""

import numpy as np

from grader.suite import mistake

_SHAPES = {
    "en": (
        "Shapes that do not match were not refused. numpy broadcasts some of them silently, and the numbers meet the wrong "
        "values. Compare the shapes first, and raise a ValueError that names the argument and its shape."
    ),
    "zh_TW": (
        "你沒有拒絕不相符的形狀。numpy 可能會默默廣播，讓數字對到錯的值。請先比較形狀，不符就拋出 ValueError，訊息寫出參數名稱和"
        "它的形狀。"
    ),
}
_EPS_OUTSIDE = {
    "en": (
        "The eps was added to the root. In a normalisation it is added to the variance, under the root: sqrt(var + eps). (In "
        "the optimizers it is the other way round.)"
    ),
    "zh_TW": "你把 eps 加在根號外面了。正規化是加在變異數上，也就是根號裡面：sqrt(var + eps)。（最佳化器則剛好相反。）",
}
_NO_EPS = {
    "en": (
        "The eps is missing (it is missing on a slide, too). Where all values are the same the variance is 0, and 0 / 0 is nan."
    ),
    "zh_TW": "少了 eps（有一張投影片也漏了）。所有值都相同時變異數是 0，0 / 0 就變成 nan。",
}
_NO_ROOT = {
    "en": "The values were divided by the variance. Divide by its root, the standard deviation: then the variance becomes 1.",
    "zh_TW": "你除以的是變異數。要除以它的平方根，也就是標準差，結果的變異數才會是 1。",
}
_UNBIASED = {
    "en": (
        "The values were normalised with the unbiased variance (ddof=1). It is for running_var only; here the sum of squares "
        "is divided by the number of values."
    ),
    "zh_TW": "你用不偏變異數（ddof=1）來正規化。那只用在 running_var；這裡的平方和要除以個數。",
}
_NO_SCALE = {
    "en": "The scale and shift are missing: multiply by gamma and add beta at the end. They are what the layer learns.",
    "zh_TW": "少了縮放和平移：最後要乘上 gamma 再加 beta。這兩個才是這一層要學的參數。",
}
_SHIFT_FIRST = {
    "en": "beta was added before the scaling, so it is multiplied as well. First gamma * …, then + beta.",
    "zh_TW": "你先加了 beta 才縮放，beta 也被乘上了 gamma。應該先乘 gamma，再加 beta。",
}
_MEAN_NOT_SUM = {
    "en": "The mean of the weights was taken. A penalty is a sum: every weight pays for itself, however many there are.",
    "zh_TW": "你取了平均。懲罰項是總和：每個權重各付各的，不論總共有幾個。",
}
_NO_STRENGTH = {
    "en": "The strength has no effect. Multiply the sum by it: it says how much the penalty weighs beside the loss.",
    "zh_TW": "strength 沒有作用。總和要乘上它：它決定懲罰項相對於損失的份量。",
}
_HALF = {
    "en": "There is a factor 1/2. Some books have it, since it vanishes in the gradient; here the penalty goes without.",
    "zh_TW": "多乘了 1/2。有些書會這樣寫，因為求梯度時會消掉；這裡的定義沒有 1/2。",
}
_SIGNS_KEPT = {
    "en": "The weights were added with their signs, so they cancel each other. Take the size of each first: |w|.",
    "zh_TW": "你把帶正負號的權重直接相加，會互相抵銷。要先取每個權重的絕對值 |w|。",
}


def _column(values):
    """One number per channel, shaped to meet (N, C, H, W)."""
    return np.reshape(values, (1, -1, 1, 1))


def _standard(x, axes, eps):
    """Mean 0 and variance 1 over some axes."""
    with np.errstate(invalid="ignore", divide="ignore"):  # without eps, over axes of one value
        return (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(x.var(axis=axes, keepdims=True) + eps)


# --- dropout --------------------------------------------------------------------------------------------------------


@mistake(
    "dropout",
    en=(
        "What is kept was not scaled. Divide it by 1 - p, so that the sum stays the same on average and nothing needs to be "
        "done after training (inverted dropout)."
    ),
    zh_TW="留下的值沒有放大。要除以 1 - p，這樣總和的平均才不變，訓練之後也不必再處理（inverted dropout）。",
)
def not_scaled(reference, x, p, mask):
    reference.dropout(x, p, mask)
    return np.where(p == 1, 0.0, 1.0) * x * mask


@mistake(
    "dropout",
    en="What is kept was multiplied by 1 - p, so it shrinks. It must grow to make up for what is gone: divide.",
    zh_TW="你把留下的值乘上 1 - p，反而變小了。它要放大來補足被丟掉的部分：應該用除的。",
)
def scaled_down(reference, x, p, mask):
    reference.dropout(x, p, mask)
    return 1.0 * x * mask * (1 - p)


@mistake(
    "dropout",
    en="What is kept was divided by p. p is the share that goes; the share that stays is 1 - p.",
    zh_TW="你除以了 p。p 是丟掉的比例；留下的比例是 1 - p。",
)
def divided_by_p(reference, x, p, mask):
    reference.dropout(x, p, mask)
    return x * mask / p if p else 1.0 * x * mask


@mistake(
    "dropout",
    en="The mask was read the wrong way round: 1 means that a value is kept, 0 that it is dropped.",
    zh_TW="遮罩的意思反了：1 表示留下，0 表示丟掉。",
)
def mask_inverted(reference, x, p, mask):
    reference.dropout(x, p, mask)
    return reference.dropout(x, p, 1 - mask)


@mistake(
    "dropout",
    en=(
        "The factor was computed from this mask (how many values it keeps). It comes from p: on average the two agree, but "
        "the network is promised 1 / (1 - p) every time."
    ),
    zh_TW="你用這個遮罩留下的個數來算倍數。倍數要由 p 決定：兩者平均而言相同，但每次都應該是 1 / (1 - p)。",
)
def scaled_by_this_mask(reference, x, p, mask):
    reference.dropout(x, p, mask)
    kept = np.mean(mask)
    return x * mask / kept if kept and p < 1 else np.zeros(x.shape)


@mistake(
    "dropout",
    en="The mask has no effect: every value was scaled, none was dropped. Multiply by the mask, too.",
    zh_TW="遮罩沒有作用：每個值都放大了，卻沒有丟掉任何一個。還要乘上遮罩。",
)
def mask_ignored(reference, x, p, mask):
    reference.dropout(x, p, mask)
    return x / (1 - p) if p < 1 else np.zeros(x.shape)


@mistake(
    "dropout",
    en="With p = 1 you divide by 0, which gives nan or inf. Everything is dropped then: return zeros.",
    zh_TW="p = 1 時你除以了 0，得到 nan 或 inf。這時全部都丟掉：回傳全為零的陣列。",
)
def divided_by_zero(reference, x, p, mask):
    reference.dropout(x, p, mask)
    with np.errstate(divide="ignore", invalid="ignore"):
        return x * mask / np.float64(1 - p)


@mistake(
    "dropout",
    en="A p outside of 0 to 1 is not refused by you. It is a probability; name p and its value in a ValueError.",
    zh_TW="你沒有拒絕 0 到 1 以外的 p。它是機率；請拋出寫出 p 和它的值的 ValueError。",
)
def p_not_checked(reference, x, p, mask):
    reference.dropout(x, 0.5, mask)
    return x * mask / (1 - p) if p < 1 else np.zeros(x.shape)


@mistake("dropout", **_SHAPES)
def shapes_not_checked(reference, x, p, mask):
    reference.dropout(x, p, np.ones(x.shape))
    return np.broadcast_to(x * mask / (1 - p) if p < 1 else 0.0, x.shape) * 1.0


# --- batchnorm_train ------------------------------------------------------------------------------------------------


def _trained(reference, x, vectors, momentum, eps, y):
    """The right running averages, with another y."""
    _, mean, var = reference.batchnorm_train(x, *vectors, momentum, eps)
    return y, mean, var


def _over(reference, axes, x, vectors, momentum, eps):
    """Normalised over other axes, with the right running averages."""
    _, mean, var = reference.batchnorm_train(x, *vectors, momentum, eps)
    return _column(vectors[0]) * _standard(x, axes, eps) + _column(vectors[1]), mean, var


@mistake(
    "batchnorm_train",
    en=(
        "One mean and one variance were taken for all channels together. Every channel has its own: average over "
        "axes 0, 2 and 3 only."
    ),
    zh_TW="你讓所有通道共用一個平均和變異數。每個通道各有自己的：只對第 0、2、3 軸取平均。",
)
def statistics_of_all_channels(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    return _over(reference, (0, 1, 2, 3), x, vectors, momentum, eps)


@mistake(
    "batchnorm_train",
    en=(
        "Every image was normalised on its own: that is instance normalisation. Here the images of a batch are "
        "taken together: average over axis 0 as well."
    ),
    zh_TW="你讓每張影像各自正規化，那是 instance normalization。這裡同一批的影像要一起算：第 0 軸也要取平均。",
)
def statistics_of_each_image(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    return _over(reference, (2, 3), x, vectors, momentum, eps)


@mistake(
    "batchnorm_train",
    en=(
        "Every pixel position was normalised on its own, over the images only. In batch normalisation all "
        "positions of a channel share their statistics: average over rows and columns, too."
    ),
    zh_TW=(
        "你只對影像那一軸取平均，每個像素位置各自正規化。批次正規化中，同一通道的所有位置共用統計量：列和行也要取平均。"
    ),
)
def statistics_of_each_pixel(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    return _over(reference, (0,), x, vectors, momentum, eps)


@mistake(
    "batchnorm_train",
    en=(
        "Mean and variance were taken across the channels of each image: that is layer normalisation. Batch "
        "normalisation keeps the channels apart: average over axes 0, 2 and 3."
    ),
    zh_TW="你跨越通道、對每張影像取平均，那是 layer normalization。批次正規化會把通道分開：對第 0、2、3 軸取平均。",
)
def statistics_across_channels(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    return _over(reference, (1, 2, 3), x, vectors, momentum, eps)


@mistake("batchnorm_train", **_UNBIASED, id="unbiased-to-normalise")
def unbiased_to_normalise(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    scale = x.std(axis=(0, 2, 3), ddof=1)
    y = _column(gamma) * (x - _column(x.mean(axis=(0, 2, 3)))) / np.sqrt(_column(scale**2) + eps) + _column(beta)
    return _trained(reference, x, vectors, momentum, eps, y)


@mistake(
    "batchnorm_train",
    en=(
        "running_var was moved towards the biased variance. As in torch, the running one is unbiased: divided by "
        "the number of values less 1."
    ),
    zh_TW="你用除以個數的變異數更新 running_var。和 torch 一樣，移動平均要用不偏的：除以「個數減 1」。",
)
def biased_running_variance(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    y, mean, _ = reference.batchnorm_train(x, *vectors, momentum, eps)
    return y, mean, (1 - momentum) * running_var + momentum * x.var(axis=(0, 2, 3))


@mistake(
    "batchnorm_train",
    en=(
        "The two shares of the running averages are swapped: momentum (0.1) is the share of the new batch, the old "
        "average keeps 1 - momentum. (Other libraries define it the other way round.)"
    ),
    zh_TW=(
        "移動平均的兩個比例對調了：momentum（0.1）是新的一批所占的比例，舊的平均保留 1 - momentum。（有些套件的定義"
        "剛好相反。）"
    ),
)
def momentum_swapped(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    return reference.batchnorm_train(x, *vectors, 1 - momentum, eps)


@mistake(
    "batchnorm_train",
    en="The running averages are just those of the last batch. Mix them: (1 - momentum) * old + momentum * new.",
    zh_TW="你的移動平均只剩最後一批的值。要混合：(1 - momentum) * 舊 + momentum * 新。",
)
def running_averages_replaced(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    reference.batchnorm_train(x, *vectors, momentum, eps)
    return reference.batchnorm_train(x, *vectors, 1.0, eps)


@mistake(
    "batchnorm_train",
    en=(
        "The running averages were returned as they came. Every training batch moves them; without that, "
        "evaluation knows nothing of the data."
    ),
    zh_TW="你原封不動回傳了移動平均。每個訓練批次都要更新它，否則評估時對資料一無所知。",
)
def running_averages_not_updated(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    reference.batchnorm_train(x, *vectors, momentum, eps)
    return reference.batchnorm_train(x, *vectors, 0.0, eps)


@mistake(
    "batchnorm_train",
    en="running_var was moved towards the standard deviation. It holds a variance: take no root there.",
    zh_TW="你用標準差更新 running_var。它存的是變異數，不要開根號。",
)
def running_standard_deviation(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    y, mean, _ = reference.batchnorm_train(x, *vectors, momentum, eps)
    return y, mean, (1 - momentum) * running_var + momentum * x.std(axis=(0, 2, 3), ddof=1)


@mistake(
    "batchnorm_train",
    en=(
        "The running averages were used to normalise. While training, a batch is normalised with its own mean and "
        "variance; the running ones are for later."
    ),
    zh_TW="你用移動平均來正規化。訓練時要用這一批自己的平均和變異數；移動平均是之後用的。",
)
def running_averages_used(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    y = reference.batchnorm_eval(x, *vectors, eps)
    return _trained(reference, x, vectors, momentum, eps, y)


@mistake("batchnorm_train", **_EPS_OUTSIDE, id="eps-outside-the-root")
def eps_outside_the_root(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    scale = _column(x.std(axis=(0, 2, 3)))
    y = _column(gamma) * (x - _column(x.mean(axis=(0, 2, 3)))) / (scale + eps) + _column(beta)
    return _trained(reference, x, vectors, momentum, eps, y)


@mistake("batchnorm_train", **_NO_EPS, id="eps-missing")
def eps_missing(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    reference.batchnorm_train(x, *vectors, momentum, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        y, mean, var = reference.batchnorm_train(x, *vectors, momentum, 0.0)
    return y, mean, var


@mistake("batchnorm_train", **_NO_ROOT, id="no-root")
def no_root(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    spread = _column(x.var(axis=(0, 2, 3)))
    y = _column(gamma) * (x - _column(x.mean(axis=(0, 2, 3)))) / (spread + eps) + _column(beta)
    return _trained(reference, x, vectors, momentum, eps, y)


@mistake("batchnorm_train", **_NO_SCALE, id="scale-and-shift-missing")
def scale_and_shift_missing(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    return _trained(reference, x, vectors, momentum, eps, _standard(x, (0, 2, 3), eps))


@mistake("batchnorm_train", **_SHIFT_FIRST, id="shift-before-scale")
def shift_before_scale(reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    vectors = (gamma, beta, running_mean, running_var)
    y = _column(gamma) * (_standard(x, (0, 2, 3), eps) + _column(beta))
    return _trained(reference, x, vectors, momentum, eps, y)


@mistake("batchnorm_train", **_SHAPES, id="shapes-not-checked")
def batchnorm_shapes_not_checked(_reference, x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5):
    mean, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
    count = x.size / mean.size
    y = _column(gamma) * (x - mean) / np.sqrt(var + eps) + _column(beta)
    mean, var = mean.ravel(), var.ravel() * count / (count - 1)
    return y, (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var


# --- batchnorm_eval -------------------------------------------------------------------------------------------------


@mistake(
    "batchnorm_eval",
    en=(
        "The batch's own mean and variance were used. After training they are not to be trusted (a batch of one?): use "
        "running_mean and running_var."
    ),
    zh_TW="你用了這一批自己的平均和變異數。訓練之後不能這樣（一批可能只有一張）：要用 running_mean 和 running_var。",
)
def batch_statistics_used(reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    reference.batchnorm_eval(x, gamma, beta, running_mean, running_var, eps)
    return _column(gamma) * _standard(x, (0, 2, 3), eps) + _column(beta)


@mistake(
    "batchnorm_eval",
    en="The running mean was not subtracted. First x - running_mean, then the division.",
    zh_TW="你沒有減掉 running_mean。先算 x - running_mean，再做除法。",
)
def mean_not_subtracted(reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    reference.batchnorm_eval(x, gamma, beta, running_mean, running_var, eps)
    return reference.batchnorm_eval(x, gamma, beta, np.zeros(len(gamma)), running_var, eps)


@mistake("batchnorm_eval", **_EPS_OUTSIDE, id="eps-outside-the-root")
def eval_eps_outside_the_root(reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    reference.batchnorm_eval(x, gamma, beta, running_mean, running_var, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        standard = (x - _column(running_mean)) / (np.sqrt(_column(running_var)) + eps)
    return _column(gamma) * standard + _column(beta)


@mistake("batchnorm_eval", **_NO_EPS, id="eps-missing")
def eval_eps_missing(reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    reference.batchnorm_eval(x, gamma, beta, running_mean, running_var, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        return reference.batchnorm_eval(x, gamma, beta, running_mean, running_var, 0.0)


@mistake("batchnorm_eval", **_NO_ROOT, id="no-root")
def eval_without_root(reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    reference.batchnorm_eval(x, gamma, beta, running_mean, running_var, eps)
    return _column(gamma) * (x - _column(running_mean)) / (_column(running_var) + eps) + _column(beta)


@mistake("batchnorm_eval", **_NO_SCALE, id="scale-and-shift-missing")
def eval_scale_and_shift_missing(reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    reference.batchnorm_eval(x, gamma, beta, running_mean, running_var, eps)
    channels = len(gamma)
    return reference.batchnorm_eval(x, np.ones(channels), np.zeros(channels), running_mean, running_var, eps)


@mistake("batchnorm_eval", **_SHIFT_FIRST, id="shift-before-scale")
def eval_shift_before_scale(reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    return reference.batchnorm_eval(x, gamma, gamma * beta, running_mean, running_var, eps)


@mistake("batchnorm_eval", **_SHAPES, id="shapes-not-checked")
def eval_shapes_not_checked(_reference, x, gamma, beta, running_mean, running_var, eps=1e-5):
    standard = (x - _column(running_mean)) / np.sqrt(_column(running_var) + eps)
    return _column(gamma) * standard + _column(beta)


# --- batchnorm_backward ---------------------------------------------------------------------------------------------


def _scale(x, gamma, eps):
    """What dy is multiplied by, gamma / sqrt(var + eps), shaped to meet x."""
    return _column(gamma) / np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + eps)


@mistake(
    "batchnorm_backward",
    en=(
        "dx treats mean and variance as constants. They are computed from x, so every value of x moves them, and with them "
        "the whole channel: two more terms belong to dx."
    ),
    zh_TW=(
        "你把平均和變異數當成常數。它們是由 x 算出來的，x 的每個值都會影響它們，進而影響整個通道：dx 還要加上兩項。"
    ),
)
def statistics_as_constants(reference, dy, x, gamma, eps=1e-5):
    _, dgamma, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    return dy * _scale(x, gamma, eps), dgamma, dbeta


@mistake(
    "batchnorm_backward",
    en="The way through the variance is missing from dx: subtract s * dgamma / n, too.",
    zh_TW="dx 少了經過變異數的那條路：還要減去 s * dgamma / n。",
)
def variance_term_missing(reference, dy, x, gamma, eps=1e-5):
    _, dgamma, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    return _scale(x, gamma, eps) * (dy - dy.mean(axis=(0, 2, 3), keepdims=True)), dgamma, dbeta


@mistake(
    "batchnorm_backward",
    en="The way through the mean is missing from dx: subtract dbeta / n, too. In each channel dx sums up to 0.",
    zh_TW="dx 少了經過平均的那條路：還要減去 dbeta / n。每個通道的 dx 加起來應該是 0。",
)
def mean_term_missing(reference, dy, x, gamma, eps=1e-5):
    _, dgamma, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    standard, count = _standard(x, (0, 2, 3), eps), x.size / x.shape[1]
    return _scale(x, gamma, eps) * (dy - standard * _column(dgamma) / count), dgamma, dbeta


@mistake(
    "batchnorm_backward",
    en="gamma is missing from dx: the forward pass multiplies by it, so the backward pass does, too.",
    zh_TW="dx 少乘了 gamma：前向傳播乘了它，反向傳播也要乘。",
)
def gamma_missing(reference, dy, x, gamma, eps=1e-5):
    _, dgamma, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    dx, _, _ = reference.batchnorm_backward(dy, x, np.ones(len(gamma)), eps)
    return dx, dgamma, dbeta


@mistake(
    "batchnorm_backward",
    en="dgamma was computed from x itself. gamma multiplies the normalised values, so dgamma = sum(dy * s).",
    zh_TW="你用原來的 x 算 dgamma。gamma 乘的是正規化之後的值，所以 dgamma = sum(dy * s)。",
)
def dgamma_from_x(reference, dy, x, gamma, eps=1e-5):
    dx, _, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    return dx, (dy * x).sum(axis=(0, 2, 3)), dbeta


@mistake(
    "batchnorm_backward",
    en=(
        "dgamma and dbeta are means. Every value of the channel uses the same gamma and beta, so their gradients "
        "add up."
    ),
    zh_TW="你的 dgamma 和 dbeta 取了平均。同一通道的每個值都用到相同的 gamma 和 beta，所以梯度要加總。",
)
def averaged_over_the_batch(reference, dy, x, gamma, eps=1e-5):
    dx, dgamma, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    count = x.size / x.shape[1]
    return dx, dgamma / count, dbeta / count


@mistake(
    "batchnorm_backward",
    en="The sums in dx were divided by the number of images. n counts all values of a channel: N * H * W.",
    zh_TW="dx 裡的總和你除以了影像數。n 是一個通道所有值的個數：N * H * W。",
)
def divided_by_images_only(reference, dy, x, gamma, eps=1e-5):
    _, dgamma, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    standard, images = _standard(x, (0, 2, 3), eps), len(x)
    inner = dy - _column(dbeta) / images - standard * _column(dgamma) / images
    return _scale(x, gamma, eps) * inner, dgamma, dbeta


@mistake(
    "batchnorm_backward",
    en="The three results are in the wrong order: dx, dgamma, dbeta.",
    zh_TW="三個結果的順序不對：依序是 dx、dgamma、dbeta。",
)
def results_out_of_order(reference, dy, x, gamma, eps=1e-5):
    dx, dgamma, dbeta = reference.batchnorm_backward(dy, x, gamma, eps)
    return dx, dbeta, dgamma


@mistake("batchnorm_backward", **_SHAPES, id="shapes-not-checked")
def backward_shapes_not_checked(_reference, dy, x, gamma, eps=1e-5):
    standard, count = _standard(1.0 * x, (0, 2, 3), eps), x.size / x.shape[1]
    dbeta, dgamma = dy.sum(axis=(0, 2, 3)), (dy * standard).sum(axis=(0, 2, 3))
    inner = dy - _column(dbeta) / count - standard * _column(dgamma) / count
    return _scale(x, gamma, eps) * inner, dgamma, dbeta


# --- layernorm ------------------------------------------------------------------------------------------------------


@mistake(
    "layernorm",
    en="One mean and one variance were taken for the whole array. Every row of the last axis has its own: axis=-1.",
    zh_TW="整個陣列共用了一個平均和變異數。最後一軸的每一列各有自己的：axis=-1。",
)
def statistics_of_everything(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    return gamma * _standard(x, None, eps) + beta


@mistake(
    "layernorm",
    en=(
        "Mean and variance were taken over the batch, feature by feature: that is batch normalisation. Here each row is "
        "normalised over its own features: axis=-1."
    ),
    zh_TW="你對批次取平均、逐特徵正規化，那是批次正規化。這裡每一列要用自己的特徵來算：axis=-1。",
)
def statistics_of_the_batch(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    return gamma * _standard(x, 0, eps) + beta


@mistake(
    "layernorm",
    en="All axes but the first were averaged over. Here only the last axis is: axis=-1.",
    zh_TW="除了第一軸，你對其他軸都取了平均。這裡只對最後一軸：axis=-1。",
)
def all_axes_but_the_first(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    return gamma * _standard(x, tuple(range(1, x.ndim)) or (0,), eps) + beta


@mistake("layernorm", **_UNBIASED, id="unbiased-to-normalise")
def layernorm_unbiased(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    count = x.shape[-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        var = x.var(axis=-1, keepdims=True) * np.float64(count) / (count - 1)
    return gamma * (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(var + eps) + beta


@mistake("layernorm", **_EPS_OUTSIDE, id="eps-outside-the-root")
def layernorm_eps_outside_the_root(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    return gamma * (x - x.mean(axis=-1, keepdims=True)) / (x.std(axis=-1, keepdims=True) + eps) + beta


@mistake("layernorm", **_NO_EPS, id="eps-missing")
def layernorm_eps_missing(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    with np.errstate(invalid="ignore", divide="ignore"):
        return reference.layernorm(x, gamma, beta, 0.0)


@mistake("layernorm", **_NO_ROOT, id="no-root")
def layernorm_without_root(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    return gamma * (x - x.mean(axis=-1, keepdims=True)) / (x.var(axis=-1, keepdims=True) + eps) + beta


@mistake("layernorm", **_NO_SCALE, id="scale-and-shift-missing")
def layernorm_scale_and_shift_missing(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    return _standard(x, -1, eps)


@mistake("layernorm", **_SHIFT_FIRST, id="shift-before-scale")
def layernorm_shift_before_scale(reference, x, gamma, beta, eps=1e-5):
    reference.layernorm(x, gamma, beta, eps)
    return gamma * (_standard(x, -1, eps) + beta)


@mistake("layernorm", **_SHAPES, id="shapes-not-checked")
def layernorm_shapes_not_checked(_reference, x, gamma, beta, eps=1e-5):
    return gamma * _standard(x, -1, eps) + beta


# --- penalties ------------------------------------------------------------------------------------------------------


@mistake("l1_penalty", **_SIGNS_KEPT)
def signs_kept(_reference, w, strength):
    return float(strength * np.sum(w))


@mistake("l1_penalty", **_MEAN_NOT_SUM)
def mean_instead_of_sum(_reference, w, strength):
    return float(strength * np.mean(np.abs(w)))


@mistake("l1_penalty", **_NO_STRENGTH)
def strength_ignored(reference, w, strength):
    del strength
    return reference.l1_penalty(w, 1.0)


@mistake("l1_penalty", **_HALF)
def halved(reference, w, strength):
    return reference.l1_penalty(w, strength / 2)


@mistake(
    "l1_penalty",
    en="The weights were squared: that is the L2 penalty. L1 adds up their sizes, |w|.",
    zh_TW="你把權重平方了，那是 L2 懲罰。L1 是把絕對值 |w| 加起來。",
)
def squared_in_l1(reference, w, strength):
    return reference.l2_penalty(w, strength)


@mistake(
    "l1_penalty",
    en=(
        "The largest row sum was taken: np.linalg.norm(w, 1) means something else for a matrix. Add up the sizes of all "
        "weights instead."
    ),
    zh_TW="np.linalg.norm(w, 1) 對矩陣另有意義（取最大的一行總和）。請把所有權重的絕對值加起來。",
)
def matrix_norm(reference, w, strength):
    matrix = np.reshape(w, (-1, np.shape(w)[-1])) if np.ndim(w) > 1 else np.reshape(w, (-1, 1))
    return reference.l1_penalty(np.abs(matrix).sum(axis=0).max(), strength)


@mistake("l2_penalty", **_MEAN_NOT_SUM, id="mean-instead-of-sum")
def l2_mean_instead_of_sum(reference, w, strength):
    return reference.l2_penalty(w, strength) / np.size(w)


@mistake("l2_penalty", **_NO_STRENGTH, id="strength-ignored")
def l2_strength_ignored(reference, w, strength):
    del strength
    return reference.l2_penalty(w, 1.0)


@mistake("l2_penalty", **_HALF, id="halved")
def l2_halved(reference, w, strength):
    return reference.l2_penalty(w, strength / 2)


@mistake(
    "l2_penalty",
    en="A root was taken: that is the L2 norm. The penalty is the sum of squares itself.",
    zh_TW="你開了根號，那是 L2 範數。懲罰項是平方和本身。",
)
def norm_instead_of_squares(_reference, w, strength):
    return float(strength * np.linalg.norm(np.ravel(w)))


@mistake(
    "l2_penalty",
    en="The sizes of the weights were added: that is the L1 penalty. L2 squares each weight.",
    zh_TW="你把絕對值加起來了，那是 L1 懲罰。L2 要把每個權重平方。",
)
def sizes_in_l2(reference, w, strength):
    return reference.l1_penalty(w, strength)


@mistake(
    "l2_penalty",
    en="The sum was squared. Square every weight first, then add up: (1, -1) costs 2, not 0.",
    zh_TW="你先加總才平方。應該每個權重先平方再加總：(1, -1) 的懲罰是 2，不是 0。",
)
def sum_squared(_reference, w, strength):
    return float(strength * np.sum(w) ** 2)


@mistake(
    "l2_penalty",
    en="The strength was squared together with the weights. Only the weights are: strength * sum(w * w).",
    zh_TW="strength 也一起被平方了。只有權重要平方：strength * sum(w * w)。",
)
def strength_squared(reference, w, strength):
    return reference.l2_penalty(w, strength**2)


@mistake(
    "elastic_net_penalty",
    en="The two strengths are swapped: l1 belongs to the sizes |w|, l2 to the squares.",
    zh_TW="兩個強度對調了：l1 乘的是絕對值 |w|，l2 乘的是平方。",
)
def strengths_swapped(reference, w, l1, l2):
    return reference.elastic_net_penalty(w, l2, l1)


@mistake(
    "elastic_net_penalty",
    en="Only the L1 part is there. Elastic net is both: add l2 * sum(w * w).",
    zh_TW="只有 L1 的部分。elastic net 是兩者相加：還要加上 l2 * sum(w * w)。",
)
def only_l1(reference, w, l1, l2):
    del l2
    return reference.l1_penalty(w, l1)


@mistake(
    "elastic_net_penalty",
    en="Only the L2 part is there. Elastic net is both: add l1 * sum(|w|).",
    zh_TW="只有 L2 的部分。elastic net 是兩者相加：還要加上 l1 * sum(|w|)。",
)
def only_l2(reference, w, l1, l2):
    del l1
    return reference.l2_penalty(w, l2)


@mistake(
    "elastic_net_penalty",
    en="Both parts have the strength l1. Each has its own: l1 for the sizes, l2 for the squares.",
    zh_TW="兩個部分都用了 l1。各有自己的強度：絕對值用 l1，平方用 l2。",
)
def one_strength_for_both(reference, w, l1, l2):
    del l2
    return reference.elastic_net_penalty(w, l1, l1)


@mistake(
    "elastic_net_penalty",
    en="The L2 part has a factor 1/2, as in some books. Here it is l2 * sum(w * w).",
    zh_TW="L2 的部分多乘了 1/2，有些書會這樣寫。這裡是 l2 * sum(w * w)。",
)
def l2_part_halved(reference, w, l1, l2):
    return reference.elastic_net_penalty(w, l1, l2 / 2)


@mistake("elastic_net_penalty", **_MEAN_NOT_SUM, id="mean-instead-of-sum")
def elastic_mean_instead_of_sum(reference, w, l1, l2):
    return reference.elastic_net_penalty(w, l1, l2) / np.size(w)


@mistake("elastic_net_penalty", **_SIGNS_KEPT, id="signs-kept")
def elastic_signs_kept(reference, w, l1, l2):
    return float(l1 * np.sum(w) + reference.l2_penalty(w, l2))


# --- EarlyStopping --------------------------------------------------------------------------------------------------


class _Watch:
    """What all the variants remember; `better` and `enough` are where they go wrong."""

    def __init__(self, reference, patience):
        reference.EarlyStopping(patience)
        self.patience = patience
        self.best = float("inf")
        self.last = float("inf")
        self.count = 0

    def better(self, loss):
        return loss < self.best

    def enough(self):
        return self.count >= self.patience

    def update(self, loss):
        improved = self.better(loss)
        self.count = 0 if improved else self.count + 1
        self.best = loss if improved else self.best
        self.last = loss
        return self.enough()


@mistake(
    "EarlyStopping",
    en=(
        "It stops one epoch too late: `>` where `>=` is meant. The `patience`-th epoch in a row without "
        "improvement stops."
    ),
    zh_TW="晚了一個 epoch 才停：應該用 `>=` 而不是 `>`。連續第 `patience` 個沒有進步的 epoch 就要停。",
)
def one_epoch_late(reference, patience):
    class Late(_Watch):
        def enough(self):
            return self.count > self.patience

    return Late(reference, patience)


@mistake(
    "EarlyStopping",
    en="It stops one epoch too early. With a patience of 5, four epochs in a row without improvement are endured.",
    zh_TW="早了一個 epoch 就停。patience 為 5 時，連續四個沒有進步的 epoch 都還要忍耐。",
)
def one_epoch_early(reference, patience):
    class Early(_Watch):
        def enough(self):
            return 0 < self.count >= self.patience - 1

    return Early(reference, patience)


@mistake(
    "EarlyStopping",
    en="It stops at the first epoch without improvement. That is a patience of 1; losses go up and down by chance.",
    zh_TW="第一個沒有進步的 epoch 就停了，那等於 patience 為 1；損失本來就會上下波動。",
)
def no_patience(reference, patience):
    class Hasty(_Watch):
        def enough(self):
            return self.count > 0

    return Hasty(reference, patience)


@mistake(
    "EarlyStopping",
    en="An equal loss counted as an improvement. Only a lower one is: `<`, not `<=`.",
    zh_TW="你把相等的損失也算成進步。只有更低才算：用 `<`，不是 `<=`。",
)
def equal_is_improvement(reference, patience):
    class Content(_Watch):
        def better(self, loss):
            return loss <= self.best

    return Content(reference, patience)


@mistake(
    "EarlyStopping",
    en=(
        "The count was not set back by an improvement. Only epochs in a row count; after a new low the waiting "
        "begins anew."
    ),
    zh_TW="有進步時計數沒有歸零。只有連續的 epoch 才算；出現新低就要重新開始等。",
)
def count_not_set_back(reference, patience):
    class Grudging(_Watch):
        def update(self, loss):
            if self.better(loss):
                self.best = loss
            else:
                self.count += 1
            return self.enough()

    return Grudging(reference, patience)


@mistake(
    "EarlyStopping",
    en="The loss was compared with the last one. Compare it with the lowest so far: coming back down is no new low.",
    zh_TW="你和上一個損失比較。要和目前最低的比：從高處降回來並不是新低。",
)
def compared_with_the_last(reference, patience):
    class Forgetful(_Watch):
        def better(self, loss):
            return loss < self.last

        def update(self, loss):
            lowest = min(self.best, loss)
            stop = super().update(loss)
            self.best = lowest
            return stop

    return Forgetful(reference, patience)


@mistake(
    "EarlyStopping",
    en="`best` is the latest loss. It is the lowest so far: change it only where there is an improvement.",
    zh_TW="你的 `best` 是最近一次的損失。它應該是目前最低的：有進步時才更新。",
)
def best_is_the_latest(reference, patience):
    class Latest(_Watch):
        def update(self, loss):
            self.count = 0 if loss < self.best else self.count + 1
            self.best = loss
            return self.enough()

    return Latest(reference, patience)


@mistake(
    "EarlyStopping",
    en="A higher value counted as an improvement. That is right for an accuracy; a loss should fall.",
    zh_TW="你把變高當成進步。準確率才是越高越好；損失要越低越好。",
)
def higher_is_better(reference, patience):
    class Climber(_Watch):
        def __init__(self, reference, patience):
            super().__init__(reference, patience)
            self.best = -float("inf")

        def better(self, loss):
            return loss > self.best

    return Climber(reference, patience)


@mistake(
    "EarlyStopping",
    en="The answer is the wrong way round: `update` says True when training should stop, not when it should go on.",
    zh_TW="回傳值反了：`update` 在應該停止時回傳 True，不是繼續訓練時。",
)
def answer_turned_round(reference, patience):
    class Contrary(_Watch):
        def enough(self):
            return self.count < self.patience

    return Contrary(reference, patience)


@mistake(
    "EarlyStopping",
    en="Tiny improvements were not counted. However small it is, a lower loss is an improvement here.",
    zh_TW="你忽略了很小的進步。這裡不論差多少，只要更低就算進步。",
)
def tiny_improvement_ignored(reference, patience):
    class Demanding(_Watch):
        def better(self, loss):
            return loss < self.best - 1e-4

    return Demanding(reference, patience)


@mistake(
    "EarlyStopping",
    en="A patience below 1 is not refused by you. Check it in __init__, and name it and its value in a ValueError.",
    zh_TW="你沒有拒絕小於 1 的 patience。請在 __init__ 檢查，並拋出寫出 patience 和它的值的 ValueError。",
)
def patience_not_checked(reference, patience):
    watch = _Watch(reference, 1)
    watch.patience = patience
    return watch
