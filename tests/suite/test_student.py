"""`student` stands for a submission: calls are recorded, attributes looked up, nothing is guessed."""

from typing import Any

import numpy as np
import pytest

from grader.core.comparison import Foreign, compare
from grader.primitives.wire import Handle
from grader.suite.calls import Call
from grader.suite.student import StandIn, Student, StudentObject

NET = Handle(4, "student.Net")


class Submission:
    """A submission in this process, with the conversation's few methods; it notes what it is asked."""

    def __init__(self, **names: Any) -> None:
        self.names = names
        self.calls: list[Call] = []
        self.asked: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []

    def look_up(self, name: str, wrap: Any) -> Any:
        """A name of the module."""
        value = self.names[name]
        return wrap(Handle(0, name, callable=True)) if callable(value) else value

    def call(self, call: Call, target: Handle, wrap: Any, *, watch: bool) -> tuple[Any, list[str]]:
        """A call of a function, or of an object."""
        self.calls.append(call)
        if target is NET:
            return "called the net", []
        value = self.names[target.description](*call.args, **call.kwargs)
        return (wrap(value) if type(value) is Handle else value), ["1"] if watch else []

    def inspect(self, request: dict[str, Any]) -> dict[str, Any]:
        """Anything else."""
        self.asked.append(request)
        return self.replies.pop(0)


def student_of(submission: Submission) -> Student:
    """The proxy under test."""
    return Student(lambda: submission)  # type: ignore[arg-type,return-value]


@pytest.fixture
def submission() -> Submission:
    """A module with a function, a constant and a class."""
    return Submission(double=lambda x: 2 * x, LIMIT=7, Net=lambda: NET)


def test_a_function_is_called_with_its_arguments(submission: Submission) -> None:
    """And gives its answer."""
    assert student_of(submission).double(4) == 8


def test_a_call_is_recorded_as_the_function_of_that_name(submission: Submission) -> None:
    """So that it can be shown and explained."""
    student_of(submission).double(x=4)

    assert (submission.calls[0].function, submission.calls[0].text) == ("double", "double(x=4)")


def test_data_of_the_module_are_data(submission: Submission) -> None:
    """A constant is looked up like a function."""
    assert student_of(submission).LIMIT == 7


def test_special_names_are_not_asked_for(submission: Submission) -> None:
    """pytest and copy look for them everywhere."""
    assert not hasattr(student_of(submission), "__wrapped__")


def test_a_watched_call_tells_which_arguments_changed(submission: Submission) -> None:
    """Beside the answer."""
    assert student_of(submission).double.call_and_watch((4,), {}) == (8, ["1"])


def test_a_students_object_is_foreign(submission: Submission) -> None:
    """It never equals anything."""
    net = student_of(submission).Net()

    assert isinstance(net, Foreign)
    assert compare(net, np.ones(2)) is not None


def test_a_method_is_no_function_of_the_exercise(submission: Submission) -> None:
    """Its call is shown with the call that made the object, and where it hangs there."""
    net = student_of(submission).Net()
    submission.replies.append({"kind": "value", "value": NET})
    net.layer(1)
    made, call = submission.calls

    assert (call.function, call.text) == (None, "Net(…).layer(1)")
    assert (call.owner, call.path) == (made, ("layer",))


def test_an_attribute_that_was_looked_at_is_recorded(submission: Submission) -> None:
    """It is an answer like any other."""
    net = student_of(submission).Net()
    submission.replies.append({"kind": "value", "value": 3})

    assert net.size == 3
    assert (submission.calls[-1].text, submission.calls[-1].result) == ("Net(…).size", 3)


@pytest.mark.parametrize(
    ("use", "request_", "reply", "result"),
    [
        pytest.param(lambda net: net.size, {"do": "attribute", "name": "size"}, {"value": 3}, 3, id="attribute"),
        pytest.param(lambda net: net["w"], {"do": "item", "key": "w"}, {"value": 3}, 3, id="item"),
        pytest.param(len, {"do": "length"}, {"value": 3}, 3, id="length"),
    ],
)
def test_an_object_is_looked_into_where_it_lives(
    submission: Submission, use: Any, request_: dict[str, Any], reply: dict[str, Any], result: object
) -> None:
    """By its number."""
    net = student_of(submission).Net()
    submission.replies.append({"kind": "value", **reply})

    assert (use(net), submission.asked) == (result, [{**request_, "target": NET.number}])


@pytest.mark.parametrize("length", [-1, "3", None, 2.0, True])
def test_a_length_that_is_no_number_is_a_type_error(submission: Submission, length: object) -> None:
    """A student's class may say anything."""
    net = student_of(submission).Net()
    submission.replies.append({"kind": "value", "value": length})

    with pytest.raises(TypeError):
        len(net)


def test_an_object_is_iterated_where_it_lives(submission: Submission) -> None:
    """One item at a time, until it says that it ends."""
    net = student_of(submission).Net()
    submission.replies += [
        {"kind": "value", "value": Handle(9, "iterator")},
        {"kind": "value", "value": 1},
        {"kind": "value", "value": Handle(5, "Layer")},
        {"kind": "end"},
    ]
    one, layer = net

    assert (one, type(layer)) == (1, StudentObject)


def test_an_object_has_no_truth_value(submission: Submission) -> None:
    """`assert student.f(x)` must not pass for an object that is no answer."""
    with pytest.raises(TypeError, match="no truth value"):
        bool(student_of(submission).Net())


def test_a_hostile_description_is_made_printable(submission: Submission) -> None:
    """It is shown where types differ."""
    submission.names["f"] = lambda: Handle(1, "\x1b[2J")
    difference = compare(student_of(submission).f(), 1)

    assert difference is not None
    assert difference.fields["got"] == "\\x1b[2J"


def test_a_stand_in_is_looked_up_at_every_call(submission: Submission) -> None:
    """A public example binds names once, and is run against many submissions."""
    current = [submission, Submission(double=lambda x: x + x + 1)]
    double = StandIn("sums", Student(lambda: current[0])).double  # type: ignore[arg-type,return-value]

    first = double(4)
    current.reverse()

    assert (first, double(4)) == (8, 9)


def test_a_stand_in_has_a_name_and_no_special_ones(submission: Submission) -> None:
    """As the import system wants it."""
    module = StandIn("sums", student_of(submission))

    assert (module.__name__, hasattr(module, "__file__"), module.double.__name__) == ("sums", False, "double")
