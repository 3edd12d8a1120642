"""From what happened in a check to a verdict, a sentence and an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.comparison import compare
from grader.core.rendering import expected_and_got, shorten, value_text
from grader.core.report import Example, Verdict
from grader.core.submission import printable
from grader.core.texts import say
from grader.primitives.errors import GraderError, SandboxError
from grader.suite.assertions import ChangedInput, Mismatch, Pending, Refusal
from grader.suite.calls import Call
from grader.suite.faults import Raised, StudentFault, StudentRaised
from grader.suite.forbidden import FORBIDDEN_CALL
from grader.suite.remembering import Remembering
from grader.suite.statements import Told, shown_by

_CODE = 100
_HINTED = frozenset(
    {
        *("EOFError", "RecursionError", "SystemExit", "IndexError", "TypeError", "NameError", "BdbQuit"),
        *("UnboundLocalError", "PermissionError", "FileNotFoundError", "OSError"),
    }
)


@dataclass(frozen=True)
class Comparison:
    """Two values that a plain `assert left == right` found different."""

    left: Any
    right: Any


@dataclass(frozen=True)
class Happening:
    """
    One run of a check. error: what ended it, or None. calls: what the submission was asked. printed: what it printed.

    compared: the sides of a failed plain `assert`, if that is how it failed.
    """

    error: BaseException | None
    calls: tuple[Call, ...]
    fault: StudentFault | None
    printed: str
    seconds: float
    skipped: bool = False
    compared: Comparison | None = None

    @property
    def verdict(self) -> Verdict:
        """A fault decides, whatever the suite made of it; then the check's own end."""
        if self.fault:
            return self.fault.verdict
        if self.skipped or isinstance(self.error, Pending):
            return Verdict.SKIPPED if self.skipped else Verdict.PENDING
        if self.error is None:
            return Verdict.PASSED
        if isinstance(self.error, GraderError) or self._lacks_something:
            return Verdict.FAULT
        if isinstance(self.error, (AssertionError, StudentRaised)) or self.calls:
            return Verdict.FAILED
        return Verdict.FAULT

    @property
    def shows(self) -> str | None:
        """The id of the known mistake that the suite saw in it."""
        return shown_by(self.error) if self.verdict in (Verdict.FAILED, Verdict.TIMED_OUT) else None

    @property
    def broken(self) -> bool:
        """Did the sandbox break, so that the check says nothing?"""
        return isinstance(self.error, SandboxError)

    @property
    def _lacks_something(self) -> bool:
        """Was the system's refusal met by the suite itself? No answer of a submission has it open a file or start a process."""
        return isinstance(self.error, OSError) and not isinstance(self.error, StudentRaised)


@dataclass(frozen=True)
class Judgement:
    """What to tell about a check that did not pass."""

    message: str
    example: Example | None
    line: int | None = None
    code: str | None = None


class Judge:
    """Words for what happened, in one language, with the reference (if there is one) for what was expected."""

    def __init__(self, language: str, topic: str, exercise: str, known_libraries: Sequence[str]) -> None:
        self._language = language
        self._topic = topic
        self._exercise = exercise
        self._known = frozenset(known_libraries)

    def judge(self, happening: Happening, reference: Remembering | None) -> Judgement:
        """Message, example and place for a check that did not pass."""
        raised = self._raised(happening)
        line, code = (raised.line, raised.code) if raised else (_line_of(happening.fault), None)
        return Judgement(self.message(happening), self._example(happening, reference), line, code)

    def message(self, happening: Happening) -> str:
        """One or two sentences: why the check did not pass."""
        error = happening.fault or happening.error
        if isinstance(error, StudentFault):
            return self._fault_message(error)
        if isinstance(error, (Mismatch, Refusal, Pending, Told)):
            return printable(shorten(error.explain(self._language), 1200))
        if isinstance(error, StudentRaised):
            return self._raised_message(error.raised)
        if happening.verdict is Verdict.FAULT:
            return say("check.fault", self._language, error=f"{type(error).__name__}: {error}")
        if isinstance(error, AssertionError):
            return say("check.assertion", self._language, text=printable(shorten(str(error).split("\n")[0])))
        return say("check.unusable", self._language, error=type(error).__name__, text=printable(shorten(str(error))))

    def _fault_message(self, fault: StudentFault) -> str:
        key = fault.key
        fields = {**fault.fields, "topic": self._topic, "exercise": self._exercise}
        if key in ("check.module", "import.module"):
            name = str(fields["module"]).partition(".")[0]
            key = key.replace("module", "forbidden" if name in self._known else "unknown-module")
            fields["module"] = name
        if key == FORBIDDEN_CALL:
            fields["calls"] = self._calls(fields["calls"])
        message = say(key, self._language, **fields)
        if fault.raised and fault.raised.line and key.startswith("import."):
            message += say(
                "check.at-line", self._language, line=fault.raised.line, code=shorten(fault.raised.code or "", _CODE)
            )
        return message

    def _calls(self, calls: Any) -> str:
        places = [say("check.call-at-line", self._language, call=call, line=line) for call, line in calls]
        return say("check.comma", self._language).join(places)

    def _raised_message(self, raised: Raised) -> str:
        text = shorten(raised.text.strip(), 600)
        message = say("check.raised", self._language, error=raised.name, text=f": {text}" if text else "")
        if raised.line:
            message += say("check.at-line", self._language, line=raised.line, code=shorten(raised.code or "", _CODE))
        hint = next((name for name in (raised.name, *raised.types) if name in _HINTED), None)
        return message + (" " + say(f"raised-hint.{hint}", self._language) if hint else "")

    def _raised(self, happening: Happening) -> Raised | None:
        error = happening.fault or happening.error
        return error.raised if isinstance(error, (StudentFault, StudentRaised)) else None

    def _example(self, happening: Happening, reference: Remembering | None) -> Example | None:
        error = happening.error
        if not happening.calls:
            return None
        call = _call_behind(happening)
        script = call.script(happening.calls)
        if isinstance(error, Mismatch):
            return Example(script, *_texts(expected_and_got(error.difference, error.got, error.expected)))
        if isinstance(error, Refusal):
            return self._refusal_example(script, call, error)
        if happening.compared:
            return self._comparison_example(script, call, happening.compared)
        got = None if not call.answered else f"{call.error[0]}" if call.error else value_text(call.result)
        return Example(script, _expected_by(reference, call), got and printable(got))

    def _refusal_example(self, script: str, call: Call, error: Refusal) -> Example:
        if isinstance(error, ChangedInput):
            return Example(script, None, None)
        got = error.fields.get("message") if error.key == "refusal.unnamed" else value_text(call.result)
        return Example(
            script, "ValueError", printable(f"ValueError: {got}" if error.key == "refusal.unnamed" else str(got))
        )

    def _comparison_example(self, script: str, call: Call, compared: Comparison) -> Example:
        got, expected = compared.left, compared.right
        if expected is call.result and got is not call.result:
            got, expected = expected, got
        try:
            difference = compare(got, expected)
        except TypeError:
            difference = None
        pair = expected_and_got(difference, got, expected) if difference else (value_text(expected), value_text(got))
        return Example(script, *_texts(pair))


def _line_of(fault: StudentFault | None) -> int | None:
    line = fault.fields.get("line") if fault else None
    return line if type(line) is int else None


def _texts(pair: tuple[str, str]) -> tuple[str, str]:
    return printable(pair[0]), printable(pair[1])


def _call_behind(happening: Happening) -> Call:
    """The call whose answer was found wrong: by identity, else the last one."""
    got = happening.error.got if isinstance(happening.error, Mismatch) else None
    if happening.compared:
        got = happening.compared.left
    for call in reversed(happening.calls):
        if got is not None and call.result is got:
            return call
    return happening.calls[-1]


def _expected_by(reference: Remembering | None, call: Call) -> str | None:
    """What the reference answers to the same call."""
    if reference is None or call.function is None:
        return None
    try:
        answer = call.put_to(reference)
    except Exception as error:  # noqa: BLE001 - an exception may be the expected answer
        return f"{type(error).__name__}"
    return value_text(answer)
