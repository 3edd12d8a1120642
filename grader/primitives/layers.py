"""Names of the layers that confine a worker. What each does stands in `grader/student_side/`, in the file of its name."""

from __future__ import annotations

from enum import StrEnum


class Layer(StrEnum):
    """One means of confinement; none suffices alone."""

    NAMESPACES = "namespaces"
    PRIVATE_ROOT = "private root"
    LANDLOCK = "Landlock"
    SECCOMP = "seccomp"
    LIMITS = "limits"
