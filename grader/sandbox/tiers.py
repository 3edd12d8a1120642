"""How well this machine confines a submission. Every report names the tier that was reached."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """
    From the best to the least.

    namespaces: own users, processes, network and a private read-only root; no capabilities; limits.
    limits: a separate program with closed descriptors, an empty environment, a scratch folder and limits.
    """

    NAMESPACES = "namespaces"
    LIMITS = "limits"
