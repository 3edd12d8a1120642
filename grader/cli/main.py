"""The command `grade`: parses, calls one use case, shows its result, exits with its code."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.shell_completion import CompletionItem

from grader import __version__
from grader.cli import completion, interrupts, streams
from grader.cli.class_commands import (
    batch_command,
    late_command,
    override_command,
    regrade_command,
    stats_command,
)
from grader.cli.course_commands import audit_command, check_command, doctor_command, release_command, stubs_command
from grader.cli.places import FILE, FOLDER, PLACE
from grader.cli.quiz_commands import quiz_command
from grader.cli.settings import Settings
from grader.core.catalogue import Course, Exercise
from grader.core.texts import LANGUAGES
from grader.primitives.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.core.report import ExerciseReport
    from grader.core.submission import Submission
    from grader.usecases.grade_exercise import Wishes

INTERRUPTED = 130


class GradeGroup(click.Group):
    """A group in which every exercise is a command: `grade exercise03`, `grade 03`, `grade 3`."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A named command, or the grading of an exercise."""
        return super().get_command(ctx, name) or (None if name.startswith("-") else _grading_command(name))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands and exercises that start with what was typed."""
        commands = super().shell_complete(ctx, incomplete)
        return commands + [
            item for item in completion.exercise_items(incomplete) if item.value not in {c.value for c in commands}
        ]


exercise_argument = click.argument("exercise", shell_complete=completion.exercises)


@click.group(cls=GradeGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the feedback; otherwise the locale's.")
@click.option("--course", type=PLACE, help="Folder of the course; otherwise the nearest upwards.")
@click.version_option(__version__, prog_name="grade")
@click.pass_context
def app(ctx: click.Context, lang: str | None, course: Path | None) -> None:
    """
    Grade exercises about convolutional networks.

    \b
    grade                       where do I stand, what is next
    grade exercise03 [FILE]     grade an exercise (also: grade 3)
    grade hint exercise03       the next hint
    """  # noqa: D301 - click's mark for text that is not rewrapped
    ctx.obj = Settings(lang, course)
    if ctx.invoked_subcommand is None:
        _show_overview(ctx.obj)


@app.command("list")
@click.pass_obj
def list_command(settings: Settings) -> None:
    """List the exercises and their functions."""
    from grader.cli.screens import show_catalogue  # noqa: PLC0415

    show_catalogue(settings.course, settings.language)


def _grading_command(name: str) -> click.Command:
    """The command that grades one exercise; whether it exists is decided when it runs."""

    @click.command(name, help=f"Grade {name}: FILE, or your file in the course's folder.")
    @click.argument("file", required=False, type=PLACE)
    @click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
    @click.option("--verbose", "-v", is_flag=True, help="Show every failed check, not only the most important one.")
    @click.option("--only", metavar="FUNCTION", shell_complete=completion.functions, help="Grade one function only.")
    @click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the feedback.")
    @click.option("--data", type=PLACE, help="Folder with data sets; otherwise $GRADER_DATA, or none.")
    @click.option(
        "--trust-submissions",
        "trust",
        is_flag=True,
        envvar="GRADER_TRUST_SUBMISSIONS",
        help="Run other people's code even where it cannot be confined.",
    )
    @click.pass_context
    def grade_command(
        ctx: click.Context,
        file: Path | None,
        as_json: bool,  # noqa: FBT001
        verbose: bool,  # noqa: FBT001
        only: str | None,
        lang: str | None,
        data: Path | None,
        trust: bool,  # noqa: FBT001
    ) -> None:
        from grader.usecases.grade_exercise import Wishes  # noqa: PLC0415 - numpy and pytest come with it

        settings: Settings = ctx.obj
        settings.language = lang or settings.language
        wishes = Wishes(language=settings.language, only=only, trust=trust, data=data)
        ctx.exit(_grade(settings, name, file, wishes, as_json=as_json, verbose=verbose))

    return grade_command


def _grade(settings: Settings, name: str, file: Path | None, wishes: Wishes, *, as_json: bool, verbose: bool) -> int:
    from grader.usecases.grade_exercise import grade_exercise  # noqa: PLC0415

    course = settings.course
    exercise = _exercise_or_command(course, name)
    report, submission = grade_exercise(course, exercise, file or _own_file(exercise), wishes)
    problem = _record(course, report, submission)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    else:
        _show_report(settings, course, exercise, report, verbose=verbose)
    if problem:
        click.echo(settings.say("cli.not-recorded", problem=problem), err=True)
    return report.exit_code


def _exercise_or_command(course: Course, name: str) -> Exercise:
    """The exercise; for a misspelled command, the nearest one is suggested, too."""
    try:
        return course.exercise(name)
    except UsageError as error:
        near = difflib.get_close_matches(name, app.commands, n=1, cutoff=0.7)
        if near:
            raise UsageError(error.problem, next_step=f"Did you mean `grade {near[0]}`?") from None
        raise


def _own_file(exercise: Exercise) -> Path:
    """The file to grade if none is named: one of that name in the working directory, else the one in the course."""
    here = Path.cwd() / exercise.file
    return here if here.exists() and here != exercise.student_file else exercise.student_file


def _record(course: Course, report: ExerciseReport, submission: Submission | None) -> str | None:
    """Keep the attempt; why that failed, if it did."""
    from grader.core.progress import ProgressUnavailable  # noqa: PLC0415
    from grader.usecases.personal import personal_progress  # noqa: PLC0415

    if submission is None or report.only or report.has_fault:
        return None
    try:
        personal_progress().record(course.id, report, submission.digest)
    except ProgressUnavailable as error:
        return str(error)
    return None


def _show_report(
    settings: Settings, course: Course, exercise: Exercise, report: ExerciseReport, *, verbose: bool
) -> None:
    from grader.cli.report_screen import ReportScreen  # noqa: PLC0415 - rich takes time to import
    from grader.cli.screens import console  # noqa: PLC0415

    ReportScreen(console(), course, exercise, settings.language).show(report, verbose=verbose)


@app.command("watch")
@exercise_argument
@click.argument("file", required=False, type=PLACE)
@click.option("--verbose", "-v", is_flag=True, help="Show every failed check.")
@click.option("--only", metavar="FUNCTION", help="Grade one function only.")
@click.pass_obj
def watch_command(settings: Settings, exercise: str, file: Path | None, verbose: bool, only: str | None) -> None:  # noqa: FBT001
    """Grade EXERCISE again whenever its file is saved, failed checks first. Ctrl-C ends."""
    from grader.usecases.grade_exercise import Wishes  # noqa: PLC0415
    from grader.usecases.watch_exercise import watch_exercise  # noqa: PLC0415

    course = settings.course
    wanted = course.exercise(exercise)
    path = file or _own_file(wanted)

    def show(report: ExerciseReport, submission: Submission | None) -> None:
        if sys.stdout.isatty():
            click.clear()
        _show_report(settings, course, wanted, report, verbose=verbose)
        _record(course, report, submission)
        click.echo(settings.say("cli.watching", file=path.name))

    watch_exercise(course, wanted, path, Wishes(language=settings.language, only=only), show, interrupts.pressed)
    raise click.Abort


@app.command("show")
@exercise_argument
@click.option("--svg", type=FILE, help="Write it into this file instead.")
@click.pass_obj
def show_command(settings: Settings, exercise: str, svg: Path | None) -> None:
    """Show the picture of EXERCISE: what happens in it, drawn."""
    from grader.cli.pictures import save_picture, show_picture  # noqa: PLC0415 - rich takes time to import
    from grader.usecases.show_picture import picture_of  # noqa: PLC0415

    wanted = settings.course.exercise(exercise)
    picture = picture_of(wanted, settings.language)
    if svg is None:
        show_picture(picture)
        return
    save_picture(picture, svg, wanted.id)
    click.echo(settings.say("cli.picture-written", file=svg))


@app.command("hint")
@exercise_argument
@click.argument("function", required=False, shell_complete=completion.functions)
@click.pass_obj
def hint_command(settings: Settings, exercise: str, function: str | None) -> None:
    """Show the next hint for a FUNCTION of EXERCISE: one step further each time."""
    from grader.cli.screens import show_hint  # noqa: PLC0415
    from grader.usecases.give_hint import give_hint  # noqa: PLC0415
    from grader.usecases.personal import personal_progress  # noqa: PLC0415

    course = settings.course
    wanted = course.exercise(exercise)
    name = function or wanted.functions[0].name
    show_hint(
        give_hint(course, wanted, name, personal_progress(), settings.language),
        wanted,
        settings.language,
        chosen=bool(function),
    )


@app.command("reset")
@exercise_argument
@click.pass_obj
def reset_command(settings: Settings, exercise: str) -> None:
    """Bring the stub of EXERCISE back; your file is kept as a backup beside it."""
    from grader.usecases.reset_exercise import reset_exercise  # noqa: PLC0415

    course = settings.course
    done = reset_exercise(course, course.exercise(exercise))
    click.echo(settings.say("cli.reset" if done.backup else "cli.reset-nothing", file=done.path, backup=done.backup))


@app.command("solution")
@exercise_argument
@click.option("--give-up", is_flag=True, help="Show it without full marks.")
@click.pass_obj
def solution_command(settings: Settings, exercise: str, give_up: bool) -> None:  # noqa: FBT001
    """Show the reference solution of EXERCISE, after full marks."""
    from grader.cli.screens import show_source  # noqa: PLC0415
    from grader.usecases.personal import personal_progress  # noqa: PLC0415
    from grader.usecases.reveal_solution import reveal_solution  # noqa: PLC0415

    course = settings.course
    show_source(reveal_solution(course, course.exercise(exercise), personal_progress(), give_up=give_up))


@app.command("init")
@click.argument("directory", required=False, default=".", type=FOLDER)
@click.pass_obj
def init_command(settings: Settings, directory: Path) -> None:
    """Make a student's copy of the exercises in DIRECTORY (here if left out)."""
    from grader.usecases.make_copy import make_copy  # noqa: PLC0415

    copy = make_copy(settings.course_to_copy, directory)
    click.echo(settings.say("cli.init", folder=copy.folder, first=copy.exercises[0]))


@app.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print the line that switches on completion in SHELL."""
    lines = {
        "bash": 'eval "$(_GRADE_COMPLETE=bash_source grade)"   # add to ~/.bashrc',
        "zsh": 'eval "$(_GRADE_COMPLETE=zsh_source grade)"   # add to ~/.zshrc',
        "fish": "_GRADE_COMPLETE=fish_source grade | source   # add to ~/.config/fish/completions/grade.fish",
    }
    click.echo(lines[shell])


for _command in (
    *(batch_command, regrade_command, stats_command, override_command, late_command),
    *(stubs_command, check_command, release_command, doctor_command, audit_command, quiz_command),
):
    app.add_command(_command)


def _show_overview(settings: Settings) -> None:
    from grader.cli.screens import show_overview  # noqa: PLC0415
    from grader.usecases.personal import personal_progress  # noqa: PLC0415
    from grader.usecases.show_progress import show_progress  # noqa: PLC0415

    show_overview(show_progress(settings.course, personal_progress()), settings.language)


def main() -> NoReturn:
    """Entry point: runs the command line and turns every known problem into a sentence and an exit code."""
    streams.prepare()
    interrupts.listen()
    try:
        code = app(standalone_mode=False)
        streams.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except GraderError as error:
        click.echo(f"grade: {error}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(Settings(None, None).say("cli.stopped"), err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        streams.forget_output()
        code = 1
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        click.echo(f"grade: {error.strerror or error}{place}. Check the disk and try again.", err=True)
        code = GraderError.exit_code
    streams.leave(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
