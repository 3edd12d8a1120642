"""
Does this installation hold? Every submission of the corpus is graded here, and watched.

Three questions about each: did it earn what it must, did it see or say what it must not, is the machine as it was?
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.core.attacks import Attack, Expected, honest_file
from grader.core.catalogue import Course, Exercise
from grader.core.report import ExerciseReport, Verdict
from grader.core.submission import Submission, Unreadable, read_submission
from grader.primitives.errors import GraderError
from grader.sandbox.launching import AnyLauncher, start_launcher
from grader.sandbox.quarters import Quarters
from grader.usecases.canaries import Scene, canaries, scene
from grader.usecases.grade_exercise import Wishes, grade_each, not_graded, packages_of, wanted_tier
from grader.usecases.odd_files import make_odd_files

_SECONDS, _SECONDS_OF_THE_SLOW = 1.0, 0.4
"""Processor time for a check: nothing in the corpus that is honest needs more, and the slow ones take all they get."""

_TIMES = 3
"""Others use the machine, too, and leave something at the same moment: only what is left every time is an attack's doing."""

_SETTLING = 3.0
"""Seconds in which what an attack has left may still vanish by itself."""


@dataclass(frozen=True)
class Trial:
    """One attack, tried. problems: why it did not hold; none if it did. excused: the same where it is known not to hold."""

    attack: Attack
    tier: str
    seconds: float
    problems: tuple[str, ...]
    excused: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        """Is everything as it must be?"""
        return not self.problems


def audit(
    course: Course, attacks: Sequence[Attack], progress: Callable[[Trial], None], wishes: Wishes | None = None
) -> list[Trial]:
    """
    Try attacks on this machine, one after the other with one warm runner per exercise and function.

    Raises: GraderError.
    """
    trials: list[Trial] = []

    def done(trial: Trial) -> None:
        trials.append(trial)
        progress(trial)

    with canaries(), tempfile.TemporaryDirectory(prefix="audit-") as folder:
        for kind in dict.fromkeys(map(_kind, attacks)):
            some = [attack for attack in attacks if _kind(attack) == kind]
            exercise, function, slow = kind
            seconds = _SECONDS_OF_THE_SLOW if slow else _SECONDS
            wishes = replace(wishes or Wishes(), only=function, stock=False)
            _Round(course.exercise(exercise), Path(folder), wishes, seconds).run(course, some, done)
    return trials


def _kind(attack: Attack) -> tuple[str, str, bool]:
    """What can be graded in one go."""
    return attack.exercise, attack.function, attack.slow


class _Round:
    """Attacks on one function of one exercise, with so many seconds for each check."""

    def __init__(self, exercise: Exercise, folder: Path, wishes: Wishes, seconds: float) -> None:
        self._exercise = replace(exercise, limits=replace(exercise.limits, seconds=seconds))
        self._folder = folder
        self._wishes = wishes
        self._reports: list[ExerciseReport] = []
        self._honest = honest_file(exercise.id)
        self._honest_points = 0.0
        self._tier = ""
        self._unsteady: set[str] = set()

    def run(self, course: Course, attacks: Sequence[Attack], done: Callable[[Trial], None]) -> None:
        """Grade them in one go: what one leaves would be there for the next."""
        launch = self._wishes.tier or wanted_tier()
        self._unsteady = self._change_with_the_secret(course, [attack for attack in attacks if attack.repeats])
        with start_launcher(packages_of(self._exercise), tier=launch, without=self._wishes.without) as launcher:
            self._tier = str(launcher.tier)
            submissions = self._submissions(attacks, launcher, done)
            grade_each(
                course, self._exercise, submissions, lambda _, report: self._reports.append(report), self._wishes
            )

    def _change_with_the_secret(self, course: Course, attacks: Sequence[Attack]) -> set[str]:
        """Those whose report tells something of the hidden inputs: with another secret it says something else."""
        texts = []
        for secret in (b"one secret", b"another secret"):
            reports: list[ExerciseReport] = []
            submissions = [read_submission(path) for attack in attacks for path in self._files_of(attack)]
            wishes = replace(self._wishes, secret=secret)
            grade_each(course, self._exercise, submissions, lambda _, report: reports.append(report), wishes)  # noqa: B023
            texts.append([[(c.verdict, c.message, c.example, c.output) for c in report.checks] for report in reports])
        return {attack.id for attack, one, other in zip(attacks, *texts, strict=True) if one != other}

    def _submissions(
        self, attacks: Sequence[Attack], launcher: AnyLauncher, done: Callable[[Trial], None]
    ) -> Iterator[Submission]:
        if self._honest is not None:
            yield read_submission(self._honest)
            self._honest_points = self._reports.pop().points
        for attack in attacks:
            start, files = time.monotonic(), self._files_of(attack)
            for _ in range(_TIMES):
                problems, left = yield from self._watched(attack, files, launcher)
                if not left:
                    break
            problems += ["the report changes with the secret"] if attack.id in self._unsteady else []
            done(self._trial(attack, time.monotonic() - start, tuple(dict.fromkeys(problems + left))))

    def _watched(
        self, attack: Attack, files: Sequence[Path], launcher: AnyLauncher
    ) -> Generator[Submission, None, tuple[list[str], list[str]]]:
        """Have an attack graded: what is wrong with its grade and with what it saw, and what it has left behind."""
        before, problems = scene(), []
        for path in files:
            try:
                submission = read_submission(path)
            except Unreadable as reason:
                report = not_graded(self._exercise, reason, self._wishes.language)
            else:
                yield submission
                report = self._reports.pop()
                problems += _seen_inside(attack, self._said_by(attack, submission, launcher))
            problems += [*_wrong_grade(attack, report, self._honest_points), *_said_outside(attack, report)]
        return problems, _left_behind(before)

    def _trial(self, attack: Attack, seconds: float, problems: tuple[str, ...]) -> Trial:
        if self._tier in attack.not_held_in or (attack.not_as_root and os.geteuid() == 0):
            return Trial(attack, self._tier, seconds, (), problems)
        return Trial(attack, self._tier, seconds, problems)

    def _files_of(self, attack: Attack) -> list[Path]:
        if attack.file is not None:
            return [attack.file]
        folder = self._folder / attack.id
        folder.mkdir()
        return make_odd_files(attack.id, folder, self._honest.read_text(encoding="utf-8") if self._honest else "")

    def _said_by(self, attack: Attack, submission: Submission, launcher: AnyLauncher) -> str:
        """What it prints when it is loaded and called once."""
        from grader.suite.conversation import Conversation, bounds_of  # noqa: PLC0415 - imported by now, with pytest
        from grader.suite.student import Student  # noqa: PLC0415

        talk = Conversation(Quarters(launcher, bounds_of(self._exercise), stock=0), self._exercise, submission)
        try:
            talk.begin_check("audit", None)
            getattr(Student(lambda: talk), attack.function)(*_arguments(attack.sample))
        except GraderError as error:
            return f"the sandbox broke: {error}"
        except KeyboardInterrupt:
            raise
        except BaseException:  # noqa: BLE001, S110 - however it fails, what it said counts
            pass
        finally:
            said = talk.printed
            talk.close()
        return said


def _arguments(sample: Sequence[Any]) -> list[Any]:
    """The arguments that a sample describes."""
    import numpy as np  # noqa: PLC0415 - only where an array is asked for

    return [
        np.arange(math.prod(each["shape"]), dtype=float).reshape(each["shape"])
        if type(each) is dict and set(each) == {"shape"}
        else each
        for each in sample
    ]


def _wrong_grade(attack: Attack, report: ExerciseReport, honest: float) -> list[str]:
    if any(check.verdict is Verdict.FAULT for check in report.checks):
        return ["a fault of the grader's"]
    if attack.expected is Expected.FULL:
        return [] if report.points == honest else [f"an honest file gets {report.points:g} points, not {honest:g}"]
    if attack.expected is Expected.PART:
        return [] if 0 < report.points < honest else [f"partial work gets {report.points:g}"]
    problems = [f"{report.points:g} points that were not earned"] if report.points else []
    if not report.reason and not all(check.message for check in report.checks if check.verdict is not Verdict.PASSED):
        problems.append("a failure without a word")
    return problems


def _seen_inside(attack: Attack, said: str) -> list[str]:
    reached = attack.marker and attack.marker in said
    problems = [f"it reached what it must not: {_line_with(attack.marker, said)}"] if reached else []
    if attack.says and attack.says not in said:
        problems.append(f"it did not run: no {attack.says!r} in what it said")
    return problems


def _line_with(marker: str, said: str) -> str:
    return next(line for line in said.splitlines() if marker in line)[:100]


def _said_outside(attack: Attack, report: ExerciseReport) -> list[str]:
    """Is a marker in what the grader says?"""
    found = attack.marker and attack.marker in json.dumps(report.to_json(), ensure_ascii=False)
    return [f"the report holds {attack.marker!r}"] if found else []


def _left_behind(before: Scene) -> list[str]:
    deadline = time.monotonic() + _SETTLING
    while (left := scene().differences(before)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
