"""
A student's file flattened: which scope gives which name a value, and where names and attributes are mentioned.

Nothing of the file is run. What stands at the top level belongs to the names that its statement binds (a helper, an alias),
so that one can tell later which functions reach it. The walk keeps a list instead of calling itself: no file is too deep.
"""

from __future__ import annotations

import ast
import bisect
import collections
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

Position: TypeAlias = tuple[int, int]
_MANY = 50
_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Binding:
    """
    One way in which a name gets a value.

    position: where it has it from. certain: on every way through its scope. value: an expression, or a library's dotted name,
    or None for anything of the student's own. scope: where the expression is evaluated.
    """

    position: Position
    certain: bool
    value: ast.expr | str | None
    scope: Scope


def _position(binding: Binding) -> Position:
    return binding.position


class Scope:
    """A module, function, class or comprehension: the names it binds, and the names it declares to be another scope's."""

    def __init__(self, parent: Scope | None = None, *, is_class: bool = False) -> None:
        self.parent = parent
        self.is_class = is_class
        self.bindings: dict[str, list[Binding]] = {}
        self.elsewhere: dict[str, Scope] = {}

    def home_of(self, name: str) -> Scope | None:
        """The scope that a name used here belongs to; None if the file does not bind it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.elsewhere:
                return scope.elsewhere[name]
            if name in scope.bindings and (scope is self or not scope.is_class):
                return scope
            scope = scope.parent
        return None

    def reaching(self, name: str, position: Position | None) -> list[Binding]:
        """The bindings that a use may see: at a position of this very scope, or (None) later, from within another one."""
        bindings = self.bindings.get(name, [])
        before = bisect.bisect_right(bindings, position, key=_position) if position else 0
        end = before or len(bindings)
        recent = bindings[max(end - _MANY, 0) : end]
        last = max((number for number, binding in enumerate(recent) if binding.certain), default=0)
        return recent[last:]

    def bind(self, name: str, binding: Binding) -> None:
        """Give a name one more value."""
        bisect.insort(self.bindings.setdefault(name, []), binding, key=_position)


@dataclass(frozen=True)
class Place:
    """Where a piece of the file stands. owners: the top-level names it belongs to. certain: it runs whenever its scope does."""

    scope: Scope
    owners: frozenset[str]
    certain: bool


@dataclass(frozen=True)
class Mention:
    """A name, attribute, item or call whose value is used."""

    node: ast.expr
    place: Place


class Survey:
    """
    What is found in one file.

    stars: modules of which everything is imported. mentions: in the order of the file, parts before their whole.
    makers: for a name of the module that functions bind, the top-level names that these functions belong to.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope()
        self.stars: list[str] = []
        self.makers: dict[str, set[str]] = collections.defaultdict(set)
        self._found: list[Mention] = []
        self._visits = self._table_of_visits()
        self._todo: list[tuple[ast.AST, Place]] = []
        self._plan(tree.body, Place(self.module, frozenset(), certain=True))
        while self._todo:
            self._look_at(*self._todo.pop())
        self.mentions = sorted(self._found, key=lambda mention: end_of(mention.node))

    def _table_of_visits(self) -> dict[type[ast.AST], Callable[[Any, Place], None]]:
        return {
            ast.Name: self._name,
            **dict.fromkeys((ast.Attribute, ast.Subscript, ast.Call), self._mention),
            **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), self._function),
            ast.ClassDef: self._class,
            **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), self._comprehension),
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            **dict.fromkeys((ast.Assign, ast.AnnAssign, ast.NamedExpr), self._assign),
            ast.If: self._if,
            ast.Global: self._global,
            ast.Nonlocal: self._nonlocal,
            **dict.fromkeys((ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping), self._caught),
        }

    def _plan(self, nodes: Iterable[ast.AST | None], place: Place) -> None:
        """To be looked at next, in this order."""
        self._todo += [(node, place) for node in reversed(list(nodes)) if node is not None]

    def _look_at(self, node: ast.AST, place: Place) -> None:
        if place.scope is self.module and isinstance(node, ast.stmt):
            place = replace(place, owners=frozenset(_bound_by(node)))
        self._visits.get(type(node), self._descend)(node, place)

    def _descend(self, node: ast.AST, place: Place) -> None:
        self._plan(ast.iter_child_nodes(node), _perhaps(place))

    def _bind(self, name: str, value: ast.expr | str | None, place: Place, node: ast.AST) -> None:
        scope = place.scope.elsewhere.get(name, place.scope)
        if scope is self.module is not place.scope:
            self.makers[name] |= place.owners
        certain = place.certain and scope is place.scope
        scope.bind(name, Binding(end_of(node), certain, value, place.scope))

    def _mention(self, node: ast.expr, place: Place) -> None:
        if type(getattr(node, "ctx", ast.Load())) is ast.Load:
            self._found.append(Mention(node, place))
        self._descend(node, place)

    def _name(self, node: ast.Name, place: Place) -> None:
        if type(node.ctx) is ast.Store:
            self._bind(node.id, None, place, node)
        elif type(node.ctx) is ast.Load:
            self._found.append(Mention(node, place))

    def _function(self, node: _Function, place: Place) -> None:
        inside = Place(Scope(place.scope), place.owners, certain=True)
        self._parameters(node.args, inside, place)
        outside: list[ast.AST | None] = [node.args]
        if isinstance(node, ast.Lambda):
            self._plan([node.body], inside)
        else:
            self._bind(node.name, None, place, node)
            self._plan(node.body, inside)
            outside += [*node.decorator_list, node.returns]
        self._plan(outside, _perhaps(place))

    def _parameters(self, arguments: ast.arguments, inside: Place, place: Place) -> None:
        """Parameters have the values of their defaults; those are evaluated outside."""
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = [*[None] * (len(positional) - len(arguments.defaults)), *arguments.defaults]
        named = zip([*positional, *arguments.kwonlyargs], [*defaults, *arguments.kw_defaults], strict=True)
        rest = [(each, None) for each in (arguments.vararg, arguments.kwarg) if each]
        for parameter, default in [*named, *rest]:
            inside.scope.bind(parameter.arg, Binding(end_of(parameter), certain=True, value=default, scope=place.scope))

    def _class(self, node: ast.ClassDef, place: Place) -> None:
        self._bind(node.name, None, place, node)
        self._plan(node.body, Place(Scope(place.scope, is_class=True), place.owners, certain=True))
        self._plan([*node.decorator_list, *node.bases, *node.keywords], _perhaps(place))

    def _comprehension(self, node: ast.AST, place: Place) -> None:
        self._descend(node, replace(place, scope=Scope(place.scope)))

    def _import(self, node: ast.Import, place: Place) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self._bind(name, alias.name if alias.asname else name, place, node)

    def _import_from(self, node: ast.ImportFrom, place: Place) -> None:
        for alias in node.names:
            origin = f"{node.module}.{alias.name}" if node.module and not node.level else None
            if alias.name == "*":
                self.stars.append(node.module or "")
            else:
                self._bind(alias.asname or alias.name, origin, place, node)

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr, place: Place) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            self._bind_target(target, node.value, place, node)
        others = [target for target in targets if not isinstance(target, ast.Name)]
        self._plan([node.value, *others, getattr(node, "annotation", None)], _perhaps(place))

    def _bind_target(self, target: ast.expr, value: ast.expr | None, place: Place, node: ast.AST) -> None:
        """Give each name in a target its part of the value, as far as the parts can be told."""
        todo = [(target, value)]
        while todo:
            target, value = todo.pop()
            if isinstance(target, ast.Name):
                self._bind(target.id, value, place, node)
            elif isinstance(target, (ast.Tuple, ast.List)):
                parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
                values = parts if len(parts) == len(target.elts) else [None] * len(target.elts)
                todo += zip(target.elts, values, strict=True)

    def _if(self, node: ast.If, place: Place) -> None:
        """What a file does as a program is no part of what is graded."""
        if _asks_for_main(node.test):
            self._plan(node.orelse, place)
        else:
            self._descend(node, place)

    def _global(self, node: ast.Global, place: Place) -> None:
        place.scope.elsewhere |= dict.fromkeys(node.names, self.module)

    def _nonlocal(self, node: ast.Nonlocal, place: Place) -> None:
        for name in node.names:
            place.scope.elsewhere[name] = place.scope.home_of(name) or self.module

    def _caught(self, node: ast.AST, place: Place) -> None:
        """Names that stand as text: `except … as name`, and those in patterns."""
        for field in ("name", "rest"):
            if name := getattr(node, field, None):
                self._bind(name, None, place, node)
        self._descend(node, place)


def _perhaps(place: Place) -> Place:
    """The same place, reached on some ways only."""
    return replace(place, certain=False) if place.certain else place


def end_of(node: ast.AST) -> Position:
    """Line and column at which a piece of the file ends."""
    return getattr(node, "end_lineno", None) or 0, getattr(node, "end_col_offset", None) or 0


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement gives a value, or a part of its value: `a` in `a.b[0] = 1`."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    with_targets = [item.optional_vars for item in getattr(statement, "items", [])]
    todo = [*getattr(statement, "targets", []), getattr(statement, "target", None), *with_targets]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, (ast.Tuple, ast.List)):
            todo += node.elts
        elif isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
            todo.append(node.value)


def _asks_for_main(test: ast.expr) -> bool:
    """Is it `__name__ == "__main__"`?"""
    if not isinstance(test, ast.Compare) or [type(each) for each in test.ops] != [ast.Eq]:
        return False
    sides = [test.left, *test.comparators]
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    texts = {side.value for side in sides if isinstance(side, ast.Constant)}
    return (names, texts) == ({"__name__"}, {"__main__"})
