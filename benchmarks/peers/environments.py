"""Virtual environments for peers: one for each, and never the project's own."""

import subprocess
import sys
import venv
from importlib.metadata import version


class CannotRun(Exception):
    """A peer that cannot be measured here; the message is a sentence that says why."""


def environment_for(requirements, packages, folder):
    """
    The folder of executables of a virtual environment that has a peer, pytest, numpy and what else the exercise needs.

    Args: requirements: the peer, pinned, and what it needs but does not bring. packages: of the exercise; they get the
    versions of this environment, so that every side computes with the same. folder: environments are kept there.
    Raises: CannotRun, if the installer says no.
    """
    home = folder / requirements[0].partition("==")[0]
    wanted = [*requirements, *(f"{name}=={version(name)}" for name in sorted({"numpy", "pytest", *packages}))]
    installed = home / "installed.txt"
    if not installed.exists() or not set(wanted) <= set(installed.read_text(encoding="utf-8").split()):
        _create(home)
        _install(home / "bin" / "python", wanted)
        installed.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    return home / "bin"


def _create(home):
    try:
        venv.create(home, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotRun(f"It has no virtual environment to be installed into: {error}.") from None


def _install(python, wanted):
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if ended.returncode:
        raise CannotRun(
            f"It cannot be installed on Python {sys.version.split()[0]}: {last_line(ended.stderr, 'ERROR: ')}."
        )


def last_line(said, mark=""):
    """The last line that begins with the mark, without it; or what there is."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    marked = [line.removeprefix(mark) for line in lines if line.startswith(mark)] or lines or ["it says nothing"]
    return marked[-1].rstrip(".")[:200]
