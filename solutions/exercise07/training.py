"""
exercise07: the training loop, on whatever device there is.

A model, its optimizer and its data live on a device: the processor ("cpu"), a graphics card ("cuda"), an Apple chip
("mps"). The six functions here pick the device, build the network of the slides, and train and judge a model on it: right
numbers first, then no needless copies between host and device, and no waiting for the device in every step. Allowed: the
standard library, numpy and torch. The statement is in README.md, in Chinese in README.zh-TW.md.

Batches are any iterable of (images, labels), both tensors: a list, a DataLoader, a generator that can be walked only once
and has no length. The last batch may be smaller than the others.
"""

import copy

import torch
from torch import nn


def choose_device(preferred=None):
    """
    The device to compute on.

    Args:
        preferred: a name such as "cpu" or "cuda:1", or a torch.device; None to take the best one that is there.

    Returns:
        A torch.device. The preferred one if one is given, whatever else is there; otherwise cuda if it is available, else
        mps if that is, else cpu.

    Source: PyTorch documentation, torch.cuda.is_available and torch.backends.mps.is_available.
    """
    # solution begins
    if preferred is not None:
        return torch.device(preferred)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    # solution ends


def build_mnist_cnn():
    """
    The CNN of the slides for grey digits of 28 x 28 pixels, as a new module.

    A convolution with 32 filters of 3 x 3, ReLU, a convolution with 64 filters of 3 x 3, ReLU, 2 x 2 max pooling, flatten, a
    fully connected layer with 128 nodes, ReLU, a fully connected layer with 10 nodes. Stride 1, no padding, biases
    everywhere. No softmax at the end: cross-entropy in torch wants logits.

    Returns:
        A torch.nn.Module from (N, 1, 28, 28) to (N, 10), with 1,199,882 trainable parameters.

    Source: first course deck, "a simple CNN".
    """
    # solution begins
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 12 * 12, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    # solution ends


def count_trainable_parameters(model):
    """
    How many numbers training would change.

    Args:
        model: a torch.nn.Module.

    Returns:
        An int: the elements of all parameters that require a gradient. Frozen parameters and buffers (the running
        statistics of batch norm) do not count; a parameter that is used in two places counts once.
    """
    # solution begins
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    # solution ends


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    """
    Train a model with every batch once.

    Args:
        model: a torch.nn.Module, on the device already; it is in training mode afterwards, whatever it was in before.
        batches: iterable of (images, labels), walked once; on any device.
        optimizer: a torch optimizer of the model's parameters. Gradients from before the call are not used.
        loss_fn: takes the model's outputs and the labels, returns the mean loss over a batch as a tensor.
        device: the torch.device that the model is on.

    Returns:
        A float: the mean loss per sample, each batch's loss taken when it was trained with. A smaller batch weighs less.

    On a GPU: batches that are on the device already are not copied again, and the host does not wait for the device in
    every step (no .item(), float(), bool(), print or .cpu() inside the loop). Once per epoch is fine.
    """
    # solution begins
    model.train()
    total, samples = 0.0, 0
    for images, labels in batches:
        images, labels = images.to(device), labels.to(device)  # noqa: PLW2901 - moved
        optimizer.zero_grad()
        loss = loss_fn(model(images), labels)
        loss.backward()
        optimizer.step()
        total = total + loss.detach() * len(labels)
        samples += len(labels)
    return float(total) / samples
    # solution ends


def evaluate(model, batches, loss_fn, device):
    """
    Judge a model: its loss and its accuracy. Nothing in the model changes but its mode, which is evaluation.

    Args:
        model: a torch.nn.Module from images to logits (N, K), on the device already.
        batches: iterable of (images, labels), walked once; on any device.
        loss_fn: takes logits and labels, returns the mean loss over a batch as a tensor.
        device: the torch.device that the model is on.

    Returns:
        (mean_loss, accuracy), two floats: the mean loss per sample, and the share of samples, 0 to 1, for which the largest
        logit is that of the label.

    No gradients are recorded. On a GPU the same rules as in train_one_epoch hold.
    """
    # solution begins
    model.eval()
    total, right, samples = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in batches:
            images, labels = images.to(device), labels.to(device)  # noqa: PLW2901 - moved
            logits = model(images)
            total = total + loss_fn(logits, labels) * len(labels)
            right = right + (logits.argmax(dim=1) == labels).sum()
            samples += len(labels)
    return float(total) / samples, int(right) / samples
    # solution ends


def fit(model, train_batches, validation_batches, *, epochs, learning_rate, device, patience=None):
    """
    Train a model for several epochs, watch its validation loss, and leave the best weights in it.

    The model is moved to the device. Every epoch trains with all train_batches, then evaluates on all validation_batches.
    The loss is cross-entropy, the optimizer SGD with momentum 0.9.

    Args:
        model: a torch.nn.Module from images to logits, on any device.
        train_batches, validation_batches: iterables of (images, labels) that can be walked again for every epoch.
        epochs: how many at most, >= 1.
        learning_rate: of the optimizer.
        device: where to compute.
        patience: stop as soon as epoch - best_epoch >= patience, where epoch is the one just finished; >= 1, or None to go on
            to the end.

    Returns:
        A dict: "train_loss", "validation_loss", "validation_accuracy" are lists with one float per epoch that was run;
        "best_epoch" is the int, from 0, of the lowest validation loss. Only a lower loss is an improvement: of equal ones the
        first is best. Afterwards the model holds the weights of that epoch, and that is its whole state_dict, with the
        running statistics of batch norm.

    Raises:
        ValueError: if epochs < 1 or patience < 1. The message names the argument and its value.
    """
    # solution begins
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, got epochs = {epochs}")
    if patience is not None and patience < 1:
        raise ValueError(f"patience must be at least 1, got patience = {patience}")
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    loss_fn = nn.CrossEntropyLoss()
    history = {"train_loss": [], "validation_loss": [], "validation_accuracy": [], "best_epoch": 0}
    best_weights = copy.deepcopy(model.state_dict())
    for epoch in range(epochs):
        history["train_loss"].append(train_one_epoch(model, train_batches, optimizer, loss_fn, device))
        loss, accuracy = evaluate(model, validation_batches, loss_fn, device)
        history["validation_loss"].append(loss)
        history["validation_accuracy"].append(accuracy)
        if epoch == 0 or loss < history["validation_loss"][history["best_epoch"]]:
            history["best_epoch"] = epoch
            best_weights = copy.deepcopy(model.state_dict())
        if patience is not None and epoch - history["best_epoch"] >= patience:
            break
    model.load_state_dict(best_weights)
    return history
    # solution ends
