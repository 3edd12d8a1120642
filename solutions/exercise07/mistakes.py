"""Known mistakes of exercise07: what goes wrong between a model, its data and the device they are on."""

import copy

import torch
from torch import nn

from grader.suite import mistake

DATA_NOT_MOVED = {
    "en": "The batch is not moved to the device: the model is on the GPU, and images or labels are still on the host. In every "
    "step: images, labels = images.to(device), labels.to(device).",
    "zh_TW": "資料沒有搬到裝置上：模型在 GPU，影像或標籤還在主機。每一步都要 images, labels = images.to(device), "
    "labels.to(device)。",
}
ITEM_EVERY_STEP = {
    "en": "Every step waits for the GPU: .item(), float() or .cpu() inside the loop fetches a number and stops the queue of "
    "work. Add up a tensor (loss.detach()) and fetch it once, after the loop.",
    "zh_TW": "每一步都在等 GPU：迴圈裡的 .item()、float() 或 .cpu() 會把數字抓回主機，讓排隊的工作停下來。"
    "請累加張量（loss.detach()），等迴圈結束後再取一次。",
}
NEEDLESS_COPIES = {
    "en": "What is on the device already is fetched and copied to it again. images.to(device) copies only if it must; going "
    "through the host (.cpu(), torch.tensor(…)) always copies.",
    "zh_TW": "已經在裝置上的資料又被取回再搬一次。images.to(device) 只在需要時才複製；繞道主機（.cpu()、torch.tensor(…)）"
    "則一定會複製。",
}
MEAN_OF_BATCH_MEANS = {
    "en": "You averaged the losses of the batches. The last batch is smaller, so its samples count too much: multiply each "
    "batch's loss by its size, and divide by the number of samples in the end.",
    "zh_TW": "你平均的是各批的損失。最後一批比較小，它的樣本因此算得太重：每批損失要乘上該批大小，最後再除以樣本總數。",
}
SUM_OF_LOSSES = {
    "en": "The losses are added up over the batches and never divided by the number of samples.",
    "zh_TW": "你把各批損失加總後，沒有除以樣本數。",
}
LAST_BATCH = {
    "en": "Only the last batch's loss is returned. The mean is over all samples of the epoch.",
    "zh_TW": "只回傳了最後一批的損失。平均要涵蓋整個 epoch 的所有樣本。",
}
FIRST_SIZE = {
    "en": "Every batch was counted with the size of the first one. The last batch may be smaller: take len(labels) in each step.",
    "zh_TW": "你把每一批都當成和第一批一樣大。最後一批可能較小：每一步都要用 len(labels)。",
}
LENGTH_OF_BATCHES = {
    "en": "Batches need not have a length: a generator has none. Count batches or samples while you walk over them.",
    "zh_TW": "批次不一定有長度，例如產生器就沒有。請在走訪時自己計數。",
}
NO_EVAL_MODE = {
    "en": "The model is not put into evaluation mode: dropout still drops and batch norm uses (and changes) the statistics of "
    "this batch. Call model.eval() first.",
    "zh_TW": "沒有把模型切到評估模式：dropout 仍在丟棄，批次正規化也用（並改動）這一批的統計量。請先呼叫 model.eval()。",
}
ARGUMENTS_NOT_CHECKED = {
    "en": "epochs or patience below 1 are not refused. Check them first, and raise a ValueError that names the argument and "
    "its value.",
    "zh_TW": "epochs 或 patience 小於 1 時沒有拒絕。請先檢查，並拋出 ValueError，寫出參數名稱和它的值。",
}


# --- choose_device --------------------------------------------------------------------------------------------------


@mistake(
    "choose_device",
    en="The preferred device is ignored. If one is given, it is taken, whatever else there is.",
    zh_TW="你忽略了指定的裝置。有指定就用它，不管機器上還有什麼。",
)
def preferred_ignored(reference, preferred=None):
    del preferred
    return reference.choose_device()


@mistake(
    "choose_device",
    en="cuda is chosen without asking whether there is any: torch.cuda.is_available() tells.",
    zh_TW="沒有先問有沒有 cuda 就選了它：請用 torch.cuda.is_available() 檢查。",
)
def cuda_without_asking(reference, preferred=None):
    return reference.choose_device(preferred or "cuda")


@mistake(
    "choose_device",
    en="mps is never chosen. On an Apple chip torch.backends.mps.is_available() is true, and it is faster than the cpu.",
    zh_TW="你從來不選 mps。在 Apple 晶片上 torch.backends.mps.is_available() 為真，而且比 cpu 快。",
)
def mps_forgotten(reference, preferred=None):
    chosen = reference.choose_device(preferred)
    return torch.device("cpu") if preferred is None and chosen.type == "mps" else chosen


@mistake(
    "choose_device",
    en="mps is asked for before cuda. The order is cuda, mps, cpu.",
    zh_TW="你先問了 mps 才問 cuda。順序是 cuda、mps、cpu。",
)
def mps_before_cuda(reference, preferred=None):
    if preferred is None and torch.backends.mps.is_available():
        return torch.device("mps")
    return reference.choose_device(preferred)


@mistake(
    "choose_device",
    en="A name is returned. Make a device of it: torch.device(name).",
    zh_TW="你回傳的是名稱。請把它變成裝置：torch.device(name)。",
)
def name_returned(reference, preferred=None):
    return str(reference.choose_device(preferred))


@mistake(
    "choose_device",
    en="The cpu is taken instead of a preferred device that is not there now. Whoever names a device gets it, or torch's own "
    "error when it is used: to compute somewhere else in silence helps nobody.",
    zh_TW="指定的裝置目前不存在時，你改用了 cpu。指定了就照用；不存在的話，使用時 torch 會報錯。悄悄換到別處計算對誰都沒有好處。",
)
def preferred_doubted(reference, preferred=None):
    chosen = reference.choose_device(preferred)
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return chosen if there.get(chosen.type, True) else torch.device("cpu")


# --- build_mnist_cnn ------------------------------------------------------------------------------------------------


def _network(*, channels=1, padding=0, bias=True, pools=1, inputs=9216, nodes=128, inner=True, end=()):
    """The slides' network with something wrong."""
    relu = [nn.ReLU()] if inner else []
    return nn.Sequential(
        *(nn.Conv2d(channels, 32, 3, padding=padding, bias=bias), *relu),
        *(nn.MaxPool2d(2) for _ in range(pools - 1)),
        *(nn.Conv2d(32, 64, 3, padding=padding, bias=bias), *relu),
        *(nn.MaxPool2d(2) if pools else nn.Identity(), nn.Flatten()),
        *(nn.Linear(inputs, nodes, bias=bias), *relu, nn.Linear(nodes, 10, bias=bias), *end),
    )


@mistake(
    "build_mnist_cnn",
    en="The network ends in a softmax. Cross-entropy in torch applies it itself, so the network must give logits.",
    zh_TW="網路以 softmax 結尾。torch 的交叉熵自己會做 softmax，所以網路要輸出 logits。",
)
def softmax_at_the_end(_reference):
    return _network(end=[nn.Softmax(dim=1)])


@mistake(
    "build_mnist_cnn",
    en="There is no ReLU between the layers. Without it several linear layers can do no more than one.",
    zh_TW="層與層之間沒有 ReLU。少了它，好幾層線性層疊起來也只等於一層。",
)
def no_relu(_reference):
    return _network(inner=False)


@mistake(
    "build_mnist_cnn",
    en="There is a ReLU after the last layer: logits may be negative.",
    zh_TW="最後一層之後多了 ReLU：logits 可以是負的。",
)
def relu_at_the_end(_reference):
    return _network(end=[nn.ReLU()])


@mistake(
    "build_mnist_cnn",
    en="The convolutions pad their input, so the maps keep 28 x 28 pixels and the first fully connected layer gets "
    "64 * 14 * 14 inputs. Without padding it is 28, 26, 24, and 12 after pooling.",
    zh_TW="卷積做了填補，特徵圖維持 28 x 28，第一個全連接層就有 64 * 14 * 14 個輸入。不填補應該是 28、26、24，池化後 12。",
)
def convolutions_padded(_reference):
    return _network(padding=1, inputs=64 * 14 * 14)


@mistake(
    "build_mnist_cnn",
    en="There is a pooling after each convolution. The slides' network has one, after the second: 24 becomes 12.",
    zh_TW="每個卷積後面都有池化。投影片的網路只有一個，在第二個卷積之後：24 變成 12。",
)
def pooled_twice(_reference):
    return _network(pools=2, inputs=64 * 5 * 5)


@mistake(
    "build_mnist_cnn",
    en="The pooling is missing, so the first fully connected layer has four times as many weights.",
    zh_TW="少了池化，第一個全連接層的權重因此多了四倍。",
)
def not_pooled(_reference):
    return _network(pools=0, inputs=64 * 24 * 24)


@mistake(
    "build_mnist_cnn",
    en="The layers have no biases: 320 is (3 * 3 * 1 + 1) * 32.",
    zh_TW="各層都沒有 bias：320 是 (3 * 3 * 1 + 1) * 32。",
)
def no_biases(_reference):
    return _network(bias=False)


# --- count_trainable_parameters -------------------------------------------------------------------------------------


@mistake(
    "count_trainable_parameters",
    en="Frozen parameters are counted. Only those with requires_grad are trained.",
    zh_TW="你把凍結的參數也算進去了。只有 requires_grad 的參數才會被訓練。",
)
def frozen_counted(_reference, model):
    return sum(p.numel() for p in model.parameters())


@mistake(
    "count_trainable_parameters",
    en="Everything in the state_dict is counted. Buffers, such as the running statistics of batch norm, are not trained.",
    zh_TW="你計算了 state_dict 的全部內容。buffer（例如批次正規化的移動統計量）不會被訓練。",
)
def buffers_counted(_reference, model):
    return sum(tensor.numel() for tensor in model.state_dict().values())


@mistake(
    "count_trainable_parameters",
    en="You counted tensors. A weight matrix of 3 x 4 is one tensor and twelve parameters: numel() tells.",
    zh_TW="你數的是張量個數。3 x 4 的權重矩陣是一個張量、十二個參數：請用 numel()。",
)
def tensors_counted(_reference, model):
    return sum(1 for p in model.parameters() if p.requires_grad)


@mistake(
    "count_trainable_parameters",
    en="Only weights are counted, no biases: a parameter of one dimension is trained, too.",
    zh_TW="你只算了權重，沒算 bias：一維的參數也會被訓練。",
)
def biases_left_out(_reference, model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad and p.dim() > 1)


@mistake(
    "count_trainable_parameters",
    en="A parameter that two layers share is counted twice. There is only one of it to train; model.parameters() gives it once.",
    zh_TW="兩層共用的參數被算了兩次。要訓練的只有一份；model.parameters() 只會給一次。",
)
def shared_counted_twice(_reference, model):
    own = (p for module in model.modules() for p in module._parameters.values() if p is not None)  # noqa: SLF001
    return sum(p.numel() for p in own if p.requires_grad)


@mistake(
    "count_trainable_parameters",
    en="Only convolutions and fully connected layers are counted. Batch norm, and a module's own parameters, are trained, too.",
    zh_TW="你只算了卷積和全連接層。批次正規化，以及模組自己的參數，也會被訓練。",
)
def known_layers_only(_reference, model):
    layers = (module for module in model.modules() if isinstance(module, (nn.Linear, nn.Conv2d)))
    return sum(p.numel() for p in {p for layer in layers for p in layer.parameters()} if p.requires_grad)


# --- train_one_epoch ------------------------------------------------------------------------------------------------


def _brought(batches, device, *, images_to, labels_to):
    """Batches of which all, half or nothing is moved to the device."""
    for images, labels in batches:
        yield images.to(device) if images_to else images, labels.to(device) if labels_to else labels


def _train(
    model,
    batches,
    optimizer,
    loss_fn,
    device,
    *,
    images_to=True,
    labels_to=True,
    zero=True,
    mode=True,
    step=True,
    fetch=False,
):
    """A training loop with something wrong; the losses and sizes of its batches."""
    if mode is not None:
        model.train(mode)
    losses, sizes = [], []
    for images, labels in _brought(batches, device, images_to=images_to, labels_to=labels_to):
        if zero:
            optimizer.zero_grad()
        loss = loss_fn(model(images), labels)
        loss.backward()
        if step:
            optimizer.step()
        losses.append(loss.item() if fetch else loss.detach())
        sizes.append(len(labels))
    return losses, sizes


def _mean(losses, sizes):
    """Mean per sample."""
    return float(sum(loss * size for loss, size in zip(losses, sizes, strict=True))) / sum(sizes)


@mistake("train_one_epoch", id="data-not-moved", **DATA_NOT_MOVED)
def training_data_not_moved(_reference, model, batches, optimizer, loss_fn, device):
    return _mean(*_train(model, batches, optimizer, loss_fn, device, images_to=False, labels_to=False))


@mistake("train_one_epoch", id="item-every-step", **ITEM_EVERY_STEP)
def training_item_every_step(_reference, model, batches, optimizer, loss_fn, device):
    return _mean(*_train(model, batches, optimizer, loss_fn, device, fetch=True))


@mistake("train_one_epoch", id="needless-copies", **NEEDLESS_COPIES)
def training_needless_copies(_reference, model, batches, optimizer, loss_fn, device):
    brought = ((images.cpu(), labels.cpu()) for images, labels in batches)
    return _mean(*_train(model, brought, optimizer, loss_fn, device))


@mistake(
    "train_one_epoch",
    en="The gradients are never set to zero: backward() adds to those of all steps before. Call optimizer.zero_grad() in "
    "every step.",
    zh_TW="梯度從來沒有歸零：backward() 會把新的梯度加到之前所有步驟的梯度上。每一步都要呼叫 optimizer.zero_grad()。",
)
def no_zero_grad(_reference, model, batches, optimizer, loss_fn, device):
    return _mean(*_train(model, batches, optimizer, loss_fn, device, zero=False))


@mistake(
    "train_one_epoch",
    en="The gradients are set to zero once, before the loop. From the second step on they add up: put zero_grad() into the loop.",
    zh_TW="梯度只在迴圈前歸零一次，從第二步起就會累加：請把 zero_grad() 放進迴圈。",
)
def zero_grad_once(_reference, model, batches, optimizer, loss_fn, device):
    optimizer.zero_grad()
    return _mean(*_train(model, batches, optimizer, loss_fn, device, zero=False))


@mistake(
    "train_one_epoch",
    en="The optimizer takes no step, or has no gradients left when it does: backward() computes them, optimizer.step() changes "
    "the weights, and only then may they be set to zero.",
    zh_TW="最佳化器沒有更新，或更新時梯度已經歸零：backward() 計算梯度，optimizer.step() 改變權重，之後才可以把梯度歸零。",
)
def no_step(_reference, model, batches, optimizer, loss_fn, device):
    return _mean(*_train(model, batches, optimizer, loss_fn, device, step=False))


@mistake(
    "train_one_epoch",
    en="The optimizer steps before backward(): each step uses the gradients of the batch before.",
    zh_TW="你在 backward() 之前就更新了：每一步用的是前一批的梯度。",
)
def step_before_backward(_reference, model, batches, optimizer, loss_fn, device):
    model.train()
    losses, sizes = [], []
    for images, labels in batches:
        loss = loss_fn(model(images.to(device)), labels.to(device))
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.detach())
        sizes.append(len(labels))
    return _mean(losses, sizes)


@mistake(
    "train_one_epoch",
    en="The model is not put into training mode. After an evaluation dropout would stay off and batch norm frozen: call "
    "model.train() first.",
    zh_TW="沒有把模型切到訓練模式。評估之後 dropout 會一直關著、批次正規化也凍結：請先呼叫 model.train()。",
)
def no_train_mode(_reference, model, batches, optimizer, loss_fn, device):
    return _mean(*_train(model, batches, optimizer, loss_fn, device, mode=None))


@mistake("train_one_epoch", id="mean-of-batch-means", **MEAN_OF_BATCH_MEANS)
def training_mean_of_batch_means(_reference, model, batches, optimizer, loss_fn, device):
    losses, _ = _train(model, batches, optimizer, loss_fn, device)
    return float(sum(losses)) / len(losses)


@mistake("train_one_epoch", id="sum-of-losses", **SUM_OF_LOSSES)
def training_sum_of_losses(_reference, model, batches, optimizer, loss_fn, device):
    return float(sum(_train(model, batches, optimizer, loss_fn, device)[0]))


@mistake("train_one_epoch", id="loss-of-the-last-batch", **LAST_BATCH)
def training_loss_of_the_last_batch(_reference, model, batches, optimizer, loss_fn, device):
    return float(_train(model, batches, optimizer, loss_fn, device)[0][-1])


@mistake("train_one_epoch", id="size-of-the-first-batch", **FIRST_SIZE)
def training_size_of_the_first_batch(_reference, model, batches, optimizer, loss_fn, device):
    losses, sizes = _train(model, batches, optimizer, loss_fn, device)
    return _mean(losses, sizes) * sum(sizes) / (sizes[0] * len(sizes))


@mistake("train_one_epoch", id="length-of-batches", **LENGTH_OF_BATCHES)
def training_length_of_batches(reference, model, batches, optimizer, loss_fn, device):
    len(batches)
    return reference.train_one_epoch(model, batches, optimizer, loss_fn, device)


@mistake(
    "train_one_epoch",
    en="Another loss function than the given one was used. loss_fn decides what is minimised; here it was cross-entropy always.",
    zh_TW="你沒有使用傳進來的損失函數，而是一律用交叉熵。要最小化什麼由 loss_fn 決定。",
)
def own_loss_function(reference, model, batches, optimizer, loss_fn, device):
    del loss_fn
    return reference.train_one_epoch(model, batches, optimizer, nn.functional.cross_entropy, device)


# --- evaluate -------------------------------------------------------------------------------------------------------


def _judge(
    model, batches, loss_fn, device, *, images_to=True, labels_to=True, mode=False, record=False, fetch=False, axis=1
):
    """An evaluation with something wrong; the losses, the numbers of right answers and the sizes of its batches."""
    if mode is not None:
        model.train(mode)
    losses, right, sizes = [], [], []
    with torch.set_grad_enabled(record):
        for images, labels in _brought(batches, device, images_to=images_to, labels_to=labels_to):
            logits = model(images)
            loss = loss_fn(logits, labels).detach()
            losses.append(loss.item() if fetch else loss)
            found = logits.detach().argmax(dim=axis)[: len(labels)]
            right.append((found == labels[: len(found)]).sum())
            sizes.append(len(labels))
    return losses, right, sizes


def _both(losses, right, sizes):
    """Mean loss and accuracy."""
    return _mean(losses, sizes), int(sum(right)) / sum(sizes)


@mistake("evaluate", id="data-not-moved", **DATA_NOT_MOVED)
def evaluation_data_not_moved(_reference, model, batches, loss_fn, device):
    return _both(*_judge(model, batches, loss_fn, device, images_to=False, labels_to=False))


@mistake("evaluate", id="item-every-step", **ITEM_EVERY_STEP)
def evaluation_item_every_step(_reference, model, batches, loss_fn, device):
    return _both(*_judge(model, batches, loss_fn, device, fetch=True))


@mistake("evaluate", id="needless-copies", **NEEDLESS_COPIES)
def evaluation_needless_copies(_reference, model, batches, loss_fn, device):
    brought = ((images.cpu(), labels.cpu()) for images, labels in batches)
    return _both(*_judge(model, brought, loss_fn, device))


@mistake("evaluate", **NO_EVAL_MODE)
def no_eval_mode(_reference, model, batches, loss_fn, device):
    return _both(*_judge(model, batches, loss_fn, device, mode=None))


@mistake(
    "evaluate",
    en="Gradients are recorded in the evaluation, which keeps every activation in memory for nothing. Use `with "
    "torch.no_grad():`.",
    zh_TW="評估時記錄了梯度，所有中間結果白白留在記憶體裡。請用 `with torch.no_grad():`。",
)
def gradients_recorded(_reference, model, batches, loss_fn, device):
    return _both(*_judge(model, batches, loss_fn, device, record=True))


@mistake("evaluate", id="mean-of-batch-means", **MEAN_OF_BATCH_MEANS)
def evaluation_mean_of_batch_means(_reference, model, batches, loss_fn, device):
    losses, right, sizes = _judge(model, batches, loss_fn, device)
    return float(sum(losses)) / len(losses), int(sum(right)) / sum(sizes)


@mistake(
    "evaluate",
    en="Loss and accuracy are averaged over the batches. The last batch is smaller, so its samples count too much: add up "
    "right answers and samples, and divide once.",
    zh_TW="損失和正確率都是對「批」取平均。最後一批較小，它的樣本因此算得太重：請累加答對數和樣本數，最後只除一次。",
)
def everything_per_batch(_reference, model, batches, loss_fn, device):
    losses, right, sizes = _judge(model, batches, loss_fn, device)
    shares = [int(hits) / size for hits, size in zip(right, sizes, strict=True)]
    return float(sum(losses)) / len(losses), sum(shares) / len(shares)


@mistake("evaluate", id="sum-of-losses", **SUM_OF_LOSSES)
def evaluation_sum_of_losses(_reference, model, batches, loss_fn, device):
    losses, right, sizes = _judge(model, batches, loss_fn, device)
    return float(sum(losses)), int(sum(right)) / sum(sizes)


@mistake("evaluate", id="length-of-batches", **LENGTH_OF_BATCHES)
def evaluation_length_of_batches(reference, model, batches, loss_fn, device):
    len(batches)
    return reference.evaluate(model, batches, loss_fn, device)


@mistake(
    "evaluate",
    en="The accuracy is in percent. It is asked for as a share, from 0 to 1.",
    zh_TW="正確率是百分比。題目要的是 0 到 1 的比例。",
)
def accuracy_in_percent(reference, model, batches, loss_fn, device):
    loss, accuracy = reference.evaluate(model, batches, loss_fn, device)
    return loss, 100 * accuracy


@mistake(
    "evaluate",
    en="The number of right answers is returned instead of their share: divide by the number of samples.",
    zh_TW="你回傳的是答對的個數，不是比例：請除以樣本數。",
)
def right_answers_counted(_reference, model, batches, loss_fn, device):
    losses, right, sizes = _judge(model, batches, loss_fn, device)
    return _mean(losses, sizes), int(sum(right))


@mistake(
    "evaluate",
    en="The largest logit was looked for along the wrong axis: dim=0 runs over the images, dim=1 over the classes.",
    zh_TW="找最大 logit 的軸錯了：dim=0 是影像，dim=1 才是類別。",
)
def argmax_over_the_images(_reference, model, batches, loss_fn, device):
    return _both(*_judge(model, batches, loss_fn, device, axis=0))


@mistake(
    "evaluate",
    en="Accuracy comes first in what you return. The order is (mean_loss, accuracy).",
    zh_TW="你先回傳了正確率。順序是 (mean_loss, accuracy)。",
)
def accuracy_first(reference, model, batches, loss_fn, device):
    loss, accuracy = reference.evaluate(model, batches, loss_fn, device)
    return accuracy, loss


# --- fit ------------------------------------------------------------------------------------------------------------


def _fit(  # noqa: C901 - one switch for each mistake
    reference,
    model,
    train_batches,
    validation_batches,
    epochs,
    learning_rate,
    device,
    patience,
    *,
    move=True,
    keep=copy.deepcopy,
    restore=True,
    momentum=0.9,
    adam=False,
    best_by="validation_loss",
    largest=False,
    equal=False,
    late=0,
    stop=True,
    first=0,
    train_again=True,
    validate_on=None,
    fresh=False,
):
    """A training with something wrong."""
    for name, value in (("epochs", epochs), ("patience", 1 if patience is None else patience)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {name} = {value}")
    if move:
        model.to(device)

    def new_optimizer():
        if adam:
            return torch.optim.Adam(model.parameters(), lr=learning_rate)
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum)

    optimizer, loss_fn = new_optimizer(), nn.CrossEntropyLoss()
    history = {"train_loss": [], "validation_loss": [], "validation_accuracy": [], "best_epoch": first}
    best, kept, best_epoch = None, None, 0
    for epoch in range(epochs):
        optimizer = new_optimizer() if fresh else optimizer
        if train_again or epoch == 0:
            loss = reference.train_one_epoch(model, train_batches, optimizer, loss_fn, device)
        else:
            loss = _mean(*_train(model, train_batches, optimizer, loss_fn, device, mode=None))
        history["train_loss"].append(loss)
        loss, accuracy = reference.evaluate(model, validate_on or validation_batches, loss_fn, device)
        history["validation_loss"].append(loss)
        history["validation_accuracy"].append(accuracy)
        score = history[best_by][-1] * (-1 if largest else 1)
        if best is None or score < best or (equal and score == best):
            best, best_epoch, kept = score, epoch, keep(model.state_dict())
        if stop and patience is not None and epoch - best_epoch >= patience + late:
            break
    history["best_epoch"] = best_epoch + first
    if restore:
        model.load_state_dict(kept, strict=False)
    return history


@mistake(
    "fit",
    en="The model is not moved to the device. fit gets one from anywhere, and has to call model.to(device) itself.",
    zh_TW="沒有把模型搬到裝置上。傳給 fit 的模型可能在任何地方，要由 fit 自己呼叫 model.to(device)。",
)
def model_not_moved(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    return _fit(
        reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, move=False
    )


@mistake(
    "fit",
    en="The weights of the last epoch are left in the model. Keep a copy of the state_dict of every best epoch (a deep copy: "
    "state_dict() itself goes on changing), and load it in the end.",
    zh_TW="留在模型裡的是最後一個 epoch 的權重。每次出現最佳 epoch 時，深層複製一份 state_dict（state_dict() 本身會繼續改變），"
    "最後再載回去。",
)
def best_weights_not_restored(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    return _fit(
        reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, restore=False
    )


@mistake(
    "fit",
    en="Only parameters are brought back, not the running statistics of batch norm. Keep and load the whole state_dict.",
    zh_TW="只還原了參數，沒有還原批次正規化的移動統計量。請保存並載入整個 state_dict。",
)
def statistics_not_restored(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    names = {name for name, _ in model.named_parameters()}

    def keep(state):
        return {name: tensor.clone() for name, tensor in state.items() if name in names}

    return _fit(reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, keep=keep)


@mistake(
    "fit",
    en="SGD was used without momentum; it should be 0.9.",
    zh_TW="SGD 沒有使用動量；應該是 0.9。",
)
def no_momentum(reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    return _fit(
        reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, momentum=0
    )


@mistake(
    "fit",
    en="Another optimizer was used: it should be SGD with momentum 0.9, not Adam.",
    zh_TW="你用了別的最佳化器：應該是動量 0.9 的 SGD，不是 Adam。",
)
def adam_instead(reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    return _fit(reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, adam=True)


@mistake(
    "fit",
    en="A new optimizer is made in every epoch, so the momentum starts from zero each time. Make it once.",
    zh_TW="每個 epoch 都建立新的最佳化器，動量因此每次都從零開始。請只建立一次。",
)
def new_optimizer_every_epoch(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    return _fit(
        reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, fresh=True
    )


@mistake(
    "fit",
    en="The best epoch was taken by accuracy. The best one is that of the lowest validation loss.",
    zh_TW="你用正確率挑最佳 epoch。最佳的是驗證損失最低的那個。",
)
def best_by_accuracy(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    wrong = {"best_by": "validation_accuracy", "largest": True}
    return _fit(reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, **wrong)


@mistake(
    "fit",
    en="The best epoch was taken by the training loss. That one falls on while the network learns by heart: watch the "
    "validation loss.",
    zh_TW="你用訓練損失挑最佳 epoch。網路死背時它仍會下降：要看驗證損失。",
)
def best_by_training_loss(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    wrong = {"best_by": "train_loss"}
    return _fit(reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, **wrong)


@mistake(
    "fit",
    en="The patience is ignored: training goes on to the last epoch.",
    zh_TW="你忽略了 patience：訓練一直跑到最後一個 epoch。",
)
def patience_ignored(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    return _fit(
        reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, stop=False
    )


@mistake(
    "fit",
    en="Training stops one epoch too late: it ends as soon as epoch - best_epoch >= patience, not >.",
    zh_TW="晚了一個 epoch 才停：epoch - best_epoch >= patience 時就要停，不是 >。",
)
def stopped_too_late(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    return _fit(reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, late=1)


@mistake(
    "fit",
    en="An equal loss was taken for an improvement. Only a lower one is, so of equal epochs the first is the best.",
    zh_TW="你把相等的損失也當成進步。只有更低才算，所以相等時最佳的是第一個。",
)
def equal_is_better(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    return _fit(
        reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, equal=True
    )


@mistake(
    "fit",
    en="best_epoch is counted from 1. It is an index into the lists: the first epoch is 0.",
    zh_TW="best_epoch 從 1 開始數了。它是 list 的索引：第一個 epoch 是 0。",
)
def epochs_counted_from_one(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    return _fit(reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, first=1)


@mistake(
    "fit",
    en="The model stays in evaluation mode after the first epoch's evaluation. Call model.train() at the beginning of every "
    "epoch.",
    zh_TW="第一個 epoch 評估之後，模型就一直留在評估模式。每個 epoch 開始時都要呼叫 model.train()。",
)
def mode_set_once(reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    return _fit(
        reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, train_again=False
    )


@mistake(
    "fit",
    en="The model is judged with the training batches. Whether it has learnt more than those by heart is seen with the "
    "validation batches.",
    zh_TW="你用訓練資料來評估。模型是不是只會死背，要用驗證資料才看得出來。",
)
def judged_with_training_batches(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    wrong = {"validate_on": train_batches}
    return _fit(reference, model, train_batches, validation_batches, epochs, learning_rate, device, patience, **wrong)


@mistake("fit", **ARGUMENTS_NOT_CHECKED)
def arguments_not_checked(
    reference, model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None
):
    wrong = epochs < 1
    patience = None if patience is None else max(patience, 1)
    history = reference.fit(
        model,
        train_batches,
        validation_batches,
        epochs=max(epochs, 1),
        learning_rate=learning_rate,
        device=device,
        patience=patience,
    )
    return {**history, "train_loss": [], "validation_loss": [], "validation_accuracy": []} if wrong else history
