"""Why a submission cannot be loaded, in the terms of its author."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.report import Verdict
from grader.core.submission import Submission, looks_wrong
from grader.suite.faults import Raised, StudentFault

_IMPORT_ERRORS = (
    ("ModuleNotFoundError", "import.module", Verdict.FORBIDDEN),
    ("SyntaxError", "import.syntax", Verdict.FAILED),
    ("NotImplementedError", "import.not-attempted", Verdict.NOT_ATTEMPTED),
    ("MemoryError", "import.out-of-memory", Verdict.OUT_OF_MEMORY),
    ("SystemExit", "import.exit", Verdict.FAILED),
    ("EOFError", "import.input", Verdict.FAILED),
)


def no_source(submission: Submission) -> StudentFault | None:
    """Why there is no need to start a process for this file: it is empty, or no Python source at all."""
    odd = looks_wrong(submission.source)
    if odd is None:
        return None
    verdict = Verdict.MISSING if odd == "empty" else Verdict.FAILED
    return StudentFault(verdict, f"import.{odd}", {"file": submission.name})


def import_fault(raised: Raised, fields: Mapping[str, object], *, compiling: bool) -> StudentFault:
    """
    What to say of an exception that ended the loading of a file.

    Args: fields: for the sentence: limits, file, module. compiling: no code of the file has been run yet.
    """
    about = dict(fields) | {"error": raised.name, "text": raised.text}
    if compiling and "SyntaxError" not in raised.types:
        return StudentFault(Verdict.FAILED, "import.raised", about, raised)
    if "SyntaxError" in raised.types and "codec can't decode" in raised.text:
        return StudentFault(Verdict.FAILED, "import.encoding", about, raised)
    for kind, key, verdict in _IMPORT_ERRORS:
        if kind in raised.types:
            return StudentFault(verdict, key, about, raised)
    return StudentFault(Verdict.FAILED, "import.raised", about, raised)
