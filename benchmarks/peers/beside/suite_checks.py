"""
The checks of a suite one by one, for tools that know nothing of pytest.

Runs in the interpreter of the peer, beside the submission, and needs numpy, pytest (whose marks suites are made of) and the
grader's assertions only. Checks are found as pytest finds them and called as `plain_pytest` calls them, with nothing that
confines the submission. GRADER_PEER_SOLUTION names the reference, GRADER_PEER_SUITES the suite's files.

    python -m suite_checks    # the checks as JSON: their names and what each is worth
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import itertools
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

_SOLUTION = Path(os.environ["GRADER_PEER_SOLUTION"])
_SUITES = tuple(map(Path, os.environ["GRADER_PEER_SUITES"].split(os.pathsep)))
_PARAM = type(pytest.param())


@dataclass(frozen=True)
class Check:
    """A test function with the values of its parameters. name: file, class, function, and which case of several."""

    name: str
    points: float
    call: Callable[[], None]


def run(name: str, student: ModuleType) -> None:
    """Make this check; whatever it raises means that it failed. The first call decides who is the student."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # pytest collects them, too; a peer may take what is written to stderr for a failure
        _found(student)[name].call()


def from_file(path: Path) -> ModuleType:
    """The submission in a file."""
    return _from_file(path.resolve())


def from_notebook(names: Mapping[str, Any]) -> ModuleType:
    """The submission whose cells have defined these names."""
    module = ModuleType(_SOLUTION.stem)
    vars(module).update({name: value for name, value in names.items() if not name.startswith("__")})
    return module


@functools.cache
def _from_file(path: Path) -> ModuleType:
    return _load(path, _SOLUTION.stem)


_kept: dict[str, Check] = {}


def _found(student: ModuleType) -> dict[str, Check]:
    if not _kept:
        sys.modules[_SOLUTION.stem] = student  # public examples import it by name
        _kept.update({check.name: check for check in find(student)})
    return _kept


def find(student: ModuleType) -> Iterator[Check]:
    """Every check, in the order of the suite's files."""
    reference, kept = _load(_SOLUTION, "reference"), {}

    def once(name: str, make: Callable[[], Any]) -> Any:
        if name not in kept:
            kept[name] = make()
        return kept[name]

    fixtures = {
        "student": lambda: student,
        "reference": lambda: reference,
        "rng": lambda: np.random.default_rng(0),
        "data": lambda: None,
        "once": lambda: once,
    }
    for path in _SUITES:
        for name, function, marks in _tests(_load(path, f"suite_{path.stem}")):
            yield from _cases(f"{path.name}::{name}", function, marks, fixtures)


def _tests(module: ModuleType) -> Iterator[tuple[str, Callable[..., None], list[Any]]]:
    """Test functions of a module and of its classes, with their marks, the closest first."""
    everywhere = _marks(module)
    for name, found in vars(module).items():
        if name.startswith("test") and inspect.isfunction(found):
            yield name, found, _marks(found) + everywhere
        if name.startswith("Test") and inspect.isclass(found):
            for method, function in vars(found).items():
                if method.startswith("test") and inspect.isfunction(function):
                    bound = functools.partial(_with_self, found, function)
                    functools.update_wrapper(bound, function)
                    yield f"{name}::{method}", bound, _marks(function) + _marks(found) + everywhere


def _with_self(owner: type, function: Callable[..., None], **values: Any) -> None:
    function(owner(), **values)


def _marks(where: object) -> list[Any]:
    marks = getattr(where, "pytestmark", [])
    return list(marks) if isinstance(marks, list | tuple) else [marks]


def _cases(
    name: str, function: Callable[..., None], marks: list[Any], fixtures: Mapping[str, Callable[[], Any]]
) -> Iterator[Check]:
    """One check, or one for each case of its parametrize marks."""
    points = next((float(mark.args[0]) for mark in marks if mark.name == "points"), 1.0)
    choices = [list(_values(*mark.args[:2])) for mark in marks if mark.name == "parametrize"]
    wanted = [parameter for parameter in inspect.signature(function).parameters if parameter != "self"]

    def call(given: Mapping[str, Any]) -> None:
        function(**{each: given[each] if each in given else fixtures[each]() for each in wanted})

    for number, chosen in enumerate(itertools.product(*choices)):
        given = {key: value for values in chosen for key, value in values.items()}
        yield Check(f"{name}#{number}" if choices else name, points, functools.partial(call, given))


def _values(names: str | list[str] | tuple[str, ...], cases: Any) -> Iterator[dict[str, Any]]:
    """The values of each case of a parametrize mark, by the parameter's name."""
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    alone = isinstance(names, str) and len(keys) == 1
    for case in cases:
        values = case.values if isinstance(case, _PARAM) else [case] if alone else case
        yield dict(zip(keys, values, strict=True))


def _load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    found = _found(from_file(_SOLUTION))
    print(json.dumps([[check.name, check.points] for check in found.values()]))
