"""
A class list, as instructors have it: a CSV file that some program wrote, in some encoding, with some names for its columns.

Everything that is odd about it is refused with the line and the next step: a grade must not go to the wrong student.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.core.coursework import Student
from grader.core.student_ids import plain, safe_id
from grader.core.submission import printable
from grader.primitives.errors import UsageError

MAX_BYTES = 5_000_000
_MAX_CELL = 200
_DELIMITERS = ",;\t"
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NO_STUDENT = {"points possible"}
"""What the first cell says in a row of Canvas's gradebook that is about no student."""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sid": (
        *("sid", "student id", "student number", "student no", "id number", "sis user id", "matriculation number"),
        *("學號", "学号", "學生編號", "學生證號", "座號", "student_id", "identifier"),
    ),
    "id": ("id", "編號"),
    "name": (
        "name",
        "full name",
        "student",
        "student name",
        "姓名",
        "名字",
        "学生姓名",
        "學生姓名",
        "全名",
        "中文姓名",
    ),
    "first": ("first name", "given name", "forename", "名"),
    "last": ("last name", "surname", "family name", "姓", "姓氏"),
    "email": ("email", "e mail", "email address", "mail", "電子郵件", "電子信箱", "信箱", "邮箱", "e mail address"),
    "lms": (
        *("lms", "lms id", "user name", "username", "login", "login id", "sis login id", "user id", "account", "帳號"),
        *("github", "github username", "github_username", "moodle", "canvas", "使用者名稱", "用戶名"),
    ),
}
_MEANINGS = {plain(name): meaning for meaning, names in _COLUMNS.items() for name in names}


@dataclass(frozen=True)
class _Row:
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, meaning: str) -> str:
        return self.cells.get(meaning, "")


def read_roster(content: bytes, file: str) -> tuple[Student, ...]:
    """
    The students of a class list, in its order.

    Args: file: its name, for messages. Raises: UsageError for whatever cannot be understood.
    """
    file = printable(file)
    if len(content) > MAX_BYTES:
        raise _wrong(file, f"is larger than {MAX_BYTES // 1_000_000} MB", "Give the class list only.")
    text = _decode(content, file)
    rows = _rows(text, file)
    if not rows:
        raise _wrong(file, "lists no student", "Write one line for each student below the header.")
    students = [_student(row) for row in rows]
    _refuse_empty(rows, students, file)
    _refuse_twins(rows, students, file)
    return tuple(students)


def _decode(content: bytes, file: str) -> str:
    """By its mark, else UTF-16 by its zeros, else UTF-8, else what Windows writes in Taiwan."""
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return _decode_as([encoding], content, file)
    if content[1:2] == b"\0":
        return _decode_as(["utf-16-le"], content, file)
    if content[:1] == b"\0":
        return _decode_as(["utf-16-be"], content, file)
    return _decode_as(["utf-8", "cp950", "big5hkscs"], content, file)


def _decode_as(encodings: Sequence[str], content: bytes, file: str) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _wrong(file, "is in an encoding that is not known here", "Save it as “CSV UTF-8”.")


def _rows(text: str, file: str) -> list[_Row]:
    """The lines below the header that say anything, with what their cells mean."""
    if text.lower().startswith("sep="):
        text = "\n" + text.partition("\n")[2]
    lines = _split(text, file)
    if not lines:
        raise _wrong(file, "is empty", "Write a header such as `id,name,email`, and one line for each student.")
    (at, header), *below = lines
    meanings = _meanings(header)
    _refuse_header(meanings, header, at, file)
    rows = []
    for line, cells in below:
        if any(cell.strip() for cell in cells[len(header) :]) or len(cells) < len(header):
            count = f"{len(cells)} cells where the header has {len(header)}"
            raise _wrong(file, f"has {count} in line {line}", "Put text with commas in quotes, and correct that line.")
        if plain(cells[0]) not in _NO_STUDENT:
            rows.append(_Row(line, {m: _cell(cell, line, file) for m, cell in zip(meanings, cells, strict=False) if m}))
    return rows


def _split(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Lines that are not empty, with their numbers, cut by the character that suits the header best."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda d: (len([m for m in _meanings(first.split(d)) if m]), first.count(d)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, before = [], 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        problem = f"cannot be read in line {reader.line_num} ({error})"
        raise _wrong(file, problem, "Look for a quotation mark that is not closed.") from error
    return lines


def _meanings(header: Sequence[str]) -> list[str]:
    """What each column is; "" for those that are not needed. A column `ID` is the LMS's own where there is another."""
    found = [_MEANINGS.get(plain(re.sub(r"\(.*?\)", "", cell).strip(" \t'\"\ufeff")), "") for cell in header]
    plain_id = "lms" if "sid" in found and "lms" not in found else "" if "sid" in found else "sid"
    return [plain_id if meaning == "id" else meaning for meaning in found]


def _refuse_header(meanings: Sequence[str], header: Sequence[str], line: int, file: str) -> None:
    known = [meaning for meaning in meanings if meaning]
    if not known:
        raise _wrong(
            file,
            f"has no header that is understood (line {line}: {_shown(','.join(header))})",
            "Begin it with a line such as `id,name,email`; 學號, 姓名 and others are understood, too.",
        )
    twice = [meaning for meaning in known if known.count(meaning) > 1]
    if twice:
        columns = ", ".join(_shown(cell) for cell, meaning in zip(header, meanings, strict=True) if meaning == twice[0])
        raise _wrong(file, f"has several columns for the same thing ({columns})", "Remove or rename all but one.")


def _cell(cell: str, line: int, file: str) -> str:
    cell = " ".join(cell.replace("\ufeff", "").split())
    if len(cell) > _MAX_CELL or not cell.isprintable():
        raise _wrong(file, f"has a cell in line {line} that is no name ({_shown(cell)})", "Correct that line.")
    return cell


def _student(row: _Row) -> Student:
    name = row["name"] or " ".join(part for part in (row["first"], row["last"]) if part)
    if row["first"] and row["last"] and not row["name"] and not (row["first"] + row["last"]).isascii():
        name = row["last"] + row["first"]
    called = row["sid"] or row["lms"] or row["email"] or name
    return Student(safe_id(called) if called else "", name or called, row["email"], row["sid"], row["lms"])


def _refuse_empty(rows: Sequence[_Row], students: Sequence[Student], file: str) -> None:
    needed = next((meaning for meaning in ("sid", "lms", "email") if meaning in rows[0].cells), "name")
    for row, student in zip(rows, students, strict=True):
        if not student.id or not getattr(student, needed):
            raise _wrong(file, f"has no {_word(needed)} in line {row.line}", "Fill it in, or remove that line.")


def _refuse_twins(rows: Sequence[_Row], students: Sequence[Student], file: str) -> None:
    """Two lines may share a name, and nothing else."""
    for meaning in ("sid", "lms", "email", "id"):
        seen: dict[str, int] = {}
        for row, student in zip(rows, students, strict=True):
            value = getattr(student, meaning).casefold()
            if value and seen.setdefault(value, row.line) != row.line:
                twice = f"has the {_word(meaning)} {_shown(value)} twice, in lines {seen[value]} and {row.line}"
                raise _wrong(file, twice, "Remove one of them; students of the same name need different ids.")


def _word(meaning: str) -> str:
    return {"sid": "id", "lms": "user name", "email": "email address"}.get(meaning, meaning)


def _shown(text: str) -> str:
    return printable(text[:60]).replace("\n", " ").replace("\t", " ")


def _wrong(file: str, problem: str, next_step: str) -> UsageError:
    return UsageError(f"The class list {file} {problem}.", next_step=next_step)
