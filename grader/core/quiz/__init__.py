"""
What question files import: `question`, `Text`, `same_in_both`, and the kinds of question.

A question is one pure function from a draw to a frozen value. `draws.py` has the numbers, `posing.py` completes a question,
`marking.py` marks what was typed, `stored.py` is its JSON; docs/quizzes.md says how to write one.
"""

from grader.core.quiz.bank import Sources, question
from grader.core.quiz.draws import Draw
from grader.core.quiz.questions import Choice, Formula, Matrix, MultipleChoice, Number, Order, Question, SpotTheError
from grader.core.quiz.text import Text, same_in_both

__all__ = [
    "Choice",
    "Draw",
    "Formula",
    "Matrix",
    "MultipleChoice",
    "Number",
    "Order",
    "Question",
    "Sources",
    "SpotTheError",
    "Text",
    "question",
    "same_in_both",
]
