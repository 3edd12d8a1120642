"""The tiny course with questions, for tests of the command and of what keeps answers."""

from collections.abc import Mapping
from pathlib import Path

from tiny_course import write_tiny_course

from grader.core.catalogue import Course

FILE = '''"""Doubling."""
from grader.core.quiz import Number, Text, question


@question(topic="numbers", slide="001 p. 1", exercise="one")
def doubling(draw, reference):
    number = draw.integer(3, 99)
    return Number(
        prompt=Text("Double <number>.", "把 <number> 加倍。"),
        given={"number": number},
        answer=reference.double(number),
        wrong=reference.wrong("double", number, ids=["squared"]),
        explanation=Text("<answer>", "<answer>"),
    )
'''
MISTAKES = """from grader.suite import mistake


@mistake("double", en="You squared it.", zh_TW="你把它平方了。")
def squared(reference, x):
    return x * x
"""
FILES = {
    "quizzes/numbers_quiz.py": FILE,
    "quizzes/topics.toml": '[numbers]\nen = "Numbers"\nzh-TW = "數字"\n',
    "quizzes/mistakes.toml": '[made-up]\nen = "No."\nzh-TW = "不。"\n',
    "one/mistakes.py": MISTAKES,
}
MORE = '''"""More questions."""
from grader.core.quiz import Choice, Matrix, Text, question


@question(topic="shapes", slide="001 p. 2")
def table(draw, reference):
    rows = draw.matrix(2, 2, 1, 9)
    return Matrix(
        prompt=Text("Write A down.", "把 A 寫下來。"),
        given={"A": rows},
        answer=rows,
        wrong={"made-up": [row[::-1] for row in rows]},
        explanation=Text("As it stands.", "照抄。"),
    )


@question(topic="words", slide="001 p. 3")
def word(draw, reference):
    return Choice(
        prompt=Text("Which is a fruit?", "哪個是水果？"),
        given={"seed": draw.integer(1, 9)},
        options={"right": Text("an apple", "蘋果"), "made-up": Text("a stone", "石頭")},
        explanation=Text("It grows.", "它會長大。"),
    )
'''
TOPICS = '[numbers]\nen = "Numbers"\nzh-TW = "數字"\n[shapes]\nen = "Shapes"\nzh-TW = "形狀"\n[words]\nen = "Words"\nzh-TW = "詞"\n'
WITH_MORE = {"quizzes/more_quiz.py": MORE, "quizzes/topics.toml": TOPICS}


def write_quiz_course(folder: Path, more: Mapping[str, str] | None = None) -> Course:
    """The course in a folder, with one question about numbers, or with more files."""
    files = {**FILES, **(more or {})}
    return write_tiny_course(folder, {f"solutions/{name}": text for name, text in files.items()})
