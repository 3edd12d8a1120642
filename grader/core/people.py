"""Owners of files become students: those of the class list, and others with ids of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grader.core.coursework import Student
from grader.core.lms_names import Layout, Parts, Place
from grader.core.matching import ClassList, Owner
from grader.core.student_ids import plain, safe_id, short_digest
from grader.core.submission import on_one_line

_LONGEST_NAME = 200


class People:
    """Who the owners in a set of places are. Asked twice for the same owner, it gives the same student."""

    def __init__(self, places: Iterable[Place], roster: Sequence[Student]) -> None:
        self._list = ClassList(roster)
        places = list(places)
        self._twins = _twins(places)
        strangers: dict[str, Owner] = {}
        for owner in (owner for place in places for owner in self._owners(place)):
            if self._list.find(owner) is None:
                strangers.setdefault(_identity(owner), owner)
        self._strangers = _with_ids(strangers, {student.id.casefold() for student in roster})

    def students(self, place: Place) -> tuple[Student, ...]:
        """Whose a place is."""
        found = [self._list.find(owner) or self._strangers[_identity(owner)] for owner in self._owners(place)]
        return tuple(dict.fromkeys(found))

    def on_the_list(self, place: Place) -> bool:
        """Are its owners on the class list?"""
        return all(self._list.find(owner) for owner in self._owners(place))

    def _owners(self, place: Place) -> tuple[Owner, ...]:
        """Where a name means several people, only their numbers tell who is who."""
        return tuple(
            replace(owner, called=_mark(place, owner), name="", others=())
            if (_where(place), plain(owner.called)) in self._twins
            else owner
            for owner in place.owners
        )


def _twins(places: Iterable[Place]) -> set[tuple[tuple[Layout, Parts], str]]:
    """Names that an LMS, or a folder, gives to several students side by side."""
    marks: dict[tuple[tuple[Layout, Parts], str], set[str]] = {}
    for place in places:
        for owner in place.owners:
            if place.layout not in (Layout.FILES, Layout.GRADESCOPE):
                marks.setdefault((_where(place), plain(owner.called)), set()).add(_mark(place, owner))
    return {name for name, several in marks.items() if len(several) > 1}


def _where(place: Place) -> tuple[Layout, Parts]:
    return place.layout, place.path[:-1]


def _mark(place: Place, owner: Owner) -> str:
    """What tells students of one name apart, in the way in which files can: an LMS's number, or how exactly it is written."""
    if place.layout in (Layout.MOODLE, Layout.CANVAS):
        return f"{owner.called} {owner.lms}"
    return safe_id(owner.called)


def _identity(owner: Owner) -> str:
    return plain(owner.sid) or owner.email.casefold() or plain(owner.called) or owner.called


def _with_ids(strangers: Mapping[str, Owner], taken: set[str]) -> dict[str, Student]:
    """One for each; where two would get the same id, or one of the class list's, both get one that nobody has."""
    wanted = {identity: safe_id(owner.sid or owner.email or owner.called) for identity, owner in strangers.items()}
    uses: dict[str, int] = {}
    for name in wanted.values():
        uses[name.casefold()] = uses.get(name.casefold(), 0) + 1
    found = {}
    for identity, owner in strangers.items():
        name = wanted[identity]
        if name.casefold() in taken or uses[name.casefold()] > 1:
            name = f"{name}-{short_digest(identity)}"
        shown = on_one_line(owner.name or owner.called, _LONGEST_NAME)
        found[identity] = Student(
            name, shown, *(on_one_line(text, _LONGEST_NAME) for text in (owner.email, owner.sid, owner.lms))
        )
    return found
