"""What breaks on our own side is mended, or called a fault, or told in a sentence: it never costs a submission points."""

import ast
import collections
import contextlib
import importlib.util
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from support import (
    GRADE,
    ROOT,
    Run,
    descendants,
    environment,
    grade,
    grade_sources,
    lost,
    processes,
    solution,
    wait_until,
)

import grader
from grader.core.catalogue import find_course
from grader.core.report import Verdict
from grader.core.submission import Submission
from grader.primitives.control import READY
from grader.primitives.errors import SandboxError
from grader.sandbox.cell import Bounds
from grader.sandbox.crowding import crowding
from grader.sandbox.forked_worker import ForkedWorker
from grader.sandbox.launcher import Launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.sandbox.tiers import Tier
from grader.sandbox.worker import FaultKind, WorkerFault
from grader.suite.judging import Happening
from grader.suite.mending import BROKE_SANDBOX, tried_again
from grader.usecases.grade_exercise import Wishes, grade_each

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's layers are Linux's")

COURSE = find_course(ROOT)
EXERCISE = COURSE.exercise("exercise02")
RIGHT = solution("exercise02")
RIGHT_FILE = EXERCISE.solution_file
TIERS = [Tier.FULL, Tier.NO_NAMESPACES, Tier.LIMITS]
ONE = Wishes(only="same_padding")
FAIR = {Verdict.PASSED, Verdict.FAULT}
UNMEASURED = {"COVERAGE_PROCESS_START": "", "COVERAGE_PROCESS_CONFIG": ""}
"""A command that cannot write its progress cannot write what coverage measured, either."""


@pytest.fixture
def nothing_left():
    """No descriptor and no process, zombies included, is left of a test."""
    before, ours = len(os.listdir("/proc/self/fd")), children()
    yield
    assert wait_until(lambda: descendants(os.getpid()) <= ours, 30)
    assert children() <= ours
    assert len(os.listdir("/proc/self/fd")) == before


def children():
    """This process's children, those that nobody has waited for included."""
    return {
        int(pid)
        for thread in Path("/proc/self/task").iterdir()
        for pid in thread.joinpath("children").read_text().split()
    }


def by_depth():
    """Processes of our launchers: 0 launchers, 1 what they forked, 2 the first processes in namespaces."""
    parents, levels = processes(), collections.defaultdict(list)
    for pid in descendants(os.getpid()):
        depth, above = -1, pid
        while above != os.getpid() and above in parents:
            depth, above = depth + 1, parents[above]
        levels[depth].append(pid)
    return levels


def kill_now_and_then(chance, tier, done):
    """Kill one of our own processes, never a worker, at a random moment; twice, then leave them in peace."""
    for _ in range(2):
        done.wait(chance.uniform(0.0, 0.6))
        levels = by_depth()
        targets = [pid for depth in range(3 if tier is Tier.FULL else 2) for pid in levels[depth]]
        if targets and not done.is_set():
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(targets), signal.SIGKILL)


class TestKilledProcesses:
    """Launchers and cells may die at any moment."""

    @pytest.mark.parametrize("tier", TIERS)
    @pytest.mark.parametrize("seed", range(6))
    @pytest.mark.usefixtures("nothing_left")
    def test_a_right_submission_loses_nothing(self, seed, tier):
        done, reports = threading.Event(), []
        killer = threading.Thread(target=kill_now_and_then, args=(random.Random(f"{seed} {tier}"), tier, done))
        killer.start()
        try:
            grade_each(
                COURSE,
                EXERCISE,
                [Submission("x", RIGHT.encode())],
                lambda _, report: reports.append(report),
                Wishes(tier=tier),
            )
        finally:
            done.set()
            killer.join()

        assert {check.verdict for check in reports[0].checks} <= FAIR, lost(reports[0])

    @pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
    def test_the_command_says_what_happened(self, at, tmp_path):
        def kill_launchers():
            time.sleep(at)
            for pid in descendants(os.getpid()):
                with contextlib.suppress(OSError):
                    if "launcher.py" in Path(f"/proc/{pid}/cmdline").read_text():
                        os.kill(pid, signal.SIGKILL)

        killer = threading.Thread(target=kill_launchers)
        killer.start()
        run = grade("exercise02", RIGHT_FILE, "--json", env={"GRADER_HOME": str(tmp_path)})
        killer.join()

        assert run.code in (0, 3), run.text
        assert "{" not in run.out or {check["verdict"] for check in run.json["checks"]} <= FAIR

    def test_a_launcher_that_dies_between_two_submissions_is_replaced(self):
        reports, kills = [], []

        def deliver(_, report):
            reports.append(report)
            for pid in by_depth()[0]:
                os.kill(pid, signal.SIGKILL)
                kills.append(pid)

        sources = [Submission(name, RIGHT.encode()) for name in ("first", "second", "third")]
        grade_each(COURSE, EXERCISE, sources, deliver, ONE)

        assert len(kills) == 3
        assert [lost(report) for report in reports] == [{}, {}, {}]

    def test_time_for_mending_is_not_taken_from_the_submission(self, monkeypatch):
        """However long the sandbox took, a check that can be run is run."""
        now, real = [0.0], time.monotonic
        monkeypatch.setattr("grader.suite.rooms.Rooms.start_again", _slow(now))
        monkeypatch.setattr("grader.suite.run.time.monotonic", lambda: real() + now[0])
        done = threading.Event()
        killer = threading.Thread(target=kill_now_and_then, args=(random.Random(1), Tier.LIMITS, done))
        killer.start()
        reports = []
        grade_each(COURSE, EXERCISE, [Submission("x", RIGHT.encode())], lambda _, report: reports.append(report), ONE)
        done.set()
        killer.join()

        assert {check.verdict for check in reports[0].checks} <= FAIR, lost(reports[0])


def _slow(now):
    """`start_again` on a machine on which it takes ten minutes."""
    from grader.suite.rooms import Rooms

    real = Rooms.start_again

    def start_again(self, submission):
        now[0] += 600.0
        real(self, submission)

    return start_again


# --- a worker that was not even prepared ------------------------------------------------------------------------------


class Idle:
    """Says that a worker has used no time."""

    def processor_seconds(self):
        return 0.0


@pytest.fixture
def worker():
    """A worker in whose place the test acts: the grader's half, and the ends of the other."""
    (request, to_worker), (from_worker, replies), (output, printed) = (os.pipe() for _ in range(3))
    half = ForkedWorker(to_worker, from_worker, output, Bounds(0.05, 1, 1), Idle())
    half.begin_check(fresh=True)
    theirs = {"requests": request, "replies": replies, "output": printed}
    yield half, theirs
    half.close()
    for descriptor in theirs.values():
        with contextlib.suppress(OSError):
            os.close(descriptor)


class TestPreparation:
    """Until a worker has said that it is prepared, the student's file is not known to it: whatever happens is our fault."""

    @pytest.mark.parametrize("prepared", [True, False])
    def test_whose_death_it_is(self, worker, prepared):
        half, theirs = worker
        os.write(theirs["replies"], READY * prepared)
        os.close(theirs["replies"])

        with pytest.raises(WorkerFault if prepared else SandboxError):
            half.ask({"do": "call"})

    @pytest.mark.parametrize("prepared", [True, False])
    def test_whose_silence_it_is(self, worker, prepared):
        half, theirs = worker
        os.write(theirs["replies"], READY * prepared)

        with pytest.raises(WorkerFault if prepared else SandboxError):
            half.ask({"do": "call"})

    @pytest.mark.parametrize("prepared", [True, False])
    def test_whose_deafness_it_is(self, worker, prepared):
        half, theirs = worker
        os.write(theirs["replies"], READY * prepared)
        os.close(theirs["requests"])

        with pytest.raises(WorkerFault if prepared else SandboxError):
            half.ask({"do": "call"})

    def test_a_second_greeting_is_an_answer_before_the_question(self, worker):
        half, theirs = worker
        os.write(theirs["replies"], READY * 2)

        with pytest.raises(WorkerFault) as raised:
            half.ask({"do": "call"})

        assert raised.value.kind is FaultKind.GARBLED


# --- a machine that refuses ------------------------------------------------------------------------------------------


def limited(what, soft, hard=None):
    """What a command does before it starts: live with a lower limit."""
    return lambda: resource.setrlimit(what, (soft, soft if hard is None else hard))


def assert_fair(run):
    """Full marks, or a fault, or a sentence: nothing that blames the submission."""
    assert run.code in (0, 3), run.text
    if run.out.startswith("{"):
        verdicts = {check["verdict"] for check in run.json["checks"]}
        assert verdicts <= FAIR, run.text
    else:
        assert run.err.startswith("grade: "), run.text


class TestScarcity:
    """Descriptors, processes, memory and disk run out."""

    @pytest.mark.parametrize("number", [10, 16, 20, 24, 30, 60, 110])
    def test_few_open_files(self, number, tmp_path):
        run = grade(
            "exercise02",
            RIGHT_FILE,
            "--json",
            env={"GRADER_HOME": str(tmp_path)},
            preexec_fn=limited(resource.RLIMIT_NOFILE, number),
        )

        assert_fair(run)

    def test_a_low_soft_limit_of_open_files_changes_nothing(self, tmp_path):
        """Workers need more than a hundred for a moment; they may have them."""
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        run = grade(
            "exercise02",
            RIGHT_FILE,
            env={"GRADER_HOME": str(tmp_path)},
            preexec_fn=limited(resource.RLIMIT_NOFILE, 64, hard),
        )

        assert run.code == 0, run.text

    @pytest.mark.parametrize("megabytes", [300, 500, 900])
    def test_little_memory(self, megabytes, tmp_path):
        run = grade(
            "exercise02",
            RIGHT_FILE,
            "--json",
            env={"GRADER_HOME": str(tmp_path), **UNMEASURED},
            preexec_fn=limited(resource.RLIMIT_AS, megabytes * 2**20),
        )

        assert_fair(run)

    @pytest.mark.parametrize("number", [1, 3, 5, 14])
    def test_few_processes(self, number):
        """As a user of whom nothing else runs; that user may read what root may, because Python may lie in root's home."""
        readers = "+dac_read_search,+dac_override"
        somebody = ["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups"]
        somebody += [f"--inh-caps={readers}", f"--ambient-caps={readers}"]
        looks = [sys.executable, "-c", "import os, sys; sys.exit(not os.access(sys.argv[1], os.R_OK))", str(RIGHT_FILE)]
        if not shutil.which("setpriv") or subprocess.run([*somebody, *looks], check=False).returncode:
            pytest.skip("only root can be a user of whom nothing else runs, and who may read this folder")
        ended = subprocess.run(
            [*somebody, GRADE, "exercise02", str(RIGHT_FILE), "--json"],
            env=environment({"GRADER_HOME": "/nowhere", **UNMEASURED}),
            preexec_fn=limited(resource.RLIMIT_NPROC, number),
            capture_output=True,
            text=True,
            check=False,
        )

        assert "Traceback" not in ended.stderr
        assert_fair(Run(ended.returncode, ended.stdout, ended.stderr))

    def test_files_that_may_not_grow_cost_progress_only(self, tmp_path):
        run = grade(
            "exercise02",
            RIGHT_FILE,
            env={"GRADER_HOME": str(tmp_path), **UNMEASURED},
            preexec_fn=limited(resource.RLIMIT_FSIZE, 64),
        )

        assert run.code == 0, run.text
        assert "could not be kept" in run.text

    def test_no_place_for_scratch_folders_is_a_sentence(self, tmp_path):
        """As on a full disk: the launcher cannot make its folder."""
        run = grade(
            "exercise02",
            RIGHT_FILE,
            "--json",
            env={"GRADER_SANDBOX": "limits", "TMPDIR": "/nowhere", "GRADER_HOME": str(tmp_path)},
        )

        assert_fair(run)

    @pytest.mark.parametrize("spare", range(8))
    def test_a_worker_without_descriptors_is_a_fault_and_leaks_none(self, spare):
        with Launcher(package_set(())) as launcher:
            quarters = Quarters(launcher, Bounds(1, 64, 10), stock=0)
            before = len(os.listdir("/proc/self/fd"))
            with only_descriptors(spare):
                for _ in range(3):
                    with contextlib.suppress(SandboxError):
                        quarters.take().close()
            assert len(os.listdir("/proc/self/fd")) == before
            quarters.close()

    @pytest.mark.parametrize("spare", range(10))
    @pytest.mark.usefixtures("nothing_left")
    def test_a_launcher_without_descriptors_is_a_fault_and_leaks_none(self, spare):
        packages = package_set(())
        with only_descriptors(spare), contextlib.suppress(SandboxError), Launcher(packages) as launcher:
            Quarters(launcher, Bounds(1, 64, 10), stock=2).close()


@contextlib.contextmanager
def only_descriptors(spare):
    """So many more files can be opened, and no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    holes = [os.dup(0) for _ in range(highest - len(os.listdir("/proc/self/fd")) + 8)]
    top = max([highest, *holes]) + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (top + spare, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in holes:
            os.close(descriptor)


# --- clocks ----------------------------------------------------------------------------------------------------------


class TestClocks:
    """The wall clock may be set at any moment."""

    def test_no_deadline_asks_the_wall_clock(self):
        askers = [
            path.name
            for path in Path(grader.__file__).parent.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.time", "time.time_ns", "time.localtime")
        ]

        assert askers == []

    @pytest.mark.parametrize("step", [-1e6, 1e6])
    def test_a_clock_that_is_set_again_and_again_changes_no_grade(self, step, monkeypatch):
        real, jumps = time.time, [0.0]

        def jumping():
            jumps[0] += step
            return real() + jumps[0]

        monkeypatch.setattr(time, "time", jumping)

        assert lost(grade_sources("exercise02", {"x": RIGHT}, ONE)["x"]) == {}


# --- faults on purpose -----------------------------------------------------------------------------------------------

ANYWHERE = {
    "kills-itself": "os.kill(os.getpid(), 9)",
    "closes-its-pipes": "os.closerange(0, 256)",
    "exits-with-a-number-of-ours": "os._exit(1)",
    "starts-many-threads": """
threading.stack_size(32768)
try:
    for _ in range(300): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
except RuntimeError: pass
""",
    "opens-files-without-end": """
try:
    while True: os.open(os.devnull, os.O_RDONLY)
except OSError: pass
""",
    "fills-its-folder": """
try:
    for n in range(20):
        with open(f"{n}", "wb") as file: file.write(bytes(2**23))
except OSError: pass
""",
    "keeps-descriptors-on-their-way": """
left, right = socket.socketpair()
try:
    for _ in range(9): socket.send_fds(left, [b"x"], [0] * 250)
except OSError: pass
""",
    "takes-all-memory": """
kept = []
try:
    while True: kept.append(bytes(2**20))
except MemoryError: pass
""",
    "answers-twice": "os.write(11, bytes(64))",
    "says-it-is-prepared": "os.write(11, b'\\x06' * 3)",
    "dies-a-little-later": "threading.Timer(0.01, os.abort).start()",
    "dies-after-the-answer": "threading.Timer(0.001, os._exit, (0,)).start()",
}
WITHIN_REACH = {
    "kills-its-cell": "os.kill(os.getppid(), 9)",
    "kills-the-launcher": """
with open(f"/proc/{os.getppid()}/stat") as file: above = int(file.read().rpartition(")")[2].split()[1])
os.kill(above, 9)
""",
    "kills-its-cell-a-little-later": "threading.Timer(0.002, os.kill, (os.getppid(), 9)).start()",
}


def attacker(deed):
    """Right in all functions but one, whose checks it would rather not have counted."""
    lines = "\n".join("    " + line for line in deed.strip().splitlines())
    head = "import os, socket, threading, time\n"
    return head + RIGHT + f"\n\ndef same_padding(*args, **kwargs):\n{lines}\n    return None\n"


class TestFaultsOnPurpose:
    """A fault does not count, so no submission may be able to make one."""

    @pytest.mark.parametrize("tier", TIERS)
    @pytest.mark.parametrize("deed", ANYWHERE.values(), ids=ANYWHERE)
    @pytest.mark.usefixtures("nothing_left")
    def test_what_a_submission_does_to_itself_is_its_own(self, deed, tier):
        report = grade_sources("exercise02", {"x": attacker(deed)}, Wishes(only="same_padding", tier=tier))["x"]

        assert not report.has_fault, lost(report)
        assert report.points == 0
        assert report.max_points == 10

    @pytest.mark.parametrize("tier", TIERS)
    @pytest.mark.parametrize("deed", WITHIN_REACH.values(), ids=WITHIN_REACH)
    @pytest.mark.usefixtures("nothing_left")
    def test_what_a_submission_does_to_the_sandbox_is_its_own(self, deed, tier):
        report = grade_sources("exercise02", {"x": attacker(deed)}, Wishes(only="same_padding", tier=tier))["x"]

        assert not report.has_fault, lost(report)
        assert report.points == 0
        assert report.max_points == 10

    def test_the_other_functions_keep_their_points(self):
        source = attacker(WITHIN_REACH["kills-its-cell"])
        report = grade_sources("exercise02", {"x": source}, Wishes(tier=Tier.LIMITS))["x"]

        assert not report.has_fault
        assert {c.function for c in report.checks if c.verdict is not Verdict.PASSED} == {"same_padding"}, lost(report)

    def test_what_the_system_refuses_to_the_suite_is_our_fault(self):
        """No answer of a submission has a suite open a file."""
        assert Happening(OSError(24, "Too many open files"), (), None, "", 0.0).verdict is Verdict.FAULT


BROKEN = Happening(SandboxError("It broke.", next_step="Wait."), (), None, "", 0.0)
HELD = Happening(None, (), None, "", 0.0)


def in_turn(*happenings):
    """A run that goes like this, time after time."""
    left = iter(happenings)
    return lambda: next(left)


@pytest.mark.parametrize(
    ("runs", "witness", "verdict"),
    [
        pytest.param([HELD], None, Verdict.PASSED, id="holds"),
        pytest.param([BROKEN, HELD], None, Verdict.PASSED, id="an-accident"),
        pytest.param([BROKEN] * 2, None, Verdict.FAULT, id="two-breakdowns-and-nobody-within-reach"),
        pytest.param([BROKEN] * 2, [BROKEN], Verdict.FAULT, id="the-reference-breaks-it-too"),
        pytest.param([BROKEN] * 3, [HELD, BROKEN], Verdict.FAULT, id="the-reference-breaks-it-later"),
        pytest.param([BROKEN] * 2 + [HELD], [HELD], Verdict.PASSED, id="three-accidents"),
        pytest.param([BROKEN] * 4, [HELD, HELD], Verdict.CRASHED, id="the-submission-alone-breaks-it"),
    ],
)
def test_who_is_to_blame(runs, witness, verdict):
    """Only the submission under which the sandbox breaks each time, while it holds for the reference each time."""
    happening = tried_again(in_turn(*runs), lambda: witness and in_turn(*witness))

    assert happening.verdict is verdict
    assert (happening.fault is not None and happening.fault.key == BROKE_SANDBOX) == (verdict is Verdict.CRASHED)


# --- endurance -------------------------------------------------------------------------------------------------------


def test_what_five_hundred_checks_leave_is_what_a_hundred_leave():
    """A short run of the benchmark: descriptors and processes do not grow, nobody is left unburied, memory levels off."""
    spec = importlib.util.spec_from_file_location("endurance", ROOT / "benchmarks/endurance.py")
    endurance = importlib.util.module_from_spec(spec)
    sys.modules["endurance"] = endurance
    spec.loader.exec_module(endurance)

    start, early, *_, late, end = (counts for _, counts in endurance.endure(500, 100))

    assert late.descriptors <= early.descriptors
    assert late.below < 100  # workers in stock, which are being made just then
    assert [counts.zombies for counts in (early, late, end)] == [0, 0, 0]
    assert late.rss < early.rss + 20 * 1024
    assert (end.descriptors, end.below) == (start.descriptors, start.below)


# --- a crowded machine ----------------------------------------------------------------------------------------------

SPIN = "while True: pass"
WORKS = b"""
import time


def same_padding(kernel):
    while time.process_time() < 0.25:
        pass
    return (kernel - 1) // 2
"""


@pytest.fixture
def crowd():
    """Ten processes that want every processor."""
    others = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(10 * (os.cpu_count() or 1))]
    yield
    for other in others:
        other.kill()
        other.wait()


def one_call(bounds, source):
    """What comes of one call in a fresh worker, and after how many seconds."""
    with Launcher(package_set(()), tier=Tier.FULL) as launcher:
        quarters = Quarters(launcher, bounds, stock=0)
        worker = quarters.take()
        worker.begin_check(fresh=True)
        start = time.monotonic()
        try:
            code = worker.ask({"do": "compile", "file": "a.py", "source": source})["value"]
            worker.ask({"do": "load", "module": "a", "file": "a.py", "source": source, "code": code})
            call = {"do": "call", "target": "same_padding", "args": (5,), "kwargs": {}, "watch": False, "stage": None}
            return worker.ask(call).get("value"), time.monotonic() - start
        except WorkerFault as fault:
            return fault.kind, time.monotonic() - start
        finally:
            worker.close()
            quarters.close()


@pytest.mark.usefixtures("crowd")
def test_a_right_answer_that_others_keep_from_the_processor_is_waited_for():
    """It has used a quarter of a second; that this took ten times as long is not its doing."""
    assert one_call(Bounds(0.4, 256, 100), WORKS)[0] == 2


@pytest.mark.usefixtures("crowd")
def test_one_that_sleeps_on_a_crowded_machine_is_ended():
    """Later than on a quiet one, and not never."""
    ended, seconds = one_call(Bounds(0.2, 256, 100), b"import time\ndef same_padding(kernel): time.sleep(600)\n")

    assert ended is FaultKind.TIMED_OUT
    assert seconds < 20


@pytest.mark.usefixtures("crowd")
def test_a_crowd_is_noticed():
    """By what it leaves to this process."""
    assert crowding() > 2
