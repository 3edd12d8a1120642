"""A process that is forked without the hooks of `os.fork` can do what any Python process can."""

import os
import subprocess
import sys

import pytest
from support import ROOT

from grader.student_side import kernel

FORKS = """
import logging, os, random, sys, threading, warnings
sys.path.insert(0, {root!r})
from grader.student_side import kernel

child = kernel.fork()
if child:
    _, status = os.waitpid(child, 0)
    print("parent", os.waitstatus_to_exitcode(status), threading.main_thread().is_alive(), flush=True)
    sys.exit()
{work}
sys.stdout.flush()
os._exit(7)
"""


def printed(work: str) -> list[str]:
    """The lines of a program that forks, whose child does this."""
    command = [sys.executable, "-I", "-W", "error", "-c", FORKS.format(root=str(ROOT), work=work)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    return ended.stdout.splitlines()


@pytest.mark.parametrize(
    ("work", "says"),
    [
        pytest.param("print(os.getppid() != os.getpid())", "True", id="a number of its own"),
        pytest.param(
            "t = threading.Thread(target=print, args=('hello',)); t.start(); t.join()", "hello", id="starts threads"
        ),
        pytest.param(
            "print(threading.current_thread() is threading.main_thread())", "True", id="knows its main thread"
        ),
        pytest.param("print([t.name for t in threading.enumerate()])", "['MainThread']", id="has one thread"),
        pytest.param("random.seed(1); print(random.randrange(100))", "17", id="draws by its seed"),
        pytest.param("logging.warning; print(logging.getLogger().level)", "30", id="logs"),
        pytest.param(
            "import signal; signal.signal(signal.SIGUSR1, lambda *_: print('heard')); os.kill(os.getpid(), 10)",
            "heard",
            id="hears signals",
        ),
        pytest.param(
            "import subprocess; print(subprocess.run(['echo', 'hi'], capture_output=True).stdout)",
            "b'hi\\n'",
            id="starts programs",
        ),
        pytest.param(
            "print(os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)[1]))",
            "0",
            id="spawns programs",
        ),
    ],
)
def test_the_child_works(work: str, says: str) -> None:
    assert printed(work) == [says, "parent 7 True"]


def test_a_child_of_a_child_works() -> None:
    work = "c = kernel.fork()\nif c: os.waitpid(c, 0)\nelse: print('deep', flush=True); os._exit(0)"

    assert printed(work) == ["deep", "parent 7 True"]


def test_a_machine_that_cannot_start_another_process_is_told() -> None:
    """As by `os.fork`: an OSError, in the process that asked."""
    program = (
        f"import os, resource, sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from grader.student_side import kernel\n"
        "if os.getuid() == 0: os.setresuid(4242, 4242, 4242)\n"
        "resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))\n"
        "try: kernel.fork()\n"
        "except OSError as error: print(type(error).__name__)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.stdout == "BlockingIOError\n"


def test_elsewhere_it_is_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the C library at hand it is `os.fork`."""
    monkeypatch.setattr(kernel, "_held", None)

    child = kernel.fork()
    if child == 0:
        os._exit(5)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 5
