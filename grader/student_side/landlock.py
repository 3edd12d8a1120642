"""
Landlock: which files a worker may touch, by the kernel's own walk of the path.

It holds where no private root can be made, and behind a private root once more. It does not hide that a file exists
(`stat` is not covered); the private root does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Rules:
    """
    What a process may still do, worked out before there is one: forks of a process should find everything ready.

    files, network, scopes: the kinds of access that are ruled, by the kernel's bits. paths: what is allowed below each.
    """

    files: int
    network: int
    scopes: int
    paths: tuple[tuple[str, int], ...]

    @property
    def to_write(self) -> int:
        """What is allowed below a folder that may be written."""
        return self.files & ~(_EXECUTE | _DEVICE_MAKING | _IOCTL_DEVICE)


def rules(readable: Iterable[str], devices: Iterable[str], *, listed: Iterable[str] = ()) -> Rules:
    """
    These trees may be read, these devices used; no TCP, no foreign signals. What is not there is left out.

    Args: listed: trees whose folders may be listed, whatever is in them.
    Raises: OSError where the kernel has no Landlock.
    """
    found = kernel.landlock_version()
    files = (1 << _ACCESSES_BY_VERSION[min(found, max(_ACCESSES_BY_VERSION))]) - 1
    wanted = [(path, _READ_FILE | _READ_DIR) for path in readable] + [(path, _READ_DIR) for path in listed]
    wanted += [(path, _READ_FILE | _WRITE_FILE) for path in devices]
    return Rules(
        files,
        _NETWORK if found >= _NETWORK_SINCE else 0,
        _SCOPES if found >= _SCOPES_SINCE else 0,
        tuple((path, known) for path, access in wanted if (known := _meaningful(path, access & files))),
    )


def apply(rules: Rules, writable: str | None = None) -> None:
    """
    Bind this process, for good.

    Args: writable: a folder in which it may make files, too.
    Raises: OSError.
    """
    ruleset = kernel.landlock_ruleset(rules.files, rules.network, rules.scopes)
    try:
        for path, access in rules.paths:
            _allow(ruleset, path, access)
        if writable:
            _allow(ruleset, writable, rules.to_write)
        kernel.landlock_restrict(ruleset)
    finally:
        os.close(ruleset)


def _meaningful(path: str, access: int) -> int:
    """Those kinds of access that there can be: the kernel refuses to allow others. 0 for a path that is not there."""
    if os.path.isdir(path):
        return access
    return access & _ON_FILES if os.path.exists(path) else 0


def _allow(ruleset: int, path: str, access: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        kernel.landlock_allow(ruleset, descriptor, access)
    finally:
        os.close(descriptor)
