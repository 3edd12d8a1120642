"""The house rules that no single module can see: who imports whom, and that the engine knows no exercise."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import grader
from grader.core.catalogue import installed_course

PACKAGE = Path(grader.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_course" not in path.parts)
TEXTS = sorted(path for path in PACKAGE.rglob("*.toml") if "_course" not in path.parts)
LAYERS = ["primitives", "core", "sandbox", "suite", "usecases", "cli"]
"""From the bottom up: each may import itself and what comes before it."""

MAY_IMPORT = {layer: set(LAYERS[: place + 1]) for place, layer in enumerate(LAYERS)}
MAY_IMPORT["student_side"] = {"student_side", "primitives"}
MAY_IMPORT["data"] = {"data", "primitives"}
MAY_IMPORT["gradebook"] = {"gradebook", "core", "primitives"}
MAY_IMPORT["exports"] = {"exports", "core", "primitives"}
MAY_IMPORT["class_report"] = {"class_report", "core", "primitives"}
MAY_IMPORT["usecases"] |= {"data", "gradebook", "exports", "class_report"}
ONLY_IN_CLI = {"click", "rich"}
MAX_LINES = 400


def name_of(path: Path) -> str:
    """A module's or file's name within the engine."""
    return str(path.relative_to(PACKAGE))


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed source."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Dotted names of everything that a module imports, wherever it does so."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(path: Path) -> str:
    """The folder of the engine that a module is in."""
    return path.relative_to(PACKAGE).parts[0]


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent != PACKAGE], ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    """
    cli -> usecases -> suite -> sandbox -> core -> primitives; usecases -> gradebook, exports, class_report -> core;
    student_side and data -> primitives only.
    """
    used = {name.split(".")[1] for name in imported(path) if name.startswith("grader.")} - {"__version__"}

    assert used - MAY_IMPORT[layer_of(path)] == set()


@pytest.mark.parametrize("path", [path for path in MODULES if layer_of(path) != "cli"], ids=name_of)
def test_only_the_command_line_knows_the_terminal(path: Path) -> None:
    """Neither click nor rich is imported elsewhere."""
    assert ONLY_IN_CLI & {name.split(".")[0] for name in imported(path)} == set()


@pytest.mark.parametrize("path", [path for path in MODULES if layer_of(path) != "cli"], ids=name_of)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    """Formatting returns, printing prints."""
    called = {ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}

    assert called & {"print", "exit", "sys.exit"} == set()


@pytest.mark.parametrize("path", [path for path in MODULES if layer_of(path) in ("primitives", "core")], ids=name_of)
def test_the_core_starts_no_process_and_no_test_run(path: Path) -> None:
    """It is pure: neither processes nor pytest."""
    foreign = {"subprocess", "multiprocessing", "pytest", "signal", "ctypes"}

    assert foreign & {name.split(".")[0] for name in imported(path)} == set()


@pytest.mark.parametrize(
    "path", [path for path in MODULES if layer_of(path) in ("primitives", "student_side")], ids=name_of
)
def test_what_runs_beside_a_student_needs_only_the_standard_library(path: Path) -> None:
    """And numpy and torch, where the exercise allows them."""
    packages = {name.split(".")[0] for name in imported(path)}

    assert packages - set(sys.stdlib_module_names) - {"grader", "numpy", "torch"} == set()


@pytest.mark.parametrize(
    "path", [p for p in MODULES if layer_of(p) not in ("student_side", "suite", "core")], ids=name_of
)
def test_no_trusted_process_can_build_code_from_bytes(path: Path) -> None:
    """Nothing is unpickled, unmarshalled, compiled or evaluated on the way from a submission."""
    packages = {name.split(".")[0] for name in imported(path)}
    called = {
        node.func.id
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert (packages & {"pickle", "marshal", "shelve"}, called & {"eval", "exec", "compile"}) == (set(), set())


# --- the engine knows no exercise -----------------------------------------------------------------------------------

EXERCISE_NAME = re.compile(r"exercise ?\d\d")


@cache
def names_of_the_course() -> frozenset[str]:
    """Ids, functions and files of the exercises."""
    exercises = installed_course().exercises
    functions = {function.name for exercise in exercises for function in exercise.functions}
    return frozenset(functions | {e.id for e in exercises} | {e.file for e in exercises})


def docstrings(tree: ast.Module) -> set[ast.Constant]:
    """Text that stands as a statement of its own."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def words_in_code(path: Path) -> Iterator[str]:
    """Identifiers, and literal text that is no sentence: what the program itself goes by."""
    tree = tree_of(path)
    prose = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is str and node not in prose and " " not in node.value:
            yield node.value
        for field in ("id", "attr", "arg", "name"):
            if type(value := getattr(node, field, None)) is str:
                yield value


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_of_the_engine_goes_by_an_exercise(path: Path) -> None:
    """Docstrings and sentences may give examples; code may not."""
    words = set(words_in_code(path))

    assert {word for word in words if word in names_of_the_course() or EXERCISE_NAME.search(word)} == set()


def sentences(table: object) -> Iterator[tuple[str, str]]:
    """Keys and texts of a TOML file."""
    if isinstance(table, dict):
        for key, value in table.items():
            for below, text in sentences(value):
                yield f"{key}.{below}".rstrip("."), text
    else:
        yield "", str(table)


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_no_text_of_the_engine_is_about_an_exercise(path: Path) -> None:
    """A sentence may show a command for one exercise or another; no key and no function is an exercise's."""
    functions = [name for name in names_of_the_course() if not EXERCISE_NAME.fullmatch(name)]
    for key, text in sentences(tomllib.loads(path.read_text(encoding="utf-8"))):
        without_commands = re.sub(r"`grade [^`]*`", "", text)
        assert not EXERCISE_NAME.search(key + without_commands), key
        assert [name for name in functions if re.search(rf"\b{re.escape(name)}\b", text)] == [], key


# --- small things ---------------------------------------------------------------------------------------------------


def test_the_command_starts_without_large_packages() -> None:
    """`grade --help` and completion answer at once."""
    large = {"numpy", "torch", "pytest", "rich", "sqlalchemy", "alembic", "jinja2"}
    program = f"import grader.cli.main, sys; print({large} & set(sys.modules))"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ended.stdout == "set()\n"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_too_long_to_read(path: Path) -> None:
    """About 250 lines is usual, 400 the end."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    """In its docstring."""
    assert ast.get_docstring(tree_of(path))
