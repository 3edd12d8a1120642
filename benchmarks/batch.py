"""
A class: `grade batch` against plain, unconfined pytest of the same checks, one process per submission, as many side by side.

    python benchmarks/batch.py [exercise01 ...] [--count 200] [--jobs 2]
    python benchmarks/batch.py --peers FOLDER [--peer-count 10]    # other people's graders, too
    python benchmarks/batch.py --hanging      # `grade batch` alone: every tenth submission hangs
    python benchmarks/batch.py --memory       # `grade batch` alone: --count submissions, and ten times as many

All sides grade the same files in one run, one side after the other, and their verdicts are compared. Every file is another one
(styles of right answers, known mistakes as students make them, each with a remark of its own), so that nothing is graded once
for several. Memory is that of all processes of a side together, sampled. Peers are installed from the package index into
virtual environments under FOLDER, which is kept; they take seconds per submission and get fewer of them, evenly chosen.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent))

from classes import spread, write_class
from measuring import Cost, measured
from peers.check50 import Check50
from peers.environments import CannotRun
from peers.nbgrader import Nbgrader
from peers.otter_grader import OtterGrader
from single import ROOT, everybodys_environment
from verdicts import agreement, numbered

from grader.core.catalogue import find_course
from grader.suite.files import suite_files

CONFINED = {
    "full": "namespaces, Landlock, seccomp, limits; a process per check",
    "no namespaces": "Landlock, seccomp, limits; a process per check",
}
ONLY_LIMITS = "limits; a process per check"
PEERS = {"otter-grader": OtterGrader, "nbgrader": Nbgrader, "check50": Check50}


@dataclass(frozen=True)
class Side:
    """A row. cost: None where there is none. note: how its verdicts compare with plain pytest's, or why it could not run."""

    name: str
    confinement: str
    count: int
    cost: Cost | None
    note: str = ""

    @property
    def each(self):
        """Seconds per submission."""
        return self.cost.seconds / self.count


def main():
    wanted = _arguments()
    course = find_course(ROOT)
    measure = by_memory if wanted.memory else by_hanging if wanted.hanging else compare
    table = Table("exercise", "submissions", "side", "seconds", "per submission", "times faster", "peak MB")
    table.add_column("confined by", max_width=30)
    table.add_column("verdicts, against plain pytest" if measure is compare else "remark", max_width=40)
    for name in wanted.exercises:
        sides = measure(course.exercise(name), wanted)
        slowest = max((side.each for side in sides if side.cost), default=0)
        for side in sides:
            table.add_row(name, *map(escape, _cells(side, slowest)))
    Console(width=180).print(f"{wanted.jobs} processes side by side.", table, sep="\n")


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*", default=["exercise01"])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only-ours", action="store_true", help="time and memory of `grade batch` alone")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="measure other graders, too; they are kept there")
    parser.add_argument("--peer-count", type=int, default=10, help="submissions for each of them")
    parser.add_argument("--hanging", action="store_true", help="`grade batch` where every tenth submission hangs")
    parser.add_argument(
        "--memory", action="store_true", help="`grade batch` of --count submissions and of ten times as many"
    )
    return parser.parse_args()


def _cells(side, slowest):
    """The text of a row after its exercise."""
    if side.cost is None:
        return ["0", side.name, "", "", "", "", side.confinement, side.note]
    seconds, each = f"{side.cost.seconds:.1f}", f"{1000 * side.each:.0f} ms"
    faster, peak = f"{slowest / side.each:.1f}", f"{side.cost.peak:.0f}"
    return [str(side.count), side.name, seconds, each, faster, peak, side.confinement, side.note]


def compare(exercise, wanted):
    """A row for each side."""
    with tempfile.TemporaryDirectory() as scratch:
        files = write_class(exercise, Path(scratch) / "class", wanted.count)
        ours, told = run_ours("grade batch", exercise, Path(scratch), wanted)
        if wanted.only_ours:
            return [ours]
        plain = {}
        cost = measured(lambda: plain.update(run_plain(exercise, files, Path(scratch), wanted.jobs)))
        sides = [
            Side(ours.name, ours.confinement, ours.count, ours.cost, agreement(told, plain)),
            Side("plain pytest", "nothing; a process per submission", len(files), cost, agreement(plain, plain)),
        ]
        if wanted.peers:
            some = spread(files, wanted.peer_count)
            theirs = {file.parent.name: plain[file.parent.name] for file in some}
            sides += [run_peer(name, exercise, some, theirs, Path(scratch) / name, wanted) for name in PEERS]
        return sides


def by_hanging(exercise, wanted):
    """The same class, as it is and with every tenth submission hanging; no side without deadlines would end with it."""
    sides = []
    for hanging in (0, 10):
        with tempfile.TemporaryDirectory() as scratch:
            files = write_class(exercise, Path(scratch) / "class", wanted.count, hanging=hanging)
            name = f"grade batch, {len(files) // hanging} hang" if hanging else "grade batch, none hangs"
            sides.append(run_ours(name, exercise, Path(scratch), wanted)[0])
    return sides


def by_memory(exercise, wanted):
    """So many submissions, and ten times as many."""
    sides = []
    for count in (wanted.count, 10 * wanted.count):
        with tempfile.TemporaryDirectory() as scratch:
            write_class(exercise, Path(scratch) / "class", count)
            sides.append(run_ours("grade batch", exercise, Path(scratch), wanted)[0])
    few, many = (side.cost for side in sides)
    ratios = f"{many.peak / few.peak:.2f} times the memory, {many.seconds / few.seconds:.1f} times the time"
    return [sides[0], Side("grade batch", sides[1].confinement, sides[1].count, many, ratios)]


def run_ours(name, exercise, scratch, wanted):
    """A row, and the verdicts."""
    folder, out = scratch / "class", scratch / "out"
    cost = measured(lambda: run_batch(folder, out, exercise.id, wanted.jobs))
    reports = read_reports(out)
    confinement = CONFINED.get(next(iter(reports.values()))["sandbox"], ONLY_LIMITS)
    told = {
        student: numbered((check["id"], check["verdict"] == "passed") for check in report["checks"])
        for student, report in reports.items()
    }
    return Side(name, confinement, len(told), cost), told


def run_batch(folder, out, exercise, jobs):
    command = [str(Path(sys.executable).with_name("grade")), "batch", str(folder), "--out", str(out)]
    command += ["--exercise", exercise, "--jobs", str(jobs), "--json"]
    environment = {**everybodys_environment(), "GRADER_HOME": str(out.parent / "home")}
    ended = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, cwd=ROOT
    )
    told = json.loads(ended.stdout)
    if told["not_graded"]:
        raise SystemExit(f"not graded: {told['not_graded'][:3]}")


def read_reports(out):
    """Of every student, in the public format."""
    files = sorted((out / "feedback").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))["grades"][0]["report"] for path in files}


def run_plain(exercise, files, scratch, jobs):
    """A process for each submission; that checks of wrong ones fail is no failure here. Returns: the verdicts."""

    def one(path):
        told = scratch / f"plain-{path.parent.name}.json"
        environment = {
            **everybodys_environment(),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "benchmarks"), str(exercise.folder))),
            "GRADER_PEER_FILE": str(path),
            "GRADER_PEER_SOLUTION": str(exercise.solution_file),
            "GRADER_PEER_TOLD": str(told),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "plain_pytest", "-c", os.devnull, "--rootdir", str(ROOT)]
        command += ["-p", "no:cacheprovider", "--import-mode=importlib"]
        command += map(str, [exercise.examples_file, *suite_files(exercise)])
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not told.exists():
            raise SystemExit(f"Plain pytest graded nothing of {path.parent.name}; run it by hand: {' '.join(command)}")
        return path.parent.name, numbered(json.loads(told.read_text(encoding="utf-8")))

    with ThreadPoolExecutor(jobs) as pool:
        return dict(pool.map(one, files))


def run_peer(name, exercise, files, plain, scratch, wanted):
    """A row: measured from the first submission to the last, after it has graded the reference solution."""
    kind = PEERS[name]
    try:
        peer = kind(exercise, scratch, wanted.peers.resolve())
        cost = measured(lambda: peer.grade(files, wanted.jobs))
        note = agreement(peer.verdicts(files), plain)
    except CannotRun as reason:
        return Side(name, kind.confinement, 0, None, str(reason))
    return Side(kind.requirements[0].replace("==", " "), kind.confinement, len(files), cost, note)


if __name__ == "__main__":
    main()
