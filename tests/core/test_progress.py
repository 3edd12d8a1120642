"""Progress is kept in a file; where that cannot be used, one exception says so and nothing is lost."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.core import progress as module
from grader.core.progress import Progress, ProgressUnavailable, Standing
from grader.core.report import CheckOutcome, ExerciseReport, Verdict

USES = {
    "record": lambda progress: progress.record("cnn", report(1), "digest"),
    "standing": lambda progress: progress.standing("cnn", "exercise03"),
    "hints_given": lambda progress: progress.hints_given("cnn", "exercise03", "f"),
    "note_hint": lambda progress: progress.note_hint("cnn", "exercise03", "f", 1),
}


def report(passed: int, of: int = 2, *, exercise: str = "exercise03", complete: bool = True) -> ExerciseReport:
    """A report with so many checks passed."""
    verdicts = [Verdict.PASSED] * passed + [Verdict.FAILED] * (of - passed)
    checks = tuple(CheckOutcome(f"test_{i}", "f", "It.", True, v, 1.0, 0.0) for i, v in enumerate(verdicts))
    return ExerciseReport(exercise, "sums.py", None, 0.1, "full", ("f",), checks, {}, complete)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where progress is kept; the folder is not there yet."""
    return tmp_path / "home" / "progress.sqlite"


@pytest.fixture
def progress(path: Path) -> Progress:
    """Nobody's progress yet."""
    return Progress(path)


def test_before_the_first_attempt_there_is_nothing(progress: Progress) -> None:
    """Asking is not an attempt."""
    assert progress.standing("cnn", "exercise03") == Standing(0, None, full_marks=False)


def test_attempts_are_counted_and_the_best_is_kept(progress: Progress) -> None:
    """A worse attempt later takes nothing away."""
    for passed in (0, 1, 0):
        progress.record("cnn", report(passed), "digest")

    assert progress.standing("cnn", "exercise03") == Standing(3, 50.0, full_marks=False)


def test_full_marks_are_kept(progress: Progress) -> None:
    """Also when a later attempt fails."""
    for passed in (2, 1):
        progress.record("cnn", report(passed), "digest")

    assert progress.standing("cnn", "exercise03") == Standing(2, 100.0, full_marks=True)


def test_progress_persists(progress: Progress, path: Path) -> None:
    """The next process finds it."""
    progress.record("cnn", report(1), "digest")
    progress.note_hint("cnn", "exercise03", "f", 2)

    assert (
        Progress(path).standing("cnn", "exercise03").attempts,
        Progress(path).hints_given("cnn", "exercise03", "f"),
    ) == (
        1,
        2,
    )


@pytest.mark.parametrize(("course", "exercise"), [("cnn", "exercise01"), ("other", "exercise03")])
def test_exercises_and_courses_are_kept_apart(progress: Progress, course: str, exercise: str) -> None:
    """The same exercise of another course is another exercise."""
    progress.record("cnn", report(2), "digest")

    assert progress.standing(course, exercise).attempts == 0


def test_full_marks_in_public_examples_are_no_full_marks(progress: Progress) -> None:
    """Only the hidden suite gives them."""
    progress.record("cnn", report(2, complete=False), "digest")

    assert progress.standing("cnn", "exercise03") == Standing(1, 100.0, full_marks=False)


def test_the_hidden_suite_counts_more_than_public_examples(progress: Progress) -> None:
    """As soon as it has been run, its best is the best."""
    progress.record("cnn", report(2, complete=False), "digest")
    progress.record("cnn", report(1), "digest")

    assert progress.standing("cnn", "exercise03") == Standing(2, 50.0, full_marks=False)


def test_an_attempt_in_which_nothing_counted_has_no_score(progress: Progress) -> None:
    """It is an attempt all the same."""
    progress.record("cnn", report(0, of=0), "digest")

    assert progress.standing("cnn", "exercise03") == Standing(1, None, full_marks=False)


def test_hints_are_remembered_for_each_function(progress: Progress) -> None:
    """The last number counts."""
    for given in (1, 2):
        progress.note_hint("cnn", "exercise03", "f", given)

    assert [progress.hints_given("cnn", "exercise03", name) for name in ("f", "g")] == [2, 0]


def test_two_at_once_lose_nothing(path: Path) -> None:
    """Two terminals may grade at the same moment, also for the first time."""
    threads = [
        threading.Thread(target=lambda: [Progress(path).record("cnn", report(1), "digest") for _ in range(5)])
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Progress(path).standing("cnn", "exercise03").attempts == 10


# --- when the file is out of reach ----------------------------------------------------------------------------------


def newer(path: Path) -> None:
    """A file of a later version of the grader."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


OUT_OF_REACH = {
    "newer-version": newer,
    "no-database": lambda path: path.write_bytes(b"not a database, but long enough to look at" * 50),
    "directory": lambda path: path.mkdir(),
    "foreign-tables": lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("spoil", OUT_OF_REACH.values(), ids=OUT_OF_REACH)
def test_a_file_that_cannot_be_used_is_unavailable(path: Path, spoil: object, use: object) -> None:
    """One exception for every reason and every method; it names the file."""
    path.parent.mkdir()
    spoil(path)  # type: ignore[operator]

    with pytest.raises(ProgressUnavailable, match=r"progress\.sqlite"):
        use(Progress(path))  # type: ignore[operator]


def test_a_newer_file_is_left_as_it_is(path: Path) -> None:
    """The newer version finds its data again."""
    path.parent.mkdir()
    newer(path)
    before = path.read_bytes()
    with pytest.raises(ProgressUnavailable, match="newer version"):
        Progress(path).record("cnn", report(1), "digest")

    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    """For example where a file is in the way."""
    (tmp_path / "file").touch()

    with pytest.raises(ProgressUnavailable):
        Progress(tmp_path / "file" / "progress.sqlite").standing("cnn", "exercise03")


@pytest.fixture
def read_only_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing may be made."""
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o500)
    yield folder
    folder.chmod(0o700)


@pytest.mark.usefixtures("permissions_count")
def test_a_read_only_folder_is_unavailable(read_only_folder: Path) -> None:
    """Grading goes on without a record."""
    with pytest.raises(ProgressUnavailable):
        Progress(read_only_folder / "progress.sqlite").record("cnn", report(1), "digest")


def test_a_locked_file_is_unavailable_after_a_while(
    progress: Progress, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds it, nobody waits for ever."""
    progress.record("cnn", report(1), "digest")
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(ProgressUnavailable, match="locked"):
        progress.record("cnn", report(1), "digest")
    other.close()


def test_what_fails_half_way_is_not_kept(progress: Progress) -> None:
    """An attempt is recorded whole or not at all."""
    with pytest.raises(ProgressUnavailable):
        progress.record("cnn", report(1), object())  # type: ignore[arg-type]

    assert progress.standing("cnn", "exercise03").attempts == 0
