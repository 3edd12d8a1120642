"""One function walks over the batches in both modes; totals are tensors of the device in double precision."""

import torch
from torch import nn


def choose_device(preferred=None):
    if preferred is None:
        preferred = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    return preferred if isinstance(preferred, torch.device) else torch.device(preferred)


def build_mnist_cnn():
    features = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(True), nn.Conv2d(32, 64, 3), nn.ReLU(True), nn.MaxPool2d((2, 2))
    )
    classifier = nn.Sequential(nn.LazyLinear(128), nn.ReLU(), nn.LazyLinear(10))
    model = nn.Sequential(features, nn.Flatten(start_dim=1), classifier)
    model(torch.zeros(1, 1, 28, 28))
    return model


def count_trainable_parameters(model):
    return int(sum(torch.tensor(p.shape).prod() for _, p in model.named_parameters() if p.requires_grad))


def _walk(model, batches, loss_fn, device, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total = torch.zeros((), dtype=torch.float64, device=device)
    right = torch.zeros((), dtype=torch.long, device=device)
    count = 0
    with torch.set_grad_enabled(training):
        for x, y in batches:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = loss_fn(logits, y)
            if training:
                for parameter in model.parameters():
                    parameter.grad = None
                loss.backward()
                optimizer.step()
            else:
                right += (logits.argmax(-1) == y).sum()
            total += loss.detach() * y.size(0)
            count += y.size(0)
    total, right = torch.stack([total, right.double()]).tolist()
    return total / count, right / count


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    return _walk(model, batches, loss_fn, device, optimizer)[0]


def evaluate(model, batches, loss_fn, device):
    return _walk(model, batches, loss_fn, device)


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    for name, value in {"epochs": epochs, "patience": patience}.items():
        if value is not None and value < 1:
            raise ValueError(f"{name}: {value}")
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), learning_rate, 0.9)
    history = {"train_loss": [], "validation_loss": [], "validation_accuracy": []}
    best = 0
    epoch = 0
    while epoch < epochs and (patience is None or epoch - 1 - best < patience):
        history["train_loss"] += [_walk(model, train_batches, nn.CrossEntropyLoss(), device, optimizer)[0]]
        loss, accuracy = _walk(model, validation_batches, nn.CrossEntropyLoss(), device)
        history["validation_loss"] += [loss]
        history["validation_accuracy"] += [accuracy]
        if loss == min(history["validation_loss"]) and history["validation_loss"].count(loss) == 1:
            best = epoch
            weights = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
        epoch += 1
    for name, tensor in model.state_dict().items():
        tensor.copy_(weights[name])
    return {**history, "best_epoch": best}
