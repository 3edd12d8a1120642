"""Questions on judging a network: accuracy, confusion matrix, precision and recall, scaling; and one on padding."""

import numpy as np

from grader.core.quiz import Matrix, Number, Text, question


def _lists(counts):
    """Labels and predictions that have this confusion matrix."""
    pairs = [(row, column) for row, cells in enumerate(counts) for column, n in enumerate(cells) for _ in range(n)]
    return np.array([label for label, _ in pairs]), np.array([said for _, said in pairs])


@question(topic="evaluation", slide="001 p. 81", exercise="exercise11")
def confusion_matrix_of_a_list(draw, reference):
    labels = draw.shuffled((0, 0, 0, 1, 1, 1, 2, 2, 2, draw.integer(0, 2)))
    predictions = tuple(label if draw.integer(0, 2) else draw.integer(0, 2) for label in labels)
    asked = (np.array(labels), np.array(predictions), 3)
    ids = ["rows-are-predictions", "pairs-counted-once", "only-the-diagonal", "diagonal-left-out"]
    return Matrix(
        prompt=Text(
            en="Ten images have these labels, and a network predicts these classes. What is the confusion matrix "
            "(rows: labels 0, 1, 2; "
            "columns: predictions 0, 1, 2)?",
            zh_TW="十張影像的標籤（labels）和網路的預測（said）如下。混淆矩陣是什麼？（列是標籤 0、1、2，行是預測 "
            "0、1、2。）",
        ),
        given={"labels": labels, "said": predictions},
        answer=reference.confusion_matrix(*asked),
        wrong=reference.wrong("confusion_matrix", *asked, ids=ids),
        explanation=Text(
            en="Each image adds 1 in the row of its label and the column of its prediction: <answer>. On the "
            "diagonal are the right ones.",
            zh_TW="每張影像在「標籤那一列、預測那一行」加 1：<answer>。對角線上是預測正確的。",
        ),
    )


@question(topic="evaluation", slide="001 p. 81", exercise="exercise11")
def accuracy_of_a_confusion_matrix(draw, reference):
    counts = tuple(
        tuple(draw.integer(20, 90) if row == column else draw.integer(0, 9) for column in range(3)) for row in range(3)
    )
    scarce = draw.integer(0, 2)
    counts = tuple(
        tuple(draw.integer(1, 6) if row == scarce else cell for cell in cells) for row, cells in enumerate(counts)
    )
    asked = _lists(counts)
    right = sum(counts[each][each] for each in range(3))
    return Number(
        prompt=Text(
            en="C is the confusion matrix of a network (rows: labels, columns: predictions). What is its accuracy, "
            "as a share from "
            "0 to 1? Three decimals.",
            zh_TW="C 是某個網路的混淆矩陣（列是標籤，行是預測）。它的準確率是多少（0 到 1 之間的比例）？"
            "寫到小數點後三位。",
        ),
        given={"C": counts},
        answer=reference.accuracy(*asked),
        decimals=3,
        wrong=reference.wrong(
            "accuracy", *asked, ids=["share-of-wrong-ones", "mean-over-the-classes", "right-ones-counted"]
        ),
        explanation=Text(
            en="On the diagonal are <right> right ones of <count>: $\\frac{<right>}{<count>} = <answer>$.",
            zh_TW="對角線上共有 <right> 個正確，總數 <count>：$\\frac{<right>}{<count>} = <answer>$。",
        ).filled(right=right, count=len(asked[0])),
    )


@question(topic="evaluation", slide="001 p. 82", exercise="exercise11")
def precision_or_recall(draw, reference):
    counts = tuple(
        tuple(draw.integer(12, 60) if row == column else draw.integer(2, 20) for column in range(3)) for row in range(3)
    )
    of, wanted = draw.integer(0, 2), draw.choice(["precision", "recall"])
    asked = (*_lists(counts), 3)
    ids = ["recall-instead" if wanted == "precision" else "precision-instead", "divided-by-all"]
    ids += ["true-negatives-counted"] if wanted == "precision" else []
    whole = sum(row[of] for row in counts) if wanted == "precision" else sum(counts[of])
    return Number(
        prompt=Text(
            en="C is the confusion matrix of a network (rows: labels, columns: predictions; classes from 0). What "
            "is the <wanted> of class "
            "<of>? Three decimals.",
            zh_TW="C 是某個網路的混淆矩陣（列是標籤，行是預測，類別從 0 開始）。類別 <of> 的 <wanted> 是多少？"
            "寫到小數點後三位。",
        ),
        given={"of": of, "wanted": wanted, "C": counts},
        answer=float(getattr(reference, wanted)(*asked)[of]),
        decimals=3,
        wrong={name: float(reference.mistaken(wanted, name)(*asked)[of]) for name in ids},
        explanation=Text(
            en="<hits> of class <of> were found. Precision divides by the sum of its column (all taken for it), "
            "recall by that of its row "
            "(all that are of it): $\\frac{<hits>}{<whole>} = <answer>$.",
            zh_TW="類別 <of> 有 <hits> 個預測正確。precision 除以該行的總和（所有被預測成它的），recall "
            "除以該列的總和（所有屬於它的）："
            "$\\frac{<hits>}{<whole>} = <answer>$。",
        ).filled(hits=counts[of][of], whole=whole),
    )


@question(topic="evaluation", slide="002 p. 55", exercise="exercise11")
def standardised_test_value(draw, reference):
    train = draw.row(4, 0, 12)
    test = (draw.integer(6, 20), draw.integer(0, 5))
    asked = (np.array(train, dtype=float)[:, None], np.array(test, dtype=float)[:, None])

    def first(function):
        return round(float(function(*asked)[1][0, 0]), 9)

    ids = [
        "test-scaled-by-itself",
        "measured-on-everything",
        "divided-by-the-variance",
        "only-shifted",
        "test-left-alone",
    ]
    return Number(
        prompt=Text(
            en="A feature has the values below in the training and in the test data. Both are standardised to mean "
            "0 and deviation 1 as "
            "it should be done (deviation with N in the denominator). What becomes of the first test value? Three "
            "decimals.",
            zh_TW="某個特徵在訓練資料和測試資料的值如下。依正確的做法標準化（平均 0、標準差 1，標準差除以 N）之後，"
            "第一個測試值會變成多少？寫到小數點後三位。",
        ),
        given={"train": train, "test": test},
        answer=first(reference.standardize),
        decimals=3,
        wrong={name: first(reference.mistaken("standardize", name)) for name in ids},
        explanation=Text(
            en="Mean <mean> and deviation <deviation> come from the training data alone: "
            "$\\frac{<value> - <mean>}{<deviation>} = <answer>$.",
            zh_TW="平均 <mean> 和標準差 <deviation> 只用訓練資料來算："
            "$\\frac{<value> - <mean>}{<deviation>} = <answer>$。",
        ).filled(mean=float(np.mean(train)), deviation=round(float(np.std(train)), 4), value=test[0]),
    )


@question(topic="padding", slide="002 p. 24")
def row_that_is_reflected(draw, reference):
    del reference
    row, mode = draw.sample(range(1, 10), 4), draw.choice(["REFLECT", "SYMMETRIC"])
    reflected = (row[2], row[1], *row, row[2], row[1])
    symmetric = (row[1], row[0], *row, row[3], row[2])
    return Matrix(
        prompt=Text(
            en='A slide says that TensorFlow has only zero padding. Its layers do, but tf.pad has mode="<mode>", '
            "too. The mirror stands "
            f"{'in the middle of the outermost cell' if mode == 'REFLECT' else 'at the outer border of the row'}. "
            f"What does it make of "
            "the row x, with 2 more cells on either side?",
            zh_TW='有一張投影片說 TensorFlow 只有零填補。層的確如此，但 tf.pad 還有 mode="<mode>"：'
            f"鏡子放在{'最外側那一格的正中央' if mode == 'REFLECT' else '整列的外緣'}。把 x 的兩端各填補 2 格，"
            f"會變成什麼？",
        ),
        given={"mode": mode, "x": row},
        answer=reflected if mode == "REFLECT" else symmetric,
        wrong={
            "padded-with-zeros": (0, 0, *row, 0, 0),
            "edge-counted-or-left-out": symmetric if mode == "REFLECT" else reflected,
            "edge-repeated": (row[0], row[0], *row, row[3], row[3]),
            "wrapped-around": (row[2], row[3], *row, row[0], row[1]),
        },
        explanation=Text(
            en="REFLECT has its mirror in the middle of the last cell, which is not repeated; SYMMETRIC has it at "
            "the border, so the last "
            "cell comes twice: <answer>.",
            zh_TW="REFLECT 的鏡子在最後一格的正中央，那一格不重複；SYMMETRIC 的鏡子在邊界上，最後一格會出現兩次："
            "<answer>。",
        ),
    )
