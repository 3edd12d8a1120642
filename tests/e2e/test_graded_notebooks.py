"""A notebook is graded like a file: by its definitions, with a word about what was left out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import ROOT, grade

SOLUTION = (ROOT / "solutions/exercise03/parameters.py").read_text(encoding="utf-8")
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a notebook."""

    def written(*cells: str, name: str = "Homework 3.ipynb") -> Path:
        code = [{"cell_type": "code", "source": text.splitlines(keepends=True)} for text in cells]
        path = tmp_path / name
        path.write_text(json.dumps({"cells": code, "nbformat": 4}), encoding="utf-8")
        return path

    return written


def test_a_right_notebook_gets_full_marks(write: Write) -> None:
    """Commands, plots, questions and endless loops around the functions are not run."""
    path = write("%matplotlib inline\nimport matplotlib.pyplot as plt\n", SOLUTION, "input()\nwhile True: pass\n")
    run = grade("exercise03", path)

    assert run.code == 0
    assert "Left out: 1 commands of the notebook (% or !), in cells 1." in run.text


def test_a_notebook_in_chinese(write: Write) -> None:
    """Every sentence exists in both languages."""
    run = grade("--lang", "zh-TW", "exercise03", write(SOLUTION, "print(1)", "def broken(:"))

    assert "從你的筆記本取出" in run.text
    assert "第 3 格不是 Python" in run.text


def test_a_broken_cell_costs_its_functions_only(write: Write) -> None:
    """What is in other cells is graded."""
    report = grade(
        "exercise03", write("def conv_parameters(:\n", SOLUTION.partition("def fc_parameters")[0]), "--json"
    ).json

    assert report["functions"][0]["points"] > 0
    assert any("cell 1 is no Python (line 1: invalid syntax)" in note for note in report["notes"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "has no cell with code", id="empty"),
        pytest.param(b"{", "its JSON is broken", id="broken"),
        pytest.param(b"\x89PNG\0", "its JSON is broken", id="binary"),
        pytest.param(b"[1]", "is JSON, but no notebook", id="other"),
        pytest.param(b'{"cells": []}', "has no cell with code", id="no-cells"),
        pytest.param(
            json.dumps({"cells": [{"cell_type": "code", "source": "1"}]}).encode(), "defines no function", id="one"
        ),
        pytest.param(b"[" + b" " * 20_000_000, "at most 20 MB are graded", id="huge"),
    ],
)
def test_what_is_no_notebook_is_told_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    """And nothing is graded."""
    path = tmp_path / "work.ipynb"
    path.write_bytes(content)
    run = grade("exercise03", path)

    assert run.code == 2
    assert sentence in run.text
