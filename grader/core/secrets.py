"""Where random inputs come from: a course's secret for hidden runs, nothing secret for twins."""

from __future__ import annotations

import hashlib
import hmac


def hidden_seed(secret: bytes, *parts: str) -> int:
    """A seed (128 bits) that nobody without the secret can tell."""
    return _number(hmac.digest(secret, "\0".join(parts).encode(), "sha256"))


def public_seed(attempt: int, *parts: str) -> int:
    """The seed of a check's twin; anybody can compute it."""
    return _number(hashlib.sha256("\0".join(("twin", str(attempt), *parts)).encode()).digest())


def _number(digest: bytes) -> int:
    return int.from_bytes(digest[:16], "big")
