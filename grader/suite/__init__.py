"""
What suites import: `same`, `rejects`, `unchanged`, `untouched`, `fails`, `pending`, `shows` and `mistake`.

The rest of this package runs suites on the trusted side; it is imported by module, so that a public example under plain
pytest loads no more than it needs.
"""

from grader.core.mistakes import mistake
from grader.suite.assertions import pending, rejects, same, unchanged, untouched
from grader.suite.statements import fails, shows

__all__ = ["fails", "mistake", "pending", "rejects", "same", "shows", "unchanged", "untouched"]
