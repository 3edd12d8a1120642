"""A Dask cluster of separate processes that share no folder with whoever asks, for tests of `grade batch --cluster`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from distributed import Client
from distributed.security import Security

from tests.support import PATIENCE, ROOT, wait_until


@dataclass(frozen=True)
class Certificate:
    """What everybody on an encrypted network shows, and trusts: one that has signed itself, and its key."""

    certificate: Path
    key: Path

    @classmethod
    def made_in(cls, folder: Path) -> Self:
        """A new one for this machine."""
        made = cls(folder / "certificate.pem", folder / "key.pem")
        command = (
            "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=machines -addext subjectAltName=IP:127.0.0.1"
        )
        files = ["-out", str(made.certificate), "-keyout", str(made.key)]
        subprocess.run([*command.split(), *files], check=True, capture_output=True)
        return made

    @property
    def options(self) -> list[str]:
        """As a command of Dask takes them."""
        authority, own = ["--tls-ca-file", str(self.certificate)], ["--tls-cert", str(self.certificate)]
        return [*authority, *own, "--tls-key", str(self.key)]

    @property
    def variables(self) -> dict[str, str]:
        """As a program that asks takes them."""
        own = {"CA_FILE": self.certificate, "CLIENT__CERT": self.certificate, "CLIENT__KEY": self.key}
        return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(path) for name, path in own.items()}

    @property
    def security(self) -> Security:
        """As a client of our own takes them."""
        files = {"tls_ca_file": str(self.certificate), "tls_client_cert": str(self.certificate)}
        return Security(**files, tls_client_key=str(self.key), require_encryption=True)


class Machines:
    """
    A scheduler, and workers that come and go. Each has a home, a folder for temporary files and a secret of its own.

    Args: certificate: with it, all that they say to each other is encrypted, and whoever has another is sent away.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, str] | None = None, certificate: Certificate | None = None
    ) -> None:
        self._folder = folder
        self._options = certificate.options if certificate else []
        self._file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", ["--port", "0", "--scheduler-file", str(self._file)], settings or {})
        self.workers: list[subprocess.Popen[bytes]] = []
        assert wait_until(self._address, PATIENCE), "no scheduler"
        self.address = self._address()
        self._client = Client(
            self.address, security=certificate.security if certificate else None, set_as_default=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        for processes in (self.workers, [self.scheduler]):
            for process in processes:
                process.terminate()
            wait_until(lambda processes=processes: all(each.poll() is not None for each in processes), 10)
            for process in processes:
                process.kill()
                process.wait(PATIENCE)

    def add_worker(self, settings: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """One more machine with one thread. Returns when the scheduler knows it."""
        known = self._known()
        worker = self._start("worker", [self.address, "--nthreads", "1", "--no-nanny"], settings or {})
        self.workers.append(worker)
        assert wait_until(lambda: self._known() - known, PATIENCE), "no worker"
        return worker

    def have_workers(self, number: int) -> None:
        """So many of the usual kind."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < number:
            self.add_worker()

    def end(self, worker: subprocess.Popen[bytes]) -> None:
        """It leaves as it should."""
        known = self._known()
        worker.terminate()
        worker.wait(PATIENCE)
        assert wait_until(lambda: known - self._known(), PATIENCE)

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """It dies."""
        worker.kill()
        worker.wait(PATIENCE)

    def under_way(self) -> int:
        """How many tasks the workers have been given and have not finished."""
        return sum(map(len, self._client.processing().values()))

    def courses_left(self) -> list[Path]:
        """What batches have unpacked on workers that are alive."""
        homes = [self._folder / str(worker.args[-1]) for worker in self.workers if worker.poll() is None]
        return [path for home in homes for path in home.rglob("grader-*")]

    def _address(self) -> str:
        """Where the scheduler is; "" as long as it has not said so."""
        try:
            return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            return ""

    def _known(self) -> set[str]:
        return set(self._client.nthreads())

    def _start(self, kind: str, arguments: list[str], settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
        name = f"{kind}-{len(list(self._folder.iterdir()))}"
        home = self._folder / name
        (home / "tmp").mkdir(parents=True)
        own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "GRADER_HOME": str(home), "GRADER_SECRET": name}
        paths = [*filter(None, [settings.get("PYTHONPATH")]), str(ROOT)]
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{kind}",
            *arguments,
            *self._options,
            "--no-dashboard",
            "--host",
            "127.0.0.1",
        ]
        command += ["--name", name] if kind == "worker" else []
        environment = os.environ | own | dict(settings) | {"PYTHONPATH": os.pathsep.join(paths)}
        with home.joinpath("log").open("wb") as log:
            return subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
