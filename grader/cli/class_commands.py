"""Commands for those who grade a class: batch, regrade, stats, override, late."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from grader.cli import completion
from grader.cli.places import FILE, FOLDER, PLACE
from grader.cli.settings import Settings
from grader.primitives.errors import UsageError

_gradebook = click.option("--gradebook", "url", help="URL of a PostgreSQL gradebook; otherwise DIR/gradebook.sqlite.")
_jobs = click.option("--jobs", type=click.IntRange(min=1), help="Processes side by side; otherwise one per core.")
_trust = click.option(
    "--trust-submissions",
    "trust",
    is_flag=True,
    envvar="GRADER_TRUST_SUBMISSIONS",
    help="Run other people's code even where it cannot be confined.",
)
_cluster = click.option("--cluster", help="Address of a Dask scheduler whose workers grade, such as tcp://host:8786.")
_data = click.option("--data", type=PLACE, help="Folder with data sets; otherwise $GRADER_DATA.")


@click.command("batch")
@click.argument("submissions", type=PLACE)
@click.option("--out", required=True, type=FOLDER, help="Where everything is written; the same folder goes on.")
@click.option("--exercise", "exercises", multiple=True, shell_complete=completion.exercises, help="Only this one.")
@_jobs
@click.option("--roster", type=FILE, help="CSV with the class list.")
@_gradebook
@_cluster
@_data
@_trust
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON on stdout.")
@click.pass_context
def batch_command(
    ctx: click.Context,
    submissions: Path,
    out: Path,
    exercises: tuple[str, ...],
    jobs: int | None,
    roster: Path | None,
    url: str | None,
    cluster: str | None,
    data: Path | None,
    trust: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """
    Grade a class (for instructors): SUBMISSIONS is a folder or zip as an LMS gives it.

    What was graded before is not graded again, so the same command goes on after an interruption.
    """
    from grader.cli import class_screens  # noqa: PLC0415
    from grader.usecases.batch.grade_class import chosen, grade_class, roster_of  # noqa: PLC0415
    from grader.usecases.batch.run import BatchWishes  # noqa: PLC0415
    from grader.usecases.gather_submissions import gather  # noqa: PLC0415

    settings: Settings = ctx.obj
    course, language = settings.course, settings.language
    _must_be_outside(out, submissions)
    handed = gather(submissions, course, chosen(course, exercises), roster_of(roster), language=language)
    class_screens.show_handed(handed, language, err=as_json)
    wishes = BatchWishes(language, jobs or 0, trust, data, cluster=cluster)
    with class_screens.ProgressLine(language) as progress:
        result = grade_class(course, handed, out, wishes, progress, url=url, note=f"grade batch {submissions.name}")
    if as_json:
        click.echo(json.dumps(class_screens.as_json(result), ensure_ascii=False, indent=1))
    else:
        class_screens.show_result(result, out, language)
    ctx.exit(result.exit_code)


@click.command("regrade")
@click.argument("directory", type=FOLDER)
@click.option("--publish", is_flag=True, help="Let the new grades count; otherwise they are only shown.")
@click.option("--revert", is_flag=True, help="Take the newest publication back.")
@_jobs
@_gradebook
@_cluster
@_data
@_trust
@click.pass_context
def regrade_command(
    ctx: click.Context,
    directory: Path,
    publish: bool,  # noqa: FBT001
    revert: bool,  # noqa: FBT001
    jobs: int | None,
    url: str | None,
    cluster: str | None,
    data: Path | None,
    trust: bool,  # noqa: FBT001
) -> None:
    """Grade a class again with the suites of today, and show who gains and who loses (for instructors)."""
    from grader.cli import class_screens  # noqa: PLC0415
    from grader.usecases.batch.files import write_files  # noqa: PLC0415
    from grader.usecases.batch.grade_class import grade_class, gradebook_at, handed_before  # noqa: PLC0415
    from grader.usecases.batch.run import BatchWishes  # noqa: PLC0415

    settings: Settings = ctx.obj
    course, language = settings.course, settings.language
    _must_be_graded(directory, url)
    if revert:
        with gradebook_at(directory, url) as book:
            reverted = book.revert()
            write_files(book, course, directory, language)
        class_screens.show_reverted(reverted, language)
        return
    with gradebook_at(directory, url) as book:
        handed = handed_before(book)
    wishes = BatchWishes(language, jobs or 0, trust, data, cluster=cluster)
    with class_screens.ProgressLine(language) as progress:
        result = grade_class(
            course, handed, directory, wishes, progress, url=url, approve=lambda _: publish, note="grade regrade"
        )
    class_screens.show_changes(result.recorded, language, published=publish)
    ctx.exit(result.exit_code)


@click.command("stats")
@click.argument("directory", type=FOLDER)
@_gradebook
@click.pass_obj
def stats_command(settings: Settings, directory: Path, url: str | None) -> None:
    """Show what a class's grades say together (for instructors)."""
    from grader.cli import class_screens  # noqa: PLC0415
    from grader.cli.exam_screen import show_statistics  # noqa: PLC0415
    from grader.core.class_statistics import Row, statistics_of  # noqa: PLC0415
    from grader.core.quiz.statistics import quiz_statistics  # noqa: PLC0415
    from grader.usecases.batch.grade_class import gradebook_at  # noqa: PLC0415

    _must_be_graded(directory, url)
    with gradebook_at(directory, url) as book:
        rows = [Row(student, exercise, report.to_json()) for (student, exercise), report in book.reports().items()]
        results = book.quiz_results()
    class_screens.show_essence(statistics_of(rows), settings.course, settings.language)
    for quiz in dict.fromkeys(result.quiz for result in results):
        show_statistics(quiz_statistics(quiz, results), settings.language)


@click.command("override")
@click.argument("directory", type=FOLDER)
@click.argument("student")
@click.argument("exercise", shell_complete=completion.exercises)
@click.option("--points", type=float, help="Points of the whole exercise.")
@click.option("--excuse", is_flag=True, help="The exercise is not asked of this student.")
@click.option("--clear", is_flag=True, help="Let the grading decide again.")
@click.option("--reason", default="", help="Why; the student sees it.")
@click.option("--by", default="instructor", show_default=True, help="Who decided.")
@_gradebook
@click.pass_obj
def override_command(
    settings: Settings,
    directory: Path,
    student: str,
    exercise: str,
    points: float | None,
    excuse: bool,  # noqa: FBT001
    clear: bool,  # noqa: FBT001
    reason: str,
    by: str,
    url: str | None,
) -> None:
    """Set one STUDENT's grade in an EXERCISE by hand; it survives regrades (for instructors)."""
    from grader.usecases.batch.files import write_files  # noqa: PLC0415
    from grader.usecases.batch.grade_class import gradebook_at  # noqa: PLC0415

    _must_be_graded(directory, url)
    course = settings.course
    wanted = course.exercise(exercise).id
    with gradebook_at(directory, url) as book:
        if clear:
            book.clear_override(student, wanted)
        else:
            book.set_override(student, wanted, points=points, excused=excuse, reason=reason, by=by)
        write_files(book, course, directory, settings.language)
    click.echo(
        settings.say("class.override-cleared" if clear else "class.overridden", student=student, exercise=wanted)
    )


@click.command("late")
@click.argument("directory", type=FOLDER)
@click.argument("exercise", shell_complete=completion.exercises)
@click.option("--due", help="As in 2026-03-01T23:59+08:00; without a zone, this machine's.")
@click.option("--grace", type=float, default=0.0, help="Minutes that cost nothing.")
@click.option("--per-day", type=float, default=0.0, help="Per cent of the points earned, for each day begun.")
@click.option("--stop", help="After this time nothing is worth a point.")
@click.option("--none", "remove", is_flag=True, help="Late work costs nothing any more.")
@_gradebook
@click.pass_obj
def late_command(
    settings: Settings,
    directory: Path,
    exercise: str,
    due: str | None,
    grace: float,
    per_day: float,
    stop: str | None,
    remove: bool,  # noqa: FBT001
    url: str | None,
) -> None:
    """Say when an EXERCISE is due and what late work costs (for instructors)."""
    from grader.core.lateness import LatePolicy  # noqa: PLC0415
    from grader.usecases.batch.files import write_files  # noqa: PLC0415
    from grader.usecases.batch.grade_class import gradebook_at  # noqa: PLC0415

    _must_be_graded(directory, url)
    course = settings.course
    wanted = course.exercise(exercise).id
    if due is None and not remove:
        raise UsageError("When is it due?", next_step="Add --due 2026-03-01T23:59+08:00, or --none.")
    policy = LatePolicy(_time(str(due)), grace, per_day, _time(stop) if stop else None) if not remove else None
    with gradebook_at(directory, url) as book:
        book.set_policy(wanted, policy)
        write_files(book, course, directory, settings.language)
    click.echo(settings.say("class.policy", exercise=wanted))


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no time.", next_step="Write it as in 2026-03-01T23:59+08:00.") from None
    return time if time.utcoffset() is not None else time.astimezone()


def _must_be_outside(out: Path, submissions: Path) -> None:
    """What is written must not be handed in the next time."""
    if out.resolve().is_relative_to(submissions.resolve()):
        raise UsageError(f"{out} is inside {submissions}.", next_step="Give a folder beside it with --out.")


def _must_be_graded(directory: Path, url: str | None) -> None:
    """Opening a gradebook makes one; a misspelled folder must not get one."""
    from grader.usecases.batch.grade_class import GRADEBOOK  # noqa: PLC0415

    if url is None and not (directory / GRADEBOOK).is_file():
        raise UsageError(
            f"There is no gradebook in {directory}.", next_step="Give the folder that `grade batch --out` wrote to."
        )
