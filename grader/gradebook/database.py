"""
A gradebook's database: opened, brought up to date, and asked in transactions, of which one at a time may write.

SQLite is used without a write-ahead log, so that a gradebook is one file that can be copied. PostgreSQL gets a lock of its own
for writers: what one command reads is what it changes, on both.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from grader.gradebook.failures import explained
from grader.gradebook.migrating import bring_up_to_date, is_current
from grader.primitives.errors import UsageError

_WRITES = "gradebook_writes"
_WRITER = 0x67726164
"""The number of the writers' lock in PostgreSQL: `grad`."""

_AS_IN = "Give the path of a file, or a URL such as postgresql+psycopg://user@host/database."
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")


class Database:
    """An open database. name: for people, without a password. Raises GradebookError, UsageError."""

    def __init__(self, where: str | Path, *, patience: float) -> None:
        self._url = _url(where)
        self.name = _name(self._url)
        with explained(self.name):
            self._engine = _sqlite(self._url, patience) if _is_file(self._url) else _postgresql(self._url, patience)
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the gradebook."""
        with explained(self.name), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that no other writer disturbs; all of it happens, or nothing."""
        engine = self._engine.execution_options(**{_WRITES: True})
        with explained(self.name), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        with explained(self.name), self._engine.connect() as connection:
            current = is_current(connection, self.name)
        if not current:
            engine = self._engine.execution_options(**{_WRITES: True})
            with explained(self.name), engine.begin() as connection:
                bring_up_to_date(connection, self.name)


def _url(where: str | Path) -> URL:
    """The URL of a path or URL. Raises: UsageError for what is neither a file nor PostgreSQL."""
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite+pysqlite", database=str(Path(where).absolute()))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:
        raise UsageError("The gradebook's URL cannot be read.", next_step=_AS_IN) from error
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return URL.create("sqlite+pysqlite", database=str(Path(url.database).absolute()))
    raise UsageError(f"A gradebook cannot be kept in {url.drivername:.40}.", next_step=_AS_IN)


def _name(url: URL) -> str:
    return str(url.database) if _is_file(url) else url.render_as_string(hide_password=True)


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _sqlite(url: URL, patience: float) -> Engine:
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": patience})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: object, _record: object) -> None:
    """Transactions begin where we say so, also around tables being made; foreign keys are kept."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[attr-defined]


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _postgresql(url: URL, patience: float) -> Engine:
    milliseconds = max(1, round(1000 * patience))
    settings = {"connect_timeout": max(2, round(patience))}
    options = {} if "options" in url.query else {"options": f"-c lock_timeout={milliseconds}"}
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args=settings | options)
    except ModuleNotFoundError as error:
        raise UsageError(
            "A gradebook in PostgreSQL needs the package psycopg.",
            next_step="Run `pip install 'cnn-grader[postgresql]'`.",
        ) from error
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if _writes(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITER})


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_WRITES))
