"""
Where a question's numbers come from: streams of HMAC-SHA256, one for each question and purpose.

Nothing here uses `random` or numpy, whose sequences may change with a version: the same secret gives the same numbers for good.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
_WORD = 8
_WORDS = 1 << (8 * _WORD)


@dataclass(frozen=True)
class Seed:
    """What all draws of one attempt come from. attempt: 0 for the first. Nobody without the secret can tell them."""

    secret: bytes
    quiz: str
    student: str
    attempt: int = 0

    def stream(self, question: str, purpose: str) -> Draw:
        """The stream of one question for one purpose; independent of all others."""
        parts = (self.quiz, self.student, question, str(self.attempt), purpose)
        return Draw(hmac.digest(self.secret, _joined(parts), "sha256"))


class Draw:
    """
    A generator of numbers and choices: HMAC-SHA256 of a counter under the stream's key, read in words of 64 bits.

    Every method is uniform: words that would favour some values are thrown away.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._counter = 0
        self._words: list[int] = []

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included. Raises ValueError if there is none."""
        span = high - low + 1
        if not 0 < span <= _WORDS:
            raise ValueError(f"no whole number from {low} to {high}")
        limit = _WORDS - _WORDS % span
        while (word := self._word()) >= limit:
            pass
        return low + word % span

    def decimal(self, low: float, high: float, decimals: int) -> float:
        """A number from low to high with so many decimals."""
        scale = int(10**decimals)
        return self.integer(round(low * scale), round(high * scale)) / scale

    def choice(self, options: Sequence[Item]) -> Item:
        """One of them."""
        return options[self.integer(0, len(options) - 1)]

    def shuffled(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """All of them, in any order (Fisher and Yates)."""
        found = list(items)
        for last in range(len(found) - 1, 0, -1):
            other = self.integer(0, last)
            found[last], found[other] = found[other], found[last]
        return tuple(found)

    def sample(self, options: Iterable[Item], count: int) -> tuple[Item, ...]:
        """So many different ones, in any order."""
        found = self.shuffled(options)
        if not 0 <= count <= len(found):
            raise ValueError(f"no {count} of {len(found)}")
        return found[:count]

    def row(self, length: int, low: int, high: int) -> tuple[int, ...]:
        """A vector of whole numbers from low to high."""
        return tuple(self.integer(low, high) for _ in range(length))

    def matrix(self, rows: int, columns: int, low: int, high: int) -> tuple[tuple[int, ...], ...]:
        """A matrix of whole numbers from low to high, as a tuple of rows."""
        return tuple(self.row(columns, low, high) for _ in range(rows))

    def _word(self) -> int:
        if not self._words:
            block = hmac.digest(self._key, self._counter.to_bytes(_WORD, "big"), "sha256")
            self._counter += 1
            size = hashlib.sha256().digest_size
            self._words = [int.from_bytes(block[at : at + _WORD], "big") for at in range(0, size, _WORD)][::-1]
        return self._words.pop()


def _joined(parts: Iterable[str]) -> bytes:
    """With the length of each before it, so that no two lists of parts give the same bytes."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
