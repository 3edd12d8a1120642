"""What is graded once: the same content for the same suite in the same surroundings, however many hand it in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from grader.core.catalogue import Course, Exercise
from grader.core.coursework import Attempt
from grader.core.submission import Submission
from grader.suite.files import suite_digest
from grader.usecases.batch.versions import LIBRARIES, versions


@dataclass(frozen=True)
class Item:
    """One grading. key: names the content, the suite and the surroundings. content: of the file."""

    key: str
    exercise: str
    file: str
    content: bytes

    @property
    def submission(self) -> Submission:
        """As the runner takes it."""
        return Submission(self.file, self.content)


class Keys:
    """
    Names gradings, so that one is recognised when it comes again.

    Args: secret: hidden inputs are drawn from it. language: of the feedback. tier: the sandbox that was asked for, if one was.
    """

    def __init__(self, course: Course, *, secret: bytes, language: str, tier: str) -> None:
        found = versions()
        surroundings = {
            "grader": found["grader"],
            "python": found["python"],
            "libraries": {name: found[name] for name in LIBRARIES},
            "secret": hashlib.sha256(secret).hexdigest(),
            "language": language,
            "tier": tier,
        }
        self._surroundings = json.dumps(surroundings, sort_keys=True)
        self._suites = {exercise.id: suite_digest(exercise) for exercise in course.exercises}

    def item(self, exercise: Exercise, attempt: Attempt) -> Item | None:
        """What to grade for an attempt; None where there is no content."""
        if attempt.content is None:
            return None
        parts = (exercise.id, self._suites[exercise.id], self._surroundings, attempt.digest, _kind(attempt.file))
        key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return Item(key, exercise.id, attempt.file, attempt.content)


def unique(items: Iterable[Item | None]) -> dict[str, Item]:
    """Each item once, by its key, in the order of exercises and then of arrival."""
    found = {item.key: item for item in items if item}
    return dict(sorted(found.items(), key=lambda pair: pair[1].exercise))


def _kind(file: str) -> str:
    """A notebook and a file with the same bytes are graded in two ways."""
    return "notebook" if Submission(file, b"").is_notebook else "file"
