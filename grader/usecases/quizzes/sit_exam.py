"""
Sitting an exam: a sheet's questions, answered into a file beside it, until it is handed in or the time is over.

Nothing on this machine knows an answer. What cannot be read is asked again all the same: that follows from the question alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Self

from grader.core.quiz.history import next_moment
from grader.core.quiz.marking import AskAgain, mark
from grader.core.quiz.questions import Question
from grader.core.quiz.sheets import ANSWERS, Line, Sheet, line_of, read_lines, read_sheet, receipt
from grader.primitives.errors import QuizError, UsageError
from grader.usecases.quizzes.practice import right_now

try:
    import fcntl
except ImportError:  # no locks of this kind there: a second process is not noticed
    fcntl = None  # type: ignore[assignment]

_CAN_LOCK = fcntl is not None
ENDING = ".answers"
_MOST = 5_000_000


class Exam:
    """One student's exam, open. To be used as a context manager. Raises: UsageError, QuizError."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = right_now) -> None:
        self.sheet = _sheet(path)
        self.answers_path = path.with_name(path.name.removesuffix(".quiz") + ENDING)
        self._clock = clock
        self._file: BinaryIO | None = None
        self._lines: tuple[Line, ...] = ()
        self._started = time.monotonic()
        self._resumed_at: datetime | None = None

    def __enter__(self) -> Self:
        try:
            self._file = self.answers_path.open("a+b")
            self._lock()
            self._take_up()
        except OSError as error:
            self.__exit__()
            raise _unusable(self.answers_path, error) from error
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()
        self._file = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """As they may be shown."""
        return self.sheet.questions

    @property
    def typed(self) -> dict[int, str]:
        """What was answered last to each question, by its place."""
        answered = [line for line in self._lines if line.event == "answered"]
        return {int(line.fields["place"]): str(line.fields["typed"]) for line in answered}

    @property
    def handed_in(self) -> bool:
        """Is it over, by the student's own will?"""
        return bool(self._lines) and self._lines[-1].event == "handed in"

    @property
    def receipt(self) -> str:
        """Stands for all that was answered so far."""
        return receipt(self._lines)

    @property
    def left(self) -> timedelta | None:
        """How much time there is; None: as much as they want. Negative when it is over."""
        deadline = self.sheet.deadline(self._lines[0].at)
        return None if deadline is None else deadline - self._now()

    def is_over(self) -> bool:
        """May nothing be answered any more?"""
        return self.handed_in or (self.left is not None and self.left <= timedelta(0))

    def answer(self, place: int, text: str) -> AskAgain | None:
        """
        Keep an answer to the question at a place, unless it must be asked again.

        Raises: UsageError when the time is over.
        """
        again = mark(self.questions[place], text)
        if isinstance(again, AskAgain):
            return again
        if self.is_over():
            raise UsageError("The time is over; this answer came too late.", next_step="All before it are kept.")
        self._add("answered", place=place, typed=text)
        return None

    def hand_in(self) -> str:
        """End it; its receipt."""
        if not self.handed_in:
            self._add("handed in")
        return self.receipt

    def _now(self) -> datetime:
        """The time by this machine's clock, but never behind what has passed since an earlier line."""
        latest = self._lines[-1].at if self._lines else None
        running = time.monotonic() - self._started
        least = self._resumed_at + timedelta(seconds=running) if self._resumed_at else None
        return max(filter(None, (next_moment(self._clock(), latest), least)))

    def _take_up(self) -> None:
        """Read what is there, cut off what was not written to its end, or begin."""
        assert self._file
        self._file.seek(0)
        content = self._file.read(_MOST)
        whole = content[: content.rfind(b"\n") + 1]
        if whole:
            self._lines = read_lines(whole)
            if self._lines[0].fields.get("seal") != self.sheet.seal:
                raise QuizError(
                    f"{self.answers_path} belongs to another sheet.", next_step="Move it away, or open its own sheet."
                )
            self._file.truncate(len(whole))
        else:
            self._file.truncate(0)
            fields = {
                "schema": ANSWERS,
                "seal": self.sheet.seal,
                "quiz": self.sheet.quiz,
                "student": self.sheet.student,
            }
            self._add("opened", **fields)
        self._started, self._resumed_at = time.monotonic(), self._now()

    def _add(self, event: str, **fields: object) -> None:
        assert self._file, "to be used as a context manager"
        before = self._lines[-1].chain if self._lines else self.sheet.seal
        line, written = line_of(event, self._now(), before, **fields)
        try:
            self._file.write(written)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _unusable(self.answers_path, error) from error
        self._lines = (*self._lines, line)

    def _lock(self) -> None:
        if not _CAN_LOCK or self._file is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError("This exam is open in another window.", next_step="Go on there, or close it.") from None


def _sheet(path: Path) -> Sheet:
    try:
        with path.open("rb") as file:
            return read_sheet(file.read(_MOST))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}).", next_step="Check its name and permissions."
        ) from error


def _unusable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"{path} cannot be written ({error.strerror or error}).",
        next_step="All answers until now are kept; make room, or allow writing, and run the same command again.",
    )
