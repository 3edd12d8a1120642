"""
Whose file is whose: how a class's folder is arranged, seen from all of its paths together.

What Moodle, Canvas and Gradescope say comes first; then repositories of GitHub Classroom; then a folder per student, below
folders that stand for a section or an exercise; then files that are named after students.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from grader.core.gradescope import Exported
from grader.core.guessing import Guesser, is_source
from grader.core.lms_names import Layout, Parts, Place, file_stem, lms_place
from grader.core.matching import Owner, runs_of_words

_FEWEST_ALIKE = 3
_SHORTEST_PREFIX = 3

_NOBODY = frozenset(
    {
        *(
            "src",
            "source",
            "code",
            "lib",
            "test",
            "tests",
            "doc",
            "docs",
            "data",
            "notes",
            "notebooks",
            "scripts",
            "utils",
        ),
        *(
            "exercises",
            "solutions",
            "images",
            "img",
            "output",
            "results",
            "old",
            "new",
            "backup",
            "final",
            "draft",
            "submission",
        ),
    }
)
"""What students call folders in their own folder."""


@dataclass(frozen=True)
class Tree:
    """
    Everything that was found. files: their paths. folders: theirs. repositories: folders that hold a `.git`.

    exports: what Gradescope's list says, of each folder that holds one. listed: is there a class list? known: is a name on it?
    """

    files: Sequence[Parts]
    folders: Sequence[Parts]
    repositories: AbstractSet[Parts]
    exports: Mapping[Parts, Mapping[str, Exported]]
    guesser: Guesser
    listed: bool
    known: Callable[[str], bool]

    def place(self, path: Parts, *, folder: bool = False) -> Place | None:
        """
        Whose a file or folder is; None if nobody's name is on the way to it.

        The first part that names a student decides: what is deeper was chosen by that student.
        """
        for at in range(1, len(path) + 1):
            inside = folder or at < len(path)
            place = (
                self._exported(path, at) or lms_place(path, at - 1) or (self._own_folder(path, at) if inside else None)
            )
            if place:
                return place
        return self._named_file(path) if path and not folder else None

    def _exported(self, path: Parts, at: int) -> Place | None:
        entry = self.exports.get(path[: at - 1], {}).get(path[at - 1])
        return Place(Layout.GRADESCOPE, entry.owners, path[:at], path[-1], handed_in=entry.handed_in) if entry else None

    def _own_folder(self, path: Parts, at: int) -> Place | None:
        """The folder of a student, unless it stands for something else: an exercise, a section, a download."""
        folder, name = path[:at], file_stem(path[at - 1])
        prefix = self._prefixes.get(path[: at - 1], "")
        if folder in self.repositories or (prefix and name.startswith(prefix) and name != prefix):
            return Place(Layout.CLASSROOM, (_cloner(name, prefix),), folder, path[-1])
        if self._stands_for_something_else(folder):
            return None
        return Place(Layout.FOLDERS, (self._owner(path[at - 1]),), folder, path[-1])

    @cached_property
    def _prefixes(self) -> Mapping[Parts, str]:
        """Of each folder whose folders are clones of one assignment, what their names begin with: `week1-`."""
        found = {}
        for above in self._children:
            folders = [child for child in self._folders_below(above) if self.guesser.remainder(child[-1])]
            clones = [folder for folder in folders if folder in self.repositories]
            alike = len(folders) >= _FEWEST_ALIKE and not all(map(self._holds_folders_of_students, folders))
            prefix = _common([folder[-1] for folder in clones or (folders if alike else [])])
            if prefix and not any(self.known(folder[-1]) for folder in folders):
                found[above] = prefix
        return found

    def _named_file(self, path: Parts) -> Place | None:
        owner = self._owner(path[-1]) if self.guesser.remainder(path[-1]) else None
        return Place(Layout.FILES, (owner,), path, path[-1]) if owner else None

    def _owner(self, part: str) -> Owner:
        called = self.guesser.remainder(part) or file_stem(part)
        return Owner(called, called, others=runs_of_words(called))

    def _stands_for_something_else(self, folder: Parts) -> bool:
        if folder not in self._answers:
            name = self.guesser.remainder(folder[-1])
            is_above = folder in self._sections or self._is_download(folder)
            self._answers[folder] = not name or folder in self.exports or (is_above and not self._is_known(name))
        return self._answers[folder]

    @cached_property
    def _answers(self) -> dict[Parts, bool]:
        """What was asked about folders already: each is on the way to many files."""
        return {}

    def _is_download(self, folder: Parts) -> bool:
        """Does it hold what Moodle or Canvas gave out, for several students, and nothing else?"""
        names = [*self._children.get(folder, ()), *self._sources.get(folder, ())]
        places = [lms_place((name,), 0) for name in names]
        owners = {place.owners for place in places if place}
        is_only_one = len(self._children.get(folder[:-1], ())) == 1 and not self._sources.get(folder[:-1])
        return None not in places and len(owners) > (0 if is_only_one else 1)

    @cached_property
    def _sections(self) -> AbstractSet[Parts]:
        """Folders that hold several students each: all on one level, or the only one there is."""
        found: set[Parts] = set()
        level: list[Parts] = [()]
        while below := [child for folder in level for child in self._folders_below(folder)]:
            named = [child for child in below if self.guesser.remainder(child[-1])]
            if any(self._is_known(self.guesser.remainder(child[-1])) for child in named):
                break
            if not self._hold_students(named) and not self._holds_files_of_students(named):
                break
            found |= set(named)
            level = below
        return found

    def _hold_students(self, folders: Sequence[Parts]) -> bool:
        """Do they all hold folders of students, more of them than there are of these folders?"""
        if not all(map(self._holds_folders_of_students, folders)):
            return False
        names = {child[-1] for folder in folders for child in self._folders_below(folder)}
        return not folders or (len(names) > len(folders) and (not self.listed or any(map(self._is_known, names))))

    def _holds_folders_of_students(self, folder: Parts) -> bool:
        below = [child for child in self._folders_below(folder) if self.guesser.remainder(child[-1])]
        students = [child for child in below if child[-1].casefold() not in _NOBODY]
        return len(students) > 1 and not self._sources.get(folder)

    def _holds_files_of_students(self, folders: Sequence[Parts]) -> bool:
        """Is there one folder only, with files that are named after several students?"""
        files = self._sources.get(folders[0], []) if len(folders) == 1 else []
        names = {self.guesser.remainder(file) for file in files}
        return len(names) > 1 and "" not in names

    def _is_known(self, name: str) -> bool:
        return any(map(self.known, (name, *runs_of_words(name))))

    def _folders_below(self, folder: Parts) -> Iterator[Parts]:
        """Those that may be a student's own, or a part of the class."""
        children = ((*folder, name) for name in self._children.get(folder, ()))
        return (
            child for child in children if not self._exported(child, len(child)) and not lms_place(child, len(folder))
        )

    @cached_property
    def _children(self) -> Mapping[Parts, Sequence[str]]:
        """The folders in each folder that have files somewhere in them, or are empty."""
        found: dict[Parts, dict[str, None]] = {}
        for path in [file[:-1] for file in self.files] + list(self.folders):
            for at in range(len(path)):
                found.setdefault(path[:at], {})[path[at]] = None
        return {above: tuple(names) for above, names in found.items()}

    @cached_property
    def _sources(self) -> Mapping[Parts, Sequence[str]]:
        """The files in each folder that can be submissions."""
        found: dict[Parts, list[str]] = {}
        for path in self.files:
            if is_source(path[-1]):
                found.setdefault(path[:-1], []).append(path[-1])
        return found


def _common(names: Sequence[str]) -> str:
    """What most names begin with, up to a hyphen; "" if that is hardly anything."""
    counts = Counter(name[: at + 1] for name in names for at, sign in enumerate(name) if sign == "-")
    shared = [prefix for prefix, count in counts.items() if count > 1 and 3 * count >= 2 * len(names)]
    return max((prefix for prefix in shared if len(prefix) > _SHORTEST_PREFIX), key=len, default="")


def _cloner(name: str, prefix: str) -> Owner:
    """The user of a clone; where the assignment's name is not known, any part after a hyphen may be it."""
    user = name.removeprefix(prefix)
    parts = name.split("-")
    return Owner(user, user, lms=user, others=tuple("-".join(parts[at:]) for at in range(len(parts))))
