"""The two ways to a student's process: forked from a warm launcher, or spawned where nothing can be forked."""

from __future__ import annotations

import os
from typing import Protocol, Self

from grader.primitives.layers import Layer
from grader.sandbox.cell import Bounds
from grader.sandbox.launcher import Launcher
from grader.sandbox.packages import PackageSet
from grader.sandbox.spawning import SpawningLauncher
from grader.sandbox.tiers import Tier
from grader.sandbox.worker import Worker

_CAN_FORK = hasattr(os, "fork")


class AnyCell(Protocol):
    """Starts workers, and ends them; `Cell` says what is meant by each."""

    def start_worker(self, bounds: Bounds, *, seed: int, rehearse: bool = False) -> Worker:
        """A fresh process for the student's code. Returns before it is ready."""

    def settle(self, number: int) -> None:
        """Wait until a worker has been started and everybody who was to end has ended. Raises SandboxError."""

    def end(self) -> None:
        """End everything in the cell, without waiting for it."""

    def wait_until_gone(self) -> None:
        """Wait for the last process of the cell, after `end`."""


class AnyLauncher(Protocol):
    """Opens cells. most_in_stock: so many workers made ahead are worth what they cost."""

    most_in_stock: int

    @property
    def tier(self) -> Tier:
        """The tier that this launcher's cells have."""

    @property
    def failed_probes(self) -> dict[str, list[str]]:
        """By tier: what must fail and did not, or must work and did not."""

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the packages."""

    @property
    def gentle(self) -> bool:
        """Are processes asked to end before they are killed, because they have measurements to save?"""

    def open_cell(self) -> AnyCell:
        """A new cell. Returns before it is ready."""

    def close(self) -> None:
        """End everything that was started."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def start_launcher(
    packages: PackageSet, *, tier: Tier | None = None, without: frozenset[Layer] = frozenset()
) -> AnyLauncher:
    """
    A launcher of a tier, or of the best one that this machine gives.

    Args: without: layers to leave out, which is for tests.
    """
    if tier is Tier.SPAWN or not _CAN_FORK:
        return SpawningLauncher(packages, tier=tier)
    return Launcher(packages, tier=tier, without=without)
