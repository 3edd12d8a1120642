"""torch.accelerator, a deep copy of the whole model as the best one, losses weighed with math.fsum after the loop."""

import copy
import math

import torch
from torch import nn


def choose_device(preferred=None):
    if preferred is not None:
        return torch.device(preferred)
    if torch.accelerator.is_available() and torch.accelerator.current_accelerator().type in ("cuda", "mps"):
        return torch.accelerator.current_accelerator()
    return torch.device("cpu")


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = nn.ModuleList([nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)])
        self.dense = nn.ModuleDict({"hidden": nn.Linear(9216, 128), "out": nn.Linear(128, 10)})

    def forward(self, x):
        for layer in self.convolutions:
            x = layer(x).clamp(min=0)
        x = x.unfold(2, 2, 2).unfold(3, 2, 2).amax(dim=(-2, -1))
        return self.dense["out"](self.dense["hidden"](x.flatten(1)).relu())


def build_mnist_cnn():
    return CNN()


def count_trainable_parameters(model):
    return sum(math.prod(p.size()) for p in filter(lambda p: p.requires_grad, model.parameters()))


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    model.train()
    pairs = []
    for images, labels in batches:
        images, labels = images.to(device), labels.to(device)

        def closure():
            optimizer.zero_grad()
            loss = loss_fn(model(images), labels)
            loss.backward()
            return loss

        pairs.append((optimizer.step(closure).detach(), len(labels)))
    losses = torch.stack([loss for loss, _ in pairs]).cpu().tolist()
    return math.fsum(loss * size for loss, (_, size) in zip(losses, pairs)) / sum(size for _, size in pairs)


def evaluate(model, batches, loss_fn, device):
    model.eval()
    logits, labels, losses = [], [], []
    with torch.no_grad():
        for x, y in batches:
            logits.append(model(x.to(device)))
            labels.append(y.to(device))
            losses.append(loss_fn(logits[-1], labels[-1]) * len(y))
    logits, labels = torch.cat(logits), torch.cat(labels)
    accuracy = (logits.argmax(dim=1) == labels).float().mean()
    return (torch.stack(losses).sum() / len(labels)).item(), accuracy.item()


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    if epochs < 1:
        raise ValueError("epochs must be positive: %s" % epochs)
    if patience is not None and patience < 1:
        raise ValueError("patience must be positive: %s" % patience)
    loss_fn = nn.CrossEntropyLoss(reduction="mean").to(device)
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9, foreach=False)
    history = {"train_loss": [], "validation_loss": [], "validation_accuracy": [], "best_epoch": 0}
    best_model = None
    for epoch in range(epochs):
        model.to(device)
        history["train_loss"].append(train_one_epoch(model, train_batches, optimizer, loss_fn, device))
        loss, accuracy = evaluate(model, validation_batches, loss_fn, device)
        if best_model is None or loss < min(history["validation_loss"]):
            best_model, history["best_epoch"] = copy.deepcopy(model), epoch
        history["validation_loss"].append(loss)
        history["validation_accuracy"].append(accuracy)
        if patience is not None and epoch - history["best_epoch"] >= patience:
            break
    model.load_state_dict(best_model.state_dict())
    return history
