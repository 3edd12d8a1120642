"""Questions on backpropagation, the chain rule, and the order of things in a step of training."""

import numpy as np

from grader.core.quiz import Choice, Matrix, Number, Order, Text, question


@question(topic="backprop", slide="001 p. 87", exercise="exercise06")
def slope_from_two_losses(draw, reference):
    weight, nudge = draw.integer(2, 9) / 10, 0.0001
    slope = draw.choice([-1, 1]) * draw.integer(15, 240) / 100
    loss = draw.integer(2000, 9000) / 10000

    def error(w):
        return loss + slope * (w[0] - weight)

    asked = (error, np.array([weight]), nudge)
    ids = ["divided-by-h", "sign-reversed", "parentheses-missing"]
    return Number(
        prompt=Text(
            en="A weight is <w>. With <up> instead, the loss of the network is <loss_up>; with <down>, it is "
            "<loss_down>. "
            "How large is $\\frac{dE}{dw}$, measured by the central difference? Two decimals.",
            zh_TW="某個權重是 <w>。改成 <up> 時，網路的損失是 <loss_up>；改成 <down> 時，損失是 <loss_down>。"
            "用中央差分來算，$\\frac{dE}{dw}$ 是多少？寫到小數點後兩位。",
        ),
        given={
            "w": weight,
            "up": round(weight + nudge, 4),
            "down": round(weight - nudge, 4),
            "loss_up": round(loss + slope * nudge, 6),
            "loss_down": round(loss - slope * nudge, 6),
        },
        answer=round(float(reference.numerical_gradient(*asked)[0]), 6),
        decimals=2,
        wrong={name: round(float(reference.mistaken("numerical_gradient", name)(*asked)[0]), 6) for name in ids},
        explanation=Text(
            en="$\\frac{<loss_up> - <loss_down>}{<up> - <down>} = \\frac{<rise>}{0.0002} = <answer>$: the two "
            "weights are "
            "0.0002 apart.",
            zh_TW="$\\frac{<loss_up> - <loss_down>}{<up> - <down>} = \\frac{<rise>}{0.0002} = <answer>$："
            "兩個權重相差 0.0002。",
        ).filled(rise=f"{2 * slope * nudge:.6f}"),
    )


@question(topic="backprop", slide="001 p. 87", exercise="exercise06")
def which_way_a_weight_goes(draw, reference):
    del reference
    weight, rises = draw.integer(2, 9) / 10, draw.choice([True, False])
    loss, half = draw.integer(3000, 9000) / 10000, draw.integer(20, 90) / 1000000
    above, below = (loss + half, loss - half) if rises else (loss - half, loss + half)
    return Choice(
        prompt=Text(
            en="A weight is <w>. At <up> the loss would be <above>, at <down> it would be <below>. What does "
            "gradient descent do "
            "with the weight?",
            zh_TW="某個權重是 <w>。如果是 <up>，損失會是 <above>；如果是 <down>，損失會是 <below>。"
            "梯度下降會怎麼調整這個權重？",
        ),
        given={
            "w": weight,
            "up": round(weight + 0.0001, 4),
            "down": round(weight - 0.0001, 4),
            "above": round(above, 6),
            "below": round(below, 6),
        },
        options={
            "right": _direction(positive=rises, larger=not rises),
            "step-uphill": _direction(positive=rises, larger=rises),
            "sign-reversed": _direction(positive=not rises, larger=rises),
            "small-difference-ignored": Text(
                en="So small a difference says nothing: it stays.", zh_TW="差這麼一點點看不出什麼，權重維持不變。"
            ),
        },
        explanation=Text(
            en="The loss is smaller at <better>, so the weight moves that way: against the gradient.",
            zh_TW="<better> 的損失比較小，所以權重往那邊移動，也就是梯度的反方向。",
        ).filled(better=round(weight + (-0.0001 if rises else 0.0001), 4)),
    )


def _direction(*, positive, larger):
    return Text(
        en=f"The gradient is {'positive' if positive else 'negative'}, so it gets {'larger' if larger else 'smaller'}.",
        zh_TW=f"梯度是{'正' if positive else '負'}的，所以權重要變{'大' if larger else '小'}。",
    )


@question(topic="backprop", slide="001 p. 88")
def two_functions_in_a_chain(draw, reference):
    del reference
    factor, offset = draw.choice([-4, -3, -2, 2, 3, 4, 5]), draw.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])
    x, outer = draw.choice([-3, -2, 2, 3, 4]), draw.choice([2, 3, 5])
    u = factor * x + offset
    return Number(
        prompt=Text(
            en="A slide writes $y = f(u)$ and $u = f(x)$, but there are two different functions. Here they are "
            "$f(u) = <outer>u^2$ and $g(x) = <sum>$, so $y = f(g(x))$. How large is $\\frac{dy}{dx}$ at $x = <x>$?",
            zh_TW="有一張投影片寫 $y = f(u)$、$u = f(x)$，但這裡其實是兩個不同的函式：$f(u) = <outer>u^2$、$g(x) = "
            "<sum>$，"
            "而 $y = f(g(x))$。在 $x = <x>$ 時，$\\frac{dy}{dx}$ 是多少？",
        ).filled(sum=f"{factor}x {'+' if offset > 0 else '-'} {abs(offset)}"),
        given={"outer": outer, "x": x, "factor": factor, "offset": offset},
        answer=2 * outer * u * factor,
        wrong={
            "one-function-twice": 4 * outer**3 * x**3,
            "outer-derivative-only": 2 * outer * u,
            "inner-derivative-only": factor,
            "derivatives-added": 2 * outer * u + factor,
            "outer-derivative-in-the-wrong-place": 2 * outer * x * factor,
        },
        explanation=Text(
            en="$u = g(<x>) = <u>$. There $\\frac{dy}{du} = <double>u = <first>$ and $\\frac{du}{dx} = <factor>$; "
            "the product is "
            "<answer>.",
            zh_TW="$u = g(<x>) = <u>$，此時 $\\frac{dy}{du} = <double>u = <first>$，而 $\\frac{du}{dx} = <factor>$，"
            "相乘得到 <answer>。",
        ).filled(u=u, double=2 * outer, first=2 * outer * u),
    )


@question(topic="backprop", slide="001 p. 89", exercise="exercise06")
def two_hidden_nodes(draw, reference):
    x, target = draw.choice([2, 3]), draw.integer(-3, 3)
    weights = draw.shuffled((draw.integer(1, 4), -draw.integer(1, 4)))
    onwards = tuple(draw.choice([-3, -2, -1, 1, 2, 3]) for _ in range(2))
    entered = reference.linear_forward([[x]], [weights], [0, 0])
    hidden = np.maximum(entered, 0)
    output = float(reference.linear_forward(hidden, [[each] for each in onwards], [0])[0, 0])
    slope = 2 * (output - target)
    back, *_ = reference.linear_backward([[slope]], hidden, [[each] for each in onwards])

    def first_layer(gradient):
        return _whole(reference.linear_backward(gradient, [[x]], [weights])[1])

    return Matrix(
        prompt=Text(
            en="The input of a small network is <x>. Its two hidden nodes are $h_k = \\text{ReLU}(w_k x)$, its "
            "output is "
            "$y = v_1 h_1 + v_2 h_2$, and the loss is $E = (y - <target>)^2$. With these w and v, how large are "
            "$\\frac{dE}{dw_1}$ and $\\frac{dE}{dw_2}$?",
            zh_TW="一個小網路的輸入是 <x>。兩個隱藏節點是 $h_k = \\text{ReLU}(w_k x)$，輸出是 $y = v_1 h_1 + v_2 "
            "h_2$，"
            "損失是 $E = (y - <target>)^2$。權重 w、v 如下，$\\frac{dE}{dw_1}$ 和 $\\frac{dE}{dw_2}$ 各是多少？",
        ),
        given={"x": x, "target": target if target >= 0 else f"({target})", "w": weights, "v": onwards},
        answer=first_layer(reference.relu_backward(back, entered)),
        wrong={
            "relu-skipped-on-the-way-back": first_layer(back),
            "value-for-derivative": first_layer(
                reference.mistaken("relu_backward", "value-for-derivative")(back, entered)
            ),
            "next-weight-forgotten": first_layer(
                reference.relu_backward(np.full((1, 2), slope), entered),
            ),
            "input-forgotten": _whole(reference.relu_backward(back, entered)),
            "two-of-the-square-forgotten": first_layer(reference.relu_backward(back / 2, entered)),
        },
        explanation=Text(
            en="$w x$ is <entered>, so $y = <output>$ and $\\frac{dE}{dy} = 2(y - <target>) = <slope>$. For the node "
            "with a positive $w_k x$, multiply by $v_k$ and by $x$; the other one gets 0, since its ReLU cut it "
            "off: <answer>.",
            zh_TW="$w x$ 是 <entered>，所以 $y = <output>$，$\\frac{dE}{dy} = 2(y - <target>) = <slope>$。"
            "$w_k x$ 為正的節點再乘上 $v_k$ 和 $x$；另一個被 ReLU 截掉了，梯度是 0：<answer>。",
        ).filled(entered=_whole(entered)[0], output=int(output), slope=int(slope)),
    )


def _whole(rows):
    return tuple(tuple(int(cell) for cell in row) for row in np.rint(rows))


@question(topic="backprop", slide="001 p. 87", exercise="exercise06")
def gradient_at_the_logits(draw, reference):
    first, second = draw.integer(10, 45), draw.integer(10, 45)
    shares = draw.shuffled((first, second, 100 - first - second))
    right = draw.integer(0, 2)
    probabilities = tuple(share / 100 for share in shares)
    asked = (np.log(np.array([probabilities])), np.array([right]))
    ids = ["label-minus-probability", "only-the-right-class", "sigmoid-derivative-on-top"]
    return Matrix(
        prompt=Text(
            en="For one example softmax gives the probabilities p; class <right> is right (classes count from 0). "
            "What is the "
            "gradient of the cross-entropy (natural logarithm) with respect to the three logits? Two decimals.",
            zh_TW="對一筆資料，softmax 的輸出是 p，正確類別是 <right>（從 0 開始編號）。交叉熵（自然對數）對三個 "
            "logits 的"
            "梯度是多少？寫到小數點後兩位。",
        ),
        given={"right": right, "p": probabilities},
        answer=reference.softmax_cross_entropy_backward(*asked),
        decimals=2,
        wrong={
            **reference.wrong("softmax_cross_entropy_backward", *asked, ids=ids),
            "gradient-of-the-logarithm-alone": [
                [-1 / probabilities[place] if place == right else 0.0 for place in range(3)]
            ],
        },
        explanation=Text(
            en="The gradient is p less the one-hot label: subtract 1 from the right class's probability, leave the "
            "others. It is "
            "(<answer>), and adds up to 0.",
            zh_TW="梯度就是 p 減去 one-hot 標籤：正確類別的機率減 1，其他不變，得到 (<answer>)，加起來是 0。",
        ),
    )


@question(topic="backprop", slide="002 p. 15", exercise="exercise06")
def gradient_of_a_kernel(draw, reference):
    image, arriving = draw.matrix(3, 3, 0, 4), draw.matrix(2, 2, -2, 2)
    asked = (np.array([[arriving]]), np.array([[image]]), np.ones((1, 1, 2, 2)))

    def kernel_gradient(backward):
        return _whole(backward(*asked)[1][0, 0])

    ids = ["dw-turned", "dw-of-the-last-position"]
    return Matrix(
        prompt=Text(
            en="A 2×2 kernel slid over the image X (as in a CNN: stride 1, no padding). D is the gradient of the "
            "loss with "
            "respect to the feature map. What is its gradient with respect to the kernel?",
            zh_TW="一個 2×2 的核在影像 X 上滑動（依 CNN 的做法，步幅 1、不填補）。D 是損失對特徵圖的梯度。"
            "損失對這個核的梯度是多少？",
        ),
        given={"X": image, "D": arriving},
        answer=kernel_gradient(reference.conv2d_backward),
        wrong={name: kernel_gradient(reference.mistaken("conv2d_backward", name)) for name in ids},
        explanation=Text(
            en="Each weight met four pixels, one for each cell of D. Lay D on X like a kernel, multiply, add up, "
            "move on: the "
            "result is <answer>.",
            zh_TW="每個權重都碰過四個像素，各對應 D 的一格。把 D 當成核疊在 X 上，相乘、加總、再移動：結果是 "
            "<answer>。",
        ),
    )


@question(topic="backprop", slide="001 p. 54", exercise="exercise06")
def gradient_through_max_pooling(draw, reference):
    cells = draw.sample(range(1, 30), 16)
    image = tuple(cells[start : start + 4] for start in range(0, 16, 4))
    arriving = tuple(tuple(4 * cell for cell in row) for row in draw.matrix(2, 2, 1, 5))
    asked = (np.array([[arriving]]), np.array([[image]]))
    ids = ["spread-over-the-window", "whole-window", "times-the-maximum"]
    return Matrix(
        prompt=Text(
            en="X went through max pooling (2×2, stride 2). D is the gradient of the loss with respect to the "
            "pooled map. What "
            "is its gradient with respect to X?",
            zh_TW="X 經過最大池化（2×2、步幅 2）。D 是損失對池化結果的梯度。損失對 X 的梯度是多少？",
        ),
        given={"X": image, "D": arriving},
        answer=_whole(reference.maxpool2d_backward(*asked)[0, 0]),
        wrong={name: _whole(reference.mistaken("maxpool2d_backward", name)(*asked)[0, 0]) for name in ids},
        explanation=Text(
            en="Each number of D goes to the pixel that was the largest of its window (<winners>); all others get 0.",
            zh_TW="D 的每個數都交給該視窗裡最大的那個像素（<winners>），其他像素是 0。",
        ).filled(
            winners=", ".join(str(max(image[y][x : x + 2] + image[y + 1][x : x + 2])) for y in (0, 2) for x in (0, 2))
        ),
    )


_LAYERS = {
    "loss": Text(en="Gradient at the logits, from loss and softmax", zh_TW="由損失與 softmax 得到 logits 的梯度"),
    "dense": Text(en="Gradients of the fully connected layer's weights", zh_TW="全連接層權重的梯度"),
    "flatten": Text(en="The gradient gets the shape of feature maps again", zh_TW="梯度變回特徵圖的形狀"),
    "pool": Text(en="Max pooling hands its gradients to the winners", zh_TW="最大池化把梯度交給各視窗的最大值"),
    "relu": Text(en="ReLU lets gradients pass where its input was positive", zh_TW="ReLU 只讓輸入為正之處的梯度通過"),
    "norm": Text(en="Gradients of the scale and shift of batch norm", zh_TW="批次正規化的縮放與平移的梯度"),
    "conv": Text(en="Gradients of the convolution's kernels", zh_TW="卷積核的梯度"),
}


@question(topic="backprop", slide="001 p. 87")
def order_of_the_way_back(draw, reference):
    del reference
    left_out = draw.sample(["flatten", "pool", "relu", "norm"], 2)
    steps = [name for name in _LAYERS if name not in left_out]
    network = {
        "conv": "conv", "norm": "batch norm", "relu": "ReLU", "pool": "max pool", "flatten": "flatten", "dense": "FC"
    }  # fmt: skip
    chain = " -> ".join(title for name, title in network.items() if name in {*steps, "flatten"})
    return Order(
        prompt=Text(
            en="A network is <chain> -> softmax and loss. In which order does backpropagation compute these?",
            zh_TW="網路是 <chain> -> softmax 與損失。反向傳播會依什麼順序算出下列各項？",
        ).filled(chain=chain),
        items={name: _LAYERS[name] for name in steps},
        wrong={"gradients-from-the-front": tuple(reversed(steps))},
        explanation=Text(
            en="Backpropagation starts at the loss and walks from the last layer to the first: each layer needs "
            "the gradient of "
            "the one behind it.",
            zh_TW="反向傳播從損失出發，由最後一層往第一層走：每一層都要先拿到後一層傳回來的梯度。",
        ),
    )
