"""
What a worker must not be able to do, tried.

The tier of a machine is decided by real accesses from inside a confined process, not by the kernel's version: kernels
say what they were built with, not what somebody has switched off.
"""

from __future__ import annotations

import functools
import os
import resource
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from grader.primitives.layers import Layer
from grader.student_side import kernel

_WRITABLE_BY_ALL = ("/dev/shm", "/var/tmp")  # noqa: S108 - tried, and nothing is left there


@dataclass(frozen=True)
class Surface:
    """
    What the probes try.

    hidden: an existing file that must not be read. readable: files that must be. scratch: a folder that must be writable.
    outside: the number of a process that must be out of reach.
    """

    hidden: str
    readable: tuple[str, ...]
    scratch: str
    outside: int


def failed(surface: Surface, layers: Iterable[str]) -> list[str]:
    """Names of the probes that did not end as they must in these layers."""
    wanted = set(layers)
    return [name for name, (owners, holds) in _PROBES.items() if owners & wanted and not holds(surface)]


def _denied(attempt: Callable[[], object]) -> bool:
    """Was it refused? Only an error of the system counts; anything else means that the probe did not run."""
    try:
        attempt()
    except OSError:
        return True
    return False


def _open_and_close(path: str) -> None:
    os.close(os.open(path, os.O_RDONLY))


def _hidden_is_unreadable(surface: Surface) -> bool:
    return _denied(lambda: os.open(surface.hidden, os.O_RDONLY))


def _hidden_is_unwritable(surface: Surface) -> bool:
    return _denied(lambda: os.open(surface.hidden, os.O_WRONLY))


def _hidden_is_absent(surface: Surface) -> bool:
    return _denied(lambda: os.stat(surface.hidden))


def _outside_is_unwritable(_: Surface) -> bool:
    return all(_denied(functools.partial(os.open, place, os.O_TMPFILE | os.O_WRONLY)) for place in _WRITABLE_BY_ALL)


def _needed_is_readable(surface: Surface) -> bool:
    return not any(_denied(functools.partial(_open_and_close, path)) for path in surface.readable)


def _scratch_is_writable(surface: Surface) -> bool:
    path = f"{surface.scratch}/probe"
    if _denied(lambda: os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))):
        return False
    os.unlink(path)
    return True


def _no_process_starts(_: Surface) -> bool:
    def attempt() -> None:
        if os.fork() == 0:
            os._exit(0)
        os.wait()

    return _denied(attempt)


def _no_signal_goes_out(surface: Surface) -> bool:
    return _denied(lambda: os.kill(surface.outside, 0))


def _no_socket_opens(_: Surface) -> bool:
    return _denied(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close())


def _no_network_answers(_: Surface) -> bool:
    def attempt() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.connect(("192.0.2.1", 9))  # sends nothing; needs a route

    return _denied(attempt)


def _no_namespace_opens(_: Surface) -> bool:
    return _denied(lambda: kernel.unshare(kernel.CLONE_NEWUSER))


def _no_capability_is_held(_: Surface) -> bool:
    return not any(kernel.capabilities())


def _limits_stand(_: Surface) -> bool:
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_AS, (hard + 4096, hard + 4096))
    except (OSError, ValueError):
        return True
    return False


_FILES = {Layer.PRIVATE_ROOT, Layer.LANDLOCK}
_ALWAYS = set(Layer)

_PROBES: dict[str, tuple[set[Layer], Callable[[Surface], bool]]] = {
    "what is needed can be read": (_ALWAYS, _needed_is_readable),
    "the scratch folder can be written": (_ALWAYS, _scratch_is_writable),
    "hidden files cannot be read": (_FILES, _hidden_is_unreadable),
    "hidden files cannot be written": (_FILES, _hidden_is_unwritable),
    "hidden files are not there": ({Layer.PRIVATE_ROOT}, _hidden_is_absent),
    "nothing else can be written": (_FILES, _outside_is_unwritable),
    "no process can be started": ({Layer.SECCOMP}, _no_process_starts),
    "no other process can be signalled": ({Layer.NAMESPACES, Layer.SECCOMP}, _no_signal_goes_out),
    "no socket can be opened": ({Layer.SECCOMP}, _no_socket_opens),
    "the network is out of reach": ({Layer.NAMESPACES, Layer.SECCOMP}, _no_network_answers),
    "no new namespace can be made": ({Layer.SECCOMP}, _no_namespace_opens),
    "no capability is held": ({Layer.NAMESPACES}, _no_capability_is_held),
    "limits are set and cannot be raised": ({Layer.LIMITS}, _limits_stand),
}
