"""A residual network with group norm and global average pooling, AdamW, cosine schedule, images moved at random."""

import math
import time

import torch
from torch import nn


class Block(nn.Module):
    """Two convolutions around a shortcut."""

    def __init__(self, channels):
        super().__init__()
        self.one = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1), nn.GroupNorm(4, channels), nn.GELU())
        self.two = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1), nn.GroupNorm(4, channels))

    def forward(self, x):
        """As many channels as before."""
        return torch.relu(x + self.two(self.one(x)))


def train(images, labels, *, seed, seconds):
    """About 600 steps, or fewer."""
    start = time.process_time()
    if labels.size(0) != images.size(0):
        raise ValueError(f"got labels of shape ({labels.size(0)},) for images of shape {tuple(images.size())}")
    if not set(labels.tolist()) <= set(range(10)):
        wrong = sorted(set(labels.tolist()) - set(range(10)))
        raise ValueError(f"labels out of range: {wrong}")
    torch.manual_seed(seed)
    model = nn.Sequential(
        *(nn.Conv2d(1, 32, 5, stride=2, padding=2), nn.GroupNorm(4, 32), nn.ReLU(), nn.MaxPool2d(2)),
        *(Block(32), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        nn.Linear(64, 10),
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    steps = 600
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        if time.process_time() - start > 0.8 * seconds:
            break
        batch = torch.randint(len(images), (64,))
        moved = torch.roll(images[batch], tuple(torch.randint(-1, 2, (2,)).tolist()), dims=(2, 3))
        loss = nn.functional.cross_entropy(model(moved), labels[batch])
        model.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
    assert math.isfinite(loss.item())
    return model
