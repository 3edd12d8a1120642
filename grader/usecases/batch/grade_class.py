"""Grade a class from what it handed in to what its instructor takes away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.catalogue import Course, Exercise
from grader.core.class_statistics import ClassStatistics, statistics_of
from grader.core.coursework import Handed, Student
from grader.core.roster import read_roster
from grader.gradebook.book import Gradebook
from grader.primitives.errors import UsageError
from grader.usecases.batch.book import Recorded, record
from grader.usecases.batch.files import LeftOut, counting_rows, write_files, write_report
from grader.usecases.batch.run import Batch, BatchWishes, Listener, Outcome, not_graded

GRADEBOOK = "gradebook.sqlite"


@dataclass(frozen=True)
class Result:
    """What came of a class: missing are the attempts without a full score of ours; left_out, whom a file does not name."""

    handed: Handed
    recorded: Recorded
    statistics: ClassStatistics
    missing: tuple[Outcome, ...]
    report: Path
    left_out: tuple[LeftOut, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 if every attempt has its score, else 1."""
        return 1 if self.missing else 0


def roster_of(path: Path | None) -> tuple[Student, ...]:
    """The class list in a file; nobody if there is none. Raises UsageError."""
    if path is None:
        return ()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}).", next_step="Check its name and permissions."
        ) from error
    return read_roster(content, path.name)


def chosen(course: Course, names: Sequence[str]) -> tuple[Exercise, ...]:
    """The exercises of these names, or all. Raises UsageError for an unknown one."""
    return tuple(course.exercise(name) for name in names) or tuple(course.exercises)


def gradebook_at(folder: Path, url: str | None) -> Gradebook:
    """The class's gradebook: at a URL, else a file in its folder. Raises GraderError."""
    return Gradebook.open(url or folder / GRADEBOOK)


def grade_class(
    course: Course,
    handed: Handed,
    folder: Path,
    wishes: BatchWishes,
    listener: Listener,
    *,
    url: str | None = None,
    approve: Callable[[Recorded], bool] = lambda _: True,
    note: str = "",
) -> Result:
    """
    Grade it all, keep it in the gradebook, and write the files of the published grades.

    Args: approve: looks at what would change for whom, and says whether to publish. Raises: GraderError.
    """
    with Batch(course, handed, folder, wishes) as batch, gradebook_at(folder, url) as book:
        batch.run(listener)
        recorded = record(book, course, handed, batch, note)
        left_out: tuple[LeftOut, ...] = ()
        if recorded.run.reports and approve(recorded):
            book.publish(recorded.run.id)
            left_out = write_files(book, course, folder, wishes.language)
        statistics = statistics_of(counting_rows(batch.outcomes()))
        quizzes = book.quiz_results()
        report = write_report(course, handed, batch.outcomes(), statistics, folder, wishes.language, quizzes)
        return Result(handed, recorded, statistics, tuple(not_graded(batch.outcomes())), report, left_out)


def handed_before(book: Gradebook) -> Handed:
    """What was handed in for the published grades, from the gradebook. Raises UsageError if there is nothing."""
    attempts = tuple(book.attempts())
    if not attempts:
        raise UsageError("Nothing is published in this gradebook.", next_step="Run `grade batch` first.")
    return Handed((), attempts, (), ())
