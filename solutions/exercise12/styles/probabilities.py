"""The module gives probabilities; numpy shuffles and checks; the training set is standardised inside the module."""

import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional


class BadLabels(ValueError):
    """A ValueError of our own."""


class Probabilities(nn.Module):
    """Standardises, then layers, then softmax."""

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("std", torch.tensor(std))
        self.features = nn.Sequential(nn.Conv2d(1, 12, 3), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(3))
        self.more = nn.Sequential(nn.Conv2d(12, 48, 3), nn.BatchNorm2d(48), nn.ReLU(), nn.MaxPool2d(2))
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(48 * 9, 10))

    def forward(self, images):
        """Probabilities (N, 10)."""
        return functional.softmax(self.head(self.more(self.features((images - self.mean) / self.std))), dim=1)


def train(images, labels, *, seed, seconds):
    """Negative log-likelihood of the probabilities."""
    begin = time.process_time()
    n, m = len(images), len(labels)
    if n != m:
        raise BadLabels(f"labels.shape = {tuple(labels.shape)}, images.shape = {tuple(images.shape)}")
    numbers = labels.numpy()
    bad = numbers[~np.isin(numbers, np.arange(10))]
    if bad.size:
        raise BadLabels(f"labels contain {bad[0]}")
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    pixels = images.numpy()
    model = Probabilities(float(pixels.mean()), float(pixels.std()) or 1.0)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    step = 0
    while step < 900:
        for part in np.array_split(rng.permutation(n), max(1, n // 50)):
            if step >= 900 or time.process_time() - begin > 0.75 * seconds:
                step = 900
                break
            for group in optimizer.param_groups:
                group["lr"] = 2e-3 * (1 - step / 900) + 1e-5
            loss = -torch.log(model(images[part])[torch.arange(len(part)), labels[part]] + 1e-9).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    return model.eval()
