"""
A course as its files describe it: which exercises there are, and what each of them asks for.

Reads only `exercises/` (`course.toml`, `exercise.toml`); where the instructor's half lies is `Course.solutions`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.texts import LANGUAGES
from grader.primitives.errors import CourseError, UsageError

PACKAGE = Path(__file__).resolve().parent.parent
INSTALLED = PACKAGE / "_course"
"""An installed wheel carries its own copy of the course here; a checkout does not."""

_MANY_DIGITS = 10
_DOTTED_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)

STYLES = "styles"
"""Folder beside a reference solution that holds right answers in other styles."""

PRISTINE = ".stubs"
"""Folder of a student's copy that keeps the stubs as they were handed out, for `grade reset`."""


@dataclass(frozen=True)
class Limits:
    """What one check may use: processor seconds, memory (MB, on top of the packages), printed output (KB)."""

    seconds: float = 5.0
    memory_mb: int = 512
    output_kb: int = 1000
    total_seconds: float = 120.0


@dataclass(frozen=True)
class Function:
    """A function (or class) that a student writes. points: None if the suite alone decides. hints: by language."""

    name: str
    points: float | None
    hints: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Exercise:
    """
    One exercise: its half that students receive, and where the other half is.

    forbidden: dotted names in allowed libraries (`numpy.convolve`) that would do the exercise's work.
    """

    id: str
    file: str
    titles: Mapping[str, str]
    topics: Mapping[str, str]
    packages: tuple[str, ...]
    limits: Limits
    functions: tuple[Function, ...]
    folder: Path
    solutions: Path | None
    forbidden: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The name under which the student's file is imported."""
        return self.file.removesuffix(".py")

    @property
    def student_file(self) -> Path:
        """Where a student works."""
        return self.folder / self.file

    @property
    def solution_file(self) -> Path | None:
        """The reference solution, where there is one."""
        return self.solutions / self.file if self.solutions else None

    @property
    def examples_file(self) -> Path:
        """The public examples."""
        return self.folder / "test_examples.py"

    @property
    def style_files(self) -> tuple[Path, ...]:
        """Other right answers, whole files each, which only `grade check` reads; in order of their names."""
        return tuple(sorted((self.solutions / STYLES).glob("*.py"))) if self.solutions else ()

    def picture_file(self, language: str) -> Path:
        """Where its picture is, if it has one."""
        return self.folder / ("picture.txt" if language == LANGUAGES[0] else f"picture.{language}.txt")

    def function(self, name: str) -> Function:
        """The function of that name. Raises UsageError with the nearest one."""
        names = [function.name for function in self.functions]
        if name not in names:
            raise UsageError(f"{self.id} has no function {name!r}.", next_step=_did_you_mean(name, names))
        return self.functions[names.index(name)]


@dataclass(frozen=True)
class Course:
    """All exercises, in order. solutions: the instructor's half, or None in a student's copy."""

    id: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    known_libraries: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    folder: Path
    solutions: Path | None

    def exercise(self, wanted: str) -> Exercise:
        """The exercise named `exercise03`, `03` or `3`. Raises UsageError with the nearest name."""
        by_name = {exercise.id: exercise for exercise in self.exercises}
        if wanted in by_name:
            return by_name[wanted]
        if wanted.isascii() and wanted.isdigit() and len(wanted) < _MANY_DIGITS:
            numbered = [e for e in self.exercises if _number(e.id) == int(wanted)]
            if numbered:
                return numbered[0]
        raise UsageError(f"There is no exercise {wanted!r}.", next_step=_did_you_mean(wanted, list(by_name)))

    def after(self, exercise: Exercise) -> Exercise | None:
        """The next exercise, or None after the last one."""
        place = [e.id for e in self.exercises].index(exercise.id)
        return self.exercises[place + 1] if place + 1 < len(self.exercises) else None


def find_course(start: Path, *, explicit: Path | None = None) -> Course:
    """
    The course to work with: the one given, else the nearest upwards from `start`, else the installed copy.

    In a student's copy of the installed course, the installed solutions are used.
    Raises: UsageError if there is none.
    """
    if explicit is not None:
        if not (explicit / "exercises" / "course.toml").is_file():
            raise UsageError(
                f"There is no course in {explicit}.", next_step="Give a folder that holds exercises/course.toml."
            )
        return read_course(explicit)
    for folder in (start, *start.parents):
        if (folder / "exercises" / "course.toml").is_file():
            return _with_installed_solutions(read_course(folder))
        if (folder / "course.toml").is_file():
            return _with_installed_solutions(read_course(folder.parent, exercises=folder))
    return installed_course()


def installed_course() -> Course:
    """The course that came with the program. Raises UsageError if none did."""
    for root in (INSTALLED, PACKAGE.parent):
        if (root / "exercises" / "course.toml").is_file():
            return read_course(root)
    raise UsageError("No exercises are found here.", next_step="Go to your course's folder, or give one with --course.")


def read_course(root: Path, *, exercises: Path | None = None) -> Course:
    """Read the course in `root`. Raises CourseError if its files are wrong."""
    folder = exercises or root / "exercises"
    table = _read(folder / "course.toml")
    solutions = root / "solutions" if (root / "solutions").is_dir() else None
    try:
        return Course(
            id=str(table["id"]),
            titles=table["title"],
            languages=tuple(table.get("languages", ["en"])),
            known_libraries=tuple(table.get("known_libraries", [])),
            exercises=tuple(read_exercise(folder / name, solutions) for name in table["exercises"]),
            folder=folder,
            solutions=solutions,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _incomplete(folder / "course.toml", error) from error


def read_exercise(folder: Path, solutions: Path | None) -> Exercise:
    """Read one exercise. Raises CourseError if its `exercise.toml` is wrong."""
    table = _read(folder / "exercise.toml")
    theirs = solutions / folder.name if solutions and (solutions / folder.name).is_dir() else None
    try:
        return Exercise(
            id=str(table["id"]),
            file=str(table["file"]),
            titles=table["title"],
            topics=table.get("topic", {}),
            packages=tuple(table.get("packages", [])),
            limits=Limits(**table.get("limits", {})),
            functions=tuple(_function(entry) for entry in table["functions"]),
            folder=folder,
            solutions=theirs,
            forbidden=_forbidden(table.get("forbidden", {})),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _incomplete(folder / "exercise.toml", error) from error


def _function(table: Mapping[str, Any]) -> Function:
    points = table.get("points")
    hints = {language: tuple(hints) for language, hints in table.get("hints", {}).items()}
    return Function(str(table["name"]), None if points is None else float(points), hints)


def _forbidden(table: Any) -> tuple[str, ...]:
    """The names in `[forbidden]`. Raises ValueError if it holds anything but a list of dotted names."""
    if type(table) is not dict or set(table) - {"calls"}:
        raise ValueError("[forbidden] may hold `calls` and nothing else")
    calls = table.get("calls", [])
    wrong = [call for call in calls if type(call) is not str or not _DOTTED_NAME.fullmatch(call)]
    if type(calls) is not list or wrong:
        raise ValueError(f'[forbidden] calls must be a list of names such as "numpy.convolve", not {wrong or calls!r}')
    return tuple(dict.fromkeys(calls))


def _with_installed_solutions(course: Course) -> Course:
    """A student's copy of the very course that is installed is graded with the installed solutions."""
    if course.solutions or not (INSTALLED / "solutions").is_dir():
        return course
    if read_course(INSTALLED).id != course.id:
        return course
    return read_course(INSTALLED, exercises=course.folder)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}).", next_step="Restore it.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is not valid TOML: {error}.", next_step="Correct that line.") from error


def _incomplete(path: Path, error: Exception) -> CourseError:
    return CourseError(
        f"{path} is incomplete or has a wrong entry: {error}.", next_step="See docs/authoring.md for its keys."
    )


def _number(name: str) -> int | None:
    digits = re.search(r"(\d+)$", name)
    return int(digits[1]) if digits else None


def _did_you_mean(wanted: str, names: list[str]) -> str:
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.4)
    return f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names)}."
