"""`grade quiz`: topics and progress, practice, reviews."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.places import FILE, FOLDER, PLACE
from grader.cli.settings import Settings
from grader.core.texts import LANGUAGES

if TYPE_CHECKING:
    from grader.usecases.quizzes.practice import Practice

_COUNT = 10


class QuizGroup(click.Group):
    """A group in which every topic is a command: `grade quiz conv`."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A named command, or practice of a topic."""
        return super().get_command(ctx, name) or (None if name.startswith("-") else _practice_command(name))


@click.group("quiz", cls=QuizGroup, invoke_without_command=True)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the questions.")
@click.pass_context
def quiz_command(ctx: click.Context, lang: str | None) -> None:
    """
    Practise with questions that have new numbers each time.

    \b
    grade quiz                  topics, and where you stand
    grade quiz conv [-n 10]     practise a topic; the beginning of its name is enough
    grade quiz review           what is due for review
    grade quiz exam FILE        sit an exam: FILE is the sheet that you were given
    """  # noqa: D301 - click's mark for text that is not rewrapped
    settings: Settings = ctx.obj
    settings.language = lang or settings.language
    if ctx.invoked_subcommand is None:
        _show_standing(settings)


def _show_standing(settings: Settings) -> None:
    from grader.cli.quiz_screen import QuizScreen  # noqa: PLC0415 - rich takes time to import
    from grader.usecases.quizzes.practice import right_now, show_standing  # noqa: PLC0415

    QuizScreen(settings.language).overview(show_standing(settings.course), right_now())


def _practice_command(name: str) -> click.Command:
    """The command that practises one topic; whether there is one is decided when it runs."""

    @click.command(name, help=f"Practise {name}.")
    @click.option("-n", "count", type=click.IntRange(1, 200), default=_COUNT, help=f"How many questions: {_COUNT}.")
    @click.option("--new", "fresh", is_flag=True, help="Begin anew, even if a quiz was left unfinished.")
    @click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the questions.")
    @click.pass_obj
    def practice_command(settings: Settings, count: int, fresh: bool, lang: str | None) -> None:  # noqa: FBT001
        settings.language = lang or settings.language
        _practise(settings, name, count, fresh=fresh)

    return practice_command


quiz_command.add_command(_practice_command("review"))


def _practise(settings: Settings, name: str, count: int, *, fresh: bool) -> None:
    from grader.cli.quiz_screen import QuizScreen  # noqa: PLC0415 - rich takes time to import
    from grader.usecases.quizzes.practice import practise  # noqa: PLC0415

    screen = QuizScreen(settings.language)
    with practise(settings.course, name, count, fresh=fresh) as practice:
        if practice is None:
            screen.say("quiz.nothing-due")
            return
        if practice.resumed:
            screen.say("quiz.resumed", done=practice.resumed, total=len(practice.sitting.questions))
        screen.rules(practice.questions)
        whole = _ask_all(practice, screen)
        screen.summary(practice.results)
        screen.say("quiz.finished" if whole else "quiz.stopped", "dim", name=practice.sitting.name)


def _ask_all(practice: Practice, screen: Any) -> bool:
    """Ask what is left; False if the person stopped before the end."""
    from grader.cli.asking import Asker, Stopped  # noqa: PLC0415
    from grader.core.quiz.marking import AskAgain  # noqa: PLC0415

    asker, total = Asker(screen.language), len(practice.sitting.questions)
    for question in practice.questions:
        screen.question(question, practice.number, total)
        while True:
            try:
                text = asker.answer(question)
            except Stopped:
                return False
            if text is None:
                practice.give_up()
                screen.marked(question, None)
                break
            marked = practice.answer(text)
            if not isinstance(marked, AskAgain):
                screen.marked(question, marked)
                break
            screen.again(marked)
    return True


@quiz_command.command("exam")
@click.argument("file", type=FILE)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Another language than the sheet's.")
@click.pass_obj
def exam_command(settings: Settings, file: Path, lang: str | None) -> None:
    """Sit an exam: FILE is your sheet. Answers are kept beside it; the same command goes on."""
    from grader.cli.exam_screen import sit  # noqa: PLC0415 - rich takes time to import
    from grader.usecases.quizzes.sit_exam import Exam  # noqa: PLC0415

    with Exam(file) as exam:
        settings.language = lang or exam.sheet.language
        sit(exam, settings.language)


@quiz_command.command("make")
@click.argument("file", type=FILE)
@click.option("--roster", required=True, type=FILE, help="CSV with the class list.")
@click.option("--out", required=True, type=PLACE, help="A new folder for sheets and keys.")
@click.pass_obj
def make_command(settings: Settings, file: Path, roster: Path, out: Path) -> None:
    """Make a quiz for a class (for instructors): a sealed sheet for each student, and the keys, which stay with you."""
    from grader.usecases.batch.grade_class import roster_of  # noqa: PLC0415
    from grader.usecases.quizzes.make_exam import KEYS, SHEETS, make_exam  # noqa: PLC0415

    made = make_exam(settings.course, file, roster_of(roster) or (), out)
    fields = {"students": made.students, "questions": made.questions, "sheets": made.folder / SHEETS}
    click.echo(settings.say("exam.made", keys=made.folder / KEYS, **fields))


@quiz_command.command("collect")
@click.argument("directory", type=FOLDER)
@click.option("--keys", required=True, type=FOLDER, help="Folder of `grade quiz make`.")
@click.option(
    "--gradebook",
    "url",
    help="A class's gradebook (a file, or a URL of PostgreSQL); else gradebook.sqlite beside the keys.",
)
@click.pass_context
def collect_command(ctx: click.Context, directory: Path, keys: Path, url: str | None) -> None:
    """Verify and mark the answers in DIRECTORY, and put them into the gradebook (for instructors)."""
    from grader.cli.exam_screen import show_collected  # noqa: PLC0415
    from grader.usecases.batch.grade_class import gradebook_at  # noqa: PLC0415
    from grader.usecases.quizzes.collect_exam import collect_exam  # noqa: PLC0415
    from grader.usecases.quizzes.make_exam import read_keys  # noqa: PLC0415

    settings: Settings = ctx.obj
    read_keys(keys)
    with gradebook_at(keys, url) as book:
        collected = collect_exam(directory, keys, book)
    show_collected(collected, settings.language)
    ctx.exit(1 if collected.refused else 0)
