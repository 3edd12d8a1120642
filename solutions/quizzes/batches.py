"""Questions on batches, steps and epochs."""

import numpy as np

from grader.core.quiz import MultipleChoice, Number, Text, question


class _AsTheyAre:
    """Stands for a generator where the order of the examples does not matter: it leaves them as they are."""

    permutation = staticmethod(np.arange)


def _sizes(minibatches, examples, batch):
    """How many examples each batch of an epoch has."""
    return [len(each) for each in minibatches(examples, batch, _AsTheyAre)]


@question(topic="batches", slide="002 p. 52", exercise="exercise09")
def steps_of_an_epoch(draw, reference):
    examples, batch = 500 * draw.integer(4, 120), draw.choice([16, 24, 32, 48, 64, 96, 100, 128, 250, 256])
    sizes = _sizes(reference.minibatches, examples, batch)
    dropped = _sizes(reference.mistaken("minibatches", "last-batch-dropped"), examples, batch)
    wrong = {"size-taken-for-number": batch}
    if len(dropped) < len(sizes):
        wrong["last-batch-dropped"] = len(dropped)
    else:
        wrong["empty-last-batch"] = len(sizes) + 1
    return Number(
        prompt=Text(
            en="A training set has <examples> examples. How many steps (updates of the weights) are there in one "
            "epoch, if "
            "batches have <batch> examples and what is left over makes a smaller one?",
            zh_TW="訓練集有 <examples> 筆資料，每批 <batch> 筆，剩下的自成一個較小的批次。一個 epoch "
            "有幾步（更新幾次權重）？",
        ),
        given={"examples": examples, "batch": batch},
        answer=len(sizes),
        wrong=wrong,
        explanation=Text(
            en="$\\lceil \\frac{<examples>}{<batch>} \\rceil = <answer>$; the last batch has <last> examples.",
            zh_TW="$\\lceil \\frac{<examples>}{<batch>} \\rceil = <answer>$，最後一批有 <last> 筆。",
        ).filled(last=sizes[-1]),
    )


@question(topic="batches", slide="002 p. 55", exercise="exercise09")
def size_of_the_last_batch(draw, reference):
    batch = draw.choice([32, 48, 64, 100, 128, 250, 256])
    examples = batch * draw.integer(9, 90) + draw.integer(3, batch - 3)
    sizes = _sizes(reference.minibatches, examples, batch)
    return Number(
        prompt=Text(
            en="<examples> examples are shared out into batches; all batches but the last one are full and have "
            "<full>. How many "
            "examples does the last one have?",
            zh_TW="把 <examples> 筆資料分成批次，除了最後一批以外都是滿的，各有 <full> 筆。最後一批有幾筆？",
        ).filled(full=batch),
        given={"examples": examples, "batch": batch},
        answer=sizes[-1],
        wrong={
            "evenly-shared": examples // len(sizes),
            "last-batch-dropped": 0,
            "missing-ones-counted": batch - sizes[-1],
        },
        explanation=Text(
            en="<count> full batches hold <held>; what is left is $<examples> - <held> = <answer>$.",
            zh_TW="<count> 個滿的批次共 <held> 筆，剩下 $<examples> - <held> = <answer>$。",
        ).filled(count=len(sizes) - 1, held=(len(sizes) - 1) * batch),
    )


@question(topic="batches", slide="001 p. 96", exercise="exercise09")
def updates_by_three_methods(draw, reference):
    examples, epochs = 100 * draw.integer(5, 90), draw.integer(3, 20)
    batch = draw.choice([30, 32, 64, 128, 256])
    method = draw.choice(["batch", "stochastic", "mini-batch"])
    steps = len(_sizes(reference.minibatches, examples, batch))
    counts = {
        "one-update-per-epoch": epochs,
        "one-update-per-example": epochs * examples,
        "one-update-per-mini-batch": epochs * steps,
    }
    right = {
        "batch": "one-update-per-epoch",
        "stochastic": "one-update-per-example",
        "mini-batch": "one-update-per-mini-batch",
    }[method]
    name = {
        "batch": Text(en="batch gradient descent", zh_TW="批次梯度下降（batch）"),
        "stochastic": Text(
            en="stochastic gradient descent in the strict sense (one example at a time)",
            zh_TW="嚴格意義的隨機梯度下降（stochastic，一次一筆）",
        ),
        "mini-batch": Text(
            en="mini-batch gradient descent (batch size <batch>)", zh_TW="小批次梯度下降（mini-batch，每批 <batch> 筆）"
        ),
    }[method]
    return Number(
        prompt=Text(
            en=f"A network is trained for E epochs (E is below) on <examples> examples, by {name.en}. How often "
            f"are its weights "
            "updated in all?",
            zh_TW=f"用{name.zh_TW}訓練網路 E 個 epoch（E 如下），共有 <examples> 筆資料。權重總共更新幾次？",
        ).filled(batch=batch),
        given={"examples": examples, "method": method, "epochs": epochs, "E": (epochs,)},
        answer=counts[right],
        wrong={
            **{key: value for key, value in counts.items() if key != right},
            **({} if method == "batch" else {"epochs-forgotten": counts[right] // epochs}),
        },
        explanation=Text(
            en="Per epoch: batch 1 update, stochastic <examples>, mini-batches of <batch> <steps>. Here, in "
            "<epochs> epochs, it is <answer>.",
            zh_TW="每個 epoch：batch 更新 1 次、stochastic <examples> 次、每批 <batch> 筆的 mini-batch <steps> 次。"
            "這裡有 <epochs> 個 epoch，所以是 <answer> 次。",
        ).filled(batch=batch, steps=steps),
    )


_CLAIMS = {
    "estimate": Text(
        en="The gradient of a batch is an estimate of the gradient of all data.",
        zh_TW="一批資料的梯度，是全部資料梯度的估計。",
    ),
    "often": Text(
        en="In one epoch the weights are updated more often than with all data at once.",
        zh_TW="和一次看完全部資料相比，一個 epoch 內權重更新的次數比較多。",
    ),
    "parallel": Text(en="The examples of a batch can be computed in parallel.", zh_TW="同一批的資料可以平行計算。"),
    "noisy": Text(en="The smaller the batches, the more the gradients scatter.", zh_TW="批次越小，梯度的起伏越大。"),
    "mini-batch-reaches-the-global-minimum": Text(
        en="They make sure that the global minimum is reached.", zh_TW="可以保證達到 global minimum。"
    ),
    "epoch-taken-for-a-step": Text(en="One epoch is one update of the weights.", zh_TW="一個 epoch 就是更新一次權重。"),
    "batch-size-changes-the-model": Text(
        en="Larger batches give the network more parameters.", zh_TW="批次越大，網路的參數就越多。"
    ),
    "loss-falls-in-every-step": Text(
        en="The loss of all data falls in every single step.", zh_TW="每走一步，全部資料的損失都一定會下降。"
    ),
}


@question(topic="batches", slide="001 p. 96")
def claims_about_mini_batches(draw, reference):
    del reference
    true = draw.sample(["estimate", "often", "parallel", "noisy"], 2)
    false = draw.sample(sorted(set(_CLAIMS) - {"estimate", "often", "parallel", "noisy"}), 2)
    chosen = sorted({*true, *false, "mini-batch-reaches-the-global-minimum"})
    return MultipleChoice(
        prompt=Text(
            en="A slide praises training in mini-batches. Which of these sentences are true?",
            zh_TW="有一張投影片列出小批次（mini-batch）訓練的好處。下列哪些說法是對的？",
        ),
        options={key: _CLAIMS[key] for key in chosen},
        answer=true,
        explanation=Text(
            en="A batch is a sample: cheap, parallel, and a little off, so some steps go up. Neither batches nor "
            "anything else "
            "guarantees the global minimum.",
            zh_TW="一批資料只是抽樣：便宜、可以平行計算，但有一點誤差，所以有些步反而上升。不管用不用小批次，"
            "都不能保證達到 global minimum。",
        ),
    )
