"""
The error tree.

    GraderError              printed without a traceback; leaves with `exit_code`
    ├── UsageError           2: the person asked for something that is not there
    ├── CourseError          3: the course's own files are wrong
    ├── SandboxError         3: the grader's side of the sandbox broke; never the student's fault
    ├── ClusterError         3: the machines of a cluster went away, or answer what cannot be
    ├── GradebookError       3: the gradebook cannot be read or written
    ├── QuizError            3: JSON that is no question or quiz of this version, or a file of answers that was changed
    └── ReportError          3: JSON that is no report of this version
    ProtocolError            bytes from the other process that are no message
    Unsendable               a value that cannot cross to the other process
"""

from __future__ import annotations


class GraderError(Exception):
    """Base class: the command line prints it without a traceback and exits with `exit_code`."""

    exit_code = 3

    def __init__(self, problem: str, *, next_step: str) -> None:
        super().__init__(f"{problem} {next_step}")
        self.problem = problem
        self.next_step = next_step


class UsageError(GraderError):
    """Something was asked for that does not exist or cannot be done."""

    exit_code = 2


class CourseError(GraderError):
    """A course's files contradict the rules of `docs/authoring.md`."""


class SandboxError(GraderError):
    """The launcher or a cell failed: a fault of the grader, to be mended or reported, never scored."""


class ClusterError(GraderError):
    """The machines of a cluster went away, or cannot be used: nothing is lost, and nothing is scored."""


class GradebookError(GraderError):
    """The gradebook cannot be read or written: locked, full, out of reach, of a newer version."""


class QuizError(GraderError):
    """A stored question or a file of answers is not what the grader wrote."""


class ReportError(GraderError):
    """JSON that is not a report in the public format."""


class ProtocolError(Exception):
    """Bytes that are not a message of the wire format."""


class Unsendable(Exception):
    """A value of a kind or size that the wire format does not carry."""
