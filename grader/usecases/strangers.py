"""Whose code is it? One's own is graded in every tier; other people's only where the sandbox holds, or if one says so."""

from __future__ import annotations

from pathlib import Path

from grader.core.catalogue import Course
from grader.primitives.errors import UsageError
from grader.sandbox.tiers import Tier


def is_somebody_elses(course: Course, path: Path) -> bool:
    """On a machine that has the solutions beside the exercises, every file that lies in neither of them."""
    if course.solutions is None or course.solutions.parent != course.folder.parent:
        return False
    return not any(path.resolve().is_relative_to(own.resolve()) for own in (course.folder, course.solutions))


def refuse_unconfined(tier: Tier) -> None:
    """Raises UsageError where the tier would let other people's code see and do too much."""
    if not tier.holds_strangers:
        raise UsageError(
            f"This file is not one of your own, and this machine cannot confine it (sandbox: {tier}).",
            next_step="If you trust who wrote it, add --trust-submissions; `grade doctor` tells how to get a better sandbox.",
        )
