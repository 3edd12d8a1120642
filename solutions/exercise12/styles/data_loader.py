"""A DataLoader, SGD with momentum, a one-cycle schedule; the clock on the wall."""

import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    """Layers as attributes, functions in `forward`."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
        self.norm1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 48, kernel_size=3, stride=2, padding=1)
        self.norm2 = nn.BatchNorm2d(48)
        self.fc = nn.Linear(48 * 7 * 7, 10)

    def forward(self, x):
        """Scores."""
        x = nn.functional.relu(self.norm1(self.conv1(x)))
        x = nn.functional.relu(self.norm2(self.conv2(x)))
        return self.fc(torch.flatten(x, 1))


def train(images, labels, *, seed, seconds):
    """Walk over the loader; stop when the time is up."""
    deadline = time.monotonic() + 0.85 * seconds
    if images.shape[0] != labels.shape[0]:
        raise ValueError(f"images {list(images.shape)} do not match labels {list(labels.shape)}")
    if labels.min() < 0:
        raise ValueError(f"labels must be >= 0, got {labels.min()}")
    if labels.max() > 9:
        raise ValueError(f"labels must be <= 9, got {labels.max()}")
    generator = torch.Generator()
    generator.manual_seed(seed)
    torch.manual_seed(seed)
    loader = DataLoader(TensorDataset(images, labels), batch_size=64, shuffle=True, generator=generator)
    net, loss_fn, epochs = Net(), nn.CrossEntropyLoss(), 12
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, epochs=epochs, steps_per_epoch=len(loader))
    net.train()
    for _ in range(epochs):
        for x, y in loader:
            if time.monotonic() > deadline:
                net.eval()
                return net
            optimizer.zero_grad(set_to_none=True)
            loss_fn(net(x), y).backward()
            optimizer.step()
            schedule.step()
    net.eval()
    return net
