"""
exercise12: the capstone. Train a network to recognise images that it has never seen.

Layers, loss, backpropagation, optimizer, regularization and data: everything of the course meets in one function. Allowed:
the standard library, numpy and torch. The statement is in README.md, in Chinese in README.zh-TW.md.
"""

import math
import time

import torch
from torch import nn

CLASSES = 10

# solution begins
EPOCHS, LEAST_STEPS = 3, 150
BATCH = 64
PEAK_RATE, WARM_UP = 4e-3, 0.15
SHIFT = 2
SHARE_OF_TIME = 0.9
# solution ends


def train(images, labels, *, seed, seconds):
    """
    Train a network on labelled images and return it.

    Args:
        images: torch tensor (N, 1, 28, 28), float32, from 0 (background) to 1, in random order.
        labels: torch tensor (N,), int64: the class of each image, 0 to 9. Which class has which number is not said.
        seed: an int. Seed with it whatever you draw at random, so that a training can be repeated.
        seconds: float, processor time (`time.process_time()`) that the training may take. Return the model within it.

    Returns:
        An nn.Module that maps float32 images (M, 1, 28, 28) from 0 to 1, for any M >= 1, to scores (M, 10): the class with
        the largest score is its answer. It is used after `model.eval()`. Each call returns a new model; images and labels
        stay as they were.

    Raises:
        ValueError: if there are not as many labels as images, or a label is not between 0 and 9. The message names the
            argument and its value: the shape of an array, or the label.

    Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998.
    """
    # solution begins
    clock = Clock(seconds)
    _check(images, labels)
    torch.manual_seed(seed)
    model = Classifier(mean=images.mean().item(), deviation=images.std().item())
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    steps = max(LEAST_STEPS, EPOCHS * math.ceil(len(images) / BATCH))
    for step, batch in enumerate(_batches(len(images))):
        done = max(step / steps, clock.share)
        if done >= 1:
            break
        optimizer.param_groups[0]["lr"] = _rate(done)
        loss = nn.functional.cross_entropy(model(_shifted(images[batch])), labels[batch], label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()
    # solution ends


# solution begins
class Classifier(nn.Module):
    """Three convolutions with batch norm and pooling, then one linear layer. It brings its input to mean 0 itself."""

    def __init__(self, mean, deviation):
        super().__init__()
        self.mean, self.deviation = mean, deviation + 1e-6
        self.layers = nn.Sequential(
            *_block(1, 16),
            *_block(16, 32),
            *_block(32, 64),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(64 * 3 * 3, CLASSES),
        )

    def forward(self, images):
        """Scores (N, 10) of images (N, 1, 28, 28)."""
        return self.layers((images - self.mean) / self.deviation)


class Clock:
    """How much of the time is over. A part is kept for what comes after the last step."""

    def __init__(self, seconds):
        self._start = time.process_time()
        self._seconds = SHARE_OF_TIME * seconds

    @property
    def share(self):
        """From 0 to 1, and above when it is too late."""
        return (time.process_time() - self._start) / self._seconds


def _block(inputs, outputs):
    """Convolution that keeps the size, then half the size: pooling comes early, which leaves less for the rest to do."""
    return nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(outputs), nn.ReLU()


def _batches(count):
    """Indices of one batch after the other, for ever; every epoch in another order. No batch of one: batch norm needs two."""
    while True:
        yield from (batch for batch in torch.randperm(count).split(BATCH) if len(batch) > 1 or count == 1)


def _shifted(images):
    """The batch, moved by up to SHIFT pixels in some direction: new images for nothing."""
    top, left = torch.randint(0, 2 * SHIFT + 1, (2,)).tolist()
    padded = nn.functional.pad(images, (SHIFT,) * 4)
    return padded[..., top : top + images.shape[-2], left : left + images.shape[-1]]


def _rate(done):
    """The learning rate when a share of the training is done: it rises to its peak, then falls along a cosine."""
    if done < WARM_UP:
        return PEAK_RATE * (0.05 + 0.95 * done / WARM_UP)
    return PEAK_RATE * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP))) / 2 + 1e-6


def _check(images, labels):
    """Refuse what cannot be learnt from."""
    if len(images) != len(labels):
        raise ValueError(
            f"images of shape {tuple(images.shape)} and labels of shape {tuple(labels.shape)} differ in number"
        )
    wrong = labels[(labels < 0) | (labels >= CLASSES)]
    if len(wrong):
        raise ValueError(f"labels must lie between 0 and {CLASSES - 1}, got {wrong[0].item()} in labels")


# solution ends
