"""What the filter does with single system calls, tried in a process of its own that it binds."""

import os
import socket
import sys
from collections.abc import Callable

import pytest

from grader.student_side import kernel, seccomp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")


def allowed(attempt: Callable[[], object]) -> bool:
    """Does it succeed under the filter?"""
    pid = os.fork()
    if pid == 0:
        try:
            kernel.no_new_privileges()
            seccomp.apply(seccomp.compiled(os.uname().machine))
            attempt()
        except OSError:
            os._exit(1)
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def pair(family: int, kind: int) -> Callable[[], object]:
    return lambda: socket.socketpair(family, kind)


def test_streams_may_talk_to_each_other() -> None:
    """asyncio needs a pair of them."""
    assert allowed(pair(socket.AF_UNIX, socket.SOCK_STREAM))
    assert allowed(pair(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK))


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW])
def test_nothing_can_be_sent_to_an_address(kind: int) -> None:
    """One end of a pair of datagram sockets can send to anybody's."""
    assert not allowed(pair(socket.AF_UNIX, kind))


def test_the_cache_of_files_is_not_asked() -> None:
    """What others have read lately could be told from it, and it could be used to tell others something."""
    file = os.open(__file__, os.O_RDONLY)

    assert allowed(lambda: os.preadv(file, [bytearray(4)], 0))
    assert not allowed(lambda: os.preadv(file, [bytearray(4)], 0, os.RWF_NOWAIT))


def test_no_disk_is_waited_for() -> None:
    """A process that waits for one cannot be killed; so nobody waits, and all is said to be well."""
    assert allowed(lambda: os.fsync(12345))
