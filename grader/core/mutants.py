"""
Mutants of a reference solution: the same source with one small slip each, of the kind that people make.

A suite that gives one of them full marks has a hole. Two that compile to the same code are one mutant, and one that
compiles to the solution's own code is none. Texts of messages, docstrings and imports are left alone; what is mutated,
and how, is the table `_ALTERNATIVES`.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_BOTH_SIDES = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr)
"""Operators whose right side alone is a slip, too; `n - f` without `n` is none that anybody makes."""

_TWINS = (
    *(("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"), ("sum", "mean"), ("any", "all"), ("zeros", "ones")),
    *(pair.split() for pair in ("floor ceil", "var std", "exp log", "train eval", "zeros_like ones_like")),
)
"""Functions that are taken for each other."""

_TAKEN_FOR = {one: other for pair in _TWINS for one, other in (pair, pair[::-1])}


@dataclass(frozen=True)
class Mutant:
    """
    One slip. function: the function or class it is in, "" at the top level. line: where, in the solution's file.

    before, after: the statement that differs (of a compound one its head), as `ast.unparse` writes it. source: the module.
    """

    function: str
    line: int
    before: str
    after: str
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """All mutants of a module that are different programs, in the order of their places."""
    tree = ast.parse(source)
    parts = [ast.unparse(statement) for statement in tree.body]
    found = []
    for index, statement in enumerate(tree.body):
        seen = {_program(parts[index])}
        for line in _slips(tree, index):
            mutated = ast.unparse(ast.fix_missing_locations(tree.body[index]))
            program = _program(mutated)
            if program is None or program in seen:
                continue
            seen.add(program)
            whole = "\n\n\n".join([*parts[:index], mutated, *parts[index + 1 :]])
            name = getattr(statement, "name", "")
            found.append(Mutant(name, line, *_changed_lines(parts[index], mutated), whole + "\n"))
    return found


def _slips(tree: ast.Module, index: int) -> Iterator[int]:
    """Change a statement of the module in place, say in which line, and put it back as it was."""
    for place in _places(tree.body[index], tree, "body", index):
        for alternative in place.alternatives():
            place.put(alternative)
            yield place.line
        place.put(place.node)


@dataclass(frozen=True)
class _Place:
    """Where a node hangs: its parent, the parent's field, and the index if that is a list."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    line: int

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node

    def alternatives(self) -> Iterator[ast.AST]:
        """Copies of the node with one slip each."""
        for kind, slips in _ALTERNATIVES.items():
            if isinstance(self.node, kind):
                yield from slips(self.node)
        if isinstance(self.parent, (ast.If, ast.While, ast.IfExp)) and self.field == "test":
            yield ast.UnaryOp(ast.Not(), self.node)  # type: ignore[arg-type]


def _places(node: ast.AST, parent: ast.AST, field: str, index: int | None = None, line: int = 1) -> Iterator[_Place]:
    """This node and those in it, from the outside in."""
    if isinstance(node, (ast.JoinedStr, ast.Import, ast.ImportFrom)) or _is_docstring(node):
        return
    line = getattr(node, "lineno", line)
    yield _Place(node, parent, field, index, line)
    if isinstance(node, ast.Raise):
        return
    for name, value in list(ast.iter_fields(node)):
        if isinstance(value, ast.AST):
            yield from _places(value, node, name, None, line)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _places(item, node, name, i, line)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changed(node: ast.AST, **fields: Any) -> Any:
    """A shallow copy with other fields; what it holds is shared, and never changed."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _without(items: Sequence[Any], index: int) -> list[Any]:
    return [*items[:index], *items[index + 1 :]]


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for i, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            yield _changed(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])


def _arithmetic(node: ast.BinOp) -> Iterator[ast.AST]:
    other = _OPERATORS.get(type(node.op))
    if other:
        yield _changed(node, op=other())
    yield node.left
    if isinstance(node.op, _BOTH_SIDES):
        yield node.right


def _augmented(node: ast.AugAssign) -> Iterator[ast.AST]:
    other = _OPERATORS.get(type(node.op))
    if other:
        yield _changed(node, op=other())
    yield ast.Assign([node.target], node.value, lineno=node.lineno)
    yield ast.Pass()


def _sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if not isinstance(node.operand, ast.Constant):
        yield node.operand


def _logic(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for i in range(len(node.values)):
        rest = _without(node.values, i)
        yield rest[0] if len(rest) == 1 else _changed(node, values=rest)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    others: list[Any] = []
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1]
    elif isinstance(value, float):
        others = [value + 1, value * 10]
    elif isinstance(value, str):
        others = ["" if value else "x"]
    for other in others:
        yield ast.Constant(other)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    for other in _twins_of(node.func):
        yield _changed(node, func=other)
    for i in range(len(node.keywords)):
        yield _changed(node, keywords=_without(node.keywords, i))
    if len(node.args) > 1:
        yield _changed(node, args=node.args[:-1])
        yield _changed(node, args=[node.args[1], node.args[0], *node.args[2:]])
    if node.args and not isinstance(node.args[0], (ast.Starred, ast.GeneratorExp)):
        yield node.args[0]
    elif isinstance(node.func, ast.Attribute) and not node.args and not node.keywords:
        yield node.func.value


def _twins_of(function: ast.expr) -> Iterator[ast.expr]:
    """The function that is taken for this one: of a library, or a builtin."""
    if isinstance(function, ast.Attribute) and function.attr in _TAKEN_FOR:
        yield _changed(function, attr=_TAKEN_FOR[function.attr])
    elif isinstance(function, ast.Name) and hasattr(builtins, _TAKEN_FOR.get(function.id, "")):
        yield ast.Name(_TAKEN_FOR[function.id], ast.Load())


def _slice(node: ast.Slice) -> Iterator[ast.AST]:
    for bound in ("lower", "upper", "step"):
        if getattr(node, bound) is not None:
            yield _changed(node, **{bound: None})


def _comprehension(node: ast.comprehension) -> Iterator[ast.AST]:
    for i in range(len(node.ifs)):
        yield _changed(node, ifs=_without(node.ifs, i))


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _returned(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None:
        yield ast.Return(ast.Constant(None))


def _refusal(node: ast.Raise) -> Iterator[ast.AST]:
    yield ast.Pass()
    if isinstance(node.exc, ast.Call):
        yield _changed(node, exc=_changed(node.exc, args=[], keywords=[]))
        yield _changed(node, exc=_changed(node.exc, func=ast.Name("Exception", ast.Load())))


def _removed(_: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Pass()


def _entered(node: ast.With) -> Iterator[ast.AST]:
    yield ast.If(ast.Constant(True), node.body, [])


def _jump(node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


def _decorated(node: Any) -> Iterator[ast.AST]:
    for i in range(len(node.decorator_list)):
        yield _changed(node, decorator_list=_without(node.decorator_list, i))


_ALTERNATIVES: dict[Any, Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _comparison,
    ast.BinOp: _arithmetic,
    ast.AugAssign: _augmented,
    ast.UnaryOp: _sign,
    ast.BoolOp: _logic,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.Slice: _slice,
    ast.comprehension: _comprehension,
    ast.IfExp: _choice,
    ast.Return: _returned,
    ast.Raise: _refusal,
    (ast.Expr, ast.Assign, ast.Delete): _removed,
    ast.With: _entered,
    (ast.Break, ast.Continue): _jump,
    (ast.FunctionDef, ast.ClassDef): _decorated,
}


def _program(source: str) -> Any:
    """What the source compiles to, without places; None if it does not compile."""
    try:
        return _content(compile(source, "mutant", "exec", dont_inherit=True))
    except SyntaxError:
        return None


def _content(code: CodeType) -> tuple[Any, ...]:
    constants = tuple(
        _content(value) if isinstance(value, CodeType) else (type(value), repr(value)) for value in code.co_consts
    )
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_name)
    return (code.co_code, constants, names, code.co_argcount, code.co_kwonlyargcount, code.co_flags)


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    """The lines in which two sources differ, with a space for each line's end."""
    old, new = before.splitlines(), after.splitlines()
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return _one_line(old[start : len(old) - end]), _one_line(new[start : len(new) - end])


def _one_line(lines: Sequence[str]) -> str:
    return " ".join(line.strip() for line in lines)
