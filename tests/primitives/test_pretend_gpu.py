"""The pretend GPU: computes as the CPU does, refuses what CUDA refuses, and counts what crosses."""

import copy
import io
import os
import pickle
import re
import subprocess
import sys
import textwrap
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

from grader.primitives import pretend_gpu
from grader.primitives.pretend_gpu import PretendTensor, Unsupported, counting

DEVICE = pretend_gpu.device()

pytestmark = pytest.mark.skipif(DEVICE.type == "meta", reason=str(pretend_gpu.problem()))


def a_net(seed: int = 0) -> nn.Module:
    """Convolution, batch norm, pooling, dropout, linear: what a course's networks are made of."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 4, 3),
        nn.GELU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(4 * 2 * 2, 8),
        nn.LayerNorm(8),
        nn.Linear(8, 3),
    )


def batches(count: int = 5, size: int = 6) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Images and labels on the CPU."""
    generator = torch.Generator().manual_seed(7)
    return [
        (torch.randn(size, 1, 12, 12, generator=generator), torch.randint(3, (size,), generator=generator))
        for _ in range(count)
    ]


def train(model: nn.Module, optimizer: torch.optim.Optimizer, device: Any, steps: int = 5) -> list[float]:
    """An ordinary loop; the loss of every step."""
    losses = []
    model.train()
    torch.manual_seed(1)
    for images, labels in batches(steps):
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(images.to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def on_cpu(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().cpu() for name, tensor in state.items()}


def assert_identical(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    """To the last bit."""
    assert list(one) == list(other)
    for name, tensor in on_cpu(one).items():
        assert torch.equal(tensor, other[name].detach().cpu()), name


# --- it computes what the CPU computes ------------------------------------------------------------------------------

OPTIMIZERS: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd-momentum-nesterov-decay": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam-amsgrad": lambda p: torch.optim.Adam(p, lr=0.01, amsgrad=True),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.5),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.01),
    "sgd-foreach": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, foreach=True),
    "adam-foreach": lambda p: torch.optim.Adam(p, lr=0.01, foreach=True),
}


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_five_steps_give_the_weights_of_the_cpu_to_the_last_bit(make: Callable[..., Any]) -> None:
    here, there = a_net(), a_net().to(DEVICE)

    losses = train(here, make(here.parameters()), "cpu")

    assert train(there, make(there.parameters()), DEVICE) == losses
    assert_identical(there.state_dict(), here.state_dict())
    assert all(each.device == DEVICE for each in there.state_dict().values())


def test_an_optimizer_made_before_the_model_moved_still_trains_it() -> None:
    """As on a real GPU: parameters stay the same objects."""
    here, there = a_net(), a_net()
    optimizer = torch.optim.SGD(there.parameters(), lr=0.1, momentum=0.9)
    parameters = list(there.parameters())

    there.to(DEVICE)
    train(here, torch.optim.SGD(here.parameters(), lr=0.1, momentum=0.9), "cpu")
    train(there, optimizer, DEVICE)

    assert [id(p) for p in there.parameters()] == [id(p) for p in parameters]
    assert_identical(there.state_dict(), here.state_dict())


def test_a_trained_model_moves_back_with_its_gradients_and_objects() -> None:
    model = a_net().to(DEVICE)
    train(model, torch.optim.SGD(model.parameters(), lr=0.1), DEVICE, steps=2)
    first = next(model.parameters())
    weights, gradient = first.detach().cpu(), first.grad.cpu()

    model.to(DEVICE).cpu()

    assert next(model.parameters()) is first
    assert type(first) is nn.Parameter
    assert torch.equal(first.detach(), weights)
    assert torch.equal(first.grad, gradient)


def test_moving_to_where_it_is_changes_nothing_while_a_graph_is_alive() -> None:
    model = a_net().to(DEVICE)
    loss = model(torch.ones(2, 1, 12, 12, device=DEVICE)).sum()

    with counting() as counts:
        model.to(DEVICE)
    loss.backward()

    assert counts.to_device == counts.to_host == 0
    assert next(model.parameters()).grad is not None


FUNCTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "matmul": lambda x: x @ x.T,
    "einsum": lambda x: torch.einsum("ij,kj->ik", x, x),
    "view-and-in-place": lambda x: x.clone().view(-1)[2:5].mul_(3),
    "softmax": lambda x: x.softmax(1),
    "sort": lambda x: x.sort(1).values,
    "where": lambda x: torch.where(x > 0, x, torch.zeros_like(x)),
    "where-with-a-number": lambda x: torch.where(x > 0, x, torch.tensor(0.5)),
    "cat": lambda x: torch.cat([x, x.new_ones(1, x.shape[1])]),
    "stack": lambda x: torch.stack(list(x)),
    "cumsum": lambda x: x.cumsum(0),
    "index": lambda x: x[torch.tensor([2, 0])],
    "mask": lambda x: x[x > 0],
    "gather": lambda x: x.gather(1, x.argmax(1, keepdim=True)),
    "norm": lambda x: torch.linalg.vector_norm(x, dim=1),
    "interpolate": lambda x: functional.interpolate(x[None, None], scale_factor=2),
    "embedding": lambda x: functional.embedding((x > 0).long(), x),
    "var-and-std": lambda x: torch.stack([x.var(), x.std()]),
    "type": lambda x: x.double() * 2,
    "half": lambda x: x.half().float(),
    "max-pool": lambda x: functional.max_pool2d(x[None, None], 2),
    "chunk": lambda x: x.chunk(2)[1],
    "one-hot": lambda x: functional.one_hot((x[0] > 0).long(), 4).float(),
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_functions_give_the_numbers_and_gradients_of_the_cpu(function: Callable[..., Any]) -> None:
    numbers = torch.randn(4, 6, generator=torch.Generator().manual_seed(3))
    here, there = numbers.clone().requires_grad_(), numbers.to(DEVICE).requires_grad_()

    one, other = function(here), function(there)

    assert type(other) is PretendTensor
    assert torch.equal(other.detach().cpu(), one.detach())
    if one.requires_grad:
        one.sum().backward()
        other.sum().backward()
        assert torch.equal(there.grad.cpu(), here.grad)


@pytest.mark.parametrize(
    "loss",
    [
        functional.cross_entropy,
        nn.CrossEntropyLoss(label_smoothing=0.1),
        nn.CrossEntropyLoss(reduction="sum"),
        lambda x, y: functional.nll_loss(x.log_softmax(1), y),
        lambda x, y: functional.mse_loss(x, functional.one_hot(y, 3).float()),
        lambda x, y: functional.binary_cross_entropy_with_logits(x[:, 0], (y > 0).float()),
        functional.multi_margin_loss,
    ],
    ids=["cross-entropy", "label-smoothing", "sum", "nll", "mse", "bce", "margin"],
)
def test_losses_and_their_gradients_are_those_of_the_cpu(loss: Callable[..., torch.Tensor]) -> None:
    images, labels = batches(1)[0]
    here, there = a_net().eval(), a_net().eval().to(DEVICE)

    one, other = loss(here(images), labels), loss(there(images.to(DEVICE)), labels.to(DEVICE))
    one.backward()
    other.backward()

    assert other.item() == one.item()
    for p, q in zip(here.parameters(), there.parameters(), strict=True):
        assert torch.equal(q.grad.cpu(), p.grad)


def test_dropout_and_random_numbers_follow_the_cpus_seed() -> None:
    torch.manual_seed(5)
    here = functional.dropout(torch.ones(20)), torch.randn(3), torch.rand(2), torch.randperm(5)
    torch.manual_seed(5)
    there = (
        functional.dropout(torch.ones(20, device=DEVICE)),
        torch.randn(3, device=DEVICE),
        torch.rand(2, device=DEVICE),
        torch.randperm(5, device=DEVICE),
    )

    assert [t.tolist() for t in there] == [t.tolist() for t in here]


def _under_default_device() -> torch.Tensor:
    with torch.device("pretend"):
        return torch.ones(2)


MAKERS: dict[str, Callable[[], torch.Tensor]] = {
    "zeros": lambda: torch.zeros(2, device=DEVICE),
    "ones": lambda: torch.ones(2, device="pretend"),
    "full": lambda: torch.full((2,), 3.0, device="pretend:0"),
    "empty": lambda: torch.empty(2, device=DEVICE),
    "arange": lambda: torch.arange(3, device=DEVICE),
    "linspace": lambda: torch.linspace(0, 1, 3, device=DEVICE),
    "eye": lambda: torch.eye(2, device=DEVICE),
    "tensor": lambda: torch.tensor([1.0, 2.0], device=DEVICE),
    "number": lambda: torch.tensor(0.0, device=DEVICE),
    "as_tensor": lambda: torch.as_tensor([1, 2], device=DEVICE),
    "zeros_like": lambda: torch.zeros_like(torch.ones(2), device=DEVICE),
    "like-ours": lambda: torch.ones_like(torch.zeros(2, device=DEVICE)),
    "new_zeros": lambda: torch.zeros(2, device=DEVICE).new_zeros(3),
    "new_tensor": lambda: torch.zeros(2, device=DEVICE).new_tensor([1.0]),
    "to": lambda: torch.ones(2).to(DEVICE),
    "to-name": lambda: torch.ones(2).to("pretend"),
    "to-with-dtype": lambda: torch.ones(2).to(DEVICE, torch.float64),
    "to-like": lambda: torch.ones(2).to(torch.zeros(1, device=DEVICE)),
    "method": lambda: torch.ones(2).pretend(),
    "default-device": _under_default_device,
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=list(MAKERS))
def test_tensors_are_made_on_the_device(make: Callable[[], torch.Tensor]) -> None:
    made = make()

    assert (type(made), made.device, str(made.device)) == (PretendTensor, torch.device("pretend", 0), "pretend:0")
    assert made.cpu().device.type == "cpu"


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode], ids=["no-grad", "inference"])
def test_without_gradients_none_are_recorded(mode: Callable[[], Any]) -> None:
    here, there = a_net().eval(), a_net().eval().to(DEVICE)
    images = batches(1)[0][0]

    with mode():
        one, other = here(images), there(images.to(DEVICE))

    assert not other.requires_grad
    assert torch.equal(other.cpu(), one)


# --- tensors of two devices do not mix ------------------------------------------------------------------------------


def device_tensor(*size: int) -> torch.Tensor:
    return torch.ones(*size, device=DEVICE)


MIXED: dict[str, tuple[Callable[[], Any], str]] = {
    "add": (
        lambda: device_tensor(2) + torch.ones(2),
        "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu!",
    ),
    "the-other-way-round": (
        lambda: torch.ones(2) * device_tensor(2),
        "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu!",
    ),
    "number-of-the-device-with-a-tensor-of-the-cpu": (
        lambda: torch.ones(2) + device_tensor(1).sum(),
        "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu!",
    ),
    "compare": (
        lambda: device_tensor(2) == torch.ones(2),
        "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu!",
    ),
    "in-place": (
        lambda: torch.ones(2).add_(device_tensor(2)),
        "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu!",
    ),
    "linear-data-not-moved": (
        lambda: nn.Linear(3, 2).to(DEVICE)(torch.ones(4, 3)),
        (
            "Expected all tensors to be on the same device, but got mat1 is on cpu, different from other tensors on "
            "pretend:0 (when checking argument in method wrapper_pretend_addmm)"
        ),
    ),
    "linear-model-not-moved": (
        lambda: nn.Linear(3, 2)(device_tensor(4, 3)),
        "Expected all tensors to be on the same device, but got",
    ),
    "convolution-data-not-moved": (
        lambda: nn.Conv2d(1, 2, 3).to(DEVICE)(torch.ones(1, 1, 5, 5)),
        (
            "Input type (torch.FloatTensor) and weight type (torch.pretend.FloatTensor) should be the same or input should "
            "be a MKLDNN tensor and weight is a dense tensor"
        ),
    ),
    "convolution-model-not-moved": (
        lambda: nn.Conv2d(1, 2, 3)(device_tensor(1, 1, 5, 5)),
        "Input type (torch.pretend.FloatTensor) and weight type (torch.FloatTensor) should be the same",
    ),
    "labels-not-moved": (
        lambda: functional.cross_entropy(device_tensor(2, 3), torch.tensor([0, 1])),
        (
            "Expected all tensors to be on the same device, but got target is on cpu, different from other tensors on "
            "pretend:0 (when checking argument in method wrapper_pretend_nll_loss_forward)"
        ),
    ),
    "batch-norm": (lambda: nn.BatchNorm1d(2)(device_tensor(3, 2)), "Expected all tensors to be on the same device"),
    "cat": (lambda: torch.cat([device_tensor(2), torch.ones(2)]), "got tensors is on cpu"),
    "stack-of-numbers": (
        lambda: torch.stack([device_tensor(1).sum(), torch.tensor(1.0)]),
        "Expected all tensors to be on the same device",
    ),
    "index-of-the-device": (
        lambda: torch.ones(3)[torch.tensor([0], device=DEVICE)],
        "indices should be either on cpu or on the same device as the indexed tensor (cpu)",
    ),
    "numpy": (
        lambda: device_tensor(2).numpy(),
        "can't convert pretend:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
    ),
    "second-device": (lambda: torch.ones(2, device="pretend:1"), "invalid device ordinal"),
    "cpu-generator": (
        lambda: torch.randn(2, device=DEVICE, generator=torch.Generator()),
        "Expected a 'pretend' device type for generator but found 'cpu'",
    ),
}


@pytest.mark.parametrize(("mix", "message"), MIXED.values(), ids=list(MIXED))
def test_what_cuda_refuses_is_refused_in_its_words(mix: Callable[[], Any], message: str) -> None:
    with pytest.raises((RuntimeError, TypeError), match=re.escape(message)):
        mix()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_batch_that_was_not_moved_fails_at_its_first_step(optimizer: str) -> None:
    """The commonest mistake of a training loop."""
    model = a_net().to(DEVICE)

    with pytest.raises(RuntimeError, match=r"Input type \(torch.FloatTensor\) and weight type \(torch.pretend.FloatT"):
        train(model, OPTIMIZERS[optimizer](model.parameters()), "cpu")


def test_single_numbers_of_the_cpu_may_meet_tensors_of_the_device() -> None:
    """As in CUDA, where they are arguments of the kernel and no copies."""
    with counting() as counts:
        total = device_tensor(3) * torch.tensor(2.0) + torch.tensor(1)

    assert counts == pretend_gpu.Counts()
    assert total.tolist() == [3.0, 3.0, 3.0]


# --- what crosses is counted ----------------------------------------------------------------------------------------

COUNTED: dict[str, tuple[Callable[[torch.Tensor], Any], tuple[int, int, int, int, int]]] = {
    "nothing": (lambda x: x, (0, 0, 0, 0, 0)),
    "computing": (lambda x: (x * 2 + 1).relu().sum().sqrt(), (0, 0, 0, 0, 0)),
    "to-where-it-is": (lambda x: x.to(DEVICE), (0, 0, 0, 0, 0)),
    "copy-where-it-is": (lambda x: x.to(DEVICE, copy=True), (0, 0, 0, 0, 0)),
    "other-dtype": (lambda x: x.double(), (0, 0, 0, 0, 0)),
    "clone": (lambda x: x.clone().detach(), (0, 0, 0, 0, 0)),
    "made-there": (lambda _: torch.zeros(100, device=DEVICE), (0, 0, 0, 0, 0)),
    "in-another-dtype-there": (lambda x: torch.empty_like(x, dtype=torch.float64).copy_(x), (0, 0, 0, 0, 0)),
    "to-device": (lambda _: torch.ones(5, dtype=torch.float64).to(DEVICE), (1, 40, 0, 0, 0)),
    "to-device-non-blocking": (lambda _: torch.ones(5).to(DEVICE, non_blocking=True), (1, 20, 0, 0, 0)),
    "copy-into": (lambda x: x.copy_(torch.ones(4)), (1, 16, 0, 0, 0)),
    "tensor": (lambda _: torch.tensor([1.0, 2.0], device=DEVICE), (1, 8, 0, 0, 0)),
    "number": (lambda _: torch.tensor(1, device=DEVICE), (1, 8, 0, 0, 0)),
    "index-of-the-cpu": (lambda x: x[torch.tensor([0, 1])], (1, 16, 0, 0, 0)),
    "model": (lambda _: nn.Linear(3, 2).to(DEVICE), (2, 32, 0, 0, 0)),
    "cpu": (lambda x: x.cpu(), (0, 0, 1, 16, 1)),
    "to-cpu": (lambda x: x.to("cpu"), (0, 0, 1, 16, 1)),
    "to-cpu-non-blocking": (lambda x: x.to("cpu", non_blocking=True), (0, 0, 1, 16, 0)),
    "into-the-cpu": (lambda x: torch.zeros(4).copy_(x), (0, 0, 1, 16, 1)),
    "tolist": (lambda x: x.tolist(), (0, 0, 1, 16, 1)),
    "item": (lambda x: x.sum().item(), (0, 0, 1, 4, 1)),
    "float": (lambda x: float(x.sum()), (0, 0, 1, 4, 1)),
    "int": (lambda x: int(x.sum()), (0, 0, 1, 4, 1)),
    "bool": (lambda x: bool((x > 0).all()), (0, 0, 1, 1, 1)),
    "if": (lambda x: 1 if x.sum() > 0 else 0, (0, 0, 1, 1, 1)),
    "format": (lambda x: f"{x.sum():.3f}", (0, 0, 1, 4, 1)),
    "print": (str, (0, 0, 1, 16, 1)),
    "repr": (repr, (0, 0, 1, 16, 1)),
    "python-sum": (lambda x: sum(t.item() for t in x), (0, 0, 4, 16, 4)),
    "equal": (lambda x: torch.equal(x, x.clone()), (0, 0, 0, 0, 1)),
    "nonzero": (lambda x: x.nonzero(), (0, 0, 0, 0, 1)),
    "mask": (lambda x: x[x > 0], (0, 0, 0, 0, 1)),
    "synchronize": (lambda _: torch.pretend.synchronize(), (0, 0, 0, 0, 1)),
    "accelerator": (lambda _: torch.accelerator.synchronize(), (0, 0, 0, 0, 1)),
}


@pytest.mark.parametrize(("action", "expected"), COUNTED.values(), ids=list(COUNTED))
def test_copies_and_waits_are_counted_exactly(action: Callable[[torch.Tensor], Any], expected: tuple[int, ...]) -> None:
    """Copies to the device and their bytes, copies to the host and their bytes, and how often the host waited."""
    tensor = torch.ones(4).to(DEVICE)

    with counting() as counts:
        action(tensor)

    assert (counts.to_device, counts.to_device_bytes, counts.to_host, counts.to_host_bytes, counts.waits) == expected


def test_a_step_copies_its_batch_and_waits_for_nothing() -> None:
    model = a_net().to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters())
    images, labels = batches(1)[0]

    with counting() as counts:
        functional.cross_entropy(model(images.to(DEVICE)), labels.to(DEVICE)).backward()
        optimizer.step()
        optimizer.zero_grad()

    assert (counts.to_device, counts.to_device_bytes) == (2, images.nbytes + labels.nbytes)
    assert (counts.to_host, counts.waits) == (0, 0)


def test_counting_inside_counting_counts_for_both() -> None:
    with counting() as outer:
        torch.ones(1).to(DEVICE)
        with counting() as inner:
            torch.ones(1).to(DEVICE)

    assert (outer.to_device, inner.to_device) == (2, 1)


# --- what a training loop touches beside ----------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
def test_autocast_runs_layers_in_the_lower_type_and_losses_in_the_full_one(dtype: torch.dtype) -> None:
    model = a_net().to(DEVICE)
    images, labels = batches(1)[0]

    with torch.autocast(device_type="pretend", dtype=dtype):
        logits = model(images.to(DEVICE))
        loss = functional.cross_entropy(logits, labels.to(DEVICE))
    loss.backward()

    assert (logits.dtype, loss.dtype) == (dtype, torch.float32)
    assert all(p.dtype == p.grad.dtype == torch.float32 for p in model.parameters())
    assert model(images.to(DEVICE)).dtype is torch.float32


def test_autocast_that_is_switched_off_changes_nothing() -> None:
    with torch.autocast(device_type="pretend", dtype=torch.bfloat16, enabled=False):
        assert nn.Linear(2, 2).to(DEVICE)(torch.ones(1, 2, device=DEVICE)).dtype is torch.float32


def test_a_scaler_of_gradients_works() -> None:
    model = a_net().to(DEVICE)
    before = on_cpu(copy.deepcopy(model.state_dict()))
    optimizer, scaler = torch.optim.SGD(model.parameters(), lr=0.1), torch.amp.GradScaler("pretend")
    images, labels = batches(1)[0]

    scaler.scale(functional.cross_entropy(model(images.to(DEVICE)), labels.to(DEVICE))).backward()
    scaler.step(optimizer)
    scaler.update()

    assert not torch.equal(model[0].weight.detach().cpu(), before["0.weight"])


@pytest.mark.parametrize("pin", [False, True], ids=["plain", "pinned"])
@pytest.mark.parametrize("non_blocking", [False, True], ids=["blocking", "non-blocking"])
def test_a_data_loader_feeds_the_device(pin: bool, non_blocking: bool) -> None:
    images, labels = torch.arange(10.0).reshape(5, 2), torch.arange(5)
    loader = DataLoader(TensorDataset(images, labels), batch_size=2, pin_memory=pin)

    seen = []
    for batch, targets in loader:
        assert batch.is_pinned() == targets.is_pinned() == pin
        seen.append((batch.to(DEVICE, non_blocking=non_blocking), targets.to(DEVICE, non_blocking=non_blocking)))

    assert torch.equal(torch.cat([b for b, _ in seen]).cpu(), images)
    assert torch.equal(torch.cat([t for _, t in seen]).cpu(), labels)


def test_batches_that_are_on_the_device_come_out_of_a_data_loader() -> None:
    images = torch.arange(6.0).to(DEVICE)

    with counting() as counts:
        seen = list(DataLoader(TensorDataset(images), batch_size=4))

    assert [batch.tolist() for (batch,) in seen] == [[0, 1, 2, 3], [4, 5]]
    assert counts.to_device == 0


def test_a_state_dict_is_loaded_across_devices() -> None:
    here, there = a_net(0), a_net(1).to(DEVICE)

    there.load_state_dict(here.state_dict())
    assert_identical(there.state_dict(), here.state_dict())

    back = a_net(2)
    back.load_state_dict(there.state_dict())
    assert_identical(back.state_dict(), here.state_dict())
    assert {each.device.type for each in there.state_dict().values()} == {"pretend"}


def test_best_weights_are_kept_by_copies_and_by_clones() -> None:
    model = a_net().to(DEVICE)
    before = on_cpu(model.state_dict())
    kept = copy.deepcopy(model.state_dict())
    cloned = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
    live = model.state_dict()

    train(model, torch.optim.SGD(model.parameters(), lr=0.1), DEVICE)

    assert_identical(kept, before)
    assert_identical(cloned, before)
    assert not torch.equal(live["0.weight"].cpu(), before["0.weight"])
    model.load_state_dict(kept)
    assert_identical(model.state_dict(), before)


def test_a_deep_copy_of_a_model_has_its_own_parameters_on_the_device() -> None:
    model = a_net().to(DEVICE)
    model[0].weight.sum().backward()

    twin = copy.deepcopy(model)

    assert isinstance(twin[0].weight, nn.Parameter)
    assert twin[0].weight.device == DEVICE
    assert twin[0].weight.requires_grad
    assert torch.equal(twin[0].weight.grad.cpu(), model[0].weight.grad.cpu())
    train(twin, torch.optim.SGD(twin.parameters(), lr=0.1), DEVICE, steps=1)
    assert not torch.equal(twin[0].weight.detach().cpu(), model[0].weight.detach().cpu())


def test_parameters_that_are_shared_stay_shared_in_a_deep_copy() -> None:
    layer = nn.Linear(2, 2)
    model = nn.Sequential(layer, layer).to(DEVICE)

    assert len(list(copy.deepcopy(model).parameters())) == 2


def test_an_optimizers_state_is_saved_and_goes_on() -> None:
    one, other = a_net().to(DEVICE), a_net().to(DEVICE)
    first, second = (torch.optim.Adam(model.parameters(), lr=0.01) for model in (one, other))
    train(one, first, DEVICE, steps=2)

    other.load_state_dict(one.state_dict())
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    assert train(one, first, DEVICE, steps=2) == train(other, second, DEVICE, steps=2)


@pytest.mark.parametrize(
    ("place", "expected"),
    [(None, "pretend"), ("cpu", "cpu"), ("pretend", "pretend"), (torch.device("pretend"), "pretend")],
    ids=["as-it-was", "cpu", "name", "device"],
)
def test_what_was_saved_is_loaded_where_it_should_be(place: Any, expected: str) -> None:
    model = a_net().to(DEVICE)
    file = io.BytesIO()

    torch.save(model.state_dict(), file)
    file.seek(0)
    loaded = torch.load(file, map_location=place)

    assert {tensor.device.type for tensor in loaded.values()} == {expected}
    assert_identical(loaded, model.state_dict())


def test_what_was_saved_on_the_cpu_is_loaded_onto_the_device() -> None:
    file = io.BytesIO()
    torch.save(a_net().state_dict(), file)
    file.seek(0)

    loaded = torch.load(file, map_location="pretend")

    assert_identical(loaded, a_net().state_dict())


def test_tensors_and_models_survive_pickling() -> None:
    model = a_net().to(DEVICE)

    twin = pickle.loads(pickle.dumps(model))

    assert twin[0].weight.device == DEVICE
    assert isinstance(twin[0].weight, nn.Parameter)
    assert_identical(twin.state_dict(), model.state_dict())


def test_data_of_a_parameter_can_be_read_and_set() -> None:
    layer = nn.Linear(2, 1).to(DEVICE)

    layer.weight.data -= 1.5
    layer.bias.data = torch.full((1,), 4.0, device=DEVICE)
    layer.bias.data.mul_(2)

    assert layer.bias.tolist() == [8.0]
    assert layer(torch.zeros(1, 2, device=DEVICE)).tolist() == [[8.0]]


def test_gradients_can_be_clipped() -> None:
    here, there = a_net(), a_net().to(DEVICE)
    images = batches(1)[0][0]
    here(images).sum().backward()
    there(images.to(DEVICE)).sum().backward()
    torch.manual_seed(0)

    one = nn.utils.clip_grad_norm_(nn.ModuleList([here[0]]).parameters(), 0.1)
    other = nn.utils.clip_grad_norm_(nn.ModuleList([there[0]]).parameters(), 0.1)

    assert other.device == DEVICE
    assert other.item() == pytest.approx(one.item(), rel=0.9)  # dropout drew twice; that it runs is the claim


def test_printing_names_the_device() -> None:
    tensor = torch.tensor([1.0, 2.0], device=DEVICE)

    assert repr(tensor) == "tensor([1., 2.], device='pretend:0')"
    assert repr(tensor.requires_grad_()) == "tensor([1., 2.], device='pretend:0', requires_grad=True)"
    assert "grad_fn=<MulBackward0>" in repr(tensor * 2)
    assert repr(nn.Parameter(tensor)).startswith("Parameter containing:\ntensor([1., 2.], device='pretend:0'")


def test_a_model_works_in_a_thread() -> None:
    """Forward; a loader of data may use one."""
    model, results = a_net().eval().to(DEVICE), []
    images = batches(1)[0][0].to(DEVICE)

    thread = threading.Thread(target=lambda: results.append(model(images)))
    thread.start()
    thread.join()

    assert torch.equal(results[0].detach().cpu(), model(images).detach().cpu())


# --- what it does not do --------------------------------------------------------------------------------------------


UNSUPPORTED: dict[str, tuple[Callable[[], Any], str]] = {
    "stream": (lambda: torch.pretend.Stream, "the pretend GPU has no torch.pretend.Stream; it has no streams"),
    "memory": (lambda: torch.pretend.memory_allocated, "the pretend GPU has no torch.pretend.memory_allocated"),
    "resize": (lambda: device_tensor(2).resize_(3), "does not support changing the size of a tensor in place"),
}


@pytest.mark.parametrize(("use", "message"), UNSUPPORTED.values(), ids=list(UNSUPPORTED))
def test_what_is_not_supported_says_so(use: Callable[[], Any], message: str) -> None:
    with pytest.raises((Unsupported, AttributeError), match=message):
        use()


def run_python(program: str) -> str:
    """What a fresh interpreter prints."""
    environment = {**os.environ, "PYTHONWARNINGS": "error::UserWarning"}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_an_untested_version_of_torch_gets_the_meta_device_and_says_so() -> None:
    """Shapes and devices are still checked."""
    said = run_python("""
        import torch
        torch.__version__ = "9.9.0"
        from grader.primitives import pretend_gpu
        device = pretend_gpu.device()
        print(device, "|", pretend_gpu.problem(), "|", hasattr(torch, "pretend"))
        model = torch.nn.Linear(2, 1).to(device)
        print(tuple(model(torch.ones(3, 2, device=device)).shape))
        try:
            model(torch.ones(3, 2))
        except RuntimeError as error:
            print("refused")
    """)

    first, shape, refused = said.splitlines()
    assert first.startswith("meta | the pretend GPU was tested with torch 2.13 and not with 9.9.0: the meta device")
    assert first.endswith("| False")
    assert (shape, refused) == ("(3, 1)", "refused")


def test_a_private_call_that_is_gone_gets_the_meta_device_and_says_so() -> None:
    said = run_python("""
        import torch.utils.backend_registration as registration
        del registration._setup_privateuseone_for_python_backend
        from grader.primitives import pretend_gpu
        print(pretend_gpu.device(), pretend_gpu.problem())
    """)

    assert said.startswith("meta the pretend GPU could not be set up (AttributeError: ")


def test_a_process_that_was_forked_trains_on_the_device() -> None:
    """Workers are forked from a process that has set it up; torch's own threads would not have come along."""
    said = run_python("""
        import os, torch
        from grader.primitives import pretend_gpu
        device = pretend_gpu.device()
        weight = torch.ones(2, requires_grad=True)
        (weight * 2).sum().backward()
        if os.fork() == 0:
            weight = torch.ones(2, device=device, requires_grad=True)
            (weight * 3).sum().backward()
            print(weight.grad.tolist(), flush=True)
            os._exit(0)
        os.wait()
    """)

    assert said == "[3.0, 3.0]"


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    """Nothing here may warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
