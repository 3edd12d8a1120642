"""What `grade doctor` says of a machine that cannot fork."""

from dataclasses import replace

import pytest

from grader.core.texts import say
from grader.sandbox.packages import package_set
from grader.usecases import examine_machine


@pytest.fixture(autouse=True)
def _no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.launching._CAN_FORK", False)


@pytest.mark.parametrize(("language", "words"), [("en", "never run on Windows"), ("zh-TW", "從未在 Windows 上")])
def test_the_tier_is_named_and_explained(language: str, words: str) -> None:
    """It is not good enough for other people's files, and the sentence says what was never tried."""
    (sandbox,) = [found for found in examine_machine.examine_machine(None) if found.name == "sandbox"]

    assert (sandbox.value, sandbox.good, sandbox.advice) == ("spawn", False, "doctor.spawn")
    assert words in say("doctor.spawn", language)


def test_a_python_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker is tried."""
    broken = replace(package_set(()), imports=("no_such_package",))
    monkeypatch.setattr(examine_machine, "package_set", lambda _: broken)

    (sandbox,) = [found for found in examine_machine.examine_machine(None) if found.name == "sandbox"]

    assert (sandbox.good, sandbox.advice) == (False, "doctor.no-sandbox")
    assert "no_such_package" in sandbox.value
