"""
The stage of exercise07: what the checks need that cannot be sent to your process, made there.

A check says in plain numbers what it wants ("this network, these weights, three batches, on this device"). The functions here
build it, call yours, and report in plain numbers what came out. There is no answer in this file: what is right is decided
elsewhere, with numbers. You may read it, and call it to see what a check saw:

    import training, training_stage
    training_stage.loss_of_training(training, net="linear", sizes=[4, 4, 2], seed=1)

The device "pretend" is a pretend GPU: it computes on the processor, refuses tensors of other devices with CUDA's own messages,
and counts what crosses between host and device. Where it cannot be had, torch's "meta" device stands in for it.
"""

import contextlib
import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

from grader.primitives import pretend_gpu

RTOL = 1e-4
"""Two answers that agree within this, relative to the largest number, count as the same mistake."""

CHANNELS, SIDE, CLASSES = 1, 6, 4
_SMALL = 32
"""Bytes per batch that may cross although everything is on the device: a number or two."""

# --- networks, batches, optimizers ----------------------------------------------------------------------------------


class Gap(nn.Module):
    """Adds what it computes, but drops all of it (dropout with p = 1) in training: the two modes give different numbers."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(CHANNELS * SIDE * SIDE, CHANNELS * SIDE * SIDE)
        self.drop = nn.Dropout(1.0)

    def forward(self, x):
        """(N, features) to (N, features)."""
        return x + self.drop(self.inner(x))


class Recorder(nn.Module):
    """Passes on what it gets, and remembers whether gradients were recorded then."""

    def __init__(self):
        super().__init__()
        self.recorded = []

    def forward(self, x):
        """What comes goes."""
        self.recorded.append(x.requires_grad)
        return x


def network(net):
    """A small network by name, for images (1, 6, 6) and 4 classes."""
    inputs = CHANNELS * SIDE * SIDE
    if net == "linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(inputs, CLASSES))
    if net == "two layers":
        return nn.Sequential(nn.Flatten(), nn.Linear(inputs, 7), nn.Tanh(), nn.Linear(7, CLASSES))
    if net == "batch norm":
        layers = [nn.Conv2d(CHANNELS, 3, 3), nn.BatchNorm2d(3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten()]
        return nn.Sequential(*layers, nn.Linear(12, CLASSES))
    if net == "dropout":
        return nn.Sequential(nn.Flatten(), Gap(), nn.Linear(inputs, CLASSES))
    if net == "recorder":
        return nn.Sequential(nn.Flatten(), nn.Linear(inputs, CLASSES), Recorder())
    raise ValueError(f"net = {net!r}")


def given_weights(model, seed):
    """Fill a model's parameters and statistics with numbers of this seed; the same numbers wherever it is."""
    rng = np.random.default_rng(seed)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                numbers = rng.normal(size=tuple(tensor.shape)) / np.sqrt(
                    max(tensor[0].numel() if tensor.dim() else 1, 1)
                )
                numbers = np.abs(numbers) + 0.5 if name.endswith("running_var") else numbers
                tensor.copy_(torch.tensor(np.asarray(numbers), dtype=tensor.dtype))
    return model


def weights_of(model):
    """All of a model's state, as arrays."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in model.state_dict().items()}


def images_and_labels(size, rng, targets="classes"):
    """One batch: `size` images and their labels (or, for regression, target vectors)."""
    labels = rng.integers(CLASSES, size=size)
    images = rng.normal(size=(size, CHANNELS, SIDE, SIDE)) + 0.5 * labels[:, None, None, None]
    if targets == "vectors":
        labels = rng.normal(size=(size, CLASSES)).astype(np.float32)
    return torch.tensor(images, dtype=torch.float32), torch.tensor(labels)


class Once:
    """Batches that can be walked once, and have no length."""

    def __init__(self, batches):
        self._batches = iter(batches)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._batches)


class Again:
    """Batches that can be walked again and again, and have neither length nor index."""

    def __init__(self, batches):
        self._batches = batches

    def __iter__(self):
        return iter(self._batches)


def batches_of(sizes, seed, kind="list", device="cpu", targets="classes"):
    """
    Batches of these sizes.

    Args:
        kind: "list", "once" (to be walked once, no length), "again" (no length), "pairs" (lists, not tuples), "loader" or
            "pinned" (a DataLoader; its batches are of the first size, the last may be smaller).
        device: where the tensors are.
    """
    rng = np.random.default_rng(seed)
    batches = [images_and_labels(size, rng, targets) for size in sizes]
    batches = [(images.to(device), labels.to(device)) for images, labels in batches]
    if kind in ("loader", "pinned"):
        data = TensorDataset(*(torch.cat(part) for part in zip(*batches, strict=True)))
        return DataLoader(data, batch_size=sizes[0], pin_memory=kind == "pinned")
    if kind == "pairs":
        return [list(pair) for pair in batches]
    return {"list": list, "once": Once, "again": Again}[kind](batches)


def optimizer_of(optimizer, model, rate):
    """An optimizer by name."""
    if optimizer == "sgd":
        return torch.optim.SGD(model.parameters(), lr=rate)
    if optimizer == "momentum":
        return torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    return torch.optim.Adam(model.parameters(), lr=rate)


def loss_of(loss):
    """A loss function by name; each is a mean over its batch."""
    if loss == "cross entropy":
        return nn.CrossEntropyLoss()
    if loss == "squared error":
        return functional.mse_loss
    return lambda outputs, labels: functional.multi_margin_loss(outputs, labels)  # noqa: PLW0108 - a plain function, too


def device_of(name):
    """A device by name."""
    return pretend_gpu.device() if name == "pretend" else torch.device(name)


def gpu_in_reach(_training):
    """Can a real GPU be used in this process?"""
    return torch.cuda.is_available()


def pretend_gpu_has_numbers(_training):
    """Is the pretend GPU there, and not its stand-in that knows shapes only?"""
    return pretend_gpu.problem() is None


def plain(value):
    """What a function returned, fit to be sent: a single number on a device is fetched, if no gradient hangs on it."""
    if isinstance(value, torch.Tensor) and value.dim() == 0:
        return "a tensor that still holds its graph" if value.requires_grad else value.detach().cpu()
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    if type(value) is dict:
        return {key: plain(item) for key, item in value.items()}
    return value


# --- choose_device, build_mnist_cnn, count_trainable_parameters -----------------------------------------------------


def device_chosen(training, *, found=(), preferred=None, as_text=True):
    """
    The device that is chosen on a machine that has these.

    Args: found: "cuda", "mps", both or none. preferred: None: called without an argument. as_text: else as a torch.device.
    Returns: its kind and its number.
    """
    with _machine_with(found):
        if preferred is None:
            chosen = training.choose_device()
        else:
            chosen = training.choose_device(preferred if as_text else torch.device(preferred))
    if not isinstance(chosen, torch.device):
        return f"no torch.device but {type(chosen).__name__}"
    return {"type": chosen.type, "index": chosen.index or 0}


@contextlib.contextmanager
def _machine_with(found):
    """Torch's answers about the machine are these, for a moment."""
    first = next((torch.device(name) for name in ("cuda", "mps") if name in found), None)
    answers = [
        (torch.cuda, "is_available", "cuda" in found),
        (torch.cuda, "device_count", int("cuda" in found)),
        (torch.cuda, "current_device", 0),
        (torch.cuda, "get_device_name", "a graphics card"),
        (torch.backends.cuda, "is_built", "cuda" in found),
        (torch.backends.mps, "is_available", "mps" in found),
        (torch.backends.mps, "is_built", "mps" in found),
        (torch.mps, "is_available", "mps" in found),
        (torch.mps, "device_count", int("mps" in found)),
        (torch.accelerator, "is_available", bool(found)),
        (torch.accelerator, "device_count", int(bool(found))),
        (torch.accelerator, "current_accelerator", first),
    ]
    answers = [(owner, name, answer) for owner, name, answer in answers if hasattr(owner, name)]
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in answers]
    for owner, name, answer in answers:
        setattr(owner, name, lambda *_, answer=answer, **__: answer)
    try:
        yield
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)


def size_of_built(training):
    """Is the MNIST network a module, and how many trainable parameters does it have?"""
    model = training.build_mnist_cnn()
    if not isinstance(model, nn.Module):
        return {"module": False, "trainable": 0}
    return {"module": True, "trainable": sum(p.numel() for p in model.parameters() if p.requires_grad)}


def shapes_of_built(training):
    """The shapes of the parameters of the MNIST network."""
    return [tuple(p.shape) for p in training.build_mnist_cnn().parameters()]


def outputs_of_built(training, *, count, seed):
    """What a new MNIST network, in evaluation mode, gives for `count` images: an array."""
    rng = np.random.default_rng(seed)
    model = training.build_mnist_cnn().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.tensor(rng.normal(size=tuple(parameter.shape)) * 0.2))
        return model(torch.tensor(rng.normal(size=(count, 1, 28, 28)), dtype=torch.float32)).numpy()


def outputs_with_weights(training, *, count, seed):
    """
    What the MNIST network gives for `count` images if its weights are these.

    Weights are given by shape: the slides' network has no two parameters of one shape. A network of other shapes keeps its
    own weights.
    """
    rng = np.random.default_rng(seed)
    images = torch.tensor(rng.normal(size=(count, 1, 28, 28)), dtype=torch.float32)
    model = training.build_mnist_cnn().eval()
    with torch.no_grad():
        for parameter in sorted(model.parameters(), key=lambda p: tuple(p.shape)):
            size = tuple(parameter.shape)
            parameter.copy_(torch.tensor(rng.normal(size=size) * np.sqrt(2 / max(1, np.prod(size[1:])))))
        return model(images).numpy()


def gradients_of_built(training, *, count, seed):
    """How many parameter tensors of the MNIST network get a gradient that is not zero, and how many there are."""
    rng = np.random.default_rng(seed)
    model = training.build_mnist_cnn().eval()
    images = torch.tensor(rng.normal(size=(count, 1, 28, 28)), dtype=torch.float32)
    functional.cross_entropy(model(images), torch.tensor(rng.integers(10, size=count))).backward()
    parameters = list(model.parameters())
    return sum(p.grad is not None and bool(p.grad.abs().sum() > 0) for p in parameters), len(parameters)


def parameters_counted(training, *, layers):
    """
    The count for a model of these layers.

    Args: layers: pairs of a kind ("linear", "conv", "batch norm", "frozen", "half frozen", "shared", "own", "nested") and two
        sizes.
    """
    return training.count_trainable_parameters(nn.Sequential(*(_layer(*layer) for layer in layers)))


def _layer(kind, a, b):  # noqa: PLR0911 - one for each kind
    if kind == "linear":
        return nn.Linear(a, b)
    if kind == "conv":
        return nn.Conv2d(a, b, (2, 3), bias=False)
    if kind == "batch norm":
        return nn.BatchNorm2d(a)
    if kind == "frozen":
        return nn.Linear(a, b).requires_grad_(False)
    if kind == "half frozen":
        layer = nn.Linear(a, b)
        layer.weight.requires_grad_(False)
        return layer
    if kind == "shared":
        one, other = nn.Linear(a, b), nn.Linear(a, b)
        other.weight = one.weight
        return nn.Sequential(one, other)
    if kind == "own":
        layer = nn.Module()
        layer.scale = nn.Parameter(torch.ones(a, b))
        layer.register_buffer("table", torch.ones(a, b))
        return layer
    return nn.Sequential(nn.Sequential(nn.Linear(a, b), nn.ReLU()), nn.ModuleList([nn.Linear(b, a)]))


# --- train_one_epoch ------------------------------------------------------------------------------------------------


def loss_of_training(training, **setting):
    """What train_one_epoch returns, for each of the epochs."""
    return _trained(training, **setting)[0]


def weights_after_training(training, **setting):
    """The state of the model after the epochs, as arrays."""
    return _trained(training, **setting)[1]


def traffic_of_training(training, *, sizes, **setting):
    """The loss; does more data mean more waiting for the device; is what was there already copied to it again?"""
    short, long = (
        _trained(training, sizes=many, where="pretend", device="pretend", **setting)
        for many in (sizes, [*sizes, *sizes, *sizes])
    )
    return {"losses": long[0], **_growth(short[2], long[2], 2 * len(sizes))}


def _trained(
    training,
    *,
    net,
    sizes,
    seed,
    epochs=1,
    rate=0.2,
    optimizer="sgd",
    loss="cross entropy",
    kind="list",
    device="cpu",
    where="cpu",
    mode="train",
    stale=False,
):
    """
    Train, and look at what comes out.

    Args: where: the batches are. mode: of the model before. stale: there are gradients from before.
    Returns: the losses, the state, what was counted on the device.
    """
    target = device_of(device)
    model = given_weights(network(net), seed).to(target).train(mode == "train")
    chosen, loss_fn = optimizer_of(optimizer, model, rate), loss_of(loss)
    targets = "vectors" if loss == "squared error" else "classes"
    if stale:
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
    every = [batches_of(sizes, [seed, epoch], kind, device_of(where), targets) for epoch in range(epochs)]
    with pretend_gpu.counting() as counts:
        losses = [plain(training.train_one_epoch(model, batches, chosen, loss_fn, target)) for batches in every]
    return losses, weights_of(model), counts


def _growth(short, long, more):
    """Facts about what a longer run needed beyond a shorter one, with `more` batches more."""
    return {
        "waits for the device in every step": long.waits > short.waits,
        "copies to the device what is there": long.to_device_bytes - short.to_device_bytes > _SMALL * more,
    }


def epoch_by_hand(training, *, batches, weight, rate):
    """
    One weight w, squared error (w - sample)², SGD: the loss that train_one_epoch returns, and the weight after it.

    Args: batches: lists of samples.
    """
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, weight)
    pairs = [(torch.ones(len(batch), 1), torch.tensor(batch)[:, None]) for batch in batches]
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    loss = plain(training.train_one_epoch(model, pairs, optimizer, functional.mse_loss, torch.device("cpu")))
    return loss, float(model.weight.detach())


# --- evaluate -------------------------------------------------------------------------------------------------------


def result_of_evaluation(training, **setting):
    """What evaluate returns."""
    return _evaluated(training, **setting)[0]


def state_after_evaluation(training, **setting):
    """What evaluate returns, and the state of the model after it. There are gradients from before."""
    result, model, _ = _evaluated(training, stale=True, **setting)
    return {"result": result, "state": weights_of(model)}


def gradients_in_evaluation(training, **setting):
    """What evaluate returns, and whether gradients were recorded while the model ran."""
    result, model, _ = _evaluated(training, net="recorder", **setting)
    return {"result": result, "gradients recorded": any(model[-1].recorded)}


def traffic_of_evaluation(training, *, sizes, **setting):
    """The result; does more data mean more waiting for the device; is what was there already copied to it again?"""
    short, long = (
        _evaluated(training, sizes=many, where="pretend", device="pretend", **setting)
        for many in (sizes, [*sizes, *sizes, *sizes])
    )
    return {"result": long[0], **_growth(short[2], long[2], 2 * len(sizes))}


def _evaluated(
    training,
    *,
    net,
    sizes,
    seed,
    loss="cross entropy",
    kind="list",
    device="cpu",
    where="cpu",
    mode="eval",
    stale=False,
):
    target = device_of(device)
    model = given_weights(network(net), seed).to(target).train(mode == "train")
    batches = batches_of(sizes, [seed, 0], kind, device_of(where))
    if stale:
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
    with pretend_gpu.counting() as counts:
        result = plain(training.evaluate(model, batches, loss_of(loss), target))
    return result, model, counts


def evaluation_by_hand(training, *, labels):
    """What evaluate returns for a model that gives two zeros for every image."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(1, 2))
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    pairs = [(torch.ones(len(batch), 1), torch.tensor(batch)) for batch in labels]
    return plain(training.evaluate(model, pairs, nn.CrossEntropyLoss(), torch.device("cpu")))


# --- fit ------------------------------------------------------------------------------------------------------------


def history_of_fit(training, **setting):
    """What fit returns."""
    return _fitted(training, **setting)[0]


def weights_after_fit(training, **setting):
    """The state of the model after fit, as arrays."""
    return _fitted(training, **setting)[1]


def traffic_of_fit(training, *, sizes, **setting):
    """The training losses; does more data mean more waiting; is what is on the device already copied to it again?"""
    short, long = (
        _fitted(training, sizes=many, where="pretend", device="pretend", **setting)
        for many in (sizes, [*sizes, *sizes, *sizes])
    )
    losses = long[0].get("train_loss") if isinstance(long[0], dict) else long[0]
    more = 2 * len(sizes) * 2 * setting["epochs"]
    return {"losses": losses, **_growth(short[2], long[2], more)}


def _fitted(
    training,
    *,
    net,
    sizes,
    seed,
    epochs,
    rate=0.1,
    patience=None,
    kind="again",
    device="cpu",
    where="cpu",
    mode="train",
    moved=False,
    stale=False,
):
    """Fit, and look at what comes out. moved: the model is on the device already. where: the batches are."""
    target = device_of(device)
    model = given_weights(network(net), seed).to(target if moved else "cpu").train(mode == "train")
    if stale:
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
    training_batches, validation_batches = (batches_of(sizes, [seed, n], kind, device_of(where)) for n in (1, 2))
    wishes = {} if patience is None else {"patience": patience}
    with pretend_gpu.counting() as counts:
        history = training.fit(
            model,
            training_batches,
            validation_batches,
            epochs=epochs,
            learning_rate=rate,
            device=target,
            **wishes,
        )
    return _asked_for(history), weights_of(model), counts


def _asked_for(history):
    """Of a history, what is asked for; there may be more in it."""
    if not isinstance(history, dict):
        return history
    names = ("train_loss", "validation_loss", "validation_accuracy", "best_epoch")
    return {name: plain(history[name]) for name in names if name in history}


def tensors_that_met(training, *, function, **setting):
    """
    Whether tensors of different devices have met, if that is all that can be told: where the meta device stands in.

    A device without numbers cannot tell any, so the function ends where it asks for one. Raises what torch does if they meet.
    """
    run = {"train_one_epoch": _trained, "evaluate": _evaluated, "fit": _fitted}[function]
    try:
        run(training, device="pretend", **setting)
    except (RuntimeError, NotImplementedError) as error:
        if not any(words in str(error) for words in ("cannot be called on meta tensors", "copy out of meta tensor")):
            raise
    return "all on one device"


def predictions(_training, *, net, weights, seed, count):
    """What a network with these weights says of images that nobody has seen."""
    model = network(net)
    model.load_state_dict({name: torch.tensor(numbers) for name, numbers in weights.items()})
    images, _ = images_and_labels(count, np.random.default_rng(seed))
    with torch.no_grad():
        return model.eval()(images).numpy()


def _warm_up():
    """Once, ahead: what torch loads when it first trains would else be waited for in the middle of a check."""
    for where in (torch.device("cpu"), pretend_gpu.device()):
        model = network("batch norm").to(where)
        images, labels = (tensor.to(where) for tensor in images_and_labels(2, np.random.default_rng(0)))
        for optimizer in ("momentum", "adam"):
            functional.cross_entropy(model(images), labels).backward()
            optimizer_of(optimizer, model, 0.1).step()
        copy.deepcopy(model.state_dict())


_warm_up()
