"""
How well the capstone's reference solution does, on drawn digits and on MNIST where its folder is named.

    python benchmarks/accuracy.py                        digits, as the hidden suite draws them
    python benchmarks/accuracy.py --data DIR             MNIST, too
    python benchmarks/accuracy.py --seeds 5 --threads 2

Seconds are processor time, as everywhere in this course: two threads use twice as many.
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path

import numpy as np
import torch

from grader.core.catalogue import find_course
from grader.data.digits import draw_digits
from grader.data.folder import data_folder
from grader.data.labelled import Labelled
from grader.data.mnist import MNIST, DataWarning, Part, read_collection
from grader.suite.reference import Reference

_DRAWN, _FRESH, _SECONDS = 4_000, 10_000, 30.0
_SECONDS_FOR_MNIST = 240.0


def main() -> None:
    """Print one line per training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with MNIST; otherwise $GRADER_DATA")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--skip-digits", action="store_true")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    warnings.simplefilter("always", DataWarning)
    for seed in range(1, asked.seeds + 1):
        if not asked.skip_digits:
            _measure("digits", draw_digits(_DRAWN, 2 * seed), draw_digits(_FRESH, 2 * seed + 1), seed, _SECONDS)
        folder = data_folder(asked.data)
        if folder:
            parts = [read_collection(MNIST, part, folder) for part in (Part.TRAINING, Part.TEST)]
            _measure("MNIST", *parts, seed, _SECONDS_FOR_MNIST)


def _measure(name: str, seen: Labelled, fresh: Labelled, seed: int, seconds: float) -> None:
    course = find_course(Path(__file__).parent)
    solution = Reference(next(e for e in course.exercises if e.file == "capstone.py")).module
    start, wall = time.process_time(), time.monotonic()
    model = solution.train(torch.from_numpy(seen.floats()), torch.from_numpy(seen.labels), seed=seed, seconds=seconds)
    used, waited = time.process_time() - start, time.monotonic() - wall
    with torch.no_grad():
        answers = np.concatenate(
            [model(batch).argmax(1).numpy() for batch in torch.from_numpy(fresh.floats()).split(500)]
        )
    right = (answers == fresh.labels).mean()
    print(
        f"{name}, seed {seed}: {right:.2%} of {len(fresh):,} in {used:.0f} s of {seconds:g} s ({waited:.0f} s by the clock)"
    )


if __name__ == "__main__":
    main()
