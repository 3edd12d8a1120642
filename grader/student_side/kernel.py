"""The few system calls that Python 3.11 has no name for, through ctypes. Linux; elsewhere `AVAILABLE` is False."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

AVAILABLE = sys.platform == "linux"

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
PR_SET_NO_NEW_PRIVS = 38
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True) if AVAILABLE else None


def prctl(option: int, argument: int = 0) -> None:
    """`prctl(2)` with one argument."""
    _check(_function("prctl")(option, ctypes.c_ulong(argument), 0, 0, 0))


def die_with_parent() -> None:
    """Be killed when the parent ends, however it ends. Nothing where the system has no such thing."""
    if AVAILABLE:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def unshare(flags: int) -> None:
    """`unshare(2)`: move this process (for CLONE_NEWPID: its next child) into new namespaces."""
    _check(_function("unshare")(flags))


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """`mount(2)`."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    _check(_function("mount")(*texts, ctypes.c_ulong(flags), None if data is None else data.encode()), target)


def pivot_root(new_root: str, put_old: str) -> None:
    """`pivot_root(2)`."""
    number = _PIVOT_ROOT[os.uname().machine]
    _check(_function("syscall")(ctypes.c_long(number), os.fsencode(new_root), os.fsencode(put_old)), new_root)


def unmount(target: str) -> None:
    """`umount2(2)` with MNT_DETACH."""
    _check(_function("umount2")(os.fsencode(target), MNT_DETACH), target)


def drop_capabilities() -> None:
    """Give up every capability for good: none is held, and executing a file can give none back."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_function("capset")(ctypes.byref(header), ctypes.byref(nothing)))


def _function(name: str) -> ctypes._NamedFuncPointer:
    if _libc is None:
        raise OSError(f"{name} needs Linux")
    return getattr(_libc, name)  # type: ignore[no-any-return]


def _check(result: int, path: str | None = None) -> None:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
