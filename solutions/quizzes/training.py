"""Questions on losses and on training."""

import numpy as np

from grader.core.quiz import Choice, MultipleChoice, Number, Order, Text, question


@question(topic="losses", slide="001 p. 84", exercise="exercise05")
def cross_entropy_of_one(draw, reference):
    first = draw.integer(10, 80)
    probabilities = (first / 100, (100 - first) / 100)
    asked = (np.array([probabilities]), np.array([[1.0, 0.0]]))
    return Number(
        prompt=Text(
            en="A network says <p> for the right class. What is the cross-entropy of this example? "
            "Use the natural logarithm; three decimals.",
            zh_TW="網路對正確類別給出 <p> 的機率。這一筆資料的交叉熵是多少？請用自然對數，寫到小數點後三位。",
        ),
        given={"p": probabilities[0]},
        answer=reference.cross_entropy(*asked),
        decimals=3,
        wrong=reference.wrong("cross_entropy", *asked, ids=["base-ten", "base-two", "sign-missing"]),
        explanation=Text(en="$-\\ln <p> = <answer>$", zh_TW="$-\\ln <p> = <answer>$"),
    )


@question(topic="backprop", slide="001 p. 87")
def order_of_a_training_step(draw, reference):
    del draw, reference
    return Order(
        prompt=Text(en="Put one step of training into order.", zh_TW="請把一個訓練步驟排成正確順序。"),
        items={
            "clear": Text(en="Set the gradients to zero", zh_TW="梯度歸零"),
            "forward": Text(en="Forward pass: compute the outputs", zh_TW="前向傳播：算出輸出"),
            "loss": Text(en="Compute the loss", zh_TW="計算損失"),
            "backward": Text(en="Backward pass: compute the gradients", zh_TW="反向傳播：算出梯度"),
            "update": Text(en="Move the weights against the gradient", zh_TW="讓權重沿梯度的反方向移動"),
        },
        wrong={"update-before-gradient": ("clear", "forward", "loss", "update", "backward")},
        explanation=Text(
            en="The loss needs the outputs, the gradients need the loss, and the update needs the gradients.",
            zh_TW="要有輸出才有損失，要有損失才有梯度，要有梯度才能更新。",
        ),
    )


@question(topic="pooling", slide="001 p. 52")
def what_pooling_learns(draw, reference):
    del reference
    size = draw.choice([2, 3])
    return Choice(
        prompt=Text(
            en="How many parameters does a <size>×<size> max pooling layer learn?",
            zh_TW="一個 <size>×<size> 的最大池化層要學多少參數？",
        ),
        given={"size": size},
        options={"right": Text(en="None", zh_TW="沒有"), "pooling-learns": Text(en="One per cell", zh_TW="每格一個")},
        explanation=Text(en="Taking the largest value needs no weight.", zh_TW="取最大值不需要任何權重。"),
    )


@question(topic="pytorch", slide="004 p. 22", exercise="exercise07")
def what_needs_clearing(draw, reference):
    del draw, reference
    return MultipleChoice(
        prompt=Text(
            en="Which of these belong to every step of training in PyTorch?",
            zh_TW="下列哪些是 PyTorch 每個訓練步驟都要做的？",
        ),
        options={
            "zero": Text(en="optimizer.zero_grad()", zh_TW="optimizer.zero_grad()"),
            "backward": Text(en="loss.backward()", zh_TW="loss.backward()"),
            "no-zero-grad": Text(en="adding old gradients to new ones", zh_TW="把舊梯度加到新梯度上"),
            "pooling-learns": Text(en="updating the weights of pooling", zh_TW="更新池化層的權重"),
        },
        answer=("zero", "backward"),
        explanation=Text(
            en="Clear, forward, loss, backward, update. Pooling has no weights.",
            zh_TW="歸零、前向、損失、反向、更新。池化沒有權重。",
        ),
    )
