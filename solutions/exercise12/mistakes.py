"""
Known mistakes of exercise12: what a student with a misconception trains or returns, and what to tell them.

A model's answers cannot be compared with a variant's. So the suite says which mistake it sees, from evidence: what was
returned, when, and on which images the model does well.
"""

import time

import torch
from torch import nn

from grader.suite import mistake


def _network():
    """A plain convolutional network."""
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(800, 10)),
    )


def _fit(model, images, labels, steps, seconds, rate=2e-3):
    """Adam for so many steps, or until the time is up."""
    start = time.process_time()
    optimizer = torch.optim.Adam(model.parameters(), rate)
    while steps > 0:
        for batch in torch.randperm(len(images)).split(64):
            if steps == 0 or time.process_time() - start > 0.8 * seconds:
                return model
            loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps -= 1
    return model


def _refuse(reference, images, labels):
    """What the reference refuses, as it does."""
    if len(images) != len(labels) or labels.min() < 0 or labels.max() > 9:
        reference.train(images, labels, seed=0, seconds=1.0)


class _Around(nn.Module):
    """A module around another one."""

    def __init__(self, model, answer):
        super().__init__()
        self.model = model
        self.answer = answer

    def forward(self, images):
        """What the function makes of the other's scores."""
        return self.answer(self.model, images)


# --- what is returned -----------------------------------------------------------------------------------------------


@mistake(
    "train",
    en=(
        "Labels that cannot be right are not refused. Before training, compare the number of labels with the number "
        "of images, and look for labels below 0 or above 9; raise a ValueError that names the argument and its value."
    ),
    zh_TW=(
        "你沒有拒絕不合理的標籤。訓練之前，先比對標籤和影像的數量，再看有沒有小於 0 或大於 9 的標籤；有問題就拋出 "
        "ValueError，訊息寫出參數名稱和它的值。"
    ),
)
def arguments_not_checked(reference, images, labels, *, seed, seconds):
    count = min(len(images), len(labels))
    return reference.train(images[:count], labels[:count].clamp(0, 9), seed=seed, seconds=seconds)


@mistake(
    "train",
    en="train returns more than the model. Return the module alone; print or keep the history elsewhere.",
    zh_TW="train 回傳的不只是模型。請只回傳模組本身，訓練紀錄可以印出來或另外保存。",
)
def model_in_a_tuple(reference, images, labels, *, seed, seconds):
    model = reference.train(images, labels, seed=seed, seconds=seconds)
    return model, [0.5, 0.25]


@mistake(
    "train",
    en=(
        "train returns the weights (`state_dict()`). They are of no use without the network that they belong to: "
        "return the module."
    ),
    zh_TW="train 回傳的是權重（`state_dict()`）。沒有對應的網路，光有權重沒有用：請回傳模組本身。",
)
def weights_returned(reference, images, labels, *, seed, seconds):
    return reference.train(images, labels, seed=seed, seconds=seconds).state_dict()


@mistake(
    "train",
    en=(
        "The model gives one number per image: the class, or its probability. Leave out the argmax in `forward`: ten "
        "scores per image are asked for, and the largest one is the answer."
    ),
    zh_TW="模型對每張影像只給一個數字（類別）。`forward` 裡不要做 argmax：每張影像要有十個分數，最大的那個就是答案。",
)
def classes_returned(reference, images, labels, *, seed, seconds):
    model = reference.train(images, labels, seed=seed, seconds=seconds)
    return _Around(model, lambda inner, shown: inner(shown).argmax(dim=1))


@mistake(
    "train",
    en=(
        "A single image loses its axis: for images of shape (1, 1, 28, 28) the scores must have the shape (1, 10). "
        "`squeeze()` drops every axis of length 1; use `flatten(1)`."
    ),
    zh_TW=(
        "只有一張影像時，少了一個軸：影像形狀是 (1, 1, 28, 28) 時，分數的形狀要是 (1, 10)。`squeeze()` 會把所有長度為 1 的"
        "軸都去掉，請改用 `flatten(1)`。"
    ),
)
def batch_of_one_squeezed(reference, images, labels, *, seed, seconds):
    model = reference.train(images, labels, seed=seed, seconds=seconds)
    return _Around(model, lambda inner, shown: inner(shown).squeeze())


@mistake(
    "train",
    en=(
        "An image gets other scores when it comes with other images. In evaluation nothing may be computed over the "
        "batch: use nn.BatchNorm2d, which keeps running statistics, and subtract the mean of the training images."
    ),
    zh_TW=(
        "同一張影像和不同的影像一起送進模型時，分數會改變。評估時不能計算整個批次的統計量：請用會保存移動平均的 "
        "nn.BatchNorm2d，減去的也應該是訓練影像的平均。"
    ),
)
def answers_depend_on_the_batch(reference, images, labels, *, seed, seconds):
    model = reference.train(images, labels, seed=seed, seconds=seconds)
    return _Around(model, lambda inner, shown: inner(shown - shown.mean() + 0.15))


@mistake(
    "train",
    en=(
        "The model expects another dtype than float32. If you train in float64, convert inside `forward`, or call "
        "`model.float()` before you return it."
    ),
    zh_TW="模型要的 dtype 不是 float32。如果用 float64 訓練，請在 `forward` 裡轉換，或在回傳前呼叫 `model.float()`。",
)
def another_dtype(reference, images, labels, *, seed, seconds):
    return reference.train(images, labels, seed=seed, seconds=seconds).double()


_model = None


@mistake(
    "train",
    en=(
        "The second call changes the model that the first one returned: there is one model for all calls. Make the "
        "model inside `train`."
    ),
    zh_TW="第二次呼叫會改到第一次回傳的模型：所有呼叫共用同一個模型。請在 `train` 裡面建立模型。",
)
def one_model_for_all_calls(reference, images, labels, *, seed, seconds):
    global _model  # noqa: PLW0603 - that is the mistake
    trained = reference.train(images, labels, seed=seed, seconds=seconds)
    if _model is None:
        _model = trained
    _model.load_state_dict(trained.state_dict())
    return _model.eval()


@mistake(
    "train",
    en=(
        "The images or labels that train was given are changed afterwards: they were shuffled, or scaled, in place. "
        "Index with a random permutation instead (`images[order]`), which makes new tensors."
    ),
    zh_TW=(
        "傳進來的影像或標籤被改動了：你直接在原來的 tensor 上打亂順序或縮放。請改用隨機排列當索引（`images[order]`），"
        "它會產生新的 tensor。"
    ),
)
def shuffled_in_place(reference, images, labels, *, seed, seconds):
    model = reference.train(images, labels, seed=seed, seconds=seconds)
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    images[:], labels[:] = images[order], labels[order]
    return model


@mistake(
    "train",
    en=(
        "The time given is not respected: training runs its fixed number of epochs, however long they take. Compare "
        "`time.process_time()` with the start before every batch, and stop in time."
    ),
    zh_TW=(
        "你沒有遵守給定的時間：不管要花多久，都跑完固定的 epoch 數。請在每一批之前用 `time.process_time()` 和開始時間比較，"
        "及時停下來。"
    ),
)
def seconds_ignored(reference, images, labels, *, seed, seconds):
    return reference.train(images, labels, seed=seed, seconds=max(seconds, 25.0))


# --- what is learnt -------------------------------------------------------------------------------------------------


@mistake(
    "train",
    en=(
        "Also on its training images the model is no better than guessing: it has learnt nothing. Is `optimizer.step()` "
        "called, does the optimizer have this model's parameters, do labels stay with their images when you shuffle?"
    ),
    zh_TW=(
        "連訓練過的影像，模型也只是亂猜：它什麼都沒學到。有沒有呼叫 `optimizer.step()`？最佳化器拿到的是這個模型的參數嗎？"
        "打亂順序時，標籤有沒有跟著影像走？"
    ),
)
def no_better_than_guessing(reference, images, labels, *, seed, seconds):
    _refuse(reference, images, labels)
    torch.manual_seed(seed)
    order = torch.randperm(len(labels))
    return reference.train(images, labels[order], seed=seed, seconds=min(seconds, 4.0))


@mistake(
    "train",
    en=(
        "The model does well on images that are shifted or scaled as yours were in training, and badly on plain ones "
        "from 0 to 1. Normalise inside the module's `forward`, so that every image goes through it."
    ),
    zh_TW=(
        "影像經過和訓練時一樣的標準化之後，模型表現很好，但面對 0 到 1 的原始影像就不行。請把標準化寫進模組的 `forward`，讓每"
        "張影像都會經過。"
    ),
)
def normalised_outside(reference, images, labels, *, seed, seconds):
    _refuse(reference, images, labels)
    torch.manual_seed(seed)
    return _fit(_network(), images * 255, labels, 400, seconds, rate=1e-3)


@mistake(
    "train",
    en=(
        "The model tells the classes apart, but numbers them in another way than the labels do. Score number k belongs to "
        "label k: do not renumber classes in the order in which you meet them."
    ),
    zh_TW="模型分得出各個類別，編號卻和標籤不同。第 k 個分數屬於標籤 k：不要依照遇到的順序重新編號。",
)
def classes_renumbered(reference, images, labels, *, seed, seconds):
    model = reference.train(images, labels, seed=seed, seconds=min(seconds, 6.0))
    return _Around(model, lambda inner, shown: inner(shown).roll(1, dims=1))


@mistake(
    "train",
    en=(
        "The model does much better on one part of the training images than on the others: it was not trained on all of "
        "them. Walk over the whole set in every epoch."
    ),
    zh_TW="模型對某一部分訓練影像的表現比其他的好得多：它沒有用到所有的訓練影像。每個 epoch 都要走過整個資料集。",
)
def part_of_the_images(reference, images, labels, *, seed, seconds):
    _refuse(reference, images, labels)
    torch.manual_seed(seed)
    return _fit(_network(), images[:300], labels[:300], 300, seconds)


@mistake(
    "train",
    en=(
        "All training images are recognised, new ones much less: the model has learnt them by heart. Share weights "
        "(convolutions), and use dropout, weight decay or moved copies of the images."
    ),
    zh_TW=(
        "訓練影像全都認得，新的影像卻差很多：模型把訓練影像背下來了。請用權重共享（卷積），再加上 dropout、weight decay 或平移過"
        "的影像。"
    ),
)
def learnt_by_heart(reference, images, labels, *, seed, seconds):
    _refuse(reference, images, labels)
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 40), nn.ReLU(), nn.Linear(40, 10))
    return _fit(model, images, labels, 1600, seconds, rate=3e-3)


@mistake(
    "train",
    en=(
        "The model is not good on its training images either: it is too simple, or was trained too little. Use "
        "convolutions and a hidden layer, and more of the time."
    ),
    zh_TW="連訓練影像也認得不夠好：模型太簡單，或訓練得太少。請用卷積和隱藏層，並多用一些時間。",
)
def too_simple(reference, images, labels, *, seed, seconds):
    _refuse(reference, images, labels)
    torch.manual_seed(seed)
    return _fit(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), images, labels, 800, seconds, rate=1e-3)
