"""A folder is listed as it is: links are not followed, nothing is opened, and there is an end to it."""

import os
from pathlib import Path

import pytest

from grader.primitives.trees import MAX_DEPTH, Kind, walk
from tests.handed_in import write


def kinds(root: Path, **settings: int) -> dict[str, Kind]:
    """What is in a folder, by path."""
    return {"/".join(entry.path): entry.kind for entry in walk(root, lambda path: path[-1] != ".git", **settings)}


def test_everything_is_listed_in_order(tmp_path: Path) -> None:
    """Folders before what is in them; the same in every run."""
    write(tmp_path, {"b/2.py": b"", "b/1.py": b"", "a.py": b"", "c/": b""})

    assert list(kinds(tmp_path)) == ["a.py", "b", "b/1.py", "b/2.py", "c"]


def test_a_folder_may_be_left_out(tmp_path: Path) -> None:
    """It is named, and not looked into."""
    write(tmp_path, {".git/HEAD": b"", "a.py": b""})

    assert kinds(tmp_path) == {".git": Kind.FOLDER, "a.py": Kind.FILE}


@pytest.mark.parametrize("target", ["/etc", "/etc/passwd", ".", "nowhere"])
def test_links_are_not_followed(tmp_path: Path, target: str) -> None:
    """To a folder, a file, itself, nothing."""
    (tmp_path / "link").symlink_to(target)

    assert kinds(tmp_path) == {"link": Kind.LINK}


def test_a_fifo_is_special(tmp_path: Path) -> None:
    """It is not opened."""
    os.mkfifo(tmp_path / "fifo.py")

    assert kinds(tmp_path) == {"fifo.py": Kind.SPECIAL}


def test_many_entries_have_an_end(tmp_path: Path) -> None:
    """And it is said that there are more."""
    write(tmp_path, {f"{n}.py": b"" for n in range(9)})

    assert list(kinds(tmp_path, max_entries=4)) == ["0.py", "1.py", "2.py", "3.py", ""]


def test_a_deep_folder_has_an_end(tmp_path: Path) -> None:
    """Before the names get too long for the system."""
    write(tmp_path, {"/".join("d" * (MAX_DEPTH + 10)) + "/x.py": b""})

    assert list(kinds(tmp_path).values()).count(Kind.DEEP) == 1
    assert Kind.FILE not in kinds(tmp_path).values()


def test_a_root_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    """The caller says so."""
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError):
        list(walk(tmp_path / "file", lambda _: True))


def test_a_folder_that_disappears_is_unreadable(tmp_path: Path) -> None:
    """The rest goes on."""
    write(tmp_path, {"a/x.py": b"", "b/y.py": b""})
    found = {}
    for entry in walk(tmp_path, lambda _: True):
        found["/".join(entry.path)] = entry.kind
        if entry.path == ("a",):
            (tmp_path / "b/y.py").unlink()
            (tmp_path / "b").rmdir()

    assert found["b"] is Kind.UNREADABLE
