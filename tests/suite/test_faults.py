"""What a student's process says of its exceptions is data; what suites catch is made on this side."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.report import Verdict
from grader.suite.faults import Raised, StudentFault, StudentRaised, exception_for, raised_from


def raised(*types: str, text: str = "no") -> Raised:
    """An exception with these builtin classes, nearest first."""
    return Raised(types, types[0] if types else "Exception", text, 3, "x = 1", None)


@pytest.mark.parametrize(
    "kind",
    [
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        ZeroDivisionError,
        OSError,
        ImportError,
        SyntaxError,
        NameError,
        Exception,
    ],
)
def test_a_suite_catches_a_students_exception_by_its_class(kind: type[Exception]) -> None:
    """As if it had been raised here."""
    with pytest.raises(kind, match="no"):
        raise exception_for(raised(kind.__name__))


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        pytest.param(
            ("UnicodeDecodeError", "UnicodeError", "ValueError", "Exception"), ValueError, id="needs-arguments"
        ),
        pytest.param(("ValueError", "Exception", "BaseException"), ValueError, id="own-subclass"),
        pytest.param(("SystemExit", "BaseException"), Exception, id="exit"),
        pytest.param(("KeyboardInterrupt", "BaseException"), Exception, id="interrupt"),
        pytest.param((), Exception, id="nothing-known"),
        pytest.param(("int", "print"), Exception, id="no-exception"),
    ],
)
def test_the_nearest_class_that_can_be_made_is_taken(types: tuple[str, ...], kind: type[Exception]) -> None:
    """Never one that would end the grader."""
    error = exception_for(raised(*types))

    assert (type(error).__bases__, isinstance(error, Exception)) == ((StudentRaised, kind), True)


def test_the_exception_remembers_where_it_came_from() -> None:
    """For the feedback."""
    origin = raised("ValueError")
    error = exception_for(origin)

    assert isinstance(error, StudentRaised)
    assert error.raised is origin


def test_a_fault_cannot_be_swallowed() -> None:
    """No `except Exception` and no `pytest.raises(Exception)` in a suite catches it."""
    assert not isinstance(StudentFault(Verdict.CRASHED, "check.crashed"), Exception)


def test_an_honest_reply_is_taken_as_it_is() -> None:
    """Class, text and line."""
    reply = {
        "types": ["ValueError", "Exception"],
        "name": "BadStride",
        "text": "no",
        "line": 3,
        "code": "x",
        "module": None,
    }

    assert raised_from(reply) == Raised(("ValueError", "Exception"), "BadStride", "no", 3, "x", None)


HOSTILE_REPLIES = {
    "nothing": ({}, Raised((), "Exception", "", None, None, None)),
    "types-as-text": ({"types": "ValueError"}, Raised((), "Exception", "", None, None, None)),
    "types-of-everything": (
        {"types": [1, None, ["ValueError"], "ValueError"]},
        Raised(("ValueError",), "Exception", "", None, None, None),
    ),
    "unknown-types": ({"types": ["Evil", "__import__", "eval"]}, Raised((), "Exception", "", None, None, None)),
    "line-as-text": ({"line": "3"}, Raised((), "Exception", "", None, None, None)),
    "line-as-bool": ({"line": True}, Raised((), "Exception", "", None, None, None)),
    "line-negative": ({"line": -1}, Raised((), "Exception", "", None, None, None)),
    "line-huge": ({"line": 10**30}, Raised((), "Exception", "", None, None, None)),
    "text-as-list": ({"text": ["no"]}, Raised((), "Exception", "", None, None, None)),
    "escape-in-text": ({"text": "\x1b[2J"}, Raised((), "Exception", "\\x1b[2J", None, None, None)),
    "escape-in-name": ({"name": "\x1b[2J"}, Raised((), "\\x1b[2J", "", None, None, None)),
    "escape-in-code": ({"code": "\x9b"}, Raised((), "Exception", "", None, "\\x9b", None)),
    "escape-in-module": ({"module": "\u202e"}, Raised((), "Exception", "", None, None, "\\u202e")),
}


@pytest.mark.parametrize(("reply", "expected"), HOSTILE_REPLIES.values(), ids=HOSTILE_REPLIES)
def test_what_is_wrong_in_a_reply_is_dropped(reply: dict[str, Any], expected: Raised) -> None:
    """And what is shown is printable."""
    assert raised_from(reply) == expected


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["ValueError", "SystemExit"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, database=None)
@given(st.dictionaries(st.sampled_from(["types", "name", "text", "line", "code", "module"]), anything))
def test_any_reply_becomes_an_exception(reply: dict[str, Any]) -> None:
    """Nothing that a student's process says can break the grader."""
    assert isinstance(exception_for(raised_from(reply)), StudentRaised)
