"""Whatever lies in a class's folder, it is graded or listed; nothing in it stops the rest."""

import os
import tracemalloc
from pathlib import Path

import pytest

from grader.core.coursework import Student
from grader.core.submission import MAX_BYTES
from grader.primitives.errors import UsageError
from grader.usecases import gather_submissions
from grader.usecases.gather_submissions import gather
from grader.usecases.handed_in_files import pieces
from tests.handed_in import COURSE, SUMS, TEXTS, counting, gathered, reasons, write, zipped

ANN, BOB, CY = Student("B1", "Ann Lee", sid="B1"), Student("B2", "Bob Wu", sid="B2"), Student("B3", "王小明", sid="B3")


# --- students --------------------------------------------------------------------------------------------------------


def test_students_of_the_list_without_anything_are_idle(tmp_path: Path) -> None:
    """In the order of the list; those whose folder is empty, too."""
    found = gathered(tmp_path, {"B2/big_sums.py": SUMS, "B3/": b""}, ANN, BOB, CY)

    assert found.idle == (ANN, CY)


def test_folders_without_anything_are_idle_students(tmp_path: Path) -> None:
    """Where there is no list, they are the list. Empty ones, empty zips, broken zips, reports."""
    files = {
        "ann/big_sums.py": SUMS,
        "bob/": b"",
        "cy/report.pdf": b"",
        "dan.zip": zipped({}),
        "eve.zip": b"broken",
        "fay/x/y/": b"",
    }

    assert [student.id for student in gathered(tmp_path, files).idle] == ["bob", "cy", "dan", "eve", "fay"]


def test_strangers_are_graded(tmp_path: Path) -> None:
    """Under ids of their own; a stranger's empty folder is listed."""
    found = gathered(tmp_path, {"B1/big_sums.py": SUMS, "zoe/big_sums.py": SUMS, "yan/": b""}, ANN)

    assert (sorted(counting(found)), found.idle) == (["B1", "zoe"], ())
    assert "nobody on the class list" in reasons(found)["yan"]


def test_ids_are_safe_and_unique_and_stay(tmp_path: Path) -> None:
    """Whatever folders are called."""
    names = [
        "Ann Lee",
        "ann-lee",
        "Ann  Lee",
        "ANN LEE",
        "CON",
        "王小明",
        "a" * 200,
        "\u202egnp",
        "x\ny",
        "-rf",
        os.fsdecode(b"\xff\xfe"),
    ]
    files = {f"{name}/big_sums.py": SUMS for name in names}
    first, second = gathered(tmp_path, files), gathered(tmp_path / "handed in")
    ids = {attempt.student.id for attempt in first.attempts}

    assert first == second
    assert len({each.casefold() for each in ids}) == len(names)
    assert [each for each in ids if not each.replace("-", "").isalnum() or each.startswith("-") or len(each) > 60] == []


def test_names_that_an_unpacker_left_in_big5_are_read(tmp_path: Path) -> None:
    """On Linux, they are bytes that are no text."""
    folder = tmp_path / "class" / os.fsdecode("王小明".encode("cp950"))
    write(folder.parent, {})
    write(folder, {"big_sums.py": SUMS})

    assert counting(gathered(tmp_path / "class", None, CY)) == {"B3": {"task01": "王小明/big_sums.py"}}


def test_hostile_names_are_made_printable(tmp_path: Path) -> None:
    """In everything that is shown."""
    files = {
        "\x1b[31mann/big_sums.py": SUMS,
        "bob/\x07\n.txt": b"",
        "bob/big_sums.py": SUMS,
        os.fsdecode(b"\xff/x.pdf"): b"",
    }
    found = gathered(tmp_path, files)
    shown = (
        [a.student.name + a.origin + a.file for a in found.attempts]
        + [u.origin for u in found.unmatched]
        + [s.name for s in found.idle]
    )

    assert [text for text in shown if not text.isprintable()] == []
    assert [text.encode() for text in shown]


# --- exercises and attempts ------------------------------------------------------------------------------------------


def test_a_single_file_is_for_the_single_exercise(tmp_path: Path) -> None:
    """Though it says nothing about it."""
    files = {"ann/hw.py": b"print(1)", "bob/one.py": b"1", "bob/two.py": b"2"}

    assert counting(gathered(tmp_path, files, only="task02")) == {"ann": {"task02": "ann/hw.py"}}
    assert "2 files" in reasons(gathered(tmp_path, files, only="task02"))["bob/one.py"]
    assert "--exercise" in reasons(gathered(tmp_path, files))["ann/hw.py"]


def test_files_for_other_exercises_are_listed(tmp_path: Path) -> None:
    """They are not taken for the one that is graded."""
    found = gathered(tmp_path, {"ann/big_sums.py": SUMS, "bob/texts.py": TEXTS}, only="task02")

    assert (list(counting(found)), "task01" in reasons(found)["ann/big_sums.py"]) == (["bob"], True)


def test_every_unmatched_file_has_a_reason(tmp_path: Path) -> None:
    """None is dropped."""
    files = {
        "ann/big_sums.py": SUMS,
        "ann/big_sums_old.py": SUMS,
        "ann/notes.txt": b"",
        "ann/hw.rar": b"Rar!",
        "ann/test_mine.py": b"",
        "ann/both.py": SUMS + TEXTS,
        "ann/helpers.py": b"",
        "texts.py": TEXTS,
        "bob/hw.zip": zipped({"../evil.py": SUMS, "texts.py": TEXTS}),
        "submission_metadata.yml/x.txt": b"",
    }
    found = gathered(tmp_path, files)

    assert reasons(found).keys() == files.keys() - {"ann/big_sums.py", "bob/hw.zip"} | {"bob/hw.zip/../evil.py"}
    assert [why for why in reasons(found).values() if not why[0].isupper() and not why.startswith("big_sums")] == []


def test_junk_is_counted_and_not_listed(tmp_path: Path) -> None:
    """In folders and in zips."""
    junk = (
        "__MACOSX/._x.py",
        ".DS_Store",
        "__pycache__/x.pyc",
        ".git/x.py",
        ".ipynb_checkpoints/x.ipynb",
        "Thumbs.db",
        "venv/lib/x.py",
    )
    files = {f"ann/{name}": b"" for name in junk} | {
        "ann/big_sums.py": SUMS,
        "bob/hw.zip": zipped(dict.fromkeys(junk, b"")),
    }
    found = gathered(tmp_path, files)

    assert (found.unmatched, found.skipped) == ((), 2 * len(junk))


def test_the_latest_counts_and_all_are_kept(tmp_path: Path) -> None:
    """By the time of the file where nothing else tells."""
    root = write(
        tmp_path / "class", {f"ann/{name}/big_sums.py": name.encode() for name in ("x", "y", "z")} | {"bob/": b""}
    )
    for name, time in (("x", 300), ("y", 100), ("z", 200)):
        os.utime(root / "ann" / name / "big_sums.py", (time, time))

    assert [(a.content, a.number, a.counts) for a in gathered(root).attempts] == [
        (b"y", 1, False),
        (b"z", 2, False),
        (b"x", 3, True),
    ]


# --- what cannot be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("nowhere", "There is no", id="missing"),
        pytest.param("file.py", "neither a folder nor a zip", id="file"),
        pytest.param("loop/x", "There is no", id="endless-link"),
        pytest.param("file.py/x", "There is no", id="below-a-file"),
        pytest.param("nul\0", "There is no", id="no-name"),
        pytest.param("a" * 300, "cannot be read", id="too-long"),
        pytest.param("fifo.zip", "cannot be read", id="fifo"),
        pytest.param("none.zip", "cannot be read", id="no-zip"),
    ],
)
def test_what_cannot_be_read_at_all_is_a_sentence(tmp_path: Path, name: str, words: str) -> None:
    """With the next step."""
    (tmp_path / "file.py").touch()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "fifo.zip")

    with pytest.raises(UsageError, match=words):
        gather(tmp_path / name, COURSE, COURSE.exercises)


def test_an_empty_folder_is_an_empty_class(tmp_path: Path) -> None:
    """With a list, everybody is idle."""
    assert gathered(tmp_path, {}) == gathered(tmp_path / "handed in")
    assert gathered(tmp_path, {}, ANN).idle == (ANN,)


def test_a_broken_zip_of_the_class_is_listed(tmp_path: Path) -> None:
    """As itself."""
    (tmp_path / "class.zip").write_bytes(b"PK")

    assert list(reasons(gathered(tmp_path / "class.zip"))) == ["."]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: path.symlink_to("/etc/passwd"), id="link"),
        pytest.param(lambda path: path.symlink_to("nowhere"), id="dangling-link"),
        pytest.param(os.mkfifo, id="fifo"),
        pytest.param(lambda path: path.write_bytes(bytes(MAX_BYTES + 1)), id="large"),
    ],
)
def test_a_file_that_cannot_be_graded_is_an_attempt_with_a_reason(tmp_path: Path, make: object) -> None:
    """The student handed something in; and the others are graded."""
    root = write(tmp_path / "class", {"bob/big_sums.py": SUMS, "ann/": b""})
    assert callable(make)
    make(root / "ann" / "big_sums.py")
    ann, bob = gathered(root).attempts

    assert (ann.content, bool(ann.problem), bob.content) == (None, True, SUMS)


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    """It could lead anywhere, also in circles."""
    root = write(tmp_path / "class", {"bob/big_sums.py": SUMS})
    write(tmp_path / "secret", {"big_sums.py": b"secret"})
    (root / "ann").symlink_to(tmp_path / "secret")
    (root / "bob" / "again").symlink_to("..")

    assert (list(counting(gathered(root))), list(reasons(gathered(root)))) == (["bob"], ["ann", "bob/again"])


def test_a_file_that_disappears_is_an_attempt_with_a_reason(tmp_path: Path) -> None:
    """Between listing and reading; the rest goes on."""
    root = write(
        tmp_path / "class",
        {"ann/big_sums.py": SUMS, "bob/big_sums.py": SUMS, "cy/hw.zip": zipped({"big_sums.py": SUMS})},
    )
    found = pieces(root, lambda _: MAX_BYTES)
    (root / "bob" / "big_sums.py").unlink()
    (root / "cy" / "hw.zip").unlink()

    assert {"/".join(piece.path): (piece.content, piece.problem) for piece in found if piece.kind.value == "file"} == {
        "ann/big_sums.py": (SUMS, ""),
        "bob/big_sums.py": (None, "vanished"),
        "cy/hw.zip": (None, "vanished"),
    }


def test_hostile_zips_cost_the_others_nothing(tmp_path: Path) -> None:
    """Each one's problem is listed beside its name."""
    bomb = zipped({"bomb.zip": bytes(30_000_000), "big_sums.py": b"#" * 900_000})
    root = tmp_path / "class.zip"
    root.write_bytes(
        zipped(
            {
                "ann/hw.zip": bomb,
                "bob/big_sums.py": SUMS,
                "cy/hw.zip": zipped({"../../big_sums.py": SUMS, "texts.py": TEXTS}),
            }
        )
    )
    found = gathered(root)

    assert list(counting(found)) == ["ann", "bob", "cy"]
    assert list(reasons(found)) == ["ann/hw.zip/bomb.zip", "cy/hw.zip/../../big_sums.py"]
    assert os.listdir(tmp_path) == ["class.zip"]


# --- memory ----------------------------------------------------------------------------------------------------------


def test_only_what_may_be_graded_is_held(tmp_path: Path) -> None:
    """Twelve zips of two megabytes, of which a few bytes are code."""
    data = os.urandom(2_000_000)
    files = {
        f"s{n}/hw.zip": zipped({"data.bin": data, "photo.py": data[:900_000], "big_sums.py": SUMS}) for n in range(12)
    }
    root = write(tmp_path / "class", files)
    tracemalloc.start()
    try:
        found = gathered(root)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (len(found.attempts), peak < 15_000_000) == (12, True)


def test_the_same_content_is_held_once(tmp_path: Path) -> None:
    """Groups hand in the same file, each of them."""
    found = gathered(tmp_path, {f"s{n}/big_sums.py": SUMS for n in range(3)})

    assert len({id(attempt.content) for attempt in found.attempts}) == 1


def test_there_is_an_end_to_what_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One who hands in too much keeps no room from the others."""
    monkeypatch.setattr(gather_submissions, "MAX_KEPT_OF_ONE", 25)
    files = {f"ann/hw/{n}/big_sums.py": b"x" * 10 + b"%d" % n for n in range(5)} | {"bob/big_sums.py": b"y"}
    found = gathered(tmp_path, files)

    assert [bool(a.problem) for a in found.attempts] == [False, False, True, True, True, False]
