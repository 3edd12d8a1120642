"""Of several files, those that are meant become attempts, in order; the others are named."""

import pytest

from grader.core.attempts import MAX_ATTEMPTS, Candidate, sort_out
from grader.core.coursework import Student
from grader.core.guessing import Guesser
from grader.core.lms_names import Layout, Place, lms_place
from grader.core.matching import Owner
from tests.handed_in import COURSE, SUMS

GUESSER = Guesser(COURSE)
ANN = Student("ann", "Ann")


def candidate(path: str, modified: float = 0.0, content: bytes = SUMS) -> Candidate:
    """A file of Ann's, in her folder or with her name by Canvas."""
    parts = tuple(path.split("/"))
    place = lms_place(parts, 0) or Place(Layout.FOLDERS, (Owner("ann"),), parts[:1], parts[-1])
    return Candidate(parts, place, ANN, GUESSER.guess(parts, place.file, content), content, modified=modified)


def attempts(*candidates: Candidate) -> list[str]:
    """The paths of the attempts, first to latest."""
    return ["/".join(each.path) for each in sort_out(candidates)[0]]


def rejected(*candidates: Candidate) -> dict[str, str]:
    """Why the others are none."""
    return {"/".join(each.candidate.path): each.why for each in sort_out(candidates)[1]}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("ann/big_sums.py", "ann/big_sums_old.py"),
        ("ann/big_sums.py", "ann/big_sums (1).py"),
        ("ann/big_sums.py", "ann/big_sums.ipynb"),
        ("ann/big_sums.py", "ann/other/helpers.py"),
        ("ann/big_sums (1).py", "ann/big_sums_old.py"),
        ("ann/my_task01.py", "ann/helpers.py"),
        ("ann/hw.zip/big_sums.py", "ann/hw.zip/backup/main.py"),
    ],
)
def test_of_files_handed_in_together_the_best_name_wins(better: str, worse: str) -> None:
    """Though the other one is newer; and it is listed."""
    both = candidate(better, 1), candidate(worse, 2)

    assert (attempts(*both), rejected(*both)) == ([better], {worse: "outdone"})


def test_the_same_name_in_two_folders_is_two_attempts() -> None:
    """By time."""
    assert attempts(candidate("ann/new/big_sums.py", 2), candidate("ann/old/big_sums.py", 1)) == [
        "ann/old/big_sums.py",
        "ann/new/big_sums.py",
    ]


def test_numbers_of_folders_come_before_times() -> None:
    """Unpacking changes times; and ten comes after nine."""
    assert attempts(candidate("ann/attempt10/big_sums.py", 1), candidate("ann/attempt9/main.py", 2)) == [
        "ann/attempt9/main.py",
        "ann/attempt10/big_sums.py",
    ]


def test_several_zips_are_several_attempts() -> None:
    """Whatever the files in them are called."""
    assert attempts(candidate("ann/b.zip/main.py", 1), candidate("ann/a.zip/big_sums.py", 2)) == [
        "ann/b.zip/main.py",
        "ann/a.zip/big_sums.py",
    ]


def test_canvas_counts_from_none() -> None:
    """The first file has no number."""
    names = ["ann_1_9_x-2.py", "ann_1_7_x.py", "ann_1_8_x-1.py"]

    assert attempts(*map(candidate, names)) == ["ann_1_7_x.py", "ann_1_8_x-1.py", "ann_1_9_x-2.py"]


def test_several_files_that_say_nothing_are_asked_about() -> None:
    """A coin is not tossed for a grade."""
    files = [candidate("ann/task01/one.py", content=b""), candidate("ann/task01/two.py", content=b"")]

    assert (attempts(*files), set(rejected(*files).values())) == ([], {"several"})


def test_more_attempts_than_anybody_makes_are_listed() -> None:
    """The latest are kept; grading them all would keep the class waiting."""
    files = [candidate(f"ann/{n:03}/big_sums.py", n) for n in range(MAX_ATTEMPTS + 3)]

    assert attempts(*files)[-1] == f"ann/{MAX_ATTEMPTS + 2:03}/big_sums.py"
    assert rejected(*files) == {f"ann/00{n}/big_sums.py": "many-attempts" for n in range(3)}
