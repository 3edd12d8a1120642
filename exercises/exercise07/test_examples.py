"""The course's own numbers, and two networks small enough to train by hand. Run them with `grade exercise07`, or with pytest."""

import pytest
import training
import training_stage as stage

from grader.suite import same

CLOSE = 1e-4


@pytest.mark.function("choose_device")
def test_the_device_that_is_asked_for():
    """Whoever asks for the cpu gets it, and a machine without cards has nothing else.

    zh-TW: 指定 cpu 就得到 cpu；沒有顯示卡的機器也只有 cpu。
    """
    same(stage.device_chosen(training, found=["cuda"], preferred="cpu"), {"type": "cpu", "index": 0})
    same(stage.device_chosen(training), {"type": "cpu", "index": 0})
    same(stage.device_chosen(training, found=["cuda"]), {"type": "cuda", "index": 0})


@pytest.mark.function("build_mnist_cnn")
def test_the_slides_network():
    """320 + 18,496 + 1,179,776 + 1,290 = 1,199,882 trainable parameters.

    zh-TW: 可訓練參數共 320 + 18,496 + 1,179,776 + 1,290 = 1,199,882 個。
    """
    same(stage.size_of_built(training), {"module": True, "trainable": 1_199_882})


@pytest.mark.function("count_trainable_parameters")
def test_a_small_network_of_the_slides():
    """Linear 100 -> 64 and 64 -> 3: 6,464 + 195 = 6,659. Frozen layers add nothing.

    zh-TW: 全連接 100 -> 64 與 64 -> 3：6,464 + 195 = 6,659。凍結的層不算。
    """
    same(stage.parameters_counted(training, layers=[("linear", 100, 64), ("linear", 64, 3)]), 6_659)
    same(stage.parameters_counted(training, layers=[("linear", 100, 64), ("frozen", 64, 3)]), 6_464)


@pytest.mark.function("train_one_epoch")
def test_two_batches_by_hand():
    """Samples of 1, 2, 3 and 6 in batches of three and one, one weight, squared error: the mean over four samples.

    zh-TW: 樣本 1、2、3、6 分成三個一批與一個一批，一個權重，平方誤差：對四個樣本取平均。
    """
    same(
        stage.epoch_by_hand(training, batches=[[1.0, 2.0, 3.0], [6.0]], weight=0.0, rate=0.25),
        (39 / 4, 3.5),
        rtol=CLOSE,
    )


@pytest.mark.function("evaluate")
def test_three_samples_by_hand():
    """Logits (0, 0) cost ln 2 each; two of three labels are those of the largest logit, which is the first of equals.

    zh-TW: logits 為 (0, 0) 時每個樣本的損失是 ln 2；三個標籤中有兩個對，相等時取第一個。
    """
    same(stage.evaluation_by_hand(training, labels=[[0, 1], [0]]), (0.6931472, 2 / 3), rtol=CLOSE)


@pytest.mark.function("fit")
def test_the_slides_patience():
    """At most 50 epochs and a patience of 5, as on a slide: if nothing is learnt, epoch 0 is best and epoch 5 the last.

    zh-TW: 和投影片一樣最多 50 個 epoch、patience 為 5：如果什麼都沒學到，最佳的是第 0 個，第 5 個是最後一個。
    """
    history = stage.history_of_fit(training, net="linear", sizes=[4, 2], seed=1, epochs=50, rate=0.0, patience=5)
    same(history["best_epoch"], 0)
    same(history["validation_loss"], [2.8071918] * 6, rtol=CLOSE)
