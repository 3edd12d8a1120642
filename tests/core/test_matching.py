"""Whatever an LMS calls a student of the class list, it is this student; and nobody is taken for somebody else."""

import pytest

from grader.core.coursework import Student
from grader.core.matching import ClassList, Owner, runs_of_words

ANN = Student("B1", "Ann Lee", "ann.lee@x.tw", "B1", "annie")
BOB = Student("B2", "王小明", "b2@x.tw", "B2", "4711")
CY = Student("B3", "Jean-Luc Smith", "", "B3", "")
CLASS = ClassList([ANN, BOB, CY])


@pytest.mark.parametrize(
    "text",
    [
        "B1",
        "b1",
        "ann.lee@x.tw",
        "Ann.Lee@X.tw",
        "annie",
        "Ann Lee",
        "lee ann",
        "Lee, Ann",
        "ＡＮＮ　ＬＥＥ",
        "leeann",
        "annlee",
        "ann.lee",
    ],
)
def test_every_way_to_name_somebody_is_understood(text: str) -> None:
    """Number, address, user name, name in any order, as Canvas writes it."""
    assert CLASS.called(text) is ANN


@pytest.mark.parametrize("text", ["王小明", " 王小明 ", "4711", "b2"])
def test_chinese_names_are_understood(text: str) -> None:
    """As they are."""
    assert CLASS.called(text) is BOB


@pytest.mark.parametrize("text", ["", "Ann", "Lee", "B", "B11", "x.tw", "Ann Leeson"])
def test_half_a_name_is_nobody_s(text: str) -> None:
    """Grades must not go astray."""
    assert CLASS.called(text) is None


def test_a_name_of_two_students_is_neither_s() -> None:
    """Their numbers still are."""
    twins = ClassList([Student("1", "王小明", sid="1"), Student("2", "王小明", sid="2")])

    assert (twins.called("王小明"), getattr(twins.called("2"), "id", None)) == (None, "2")


@pytest.mark.parametrize(
    ("owner", "student"),
    [
        pytest.param(Owner("somebody", sid="B2"), BOB, id="sid"),
        pytest.param(Owner("somebody", email="ANN.LEE@x.tw"), ANN, id="email"),
        pytest.param(Owner("somebody", lms="4711"), BOB, id="lms"),
        pytest.param(Owner("smithjeanluc"), CY, id="canvas"),
        pytest.param(Owner("hw1-annie", others=("hw1-annie", "annie")), ANN, id="clone"),
        pytest.param(Owner("hw B2 final", others=runs_of_words("hw B2 final")), BOB, id="part-of-a-file-name"),
        pytest.param(Owner("somebody", sid="B9", lms="9"), None, id="nobody"),
        pytest.param(Owner("x"), None, id="no-empty-field-matches"),
    ],
)
def test_owners_are_found(owner: Owner, student: Student | None) -> None:
    """By what is known about them, the most certain first."""
    assert CLASS.find(owner) is student


def test_runs_of_words_begin_with_the_longest() -> None:
    """A whole name is a better guess than a part of it."""
    assert runs_of_words("a_b c")[:3] == ("a b c", "a b", "b c")
