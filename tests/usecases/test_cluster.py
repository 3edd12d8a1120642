"""`grade batch --cluster`: the grades of this machine, whatever becomes of other machines."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.catalogue import Course, find_course
from grader.core.coursework import Attempt, Student
from grader.primitives.errors import ClusterError, GraderError, UsageError
from grader.usecases.batch import cluster
from grader.usecases.batch.cluster import grade_on_cluster, read_reply
from grader.usecases.batch.cluster_worker import Office
from grader.usecases.batch.items import Item
from grader.usecases.batch.packed_course import pack, unpack
from grader.usecases.batch.process import Graded, Settings
from tests.dask_machines import Certificate, Machines
from tests.support import PATIENCE, ROOT, descendants, grade, solution, wait_until
from tests.tiny_course import SUITE, write_tiny_course
from tests.usecases.test_batch import HALF, HANGS, NOT_PYTHON, RIGHT, WRONG, Listener, attempt, attempts, graded

SETTINGS = Settings("en", b"tests", trust=False)
SOME = {"right": RIGHT, "wrong": WRONG, "half": HALF, "broken": NOT_PYTHON}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """One cluster for all tests that leave it as it was."""
    with Machines(tmp_path_factory.mktemp("machines")) as machines:
        yield machines


@pytest.fixture
def machines(shared: Machines) -> Machines:
    """The cluster with two workers."""
    shared.have_workers(2)
    return shared


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The smallest course."""
    return write_tiny_course(tmp_path / "course")


def items(*sources: str) -> dict[str, Item]:
    """Gradings of these sources."""
    return {f"key{n}": Item(f"key{n}", "one", "numbers_.py", source.encode()) for n, source in enumerate(sources)}


def many(number: int) -> tuple[Attempt, ...]:
    """So many students, each with a right answer of their own."""
    return tuple(attempt(f"{RIGHT}# {name}\n", f"s{name}") for name in range(number))


def without_times(value: Any) -> Any:
    """A report without what differs from run to run."""
    if isinstance(value, dict):
        return {key: without_times(each) for key, each in value.items() if key != "seconds"}
    return [without_times(each) for each in value] if isinstance(value, list) else value


# --- grading --------------------------------------------------------------------------------------------------------


def test_reports_are_those_of_this_machine(course: Course, tmp_path: Path, machines: Machines) -> None:
    """With every check, message and version; secrets of the workers' own do not matter."""
    here = graded(course, tmp_path / "here", attempts(**SOME))
    there = graded(course, tmp_path / "there", attempts(**SOME), cluster=machines.address)

    assert [without_times(each.report) for each in there.outcomes] == [
        without_times(each.report) for each in here.outcomes
    ]
    assert there.percents == {"right": 100, "wrong": 25, "half": 75, "broken": 0}


def test_an_exercise_of_the_course_is_graded(tmp_path: Path, machines: Machines) -> None:
    """With numpy, a stage of its own or none: whatever its folders hold is sent."""
    source = solution("exercise03")
    found = tuple(
        Attempt(Student(name, name), "exercise03", 1, True, f"{name}.py", "parameters.py", text.encode())
        for name, text in {"full": source, "less": source.replace("return", "return 1 +", 1)}.items()
    )

    percents = graded(find_course(ROOT), tmp_path / "out", found, cluster=machines.address).percents

    assert percents["full"] == 100
    assert 0 < percents["less"] < 100


def test_a_worker_that_dies_loses_nothing(course: Course, tmp_path: Path, machines: Machines) -> None:
    """What it had is graded by the other one; every result arrives once."""
    listener = Listener(on_finished=_once(lambda: machines.kill(machines.workers[0])))
    told = graded(course, tmp_path / "out", many(10), listener, cluster=machines.address)

    assert machines.workers[0].poll() is not None
    assert set(told.percents.values()) == {100}
    assert len(told.listener.done) == len({done.item.key for done in told.listener.done}) == 10


def test_no_disk_is_shared(course: Course, tmp_path: Path, machines: Machines) -> None:
    """A worker that joins when the course's folder is gone grades as well as any."""

    def change_machines() -> None:
        shutil.rmtree(tmp_path / "course")
        machines.add_worker()
        machines.end(machines.workers.pop(0))
        machines.end(machines.workers.pop(0))

    listener = Listener(on_finished=_once(change_machines))
    told = graded(course, tmp_path / "out", many(12), listener, cluster=machines.address)

    assert set(told.percents.values()) == {100}


def test_no_more_is_under_way_than_asked(course: Course, tmp_path: Path, machines: Machines) -> None:
    """`--jobs` bounds what the scheduler has to hold."""
    seen: list[int] = []
    listener = Listener(on_finished=lambda _: seen.append(machines.under_way()))
    graded(course, tmp_path / "out", many(6), listener, cluster=machines.address, jobs=1)

    assert len(seen) == 6
    assert max(seen) <= 1


def test_what_takes_every_worker_along_is_told(course: Course, tmp_path: Path) -> None:
    """A submission whose workers die is not scored, and the sentence says so."""
    with Machines(_folder(tmp_path), {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}) as machines:
        machines.have_workers(1)
        killer = threading.Thread(target=_kill_when_busy, args=(machines,))
        killer.start()
        (done,) = grade_on_cluster(course, items(HANGS), SETTINGS, machines.address)
        killer.join()

    assert (done.report, done.problem) == (None, "workers ended while they were at it (1)")


def test_a_scheduler_that_dies_leaves_what_was_finished(course: Course, tmp_path: Path) -> None:
    """The same folder is gone on with."""
    with Machines(_folder(tmp_path)) as machines:
        machines.have_workers(1)
        listener = Listener(on_finished=_once(lambda: machines.kill(machines.scheduler)))
        with pytest.raises(ClusterError, match=r"went away\. What was finished is kept: run the same command again"):
            graded(course, tmp_path / "out", many(12), listener, cluster=machines.address)

    told = graded(course, tmp_path / "out", many(12))
    assert told.listener.known == len(listener.done) > 0
    assert set(told.percents.values()) == {100}


# --- what is left ---------------------------------------------------------------------------------------------------


def test_nothing_is_left_on_a_worker(course: Course, tmp_path: Path, machines: Machines) -> None:
    """Neither a process nor a file, after a batch and after one that was interrupted while it graded."""
    graded(course, tmp_path / "out", many(2), cluster=machines.address)
    assert _left(machines) == ([], set())

    results = grade_on_cluster(course, items(RIGHT, HANGS, HANGS + "#"), SETTINGS, machines.address)
    next(results)
    assert len(machines.courses_left()) == 2
    assert {path.stat().st_mode & 0o777 for path in machines.courses_left()} == {0o700}
    results.close()
    assert _left(machines) == ([], set())


def test_an_idle_office_keeps_nothing_open(course: Course, tmp_path: Path) -> None:
    """It begins anew when it is asked again."""
    office = Office(pack(course, ["one"]), SETTINGS, _folder(tmp_path), idle=0.2)
    for _ in range(2):
        assert _percent(office.grade(items(RIGHT)["key0"])) == 100
        assert wait_until(lambda: not list((tmp_path / "machines").iterdir()) and not _at_work(os.getpid()), PATIENCE)
    office.close()

    with pytest.raises(GraderError, match="Its batch has ended"):
        office.grade(items(RIGHT)["key0"])


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("tcp://127.0.0.1:9", "No Dask scheduler answers at tcp://127.0.0.1:9", id="nobody-there"),
        pytest.param("smoke://signals", "No Dask scheduler answers at smoke://signals", id="no-address"),
        pytest.param("tls://127.0.0.1:9", "No Dask scheduler answers at tls://127.0.0.1:9", id="no-certificate"),
    ],
)
def test_an_address_without_a_scheduler_is_refused(
    course: Course, tmp_path: Path, address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the address and the next step."""
    monkeypatch.setattr(cluster, "_CONNECT", 1.0)
    with pytest.raises(UsageError, match=f"{said}.* Start one with `dask scheduler`"):
        graded(course, tmp_path / "out", many(1), cluster=address)


def test_a_scheduler_without_workers_is_not_waited_for(course: Course, shared: Machines) -> None:
    """For longer than a while."""
    while shared.workers:
        shared.end(shared.workers.pop())

    with pytest.raises(UsageError, match=f"no worker for 0 s. Start some with `dask worker {shared.address}`"):
        list(grade_on_cluster(course, items(RIGHT), SETTINGS, shared.address, patience=0.2))


def test_workers_that_all_leave_are_not_waited_for(course: Course, machines: Machines) -> None:
    """Nor are those that were there once."""
    results = grade_on_cluster(
        course, items(*[RIGHT + f"# {n}" for n in range(12)]), SETTINGS, machines.address, patience=1
    )
    next(results)
    while machines.workers:
        machines.end(machines.workers.pop())

    with pytest.raises(ClusterError, match=r"no worker for 1 s\. What was finished is kept"):
        list(results)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        pytest.param(
            "pytest-1.2.3.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: pytest\nVersion: 1.2.3\n",
            r"The worker tcp.* has pytest 1\.2\.3, but pytest .* is here.* Install the same versions",
            id="library",
        ),
        pytest.param(
            "grader/__init__.py",
            "__version__ = '0'",
            "do not know this program .* Install cnn-grader",
            id="program",
        ),
    ],
)
def test_other_versions_are_refused(
    course: Course, tmp_path: Path, machines: Machines, file: str, content: str, said: str
) -> None:
    """Before anything is graded: grades may depend on them."""
    path = tmp_path / "other" / file
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    odd = machines.add_worker({"PYTHONPATH": str(tmp_path / "other")})
    listener = Listener()
    try:
        with pytest.raises(UsageError, match=said):
            graded(course, tmp_path / "out", many(2), listener, cluster=machines.address)
    finally:
        machines.end(odd)

    assert listener.done == []


def test_strangers_are_confined_or_trusted_there_as_here(
    course: Course, tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tier that is asked for here is asked for there; so is trust."""
    monkeypatch.setenv("GRADER_SANDBOX", "limits")
    with pytest.raises(UsageError, match=r"The worker tcp.* cannot grade: .*cannot confine it.* --trust-submissions"):
        graded(course, tmp_path / "out", many(1), cluster=machines.address)

    told = graded(course, tmp_path / "out", many(1), cluster=machines.address, trust=True)
    assert [each.report and each.report["sandbox"] for each in told.outcomes] == ["limits"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("{", "no report", id="no-json"),
        pytest.param("[]", "no report", id="a-list"),
        pytest.param("7", "no report", id="a-number"),
        pytest.param('{"report": {"points": 100}}', "no report", id="points-alone"),
        pytest.param('{"error": "?"}', "no report", id="half-an-error"),
        pytest.param('{"problem": "it\\u001b[31m died\\n"}', "died", id="a-problem"),
    ],
)
def test_what_is_no_report_is_not_a_grade(text: str, problem: str) -> None:
    """Whatever a worker sends: a sentence of one line is all that it can become."""
    done = read_reply(items(RIGHT)["key0"], text)

    assert done.report is None
    assert problem in done.problem
    assert done.problem.isprintable()


def test_a_report_on_something_else_is_not_a_grade(course: Course, tmp_path: Path) -> None:
    """It must be on the exercise and the file that were sent."""
    (outcome,) = graded(course, tmp_path / "out", attempts(ann=RIGHT)).outcomes
    item = items(RIGHT)["key0"]
    text = json.dumps({"report": outcome.report})

    assert read_reply(item, text).report == outcome.report
    assert read_reply(replace(item, file="other.py"), text).problem == "a worker sent a report on something else"


# --- a packed course ------------------------------------------------------------------------------------------------


def test_a_packed_course_holds_what_is_asked(tmp_path: Path) -> None:
    """Of other exercises only what the catalogue reads; no secret, no backup, nothing hidden; data where there are some."""
    changes = {
        "solutions/secret.txt": "the secret",
        "solutions/one/.hidden": "",
        "solutions/one/styles/other.py": "",
        "solutions/one/table.csv": "1,2",
        "exercises/one/numbers_.backup-1.py": "",
        "exercises/two/exercise.toml": _second_exercise(),
        "exercises/two/numbers_.py": "",
        "solutions/two/test_numbers.py": SUITE,
        "exercises/course.toml": 'id = "tiny"\nexercises = ["one", "two"]\ntitle.en = "Tiny"\n',
    }
    course = write_tiny_course(tmp_path / "course", changes)
    (tmp_path / "data/mnist").mkdir(parents=True)
    (tmp_path / "data/mnist/images").write_bytes(b"\0\1")

    unpacked, data = unpack(pack(course, ["one"], tmp_path / "data"), _folder(tmp_path))

    assert sorted(str(p.relative_to(unpacked.folder.parent)) for p in (tmp_path / "machines/course").rglob("*.*")) == [
        "exercises/course.toml",
        "exercises/one/README.md",
        "exercises/one/README.zh-TW.md",
        "exercises/one/exercise.toml",
        "exercises/one/numbers_.py",
        "exercises/one/test_examples.py",
        "exercises/two/exercise.toml",
        "solutions/one/mistakes.py",
        "solutions/one/numbers_.py",
        "solutions/one/table.csv",
        "solutions/one/test_numbers.py",
    ]
    assert [exercise.id for exercise in unpacked.exercises] == ["one", "two"]
    assert data
    assert (data / "mnist/images").read_bytes() == b"\0\1"


def test_a_file_that_cannot_be_read_is_told(course: Course, tmp_path: Path) -> None:
    """With its name, before anything is sent."""
    (tmp_path / "data").mkdir()
    gone = tmp_path / "data/gone"
    gone.symlink_to("/proc/self/mem")

    with pytest.raises(UsageError, match="gone cannot be read"):
        pack(course, ["one"], tmp_path / "data")


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("course")
def test_the_commands_grade_on_a_cluster(tmp_path: Path, machines: Machines) -> None:
    """`grade batch`, and `grade regrade` with a suite that has changed."""
    (tmp_path / "class/ann").mkdir(parents=True)
    (tmp_path / "class/ann/numbers_.py").write_text(RIGHT, encoding="utf-8")
    arguments = ("--lang", "en", "--course", tmp_path / "course")
    out, there = tmp_path / "out", ("--cluster", machines.address)
    batch = grade(*arguments, "batch", tmp_path / "class", "--out", out, *there)
    (tmp_path / "course/solutions/one/test_numbers.py").write_text(SUITE + "\n# more\n", encoding="utf-8")
    regrade = grade(*arguments, "regrade", out, *there)

    assert (batch.code, regrade.code) == (0, 0), batch.text + regrade.text
    assert "Grading 1 on the workers of the cluster" in batch.text
    assert "Grading 1 on the workers of the cluster" in regrade.text


@pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl to make certificates with")
@pytest.mark.usefixtures("course")
def test_an_encrypted_cluster_grades_for_whoever_has_its_certificate(tmp_path: Path) -> None:
    """With the options and the variables that docs/classes.md names; without them nobody gets in."""
    (tmp_path / "class/ann").mkdir(parents=True)
    (tmp_path / "class/ann/numbers_.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "machines").mkdir()
    shared = Certificate.made_in(tmp_path)
    batch = ("--lang", "en", "--course", tmp_path / "course", "batch", tmp_path / "class", "--out", tmp_path / "out")
    with Machines(tmp_path / "machines", certificate=shared) as encrypted:
        encrypted.add_worker()
        refused = grade(*batch, "--cluster", encrypted.address)
        graded = grade(*batch, "--cluster", encrypted.address, env=shared.variables)

    assert encrypted.address.startswith("tls://")
    assert (refused.code, graded.code) == (2, 0), refused.text + graded.text
    assert "No Dask scheduler answers at tls://" in refused.text
    assert "Grading 1 on the workers of the cluster" in graded.text


@pytest.mark.usefixtures("course")
def test_without_the_extra_the_next_step_is_to_install_it(tmp_path: Path) -> None:
    """And everything else needs it not."""
    (tmp_path / "without").mkdir()
    (tmp_path / "without/distributed.py").write_text("raise ImportError", encoding="utf-8")
    (tmp_path / "class").mkdir()
    (tmp_path / "class/ann_numbers_.py").write_text(RIGHT, encoding="utf-8")
    paths = f"{tmp_path / 'without'}{os.pathsep}{ROOT}"
    arguments = (
        "--lang",
        "en",
        "--course",
        tmp_path / "course",
        "batch",
        tmp_path / "class",
        "--out",
        tmp_path / "out",
    )

    run = grade(*arguments, "--cluster", "tcp://127.0.0.1:9", env={"PYTHONPATH": paths})
    assert run.code == 2
    assert "pip install 'cnn-grader[cluster]'" in run.text
    assert grade(*arguments, env={"PYTHONPATH": paths}).code == 0


def test_dask_is_imported_only_for_a_cluster() -> None:
    """It is large."""
    program = "import grader.usecases.batch.run, sys; print({'distributed', 'dask', 'tornado'} & set(sys.modules))"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ended.stdout == "set()\n"


# --- helpers --------------------------------------------------------------------------------------------------------


def _once(act: Callable[[], object]) -> Callable[[Graded], None]:
    """Acts when the first result is there."""
    acted: list[Graded] = []

    def finished(done: Graded) -> None:
        acted.append(done)
        if len(acted) == 1:
            act()

    return finished


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "machines").mkdir(exist_ok=True)
    return tmp_path / "machines"


def _kill_when_busy(machines: Machines) -> None:
    (worker,) = machines.workers
    assert wait_until(lambda: _at_work(worker.pid), PATIENCE)
    time.sleep(0.5)
    machines.kill(worker)
    machines.have_workers(1)


def _left(machines: Machines) -> tuple[list[Path], set[int]]:
    """Files and processes of batches."""
    wait_until(lambda: not any(_at_work(worker.pid) for worker in machines.workers), 10)
    return machines.courses_left(), {pid for worker in machines.workers for pid in descendants(worker.pid)}


def _at_work(pid: int) -> set[int]:
    """The processes that grade under another one."""
    return {
        child
        for child in descendants(pid)
        if b"grader.usecases.batch.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    }


def _percent(done: Graded) -> float | None:
    return done.report["percent"] if done.report else None


def _second_exercise() -> str:
    from tests.tiny_course import EXERCISE

    return EXERCISE.replace('id = "one"', 'id = "two"')
