"""Sitting an exam in the terminal, and what a teacher sees when it is collected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from rich.table import Table
from rich.text import Text

from grader.cli.asking import Asker, Stopped
from grader.cli.quiz_screen import QuizScreen
from grader.cli.screens import console
from grader.core.quiz.marking import AskAgain
from grader.core.quiz.sheets import RECEIPT_LENGTH
from grader.core.quiz.statistics import QuizStatistics
from grader.core.texts import say
from grader.usecases.quizzes.collect_exam import Collected
from grader.usecases.quizzes.sit_exam import Exam

_YES = ("y", "yes", "是", "好", "ｙ")
_MOST_MISTAKES = 3


def sit(exam: Exam, language: str) -> None:
    """Ask every question that is open, then whether to hand in."""
    screen, asker = QuizScreen(language), Asker(language)
    sheet = exam.sheet
    screen.lines([f"{sheet.title.say(language)}  {sheet.name or sheet.student}"], "bold")
    if exam.typed:
        screen.say("quiz.resumed", done=len(exam.typed), total=len(exam.questions))
    if not exam.is_over():
        screen.rules(exam.questions, keys="exam.keys")
    try:
        while not exam.is_over() and _round(exam, screen, asker):
            pass
    except Stopped:
        screen.say("exam.stopped", "dim", file=exam.answers_path.name)
        return
    if not exam.handed_in and exam.is_over():
        screen.say("exam.time-over", "yellow")
    screen.say("exam.handed-in", "bold", file=exam.answers_path.name, receipt=exam.hand_in())


def _round(exam: Exam, screen: QuizScreen, asker: Asker) -> bool:
    """Ask all that is open once; True if the person wants to go on after that. Raises Stopped."""
    for place in range(len(exam.questions)):
        if place not in exam.typed and not exam.is_over():
            _ask(exam, place, screen, asker)
    if exam.is_over():
        return False
    screen.say("exam.answered", "bold", done=len(exam.typed), total=len(exam.questions))
    while not exam.is_over():
        text = asker.line(say("exam.hand-in", screen.language)).strip().casefold()
        if text in _YES:
            return False
        if text.isdecimal() and 1 <= int(text) <= len(exam.questions):
            _ask(exam, int(text) - 1, screen, asker)
        elif len(exam.typed) < len(exam.questions):
            return True
    return False


def _ask(exam: Exam, place: int, screen: QuizScreen, asker: Asker) -> None:
    """Ask one question until it is answered or left for later. Raises Stopped."""
    question = exam.questions[place]
    screen.question(question, place + 1, len(exam.questions))
    worth = say("exam.worth", screen.language, points=f"{exam.sheet.weights[place]:g}")
    screen.lines([worth + (_time(exam.left, screen.language) if exam.left is not None else "")], "dim")
    while not exam.is_over():
        text = asker.answer(question)
        if text is None or exam.is_over():
            return
        again = exam.answer(place, text)
        if not isinstance(again, AskAgain):
            screen.say("exam.kept", "dim")
            return
        screen.again(again)


def _time(left: timedelta, language: str) -> str:
    seconds = max(0, int(left.total_seconds()))
    return say("exam.left", language, time=f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")


def show_collected(collected: Collected, language: str) -> None:
    """Points of everybody, files that were refused, who is missing, and what the class says about the questions."""
    table = _table(language, "student", "points", "receipt", "remark")
    for result in collected.results:
        remarks = [] if result.handed_in else [say("exam.not-handed-in", language)]
        remarks += [say("exam.late", language, count=result.late)] if result.late else []
        points = f"{result.points:g}/{result.max_points:g}"
        table.add_row(*map(Text, (result.student, points, result.chain[:RECEIPT_LENGTH], " ".join(remarks))))
    console().print(table)
    screen = QuizScreen(language)
    for refused in collected.refused:
        screen.say("exam.refused", "red", "✗ ", file=refused.file, why=refused.why)
    if collected.missing:
        comma = say("quiz.comma", language)
        screen.say("exam.missing", "yellow", students=comma.join(collected.missing))
    show_statistics(collected.statistics, language)


def show_statistics(found: QuizStatistics, language: str) -> None:
    """One line for each question, then the mistakes that were made most."""
    screen = QuizScreen(language)
    screen.lines([""])
    figures = {"mean": _figure(found.mean, 1), "median": _figure(found.median, 1), "kr20": _figure(found.kr20)}
    screen.say("exam.statistics", "bold", quiz=found.quiz, count=found.n, **figures)
    table = _table(language, "question", "n", "difficulty", "discrimination", "mistakes")
    for each in found.questions:
        mistakes = ", ".join(f"{name} {share:.0%}" for name, share in each.mistakes[:_MOST_MISTAKES])
        few = "*" if each.few else ""
        cells = (each.question, f"{each.n}{few}", _figure(each.difficulty), _figure(each.discrimination), mistakes)
        table.add_row(*map(Text, cells))
        for value in each.by_value:
            label = f"  {value.name} = {value.value}"
            table.add_row(*(Text(cell, "dim") for cell in (label, f"{value.n}", _figure(value.difficulty), "", "")))
    console().print(table)
    for name, count, share in found.mistakes[:_MOST_MISTAKES]:
        screen.say("exam.mistake", "", "  ", mistake=name, count=count, percent=f"{share:.0%}")
    if any(each.few for each in found.questions):
        screen.say("exam.few", "dim")


def _table(language: str, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _titles(columns):
        table.add_column(say(name, language), overflow="fold")
    return table


def _titles(columns: Iterable[str]) -> Iterable[str]:
    return (f"exam.column-{name}" for name in columns)


def _figure(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
