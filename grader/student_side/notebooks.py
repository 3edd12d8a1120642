"""
What a notebook defines: imports, functions, classes and the constants they need, as one plain Python source.

Everything else that stands at the top of a cell (training, plots, `input()`) is left out and counted, so that importing the
source does no more than defining things. Runs in the worker: a notebook is a stranger's text like any other.
"""

from __future__ import annotations

import ast
import copy
import importlib.util
import json
import symtable
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")
_MAGIC, _SHELL = "%", "!"
_MOST_MENDINGS = 2000
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
_ASKS_SOMEBODY = frozenset(("input", "exit", "quit", "breakpoint", "get_ipython", "display", "help"))


@dataclass
class Extract:
    """
    What became of a notebook.

    source: the definitions. taken: how many statements. magics, work: numbers of the cells (from 1) from which the notebook's
    own commands, and statements that define nothing needed, were left out; a cell appears once per line or statement. broken:
    cells that are no Python, as (cell, line in it, what is wrong).
    """

    source: str = ""
    taken: int = 0
    magics: list[int] = field(default_factory=list)
    work: list[int] = field(default_factory=list)
    broken: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Statement:
    """binds: names that it gives a value, or changes. uses: names of the module that it needs to run, now or later."""

    cell: int
    text: str
    node: ast.stmt
    binds: frozenset[str]
    uses: frozenset[str]
    star: bool


def extract(notebook: bytes, wanted: Sequence[str]) -> Extract:
    """
    Take what the functions `wanted` need; if there is none of them, all definitions.

    Raises: ValueError with one of `not-json`, `no-notebook`, `no-code` as its message.
    """
    found = Extract()
    statements = [statement for cell in _cells(notebook) for statement in _statements(*cell, found)]
    names = set(wanted) & {name for each in statements for name in each.binds}
    needed = _needed(statements, names or {n for each in statements if _defines(each.node) for n in each.binds})
    parts, shown = [], 0
    for statement in statements:
        if not _is_taken(statement, needed):
            found.work += [] if _is_a_remark(statement.node) else [statement.cell]
            continue
        if statement.cell != shown:
            shown = statement.cell
            parts.append(f"# --- cell {shown}")
        parts.append(statement.text)
        found.taken += 1
    found.source = "\n".join(parts) + "\n"
    return found


def _is_taken(statement: _Statement, needed: set[str]) -> bool:
    if statement.star or _is_future(statement.node):
        return True
    return bool(statement.binds & needed) and _may_run(statement.node)


def _is_a_remark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _cells(notebook: bytes) -> Iterator[tuple[int, str]]:
    """Number (from 1, of all cells) and text of each cell with code."""
    try:
        document = json.loads(notebook)
    except (ValueError, RecursionError) as error:
        raise ValueError("not-json") from error
    cells = document.get("cells") if isinstance(document, dict) else None
    if cells is None and isinstance(document, dict) and isinstance(document.get("worksheets"), list):  # before 2015
        cells = [c for sheet in document["worksheets"] if isinstance(sheet, dict) for c in sheet.get("cells") or ()]
    if not isinstance(cells, list):
        raise ValueError("no-notebook")  # noqa: TRY004 - a file of another kind, not a caller's mistake
    code = [(number, text) for number, cell in enumerate(cells, start=1) if (text := _code_of(cell)).strip()]
    if not code:
        raise ValueError("no-code")
    yield from code


def _code_of(cell: Any) -> str:
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return ""
    text = cell.get("source", cell.get("input", ""))
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    return text.expandtabs() if isinstance(text, str) and "\t" in text else text if isinstance(text, str) else ""


def _statements(cell: int, text: str, found: Extract) -> Iterator[_Statement]:
    """The cell's statements at its top level; what cannot be used goes into `found`."""
    lines = text.splitlines()
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%"):
        found.magics.append(cell)
        if not first.startswith(_PYTHON_CELLS):
            return
        lines[lines.index(next(line for line in lines if line.strip()))] = ""
    try:
        tree, lines = _parsed(cell, lines, found)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        found.broken.append((cell, getattr(error, "lineno", None) or 1, str(getattr(error, "msg", error))))
        return
    for node in tree.body:
        start = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        yield _described(cell, lines, start, node)


def _parsed(cell: int, lines: list[str], found: Extract) -> tuple[ast.Module, list[str]]:
    """The cell's tree and its lines, without those that are commands of the notebook. Raises SyntaxError."""
    for _ in range(_MOST_MENDINGS):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse("\n".join(lines)), lines
        except SyntaxError as error:
            place = _command_at(lines, error.lineno or 1)
            if place is None:
                raise
            lines = [*lines[:place], _without_command(lines[place]), *lines[place + 1 :]]
            found.magics.append(cell)
    raise SyntaxError("too many commands of the notebook")


def _command_at(lines: Sequence[str], wrong: int) -> int | None:
    """The line with a command that made the parser stop: there, or just before (a question mark after a name)."""
    near = [number for number in (wrong - 1, wrong - 2) if 0 <= number < len(lines)]
    return next((number for number in near if _is_command(lines[number])), None)


def _is_command(line: str) -> bool:
    text = line.strip()
    if text.startswith((_MAGIC, _SHELL, "?")) or text.endswith("?"):
        return True
    target, equals, value = text.partition("=")
    return bool(equals) and target.strip().isidentifier() and value.strip()[:1] in (_MAGIC, _SHELL)


def _without_command(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    target, equals, _ = line.strip().partition("=")
    return f"{indent}{target.strip()} = None" if equals and target.strip().isidentifier() else f"{indent}pass"


def _described(cell: int, lines: Sequence[str], start: int, node: ast.stmt) -> _Statement:
    pure = _without_work(node)
    text = _text_of(lines, start, node) if pure is node else ast.unparse(pure)
    return _Statement(cell, text, pure, frozenset(_bound(pure)), frozenset(_used(pure)), _is_useful_star(pure))


def _is_useful_star(node: ast.stmt) -> bool:
    """Does it import everything from a package that is there? Nobody knows which names it gives."""
    if not isinstance(node, ast.ImportFrom) or all(alias.name != "*" for alias in node.names):
        return False
    try:
        return importlib.util.find_spec((node.module or "").partition(".")[0]) is not None
    except (ImportError, ValueError):
        return False


def _without_work(node: ast.stmt) -> ast.stmt:
    """A condition or a try with what may run in it; everything else as it is."""
    if not isinstance(node, (ast.If, ast.Try)) or _is_main(node) or _may_run(node):
        return node
    pure = copy.deepcopy(node)
    for each in [pure, *(pure.handlers if isinstance(pure, ast.Try) else ())]:
        for part in ("body", "orelse", "finalbody"):
            if getattr(each, part, None):
                children = [child for child in map(_without_work, getattr(each, part)) if _may_run(child)]
                setattr(each, part, children or ([ast.Pass()] if part == "body" else []))
    return pure


def _text_of(lines: Sequence[str], start: int, node: ast.stmt) -> str:
    """The statement's lines as they are, comments included; anew where several statements share one line."""
    own = "\n".join(lines[start - 1 : node.end_lineno])
    try:
        alone = ast.parse(own).body
    except SyntaxError:
        return ast.unparse(node)
    return own if len(alone) == 1 else ast.unparse(node)


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names of the module that a statement gives a value, or whose value it changes."""
    if isinstance(node, _DEFINITIONS):
        yield node.name
    elif isinstance(node, _IMPORTS):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.Assign):
        yield from (name for target in node.targets for name in _targets(target))
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        yield from _targets(node.target)
    elif isinstance(node, (ast.If, ast.Try)):
        yield from (name for child in _children(node) for name in _bound(child))


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        yield from (name for item in target.elts for name in _targets(item))
    elif isinstance(target, (ast.Attribute, ast.Subscript, ast.Starred)):
        yield from _targets(target.value)


def _children(node: ast.If | ast.Try) -> list[ast.stmt]:
    if isinstance(node, ast.If):
        return [*node.body, *node.orelse]
    return [*node.body, *(child for each in node.handlers for child in each.body), *node.orelse, *node.finalbody]


def _used(node: ast.stmt) -> set[str]:
    """The names of the module that a statement reads, in the functions that it defines, too."""
    try:
        table = symtable.symtable(ast.unparse(node), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    top = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    return top.union(*(_globals_of(child) for child in table.get_children()))


def _globals_of(table: symtable.SymbolTable) -> set[str]:
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return own.union(*(_globals_of(child) for child in table.get_children()))


def _needed(statements: Sequence[_Statement], names: Iterable[str]) -> set[str]:
    """The names, and all that what gives them a value uses, directly or through others."""
    needed, todo = set(names), list(names)
    binding: dict[str, list[_Statement]] = {}
    for statement in statements:
        for name in statement.binds:
            binding.setdefault(name, []).append(statement)
    while todo:
        for statement in binding.get(todo.pop(), ()):
            if _may_run(statement.node):
                new = statement.uses - needed
                needed |= new
                todo += new
    return needed


def _defines(node: ast.stmt) -> bool:
    return isinstance(node, _DEFINITIONS)


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _may_run(node: ast.stmt) -> bool:
    """May this statement stand in a file that is imported? A definition, an import, or a value that asks nobody for anything."""
    if isinstance(node, (ast.If, ast.Try)):
        return not _is_main(node) and all(_may_run(child) or isinstance(child, ast.Pass) for child in _children(node))
    if isinstance(node, _ASSIGNMENTS):
        calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
        return not any(isinstance(func, ast.Name) and func.id in _ASKS_SOMEBODY for func in calls)
    return isinstance(node, (*_DEFINITIONS, *_IMPORTS))


def _is_main(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(
        isinstance(each, ast.Name) and each.id == "__name__" for each in ast.walk(node.test)
    )
