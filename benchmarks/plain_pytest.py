"""
The peer of the benchmarks: the same checks under plain pytest, the submission imported into the same process.

A pytest plugin (`-p plain_pytest`) with the fixtures that suites expect and none of the grader's confinement.
GRADER_PEER_FILE names the submission, GRADER_PEER_SOLUTION the reference; GRADER_PEER_TOLD a file for the verdicts, as JSON,
if they are wanted.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

from grader.suite.assertions import Pending


def load(variable: str, name: str):
    path = Path(os.environ[variable])
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


STUDENT = load("GRADER_PEER_FILE", Path(os.environ["GRADER_PEER_SOLUTION"]).stem)
REFERENCE = load("GRADER_PEER_SOLUTION", "reference")
TOLD = {}
"""Of every check, in the order of collection: whether it passed."""


def pytest_configure(config):
    config.addinivalue_line("markers", "function(name): the student's function that a check is about")
    config.addinivalue_line("markers", "points(number): what a check is worth")
    config.addinivalue_line("markers", "seconds(number): processor time of this check, instead of the exercise's")


def pytest_collection_finish(session):
    TOLD.update({in_its_file(item): False for item in session.items})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call":
        TOLD[in_its_file(item)] = report.passed
    return report


def pytest_sessionfinish():
    if path := os.environ.get("GRADER_PEER_TOLD"):
        Path(path).write_text(json.dumps(list(TOLD.items())), encoding="utf-8")


def in_its_file(item):
    """The name of a check, without the folders."""
    return f"{item.path.name}::{item.nodeid.partition('::')[2]}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    try:
        return (yield)
    except Pending as reason:
        pytest.skip(str(reason))


@pytest.fixture
def student():
    return STUDENT


@pytest.fixture
def reference():
    return REFERENCE


@pytest.fixture
def data():
    return None


@pytest.fixture(scope="session")
def once():
    kept = {}

    def get(name, make):
        if name not in kept:
            kept[name] = make()
        return kept[name]

    return get


@pytest.fixture
def rng():
    import numpy as np

    return np.random.default_rng(0)
