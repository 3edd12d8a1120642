"""Callable objects, numpy scalars and a namedtuple for results, best weights kept on the host."""

from collections import namedtuple

import numpy as np
import torch
from torch import nn

Result = namedtuple("Result", "loss accuracy")


class TooFew(ValueError):
    """A number that must be at least 1."""


class Chooser:
    def __call__(self, preferred=None):
        if preferred is not None:
            return torch.device(preferred)
        found = [n for n, test in (("cuda", torch.cuda), ("mps", torch.backends.mps)) if test.is_available()]
        return torch.device([*found, "cpu"][0])


choose_device = Chooser()
build_mnist_cnn = lambda: nn.Sequential(  # noqa: E731
    nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU()),
    nn.Sequential(nn.Conv2d(32, 64, 3), nn.MaxPool2d(2), nn.ReLU()),
    nn.Sequential(nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10)),
)
count_trainable_parameters = lambda model: np.int64(sum(p.numel() for p in model.parameters() if p.requires_grad))  # noqa: E731


class Mean:
    """Adds up on the device."""

    def __init__(self):
        self.total, self.count = 0.0, 0

    def add(self, value, count):
        self.total, self.count = self.total + value.detach().double(), self.count + count

    @property
    def value(self):
        return np.float64(self.total.cpu().numpy() / self.count)


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    model.train(True)
    mean = Mean()
    for x, y in iter(batches):
        model.zero_grad()
        loss = loss_fn(model.forward(x.to(device)), y.to(device))
        torch.autograd.backward([loss])
        optimizer.step()
        mean.add(loss * len(x), len(x))
    return np.asarray(mean.value)


def evaluate(model, batches, loss_fn, device):
    model.train(False)
    loss, hits = Mean(), Mean()
    with torch.no_grad():
        for x, y in batches:
            y = y.to(device)
            z = model(x.to(device))
            loss.add(loss_fn(z, y) * len(x), len(x))
            hits.add((torch.max(z, dim=1).indices == y).sum(), len(x))
    return Result(loss.value, hits.value)


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    if epochs < 1:
        raise TooFew(f"epochs must be 1 or more, not {epochs}")
    if patience is not None and patience < 1:
        raise TooFew(f"patience must be 1 or more, not {patience}")
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    loss_fn = nn.CrossEntropyLoss()
    train, validation, accuracies = [], [], []
    for epoch in range(epochs):
        train.append(float(train_one_epoch(model, train_batches, optimizer, loss_fn, device)))
        result = evaluate(model, validation_batches, loss_fn, device)
        validation.append(float(result.loss))
        accuracies.append(float(result.accuracy))
        best = int(np.argmin(validation))
        if best == epoch:
            kept = {name: tensor.cpu().clone() for name, tensor in model.state_dict().items()}
        if patience and epoch - best >= patience:
            break
    model.load_state_dict(kept)
    return {"train_loss": train, "validation_loss": validation, "validation_accuracy": accuracies, "best_epoch": best}
