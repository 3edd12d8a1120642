"""Makes a quiz for a class: a sealed sheet for each student, without answers, and the keys, which stay with the teacher."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.catalogue import Course
from grader.core.coursework import Student
from grader.core.quiz.bank import Bank
from grader.core.quiz.draws import Seed
from grader.core.quiz.exam_file import QuizFile, read_quiz_file
from grader.core.quiz.posing import pose
from grader.core.quiz.questions import Question
from grader.core.quiz.sheets import SHEET, sealed
from grader.core.quiz.stored import from_json, public_json, to_json
from grader.primitives.errors import QuizError, UsageError
from grader.usecases.personal import course_secret
from grader.usecases.question_bank import load_bank

SHEETS, KEYS = "sheets", "keys.jsonl"
ENDING = ".quiz"
_KEY = "quiz-key/1"
_MOST = 1_000_000


@dataclass(frozen=True)
class Key:
    """What one sheet is marked with: the whole questions, and what each is worth."""

    seal: str
    quiz: str
    student: Student
    sheet: dict[str, Any]
    questions: tuple[Question, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Made:
    """A quiz that was made: where, for how many students, with how many questions each."""

    folder: Path
    students: int
    questions: int


def make_exam(course: Course, file: Path, students: Sequence[Student], out: Path) -> Made:
    """
    Write `out/sheets/STUDENT.quiz` for every student, and `out/keys.jsonl`.

    Each student has numbers of their own, drawn from the course's secret: the same file, class and secret make the same sheets.
    Raises: UsageError if the quiz file is wrong, or `out` cannot be written or is not empty; CourseError if the bank is wrong.
    """
    bank = load_bank(course)
    quiz = read_quiz_file(_text(file), file.name, bank)
    if not students:
        raise UsageError("The class list has no student.", next_step="Write one line for each student.")
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise UsageError(f"{out} is there already.", next_step="Give another name with --out, or remove it first.")
    secret = course_secret(course)
    keys = [_key(bank, quiz, student, secret) for student in students]
    try:
        _write(out, keys)
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}).", next_step="Give another --out.") from error
    return Made(out, len(keys), len(keys[0].questions))


def read_keys(folder: Path) -> dict[str, Key]:
    """The keys that `make_exam` wrote, by seal. Raises UsageError if there are none, QuizError if they were changed."""
    path = folder / KEYS
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}).",
            next_step="Give the folder that `grade quiz make --out` wrote.",
        ) from error
    keys = [_read_key(line, path) for line in lines if line.strip()]
    return {key.seal: key for key in keys}


def _key(bank: Bank, quiz: QuizFile, student: Student, secret: bytes) -> Key:
    seed = Seed(secret, quiz.id, student.id)
    chosen = quiz.chosen(seed.stream("", "selection"))
    questions = tuple(pose(bank, bank.question(name), seed).question for name, _ in chosen)
    weights = tuple(weight for _, weight in chosen)
    sheet = sealed(
        secret,
        {
            "schema": SHEET,
            "quiz": quiz.id,
            "title": quiz.title.to_json(),
            "student": student.id,
            "name": student.name,
            "language": quiz.language,
            "minutes": quiz.minutes,
            "closes": quiz.closes.isoformat() if quiz.closes else None,
            "weights": list(weights),
            "questions": [public_json(question) for question in questions],
        },
    )
    return Key(sheet["seal"], quiz.id, student, sheet, questions, weights)


def _write(out: Path, keys: Sequence[Key]) -> None:
    (out / SHEETS).mkdir(parents=True, exist_ok=True)
    descriptor = os.open(out / KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(_key_json(key), ensure_ascii=False) + "\n" for key in keys)
    for key in keys:
        text = json.dumps(key.sheet, ensure_ascii=False, indent=1)
        (out / SHEETS / f"{key.student.id}{ENDING}").write_text(text + "\n", encoding="utf-8")


def _key_json(key: Key) -> dict[str, Any]:
    return {
        "schema": _KEY, "seal": key.seal, "quiz": key.quiz, "student": vars(key.student), "weights": list(key.weights),
        "sheet": key.sheet, "questions": [to_json(question) for question in key.questions],
    }  # fmt: skip


def _read_key(line: bytes, path: Path) -> Key:
    try:
        data = json.loads(line)
        return Key(
            seal=str(data["seal"]),
            quiz=str(data["quiz"]),
            student=Student(**{name: str(value) for name, value in data["student"].items()}),
            sheet=data["sheet"],
            questions=tuple(from_json(each) for each in data["questions"]),
            weights=tuple(float(weight) for weight in data["weights"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuizError(
            f"{path} is not as it was written.", next_step="Make the quiz anew from the same files."
        ) from error


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST:
            raise UsageError(f"{file} is too large to be a quiz file.", next_step="Give the TOML file.")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read ({error.strerror}).", next_step="Check its name and permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8.", next_step="Save it as UTF-8.") from error
