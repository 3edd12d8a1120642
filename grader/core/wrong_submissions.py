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
import types

reference, variants = types.ModuleType("reference"), types.ModuleType("variants")
exec(compile({solution!r}, "solution", "exec"), reference.__dict__)
exec(compile({mistakes!r}, "mistakes", "exec"), variants.__dict__)
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
    return _WITH_MISTAKE.format(
        solution=sources.solution,
        mistakes=_without_declarations(sources.mistakes),
        functions=list(functions),
        variant=mistake.variant.__name__,
        function=mistake.function,
    ).encode()


def hopeless(functions: Sequence[str], parameters: Sequence[str], answer: str) -> bytes:
    """A submission in which every function gives the same thoughtless answer."""
    return _HOPELESS.format(names=" ".join(parameters), functions=list(functions), answer=answer).encode()


def _without_declarations(source: str) -> str:
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
    return ast.unparse(tree)


def _declares_mistake(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "mistake"
