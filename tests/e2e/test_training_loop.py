"""A student's own training loop, with the mistakes that people make in it: each costs marks where it is, and is named."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest
from support import ROOT, grade_sources

from grader.core.report import ExerciseReport, Verdict
from grader.primitives import pretend_gpu
from grader.suite.reference import load_trusted

LOOP = """
import copy
import torch
from torch import nn


def choose_device(preferred=None):
    if preferred is not None:
        return torch.device(preferred)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def build_mnist_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10),
    )


def count_trainable_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    model.train()
    running, seen = 0, 0
    for x, y in batches:
        x, y = x.to(device), y.to(device)  # training batch
        optimizer.zero_grad()
        out = model(x)
        loss = loss_fn(out, y)
        loss.backward()
        optimizer.step()
        running += loss.detach() * y.size(0)
        seen += y.size(0)
    return running.item() / seen


def evaluate(model, batches, loss_fn, device):
    model.eval()
    running, hits, seen = 0, 0, 0
    with torch.no_grad():
        for x, y in batches:
            x, y = x.to(device), y.to(device)  # validation batch
            out = model(x)
            running += loss_fn(out, y) * y.size(0)
            hits += (out.argmax(1) == y).sum()
            seen += y.size(0)
    return running.item() / seen, hits.item() / seen


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    if epochs < 1:
        raise ValueError(f"epochs={epochs}")
    if patience is not None and patience < 1:
        raise ValueError(f"patience={patience}")
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    history = {"train_loss": [], "validation_loss": [], "validation_accuracy": [], "best_epoch": 0}
    for epoch in range(epochs):
        history["train_loss"].append(train_one_epoch(model, train_batches, optimizer, criterion, device))
        loss, accuracy = evaluate(model, validation_batches, criterion, device)
        history["validation_loss"].append(loss)
        history["validation_accuracy"].append(accuracy)
        if epoch == 0 or loss < best_loss:
            best_loss = loss
            best_weights = copy.deepcopy(model.state_dict())
            history["best_epoch"] = epoch
        if patience is not None and epoch - history["best_epoch"] >= patience:
            break
    model.load_state_dict(best_weights)
    return history
"""

MISTAKES: dict[str, tuple[str, str, set[str], str]] = {
    "data-not-moved": (
        "        x, y = x.to(device), y.to(device)  # training batch\n",
        "",
        {"train_one_epoch", "fit"},
        "",
    ),
    "data-not-moved in evaluate": (
        "            x, y = x.to(device), y.to(device)  # validation batch\n",
        "",
        {"evaluate", "fit"},
        "data-not-moved",
    ),
    "model-not-moved": ("    model.to(device)\n", "", {"fit"}, ""),
    "item-every-step": ("running += loss.detach() * y", "running += loss.item() * y", {"train_one_epoch", "fit"}, ""),
    "no-zero-grad": ("        optimizer.zero_grad()\n", "", {"train_one_epoch", "fit"}, ""),
    "no-eval-mode": ("    model.eval()\n", "", {"evaluate", "fit"}, ""),
    "mean-of-batch-means": (
        "        running += loss.detach() * y.size(0)\n        seen += y.size(0)\n",
        "        running += loss.detach()\n        seen += 1\n",
        {"train_one_epoch", "fit"},
        "",
    ),
    "best-weights-not-restored": ("    model.load_state_dict(best_weights)\n", "", {"fit"}, ""),
    "best-weights-not-restored by a reference": (
        "copy.deepcopy(model.state_dict())",
        "model.state_dict()",
        {"fit"},
        "best-weights-not-restored",
    ),
}

FOREVER = LOOP.replace("    for epoch in range(epochs):\n", "    epoch = 0\n    while True:\n")


def source_with(old: str, new: str) -> str:
    """The loop with one thing changed."""
    assert LOOP.count(old) >= 1, old
    if old == "            running += loss":
        return LOOP.replace(old, new)
    head, _, tail = LOOP.partition(old)
    return head + new.replace("running.item()", "float(running)") + tail


@pytest.fixture(scope="module")
def reports() -> Mapping[str, ExerciseReport]:
    """Every file, graded with one warm runner."""
    sources = {"right": LOOP, "forever": FOREVER}
    sources |= {name: source_with(old, new) for name, (old, new, _, _) in MISTAKES.items()}
    sources["item-every-step"] = sources["item-every-step"].replace(
        "    return running.item() / seen\n", "    return running / seen\n"
    )
    return grade_sources("exercise07", sources)


def lost_in(report: ExerciseReport) -> set[str]:
    return {check.function for check in report.checks if check.counted and check.verdict is not Verdict.PASSED}


def test_a_right_loop_gets_full_marks_and_sees_what_is_pending(reports: Mapping[str, ExerciseReport]) -> None:
    report = reports["right"]

    assert (report.points, report.max_points, report.exit_code) == (60, 60, 0)
    pending = [check for check in report.checks if check.verdict is Verdict.PENDING]
    assert all(check.points == 0 and "real GPU" in check.message for check in pending)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_costs_marks_where_it_is_and_is_named(reports: Mapping[str, ExerciseReport], name: str) -> None:
    """Also in the function that calls the one it is in."""
    _, _, functions, mistake = MISTAKES[name]
    report = reports[name]
    named = {each for check in report.checks for each in check.mistakes}

    assert lost_in(report) == functions
    assert named == {mistake or name}


def test_training_for_ever_is_stopped_and_costs_only_that(reports: Mapping[str, ExerciseReport]) -> None:
    """The other functions keep their points."""
    report = reports["forever"]

    assert lost_in(report) == {"fit"}
    assert report.points >= 50
    assert Verdict.TIMED_OUT in {check.verdict for check in report.checks if check.function == "fit"}


@pytest.fixture
def stage_on_meta(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The stage of a machine whose torch the pretend GPU does not know."""
    monkeypatch.setattr(pretend_gpu, "problem", lambda: "untested")
    return load_trusted(ROOT / "exercises/exercise07/training_stage.py", "stage_on_meta")


@pytest.mark.parametrize("function", ["train_one_epoch", "evaluate", "fit"])
def test_without_the_pretend_gpu_tensors_of_two_devices_are_still_found(stage_on_meta: Any, function: str) -> None:
    """The meta device stands in: it knows no numbers."""
    right, wrong = ModuleType("right"), ModuleType("wrong")
    exec(LOOP, right.__dict__)
    exec(LOOP.replace("x, y = x.to(device), y.to(device)", "pass"), wrong.__dict__)
    wishes = {"net": "two layers", "sizes": [3, 2], "seed": 1} | ({"epochs": 2} if function == "fit" else {})

    assert stage_on_meta.tensors_that_met(right, function=function, **wishes) == "all on one device"
    with pytest.raises(RuntimeError, match=r"meta"):
        stage_on_meta.tensors_that_met(wrong, function=function, **wishes)
