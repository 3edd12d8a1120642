"""What a worker can see and do, what it cannot, and that nothing of it is left."""

import contextlib
import dataclasses
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest
from support import ROOT, alive, descendants, grade_sources, lost, processes, solution, wait_until

from grader.core.catalogue import find_course
from grader.core.report import Verdict
from grader.core.submission import Submission
from grader.sandbox.crowding import MOST
from grader.sandbox.launcher import Launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.sandbox.tiers import Tier
from grader.student_side.namespaces import View
from grader.suite.conversation import Conversation, bounds_of
from grader.suite.faults import StudentFault
from grader.suite.student import Student
from grader.usecases.grade_exercise import Wishes, grade_each

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's layers are Linux's")

EXERCISE = find_course(ROOT).exercise("exercise02")
RIGHT = solution("exercise02")

SPY = """
import os, sys, socket, glob

def can_read(path):
    try:
        with open(path, "rb") as file:
            file.read(1)
        return True
    except OSError as error:
        return False

def can_list(path):
    try:
        return sorted(os.listdir(path))
    except OSError:
        return None

def can_write(path):
    try:
        with open(path, "w") as file:
            file.write("x")
        return True
    except OSError:
        return False

def exists(path):
    return os.path.exists(path)

def environment():
    return sorted(os.environ)

def descriptors():
    found = []
    for number in range(4096):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            pass
    return found

def interfaces():
    try:
        return [name for _, name in socket.if_nameindex()]
    except OSError:
        return []

def connects(host, port):
    try:
        socket.create_connection((host, port), timeout=2).close()
        return True
    except OSError:
        return False

def numbers():
    return os.getpid(), os.getppid(), os.getuid()

def signals(pid):
    try:
        os.kill(pid, 0)
        return True
    except OSError:
        return False

def here():
    return os.getcwd()

def temporary():
    import tempfile
    return tempfile.gettempdir()

def modules(prefix):
    return [name for name in sys.modules if name.startswith(prefix)]

def imports(name):
    try:
        __import__(name)
        return True
    except ImportError:
        return False

def capabilities():
    import ctypes
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    ctypes.CDLL(None).capget(header, data)
    return list(data)

def found(pattern):
    return glob.glob(pattern, recursive=True)

def loop():
    while True:
        pass

def nap(seconds):
    import time
    time.sleep(seconds)
    return seconds

def daemon():
    import threading
    threading.Thread(target=loop, daemon=True).start()
    return 1

def children():
    import subprocess
    subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
    return 1

def forks():
    pid = os.fork()
    if pid == 0:
        os.setsid()
        while True:
            pass
    return 1
"""


@pytest.fixture(scope="module")
def launcher():
    """A launcher of the best tier."""
    with Launcher(package_set(())) as started:
        if started.tier is not Tier.FULL:
            pytest.skip("no namespaces here")
        yield started


def converse(launcher):
    """A conversation about the spy."""
    return Conversation(Quarters(launcher, bounds_of(EXERCISE), stock=0), EXERCISE, Submission("spy.py", SPY.encode()))


@pytest.fixture
def conversation(launcher):
    talk = converse(launcher)
    talk.begin_check("spying", None)
    yield talk
    talk.close()


@pytest.fixture
def spy(conversation):
    return Student(lambda: conversation)


class TestView:
    """Of the machine, a worker sees the interpreter and an empty scratch folder."""

    @pytest.mark.parametrize(
        "path",
        [
            "/etc/passwd",
            "/etc/hostname",
            "/proc/self/environ",
            "/proc/1/cmdline",
            "/sys/class",
            "/root/.bashrc",
            "/var/log",
            str(ROOT),
            str(ROOT / "solutions/exercise02/output_size.py"),
            str(ROOT / "exercises/exercise02/output_size.py"),
            str(ROOT / "grader/suite/__init__.py"),
            str(ROOT / "grader/student_side/launcher.py"),
            os.environ.get("GRADER_HOME", "/var"),
        ],
    )
    def test_it_does_not_see(self, spy, path):
        assert not spy.exists(path)

    @pytest.mark.parametrize("name", ["grader", "grader.suite", "grader.primitives.wire", "pytest", "numpy", "click"])
    def test_it_cannot_import(self, spy, name):
        assert not spy.imports(name)

    def test_no_module_of_the_harness_is_to_be_found_by_name(self, spy):
        assert spy.modules("grader") == []

    def test_no_source_of_the_grader_lies_anywhere(self, spy):
        assert spy.found("/**/student_side") == []
        assert spy.found("/**/output_size*") == []

    def test_the_environment_holds_a_few_names_and_no_secret(self, spy):
        names = {name for name in spy.environment() if not name.startswith("COVERAGE")}

        assert names <= {
            "PATH",
            "GLIBC_TUNABLES",
            "HOME",
            "TMPDIR",
            "LANG",
            "LC_CTYPE",
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
        }

    def test_descriptors_are_the_standard_ones_and_the_two_pipes(self, spy):
        found = spy.descriptors()

        assert found[:3] == [0, 1, 2]
        assert len(found) == 5

    def test_only_the_scratch_folder_can_be_written(self, spy):
        assert spy.can_write(spy.here() + "/mine")
        assert not [
            p for p in ("/x", "/usr/x", "/dev/x", "/etc/x", os.path.dirname(os.__file__) + "/x") if spy.can_write(p)
        ]

    def test_it_has_no_capability(self, spy):
        assert spy.capabilities() == [0] * 6


class TestIsolation:
    """Nothing reaches another worker, another process, or the network."""

    def test_the_scratch_folder_is_empty_and_private_to_each_worker(self, launcher):
        talk = converse(launcher)
        try:
            spy = Student(lambda: talk)
            listings = []
            for group in ("one", "two", "three", "four"):
                talk.begin_check(group, None)
                listings.append(spy.can_list(spy.here()))
                assert spy.can_write("/tmp/left-behind")
        finally:
            talk.close()

        assert listings == [[], [], [], []]

    def test_the_scratch_folder_is_private_to_each_submission(self, launcher):
        one, other = converse(launcher), converse(launcher)
        try:
            for talk in (one, other):
                talk.begin_check("spying", None)
            assert Student(lambda: one).can_write("/tmp/secret")
            assert Student(lambda: other).can_list("/tmp") == ["work"]
        finally:
            one.close()
            other.close()

    def test_no_network_interface_but_an_own_loopback(self, spy):
        assert spy.interfaces() in ([], ["lo"])

    def test_no_connection_goes_out(self, spy):
        assert not spy.connects("127.0.0.1", 22)
        assert not spy.connects("192.0.2.1", 80)

    def test_other_processes_cannot_be_seen_or_signalled(self, spy, launcher):
        assert not spy.signals(os.getpid())
        assert not spy.signals(launcher.pid)
        assert spy.can_list("/proc") in (None, [])

    def test_it_is_not_root(self, spy):
        assert spy.numbers()[2] != 0


class TestLimits:
    """Processor time is what counts; wall time is the backstop."""

    def test_a_nap_within_the_wall_time_is_no_time_out(self, spy):
        assert spy.nap(EXERCISE.limits.seconds * 1.2) == EXERCISE.limits.seconds * 1.2

    def test_a_loop_is_stopped_at_its_processor_time(self, spy):
        """By the clock, that is later on a crowded machine."""
        start = time.monotonic()

        with pytest.raises(StudentFault) as raised:
            spy.loop()

        assert raised.value.verdict is Verdict.TIMED_OUT
        assert time.monotonic() - start < 3 * EXERCISE.limits.seconds * MOST + 5

    @pytest.mark.parametrize("what", ["daemon", "children", "forks"])
    def test_what_it_starts_ends_with_it(self, launcher, what):
        talk = converse(launcher)
        talk.begin_check("spying", None)
        with contextlib.suppress(Exception):  # to be refused is fine
            getattr(Student(lambda: talk), what)()
        started = descendants(launcher.pid)

        talk.close()

        assert wait_until(lambda: not alive(started), 30)


class TestLeaks:
    """A thousand submissions leave what one leaves."""

    def test_no_descriptor_and_no_process_is_left_after_two_hundred_checks(self):
        course = find_course(ROOT)
        counts = []

        def count(*_):
            counts.append(len(os.listdir("/proc/self/fd")))

        submission = Submission("right.py", RIGHT.encode())
        before, ours = len(os.listdir("/proc/self/fd")), descendants(os.getpid())
        grade_each(course, EXERCISE, [submission] * 5, count, Wishes())

        checks_in_one = len(grade_sources("exercise02", {"x": RIGHT})["x"].checks)
        assert 5 * checks_in_one > 200
        assert counts[0] == counts[-1]
        assert len(os.listdir("/proc/self/fd")) == before
        assert wait_until(lambda: descendants(os.getpid()) == ours, 30)

    @pytest.mark.parametrize("source", ["import os\nos._exit(1)", "while True: pass", "import os\nos.abort()", "1 / 0"])
    def test_nothing_is_left_of_submissions_that_end_badly(self, source):
        before, ours = len(os.listdir("/proc/self/fd")), descendants(os.getpid())

        grade_sources("exercise02", {str(n): source for n in range(3)}, Wishes(only="same_padding"))

        assert len(os.listdir("/proc/self/fd")) == before
        assert wait_until(lambda: descendants(os.getpid()) == ours, 30)

    @pytest.mark.parametrize("tier", list(Tier))
    def test_no_scratch_folder_is_left_on_the_machine(self, tier, monkeypatch, tmp_path):
        monkeypatch.setenv("GRADER_SANDBOX", tier)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        report = grade_sources("exercise02", {"x": RIGHT}, Wishes(only="same_padding"))["x"]

        assert report.sandbox == tier
        assert list(tmp_path.iterdir()) == []

    def test_a_grading_that_follows_at_once_does_not_wait(self):
        """Clearing a submission away takes a moment, not the patience of a machine in trouble."""
        start = time.monotonic()

        for source in ("1 / 0", "x = 1", RIGHT) * 3:
            grade_sources("exercise02", {"x": source}, Wishes(only="same_padding"))

        assert time.monotonic() - start < 60


class TestTiers:
    """Without namespaces, the grades are the same."""

    @pytest.mark.parametrize(
        ("source", "points"),
        [
            pytest.param(RIGHT, 10, id="right"),
            pytest.param("def same_padding(*a): raise NotImplementedError", 0, id="stub"),
            pytest.param("import os\nos._exit(0)", 0, id="exit"),
            pytest.param("def same_padding(f, dilation=1): return dilation * (f - 1) // 2", None, id="half"),
        ],
    )
    def test_the_tier_does_not_change_a_grade(self, source, points, monkeypatch):
        verdicts = {}
        for tier in Tier:
            monkeypatch.setenv("GRADER_SANDBOX", tier)
            report = grade_sources("exercise02", {"x": source}, Wishes(only="same_padding"))["x"]
            verdicts[report.sandbox] = [(check.id, check.verdict, check.message) for check in report.checks]

        assert verdicts["spawn"] == verdicts["limits"] == verdicts["no namespaces"] == verdicts["full"]
        assert points is None or report.points == points

    def test_a_launcher_can_be_asked_for_the_lower_tier(self):
        with Launcher(package_set(()), tier=Tier.LIMITS) as launcher:
            assert launcher.tier is Tier.LIMITS


class TestScratchFolder:
    """It is /tmp, for those who know no other, unless that would hide what an exercise needs."""

    def test_it_is_tmp_as_a_rule(self):
        assert View(("/usr/lib/python3.11",), (), ()).scratch == "/tmp"

    @pytest.mark.parametrize(
        "view",
        [View(("/tmp/venv/lib",), (), ()), View(("/usr/lib",), (), ("/tmp/venv/lib/python3.11/site-packages/numpy",))],
    )
    def test_it_is_elsewhere_where_a_package_lies_in_tmp(self, view):
        assert view.scratch == "/scratch"

    def test_it_is_where_a_student_puts_temporary_files(self, spy):
        assert spy.temporary() == os.path.dirname(spy.here()) == "/tmp"

    def test_a_package_in_tmp_is_readable(self, tmp_path):
        package = tmp_path / "in_tmp"
        package.mkdir()
        package.joinpath("__init__.py").write_text("")
        package.joinpath("late.py").write_text("found = True")
        assert str(tmp_path).startswith("/tmp")
        alone = dataclasses.replace(package_set(()), visible=(str(package),))
        with Launcher(alone) as launcher:
            talk = converse(launcher)
            talk.begin_check("spying", None)
            spy = Student(lambda: talk)

            assert spy.can_read(f"{package}/late.py")
            assert os.path.dirname(spy.here()) == spy.temporary() == "/scratch"
            assert spy.can_write("mine")
            assert not spy.can_write("/tmp/other")
            talk.close()


class TestScratchWithoutNamespaces:
    """In the lower tier, too, a worker finds an empty folder, and leaves none."""

    def test_each_worker_finds_its_folder_empty(self):
        with Launcher(package_set(()), tier=Tier.LIMITS) as launcher:
            talk = converse(launcher)
            spy, listings = Student(lambda: talk), []
            for group in ("one", "two", "three", "four"):
                talk.begin_check(group, None)
                listings.append(spy.can_list(spy.here()))
                assert spy.can_write("left-behind")
            talk.close()

        assert listings == [[], [], [], []]

    def test_nothing_is_left_of_a_launcher_that_was_killed(self, monkeypatch, tmp_path):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        with Launcher(package_set(()), tier=Tier.LIMITS) as launcher:
            talk = converse(launcher)
            talk.begin_check("one", None)
            assert Student(lambda: talk).can_write("left-behind")
            os.kill(launcher.pid, signal.SIGKILL)
            talk.close()

        assert list(tmp_path.iterdir()) == []


class TestBreakdown:
    """What breaks on the grader's side is mended or called a fault: never scored against a student."""

    def test_a_killed_launcher_is_replaced_and_the_grade_is_right(self):
        course = find_course(ROOT)
        reports = []

        def submissions():
            yield Submission("first", RIGHT.encode())
            for pid in _launchers():
                os.kill(pid, signal.SIGKILL)
            yield Submission("second", RIGHT.encode())

        grade_each(
            course, EXERCISE, submissions(), lambda _, report: reports.append(report), Wishes(only="same_padding")
        )

        assert [lost(report) for report in reports] == [{}, {}]

    def test_a_launcher_that_dies_in_the_middle_of_a_check_costs_nobody_points(self):
        import threading

        slow = RIGHT.replace(
            '    _check_whole("f", f, least=1)',
            '    import time; time.sleep(0.1)\n    _check_whole("f", f, least=1)',
            1,
        )
        course, reports, ended = find_course(ROOT), [], threading.Event()

        def kill_once():
            time.sleep(1.0)
            for pid in _launchers():
                os.kill(pid, signal.SIGKILL)
            ended.set()

        killer = threading.Thread(target=kill_once)
        killer.start()
        grade_each(
            course,
            EXERCISE,
            [Submission("x", slow.encode())],
            lambda _, r: reports.append(r),
            Wishes(only="same_padding"),
        )
        killer.join()

        verdicts = {check.verdict for check in reports[0].checks}
        assert ended.is_set()
        assert verdicts <= {Verdict.PASSED, Verdict.FAULT}, lost(reports[0])


def _launchers():
    """The launchers that this process has started."""
    ours = [pid for pid, parent in processes().items() if parent == os.getpid()]
    return [pid for pid in ours if "launcher.py" in _command_of(pid)]


def _command_of(pid):
    """Empty for one that has just ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    return ""
