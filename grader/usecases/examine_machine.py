"""What this machine offers for grading, and what is missing."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from grader.core.catalogue import Course
from grader.primitives.errors import GraderError
from grader.sandbox.cell import Bounds
from grader.sandbox.launching import AnyLauncher, start_launcher
from grader.sandbox.packages import package_set
from grader.sandbox.tiers import Tier
from grader.usecases.personal import personal_folder


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. good: None where it is only information. advice: a key of the texts, or None."""

    name: str
    value: str
    good: bool | None
    advice: str | None = None


def examine_machine(course: Course | None) -> list[Finding]:
    """Everything that decides how well grading works here."""
    return [
        Finding("Python", f"{platform.python_version()} ({sys.executable})", sys.version_info >= (3, 11)),
        Finding("system", f"{platform.system()} {platform.release()} {platform.machine()}", None),
        _sandbox(),
        *(_package(name, _needed_by(course, name)) for name in ("numpy", "torch")),
        _writable(personal_folder()),
        _terminal(),
        *([_course(course)] if course else [Finding("course", "none found here", False, "doctor.no-course")]),
    ]


def _sandbox() -> Finding:
    try:
        with start_launcher(package_set(())) as launcher:
            tier, failed = launcher.tier, launcher.failed_probes
            if tier is Tier.SPAWN:
                _try_a_worker(launcher)
    except GraderError as error:
        return Finding("sandbox", str(error), False, "doctor.no-sandbox")
    if tier is Tier.FULL:
        return Finding("sandbox", str(tier), True)
    advice = tier if tier is Tier.SPAWN else _why_no_namespaces()
    return Finding("sandbox", f"{tier}{_failures(failed)}", False, f"doctor.{advice}")


def _try_a_worker(launcher: AnyLauncher) -> None:
    """Nothing was started yet. Raises SandboxError if nothing can be."""
    launcher.open_cell().start_worker(Bounds(1, 64, 1), seed=0).begin_check(fresh=True)


def _failures(failed: Mapping[str, Sequence[str]]) -> str:
    """Which probe stands between this machine and each better tier."""
    return "".join(f"; {tier}: {', '.join(probes)}" for tier, probes in failed.items())


def _why_no_namespaces() -> str:
    """The likeliest reason, as a key of the texts."""
    if sys.platform != "linux":
        return "not-linux"
    if _reads("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        return "apparmor"
    if (
        _reads("/proc/sys/user/max_user_namespaces") == "0"
        or _reads("/proc/sys/kernel/unprivileged_userns_clone") == "0"
    ):
        return "sysctl"
    return "container"


def _reads(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except OSError:
        return None


def _package(name: str, needed_by: list[str]) -> Finding:
    if importlib.util.find_spec(name) is None:
        missing = f"not installed (needed by {', '.join(needed_by)})" if needed_by else "not installed (not needed)"
        return Finding(name, missing, not needed_by, f"doctor.no-{name}" if needed_by else None)
    return Finding(name, metadata.version(name), True)


def _needed_by(course: Course | None, package: str) -> list[str]:
    return [exercise.id for exercise in course.exercises if package in exercise.packages] if course else []


def _writable(folder: Path) -> Finding:
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        return Finding("progress", f"{folder} cannot be written", False, "doctor.read-only")
    free = shutil.disk_usage(nearest).free // 2**20
    return Finding("progress", f"{folder} ({free} MB free)", free > 1, None if free > 1 else "doctor.disk-full")


def _terminal() -> Finding:
    size = shutil.get_terminal_size()
    kind = "terminal" if sys.stdout.isatty() else "no terminal"
    return Finding("output", f"{kind}, {size.columns} columns, {sys.stdout.encoding}", None)


def _course(course: Course) -> Finding:
    suites = "with hidden suites" if course.solutions else "public examples only"
    return Finding(
        "course", f"{course.id} in {course.folder.parent}, {len(course.exercises)} exercises, {suites}", None
    )
