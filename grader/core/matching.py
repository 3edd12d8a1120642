"""Who on the class list is meant by what an LMS, a folder or a file calls a student."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.core.coursework import Student
from grader.core.student_ids import plain, sorted_words

_MOST_WORDS = 4


@dataclass(frozen=True)
class Owner:
    """
    Somebody who handed something in, as far as is known from where it was found.

    called: what a folder, a file or an LMS calls them. others: what else it may mean, best guess first. lms: the LMS's number or
    name for them. sid, email: where an LMS tells.
    """

    called: str
    name: str = ""
    lms: str = ""
    sid: str = ""
    email: str = ""
    others: tuple[str, ...] = ()


class ClassList:
    """The roster, to be asked who somebody is. A name that two students share means neither of them."""

    def __init__(self, roster: Sequence[Student]) -> None:
        self._by_sid = _index(roster, lambda student: [plain(student.sid)])
        self._by_email = _index(roster, lambda student: [student.email.casefold()])
        self._by_lms = _index(roster, lambda student: [plain(student.lms)])
        self._by_word = [
            self._by_sid,
            self._by_lms,
            self._by_email,
            _index(roster, lambda student: [plain(student.id)]),
            _index(roster, lambda student: _spellings(student.name)),
            _index(roster, lambda student: [plain(student.email.partition("@")[0])]),
        ]

    def find(self, owner: Owner) -> Student | None:
        """The student who is meant; None if that is nobody, or not sure."""
        certain = (
            self._by_sid.get(plain(owner.sid))
            or self._by_email.get(owner.email.casefold())
            or self.called(owner.called)
        )
        if certain:
            return certain
        by_lms = self._by_lms.get(plain(owner.lms))
        return by_lms or next(filter(None, map(self.called, (owner.name, *owner.others))), None)

    def called(self, text: str) -> Student | None:
        """The student whom a text names: an id, a user name, an address, or a name in any order."""
        for words in (plain(text), sorted_words(text)):
            for index in self._by_word:
                if words and words in index:
                    return index[words]
        return self._by_email.get(text.strip().casefold())


def runs_of_words(text: str) -> tuple[str, ...]:
    """All runs of neighbouring words in a text, longest first: a student's name may be one of them."""
    words = plain(text).split()[:8]
    lengths = range(len(words), 0, -1)
    return tuple(" ".join(words[at : at + n]) for n in lengths for at in range(len(words) - n + 1))


def _spellings(name: str) -> Iterator[str]:
    """Ways in which a name is written, without signs: the words in any order, with and without spaces."""
    words = plain(name).split()
    yield sorted_words(name)
    yield plain(name)
    if len(words) <= _MOST_WORDS:
        for order in itertools.permutations(words):
            yield "".join(order)


def _index(roster: Sequence[Student], words_of: Callable[[Student], Iterable[str]]) -> dict[str, Student]:
    found: dict[str, set[Student]] = {}
    for student in roster:
        for word in words_of(student):
            if word:
                found.setdefault(word, set()).add(student)
    return {word: next(iter(students)) for word, students in found.items() if len(students) == 1}
