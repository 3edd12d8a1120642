"""A worker that is spawned ends as one that is forked does: within its time, and nothing of it is left."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, descendants, grade_sources, solution, wait_until

from grader.core.catalogue import find_course
from grader.core.report import Verdict
from grader.core.submission import Submission
from grader.primitives.errors import SandboxError
from grader.sandbox.cell import Bounds
from grader.sandbox.crowding import MOST
from grader.sandbox.launching import start_launcher
from grader.sandbox.packages import package_set
from grader.sandbox.quarters import Quarters
from grader.sandbox.spawning import SpawningLauncher
from grader.sandbox.tiers import Tier
from grader.suite.conversation import Conversation, bounds_of
from grader.suite.faults import StudentFault
from grader.suite.student import Student
from grader.usecases.grade_exercise import Wishes

SECONDS = 0.5
EXERCISE = find_course(ROOT).exercise("exercise02")

BAD = b"""
import os, signal, sys, threading, time

def loop():
    while True:
        pass

def sleep():
    time.sleep(3600)

def crash():
    os.kill(os.getpid(), signal.SIGSEGV)

def leave():
    os._exit(0)

def flood():
    while True:
        print("x" * 10_000)

def much():
    print("y" * 200_000)
    return 1

def garbage():
    for number in range(3, 20):
        try:
            os.write(number, b"garbage, and a lot of it " * 1000)
        except OSError:
            pass
    return 1

def drip():
    while True:
        for number in range(3, 20):
            try:
                os.write(number, b"\\0")
            except OSError:
                pass
        time.sleep(0.01)

def early():
    def write():
        time.sleep(0.2)
        garbage()
    threading.Thread(target=write).start()
    return 1

def closes():
    os.closerange(0, 100)
    time.sleep(3600)

def stands_still_soon():
    threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGSTOP)).start()
    return 1

def stays():
    threading.Thread(target=loop).start()
    return 1

def memory():
    return len(bytearray(4 << 30))

def talks():
    print("first")
    sys.stderr.write("second")
    return 1

def writes():
    with open("mine", "w") as file:
        file.write("x")
    os.makedirs("a/b/c")
    os.chmod("a/b", 0)
    return os.getcwd()

def takes(value):
    return len(value)

def reads():
    return sys.stdin.read()
"""


@pytest.fixture
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process, no thread, no descriptor and no folder is there afterwards that was not before."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def scene() -> tuple[object, ...]:
        return (
            descendants(os.getpid()),
            set(threading.enumerate()),
            len(os.listdir("/proc/self/fd")),
            os.listdir(tmp_path),
        )

    before = scene()
    yield
    assert wait_until(lambda: scene() == before, 30), (scene(), before)


@pytest.fixture
def talk(nothing_left: None) -> Iterator[Conversation]:  # noqa: ARG001 - it looks after everything else is closed
    exercise = replace(EXERCISE, limits=replace(EXERCISE.limits, seconds=SECONDS, output_kb=100), functions=())
    with start_launcher(package_set(()), tier=Tier.SPAWN) as launcher:
        found = Conversation(Quarters(launcher, bounds_of(exercise), stock=0), exercise, Submission("x.py", BAD))
        found.begin_check("one", None)
        yield found
        found.close()


@pytest.fixture
def student(talk: Conversation) -> Any:
    return Student(lambda: talk)


@pytest.mark.parametrize(
    ("what", "verdict", "key"),
    [
        ("loop", Verdict.TIMED_OUT, "check.timed-out"),
        ("sleep", Verdict.TIMED_OUT, "check.timed-out"),
        ("drip", Verdict.CRASHED, "check.garbled"),
        ("crash", Verdict.CRASHED, "check.segfault"),
        ("leave", Verdict.CRASHED, "check.exited"),
        ("flood", Verdict.FAILED, "check.flooded"),
        ("much", Verdict.FAILED, "check.flooded"),
        ("garbage", Verdict.CRASHED, "check.garbled"),
        ("closes", Verdict.CRASHED, "check.exited"),
    ],
)
def test_a_bad_end_is_told_within_the_time(student: Any, what: str, verdict: Verdict, key: str) -> None:
    """As in every tier; wall time is three times the processor's, more on a crowded machine."""
    start = time.monotonic()

    with pytest.raises(StudentFault) as raised:
        getattr(student, what)()

    assert (raised.value.verdict, raised.value.key) == (verdict, key)
    assert time.monotonic() - start < 3 * SECONDS * MOST + 2


def test_bytes_before_a_question_are_garbled(student: Any) -> None:
    """A reply that comes too early is none."""
    student.early()
    time.sleep(0.6)

    with pytest.raises(StudentFault) as raised:
        student.talks()

    assert raised.value.key == "check.garbled"


def test_too_much_memory_is_refused(student: Any) -> None:
    """Where the system has limits."""
    with pytest.raises(StudentFault) as raised:
        student.memory()

    assert raised.value.verdict is Verdict.OUT_OF_MEMORY


def test_a_thread_that_stays_ends_with_its_process(student: Any) -> None:
    assert student.stays() == 1


def test_all_that_was_printed_before_the_answer_is_known_with_it(student: Any, talk: Conversation) -> None:
    """Though output and replies are read by two threads."""
    for _ in range(50):
        student.talks()

    assert talk.printed == "first\nsecond" * 50


def test_nothing_can_be_read_from_the_standard_input(student: Any) -> None:
    assert student.reads() == ""


def test_an_argument_larger_than_a_pipe_arrives(student: Any) -> None:
    assert student.takes(b"x" * 30_000_000) == 30_000_000


def test_a_large_argument_to_somebody_who_does_not_read_ends_in_time(student: Any) -> None:
    """The grader waits for no pipe."""
    student.stands_still_soon()
    time.sleep(0.3)
    start = time.monotonic()

    with pytest.raises(StudentFault) as raised:
        student.takes(b"x" * 30_000_000)

    assert raised.value.verdict is Verdict.TIMED_OUT
    assert time.monotonic() - start < 3 * SECONDS * MOST + 2


def test_each_worker_has_a_folder_of_its_own(student: Any, talk: Conversation) -> None:
    """It is empty, and gone with the worker."""
    first = Path(student.writes())
    assert (first / "mine").exists()
    talk.begin_check("two", None)

    second = Path(student.writes())
    talk.close()

    assert first != second
    assert not first.exists()
    assert not second.exists()


@pytest.mark.usefixtures("nothing_left")
def test_nothing_is_left_of_workers_in_stock() -> None:
    """Also of those that nobody took."""
    report = grade_sources("exercise02", {"x": solution("exercise02")}, Wishes(tier=Tier.SPAWN, only="same_padding"))[
        "x"
    ]

    assert (report.percent, report.sandbox) == (100, "spawn")


@pytest.mark.usefixtures("nothing_left")
def test_a_program_that_does_not_start_is_a_fault_of_the_grader() -> None:
    """What it said last is in the sentence."""
    packages = replace(package_set(()), imports=("no_such_package",))
    with SpawningLauncher(packages) as launcher:
        worker = launcher.open_cell().start_worker(Bounds(1, 64, 10), seed=0)
        with pytest.raises(SandboxError, match="No module named 'no_such_package'"):
            worker.begin_check(fresh=True)


def test_another_tier_is_not_to_be_had_where_nothing_can_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.launching._CAN_FORK", False)

    with start_launcher(package_set(())) as launcher:
        assert launcher.tier is Tier.SPAWN
    with pytest.raises(SandboxError, match="cannot fork"):
        start_launcher(package_set(()), tier=Tier.LIMITS)
