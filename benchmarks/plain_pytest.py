"""
The peer of the benchmarks: the same checks under plain pytest, the submission imported into the same process.

A pytest plugin (`-p plain_pytest`) with the fixtures that suites expect and none of the grader's confinement.
GRADER_PEER_FILE names the submission, GRADER_PEER_SOLUTION the reference.
"""

import importlib.util
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


def pytest_configure(config):
    config.addinivalue_line("markers", "function(name): the student's function that a check is about")
    config.addinivalue_line("markers", "points(number): what a check is worth")
    config.addinivalue_line("markers", "seconds(number): processor time of this check, instead of the exercise's")


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
