"""A bank of questions: how a course's files declare them, and what they are given to draw and to compute with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol, TypeVar

from grader.core.mistakes import Mistake
from grader.core.quiz.draws import Draw
from grader.core.quiz.questions import Question
from grader.core.quiz.text import Text
from grader.core.quiz.values import plain
from grader.primitives.errors import CourseError, UsageError

Pose = TypeVar("Pose", bound=Callable[..., Question])
_ATTRIBUTE = "__quiz_question__"


@dataclass(frozen=True, eq=False)
class Declared:
    """
    A question as its author wrote it: a function from a draw, and the exercises' functions, to a frozen value.

    id: the function's name with hyphens, unless given. exercises: whose functions and mistakes it uses, the first by default.
    """

    id: str
    topic: str
    slide: str
    exercises: tuple[str, ...]
    function: Callable[[Draw, Sources], Question]


def question(
    *,
    topic: str,
    slide: str,
    exercise: str | Sequence[str] = (),
    id: str | None = None,  # noqa: A002
) -> Callable[[Pose], Pose]:
    """Declare the decorated function as a question of a topic, about a slide (`001 p. 40`)."""
    exercises = (exercise,) if isinstance(exercise, str) else tuple(exercise)

    def declare(function: Pose) -> Pose:
        name = id or function.__name__.replace("_", "-")
        setattr(function, _ATTRIBUTE, Declared(name, topic, slide, exercises, function))
        return function

    return declare


def questions_in(module: ModuleType) -> tuple[Declared, ...]:
    """All questions that a module declares, in its order."""
    return tuple(getattr(value, _ATTRIBUTE) for value in vars(module).values() if hasattr(value, _ATTRIBUTE))


class Library(Protocol):
    """Where the exercises' trusted modules come from."""

    def module(self, exercise: str) -> ModuleType:
        """The reference solution of an exercise. Raises CourseError if there is none."""

    def mistakes(self, exercise: str) -> tuple[Mistake, ...]:
        """Its known mistakes."""


@dataclass(frozen=True)
class Bank:
    """
    All questions of a course, by id, in order of their topics.

    topics: their titles, by id, in the course's order. mistakes: sentences of those misconceptions that no exercise has.
    """

    questions: Mapping[str, Declared]
    topics: Mapping[str, Text]
    mistakes: Mapping[str, Text]
    library: Library = field(repr=False)

    def question(self, wanted: str) -> Declared:
        """The question of that id. Raises UsageError if there is none."""
        if wanted not in self.questions:
            raise UsageError(f"There is no question {wanted!r}.", next_step="`grade quiz` lists the topics.")
        return self.questions[wanted]

    def of_topic(self, topic: str) -> tuple[Declared, ...]:
        """The questions of one topic, in the order of the files."""
        return tuple(each for each in self.questions.values() if each.topic == topic)


def make_bank(
    declared: Iterable[Declared], topics: Mapping[str, Text], mistakes: Mapping[str, Text], library: Library
) -> Bank:
    """Put the bank together. Raises CourseError for a question of no known topic, or two of one id."""
    found: dict[str, Declared] = {}
    places = list(topics)
    for each in declared:
        if each.topic not in topics:
            raise CourseError(
                f"The question {each.id} is of the topic {each.topic!r}.", next_step="Name one of topics.toml."
            )
        if each.id in found:
            raise CourseError(f"Two questions are called {each.id}.", next_step="Rename one of them.")
        found[each.id] = each
    ordered = sorted(found.values(), key=lambda each: places.index(each.topic))
    return Bank({each.id: each for each in ordered}, topics, mistakes, library)


class Sources:
    """
    What a question computes with: `reference.NAME(...)` calls the reference function of its exercise.

    The same functions give the code exercises' answers, and the same table their mistakes.
    """

    def __init__(self, library: Library, exercises: Sequence[str]) -> None:
        self._library = library
        self._exercises = tuple(exercises)
        self._used: dict[str, Mistake] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        for exercise in self._exercises:
            if hasattr(module := self._library.module(exercise), name):
                return getattr(module, name)
        raise CourseError(
            f"No exercise of {self._exercises} has {name}.", next_step="Name the right one in @question(exercise=...)."
        )

    def wrong(self, function: str, *args: Any, ids: Iterable[str], **kwargs: Any) -> dict[str, Any]:
        """What these known mistakes of a function give for these arguments, by id. Raises CourseError for an unknown one."""
        return {id: plain(self.mistaken(function, id)(*args, **kwargs), f"the answer of {id!r}") for id in ids}  # noqa: A001

    def mistaken(self, function: str, id: str) -> Callable[..., Any]:  # noqa: A002
        """The wrong variant of a function, ready to be called with the function's arguments."""
        for exercise in self._exercises:
            for mistake in self._library.mistakes(exercise):
                if (mistake.function, mistake.id) == (function, id):
                    self._used[id] = mistake
                    return _bound(mistake, self._library.module(exercise))
        raise CourseError(
            f"{function} has no known mistake {id!r} in {self._exercises}.", next_step="See the exercise's mistakes.py."
        )

    def known_mistake(self, id: str) -> Mistake | None:  # noqa: A002
        """The exercises' mistake of that id: the one that was drawn with, else the first."""
        if id not in self._used:
            known = (mistake for exercise in self._exercises for mistake in self._library.mistakes(exercise))
            return next((mistake for mistake in known if mistake.id == id), None)
        return self._used[id]


def sentence_of(bank: Bank, declared: Declared, sources: Sources, id: str) -> Text:  # noqa: A002
    """
    What to say of a mistake: what the exercises say of it, for the function that was used if there was one; else the bank's.

    Raises: CourseError if nobody knows it.
    """
    if mistake := sources.known_mistake(id):
        return Text(mistake.messages["en"], mistake.messages["zh-TW"])
    if id in bank.mistakes:
        return bank.mistakes[id]
    raise CourseError(
        f"{declared.id}: nobody knows the mistake {id!r}.", next_step="Use an exercise's, or add it to mistakes.toml."
    )


def _bound(mistake: Mistake, module: ModuleType) -> Callable[..., Any]:
    def variant(*args: Any, **kwargs: Any) -> Any:
        return mistake.variant(module, *args, **kwargs)

    return variant
