"""Every run of the tests has a home and a secret of its own."""

import ctypes
import os
import sys
from collections.abc import Iterator

import pytest

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2


@pytest.fixture(scope="session", autouse=True)
def _home_and_secret(tmp_path_factory):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRADER_HOME", str(tmp_path_factory.mktemp("home")))
        environment.setenv("GRADER_SECRET", "tests")
        yield


@pytest.fixture
def permissions_count() -> Iterator[None]:
    """What a file's permissions forbid is forbidden in this test, also where it is root's: root does without that power."""
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may read and write everything here")
    held = _capabilities()
    _set_capabilities([held[0] & ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH), *held[1:]])
    try:
        yield
    finally:
        _set_capabilities(held)


def _capabilities() -> list[int]:
    """Of this thread: effective, permitted and inheritable, the lower 32 and then the upper."""
    from grader.student_side import kernel

    return kernel.capabilities()


def _set_capabilities(bits: list[int]) -> None:
    header, wanted = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*bits)
    assert ctypes.CDLL(None, use_errno=True).capset(header, wanted) == 0, os.strerror(ctypes.get_errno())
