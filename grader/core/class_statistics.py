"""
What a class's reports say together: scores, functions, checks, known mistakes and limits, exercise by exercise.

Reads the public format `grade-report/1` one report at a time and keeps a few numbers of each. Everybody counts once for an
exercise: who calls chooses the attempts that count.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.report import UNCOUNTED, Verdict

FEW = 10
"""With fewer answers than this, difficulty and discrimination are mostly chance."""
BINS = 10
LIMITS = (Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY, Verdict.CRASHED, Verdict.FORBIDDEN)

_GRADED = "graded"
_NO_SPREAD = 1e-12


@dataclass(frozen=True)
class Row:
    """What one student got for one exercise: a report (`grade-report/1`), or None where there is none."""

    student: str
    exercise: str
    report: Mapping[str, Any] | None


@dataclass(frozen=True)
class FunctionStatistics:
    """
    One function over a class.

    share: mean of earned points over reachable points, 0 to 1; None if nobody's could be counted. full, partly, nothing,
    not_attempted, missing: students, each in one of them; nothing: written, but without points.
    """

    name: str
    n: int
    share: float | None
    full: int
    partly: int
    nothing: int
    not_attempted: int
    missing: int


@dataclass(frozen=True)
class CheckStatistics:
    """
    One hidden check over a class.

    n: students for whom it counted. difficulty: mean score, 0 (nobody) to 1 (everybody). discrimination: correlation of its score
    with the share of points in the exercise's other checks, -1 to 1; None where one of the two is the same for all.
    """

    id: str
    function: str
    title: str
    n: int
    difficulty: float | None
    discrimination: float | None
    verdicts: Mapping[str, int]

    @property
    def few(self) -> bool:
        """Are these numbers of so few students that they mean little?"""
        return self.n < FEW


@dataclass(frozen=True)
class MistakeStatistics:
    """A known mistake, the students who made it, and what one of them was told."""

    function: str
    id: str
    students: int
    message: str


@dataclass(frozen=True)
class ExerciseStatistics:
    """
    One exercise over a class.

    n: students with a score. not_graded: students with an attempt and no score. mean, median: percent. bins: students by score,
    ten steps of 10 percent, 100 in the last one. full_marks: students. limits: students who ran into each of `LIMITS`.
    verdicts: of all hidden checks of all students. seconds: what grading one took, median and longest.
    """

    exercise: str
    n: int
    not_graded: int
    mean: float | None
    median: float | None
    bins: tuple[int, ...]
    full_marks: int
    functions: tuple[FunctionStatistics, ...]
    checks: tuple[CheckStatistics, ...]
    mistakes: tuple[MistakeStatistics, ...]
    limits: Mapping[str, int]
    verdicts: Mapping[str, int]
    median_seconds: float | None
    longest_seconds: float | None

    @property
    def full_marks_share(self) -> float | None:
        """Of the students with a score, 0 to 1."""
        return self.full_marks / self.n if self.n else None


@dataclass(frozen=True)
class ClassStatistics:
    """All exercises that somebody handed in, in the order in which they were first met. students: with any attempt."""

    students: int
    exercises: tuple[ExerciseStatistics, ...]


def statistics_of(rows: Iterable[Row]) -> ClassStatistics:
    """The statistics of a class. Rows are taken one at a time; of a student's rows for one exercise the last one counts."""
    sheets: dict[str, dict[str, _Sheet | None]] = {}
    keys: dict[str, _Keys] = {}
    students = set()
    for row in rows:
        students.add(row.student)
        known = keys.setdefault(row.exercise, _Keys())
        sheet = known.sheet(row.report) if row.report and row.report["status"] == _GRADED else None
        sheets.setdefault(row.exercise, {})[row.student] = sheet
    exercises = [_exercise(name, keys[name], list(by_student.values())) for name, by_student in sheets.items()]
    return ClassStatistics(len(students), tuple(exercises))


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's, -1 to 1; None for fewer than two pairs, or where one side is all the same."""
    if len(xs) < 2:  # noqa: PLR2004 - one point has no direction
        return None
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    from_x, from_y = [x - mean_x for x in xs], [y - mean_y for y in ys]
    spread_x, spread_y = math.hypot(*from_x), math.hypot(*from_y)
    if min(spread_x, spread_y) < _NO_SPREAD:
        return None
    together = math.fsum(x * y for x, y in zip(from_x, from_y, strict=True)) / spread_x / spread_y
    return max(-1.0, min(1.0, together))


# --- one report -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    """
    What is kept of a report.

    functions: points, reachable points and state, by name. scores: of hidden checks that counted, by id: won and worth; total:
    their sums. verdicts: of all hidden checks, by id. mistakes: function and id.
    """

    percent: float
    full: bool
    seconds: float
    functions: Mapping[str, tuple[float, float, str]]
    scores: Mapping[str, tuple[float, float]]
    total: tuple[float, float]
    verdicts: Mapping[str, str]
    mistakes: frozenset[tuple[str, str]]
    limits: frozenset[str]


class _Keys:
    """What reports of one exercise share: its functions, its hidden checks with function and title, a message per mistake."""

    def __init__(self) -> None:
        self.functions: dict[str, None] = {}
        self.checks: dict[str, tuple[str, str]] = {}
        self.messages: dict[tuple[str, str], str] = {}

    def sheet(self, report: Mapping[str, Any]) -> _Sheet | None:
        """What to keep of a report; None for one in which nothing could be counted."""
        checks = report["checks"]
        self._learn(report)
        if report["percent"] is None:
            return None
        hidden = [check for check in checks if check["hidden"]]
        counted = [check for check in checks if check["verdict"] not in UNCOUNTED]
        scores = {c["id"]: (c["points"], c["max_points"]) for c in hidden if c["verdict"] not in UNCOUNTED}
        return _Sheet(
            percent=float(report["percent"]),
            full=all(check["verdict"] == Verdict.PASSED for check in counted),
            seconds=float(report["seconds"]),
            functions={f["name"]: (f["points"], f["max_points"], f["state"]) for f in report["functions"]},
            scores=scores,
            total=(math.fsum(won for won, _ in scores.values()), math.fsum(worth for _, worth in scores.values())),
            verdicts={check["id"]: check["verdict"] for check in hidden},
            mistakes=frozenset((check["function"], mistake) for check in checks for mistake in check["mistakes"]),
            limits=frozenset(check["verdict"] for check in checks) & frozenset(map(str, LIMITS)),
        )

    def _learn(self, report: Mapping[str, Any]) -> None:
        self.functions.update(dict.fromkeys(function["name"] for function in report["functions"]))
        for check in report["checks"]:
            if check["hidden"]:
                self.checks.setdefault(check["id"], (check["function"], check["title"]))
            for mistake, message in zip(check["mistakes"], check["mistake_messages"], strict=False):
                self.messages.setdefault((check["function"], mistake), message)


# --- one exercise ---------------------------------------------------------------------------------------------------


def _exercise(name: str, keys: _Keys, sheets: Sequence[_Sheet | None]) -> ExerciseStatistics:
    graded = [sheet for sheet in sheets if sheet]
    percents = [sheet.percent for sheet in graded]
    seconds = [sheet.seconds for sheet in graded]
    limits = Counter(limit for sheet in graded for limit in sheet.limits)
    verdicts = Counter(verdict for sheet in graded for verdict in sheet.verdicts.values())
    return ExerciseStatistics(
        exercise=name,
        n=len(graded),
        not_graded=len(sheets) - len(graded),
        mean=_mean(percents),
        median=statistics.median(percents) if percents else None,
        bins=_bins(percents),
        full_marks=sum(sheet.full for sheet in graded),
        functions=tuple(_function(function, graded) for function in keys.functions),
        checks=tuple(_check(check, *about, graded) for check, about in keys.checks.items()),
        mistakes=_mistakes(keys.messages, graded),
        limits={str(limit): limits[limit] for limit in LIMITS},
        verdicts={str(verdict): verdicts[verdict] for verdict in Verdict if verdicts[verdict]},
        median_seconds=statistics.median(seconds) if seconds else None,
        longest_seconds=max(seconds, default=None),
    )


def _bins(percents: Iterable[float]) -> tuple[int, ...]:
    counts = Counter(min(int(percent * BINS // 100), BINS - 1) for percent in percents)
    return tuple(counts[place] for place in range(BINS))


def _function(name: str, sheets: Sequence[_Sheet]) -> FunctionStatistics:
    outcomes = [sheet.functions[name] for sheet in sheets if name in sheet.functions]
    worth = [(points, most, state) for points, most, state in outcomes if most > 0]
    kinds = Counter(_kind(*outcome) for outcome in worth)
    return FunctionStatistics(
        name=name,
        n=len(worth),
        share=_mean([points / most for points, most, _ in worth]),
        full=kinds["full"],
        partly=kinds["partly"],
        nothing=kinds["nothing"],
        not_attempted=kinds["not attempted"],
        missing=kinds["missing"],
    )


def _kind(points: float, most: float, state: str) -> str:
    if points >= most:
        return "full"
    if points > 0:
        return "partly"
    return state if state in (Verdict.NOT_ATTEMPTED, Verdict.MISSING) else "nothing"


def _check(check: str, function: str, title: str, sheets: Sequence[_Sheet]) -> CheckStatistics:
    counted = [sheet for sheet in sheets if check in sheet.scores]
    verdicts = Counter(sheet.verdicts[check] for sheet in sheets if check in sheet.verdicts)
    pairs = [(_share(*sheet.scores[check], sheet.verdicts[check]), _rest(sheet, check)) for sheet in counted]
    both = [(item, rest) for item, rest in pairs if rest is not None]
    return CheckStatistics(
        id=check,
        function=function,
        title=title,
        n=len(counted),
        difficulty=_mean([item for item, _ in pairs]),
        discrimination=correlation([item for item, _ in both], [rest for _, rest in both]),
        verdicts={str(verdict): verdicts[verdict] for verdict in Verdict if verdicts[verdict]},
    )


def _share(won: float, worth: float, verdict: str) -> float:
    """A check's score, 0 to 1; of one that is worth nothing, whether it was passed."""
    return won / worth if worth > 0 else float(verdict == Verdict.PASSED)


def _rest(sheet: _Sheet, check: str) -> float | None:
    """Share of the points of all other checks; None if they are worth nothing."""
    won, worth = (whole - part for whole, part in zip(sheet.total, sheet.scores[check], strict=True))
    return won / worth if worth > _NO_SPREAD else None


def _mistakes(messages: Mapping[tuple[str, str], str], sheets: Sequence[_Sheet]) -> tuple[MistakeStatistics, ...]:
    counts = Counter(mistake for sheet in sheets for mistake in sheet.mistakes)
    found = [MistakeStatistics(*key, count, messages.get(key, "")) for key, count in counts.items()]
    return tuple(sorted(found, key=lambda mistake: (-mistake.students, mistake.function, mistake.id)))


def _mean(values: Sequence[float]) -> float | None:
    return statistics.fmean(values) if values else None
