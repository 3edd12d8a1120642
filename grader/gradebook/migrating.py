"""Brings a database to the newest revision, and refuses one that is newer still or another program's."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from grader.gradebook.tables import Base
from grader.primitives.errors import GradebookError, UsageError

VERSION_TABLE = "gradebook_version"
_SCRIPTS = "grader.gradebook:migrations"


def is_current(connection: Connection, name: str) -> bool:
    """
    Is a database at the newest revision?

    Raises: GradebookError if it is of a newer version of the grader, UsageError if it is another program's.
    """
    revision = _revision(connection)
    if revision is None:
        _refuse_foreign(connection, name)
        return False
    scripts = ScriptDirectory.from_config(_config())
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise GradebookError(
            f"The gradebook {name} was written by a newer version of the grader (its revision is {revision!r:.40}).",
            next_step="Update with `pip install --upgrade cnn-grader`, or name another gradebook.",
        )
    return revision == scripts.get_current_head()


def bring_up_to_date(connection: Connection, name: str, revision: str = "head") -> None:
    """Make what is missing up to a revision, all of it or nothing. The connection is in a transaction that may write."""
    if not is_current(connection, name):  # somebody else may have been faster
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _revision(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def _refuse_foreign(connection: Connection, name: str) -> None:
    """In a file nobody else has tables; on a server they may, under other names."""
    there = set(inspect(connection).get_table_names())
    ours = set(Base.metadata.tables)
    if there if connection.dialect.name == "sqlite" else there & ours:
        raise UsageError(
            f"The database {name} is another program's: it has tables, but is no gradebook.",
            next_step="Name another file or database.",
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS)
    return config
