"""
Hidden checks for exercise12: a model that the submission trains is judged by its answers.

The model stays in the submission's process. What it gets there are images that were drawn for this run alone, never their
labels; what comes back are scores. The ten classes are numbered in an order that is drawn, too, so a model that was trained
elsewhere, on digits in their usual order, knows nothing.
"""

import re
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from grader.data.digits import CLASSES, draw_digits
from grader.data.mnist import MNIST, Part, read_collection
from grader.suite import fails, pending, rejects, same, shows, unchanged

pytestmark = pytest.mark.function("train")

IMAGES, FRESH = 4_000, 2_000
SECONDS, SECONDS_FOR_MNIST = 30.0, 240.0
A_FEW, A_MOMENT = 200, 0.5
AT_ONCE = 250


@dataclass(frozen=True)
class Pictures:
    """Images (N, 1, 28, 28) and their classes (N,), as a submission gets them."""

    images: torch.Tensor
    labels: torch.Tensor

    def part(self, wanted):
        """Those of a slice, or of indices."""
        return Pictures(self.images[wanted], self.labels[wanted])


def pictures(labelled, order):
    """The classes numbered in another order."""
    return Pictures(torch.from_numpy(labelled.floats()), torch.from_numpy(order[labelled.labels]))


def drawn(rng, count, order=None):
    """Digits that nobody has seen."""
    return pictures(draw_digits(count, rng), rng.permutation(CLASSES) if order is None else order)


def seed_from(rng):
    return int(rng.integers(1, 10_000))


def trained(student, seen, seed, seconds):
    """The model that `train` returns, ready to answer."""
    return as_model(student.train(seen.images, seen.labels, seed=seed, seconds=seconds))


def as_model(answer):
    """What `train` returned, if it is a module; switched to evaluation."""
    if isinstance(answer, (tuple, list)):
        with shows("model-in-a-tuple"):
            fails(
                en="train must return the model alone; it returned several things.",
                zh_TW="train 只能回傳模型本身，但它回傳了好幾樣東西。",
            )
    if isinstance(answer, dict):
        with shows("weights-returned"):
            fails(
                en="train must return the model itself; it returned a dictionary, perhaps the model's weights.",
                zh_TW="train 要回傳模型本身，但它回傳了一個字典，可能是模型的權重。",
            )
    try:
        answer.eval()
        mode = answer.training
    except AttributeError:
        mode = None
    if mode is not False:
        fails(
            en="train must return an nn.Module, so that `model.eval()` makes `model.training` False.",
            zh_TW="train 要回傳 nn.Module，讓 `model.eval()` 能把 `model.training` 變成 False。",
        )
    return answer


def scores_of(model, images):
    """Scores (N, 10) as a numpy array; the model is asked in batches."""
    return np.concatenate([scores_of_batch(model, batch) for batch in images.split(AT_ONCE)])


SHAPES = ("classes-returned", "batch-of-one-squeezed")
"""Known mistakes that a shape (N,) shows, and a shape (10,)."""


def scores_of_batch(model, images):
    """Scores of one batch, if that is what they are."""
    try:
        scores = model(images)
    except RuntimeError as error:
        with shows("another-dtype") if re.search("dtype|scalar type|Input type", str(error)) else nullcontext():
            raise
    wanted = (len(images), CLASSES)
    got = tuple(scores.shape) if isinstance(scores, torch.Tensor) else None
    if got != wanted or not scores.dtype.is_floating_point:
        with shows(SHAPES[got == (CLASSES,)]) if got in {(len(images),), (CLASSES,)} else nullcontext():
            fails(
                en=f"For images of shape {tuple(images.shape)} the model must give float scores of shape {wanted}; "
                f"it gave {'no tensor' if got is None else f'{scores.dtype} of shape {got}'}.",
                zh_TW=f"影像的形狀是 {tuple(images.shape)} 時，模型要給出形狀 {wanted} 的浮點數分數，"
                f"但它給的是{'不是 tensor 的東西' if got is None else f'形狀 {got} 的 {scores.dtype}'}。",
            )
    if not bool(torch.isfinite(scores).all()):
        fails(en="The model's scores are not all finite numbers.", zh_TW="模型輸出的分數裡有 nan 或無限大。")
    return scores.detach().to(torch.float64).numpy()


def accuracy(model, shown):
    """Share of images whose largest score is at their class."""
    return float((scores_of(model, shown.images).argmax(axis=1) == shown.labels.numpy()).mean())


# --- what train takes and gives -------------------------------------------------------------------------------------


@pytest.mark.points(2)
@pytest.mark.seconds(20)
def test_what_cannot_be_learnt_is_refused(student, rng):
    """Labels that do not fit are refused.

    zh-TW: 不合理的標籤要拒絕。
    """
    seen, seed = drawn(rng, 40), seed_from(rng)
    scores_of(trained(student, seen, seed, A_MOMENT), seen.images)
    short, other = int(rng.integers(20, 39)), int(rng.integers(41, 60))
    for count in (short, other):
        labels = torch.from_numpy(rng.integers(0, CLASSES, count))
        blames = {"images": (40, 1, 28, 28), "labels": (count,)}
        refused(student, seen.images, labels, seed, blames)
    for wrong in (CLASSES, -1, int(rng.integers(11, 300))):
        labels = seen.labels.clone()
        labels[int(rng.integers(40))] = wrong
        refused(student, seen.images, labels, seed, {"labels": wrong})


def refused(student, images, labels, seed, blames):
    with shows("arguments-not-checked"):
        rejects(student.train, images, labels, seed=seed, seconds=A_MOMENT, blames=blames)


@pytest.mark.points(2)
@pytest.mark.seconds(20)
def test_the_model_takes_any_number_of_images(student, rng):
    """The model gives ten scores for each of any number of images.

    zh-TW: 無論一次給幾張影像，模型都對每一張給出十個分數。
    """
    seen = drawn(rng, A_FEW)
    model = trained(student, seen, seed_from(rng), A_MOMENT)
    shown = drawn(rng, 40).images
    together = scores_of_batch(model, torch.cat((shown, 1 - shown)))[:40]  # in company that is unlike them
    assert together.std() > 0, "the scores are all the same"
    for size in (1, 2, int(rng.integers(3, 20))):
        start = int(rng.integers(0, 40 - size))
        with shows("batch-of-one-squeezed" if size == 1 else "answers-depend-on-the-batch"):
            alone = scores_of(model, shown[start : start + size])
        with shows("answers-depend-on-the-batch"):
            same(alone, together[start : start + size], rtol=1e-3)


@pytest.mark.points(2)
@pytest.mark.seconds(20)
def test_every_call_trains_a_model_of_its_own(student, rng):
    """Each call trains a new model, and leaves images and labels as they were.

    zh-TW: 每次呼叫都訓練一個新的模型，而且不更動影像和標籤。
    """
    one, two = drawn(rng, A_FEW), drawn(rng, A_FEW)
    shown = drawn(rng, 100).images
    with shows("shuffled-in-place"):
        first = unchanged(student.train, one.images, one.labels, seed=seed_from(rng), seconds=A_MOMENT)
    before = scores_of(as_model(first), shown)
    second = trained(student, two, seed_from(rng), A_MOMENT)
    with shows("one-model-for-all-calls"):
        same(scores_of(first, shown), before, rtol=1e-3)
        if np.array_equal(scores_of(second, shown), before):
            fails(
                en="Trained on other images with other labels, the model gives the very same scores.",
                zh_TW="換了影像和標籤重新訓練，模型給的分數卻一模一樣。",
            )


@pytest.mark.points(2)
@pytest.mark.seconds(12)
def test_training_ends_in_time(student, rng):
    """With many images and little time, training ends in time: 2 s are given, 12 s are the limit.

    zh-TW: 影像很多、時間很少時，訓練要準時結束：給 2 秒，超過 12 秒就停止。
    """
    few = drawn(rng, 2_000)
    many = few.part(torch.from_numpy(rng.permutation(np.arange(20_000) % 2_000)))
    with shows("seconds-ignored"):
        model = trained(student, many, seed_from(rng), 2.0)
    scores = scores_of(model, drawn(rng, 20).images)
    assert scores.std() > 0, "the scores are all the same"


# --- what it has learnt ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """
    What a model was found to do. accuracy: on images that it never saw, 0 to 1.

    shows: the known mistake that its answers show, if it has one.
    """

    accuracy: float
    shows: str


def figures(student, rng):
    """Train once, and measure."""
    order = rng.permutation(CLASSES)
    seen, fresh = drawn(rng, IMAGES, order), drawn(rng, FRESH, order)
    model = trained(student, seen, seed_from(rng), SECONDS)
    reached = accuracy(model, fresh)
    return Figures(reached, "" if reached >= 0.97 else diagnosis(model, seen, fresh, reached))


def diagnosis(model, seen, fresh, reached):
    """The known mistake behind a low accuracy, if there is evidence for one."""
    some = fresh.part(slice(500))
    if renumbered(model, some):
        return "classes-renumbered"
    for treated in (some.images * 255, 2 * some.images - 1, (some.images - some.images.mean()) / some.images.std()):
        if accuracy(model, Pictures(treated, some.labels)) > max(0.5, reached + 0.05):
            return "normalised-outside"
    ends = max(accuracy(model, seen.part(slice(250))), accuracy(model, seen.part(slice(-250, None))))
    middle = accuracy(model, seen.part(slice(1000, 2000)))
    if middle < 2 / CLASSES:
        return "no-better-than-guessing"
    if ends > 0.99 and middle < ends - 0.04:
        return "part-of-the-images"
    if middle > 0.99 and reached < middle - 0.02:
        return "learnt-by-heart"
    return "too-simple" if middle < 0.97 else ""


def renumbered(model, shown):
    """Does it tell the classes apart, under other numbers?"""
    answers = scores_of(model, shown.images).argmax(axis=1)
    labels = shown.labels.numpy()
    names = [np.bincount(answers[labels == number], minlength=CLASSES).argmax() for number in range(CLASSES)]
    another_order = names != sorted(names) == list(range(CLASSES))
    return another_order and float((np.array(names)[labels] == answers).mean()) > 0.5


def demand(got, least, of):
    """Fail unless that accuracy is reached. What is told is rounded down: one answer more or less must not show."""
    whole = int(100 * got)
    if got < least:
        fails(
            en=f"Accuracy on {of['en']}: {whole} %. This check asks for {least:.0%}.",
            zh_TW=f"在{of['zh-TW']}上的準確率是 {whole} %，這項檢查要求 {least:.0%}。",
        )


UNSEEN = {"en": f"{FRESH:,} digits that the model never saw", "zh-TW": f"模型從未見過的 {FRESH:,} 個數字"}


@pytest.mark.seconds(70)
@pytest.mark.parametrize(
    "least",
    [
        pytest.param(0.6, id="60", marks=pytest.mark.points(2)),
        pytest.param(0.9, id="90", marks=pytest.mark.points(3)),
        pytest.param(0.95, id="95", marks=pytest.mark.points(3)),
        pytest.param(0.97, id="97", marks=pytest.mark.points(2)),
    ],
)
def test_digits_that_it_never_saw_are_recognised(student, rng, once, least):
    """Enough of the drawn digits that the model never saw are recognised.

    zh-TW: 能認出夠多模型從未見過的手繪數字。
    """
    found = once("digits", lambda: figures(student, rng))
    if found.shows:
        with shows(found.shows):
            demand(found.accuracy, least, UNSEEN)
    demand(found.accuracy, least, UNSEEN)


@pytest.mark.points(2)
@pytest.mark.seconds(520)
def test_the_promise_of_the_slides(student, rng, data):
    """99 % of MNIST's test images are recognised.

    zh-TW: 能認出 MNIST 測試影像的 99 %。
    """
    if data is None:
        pending(
            en="Needs MNIST: name the folder with its files with --data, or in GRADER_DATA.",
            zh_TW="需要 MNIST：用 --data 或 GRADER_DATA 指定存放檔案的資料夾。",
        )
    order = rng.permutation(CLASSES)
    seen, test = (pictures(read_collection(MNIST, part, data), order) for part in (Part.TRAINING, Part.TEST))
    mixed = seen.part(torch.from_numpy(rng.permutation(len(seen.labels))))
    model = trained(student, mixed, seed_from(rng), SECONDS_FOR_MNIST)
    of = {"en": "MNIST's 10,000 test images", "zh-TW": " MNIST 的 10,000 張測試影像"}
    demand(accuracy(model, test), 0.99, of)
