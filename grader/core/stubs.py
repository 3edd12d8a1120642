"""
Stubs from reference solutions: marked regions are cut, so that the two can never disagree.

A region inside a function becomes one line that raises NotImplementedError; one at the top level disappears.
"""

from __future__ import annotations

import re

from grader.primitives.errors import CourseError

BEGIN = "# solution begins"
END = "# solution ends"
_DEFINITION = re.compile(r"^(?P<indent>\s*)(?:async\s+)?(?P<kind>def|class)\s+(?P<name>\w+)")


def stub_from(solution: str, exercise: str) -> str:
    """
    The stub of a solution.

    Raises: CourseError if a region is not closed, closed twice, or inside no function.
    """
    lines: list[str] = []
    inside = ""
    for number, line in enumerate(solution.splitlines(), start=1):
        marker = line.strip()
        if marker == BEGIN and not inside:
            inside = line
            if line[0].isspace():
                lines.append(_raise_line(line, lines, exercise, number))
        elif marker == END and inside:
            inside = ""
            if not line[:1].isspace():
                _trim(lines)
        elif marker in (BEGIN, END):
            raise CourseError(
                f"{exercise}: line {number} of the solution: {marker!r} is out of place.", next_step="Pair the marks."
            )
        elif not inside:
            lines.append(line)
    if inside:
        raise CourseError(f"{exercise}: the solution's last region does not end.", next_step=f"Add {END!r}.")
    return _without_gaps("\n".join(lines)) + "\n"


def _raise_line(marker: str, before: list[str], exercise: str, number: int) -> str:
    indent = len(marker) - len(marker.lstrip())
    name = _enclosing(before, indent)
    if name is None:
        raise CourseError(
            f"{exercise}: line {number} of the solution: a region in no function.", next_step="Move the mark."
        )
    return f'{" " * indent}raise NotImplementedError("{exercise}: write {name}, then run `grade {exercise}`")'


def _trim(lines: list[str]) -> None:
    """What was above a cut region is followed by what is below it; the gap between them is below."""
    while lines and not lines[-1].strip():
        lines.pop()


def _enclosing(lines: list[str], indent: int) -> str | None:
    """The function that a line of this indentation is in, with its class: `TwoLayerNet.loss`."""
    names: list[str] = []
    for line in reversed(lines):
        found = _DEFINITION.match(line)
        if found and len(found["indent"]) < indent:
            names.insert(0, found["name"])
            indent = len(found["indent"])
    return ".".join(names) or None


def _without_gaps(text: str) -> str:
    """At most two empty lines in a row, none at the end."""
    return re.sub(r"\n{4,}", "\n\n\n", text).rstrip("\n")
