"""`grade quiz` as a person has it: in a terminal, through pipes, killed in the middle."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path

import pytest
from quiz_course import WITH_MORE, write_quiz_course
from support import GRADE, PATIENCE, environment, grade

from grader.core.quiz.layout import columns

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A command on a pseudo-terminal."""

    def __init__(self, *arguments: object, env: dict[str, str], width: int = 80) -> None:
        self._main, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        command = [GRADE, *map(str, arguments)]
        env = environment({"TERM": "xterm", **env})
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True, close_fds=True
        )
        os.close(theirs)
        self.seen = ""

    def until(self, text: str) -> str:
        """What was shown until a text, which is waited for."""
        start, end = len(self.seen), time.monotonic() + PATIENCE
        while text not in self.seen[start:]:
            assert time.monotonic() < end, f"no {text!r} in {self.seen[start:]!r}"
            if not self._read():
                assert text in self.seen[start:], f"ended without {text!r}: {self.seen[start:]!r}"
        return self.seen[start:]

    def type(self, text: str) -> None:
        """Keys, and Enter."""
        os.write(self._main, text.encode() + b"\r")

    def close(self) -> int:
        """The exit code, once it has ended."""
        while self._read():
            pass
        os.close(self._main)
        return self.process.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._main], [], [], PATIENCE)
        try:
            data = os.read(self._main, 65536) if ready else b""
        except OSError:
            data = b""
        self.seen += _ESCAPES.sub("", data.decode("utf-8", "replace")).replace("\r", "")
        return bool(data)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A course with questions, and the environment of a person."""
    course = write_quiz_course(tmp_path / "course", WITH_MORE)
    return course.folder.parent, {"GRADER_HOME": str(tmp_path / "home"), "GRADER_SECRET": "tests"}


def doubled(shown: str) -> int:
    found = re.search(r"Double (\d+)", shown)
    assert found, shown
    return 2 * int(found[1])


def test_a_quiz_is_taken_from_end_to_end(place: tuple[Path, dict[str, str]]) -> None:
    """Right, a known mistake, asked again, given up; then the summary."""
    course, env = place
    terminal = Terminal("--course", course, "quiz", "num", "-n", 3, env=env)
    answer = doubled(terminal.until("> "))
    terminal.type("1,5")
    assert "two ways" in terminal.until("> ")
    terminal.type(f"{answer:,}")
    shown = terminal.until("> ")
    assert "✓ Right." in shown
    terminal.type(str((doubled(shown.rpartition("2/3")[2]) // 2) ** 2))
    assert "You squared it." in terminal.until("> ")
    terminal.type("?")
    assert "1 of 3 right" in terminal.until("asks again")

    assert terminal.close() == 0


def test_a_matrix_is_typed_row_by_row(place: tuple[Path, dict[str, str]]) -> None:
    """An empty line ends it."""
    course, env = place
    terminal = Terminal("--course", course, "quiz", "shapes", "-n", 1, env=env)
    cells = re.findall(r"\[(\d)  (\d)\]", terminal.until("row 1> "))
    assert len(cells) == 2
    for number, row in enumerate(cells, 2):
        terminal.type(" ".join(row))
        terminal.until(f"row {number}> ")
    terminal.type("")

    assert "✓ Right." in terminal.until("asks again")
    assert terminal.close() == 0


@pytest.fixture
def hearing_hangups():
    """Whoever runs the tests under `nohup` would have every terminal's process deaf to it, too."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hearing_hangups")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL, signal.SIGHUP], ids=lambda each: each.name)
def test_a_quiz_that_was_ended_goes_on(place: tuple[Path, dict[str, str]], end: signal.Signals) -> None:
    """Ctrl-C, a kill, a closed window: answers are kept, and the open question is asked again, with its numbers."""
    course, env = place
    terminal = Terminal("--course", course, "quiz", "num", "-n", 2, env=env)
    terminal.type(str(doubled(terminal.until("> "))))
    left = doubled(terminal.until("> ").rpartition("2/2")[2])
    os.kill(terminal.process.pid, end)
    terminal.close()
    again = Terminal("--course", course, "quiz", "num", "-n", 2, env=env)
    shown = again.until("> ")

    assert "You had answered 1 of 2" in shown
    assert doubled(shown.rpartition("2/2")[2]) == left
    again.type(str(left))
    assert "1 of 1 right" in again.until("asks again")
    assert again.close() == 0


def test_a_second_window_is_told_to_wait(place: tuple[Path, dict[str, str]]) -> None:
    """And nothing happens to the first."""
    course, env = place
    terminal = Terminal("--course", course, "quiz", "words", "-n", 1, env=env)
    terminal.until("> ")
    second = grade("--course", course, "quiz", "num", env=env)
    terminal.type("?")
    terminal.until("asks again")

    assert (second.code, "Another `grade quiz` is open" in second.text) == (2, True)
    assert terminal.close() == 0


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_forty_columns_are_enough(place: tuple[Path, dict[str, str]], language: str) -> None:
    """No line is wider, in either language."""
    course, env = place
    overview = Terminal("--course", course, "quiz", "--lang", language, env=env, width=40)
    overview.close()
    terminal = Terminal("--course", course, "quiz", "num", "-n", 1, "--lang", language, env=env, width=40)
    terminal.until("> ")
    terminal.type("?")
    terminal.close()

    assert [line for line in (overview.seen + terminal.seen).split("\n") if columns(line) > 40] == []


def test_answers_may_come_through_a_pipe(place: tuple[Path, dict[str, str]]) -> None:
    """Without a terminal: plain lines, and at the end of the input everything is kept."""
    course, env = place
    with (course / "answers.txt").open("w+b") as answers:
        answers.write("Ａ\n\n\xff?\n".encode("latin-1", "replace"))
        answers.seek(0)
        run = grade("--course", course, "quiz", "words", "-n", 5, env=env, stdin=answers)
    standing = grade("--course", course, "quiz", env=env)

    assert run.code == 0
    assert "Everything is kept" in run.text
    assert "\x1b" not in run.out
    assert "words" in standing.text


def test_nothing_on_stdin_is_the_end_of_the_quiz(place: tuple[Path, dict[str, str]]) -> None:
    """As where a program starts it."""
    course, env = place
    run = grade("--course", course, "quiz", "words", env=env)

    assert (run.code, "goes on from here" in run.text) == (0, True)


def test_a_reader_that_has_gone_is_no_error(place: tuple[Path, dict[str, str]]) -> None:
    """`grade quiz | head -1`."""
    course, env = place
    read, write = os.pipe()
    os.close(read)
    try:
        run = grade("--course", course, "quiz", env=env, stdout=write)
    finally:
        os.close(write)

    assert run.err == ""


@pytest.mark.parametrize("arguments", [("nothing",), ("num", "-n", "0"), ("num", "-n", "many"), ("--bogus",)])
def test_what_cannot_be_is_refused_with_a_sentence(
    place: tuple[Path, dict[str, str]], arguments: tuple[str, ...]
) -> None:
    """An unknown topic, a number that is none."""
    course, env = place

    assert grade("--course", course, "quiz", *arguments, env=env).code == 2


def test_a_course_without_questions_says_so(tmp_path: Path) -> None:
    """And where they would be."""
    from tiny_course import write_tiny_course

    course = write_tiny_course(tmp_path, {})
    run = grade("--course", course.folder.parent, "quiz")

    assert (run.code, "no questions" in run.text) == (2, True)
