"""What `grade quiz` shows: topics, questions, marks, what a quiz came to. Plain lines that fit any width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.text import Text

from grader.cli.screens import console
from grader.core.quiz.forms import typed_form
from grader.core.quiz.layout import columns, matrix_lines, option_lines, question_lines, wrapped
from grader.core.quiz.marking import AskAgain, Marked
from grader.core.quiz.math_text import to_unicode
from grader.core.quiz.questions import Choice, Matrix, MultipleChoice, Order, Question, cell_text
from grader.core.texts import say
from grader.usecases.quizzes.practice import Overview

_WIDEST = 80
_MOST_CELLS = 6


class QuizScreen:
    """Prints in one language, as wide as the terminal is, 80 columns at most."""

    def __init__(self, language: str) -> None:
        self.language = language

    @property
    def width(self) -> int:
        """Columns, less one: a full line makes some terminals begin another."""
        return max(12, min(_WIDEST, console().width - 1))

    def say(self, key: str, style: str = "", first: str = "", **fields: object) -> None:
        """One sentence of the texts."""
        self.lines(wrapped(say(key, self.language, **fields), self.width, first), style)

    def lines(self, lines: Iterable[str], style: str = "") -> None:
        """Lines as they are."""
        for line in lines:
            console().print(Text(line, style), soft_wrap=True)

    def overview(self, overview: Overview, now: datetime) -> None:
        """Topics with progress, and what to do next."""
        names = [overview.bank.topics[each.topic].say(self.language) for each in overview.standings]
        ids = max(map(len, (each.topic for each in overview.standings)), default=0)
        for each, name in zip(overview.standings, names, strict=True):
            said = say("quiz.standing", self.language, right=each.right, seen=each.seen, questions=each.questions)
            style = "green" if each.right == each.questions else "" if each.seen else "dim"
            room = self.width - ids - columns(said) - 4
            title = name if columns(name) <= room else ""
            padding = " " * max(0, room - columns(title))
            self.lines(wrapped(f"{said}  {title}{padding}".rstrip(), self.width, f"{each.topic:<{ids}}  "), style)
        self.lines([""])
        if overview.due:
            self.say("quiz.due", count=overview.due)
        elif overview.next_due:
            self.say("quiz.next-due", when=_duration(overview.next_due, now, self.language))
        self.say("quiz.how-to")

    def rules(self, questions: Sequence[Question], keys: str = "quiz.keys") -> None:
        """Before the quiz: how many questions, and how each kind gives points."""
        self.say("quiz.begin", count=len(questions))
        kinds = dict.fromkeys((each.kind, each.credit) for each in questions)
        for kind, credit in kinds:
            name = say(f"quiz.kind-{kind}", self.language)
            key = f"quiz.credit-{kind}" if credit == "share" else "quiz.credit-all"
            self.lines(wrapped(say(key, self.language), self.width, f"  {name}: ", "    "), "dim")
        self.say(keys, "dim")

    def question(self, question: Question, number: int, total: int) -> None:
        """One question."""
        self.lines(["", f"{number}/{total}"], "bold")
        self.lines(question_lines(question, self.language, self.width))
        if isinstance(question, Matrix):
            self.say("quiz.by-rows", "dim")

    def again(self, again: AskAgain) -> None:
        """What to type instead."""
        self.lines(wrapped(again.explain(self.language), self.width), "yellow")

    def marked(self, question: Question, marked: Marked | None) -> None:
        """What an answer came to, which mistake it was, and why the right answer is right."""
        if marked is None:
            self.say("quiz.given-up", "yellow", "· ")
        elif marked.right:
            self.say("quiz.right", "green", "✓ ")
        else:
            key = "quiz.partly" if marked.share else "quiz.wrong"
            self.say(key, "yellow" if marked.share else "red", "✗ ", percent=f"{marked.share:.0%}")
        if marked:
            self._remarks(marked)
        if not (marked and marked.right):
            self._solution(question)
        self.lines(wrapped(to_unicode(question.explanation.say(self.language)), self.width, "  "))
        self.say("quiz.slide", "dim", "  ", slide=question.slide)

    def _remarks(self, marked: Marked) -> None:
        for sentence in marked.sentences:
            self.lines(wrapped(to_unicode(sentence.say(self.language)), self.width, "  "), "bold")
        if marked.remark:
            self.say(f"quiz.remark-{marked.remark}", "dim", "  ")
        if marked.wrong_cells:
            comma = say("quiz.comma", self.language)
            cells = [say("quiz.cell", self.language, row=y, column=x) for y, x in marked.wrong_cells[:_MOST_CELLS]]
            more = len(marked.wrong_cells) - len(cells)
            self.say("quiz.wrong-cells", "", "  ", cells=comma.join(cells) + (f" (+{more})" if more else ""))

    def _solution(self, question: Question) -> None:
        answer = getattr(question, "answer", None)
        if isinstance(question, Matrix):
            self.say("quiz.solution", "", "  ", answer="")
            rows = [[cell_text(cell, question.decimals) for cell in row] for row in question.answer]
            self.lines(matrix_lines(rows, "    "))
            return
        text = typed_form(question, answer)
        if isinstance(question, (Choice, MultipleChoice, Order)):
            self.say("quiz.solution", "", "  ", answer=text)
            if not isinstance(question, Order):
                lines = option_lines(question, self.language, self.width)
                self.lines(line for line in lines if line[2:3] in text.split())
            return
        self.say("quiz.solution", "", "  ", answer=text)

    def summary(self, results: Sequence[tuple[Question, Marked | None]]) -> None:
        """What the quiz came to, and the mistakes that were seen."""
        shares = [marked.share if marked else 0.0 for _, marked in results]
        right = sum(share == 1 for share in shares)
        self.lines([""])
        self.say(
            "quiz.summary", "bold", right=right, count=len(shares), percent=f"{sum(shares) / max(1, len(shares)):.0%}"
        )
        seen = Counter(name for _, marked in results if marked for name in marked.mistakes)
        for name, count in seen.most_common():
            self.say("quiz.seen", "", "  ", mistake=name, count=count)


def _duration(then: datetime, now: datetime, language: str) -> str:
    """How long from now, in words."""
    minutes = max(1, round((then - now).total_seconds() / 60))
    for key, size in (("days", 60 * 24), ("hours", 60)):
        if minutes >= size:
            return say(f"quiz.{key}", language, count=round(minutes / size))
    return say("quiz.minutes", language, count=minutes)
