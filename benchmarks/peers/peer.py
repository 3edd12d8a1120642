"""What every peer does: take over the checks, prove on the reference solution that it grades, grade, tell verdicts."""

import json
import os
import subprocess
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from single import ROOT, everybodys_environment

from grader.suite.files import suite_files
from peers.environments import CannotRun, environment_for, last_line

_BESIDE = Path(__file__).parent / "beside"
_PATIENCE = 3600
"""Seconds for one command of a peer: what takes longer hangs."""


class Peer(ABC):
    """
    A grader of somebody else with the checks of an exercise.

    Args: exercise: whose. scratch: a folder for what the peer makes. environments: the folder of virtual environments.
    Raises: CannotRun, wherever it turns out that it cannot be measured.
    """

    requirements: tuple[str, ...]
    """The peer, pinned, and what it needs but does not bring."""
    confinement: str
    """What stands between the submission and the machine."""

    def __init__(self, exercise, scratch, environments):
        self.exercise = exercise
        self.scratch = scratch
        self.bin = environment_for(self.requirements, exercise.packages, environments)
        self.environment = self._environment()
        self.checks = dict(json.loads(self.command(self.bin / "python", "-m", "suite_checks").stdout))
        self.prepare()
        self._try_the_solution()

    @abstractmethod
    def prepare(self):
        """Write the checks (`self.checks`: name -> points) down in the peer's own format."""

    @abstractmethod
    def grade(self, files, jobs):
        """Grade these submissions, so many processes side by side."""

    @abstractmethod
    def verdicts(self, files):
        """What the peer's own results say of these: student -> check -> whether it passed."""

    def command(self, *words, cwd=None, said=None):
        """Run a command of the peer to its end; its output goes to the file `said`, if one is given."""
        command = [str(word) for word in words]
        try:
            return subprocess.run(
                command,
                check=said is None,
                env=self.environment,
                cwd=cwd or self.scratch,
                text=True,
                stdin=subprocess.DEVNULL,
                timeout=_PATIENCE,
                **({"capture_output": True} if said is None else _into(said)),
            )
        except subprocess.TimeoutExpired:
            raise CannotRun(f"It had not ended after {_PATIENCE} seconds.") from None
        except subprocess.CalledProcessError as error:
            raise CannotRun(f"It does not run here: {last_line(error.stderr or error.stdout)}.") from None
        except OSError as error:
            raise CannotRun(f"It does not run here: {error}.") from None

    def each(self, work, files, jobs):
        """Call `work` for every file, so many at a time."""
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(work, files))

    def _environment(self):
        """A home of its own, and the checks within reach; not the project's environment."""
        home = self.scratch / "home"
        home.mkdir(parents=True)
        within_reach = (_BESIDE, ROOT, self.exercise.folder)
        return {
            **{name: value for name, value in everybodys_environment().items() if name != "VIRTUAL_ENV"},
            "HOME": str(home),
            "PATH": os.pathsep.join((str(self.bin), os.environ["PATH"])),
            "PYTHONPATH": os.pathsep.join(map(str, within_reach)),
            "GRADER_PEER_SOLUTION": str(self.exercise.solution_file),
            "GRADER_PEER_SUITES": os.pathsep.join(map(str, [self.exercise.examples_file, *suite_files(self.exercise)])),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }

    def _try_the_solution(self):
        """Not measured: it makes the caches that a first run makes, and shows that every check runs."""
        solution = self.scratch / "trial" / "reference" / self.exercise.file
        solution.parent.mkdir(parents=True)
        solution.write_bytes(self.exercise.solution_file.read_bytes())
        self.grade([solution], 1)
        told = self.verdicts([solution]).get(student_of(solution), {})
        passed = [check for check, well in told.items() if well]
        if len(passed) < len(self.checks):
            raise CannotRun(
                f"Of the reference solution, {len(passed)} of {len(self.checks)} checks pass there{self._complaint()}."
            )

    def _complaint(self):
        """What it said last, if it keeps that."""
        said = sorted(self.scratch.glob("said/*.txt"), key=lambda path: path.stat().st_mtime)
        return f"; it says: {last_line(said[-1].read_text(encoding='utf-8', errors='replace'))}" if said else ""

    def said_of(self, name):
        """The file for what is said about a student or a course."""
        path = self.scratch / "said" / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        return path


def student_of(file):
    """Submissions are in folders named after students."""
    return file.parent.name


def _into(path):
    return {"stdout": path.open("w", encoding="utf-8"), "stderr": subprocess.STDOUT}
