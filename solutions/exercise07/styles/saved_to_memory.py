"""Best weights go through torch.save, the model is written into a buffer; evaluation in inference mode."""

import io
from functools import reduce
from operator import mul

import torch
from torch import nn
from torch.nn.functional import cross_entropy


def choose_device(preferred=None):
    choices = [("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available()), ("cpu", True)]
    return torch.device(preferred if preferred is not None else next(name for name, there in choices if there))


def build_mnist_cnn():
    model = nn.Sequential()
    for inputs, outputs in ((1, 32), (32, 64)):
        model.append(nn.Conv2d(inputs, outputs, 3))
        model.append(nn.ReLU())
    model.extend([nn.MaxPool2d(2, stride=2), nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Linear(128, 10)])
    return model


def count_trainable_parameters(model):
    return sum(reduce(mul, p.shape, 1) for p in model.parameters() if p.requires_grad)


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    model.train()
    running, seen = 0.0, 0
    optimizer.zero_grad()
    for images, labels in batches:
        images = images.to(device)
        labels = labels.to(device)
        loss = loss_fn(model(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        running = running + loss.detach() * images.size(0)
        seen = seen + images.size(0)
    return running.item() / seen


def evaluate(model, batches, loss_fn, device):
    was_training = model.training
    model.eval()
    running, correct, seen = 0.0, 0.0, 0
    with torch.inference_mode():
        for images, labels in batches:
            images, labels = images.to(device), labels.to(device)
            scores = model(images)
            running += loss_fn(scores, labels) * labels.numel()
            correct += (torch.softmax(scores, 1).topk(1, dim=1).indices.squeeze(1) == labels).float().sum()
            seen += labels.numel()
    model.train(was_training)
    return float(running / seen), float(correct.double() / seen)


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    if not epochs >= 1:
        raise ValueError(f"epochs is {epochs}")
    if patience is not None and not patience >= 1:
        raise ValueError(f"patience is {patience}")
    model.to(device)
    optimizer = torch.optim.SGD(params=model.parameters(), momentum=0.9, lr=learning_rate)
    rows, best_epoch, best_loss = [], 0, None
    for epoch in range(epochs):
        trained = train_one_epoch(model, train_batches, optimizer, cross_entropy, device)
        loss, accuracy = evaluate(model, validation_batches, cross_entropy, device)
        rows.append((trained, loss, accuracy))
        if best_loss is None or loss < best_loss:
            best_loss, best_epoch = loss, epoch
            kept = io.BytesIO()
            torch.save(model.state_dict(), kept)
        if patience is not None and epoch - best_epoch >= patience:
            break
    kept.seek(0)
    model.load_state_dict(torch.load(kept, map_location=device))
    names = ("train_loss", "validation_loss", "validation_accuracy")
    return {"best_epoch": best_epoch, **{name: list(column) for name, column in zip(names, zip(*rows))}}
