"""
A class: `grade batch` against plain, unconfined pytest of the same checks, one process per submission, as many side by side.

    python benchmarks/batch.py [exercise01 ...] [--count 200] [--jobs 2]

Both sides grade the same files in one run, one side after the other. Every file is another one (styles of right answers, known
mistakes as students make them, each with a remark of its own), so that nothing is graded once for several. Memory is that of all
processes of a side together, sampled.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent))

from single import ROOT, everybodys_environment

from grader.core.catalogue import find_course
from grader.core.wrong_submissions import Sources, with_mistake
from grader.suite.files import suite_files
from grader.suite.reference import Reference

_SAMPLE = 0.2
_PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*", default=["exercise01"])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only-ours", action="store_true", help="time and memory of `grade batch` alone")
    wanted = parser.parse_args()
    course = find_course(ROOT)
    table = Table("exercise", "submissions", "side", "seconds", "per submission", "times faster", "peak MB")
    for name in wanted.exercises:
        for row in compare(course.exercise(name), wanted.count, wanted.jobs, only_ours=wanted.only_ours):
            table.add_row(*row)
    Console(width=110).print(f"{wanted.jobs} processes side by side.", table, sep="\n")


def compare(exercise, count, jobs, *, only_ours):
    """A row for each side."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "class"
        write_class(exercise, folder, count)
        sides = {"grade batch": measured(lambda: run_batch(folder, Path(scratch) / "out", exercise.id, jobs))}
        if not only_ours:
            sides["plain pytest"] = measured(lambda: run_plain(exercise, folder, jobs))
    slowest = max(seconds for seconds, _ in sides.values())
    return [
        [
            *(exercise.id, str(count), side, f"{seconds:.1f}", f"{1000 * seconds / count:.0f} ms"),
            *(f"{slowest / seconds:.1f}", f"{peak:.0f}"),
        ]
        for side, (seconds, peak) in sides.items()
    ]


def write_class(exercise, folder, count):
    """So many different submissions, a folder for each student."""
    solution = exercise.solution_file.read_text(encoding="utf-8")
    reference = Reference(exercise)
    mistakes = (exercise.solutions / "mistakes.py").read_text(encoding="utf-8")
    names = [function.name for function in exercise.functions]
    sources = Sources(solution, mistakes)
    kinds = [solution.encode(), *(path.read_bytes() for path in exercise.style_files)]
    kinds += [with_mistake(sources, names, mistake) for mistake in reference.mistakes]
    for number in range(count):
        path = folder / f"student{number:04}" / exercise.file
        path.parent.mkdir(parents=True)
        path.write_bytes(kinds[number % len(kinds)] + f"\n# {number}\n".encode())


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


def run_plain(exercise, folder, jobs):
    """A process for each submission; that checks of wrong ones fail is no failure here."""

    def one(path):
        environment = {
            **everybodys_environment(),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "benchmarks"), str(exercise.folder))),
            "GRADER_PEER_FILE": str(path),
            "GRADER_PEER_SOLUTION": str(exercise.solution_file),
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "plain_pytest", "-c", os.devnull, "--rootdir", str(ROOT)]
        command += ["-p", "no:cacheprovider", "--import-mode=importlib"]
        command += map(str, [exercise.examples_file, *suite_files(exercise)])
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, sorted(folder.glob(f"*/{exercise.file}"))))


def measured(work):
    """Seconds, and the most memory (MB) that this process's children had together."""
    peak, done = [0.0], threading.Event()

    def watch():
        while not done.wait(_SAMPLE):
            peak[0] = max(peak[0], memory_below(os.getpid()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    try:
        work()
    finally:
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
    return seconds, peak[0]


def memory_below(root):
    """Of all descendants: memory of their own, so that what forks share counts once."""
    parents, own = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            resident, shared = map(int, entry.joinpath("statm").read_text().split()[1:3])
            own[int(entry.name)] = (resident - shared) * _PAGE
        except (OSError, ValueError, IndexError):
            continue
    found, new = set(), {root}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return sum(own.get(pid, 0.0) for pid in found)


if __name__ == "__main__":
    main()
