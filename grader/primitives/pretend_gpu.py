"""
A pretend GPU, so that code for GPUs is tried on a machine that has none.

`device()` is a torch device whose tensors hold numbers of the CPU: results are those of the CPU to the last bit, tensors of
different devices do not mix, with the messages of CUDA, and `counting()` tells what was copied and how often the host had to
wait. It is neither fast nor parallel. It has no streams, events, graphs, second device or random generators of its own
(those of the CPU are used), and knows neither `torch.compile` nor sparse or quantized tensors.

It rests on a call that is private to torch, so it is used only with the versions in `TESTED`. With others `device()` is
torch's `meta` device: that one refuses tensors of other devices, too, but has shapes only and no numbers, so nothing can be
compared or counted; `problem()` says so.
"""

from __future__ import annotations

import functools

import torch

from grader.primitives.pretend_tensor import NAME, Counts, PretendTensor, Unsupported, counting
from grader.primitives.torch_parts import leave_compiler_alone

__all__ = ["NAME", "TESTED", "Counts", "PretendTensor", "Unsupported", "counting", "device", "problem"]

TESTED = ("2.13",)
"""Versions of torch with which every promise of this module was tested."""

leave_compiler_alone()  # it knows nothing of this device, and whoever asks for one is about to train


def device() -> torch.device:
    """The pretend device; torch's `meta` device where there is a `problem`."""
    return torch.device(NAME, 0) if problem() is None else torch.device("meta")


@functools.cache
def problem() -> str | None:
    """Why there is only the `meta` device; None if the pretend one is there. The first call sets it up."""
    version = str(torch.__version__)
    if ".".join(version.split(".")[:2]) not in TESTED:
        return (
            f"the pretend GPU was tested with torch {', '.join(TESTED)} and not with {version}: "
            "the meta device stands in for it, which knows shapes and devices, but no numbers"
        )
    from grader.primitives import pretend_backend  # noqa: PLC0415 - it names what only tested versions are known to have

    try:
        pretend_backend.install()
    except Exception as error:  # noqa: BLE001 - whatever is amiss with a private call, there is a stand-in
        return (
            f"the pretend GPU could not be set up ({type(error).__name__}: {error}): the meta device stands in for it"
        )
    return None
