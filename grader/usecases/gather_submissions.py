"""
Find out what a class has handed in: whose files they are, for which exercises, and which attempt counts.

Every file is read once and kept only if it can be graded. Nothing is unpacked, parsed or run.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from grader.core.attempts import Candidate, Rejected, sort_out
from grader.core.catalogue import Course, Exercise
from grader.core.coursework import Attempt, Handed, Student, Unmatched
from grader.core.describing import counted
from grader.core.gradescope import FILE as METADATA
from grader.core.gradescope import MAX_BYTES as MAX_METADATA
from grader.core.gradescope import Exported, read_metadata
from grader.core.guessing import Ground, Guess, Guesser, is_source
from grader.core.lms_names import Layout, Parts, Place, lms_place
from grader.core.matching import ClassList
from grader.core.people import People
from grader.core.placing import Tree
from grader.core.submission import MAX_BYTES, MAX_NOTEBOOK_BYTES, on_one_line
from grader.core.texts import say
from grader.usecases.handed_in_files import Piece, PieceKind, pieces

MAX_KEPT = 1_000_000_000
MAX_KEPT_OF_ONE = 64_000_000
"""Bytes that are held in memory, of all and of what lies in one folder of a folder."""

_EXPORT = re.compile(r"assignment_\d+_export.*", re.DOTALL)
_LONGEST = 1_000
_NO_FILE = frozenset({"zip-outside", "zip-name", "zip-duplicate"})
"""Problems of members that are nobody's file, whatever they are called."""

_PACKED = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")


@dataclass(frozen=True)
class _File:
    """A file that was looked at. guess: None where it can be no submission. content: None if not kept, or not read."""

    path: Parts
    guess: Guess | None = None
    content: bytes | None = None
    problem: str = ""
    modified: float | None = None


@dataclass
class _Findings:
    """What comes together while the pieces are read."""

    files: list[_File] = field(default_factory=list)
    folders: list[Parts] = field(default_factory=list)
    repositories: set[Parts] = field(default_factory=set)
    exports: dict[Parts, Mapping[str, Exported]] = field(default_factory=dict)
    skipped: int = 0


def gather(
    root: Path,
    course: Course,
    exercises: Sequence[Exercise],
    roster: Sequence[Student] = (),
    *,
    language: str = "en",
) -> Handed:
    """
    Everything in a folder or zip that a class has handed in.

    Args: exercises: which are graded. language: of all sentences in the result.
    Raises: UsageError if `root` cannot be read at all; what is wrong in it is in the result.
    """
    wishes = [exercise.id for exercise in exercises]
    guesser = Guesser(course)
    findings = _read(root, guesser, wishes)
    tree = _tree(findings, guesser, roster)
    places = {file.path: tree.place(file.path) for file in findings.files}
    folders = {path: place for path in _folders(findings) if (place := tree.place(path, folder=True))}
    people = People([*filter(None, places.values()), *folders.values()], roster)

    candidates, unmatched = _candidates(findings.files, places, people, wishes)
    chosen, rejected = _chosen(candidates)
    unmatched += [_Unmatched(r.candidate.path, r.why, r.fields) for r in rejected]
    busy = {candidate.student for attempts in chosen for candidate in attempts}
    idle, strange = _idle(folders, people, busy, roster)
    unmatched += [_Unmatched(path, "stranger-idle") for path in strange if _is_empty(path, findings.files)]
    return Handed(
        layouts=_layouts([*filter(None, places.values()), *folders.values()], people, busy | set(idle), language),
        attempts=tuple(attempt for attempts in chosen for attempt in _numbered(attempts, language)),
        idle=idle,
        unmatched=_in_words(unmatched, language),
        skipped=findings.skipped,
    )


def _read(root: Path, guesser: Guesser, wishes: Sequence[str]) -> _Findings:
    """Look at every file once, and keep what may be graded."""
    found, kept = _Findings(), _Kept()
    for piece in pieces(root, _wanted):
        if piece.kind is PieceKind.JUNK:
            found.skipped += 1
        elif piece.kind is PieceKind.REPOSITORY:
            found.repositories.add(piece.path)
        elif piece.kind is PieceKind.FOLDER:
            found.folders.append(piece.path)
        elif piece.path and piece.path[-1] == METADATA and _may_be_export(piece.path[:-1], guesser) and piece.content:
            found.exports[piece.path[:-1]] = read_metadata(piece.content)
        else:
            found.files.append(_looked_at(piece, guesser, wishes, kept))
            if piece.problem and piece.path and piece.path[-1].lower().endswith(".zip"):
                found.folders.append(piece.path)
    return found


def _wanted(name: str) -> int:
    """How many bytes of a file are read at most."""
    if name == METADATA:
        return MAX_METADATA
    suffix = name.lower().rpartition(".")[2]
    return {"py": MAX_BYTES, "ipynb": MAX_NOTEBOOK_BYTES}.get(suffix, 0)


def _may_be_export(folder: Parts, guesser: Guesser) -> bool:
    """Only a list that is in no student's folder is believed: a student could hand in one, too."""
    return all(_EXPORT.fullmatch(part) or not guesser.remainder(part) for part in folder)


class _Kept:
    """The contents that are held in memory: the same ones once, and no more than fits."""

    def __init__(self) -> None:
        self._contents: dict[bytes, bytes] = {}
        self._sizes: Counter[Parts] = Counter()

    def keep(self, path: Parts, content: bytes) -> bytes | None:
        """The content; None if there is no room for it."""
        digest = hashlib.sha256(content).digest()
        if digest not in self._contents:
            folder = path[:2]
            if self._sizes[()] + len(content) > MAX_KEPT or self._sizes[folder] + len(content) > MAX_KEPT_OF_ONE:
                return None
            self._sizes.update({(): len(content), folder: len(content)})
        return self._contents.setdefault(digest, content)


def _looked_at(piece: Piece, guesser: Guesser, wishes: Sequence[str], kept: _Kept) -> _File:
    """Which exercise a file may be for; its content only if it may be for one of those that are wished."""
    path = piece.path
    if not path or not is_source(path[-1]):
        return _File(path, problem=piece.problem)
    said = tuple(map(_said_by_student, path))
    guess = guesser.guess(said, said[-1], piece.content or b"")
    is_wished = guess.exercise in wishes if guess.exercise else len(wishes) == 1 and not guess.ours
    if piece.content is None or not is_wished:
        return _File(path, guess, None, piece.problem, piece.modified)
    content = kept.keep(path, piece.content)
    return _File(path, guess, content, "" if content is not None else "kept-too-much", piece.modified)


def _said_by_student(part: str) -> str:
    """A part of a path without what an LMS put before it."""
    place = lms_place((part,), 0)
    if not place:
        return part
    return place.file if place.file != part else ""


def _tree(findings: _Findings, guesser: Guesser, roster: Sequence[Student]) -> Tree:
    known = ClassList(roster).called
    return Tree(
        files=[file.path for file in findings.files if file.path],
        folders=[path for path in findings.folders if path],
        repositories=findings.repositories,
        exports=findings.exports,
        guesser=guesser,
        listed=bool(roster),
        known=functools.cache(lambda name: known(name) is not None),
    )


@dataclass(frozen=True)
class _Unmatched:
    """A path, and a key of the texts with its fields."""

    path: Parts
    why: str
    fields: Mapping[str, object] = field(default_factory=dict)


def _candidates(
    files: Sequence[_File], places: Mapping[Parts, Place | None], people: People, wishes: Sequence[str]
) -> tuple[list[Candidate], list[_Unmatched]]:
    """The files that may be attempts, once for each student of a group; and why the others are none."""
    candidates: list[Candidate] = []
    unmatched: list[_Unmatched] = []
    for file in files:
        place = places.get(file.path)
        why = _objection(file, place, wishes)
        if why or not place or not file.guess:
            unmatched.append(why or _Unmatched(file.path, "whose"))
            continue
        guess = file.guess if file.guess.exercise else Guess(wishes[0], Ground.ONLY_ONE)
        candidates += [
            Candidate(file.path, place, student, guess, file.content, file.problem, file.modified)
            for student in people.students(place)
        ]
    return candidates, unmatched


def _objection(file: _File, place: Place | None, wishes: Sequence[str]) -> _Unmatched | None:
    """Why a file can be nobody's attempt, whatever else was handed in; None if it can."""
    guess = file.guess
    why, fields = "", dict[str, object]()
    if place and place.no_file:
        why = "no-file"
    elif guess is None:
        why = file.problem or _what_else(file.path[-1])
    elif guess.ours:
        why = file.problem or "ours"
    elif guess.exercise and guess.exercise not in wishes:
        why, fields = "other-exercise", {"exercise": guess.exercise}
    elif file.problem in _NO_FILE or (file.problem and guess.ground > Ground.PART_OF_NAME):
        why = file.problem
    elif place is None:
        why = "whose"
    elif not guess.exercise and len(wishes) != 1:
        why, fields = ("which-of", {"exercises": ", ".join(guess.others)}) if guess.others else ("which", {})
    return _Unmatched(file.path, why, fields) if why else None


def _what_else(name: str) -> str:
    """Why a file that is no source is nobody's attempt."""
    if name == METADATA:
        return "another-list"
    return "packed" if name.lower().endswith(_PACKED) else "not-source"


def _folders(findings: _Findings) -> Iterator[Parts]:
    """All folders, also those that are only mentioned on the way to a file, and files that an LMS gave a student's name."""
    yield from findings.folders
    for file in findings.files:
        yield from (file.path[:at] for at in range(1, len(file.path)))
        if file.path and lms_place(file.path, len(file.path) - 1):
            yield file.path


def _chosen(candidates: Sequence[Candidate]) -> tuple[list[list[Candidate]], list[Rejected]]:
    """The attempts of each student at each exercise, in the order of students' ids; and those that are not meant."""
    together: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        together.setdefault((candidate.student.id, str(candidate.guess.exercise)), []).append(candidate)
    sorted_out = [sort_out(together[key]) for key in sorted(together)]
    rejected = [one for _, others in sorted_out for one in others]
    return [attempts for attempts, _ in sorted_out], rejected


def _numbered(candidates: Sequence[Candidate], language: str) -> Iterator[Attempt]:
    for number, candidate in enumerate(candidates, 1):
        yield Attempt(
            student=candidate.student,
            exercise=str(candidate.guess.exercise),
            number=number,
            counts=number == len(candidates),
            origin=_origin(candidate.path),
            file=on_one_line(candidate.place.file, _LONGEST),
            content=candidate.content,
            handed_in=candidate.place.handed_in,
            late=candidate.place.late,
            problem=_sentence(candidate.path, candidate.problem, {}, language) if candidate.content is None else "",
        )


def _idle(
    folders: Mapping[Parts, Place], people: People, busy: AbstractSet[Student], roster: Sequence[Student]
) -> tuple[tuple[Student, ...], list[Parts]]:
    """Who has nothing to grade; and folders of people who have nothing and are not on the class list, if there is one."""
    idle = dict.fromkeys(student for student in roster if student not in busy)
    strange: dict[Parts, None] = {}
    for place in folders.values():
        missing = [student for student in people.students(place) if student not in busy]
        if roster and not people.on_the_list(place):
            strange.update(dict.fromkeys([place.path] if missing else []))
        else:
            idle.update(dict.fromkeys(missing))
    return tuple(idle), list(strange)


def _is_empty(folder: Parts, files: Sequence[_File]) -> bool:
    """Is nothing of it listed already?"""
    return not any(file.path[: len(folder)] == folder for file in files)


def _layouts(
    places: Sequence[Place], people: People, counted_ones: AbstractSet[Student], language: str
) -> tuple[str, ...]:
    """How the class's files are arranged, most students first."""
    found: dict[Layout, set[Student]] = {}
    for place in places:
        students = set(people.students(place)) & counted_ones
        if students:
            found.setdefault(place.layout, set()).update(students)
    most_first = sorted(found, key=lambda layout: -len(found[layout]))
    return tuple(
        say(f"intake.layout-{layout}", language, students=counted("students", len(found[layout]), language))
        for layout in most_first
    )


def _in_words(unmatched: Sequence[_Unmatched], language: str) -> tuple[Unmatched, ...]:
    found = (Unmatched(_origin(u.path), _sentence(u.path, u.why, u.fields, language)) for u in unmatched)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.origin))


def _origin(path: Parts) -> str:
    return on_one_line("/".join(path) or ".", _LONGEST)


def _sentence(path: Parts, why: str, fields: Mapping[str, object], language: str) -> str:
    limit = _wanted(path[-1]) // 1_000_000 if path else 0
    return say(f"intake.{why}", language, **{"limit": limit, **fields})
