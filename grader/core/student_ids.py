"""What students are called: compared without regard to how it is written, and made into names of files."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_LONGEST = 40
_SAFE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
"""Names that Windows gives to devices."""


def plain(text: str) -> str:
    """Without case, width of characters, signs between words: two ways to write the same give the same."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.split(r"[\W_]+", text)).strip()


def sorted_words(text: str) -> str:
    """The same, whatever the order of given name and surname."""
    return " ".join(sorted(plain(text).split()))


def safe_id(text: str) -> str:
    """
    A short name, safe for files on every system, and the same in every run.

    What is safe stays as it is, Chinese names, too; else it is what can be kept of it, and a few digits of its digest.
    """
    normal = unicodedata.normalize("NFC", text.strip())
    kept = re.sub(r"[\W_]*[^\w.-][\W_]*", "-", normal).strip("-.")[:_LONGEST]
    if normal == kept and _is_safe(normal):
        return normal
    kept = "".join(c if c.isalnum() or c in "._-" else "-" for c in kept).strip("-._")
    return f"{kept}-{short_digest(text)}" if kept else f"student-{short_digest(text)}"


def short_digest(text: str) -> str:
    """A few digits that tell texts apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def _is_safe(text: str) -> bool:
    """Letters of any script, as long as no letter is put together of several characters."""
    as_ascii = "".join("x" if c.isalnum() and not c.isascii() else c for c in text)
    return bool(_SAFE.fullmatch(as_ascii)) and not _RESERVED.fullmatch(text)
