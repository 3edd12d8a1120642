"""Which tier this machine gives: the first whose probes, run in a process confined like a worker, all end as they must."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.primitives.folders import remove_folder
from grader.primitives.layers import Layer
from grader.student_side import confinement, kernel, limits, probes
from grader.student_side.confinement import Confinement
from grader.student_side.namespaces import View

_ROOT = 0


@dataclass(frozen=True)
class Choice:
    """The tier, what it consists of, and which probes failed in better ones, by tier."""

    tier: str
    confinement: Confinement
    failed: dict[str, list[str]]


def choose(setup: dict[str, Any], view: View) -> Choice:
    """
    Try the tiers in order; `tier` is empty if none holds. A tier without files' layers is taken whatever its probes say.

    A launcher that is root becomes nobody first, if the tier works so; it stays root where only root may read the packages.
    """
    failed: dict[str, list[str]] = {}
    address_space = limits.address_space()
    for name, layers in setup["tiers"]:
        candidate = _candidate(setup, view, layers, address_space)
        for as_nobody in _identities(setup):
            problems = _problems(candidate, _surface(setup, view, candidate), as_nobody=as_nobody)
            failed[name] = problems
            if not problems or (layers == [Layer.LIMITS] and not as_nobody):
                _settle(candidate, as_nobody=as_nobody)
                return Choice(name, candidate, {tier: names for tier, names in failed.items() if names})
    return Choice("", candidate, failed)


def _candidate(setup: dict[str, Any], view: View, layers: list[str], address_space: int) -> Confinement:
    used = frozenset(layers) - frozenset(setup["without"])
    found = Confinement(used, view, setup["scratch"], address_space, confinement.system_calls_of(os.uname().machine))
    scratch = view.scratch if found.has_namespaces else setup["scratch"]
    return Confinement(used, view, scratch, address_space, found.system_calls)


def _identities(setup: dict[str, Any]) -> tuple[bool, ...]:
    """Become nobody? Measurements are written to files of the user who measures."""
    return (True, False) if kernel.AVAILABLE and os.geteuid() == _ROOT and not setup["grace"] else (False,)


def _settle(chosen: Confinement, *, as_nobody: bool) -> None:
    if as_nobody:
        confinement.become_nobody()
    if not chosen.has_namespaces:
        os.mkdir(chosen.scratch, 0o700)


def _surface(setup: dict[str, Any], view: View, candidate: Confinement) -> probes.Surface:
    readable = (os.__file__, *(f"{path}/__init__.py" for path in view.packages))
    return probes.Surface(
        hidden=setup["must_be_hidden"],
        readable=tuple(filter(os.path.isfile, readable)),
        scratch=candidate.scratch,
        outside=os.getpid(),
    )


def _problems(candidate: Confinement, surface: probes.Surface, *, as_nobody: bool) -> list[str]:
    """Names of the failed probes, or why they could not run, from a process that is confined and then ends."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _probe(candidate, surface, writing, as_nobody=as_nobody)
    os.close(writing)
    with open(reading, "rb") as answers:
        answer = answers.read()
    os.waitpid(pid, 0)
    if not candidate.has_namespaces:
        remove_folder(candidate.scratch)
    return json.loads(answer) if answer else ["the probes did not run"]


def _probe(candidate: Confinement, surface: probes.Surface, writing: int, *, as_nobody: bool) -> NoReturn:
    """Confine this process as a cell and then as a worker is, and write down what the probes say."""
    try:
        if as_nobody:
            confinement.become_nobody()
        if not candidate.has_namespaces:
            os.mkdir(surface.scratch, 0o700)
        candidate.around_cell()
        pid = os.fork()  # process 1 of a pid namespace
        if pid == 0:
            _probe_as_worker(candidate, surface, writing)
        os.waitpid(pid, 0)
    except BaseException as error:  # noqa: BLE001 - whatever it was, this tier is not to be had
        os.write(writing, json.dumps([f"{type(error).__name__}: {error}"]).encode())
    finally:
        os._exit(0)


def _probe_as_worker(candidate: Confinement, surface: probes.Surface, writing: int) -> NoReturn:
    try:
        scratch = candidate.around_worker(candidate.prepared(seconds=10, memory_mb=256))
        candidate.seal()
        found = probes.failed(
            probes.Surface(surface.hidden, surface.readable, scratch, surface.outside), candidate.layers
        )
        os.write(writing, json.dumps(found).encode())
    except BaseException as error:  # noqa: BLE001 - as above
        os.write(writing, json.dumps([f"{type(error).__name__}: {error}"]).encode())
    finally:
        os._exit(0)
