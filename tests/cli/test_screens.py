"""Sentences whose form depends on what they count."""

import pytest

from grader.cli.screens import show_problems
from grader.usecases.check_course import Problem


@pytest.mark.parametrize(
    ("problems", "sentence"),
    [(0, "The course is in order."), (1, "One problem. Correct it"), (2, "2 problems. Correct them")],
)
def test_the_check_of_a_course_counts_its_problems_in_words(problems, sentence, capsys):
    """One problem is not "1 problems"."""
    show_problems([Problem("exercise01", "a stray file", good=False)] * problems, "en")

    assert sentence in capsys.readouterr().out
