"""What an exercise's packages need in the sandbox: import names, folders, and what to import or run once while warm."""

from __future__ import annotations

import importlib.util
import os
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.primitives.errors import UsageError

# Top-level names that come with a package: its own parts and what it imports, sooner or later.
_BROUGHT_ALONG = {
    "numpy": ("numpy", "numpy.libs"),
    "torch": (
        *(
            "torch",
            "torchgen",
            "functorch",
            "torch.libs",
            "numpy",
            "numpy.libs",
            "typing_extensions.py",
            "sympy",
            "mpmath",
        ),
        *("networkx", "jinja2", "markupsafe", "fsspec", "filelock"),
    ),
}

# Run once in the launcher, so that no worker pays for what these load late.
_WARM_UP = {
    "numpy": (
        (
            "import numpy, numpy.linalg, numpy.fft, numpy.random\n"
            "a = numpy.random.default_rng(0).normal(size=(4, 4))\n"
            "numpy.pad(a, 1)[1:, 1:].sum(); a @ numpy.eye(4); numpy.zeros((2, 2)) + numpy.asarray([1.0, 2.0])"
        ),
    ),
    "torch": (
        (
            "import torch\n"
            "torch.set_num_threads(1)\n"
            "model = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 3), torch.nn.Flatten(), torch.nn.Linear(4, 2))\n"
            "optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)\n"
            "torch.nn.functional.cross_entropy(model(torch.ones(1, 1, 4, 4)), torch.tensor([1])).backward()\n"
            "optimizer.step()"
        ),
    ),
}


@dataclass(frozen=True)
class PackageSet:
    """
    The packages of one kind of launcher: what to import, what may be imported, where it lies, what to warm.

    touch: what every worker runs once before it is needed, because a forked process copies memory when it first writes to it.
    stage: source of the exercise's stage.
    """

    imports: tuple[str, ...]
    names: tuple[str, ...]
    folders: tuple[str, ...]
    visible: tuple[str, ...]
    warm_up: tuple[str, ...]
    touch: tuple[str, ...]
    stage: str = ""


def package_set(packages: Iterable[str], *, stage: str = "") -> PackageSet:
    """
    The packages with all that they need.

    Args: stage: source of a module of the course's that calls the student's functions where they are.

    Raises: UsageError if one is not installed.
    """
    wanted = tuple(packages)
    for name in wanted:
        if importlib.util.find_spec(name) is None:
            raise UsageError(
                f"This exercise needs the package {name}, which is not installed.",
                next_step=f"Run `pip install {name}`.",
            )
    brought = [part for name in wanted for part in _BROUGHT_ALONG.get(name, (name,))]
    folders = tuple(dict.fromkeys(os.path.realpath(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")))
    visible = [path for folder in folders for part in brought if os.path.exists(path := f"{folder}/{part}")]
    names = tuple(dict.fromkeys(Path(part).stem for part in brought if not part.endswith(".libs")))
    return PackageSet(
        imports=wanted,
        names=names,
        folders=folders,
        visible=tuple(dict.fromkeys(visible)),
        warm_up=tuple(statement for name in wanted for statement in _WARM_UP.get(name, ())),
        touch=_WARM_UP["numpy"] if wanted == ("numpy",) else (),
        stage=stage,
    )
