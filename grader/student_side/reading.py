"""
Which of the calls that an exercise does not allow does a file use, and in which of its functions? Found by reading.

This is evidence for a person, no proof: a submission that means to can hide a call from any reader. So nothing here raises;
whatever cannot be told is not found. Runs in the worker, where a file that is hard to parse harms nobody else.
"""

from __future__ import annotations

import ast
import collections
import contextlib
import itertools
import marshal
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import TypeAlias

from grader.student_side.scopes import Binding, Mention, Scope, Survey, end_of

_MANY, _LONG = 20, 200
_SHORTEST_PART = 3
_NAMESPACE = ".__dict__"
_NOTHING = ast.Constant(None)

Charges: TypeAlias = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True)
class Library:
    """Something of a library, by its dotted name."""

    path: str


_Value: TypeAlias = Library | str


@dataclass(frozen=True)
class _Use:
    """owners: the top-level names that the use belongs to; none for a statement that binds nothing."""

    call: str
    line: int
    owners: frozenset[str]


def charges(source: bytes, code: bytes, forbidden: Sequence[str], functions: Sequence[str]) -> Charges:
    """
    For each function that uses forbidden calls, directly or through others of the file: which calls, and the first line of each.

    Args: code: the compiled source, as `submission.compiled` gives it. forbidden: dotted names; what is below them counts too.
        functions: those of the exercise. Each of them is charged with a use at the top level that belongs to no name.
    """
    reader = _Reader(forbidden)
    with contextlib.suppress(Exception):
        if _may_name(marshal.loads(code), {call.rpartition(".")[2] for call in forbidden}):  # noqa: S302 - this is the sandbox
            reader.read(_parsed(source))
    return {function: found for function in functions if (found := reader.charges_of(function))}


def _may_name(code: CodeType, names: set[str]) -> bool:
    """Does compiled code hold one of the names, or a text that may be a part of one? If not, there is no need to read on."""
    todo: list[object] = [code]
    while todo:
        part = todo.pop()
        if isinstance(part, CodeType):
            todo += part.co_consts
            if names & {name for dotted in part.co_names for name in dotted.split(".")}:
                return True
        elif isinstance(part, tuple):
            todo += part
        elif isinstance(part, str) and len(part) >= _SHORTEST_PART and any(part in name for name in names):
            return True
    return False


def _parsed(source: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they were given when the file was compiled
        return ast.parse(source)


class _Reader:
    """Reads one file."""

    def __init__(self, forbidden: Sequence[str]) -> None:
        self._forbidden = forbidden
        self._stars: list[str] = []
        self._values: dict[int, frozenset[_Value]] = {}
        self._uses: list[_Use] = []
        self._reached: dict[str, set[str]] = collections.defaultdict(set)

    def read(self, tree: ast.Module) -> None:
        """Find all uses, and which top-level name reaches which."""
        survey = Survey(tree)
        self._stars = survey.stars
        self._reached.update(survey.makers)
        for mention in survey.mentions:
            self._follow(mention, survey.module)
            with contextlib.suppress(Exception):  # for example, aliases of aliases without end
                self._judge(mention)

    def charges_of(self, function: str) -> list[tuple[str, int]]:
        """The forbidden calls that a function reaches, with the first line of each."""
        reached = self._reached_from(function)
        lines: dict[str, int] = {}
        for use in self._uses:
            if not use.owners or use.owners & reached:
                lines[use.call] = min(use.line, lines.get(use.call, use.line))
        return sorted(lines.items(), key=lambda found: found[1])

    def _reached_from(self, function: str) -> set[str]:
        reached, todo = {function}, [function]
        while todo:
            new = self._reached[todo.pop()] - reached
            reached |= new
            todo += new
        return reached

    def _follow(self, mention: Mention, module: Scope) -> None:
        node, place = mention.node, mention.place
        if isinstance(node, ast.Name) and place.scope.home_of(node.id) is module:
            for owner in place.owners:
                self._reached[owner].add(node.id)

    def _judge(self, mention: Mention) -> None:
        node, scope = mention.node, mention.place.scope
        # An alias is judged where it gets its value.
        paths = self._imported(node, scope) if isinstance(node, ast.Name) else self._paths(node, scope)
        for path in paths:
            for call in self._forbidden:
                if path == call or path.startswith(f"{call}.") or _same_thing(path, call):
                    self._uses.append(_Use(call, end_of(node)[0], mention.place.owners))

    def _paths(self, node: ast.expr, scope: Scope) -> list[str]:
        return [value.path for value in self._values_of(node, scope) if isinstance(value, Library)]

    def _texts(self, node: ast.expr, scope: Scope) -> list[str]:
        return [value for value in self._values_of(node, scope) if isinstance(value, str)]

    def _values_of(self, node: ast.expr, scope: Scope) -> frozenset[_Value]:
        """What an expression may be, as far as it can be told: texts, and things of libraries."""
        if id(node) not in self._values:
            self._values[id(node)] = frozenset()  # for an expression that depends on itself
            self._values[id(node)] = _few(self._evaluate(node, scope))
        return self._values[id(node)]

    def _evaluate(self, node: ast.expr, scope: Scope) -> Iterator[_Value]:
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Name():
                yield from self._named(node, scope)
            case ast.Attribute():
                yield from (Library(f"{path}.{node.attr}") for path in self._paths(node.value, scope))
            case ast.Subscript():
                yield from _items(self._paths(node.value, scope), self._texts(node.slice, scope))
            case ast.Call():
                yield from self._results(node, scope)
            case ast.BinOp(op=ast.Add()):
                pairs = itertools.product(self._texts(node.left, scope), self._texts(node.right, scope))
                yield from (begin + end for begin, end in pairs)
            case _:
                for choice in _choices(node):
                    yield from self._values_of(choice, scope)

    def _named(self, node: ast.Name, scope: Scope) -> Iterator[_Value]:
        yield from map(Library, self._imported(node, scope))
        for binding in _bindings(node, scope):
            if isinstance(binding.value, ast.expr):
                yield from self._values_of(binding.value, binding.scope)

    def _imported(self, node: ast.Name, scope: Scope) -> Iterator[str]:
        if scope.home_of(node.id) is None:
            yield from (f"{module}.{node.id}" for module in ("builtins", *self._stars))
        yield from (binding.value for binding in _bindings(node, scope) if isinstance(binding.value, str))

    def _results(self, node: ast.Call, scope: Scope) -> Iterator[_Value]:
        """What a call gives that only looks something up."""
        first, second, *_ = [*node.args, _NOTHING, _NOTHING]
        things, texts = self._paths(first, scope), self._texts(first, scope)
        for path in self._paths(node.func, scope):
            owner, _, name = path.rpartition(".")
            if path == "builtins.getattr":
                yield from (Library(f"{thing}.{text}") for thing in things for text in self._texts(second, scope))
            elif path == "builtins.vars":
                yield from (Library(thing + _NAMESPACE) for thing in things)
            elif path in ("importlib.import_module", "builtins.__import__"):
                yield from (Library(text) for text in texts)
            elif name == "__getattribute__":
                yield from (Library(f"{owner}.{text}") for text in texts)
            elif name in ("get", "__getitem__"):
                yield from _items([owner], texts)


def _bindings(node: ast.Name, scope: Scope) -> list[Binding]:
    """How a name may have got its value where it is used."""
    home = scope.home_of(node.id)
    return home.reaching(node.id, end_of(node) if home is scope else None) if home else []


def _items(paths: Iterable[str], keys: Iterable[str]) -> Iterator[_Value]:
    """What stands under a key in a library's namespace, or among all modules."""
    for path, key in itertools.product(paths, keys):
        if path.endswith(_NAMESPACE):
            yield Library(f"{path.removesuffix(_NAMESPACE)}.{key}")
        elif path == "sys.modules":
            yield Library(key)


def _choices(node: ast.expr) -> list[ast.expr]:
    """Expressions of which one is the value of this one."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node.value] if isinstance(node, ast.NamedExpr) else []


def _few(values: Iterable[_Value]) -> frozenset[_Value]:
    """Bounded, so that no file can make reading it long."""
    short = (value for value in values if len(value.path if isinstance(value, Library) else value) <= _LONG)
    return frozenset(itertools.islice(short, _MANY))


def _same_thing(path: str, call: str) -> bool:
    """Does a library have the same thing under both names?"""
    if path.rpartition(".")[2] != call.rpartition(".")[2]:
        return False
    thing = _thing(path)
    return thing is not None and thing is _thing(call)


def _thing(path: str) -> object:
    """What a dotted name stands for in the libraries that are imported here; None if for nothing."""
    first, *names = path.split(".")
    thing: object = sys.modules.get(first)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are kept for a while
        for name in names:
            thing = getattr(thing, name, None)
    return thing
