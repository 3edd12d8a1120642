"""What is taken from a notebook: what its functions need, and nothing that would run on import."""

import json
from typing import Any

import pytest

from grader.student_side.notebooks import Extract, extract


def notebook(*cells: str, **more: Any) -> bytes:
    """A notebook with cells of code."""
    code = [{"cell_type": "code", "source": text, "outputs": [], "metadata": {}} for text in cells]
    return json.dumps({"cells": code, "nbformat": 4, "nbformat_minor": 5, "metadata": {}} | more).encode()


def taken(*cells: str, wanted: tuple[str, ...] = ("wanted",)) -> str:
    """The source that is taken, without remarks about cells."""
    lines = extract(notebook(*cells), wanted).source.splitlines()
    return "\n".join(line for line in lines if not line.startswith("# ---"))


FUNCTION = "def wanted(x):\n    return {}"


TAKEN = {
    "an-import": ("import math", FUNCTION.format("math.pi")),
    "an-import-by-another-name": ("import math as m", FUNCTION.format("m.pi")),
    "an-import-of-a-part": ("import os.path", FUNCTION.format("os.path.sep")),
    "a-constant": ("PI = 3", FUNCTION.format("PI")),
    "a-constant-of-constants": ("A = 1\nB = A + 1", FUNCTION.format("B")),
    "a-tuple-of-constants": ("A, (B, *C) = 1, (2, 3)", FUNCTION.format("C")),
    "a-helper": ("def helper(x):\n    # by hand\n    return x", FUNCTION.format("helper(x)")),
    "a-helper-below": (FUNCTION.format("helper(x)"), "helper = lambda x: x"),
    "a-decorator": ("import functools", "@functools.cache\ndef wanted(x):\n    return x"),
    "a-default": ("SIZE = 3", "def wanted(x=SIZE):\n    return x"),
    "a-base-class": ("class Base:\n    pass", "class wanted(Base):\n    pass"),
    "a-table-that-is-filled": ("TABLE = {}\nTABLE['a'] = 1", FUNCTION.format("TABLE")),
    "a-sum": ("TOTAL = 1\nTOTAL += 1", FUNCTION.format("TOTAL")),
    "a-method-given-later": ("class wanted:\n    pass", "def run(self):\n    return 1", "wanted.run = run"),
    "an-object": ("class Layer:\n    def __call__(self, x):\n        return x", "wanted = Layer()"),
    "a-choice": ("import sys\nif sys.maxsize > 9:\n    WORD = 8\nelse:\n    WORD = 4", FUNCTION.format("WORD")),
    "an-attempt": ("try:\n    import nothing\nexcept ImportError:\n    nothing = None", FUNCTION.format("nothing")),
    "used-in-a-nested-function": ("A = 1", "def wanted():\n    def inner():\n        return A\n    return inner"),
    "the-future": ("from __future__ import annotations", FUNCTION.format("x")),
    "everything-of-a-package": ("from math import *", FUNCTION.format("sqrt(x)")),
    "both-versions": (FUNCTION.format("1"), FUNCTION.format("2")),
}


@pytest.mark.parametrize("cells", TAKEN.values(), ids=TAKEN)
def test_what_a_function_needs_is_taken_as_it_is_written(cells: tuple[str, ...]) -> None:
    """In the order of the cells, comments included."""
    assert taken(*cells) == "\n".join(cells)


LEFT = {
    "training": "for epoch in range(10):\n    wanted(epoch)",
    "a-call": "wanted(1)",
    "input": "x = input('how many?')",
    "a-plot": "import matplotlib.pyplot as plt\nplt.plot([1])",
    "a-result": "result = wanted(1)",
    "a-name-that-is-local-elsewhere": "x = wanted(1)",
    "an-endless-loop": "while True:\n    pass",
    "main": "if __name__ == '__main__':\n    wanted(1)",
    "a-helper-that-nobody-needs": "def other():\n    return 1",
    "a-file": "with open('data') as file:\n    data = file.read()",
    "a-deletion": "del wanted",
    "a-check": "assert wanted(1) == 1",
    "everything-of-a-package-that-is-not-there": "from no_such_package_anywhere import *",
}


@pytest.mark.parametrize("work", LEFT.values(), ids=LEFT)
def test_what_no_function_needs_is_left_out(work: str) -> None:
    """Training, plots and questions are not run."""
    assert taken(work, FUNCTION.format("x")) == FUNCTION.format("x")


def test_a_needed_value_that_asks_somebody_is_left_out() -> None:
    """An import must not wait for a person."""
    assert taken("SIZE = int(input('size'))", FUNCTION.format("SIZE")) == FUNCTION.format("SIZE")


def test_a_choice_loses_its_work() -> None:
    """What it chooses stays; what it prints does not."""
    source = taken("if True:\n    A = 1\n    print(A)\nelse:\n    print(2)", FUNCTION.format("A"))

    assert source == "if True:\n    A = 1\n" + FUNCTION.format("A")


def test_several_statements_in_a_line_are_told_apart() -> None:
    """Only the needed one is taken."""
    assert taken("A = 1; print(A); B = 2", FUNCTION.format("A")) == "A = 1\n" + FUNCTION.format("A")


def test_where_no_wanted_function_is_all_definitions_are_taken() -> None:
    """The report can then say what is missing."""
    assert taken("def other():\n    return 1", "other()") == "def other():\n    return 1"


COMMANDS = {
    "magic": "%matplotlib inline",
    "shell": "!pip install torch",
    "help": "wanted?",
    "help-first": "?wanted",
    "shell-in-a-loop": "for i in range(3):\n    !echo {i}",
    "assigned": "files = !ls",
    "assigned-magic": "result = %timeit -o 1",
    "timed": "%time wanted(1)",
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_commands_of_the_notebook_are_left_out(command: str) -> None:
    """The rest of the cell is Python all the same, and the cell is named."""
    found = extract(notebook("import math", f"A = 1\n{command}\nB = 2", FUNCTION.format("A + B")), ["wanted"])

    assert "A = 1\nB = 2\ndef wanted" in found.source.replace("# --- cell 3\n", "")
    assert found.magics == [2]


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture out"])
def test_the_cell_under_a_measuring_magic_is_python(magic: str) -> None:
    """It is run by the notebook, too."""
    assert taken(f"{magic}\n{FUNCTION.format('x')}") == FUNCTION.format("x")


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile wanted.py"])
def test_a_cell_in_another_language_is_left_out(magic: str) -> None:
    """Whatever stands in it."""
    found = extract(notebook(FUNCTION.format("1"), f"{magic}\n{FUNCTION.format('2')}"), ["wanted"])

    assert "return 2" not in found.source
    assert found.magics == [2]


def test_a_percent_sign_in_a_text_is_no_command() -> None:
    """Lines of a long text stay."""
    text = 'def wanted():\n    """\n    %matplotlib\n    !ls\n    what?\n    """\n    return 7 \\\n        % 4'

    assert taken(text) == text


def test_a_broken_cell_is_told_and_the_others_are_taken() -> None:
    """With its number and line."""
    found = extract(notebook("A = 1", "def broken(:\n    pass", FUNCTION.format("A")), ["wanted"])

    assert found.broken == [(2, 1, "invalid syntax")]
    assert "def wanted" in found.source


def test_cells_are_numbered_as_a_person_counts_them() -> None:
    """Cells with text count, too."""
    document = {
        "cells": [{"cell_type": "markdown", "source": "# A"}, {"cell_type": "code", "source": ["a = 1\n", "f()"]}]
    }

    assert extract(json.dumps(document).encode(), ["a"]).work == [2]


def test_a_remark_is_not_counted_as_work() -> None:
    """A text that stands alone does nothing."""
    assert extract(notebook('"""About me."""', FUNCTION.format("1")), ["wanted"]).work == []


def test_notebooks_from_before_2015_are_read() -> None:
    """They had sheets, and `input` for `source`."""
    document = {"worksheets": [{"cells": [{"cell_type": "code", "input": FUNCTION.format("1")}]}], "nbformat": 3}

    assert "def wanted" in extract(json.dumps(document).encode(), ["wanted"]).source


BROKEN = {
    "no-json": (b"{", "not-json"),
    "no-text": (b"\xff\xfe\x00", "not-json"),
    "deep": (b"[" * 100_000, "not-json"),
    "a-list": (b"[]", "no-notebook"),
    "another-document": (b'{"a": 1}', "no-notebook"),
    "cells-are-no-list": (b'{"cells": 3}', "no-notebook"),
    "no-cells": (b'{"cells": []}', "no-code"),
    "cells-of-other-kinds": (
        b'{"cells": [1, null, {"cell_type": "code"}, {"cell_type": "code", "source": 7}]}',
        "no-code",
    ),
    "empty-cells": (notebook("", "  \n "), "no-code"),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_notebook_has_a_reason(content: bytes, reason: str) -> None:
    """A word that the other side has a sentence for."""
    with pytest.raises(ValueError, match=reason):
        extract(content, ["wanted"])


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("x = " + "(" * 5000 + ")" * 5000, id="deep"),
        pytest.param("a\0b = 1", id="null"),
        pytest.param("x = '\\ud800'\nwanted = '\ud800'", id="surrogate"),
        pytest.param("!\n" * 5000, id="only-commands"),
    ],
)
def test_an_odd_cell_does_not_stop_the_others(cell: str) -> None:
    """Each cell is parsed alone."""
    found: Extract = extract(notebook(cell, FUNCTION.format("1")), ["wanted"])

    assert "return 1" in found.source
