"""
The author's gate: does a course keep the rules of `docs/authoring.md`?

Every rule is one function that returns what is wrong. Solutions, stubs, known mistakes and hopeless answers are graded
like anybody's submission.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.core.catalogue import Course, Exercise
from grader.core.mistakes import Mistake
from grader.core.report import CheckOutcome, Verdict
from grader.core.submission import Submission
from grader.core.texts import LANGUAGES
from grader.core.wrong_submissions import HOPELESS, Sources, hopeless, with_mistake
from grader.primitives.errors import GraderError
from grader.suite.reference import Reference
from grader.suite.run import Result
from grader.usecases.grade_exercise import Wishes, open_runner
from grader.usecases.write_stubs import generated_stub

_LEAST_HINTS = 2
_SHOWN = 5
_IGNORED = ("__pycache__", ".pytest_cache", ".DS_Store")


@dataclass(frozen=True)
class Problem:
    """One rule, kept (`good`) or broken: what was looked at, and what is wrong with it."""

    exercise: str
    text: str
    good: bool


@dataclass(frozen=True)
class _Graded:
    """Everything that was graded for one exercise."""

    solution: list[Result]
    stub: Result
    mistakes: list[tuple[Mistake, Result]]
    hopeless: list[tuple[str, Result]]


def check_course(
    course: Course, exercises: Sequence[Exercise], *, secrets: int, progress: Callable[[str], None]
) -> list[Problem]:
    """Look at every exercise; one finding per rule."""
    findings = [_finding("course", "languages", _course_languages(course))]
    for exercise in exercises:
        progress(f"{exercise.id} …")
        findings += _check_exercise(course, exercise, secrets)
    return findings


def _check_exercise(course: Course, exercise: Exercise, secrets: int) -> list[Problem]:
    findings = [
        _finding(exercise.id, "files", [*_missing_files(exercise), *_stray_files(exercise)]),
        _finding(exercise.id, "both languages in titles, hints, statements", _languages(exercise)),
    ]
    if not all(finding.good for finding in findings) and _missing_files(exercise):
        return findings
    try:
        findings.append(_finding(exercise.id, "stub as generated", _stub_differs(exercise)))
        if exercise.forbidden:
            findings.append(_finding(exercise.id, "forbidden calls are there", _unknown_calls(exercise)))
        graded = _grade_everything(course, exercise, secrets)
    except GraderError as error:
        return [*findings, _finding(exercise.id, "solution and suite", [str(error)])]
    return findings + _check_grades(exercise, graded, secrets)


def _check_grades(exercise: Exercise, graded: _Graded, secrets: int) -> list[Problem]:
    first = graded.solution[0].outcomes
    count = len(graded.mistakes)
    rules = {
        f"solution gets full marks with {secrets} secrets ({len(first)} checks)": _solution_fails(graded.solution),
        "points of the checks add up": _points_differ(exercise, first),
        "titles of all checks in both languages": [o.id for o in first if o.title.isascii()],
        "stub gets 0, not attempted": _stub_scores(graded.stub),
        f"{len(graded.hopeless)} hopeless submissions get 0": _hopeless_score(graded.hopeless),
        f"{count} known mistakes lose marks, only where they are": _lose_elsewhere(graded.mistakes),
        f"{count} known mistakes are named, and no other": _misnamed(graded.mistakes),
    }
    return [_finding(exercise.id, rule, wrong) for rule, wrong in rules.items()]


def _grade_everything(course: Course, exercise: Exercise, secrets: int) -> _Graded:
    """Grade all that a course promises something about, with one warm launcher and one collected suite."""
    reference = Reference(exercise)
    assert exercise.solution_file is not None, "checked before"
    assert exercise.solutions is not None, "checked before"
    solution = exercise.solution_file.read_bytes()
    names = [function.name for function in exercise.functions]
    table = exercise.solutions / "mistakes.py"
    sources = Sources(solution.decode(), table.read_text(encoding="utf-8") if table.is_file() else "")
    results: list[Result] = []
    runner = open_runner(course, exercise, Wishes(language="zh-TW", secret=b"check 0", stock=False))

    def submissions() -> Iterator[Submission]:
        for number in range(secrets):
            runner.secret = f"check {number}".encode()
            yield Submission(exercise.file, solution)
        yield Submission(exercise.file, (generated_stub(exercise) or "").encode())
        for mistake in reference.mistakes:
            yield Submission(exercise.file, with_mistake(sources, names, mistake))
        for answer in HOPELESS.values():
            yield Submission(exercise.file, hopeless(names, _parameters(reference, names), answer))

    with runner:
        runner.grade(submissions(), lambda _, result: results.append(result))
    rest = results[secrets + 1 :]
    count = len(reference.mistakes)
    return _Graded(
        solution=results[:secrets],
        stub=results[secrets],
        mistakes=list(zip(reference.mistakes, rest[:count], strict=True)),
        hopeless=list(zip(HOPELESS, rest[count:], strict=True)),
    )


def _parameters(reference: Reference, names: Sequence[str]) -> list[str]:
    """Every parameter name of every function: what the most talkative ValueError would mention."""
    functions = [getattr(reference.module, name) for name in names]
    return sorted({parameter for function in functions for parameter in inspect.signature(function).parameters})


def _course_languages(course: Course) -> list[str]:
    return [f"no title in {language}" for language in LANGUAGES if not course.titles.get(language)]


def _missing_files(exercise: Exercise) -> list[str]:
    if exercise.solutions is None:
        return [f"no folder solutions/{exercise.id}"]
    ours = [
        exercise.folder / name
        for name in ("exercise.toml", "README.md", "README.zh-TW.md", "test_examples.py", exercise.file)
    ]
    theirs = [exercise.solutions / name for name in (exercise.file, "mistakes.py")]
    missing = [f"no {path.parent.name}/{path.name}" for path in [*ours, *theirs] if not path.is_file()]
    return missing if list(exercise.solutions.glob("test_*.py")) else [*missing, "no hidden suite (test_*.py)"]


def _stray_files(exercise: Exercise) -> list[str]:
    ours = {"exercise.toml", "README.md", "README.zh-TW.md", "test_examples.py", exercise.file}
    theirs = {exercise.file, "mistakes.py"}
    stray = [path for path in exercise.folder.iterdir() if path.name not in ours]
    if exercise.solutions:
        stray += [p for p in exercise.solutions.iterdir() if p.name not in theirs and not p.match("test_*.py")]
    return [f"stray: {path.parent.name}/{path.name}" for path in stray if path.name not in _IGNORED]


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
    return [
        f"secret {number}: {outcome.id} {outcome.verdict}: {outcome.message}"
        for number, result in enumerate(results)
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


def _finding(exercise: str, rule: str, wrong: Sequence[str]) -> Problem:
    if not wrong:
        return Problem(exercise, rule, good=True)
    more = f" (and {len(wrong) - _SHOWN} more)" if len(wrong) > _SHOWN else ""
    return Problem(exercise, f"{rule}: {'; '.join(wrong[:_SHOWN])}{more}", good=False)
