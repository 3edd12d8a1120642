"""A report on the terminal: one screen, most important first."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.core.catalogue import Course, Exercise
from grader.core.rendering import MARK
from grader.core.report import CheckOutcome, ExerciseReport, FunctionOutcome, Verdict
from grader.core.texts import pick, say

_MARKS = {
    Verdict.PASSED: ("✓", "green"),
    Verdict.NOT_ATTEMPTED: ("·", "dim"),
    Verdict.MISSING: ("·", "dim"),
    Verdict.SKIPPED: ("–", "dim"),
    Verdict.PENDING: ("…", "cyan"),
    Verdict.FAULT: ("!", "magenta"),
}
_FAILED = ("✗", "red")
_QUIET = frozenset({Verdict.PASSED, Verdict.SKIPPED, Verdict.PENDING, Verdict.NOT_ATTEMPTED, Verdict.MISSING})
_LISTED = 5
_OUTPUT_LINES, _OUTPUT_WIDTH = 6, 100
_BAR = 24


class ReportScreen:
    """Shows reports of one exercise."""

    def __init__(self, console: Console, course: Course, exercise: Exercise, language: str) -> None:
        self._console = console
        self._course = course
        self._exercise = exercise
        self._language = language

    def show(self, report: ExerciseReport, *, verbose: bool) -> None:
        """Print the report."""
        self._console.print(self._heading(report))
        if not report.graded:
            self._console.print(Text(f"{self._say('not-graded')} {report.reason}", "red"))
            return
        self._console.print(self._score(report))
        self._console.print(Padding(self._functions(report), (1, 0, 1, 2), expand=False))
        for note in report.notes:
            self._console.print(Text(note, "yellow"))
        self._failures(report, verbose=verbose)
        self._pending(report)
        self._console.print(self._ending(report))

    def _heading(self, report: ExerciseReport) -> Text:
        title = f"{self._exercise.id} · {pick(self._exercise.titles, self._language)}"
        return Text(title, "bold") + Text(f"  {report.submission}", "dim not bold")

    def _score(self, report: ExerciseReport) -> Text:
        if report.percent is None:
            return Text(self._say("nothing-counted"), "yellow")
        filled = round(_BAR * report.percent / 100)
        filled = min(filled, _BAR - 1) if not report.full_marks else _BAR
        bar = Text("█" * filled, "green" if report.full_marks else "yellow") + Text("░" * (_BAR - filled), "dim")
        points = self._say(
            "points", points=f"{report.points:g}", max=f"{report.max_points:g}", percent=f"{report.percent:.0f}"
        )
        return bar + Text(f"  {points}", "bold") + Text(f"  {self._say('sandbox', tier=report.sandbox)}", "dim")

    def _functions(self, report: ExerciseReport) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for outcome in report.function_outcomes:
            mark, colour = _MARKS.get(outcome.state, _FAILED)
            points = Text(f"{outcome.points:g} / {outcome.max_points:g}")
            table.add_row(Text(f"{mark} ", colour) + Text(outcome.name), points, Text(self._state(outcome), colour))
        return table

    def _state(self, outcome: FunctionOutcome) -> str:
        return say(f"verdict.{outcome.state.replace(' ', '-')}", self._language)

    def _failures(self, report: ExerciseReport, *, verbose: bool) -> None:
        """The most important failed check in full (with `verbose`: all of them), then the titles of the others."""
        if _is_about_the_file(report):
            self._console.print(Text("✗ ", "red bold") + Text(report.checks[0].message), Text(), sep="\n")
            return
        refused = _refused(report)
        for message, functions in refused.items():
            heading = Text("✗ ", "red bold") + Text(", ".join(functions), "bold")
            self._console.print(Group(heading, self._indented(Text(message)), Text()))
        wanted = [check for check in report.checks if check.verdict not in _QUIET and check.message not in refused]
        failed = _most_important_first(wanted)
        shown = failed if verbose else failed[:1]
        for check in shown:
            self._console.print(self._failure(check))
        self._others(failed[len(shown) :])

    def _pending(self, report: ExerciseReport) -> None:
        """Checks that could not be made here, with the reason that each group of them gives."""
        waiting = [check for check in report.checks if check.verdict is Verdict.PENDING]
        for reason in dict.fromkeys(check.message for check in waiting):
            names = dict.fromkeys(check.function for check in waiting if check.message == reason)
            count = sum(check.message == reason for check in waiting)
            text = self._say("pending", count=count, functions=", ".join(names), reason=reason)
            self._console.print(Text("… ", "cyan") + Text(text, "dim"), Text(), sep="\n")

    def _others(self, checks: list[CheckOutcome]) -> None:
        if not checks:
            return
        titles = list(dict.fromkeys((check.function, check.title) for check in checks))
        self._console.print(Text(self._say("also-failed", count=len(checks)), "bold"))
        for function, title in titles[:_LISTED]:
            self._console.print(Padding(Text("✗ ", "red") + Text(f"{function}: {title}"), (0, 0, 0, 2), expand=False))
        rest = len(titles) - _LISTED
        text = self._say("and-more", count=rest) if rest > 0 else self._say("see-all")
        self._console.print(Padding(Text(text, "dim"), (0, 0, 1, 2), expand=False))

    def _failure(self, check: CheckOutcome) -> RenderableType:
        parts: list[RenderableType] = [Text("✗ ", "red bold") + Text(f"{check.function}: {check.title}", "bold")]
        arrow = "➜ " if self._language == "en" else "➜"  # a line is not broken inside a run of Chinese
        named = (Text(arrow, "cyan bold") + Text(message, "cyan") for message in check.mistake_messages)
        parts.extend(self._indented(text) for text in named)
        if check.message:
            parts.append(self._indented(Text(check.message)))
        if check.example:
            parts += self._example(check)
        if check.output.strip():
            parts.append(self._indented(Text(self._say("printed"), "dim")))
            parts.append(Padding(Text(_first_lines(check.output), "dim"), (0, 0, 0, 4), expand=False))
        return Group(*parts, Text())

    def _example(self, check: CheckOutcome) -> list[RenderableType]:
        example = check.example
        assert example is not None, "only called for a check that has one"
        parts: list[RenderableType] = [self._indented(Text(example.call, "italic"))]
        pair = [
            (self._say("expected"), example.expected, "green"),
            (self._say("got"), example.got, "default"),
        ]
        columns = [(label, text, colour) for label, text, colour in pair if text is not None]
        width = sum(max(map(len, text.splitlines() or [""])) for _, text, _ in columns) + 8
        if width <= self._console.width and any("\n" in text for _, text, _ in columns):
            return [*parts, self._indented(_side_by_side(columns))]
        label_width = max((_width(label) for label, _, _ in columns), default=0)
        for label, text, colour in columns:
            padded = label + " " * (label_width - _width(label) + 2)
            if "\n" in text:
                parts += [
                    self._indented(Text(padded, "dim")),
                    Padding(_marked(text, colour), (0, 0, 0, 4), expand=False),
                ]
            else:
                parts.append(self._indented(Text(padded, "dim") + _marked(text, colour)))
        return parts

    def _ending(self, report: ExerciseReport) -> Text:
        if report.has_fault:
            return Text(self._say("fault"), "magenta")
        if report.full_marks:
            return self._congratulation(report)
        return Text(self._say("next-hint", exercise=self._exercise.id, function=_function_to_improve(report)), "dim")

    def _congratulation(self, report: ExerciseReport) -> Text:
        following = self._course.after(self._exercise)
        if report.only:
            return Text(self._say("function-done", exercise=self._exercise.id), "green")
        if not report.complete:
            return Text(self._say("examples-done"), "green")
        key = "well-done" if following else "well-done-last"
        return Text(
            self._say(key, following=following.id if following else "", exercise=self._exercise.id), "bold green"
        )

    def _indented(self, content: RenderableType) -> Padding:
        return Padding(content, (0, 0, 0, 2), expand=False)

    def _say(self, key: str, **fields: object) -> str:
        return say(f"report.{key}", self._language, **fields)


def _most_important_first(checks: list[CheckOutcome]) -> list[CheckOutcome]:
    """Functions in the exercise's order; in a function, checks with a named mistake first, then those with an example."""
    order = list(dict.fromkeys(check.function for check in checks))
    return sorted(checks, key=lambda check: (order.index(check.function), not check.mistakes, check.example is None))


def _is_about_the_file(report: ExerciseReport) -> bool:
    """Did every check fail for one reason that no example explains: the file cannot be loaded?"""
    if len({(check.message, check.verdict) for check in report.checks}) != 1:
        return False
    check = report.checks[0]
    return bool(check.message) and check.example is None and check.verdict is not Verdict.NOT_ATTEMPTED


def _refused(report: ExerciseReport) -> dict[str, list[str]]:
    """Functions that were not even run, all their checks for one reason: by that reason."""
    reasons: dict[str, list[str]] = {}
    for outcome in report.function_outcomes:
        checks = report.of_function(outcome.name)
        if outcome.state is Verdict.FORBIDDEN and len({(check.message, check.example) for check in checks}) == 1:
            reasons.setdefault(checks[0].message, []).append(outcome.name)
    return reasons


def _function_to_improve(report: ExerciseReport) -> str:
    for outcome in report.function_outcomes:
        if outcome.state not in (Verdict.PASSED, Verdict.SKIPPED, Verdict.PENDING):
            return outcome.name
    return report.functions[0]


def _side_by_side(columns: list[tuple[str, str, str]]) -> Table:
    table = Table.grid(padding=(0, 4))
    table.add_row(*(Text(label, "dim") for label, _, _ in columns))
    table.add_row(*(_marked(text, colour) for _, text, colour in columns))
    return table


def _marked(text: str, colour: str) -> Text:
    """Text in a colour, with marked cells in red."""
    shown = Text(text, colour)
    shown.highlight_regex(rf"{MARK}\S+", "bold red")
    return shown


def _first_lines(text: str) -> str:
    lines = text.strip("\n").splitlines()
    more = [f"… ({len(lines) - _OUTPUT_LINES})"] if len(lines) > _OUTPUT_LINES else []
    return "\n".join([*(line[:_OUTPUT_WIDTH] for line in lines[:_OUTPUT_LINES]), *more])


def _width(text: str) -> int:
    from rich.cells import cell_len  # noqa: PLC0415

    return cell_len(text)
