"""Whatever lies where a submission should be, it is read or refused with a reason, and nothing waits or follows."""

import os
import stat
from pathlib import Path

import pytest

from grader.core.submission import MAX_BYTES, Unreadable, looks_wrong, printable, read_submission


def why_not(path: Path) -> str:
    """The reason for which a file is not graded."""
    with pytest.raises(Unreadable) as caught:
        read_submission(path)
    return caught.value.reason


def test_a_file_is_read_byte_by_byte(tmp_path: Path) -> None:
    """No newline is translated, no encoding assumed."""
    path = tmp_path / "sums.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\n\xff")

    assert read_submission(path).source == b"\xef\xbb\xbfx = 1\r\n\xff"


def test_the_digest_tells_contents_apart(tmp_path: Path) -> None:
    """The same content has the same digest, under any name."""
    for name, content in (("a.py", b"x"), ("b.py", b"x"), ("c.py", b"y")):
        (tmp_path / name).write_bytes(content)
    a, b, c = (read_submission(tmp_path / name).digest for name in ("a.py", "b.py", "c.py"))

    assert (a == b, a == c, len(a)) == (True, False, 64)


def test_an_empty_file_is_read(tmp_path: Path) -> None:
    """It is a submission, if a poor one."""
    (tmp_path / "empty.py").touch()

    assert read_submission(tmp_path / "empty.py").source == b""


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    """Nothing is there."""
    assert why_not(tmp_path / "none.py") == "missing"


def test_a_file_in_a_missing_folder_is_missing(tmp_path: Path) -> None:
    """Nothing is there either."""
    assert why_not(tmp_path / "none" / "none.py") == "missing"


def test_a_folder_is_a_directory(tmp_path: Path) -> None:
    """A folder of the right name is no file."""
    assert why_not(tmp_path) == "directory"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Whatever it points to."""
    (tmp_path / "real.py").write_text("x = 1")
    (tmp_path / "link.py").symlink_to("real.py")

    assert why_not(tmp_path / "link.py") == "link"


@pytest.mark.parametrize("target", ["nowhere.py", "link.py", "/etc/passwd", "."])
def test_a_link_to_anything_is_a_link(tmp_path: Path, target: str) -> None:
    """Dangling, to itself, to somebody else's file, to a folder."""
    (tmp_path / "link.py").symlink_to(target)

    assert why_not(tmp_path / "link.py") == "link"


def test_links_and_folders_are_refused_where_opening_does_not_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows, imitated: nothing there says of a file that it must not be a link."""
    monkeypatch.setattr("grader.core.submission._NO_LINK", 0)
    (tmp_path / "link.py").symlink_to("/etc/passwd")

    assert (why_not(tmp_path / "link.py"), why_not(tmp_path)) == ("link", "directory")


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody writes to it, and nobody must."""
    os.mkfifo(tmp_path / "fifo.py")

    assert why_not(tmp_path / "fifo.py") == "special"


def test_a_device_is_not_read() -> None:
    """An endless one least of all."""
    assert why_not(Path("/dev/zero")) == "special"


@pytest.mark.usefixtures("permissions_count")
def test_a_file_without_permission_is_forbidden(tmp_path: Path) -> None:
    """The remedy is another than for a missing file."""
    path = tmp_path / "mine.py"
    path.touch(mode=0)

    assert why_not(path) == "forbidden"


def test_a_large_file_is_refused_with_its_size(tmp_path: Path) -> None:
    """Ten megabytes are no homework."""
    path = tmp_path / "large.py"
    path.write_bytes(bytes(10_000_000))

    with pytest.raises(Unreadable) as caught:
        read_submission(path)

    assert (caught.value.reason, caught.value.fields["size"]) == ("large", "10.0")


def test_a_file_that_only_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    """A terabyte without content is not read."""
    path = tmp_path / "sparse.py"
    path.touch()
    os.truncate(path, 10**12)

    assert why_not(path) == "large"


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    """The limit itself is allowed."""
    path = tmp_path / "full.py"
    path.write_bytes(b"#" * MAX_BYTES)

    assert len(read_submission(path).source) == MAX_BYTES


@pytest.mark.parametrize("name", ["with space.py", "卷積.py", "-rf", ".py", "no_suffix", "quote'\".py", "a" * 250])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    """The name is for display only."""
    (tmp_path / name).write_text("x = 1")

    assert read_submission(tmp_path / name).name == name


@pytest.mark.parametrize(
    "name", ["\x1b[31mred.py", "bell\a.py", "back\bspace.py", "\u202egnp.py", "\u200bzero.py", "\x9b.py"]
)
def test_control_characters_in_a_name_are_made_printable(tmp_path: Path, name: str) -> None:
    """A terminal shows them instead of obeying."""
    (tmp_path / name).write_text("x = 1")

    assert read_submission(tmp_path / name).name.isprintable()


def test_a_name_that_is_no_text_is_made_printable(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 can be file names on Linux."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.py"))
    path.write_text("x = 1")

    assert read_submission(path).name == "\\udcff.py"


@pytest.mark.parametrize("name", ["nul\0.py", "a" * 300], ids=["nul", "too-long"])
def test_a_name_that_cannot_exist_is_unreadable(tmp_path: Path, name: str) -> None:
    """No traceback, whatever is typed."""
    assert why_not(tmp_path / name) == "unreadable"


@pytest.mark.parametrize("make", ["missing", "directory", "fifo", "link", "large"])
@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_every_refusal_names_the_file_in_a_sentence(tmp_path: Path, make: str, language: str) -> None:
    """In the person's language, with what to do."""
    path = tmp_path / "sums.py"
    {
        "missing": lambda: None,
        "directory": path.mkdir,
        "fifo": lambda: os.mkfifo(path),
        "link": lambda: path.symlink_to("x"),
        "large": lambda: path.write_bytes(bytes(MAX_BYTES + 1)),
    }[make]()

    with pytest.raises(Unreadable) as caught:
        read_submission(path)

    assert "sums.py" in caught.value.explain(language, "exercise07")


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_the_advice_for_a_missing_file_names_the_exercise_at_hand(tmp_path: Path, language: str) -> None:
    """The command that it shows is one to copy."""
    with pytest.raises(Unreadable) as caught:
        read_submission(tmp_path / "sums.py")

    assert "`grade exercise07 " in caught.value.explain(language, "exercise07")


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    """Neither of what is read nor of what is refused."""
    (tmp_path / "sums.py").touch()
    os.mkfifo(tmp_path / "fifo.py")
    before = set(os.listdir("/proc/self/fd"))
    read_submission(tmp_path / "sums.py")
    for path in (tmp_path / "fifo.py", tmp_path):
        with pytest.raises((Unreadable, OSError)):
            read_submission(path)

    assert set(os.listdir("/proc/self/fd")) == before


def test_reading_changes_nothing(tmp_path: Path) -> None:
    """Not even the permissions."""
    path = tmp_path / "sums.py"
    path.touch(mode=0o640)
    read_submission(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \r\n\t", "empty", id="blank"),
        pytest.param("x = 1".encode("utf-16"), "utf16", id="utf16"),
        pytest.param(b"\xfe\xff\0x", "utf16", id="utf16-big-endian"),
        pytest.param(b'{"cells": []}', "notebook", id="notebook"),
        pytest.param(b'\n {\n "cells": []}', "notebook", id="notebook-indented"),
        pytest.param(b"x = 1\0", "binary", id="nul"),
        pytest.param(b"PK\x03\x04", "binary", id="zip"),
        pytest.param(b"\x89PNG\r\n", "binary", id="png"),
        pytest.param(b"%PDF-1.7", "binary", id="pdf"),
        pytest.param(b"x = 1", None, id="python"),
        pytest.param(b"\xef\xbb\xbfx = 1", None, id="python-with-bom"),
        pytest.param(b'{"a": 1}', None, id="a-dict-is-python"),
        pytest.param("x = '卷'".encode("big5"), None, id="big5"),
    ],
)
def test_a_file_that_is_hardly_python_is_told_from_its_bytes(source: bytes, expected: str | None) -> None:
    """By looking, never by parsing."""
    assert looks_wrong(source) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain text\n\tindented", "plain text\n\tindented", id="plain"),
        pytest.param("卷積，核（3×3）🐍", "卷積，核（3×3）🐍", id="chinese"),
        pytest.param("\x1b[2J", "\\x1b[2J", id="escape"),
        pytest.param("a\rb", "a\\rb", id="carriage-return"),
        pytest.param("a\0b", "a\\x00b", id="nul"),
        pytest.param("\u202e", "\\u202e", id="right-to-left"),
        pytest.param("\ud800", "\\ud800", id="surrogate"),
        pytest.param("\U000e0041", "\\U000e0041", id="invisible-tag"),
        pytest.param("\x85\u2028", "\\x85\\u2028", id="other-line-ends"),
    ],
)
def test_hostile_text_is_made_safe_to_show(text: str, expected: str) -> None:
    """Control and direction characters are escaped; ordinary text stays."""
    assert printable(text) == expected


def test_shown_text_is_bounded() -> None:
    """A megabyte of message fills no screen."""
    assert len(printable("x" * 10**6)) == 20_000
