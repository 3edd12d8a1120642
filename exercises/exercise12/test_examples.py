"""Small trials of your training. Run them with `grade exercise12`, or with `pytest exercises/exercise12`."""

import pytest
import torch
from capstone import train

from grader.data.digits import draw_digits
from grader.suite import rejects


def tensors(count, seed):
    """Some drawn digits, as `train` gets them."""
    digits = draw_digits(count, seed)
    return torch.from_numpy(digits.floats()), torch.from_numpy(digits.labels)


@pytest.mark.seconds(20)
def test_a_model_gives_ten_scores_per_image():
    """The model gives ten scores for each image.

    zh-TW: 模型對每張影像給出十個分數。
    """
    images, labels = tensors(100, seed=1)
    model = train(images, labels, seed=1, seconds=0.5)
    model.eval()
    assert tuple(model(images[:7]).shape) == (7, 10)


@pytest.mark.seconds(20)
def test_a_little_is_learnt_from_a_few_images():
    """A thousand digits and six seconds are enough to recognise most others.

    zh-TW: 一千個數字、六秒鐘，就足以認出大部分其他的數字。
    """
    model = train(*tensors(1000, seed=2), seed=1, seconds=6.0)
    model.eval()
    images, labels = tensors(200, seed=3)
    right = (model(images).argmax(dim=1) == labels).float().mean().item()
    assert right > 0.5, f"only {right:.0%} of 200 new digits are recognised"


@pytest.mark.seconds(20)
def test_a_missing_label_is_refused():
    """As many labels as images are needed.

    zh-TW: 標籤和影像的數量必須相同。
    """
    images, labels = tensors(30, seed=4)
    rejects(train, images, labels[:29], seed=1, seconds=1.0, blames={"images": (30, 1, 28, 28), "labels": (29,)})
