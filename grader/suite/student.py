"""`student` in a suite: a submission's functions, classes and objects, as if they were here."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from grader.core.comparison import RTOL, Foreign
from grader.core.submission import printable
from grader.primitives import wire
from grader.suite.calls import Call, StageFunction
from grader.suite.conversation import Conversation
from grader.suite.handles import reference_to, wrapped
from grader.suite.remembering import on_stage


class Student:
    """The submission's module: attributes are looked up in the sandbox."""

    def __init__(self, conversation: Callable[[], Conversation]) -> None:
        self._conversation = conversation

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        conversation = self._conversation()
        return conversation.look_up(name, lambda handle: StudentObject(conversation, handle, name, top_level=True))

    def on_stage(self, stage: StageFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Have the exercise's stage call the submission."""
        conversation = self._conversation()

        def wrap(handle: wire.Handle) -> StudentObject:
            return StudentObject(conversation, handle, f"{stage.name}(…)")

        return conversation.call_on_stage(stage, args, kwargs, wrap)


class StudentObject(Foreign):
    """Something of the student's that is not data: callable, indexable, iterable as the original is, never comparable."""

    def __init__(self, conversation: Conversation, handle: wire.Handle, label: str, *, top_level: bool = False) -> None:
        super().__init__(printable(handle.description))
        self._conversation = conversation
        self._handle = handle
        self._label = label
        self._top_level = top_level
        self._owner: Call | None = None
        self._path: tuple[str, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the student's process."""
        return self._call(args, kwargs, watch=False)[0]

    def call_and_watch(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, list[str]]:
        """The answer, and the positions (from 1) or names of the arguments that the call changed."""
        return self._call(args, kwargs, watch=True)

    def call_and_keep_watch(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Callable[[], list[str]]]:
        """The answer, and a function that tells which arguments have changed by now: an object may keep them."""
        answer, _ = self._call(args, kwargs, watch=True)
        return answer, functools.partial(self._conversation.changed_since, self._conversation.calls[-1])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        label = f"{self._label}.{name}"
        found = self._inspect({"do": "attribute", "name": name}, label)
        if isinstance(found, StudentObject):
            found._owner, found._path = self._owner, (*self._path, name)  # noqa: SLF001 - one of us
        elif self._owner:
            read = Call(
                label, None, (), {}, found, answered=True, owner=self._owner, path=(*self._path, name), read=True
            )
            self._conversation.calls.append(read)
        return found

    def __getitem__(self, key: Any) -> Any:
        return self._inspect({"do": "item", "key": key}, f"{self._label}[{key!r}]")

    def __len__(self) -> int:
        length = self._inspect({"do": "length"}, self._label)
        if type(length) is not int or length < 0:
            raise TypeError("a length that is no number")
        return length

    def __iter__(self) -> Iterator[Any]:
        iterator = self._inspect({"do": "iterate"}, f"iter({self._label})")
        while True:
            reply = self._conversation.inspect({"do": "next", "target": iterator._handle.number})  # noqa: SLF001 - one of us
            if reply["kind"] == "end":
                return
            yield wrapped(reply.get("value"), self._wrap(f"next({self._label})"))

    def __bool__(self) -> bool:
        raise TypeError(f"an object of class {self._description} has no truth value here; compare with `same`")

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any], *, watch: bool) -> tuple[Any, list[str]]:
        name = self._label if self._top_level else None
        call = Call(self._label, name, args, kwargs, owner=self._owner, path=self._path)
        answer, changed = self._conversation.call(call, self._handle, self._wrap(f"{self._label}(…)"), watch=watch)
        if isinstance(answer, StudentObject):
            answer._owner = call  # noqa: SLF001 - one of us
        return answer, changed

    def _inspect(self, request: dict[str, Any], label: str) -> Any:
        reply = self._conversation.inspect({**request, "target": reference_to(self._handle)})
        return wrapped(reply.get("value"), self._wrap(label))

    def _wrap(self, label: str) -> Callable[[wire.Handle], StudentObject]:
        return lambda handle: StudentObject(self._conversation, handle, label)


class StageStandIn:
    """
    The exercise's stage as suites import it: its functions take a module first, and act where that one is.

    Args: load: the stage as it is on this side; called when it is first needed.
    """

    def __init__(self, name: str, load: Callable[[], ModuleType], module: str) -> None:
        self.__name__ = name
        self.__path__: list[str] = []
        self._load = load
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def staged(subject: Any, *args: Any, **kwargs: Any) -> Any:
            """For the submission: in its process. For any other module: here."""
            here = on_stage(name, getattr(self._load(), name))
            if not isinstance(subject, (Student, StandIn)):
                return here(subject, *args, **kwargs)
            rtol = getattr(self._load(), "RTOL", RTOL)
            return subject.on_stage(StageFunction(name, self._module, here, rtol), args, kwargs)

        return staged


class StandIn:
    """The student's module as public examples import it: names are bound now, looked up at every call."""

    def __init__(self, name: str, student: Student) -> None:
        self.__name__ = name
        self.__path__: list[str] = []
        self._student = student

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandInFunction(name, self._student)

    def on_stage(self, stage: StageFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Like `Student.on_stage`."""
        return self._student.on_stage(stage, args, kwargs)


class StandInFunction:
    """A function of the student's that is found anew for every call, in whatever process serves the check."""

    def __init__(self, name: str, student: Student) -> None:
        self.__name__ = name
        self._student = student

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the student's process."""
        return getattr(self._student, self.__name__)(*args, **kwargs)

    def call_and_watch(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, list[str]]:
        """Like `StudentObject.call_and_watch`."""
        answer: tuple[Any, list[str]] = getattr(self._student, self.__name__).call_and_watch(args, kwargs)
        return answer

    def call_and_keep_watch(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Callable[[], list[str]]]:
        """Like `StudentObject.call_and_keep_watch`."""
        answer: tuple[Any, Callable[[], list[str]]]
        answer = getattr(self._student, self.__name__).call_and_keep_watch(args, kwargs)
        return answer
