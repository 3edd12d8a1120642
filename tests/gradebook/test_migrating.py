"""An older gradebook is brought up to date with all that is in it; a newer one, and a stranger's, are left alone."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from classroom import BEN, NOON, graded, points_of

from grader.core.runs import RunNotes
from grader.gradebook.book import Gradebook
from grader.gradebook.migrating import VERSION_TABLE, bring_up_to_date
from grader.gradebook.tables import Base
from grader.primitives.errors import GradebookError, UsageError


def engine_of(where: str | Path) -> sa.Engine:
    """The database itself, without the gradebook's manners."""
    return sa.create_engine(f"sqlite:///{where}" if isinstance(where, Path) else where, poolclass=sa.NullPool)


def at_revision(where: str | Path, revision: str) -> None:
    """Make a gradebook as it was then, with one student in it."""
    with engine_of(where).begin() as connection:
        bring_up_to_date(connection, "old", revision)
        connection.execute(
            sa.text(
                "INSERT INTO students (code, name, email, sid, lms) VALUES ('amy', '林', 'amy@example.org', '', '')"
            )
        )
        connection.execute(sa.text("INSERT INTO submissions (student_id, exercise) VALUES (1, 'ex1')"))
        connection.execute(
            sa.text("INSERT INTO runs (key, begun, note, suites, versions) VALUES ('old', :at, '', '{}', '{}')"),
            {"at": NOON},
        )


def revision_of(where: str | Path) -> str | None:
    """What the database says that it is."""
    with engine_of(where).connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return context.get_current_revision()


def test_an_older_gradebook_is_brought_up_to_date(where: str | Path) -> None:
    """What was in it stays, and what it could not do then it can do now."""
    at_revision(where, "0001")

    with Gradebook.open(where) as book:
        book.record(book.runs()[0].id, [graded("+-", BEN)])
        book.publish(book.runs()[0].id)
        book.set_override("amy", "ex1", points=1, reason="Agreed.", by="teacher")
        sheet = book.grades()

    assert [student.name for student in sheet.students] == ["林", BEN.name]
    assert points_of(sheet) == {("amy", "ex1"): 1.0, ("ben", "ex1"): 1.0}
    assert revision_of(where) == "0003"


def test_the_steps_lead_to_the_tables(where: str | Path) -> None:
    """What migrations make is what the program expects: names, types, keys and indexes."""
    Gradebook.open(where).close()

    with engine_of(where).connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_a_gradebook_of_a_newer_version_is_refused(where: str | Path) -> None:
    """Nothing in it is touched."""
    Gradebook.open(where).close()
    with engine_of(where).begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '0999'"))

    with pytest.raises(
        GradebookError, match=r"written by a newer version of the grader .*'0999'.* `pip install --upgrade"
    ):
        Gradebook.open(where)

    assert revision_of(where) == "0999"


def test_another_programs_database_is_refused(where: str | Path) -> None:
    """A file with tables that is no gradebook, or a database where a name is taken."""
    with engine_of(where).begin() as connection:
        connection.execute(sa.text("CREATE TABLE students (id INTEGER PRIMARY KEY, shoe_size INTEGER)"))

    with pytest.raises(UsageError, match="another program's"):
        Gradebook.open(where)


def test_a_step_that_fails_leaves_nothing(where: str | Path) -> None:
    """All of a migration happens, or none of it."""
    at_revision(where, "0001")
    with engine_of(where).begin() as connection:
        connection.execute(sa.text("CREATE TABLE late_policies (exercise TEXT)"))

    with pytest.raises(GradebookError, match="already exists"):
        Gradebook.open(where)

    with engine_of(where).connect() as connection:
        assert (revision_of(where), "overrides" in sa.inspect(connection).get_table_names()) == ("0001", False)


def test_a_gradebook_can_be_kept_beside_other_tables_on_a_server(server) -> None:
    """A database of a department holds more than grades."""
    where = server.new_database()
    with engine_of(where).begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num TEXT)"))

    with Gradebook.open(where) as book:
        assert book.begin_run(RunNotes("one")).id == 1
