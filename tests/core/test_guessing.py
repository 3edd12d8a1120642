"""A file finds its exercise by name, by folder, by what it defines: in this order, and never by a wild guess."""

import json
import time

import pytest

from grader.core.guessing import Ground, Guesser, attempt_of
from tests.handed_in import COURSE, SUMS, TEXTS

GUESSER = Guesser(COURSE)


def guess(path: str, content: bytes = b"") -> tuple[str | None, Ground]:
    """What a file is for, and why."""
    parts = tuple(path.split("/"))
    found = GUESSER.guess(parts, parts[-1], content)
    return found.exercise, found.ground


def notebook(*cells: tuple[str, str | list[str]]) -> bytes:
    """A notebook with these cells."""
    return json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]}).encode()


@pytest.mark.parametrize(
    ("path", "content", "exercise", "ground"),
    [
        pytest.param("ann/big_sums.py", b"", "task01", Ground.FILE_NAME, id="its-file"),
        pytest.param("ann/Big_Sums.PY", b"", "task01", Ground.FILE_NAME, id="case"),
        pytest.param("ann/big_sums.ipynb", b"", "task01", Ground.NOTEBOOK_NAME, id="notebook"),
        pytest.param("ann/big_sums (1).py", b"", "task01", Ground.COPY, id="downloaded-twice"),
        pytest.param("ann/big_sums-2.py", b"", "task01", Ground.COPY, id="dash"),
        pytest.param("ann/big_sums - Copy.py", b"", "task01", Ground.COPY, id="windows"),
        pytest.param("ann/big_sums copy 2.py", b"", "task01", Ground.COPY, id="mac"),
        pytest.param("ann/big_sums - 複製 (2).py", b"", "task01", Ground.COPY, id="chinese-windows"),
        pytest.param("ann_big_sums.py", b"", "task01", Ground.PART_OF_NAME, id="flat"),
        pytest.param("big-sums_ann.py", b"", "task01", Ground.PART_OF_NAME, id="other-signs"),
        pytest.param("ann-task01.py", b"", "task01", Ground.PART_OF_NAME, id="id"),
        pytest.param("ann task 1.py", b"", "task01", Ground.PART_OF_NAME, id="number"),
        pytest.param("ann_hw2.py", b"", "task02", Ground.PART_OF_NAME, id="homework"),
        pytest.param("王小明作業1.py", b"", "task01", Ground.PART_OF_NAME, id="chinese-homework"),
        pytest.param("task02/ann/main.py", TEXTS, "task02", Ground.FOLDER_AND_FUNCTIONS, id="folder"),
        pytest.param("ex2/ann/main.py", b"", "task02", Ground.FOLDER, id="folder-only"),
        pytest.param("task02/ann/big_sums.py", TEXTS, "task01", Ground.FILE_NAME, id="name-before-folder"),
        pytest.param("ann/main.py", SUMS, "task01", Ground.FUNCTIONS, id="function"),
        pytest.param("ann/main.py", b"class Whisper:\n    pass", "task02", Ground.FUNCTIONS, id="class"),
        pytest.param("ann/main.py", b"add = lambda a, b: a + b", "task01", Ground.FUNCTIONS, id="assignment"),
        pytest.param("ann/main.py", b"add: Op = other", "task01", Ground.FUNCTIONS, id="annotated"),
        pytest.param("ann/main.py", b"\xef\xbb\xbfdef add(a, b): pass", "task01", Ground.FUNCTIONS, id="with-mark"),
        pytest.param("ann/main.py", SUMS + b"def subtract(): 0\n" + TEXTS, "task01", Ground.FUNCTIONS, id="most"),
    ],
)
def test_an_exercise_is_found(path: str, content: bytes, exercise: str, ground: Ground) -> None:
    """For the best reason there is."""
    assert guess(path, content) == (exercise, ground)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("ann/main.py", b"", id="nothing"),
        pytest.param("ann/main.py", b"    def add(a, b): pass", id="not-top-level"),
        pytest.param("ann/main.py", b"# def add(a, b)", id="comment"),
        pytest.param("ann/main.py", b"add == 3", id="comparison"),
        pytest.param("ann/main.py", b"def adder(): pass", id="longer-name"),
        pytest.param("ann/main.py", SUMS + TEXTS, id="both"),
        pytest.param("alex2.py", b"", id="no-word-of-its-own"),
        pytest.param("hw12.py", b"", id="another-number"),
        pytest.param("big_sumss.py", b"", id="another-word"),
        pytest.param("task01_task02.py", b"", id="both-names"),
        pytest.param("ann/main.py", b"\xff\xfed\0e\0f\0", id="utf-16"),
    ],
)
def test_no_exercise_is_guessed_wildly(path: str, content: bytes) -> None:
    """It is asked for instead."""
    assert guess(path, content)[0] is None


def test_all_that_a_file_could_be_is_said() -> None:
    """The instructor decides."""
    assert GUESSER.guess(("main.py",), "main.py", SUMS + TEXTS).others == ("task01", "task02")


@pytest.mark.parametrize("name", ["test_examples.py", "big_sums_stage.py", "test_big_sums.py", "conftest.py"])
def test_the_course_s_own_files_and_tests_are_no_submission(name: str) -> None:
    """They are handed in by those who hand in everything."""
    assert GUESSER.guess(("ann", name), name, SUMS).ours


@pytest.mark.parametrize(
    ("content", "exercise"),
    [
        pytest.param(notebook(("code", SUMS.decode())), "task01", id="text"),
        pytest.param(notebook(("code", ["x = 1\n", "def add(a, b):\n", "    return a"])), "task01", id="lines"),
        pytest.param(notebook(("markdown", SUMS.decode()), ("code", TEXTS.decode())), "task02", id="only-code"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"[" * 100_000, None, id="deep"),
        pytest.param(b"[" + b"0," * 600_000 + b"0]", None, id="many-values"),
        pytest.param(b'{"cells": 5}', None, id="no-cells"),
        pytest.param(b'{"cells": [5]}', None, id="odd-cells"),
        pytest.param(b'{"cells": [{"cell_type": "code", "source": [5]}]}', None, id="odd-source"),
        pytest.param(b'{"cells": [{"cell_type": "code", "source": "\\ud800"}]}', None, id="half-a-character"),
        pytest.param(b"\xff\xfe\x00", None, id="no-text"),
    ],
)
def test_notebooks_are_known_by_their_code_cells(content: bytes, exercise: str | None) -> None:
    """Or not at all; nothing in one raises."""
    assert guess("ann/work.ipynb", content)[0] == exercise


@pytest.mark.parametrize(
    ("part", "rest"),
    [
        ("alice.py", "alice"),
        ("alice_big_sums.py", "alice"),
        ("B1234567_task01.py", "B1234567"),
        ("王小明 task02.py", "王小明"),
        ("alice_v2.py", "alice"),
        ("alice_hw1 (3).ipynb", "alice"),
        ("big_sums.py", ""),
        ("task01", ""),
        ("attempt2", ""),
        ("第2次", ""),
        ("mary-ann.zip", "mary-ann"),
    ],
)
def test_what_is_left_of_a_name_is_a_student(part: str, rest: str) -> None:
    """Or nothing."""
    assert GUESSER.remainder(part) == rest


@pytest.mark.parametrize(
    ("part", "number"),
    [
        ("attempt1", 1),
        ("Attempt 12", 12),
        ("v3", 3),
        ("hw_v2.py", 2),
        ("第2次", 2),
        ("try-2.zip", 2),
        ("final", None),
        ("mav3", None),
    ],
)
def test_attempts_have_numbers(part: str, number: int | None) -> None:
    """As people write them."""
    assert attempt_of(part) == number


def test_a_hostile_source_takes_no_time() -> None:
    """A megabyte of whatever is slow to search."""
    start = time.process_time()
    for piece in (b"def ", b"def\t\t\t", b"add ", b"add :", b"\nadd" + b" " * 9, b"async  def"):
        guess("ann/main.py", piece * (1_000_000 // len(piece)))
    for name in ("_" * 251, "(1" * 125, " copy" * 50, "task0" * 50, "第" * 80, "big_" * 60):
        guess(f"ann/{name}.py")
        GUESSER.remainder(f"{name}.py")

    assert time.process_time() - start < 5
