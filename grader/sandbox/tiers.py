"""How well this machine confines a submission. Every report names the tier that was reached."""

from __future__ import annotations

from enum import StrEnum

from grader.primitives.layers import Layer


class Tier(StrEnum):
    """
    From the best to the least.

    full: own users, processes, network and a private read-only root; Landlock; a filter of system calls; limits.
    no namespaces: Landlock, the filter and limits; that other files exist can be seen, what is in them cannot.
    limits: a separate program with closed descriptors, an empty environment, a scratch folder and limits.
    spawn: a program anew for every worker, where nothing can be forked; an empty environment, a scratch folder, a deadline.
    """

    FULL = "full"
    NO_NAMESPACES = "no namespaces"
    LIMITS = "limits"
    SPAWN = "spawn"

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What it is made of."""
        return _LAYERS[self]

    @property
    def holds_strangers(self) -> bool:
        """May other people's code be run in it, without being asked for?"""
        return self in (Tier.FULL, Tier.NO_NAMESPACES)


_LAYERS = {
    Tier.FULL: tuple(Layer),
    Tier.NO_NAMESPACES: (Layer.LANDLOCK, Layer.SECCOMP, Layer.LIMITS),
    Tier.LIMITS: (Layer.LIMITS,),
    Tier.SPAWN: (),
}
