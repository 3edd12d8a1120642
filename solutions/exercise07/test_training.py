"""Hidden checks for exercise07: the training loop. The stage builds models and batches; what comes out is compared here."""

import numpy as np
import pytest
import training_stage as stage

from grader.suite import pending, rejects, same

CLOSE = 1e-4
"""Everything is computed in float32: two right orders of adding differ by 1e-6, the mildest known mistake by far more."""

LONG = 1e-3
"""After dozens of large steps, and in sums of thousands of products, they differ by 1e-5, and a mistake by a hundredth."""

NO_GPU = {
    "en": "They need a real GPU that the sandbox can reach; the pretend GPU has made the same checks.",
    "zh_TW": "這些檢查需要沙箱用得到的真實 GPU；相同的檢查已經在模擬 GPU 上做過了。",
}
NO_PRETEND = {
    "en": "They need the pretend GPU, which is not available with this version of torch.",
    "zh_TW": "這些檢查需要模擬 GPU，但這個版本的 torch 無法使用。",
}


def close(got, expected):
    """The same numbers, up to the rounding of float32."""
    same(got, expected, rtol=CLOSE)


def close_at_the_end(got, expected):
    """The same numbers, up to the rounding that a long way adds up to."""
    same(got, expected, rtol=LONG)


def seed_from(rng):
    return int(rng.integers(1, 10**6))


def ragged(rng, batches=3):
    """Sizes of batches, of which the last one is much smaller."""
    return [int(size) for size in rng.integers(6, 10, size=batches - 1)] + [int(rng.integers(2, 4))]


def even(rng, batches=2):
    """Sizes of batches that are all alike."""
    return [int(rng.integers(4, 8))] * batches


def setting(rng, **wishes):
    """What a stage is told: a network, sizes and a seed, unless others are wanted."""
    return {"net": "two layers", "sizes": ragged(rng), "seed": seed_from(rng), **wishes}


def ask(question, student, reference, wishes, **otherwise):
    """The submission's answer must be that of the reference, for which some wishes may be otherwise."""
    close(question(student, **wishes), question(reference, **{**wishes, **otherwise}))


def needs_numbers_on_the_device(student, reference, function, wishes):
    """Where the meta device stands in for the pretend one, only the devices of tensors can be checked."""
    if not stage.pretend_gpu_has_numbers(reference):
        known = {name: value for name, value in wishes.items() if name != "device"}
        same(stage.tensors_that_met(student, function=function, **known), "all on one device")
        pending(**NO_PRETEND)


def needs_a_gpu(student):
    if not stage.gpu_in_reach(student):
        pending(**NO_GPU)


# --- choose_device --------------------------------------------------------------------------------------------------


@pytest.mark.function("choose_device")
class TestChooseDevice:
    """Which device is taken on machines that have this or that."""

    @pytest.mark.points(2)
    def test_cuda_comes_first(self, student):
        """Where there is a graphics card, cuda is chosen, whatever else there is.

        zh-TW: 有顯示卡時就選 cuda，不管還有沒有別的裝置。
        """
        same(stage.device_chosen(student, found=["cuda"]), {"type": "cuda", "index": 0})
        same(stage.device_chosen(student, found=["mps", "cuda"]), {"type": "cuda", "index": 0})

    @pytest.mark.points(2)
    def test_mps_comes_second(self, student):
        """On an Apple chip without cuda, mps is chosen.

        zh-TW: 沒有 cuda 的 Apple 晶片上選 mps。
        """
        same(stage.device_chosen(student, found=["mps"]), {"type": "mps", "index": 0})

    @pytest.mark.points(2)
    def test_cpu_is_always_there(self, student):
        """Without either, cpu is chosen.

        zh-TW: 兩者都沒有時選 cpu。
        """
        same(stage.device_chosen(student), {"type": "cpu", "index": 0})

    @pytest.mark.points(2)
    @pytest.mark.parametrize("as_text", [True, False], ids=["name", "device"])
    def test_the_preferred_device_is_taken(self, student, rng, as_text):
        """A preferred device, by name or as a torch.device, is taken whatever the machine has.

        zh-TW: 指定了裝置（名稱或 torch.device）就用它，不管機器上有什麼。
        """
        number = int(rng.integers(1, 4))
        for found in (["cuda"], ["mps"], ["cuda", "mps"], []):
            for preferred, index in (("cpu", 0), ("mps", 0), ("cuda", 0), (f"cuda:{number}", number)):
                expected = {"type": preferred.partition(":")[0], "index": index}
                same(stage.device_chosen(student, found=found, preferred=preferred, as_text=as_text), expected)
        same(stage.device_chosen(student, found=["cuda"]), {"type": "cuda", "index": 0})


# --- build_mnist_cnn ------------------------------------------------------------------------------------------------


@pytest.mark.function("build_mnist_cnn")
class TestBuildMnistCnn:
    """The network of the slides."""

    @pytest.mark.points(4)
    def test_it_has_the_slides_parameters(self, student):
        """A module with exactly 1,199,882 trainable parameters: 320 + 18,496 + 1,179,776 + 1,290.

        zh-TW: 一個 nn.Module，可訓練參數恰好 1,199,882 個：320 + 18,496 + 1,179,776 + 1,290。
        """
        same(stage.size_of_built(student), {"module": True, "trainable": 1_199_882})

    @pytest.mark.points(2)
    def test_ten_outputs_for_each_image(self, student, rng):
        """Ten finite numbers per image, for one image and for several; each image is looked at alone.

        zh-TW: 每張影像十個有限的數，一張或多張都可以；每張影像各自獨立。
        """
        seed = seed_from(rng)
        several = stage.outputs_of_built(student, count=4, seed=seed)
        same(several, np.zeros((4, 10), np.float32), rtol=np.inf)
        close_at_the_end(stage.outputs_of_built(student, count=1, seed=seed), several[:1])

    @pytest.mark.points(1)
    def test_the_outputs_are_logits(self, student, rng):
        """Logits, not probabilities: cross-entropy in torch has the softmax built in.

        zh-TW: 輸出是 logits 而不是機率：torch 的交叉熵已經內含 softmax。
        """
        outputs = stage.outputs_of_built(student, count=3, seed=seed_from(rng))
        same(outputs, np.zeros((3, 10), np.float32), rtol=np.inf)
        sums_to_one = bool(np.all(outputs >= 0) and np.all(np.abs(outputs.sum(axis=1) - 1) < 1e-3))
        assert not sums_to_one, (
            "the ten outputs of an image may be any numbers; these are probabilities that add up to 1"
        )

    @pytest.mark.points(2)
    def test_it_computes_what_the_slides_network_computes(self, student, reference, rng):
        """With the same weights it gives the outputs of the slides' network: ReLUs and pooling are where they belong.

        zh-TW: 權重相同時，輸出和投影片的網路一致：ReLU 和池化都在對的地方。
        """
        same(stage.size_of_built(student), {"module": True, "trainable": 1_199_882})
        if sorted(stage.shapes_of_built(student)) == sorted(stage.shapes_of_built(reference)):
            wishes = {"count": 2, "seed": seed_from(rng)}
            got, expected = (stage.outputs_with_weights(module, **wishes) for module in (student, reference))
            close_at_the_end(got, expected)

    @pytest.mark.points(1)
    def test_training_reaches_every_layer(self, student, rng):
        """Every parameter gets a gradient.

        zh-TW: 每個參數都得到梯度。
        """
        reached, there = stage.gradients_of_built(student, count=4, seed=seed_from(rng))
        same(reached, there)
        same(stage.size_of_built(student), {"module": True, "trainable": 1_199_882})


# --- count_trainable_parameters -------------------------------------------------------------------------------------


@pytest.mark.function("count_trainable_parameters")
class TestCountTrainableParameters:
    """What training would change."""

    @pytest.mark.points(2)
    @pytest.mark.parametrize(
        "kinds",
        [
            pytest.param(["linear", "conv", "linear"], id="plain"),
            pytest.param(["linear", "frozen", "half frozen"], id="frozen"),
            pytest.param(["batch norm", "own", "conv"], id="buffers"),
            pytest.param(["shared", "linear"], id="shared"),
            pytest.param(["nested", "own", "linear"], id="nested"),
        ],
    )
    def test_elements_that_require_a_gradient(self, student, reference, rng, kinds):
        """Elements of parameters that need a gradient: no frozen ones, no buffers, shared ones once, nested ones too.

        zh-TW: 需要梯度的參數元素：凍結的與 buffer 不算，共用的只算一次，巢狀模組裡的也要算。
        """
        for _ in range(2):
            layers = [(kind, *(int(n) for n in rng.integers(2, 9, size=2))) for kind in kinds]
            same(
                stage.parameters_counted(student, layers=layers),
                stage.parameters_counted(reference, layers=layers),
            )


# --- train_one_epoch ------------------------------------------------------------------------------------------------


@pytest.mark.function("train_one_epoch")
class TestTrainOneEpoch:
    """One walk over the batches."""

    @pytest.mark.points(2)
    def test_the_loss_is_a_mean_over_samples(self, student, reference, rng):
        """The mean loss per sample: a last batch that is smaller weighs less.

        zh-TW: 平均損失以「樣本」計：較小的最後一批權重較輕。
        """
        for net in ("linear", "two layers"):
            ask(stage.loss_of_training, student, reference, setting(rng, net=net, epochs=2))
        ask(stage.loss_of_training, student, reference, setting(rng, sizes=[1]))

    @pytest.mark.points(1)
    def test_the_weights_after_several_steps(self, student, reference, rng):
        """Every batch moves the weights once, by its own gradient alone.

        zh-TW: 每一批更新一次權重，而且只用這一批的梯度。
        """
        for optimizer in ("sgd", "momentum"):
            ask(stage.weights_after_training, student, reference, setting(rng, optimizer=optimizer, epochs=2))

    @pytest.mark.points(0.5)
    @pytest.mark.parametrize(("optimizer", "loss"), [("adam", "margin"), ("sgd", "squared error")])
    def test_the_given_optimizer_and_loss_are_used(self, student, reference, rng, optimizer, loss):
        """Whatever optimizer and loss function are given, they are the ones that are used.

        zh-TW: 給什麼最佳化器和損失函數，就用什麼。
        """
        wishes = setting(rng, sizes=even(rng), optimizer=optimizer, loss=loss, rate=0.05)
        ask(stage.loss_of_training, student, reference, wishes)
        ask(stage.weights_after_training, student, reference, wishes)

    @pytest.mark.points(0.5)
    @pytest.mark.parametrize("net", ["batch norm", "dropout"])
    def test_the_model_is_in_training_mode(self, student, reference, rng, net):
        """Batch norm and dropout behave as in training, even if the model was in evaluation mode.

        zh-TW: 即使模型原本在評估模式，批次正規化與 dropout 也要以訓練模式運作。
        """
        for mode in ("eval", "train"):
            wishes = setting(rng, net=net, sizes=even(rng), mode=mode)
            ask(stage.weights_after_training, student, reference, wishes)

    @pytest.mark.points(1)
    def test_gradients_from_before_are_not_used(self, student, reference, rng):
        """Gradients that were left over from before the call do not change the result.

        zh-TW: 呼叫之前殘留的梯度不影響結果。
        """
        ask(stage.weights_after_training, student, reference, setting(rng, sizes=even(rng), stale=True))
        ask(stage.weights_after_training, student, reference, setting(rng, sizes=[5], stale=True))

    @pytest.mark.points(0.25)
    @pytest.mark.parametrize("kind", ["once", "again", "pairs", "pinned"])
    def test_batches_of_any_kind(self, student, reference, rng, kind):
        """Batches that can be walked only once, have no length, are lists, or come from a DataLoader with pinned memory.

        zh-TW: 只能走訪一次、沒有長度、是 list，或來自使用 pinned memory 的 DataLoader 的批次都可以。
        """
        size = int(rng.integers(4, 8))
        wishes = setting(rng, sizes=[size, size, size - 1], kind=kind, rate=0.4)
        ask(stage.loss_of_training, student, reference, wishes)
        ask(stage.weights_after_training, student, reference, wishes)

    @pytest.mark.points(1)
    def test_batches_are_moved_to_the_device(self, student, reference, rng):
        """On a GPU, images and labels that come from the host are moved to the model's device; the numbers stay the same.

        zh-TW: 在 GPU 上，來自主機的影像和標籤要搬到模型所在的裝置；算出來的數字不變。
        """
        wishes = setting(rng, sizes=even(rng), device="pretend", optimizer="momentum")
        needs_numbers_on_the_device(student, reference, "train_one_epoch", wishes)
        ask(stage.loss_of_training, student, reference, wishes, device="cpu")
        ask(stage.weights_after_training, student, reference, {**wishes, "net": "batch norm"}, device="cpu")

    @pytest.mark.points(1)
    @pytest.mark.parametrize(
        "fact", ["waits for the device in every step", "copies to the device what is there"], ids=["waits", "copies"]
    )
    def test_the_device_is_kept_busy(self, student, reference, rng, fact):
        """Nothing waits for the device in every step, and nothing that is there is copied to it again.

        zh-TW: 不在每一步等待裝置，也不把已經在裝置上的資料再搬一次。
        """
        wishes = setting(rng, net="linear", sizes=ragged(rng, 2))
        needs_numbers_on_the_device(student, reference, "train_one_epoch", wishes)
        got = stage.traffic_of_training(student, **wishes)
        expected = stage.traffic_of_training(reference, **wishes)
        close(_about(got, fact), _about(expected, fact))

    @pytest.mark.points(0)
    def test_on_a_real_gpu(self, student, reference, rng):
        """On a real GPU it gives the same numbers.

        zh-TW: 在真實的 GPU 上得到相同的數字。
        """
        needs_a_gpu(student)
        wishes = setting(rng, device="cuda", optimizer="momentum")
        same(
            stage.loss_of_training(student, **wishes),
            stage.loss_of_training(reference, **{**wishes, "device": "cpu"}),
            rtol=1e-3,
        )


def _about(answer, fact):
    """An answer without the other facts of the traffic; anything else as it is."""
    facts = {"waits for the device in every step", "copies to the device what is there"}
    return (
        {key: value for key, value in answer.items() if key == fact or key not in facts}
        if type(answer) is dict
        else answer
    )


# --- evaluate -------------------------------------------------------------------------------------------------------


@pytest.mark.function("evaluate")
class TestEvaluate:
    """Loss and accuracy."""

    @pytest.mark.points(1.5)
    def test_loss_and_accuracy_are_per_sample(self, student, reference, rng):
        """Mean loss and accuracy per sample: a last batch that is smaller weighs less.

        zh-TW: 平均損失和正確率都以「樣本」計：較小的最後一批權重較輕。
        """
        for net in ("linear", "two layers"):
            ask(stage.result_of_evaluation, student, reference, setting(rng, net=net))
        for _ in range(2):
            ask(stage.result_of_evaluation, student, reference, setting(rng, sizes=[9, 1]))

    @pytest.mark.points(1)
    def test_batches_of_one_size(self, student, reference, rng):
        """Loss and accuracy where all batches have the same size: a tuple of two numbers, the second from 0 to 1.

        zh-TW: 每批大小相同時的損失與正確率：兩個數的 tuple，第二個在 0 到 1 之間。
        """
        for batches in (1, 3):
            ask(stage.result_of_evaluation, student, reference, setting(rng, sizes=even(rng, batches)))

    @pytest.mark.points(0.5)
    @pytest.mark.parametrize("net", ["batch norm", "dropout"])
    def test_the_model_is_in_evaluation_mode(self, student, reference, rng, net):
        """Batch norm and dropout behave as in evaluation, even if the model was in training mode.

        zh-TW: 即使模型原本在訓練模式，批次正規化與 dropout 也要以評估模式運作。
        """
        for mode in ("train", "eval"):
            ask(stage.result_of_evaluation, student, reference, setting(rng, net=net, sizes=even(rng), mode=mode))

    @pytest.mark.points(1)
    def test_the_model_stays_as_it_is(self, student, reference, rng):
        """Judging a model changes neither its weights nor its running statistics.

        zh-TW: 評估不會改變模型的權重，也不會改變移動統計量。
        """
        for mode in ("train", "eval"):
            ask(
                stage.state_after_evaluation,
                student,
                reference,
                setting(rng, net="batch norm", sizes=even(rng), mode=mode),
            )

    @pytest.mark.points(1)
    def test_no_gradients_are_recorded(self, student, reference, rng):
        """No gradients are recorded while the model runs; recording would keep every activation in memory.

        zh-TW: 模型執行時不記錄梯度；否則所有中間結果都會留在記憶體裡。
        """
        ask(stage.gradients_in_evaluation, student, reference, {"sizes": even(rng), "seed": seed_from(rng)})

    @pytest.mark.points(0.5)
    @pytest.mark.parametrize("loss", ["margin"])
    def test_the_given_loss_is_used(self, student, reference, rng, loss):
        """Whatever loss function is given, it is the one that is used.

        zh-TW: 給什麼損失函數，就用什麼。
        """
        ask(stage.result_of_evaluation, student, reference, setting(rng, sizes=even(rng), loss=loss))

    @pytest.mark.points(0.25)
    @pytest.mark.parametrize("kind", ["once", "again", "pairs", "pinned"])
    def test_batches_of_any_kind(self, student, reference, rng, kind):
        """Batches that can be walked only once, have no length, are lists, or come from a DataLoader with pinned memory.

        zh-TW: 只能走訪一次、沒有長度、是 list，或來自使用 pinned memory 的 DataLoader 的批次都可以。
        """
        size = int(rng.integers(4, 8))
        ask(stage.result_of_evaluation, student, reference, setting(rng, sizes=[size, size, 2], kind=kind))

    @pytest.mark.points(1)
    def test_batches_are_moved_to_the_device(self, student, reference, rng):
        """On a GPU, images and labels that come from the host are moved to the model's device; the numbers stay the same.

        zh-TW: 在 GPU 上，來自主機的影像和標籤要搬到模型所在的裝置；算出來的數字不變。
        """
        wishes = setting(rng, net="batch norm", sizes=even(rng), device="pretend")
        needs_numbers_on_the_device(student, reference, "evaluate", wishes)
        ask(stage.result_of_evaluation, student, reference, wishes, device="cpu")

    @pytest.mark.points(1)
    @pytest.mark.parametrize(
        "fact", ["waits for the device in every step", "copies to the device what is there"], ids=["waits", "copies"]
    )
    def test_the_device_is_kept_busy(self, student, reference, rng, fact):
        """Nothing waits for the device in every step, and nothing that is there is copied to it again.

        zh-TW: 不在每一步等待裝置，也不把已經在裝置上的資料再搬一次。
        """
        wishes = setting(rng, net="linear", sizes=ragged(rng, 2))
        needs_numbers_on_the_device(student, reference, "evaluate", wishes)
        got = stage.traffic_of_evaluation(student, **wishes)
        close(_about(got, fact), _about(stage.traffic_of_evaluation(reference, **wishes), fact))

    @pytest.mark.points(0)
    def test_on_a_real_gpu(self, student, reference, rng):
        """On a real GPU it gives the same numbers.

        zh-TW: 在真實的 GPU 上得到相同的數字。
        """
        needs_a_gpu(student)
        wishes = setting(rng, device="cuda")
        got = stage.result_of_evaluation(student, **wishes)
        same(got, stage.result_of_evaluation(reference, **{**wishes, "device": "cpu"}), rtol=1e-3)


# --- fit ------------------------------------------------------------------------------------------------------------


def story(reference, rng, wanted, **wishes):
    """A setting in which the reference's training goes as wanted, with a best epoch that rounding cannot change."""
    for _ in range(200):
        told = {"net": "two layers", "sizes": ragged(rng), "seed": seed_from(rng), **wishes}
        history = stage.history_of_fit(reference, **told)
        losses = history["validation_loss"]
        best, *others = sorted(losses)
        if wanted(history) and (not others or others[0] - best > 0.01 * best):
            return told, history
    raise RuntimeError("no training went as wanted")


def in_the_middle(history):
    """The best epoch is neither the first nor one of the last two."""
    return 1 <= history["best_epoch"] < len(history["validation_loss"]) - 2


def not_most_accurate(history):
    """In the middle, and another one than that of the best accuracy or of the best training loss."""
    accuracies, losses = history["validation_accuracy"], history["train_loss"]
    best = history["best_epoch"]
    return in_the_middle(history) and accuracies.index(max(accuracies)) != best and losses.index(min(losses)) != best


@pytest.mark.function("fit")
class TestFit:
    """Several epochs, early stopping, best weights."""

    @pytest.mark.points(1)
    def test_the_history(self, student, reference, rng):
        """One float per epoch in each of the three lists, and the epoch of the lowest validation loss, counted from 0.

        zh-TW: 三個 list 各有每個 epoch 一個浮點數，以及從 0 起算、驗證損失最低的 epoch。
        """
        wishes, expected = story(reference, rng, in_the_middle, epochs=6, rate=0.3)
        close_at_the_end(stage.history_of_fit(student, **wishes), expected)
        ask(stage.history_of_fit, student, reference, setting(rng, epochs=1))

    @pytest.mark.points(1)
    def test_sgd_with_momentum_and_cross_entropy(self, student, reference, rng):
        """Every step is one of SGD with momentum 0.9 on the cross-entropy.

        zh-TW: 每一步都是動量 0.9 的 SGD，損失是交叉熵。
        """
        for rate in (0.02, 0.05):
            wishes, _ = story(reference, rng, lambda h: h["best_epoch"] > 0, epochs=3, rate=rate)
            ask(stage.weights_after_fit, student, reference, wishes)

    @pytest.mark.points(2)
    def test_the_best_weights_are_left_in_the_model(self, student, reference, rng):
        """The weights of the best epoch are left in the model, and so are its running statistics.

        zh-TW: 最後留在模型裡的是最佳 epoch 的權重，也包括移動統計量。
        """
        wishes, _ = story(reference, rng, not_most_accurate, net="batch norm", epochs=7, rate=0.5)
        got, expected = (stage.weights_after_fit(module, **wishes) for module in (student, reference))
        close_at_the_end(got, expected)
        unseen = {"net": "batch norm", "seed": seed_from(rng), "count": 20}
        close_at_the_end(
            stage.predictions(reference, weights=got, **unseen),
            stage.predictions(reference, weights=expected, **unseen),
        )

    @pytest.mark.points(0.5)
    @pytest.mark.parametrize("patience", [1, 2])
    def test_patience(self, student, reference, rng, patience):
        """Training stops as soon as epoch - best_epoch >= patience, and goes on as long as there are improvements.

        zh-TW: 一旦 epoch - best_epoch >= patience 就停止；只要還有進步就繼續。
        """

        def stops(history):
            return history["best_epoch"] > 0 and len(history["train_loss"]) < 10

        wishes, expected = story(reference, rng, stops, epochs=10, rate=0.4, patience=patience)
        close_at_the_end(stage.history_of_fit(student, **wishes), expected)

    @pytest.mark.points(1)
    def test_equal_is_no_improvement(self, student, reference, rng):
        """With a learning rate of 0 every epoch is as good as the first: that one is the best, and patience runs out.

        zh-TW: 學習率為 0 時每個 epoch 都一樣好：最佳的是第一個，耐心也會用完。
        """
        for patience in (None, 2):
            ask(
                stage.history_of_fit,
                student,
                reference,
                setting(rng, net="linear", epochs=4, rate=0.0, patience=patience),
            )

    @pytest.mark.points(0.5)
    @pytest.mark.parametrize("moved", [False, True], ids=["on-the-host", "on-the-device"])
    def test_on_the_device(self, student, reference, rng, moved):
        """The model and its batches are brought to the device, wherever they are; the numbers stay the same.

        zh-TW: 不論模型和資料原本在哪裡，都要搬到指定的裝置；算出來的數字不變。
        """
        wishes = setting(rng, sizes=ragged(rng, 2), epochs=2, rate=0.05, device="pretend", moved=moved)
        needs_numbers_on_the_device(student, reference, "fit", wishes)
        ask(stage.history_of_fit, student, reference, wishes, device="cpu")
        ask(stage.weights_after_fit, student, reference, wishes, device="cpu")

    @pytest.mark.points(0.5)
    @pytest.mark.parametrize(
        "fact", ["waits for the device in every step", "copies to the device what is there"], ids=["waits", "copies"]
    )
    def test_the_device_is_kept_busy(self, student, reference, rng, fact):
        """Nothing waits for the device in every step, and nothing that is there is copied to it again.

        zh-TW: 不在每一步等待裝置，也不把已經在裝置上的資料再搬一次。
        """
        wishes = setting(rng, net="linear", sizes=[5, 2], epochs=1, rate=0.2)
        needs_numbers_on_the_device(student, reference, "fit", wishes)
        got = stage.traffic_of_fit(student, **wishes)
        close(_about(got, fact), _about(stage.traffic_of_fit(reference, **wishes), fact))

    @pytest.mark.points(0.25)
    @pytest.mark.parametrize("net", ["batch norm", "dropout"])
    def test_modes_change_in_every_epoch(self, student, reference, rng, net):
        """Every epoch trains in training mode and evaluates in evaluation mode.

        zh-TW: 每個 epoch 都在訓練模式訓練、在評估模式評估。
        """
        ask(
            stage.history_of_fit,
            student,
            reference,
            setting(rng, net=net, sizes=even(rng), epochs=3, rate=0.05, mode="eval"),
        )

    @pytest.mark.points(0.25)
    @pytest.mark.parametrize("kind", ["list", "loader"])
    def test_batches_of_any_kind(self, student, reference, rng, kind):
        """Lists and DataLoaders will do; gradients from before are not used.

        zh-TW: list 和 DataLoader 都可以；不使用呼叫之前殘留的梯度。
        """
        size = int(rng.integers(4, 7))
        wishes = setting(rng, sizes=[size, size, 2], epochs=2, rate=0.05, kind=kind, stale=True)
        ask(stage.history_of_fit, student, reference, wishes)
        ask(stage.weights_after_fit, student, reference, wishes)

    @pytest.mark.points(0.25)
    @pytest.mark.parametrize(("name", "value"), [("epochs", 0), ("epochs", -2), ("patience", 0), ("patience", -1)])
    def test_impossible_arguments_are_refused(self, student, reference, rng, name, value):
        """Epochs and patience below 1 raise a ValueError that names the argument and its value.

        zh-TW: epochs 或 patience 小於 1 時拋出 ValueError，並寫出參數名稱和它的值。
        """
        wishes = setting(rng, net="linear", sizes=even(rng), epochs=1, patience=1, rate=0.05)
        ask(stage.history_of_fit, student, reference, wishes)
        rejects(stage.history_of_fit, student, **{**wishes, name: value}, blames={name: value})

    @pytest.mark.points(0)
    def test_on_a_real_gpu(self, student, reference, rng):
        """On a real GPU it gives the same numbers.

        zh-TW: 在真實的 GPU 上得到相同的數字。
        """
        needs_a_gpu(student)
        wishes = setting(rng, epochs=2, rate=0.05, device="cuda")
        got = stage.history_of_fit(student, **wishes)
        same(got, stage.history_of_fit(reference, **{**wishes, "device": "cpu"}), rtol=1e-3)
