"""Commands for those who write a course or grade with it: stubs, check, doctor, audit."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli import completion
from grader.cli.places import PLACE
from grader.cli.settings import Settings
from grader.primitives.errors import UsageError

_SECRETS, _MANY_SECRETS = 20, 200


@click.command("stubs")
@click.argument("exercise", required=False, shell_complete=completion.exercises)
@click.option("--check", is_flag=True, help="Only compare; exit 1 if a stub is out of date.")
@click.pass_context
def stubs_command(ctx: click.Context, exercise: str | None, check: bool) -> None:  # noqa: FBT001
    """Generate the stubs from the solutions (for authors)."""
    from grader.usecases.write_stubs import write_stubs  # noqa: PLC0415

    settings: Settings = ctx.obj
    course = settings.course
    chosen = (course.exercise(exercise),) if exercise else course.exercises
    written = write_stubs(course, chosen, check=check)
    for stub in written:
        state = "stub-differs" if stub.changed and check else "stub-written" if stub.changed else "stub-current"
        click.echo(settings.say(f"cli.{state}", file=stub.path))
    ctx.exit(1 if check and any(stub.changed for stub in written) else 0)


@click.command("check")
@click.argument("exercise", required=False, shell_complete=completion.exercises)
@click.option(
    "--secrets", type=click.IntRange(min=1), help="How many secrets the solution must hold for: 20, for a report 200."
)
@click.option("--mutants", is_flag=True, help="Also grade the solution with every small slip; takes minutes.")
@click.option("--report", type=PLACE, help="Do it all, and write the table of suites into this file.")
@click.option("--seeds", type=click.IntRange(min=1), help="How many times each quiz question is drawn: 500.")
@click.pass_context
def check_command(
    ctx: click.Context,
    exercise: str | None,
    secrets: int | None,
    mutants: bool,  # noqa: FBT001
    report: Path | None,
    seeds: int | None,
) -> None:
    """
    Check the course itself (for authors): solutions, stubs, mistakes, languages, stability; and the bank of quiz questions.

    EXERCISE looks at one exercise only; `quizzes` at the questions only.
    """
    from grader.cli.screens import console, show_problems  # noqa: PLC0415
    from grader.usecases.check_course import Examination, check_course  # noqa: PLC0415
    from grader.usecases.check_quizzes import NAME, SEEDS, check_quizzes  # noqa: PLC0415
    from grader.usecases.report_suites import report_examination  # noqa: PLC0415

    settings: Settings = ctx.obj
    course = settings.course

    def deliver(examination: Examination) -> None:
        if report:
            report_examination(report, course, examination)

    def progress(text: str) -> None:
        console(err=True).print(f"[dim]{text}[/]")

    findings = []
    if exercise != NAME:
        findings += check_course(
            course,
            (course.exercise(exercise),) if exercise else course.exercises,
            secrets=secrets or (_MANY_SECRETS if report else _SECRETS),
            progress=progress,
            mutants=mutants or report is not None,
            deliver=deliver,
        )
    if exercise in (None, NAME):
        findings += check_quizzes(course, seeds=seeds or SEEDS, progress=progress)
    show_problems(findings, settings.language)
    ctx.exit(0 if all(finding.good for finding in findings) else 1)


@click.command("doctor")
@click.pass_context
def doctor_command(ctx: click.Context) -> None:
    """Show what this machine offers for grading, and what is missing."""
    from grader.cli.screens import show_findings  # noqa: PLC0415
    from grader.usecases.examine_machine import examine_machine  # noqa: PLC0415

    settings: Settings = ctx.obj
    try:
        course = settings.course
    except UsageError:
        course = None
    findings = examine_machine(course)
    show_findings(findings, settings.language)
    ctx.exit(1 if any(finding.good is False for finding in findings) else 0)


@click.command("audit")
@click.option("--tier", type=click.Choice(["full", "no namespaces"]), help="Only in this tier; else the best one.")
@click.option("--json", "as_json", is_flag=True, help="Print every trial as JSON on stdout.")
@click.argument("words", nargs=-1)
@click.pass_context
def audit_command(ctx: click.Context, tier: str | None, as_json: bool, words: tuple[str, ...]) -> None:  # noqa: FBT001
    """Try hostile submissions on this installation; WORDS narrow to those whose id or category has one of them."""
    from grader.cli.audit_screen import ProgressLine, audit_as_json, show_audit  # noqa: PLC0415
    from grader.core.attacks import known_attacks  # noqa: PLC0415
    from grader.sandbox.tiers import Tier  # noqa: PLC0415
    from grader.usecases.audit_installation import audit  # noqa: PLC0415
    from grader.usecases.grade_exercise import Wishes  # noqa: PLC0415

    settings: Settings = ctx.obj
    attacks = [
        attack
        for attack in known_attacks()
        if not words or any(word in f"{attack.id} {attack.category}" for word in words)
    ]
    with ProgressLine(len(attacks)) as progress:
        wishes = Wishes(language=settings.language, tier=Tier(tier) if tier else None)
        trials = audit(settings.course, attacks, progress.advance, wishes)
    if as_json:
        click.echo(audit_as_json(trials))
    else:
        show_audit(trials, settings.language)
    ctx.exit(0 if all(trial.held for trial in trials) else 1)


@click.command("release")
@click.option("--out", required=True, type=PLACE, help="A new folder, or a file that ends in .zip.")
@click.pass_obj
def release_command(settings: Settings, out: Path) -> None:
    """Write what students may have (for instructors): statements, stubs, public examples, a README; no answers."""
    from grader.usecases.release_course import release_course  # noqa: PLC0415

    release = release_course(settings.course, out)
    click.echo(settings.say("cli.released", path=release.path, count=len(release.files)))
