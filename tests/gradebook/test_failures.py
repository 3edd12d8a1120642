"""What goes wrong with a database is a sentence with the next step: locked, full, out of reach, no database."""

import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from classroom import AMY, Student, graded, points_of

from grader.core.runs import RunNotes
from grader.gradebook.book import Gradebook
from grader.primitives.errors import GradebookError, GraderError, UsageError

HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
FILL = """
import resource, sys
sys.path[:0] = sys.argv[2:]
from classroom import graded
from grader.core.runs import RunNotes
from grader.gradebook.book import Gradebook
from grader.primitives.errors import GradebookError
with Gradebook.open(sys.argv[1]) as book:
    run = book.begin_run(RunNotes("two")).id
    size = 200_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        book.record(run, [graded("+", content=bytes(500_000))])
    except GradebookError as error:
        print(error)
"""


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process writes to the file, and does not end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


def test_a_locked_file_is_a_sentence(tmp_path: Path) -> None:
    """After a wait; reading goes on, and writing when the other has ended."""
    path = tmp_path / "gradebook.sqlite"
    with Gradebook.open(path, patience=0.3) as book:
        run = book.begin_run(RunNotes("one")).id
        with held(path):
            begun = time.monotonic()
            with pytest.raises(
                GradebookError, match=r"is locked: another program .* run the same command again"
            ) as raised:
                book.record(run, [graded("+")])
            assert time.monotonic() - begun >= 0.3
            assert str(path) in str(raised.value)
            assert book.grades(run).grades == ()
        book.record(run, [graded("+")])
        assert points_of(book.grades(run)) == {("amy", "ex1"): 1.0}


def test_a_new_file_that_is_locked_is_a_sentence(tmp_path: Path) -> None:
    """Also before there is anything in it."""
    path = tmp_path / "gradebook.sqlite"
    with held(path), pytest.raises(GradebookError, match="is locked"):
        Gradebook.open(path, patience=0.1)


def test_a_locked_server_is_a_sentence(server) -> None:
    """Another writer on PostgreSQL is waited for as long."""
    where = server.new_database()
    with (
        Gradebook.open(where, patience=0.3) as book,
        Gradebook.open(where) as other,
        other._database.writing() as session,
    ):
        session.execute(sa.text("SELECT 1"))
        with pytest.raises(GradebookError, match="is locked: another program"):
            book.begin_run(RunNotes("one"))
        assert book.runs() == ()


def test_two_writers_take_turns(where: str | Path) -> None:
    """Nothing that one of them recorded is lost to the other."""
    program = (
        "import sys; sys.path[:0] = sys.argv[3:]\n"
        "from classroom import Student, graded\n"
        "from grader.core.runs import RunNotes\n"
        "from grader.gradebook.book import Gradebook\n"
        "from pathlib import Path\n"
        "where = sys.argv[1] if '://' in sys.argv[1] else Path(sys.argv[1])\n"
        "with Gradebook.open(where, patience=60) as book:\n"
        "    for n in range(8):\n"
        "        run = book.begin_run(RunNotes('shared')).id\n"
        "        book.record(run, [graded('+', Student(f'{sys.argv[2]}{n}', 'x'))])\n"
    )
    paths = [entry for entry in sys.path if entry]
    writers = [subprocess.Popen([sys.executable, "-c", program, str(where), name, *paths]) for name in ("a", "b")]

    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    with Gradebook.open(where) as book:
        assert [(run.notes.key, run.reports) for run in book.runs()] == [("shared", 16)]


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    """What was recorded before stays, and nothing of what did not fit."""
    with full_disk(tmp_path / "disk") as folder, Gradebook.open(folder / "gradebook.sqlite") as book:
        run = book.begin_run(RunNotes("one")).id
        book.record(run, [graded("+")])
        with pytest.raises(GradebookError, match=r"its disk is full.* Make room"):
            for n in range(10):
                book.record(run, [graded("+", Student(f"s{n}", "x"), content=os.urandom(500_000))])
        assert points_of(book.grades(run))["amy", "ex1"] == 1.0
        sizes = [len(attempt.content or b"") for attempt in book.attempts(run)]
        assert set(sizes) <= {6, 500_000}


@contextlib.contextmanager
def full_disk(folder: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no small disk can be made: {error}")
    if mounted.returncode:
        pytest.skip(f"no small disk can be made: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_file_that_may_not_grow_is_a_sentence(tmp_path: Path) -> None:
    """A quota, for instance: what the disk refuses is said, and what was there is not damaged."""
    path = tmp_path / "gradebook.sqlite"
    with Gradebook.open(path) as book:
        book.record(book.begin_run(RunNotes("one")).id, [graded("+")])
    paths = [entry for entry in sys.path if entry]

    ended = subprocess.run([sys.executable, "-c", FILL, str(path), *paths], capture_output=True, text=True, check=True)

    assert "cannot be read or written by the disk" in ended.stdout
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 200_000
    with Gradebook.open(path) as book:
        assert [run.reports for run in book.runs()] == [1, 0]


def test_what_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    """It is not overwritten."""
    path = tmp_path / "notes.txt"
    path.write_bytes(b"my notes, which are longer than a header\n" * 40)

    with pytest.raises(GradebookError, match="is damaged, or is no database"):
        Gradebook.open(path)

    assert path.read_bytes().startswith(b"my notes")


def test_a_folder_is_a_sentence(tmp_path: Path) -> None:
    """A gradebook is a file."""
    with pytest.raises(GradebookError, match="cannot be reached"):
        Gradebook.open(tmp_path)


def test_a_file_where_a_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    """The path leads through a file."""
    (tmp_path / "file").write_text("x")

    with pytest.raises(GradebookError, match="cannot be reached"):
        Gradebook.open(tmp_path / "file" / "gradebook.sqlite")


@pytest.mark.usefixtures("permissions_count")
def test_a_file_that_may_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    """Reading needs no permission to write."""
    path = tmp_path / "gradebook.sqlite"
    Gradebook.open(path).close()
    path.chmod(0o444)

    with Gradebook.open(path) as book, pytest.raises(GradebookError, match="may not be written"):
        book.add_students([AMY])


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """Without the password that was in the URL."""
    pytest.importorskip("psycopg", reason="the extra `postgresql` is not installed")
    with pytest.raises(GradebookError, match=r"cannot be reached.* that the server runs") as raised:
        Gradebook.open(f"postgresql+psycopg://grader:s3cret@/class?host={tmp_path}")

    assert "s3cret" not in str(raised.value)


def test_a_database_that_is_not_there_is_a_sentence(server) -> None:
    """The server runs, and has none of this name."""
    with pytest.raises(GradebookError, match="cannot be reached"):
        Gradebook.open(server.url("nothing"))


@pytest.mark.parametrize("url", ["mysql://host/class", "sqlite://", "://", "postgresql+psycopg://user@host:port/class"])
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    """A sentence says which kinds there are."""
    with pytest.raises(UsageError, match="Give the path of a file, or a URL such as postgresql"):
        Gradebook.open(url)


def test_a_damaged_page_is_a_sentence(tmp_path: Path) -> None:
    """Where a file was cut or overwritten."""
    path = tmp_path / "gradebook.sqlite"
    with Gradebook.open(path) as book:
        book.record(book.begin_run(RunNotes("one")).id, [graded("+", content=os.urandom(50_000))])
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))

    with pytest.raises(GraderError, match="is damaged"), Gradebook.open(path) as book:
        list(book.attempts(1))


def test_a_gradebook_is_one_file(tmp_path: Path) -> None:
    """It can be copied while nobody writes; foreign keys hold in it."""
    path = tmp_path / "gradebook.sqlite"
    with Gradebook.open(path) as book:
        book.record(book.begin_run(RunNotes("one")).id, [graded("+-")])

    assert [entry.name for entry in tmp_path.iterdir()] == ["gradebook.sqlite"]
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_keys_that_lead_nowhere_are_refused(where: str | Path) -> None:
    """Both databases hold the tables together."""
    statement = sa.text("INSERT INTO submissions (student_id, exercise) VALUES (99, 'ex1')")
    with (
        Gradebook.open(where) as book,
        pytest.raises(GradebookError, match="did not do what was asked"),
        book._database.writing() as session,
    ):
        session.execute(statement)
