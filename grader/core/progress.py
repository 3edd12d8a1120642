"""What a person has done so far: attempts and hints, kept in one SQLite file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.core.report import ExerciseReport

_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, course TEXT NOT NULL, exercise TEXT NOT NULL, digest TEXT NOT NULL,
    points REAL NOT NULL, max_points REAL NOT NULL, percent REAL, full_marks INTEGER NOT NULL, complete INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS attempts_by_exercise ON attempts (course, exercise);
CREATE TABLE IF NOT EXISTS hints (
    course TEXT NOT NULL, exercise TEXT NOT NULL, function TEXT NOT NULL, given INTEGER NOT NULL,
    PRIMARY KEY (course, exercise, function)
);
"""
_VERSION = 1
_PATIENCE = 3.0


class ProgressUnavailable(Exception):
    """The file cannot be read or written; what was asked for goes on without it."""


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in one exercise. best: percent, or None before the first attempt."""

    attempts: int
    best: float | None
    full_marks: bool


class Progress:
    """One person's progress. Every method raises ProgressUnavailable if the file is out of reach."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, course: str, report: ExerciseReport, digest: str) -> None:
        """Keep an attempt."""
        row = (
            *(datetime.now(UTC).isoformat(timespec="seconds"), course, report.exercise, digest, report.points),
            *(report.max_points, report.percent, report.full_marks, report.complete),
        )
        with self._open() as database:
            database.execute(
                "INSERT INTO attempts (at, course, exercise, digest, points, max_points, percent, full_marks, complete)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def standing(self, course: str, exercise: str) -> Standing:
        """Attempts and best score. Runs of the public examples alone count only while there is nothing else."""
        with self._open() as database:
            rows = database.execute(
                "SELECT COUNT(*), MAX(percent), MAX(full_marks), complete FROM attempts"
                " WHERE course = ? AND exercise = ? GROUP BY complete ORDER BY complete DESC",
                (course, exercise),
            ).fetchall()
        if not rows:
            return Standing(0, None, full_marks=False)
        return Standing(sum(row[0] for row in rows), rows[0][1], full_marks=bool(rows[0][2]) and bool(rows[0][3]))

    def hints_given(self, course: str, exercise: str, function: str) -> int:
        """How many hints have been shown for a function."""
        with self._open() as database:
            row = database.execute(
                "SELECT given FROM hints WHERE course = ? AND exercise = ? AND function = ?",
                (course, exercise, function),
            ).fetchone()
        return int(row[0]) if row else 0

    def note_hint(self, course: str, exercise: str, function: str, given: int) -> None:
        """Remember that `given` hints have been shown."""
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO hints VALUES (?, ?, ?, ?)", (course, exercise, function, given))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as database, database:
                self._prepare(database)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise ProgressUnavailable(f"{self._path}: {error}") from error

    def _prepare(self, database: sqlite3.Connection) -> None:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise sqlite3.DatabaseError("written by a newer version of the grader")
        if version < _VERSION:
            database.executescript(_SCHEMA)
            database.execute(f"PRAGMA user_version = {_VERSION}")
