"""
Everything that confines a cell and its workers, in the order in which it must happen.

A cell's confinement is the room that its workers share; a worker's is for good, and comes before the student's file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.primitives.layers import Layer
from grader.student_side import kernel, landlock, limits, namespaces, seccomp
from grader.student_side.namespaces import DEVICES, View

_NOBODY = 65534
_HERE = "work"


@dataclass(frozen=True)
class Prepared:
    """A worker's limits (what, how much) and the rules for its files; without rules there is no Landlock."""

    limits: tuple[tuple[int, int], ...]
    files: landlock.Rules | None


@dataclass(frozen=True)
class Confinement:
    """
    What a launcher has decided on.

    layers: those in use. view: what may be seen. scratch: where workers have their folders. address_space: bytes that a
    process takes before the student's code. system_calls: the filter's program.
    """

    layers: frozenset[str]
    view: View
    scratch: str
    address_space: int
    system_calls: bytes

    @property
    def has_namespaces(self) -> bool:
        """Is a cell in namespaces of its own?"""
        return Layer.NAMESPACES in self.layers

    @property
    def has_private_root(self) -> bool:
        """Is what must not be seen not even there?"""
        return Layer.PRIVATE_ROOT in self.layers

    def around_cell(self) -> None:
        """Confine a cell. With namespaces, its next child is process 1. Raises OSError where the machine forbids it."""
        if self.has_namespaces:
            namespaces.enter(self.view if self.has_private_root else None)
        if Layer.LANDLOCK in self.layers and not self.has_namespaces:  # under Landlock nothing can be mounted
            kernel.no_new_privileges()
            readable = [*_without_hidden(self.view), limits.TASKS]
            landlock.apply(landlock.rules(readable, DEVICES, listed=self.view.base), self.scratch)

    def prepared(self, *, seconds: float, memory_mb: int) -> Prepared:
        """What can be worked out for a worker in its cell, before it is forked. Raises OSError."""
        plan: tuple[tuple[int, int], ...] = ()
        if Layer.LIMITS in self.layers:
            alone = self.has_namespaces
            plan = limits.planned(seconds=seconds, memory_mb=memory_mb, base=self.address_space, alone=alone)
        files = landlock.rules(self._readable(), DEVICES) if Layer.LANDLOCK in self.layers else None
        return Prepared(plan, files)

    def around_worker(self, prepared: Prepared) -> str:
        """Confine a worker; afterwards nothing can be undone. Returns: its empty folder, which is the working directory."""
        here = self._fresh_scratch()
        os.chdir(here)
        limits.apply(prepared.limits)
        if kernel.AVAILABLE:
            kernel.drop_capabilities()
            kernel.die_with_parent()
        if prepared.files is not None:
            landlock.apply(prepared.files, self.scratch if self.has_namespaces else here)
        return here

    def _readable(self) -> Iterable[str]:
        """What Landlock lets a worker read; without namespaces the cell's rules hold for it, too."""
        if self.has_private_root:
            return ["/"]
        return _without_hidden(self.view) if self.has_namespaces else [*self.view.base, *self.view.packages]

    def seal(self) -> None:
        """The last step: from now on, only the filter's system calls."""
        if Layer.SECCOMP in self.layers:
            seccomp.apply(self.system_calls)

    def _fresh_scratch(self) -> str:
        """An empty folder of this worker's own; in a mount namespace it vanishes with it, else its cell removes it."""
        if self.has_namespaces:
            namespaces.fresh_scratch(self.scratch)
            folder = f"{self.scratch}/{_HERE}"  # HOME and TMPDIR are the folder above, as everywhere
            os.mkdir(folder)
            return folder
        folder = f"{self.scratch}/{os.getpid()}"
        os.mkdir(folder, 0o700)
        os.environ.update(HOME=folder, TMPDIR=folder)
        return folder


def become_nobody() -> None:
    """From root to a user that owns nothing, for good. Raises OSError."""
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    kernel.die_with_parent()  # the kernel forgets it when a process changes its user


def system_calls_of(machine: str) -> bytes:
    """The filter's program; empty where there is no table for this kind of machine."""
    try:
        return seccomp.compiled(machine)
    except ValueError:
        return b""


def _without_hidden(view: View) -> Iterator[str]:
    """The same view, in paths that hold nothing hidden."""
    for path in view.base:
        yield from _parts_without(path, view.hidden)
    yield from view.packages


def _parts_without(path: str, hidden: Sequence[str]) -> Iterator[str]:
    if path in hidden:
        return
    if not any(other.startswith(path + "/") for other in hidden):
        yield path
    elif os.path.isdir(path):
        for name in sorted(os.listdir(path)):
            yield from _parts_without(f"{path}/{name}", hidden)
