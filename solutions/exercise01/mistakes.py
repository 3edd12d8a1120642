"""
Known mistakes of exercise01: what a student with a misconception writes, and what to tell them.

A misconception that appears in several functions shares its id and its messages. A variant calls the reference first
where the misconception leaves the checking of arguments alone.
"""

import numpy as np

from grader.suite import mistake

_FLIPPED = {
    "en": (
        "The kernel was flipped. That is convolution as mathematics defines it; the convolution of a CNN is "
        "cross-correlation and lays the kernel on the image as it is."
    ),
    "zh_TW": "你把核翻轉了。那是數學定義的卷積；CNN 所說的卷積其實是互相關，核不翻轉，直接疊在影像上相乘。",
}
_PADDING_IGNORED = {
    "en": (
        "The padding has no effect. Put the image into the middle of a larger array of zeros first, then slide "
        "the kernel over that array."
    ),
    "zh_TW": "填補（padding）沒有作用。先把影像放進一個較大、全為零的陣列中央，再讓核在那個陣列上滑動。",
}
_PADDING_ONE_SIDE = {
    "en": (
        "The zeros were added at the bottom and on the right only. Padding goes on all four sides, so height and "
        "width each grow by twice the padding."
    ),
    "zh_TW": "你只在下方和右方補零。填補是四邊都要補，所以高和寬各增加「兩倍」的 padding。",
}
_PADDING_EDGE = {
    "en": (
        "The border repeats the outermost pixels of the image. This exercise asks for zero padding: the added "
        "pixels are all 0."
    ),
    "zh_TW": "你用影像最外圈的像素值來填補邊界。這一題要的是零填補：補上去的像素全部是 0。",
}
_PADDING_CHANNELS = {
    "en": (
        "The padding was also added in front of the first channel, so every filter slice meets the wrong "
        "channel. Pad height and width only; np.pad takes one pair of widths per axis."
    ),
    "zh_TW": "通道軸也被填補了，濾波器的每一層因此對到錯的通道。只要填補高和寬；np.pad 可以對每個軸分別指定寬度。",
}
_STRIDE_IGNORED = {
    "en": (
        "The stride has no effect: the result is the one for stride 1. The kernel should skip ahead by `stride` "
        "pixels, so the feature map gets smaller."
    ),
    "zh_TW": "步幅（stride）沒有作用，結果和步幅 1 相同。核每次應該跳 stride 格，特徵圖也會跟著變小。",
}
_STRIDE_ROWS_ONLY = {
    "en": "The stride is used downwards but not across. It applies to rows and to columns.",
    "zh_TW": "步幅只用在往下的方向，往右仍然一格一格移動。列和行兩個方向都要用步幅。",
}
_STRIDE_SIZE_ONLY = {
    "en": (
        "The result has the right size, but the kernel still moves one pixel at a time. Cell (y, x) of the map "
        "belongs to the window that starts `stride` times as far down and across."
    ),
    "zh_TW": "輸出大小對了，但核仍然一次只移動一格。特徵圖第 (y, x) 格對應的視窗，起點要乘上步幅。",
}
_NO_BIAS = {
    "en": "The bias is missing. Every filter has one number that is added to each cell of its feature map.",
    "zh_TW": "忘了加偏置（bias）。每個濾波器有一個數字，要加到它的特徵圖的每一格。",
}
_DILATION_IGNORED = {
    "en": "The dilation has no effect. Neighbouring kernel elements should meet pixels that lie `dilation` apart.",
    "zh_TW": "擴張（dilation）沒有作用。核裡相鄰的元素，應該對應到相隔 dilation 格的像素。",
}
_DILATED_IMAGE = {
    "en": (
        "The gaps were put into the image. Dilation spreads the kernel: its weights skip pixels, the image stays "
        "as it is."
    ),
    "zh_TW": "你把間隔插進影像裡了。擴張是把「核」撐開：權重跳著看像素，影像本身不變。",
}
_CHANNELS_AVERAGED = {
    "en": "The channels were averaged. A filter adds up its products over all channels; nothing is divided.",
    "zh_TW": "你把各通道取了平均。濾波器是把所有通道的乘積「加總」，不需要再除以通道數。",
}
_FIRST_CHANNEL = {
    "en": (
        "Only the first channel was used. Every filter is as deep as the image: each channel meets its own slice "
        "of the filter."
    ),
    "zh_TW": "只用到了第一個通道。濾波器的深度和影像相同：每個通道都要和濾波器對應的那一層相乘。",
}


def _padded(image, padding, mode="constant"):
    """Height and width padded on both sides; leading axes as they are."""
    return np.pad(image, [(0, 0)] * (image.ndim - 2) + [(padding, padding)] * 2, mode=mode)


def _with_gaps(array, step):
    """Zeros between the elements of the last two axes, none at the end."""
    height, width = array.shape[-2:]
    spread = np.zeros((*array.shape[:-2], step * (height - 1) + 1, step * (width - 1) + 1))
    spread[..., ::step, ::step] = array
    return spread


# --- conv2d ---------------------------------------------------------------------------------------------------------


@mistake("conv2d", **_FLIPPED)
def flipped_kernel(reference, image, kernel, stride=1, padding=0):
    return reference.conv2d(image, kernel[::-1, ::-1], stride, padding)


@mistake(
    "conv2d",
    en=(
        "The kernel was transposed: its rows meet the columns of the image. Row i of the kernel belongs on row i "
        "of the window."
    ),
    zh_TW="核被轉置了：核的列對到了影像的行。核的第 i 列應該和視窗的第 i 列相乘。",
)
def transposed_kernel(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return reference.conv2d(image, kernel.T, stride, padding)


@mistake(
    "conv2d",
    en=(
        "The kernel's height was taken for its width as well. A kernel need not be square: use both entries of "
        "its shape."
    ),
    zh_TW="你把核的高度也當成寬度了。核不一定是正方形，shape 的兩個數字都要用到。",
)
def square_kernel(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    side, padded = len(kernel), _padded(image, padding)
    rows, columns = ((length - side) // stride + 1 for length in padded.shape)
    result = np.zeros((rows, columns))
    for y, x in np.ndindex(rows, columns):
        window = padded[y * stride : y * stride + side, x * stride : x * stride + kernel.shape[1]]
        result[y, x] = (window * kernel).sum()
    return result


@mistake(
    "conv2d",
    en=(
        "The feature map was given as many columns as rows. An image need not be square: compute height and "
        "width separately."
    ),
    zh_TW="特徵圖的行數被當成和列數一樣。影像不一定是正方形，高和寬要分開計算。",
)
def square_image(reference, image, kernel, stride=1, padding=0):
    right = reference.conv2d(image, kernel, stride, padding)
    side = (len(image) + 2 * padding - len(kernel)) // stride + 1
    result = np.zeros((side, side))
    result[:, : right.shape[1]] = right[:, :side]
    return result


@mistake(
    "conv2d",
    en=(
        "The feature map lacks its last row and column. There is one position more than there are steps: do not "
        "forget the + 1 in the formula of the size."
    ),
    zh_TW="特徵圖少了最後一列和最後一行。位置數比移動次數多一個：別忘了大小公式最後的 + 1。",
)
def last_position_missing(reference, image, kernel, stride=1, padding=0):
    return reference.conv2d(image, kernel, stride, padding)[:-1, :-1]


@mistake("conv2d", **_STRIDE_IGNORED)
def stride_ignored(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return reference.conv2d(image, kernel, 1, padding)


@mistake("conv2d", **_STRIDE_ROWS_ONLY)
def stride_on_rows_only(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return reference.conv2d(image, kernel, 1, padding)[::stride]


@mistake("conv2d", **_STRIDE_SIZE_ONLY)
def stride_in_size_only(reference, image, kernel, stride=1, padding=0):
    rows, columns = reference.conv2d(image, kernel, stride, padding).shape
    return reference.conv2d(image, kernel, 1, padding)[:rows, :columns]


@mistake("conv2d", **_PADDING_IGNORED)
def padding_ignored(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return reference.conv2d(image, kernel, stride)


@mistake("conv2d", **_PADDING_ONE_SIDE)
def padding_on_one_side(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return reference.conv2d(np.pad(image, ((0, padding), (0, padding))), kernel, stride)


@mistake(
    "conv2d",
    en=(
        "The size is right, but the image lies in the top left corner of the zeros instead of in their middle (a "
        "slide makes the same mistake). The image starts at row and column `padding`."
    ),
    zh_TW=(
        "大小對了，但影像被放在零陣列的左上角，而不是中央（有一張投影片也畫錯了）。影像應該從第 padding 列、第 "
        "padding 行開始。"
    ),
)
def image_in_the_corner(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return reference.conv2d(np.pad(image, ((0, 2 * padding), (0, 2 * padding))), kernel, stride)


@mistake(
    "conv2d",
    en=(
        "The padded map is the unpadded one with a frame of zeros. Padding surrounds the image, before the "
        "kernel slides; the cells at the border still see part of the image."
    ),
    zh_TW="你是先算完特徵圖才在外圈補零。填補要補在「影像」外面，而且在核滑動之前；邊緣的格子仍然看得到部分影像。",
)
def result_padded(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return _padded(reference.conv2d(image, kernel, stride), padding)


@mistake("conv2d", **_PADDING_EDGE)
def padding_repeats_the_edge(reference, image, kernel, stride=1, padding=0):
    reference.conv2d(image, kernel, stride, padding)
    return reference.conv2d(_padded(image, padding, mode="edge"), kernel, stride)


@mistake(
    "conv2d",
    en="The fractions are gone: the result array has the integer type of the image. Create it as float64.",
    zh_TW="小數部分不見了：存放結果的陣列沿用了影像的整數型別。請用 float64 建立它。",
)
def truncated_to_the_image_type(reference, image, kernel, stride=1, padding=0):
    return reference.conv2d(image, kernel, stride, padding).astype(image.dtype)


@mistake(
    "conv2d",
    en=(
        "A window is a view: `window *= kernel` writes into the image, and the next window reads the changed "
        "pixels. Multiply into a new array instead."
    ),
    zh_TW=(
        "切片出來的視窗只是 view：`window *= kernel` 會直接改到影像，下一個視窗讀到的就是被改過的像素。請把乘積放"
        "進新的陣列。"
    ),
)
def window_multiplied_in_place(reference, image, kernel, stride=1, padding=0):
    result = reference.conv2d(image, kernel, stride, padding)
    padded = _padded(image, padding) if padding else image
    height, width = kernel.shape
    for y, x in np.ndindex(*result.shape):
        window = padded[y * stride : y * stride + height, x * stride : x * stride + width]
        window *= kernel
        result[y, x] = window.sum()
    return result


@mistake(
    "conv2d",
    en=(
        "Impossible arguments are not refused by you. Check them first, and raise a ValueError that names the "
        "argument and its value (of an array: its shape)."
    ),
    zh_TW=(
        "你沒有檢查不合理的參數。請在計算前先檢查，並拋出 ValueError，訊息要寫出參數名稱和它的值（陣列則寫 shape）。"
    ),
)
def arguments_not_checked(_reference, image, kernel, stride=1, padding=0):
    padded = _padded(image, padding) if padding > 0 else image
    starts = [
        range(0, length - size + 1, stride or 1) for length, size in zip(padded.shape, kernel.shape, strict=False)
    ]
    result = np.zeros([len(positions) for positions in starts])
    for (i, y), (j, x) in ((a, b) for a in enumerate(starts[0]) for b in enumerate(starts[1])):
        result[i, j] = (padded[y : y + kernel.shape[0], x : x + kernel.shape[1]] * kernel).sum()
    return result


# --- conv2d_channels ------------------------------------------------------------------------------------------------


@mistake("conv2d_channels", **_FLIPPED, id="flipped-kernel")
def flipped_kernels(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    return reference.conv2d_channels(image, kernels[..., ::-1, ::-1], bias, stride, padding, dilation)


@mistake("conv2d_channels", **_CHANNELS_AVERAGED)
def channels_averaged(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    right = reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    shift = np.zeros((len(right), 1, 1)) if bias is None else np.reshape(bias, (-1, 1, 1))
    return (right - shift) / len(image) + shift


@mistake("conv2d_channels", **_FIRST_CHANNEL)
def first_channel_only(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(image[:1], kernels[:, :1], bias, stride, padding, dilation)


@mistake(
    "conv2d_channels",
    en="The first slice of the filter was used for every channel. A filter has a slice of its own for each channel.",
    zh_TW="每個通道都用了濾波器的第一層。濾波器對每個通道各有自己的一層權重。",
)
def one_slice_for_all_channels(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    summed = image.sum(axis=0, keepdims=True)
    return reference.conv2d_channels(summed, kernels[:, :1], bias, stride, padding, dilation)


@mistake("conv2d_channels", **_NO_BIAS)
def no_bias(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(image, kernels, None, stride, padding, dilation)


@mistake(
    "conv2d_channels",
    en="The bias was added once per channel. Sum over the channels first, then add the bias of the filter once.",
    zh_TW="偏置在每個通道都加了一次。先把各通道加總，再加一次該濾波器的偏置。",
)
def bias_once_per_channel(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    right = reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return right if bias is None else right + (len(image) - 1) * np.reshape(bias, (-1, 1, 1))


@mistake(
    "conv2d_channels",
    en=(
        "The bias runs along the columns of the maps: numpy lines up the last axis. Give the bias two more axes, "
        "so that each number belongs to one filter."
    ),
    zh_TW="偏置加到了特徵圖的「行」上：numpy 廣播時是從最後一軸對齊。請替偏置多加兩個軸，讓每個數字對應一個濾波器。",
)
def bias_along_the_columns(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    maps = reference.conv2d_channels(image, kernels, None, stride, padding, dilation)
    return maps if bias is None else maps + bias


@mistake("conv2d_channels", **_STRIDE_IGNORED, id="stride-ignored")
def channels_stride_ignored(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(image, kernels, bias, 1, padding, dilation)


@mistake("conv2d_channels", **_STRIDE_ROWS_ONLY, id="stride-on-rows-only")
def channels_stride_on_rows_only(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(image, kernels, bias, 1, padding, dilation)[:, ::stride]


@mistake("conv2d_channels", **_PADDING_IGNORED, id="padding-ignored")
def channels_padding_ignored(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(image, kernels, bias, stride, 0, dilation)


@mistake("conv2d_channels", **_PADDING_ONE_SIDE, id="padding-on-one-side")
def channels_padding_on_one_side(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    padded = np.pad(image, ((0, 0), (0, padding), (0, padding)))
    return reference.conv2d_channels(padded, kernels, bias, stride, 0, dilation)


@mistake("conv2d_channels", **_PADDING_CHANNELS)
def padding_on_channels(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    padded = np.pad(image, padding)[: len(image)]
    return reference.conv2d_channels(padded, kernels, bias, stride, 0, dilation)


@mistake("conv2d_channels", **_DILATION_IGNORED)
def dilation_ignored(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(image, kernels, bias, stride, padding)


@mistake("conv2d_channels", **_DILATED_IMAGE)
def dilated_image(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(_with_gaps(image, dilation), kernels, bias, stride, padding)


@mistake(
    "conv2d_channels",
    en=(
        "The dilated kernel has zeros after its last row and column too. Gaps lie between elements only: k "
        "elements reach over dilation * (k - 1) + 1 pixels."
    ),
    zh_TW=(
        "撐開後的核在最後一列和最後一行之後也多了零。間隔只在元素「之間」：k 個元素涵蓋 dilation × (k − 1) + 1 個像素。"
    ),
)
def dilation_with_margin(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    corner = np.zeros((dilation, dilation))
    corner[0, 0] = 1
    return reference.conv2d_channels(image, np.kron(kernels, corner), bias, stride, padding)


@mistake(
    "conv2d_channels",
    en=(
        "The kernel was enlarged by repeating its weights. Dilation fills the gaps with zeros: no weight is used twice."
    ),
    zh_TW="你用重複權重的方式把核放大了。擴張的間隔要填零：每個權重只用一次。",
)
def dilation_repeats_weights(reference, image, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_channels(image, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(image, np.kron(kernels, np.ones((dilation, dilation))), bias, stride, padding)


# --- conv2d_batch ---------------------------------------------------------------------------------------------------


@mistake("conv2d_batch", **_FLIPPED, id="flipped-kernel")
def batch_flipped_kernel(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    return reference.conv2d_batch(images, kernels[..., ::-1, ::-1], bias, stride, padding, dilation)


@mistake(
    "conv2d_batch",
    en=(
        "Only the first image has a result; the rest of the array is empty. Is there a `return` inside the loop "
        "over the images?"
    ),
    zh_TW="只有第一張影像有結果，其餘都是空的。是不是把 return 寫在影像迴圈裡面了？",
)
def first_image_only(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    result = reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    result[1:] = 0
    return result


@mistake(
    "conv2d_batch",
    en="Every image got the result of the last one. The images are different; store one result per image.",
    zh_TW="每張影像都得到最後一張的結果。每張影像不同，結果要分別存放。",
)
def last_image_everywhere(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    right = reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return np.repeat(right[-1:], len(images), axis=0)


@mistake(
    "conv2d_batch",
    en="The images were added up. Sum over the channels only; each image of the batch keeps a result of its own.",
    zh_TW="你把整批影像加在一起了。只對通道加總，批次中的每張影像要各自保留結果。",
)
def images_summed(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return reference.conv2d_channels(images.sum(axis=0), kernels, bias, stride, padding, dilation)


@mistake(
    "conv2d_batch",
    en="The filters come before the images. The layout is (N, F, H', W'): the image first, then the filter.",
    zh_TW="濾波器軸排到影像軸前面了。排列應該是 (N, F, H', W')：先影像，再濾波器。",
)
def filters_before_images(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    return reference.conv2d_batch(images, kernels, bias, stride, padding, dilation).swapaxes(0, 1)


@mistake(
    "conv2d_batch",
    en="The filters come last. Images and feature maps are channels first here: (N, F, H', W').",
    zh_TW="濾波器軸被放到最後了。這裡的影像和特徵圖都是通道在前：(N, F, H', W')。",
)
def filters_last(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    return np.moveaxis(reference.conv2d_batch(images, kernels, bias, stride, padding, dilation), 1, -1)


@mistake("conv2d_batch", **_NO_BIAS, id="no-bias")
def batch_no_bias(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return reference.conv2d_batch(images, kernels, None, stride, padding, dilation)


@mistake("conv2d_batch", **_CHANNELS_AVERAGED, id="channels-averaged")
def batch_channels_averaged(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    right = reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    shift = np.zeros((right.shape[1], 1, 1)) if bias is None else np.reshape(bias, (-1, 1, 1))
    return (right - shift) / images.shape[1] + shift


@mistake("conv2d_batch", **_FIRST_CHANNEL, id="first-channel-only")
def batch_first_channel_only(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return reference.conv2d_batch(images[:, :1], kernels[:, :1], bias, stride, padding, dilation)


@mistake("conv2d_batch", **_STRIDE_IGNORED, id="stride-ignored")
def batch_stride_ignored(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return reference.conv2d_batch(images, kernels, bias, 1, padding, dilation)


@mistake("conv2d_batch", **_PADDING_IGNORED, id="padding-ignored")
def batch_padding_ignored(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return reference.conv2d_batch(images, kernels, bias, stride, 0, dilation)


@mistake("conv2d_batch", **_PADDING_ONE_SIDE, id="padding-on-one-side")
def batch_padding_on_one_side(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    padded = np.pad(images, ((0, 0), (0, 0), (0, padding), (0, padding)))
    return reference.conv2d_batch(padded, kernels, bias, stride, 0, dilation)


@mistake(
    "conv2d_batch",
    en=(
        "The padding was added to every axis, so there are images and channels of zeros that nobody asked for. "
        "Pad height and width only; np.pad takes one pair of widths per axis."
    ),
    zh_TW="每個軸都被填補了，於是多出全為零的影像和通道。只要填補高和寬；np.pad 可以對每個軸分別指定寬度。",
)
def padding_on_every_axis(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    padded = np.pad(images, padding)[:, : images.shape[1]]
    return reference.conv2d_batch(padded, kernels, bias, stride, 0, dilation)


@mistake("conv2d_batch", **_DILATION_IGNORED, id="dilation-ignored")
def batch_dilation_ignored(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return reference.conv2d_batch(images, kernels, bias, stride, padding)


@mistake("conv2d_batch", **_DILATED_IMAGE, id="dilated-image")
def batch_dilated_image(reference, images, kernels, bias=None, stride=1, padding=0, dilation=1):
    reference.conv2d_batch(images, kernels, bias, stride, padding, dilation)
    return reference.conv2d_batch(_with_gaps(images, dilation), kernels, bias, stride, padding)
