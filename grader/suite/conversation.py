"""
A check's conversation with one submission: workers come and go, the student's answers are recorded, faults are named.

One cell per conversation. A new worker is started for every test function and after every fault; a submission that cannot
be imported is not tried again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from grader.core.catalogue import Exercise
from grader.core.comparison import is_generator
from grader.core.report import Verdict
from grader.core.submission import Submission, looks_wrong, printable
from grader.primitives import wire
from grader.primitives.errors import ProtocolError, SandboxError, Unsendable
from grader.sandbox.cell import Bounds, Ending
from grader.sandbox.quarters import Quarters
from grader.sandbox.worker import MAX_ANSWERED_MB, FaultKind, Worker, WorkerFault
from grader.suite.calls import Call, snapshot
from grader.suite.faults import Raised, StudentFault, exception_for, raised_from
from grader.suite.forbidden import FORBIDDEN_CALL, charged, search_for
from grader.suite.handles import BY_NAME, reference_to, wrapped

_MAX_CALLBACKS = 100_000
_MAX_ALL_ANSWERED_MB = 4 * MAX_ANSWERED_MB
_SIGSEGV, _SIGKILL, _SIGXCPU = 11, 9, 24


class Conversation:
    """
    Talks to one submission, in quarters of its own.

    While a check talks to its worker, the next check's worker is loading the student's file.
    """

    def __init__(self, quarters: Quarters, exercise: Exercise, submission: Submission) -> None:
        self._quarters = quarters
        self._exercise = exercise
        self._submission = submission
        self._names = frozenset(function.name for function in exercise.functions)
        self._code: bytes | None = None
        self._worker: Worker | None = None
        self._spare: Worker | None = None
        self._last: Worker | None = None
        self._following: str | None = None
        self._group: str | None = None
        self._import_fault = _no_source(submission)
        self._charged: dict[str, StudentFault] = {}
        self._functions: list[Callable[..., Any]] = []
        self._callbacks = 0
        self._answered_bytes = 0
        self._share = 1.0
        self.calls: list[Call] = []
        self.fault: StudentFault | None = None
        self.breakdown: SandboxError | None = None

    def begin_check(self, group: str, following: str | None, share: float = 1.0, function: str = "") -> None:
        """
        A check starts: reuse the worker of its group, or take a fresh one with the student's file loaded.

        Args: group: checks that may share a worker. following: the next check's group, so that a worker is ready by then.
            share: of the time that a check may usually take. function: the function it is about.
        Raises: StudentFault if the file cannot be loaded, or the function uses a call that is not allowed.
        """
        self.calls, self.fault, self._callbacks, self._share = [], None, 0, share
        if self._import_fault:
            self.fault = self._import_fault
            raise self._import_fault
        self._refuse_if_charged(function)
        self._refuse_if_overflown()
        if self._worker and self._group == group:
            self._worker.begin_check(fresh=False, share=share)
            return
        self._take_fresh_worker()
        self._group, self._following = group, following
        self._refuse_if_charged(function)  # the first worker has only now read the file

    @property
    def printed(self) -> str:
        """What the student's code printed during this check, safe to show."""
        if self._worker is None or (self.fault and self.fault.key == FORBIDDEN_CALL):  # the worker is another check's
            return ""
        return printable(self._worker.printed)

    def end_check(self) -> None:
        """The check is over; what its answers came to is counted."""
        self._answered_bytes += self._worker.answered_bytes if self._worker else 0

    def end_group(self) -> None:
        """The check did not pass: whatever the student's code has left in its process or folder, the next check sees none."""
        self._group = None

    def look_up(self, name: str, wrap: Callable[[wire.Handle], Any]) -> Any:
        """
        A name of the student's module: data as it is, anything else wrapped.

        A function of the exercise is not looked up before it is called. Raises: StudentFault if another name is missing.
        """
        if name in self._names:
            return wrap(wire.Handle(BY_NAME, name, callable=True))
        reply = self._ask({"do": "get", "name": name})
        if reply["kind"] == "missing":
            raise self._failed(StudentFault(Verdict.MISSING, "check.missing", {"function": name}))
        return wrapped(reply.get("value"), wrap)

    def call(
        self, call: Call, target: wire.Handle, wrap: Callable[[wire.Handle], Any], *, watch: bool
    ) -> tuple[Any, list[str]]:
        """
        Call something of the student's; its answer, and the arguments it changed if watched.

        Raises: the student's exception as a builtin class; StudentFault if there is no answer.
        """
        request = {
            "do": "call",
            "target": reference_to(target),
            "args": call.args,
            "kwargs": dict(call.kwargs),
            "watch": watch,
        }
        call.args, call.kwargs = snapshot(call.args), snapshot(dict(call.kwargs))
        self.calls.append(call)
        reply = self._ask(request)
        call.answered = True
        if reply["kind"] == "raised":
            raised = raised_from(reply)
            call.error = raised.types or ("Exception",)
            raise self._as_exception(raised)
        if reply["kind"] in ("missing", "not callable"):
            self.calls.pop()
            raise self._failed(_no_function(reply, target.description))
        call.result = wrapped(reply.get("value"), wrap)
        call.watched = reply.get("watched")
        return call.result, _names_in(reply.get("changed"))

    def changed_since(self, call: Call) -> list[str]:
        """The arguments of a watched call that are no longer what they were before it."""
        return _names_in(self.inspect({"do": "changed", "watched": call.watched}).get("value"))

    def inspect(self, request: dict[str, Any]) -> dict[str, Any]:
        """Any other request about an object; raises like `call`."""
        reply = self._ask(request)
        if reply["kind"] == "raised":
            raise self._as_exception(raised_from(reply))
        return reply

    def close(self) -> None:
        """End the workers and the cells."""
        for worker in filter(None, (self._worker, self._spare, self._last)):
            worker.close()
        self._worker = self._spare = self._last = None
        self._quarters.close()

    def _refuse_if_charged(self, function: str) -> None:
        self.fault = self._charged.get(function)
        if self.fault:
            raise self.fault

    def _refuse_if_overflown(self) -> None:
        """What a submission has answered stays in memory until all its mistakes are named."""
        if self._answered_bytes > _MAX_ALL_ANSWERED_MB * 2**20:
            raise self._failed(StudentFault(Verdict.FAILED, "check.total-data", {"megabytes": _MAX_ALL_ANSWERED_MB}))

    def _take_fresh_worker(self) -> None:
        """Go on with the spare worker, or with a new one."""
        self._let_last_go()
        self._last, self._worker, self._group = self._worker, None, None
        self._functions.clear()
        self._worker = self._spare or self._prepare_worker()
        self._spare = None
        self._worker.begin_check(fresh=True, share=self._share)
        if self._code is None:
            self._code = self._compile()
            self._worker.post(self._load_request())
        try:
            reply = self._worker.collect()
        except WorkerFault as fault:
            raise self._not_imported(self._name_fault(fault)) from None
        if reply["kind"] == "raised":
            raise self._failed(self._why_not_loaded(raised_from(reply)))

    def _look_ahead(self) -> None:
        """Between a question and its answer: the last check's worker goes, the next check's comes."""
        self._let_last_go()
        if self._following not in (None, self._group) and self._spare is None:
            with contextlib.suppress(SandboxError):  # the next check will tell, when this one's worker has gone
                self._spare = self._prepare_worker()

    def _let_last_go(self) -> None:
        last, self._last = self._last, None
        if last:
            last.close()
            with contextlib.suppress(SandboxError):  # its cell is gone: so is the worker
                last.supervisor.let_go()

    def _prepare_worker(self) -> Worker:
        """A fresh worker; it loads the student's file while nobody waits for it."""
        worker = self._quarters.take()
        if self._code is not None:
            worker.post(self._load_request())
        return worker

    def _compile(self) -> bytes:
        """The submission's code, compiled by a worker that has not run any of it. Opaque here. Forbidden calls are charged."""
        request = {"do": "compile", "file": self._exercise.file, "source": self._submission.source}
        request |= search_for(self._exercise)
        try:
            reply = self._ask(request)
        except StudentFault as fault:
            raise self._not_imported(fault) from None
        if reply["kind"] == "raised":
            raise self._failed(self._why_not_loaded(raised_from(reply), compiling=True))
        self._charged = charged(reply, self._exercise)
        code = reply.get("value")
        return code if type(code) is bytes else b""

    def _load_request(self) -> dict[str, Any]:
        exercise = self._exercise
        names = {"module": exercise.module, "file": exercise.file}
        return {"do": "load", **names, "source": self._submission.source, "code": self._code}

    def _not_imported(self, fault: StudentFault) -> StudentFault:
        """The same fault, said of the import."""
        self._import_fault = StudentFault(fault.verdict, f"import.{fault.key.partition('.')[2]}", fault.fields)
        return self._failed(self._import_fault)

    def _why_not_loaded(self, raised: Raised, *, compiling: bool = False) -> StudentFault:
        self._import_fault = self._import_error(raised, compiling=compiling)
        return self._import_fault

    def _import_error(self, raised: Raised, *, compiling: bool) -> StudentFault:
        about = {
            "error": raised.name,
            "text": raised.text,
            "file": self._submission.name,
            "module": raised.module or "",
        }
        fields = self._limit_fields() | about
        if compiling and "SyntaxError" not in raised.types:
            return StudentFault(Verdict.FAILED, "import.raised", fields, raised)
        if "SyntaxError" in raised.types and "codec can't decode" in raised.text:
            return StudentFault(Verdict.FAILED, "import.encoding", fields, raised)
        for kind, key, verdict in _IMPORT_ERRORS:
            if kind in raised.types:
                return StudentFault(verdict, key, fields, raised)
        return StudentFault(Verdict.FAILED, "import.raised", fields, raised)

    def _as_exception(self, raised: Raised) -> BaseException:
        """What a check sees of a student's exception; the ones that decide its verdict become faults."""
        if "NotImplementedError" in raised.types:
            return self._failed(StudentFault(Verdict.NOT_ATTEMPTED, "check.not-attempted", {}, raised))
        if "MemoryError" in raised.types:
            return self._failed(
                StudentFault(Verdict.OUT_OF_MEMORY, "check.out-of-memory", self._limit_fields(), raised)
            )
        if "ModuleNotFoundError" in raised.types:
            fields = {"module": raised.module or "?", "error": raised.name, "text": raised.text}
            return self._failed(StudentFault(Verdict.FORBIDDEN, "check.module", fields, raised))
        return exception_for(raised)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request. If the sandbox breaks, that is remembered, whatever the suite does with the error."""
        try:
            return self._reply_to(request)
        except SandboxError as error:
            self.breakdown = error
            raise

    def _reply_to(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.fault:
            raise self.fault
        if self._worker is None:
            raise SandboxError("A check spoke to a student's process that is gone.", next_step="Report this as a bug.")
        try:
            reply = self._worker.ask(
                request, export=self._export, on_callback=self._call_back, meanwhile=self._look_ahead
            )
        except WorkerFault as fault:
            raise self._failed(self._name_fault(fault)) from None
        if reply["kind"] == "unsendable":
            text = printable(str(reply.get("text")))
            raise self._failed(StudentFault(Verdict.FAILED, "check.unsendable", {"text": text}))
        return reply

    def _failed(self, fault: StudentFault) -> StudentFault:
        """Remember the fault: it stays the check's verdict whatever the suite does with it."""
        self.fault = fault
        self._group = None
        return fault

    def _name_fault(self, fault: WorkerFault) -> StudentFault:
        """What to tell the student about a process that did not answer; the process is ended."""
        ending = self._worker.supervisor.stop(dying=fault.kind is FaultKind.DIED) if self._worker else Ending(0, 0)
        fields = self._limit_fields() | {"signal": ending.signal, "detail": fault.detail}
        if fault.kind is FaultKind.TIMED_OUT or (fault.kind is FaultKind.DIED and ending.signal == _SIGXCPU):
            return StudentFault(Verdict.TIMED_OUT, "check.timed-out", fields)
        if fault.kind is FaultKind.FLOODED:
            return StudentFault(Verdict.FAILED, "check.flooded", fields)
        if fault.kind is FaultKind.OVERFLOWN:
            return StudentFault(Verdict.FAILED, "check.too-much-data", {"megabytes": MAX_ANSWERED_MB})
        if fault.kind is FaultKind.GARBLED:
            return StudentFault(Verdict.CRASHED, "check.garbled", fields)
        if ending.signal == _SIGKILL:
            return StudentFault(Verdict.OUT_OF_MEMORY, "check.out-of-memory", fields)
        key = "check.segfault" if ending.signal == _SIGSEGV else "check.killed" if ending.signal else "check.exited"
        return StudentFault(Verdict.CRASHED, key, fields)

    def _limit_fields(self) -> dict[str, object]:
        limits = self._exercise.limits
        return {"seconds": f"{limits.seconds * self._share:g}", "memory": limits.memory_mb, "output": limits.output_kb}

    def _export(self, value: object) -> wire.Handle:
        handle = getattr(value, "_handle", None)
        if type(handle) is wire.Handle:
            return wire.Handle(self._number_of(handle), "", callable=False)
        if is_generator(value):
            return wire.Handle(self._number_of_copy(value), "", callable=False)
        if callable(value):
            self._functions.append(value)
            return wire.Handle(len(self._functions) - 1, getattr(value, "__name__", "function"), callable=True)
        raise Unsendable(f"an object of class {type(value).__name__} cannot be sent to a submission")

    def _number_of(self, handle: wire.Handle) -> int:
        """An object's number; a function that was not looked up yet is looked up now."""
        if handle.number != BY_NAME:
            return handle.number
        found = self._ask({"do": "get", "name": handle.description}).get("value")
        if type(found) is not wire.Handle:
            raise self._failed(StudentFault(Verdict.MISSING, "check.missing", {"function": handle.description}))
        return found.number

    def _number_of_copy(self, generator: Any) -> int:
        """A random generator in the student's process that will draw what this one would; this one stays as it is."""
        source = generator.bit_generator
        seed = source.seed_seq.entropy
        request = {"do": "generator", "seed": seed if type(seed) is int else 0, "state": source.state}
        copy = self.inspect(request).get("value")
        if type(copy) is not wire.Handle:
            raise self._failed(StudentFault(Verdict.CRASHED, "check.garbled", {"detail": "no generator"}))
        return copy.number

    def _call_back(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Run a function of the grader's on the student's arguments. Its exceptions travel back as class and text."""
        self._callbacks += 1
        number, args, kwargs = request.get("function"), request.get("args"), request.get("kwargs")
        if self._callbacks > _MAX_CALLBACKS or type(args) is not tuple or type(kwargs) is not dict:
            raise WorkerFault(FaultKind.GARBLED, "too many or unreadable calls back")
        if type(number) is not int or not 0 <= number < len(self._functions):
            raise WorkerFault(FaultKind.GARBLED, "a call back to an unknown function")
        try:
            return {"do": "result", "value": self._functions[number](*args, **kwargs)}
        except (StudentFault, ProtocolError, SandboxError):
            raise
        except Exception as error:  # noqa: BLE001 - the student's code sees it as it would in one process
            return {"do": "error", "type": type(error).__name__, "text": str(error)}


_IMPORT_ERRORS = (
    ("ModuleNotFoundError", "import.module", Verdict.FORBIDDEN),
    ("SyntaxError", "import.syntax", Verdict.FAILED),
    ("NotImplementedError", "import.not-attempted", Verdict.NOT_ATTEMPTED),
    ("MemoryError", "import.out-of-memory", Verdict.OUT_OF_MEMORY),
    ("SystemExit", "import.exit", Verdict.FAILED),
    ("EOFError", "import.input", Verdict.FAILED),
)


def _no_source(submission: Submission) -> StudentFault | None:
    """Why there is no need to start a process for this file: it is empty, or no Python source at all."""
    odd = looks_wrong(submission.source)
    if odd is None:
        return None
    verdict = Verdict.MISSING if odd == "empty" else Verdict.FAILED
    return StudentFault(verdict, f"import.{odd}", {"file": submission.name})


def bounds_of(exercise: Exercise) -> Bounds:
    """What a worker of this exercise may use."""
    limits = exercise.limits
    return Bounds(limits.seconds, limits.memory_mb, limits.output_kb)


def _names_in(changed: object) -> list[str]:
    """Positions and names of arguments, as a student's process lists them."""
    return [name for name in changed if type(name) is str] if type(changed) is list else []


def _no_function(reply: Mapping[str, Any], name: str) -> StudentFault:
    if reply["kind"] == "missing":
        return StudentFault(Verdict.MISSING, "check.missing", {"function": name})
    return StudentFault(
        Verdict.FAILED, "check.not-callable", {"function": name, "got": printable(str(reply.get("text")))}
    )
