"""
Namespaces and the private root.

In them a submission sees no other process, no network, and of the file system only the interpreter, the packages that the
exercise allows, and an empty scratch folder.

Everything is mounted inside a mount namespace whose propagation is private before the first mount.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.student_side import kernel

_SCRATCHES = ("/tmp", "/scratch")  # noqa: S108 - a private tmpfs; the machine's /tmp is not visible here
SCRATCH_OPTIONS = "size=64m,nr_inodes=4096,mode=700"
_INSIDE_ID = 1000
_EVERYTHING = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_MOUNT_POINTS = ("/mnt", "/media", "/srv", "/opt", "/var", "/tmp")  # noqa: S108 - where the new root is assembled


@dataclass(frozen=True)
class View:
    """
    What stays readable of the file system, each path at its own place.

    base: files and folders. hidden: folders below these that are emptied (every package folder). packages: what is then
    put back there.
    """

    base: tuple[str, ...]
    hidden: tuple[str, ...]
    packages: tuple[str, ...]

    @property
    def scratch(self) -> str:
        """Where the empty folder is: /tmp, unless the interpreter or a package lies in there."""
        return next(place for place in _SCRATCHES if not _is_above(place, [*self.base, *self.packages]))


def enter(view: View | None) -> None:
    """
    Move this process into new namespaces; its next child is process 1 in there.

    Args: view: what its private root holds; None to keep the machine's.
    Raises: OSError where the machine forbids it.
    """
    user, group = os.geteuid(), os.getegid()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # the maps below belong to root while this is 0
    kernel.unshare(_EVERYTHING)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE_ID} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE_ID} {group} 1")
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    if view is not None:
        _change_root(view)


def fresh_scratch(folder: str) -> None:
    """Give this process a scratch folder of its own, empty, that vanishes with it."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("tmpfs", folder, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, SCRATCH_OPTIONS)


def libraries_in_use() -> set[str]:
    """Folders of the shared libraries that this process has loaded: where the loader will look for more."""
    folders = set()
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = line.split(maxsplit=5)[5:]
        if path and path[0].startswith("/") and ".so" in path[0]:
            folders.add(os.path.dirname(path[0]))
    return folders


def _change_root(view: View) -> None:
    needed = [*view.base, *view.packages]
    root = next(place for place in _MOUNT_POINTS if os.path.isdir(place) and not _is_above(place, needed))
    kernel.mount("tmpfs", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    os.mkdir(root + view.scratch)
    kernel.mount("tmpfs", root + view.scratch, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, SCRATCH_OPTIONS)
    for path in (*view.base, *DEVICES):
        _bind(path, root + path)
    for path in filter(os.path.isdir, (root + folder for folder in view.hidden)):
        kernel.mount("tmpfs", path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    for path in view.packages:
        _bind(path, root + path)
    _copy_links(root)
    os.chdir(root)
    kernel.pivot_root(".", ".")
    kernel.unmount(".")
    os.chdir("/")
    kernel.mount(
        None, "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    )


def _bind(source: str, target: str) -> None:
    """Show a file or folder at `target`, read-only (devices: as they are)."""
    if not os.path.exists(source) or os.path.exists(target):
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
    kernel.mount(source, target, None, kernel.MS_BIND)
    if not source.startswith("/dev/"):
        flags = kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV | _locked_flags(source)
        kernel.mount(None, target, None, kernel.MS_REMOUNT | kernel.MS_BIND | flags)


def _locked_flags(source: str) -> int:
    """Flags that an ordinary user's namespace may not take off again (statvfs and mount number them alike)."""
    return os.statvfs(source).f_flag & (kernel.MS_NOEXEC | kernel.MS_NODEV | kernel.MS_NOSUID)


def _copy_links(root: str) -> None:
    """Repeat links such as /lib -> usr/lib, by which programs name their libraries."""
    for name in os.listdir("/"):
        if os.path.islink("/" + name):
            with contextlib.suppress(FileExistsError):
                os.symlink(os.readlink("/" + name), f"{root}/{name}")


def _is_above(folder: str, paths: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for path in paths)
