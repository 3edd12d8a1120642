"""Steps of a conversation that Ctrl-C may cut short."""

from __future__ import annotations


class Steps:
    """
    A context manager around each message and what is noted about it.

    One that was left half sent, or unnoted, puts all later answers in the wrong places, or lets somebody wait for an answer
    that has already come. So after it every other step is refused: whoever cleans up goes on at once.
    """

    def __init__(self) -> None:
        self._whole = True

    def __enter__(self) -> None:
        """Raises: OSError after a step that did not come to its end."""
        if not self._whole:
            raise OSError("a message was interrupted")
        self._whole = False

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._whole = kind is None
