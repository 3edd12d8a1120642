"""
Landlock: which files a worker may touch, by the kernel's own walk of the path.

It holds where no private root can be made, and behind a private root once more. It does not hide that a file exists
(`stat` is not covered); the private root does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable

from grader.student_side import kernel

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEVICE = 1 << 14, 1 << 15
_ACCESSES_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many kinds of access to files a version of Landlock knows; the newest listed holds for later ones."""

_DEVICE_MAKING = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)  # character and block devices, sockets, FIFOs
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
_NETWORK, _NETWORK_SINCE = (1 << 0) | (1 << 1), 4  # bind and connect, TCP
_SCOPES, _SCOPES_SINCE = (1 << 0) | (1 << 1), 6  # abstract sockets and signals of others


def version() -> int:
    """The kernel's version of Landlock; 0 without."""
    try:
        return kernel.landlock_version()
    except OSError:
        return 0


def apply(
    readable: Iterable[str], writable: Iterable[str], devices: Iterable[str], *, listed: Iterable[str] = ()
) -> None:
    """
    Bind this process, for good: these trees may be read, these written, these devices used; no TCP, no foreign signals.

    Args: listed: trees whose folders may be listed, whatever is in them.
    Raises: OSError where the kernel has no Landlock.
    """
    found = kernel.landlock_version()
    everything = (1 << _ACCESSES_BY_VERSION[min(found, max(_ACCESSES_BY_VERSION))]) - 1
    network = _NETWORK if found >= _NETWORK_SINCE else 0
    scopes = _SCOPES if found >= _SCOPES_SINCE else 0
    ruleset = kernel.landlock_ruleset(everything, network, scopes)
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR, everything)
        for path in listed:
            _allow(ruleset, path, _READ_DIR, everything)
        for path in writable:
            _allow(ruleset, path, everything & ~(_EXECUTE | _DEVICE_MAKING | _IOCTL_DEVICE), everything)
        for path in devices:
            _allow(ruleset, path, _READ_FILE | _WRITE_FILE, everything)
        kernel.landlock_restrict(ruleset)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int, everything: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            access &= everything if os.path.isdir(path) else everything & _ON_FILES
            if access:
                kernel.landlock_allow(ruleset, descriptor, access)
        finally:
            os.close(descriptor)
