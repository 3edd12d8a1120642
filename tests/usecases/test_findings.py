"""What `grade doctor` finds on machines that lack something."""

import collections
from pathlib import Path
from typing import Self

import pytest

from grader.core.catalogue import Course, find_course
from grader.core.texts import say
from grader.primitives.errors import SandboxError
from grader.sandbox.tiers import Tier
from grader.usecases import examine_machine

COURSE = find_course(Path(__file__).parent)


class Fake:
    """A launcher of some tier, which starts nothing."""

    def __init__(self, tier: Tier, failed: dict[str, list[str]]) -> None:
        self.tier, self.failed_probes = tier, failed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.mark.parametrize(
    ("files", "advice"),
    [
        pytest.param({"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"}, "apparmor", id="apparmor"),
        pytest.param({"/proc/sys/user/max_user_namespaces": "0\n"}, "sysctl", id="no-user-namespaces"),
        pytest.param({"/proc/sys/kernel/unprivileged_userns_clone": "0\n"}, "sysctl", id="an-older-switch"),
        pytest.param({"/proc/sys/user/max_user_namespaces": "100\n"}, "container", id="a-container"),
        pytest.param({}, "container", id="nothing-to-read"),
    ],
)
def test_a_lower_tier_is_explained_by_the_likeliest_reason(
    files: dict[str, str], advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the kernel's own switches say; else it is a container."""

    def read(path: Path, **_: object) -> str:
        if str(path) not in files:
            raise FileNotFoundError(2, "not there", str(path))
        return files[str(path)]

    failed = {"full": ["PermissionError: not permitted"]}
    monkeypatch.setattr(examine_machine.sys, "platform", "linux")
    monkeypatch.setattr(Path, "read_text", read)
    monkeypatch.setattr(examine_machine, "start_launcher", lambda _: Fake(Tier.NO_NAMESPACES, failed))

    found = examine_machine._sandbox()

    assert (found.good, found.advice) == (False, f"doctor.{advice}")
    assert found.value == "no namespaces; full: PermissionError: not permitted"


def test_another_system_than_linux_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is looked for there."""
    monkeypatch.setattr(examine_machine.sys, "platform", "darwin")
    monkeypatch.setattr(examine_machine, "start_launcher", lambda _: Fake(Tier.LIMITS, {}))

    assert examine_machine._sandbox().advice == "doctor.not-linux"


def test_a_sandbox_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the error's own words."""

    def broken(_: object) -> Fake:
        raise SandboxError("It cannot be started.", next_step="Look.")

    monkeypatch.setattr(examine_machine, "start_launcher", broken)
    found = examine_machine._sandbox()

    assert (found.value, found.good, found.advice) == ("It cannot be started. Look.", False, "doctor.no-sandbox")


@pytest.mark.parametrize(
    ("course", "good"), [pytest.param(COURSE, False, id="needed"), pytest.param(None, True, id="not-needed")]
)
def test_a_missing_package_matters_where_an_exercise_needs_it(
    course: Course | None, good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the exercises are named, and what to install."""
    monkeypatch.setattr(examine_machine.importlib.util, "find_spec", lambda _: None)
    needed_by = examine_machine._needed_by(course, "numpy")
    found = examine_machine._package("numpy", needed_by)

    assert found.good is good
    assert found.advice == (None if good else "doctor.no-numpy")
    assert all(exercise in found.value for exercise in needed_by)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Also where a file stands in its way."""
    (tmp_path / "file").write_text("")
    found = examine_machine._writable(tmp_path / "file" / "home")

    assert (found.good, found.advice) == (False, "doctor.read-only")
    assert str(tmp_path / "file" / "home") in found.value


@pytest.mark.parametrize(("megabytes", "good"), [(1, False), (2, True)])
def test_a_disk_that_is_nearly_full_is_told(
    megabytes: int, good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database needs some room."""
    usage = collections.namedtuple("usage", "total used free")  # noqa: PYI024 - as `shutil` has it
    monkeypatch.setattr(examine_machine.shutil, "disk_usage", lambda _: usage(0, 0, megabytes * 2**20))

    found = examine_machine._writable(tmp_path)

    assert (found.good, found.advice) == (good, None if good else "doctor.disk-full")


@pytest.mark.parametrize("language", ["en", "zh-TW"])
@pytest.mark.parametrize(
    "key",
    ["apparmor", "sysctl", "container", "not-linux", "no-sandbox", "no-numpy", "no-torch", "read-only", "disk-full"],
)
def test_every_advice_has_its_sentence(key: str, language: str) -> None:
    """In both languages."""
    assert len(say(f"doctor.{key}", language)) > 10
