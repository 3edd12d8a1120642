"""
Answers the grader's requests: load the file, look up a name, call, look into an object. One request, one reply.

Objects that are not data stay in a table here and are known outside by number. A function of the grader's that is passed
as an argument arrives as a number too; calling it sends a request the other way and serves until its answer is there.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from grader.primitives import wire
from grader.primitives.errors import Unsendable
from grader.student_side import failures, notebooks, reading, staging, submission
from grader.student_side.pipes import read_frame, write_frame

_MAX_OBJECTS = 100_000


class Server:
    """Serves one worker's requests until the grader closes the pipe."""

    def __init__(self, requests: int, replies: int) -> None:
        self._requests = requests
        self._replies = replies
        self._objects: list[object] = []
        self._module: ModuleType | None = None
        self._file = ""
        self._watched: list[tuple[Any, Any, list[tuple[str, bytes]]]] = []

    def serve(self) -> None:
        """Answer requests one after the other."""
        while True:
            try:
                request = read_frame(self._requests)
            except EOFError:
                return
            self._answer(request)

    def try_out(self, frame: bytes) -> bytes:
        """The frame that would answer this one."""
        header, _ = wire.frame_lengths(frame[: wire.PREFIX.size])
        body = wire.PREFIX.size + header
        return self._reply_to(wire.decode(frame[wire.PREFIX.size : body], frame[body:], as_arguments=True))

    def _answer(self, request: dict[str, Any]) -> None:
        write_frame(self._replies, self._reply_to(request))

    def _reply_to(self, request: dict[str, Any]) -> bytes:
        operation: Callable[..., dict[str, Any]] = getattr(self, f"_do_{request['do']}")
        try:
            reply = operation(request)
        except BaseException as error:  # noqa: BLE001 - SystemExit and the like are a student's way to fail, too
            reply = {"kind": "raised", **failures.describe(error, self._file)}
        finally:
            _flush()
        try:
            return wire.encode({"id": request["id"], **reply}, self._export)
        except Unsendable as error:
            return wire.encode({"id": request["id"], "kind": "unsendable", "text": str(error)})

    def _do_compile(self, request: dict[str, Any]) -> dict[str, Any]:
        self._file = request["file"]
        source, forbidden = request["source"], request.get("forbidden")
        reply: dict[str, Any] = {"kind": "value", "value": submission.compiled(self._file, source)}
        if forbidden:
            reply["charges"] = reading.charges(source, reply["value"], forbidden, request["functions"])
        return reply

    @staticmethod
    def _do_extract(request: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "value", "value": vars(notebooks.extract(request["notebook"], request["functions"]))}

    def _do_load(self, request: dict[str, Any]) -> dict[str, Any]:
        self._file = request["file"]
        self._module = submission.load(request["module"], self._file, request["source"], request["code"])
        return {"kind": "value", "value": None}

    def _do_get(self, request: dict[str, Any]) -> dict[str, Any]:
        names = self._names()
        if request["name"] not in names:
            return {"kind": "missing"}
        return {"kind": "value", "value": names[request["name"]]}

    def _do_call(self, request: dict[str, Any]) -> dict[str, Any]:
        target = request["target"]
        if type(target) is str and target not in self._names():
            return {"kind": "missing"}
        function = self._target(request)
        staged = request.get("stage")
        if not callable(function):
            return {"kind": "not callable", "text": _class_name(function)}
        args, kwargs = self._localize(request["args"]), self._localize(request["kwargs"])
        if staged:
            return {"kind": "value", "value": staging.function(staged)(self._module, *args, **kwargs)}
        before = _snapshot(args, kwargs) if request["watch"] else []
        value = function(*args, **kwargs)
        if not request["watch"]:
            return {"kind": "value", "value": value}
        self._watched.append((args, kwargs, before))
        number = len(self._watched) - 1
        return {"kind": "value", "value": value, "changed": self._changed(number), "watched": number}

    def _do_changed(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "value", "value": self._changed(request["watched"])}

    def _changed(self, number: int) -> list[str]:
        """Which arguments of a watched call are no longer what they were before it."""
        args, kwargs, before = self._watched[number]
        after = _snapshot(args, kwargs)
        return [name for (name, then), (_, now) in zip(before, after, strict=True) if then != now]

    def _do_generator(self, request: dict[str, Any]) -> dict[str, Any]:
        import numpy as np  # noqa: PLC0415 - asked for only where the grader has a generator to hand over

        generator = np.random.default_rng(request["seed"])
        generator.bit_generator.state = request["state"]
        return {"kind": "value", "value": self._export(generator)}

    def _names(self) -> dict[str, Any]:
        return vars(self._module) if self._module else {}

    def _target(self, request: dict[str, Any]) -> Any:
        """What a request is about: a name of the student's module, or an object by number."""
        target = request["target"]
        return self._names()[target] if type(target) is str else self._objects[target]

    def _do_make(self, request: dict[str, Any]) -> dict[str, Any]:
        """An array or tensor to be filled: one that is too large for a frame."""
        import numpy as np  # noqa: PLC0415 - nobody asks for an array where there is no numpy

        made: Any = np.empty(request["shape"], request["dtype"])
        if request["tensor"]:
            import torch  # noqa: PLC0415

            made = torch.from_numpy(made)
        return {"kind": "value", "value": self._export(made)}

    def _do_fill(self, request: dict[str, Any]) -> dict[str, Any]:
        """Some of its numbers, in the order of memory."""
        start, part = request["start"], request["value"]
        self._target(request).reshape(-1)[start : start + len(part)] = part
        return {"kind": "value", "value": None}

    def _do_attribute(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "value", "value": getattr(self._target(request), request["name"])}

    def _do_item(self, request: dict[str, Any]) -> dict[str, Any]:
        target = self._target(request)
        return {"kind": "value", "value": target[self._localize(request["key"])]}

    def _do_length(self, request: dict[str, Any]) -> dict[str, Any]:
        target = self._target(request)
        return {"kind": "value", "value": len(target)}

    def _do_iterate(self, request: dict[str, Any]) -> dict[str, Any]:
        target = self._target(request)
        return {"kind": "value", "value": self._export(iter(target))}

    def _do_next(self, request: dict[str, Any]) -> dict[str, Any]:
        target = self._target(request)
        try:
            return {"kind": "value", "value": next(target)}
        except StopIteration:
            return {"kind": "end"}

    def _export(self, value: object) -> wire.Handle:
        if len(self._objects) >= _MAX_OBJECTS:
            raise Unsendable(f"more than {_MAX_OBJECTS} objects")
        self._objects.append(value)
        return wire.Handle(len(self._objects) - 1, _class_name(value), callable(value))

    def _localize(self, value: Any) -> Any:
        """Arguments as the student's code sees them: own objects instead of numbers, callbacks as functions."""
        if type(value) is wire.Handle:
            return self._callback(value) if value.callable else self._objects[value.number]
        if type(value) in (list, tuple):
            return type(value)(self._localize(item) for item in value)
        if type(value) is dict:
            return {key: self._localize(item) for key, item in value.items()}
        return value

    def _callback(self, handle: wire.Handle) -> Callable[..., Any]:
        def call_the_grader(*args: Any, **kwargs: Any) -> Any:
            call = {"kind": "callback", "function": handle.number, "args": args, "kwargs": kwargs}
            write_frame(self._replies, wire.encode(call, self._export))
            return self._await_result()

        call_the_grader.__name__ = handle.description if handle.description.isidentifier() else "function"
        return call_the_grader

    def _await_result(self) -> Any:
        """Serve whatever the grader asks in between, until the callback's result arrives."""
        while True:
            request = read_frame(self._requests)
            if request["do"] == "result":
                return self._localize(request["value"])
            if request["do"] == "error":
                raise getattr(builtins, request["type"], RuntimeError)(request["text"])
            self._answer(request)


def _snapshot(args: Any, kwargs: Any) -> list[tuple[str, bytes]]:
    """What every argument holds, as bytes, by position (from 1) or name."""
    places = [(str(number + 1), value) for number, value in enumerate(args)] + list(kwargs.items())
    return [(name, _as_bytes(value)) for name, value in places]


def _as_bytes(value: object) -> bytes:
    try:
        return wire.encode(value, lambda _: wire.Handle(0, ""))
    except Unsendable as error:
        return str(error).encode()


def _class_name(value: object) -> str:
    kind = type(value)
    module = kind.__module__ if type(kind.__module__) is str else "?"
    dtype = getattr(value, "dtype", None) if module == "numpy" else None
    suffix = "" if dtype is None else f" of dtype {dtype}"
    return f"{'' if module == 'builtins' else module + '.'}{kind.__name__}{suffix}"[:200]


def _flush() -> None:
    for stream in (sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # a student may have put anything there
            stream.flush()  # type: ignore[union-attr]
