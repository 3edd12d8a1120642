"""Questions on the training loop in PyTorch: modes, gradients, devices, means of losses."""

import numpy as np

from grader.core.quiz import Choice, MultipleChoice, Number, SpotTheError, Text, question


@question(topic="pytorch", slide="004 p. 46", exercise="exercise07")
def mean_loss_of_an_epoch(draw, reference):
    del reference
    full, last = draw.choice([32, 64, 100, 128]), draw.integer(3, 20)
    losses = tuple(each / 100 for each in (draw.integer(20, 60), draw.integer(20, 60), draw.integer(120, 300)))
    sizes = (full, full, last)
    total = sum(loss * size for loss, size in zip(losses, sizes, strict=True))
    return Number(
        prompt=Text(
            en="An epoch has three batches. Their sizes, and what loss_fn(...).item() gave for each (its mean over "
            "the batch), are "
            "below. What is the mean loss per example of this epoch? Three decimals.",
            zh_TW="一個 epoch 有三個批次，各批的大小和 loss_fn(...).item() 的結果（該批的平均）如下。這個 epoch "
            "每筆資料的平均損失是多少？"
            "寫到小數點後三位。",
        ),
        given={"sizes": sizes, "losses": losses},
        answer=round(total / sum(sizes), 9),
        decimals=3,
        wrong={
            "mean-of-batch-means": sum(losses) / 3,
            "sum-of-losses": sum(losses),
            "loss-of-the-last-batch": losses[-1],
            "size-of-the-first-batch": sum(losses) * full / sum(sizes),
        },
        explanation=Text(
            en="Multiply each loss by the size of its batch, add up, divide by the number of examples: "
            "$\\frac{<total>}{<count>} = <answer>$.",
            zh_TW="各批損失乘上該批大小，加總後除以總筆數：$\\frac{<total>}{<count>} = <answer>$。",
        ).filled(total=round(total, 4), count=sum(sizes)),
    )


@question(topic="pytorch", slide="001 p. 89", exercise="exercise06")
def forgotten_zero_grad(draw, reference):
    start, rate = draw.integer(-20, 20) / 10, draw.choice([0.01, 0.1, 0.2, 0.5])
    first, second, third = (draw.choice([-1, 1]) * draw.integer(1, 9) for _ in range(3))

    def walk(*gradients):
        w = np.array(start)
        for gradient in gradients:
            w = reference.gradient_step(w, np.array(float(gradient)), rate)
        return round(float(w), 9)

    sums = (first, first + second, first + second + third)
    return Number(
        prompt=Text(
            en="Somebody forgot optimizer.zero_grad() in the loop. A weight starts at <start>; the losses of three "
            "steps have the gradients "
            "g, one after the other. Where is the weight after the three steps of SGD with lr=<rate>? Two decimals.",
            zh_TW="有人在迴圈裡忘了 optimizer.zero_grad()。某個權重從 <start> 出發，三步的損失的梯度依序是 g。用 "
            "SGD（lr=<rate>）走完三步之後，"
            "權重是多少？寫到小數點後兩位。",
        ),
        given={"start": start, "rate": rate, "g": (first, second, third)},
        answer=walk(*sums),
        decimals=2,
        wrong={
            "accumulation-overlooked": walk(first, second, third),
            "step-uphill": walk(*(-each for each in sums)),
            "step-alone": round(start - walk(*sums), 9),
        },
        explanation=Text(
            en="backward() adds to what is there, so the three steps use <sums>: $<start> - <rate> \\cdot "
            "(<whole>) = <answer>$.",
            zh_TW="backward() 會把梯度加到原有的上面，所以三步用的是 <sums>：$<start> - <rate> \\cdot (<whole>) = "
            "<answer>$。",
        ).filled(sums=sums, whole=sum(sums)),
    )


_LOOP = (
    "model.train()",
    "for images, labels in loader:",
    "images, labels = images.to(device), labels.to(device)",
    "optimizer.zero_grad()",
    "loss = loss_fn(model(images), labels)",
    "loss.backward()",
    "optimizer.step()",
    "total += loss.item() * len(labels)",
)
_SLIPS = (
    (
        0,
        "model.eval()",
        Text(
            en="In evaluation mode dropout does nothing, and batch norm does not follow the data: model.train().",
            zh_TW="評估模式下 dropout 不作用，批次正規化也不會跟著資料更新：應該是 model.train()。",
        ),
    ),
    (
        2,
        "images = images.to(device)",
        Text(
            en="The labels stay on the host, and the loss meets tensors on two devices.",
            zh_TW="標籤還留在主機上，計算損失時會遇到兩個裝置上的張量。",
        ),
    ),
    (
        4,
        "loss = loss_fn(labels, model(images))",
        Text(
            en="What the network says comes first, the labels second.",
            zh_TW="第一個參數是網路的輸出，第二個才是標籤。",
        ),
    ),
    (
        4,
        "loss = loss_fn(model(images).argmax(1), labels)",
        Text(
            en="The loss needs the logits. Through argmax no gradient comes back.",
            zh_TW="損失要的是 logits。經過 argmax 就沒有梯度可以傳回來。",
        ),
    ),
    (
        7,
        "total += loss * len(labels)",
        Text(
            en="Without .item() or .detach(), total keeps the graph of every batch in memory.",
            zh_TW="少了 .item() 或 .detach()，total 會把每一批的計算圖都留在記憶體裡。",
        ),
    ),
)  # fmt: skip


@question(topic="pytorch", slide="004 p. 46", exercise="exercise06")
def slip_in_a_training_loop(draw, reference):
    del reference
    place, line, why = draw.choice(_SLIPS)
    lines = [*_LOOP[:place], line, *_LOOP[place + 1 :]]
    return SpotTheError(
        prompt=Text(
            en="The model is on a GPU (device); the loader gives batches on the CPU; loss_fn is "
            "nn.CrossEntropyLoss(). Lines 3 "
            "to 8 are the body of the loop. Which line of this training loop is wrong?",
            zh_TW="模型在 GPU（device）上，loader 給的批次在 CPU 上，loss_fn 是 nn.CrossEntropyLoss()。第 3 到 8 "
            "行在迴圈裡。"
            "這個訓練迴圈哪一行有錯？",
        ),
        lines=tuple(Text(en=each, zh_TW=each) for each in lines),
        answer=place + 1,
        wrong={"zero-grad-thought-superfluous": 4, "step-thought-to-come-first": 7},
        explanation=why,
    )


_DEVICE_RESULTS = {
    "the-layers-are-blamed": Text(en="An error in the first layer", zh_TW="第一層就出現錯誤"),
    "the-loss-is-blamed": Text(en="An error when the loss is computed", zh_TW="計算損失時出現錯誤"),
    "devices-thought-to-be-matched": Text(
        en="It runs: PyTorch copies what it needs", zh_TW="可以執行：PyTorch 會自動複製"
    ),
    "cpu-thought-to-step-in": Text(en="It runs, but on the CPU and slowly", zh_TW="可以執行，但會在 CPU 上慢慢算"),
}


_MOVES = {
    "model": "model.to('cuda')",
    "images": "images = images.to('cuda')",
    "labels": "labels = labels.to('cuda')",
}


@question(topic="pytorch", slide="004 p. 46")
def tensors_on_two_devices(draw, reference):
    del reference
    whole = draw.choice([True, False])
    part = draw.choice([("model", "labels"), ("images", "labels"), ("model",), ("images",)])
    moved = ("model", "images") if whole else part
    right = "the-loss-is-blamed" if whole else "the-layers-are-blamed"
    lines = ["images, labels = next(iter(loader))", "model = Net()", *(_MOVES[name] for name in moved)]
    code = "\n".join([*lines, "loss = loss_fn(model(images), labels)", "loss.backward()"])
    return Choice(
        prompt=Text(
            en="The loader gives tensors on the CPU, and Net begins with a convolution. What happens?",
            zh_TW="loader 給的張量在 CPU 上，Net 的第一層是卷積。會發生什麼事？",
        ),
        given={"code": code},
        options={"right" if key == right else key: text for key, text in _DEVICE_RESULTS.items()},
        explanation=Text(
            en="On the GPU: <moved>. The first operation that meets tensors of two devices stops with an error: "
            "nothing is moved by itself.",
            zh_TW="在 GPU 上的有 <moved>。第一個同時遇到兩個裝置的運算就會出錯：PyTorch 不會自動搬動張量。",
        ).filled(moved=", ".join(moved)),
    )


_EFFECTS = {
    "dropout": Text(en="Dropout lets everything pass.", zh_TW="dropout 讓所有的值通過。"),
    "statistics": Text(en="Batch norm uses its running averages.", zh_TW="批次正規化使用移動平均。"),
    "memory": Text(en="Fewer intermediate results are kept in memory.", zh_TW="記憶體裡保存的中間結果變少。"),
    "graph": Text(en="No graph for backward() is recorded.", zh_TW="不記錄 backward() 要用的計算圖。"),
    "eval-thought-to-stop-gradients": Text(
        en="No graph for backward() is recorded.", zh_TW="不記錄 backward() 要用的計算圖。"
    ),
    "no-grad-thought-to-switch-modes": Text(en="Dropout lets everything pass.", zh_TW="dropout 讓所有的值通過。"),
    "weights-thought-to-be-restored": Text(en="The best weights so far are loaded.", zh_TW="載入目前最佳的權重。"),
    "softmax-thought-to-be-added": Text(en="A softmax is applied to the outputs.", zh_TW="輸出會加上 softmax。"),
}


@question(topic="pytorch", slide="002 p. 45")
def what_eval_and_no_grad_do(draw, reference):
    del reference
    mode = draw.choice(["model.eval()", "torch.no_grad()"])
    right = ("dropout", "statistics") if mode == "model.eval()" else ("memory", "graph")
    other = "eval-thought-to-stop-gradients" if mode == "model.eval()" else "no-grad-thought-to-switch-modes"
    also = draw.sample(["weights-thought-to-be-restored", "softmax-thought-to-be-added"], draw.choice([1, 2]))
    return MultipleChoice(
        prompt=Text(
            en="A network with dropout and batch norm is in training mode. What does <mode>, and nothing else, "
            "bring about for the next "
            "forward pass?",
            zh_TW="某個有 dropout 和批次正規化的網路正處於訓練模式。如果只用了 <mode>，接下來的前向傳播會有什麼不同？",
        ),
        given={"mode": mode},
        options={key: _EFFECTS[key] for key in sorted((*right, other, *also))},
        answer=right,
        explanation=Text(
            en="model.eval() changes how layers behave; torch.no_grad() stops recording for gradients. Evaluation "
            "wants both.",
            zh_TW="model.eval() 改變某些層的行為；torch.no_grad() 則是不記錄梯度所需的東西。評估時兩者都要。",
        ),
    )


@question(topic="pytorch", slide="004 p. 25")
def misnamed_argument_of_conv2d(draw, reference):
    del reference
    inputs, outputs, stride = draw.choice([1, 3, 16]), draw.choice([8, 32, 64]), draw.choice([2, 3])
    call = draw.choice([
        (f"nn.Conv2d({inputs}, {outputs}, strides={stride})", "names"),
        (f"nn.Conv2d({inputs}, {outputs}, 3, padding='same', stride={stride})", "same"),
        (f"nn.Conv2d({inputs}, {outputs}, 3, stride={stride})", "fine"),
    ])  # fmt: skip
    results = {
        "names": Text(en="TypeError: wrong or missing arguments", zh_TW="TypeError：參數名稱有錯或缺少參數"),
        "same": Text(en="ValueError: this padding wants stride 1", zh_TW="ValueError：這種填補只能搭配步幅 1"),
        "fine": Text(en="A layer whose maps get smaller", zh_TW="得到一層，輸出的特徵圖會變小"),
        "ignored": Text(en="A layer with stride 1 and a warning", zh_TW="得到步幅為 1 的層，並出現警告"),
    }
    ids = {
        "names": "argument-names-thought-wrong",
        "same": "same-padding-where-none-is",
        "fine": "call-thought-to-work",
        "ignored": "unknown-arguments-thought-ignored",
    }
    return Choice(
        prompt=Text(
            en="A slide writes Conv2d(C1, C2, strides=2). What does PyTorch give for <call>?",
            zh_TW="有一張投影片寫 Conv2d(C1, C2, strides=2)。PyTorch 執行 <call> 會得到什麼？",
        ),
        given={"call": call[0]},
        options={"right" if key == call[1] else ids[key]: text for key, text in results.items()},
        explanation=Text(
            en="The argument is called stride, and kernel_size may not be missing; padding='same' is refused with "
            "any stride but 1. "
            "nn.Conv2d(C1, C2, 3, stride=2) is fine.",
            zh_TW="參數的名字是 stride，而且不能少了 kernel_size；padding='same' 只接受步幅 1。nn.Conv2d(C1, C2, "
            "3, stride=2) 就沒問題。",
        ),
    )


@question(topic="pytorch", slide="004 p. 2")
def shape_of_a_batch(draw, reference):
    del reference
    height, width, channels = (*draw.sample([24, 32, 48, 60, 64, 100, 128, 184], 2), draw.choice([1, 3, 4]))
    images = draw.choice([2, 4, 8, 16])
    return Choice(
        prompt=Text(
            en="A slide calls the axes of an image (height, weight, channels). A batch of <images> images, "
            "<height> pixels high, <width> "
            "pixels wide, with <channels> channel(s), is to enter nn.Conv2d. Which shape must it have?",
            zh_TW="有一張投影片把影像的軸寫成 (height, weight, channels)。一批 <images> 張影像，高 <height>、寬 "
            "<width> 像素、<channels> 個通道，"
            "要送進 nn.Conv2d。它的形狀必須是什麼？",
        ),
        given={"images": images, "height": height, "width": width, "channels": channels},
        options={
            "right": _shape(images, channels, height, width),
            "channels-put-last": _shape(images, height, width, channels),
            "columns-before-rows": _shape(images, channels, width, height),
            "channels-before-images": _shape(channels, images, height, width),
        },
        explanation=Text(
            en='PyTorch counts channels first: images, channels, rows (height), columns (width, not "weight").',
            zh_TW="PyTorch 的通道在前：影像數、通道數、高（列）、寬（行）。寬是 width，不是 weight。",
        ),
    )


def _shape(*axes):
    text = f"({', '.join(str(each) for each in axes)})"
    return Text(en=text, zh_TW=text)
