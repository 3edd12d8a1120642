"""A class is graded once, side by side, whatever single submissions and processes do."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from grader.core.catalogue import Course
from grader.core.coursework import Attempt, Handed, Student
from grader.core.report import Verdict
from grader.primitives.errors import UsageError
from grader.usecases.batch.process import Graded
from grader.usecases.batch.run import Batch, BatchWishes, Outcome, not_graded
from tests.tiny_course import SUITE, write_tiny_course

RIGHT = "def double(x):\n    return 2 * x\n\ndef square(x):\n    return x * x\n"
WRONG = RIGHT.replace("2 * x", "x + 1")
HALF = "def double(x):\n    return 2 * x\n"
HANGS = RIGHT.replace("return 2 * x", "while True: pass")
CRASHES = "import os\n" + RIGHT.replace("return 2 * x", "os.abort()")
NOT_PYTHON = "def double(x:\n"


@dataclass
class Listener:
    """Remembers what it was told."""

    items: int = 0
    known: int = 0
    jobs: int = 0
    done: list[Graded] = field(default_factory=list)
    on_finished: Callable[[Graded], None] = lambda _: None

    def begun(self, *, items: int, known: int, jobs: int) -> None:
        self.items, self.known, self.jobs = items, known, jobs

    def finished(self, done: Graded) -> None:
        self.done.append(done)
        self.on_finished(done)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The smallest course."""
    return write_tiny_course(tmp_path / "course")


def attempt(source: str | None, name: str = "ann", exercise: str = "one") -> Attempt:
    """A student's only attempt."""
    content = None if source is None else source.encode()
    problem = "It could not be read." if source is None else ""
    return Attempt(
        Student(name, name.title()), exercise, 1, True, f"{name}/numbers_.py", "numbers_.py", content, problem=problem
    )


def attempts(**sources: str | None) -> tuple[Attempt, ...]:
    """An attempt for each name."""
    return tuple(attempt(source, name) for name, source in sources.items())


@dataclass(frozen=True)
class Told:
    """What came out of a batch."""

    outcomes: list[Outcome]
    listener: Listener

    @property
    def percents(self) -> dict[str, float | None]:
        return {each.attempt.student.id: each.report["percent"] if each.report else None for each in self.outcomes}


def graded(
    course: Course, folder: Path, found: tuple[Attempt, ...], listener: Listener | None = None, **wishes: object
) -> Told:
    """Grade them all."""
    listener = listener or Listener()
    settings = BatchWishes(**{"jobs": 2, "secret": b"tests"} | wishes)
    with Batch(course, Handed((), found, (), ()), folder, settings) as batch:
        batch.run(listener)
        return Told(list(batch.outcomes()), listener)


def test_everybody_gets_a_score(course: Course, tmp_path: Path) -> None:
    """Whatever the others did: right, wrong, half done, endless, crashing, no Python."""
    told = graded(
        course,
        tmp_path / "out",
        attempts(right=RIGHT, wrong=WRONG, half=HALF, hangs=HANGS, crashes=CRASHES, broken=NOT_PYTHON),
    )

    assert told.percents == {"right": 100, "wrong": 25, "half": 75, "hangs": 25, "crashes": 25, "broken": 0}


def test_nobody_leaves_a_process(course: Course, tmp_path: Path) -> None:
    """Neither of ours nor of a submission."""
    before = _children()
    graded(course, tmp_path / "out", attempts(right=RIGHT, hangs=HANGS))

    assert _children() <= before


def test_the_same_content_is_graded_once(course: Course, tmp_path: Path) -> None:
    """However many hand it in; each has a report."""
    told = graded(course, tmp_path / "out", attempts(ann=RIGHT, bob=RIGHT, eve=WRONG))

    assert told.listener.items == 2
    assert told.percents == {"ann": 100, "bob": 100, "eve": 25}


def test_nothing_is_graded_again(course: Course, tmp_path: Path) -> None:
    """The second run takes everything from the journal."""
    graded(course, tmp_path / "out", attempts(ann=RIGHT, bob=WRONG))
    told = graded(course, tmp_path / "out", attempts(ann=RIGHT, bob=WRONG))

    assert (told.listener.items, told.listener.known) == (0, 2)
    assert told.percents == {"ann": 100, "bob": 25}


@pytest.mark.parametrize(
    ("file", "change"),
    [
        pytest.param("solutions/one/test_numbers.py", SUITE + "\n# more\n", id="suite"),
        pytest.param("solutions/one/mistakes.py", "", id="mistakes"),
    ],
)
def test_a_changed_suite_is_graded_again(course: Course, tmp_path: Path, file: str, change: str) -> None:
    """Whatever of it was changed."""
    graded(course, tmp_path / "out", attempts(ann=RIGHT))
    (tmp_path / "course" / file).write_text(change, encoding="utf-8")

    assert graded(course, tmp_path / "out", attempts(ann=RIGHT)).listener.items == 1


@pytest.mark.parametrize("wish", [{"secret": b"another"}, {"language": "zh-TW"}], ids=["secret", "language"])
def test_other_surroundings_are_another_grading(course: Course, tmp_path: Path, wish: dict[str, object]) -> None:
    """A report in another language, or on other hidden inputs, is another one."""
    graded(course, tmp_path / "out", attempts(ann=RIGHT))

    assert graded(course, tmp_path / "out", attempts(ann=RIGHT), **wish).listener.items == 1


def test_what_could_not_be_read_is_told(course: Course, tmp_path: Path) -> None:
    """The rest goes on."""
    told = graded(course, tmp_path / "out", attempts(ann=RIGHT, bob=None))

    assert [(each.attempt.student.id, each.problem) for each in not_graded(told.outcomes)] == [
        ("bob", "It could not be read.")
    ]
    assert told.percents["ann"] == 100


def test_a_process_that_is_killed_is_replaced(course: Course, tmp_path: Path) -> None:
    """Its submission is tried again; nobody loses anything."""
    found = tuple(attempt(f"{RIGHT}# {number}\n", f"s{number}") for number in range(8))
    killed: list[int] = []

    def kill_one(_: Graded) -> None:
        if len(killed) < 2:
            killed.append(_workers()[0])
            os.kill(killed[-1], signal.SIGKILL)

    told = graded(course, tmp_path / "out", found, Listener(on_finished=kill_one))

    assert len(set(killed)) == 2
    assert set(told.percents.values()) == {100}


def test_a_submission_whose_process_dies_each_time_is_told(course: Course, tmp_path: Path) -> None:
    """It is not scored; the others are."""
    stopped = _killing_for(b"# unlucky")
    with stopped:
        told = graded(course, tmp_path / "out", attempts(ann=RIGHT, bob=HANGS + "# unlucky\n"), jobs=1)

    assert told.percents == {"ann": 100, "bob": None}
    assert "its process ended" in not_graded(told.outcomes)[0].problem


def test_an_interrupted_batch_goes_on(course: Course, tmp_path: Path) -> None:
    """What was finished is kept, what was not is graded, and no process is left."""
    found = tuple(attempt(f"{RIGHT}# {number}\n", f"s{number}") for number in range(6))
    before = _children()

    def interrupt(_: Graded) -> None:
        if len(first.done) == 2:
            raise KeyboardInterrupt

    first = Listener(on_finished=interrupt)
    with pytest.raises(KeyboardInterrupt):
        graded(course, tmp_path / "out", found, first)
    assert _children() <= before

    told = graded(course, tmp_path / "out", found)
    assert told.listener.known >= 2
    assert told.listener.items + told.listener.known == 6
    assert set(told.percents.values()) == {100}


def test_a_process_that_does_not_end_when_it_is_told_to_is_ended(course: Course, tmp_path: Path) -> None:
    """Whatever it is at: here it is stopped, and cannot even hear it."""
    before = _children()

    def interrupt(_: Graded) -> None:
        for number in _children() - before:
            os.kill(number, signal.SIGSTOP)
        raise KeyboardInterrupt

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        graded(course, tmp_path / "out", attempts(ann=RIGHT, bob=HANGS), Listener(on_finished=interrupt))

    assert time.monotonic() - start < 60
    assert _children() <= before


def test_without_solutions_nothing_is_graded(course: Course, tmp_path: Path) -> None:
    """A class is not graded by public examples."""
    with pytest.raises(UsageError, match="There are no solutions here"):
        graded(replace(course, solutions=None), tmp_path / "out", attempts(ann=RIGHT))


def test_a_course_that_cannot_be_graded_is_told(course: Course, tmp_path: Path) -> None:
    """A suite that does not load stops the batch with its reason."""
    (tmp_path / "course/solutions/one/test_numbers.py").write_text("import nothing_like_this\n", encoding="utf-8")

    with pytest.raises(Exception, match="nothing_like_this"):
        graded(course, tmp_path / "out", attempts(ann=RIGHT))


def test_a_notebook_is_graded(course: Course, tmp_path: Path) -> None:
    """By what it defines; a file with the same bytes is another grading."""
    notebook = replace(
        attempt('{"cells": [{"cell_type": "code", "source": "def double(x): return 2 * x"}]}'), file="Work.ipynb"
    )
    told = graded(
        course, tmp_path / "out", (notebook, replace(notebook, file="work.py", student=Student("bob", "Bob")))
    )

    assert told.percents == {"ann": 75, "bob": 0}


def test_a_broken_notebook_is_not_graded(course: Course, tmp_path: Path) -> None:
    """And whoever grades is told."""
    told = graded(course, tmp_path / "out", (replace(attempt("{"), file="Work.ipynb"), attempt(RIGHT, "bob")))

    assert [each.attempt.student.id for each in not_graded(told.outcomes)] == ["ann"]
    assert "its JSON is broken" in str(told.outcomes[0].report and told.outcomes[0].report["reason"])


def test_verdicts_are_those_of_a_single_grading(course: Course, tmp_path: Path) -> None:
    """Known mistakes are named, too."""
    outcome = graded(course, tmp_path / "out", attempts(ann=WRONG)).outcomes[0]
    assert outcome.report
    failed = [check for check in outcome.report["checks"] if check["verdict"] == Verdict.FAILED and check["hidden"]]

    assert [check["mistakes"] for check in failed] == [["plus-one"], ["plus-one"]]


# --- processes ------------------------------------------------------------------------------------------------------


def _children() -> set[int]:
    """This process's children; a thread may end while it is asked for its own."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found |= {int(pid) for pid in task.joinpath("children").read_text().split()}
    return found


def _workers() -> list[int]:
    """The processes that grade."""
    return sorted(pid for pid in _children() if b"grader.usecases.batch.worker" in _command(pid))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


class _killing_for:  # noqa: N801 - reads like a function
    """Kills whoever grades while a submission hangs: after one has been at work for a while without an answer."""

    def __init__(self, _: bytes) -> None:
        self._stop = False

    def __enter__(self) -> None:
        import threading

        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop = True
        self._thread.join()

    def _run(self) -> None:
        seen: dict[int, float] = {}
        while not self._stop:
            for pid in _workers():
                seen.setdefault(pid, time.monotonic())
                if time.monotonic() - seen[pid] > 4:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Every test ends its processes."""
    yield
    assert _workers() == []
