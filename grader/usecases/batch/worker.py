"""
One process of a batch: grades submissions of one exercise, one after the other, with one warm launcher.

Reads a line of JSON for each submission, and answers with a line for its report; the end of its input is its end. It is on the
trusted side: submissions run in the sandbox that it starts.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from grader.core.catalogue import Course, find_course
from grader.core.report import ExerciseReport
from grader.core.submission import Submission
from grader.data.folder import FOLDER_VARIABLE
from grader.primitives.errors import GraderError
from grader.usecases.grade_exercise import TIER_VARIABLE, Wishes, grade_each


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Grade until there are no more requests. The first line says which course, which exercise and how."""
    setup = json.loads(requests.readline() or b"{}")
    if not setup:
        return
    os.environ |= {TIER_VARIABLE: setup["tier"], FOLDER_VARIABLE: setup["data"]}  # who asks has decided
    course = _course(Path(setup["course"]), setup["solutions"])
    wishes = Wishes(
        language=setup["language"],
        secret=base64.b64decode(setup["secret"]),
        stock=False,
        trust=setup["trust"],
        data=Path(setup["data"]) if setup["data"] else None,
    )

    def submissions() -> Iterator[Submission]:
        for line in requests:
            request = json.loads(line)
            yield Submission(request["file"], base64.b64decode(request["content"]))

    def deliver(_: Submission, report: ExerciseReport) -> None:
        _answer(replies, {"report": report.to_json()})

    try:
        grade_each(course, course.exercise(setup["exercise"]), submissions(), deliver, wishes, strangers=True)
    except GraderError as error:
        _answer(replies, {"error": error.problem, "next_step": error.next_step, "code": error.exit_code})


def _course(folder: Path, solutions: str) -> Course:
    """The course of the one who asks, found in the way that leads to the same solutions."""
    course = find_course(folder)
    return course if str(course.solutions) == solutions else find_course(folder, explicit=folder)


def _answer(replies: BinaryIO, reply: dict[str, Any]) -> None:
    replies.write(json.dumps(reply, ensure_ascii=True).encode() + b"\n")
    replies.flush()


def main() -> None:
    """Serve on stdin and stdout. What anybody prints goes to stderr instead."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
