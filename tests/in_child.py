"""
Runs what cannot be undone (namespaces, Landlock, filters, limits, another user) in processes of its own.

If coverage is measured, each of these processes measures itself and tells at its end what it saw, over a socket that was
open before: a confined process cannot write a file.
"""

import contextlib
import ctypes
import fcntl
import os
import pickle
import socket
import sqlite3.dump  # noqa: F401 - coverage imports it when it is too late
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import coverage

_PACKAGE = Path(__file__).resolve().parents[1] / "grader"
_HIGH = 300
_SIZE = 2**18
_leave_at_once = ctypes.CDLL(None)._exit


class Died(Exception):
    """A process ended without an answer."""


def in_child(*steps: Callable[[], Any]) -> Any:
    """
    The value of the last step; each runs in a child of the one before.

    Raises: what a step raises; Died if a process ends without an answer.
    """
    with told_by_children() as (told, become_child):
        if os.fork() == 0:
            _run(become_child(), list(steps))
        os.wait()
    for kind, value in told:
        if kind == "raised":
            raise value
        if kind == "answer":
            return value
    raise Died


@contextlib.contextmanager
def told_by_children() -> Iterator[tuple[list[tuple[str, Any]], Callable[[], "Teller"]]]:
    """
    What forked processes tell, complete when they have ended and this is left, and what each of them must call first.

    What is measured is kept when this is left.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SIZE)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SIZE)
    told: list[tuple[str, Any]] = []
    reader = threading.Thread(target=_listen, args=(ours, told), daemon=True)

    def become_child() -> Teller:
        ours.close()
        return Teller(theirs)

    try:
        reader.start()
        yield told, become_child
    finally:
        theirs.close()
        reader.join(30)
        ours.close()
        for kind, value in told:
            assert kind != "not measured", value
            if kind == "measured":
                _keep(value)


class Teller:
    """In a child: measures, and has this process and all that it forks tell at their end what they measured."""

    def __init__(self, channel: socket.socket) -> None:
        self._number = fcntl.fcntl(channel.fileno(), fcntl.F_DUPFD, _HIGH)
        channel.close()
        self._measuring = _begin_to_measure()
        self._close_range = os.closerange
        os.closerange = self._close_all_but_ours
        os._exit = self.leave

    def tell(self, kind: str, value: Any) -> None:
        os.write(self._number, pickle.dumps((kind, value)))

    def leave(self, status: int = 0) -> NoReturn:
        try:
            if self._measuring:
                self._measuring.stop()
                self.tell("measured", self._measuring.get_data().dumps())
        except BaseException as error:
            self.tell("not measured", repr(error))
        finally:
            _leave_at_once(status)
        raise AssertionError

    def _close_all_but_ours(self, low: int, high: int) -> None:
        self._close_range(low, min(high, self._number))
        self._close_range(max(low, self._number + 1), high)


def _run(teller: Teller, steps: list[Callable[[], Any]]) -> NoReturn:
    try:
        value = steps[0]()
        if not steps[1:]:
            teller.tell("answer", value)
        elif os.fork() == 0:
            _run(teller, steps[1:])
        else:
            os.wait()
    except BaseException as error:
        teller.tell("raised", error)
    finally:
        teller.leave()


def _listen(channel: socket.socket, told: list[tuple[str, Any]]) -> None:
    while data := channel.recv(_SIZE):
        told.append(pickle.loads(data))


def _begin_to_measure() -> coverage.Coverage | None:
    """A measurement in memory, in place of the inherited one."""
    inherited = coverage.Coverage.current()
    if inherited is None:
        return None
    inherited.stop()
    own = coverage.Coverage(data_file=None, config_file=False, include=[f"{_PACKAGE}/*"])
    own.set_option("run:disable_warnings", ["no-data-collected"])
    own.start()
    own.get_data().dumps()  # imports what it needs
    return own


def _keep(data: bytes) -> None:
    measuring = coverage.Coverage.current()
    assert measuring is not None
    name = str(Path(str(measuring.get_option("run:data_file"))).resolve())
    told, kept = coverage.CoverageData(no_disk=True), coverage.CoverageData(name, suffix=True)
    told.loads(data)
    lines = {file: told.lines(file) or [] for file in told.measured_files()}
    if lines:  # added, because files that only `loads` has filled are taken for copies of each other
        kept.add_lines(lines)
        kept.write()
    told.close()
    kept.close()
