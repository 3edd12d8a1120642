"""
Things that must stay as they are while hostile code runs, and what it might leave behind.

The folder is where the corpus looks for it. A canary that nobody can find proves nothing.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.primitives.errors import UsageError

FOLDER = Path("/tmp/agcanary")  # noqa: S108 - the attacks know this name
MARKER = "AG-CANARY-EXPECTED-VALUES"
"""Also in this process's memory: an attack that reads it from there prints what it found."""

_NAME = "\0agcanary"
_FILES = {
    "hidden_tests/test_conv2d_hidden.py": f"EXPECTED = '{MARKER}'\n",
    "reference.py": f"# {MARKER}\ndef conv2d(image, kernel, stride=1, padding=0):\n    return image\n",
    "home/.ssh/id_rsa": "-----BEGIN AG-CANARY KEY-----\n",
    "home/.bashrc": "# bashrc\n",
    "home/.profile": "# profile\n",
    "results.json": '{"score": 0}',
}
_LEFTOVERS = ("/dev/shm", "/dev/mqueue", "/tmp", "/var/tmp")  # noqa: S108 - looked at only
_COUNTED = ("/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg", "/proc/keys")


@dataclass(frozen=True)
class Scene:
    """The machine at one moment: canary files with their state, names in shared places, sizes of kernel tables."""

    canaries: dict[str, tuple[object, ...]]
    names: dict[str, frozenset[str]]
    counts: dict[str, int]

    def differences(self, before: Scene) -> list[str]:
        """What is not as it was."""
        changed = [
            name for name in {*self.canaries, *before.canaries} if self.canaries.get(name) != before.canaries.get(name)
        ]
        new = [f"{place}/{name}" for place, names in self.names.items() for name in names - before.names[place]]
        grown = [table for table, count in self.counts.items() if count > before.counts[table]]
        return (
            [f"canary {name}" for name in changed]
            + [f"left {path}" for path in new]
            + [f"grew {table}" for table in grown]
        )


@contextlib.contextmanager
def canaries() -> Iterator[None]:
    """The folder, and sockets that an attack would like to reach, for a while. Raises UsageError if it is somebody's."""
    try:
        _remove_forgotten()
        FOLDER.mkdir(mode=0o755)
    except FileExistsError:
        raise UsageError(f"{FOLDER} exists.", next_step="Another audit is running; else remove it.") from None
    except OSError as error:
        raise UsageError(
            f"{FOLDER} cannot be made ({error.strerror}).", next_step="Audit where /tmp is writable."
        ) from None
    try:
        with contextlib.ExitStack() as stack:
            _write_files()
            _open_sockets(stack)
            yield
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def _remove_forgotten() -> None:
    """What an audit that was killed has left; one that still runs answers on its socket."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as caller:
        caller.setblocking(False)
        is_ours = FOLDER.lstat().st_uid == os.getuid() and (FOLDER / "sock").is_socket()
        if is_ours and caller.connect_ex(_NAME) == errno.ECONNREFUSED:
            shutil.rmtree(FOLDER, ignore_errors=True)


def scene() -> Scene:
    """What is there now."""
    return Scene(
        canaries={str(path.relative_to(FOLDER)): _state(path) for path in sorted(FOLDER.rglob("*"))},
        names={place: frozenset(_names(place)) for place in _LEFTOVERS},
        counts={table: _lines(table) for table in _COUNTED},
    )


def _write_files() -> None:
    for name, text in _FILES.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o666)  # whoever the attacker is, nothing but the sandbox protects them


def _open_sockets(stack: contextlib.ExitStack) -> None:
    """A port, paths and abstract names that answer: only the sandbox keeps a submission from them."""
    port = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    (FOLDER / "port").write_text(str(port.getsockname()[1]), encoding="ascii")
    for address in (_NAME, str(FOLDER / "sock")):
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        with contextlib.suppress(OSError):
            listener.bind(address)
            listener.listen()
    for address in (str(FOLDER / "datagrams"), f"{_NAME}-datagrams"):
        mailbox = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        with contextlib.suppress(OSError):
            mailbox.bind(address)
            if address[0] == "/":
                Path(address).chmod(0o666)


def _state(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
    return content, status.st_mode, status.st_mtime_ns, status.st_nlink, status.st_uid


def _names(place: str) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(place)
    return []


def _lines(table: str) -> int:
    with contextlib.suppress(OSError):
        return len(Path(table).read_text(encoding="utf-8", errors="replace").splitlines())
    return 0
