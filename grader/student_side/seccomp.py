"""
seccomp: which system calls a worker may make.

An allow-list, because the kernel grows: what nobody thought of is refused. Threads yes, processes no; so there are no
daemons and no fork bombs, and the limits of one process are the limits of all that a submission does. What is refused
answers EPERM, an error that Python programs expect, instead of a kill that looks like a crash.

The filter is a program for the kernel's BPF machine: see Linux' `Documentation/userspace-api/seccomp_filter.rst`.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterable, Iterator

from grader.student_side import kernel
from grader.student_side.system_calls import ALLOWED, PRETENDED, number, numbers

_FCNTL = (0, 1, 2, 3, 4, 1030)  # duplicate, flags of the descriptor, flags of the file: no locks, leases, owners, sizes
_IOCTL = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
)  # terminal or not and how wide, bytes waiting, blocking, close on exec
_PRCTL = (3, 15, 16, 21, 23, 39, 0x53564D41)  # names of threads and memory; questions about itself
_AF_UNIX = 1
_STREAMS = (0x1, 0x801, 0x80001, 0x80801)  # SOCK_STREAM, with and without flags; a datagram can go to any address
_CLONE_THREAD = 0x00010000

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
_NEWEST = 480
"""Calls with higher numbers are unknown to this list: they do not exist, so that programs fall back to older ones."""

_LOAD, _EQUAL, _AT_LEAST, _ABOVE, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _PRETEND, _ABSENT = _ERRNO | errno.EPERM, _ERRNO, _ERRNO | errno.ENOSYS

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""

PROCESS_NUMBER = 0x7EED1E55
"""Stands in a program for the number of the process that will load it."""


def apply(program: bytes) -> None:
    """Bind this process, for good, by a program of `compiled`."""
    kernel.seccomp(program.replace(struct.pack("<I", PROCESS_NUMBER), struct.pack("<I", os.getpid())))


def compiled(machine: str) -> bytes:
    """The program for an architecture. Raises ValueError for an unknown one."""
    instructions = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, _ARCHITECTURE[machine]) if machine in _ARCHITECTURE else _unknown(machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
        *_when_in(numbers(ALLOWED, machine), _ALLOW),
        *_when_in(numbers(PRETENDED, machine), _PRETEND),
        *_when_in(numbers(["clone3"], machine), _ABSENT),
        *_one_of("fcntl", 1, _FCNTL, machine),
        *_one_of("ioctl", 1, _IOCTL, machine),
        *_one_of("prctl", 0, _PRCTL, machine),
        *_one_of("kill", 0, (PROCESS_NUMBER,), machine),
        *_one_of("tgkill", 0, (PROCESS_NUMBER,), machine),
        *_one_of("preadv2", 5, (0,), machine),  # a flag tells whether others have read a file lately
        *_one_of("pwritev2", 5, (0,), machine),
        *_call("socketpair", _connected_pair(), machine),
        *_call("clone", [(_LOAD, 0, 0, _low(0)), (_ANY_BIT, 0, 1, _CLONE_THREAD), (_RETURN, 0, 0, _ALLOW)], machine),
        *_call("prlimit64", _reads_own_limits(), machine),
        (_ABOVE, 0, 1, _NEWEST),
        (_RETURN, 0, 0, _ABSENT),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in instructions)


def _when_in(calls: list[int], answer: int) -> Iterator[Instruction]:
    """Answer so if the call is one of these; neighbours are tested together."""
    for first, last in _ranges(calls):
        if first == last:
            yield (_EQUAL, 0, 1, first)
        else:
            yield (_AT_LEAST, 0, 2, first)
            yield (_ABOVE, 1, 0, last)
        yield (_RETURN, 0, 0, answer)


def _ranges(calls: list[int]) -> Iterator[tuple[int, int]]:
    first = last = calls[0]
    for n in calls[1:]:
        if n != last + 1:
            yield first, last
            first = n
        last = n
    yield first, last


def _one_of(name: str, argument: int, values: Iterable[int], machine: str) -> list[Instruction]:
    """Allow a call if the argument, which the kernel takes as 32 bits, is one of the values."""
    tests = [step for value in values for step in ((_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW))]
    return _call(name, [(_LOAD, 0, 0, _low(argument)), *tests], machine)


def _call(name: str, body: list[Instruction], machine: str) -> list[Instruction]:
    """If the call is `name`: the body, and refuse what it does not allow."""
    found = number(name, machine)
    if found is None:
        return []
    return [(_EQUAL, 0, len(body) + 1, found), *body, (_RETURN, 0, 0, _REFUSE)]


def _connected_pair() -> list[Instruction]:
    """A pair of sockets, if they are streams."""
    kinds = [step for kind in _STREAMS for step in ((_EQUAL, 0, 1, kind), (_RETURN, 0, 0, _ALLOW))]
    return [(_LOAD, 0, 0, _low(0)), (_EQUAL, 1, 0, _AF_UNIX), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, _low(1)), *kinds]


def _reads_own_limits() -> list[Instruction]:
    """prlimit64 of this process, without new limits."""
    zeros = (_low(0), _low(2), _low(2) + 4)
    tests = [step for at in zeros for step in ((_LOAD, 0, 0, at), (_EQUAL, 1, 0, 0), (_RETURN, 0, 0, _REFUSE))]
    return [*tests, (_RETURN, 0, 0, _ALLOW)]


def _low(argument: int) -> int:
    """Where the lower half of an argument lies (little-endian)."""
    return _ARGUMENTS + 8 * argument


def _unknown(machine: str) -> Instruction:
    raise ValueError(f"no table of system calls for {machine}")
