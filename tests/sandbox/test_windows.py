"""
Windows, imitated as far as Linux can: what it lacks is taken away before the grader is imported.

That is no run on Windows; it only shows that nothing missing there is touched.
"""

import subprocess
import sys
from pathlib import Path

from support import ROOT, environment

TAKE_AWAY = """
import os, select, signal, socket, subprocess, sys, tempfile, threading

for name in ("resource", "fcntl", "termios", "pwd", "grp", "tty", "pty", "syslog"):
    sys.modules[name] = None
MISSING = {
    os: "fork forkpty pipe2 set_blocking get_blocking geteuid getuid getegid getgid setsid killpg getpgid sysconf"
        " mkfifo fchown chown lchown statvfs sched_getaffinity pread pwrite setresuid O_NOFOLLOW O_NONBLOCK O_CLOEXEC O_DIRECTORY",
    select: "poll epoll",
    signal: "pthread_sigmask SIGALRM SIGHUP SIGXCPU SIGUSR1 setitimer",
    socket: "AF_UNIX send_fds recv_fds socketpair",
}
for module, names in MISSING.items():
    for name in names.split():
        delattr(module, name)
os.supports_dir_fd = set()
"""

WORKER = """
import runpy

sys.platform = "win32"
runpy.run_path({program!r}, run_name="__main__")
"""

GRADER = """
import grader.cli.main
from grader.sandbox import spawning

program, spawning._PROGRAM = spawning._PROGRAM, {worker!r}
with open({worker!r}, "w") as file:
    file.write({take_away!r} + {start!r}.format(program=str(program)))
sys.argv = ["grade", "exercise02", {solution!r}, "--only", "same_padding"]
grader.cli.main.main()
"""


def test_a_solution_gets_full_marks_without_what_windows_lacks(tmp_path: Path) -> None:
    """Neither the grader nor the student's process touches it, and the tier is found without being asked for."""
    solution = ROOT / "solutions" / "exercise02" / "output_size.py"
    program = TAKE_AWAY + GRADER.format(
        worker=str(tmp_path / "worker.py"), take_away=TAKE_AWAY, start=WORKER, solution=str(solution)
    )

    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "100 %" in ended.stdout
    assert "sandbox: spawn" in ended.stdout
