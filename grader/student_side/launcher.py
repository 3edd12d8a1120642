"""
The launcher: a program of its own, started by the grader with an empty environment and one control socket.

It imports what the exercise allows, warms what is imported lazily, and then forks a cell for every submission. It holds no
secret and never runs a student's code. Run as `python -I -S launcher.py DESCRIPTOR FOLDER_OF_THE_GRADER`.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
from typing import Any

if __name__ == "__main__":  # the package is found by path, and the path forgotten again
    sys.path.insert(0, sys.argv[2])

from grader.primitives import control
from grader.student_side import cell, choosing, interpreter, kernel, limits, namespaces
from grader.student_side.confinement import Confinement
from grader.student_side.namespaces import View
from grader.student_side.rehearsal import Rehearsal
from grader.student_side.worker import Surroundings


def main(channel: socket.socket) -> None:
    """Set up as the first message says, then serve until the grader hangs up."""
    sys.dont_write_bytecode = True  # the grader's own modules may be kept compiled; what a submission imports may not
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits.enough_descriptors()
    kernel.die_with_parent()
    if kernel.AVAILABLE:
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    interpreter.spare_address_space()
    setup, _ = control.receive(channel)
    versions = interpreter.import_packages(setup)
    choice = choosing.choose(setup, _view(setup))
    control.send(channel, {"versions": versions, "tier": choice.tier, "failed": choice.failed})
    _serve(channel, choice.confinement, setup)


def _view(setup: dict[str, Any]) -> View:
    """What a submission may see of the file system: standard library, shared libraries, allowed packages."""
    if not kernel.AVAILABLE:
        return View((), (), ())
    library = os.path.dirname(os.path.realpath(os.__file__))
    base = {library, "/etc/ld.so.cache", *namespaces.libraries_in_use(), *filter(os.path.isdir, sys.path)}
    inside = {path for path in base if any(path != other and path.startswith(other + "/") for other in base)}
    elsewhere = (
        f"{library}/site-packages",
        f"{library}/dist-packages",
        f"{os.path.dirname(library)}/python3/dist-packages",
    )
    hidden = (*setup["folders"], *elsewhere, "/usr/lib/python3/dist-packages", setup["must_be_hidden"])
    return View(tuple(sorted(base - inside)), hidden, tuple(setup["visible"]))


def _serve(channel: socket.socket, confinement: Confinement, setup: dict[str, Any]) -> None:
    os.environ.update(HOME=confinement.scratch, TMPDIR=confinement.scratch)
    interpreter.prepare()
    surroundings = Surroundings(confinement, Rehearsal(setup["touch"]), setup["grace"])
    with contextlib.suppress(EOFError, OSError):  # the grader is gone: so is the reason to be
        while True:
            message, descriptors = control.receive(channel)
            if message["do"] == "cell":
                pid = _fork_cell(channel, descriptors[0], surroundings)
                os.close(descriptors[0])
                control.send(channel, {"pid": pid})
            else:
                _end(message["pid"], signal.SIGTERM if confinement.has_namespaces else signal.SIGKILL)
                control.send(channel, {"ended": message["pid"]})


def _end(pid: int, how: signal.Signals) -> None:
    """End a cell, if it is still there, and reap it; it was not reaped before, so the number is still its own."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _fork_cell(channel: socket.socket, descriptor: int, surroundings: Surroundings) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        channel.close()
        surroundings.confinement.around_cell()
        kernel.die_with_parent()  # only now: the kernel forgets it when a process gains capabilities
        if os.getppid() != parent:
            os._exit(1)
        if surroundings.confinement.has_namespaces:
            _become_first_process(descriptor)
        cell.run(socket.socket(fileno=descriptor), surroundings)
    finally:
        os._exit(1)


def _become_first_process(descriptor: int) -> None:
    """Go on as process 1 of the new pid namespace; the process before it waits for it, and ends it when told."""
    parent_lives, held_by_parent = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    pid = os.fork()
    if pid:
        os.close(descriptor)
        signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGKILL))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        os.waitpid(pid, 0)
        os._exit(0)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    os.close(held_by_parent)
    kernel.die_with_parent()
    if select.select([parent_lives], [], [], 0)[0]:  # its number cannot be asked for from in here
        os._exit(1)
    os.close(parent_lives)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)  # nothing here is worth the time that a large library takes to unload
