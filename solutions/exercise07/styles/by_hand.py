"""Momentum and cross-entropy written out, gradients from torch.autograd.grad where fit trains."""

import torch
from torch import nn


def choose_device(preferred=None):
    try:
        return torch.device(preferred)
    except TypeError:
        pass
    if torch.cuda.is_available():
        return torch.device("cuda:0")
    if torch.backends.mps.is_available():
        return torch.device("mps:0")
    return torch.device("cpu")


class Flat(nn.Module):
    def forward(self, x):
        return x.reshape(len(x), -1)


def build_mnist_cnn():
    layers = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), Flat()]
    layers += [nn.Linear(64 * 12**2, 128), nn.ReLU(), nn.Linear(128, 10)]
    return nn.Sequential(*layers)


def count_trainable_parameters(model):
    return len(torch.cat([p.detach().flatten() for p in model.parameters() if p.requires_grad]))


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    model.train()
    total = count = 0
    for x, y in batches:
        x = x.to(device)
        y = y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            total = total + loss * y.shape[0]
        count += y.shape[0]
    return float(total / count)


def evaluate(model, batches, loss_fn, device):
    model.eval()
    total = right = count = 0
    for x, y in batches:
        with torch.no_grad():
            z = model(x.to(device))
            y = y.to(device)
            total = total + loss_fn(z, y) * y.shape[0]
            right = right + torch.eq(z.argmax(1), y).long().sum()
            count += y.shape[0]
    return float(total / count), float(right) / count


def _cross_entropy(z, y):
    logs = z - torch.logsumexp(z, dim=1, keepdim=True)
    return -logs.gather(1, y[:, None]).mean()


class Momentum:
    """v = 0.9 v + g; w = w - rate v."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate = list(parameters), rate
        self.velocities = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for parameter in self.parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self):
        for parameter, velocity in zip(self.parameters, self.velocities):
            velocity.mul_(0.9).add_(parameter.grad)
            parameter.data -= self.rate * velocity


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    if epochs < 1:
        raise ValueError(f"epochs = {epochs}")
    if patience is not None and patience < 1:
        raise ValueError(f"patience = {patience}")
    model.to(device)
    optimizer = Momentum(model.parameters(), learning_rate)
    train, validation, accuracy, best = [], [], [], None
    for epoch in range(epochs):
        train.append(train_one_epoch(model, train_batches, optimizer, _cross_entropy, device))
        loss, share = evaluate(model, validation_batches, _cross_entropy, device)
        validation.append(loss)
        accuracy.append(share)
        if best is None or loss < best[0]:
            best = (loss, epoch, [t.detach().clone() for t in (*model.parameters(), *model.buffers())])
        if patience is not None and epoch - best[1] >= patience:
            break
    with torch.no_grad():
        for tensor, kept in zip((*model.parameters(), *model.buffers()), best[2]):
            tensor.copy_(kept)
    return {"train_loss": train, "validation_loss": validation, "validation_accuracy": accuracy, "best_epoch": best[1]}
