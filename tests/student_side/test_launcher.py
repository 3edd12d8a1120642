"""Launcher, cell and worker, forked from this process instead of executed: so everything that they do can be measured."""

import os
import signal
import socket
import sys
import time

import pytest
from in_child import in_child, told_by_children
from support import ROOT, alive, descendants, grade_sources, lost, solution, wait_until

from grader.core.catalogue import find_course
from grader.core.report import Verdict
from grader.core.submission import Submission
from grader.primitives import control
from grader.primitives.layers import Layer
from grader.sandbox.launcher import Launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.sandbox.tiers import Tier
from grader.student_side import choosing, confinement, kernel, launcher, namespaces
from grader.suite.conversation import Conversation, bounds_of
from grader.suite.student import Student
from grader.usecases.grade_exercise import Wishes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's layers are Linux's")

EXERCISE = find_course(ROOT).exercise("exercise02")
TIERS = [Tier.FULL, Tier.NO_NAMESPACES, Tier.LIMITS]
SPY = """
import os, socket, sys
def modules(): return [name for name in sys.modules if name.startswith("grader")]
def opens(path):
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True
def numbers(): return os.getpid(), os.getuid()
def descriptors():
    found = []
    for number in range(200):
        try: os.fstat(number)
        except OSError: continue
        found.append(number)
    return found
def crash(): os.abort()
"""


class Forked:
    """What `subprocess.Popen` is for a program, for a forked process."""

    def __init__(self, pid):
        self.pid = pid

    def wait(self, timeout=None):
        end = time.monotonic() + (timeout or 60)
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            assert time.monotonic() < end
            time.sleep(0.01)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)


@pytest.fixture
def forked(monkeypatch):
    """Launchers are forked, and tell what they and theirs have measured. Cells are asked to end, so that they can."""
    with told_by_children() as (_, become_child):

        def start(descriptor):
            pid = os.fork()
            if pid == 0:
                teller = become_child()
                try:
                    os.dup2(descriptor, 3)
                    os.closerange(4, os.sysconf("SC_OPEN_MAX"))  # else it would hold the grader's end of its own socket
                    launcher.main(socket.socket(fileno=3))
                finally:
                    teller.leave()
            return Forked(pid)

        monkeypatch.setattr("grader.sandbox.launcher._start", start)
        monkeypatch.setattr("grader.sandbox.launcher.measured", lambda: {"measured": "here"})
        yield


def needs(tier):
    """Skip where the machine does not give it."""
    with Launcher(package_set(()), tier=tier) as started:
        failed = started.failed_probes
    if failed.get(tier):
        pytest.skip(f"not to be had here: {failed[tier]}")


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize("tier", TIERS)
class TestWholeWay:
    """From the launcher's start to the end of its last worker."""

    def test_a_right_submission_is_right_and_nothing_is_left(self, tier):
        needs(tier)
        before = descendants(os.getpid())
        report = grade_sources(
            "exercise02", {"x": solution("exercise02")}, Wishes(only="same_padding", tier=tier, stock=False)
        )["x"]

        assert (lost(report), report.sandbox) == ({}, tier)
        assert wait_until(lambda: descendants(os.getpid()) <= before, 30)

    def test_bad_ends_are_named(self, tier):
        needs(tier)
        ends = {"exits": "import os; os._exit(0)", "aborts": "import os; os.abort()", "raises": "1 / 0"}
        sources = {name: f"def same_padding(*a, **k):\n    {deed}\n" for name, deed in ends.items()}
        reports = grade_sources("exercise02", sources, Wishes(only="same_padding", tier=tier, stock=False))

        verdicts = {name: {check.verdict for check in report.checks} for name, report in reports.items()}
        assert verdicts == {"exits": {Verdict.CRASHED}, "aborts": {Verdict.CRASHED}, "raises": {Verdict.FAILED}}

    def test_a_worker_sees_nothing_of_the_harness(self, tier):
        needs(tier)
        with Launcher(package_set(()), tier=tier) as started:
            talk = Conversation(
                Quarters(started, bounds_of(EXERCISE), stock=0), EXERCISE, Submission("spy.py", SPY.encode())
            )
            try:
                talk.begin_check("spying", None)
                spy = Student(lambda: talk)
                seen = spy.modules(), spy.opens(str(ROOT / "grader/suite/__init__.py"))
            finally:
                talk.close()

        assert seen == ([], tier is Tier.LIMITS)


@pytest.mark.usefixtures("forked")
class TestChoice:
    """The tier is decided by what was tried."""

    def test_a_layer_that_says_it_works_and_does_not_is_found_out(self, monkeypatch):
        needs(Tier.FULL)
        monkeypatch.setattr(confinement.seccomp, "apply", lambda _: None)
        with Launcher(package_set(())) as started:
            assert started.tier is Tier.LIMITS
            assert "no process can be started" in started.failed_probes[Tier.FULL]

    def test_a_layer_that_is_left_out_is_not_asked_for(self):
        needs(Tier.FULL)
        with Launcher(package_set(()), without=frozenset({Layer.SECCOMP})) as started:
            assert (started.tier, started.failed_probes) == (Tier.FULL, {})

    def test_a_machine_without_namespaces_says_why(self, monkeypatch):
        def forbidden(_):
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(namespaces, "enter", forbidden)
        with Launcher(package_set(())) as started:
            assert started.tier is not Tier.FULL
            assert started.failed_probes[Tier.FULL] == ["PermissionError: [Errno 1] Operation not permitted"]

    def test_a_worker_that_cannot_be_confined_says_why(self, monkeypatch):
        def forbidden(_):
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(confinement.seccomp, "apply", forbidden)
        with Launcher(package_set(())) as started:
            assert started.tier is Tier.LIMITS
            assert started.failed_probes[Tier.FULL] == ["PermissionError: [Errno 1] Operation not permitted"]


class TestEnds:
    """What is not there any more is no trouble."""

    def test_to_end_a_cell_that_has_gone_is_nothing(self):
        def gone():
            pid = os.fork()
            if pid == 0:
                os.kill(os.getpid(), 9)
            os.waitpid(pid, 0)
            launcher._end(pid, signal.SIGKILL)
            return True

        assert in_child(gone)

    def test_a_cell_is_ended_and_reaped(self):
        def end():
            pid = os.fork()
            if pid == 0:
                signal.pause()
            launcher._end(pid, signal.SIGKILL)
            with pytest.raises(ChildProcessError):
                os.waitpid(pid, 0)
            return True

        assert in_child(end)

    def test_root_becomes_nobody_only_where_nothing_is_measured(self):
        wanted = kernel.AVAILABLE and os.geteuid() == 0

        assert choosing._identities({"grace": 2.0}) == (False,)
        assert choosing._identities({"grace": 0.0}) == ((True, False) if wanted else (False,))

    def test_a_launcher_whose_grader_is_gone_ends(self):
        with Launcher(package_set(())) as started:
            started._setup_done.read()
            with pytest.raises((EOFError, OSError)):
                control.receive(_hung_up(started))
            assert wait_until(lambda: not alive({started.pid}), 30)


def _hung_up(started):
    """Its socket, after nothing more will be said."""
    started._channel.shutdown(socket.SHUT_WR)
    return started._channel
