"""The trusted modules of an exercise: its reference solution and its table of known mistakes."""

from __future__ import annotations

import importlib.util
import sys
from functools import cached_property
from pathlib import Path
from types import ModuleType

from grader.core.catalogue import Exercise
from grader.core.mistakes import Mistake, mistakes_in
from grader.primitives.errors import CourseError
from grader.primitives.torch_parts import leave_compiler_alone
from grader.suite.remembering import Memory, Remembering


class Reference:
    """Loads the solution and the mistakes of one exercise, each when it is first needed."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._memory = Memory()
        self._variants: dict[Mistake, Remembering] = {}

    @cached_property
    def module(self) -> ModuleType:
        """The reference solution. Raises CourseError if there is none or it cannot be imported."""
        path = self._exercise.solution_file
        if path is None or not path.is_file():
            raise CourseError(
                f"{self._exercise.id} has no reference solution.",
                next_step=f"Write solutions/{self._exercise.id}/{self._exercise.file}.",
            )
        return load_trusted(path, f"reference_{self._exercise.id}")

    @cached_property
    def stage(self) -> ModuleType:
        """The stage, as it is on this side. Raises CourseError if it cannot be imported."""
        path = self._exercise.stage_file
        assert path is not None, "asked for by name"
        return load_trusted(path, f"stage_{self._exercise.id}")

    def prepare(self) -> None:
        """Load the stage, which may import a lot, before a check's clock runs."""
        assert self.stage.__name__, "a module has a name"

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The known mistakes; none where there is no table."""
        path = self._exercise.solutions / "mistakes.py" if self._exercise.solutions else None
        if path is None or not path.is_file():
            return ()
        return mistakes_in(load_trusted(path, f"mistakes_{self._exercise.id}"))

    @cached_property
    def remembering(self) -> Remembering:
        """The reference solution, which does not compute anew what it was asked before. Raises like `module`."""
        return Remembering(self.module, self._memory, "right")

    def remembering_with(self, mistake: Mistake) -> Remembering:
        """`with_mistake`, likewise; made once."""
        if mistake not in self._variants:
            name = f"{mistake.function} with {mistake.id}"
            self._variants[mistake] = Remembering(self.with_mistake(mistake), self._memory, name)
        return self._variants[mistake]

    def with_mistake(self, mistake: Mistake) -> ModuleType:
        """A second copy of the solution in which one function is the wrong variant, also for the functions that call it."""
        path = self._exercise.solution_file
        assert path is not None, "a mistake belongs to a solution"
        copy = load_trusted(path, f"reference_{self._exercise.id}_with_mistake")
        reference = self.module

        def variant(*args: object, **kwargs: object) -> object:
            return mistake.variant(reference, *args, **kwargs)

        setattr(copy, mistake.function, variant)
        return copy


def load_trusted(path: Path, name: str) -> ModuleType:
    """Import one of the course's own files. Raises CourseError if that fails."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CourseError(f"{path} is no Python file.", next_step="Check its name.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise CourseError(
            f"{path} cannot be imported ({type(error).__name__}: {error}).", next_step="Correct it."
        ) from error
    _compute_with_one_thread()
    leave_compiler_alone()
    return module


def _compute_with_one_thread() -> None:
    """With small networks, several threads wait for each other longer than they compute; beside other graders most of all."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
