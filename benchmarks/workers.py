"""
A fresh worker: milliseconds from asking for one until it is confined and has loaded a file, by tier and packages.

    python benchmarks/workers.py [--rounds 5] [--tier full ...]

The tiers run in turn, round after round: on a noisy machine only what was measured side by side can be compared. Starting the
launcher, which imports the packages, is not part of it; tier `spawn` has none, and starts and imports for every worker.
"""

from __future__ import annotations

import argparse
import collections
import marshal
import statistics
import time

from rich.console import Console
from rich.table import Table

from grader.primitives.errors import SandboxError
from grader.sandbox.cell import Bounds
from grader.sandbox.launching import start_launcher
from grader.sandbox.packages import package_set
from grader.sandbox.tiers import Tier

PACKAGES = ((), ("numpy",), ("torch",))
_BOUNDS = Bounds(seconds=20, memory_mb=512, output_kb=100)
_COUNT = 60
_COUNT_OF_PROGRAMS = 3
_SOURCE = b"def f():\n    return 1\n"
_CODE = marshal.dumps(compile(_SOURCE, "m.py", "exec"))
_LOAD = {"do": "load", "module": "m", "file": "m.py", "source": _SOURCE, "code": _CODE}


def main() -> None:
    """Print a row for each tier and set of packages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tier", action="append", choices=[str(tier) for tier in Tier], help="all if none is named")
    wanted = parser.parse_args()
    tiers = [Tier(name) for name in wanted.tier or Tier]
    rounds: dict[tuple[Tier, tuple[str, ...]], list[list[float]]] = collections.defaultdict(list)
    for _ in range(wanted.rounds):
        for packages in PACKAGES:
            for tier in tiers:
                rounds[tier, packages].append(milliseconds(tier, packages))
    table = Table("tier", "packages", "ms, median", "medians of the rounds", "the fastest")
    for (tier, packages), found in rounds.items():
        table.add_row(str(tier), " ".join(packages) or "standard library", *_cells(found))
    Console(width=100).print(f"{wanted.rounds} rounds.", table, sep="\n")


def milliseconds(tier: Tier, packages: tuple[str, ...]) -> list[float]:
    """For each of some workers, one after the other; empty where the machine does not give the tier."""
    launcher = start_launcher(package_set(packages), tier=tier)
    found = []
    try:
        assert launcher.tier == tier, "it was asked for"
        cell = launcher.open_cell()
        for _ in range(_COUNT_OF_PROGRAMS if tier is Tier.SPAWN else _COUNT):
            start = time.perf_counter()
            worker = cell.start_worker(_BOUNDS, seed=1)
            worker.begin_check(fresh=True)
            worker.ask(_LOAD)
            found.append(1000 * (time.perf_counter() - start))
            worker.close()
            worker.supervisor.stop(dying=False)
        cell.end()
        cell.wait_until_gone()
    except SandboxError as error:
        print(f"{tier}: {error}")
    finally:
        launcher.close()
    return found


def _cells(rounds: list[list[float]]) -> list[str]:
    medians = [statistics.median(found) for found in rounds if found]
    if not medians:
        return ["not here", "", ""]
    every = [value for found in rounds for value in found]
    return [f"{statistics.median(every):.1f}", f"{min(medians):.1f} to {max(medians):.1f}", f"{min(every):.1f}"]


if __name__ == "__main__":
    main()
