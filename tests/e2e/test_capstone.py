"""The capstone: a model is judged by its answers to images that it never saw, and what is missing here costs nothing."""

from __future__ import annotations

import pytest
from support import grade_sources

from grader.core.report import CheckOutcome, ExerciseReport
from grader.usecases.grade_exercise import Wishes

UNTRAINED = """
import torch
from torch import nn


def train(images, labels, *, seed, seconds):
    if len(images) != len(labels):
        raise ValueError(f"labels {tuple(labels.shape)}")
    for label in labels.tolist():
        if label not in range(10):
            raise ValueError(f"labels: {label}")
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ExerciseReport:
    """A submission that keeps all the forms and learns nothing, graded with an empty folder for data."""
    wishes = Wishes(secret=b"x", stock=False, data=tmp_path_factory.mktemp("data"))
    return grade_sources("exercise12", {"untrained": UNTRAINED}, wishes)["untrained"]


def hidden(report: ExerciseReport, word: str) -> list[CheckOutcome]:
    """Hidden checks with this word in their id."""
    return [check for check in report.checks if check.hidden and word in check.id]


def test_a_model_that_learnt_nothing_gets_no_point_for_recognising(report: ExerciseReport) -> None:
    """It keeps those for form."""
    assert [str(check.verdict) for check in hidden(report, "never_saw")] == ["failed"] * 4
    assert report.points == 8


def test_what_it_did_wrong_is_named_with_its_figure(report: ExerciseReport) -> None:
    """The figure is in whole percent."""
    for check in hidden(report, "never_saw"):
        assert check.mistakes == ("no-better-than-guessing",)
        assert "Accuracy on 2,000 digits that the model never saw: " in check.message
        assert "." not in check.message.partition("saw: ")[2].partition(" %")[0]


def test_a_folder_without_mnist_is_a_fault_that_says_so(report: ExerciseReport) -> None:
    """Somebody named it and expects it to be used; it costs no points."""
    (check,) = hidden(report, "promise")

    assert str(check.verdict) == "fault"
    assert "There is no MNIST in" in check.message
    assert report.max_points == 18
