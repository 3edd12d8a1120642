"""What is in the journal is finished, whatever ended the batch; and only one batch writes."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.primitives.errors import UsageError
from grader.usecases.batch.journal import NAME, Journal

REPORT = {"exercise": "one", "points": 3.5, "name": "王小明 🐍"}


def written(folder: Path, **reports: object) -> None:
    """Keep these reports."""
    with Journal(folder) as journal:
        for key, report in reports.items():
            journal.add(key, {"value": report})


def read(folder: Path) -> dict[str, object]:
    """All reports that are kept."""
    with Journal(folder) as journal:
        return {key: journal.report(key)["value"] for key in ("a", "b", "c") if key in journal}


def test_a_report_comes_back_as_it_was(tmp_path: Path) -> None:
    """In the same run and in the next one, in any script."""
    with Journal(tmp_path) as journal:
        journal.add("a", REPORT)
        assert journal.report("a") == REPORT
    with Journal(tmp_path) as journal:
        assert journal.report("a") == REPORT


def test_a_folder_is_made(tmp_path: Path) -> None:
    """The first batch needs no preparations."""
    written(tmp_path / "new" / "folder", a=1)

    assert read(tmp_path / "new" / "folder") == {"a": 1}


def test_a_report_is_on_the_disk_when_it_counts_as_kept(tmp_path: Path) -> None:
    """Another process sees it at once."""
    with Journal(tmp_path) as journal:
        journal.add("a", REPORT)
        assert (tmp_path / NAME).read_bytes().endswith(b"\n")


@pytest.mark.parametrize("left", [0, 1, 17, 40, -1])
def test_a_line_that_was_cut_off_is_dropped(tmp_path: Path, left: int) -> None:
    """However much of it was written; what came before stays, and what comes next is kept."""
    written(tmp_path, a=1, b=2)
    lines = (tmp_path / NAME).read_bytes().splitlines(keepends=True)
    (tmp_path / NAME).write_bytes(lines[0] + lines[1][:left])

    assert read(tmp_path) == {"a": 1}
    written(tmp_path, c=3)
    assert read(tmp_path) == {"a": 1, "c": 3}


@pytest.mark.parametrize("damage", [b"\0", b"\xff", b"9"], ids=["null", "no-text", "digit"])
def test_a_damaged_line_is_dropped(tmp_path: Path, damage: bytes) -> None:
    """A bit that fell over is no grade."""
    written(tmp_path, a=1, b=2)
    content = (tmp_path / NAME).read_bytes()
    place = content.rindex(b"2")
    (tmp_path / NAME).write_bytes(content[:place] + damage + content[place + 1 :])

    assert read(tmp_path) == {"a": 1}


def test_the_last_report_of_a_key_counts(tmp_path: Path) -> None:
    """A grading that was done again replaces the one before."""
    written(tmp_path, a=1)
    written(tmp_path, a=2)

    assert read(tmp_path) == {"a": 2}


def test_a_second_batch_is_refused(tmp_path: Path) -> None:
    """As long as the first one lives; then no more."""
    with Journal(tmp_path), pytest.raises(UsageError, match="Another `grade batch` is writing"):
        Journal(tmp_path).__enter__()

    assert read(tmp_path) == {}


def test_a_killed_batch_leaves_no_lock(tmp_path: Path) -> None:
    """The system takes it back."""
    code = f"import os, signal; from pathlib import Path; from grader.usecases.batch.journal import Journal\nJournal(Path({str(tmp_path)!r})).__enter__().add('a', {{'value': 1}}); os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)

    assert read(tmp_path) == {"a": 1}


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """In a sentence, with the next step."""
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="cannot be written"):
        written(tmp_path / "file", a=1)


def test_a_full_disk_is_told_and_leaves_the_journal_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was finished stays finished."""
    written(tmp_path, a=1)
    with Journal(tmp_path) as journal:

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(UsageError, match="the disk is full"):
                journal.add("b", {"value": 2})
        journal.add("c", {"value": 3})

    assert read(tmp_path) == {"a": 1, "c": 3}


def test_the_journal_is_lines_of_json_after_a_checksum(tmp_path: Path) -> None:
    """A person can read it."""
    written(tmp_path, a=1)
    _, _, content = (tmp_path / NAME).read_text(encoding="utf-8").partition(" ")

    assert json.loads(content) == {"key": "a", "report": {"value": 1}}
