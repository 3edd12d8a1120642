"""
A real PostgreSQL server for tests: Debian's, with a cluster of its own in a temporary folder, reached by a socket there.

It is installed with apt where that is possible (as root, on Debian); `NoServer` says why where it is not.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_INSTALLING = 180.0
_STARTING = 60.0
_numbers = itertools.count()


class NoServer(Exception):
    """There is no PostgreSQL here, for this reason."""


@dataclass(frozen=True)
class Server:
    """A server that runs. folder: of its socket."""

    folder: Path

    def url(self, database: str = "postgres") -> str:
        """The URL of a database."""
        return f"postgresql+psycopg://grader@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"class_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def run(self, statement: str) -> None:
        """Run one statement outside of a transaction."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user="grader", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def postgresql() -> Iterator[Server]:
    """Start a server, and stop it in the end. Raises: NoServer."""
    binaries = _binaries()
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        if "user" in user:
            os.chown(folder, user["user"], user["group"])
        data = folder / "data"
        settings = ["--username=grader", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _call([binaries / "initdb", "-D", data, *settings], _STARTING, cwd=folder, **user)
        # what is written to no disk need not be synchronized
        options = ["-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=20"]
        command = [str(each) for each in (binaries / "postgres", "-D", data, *options)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **user)
        try:
            _wait_for(process, binaries, folder)
            yield Server(folder)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            process.wait(timeout=_STARTING)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Debian's folder of the newest server, installed if need be."""
    found = _installed()
    if found is None:
        _install()
        found = _installed()
    if found is None:
        raise NoServer("apt-get installed postgresql, but there is no server in /usr/lib/postgresql")
    return found


def _installed() -> Path | None:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def _install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NoServer("no PostgreSQL in /usr/lib/postgresql, and only root can install it: apt-get install postgresql")
    # RUNLEVEL=1: the package shall not start a server of its own
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    end = time.monotonic() + _INSTALLING
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "postgresql"]
    try:
        _call(install, _INSTALLING, env=quiet)
    except NoServer:
        _call(["apt-get", "update", "-q"], end - time.monotonic(), env=quiet)
        _call(install, end - time.monotonic(), env=quiet)


def _unprivileged() -> Mapping[str, Any]:
    """Whom a server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoServer("there is no user to run PostgreSQL as: neither postgres nor nobody")


def _call(command: list[Any], seconds: float, **settings: Any) -> None:
    words = [str(word) for word in command]
    try:
        ended = subprocess.run(words, capture_output=True, text=True, timeout=max(1, seconds), check=False, **settings)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoServer(f"{words[0]}: {error}") from error
    if ended.returncode:
        last = (ended.stderr or ended.stdout).strip().splitlines()[-1:]
        raise NoServer(f"{' '.join(words[:2])} ended with {ended.returncode}: {''.join(last)}")


def _wait_for(process: subprocess.Popen[bytes], binaries: Path, folder: Path) -> None:
    end = time.monotonic() + _STARTING
    ready = [str(binaries / "pg_isready"), "-q", "-h", str(folder)]
    while subprocess.run(ready, check=False).returncode:
        if process.poll() is not None or time.monotonic() > end:
            raise NoServer("PostgreSQL did not start: " + (folder / "log").read_text(errors="replace")[-500:])
        time.sleep(0.1)
