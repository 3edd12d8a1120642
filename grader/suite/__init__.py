"""
What suites import: `same`, `rejects`, `unchanged`, `untouched`, `pending` and `mistake`.

The rest of this package runs suites on the trusted side; it is imported by module, so that a public example under plain
pytest loads no more than it needs.
"""

from grader.core.mistakes import mistake
from grader.suite.assertions import pending, rejects, same, unchanged, untouched

__all__ = ["mistake", "pending", "rejects", "same", "unchanged", "untouched"]
