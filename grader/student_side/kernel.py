"""The few system calls that Python 3.11 has no name for, through ctypes. Linux; elsewhere `AVAILABLE` is False."""

from __future__ import annotations

import contextlib
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
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_LANDLOCK_RULESET_VERSION, _LANDLOCK_PATH_BENEATH = 1, 1
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # on every architecture
_M_ARENA_MAX = -8
_MADV_COLLAPSE = 25
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True) if AVAILABLE else None
_held = ctypes.PyDLL(None, use_errno=True) if AVAILABLE else None
"""The same, for calls during which the interpreter must stand still."""

_NUMBER, _TEXT, _ADDRESS = ctypes.c_ulong, ctypes.c_char_p, ctypes.c_void_p
_SIGNATURES = {
    "prctl": (ctypes.c_int, _NUMBER, _NUMBER, _NUMBER, _NUMBER),
    "unshare": (ctypes.c_int,),
    "mount": (_TEXT, _TEXT, _TEXT, _NUMBER, _TEXT),
    "umount2": (_TEXT, ctypes.c_int),
    "capset": (_ADDRESS, _ADDRESS),
    "capget": (_ADDRESS, _ADDRESS),
    "madvise": (_ADDRESS, ctypes.c_size_t, ctypes.c_int),
    "syscall": (ctypes.c_long,),
}
if _libc:  # looked up once, in the launcher; in a process that is forked from it, whatever is made anew costs pages
    for _name, _kinds in _SIGNATURES.items():
        getattr(_libc, _name).argtypes = _kinds

_Capabilities, _Rights = ctypes.c_uint32 * 6, ctypes.c_uint64 * 3
_CALLER = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
_NO_CAPABILITIES = _Capabilities()


def fork() -> int:
    """
    `fork(2)`, for a process with a single thread whose child seeds its generators itself.

    `os.fork` also repairs what other threads may have left locked, and seeds `random`: in a process with one thread that is
    a millisecond for nothing, most of it for two hundred pages that the child has to copy.

    Raises: OSError if the machine cannot start another process.
    """
    if _held is None:
        return os.fork()
    number = int(_held.fork())
    _check(number)
    return number


def prctl(option: int, argument: int = 0) -> None:
    """`prctl(2)` with one argument."""
    _check(_function("prctl")(option, argument, 0, 0, 0))


def die_with_parent() -> None:
    """Be killed when the parent ends, however it ends. Nothing where the system has no such thing."""
    if AVAILABLE:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def unshare(flags: int) -> None:
    """`unshare(2)`: move this process (for CLONE_NEWPID: its next child) into new namespaces."""
    _check(_function("unshare")(flags))


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """`mount(2)`."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    _check(_function("mount")(*texts[:3], flags, texts[3]), target)


def pivot_root(new_root: str, put_old: str) -> None:
    """`pivot_root(2)`."""
    number = _PIVOT_ROOT[os.uname().machine]
    _check(_function("syscall")(number, os.fsencode(new_root), os.fsencode(put_old)), new_root)


def unmount(target: str) -> None:
    """`umount2(2)` with MNT_DETACH."""
    _check(_function("umount2")(os.fsencode(target), MNT_DETACH), target)


def no_new_privileges() -> None:
    """Executing a file can give this process no more than it has."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def capabilities() -> list[int]:
    """`capget(2)`: effective, permitted and inheritable bits, twice."""
    held = _Capabilities()
    _check(_function("capget")(_CALLER, held))
    return list(held)


def drop_capabilities() -> None:
    """Give up every capability for good: none is held, and executing a file can give none back."""
    no_new_privileges()
    _check(_function("capset")(_CALLER, _NO_CAPABILITIES))


def seccomp(program: bytes) -> None:
    """`prctl(2)` with PR_SET_SECCOMP: filter this process's system calls. program: instructions of 8 bytes."""
    filters = _Program(len(program) // 8, program)
    _check(_function("prctl")(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filters), 0, 0))


def landlock_version() -> int:
    """Version of the kernel's Landlock. Raises OSError if it has none, or it is switched off."""
    return _system_call(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_LANDLOCK_RULESET_VERSION))


def landlock_ruleset(files: int, network: int, scopes: int) -> int:
    """`landlock_create_ruleset(2)`: a descriptor of rules that forbid these kinds of access, until some are allowed."""
    attributes = _Rights(files, network, scopes)
    size = 24 if scopes else 16 if network else 8
    return _system_call(_LANDLOCK_CREATE, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))


def landlock_allow(ruleset: int, descriptor: int, access: int) -> None:
    """`landlock_add_rule(2)`: allow kinds of access below an open path."""
    rule = _PathBeneath(access, descriptor)
    _system_call(
        _LANDLOCK_ADD,
        ctypes.c_int(ruleset),
        ctypes.c_int(_LANDLOCK_PATH_BENEATH),
        ctypes.byref(rule),
        ctypes.c_uint32(0),
    )


def landlock_restrict(ruleset: int) -> None:
    """`landlock_restrict_self(2)`; needs PR_SET_NO_NEW_PRIVS."""
    _system_call(_LANDLOCK_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def few_arenas() -> None:
    """Have malloc use two arenas: each thread's own would take 64 MB of address space, which is limited."""
    with contextlib.suppress(OSError, AttributeError):  # another C library than glibc has none
        _function("mallopt")(_M_ARENA_MAX, 2)


def collapse(start: int, length: int) -> None:
    """`madvise(2)` with MADV_COLLAPSE (Linux 6.1 and later): put this memory into huge pages now. Raises OSError."""
    _check(_function("madvise")(start, length, _MADV_COLLAPSE))


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


class _PathBeneath(ctypes.Structure):
    """`struct landlock_path_beneath_attr`."""

    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def _system_call(number: int, *arguments: object) -> int:
    result = int(_function("syscall")(number, *arguments))
    _check(result)
    return result


def _function(name: str) -> ctypes._NamedFuncPointer:
    if _libc is None:
        raise OSError(f"{name} needs Linux")
    return getattr(_libc, name)  # type: ignore[no-any-return]


def _check(result: int, path: str | None = None) -> None:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
