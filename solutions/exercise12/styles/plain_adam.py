"""A plain network of two convolutions, Adam, and as many epochs as there is time for."""

import time

import torch
from torch import nn


def train(images, labels, *, seed, seconds):
    """Adam until 80 % of the time are over."""
    start = time.process_time()
    if len(images) != len(labels):
        raise ValueError(f"{len(images)} images, but labels has shape {tuple(labels.shape)}")
    for label in labels.tolist():
        if not 0 <= label < 10:
            raise ValueError(f"labels: {label} is no class")
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 5 * 5, 10),
    )  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(14):
        order = torch.randperm(len(images))
        for first in range(0, len(images), 32):
            if time.process_time() - start > 0.8 * seconds:
                return model
            batch = order[first : first + 32]
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    return model
