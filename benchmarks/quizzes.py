"""How long it takes to draw and mark the quizzes of a class: 1,000 students, 20 questions each, from the course's own bank."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from grader.core.catalogue import read_course
from grader.core.quiz.draws import Seed
from grader.core.quiz.forms import typed_form
from grader.core.quiz.marking import Marked, mark
from grader.core.quiz.posing import pose
from grader.core.quiz.stored import to_json
from grader.usecases.question_bank import load_bank

STUDENTS, QUESTIONS = 1000, 20
LIMIT = 30.0
ROOT = Path(__file__).resolve().parents[1]


def one_half(students: range) -> tuple[int, float, float, float]:
    """Draw, store and mark for some students: how many questions, and seconds of drawing, storing and marking."""
    bank = load_bank(read_course(ROOT))
    declared = list(bank.questions.values())
    seconds = [0.0, 0.0, 0.0]
    count = 0
    for student in students:
        for place in range(QUESTIONS):
            each = declared[(student + place) % len(declared)]
            begun = time.perf_counter()
            question = pose(bank, each, Seed(b"benchmark", "quiz", str(student), place // len(declared))).question
            drawn = time.perf_counter()
            to_json(question)
            stored = time.perf_counter()
            wrong = student % 2 and question.wrong
            value = next(iter(question.wrong.values())) if wrong else question.answer
            marked = mark(question, typed_form(question, value))
            assert isinstance(marked, Marked)
            assert marked.right is not bool(wrong)
            done = time.perf_counter()
            seconds = [seconds[0] + drawn - begun, seconds[1] + stored - drawn, seconds[2] + done - stored]
            count += 1
    return count, *seconds


def main() -> int:
    """Print a table; fail if it took longer than it may on two cores."""
    begun = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        halves = list(pool.map(one_half, (range(0, STUDENTS, 2), range(1, STUDENTS, 2))))
    wall = time.perf_counter() - begun
    count, drawing, storing, marking = (sum(column) for column in zip(*halves, strict=True))
    print(f"{STUDENTS} students, {count // STUDENTS} questions each, two processes of {os.cpu_count()} cores\n")
    print("| step | seconds of processes | microseconds per question |\n|---|---|---|")
    for name, spent in (("drawing", drawing), ("storing as JSON", storing), ("marking", marking)):
        print(f"| {name} | {spent:.1f} | {1e6 * spent / count:.0f} |")
    print(f"| everything, by the clock | {wall:.1f} | {1e6 * wall / count:.0f} |")
    return 0 if wall < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
