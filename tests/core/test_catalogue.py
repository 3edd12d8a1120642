"""A course is found, read from its files, and asked for exercises by any sensible name."""

from pathlib import Path

import pytest

from grader.core.catalogue import Course, find_course, installed_course, read_course
from grader.primitives.errors import CourseError, UsageError

COURSE = 'id = "tiny"\ntitle.en = "Tiny"\nexercises = ["exercise01", "exercise03"]\n'
EXERCISE = """
id = "{id}"
file = "sums.py"
packages = ["numpy"]
title.en = "Sums"
topic.en = "adding up"
[limits]
seconds = 2.5
[[functions]]
name = "total"
points = 3
hints.en = ["think", "add"]
[[functions]]
name = "average"
"""


def write(path: Path, text: str) -> None:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with two exercises, and solutions for one of them."""
    write(tmp_path / "exercises" / "course.toml", COURSE)
    for name in ("exercise01", "exercise03"):
        write(tmp_path / "exercises" / name / "exercise.toml", EXERCISE.format(id=name))
    write(tmp_path / "solutions" / "exercise01" / "sums.py", "")
    return tmp_path


@pytest.fixture
def course(root: Path) -> Course:
    """The course, read."""
    return read_course(root)


def test_a_course_is_read_in_its_order(course: Course) -> None:
    """The order of course.toml is the order of the exercises."""
    assert [exercise.id for exercise in course.exercises] == ["exercise01", "exercise03"]


def forbid(root: Path, entry: str) -> None:
    """Write the first exercise with a table of forbidden calls."""
    table = EXERCISE.format(id="exercise01").replace("[limits]", f"[forbidden]\n{entry}\n[limits]")
    write(root / "exercises" / "exercise01" / "exercise.toml", table)


def test_forbidden_calls_are_read(root: Path) -> None:
    """Each once."""
    forbid(root, 'calls = ["numpy.convolve", "numpy.ma.convolve", "numpy.convolve"]')

    assert read_course(root).exercises[0].forbidden == ("numpy.convolve", "numpy.ma.convolve")


def test_nothing_is_forbidden_if_nothing_is_said(course: Course) -> None:
    """The table may be left out."""
    assert course.exercises[0].forbidden == ()


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param('calls = "numpy.convolve"', id="text"),
        pytest.param("calls = [1]", id="number"),
        pytest.param('calls = ["convolve"]', id="no-library"),
        pytest.param('calls = ["numpy.convolve()"]', id="call"),
        pytest.param('calls = ["numpy..convolve"]', id="two-dots"),
        pytest.param('calls = { numpy = "convolve" }', id="table"),
        pytest.param('names = ["numpy.convolve"]', id="unknown-key"),
    ],
)
def test_a_wrong_table_of_forbidden_calls_says_what_to_do(root: Path, entry: str) -> None:
    """It names the file and the table, and ends with the next step."""
    forbid(root, entry)

    with pytest.raises(CourseError, match=r"exercise\.toml .*\[forbidden\].* See docs/authoring\.md for its keys\.$"):
        read_course(root)


def test_an_exercise_is_read_from_its_file(course: Course) -> None:
    """What is asked for, what is allowed and what it may cost."""
    exercise = course.exercises[0]

    assert (exercise.module, exercise.packages, exercise.titles["en"]) == ("sums", ("numpy",), "Sums")


def test_limits_that_are_not_given_have_defaults(course: Course) -> None:
    """Only what differs must be written."""
    limits = course.exercises[0].limits

    assert (limits.seconds, limits.memory_mb) == (2.5, 512)


def test_functions_carry_points_and_hints(course: Course) -> None:
    """Where no points are given, the suite alone decides."""
    total, average = course.exercises[0].functions

    assert (total.points, total.hints["en"], average.points, dict(average.hints)) == (3.0, ("think", "add"), None, {})


def test_solutions_are_optional_for_each_exercise(course: Course, root: Path) -> None:
    """An exercise without the instructor's half can still be shown."""
    assert [e.solution_file for e in course.exercises] == [root / "solutions" / "exercise01" / "sums.py", None]


# --- looking up -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["exercise03", "03", "3", "003"])
def test_an_exercise_has_several_names(course: Course, wanted: str) -> None:
    """Its id, or its number."""
    assert course.exercise(wanted).id == "exercise03"


@pytest.mark.parametrize(
    ("wanted", "next_step"),
    [
        pytest.param("exercise3", "Did you mean exercise03?", id="digit-missing"),
        pytest.param("exercsie01", "Did you mean exercise01?", id="typing-error"),
        pytest.param("Exercise03", "Did you mean exercise03?", id="capital"),
        pytest.param("2", "There are: exercise01, exercise03.", id="no-such-number"),
        pytest.param("-1", "There are: exercise01, exercise03.", id="negative"),
        pytest.param("٣", "There are: exercise01, exercise03.", id="foreign-digit"),
        pytest.param("³", "There are: exercise01, exercise03.", id="superscript"),
        pytest.param("", "There are: exercise01, exercise03.", id="empty"),
        pytest.param("../exercises", "Did you mean exercise03?", id="path"),
        pytest.param("9" * 5000, "There are: exercise01, exercise03.", id="endless-number"),
    ],
)
def test_an_unknown_exercise_is_answered_with_what_there_is(course: Course, wanted: str, next_step: str) -> None:
    """The nearest name if one is near, else all of them."""
    with pytest.raises(UsageError) as caught:
        course.exercise(wanted)

    assert caught.value.next_step == next_step


def test_a_function_is_found_by_name(course: Course) -> None:
    """Exactly as it is written."""
    assert course.exercises[0].function("average").name == "average"


def test_an_unknown_function_is_answered_with_the_nearest(course: Course) -> None:
    """A usage error, with a suggestion."""
    with pytest.raises(UsageError, match="Did you mean total"):
        course.exercises[0].function("totl")


def test_after_an_exercise_comes_the_next(course: Course) -> None:
    """And after the last one none."""
    first, last = course.exercises

    assert (course.after(first), course.after(last)) == (last, None)


# --- files that are wrong -------------------------------------------------------------------------------------------

BROKEN_EXERCISES = {
    "not-toml": "id = ",
    "empty": "",
    "no-functions": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\n',
    "functions-as-text": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\nfunctions = ["total"]\n',
    "functions-as-table": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\n[functions]\nname = "total"\n',
    "function-without-name": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\n[[functions]]\npoints = 1\n',
    "points-as-words": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\n[[functions]]\nname = "f"\npoints = "ten"\n',
    "hints-without-language": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\n[[functions]]\nname = "f"\nhints = ["x"]\n',
    "unknown-limit": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\nfunctions = []\n[limits]\nminutes = 1\n',
    "limits-as-number": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\nfunctions = []\nlimits = 3\n',
    "packages-as-number": 'id = "a"\nfile = "a.py"\ntitle.en = "A"\nfunctions = []\npackages = 3\n',
}


@pytest.mark.parametrize("text", BROKEN_EXERCISES.values(), ids=BROKEN_EXERCISES)
def test_a_wrong_exercise_file_is_a_course_error_with_its_path(root: Path, text: str) -> None:
    """An author learns which file to correct."""
    path = root / "exercises" / "exercise03" / "exercise.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CourseError) as caught:
        read_course(root)

    assert str(path) in caught.value.problem


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[", id="not-toml"),
        pytest.param("", id="empty"),
        pytest.param('id = "a"\ntitle.en = "A"\n', id="no-exercises"),
        pytest.param('id = "a"\ntitle.en = "A"\nexercises = [1]\n', id="numbers-as-exercises"),
        pytest.param('id = "a"\ntitle.en = "A"\nexercises = []\nlanguages = 3\n', id="languages-as-number"),
    ],
)
def test_a_wrong_course_file_is_a_course_error_with_its_path(root: Path, text: str) -> None:
    """An author learns which file to correct."""
    path = root / "exercises" / "course.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CourseError) as caught:
        read_course(root)

    assert str(path) in caught.value.problem


def test_a_file_that_is_no_text_is_a_course_error(root: Path) -> None:
    """Not an error about Unicode."""
    (root / "exercises" / "course.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(CourseError, match=r"course\.toml"):
        read_course(root)


def test_a_listed_exercise_without_a_folder_is_a_course_error(root: Path) -> None:
    """Its file is named, though it is not there."""
    (root / "exercises" / "course.toml").write_text(COURSE.replace("03", "04"), encoding="utf-8")

    with pytest.raises(CourseError) as caught:
        read_course(root)

    assert str(root / "exercises" / "exercise04" / "exercise.toml") in caught.value.problem


# --- finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", [".", "exercises", "exercises/exercise03", "solutions/exercise01", "a/b"])
def test_a_course_is_found_upwards(root: Path, start: str) -> None:
    """From anywhere inside of it."""
    (root / start).mkdir(parents=True, exist_ok=True)

    assert find_course(root / start).folder == root / "exercises"


def test_a_students_copy_is_a_course(root: Path) -> None:
    """The folder of exercises alone, whatever it is called."""
    copy = (root / "exercises").rename(root / "homework")
    elsewhere = root / "homework" / "exercise01"

    assert find_course(elsewhere).folder == copy


def test_the_nearest_course_is_taken(root: Path) -> None:
    """A course within a course's folder is its own."""
    inner = root / "drafts"
    write(inner / "exercises" / "course.toml", 'id = "inner"\ntitle.en = "Inner"\nexercises = []\n')

    assert find_course(inner).id == "inner"


def test_a_given_course_is_taken_wherever_one_stands(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is asked for explicitly counts."""
    assert find_course(tmp_path_factory.mktemp("elsewhere"), explicit=root).id == "tiny"


def test_a_given_folder_without_a_course_is_a_usage_error(root: Path) -> None:
    """Nothing else is taken in its place."""
    with pytest.raises(UsageError, match="no course in"):
        find_course(root, explicit=root / "solutions")


def test_without_a_course_around_the_installed_one_is_taken(tmp_path: Path) -> None:
    """`pip install` followed by a command is enough."""
    assert find_course(tmp_path) == installed_course()
