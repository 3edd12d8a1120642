"""
Submissions that must lose marks, made from a course's own files: the solution with one known mistake, and hopeless ones.

They are Python source like a student's, and run in the sandbox like a student's.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.mistakes import Mistake

HOPELESS = {
    "nothing": "None",
    "zero": "0",
    "zero as a float": "0.0",
    "one": "1",
    "yes": "True",
    "no": "False",
    "empty list": "[]",
    "empty text": "''",
    "first argument": "next(iter((*args, *kwargs.values())), None)",
    "last argument": "([*args, *kwargs.values()] or [None])[-1]",
    "list of arguments": "list(args)",
    "always ValueError": "complain(args, kwargs)",
}
"""Answers that need no understanding: what every function returns, as an expression of `args` and `kwargs`."""

_WITH_MISTAKE = """\
{heads}
import types

{solution}


{mistakes}


reference, variants = _solution(), _mistakes()
globals().update({{name: getattr(reference, name) for name in {functions!r}}})


def wrong(*args, **kwargs):
    return variants.{variant}(reference, *args, **kwargs)


globals()[{function!r}] = wrong
"""

_HOPELESS = """\
NAMES = {names!r}


def complain(args, kwargs):
    raise ValueError(f"{{NAMES}} {{args}} {{kwargs}} {{[getattr(value, 'shape', value) for value in (*args, *kwargs.values())]}}")


def answer(*args, **kwargs):
    return {answer}


globals().update(dict.fromkeys({functions!r}, answer))
"""


@dataclass(frozen=True)
class Sources:
    """The two trusted files that a wrong submission is made from."""

    solution: str
    mistakes: str


def with_mistake(sources: Sources, functions: Sequence[str], mistake: Mistake) -> bytes:
    """The solution with one wrong function; its other functions do not notice."""
    solution, mistakes = ast.parse(sources.solution), _without_declarations(sources.mistakes)
    return _WITH_MISTAKE.format(
        heads="\n".join(dict.fromkeys([*_heads(solution), *_heads(mistakes)])),
        solution=_as_function("_solution", solution),
        mistakes=_as_function("_mistakes", mistakes),
        functions=list(functions),
        variant=mistake.variant.__name__,
        function=mistake.function,
    ).encode()


def hopeless(functions: Sequence[str], parameters: Sequence[str], answer: str) -> bytes:
    """A submission in which every function gives the same thoughtless answer."""
    return _HOPELESS.format(names=" ".join(parameters), functions=list(functions), answer=answer).encode()


def _as_function(name: str, module: ast.Module) -> str:
    """
    A file as a function that gives its names: two files in one, whose names do not meet.

    So it is compiled once with the rest, as what a student writes, and not again wherever it is loaded.
    """
    maker = ast.parse(f"def {name}():\n    return types.SimpleNamespace(**locals())")
    function = maker.body[0]
    assert isinstance(function, ast.FunctionDef), "that is what was parsed"
    function.body[:0] = [_Nested().visit(node) for node in module.body if not _is_head(node)]
    return ast.unparse(ast.fix_missing_locations(maker))


def _heads(module: ast.Module) -> list[str]:
    """Statements that may stand in no function, those for the compiler first."""
    found = [node for node in module.body if _is_head(node)]
    return [ast.unparse(node) for node in sorted(found, key=_is_for_compiler, reverse=True)]


def _is_head(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (_is_for_compiler(node) or node.names[0].name == "*")


def _is_for_compiler(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


class _Nested(ast.NodeTransformer):
    """What was global is a name of the function around it."""

    def visit_Global(self, node: ast.Global) -> ast.Nonlocal:
        return ast.Nonlocal(node.names)


def _without_declarations(source: str) -> ast.Module:
    """The variants without their decorators and without imports of the grader, which the sandbox does not have."""
    tree = ast.parse(source)
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"))
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = [each for each in node.decorator_list if not _declares_mistake(each)]
    return tree


def _declares_mistake(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "mistake"
