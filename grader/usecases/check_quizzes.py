"""The author's gate for the question bank: `core/quiz/linting.py` over every question, as findings of `grade check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from grader.core.catalogue import Course
from grader.core.quiz.bank import Bank
from grader.core.quiz.linting import RULES, Linted, lint
from grader.primitives.errors import GraderError
from grader.usecases.check_course import Problem, finding
from grader.usecases.question_bank import FOLDER, load_bank, question_files

NAME = FOLDER
"""How the bank is called among the exercises: `grade check quizzes`."""
SEEDS = 500


def check_quizzes(course: Course, *, seeds: int, progress: Callable[[str], None]) -> list[Problem]:
    """Hold every question to the rules, with so many seeds each; one finding per rule, none where there is no bank."""
    if not question_files(course):
        return []
    try:
        bank = load_bank(course)
        unused = [*_of_an_exercise(course, bank)]
    except GraderError as error:
        return [finding(NAME, "the question bank can be read", [str(error)])]
    looked_at: list[Linted] = []
    for number, declared in enumerate(bank.questions.values(), 1):
        progress(f"{NAME} {number}/{len(bank.questions)} {declared.id} …")
        looked_at.append(lint(bank, declared, seeds))
    return [
        *_findings(looked_at),
        finding(NAME, "sentences of mistakes.toml are no exercise's", unused),
        _table(looked_at),
    ]


def _findings(looked_at: Sequence[Linted]) -> list[Problem]:
    many = f"{len(looked_at)} questions, {looked_at[0].seeds if looked_at else 0} seeds"
    return [
        finding(
            NAME, f"{text} ({many})", [what for each in looked_at for broken, what in each.broken if broken == rule]
        )
        for rule, text in RULES.items()
    ]


def _of_an_exercise(course: Course, bank: Bank) -> list[str]:
    """Ids that an exercise has already, for which its own sentence holds."""
    known = {mistake.id for exercise in course.exercises for mistake in bank.library.mistakes(exercise.id)}
    return [f"{name} is a mistake of an exercise" for name in bank.mistakes if name in known]


def _table(looked_at: Sequence[Linted]) -> Problem:
    """How various the questions are, a line each."""
    kinds = Counter(each.kind for each in looked_at)
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    computed = sum(each.computed for each in looked_at)
    text = (
        f"{len(looked_at)} questions in {len({each.topic for each in looked_at})} topics, {computed} computed ({said})"
    )
    lines = tuple(
        f"{each.id}: {each.variants} variants of {each.seeds}, {each.redrawn:.0%} of the draws redrawn"
        for each in looked_at
    )
    return Problem(NAME, text, good=True, details=lines)
