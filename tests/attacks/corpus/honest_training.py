"""A right training loop: the marks of files that pretend to be one are compared with this one's."""


def train_one_epoch(model, batches, optimizer, loss_fn, device):
    model.train()
    total, samples = 0.0, 0
    for images, labels in batches:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(images), labels)
        loss.backward()
        optimizer.step()
        total = total + loss.detach() * len(labels)
        samples += len(labels)
    return float(total) / samples
