"""
The author's gate: does a course keep the rules of `docs/authoring.md`?

Every rule is one function that returns what is wrong. Solutions, other styles, stubs, known mistakes, hopeless answers and
mutants are graded like anybody's submission.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.catalogue import STYLES, Course, Exercise
from grader.core.equivalents import EQUIVALENTS
from grader.core.mistakes import Mistake
from grader.core.mutants import Mutant
from grader.core.report import CheckOutcome, Verdict
from grader.core.texts import LANGUAGES
from grader.primitives.errors import GraderError
from grader.suite.run import Result
from grader.usecases.grade_everything import Graded, grade_everything
from grader.usecases.try_mutants import MutantTrials, try_mutants
from grader.usecases.write_stubs import generated_stub

_LEAST_HINTS = 2
_SHOWN = 5
_IGNORED = ("__pycache__", ".pytest_cache", ".DS_Store")

_MARGIN_OF_RIGHT, _MARGIN_OF_WRONG = 100, 10
"""A tolerance is so many times the error of any right answer, and any wrong answer is so many tolerances away."""


@dataclass(frozen=True)
class Problem:
    """One rule, kept (`good`) or broken: what was looked at, and what is wrong with it. details: a line each, not shortened."""

    exercise: str
    text: str
    good: bool
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examination:
    """One exercise, looked at: what was found, and what was graded for it. trials: of the mutants, if that was wished for."""

    exercise: Exercise
    findings: tuple[Problem, ...]
    graded: Graded | None = None
    trials: MutantTrials | None = None


def check_course(
    course: Course,
    exercises: Sequence[Exercise],
    *,
    secrets: int,
    progress: Callable[[str], None],
    mutants: bool = False,
    deliver: Callable[[Examination], None] = lambda _: None,
) -> list[Problem]:
    """
    Look at every exercise; one finding per rule.

    Args: secrets: how many the solution is graded with. mutants: grade the solution's mutants, too, which takes long. deliver: is
        given each exercise's examination when it is done.
    """
    findings = [finding("course", "languages", _course_languages(course))]
    for exercise in exercises:
        progress(f"{exercise.id} …")
        examination = _examine(course, exercise, secrets, progress if mutants else None)
        findings += examination.findings
        deliver(examination)
    return findings


def _examine(course: Course, exercise: Exercise, secrets: int, mutants: Callable[[str], None] | None) -> Examination:
    findings = [
        finding(exercise.id, "files", [*_missing_files(exercise), *_stray_files(exercise)]),
        finding(exercise.id, "both languages in titles, hints, statements", _languages(exercise)),
    ]
    if not all(finding.good for finding in findings) and _missing_files(exercise):
        return Examination(exercise, tuple(findings))
    try:
        findings.append(finding(exercise.id, "stub as generated", _stub_differs(exercise)))
        if exercise.forbidden:
            findings.append(finding(exercise.id, "forbidden calls are there", _unknown_calls(exercise)))
        graded = grade_everything(course, exercise, secrets)
        findings += _check_grades(exercise, graded)
        trials = try_mutants(course, exercise, mutants) if mutants else None
        findings += _check_mutants(exercise, trials) if trials else []
    except GraderError as error:
        broken = finding(exercise.id, "solution and suite", [str(error)])
        return Examination(exercise, (*findings, broken))
    return Examination(exercise, tuple(findings), graded, trials)


def _check_grades(exercise: Exercise, graded: Graded) -> list[Problem]:
    first = graded.solution[0].outcomes
    count, secrets = len(graded.mistakes), len(graded.solution)
    rules = {
        f"solution gets full marks with {secrets} secrets ({len(first)} checks)": _solution_fails(graded.solution),
        f"{len(graded.styles)} right answers in other styles get full marks": _styles_fail(graded.styles),
        "points of the checks add up": _points_differ(exercise, first),
        "titles of all checks in both languages": [o.id for o in first if o.title.isascii()],
        "stub gets 0, not attempted": _stub_scores(graded.stub),
        f"{len(graded.hopeless)} hopeless submissions get 0": _hopeless_score(graded.hopeless),
        f"{count} known mistakes lose marks, only where they are": _lose_elsewhere(graded.mistakes),
        f"{count} known mistakes are named, and no other": _misnamed(graded.mistakes),
        "tolerances are far from right and from wrong answers": _bad_tolerances(graded),
    }
    return [finding(exercise.id, rule, wrong) for rule, wrong in rules.items()]


def _check_mutants(exercise: Exercise, trials: MutantTrials) -> list[Problem]:
    rule = f"{trials.made} mutants of the solution: {trials.killed} lose marks, {len(trials.equivalent)} are equivalent"
    if trials.spared:
        rule += f"; {trials.spared} of what {EQUIVALENTS} calls a matter of taste are not tried"
    survivors = [line for mutant in trials.survivors for line in _described(exercise, mutant)]
    problems = [Problem(exercise.id, rule, good=True)]
    if survivors:
        text = f"{rule}, {len(trials.survivors)} lose none: add a check, or list them in {EQUIVALENTS} with a reason"
        problems = [Problem(exercise.id, text, good=False, details=tuple(survivors))]
    if trials.outdated:
        text = f"{len(trials.outdated)} entries of {EQUIVALENTS} are of no use: no such mutant, or it loses marks"
        lines = tuple(f"{each.function}: {each.before}  ->  {each.after}" for each in trials.outdated)
        problems.append(Problem(exercise.id, text, good=False, details=lines))
    return problems


def _described(exercise: Exercise, mutant: Mutant) -> list[str]:
    place = f"{exercise.file}:{mutant.line} {mutant.function}".rstrip()
    return [place, f"  - {mutant.before}", f"  + {mutant.after}"]


def _course_languages(course: Course) -> list[str]:
    return [f"no title in {language}" for language in LANGUAGES if not course.titles.get(language)]


def _missing_files(exercise: Exercise) -> list[str]:
    if exercise.solutions is None:
        return [f"no folder solutions/{exercise.id}"]
    ours = [
        exercise.folder / name
        for name in ("exercise.toml", "README.md", "README.zh-TW.md", "test_examples.py", exercise.file)
    ]
    pictures = [exercise.picture_file(language) for language in LANGUAGES]
    if any(path.is_file() for path in pictures):
        ours += pictures
    theirs = [exercise.solutions / name for name in (exercise.file, "mistakes.py")]
    missing = [f"no {path.parent.name}/{path.name}" for path in [*ours, *theirs] if not path.is_file()]
    return missing if list(exercise.solutions.glob("test_*.py")) else [*missing, "no hidden suite (test_*.py)"]


def _stray_files(exercise: Exercise) -> list[str]:
    ours = {"exercise.toml", "README.md", "README.zh-TW.md", "test_examples.py", exercise.file}
    ours |= {exercise.picture_file(language).name for language in LANGUAGES}
    theirs = {exercise.file, "mistakes.py", EQUIVALENTS}
    stray = [path for path in exercise.folder.iterdir() if path.name not in ours and path != exercise.stage_file]
    if exercise.solutions:
        stray += [p for p in exercise.solutions.iterdir() if p.name not in theirs and not _belongs_to_a_suite(p)]
        styles = exercise.solutions / STYLES
        stray += [p for p in styles.glob("*") if p not in exercise.style_files]
    return [f"stray: {path.parent.name}/{path.name}" for path in stray if path.name not in _IGNORED]


def _belongs_to_a_suite(path: Path) -> bool:
    return path.match("test_*.py") or (path.name == STYLES and path.is_dir())


def _languages(exercise: Exercise) -> list[str]:
    wrong = [
        f"no {what} in {lang}"
        for lang in LANGUAGES
        for what, table in (("title", exercise.titles), ("topic", exercise.topics))
        if not table.get(lang)
    ]
    for function in exercise.functions:
        counts = [len(function.hints.get(language, ())) for language in LANGUAGES]
        if min(counts) < _LEAST_HINTS or len(set(counts)) > 1:
            wrong.append(f"{function.name}: {' and '.join(map(str, counts))} hints")
    return wrong


def _stub_differs(exercise: Exercise) -> list[str]:
    same = exercise.student_file.read_text(encoding="utf-8") == generated_stub(exercise)
    return [] if same else [f"{exercise.student_file} differs from the solution's stub; run `grade stubs`"]


def _unknown_calls(exercise: Exercise) -> list[str]:
    """Names that forbid nothing, because their library has no such thing."""
    return [call for call in exercise.forbidden if not _is_there(call)]


def _is_there(call: str) -> bool:
    try:
        pkgutil.resolve_name(call)
    except (ImportError, AttributeError):
        return False
    return True


def _solution_fails(results: list[Result]) -> list[str]:
    return [f"secret {number}: {lost}" for number, result in enumerate(results) for lost in _lost(result)]


def _styles_fail(graded: Sequence[tuple[str, Result]]) -> list[str]:
    return [f"{name}: {lost}" for name, result in graded for lost in _lost(result)]


def _lost(result: Result) -> list[str]:
    """The checks that were not passed, each with what was told about it."""
    return [
        f"{outcome.id} {outcome.verdict}: {outcome.message}"
        for outcome in result.outcomes
        if outcome.verdict is not Verdict.PASSED and outcome.counted
    ]


def _points_differ(exercise: Exercise, outcomes: Sequence[CheckOutcome]) -> list[str]:
    wrong = []
    for function in exercise.functions:
        total = sum(outcome.points for outcome in outcomes if outcome.function == function.name)
        if function.points is not None and abs(total - function.points) > 1e-9:  # noqa: PLR2004 - rounding of thirds
            wrong.append(f"{function.name}: exercise.toml says {function.points:g}, its checks {total:g}")
    return wrong


def _stub_scores(result: Result) -> list[str]:
    return [f"{o.id}: {o.verdict}" for o in result.outcomes if o.counted and o.verdict is not Verdict.NOT_ATTEMPTED]


def _hopeless_score(graded: Sequence[tuple[str, Result]]) -> list[str]:
    return [
        f"{name}: passes {outcome.id}"
        for name, result in graded
        for outcome in result.outcomes
        if outcome.verdict is Verdict.PASSED
    ]


def _lose_elsewhere(graded: Sequence[tuple[Mistake, Result]]) -> list[str]:
    wrong = []
    for mistake, result in graded:
        hit = {
            outcome.function
            for outcome in result.outcomes
            if outcome.hidden and outcome.counted and outcome.verdict is not Verdict.PASSED
        }
        if hit != {mistake.function}:
            wrong.append(f"{mistake.id} ({mistake.function}): fails in {', '.join(sorted(hit)) or 'no function'}")
    return wrong


def _misnamed(graded: Sequence[tuple[Mistake, Result]]) -> list[str]:
    wrong = []
    for mistake, result in graded:
        named = {name for outcome in result.outcomes for name in outcome.mistakes}
        if named != {mistake.id}:
            wrong.append(f"{mistake.id} ({mistake.function}): named {', '.join(sorted(named)) or 'by none'}")
    return wrong


def _bad_tolerances(graded: Graded) -> list[str]:
    wrong = []
    right, near = graded.farthest, graded.nearest
    if right and right.share * _MARGIN_OF_RIGHT > 1:
        wrong.append(f"{right.answer} is off by {right.distance:.1e}, where {right.tolerance:.1e} are allowed")
    if near and near.share < _MARGIN_OF_WRONG:
        wrong.append(f"{near.answer} is off by {near.distance:.1e} only, where {near.tolerance:.1e} are allowed")
    return wrong


def finding(exercise: str, rule: str, wrong: Sequence[str]) -> Problem:
    """A rule as it was kept: good if nothing is wrong, else with the first few things that are."""
    if not wrong:
        return Problem(exercise, rule, good=True)
    more = f" (and {len(wrong) - _SHOWN} more)" if len(wrong) > _SHOWN else ""
    return Problem(exercise, f"{rule}: {'; '.join(wrong[:_SHOWN])}{more}", good=False)
