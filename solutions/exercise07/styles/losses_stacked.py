"""A class for the network, lists of tensors that are stacked after the loop, functional cross-entropy."""

import copy

import torch
import torch.nn.functional as F
from torch import nn


def choose_device(preferred=None):
    name = "cpu"
    if torch.backends.mps.is_available():
        name = "mps"
    if torch.cuda.is_available():
        name = "cuda"
    return torch.device(preferred or name)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc2 = nn.Linear(128, 10)
        self.fc1 = nn.Linear(9216, 128)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3)
        self.conv1 = nn.Conv2d(1, 32, kernel_size=(3, 3))
        self.dropout = nn.Dropout(0.25)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.dropout(x)
        x = x.view(x.size(0), -1)
        return self.fc2(F.relu(self.fc1(x)))


def build_mnist_cnn():
    return Net()


def count_trainable_parameters(model):
    total = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            total += parameter.nelement()
    return total


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    model.train()
    losses, sizes = [], []
    for batch in batches:
        images, labels = (tensor.to(device, non_blocking=True) for tensor in batch)
        loss = loss_fn(model(images), labels)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        sizes.append(images.shape[0])
    weights = torch.tensor(sizes, dtype=torch.float64, device=device)
    return (torch.stack(losses).double() @ weights / weights.sum()).item()


@torch.no_grad()
def evaluate(model, batches, loss_fn, device):
    model.eval()
    losses, hits, sizes = [], [], []
    for images, labels in batches:
        output = model(images.to(device))
        target = labels.to(device)
        losses.append(loss_fn(output, target) * len(target))
        hits.append(output.max(1)[1].eq(target).sum())
        sizes.append(len(target))
    return torch.stack(losses).sum().item() / sum(sizes), torch.stack(hits).sum().item() / sum(sizes)


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    if epochs <= 0:
        raise ValueError(f"epochs={epochs} is too few")
    if patience is not None and patience <= 0:
        raise ValueError(f"patience={patience} is too little")
    optimizer = torch.optim.SGD(
        model.parameters(), lr=learning_rate, momentum=0.9
    )  # before the move: they stay the same
    model = model.to(device)
    best_loss, bad, best_epoch, best = float("inf"), 0, 0, None
    train_loss, validation_loss, validation_accuracy = [], [], []
    for epoch in range(epochs):
        train_loss.append(train_one_epoch(model, train_batches, optimizer, F.cross_entropy, device))
        loss, accuracy = evaluate(model, validation_batches, F.cross_entropy, device)
        validation_loss.append(loss)
        validation_accuracy.append(accuracy)
        if loss < best_loss:
            best_loss, best_epoch, bad, best = loss, epoch, 0, copy.deepcopy(model.state_dict())
        else:
            bad += 1
            if bad == patience:
                break
    model.load_state_dict(best)
    return dict(
        train_loss=train_loss,
        validation_loss=validation_loss,
        validation_accuracy=validation_accuracy,
        best_epoch=best_epoch,
    )
