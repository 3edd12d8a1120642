"""Mutants: every small slip that is another program, and no other."""

import ast

import pytest

from grader.core.mutants import mutants_of

PLACE = """
def f(x, y, items, stride=1):
    \"\"\"The first line stays: 1 + 1.\"\"\"
    {}
"""


def slips(statement: str) -> set[str]:
    """What becomes of one statement."""
    mutants = mutants_of(PLACE.format(statement))
    return {mutant.after for mutant in mutants if not mutant.after.startswith("def ")}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("return x < y", {"return x <= y", "return x >= y"}, id="comparison"),
        pytest.param("return x == y", {"return x != y"}, id="equality"),
        pytest.param("return x is None", {"return x is not None"}, id="identity"),
        pytest.param("return x in items", {"return x not in items"}, id="membership"),
        pytest.param("return x + y", {"return x - y", "return x", "return y"}, id="sum"),
        pytest.param("return x // y", {"return x / y", "return x"}, id="floor"),
        pytest.param("return x and y", {"return x or y", "return x", "return y"}, id="and"),
        pytest.param("return -x", {"return x"}, id="sign"),
        pytest.param("return not x", {"return x"}, id="not"),
        pytest.param("return 3", {"return 4", "return 2"}, id="whole-number"),
        pytest.param("return 1e-9", {"return 1.000000001", "return 1e-08"}, id="fraction"),
        pytest.param("return True", {"return False"}, id="truth"),
        pytest.param("return 'mean'", {"return ''"}, id="text"),
        pytest.param("return items[x:y]", {"return items[:y]", "return items[x:]"}, id="slice"),
        pytest.param("return items[::stride]", {"return items[:]"}, id="step"),
        pytest.param("return f(x, y)", {"return f(x)", "return f(y, x)", "return x"}, id="arguments"),
        pytest.param("return x.sum(axis=y)", {"return x.mean(axis=y)", "return x.sum()"}, id="keyword"),
        pytest.param("return max(items)", {"return min(items)", "return items"}, id="taken-for-each-other"),
        pytest.param("return x.copy()", {"return x"}, id="method-forgotten"),
        pytest.param("return x if stride else y", {"return x if not stride else y", "return x", "return y"}, id="choice"),
        pytest.param("return [i for i in items if i]", {"return [i for i in items]"}, id="condition"),
        pytest.param("x += y", {"x -= y", "x = y", "pass"}, id="in-place"),
        pytest.param("x = y", {"pass"}, id="assignment"),
        pytest.param("items.append(x)", {"x", "pass"}, id="statement"),
        pytest.param("raise ValueError(f'x is {x + 1}')", {"pass", "raise ValueError()", "raise Exception(f'x is {x + 1}')"}, id="refusal"),
    ],
)  # fmt: skip
def test_a_statement_has_its_slips(statement: str, expected: set[str]) -> None:
    """And whatever returns, returns nothing once."""
    returned = {"return None"} if statement.startswith("return") else set()

    assert slips(statement) == expected | returned


def test_defaults_are_mutated() -> None:
    """They belong to the head of the function."""
    heads = {mutant.after for mutant in mutants_of(PLACE.format("return x")) if mutant.after.startswith("def ")}

    assert heads == {"def f(x, y, items, stride=2):", "def f(x, y, items, stride=0):"}


def test_a_branch_is_taken_the_other_way() -> None:
    """Once, where turning the comparison around does it, too."""
    mutants = mutants_of("def f(x):\n    if x:\n        return 1\n    while x < 2:\n        x += 1\n")

    assert [m.after for m in mutants if m.before == "if x:"] == ["if not x:"]
    assert "while not x < 2:" in {m.after for m in mutants}


def test_loops_and_contexts_are_mutated() -> None:
    """A jump becomes the other one, a context is not entered, a decorator is forgotten."""
    source = "@cached\ndef f(x):\n    for i in x:\n        with quiet():\n            break\n"

    pairs = {(m.before, m.after) for m in mutants_of(source)}

    assert {("break", "continue"), ("with quiet():", "if True:"), ("@cached", "")} <= pairs


def test_every_mutant_is_another_program() -> None:
    """Two slips with one outcome are one mutant, and one without an outcome is none."""
    source = "def f(x):\n    return x * 1 + (0 if False else 0)\n"

    sources = [mutant.source for mutant in mutants_of(source)]

    assert len(sources) == len(set(sources))
    assert ast.unparse(ast.parse(source)) + "\n" not in sources


def test_a_mutant_says_where_it_is() -> None:
    """Function and line of the original file; nothing else of the file differs."""
    source = '"""Doc."""\nimport math\n\nLEAST = 1\n\n\nclass Net:\n    def step(self, x):\n        return x\n'

    places = {(mutant.function, mutant.line) for mutant in mutants_of(source)}

    assert places == {("", 4), ("Net", 9)}
    assert all("import math" in mutant.source for mutant in mutants_of(source))


def test_imports_docstrings_and_messages_stay() -> None:
    """No check can know about them."""
    source = "from math import prod\n\ndef f(x):\n    'Twice 1.'\n    return f'{x + 1}'\n"

    assert {mutant.after for mutant in mutants_of(source)} == {"return None"}
