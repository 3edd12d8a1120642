"""A gradebook in SQLite, and the same on a real PostgreSQL server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql_server import NoServer, Server, postgresql

from grader.gradebook.book import Gradebook


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests."""
    pytest.importorskip("psycopg", reason="the extra `postgresql` is not installed")
    try:
        with postgresql() as running:
            yield running
    except NoServer as reason:
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where an empty gradebook can be."""
    if request.param == "sqlite":
        return tmp_path / "gradebook.sqlite"
    url: str = request.getfixturevalue("server").new_database()
    return url


@pytest.fixture
def book(where: str | Path) -> Iterator[Gradebook]:
    """An empty gradebook."""
    with Gradebook.open(where, patience=1.0) as opened:
        yield opened
