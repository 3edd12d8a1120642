"""Questions on data augmentation and on what a CNN is invariant to."""

import numpy as np

from grader.core.quiz import Choice, Matrix, MultipleChoice, Number, Text, question


@question(topic="augmentation", slide="004 p. 53", exercise="exercise11")
def flipped_image(draw, reference):
    image = draw.matrix(3, 3, 0, 9)
    asked = np.array([image])
    ids = ["upside-down", "turned-around", "mirrored-at-the-diagonal"]
    return Matrix(
        prompt=Text(
            en="What does a horizontal flip (imgaug's Fliplr) make of the image X?",
            zh_TW="影像 X 做水平翻轉（imgaug 的 Fliplr）之後是什麼？",
        ),
        given={"X": image},
        answer=reference.horizontal_flip(asked)[0],
        wrong={name: reference.mistaken("horizontal_flip", name)(asked)[0] for name in ids},
        explanation=Text(
            en="Left and right change places, rows stay where they are: <answer>.",
            zh_TW="左右互換，每一列仍在原來的位置：<answer>。",
        ),
    )


@question(topic="augmentation", slide="004 p. 52", exercise="exercise11")
def shifted_image(draw, reference):
    image = draw.matrix(3, 3, 1, 9)
    top, left = draw.choice([(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)])
    asked = (np.array([image]), 1, top, left)
    ids = ["top-and-left-swapped", "always-the-middle", "rolled-around", "moved-the-wrong-way"]
    return Matrix(
        prompt=Text(
            en="The image X gets a frame of zeros, 1 wide. Then a piece of X's size is cut out that begins in row "
            "<top> and column "
            "<left> of the framed image (counted from 0). What does the piece look like?",
            zh_TW="在影像 X 四周補一圈 0（寬 1），再從補好的影像第 <top> 列、第 <left> 行（從 0 開始數）裁出和 X "
            "一樣大的一塊。"
            "裁出來的是什麼？",
        ),
        given={"top": top, "left": left, "X": image},
        answer=reference.pad_and_crop(*asked)[0],
        wrong={name: reference.mistaken("pad_and_crop", name)(*asked)[0] for name in ids},
        explanation=Text(
            en="Row 1, column 1 of the framed image is X's corner. Beginning at (<top>, <left>) gives <answer>: "
            "the content has moved, and "
            "zeros came in.",
            zh_TW="補好的影像第 1 列第 1 行才是 X 的左上角。從 (<top>, <left>) 開始裁，得到 <answer>：內容移動了，"
            "空出來的是 0。",
        ),
    )


@question(topic="augmentation", slide="004 p. 53")
def angle_in_the_code(draw, reference):
    del reference
    angle, written = draw.choice([5, 8, 10, 12, 15, 20, 25]), draw.choice([30, 40, 45, 60, 90])
    shear = draw.choice([2, 4, 6, 16])
    code = "\n".join([
        "seq = iaa.Sequential([",
        "    iaa.Fliplr(0.5),  # 50% horizontal flip",
        "    iaa.Affine(",
        f"        rotate=(-{angle}, {angle}),  # random rotate -{written} ~ +{written} degree",
        f"        shear=(-{shear}, {shear}),  # random shear -{shear} ~ +{shear} degree",
        "    ),",
        "])",
    ])  # fmt: skip
    return Number(
        prompt=Text(
            en="A slide shows code like this. Images are rotated at random by it: how many degrees lie between the "
            "two outermost "
            "rotations?",
            zh_TW="有一張投影片上有這樣的程式碼。影像會隨機旋轉：最左和最右兩個極端的旋轉角度相差幾度？",
        ),
        given={"angle": angle, "written": written, "code": code},
        answer=2 * angle,
        unit="degrees|degree|°|度",
        wrong={
            "comment-believed": 2 * written,
            "one-side-of-the-range": angle,
            "shear-taken-for-rotation": 2 * shear,
        },
        explanation=Text(
            en="rotate=(-<angle>, <angle>) decides: $2 \\cdot <angle> = <answer>$ degrees. The comment says "
            "something else, and comments "
            "are not run.",
            zh_TW="起作用的是 rotate=(-<angle>, <angle>)：$2 \\cdot <angle> = <answer>$ 度。註解寫的不一樣，"
            "但註解不會被執行。",
        ),
    )


_TASKS = {
    "digits": (
        Text(en="handwritten digits", zh_TW="手寫數字"),
        ("shift", "brightness", "noise", "small-turn"),
        ("label-lost-upside-down", "label-lost-in-a-mirror"),
    ),
    "arrows": (
        Text(en='arrows, "left" or "right"', zh_TW="箭頭（「左」或「右」）"),
        ("shift", "brightness", "noise", "small-turn"),
        ("label-lost-in-a-mirror", "label-lost-upside-down"),
    ),
    "cells": (
        Text(en="healthy and sick cells under a microscope", zh_TW="顯微鏡下的健康細胞與病變細胞"),
        ("shift", "small-turn", "upside-down", "mirror"),
        ("label-lost-in-a-crop", "label-changed-by-hand"),
    ),
    "animals": (
        Text(en="cats and dogs", zh_TW="貓和狗"),
        ("shift", "small-turn", "brightness", "mirror"),
        ("label-lost-in-a-crop", "label-changed-by-hand"),
    ),
}
_CHANGES = {
    "shift": Text(en="shifting by two pixels", zh_TW="平移兩個像素"),
    "brightness": Text(en="making it a little brighter", zh_TW="稍微調亮"),
    "noise": Text(en="adding a little noise", zh_TW="加一點雜訊"),
    "small-turn": Text(en="rotating by at most 5 degrees", zh_TW="旋轉最多 5 度"),
    "upside-down": Text(en="rotating by 180 degrees", zh_TW="旋轉 180 度"),
    "mirror": Text(en="a horizontal flip", zh_TW="水平翻轉"),
    "label-lost-upside-down": Text(en="rotating by 180 degrees", zh_TW="旋轉 180 度"),
    "label-lost-in-a-mirror": Text(en="a horizontal flip", zh_TW="水平翻轉"),
    "label-lost-in-a-crop": Text(en="cutting out 3×3 pixels and enlarging them", zh_TW="裁出 3×3 個像素再放大"),
    "label-changed-by-hand": Text(
        en="exchanging the labels of every tenth image", zh_TW="把每十張中的一張換成另一個標籤"
    ),
}


@question(topic="augmentation", slide="004 p. 52")
def changes_that_keep_the_label(draw, reference):
    del reference
    task = draw.choice(sorted(_TASKS))
    name, keeping, losing = _TASKS[task]
    keeping = draw.sample(keeping, 2)
    return MultipleChoice(
        prompt=Text(
            en=f"A network is to tell apart {name.en}. Which of these are fit for augmenting its training images, "
            f"since they keep the "
            "label right?",
            zh_TW=f"要訓練網路辨識{name.zh_TW}。下列哪些適合用來擴增訓練影像，因為標籤仍然正確？",
        ),
        given={"task": task},
        options={key: _CHANGES[key] for key in sorted((*keeping, *losing))},
        answer=keeping,
        explanation=Text(
            en="Augmentation may change anything that a person would not call something else. A 6 upside down is a "
            "9, a mirrored arrow "
            "points the other way; a cell looks alike from all sides.",
            zh_TW="擴增可以改變任何「人看了還是會給同樣標籤」的東西。6 倒過來是 9，箭頭翻轉就指向另一邊；"
            "細胞則從哪一邊看都一樣。",
        ),
    )


@question(topic="concepts", slide="002 p. 8")
def where_the_peak_goes(draw, reference):
    del reference
    column, shift = draw.integer(4, 12), draw.choice([2, 4, 6, 8])
    pooled = draw.choice([True, False])
    column += column % 2 if pooled else 0
    place = (column + shift) // 2 if pooled else column + shift
    layers = Text(
        en="a convolution (stride 1) and 2×2 max pooling (stride 2)", zh_TW="卷積（步幅 1）和 2×2 最大池化（步幅 2）"
    ) if pooled else Text(en="a convolution (stride 1)", zh_TW="卷積（步幅 1）")  # fmt: skip
    start = column // 2 if pooled else column
    wrong = {"map-thought-to-stay": start, "moved-to-the-other-side": start - (place - start)}
    if pooled:
        wrong["shift-not-shrunk-by-pooling"] = start + shift
    return Number(
        prompt=Text(
            en=f"A slide calls convolutions translation invariant. An image goes through {layers.en}, and the "
            f"map's largest value stands in "
            "column c, given below. Now everything in the image moves <shift> pixels to the right, far from the "
            "border. In which column "
            "does the largest value stand now?",
            zh_TW=f"有一張投影片說卷積具有平移不變性。影像經過{layers.zh_TW}，特徵圖的最大值在第 c 行（如下）。"
            "現在影像內容整個往右移 <shift> 個像素，離邊界還很遠。這時最大值在第幾行？",
        ),
        given={"shift": shift, "pooled": pooled, "c": (start,)},
        answer=place,
        wrong=wrong,
        explanation=Text(
            en="The map moves with the image, here by <steps>: it is equivariant, not invariant, and <answer> is "
            "right. Only "
            "where the position is thrown away at the end, as in global pooling, does the answer stay the same.",
            zh_TW="特徵圖會跟著影像移動，這裡移動 <steps> 行，到第 <answer> 行：這叫 equivariant（等變），不是 "
            "invariant（不變）。"
            "要到最後把位置丟掉（例如 global pooling），結果才會不變。",
        ).filled(steps=place - start),
    )


@question(topic="concepts", slide="002 p. 50")
def what_a_turned_image_needs(draw, reference):
    del reference
    change = draw.choice([
        Text(en="turned by 90 degrees", zh_TW="旋轉 90 度"),
        Text(en="twice as large", zh_TW="放大成兩倍"),
        Text(en="turned upside down", zh_TW="上下顛倒"),
        Text(en="half as large", zh_TW="縮小成一半"),
    ])  # fmt: skip
    subject = draw.choice([
        Text(en="traffic signs", zh_TW="交通號誌"),
        Text(en="leaves", zh_TW="樹葉"),
        Text(en="tools", zh_TW="工具"),
    ])  # fmt: skip
    return Choice(
        prompt=Text(
            en=f"A CNN was trained on images of {subject.en}, all upright and of one size. Now they come "
            f"{change.en}. What is to be expected?",
            zh_TW=f"某個 CNN 用{subject.zh_TW}的影像訓練，全部是正的、大小也一樣。現在的影像都{change.zh_TW}。"
            f"會發生什麼事？",
        ),
        options={
            "right": Text(
                en="It gets worse, unless such images were in training.", zh_TW="變差，除非訓練時有這種影像。"
            ),
            "pooling-thought-to-undo-it": Text(
                en="Nothing changes: pooling evens out every such change.", zh_TW="不受影響：池化會抵銷這一類的變化。"
            ),
            "sharing-thought-to-undo-it": Text(
                en="Nothing changes: filters are shared over the whole image.", zh_TW="不受影響：濾波器由整張影像共用。"
            ),
            "kernel-thought-to-turn": Text(
                en="Nothing changes: the kernels adapt to each new image.", zh_TW="不受影響：核會隨著每張新影像調整。"
            ),
        },
        explanation=Text(
            en="Filters find their pattern wherever it is, but only the way round and in the size in which they "
            "have learnt it. That is what "
            "augmentation with rotated and scaled images is for.",
            zh_TW="濾波器可以在任何位置找到它的圖樣，但只認得學過的方向和大小。所以才要用旋轉、縮放過的影像來擴增。",
        ),
    )
