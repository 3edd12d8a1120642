"""What happened in a check becomes a verdict, a sentence and an example that never depend on luck."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.core.report import Verdict
from grader.primitives.errors import CourseError, SandboxError
from grader.suite import rejects, same, unchanged
from grader.suite.calls import Call, snapshot
from grader.suite.faults import Raised, StudentFault, exception_for
from grader.suite.judging import Comparison, Happening, Judge

JUDGE = Judge("en", "adding up", "exercise03", ["torch", "scipy"])
RAISED = Raised(
    ("IndexError", "LookupError", "Exception"), "IndexError", "list index out of range", 7, "return x[9]", None
)
FAULT = StudentFault(Verdict.TIMED_OUT, "check.timed-out", {"seconds": "5"})
FAULT_OF_OURS = SandboxError("The launcher died.", next_step="Try again.")


def asked(*args: Any, gives: Any = None, error: tuple[str, ...] = (), answered: bool = True) -> Call:
    """A call of `total`."""
    return Call("total", "total", args, {}, gives, error, answered)


def failure(act: Callable[[], object]) -> BaseException:
    """The exception with which something ends."""
    try:
        act()
    except BaseException as error:
        return error
    pytest.fail("nothing was raised")


def happening(error: BaseException | None, *calls: Call, **rest: Any) -> Happening:
    """One run of a check."""
    return Happening(error, calls, rest.pop("fault", None), "", 0.1, **rest)


def reference() -> ModuleType:
    """A reference solution."""
    module = ModuleType("reference")
    vars(module).update(total=sum)
    return module


# --- verdicts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "verdict"),
    [
        pytest.param(happening(None), Verdict.PASSED, id="nothing-wrong"),
        pytest.param(happening(AssertionError("no")), Verdict.FAILED, id="assertion"),
        pytest.param(happening(failure(lambda: same(1, 2))), Verdict.FAILED, id="mismatch"),
        pytest.param(happening(exception_for(RAISED)), Verdict.FAILED, id="student-raised"),
        pytest.param(happening(TypeError("unpack"), asked()), Verdict.FAILED, id="suite-stumbles-over-an-answer"),
        pytest.param(happening(TypeError("bug")), Verdict.FAULT, id="suite-stumbles-by-itself"),
        pytest.param(happening(FAULT_OF_OURS), Verdict.FAULT, id="sandbox"),
        pytest.param(happening(FAULT_OF_OURS, asked()), Verdict.FAULT, id="sandbox-after-a-call"),
        pytest.param(happening(CourseError("x", next_step="y"), asked()), Verdict.FAULT, id="course"),
        pytest.param(happening(FAULT, fault=FAULT), Verdict.TIMED_OUT, id="fault"),
        pytest.param(happening(None, asked(), fault=FAULT), Verdict.TIMED_OUT, id="fault-that-the-suite-swallowed"),
        pytest.param(happening(AssertionError(), fault=FAULT), Verdict.TIMED_OUT, id="fault-then-assertion"),
        pytest.param(happening(None, skipped=True), Verdict.SKIPPED, id="skipped"),
        pytest.param(happening(None, skipped=True, fault=FAULT), Verdict.TIMED_OUT, id="skipped-after-a-fault"),
    ],
)
def test_every_happening_has_its_verdict(what: Happening, verdict: Verdict) -> None:
    """A student's fault decides; a grader's fault is never a failure."""
    assert what.verdict == verdict


# --- messages -------------------------------------------------------------------------------------------------------


def missing_module(name: str) -> Happening:
    """An import that failed."""
    fault = StudentFault(
        Verdict.FORBIDDEN, "import.module", {"module": name}, Raised((), "E", "", 2, f"import {name}", name)
    )
    return happening(fault, fault=fault)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        pytest.param(happening(failure(lambda: same([1], [2]))), "At [0]: The value is wrong.", id="mismatch"),
        pytest.param(
            happening(failure(lambda: rejects(abs, -3, blames={"x": -3})), asked(-3, gives=3)),
            "Invalid arguments must raise ValueError; this call returned 3.",
            id="refusal",
        ),
        pytest.param(
            happening(exception_for(RAISED)),
            "Your function raised IndexError: list index out of range (line 7: return x[9]) "
            "An index ran past the end: compare your loop's range with the size of the output.",
            id="raised-with-line-and-hint",
        ),
        pytest.param(
            happening(exception_for(Raised(("ValueError",), "BadStride", "", None, None, None))),
            "Your function raised BadStride",
            id="raised-without-text",
        ),
        pytest.param(happening(AssertionError("2 rows\nmore")), "This does not hold: 2 rows", id="plain-assert"),
        pytest.param(
            happening(TypeError("cannot unpack"), asked()),
            "The check could not work with your function's answer (TypeError: cannot unpack). "
            "Compare its type and shape with the exercise's text.",
            id="unusable-answer",
        ),
        pytest.param(
            missing_module("torch.nn"),
            "exercise03 is about adding up: torch is not available here. Remove the import and write it without. "
            "(line 2: import torch.nn)",
            id="forbidden-module",
        ),
        pytest.param(
            missing_module("nunpy"),
            "Your file imports nunpy, and there is no module of that name here. Check its spelling; only what the exercise "
            "allows is available. (line 2: import nunpy)",
            id="misspelled-module",
        ),
    ],
)
def test_the_message_says_why_a_check_did_not_pass(what: Happening, message: str) -> None:
    """In a sentence or two that end with what to do."""
    assert JUDGE.message(what) == message


def test_a_fault_of_the_grader_says_that_it_costs_nothing() -> None:
    """And what it was."""
    message = JUDGE.message(happening(FAULT_OF_OURS))

    assert [part in message for part in ("costs you nothing", "The launcher died.")] == [True, True]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(failure(lambda: same("\x1b[2J", 1)), id="answer"),
        pytest.param(failure(lambda: rejects(lambda: "\x1b[2J", blames={"x": 1})), id="accepted"),
        pytest.param(failure(lambda: same({"\x1b[2J": 1}, {})), id="key"),
        pytest.param(AssertionError("\x1b[2J"), id="assertion"),
        pytest.param(TypeError("\x1b[2J"), id="unusable"),
    ],
)
def test_a_students_text_is_made_printable(error: BaseException) -> None:
    """Wherever it comes from."""
    judgement = JUDGE.judge(happening(error, asked("\x1b", gives="\x1b[2J")), None)

    assert "\x1b" not in f"{judgement.message}{judgement.example}"


def test_a_long_text_is_shortened() -> None:
    """A megabyte in an exception is no feedback."""
    raised = Raised(("ValueError",), "ValueError", "x" * 20_000, None, None, None)

    assert len(JUDGE.message(happening(exception_for(raised)))) < 1500


@pytest.mark.parametrize("key", ["check.module", "import.module"])
@pytest.mark.parametrize("language", ["en", "zh-TW"])
@pytest.mark.parametrize("module", ["torch", "nunpy", "", "?"])
def test_a_missing_module_can_always_be_explained(key: str, language: str, module: str) -> None:
    """In a check or at import, known or not."""
    fault = StudentFault(Verdict.FORBIDDEN, key, {"module": module, "error": "E", "text": "", "file": "f"})

    assert Judge(language, "topic", "exercise03", ["torch"]).message(happening(fault, fault=fault))


# --- examples -------------------------------------------------------------------------------------------------------


def example(what: Happening, *, known: bool = True) -> tuple[str, str | None, str | None] | None:
    """The example's three parts."""
    found = JUDGE.judge(what, reference() if known else None).example
    return found and (found.call, found.expected, found.got)


def test_a_mismatch_shows_its_call() -> None:
    """What was asked, expected and got."""
    got = [7]
    error = failure(lambda: same(got, [6]))

    assert example(happening(error, asked([1, 2, 3], gives=got))) == ("total([1, 2, 3])", "[6]", "[7]")


def test_the_call_that_gave_the_wrong_answer_is_shown() -> None:
    """Not simply the last one."""
    wrong = [7]
    calls = [asked([1], gives=[1]), asked([1, 2, 3], gives=wrong), asked([2], gives=[2])]

    shown = example(happening(failure(lambda: same(wrong, [6])), *calls))

    assert shown is not None
    assert shown[0] == "total([1, 2, 3])"


def test_an_exception_shows_what_the_reference_answers() -> None:
    """So that the example is complete."""
    call = asked([1, 2, 3], error=RAISED.types)

    assert example(happening(exception_for(RAISED), call)) == ("total([1, 2, 3])", "6", "IndexError")


def test_without_a_reference_nothing_is_expected() -> None:
    """A student's copy has none."""
    call = asked([1, 2, 3], error=RAISED.types)

    assert example(happening(exception_for(RAISED), call), known=False) == ("total([1, 2, 3])", None, "IndexError")


def test_a_call_that_never_returned_has_no_answer() -> None:
    """The reference has one."""
    call = asked([1, 2, 3], answered=False)

    assert example(happening(FAULT, call, fault=FAULT)) == ("total([1, 2, 3])", "6", None)


def test_a_reference_that_refuses_is_an_expectation_too() -> None:
    """By the name of its exception."""
    assert example(happening(AssertionError("x"), asked(3, gives=3))) == ("total(3)", "TypeError", "3")


def test_accepted_arguments_show_that_a_refusal_was_expected() -> None:
    """And what came instead."""
    error = failure(lambda: rejects(abs, -3, blames={"x": -3}))

    assert example(happening(error, asked(-3, gives=3))) == ("total(-3)", "ValueError", "3")


def test_a_refusal_without_names_shows_its_message() -> None:
    """As the student wrote it."""

    def refuse(_x: int) -> None:
        raise ValueError("nonsense")

    error = failure(lambda: rejects(refuse, -3, blames={"x": -3}))

    assert example(happening(error, asked(-3, error=("ValueError",)))) == (
        "total(-3)",
        "ValueError",
        "ValueError: nonsense",
    )


def test_a_changed_argument_shows_only_the_call() -> None:
    """The answer may be right."""
    error = failure(lambda: unchanged(lambda numbers: numbers.clear(), [1]))

    assert example(happening(error, asked([1], gives=1))) == ("total([1])", None, None)


def test_a_method_is_shown_with_how_its_object_came_about() -> None:
    """Whoever pastes the example gets the wrong answer again."""
    made = Call("Net", "Net", (2,), {}, answered=True)
    other = Call("Net", "Net", (3,), {}, answered=True)
    step = Call("Net(…).step", None, (0.5,), {}, answered=True, owner=made, path=("step",))
    look = Call("Net(…).w", None, (), {}, 7, answered=True, owner=made, path=("w",), read=True)
    elsewhere = Call("Net(…).step", None, (9,), {}, answered=True, owner=other, path=("step",))
    last = Call("Net(…).layer.loss", None, (1,), {"mean": True}, 4.0, answered=True, owner=made, path=("layer", "loss"))
    error = failure(lambda: same(4.0, 5.0))

    assert example(happening(error, made, other, step, look, elsewhere, last)) == (
        "it = Net(2)\nit.step(0.5)\nit.layer.loss(1, mean=True)",
        "5.0",
        "4.0",
    )


def test_an_attribute_is_shown_without_a_call() -> None:
    """It was only looked at."""
    made = Call("Net", "Net", (2,), {}, answered=True)
    look = Call("Net(…).w", None, (), {}, 7, answered=True, owner=made, path=("w",), read=True)

    assert example(happening(failure(lambda: same(7, 8)), made, look)) == ("it = Net(2)\nit.w", "8", "7")


@pytest.mark.parametrize("turned", [False, True], ids=["got-first", "expected-first"])
def test_a_plain_assert_shows_both_sides(turned: bool) -> None:
    """Whichever side the student's answer stood on."""
    got, expected = [7], [6]
    compared = Comparison(expected, got) if turned else Comparison(got, expected)
    what = happening(AssertionError("x"), asked([1, 2, 3], gives=got), compared=compared)

    assert example(what) == ("total([1, 2, 3])", "[6]", "[7]")


def test_a_plain_assert_about_something_else_is_shown_too() -> None:
    """Values that `same` would not compare."""
    what = happening(AssertionError("x"), asked([1], gives=1), compared=Comparison({1}, {2}))

    assert example(what) is not None


def test_a_check_without_calls_has_no_example() -> None:
    """There is nothing to reproduce."""
    assert example(happening(AssertionError("x"))) is None


def test_a_large_wrong_kind_can_be_shown() -> None:
    """Whole numbers where floats were expected, in an array that is not shown whole."""
    got = np.ones((10, 10), dtype=int)

    assert example(happening(failure(lambda: same(got, np.ones((10, 10)))), asked(gives=got))) is not None


def test_the_place_in_the_students_file_is_told() -> None:
    """Line and code of the exception."""
    judgement = JUDGE.judge(happening(exception_for(RAISED)), None)

    assert (judgement.line, judgement.code) == (7, "return x[9]")


# --- what is recorded of calls --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([[1], {"a": [2]}], id="containers"),
        pytest.param((np.ones(2), [np.zeros(2)]), id="arrays"),
    ],
)
def test_a_snapshot_does_not_follow_later_changes(value: Any) -> None:
    """An example shows what was asked, not what became of it."""
    taken = snapshot(value)
    value[0][0] = 99

    assert taken[0][0] != 99
